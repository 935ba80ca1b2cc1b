package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// An empty rooster is told at the channel's root with one button, and without what only
// helps where somebody is to be reached.
func TestAnEmptyRoosterIsToldInTheChannel(t *testing.T) {
	b := newScene(t, "http", nil)
	m := alertOf(func(al *chat.Alert) {
		*al = chat.Alert{Alarm: al.Alarm, Title: "Niemand heeft dienst (belcirkel Noord)", Lines: []string{"Op maandag 23-11 heeft niemand dienst."}, Bare: true}
	})
	m.Choices = []chat.Choice{{Label: "Geregeld", Verb: chat.Ended, Style: "primary"}}
	receipt, err := b.a.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	post := b.desk.Await("the alarm", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	if !strings.Contains(post.Text, "Op maandag 23-11 heeft niemand dienst.") || strings.Contains(post.Text, "sleutel") || len(post.Buttons) != 1 {
		t.Errorf("%d buttons below:\n%s", len(post.Buttons), post.Text)
	}
	b.noor.Press(b.desk, post.TS, "Geregeld").Await()
	if ev := b.one(); ev.Token != "opaak:0" {
		t.Errorf("the press is %+v", ev)
	}
}
