package webchat

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"omzien/bot/chat"
)

// file is a picture, a video or a document as the page shows it.
type file struct {
	Kind  string `json:"kind"` // photo, voice, video or document
	URL   string `json:"url"`
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	About string `json:"about"` // in words, for who cannot see it
}

const mediaPath = "/media/"

// show puts what was sent on a line: what the bot shows, and what people send to
// each other; where that is impossible, in words. The person knows what they sent.
func (a *Adapter) show(l *line, of chat.ShownLine) {
	for i, f := range of.Files {
		if f.Opens() && a.Files != nil {
			l.Files = append(l.Files, file{Kind: f.Kind, URL: fmt.Sprintf("/webchat/files/%d/%d", of.N, i), Size: f.Size})
			continue
		}
		if of.Kind == chat.LinePerson {
			continue
		}
		sum, ours := f.MediaSum()
		if !ours || a.Media == nil {
			l.Text = chat.Message{Text: l.Text, Files: []chat.File{f}}.Plain()
			continue
		}
		l.Files = append(l.Files, file{Kind: f.Kind, URL: mediaPath + sum, Name: f.Name, Size: f.Size, About: f.About})
	}
}

// serveMedia serves a file that the bot shows. A document is for a program of the
// person's own; nothing but pictures and videos is opened within a page of ours.
// As of all else of ours, the device keeps nothing of it.
func (a *Adapter) serveMedia(w http.ResponseWriter, r *http.Request, _ visit) {
	if a.Media == nil {
		http.NotFound(w, r)
		return
	}
	content, name, kind, ok := a.Media(chat.MediaID(r.PathValue("sum")))
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	if !strings.HasPrefix(kind, "image/") && !strings.HasPrefix(kind, "video/") {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content)) // a video is asked for in pieces
}
