package webdesk

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// What a coordinator wrote about an alarm stands among them, with one button.
func TestLaw4_WhatACoordinatorWroteIsReadOnThePage(t *testing.T) {
	b, _, _ := circlesBench(t)
	a := roosterAlarm(b.clock())
	a.ID, a.Cause, a.Why = "geschreven", chat.CauseUnread+":e1", "Anja schrijft: “Ik sta voor de <b>deur</b>.”"
	b.missed(a)
	page := b.ask("GET", "/desk/belcirkels", nil).Body.String()
	for _, words := range []string{"Nog door niemand gelezen", "belcirkel Noord", "voor de &lt;b&gt;deur", `data-do="ended" data-alarm="geschreven">Ik heb het gelezen<`} {
		if !strings.Contains(page, words) {
			t.Errorf("it does not say %q:\n%s", words, page)
		}
	}
	_, article, _ := strings.Cut(page, `id="geschreven"`)
	for _, words := range []string{"niets meer bekend", "opgepakt", `data-do="taken"`, "0900-8844"} {
		if strings.Contains(article[:strings.Index(article, "</article>")], words) {
			t.Errorf("it says %q", words)
		}
	}
}
