package webdesk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"omzien/adapters"
	"omzien/bot/chat"
)

// mostUploads is how many workers hand files in at once: each takes memory.
const mostUploads = 4

// fileView is a file as the page shows it.
type fileView struct {
	Kind string `json:"kind"` // photo, voice, video or document
	URL  string `json:"url"`
	Name string `json:"name"` // in words
}

var kindsInWords = map[string]string{"photo": "foto", "voice": "spraakbericht", "video": "video", "document": "document"}

// show puts a line's files on it: what can be opened to be looked at, all else in words.
func (d *Desk) show(line *lineView, l chat.ShownLine, conversation string) {
	var words []chat.File
	for i, f := range l.Files {
		switch {
		case f.Opens() && d.files != nil:
			at := "/desk/files/" + url.PathEscape(conversation) + "/" + strconv.FormatInt(l.N, 10) + "/" + strconv.Itoa(i)
			line.Shown = append(line.Shown, fileView{f.Kind, at, kindsInWords[f.Kind]})
		case l.Kind == chat.LinePerson:
			line.Files = append(line.Files, fileInWords(f))
		default:
			words = append(words, f)
		}
	}
	if l.Kind != chat.LinePerson {
		l.Files = words
		line.Text = l.Plain()
	}
}

// whyNot says to a worker why their file does not pass, and what would be right.
func whyNot(why string) string { return "Niet verstuurd: " + chat.Unsendable(why) }

// takeFiles stores a worker's text with files, as takeEvent does.
func (d *Desk) takeFiles(handle adapters.Handler) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		if d.files == nil {
			http.NotFound(w, r)
			return
		}
		select {
		case d.uploads <- struct{}{}:
			defer func() { <-d.uploads }()
		default:
			d.down(w)
			return
		}
		var p posted
		raw, err := adapters.ReadFiles(w, r, &p)
		switch {
		case errors.Is(err, adapters.ErrType):
			d.refuse(w, http.StatusUnsupportedMediaType, "content_type", textMalformed)
			return
		case errors.Is(err, adapters.ErrSize):
			d.refuse(w, http.StatusUnprocessableEntity, chat.FileLarge, whyNot(chat.FileLarge))
			return
		case err == nil && p.As != who.ID:
			d.refuse(w, http.StatusConflict, "other_worker", textOther)
			return
		}
		words := p.Text
		if p.Kind != chat.Broadcasts {
			p.Text += "." // words need not be there
		}
		ev, ok := p.event(who)
		if err != nil || !ok || len(words) > maxBody || ev.Kind != chat.Answered && ev.Kind != chat.Noted && ev.Kind != chat.Broadcasts {
			d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
			return
		}
		ev.Text, ev.Sent = words, d.now()
		if why := adapters.Bring(&ev, raw, d.files.Fit); why != "" {
			d.refuse(w, http.StatusUnprocessableEntity, why, whyNot(why))
			return
		}
		answer, err := stored(r.Context(), handle, ev)
		if err != nil {
			d.log.Warn("webdesk: files were not stored", "kind", string(ev.Kind))
			d.down(w)
			return
		}
		d.keep(r.Context(), who)
		d.give(w, http.StatusOK, answer)
	}
}

// showSent shows a file of a conversation.
func (d *Desk) showSent(w http.ResponseWriter, r *http.Request, _ worker) {
	line, err := strconv.ParseInt(r.PathValue("line"), 10, 64)
	i, err2 := strconv.Atoi(r.PathValue("i"))
	if d.files == nil || err != nil || err2 != nil {
		http.NotFound(w, r)
		return
	}
	content, err := d.files.AtDesk(r.Context(), r.PathValue("conversation"), line, i)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		http.NotFound(w, r)
	case err != nil:
		d.log.Warn("webdesk: a file cannot be shown now", "err", err)
		d.down(w)
	default:
		adapters.ShowFile(w, r, content)
	}
}
