package telegramtest

import (
	"fmt"
	"net/http"
	"strings"
)

// stored is a file that a person sent.
type stored struct {
	path    string
	content []byte
	size    int64 // as Telegram tells it; 0: its content's
}

// largestGiven is the most bytes of a file that Telegram gives to a bot.
const largestGiven = 20 << 20

// Hold puts a file into Telegram's store, as if it had been sent: what getFile and a
// download give of this file_id.
func (f *Fake) Hold(id string, content []byte) {
	f.do(func() {
		if f.files == nil {
			f.files = map[string]stored{}
		}
		f.files[id] = stored{path: fmt.Sprintf("files/file_%d", len(f.files)+1), content: content}
	})
}

// Misdirect makes downloads answer with a redirect to this address; empty: no more.
func (f *Fake) Misdirect(to string) { f.do(func() { f.elsewhere = to }) }

// SendFile sends content as one of Telegram's things: photo, voice, video,
// audio or document.
func (p *Person) SendFile(as, caption string, content []byte) (message int) {
	p.f.mu.Lock()
	p.f.messages++
	id := fmt.Sprintf("%s-%d", as, p.f.messages)
	p.f.mu.Unlock()
	p.f.Hold(id, content)
	thing := map[string]any{"file_id": id, "file_unique_id": "u" + id, "file_size": len(content)}
	m := map[string]any{as: thing}
	if as == "photo" {
		thing["width"], thing["height"] = 640, 480
		m[as] = []map[string]any{thing}
	}
	if as == "document" {
		thing["file_name"] = "Samira de Vries, Kerkstraat 1.jpg"
	}
	if caption != "" {
		m["caption"] = caption
	}
	return p.Send(m)
}

func (f *Fake) getFile(w http.ResponseWriter, c Call) {
	f.mu.Lock()
	file, known := f.files[c.Params["file_id"]]
	f.mu.Unlock()
	size := max(file.size, int64(len(file.content)))
	switch {
	case !known:
		refuse(w, http.StatusBadRequest, "Bad Request: wrong file_id or the file is temporarily unavailable", nil)
	case size > largestGiven:
		refuse(w, http.StatusBadRequest, "Bad Request: file is too big", nil)
	default:
		answer(w, map[string]any{"file_id": c.Params["file_id"], "file_unique_id": "u", "file_size": size, "file_path": file.path})
	}
}

// serveFile is a download: /file/bot<token>/<file_path>.
func (f *Fake) serveFile(w http.ResponseWriter, r *http.Request, rest string) {
	token, path, _ := strings.Cut(rest, "/")
	if r.Method != http.MethodGet || token != f.Token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	f.mu.Lock()
	elsewhere := f.elsewhere
	var content []byte
	for _, file := range f.files {
		if file.path == path {
			content = file.content
		}
	}
	f.mu.Unlock()
	deed := func(w http.ResponseWriter) {
		switch {
		case elsewhere != "":
			http.Redirect(w, r, elsewhere, http.StatusFound)
		case content == nil:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Write(content)
		}
	}
	if !f.fails(w, r, "file", deed) {
		deed(w)
	}
}
