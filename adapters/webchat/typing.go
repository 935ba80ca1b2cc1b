package webchat

import (
	"context"
	"net/http"

	"omzien/adapters"
	"omzien/bot/chat"
)

// signsPerMinute is how often one client may say that its person types: a page says
// it fourteen times while they do, and several people may share an address.
const signsPerMinute = 240

// signing lets as many signs through as a client may send, before anything is read.
func (a *Adapter) signing(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := a.signs.Take(adapters.Client(r, a.Proxies), a.Now()); !ok {
			a.later(w, wait, tooMany)
			return
		}
		next(w, r)
	}
}

// takeTyping takes in that the person is typing; what, the page does not tell. The
// answer does not say whether anybody sees it.
func (i intake) takeTyping(w http.ResponseWriter, r *http.Request, v visit) {
	if !i.decode(w, r, largest, &struct{}{}) {
		return
	}
	now := i.Now()
	_, ok := i.take(w, r, chat.Event{
		ID: idPrefix(v.Chat) + string(chat.Typing), Kind: chat.Typing, From: address(v.Session),
		Author: chat.Author{Role: chat.RolePerson}, Sent: now, At: now,
	})
	if ok {
		w.WriteHeader(http.StatusNoContent)
	}
}

// writes sends that the worker who has the talk is writing. What came meanwhile goes
// before it; where those were their words, they are there, and it is not sent.
func (s *stream) writes(ctx context.Context) error {
	before := s.after
	for more := true; more; {
		var err error
		if more, err = s.news(ctx); err != nil {
			return err
		}
	}
	if s.after != before || s.told.Worker == "" || s.told.Over {
		return nil
	}
	return s.send("typing", struct{}{})
}
