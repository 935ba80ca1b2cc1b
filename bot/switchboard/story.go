package switchboard

import "omzien/bot/chat"

// aboutStory keeps what a worker tells beside the neighbourhood picture.
func (s *Switchboard) aboutStory(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	var before chat.Story
	if ev.Subject.ID != "" {
		var known bool
		var err error
		if before, known, err = tx.Story(ev.Subject.ID); err != nil {
			return chat.Answer{}, effect{}, err
		}
		if !known {
			return chat.Answer{Text: "Dit verhaal is er niet meer."}, effect{}, errRefused
		}
	}
	next, answer, ok := DecideStory(s.book.Load(), before, ev)
	if !ok {
		return answer, effect{}, errRefused
	}
	return answer, effect{desk: true}, tx.Write(chat.Change{Event: ev, Story: &next})
}
