package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// lateDays are the days before, on which the first of the circle answered after a
// reminder only.
func lateDays(c *adaptertest.Circles, today time.Time) {
	for i := range 3 {
		at := today.AddDate(0, 0, -1-i)
		o := chat.Occurrence{Member: "m0", At: at, Asked: 2}
		o.Move(chat.StandWell, at.Add(40*time.Minute), chat.Author{Role: chat.RolePerson}, "")
		c.Rounds = append(c.Rounds, chat.Round{ID: fmt.Sprint("r", i), Programme: "belcirkel", Circle: "noord", Day: at.Format(time.DateOnly), Occurrences: []chat.Occurrence{o}})
	}
}

func drillable(today time.Time) func() []adapters.Programme {
	duty := []adapters.Duty{{Day: today.Format(time.DateOnly), On: []string{"Anja"}}}
	rest := []adapters.Duty{{Day: today.Format(time.DateOnly), Rest: true}}
	return func() []adapters.Programme {
		return []adapters.Programme{
			{Name: "belcirkel", Team: "wijkteam", Slot: "0830", Circles: []adapters.ProgrammeCircle{{Name: "noord", Label: "belcirkel Noord", Duty: duty}, {Name: "oost", Label: "belcirkel Oost", Duty: duty}}},
			{Name: "ketting", Team: "wijkteam", Slot: "0900", Circles: []adapters.ProgrammeCircle{{Name: "oost", Label: "belketting Oost", Duty: rest}}},
			{Name: "join-us", Team: "jongerenwerk", Slot: "1600", Circles: []adapters.ProgrammeCircle{{Name: "join-us", Label: "Join Us"}}}, // nobody is missed in it
		}
	}
}

// Who is worth a look stands on the board in a quiet line and in the morning of the
// circle's team, by initials; a month without a drill does so in the morning alone.
func TestLaw15_WhatIsWorthALookIsQuiet(t *testing.T) {
	today := time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)
	c := circleOf(chat.StandWell)
	lateDays(c, today)
	c.Rounds = append(c.Rounds, chat.Round{ID: "first", Programme: "belcirkel", Circle: "noord", Day: today.AddDate(0, 0, -35).Format(time.DateOnly)})
	d := newDesk(t)
	b := newScene(t, "http", func(b *scene, cf *Config) {
		d.config(b, cf)
		cf.Circles, cf.Now, cf.Programmes = c, func() time.Time { return today }, drillable(today)
	})
	receipt, err := b.a.Send(t.Context(), board("", ""))
	if err != nil {
		t.Fatal(err)
	}
	post := b.desk.Await("the board", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	if !strings.Contains(post.Text, "Even op letten (geen melding): R0.W.: In zeven dagen kwam er 3 keer pas antwoord") || strings.Contains(post.Fallback, "letten") {
		t.Errorf("the board, with the notification %q:\n%s", post.Fallback, post.Text)
	}
	noSecrets(t, post)
	for team, reads := range map[string]bool{"wijkteam": true, "jongerenwerk": false} {
		receipt, err := b.a.Send(t.Context(), morningOf(team, ""))
		if err != nil {
			t.Fatal(err)
		}
		post := b.desk.Await("the morning", func(p slacktest.Post) bool { return p.TS == receipt.ID })
		noSecrets(t, post)
		for _, words := range []string{"Belcirkels: even op letten", "Belcirkel Noord · R0.W.: In zeven dagen", "Er is al een maand geen oefening gehouden. Typ /omzien oefening.", "Dit zijn geen meldingen."} {
			if strings.Contains(post.Text, words) != reads {
				t.Errorf("the morning of %s, and %q:\n%s", team, words, post.Text)
			}
		}
	}
	before := len(b.desk.Posts())
	c.Do(func(c *adaptertest.Circles) { c.Broken = chat.ErrDown })
	if _, err := b.a.Send(t.Context(), morningOf("wijkteam", "")); err == nil {
		t.Error("what could not be read was sent")
	} else if outcome, _ := adapters.Judge(err); outcome != adapters.NotYet {
		t.Errorf("what could not be read is %v", outcome)
	}
	if n := len(b.desk.Posts()); n != before {
		t.Errorf("%d messages more", n-before)
	}
}

// A drill begins where a worker names its circle, and nowhere else.
func TestADrillIsBegunInSlack(t *testing.T) {
	d := newDesk(t)
	late := &Adapter{Config: Config{Now: func() time.Time { return time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) }, Programmes: drillable(time.Now())}}
	if got := late.drillRound("belketting oost"); got != "ketting|oost|2026-11-23|0900" { // in Amsterdam it is the 23rd
		t.Errorf("at night the round is %q", got)
	}
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			b := newScene(t, way, func(b *scene, cf *Config) {
				d.config(b, cf)
				cf.Programmes = drillable(d.now)
			})
			b.answer(func(ev chat.Event) (chat.Answer, error) { return chat.Answer{Text: "De oefening is begonnen."}, nil })
			for typed, round := range map[string]string{
				"oefening noord": "belcirkel|noord|0830", "Oefenen Belcirkel  Noord": "belcirkel|noord|0830", "drill ketting oost": "ketting|oost|0900",
			} {
				before := len(b.noor.Told())
				b.noor.Command(b.desk, "/omzien", typed).Await()
				if got := b.told(b.noor, before); got != "De oefening is begonnen." {
					t.Errorf("%q is answered %q", typed, got)
				}
				ev := b.one()
				parts := strings.Split(ev.Subject.ID, "|")
				if len(parts) != 4 || strings.Join(append(parts[:2:2], parts[3]), "|") != round {
					t.Errorf("%q is about %q", typed, ev.Subject.ID)
				}
				if ev.Kind != chat.Drills || ev.Subject.Kind != chat.SubjectRound || ev.Author.Name != "Noor" || ev.Text != "" {
					t.Errorf("%q is %+v", typed, ev)
				}
			}
			for _, typed := range []string{"oefening", "oefening oost", "oefening zuid"} {
				before := len(b.noor.Told())
				b.noor.Command(b.desk, "/omzien", typed).Await()
				got := b.told(b.noor, before)
				if !strings.Contains(got, "/omzien oefening belcirkel noord") || !strings.Contains(got, "/omzien oefening ketting oost") || strings.Contains(got, "join-us") || !strings.Contains(got, "merken er niets van") {
					t.Errorf("%q is answered %q", typed, got)
				}
				b.none(typed)
			}
			guest := b.Worker("U0GAST", "Gast").Join(b.desk).Guest()
			guest.Command(b.desk, "/omzien", "oefening noord").Await()
			guest.AwaitTold("that it is not theirs", func(text string) bool { return strings.Contains(text, textNotYours) })
			b.none("a guest's drill")
		})
	}
}
