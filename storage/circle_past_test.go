package storage_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// A circle's past holds its own rounds from that day on; its last drill is the last
// alarm that was about the circle and no member of it.
func TestACirclesPastAndItsLastDrill(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		north, south := circle(t, s, "north", 3), circle(t, s, "south", 1)
		for i := range 4 {
			plan(t, s, north, noon.AddDate(0, 0, i))
		}
		other, _ := plan(t, s, south, noon)
		rounds, err := s.Record().Past(ctx, "belcirkel", "north", noon.AddDate(0, 0, 1))
		ok(t, err)
		if len(rounds) != 3 || rounds[0].Day != noon.AddDate(0, 0, 1).Format(time.DateOnly) || len(rounds[2].Occurrences) != 3 || rounds[2].Circle != "north" {
			t.Errorf("the past is %+v", rounds)
		}
		drilled := func(name string, since time.Time) (string, time.Time) {
			first, last, err := s.Record().Drilled(ctx, "belcirkel", name, since)
			ok(t, err)
			return first, last
		}
		if first, last := drilled("north", noon); first != noon.Format(time.DateOnly) || !last.IsZero() {
			t.Errorf("before any drill: %q, %v", first, last) // alarms about members are no drills
		}
		at := noon.Add(time.Hour)
		drill := chat.Alarm{ID: other.ID + "/oefening/missed", Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectRound, ID: other.ID},
			Opened: at, TellAt: at, Check: &chat.Check{Round: other.ID, Drill: true}}
		write(t, s, chat.Change{Event: chat.Event{ID: "drill", At: at}, Open: []chat.Alarm{drill}})
		if _, last := drilled("south", noon); !last.Equal(at) {
			t.Errorf("the drill was at %v", last)
		}
		if _, last := drilled("north", noon); !last.IsZero() {
			t.Errorf("another circle's drill: %v", last)
		}
		if first, last := drilled("south", noon.AddDate(0, 0, 1)); first != "" || !last.IsZero() {
			t.Errorf("after it: %q, %v", first, last)
		}
	})
}
