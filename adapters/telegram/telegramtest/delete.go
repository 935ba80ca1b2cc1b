package telegramtest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// deletable is how long a message can be deleted.
const deletable = 48 * time.Hour

// remove is deleteMessage.
func (f *Fake) remove(w http.ResponseWriter, c Call) {
	chat, _ := strconv.ParseInt(c.Params["chat_id"], 10, 64)
	id, _ := strconv.Atoi(c.Params["message_id"])
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.people[chat]
	if p == nil {
		refuse(w, http.StatusBadRequest, "Bad Request: chat not found", nil)
		return
	}
	l := p.find(id)
	switch {
	case l == nil:
		refuse(w, http.StatusBadRequest, "Bad Request: message to delete not found", nil)
		return
	case f.now().Sub(l.at) >= deletable:
		refuse(w, http.StatusBadRequest, "Bad Request: message can't be deleted", nil)
		return
	}
	p.screen = slices.DeleteFunc(p.screen, func(x *line) bool { return x == l })
	f.tell()
	answer(w, true)
}
