package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

func TestLaw4_TheCardHoldsAllThatThePersonTold(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.says("ik ben bang")
	w.says("weet niet zo goed") // fits no option
	w.says("ja")
	w.says("thuis")
	w.says("mijn vader drinkt")
	w.says("Sam")
	card := w.last.Say[slices.IndexFunc(w.last.Say, func(m chat.Message) bool { return m.Card != nil })].Card
	want := []chat.CardFact{
		{Label: "wil genoemd worden", Text: "Sam"},
		{Label: "waarover", Text: "Thuis", Chosen: true},
		{Label: "in eigen woorden", Text: "mijn vader drinkt"},
		{Label: "kan vrij praten", Text: "Ja"},
		{Label: "Eerste woorden", Text: "ik ben bang"},
		{Label: "Kun je nu vrij praten?", Text: "weet niet zo goed"},
	}
	if !slices.Equal(card.Facts, want) || !slices.Equal(w.c.Handoff.Card, want) {
		t.Errorf("the card says\n%+v, want\n%+v", card.Facts, want)
	}
	if card.Alias != "Sam · blauwe vos" || card.Team != "het jongerenwerk" || card.State != "waiting" || !card.Since.Equal(w.now) {
		t.Errorf("the card is %+v", card)
	}
}

func TestPushedDeskSeesOneCardThatMovesOn(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "jongeren")
	var cards, words []chat.Message
	step := func() {
		cards, words = nil, nil
		for _, m := range w.last.Say {
			switch {
			case m.To == desk && m.Card != nil:
				cards = append(cards, m)
			case m.To == desk:
				words = append(words, m)
			}
		}
	}
	w.says("mens")
	step()
	if len(cards) != 1 || cards[0].Edits != "" || cards[0].Talk != "c1" || cards[0].Choices[0].Verb != chat.Claimed {
		t.Fatalf("the card is %+v", cards)
	}
	first := cards[0].ID
	w.says("ben je daar?")
	if step(); len(cards) != 0 || len(words) != 1 || words[0].Text != "ben je daar?" || words[0].Speaker.Name != w.c.Name() || words[0].Class != chat.Live {
		t.Fatalf("cards %+v, words %+v", cards, words)
	}
	for _, c := range []struct {
		act   chat.Kind
		state string
		verbs int
	}{{chat.Claimed, "live", 7 + 2*(len(w.book.Organisation.Teams)-1)}, {chat.HandedBack, "", 1}} {
		w.does("Noor", c.act, "")
		if step(); len(cards) != 1 || cards[0].Edits != first || cards[0].Card.State != c.state || len(cards[0].Choices) != c.verbs {
			t.Errorf("%s: %+v", c.act, cards)
		}
	}
	w.says("nood")
	if step(); len(cards) != 1 || cards[0].Class != chat.Crisis || cards[0].Card.Urgency != chat.Danger {
		t.Errorf("nood: %+v", cards)
	}
	w.does("Noor", chat.Claimed, "")
	w.ends("Noor", chat.CauseCrisis) // a talk in danger is not rounded off
	w.does("Noor", chat.Closed, "")
	if step(); len(cards) != 1 || cards[0].Card.State != "closed" || len(cards[0].Choices) != 0 {
		t.Errorf("closed: %+v", cards)
	}
	w.handle(chat.Event{Kind: chat.Noted, Author: worker("Bas"), From: desk, Text: "van hier"})
	if step(); len(words) != 0 {
		t.Errorf("what came from the desk is shown there again: %+v", words)
	}
}

func TestLaw6_WordsWhileWaitingAreAnsweredHonestly(t *testing.T) {
	w := waiting(t)
	if w.says("ben je daar?"); len(toPerson(w)) != 1 || !strings.HasPrefix(toPerson(w)[0], "Dank je. Je bericht staat bij het jongerenwerk.") {
		t.Fatalf("the first words: %q", toPerson(w))
	}
	if w.says("hallo?"); len(toPerson(w)) != 0 {
		t.Errorf("at once again: %q", toPerson(w))
	}
	w.now = w.now.Add(10 * time.Minute)
	if w.says("hallo??"); len(toPerson(w)) != 1 {
		t.Errorf("ten minutes later: %q", toPerson(w))
	}
}

func TestNewsComesTwiceAndOnlyWhileTheTeamIsOpen(t *testing.T) {
	w := waiting(t)
	var at []time.Duration
	var texts []string
	for start := w.now; w.now.Sub(start) < 3*time.Hour; {
		w.passes(time.Minute)
		for _, text := range toPerson(w) {
			at, texts = append(at, w.now.Sub(start)), append(texts, text)
		}
	}
	if !slices.Equal(at, []time.Duration{5 * time.Minute, 15 * time.Minute}) || texts[0] == texts[1] {
		t.Errorf("news at %v: %q", at, texts)
	}

	late := waiting(t)
	late.now = time.Date(2026, 11, 23, 21, 30, 0, 0, flows.Amsterdam) // the timer fires after we were down
	if late.handle(chat.Event{Kind: chat.Woke, Author: chat.Program}); len(toPerson(late)) != 0 || late.c.NewsAt.Day() != 24 {
		t.Errorf("too late in the evening: %q, next at %v", toPerson(late), late.c.NewsAt)
	}

	night := newTalk(t)
	night.now = time.Date(2026, 11, 23, 20, 58, 0, 0, flows.Amsterdam)
	night.person(chat.Started, "jongeren")
	night.says("mens")
	if wake := night.c.WakeAt(); wake.Day() != 24 || wake.Hour() != 9 {
		t.Errorf("it wakes at %v, to say nothing", wake)
	}
	if night.passes(12 * time.Hour); len(toPerson(night)) != 0 {
		t.Errorf("while the team is closed: %q", toPerson(night))
	}
	night.passes(10 * time.Minute)
	if len(toPerson(night)) != 1 || night.now.Hour() != 9 {
		t.Errorf("after it opened: %q", toPerson(night))
	}
}

func TestOutsideHoursThePersonHearsWhenTheTeamOpens(t *testing.T) {
	w := newTalk(t)
	w.person(chat.Started, "jongeren")
	w.now = time.Date(2026, 11, 27, 22, 30, 0, 0, flows.Amsterdam) // a Friday
	w.says("mens")
	if got := strings.Join(toPerson(w), "\n"); !strings.Contains(got, "Nu is het jongerenwerk dicht. Morgen vanaf 12 uur kan iemand je antwoorden.") {
		t.Errorf("it reads:\n%s", got)
	}
}

func TestHowToReadOurAnswer(t *testing.T) {
	w := waiting(t)
	if w.c.Pending != "reach" {
		t.Fatal("it was not asked")
	}
	w.says("eerst nog dit") // words are words
	w.press("Ik kom terug met mijn code")
	if !w.last.Issued || w.c.Reach != "code" || !strings.Contains(strings.Join(toPerson(w), ""), w.facts.ReturnCode) {
		t.Errorf("issued %v, reach %q, says %q", w.last.Issued, w.c.Reach, toPerson(w))
	}
	other := newTalk(t)
	other.facts.CanReach = true
	other.says("mens")
	if other.c.Pending != "" {
		t.Error("asked where we can speak first")
	}
	crisis := newTalk(t)
	if crisis.says("nood"); crisis.c.Pending != "" {
		t.Error("asked in danger")
	}
}

// Klop eerst: where others may see the screen, a worker's words wait.
func TestPrivateWordsWaitUntilItSuits(t *testing.T) {
	private := func() *talk {
		w := newTalk(t)
		w.person(chat.Started, "jongeren")
		w.says("ja")
		w.says("thuis")
		w.says("hij slaat")
		w.says("Sam")
		return w
	}
	t.Run("not while the person is there", func(t *testing.T) {
		w := private()
		w.passes(9 * time.Minute)
		w.does("Noor", chat.Claimed, "")
		if w.does("Noor", chat.Answered, "Hoi Sam"); !sent(w, "Hoi Sam") {
			t.Errorf("says %q", toPerson(w))
		}
	})
	t.Run("not where the theme is another", func(t *testing.T) {
		w := live(t)
		w.passes(11 * time.Minute)
		if w.does("Noor", chat.Answered, "Hoi"); !sent(w, "Hoi") {
			t.Errorf("says %q", toPerson(w))
		}
	})
	t.Run("after ten quiet minutes", func(t *testing.T) {
		w := private()
		w.passes(10 * time.Minute)
		if w.does("Noor", chat.Claimed, ""); len(toPerson(w)) != 0 {
			t.Errorf("the screen shows %q", toPerson(w))
		}
		w.does("Noor", chat.Answered, "Hoi Sam")
		if got := toPerson(w); !slices.Equal(got, []string{"Hoi, past het nu?"}) {
			t.Fatalf("says %q", got)
		}
		if w.does("Noor", chat.Answered, "Ben je veilig?"); len(toPerson(w)) != 0 {
			t.Errorf("it knocks twice: %q", toPerson(w))
		}
		if w.says("wie is dit?"); len(toPerson(w)) != 0 {
			t.Errorf("somebody else reads %q", toPerson(w))
		}
		w.says("ja")
		if got := toPerson(w); !slices.Equal(got, []string{"Noor van het jongerenwerk is er nu voor je.", "Hoi Sam", "Ben je veilig?"}) {
			t.Errorf("yes, and it reads %q", got)
		}
	})
}

func TestLaw3_WhatDidNotArriveIsMarked(t *testing.T) {
	for _, w := range []*talk{waiting(t), live(t), newTalk(t)} {
		w.handle(chat.Event{Kind: chat.Failed, Author: chat.Program, Ref: "x", From: w.c.Address, Value: "refused"})
		if len(w.last.Lines) != 1 || w.last.Lines[0].Kind != chat.LineMark || !strings.Contains(w.last.Lines[0].Text, "niet aangekomen") {
			t.Errorf("state %q: %+v", w.c.Handoff.State, w.last.Lines)
		}
	}
}

func TestRoundingOff(t *testing.T) {
	w := live(t)
	w.does("Noor", chat.Answered, "@Bas kijk jij?")
	a := w.does("Noor", chat.Closed, "")
	if !w.c.Over || w.c.Handoff.State != chat.Done || w.c.Epoch != 2 || !strings.Contains(strings.Join(toPerson(w), ""), "Noor rondt dit gesprek nu af") {
		t.Fatalf("over %v, %+v, says %q", w.c.Over, w.c.Handoff, toPerson(w))
	}
	if !strings.Contains(a.Text, "één tekst is niet verstuurd") {
		t.Errorf("a held text is let go without a word: %+v", a)
	}
	a = w.does("Noor", chat.Answered, "nog iets")
	if len(toPerson(w)) != 0 || !kept(w, chat.LineNote, "nog iets") || !strings.Contains(a.Text, "Niet verstuurd") {
		t.Errorf("afterwards: sent %q, answer %+v", toPerson(w), a)
	}
	if w = waiting(t); w.does("Bas", chat.Closed, "").Text == "" || !w.c.Over {
		t.Error("one who waits cannot be rounded off")
	}
	w = newTalk(t)
	w.person(chat.Started, "jongeren")
	if a := w.does("Bas", chat.Closed, ""); w.c.Over || !strings.Contains(a.Text, "eerst op") {
		t.Errorf("the bot's talk was rounded off: %+v", a)
	}
}

func TestLaw16_ErasingWhilePeopleHaveTheTalk(t *testing.T) {
	w := live(t)
	w.says("wis")
	if !slices.ContainsFunc(w.last.Lines, func(l chat.Line) bool { return strings.Contains(l.Text, "vraagt om alles te wissen") }) {
		t.Error("the worker is not told")
	}
	if w.press("Ja, wis alles"); !w.c.Forgets() || !w.c.Over {
		t.Fatalf("it is not erased: %+v", w.c)
	}
	w = live(t)
	w.says("nood")
	w.says("nood") // counted, not a second alarm
	w.says("wis")
	w.press("Ja, wis alles")
	if w.c.Forgets() || w.c.Over || w.c.Cleared == 0 {
		t.Fatalf("with an open crisis: %+v", w.c)
	}
	if w.ends("Noor", chat.CauseCrisis); !w.c.Forgets() || !w.c.Over {
		t.Error("a human ended the alarm, and it is not erased")
	}
}
