package handoff_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

func (w *talk) passesOn(name string, to chat.Pass, whom string) chat.Answer {
	return w.handle(chat.Event{
		Kind: chat.PassedOn, Author: worker(name), Ref: to.Ref(), Text: whom,
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID},
	}).Answer
}

// Row 14: to another team. The person hears to whom, and that they can read it.
func TestOverdrachtToATeam(t *testing.T) {
	w := leased(t)
	w.says("eigenlijk gaat het over mijn uitkering")
	since, epoch := w.now, w.c.Epoch
	w.passes(time.Minute)
	if a := w.passesOn("Bas", chat.Pass{Team: "wijkteam"}, ""); w.c.Handoff.Team != "jongerenwerk" || !strings.Contains(a.Text, "Noor") {
		t.Fatalf("Bas passed on what Noor has: %+v", a)
	}
	for _, bad := range []chat.Pass{{Team: "niemand"}, {Team: "jongerenwerk"}, {}} {
		if a := w.passesOn("Noor", bad, ""); a.Text == "" || !w.c.Live() {
			t.Errorf("%+v: %+v", bad, a)
		}
	}
	a := w.passesOn("Noor", chat.Pass{Team: "wijkteam"}, "")
	h := w.c.Handoff
	if h.Team != "wijkteam" || h.State != chat.Waiting || !h.Since.Equal(since) || w.c.Epoch != epoch+1 || a.Text != "Overgedragen aan het wijkteam." {
		t.Fatalf("%+v, epoch %d, %+v", h, w.c.Epoch, a)
	}
	if got := toPerson(w); len(got) == 0 || !strings.HasPrefix(got[0], "Noor vraagt het wijkteam om verder met je te praten.") {
		t.Errorf("the person hears %q", got)
	}
	if w.does("Piet", chat.Claimed, ""); w.c.Handoff.Worker.Name != "Piet" {
		t.Error("nobody of the other team can pick it up")
	}
	if a := w.does("Piet", chat.Answered, "Hoi, Piet van het wijkteam."); a.Held {
		t.Errorf("without a note in between Piet's words are held: %+v", a)
	}
}

func TestWarmOverdrachtLeavesTheFirstTeamBeside(t *testing.T) {
	w := leased(t)
	w.passesOn("Noor", chat.Pass{Team: "wijkteam", Warm: true}, "")
	if w.c.Handoff.Beside != "jongerenwerk" {
		t.Fatalf("beside: %q", w.c.Handoff.Beside)
	}
	w.does("Piet", chat.Claimed, "")
	w.does("Noor", chat.Answered, "Sam, Piet helpt je verder!")
	if got := toPerson(w); len(got) != 0 { // law 7: only the claimant's words
		t.Errorf("the person reads %q", got)
	}
	if a := w.passesOn("Noor", chat.Pass{}, ""); w.c.Handoff.Beside == "" || a.Text == "" {
		t.Error("Noor ended what Piet has")
	}
	if a := w.passesOn("Piet", chat.Pass{}, ""); w.c.Handoff.Beside != "" || a.Text != "Alleen het wijkteam ziet dit gesprek nu." {
		t.Errorf("beside %q, %+v", w.c.Handoff.Beside, a)
	}
}

// A colleague is asked, and until they take over the talk stays where it is.
func TestOverdrachtToAColleagueIsAQuestion(t *testing.T) {
	w := leased(t)
	a := w.passesOn("Noor", chat.Pass{Worker: "w-Bas"}, "Bas")
	if !w.owns("Noor") || !strings.HasPrefix(a.Text, "Gevraagd aan Bas.") {
		t.Fatalf("%+v, %+v", w.c.Handoff, a)
	}
	if calls := nudges(w.last); len(calls) != 1 || !strings.HasPrefix(calls[0], "Bas: Noor vraagt Bas") {
		t.Errorf("who is called: %q", calls)
	}
	if w.does("Eva", chat.Claimed, ""); !w.owns("Noor") {
		t.Fatal("Eva, who was not asked, took it")
	}
	if w.does("Bas", chat.Claimed, ""); !w.owns("Bas") || w.c.Handoff.Offer != nil {
		t.Fatalf("Bas: %+v", w.c.Handoff)
	}
	if got := toPerson(w); len(got) != 1 || !strings.HasPrefix(got[0], "Bas van het jongerenwerk is er nu") {
		t.Errorf("the person hears %q", got)
	}
	if a := w.does("Bas", chat.Answered, "Hoi!"); !a.Held { // the thread holds a colleague's words
		t.Errorf("not held: %+v", a)
	}
}

func TestAnOfferEndsWithTheTalkOfWhoMadeIt(t *testing.T) {
	w := leased(t)
	w.passesOn("Noor", chat.Pass{Worker: "w-Bas"}, "Bas")
	w.does("Noor", chat.LetGo, "")
	w.does("Eva", chat.Claimed, "")
	if w.does("Bas", chat.Claimed, ""); !w.owns("Eva") {
		t.Error("Bas took Eva's talk on Noor's word")
	}
}

func (w *talk) owns(name string) bool { return w.c.Live() && w.c.Handoff.Worker.Name == name }

// The bot goes on where it stopped, whoever had the talk in between.
func TestAfterATakeOverTheBotGoesOnWhereItWas(t *testing.T) {
	w := newTalk(t)
	w.person(chat.Started, "jongeren")
	w.says("ja")
	step, facts := w.c.Step, len(w.c.Handoff.Card)
	w.does("Noor", chat.Claimed, "")
	if len(w.c.Handoff.Card) > facts {
		facts = len(w.c.Handoff.Card)
	}
	w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"}})
	if len(w.c.Handoff.Card) != facts {
		t.Errorf("the card has %d facts, and had %d", len(w.c.Handoff.Card), facts)
	}
	if w.does("Bas", chat.HandedBack, ""); step == "" || w.c.Step != step {
		t.Errorf("it goes on at %q, and stopped at %q", w.c.Step, step)
	}
}
