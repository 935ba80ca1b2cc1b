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

// Three of one circle are silent. Whoever is close to one of them is asked as they are
// where one is silent; what a coordinator does for one the others hear, once, however
// often it is brought; and a last word that was none is taken back.
func TestLaw1_WhatIsDoneForOneOfManyHappensOnce(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t))
		w.boards[0] = switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: flowstest.BuiltIn(t), Clock: w.clock, Bell: w.bells[0], Log: w.slog(),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
			Desks:  func(string) []chat.Address { return []chat.Address{own("bureau")} },
			Second: []chat.Address{own("wacht")}, MailBy: "pushed", PublicURL: "https://omzien.example",
		})
		monday := func(hour, minute int) {
			w.clock.set(time.Date(2026, 11, 23, hour, minute, 0, 0, flows.Amsterdam))
			for range 3 {
				w.arrived("anja")
			}
		}
		w.clock.set(time.Date(2026, 11, 23, 7, 0, 0, 0, flows.Amsterdam))
		var circle []chat.Member
		for _, m := range []string{"m1", "m2", "m3"} {
			circle = append(circle, chat.Member{
				ID: m, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Address: at(m), Name: "mevrouw " + m, Initials: strings.ToUpper(m),
				Contacts: []chat.Contact{{Name: "Els", Relation: "dochter", Email: "els-van-" + m + "@voorbeeld.nl", Agreed: w.clock.Now()}},
			})
		}
		err := w.stores[0].Update(t.Context(), func(tx *storage.Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{ID: "leden", At: w.clock.Now()}, Members: circle})
		})
		if err == nil {
			err = w.boards[0].PlanNow(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		w.writes("anja", chat.Started, w.linked("anja"))
		w.writes("piet", chat.Started, w.linked("piet"))
		for _, minute := range []int{1, 3, 14} { // we were down all morning, and nobody was asked
			monday(10, minute)
		}
		alarms := w.alarms()
		i := slices.IndexFunc(alarms, func(a chat.Alarm) bool { return a.Cause == chat.CauseMany })
		if i < 0 || len(alarms) != 4 {
			t.Fatalf("the web desk has %+v", alarms)
		}
		many := alarms[i].ID
		anja := chat.Author{Role: chat.RoleWorker, ID: "coordinator:anja", Name: "Anja Bakker"}
		press := func(id string, kind chat.Kind, member string) {
			t.Helper()
			for range 2 {
				w.handle(chat.Event{ID: id, Kind: kind, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: many}, Author: anja, Ref: member})
			}
			for range 3 {
				w.arrived("anja")
			}
		}
		said := func(to, text string) (n int) {
			for _, m := range w.platform.all() {
				if m.To.Chat == to && strings.Contains(m.Text, text) {
					n++
				}
			}
			return n
		}
		stand := func(member string) chat.Stand {
			day, err := w.stores[0].Record().CircleDay(t.Context(), chat.RoundID("belcirkel", "noord", "2026-11-23", "0830"))
			if err != nil {
				t.Fatal(err)
			}
			return day.Of(member).Stand
		}
		press("niet-bereikt", chat.Tried, "m1")
		if n := said(own("piet").Chat, "Anja Bakker kreeg geen contact. M1"); n != 1 {
			t.Errorf("Piet hears %d times that she was not reached", n)
		}
		if n := said("els-van-m1@voorbeeld.nl", "Kunt u gaan kijken?"); n != 1 || stand("m1") != chat.StandContact {
			t.Errorf("her daughter is asked %d times; she stands %q", n, stand("m1"))
		}
		press("ga-erheen", chat.Going, "m2")
		if n := said(own("piet").Chat, "Anja Bakker gaat erheen: M2"); n != 1 || stand("m2") != chat.StandWith {
			t.Errorf("Piet hears %d times that she goes; m2 stands %q", n, stand("m2"))
		}
		for _, minute := range []int{25, 36} {
			monday(10, minute)
		}
		if n := said("els-van-m3@voorbeeld.nl", "Kunt u gaan kijken?"); n != 1 {
			t.Errorf("of who is left, a daughter is asked %d times", n)
		}
		if n := said("els-van-m2@voorbeeld.nl", "Kunt u gaan kijken?"); n != 0 {
			t.Errorf("somebody goes to m2, and a daughter is asked %d times", n)
		}

		press("bereikt", chat.Reached, "m3")
		if n := said("els-van-m3@voorbeeld.nl", "niets meer nodig"); n != 1 || stand("m3") != chat.StandResolved {
			t.Fatalf("the daughter hears %d times that all is well; m3 stands %q", n, stand("m3"))
		}
		press("vergissing", chat.Mistaken, "m3")
		if n := said("els-van-m3@voorbeeld.nl", "Er was een vergissing."); n != 1 || stand("m3") != chat.StandNotAsked {
			t.Errorf("the daughter hears %d times that it was a mistake; m3 stands %q", n, stand("m3"))
		}
		if n := said(own("piet").Chat, "Anja Bakker drukte per ongeluk op Bereikt."); n != 1 {
			t.Errorf("Piet hears it %d times", n)
		}
		for _, m := range []string{"m1", "m2", "m3"} {
			press("bereikt-"+m, chat.Reached, m)
		}
		if n := len(w.alarms()); n != 0 {
			t.Errorf("%d stand after all were reached: %+v", n, w.alarms())
		}
	})
}
