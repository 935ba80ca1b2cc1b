package switchboard_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
)

// platformWithBacklog is a platform that still holds what people said while we were
// away, until it brought all of it.
type platformWithBacklog struct {
	pushed
	brought *atomic.Bool
}

func (p platformWithBacklog) CaughtUp(time.Time) bool { return p.brought.Load() }

var desk = chat.Address{Adapter: "pushed", Chat: "desk-wijkteam"}

// started is an instance that begins now, beside a platform that holds a backlog.
func (w *world) started() (*switchboard.Switchboard, *atomic.Bool) {
	brought := &atomic.Bool{}
	cfg := switchboard.Config{
		Store: w.over(w.stores[0]), Book: flowstest.BuiltIn(w.t), Clock: w.clock, Bell: &switchboard.Bell{}, Log: w.slog(),
		Metrics:  switchboard.NewMetrics(prometheus.NewRegistry()),
		Adapters: []adapters.Adapter{page{}, platformWithBacklog{pushed{w.platform}, brought}},
	}
	around(w, &cfg)
	return switchboard.New(cfg), brought
}

// alertsAt are the alarms that were shown at the desk, each as it stood there first.
func (w *world) alertsAt() (all []chat.Message) {
	for _, m := range w.said(desk) {
		if m.Alert != nil && m.Edits == "" {
			all = append(all, m)
		}
	}
	return all
}

// M9, laws 10 and 11: down from 08:00 to 12:00. At noon nobody is asked how their
// morning is; all who were not asked stand on one list, at the desk and with whoever
// has duty, within a minute; whose answer lay at the platform is not among them.
func TestM9_DownFromEightToTwelve(t *testing.T) {
	const members, answered = 8, 3
	onEachCircle(t, 1, members, func(t *testing.T, w *world) {
		w.plans()
		w.until(tuesday(8, 0), w.boards[0])
		w.clock.set(tuesday(12, 0))
		board, brought := w.started()
		if err := board.PlanNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.works(board)
		if n := len(w.alertsAt()); n != 0 {
			t.Fatalf("%d alarms before the platform brought what it held", n)
		}
		w.clock.add(5 * time.Second)
		at := own(memberID(answered))
		_, err := board.Handle(t.Context(), chat.Event{ID: "backlog", Kind: chat.Said, From: at, Author: person, Text: "ja, alles goed", Sent: tuesday(8, 20)})
		if err != nil {
			t.Fatal(err)
		}
		brought.Store(true)
		w.until(tuesday(12, 1), board)

		alerts := w.alertsAt()
		if len(alerts) != 1 || len(alerts[0].Alert.Who) != members-1 || slices.Contains(alerts[0].Alert.Who, "L3.") {
			t.Fatalf("at the desk stand %d alarms: %+v", len(alerts), alerts)
		}
		if told := w.said(own("anja")); len(told) != 1 || !strings.HasPrefix(told[0].Text, "Vandaag niet gevraagd: 7 mensen (belcirkel Noord)\n\nDe vraag ging niet weg door een storing bij ons.\n") {
			t.Errorf("Anja reads %+v", told)
		}
		for i := range members {
			for _, m := range w.said(own(memberID(i))) {
				if len(m.Choices) > 0 {
					t.Errorf("asked at noon: %q", m.Text)
				}
			}
		}
		for _, o := range w.roundOf().Occurrences {
			want := chat.StandNotAsked
			if o.Member == memberID(answered) {
				want = chat.StandWell
			}
			if o.Stand != want {
				t.Errorf("%s stands %s, not %s", o.Member, o.Stand, want)
			}
		}
		names := map[string]bool{}
		for _, a := range w.alarms() {
			names[a.Check.Member] = true
		}
		for i := range members {
			if names[memberID(i)] == (i == answered) {
				t.Errorf("%s stands at the web desk: %v", memberID(i), names[memberID(i)])
			}
		}
	})
}

// M9: a platform that never says that it brought all delays the list by a minute, and
// no longer.
func TestM9_APlatformThatIsSilentDelaysAMinute(t *testing.T) {
	onEachCircle(t, 1, 3, func(t *testing.T, w *world) {
		w.plans()
		w.until(tuesday(8, 0), w.boards[0])
		w.clock.set(tuesday(12, 0))
		board, _ := w.started()
		for range 59 {
			w.works(board)
			w.clock.add(time.Second)
		}
		w.works(board)
		if n := len(w.alertsAt()); n != 0 {
			t.Fatalf("%d alarms after 59 seconds", n)
		}
		w.clock.add(time.Second)
		w.works(board)
		if alerts := w.alertsAt(); len(alerts) != 1 || len(alerts[0].Alert.Who) != 3 {
			t.Errorf("after a minute stand %d alarms: %+v", len(alerts), alerts)
		}
	})
}

// Law 10, M9: down for so long that nothing of today was ever planned. Who was in the
// circle before is not forgotten: people hear of them, and not of who came at noon.
func TestLaw10_DownForFiveDays(t *testing.T) {
	onEachCircle(t, 1, 3, func(t *testing.T, w *world) {
		w.plans()
		w.until(tuesday(12, 0), w.boards[0])
		w.clock.set(tuesday(12, 0).AddDate(0, 0, 5))
		w.joins(3)
		before := len(w.alertsAt())
		w.plans()
		w.until(w.clock.Now().Add(time.Minute), w.boards[0])
		r := w.roundOf()
		for i := range 3 {
			if o := r.Of(memberID(i)); o == nil || o.Stand != chat.StandNotAsked {
				t.Errorf("%s of today: %+v", memberID(i), o)
			}
		}
		if o := r.Of(memberID(3)); o != nil {
			t.Errorf("who came at noon: %+v", o)
		}
		if n := len(w.alertsAt()); n == before {
			t.Error("nobody hears of it")
		}
	})
}
