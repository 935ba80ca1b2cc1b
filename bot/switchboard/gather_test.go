package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// wants lets somebody say that they want to meet people in the Oeverwijk, and hear of it.
func (w *world) wantsTogether(who string) {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id(who), Kind: chat.Started, From: own(who), Author: person, Text: "buurtgroep"})
	for _, text := range []string{"Mensen ontmoeten", "1234", "ja"} {
		w.writes(who, chat.Said, text)
	}
	w.groups()
}

// groups looks for groups, as an instance that was just started does.
func (w *world) groups() {
	w.t.Helper()
	if err := w.boards[0].GroupsNow(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.worksOff()
}

// suggested are the items that a group may begin.
func (w *world) suggested() (open []chat.Alarm) {
	w.t.Helper()
	for _, a := range w.alarms() {
		if a.Cause == chat.CauseGather {
			open = append(open, a)
		}
	}
	return open
}

// Row 29: one item from five people on, once until a human saw to it; who wrote wis or
// took their consent back does not count, and is not invited.
func TestRow29_OneItemAndOnlyWhoAgreedIsInvited(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.clock.set(onDay("2026-11-23", 14*60))
		people := []string{"an", "bob", "cor", "dia"}
		for _, who := range people {
			w.wantsTogether(who)
		}
		if all := w.suggested(); len(all) > 0 {
			t.Fatalf("four people: %+v", all)
		}
		w.wantsTogether("els")
		w.wantsTogether("els") // once more: she is one
		w.groups()
		all := w.suggested()
		if len(all) != 1 || all[0].Team != "opbouwwerk" || all[0].Repeated != 0 || !strings.HasPrefix(all[0].Why, "5 mensen") {
			t.Fatalf("five people: %+v", all)
		}
		for _, m := range w.enrolled("samen-beginnen") {
			if strings.Contains(all[0].Why+all[0].Alias, m.Name) || strings.Contains(all[0].Why, m.ID) {
				t.Errorf("it names %q: %s", m.Name, all[0].Why)
			}
		}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: all[0].ID}, Author: enroller})
		w.worksOff()
		w.groups()
		if all := w.suggested(); len(all) > 0 {
			t.Errorf("it stands again: %+v", all)
		}

		for _, who := range []string{"fay", "guy"} {
			w.wantsTogether(who)
		}
		for _, text := range []string{"wis", "Ja, wis alles"} { // somebody is erased
			w.writes("bob", chat.Said, text)
		}
		w.writes("dia", chat.Said, "intrekken")
		w.writes("dia", chat.Said, "U schrijven als meer mensen in uw buurt dit ook willen")
		w.worksOff()
		if n := len(w.enrolled("samen-beginnen")); n != 5 {
			t.Errorf("%d still take part", n)
		}

		w.clock.set(onDay("2026-11-23", 20*60+30)) // law 11: nothing goes out in the evening
		before := len(w.platform.all())
		form := map[string]string{chat.BroadcastTo: "samen-beginnen/oeverwijk.alleen", chat.BroadcastTitle: "Koffie", chat.BroadcastText: "Komt u koffie drinken?", chat.BroadcastWhen: "dinsdag om 10 uur", chat.BroadcastWhere: "De Steiger"}
		ev := chat.Event{ID: "uitnodiging", Kind: chat.Broadcasts, Subject: chat.Subject{Kind: chat.SubjectRound}, Author: enroller, Form: form}
		if a := w.handle(ev); a.Form != nil || !strings.Contains(a.Text, "5 mensen") {
			t.Fatalf("%+v", a)
		}
		w.handle(ev) // law 1
		w.until(onDay("2026-11-24", 9*60+59), w.boards...)
		if n := len(w.platform.all()); n != before {
			t.Errorf("%d went out at night", n-before)
		}
		w.clock.set(onDay("2026-11-24", 10*60+5))
		w.worksOff()
		got := map[string]int{}
		for _, m := range w.platform.all()[before:] {
			if strings.Contains(m.Text, "Komt u koffie drinken?") {
				got[strings.TrimPrefix(m.To.Chat, "chat-")]++
				if m.Class != chat.Bulk || len(m.Choices) != 3 || !strings.Contains(m.Text, "Wanneer: dinsdag om 10 uur\nWaar: De Steiger") {
					t.Errorf("%+v", m)
				}
			}
		}
		if len(got) != 5 || got["bob"]+got["dia"] > 0 || got["els"] != 1 {
			t.Errorf("invited: %v", got)
		}
	})
}
