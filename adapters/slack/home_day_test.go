package slack

import (
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

func morningOf(team, thread string) chat.Message {
	return chat.Message{
		ID: "day:" + team + ":2026-11-22/0", To: chat.Address{Adapter: Name, Chat: "C0DESK", Thread: thread}, Class: chat.Prompt,
		Speaker: chat.Program, Text: "Dagstart van het jongerenwerk", Day: &chat.Day{Team: team, Date: "2026-11-22"},
	}
}

// A team's morning stands at the channel's root, with counts and aliases: who waits
// with a button, who has whom, who wrote in the night, alarms, whom to ask how it
// goes. It stays there, so no name that a person chose is in it (law 15, 16).
func TestLaw15_AMorningHoldsAliasesAlone(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	d.talk(d.of("U0NOOR"))
	d.talk(alarm(chat.Danger))
	d.talk(elsewhere)
	d.talk(func(c *chat.Conversation, w *chat.Change) {
		elsewhere(c, w)
		c.Over, c.FollowAt, c.Handoff.State = true, d.now.Add(-time.Hour), chat.Done
	})
	d.talk(func(c *chat.Conversation, w *chat.Change) {
		c.Over, c.FollowAt, c.Handoff.State = true, d.now.Add(-time.Hour), chat.Done
		c.Handoff.Worker = chat.Author{Role: chat.RoleWorker, ID: "slack:U0BAS", Name: "Bas"}
		c.Promise = "Belt zelf de bank"
	})
	b := newScene(t, "http", d.config)
	receipt, err := b.a.Send(t.Context(), morningOf("jongerenwerk", b.card)) // whatever thread its lane has
	if err != nil {
		t.Fatal(err)
	}
	post := b.desk.Await("the morning", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	t.Logf("the morning:\n%s", post.Text)
	if post.ThreadTS != "" || receipt.Thread != receipt.ID {
		t.Errorf("it stands in thread %q, its receipt says %+v", post.ThreadTS, receipt)
	}
	for _, words := range []string{
		"Dagstart van het jongerenwerk", "2 wachten op iemand · 1 heeft iemand · 3 schreven vannacht · 1 melding",
		"Wacht op iemand (2)", "Heeft iemand (1)", "Naam-U0NOOR: ", "Schreef vannacht, en wacht op antwoord (3)", " · 1 bericht · nog niet opgepakt", " · 1 bericht · Naam-U0NOOR heeft het gesprek",
		"Meldingen (1)", "Vandaag even vragen hoe het gaat (1)", "afgerond door Bas. Afgesproken: Belt zelf de bank",
	} {
		if !strings.Contains(post.Text, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	items, err := d.store.Record().Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		if strings.Contains(post.Text, i.Alias) != (i.Team == "jongerenwerk") {
			t.Errorf("of the %s: %s", i.Team, i.Alias)
		}
	}
	if strings.Contains(post.Text, "Sam") || strings.Contains(post.Text, "geheim") || strings.Contains(post.Fallback, "Sam") {
		t.Error("it says more than aliases")
	}

	b.noor.Press(b.desk, post.TS, "Oppakken").Await()
	if ev := b.one(); ev.Kind != chat.Claimed || ev.Token != items[0].Token || ev.Author.Name != "Noor" {
		t.Errorf("the press is %+v", ev)
	}
	// Sent and not known to be: it is found again, and left where it stands.
	if found, ok, err := b.a.Find(t.Context(), morningOf("jongerenwerk", b.card), time.Now().Add(-time.Minute)); err != nil || !ok || found.ID != receipt.ID {
		t.Errorf("looked up: %+v %v %v", found, ok, err)
	}
}

// On a busy day it is as long as Slack takes, and says how many more; on a calm one
// it says that.
func TestAMorningFitsIntoAMessage(t *testing.T) {
	d := newDesk(t)
	b := newScene(t, "http", d.config)
	receipt, err := b.a.Send(t.Context(), morningOf("jongerenwerk", ""))
	if err != nil {
		t.Fatal(err)
	}
	calm := b.desk.Await("a calm morning", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	if !strings.Contains(calm.Text, "Er staat niets open.") || len(calm.Buttons) > 0 {
		t.Errorf("a calm morning: %q", calm.Text)
	}
	for range 40 {
		d.talk(alarm(chat.Urgent))
		d.talk(d.of("U0NOOR"))
	}
	busy := morningOf("jongerenwerk", "")
	busy.ID = "day:later"
	if receipt, err = b.a.Send(t.Context(), busy); err != nil {
		t.Fatal(err)
	}
	post := b.desk.Await("a busy morning", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	for _, words := range []string{"Wacht op iemand (40)", "En nog 28.", "Heeft iemand (40)", "En nog 15.", "En nog 55."} {
		if !strings.Contains(post.Text, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if _, err := b.a.Send(t.Context(), morningOf("opgeheven", "")); err == nil {
		t.Error("a team that is none has a morning")
	} else if outcome, _ := adapters.Judge(err); outcome != adapters.Refused {
		t.Errorf("a team that is none: %v", err)
	}
}

// TestLaw20_AMorningIsTakenAway: from the channel, as often as it is asked; where
// somebody was faster, or it never came, nothing is left to do. What the team said
// below it is theirs.
func TestLaw20_AMorningIsTakenAway(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	b := newScene(t, "http", d.config)
	stands := func(words string) (n int) {
		for _, p := range b.desk.Posts() {
			if strings.Contains(p.Text, words) {
				n++
			}
		}
		return n
	}
	m := morningOf("jongerenwerk", "")
	receipt, err := b.a.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	b.noor.Reply(b.desk, receipt.ID, "ik bel straks even rond")
	gone := chat.Message{ID: "expired/0", To: m.To, Class: chat.Bulk, Speaker: chat.Program, Text: "Dagstart van het jongerenwerk is weggehaald.", Edits: m.ID, Gone: true}
	if _, err := b.a.Send(t.Context(), gone); err != nil || stands("Wacht op iemand") != 1 {
		t.Fatalf("what never came is taken away: %v", err)
	}
	gone.Place = receipt.ID
	for range 2 {
		if _, err := b.a.Send(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	}
	if stands("Wacht op iemand") != 0 || stands("Dagstart") != 0 || stands("ik bel straks even rond") != 1 {
		t.Errorf("there still stands:\n%+v", b.desk.Posts())
	}
}
