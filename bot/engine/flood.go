package engine

import (
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

const (
	// mostWords is how many messages of one person are answered within a minute
	// (S12). Of more, each is kept, and none is answered by itself.
	mostWords = 20
	// calmAfter is how long a flood must have stopped before the bot goes on.
	calmAfter = 5 * time.Second
)

// rush counts a message of the person.
func (b *bot) rush() {
	r := &b.C.Rush
	if now := b.Now().Unix(); r.N == 0 || now-r.From >= 60 || now < r.From {
		*r = chat.Rush{From: now}
	}
	r.N++
}

// flooded keeps a message that is one of too many; false where it is not. The
// person hears once that all is kept. Reserved words never come here.
func (b *bot) flooded(step *flows.Step, text string) bool {
	if b.C.CalmAt.IsZero() && b.C.Rush.N <= mostWords {
		return false
	}
	due := b.C.UnreadAt
	switch {
	case text == "":
	case step != nil:
		b.tellAt(step, text)
	default:
		b.tell("", text)
	}
	b.C.UnreadAt = b.Now().Add(unreadAfter)
	if !due.IsZero() && due.Before(b.C.UnreadAt) {
		b.C.UnreadAt = due // however long the flood lasts, it stands at the desk in a minute
	}
	if b.C.CalmAt.IsZero() {
		b.C.CalmAt = time.Unix(b.C.Rush.From+60, 0).UTC()
		b.Say(b.Text(flows.TextFlood))
	}
	return true
}

// calmed goes on after a flood: the question that waits is put again. Where
// none does, what was kept goes to people.
func (b *bot) calmed() {
	if !b.Due(b.C.CalmAt) || b.C.Over {
		return
	}
	if b.Now().Sub(b.C.HeardAt) < calmAfter { // it goes on
		b.C.CalmAt = b.Now().Add(calmAfter)
		return
	}
	b.calm()
	if step, _ := b.waiting(); step != nil {
		b.stands(step)
		return
	}
	b.Say(b.Text(flows.TextPassed, "team", b.Called(b.team())))
	b.handOff("", b.team().Name, chat.Normal)
}

// calm forgets that there was a flood.
func (b *bot) calm() { b.C.CalmAt, b.C.Rush = time.Time{}, chat.Rush{} }
