package webdesk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Readers tells who read a talk.
type Readers interface {
	// Readers lists who had the conversation before them at the web desk, and who
	// asked for what is hidden there, newest first. chat.ErrUnknown where there is none.
	Readers(ctx context.Context, conversation string) ([]chat.Look, error)
}

// Veil gives a talk as the worker with this id may see it: whoever did not say why
// they need more does not see all of it. bare tells that nothing has to be hidden
// from them now, hidden that something is.
type Veil func(t chat.Thread, worker string, now time.Time) (shown chat.Thread, bare, hidden bool)

// looks are the talks that each worker was seen to have before them in this hour,
// so that it is written down once and not at each poll. What it forgets is stored
// once more under the same id, which changes nothing. The zero value is ready.
type looks struct {
	mu   sync.Mutex
	hour int64
	seen map[string]bool
}

// first tells whether this is new in this hour.
func (l *looks) first(what string, hour int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hour != hour || l.seen == nil {
		l.hour, l.seen = hour, map[string]bool{}
	}
	if l.seen[what] {
		return false
	}
	l.seen[what] = true
	return true
}

// forget lets it be written down after all.
func (l *looks) forget(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, what)
}

// looked writes down that the worker has the talk before them. Where that cannot
// be stored they see it all the same: somebody may need them now. It is tried
// again with the next poll.
func (d *Desk) looked(ctx context.Context, handle adapters.Handler, conversation string, who worker) {
	if d.readers == nil {
		return
	}
	hour := d.now().Unix() / int64(time.Hour/time.Second)
	what := fmt.Sprintf("opened:%s:%s:%d", conversation, who.ID, hour)
	if !d.looks.first(what, hour) {
		return
	}
	_, err := stored(ctx, handle, chat.Event{
		ID: what, Kind: chat.Opened, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: conversation},
		From: chat.Address{Adapter: Name, Chat: who.ID}, Author: who.author(), Sent: d.now(),
	})
	if err != nil {
		d.looks.forget(what)
		d.log.Warn("webdesk: that somebody read a talk was not stored")
		d.count("look_not_stored")
	}
}

// lookView is one look at a talk, as the page lists it.
type lookView struct {
	Name string `json:"name"`
	At   int64  `json:"at"`
	Why  string `json:"why,omitempty"`
}

// showReaders lists who read a talk.
func (d *Desk) showReaders(w http.ResponseWriter, r *http.Request, _ worker) {
	id := r.URL.Query().Get("id")
	if id == "" || d.readers == nil {
		d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
		return
	}
	all, err := d.readers.Readers(r.Context(), id)
	if errors.Is(err, chat.ErrUnknown) {
		d.refuse(w, http.StatusNotFound, "thread", "Dit gesprek is er niet meer.")
		return
	}
	if err != nil {
		d.down(w)
		return
	}
	views := make([]lookView, len(all))
	for i, l := range all {
		views[i] = lookView{l.Worker.Name, millis(l.At), l.Why}
	}
	d.give(w, http.StatusOK, views)
}
