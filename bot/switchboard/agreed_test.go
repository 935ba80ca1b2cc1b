package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
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
