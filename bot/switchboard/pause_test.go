package switchboard_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

var errTooOften = errors.New("too often")

// Law 3, R20: a platform that wants to hear nothing for longer than a minute
// keeps people waiting: somebody hears of it at once, by the second route too.
func TestLaw3_R20_ALongPauseIsTold(t *testing.T) {
	for pause, alarms := range map[time.Duration]int{time.Minute: 0, 2 * time.Minute: 1} {
		t.Run(pause.String(), func(t *testing.T) {
			onFloor(t, 1, func(t *testing.T, f *floor) {
				f.platform.fail = func(chat.Message) (bool, error) { return false, adapters.RetryAfter(pause, errTooOften) }
				f.handle(chat.Event{ID: "test:start", Kind: chat.Started, From: away("sam"), Author: person})
				f.settle()
				open := slices.DeleteFunc(f.alarms(), func(a chat.Alarm) bool { return a.About != route("pushed") })
				if len(open) != alarms || f.post.about("pushed") != alarms {
					t.Errorf("%d alarms, letters: %q", len(open), f.post.all())
				}
			})
		})
	}
}

// R20: however long a platform says, it is asked again within the hour: a pause
// stands in the database, and nobody could end it there.
func TestR20_NoPauseIsForEver(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		refused := false
		f.platform.fail = func(chat.Message) (bool, error) {
			if !refused {
				refused = true
				return false, adapters.RetryAfter(1000*time.Hour, errTooOften)
			}
			return true, nil
		}
		f.handle(chat.Event{ID: "test:start", Kind: chat.Started, From: away("sam"), Author: person})
		f.settle()
		f.clock.add(time.Hour)
		f.settle()
		if len(f.platform.all()) == 0 {
			t.Error("after an hour nothing was said")
		}
	})
}

// Law 5, R20: a desk that has enough of edited cards says nothing of new ones.
// Whoever needs help now does not wait for that.
func TestLaw5_R20_AnEditTooManyKeepsNoCard(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		limited := false
		f.desk.fail = func(m chat.Message) (bool, error) {
			if m.Edits != "" && m.Place != "" {
				limited = true
				return false, adapters.RetryAfter(30*time.Second, errTooOften)
			}
			return true, nil
		}
		sam := f.waits("sam")
		f.press("Noor", sam, "Oppakken")
		f.settle()
		if !limited {
			t.Fatal("no card was edited: this test proves nothing")
		}
		f.writes("eva", "nood")
		f.settle()
		f.card("eva")
	})
}
