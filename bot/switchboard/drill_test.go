package switchboard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// TestADrillSaysSoToEverybodyWhoHearsOfIt: a worker holds a drill. Whoever is on duty,
// the second, everybody and the desk hear of it, and OEFENING stands in all of it; no
// member hears of it, and nobody close to one; it ends by a named human, and from then
// on it counts as the circle's last drill.
func TestADrillSaysSoToEverybodyWhoHearsOfIt(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t))
		w.boards[0] = switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: flowstest.BuiltIn(t), Clock: w.clock, Bell: w.bells[0], Log: w.slog(),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
			Desks:  func(string) []chat.Address { return []chat.Address{own("bureau")} },
			Second: []chat.Address{own("wacht")}, MailBy: "pushed", PublicURL: "https://omzien.example",
		})
		monday := func(hour, minute int) { w.clock.set(time.Date(2026, 11, 23, hour, minute, 0, 0, flows.Amsterdam)) }
		monday(7, 0)
		riet := chat.Member{
			ID: "m1", Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Address: at("riet"), Name: "mevrouw De Wit", Initials: "R.W.",
			Contacts: []chat.Contact{{Name: "Els", Relation: "dochter", Email: "els@voorbeeld.nl", Agreed: w.clock.Now()}},
		}
		err := w.stores[0].Update(t.Context(), func(tx *storage.Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{ID: "lid", At: w.clock.Now()}, Members: []chat.Member{riet}})
		})
		if err == nil {
			err = w.boards[0].PlanNow(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		w.writes("anja", chat.Started, w.linked("anja"))
		before := len(w.arrived("anja"))

		round := chat.RoundID("belcirkel", "noord", "2026-11-23", "0830")
		drills := chat.Event{ID: w.id("noor"), Kind: chat.Drills, Subject: chat.Subject{Kind: chat.SubjectRound, ID: round}, Author: enroller}
		if a := w.handle(drills); !strings.Contains(a.Text, "De oefening is begonnen") {
			t.Fatalf("the worker reads %q", a.Text)
		}
		start := len(w.platform.all())
		for _, minute := range []int{0, 10, 20, 30, 59} {
			monday(7, minute)
			w.arrived("anja")
		}
		told := w.platform.all()[start:]
		heard := map[string]int{}
		for _, m := range told {
			heard[m.To.Chat]++
			if !strings.Contains(m.Text, "OEFENING") && (m.Alert == nil || !m.Alert.Drill) {
				t.Errorf("not marked: %+v", m)
			}
			if m.Alert != nil && m.Alert.Calls {
				t.Errorf("it calls everybody at the desk: %+v", m.Alert)
			}
		}
		for _, who := range []string{own("anja").Chat, "anja@waterkant.example", "piet@waterkant.example", own("bureau").Chat, own("wacht").Chat} {
			if heard[who] == 0 {
				t.Errorf("%s heard nothing: %v", who, heard)
			}
		}
		if n := heard["els@voorbeeld.nl"]; n > 0 || len(w.talk("riet").Lines) > 0 {
			t.Errorf("her daughter heard of it %d times, and she of %+v", n, w.talk("riet").Lines)
		}
		alarms := w.alarms()
		if len(alarms) != 1 || !alarms[0].Check.Drill || !alarms[0].WakeAt().IsZero() {
			t.Fatalf("the web desk has %+v", alarms)
		}

		// Her own page of it: she could not reach them, goes, and reaches them.
		token := ""
		for _, m := range told {
			if _, link, there := strings.Cut(m.Text, "https://omzien.example"+chat.AlarmPage); there && m.To.Chat == own("anja").Chat {
				token = strings.Fields(link)[0]
			}
		}
		opened, who, err := w.stores[0].Record().Opens(t.Context(), token)
		if err != nil || opened != alarms[0].ID || who.Name != "Anja Bakker" {
			t.Fatalf("her link %q opens %q for %+v: %v", token, opened, who, err)
		}
		for _, kind := range []chat.Kind{chat.Taken, chat.Tried, chat.Going, chat.Reached} {
			ev := chat.Event{ID: w.id("anja"), Kind: kind, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: opened}, Author: who}
			if a := w.handle(ev); !strings.HasPrefix(a.Text, "OEFENING. ") {
				t.Errorf("after %s she reads %q", kind, a.Text)
			}
		}
		start = len(w.platform.all())
		w.arrived("anja")
		for _, m := range w.platform.all()[start:] {
			if !strings.Contains(m.Text, "OEFENING") && (m.Alert == nil || !m.Alert.Drill) || m.To.Chat == "els@voorbeeld.nl" {
				t.Errorf("not marked: %+v", m)
			}
		}
		if n := len(w.alarms()); n != 0 {
			t.Errorf("%d stand after she reached them", n)
		}
		if got := w.arrived("anja"); len(got) == before {
			t.Error("she heard nothing")
		}
		if first, last, err := w.stores[0].Record().Drilled(t.Context(), "belcirkel", "noord", w.clock.Now().AddDate(0, 0, -31)); err != nil || first != "2026-11-23" || last.IsZero() {
			t.Errorf("the last drill: %q %v %v", first, last, err)
		}
		// A member's own alarm stands beside it, and is none.
		monday(10, 1)
		for range 3 {
			w.arrived("anja")
		}
		for _, a := range w.alarms() {
			if a.Check != nil && a.Check.Drill {
				t.Errorf("it is taken for a drill: %+v", a)
			}
		}
		if len(w.alarms()) == 0 {
			t.Error("who is really missed is not told of")
		}
	})
}
