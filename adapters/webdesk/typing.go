package webdesk

import (
	"net/http"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// signApart is between two signs of one worker; what comes sooner is passed over.
const signApart = time.Second

// takeTyping takes in that the worker types an answer in the conversation; what, the
// page does not tell. Whether anybody sees it is decided elsewhere, and not told.
func (d *Desk) takeTyping(handle adapters.Handler) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		var p struct {
			Conversation string `json:"conversation"`
			As           string `json:"as"` // the worker for whom the page was drawn
		}
		switch {
		case !d.take(w, r, &p):
			return
		case p.As != who.ID:
			d.refuse(w, http.StatusConflict, "other_worker", textOther)
			return
		case p.Conversation == "" || len(p.Conversation) > 300:
			d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
			return
		}
		now := d.now()
		if d.signs.may(who.ID, now) {
			_, err := stored(r.Context(), handle, chat.Event{
				ID: "desk:" + who.ID + ":" + string(chat.Typing), Kind: chat.Typing, Sent: now, Author: who.author(),
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: p.Conversation},
				From:    chat.Address{Adapter: Name, Chat: who.ID},
			})
			if err != nil {
				d.down(w)
				return
			}
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// signs remembers when each worker last said that they type. The zero value
// remembers nobody; it holds no more than there are workers.
type signs struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (s *signs) may(worker string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, there := s.last[worker]; there && now.Sub(last) < signApart {
		return false
	}
	if s.last == nil {
		s.last = make(map[string]time.Time)
	}
	s.last[worker] = now
	return true
}
