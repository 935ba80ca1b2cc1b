package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows"
)

// rung is an enrolment by telephone of somebody who said yes on Sunday.
func rung(pairs ...string) []string {
	return append([]string{"kanaal", chat.AdapterPhone, "beller", "Piet", "jaop", "2026-11-22", "gevraagddoor", "Noor"}, pairs...)
}

// saves is a worker sending in the form of somebody who is there.
func (w *world) saves(member string, pairs ...string) chat.Answer {
	w.t.Helper()
	return w.handle(chat.Event{ID: w.id("piet"), Kind: chat.Enrolled, Subject: ofMember(member), Author: enroller, Form: enrolment(pairs...)})
}

// One worker has the form open while another writes down that she stops: the form that is
// sent in then brings her back into nothing.
func TestEnrolled_AStaleFormBringsNobodyBack(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		for _, values := range [][]string{rung(), nil} {
			member := w.enrols(values...)
			w.places(chat.Leaves, member, "")
			a := w.saves(member, append(values, "adres", "Kade 2, Waterkant")...)
			if _, in := w.member(member); in || a.Ref != "" || !strings.Contains(a.Text, "doet niet meer mee") {
				t.Errorf("in it: %v, and the worker reads %+v", in, a)
			}
			again := w.enrols(values...)
			if _, in := w.member(again); !in || again == member {
				t.Error("she cannot be enrolled anew")
			}
			w.places(chat.Leaves, again, "")
		}
	})
}

// Somebody who said yes to the belcirkel is moved to the belketting after this morning's
// question: she is invited anew. Until she says yes nobody asks her for the belketting,
// rings her or is rung by her; what she answers to this morning's question is heard.
func TestEnrolled_AnotherProgrammeWaitsForAnotherYes(t *testing.T) {
	onEachCircle(t, 1, 3, func(t *testing.T, w *world) {
		moved, silent := memberID(0), memberID(1)
		for i := range 2 {
			if a := w.saves(memberID(i), "naam", memberID(i), "aanspreeknaam", "mevrouw "+memberID(i), "kanaal", "pushed"); !strings.HasPrefix(a.Text, "Bewaard") {
				t.Fatalf("%+v", a)
			}
		}
		w.plans()
		w.until(tuesday(8, 31), w.boards[0])
		asked := len(w.said(own(moved)))
		if asked == 0 {
			t.Fatal("she was not asked")
		}
		for _, id := range []string{moved, silent} {
			a := w.saves(id, "kring", "belketting/haven", "naam", id, "aanspreeknaam", "mevrouw "+id, "kanaal", "pushed")
			if !strings.Contains(a.Text, "Geef nu de kaart") || !strings.Contains(a.Text, "Belcirkel Noord vraagt niets meer") {
				t.Errorf("the worker reads %+v", a)
			}
		}
		w.plans()
		w.works(w.boards[0])
		if told := w.said(own("anja")); len(told) != 2 || !strings.Contains(told[0].Text, "van belcirkel Noord naar belketting Haven") {
			t.Errorf("who looks after the circle hears %+v", told)
		}
		w.writes(moved, chat.Said, "ja, alles goed")
		w.until(tuesday(10, 5), w.boards[0])
		if said := w.said(own(moved)); len(said) != asked+1 || !strings.Contains(said[asked].Text, "vandaag niet meer") {
			t.Errorf("her answer of this morning: %+v", said[asked:])
		}
		round := w.roundOf()
		if round.Of(moved).Stand != chat.StandWell || round.Of(silent).Stand != chat.StandOverdue {
			t.Errorf("this morning ends as %+v", round.Occurrences)
		}

		w.clock.set(tuesday(12, 0).AddDate(0, 0, 1))
		w.plans()
		w.until(tuesday(12, 0).AddDate(0, 0, 2), w.boards[0])
		if said := w.said(own(moved)); len(said) != asked+1 {
			t.Errorf("before her yes she reads %+v", said[asked+1:])
		}
		if noord := w.enrolled("belcirkel"); len(noord) != 1 || noord[0].ID != memberID(2) {
			t.Errorf("in the circle that they left: %+v", noord)
		}
		haven := w.enrolled("belketting")
		if len(haven) != 2 || haven[0].State != chat.MemberInvited || haven[0].Rule != "" || !haven[0].Agreed.IsZero() {
			t.Fatalf("%+v", haven)
		}
		w.handle(chat.Event{ID: w.id(moved), Kind: chat.Started, From: own(moved), Author: person, Text: chat.InvitePrefix + w.stores[0].Token(haven[0].InvitationID())})
		w.writes(moved, chat.Said, "ja")
		now := w.enrolled("belketting")[0]
		if now.ID != haven[0].ID || now.State != chat.MemberActive || !strings.Contains(now.Rule, "de belketting") || now.InvitationID() != "" {
			t.Fatalf("after her yes: %+v", now)
		}
		w.plans()
		friday := flows.DayOf(tuesday(0, 0)).Add(3).At(9 * 60)
		w.until(friday, w.boards[0])
		said := w.said(own(moved))
		if last := said[len(said)-1].Text; !strings.Contains(last, "mevrouw "+moved) {
			t.Errorf("on Friday she reads %q", last)
		}
	})
}
