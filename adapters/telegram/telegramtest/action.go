package telegramtest

import (
	"net/http"
	"strconv"
	"time"
)

// actionLasts is how long a person sees that the bot is doing something, unless a
// message of it comes first.
const actionLasts = 5 * time.Second

func (f *Fake) showAction(w http.ResponseWriter, c Call) {
	id, _ := strconv.ParseInt(c.Params["chat_id"], 10, 64)
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.Params["action"] != "typing" { // the description has no list of them
		refuse(w, http.StatusBadRequest, "Bad Request: wrong parameter action in request", nil)
		return
	}
	p := f.reachable(w, id)
	if p == nil {
		return
	}
	p.action = f.now()
	f.tell()
	answer(w, true)
}

// Typing tells whether the person's screen says now that the bot is typing.
func (p *Person) Typing() bool {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return !p.action.IsZero() && p.f.now().Sub(p.action) < actionLasts
}
