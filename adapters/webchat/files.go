package webchat

import (
	"errors"
	"net/http"
	"strconv"

	"omzien/adapters"
	"omzien/bot/chat"
)

// mostUploads is how many files are handed in at once: each takes memory.
const mostUploads = 4

// takeFile takes in a file, with words perhaps, and answers once both are stored.
// One that does not pass is refused with the reason's word, and the desk hears that
// there was one: the same thing may come again in other words.
func (i intake) takeFile(w http.ResponseWriter, r *http.Request, v visit) {
	if i.Files == nil {
		http.NotFound(w, r)
		return
	}
	if wait, ok := i.senders.Take(adapters.Client(r, i.Proxies), i.Now()); !ok {
		i.later(w, wait, tooMany)
		return
	}
	select {
	case i.uploads <- struct{}{}:
		defer func() { <-i.uploads }()
	default:
		i.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	var in sent
	raw, err := adapters.ReadFiles(w, r, &in)
	ev, ok := i.event(v.Session, sent{Tab: in.Tab, N: in.N, Kind: in.Kind, Text: in.Text + "."}) // words need not be there
	ev.Text = in.Text
	switch {
	case errors.Is(err, adapters.ErrType):
		i.refuse(w, http.StatusUnsupportedMediaType, badType)
		return
	case errors.Is(err, adapters.ErrSize) && in.Tab == "":
		i.refuse(w, http.StatusRequestEntityTooLarge, badSize)
		return
	case err != nil && !errors.Is(err, adapters.ErrSize), !ok, ev.Kind != chat.Said, in.Token != "" || in.Lang != "", len(in.Text) > largest, len(raw) > 1:
		i.refuse(w, http.StatusBadRequest, badForm)
		return
	}
	why := chat.FileLarge
	if err == nil {
		why = adapters.Bring(&ev, raw, i.Files.Fit)
	}
	if why != "" {
		i.unfit(w, r, ev, why)
		return
	}
	if answer, ok := i.take(w, r, ev); ok {
		reply(w, http.StatusOK, map[string]int64{"line": answer.Line})
	}
}

// unfit refuses a file, once the desk can know of it.
func (i intake) unfit(w http.ResponseWriter, r *http.Request, ev chat.Event, why string) {
	ev.ID, ev.Kind, ev.Value, ev.Text, ev.Files, ev.Brought = ev.ID+":unfit", chat.Unfit, why, "", nil, nil
	if _, ok := i.take(w, r, ev); ok {
		i.refuse(w, http.StatusUnprocessableEntity, why)
	}
}

// serveSent shows what the person or a worker sent.
func (a *Adapter) serveSent(w http.ResponseWriter, r *http.Request, v visit) {
	line, err := strconv.ParseInt(r.PathValue("line"), 10, 64)
	i, err2 := strconv.Atoi(r.PathValue("i"))
	if a.Files == nil || err != nil || err2 != nil {
		http.NotFound(w, r)
		return
	}
	content, err := a.Files.AtPage(r.Context(), address(v.Session), line, i)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		http.NotFound(w, r)
	case err != nil:
		a.Log.WarnContext(r.Context(), "webchat: a file cannot be shown now", "err", err)
		a.refuse(w, http.StatusServiceUnavailable, down)
	default:
		adapters.ShowFile(w, r, content)
	}
}
