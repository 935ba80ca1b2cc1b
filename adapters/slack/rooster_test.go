package slack

import (
	"strings"
	"testing"

	"omzien/adapters"
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

// Who is on duty today and tomorrow stands behind /omzien achterwacht, for the circles
// of the worker's own teams.
func TestTheRoosterIsReadInSlack(t *testing.T) {
	d := newDesk(t)
	b := newScene(t, "http", func(b *scene, cf *Config) {
		d.config(b, cf)
		cf.Programmes = func() []adapters.Programme {
			return []adapters.Programme{
				{Name: "belcirkel", Team: "jongerenwerk", Circles: []adapters.ProgrammeCircle{
					{Name: "noord", Label: "belcirkel Noord", Duty: []adapters.Duty{{On: []string{"Anja Bakker", "Piet Visser"}}, {}}},
					{Name: "zuid", Label: "belcirkel Zuid", Duty: []adapters.Duty{{On: []string{"Piet Visser"}}, {Rest: true}}},
				}},
				{Name: "ketting", Team: "wijkteam", Circles: []adapters.ProgrammeCircle{{Name: "west", Label: "belketting West", Duty: []adapters.Duty{{}, {}}}}},
			}
		}
	})
	before := len(b.noor.Told())
	b.noor.Command(b.desk, "/omzien", "achterwacht").Await()
	got := b.told(b.noor, before)
	for _, words := range []string{
		"het jongerenwerk is nu open.", "Rooster van de belcirkels (2)", "Belcirkel Noord: vandaag Anja Bakker en Piet Visser, morgen heeft niemand dienst ▲.",
		"Belcirkel Zuid: vandaag Piet Visser, morgen vraagt de bot niemand.",
	} {
		if !strings.Contains(got, words) {
			t.Errorf("it does not say %q:\n%s", words, got)
		}
	}
	if strings.Contains(got, "West") {
		t.Errorf("another team's circle:\n%s", got)
	}
}
