package switchboard_test

import (
	"slices"
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

// A coordinator stands at somebody's door and writes so to the bot. Who else was told of
// that alarm hears that she wrote, and so does its desk; what she wrote stands on their
// pages alone, and it climbs until one of them read it.
func TestLaw4_ACoordinatorsWordsAboutAnAlarmReachItsOthers(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t))
		w.boards[0] = switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: flowstest.BuiltIn(t), Clock: w.clock, Bell: w.bells[0], Log: w.slog(),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
			Desks:  func(string) []chat.Address { return []chat.Address{own("bureau")} },
			Second: []chat.Address{own("wacht")}, PublicURL: "https://omzien.example",
		})
		monday := func(hour, minute int) {
			w.clock.set(time.Date(2026, 11, 23, hour, minute, 0, 0, flows.Amsterdam))
			for range 3 {
				w.arrived("anja")
			}
		}
		w.clock.set(time.Date(2026, 11, 23, 7, 0, 0, 0, flows.Amsterdam))
		riet := chat.Member{ID: "m1", Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Address: at("riet"), Name: "mevrouw De Wit", Initials: "R.W."}
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
		w.writes("piet", chat.Started, w.linked("piet"))
		monday(7, 30)
		w.writes("anja", chat.Said, "Hoe laat begint het vandaag?") // nothing rings: it waits at the desk
		w.arrived("anja")
		for _, minute := range []int{1, 3, 14} {
			monday(10, minute)
		}
		since := len(w.platform.all())
		const words = "Ik sta voor de deur. Niemand doet open."
		ev := chat.Event{ID: w.id("anja"), Kind: chat.Said, From: own("anja"), Author: person, Text: words, Sent: w.clock.Now()}
		for range 3 { // law 1
			w.handle(ev)
		}
		for range 3 {
			w.arrived("anja")
		}
		said := func(to, text string) (n int) {
			for _, m := range w.platform.all()[since:] {
				all := m.Text
				if m.Alert != nil {
					all += m.Alert.Title + strings.Join(m.Alert.Lines, "\n")
				}
				if strings.Contains(all, "voor de deur") {
					t.Errorf("her words stand in %q", all)
				}
				if m.To.Chat == own(to).Chat && strings.Contains(all, text) {
					n++
				}
			}
			return n
		}
		const wrote = "Lees dit nu: Anja Bakker schreef iets (belcirkel Noord)"
		if p, d, a := said("piet", wrote), said("bureau", wrote), said("anja", wrote); p != 1 || d != 1 || a != 0 {
			t.Fatalf("Piet hears it %d times, the desk %d, she %d", p, d, a)
		}
		if !strings.Contains(w.last("anja"), "De anderen bij deze melding krijgen bericht dat je iets schreef.") {
			t.Errorf("she reads %q", w.last("anja"))
		}
		if n := said("wacht", wrote); n != 0 {
			t.Errorf("the second route hears it at once: %d times", n)
		}
		monday(10, 25)
		monday(10, 36)
		if n := said("wacht", wrote); n != 1 {
			t.Errorf("nobody read it, and the second route hears it %d times", n)
		}

		// Piet reads it behind his link, and says so.
		token := ""
		for _, m := range w.platform.all()[since:] {
			if _, link, there := strings.Cut(m.Text, "https://omzien.example"+chat.AlarmPage); there && m.To.Chat == own("piet").Chat && strings.Contains(m.Text, wrote) {
				token = strings.Fields(link)[0]
			}
		}
		opened, who, err := w.stores[0].Record().Opens(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		missed, err := w.stores[0].Record().Missed(t.Context(), opened)
		if err != nil || !strings.Contains(missed.Why, words) || who.ID != "coordinator:piet" {
			t.Fatalf("%+v opens %+v: %v", who, missed, err)
		}
		w.handle(chat.Event{ID: "gelezen", Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: opened}, Author: who})
		stand := slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause.Kind() != chat.CauseUnread })
		if len(stand) != 1 || stand[0].Check != nil || !strings.Contains(stand[0].Why, "Hoe laat") {
			t.Errorf("still unread are %+v", stand)
		}
	})
}
