package switchboard

import (
	"omzien/bot/chat"
	"omzien/bot/checkin"
)

// broadcast decides about what a worker wrote for all who chose to hear from a
// programme: its round is made, and goes out from then on like any other. Once: by the
// id of the event.
func (s *Switchboard) broadcast(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	book := s.book.Load()
	programme, circle := checkin.ListOf(book, ev.Form)
	c, err := tx.Circle(programme, circle)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	d := checkin.Broadcast(book, chat.Facts{Circle: c.Members}, ev)
	if d.Round == nil { // asked how it would go, or to be filled in otherwise: as if it never came
		return d.Answer, effect{}, errRefused
	}
	w, e := chat.Change{Event: ev, Rounds: []chat.Round{*d.Round}}, effect{desk: true, due: true}
	return d.Answer, e, tx.Write(w)
}
