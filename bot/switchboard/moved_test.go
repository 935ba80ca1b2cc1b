package switchboard_test

import (
	"slices"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// atHour is the organisation as its author left it who moved the time of the belcirkel.
func atHour(t *testing.T, hour, minute int) *flows.Playbook {
	t.Helper()
	book := flowstest.Own(t)
	book.Programme("belcirkel").When.From = hour*60 + minute
	return book
}

// M8, law 10: a programme whose time is moved in the course of the day asks nobody twice
// that day, and misses nobody at a time that was over already. From the next day on the
// new time counts; and a day that has not begun has it at once.
func TestM8_ATimeThatIsMovedCountsFromTheNextDayOn(t *testing.T) {
	for _, tt := range []struct {
		name         string
		hour, minute int
		answered     bool
	}{{"when all have answered, at eight in the evening", 20, 0, true}, {"a quarter after it began", 8, 45, false}} {
		t.Run(tt.name, func(t *testing.T) {
			onEachCircle(t, 2, 4, func(t *testing.T, w *world) {
				w.plans()
				w.until(tuesday(8, 31), w.boards...)
				if tt.answered {
					for i := range 4 {
						w.handle(chat.Event{ID: w.id(memberID(i)), Kind: chat.Said, From: own(memberID(i)), Author: person, Text: "ja"})
					}
				}
				w.until(tuesday(tt.hour, tt.minute), w.boards...)
				asked := len(w.said(own(memberID(0))))
				w.uses(atHour(t, 9, 0))
				w.clock.set(tuesday(tt.hour, tt.minute+1))
				w.plans()
				w.works(w.boards...)
				if n := len(w.said(own(memberID(0)))); n != asked {
					t.Errorf("she is asked %d times more", n-asked)
				}
				if n := w.count("SELECT COUNT(*) FROM round WHERE day = '2026-11-24'"); n != 1 {
					t.Errorf("the day has %d rounds", n)
				}
				for _, a := range w.alarms() {
					if a.Cause.Kind() == chat.CauseMany || a.Cause.Kind() == chat.CauseMissed && !a.Armed(w.clock.Now()) {
						t.Errorf("people hear of %s: %s", a.Cause, a.Why)
					}
				}
				days, err := w.stores[0].Record().CircleDays(t.Context(), "2026-11-25")
				if err != nil || !slices.ContainsFunc(days, func(d chat.CircleDay) bool { return strings.HasSuffix(d.ID, "|0900") && d.Open() }) {
					t.Errorf("on the next day they are asked in %+v: %v", days, err)
				}
			})
		})
	}
	t.Run("before it began", func(t *testing.T) {
		onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
			w.plans()
			w.until(tuesday(8, 0), w.boards...)
			w.uses(atHour(t, 9, 0))
			w.until(tuesday(8, 59), w.boards...)
			if n := len(w.said(own(memberID(0)))); n != 0 {
				t.Fatalf("she is asked %d times at the time that was", n)
			}
			w.until(tuesday(9, 0), w.boards...)
			if n := len(w.said(own(memberID(0)))); n != 1 {
				t.Errorf("she is asked %d times at the new one", n)
			}
		})
	})
}
