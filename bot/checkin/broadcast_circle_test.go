package checkin_test

import (
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// Law 10: who is in a circle, and on a list besides, is heard by the circle: as long as
// it waits for them, and whenever they are not well. Only then words answer what was
// written to the list.
func TestLaw10_AnAnswerToTheCircleIsNoAnswerToABroadcast(t *testing.T) {
	book := flowstest.BuiltIn(t)
	resident := chat.Member{ID: "m", Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Agreed: monday.Add(-28).At(12 * 60)}
	rounds := checkin.Plan(book.Programme("belcirkel"), chat.Circle{Programme: "belcirkel", Name: "noord", Members: []chat.Member{resident}}, monday.At(0), monday.Add(1).At(0))
	if len(rounds) != 1 {
		t.Fatalf("%+v", rounds)
	}
	for _, c := range []struct {
		name, text    string
		stand         chat.Stand
		asked, writer time.Time // when the circle asked, and when the broadcast came
		at            time.Time
		want          chat.Stand // what the round hears; empty: nothing
	}{
		{"late, after yesterday's broadcast", "alles goed", chat.StandOverdue, clock(8, 30), clock(0, 0).Add(-9 * time.Hour), clock(10, 10), chat.StandWell},
		{"a broadcast came since they were asked", "Ja, alles goed", chat.StandAsked, clock(8, 30), clock(9, 0), clock(9, 20), chat.StandWell},
		{"words that a human has to read", "ik ben de hond uit gaan laten", chat.StandAsked, clock(8, 30), clock(9, 0), clock(9, 20), chat.StandSign},
		{"fell in the afternoon", "ik ben gevallen", chat.StandWell, clock(8, 30), clock(16, 0), clock(16, 20), chat.StandNotWell},
		{"wants to be rung in the afternoon", "Bel mij", chat.StandWell, clock(8, 30), clock(16, 0), clock(16, 20), chat.StandNotWell},
		{"what they think of the film", "wat een mooie film", chat.StandWell, clock(8, 30), clock(16, 0), clock(16, 20), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			today := rounds[0]
			today.Occurrences = slices.Clone(today.Occurrences)
			o := &today.Occurrences[0]
			o.Stand, o.Asked, o.SentAt, o.NextAt = c.stand, 1, c.asked, time.Time{}
			list := chat.Member{ID: "l", Programme: "vlogs", Circle: "vlogs", State: chat.MemberActive}
			news := chat.Round{ID: "vlogs|vlogs|2026-11-23|b-1", Programme: "vlogs", Circle: "vlogs", Talk: true, Broadcast: &chat.Broadcast{Title: "De film"},
				Occurrences: []chat.Occurrence{{Member: "l", Stand: chat.StandAsked, Asked: 1, SentAt: c.writer}}}
			talk := chat.Conversation{ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, Alias: "blauwe vos"}
			d, its := checkin.Relay(book, talk, chat.Facts{CanReach: true, Members: []chat.Member{resident, list}, Rounds: []chat.Round{today, news}},
				chat.Event{ID: "s", Kind: chat.Said, Author: person, Text: c.text, Sent: c.at, At: c.at})
			heard := chat.Stand("")
			for _, ev := range d.Then {
				if ev.Kind == chat.CheckedIn && ev.Subject.ID == today.ID {
					heard = chat.Stand(ev.Value)
				}
			}
			if !its || heard != c.want {
				t.Errorf("the circle hears %q, not %q: %+v", heard, c.want, d.Then)
			}
		})
	}
}
