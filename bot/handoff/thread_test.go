package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// inThread lets a worker do something in the talk's thread; the id of the event.
func (w *talk) inThread(name string, kind chat.Kind, ref, text string) (id string) {
	ev := chat.Event{Kind: kind, Author: worker(name), From: desk, Ref: ref, Text: text}
	ev.From.Thread = "t1"
	ev.ID = "slack:" + name + ":" + text + ":" + ref
	w.handle(ev)
	return ev.ID
}

// toDesk are the texts of the last decision at the pushed desk.
func toDesk(w *talk) (texts []string) {
	for _, m := range w.last.Say {
		if m.To == desk && m.Card == nil {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// atDesk is a talk that waits at a pushed desk.
func atDesk(t *testing.T) *talk {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "jongeren")
	w.says("mens")
	return w
}

// Law 7: whoever types in a thread reads there, and only there, what came of it.
func TestLaw7_TheThreadSaysWhatCameOfIt(t *testing.T) {
	w := atDesk(t)
	w.does("Noor", chat.Claimed, "")
	for _, c := range []struct{ name, text, says string }{
		{"Bas", "ken jij hem?", "Niet verstuurd: Noor heeft dit gesprek. Bewaard als notitie."},
		{"Noor", "   ", "Niets verstuurd: de tekst was leeg."},
		{"Noor", "ja", "Nog niet verstuurd: hiervoor staat een notitie van een collega. Stuur naar " + w.c.Name() + ", of bewaren als notitie?"},
	} {
		w.inThread(c.name, chat.Answered, "", c.text)
		if got := toDesk(w); !slices.Equal(got, []string{c.says}) || len(toPerson(w)) != 0 {
			t.Errorf("%s typed %q: the thread says %q, the person %q", c.name, c.text, got, toPerson(w))
		}
		if w.last.Answer.Text != "" && !w.last.Answer.Held {
			t.Errorf("%q is said twice: %+v", c.text, w.last.Answer)
		}
	}
}

// Law 7: a colleague's text that is not decided about yet makes the first text of
// whoever picks the talk up a question; also where their own came after it.
func TestLaw7_AnUndecidedTextOfAColleague(t *testing.T) {
	w := atDesk(t)
	w.inThread("Bas", chat.Answered, "", "wie is dit?")
	w.inThread("Noor", chat.Answered, "", "ik pak hem wel")
	w.does("Noor", chat.Claimed, "")
	if w.inThread("Noor", chat.Answered, "", "geen idee, ik bel zo"); len(toPerson(w)) != 0 || !w.last.Answer.Held {
		t.Errorf("sent %q, the thread says %q", toPerson(w), toDesk(w))
	}
}

// What waits until it suits the person can be changed and taken back: it is not
// sent yet.
func TestLaw7_WordsBehindAKnockCanBeTakenBack(t *testing.T) {
	private := func() *talk {
		w := atDesk(t)
		w.c.Data = map[string]string{"thema": "thuis"}
		w.does("Noor", chat.Claimed, "")
		w.passes(15 * time.Minute)
		return w
	}
	w := private()
	id := w.inThread("Noor", chat.Answered, "", "Hoi Sem")
	if w.inThread("Noor", chat.Edited, id, "Hoi Sam"); !slices.Equal(toDesk(w), []string{"Aangepast. Nog niet verstuurd."}) {
		t.Errorf("the thread says %q", toDesk(w))
	}
	if w.press("Ja"); !sent(w, "Hoi Sam") || sent(w, "Hoi Sem") {
		t.Errorf("the person got %q", toPerson(w))
	}
	w = private()
	id = w.inThread("Noor", chat.Answered, "", "Hoi Sem")
	if w.inThread("Bas", chat.Deleted, id, ""); len(w.c.Handoff.Behind) != 1 {
		t.Error("a colleague took it back")
	}
	if w.inThread("Noor", chat.Deleted, id, ""); !slices.Equal(toDesk(w), []string{"Verwijderd. Niet verstuurd."}) {
		t.Errorf("the thread says %q", toDesk(w))
	}
	if w.press("Ja"); sent(w, "Hoi Sem") || strings.Contains(strings.Join(toDesk(w), ""), "is verstuurd") {
		t.Errorf("taken back, and the person got %q, the desk %q", toPerson(w), toDesk(w))
	}
}

// A released text that has to wait for the person is not said to be sent.
func TestLaw7_AReleasedTextThatWaits(t *testing.T) {
	w := atDesk(t)
	w.c.Data = map[string]string{"vrij": "nee"}
	w.passes(15 * time.Minute)
	id := w.inThread("Noor", chat.Answered, "", "Hoi Sam")
	d := w.handle(chat.Event{Kind: chat.Released, Author: worker("Noor"), Ref: id, From: desk, Token: "x:0"})
	for _, m := range d.Say {
		if m.Edits != "" && m.Card == nil && !strings.HasPrefix(m.Text, "Nog niet verstuurd") || m.Text == "Hoi Sam" {
			t.Errorf("before it suits: %+v", m)
		}
	}
}

// A button holds what a platform takes on it: a name that is too long gives way
// to the alias, and the button stays one.
func TestLaw7_ALongNameLeavesTheButtons(t *testing.T) {
	w := atDesk(t)
	w.c.Nickname = strings.Repeat("😀", 30)
	w.does("Noor", chat.Claimed, "")
	w.inThread("Noor", chat.Answered, "", "@Bas kijk")
	for _, m := range w.last.Say {
		for _, c := range m.Choices {
			if m.To == desk && m.Card == nil && len([]rune(c.Label)) > 40 {
				t.Errorf("the button reads %q", c.Label)
			}
		}
	}
}

// Law 16: nothing that a worker does in the thread of a person who was erased is
// kept, shown elsewhere, or sent.
func TestLaw16_TheThreadOfAnErasedPerson(t *testing.T) {
	other := chat.Address{Adapter: "slack", Chat: "C2"}
	for _, kind := range []chat.Kind{chat.Answered, chat.Noted, chat.Edited, chat.Deleted, chat.Claimed, chat.Released, chat.Closed} {
		w := newTalk(t)
		w.facts.Desks = []chat.Address{other} // another team's, by now
		w.c = chat.Conversation{ID: "c1", Alias: "blauwe vos", Over: true, Address: chat.Address{Adapter: "telegram"}}
		w.inThread("Noor", kind, "x", "kanarie")
		if len(w.last.Lines) != 0 || len(w.last.Say) != 1 || w.last.Say[0].To != desk || strings.Contains(w.last.Say[0].Text, "kanarie") {
			t.Errorf("%s: lines %+v, says %+v", kind, w.last.Lines, w.last.Say)
		}
	}
}

// Law 16: with the key goes what the person told from the card, also where the
// bot has the talk again, and where a human's look was waited for.
func TestLaw16_TheCardIsEmptied(t *testing.T) {
	told := func(w *talk) {
		w.c.Told = []chat.Told{{Text: "mijn verhaal"}}
		w.c.Nickname = "Sam"
		w.c.Raised = []chat.RaisedAt{{Posted: chat.Posted{Desk: desk, Card: "melding"}, Alarm: "a1", Why: "Kijk even."}}
		w.does("Noor", chat.Claimed, "")
	}
	erase := func(w *talk) { w.says("wis"); w.press("Ja, wis alles") }
	for name, way := range map[string]func(w *talk){
		"while Noor has it": erase,
		"the bot has it":    func(w *talk) { w.does("Noor", chat.HandedBack, ""); erase(w) },
		"after the alarm": func(w *talk) {
			w.says("nood")
			erase(w)
			if w.c.Over {
				panic("it did not wait")
			}
			w.ends("Noor", chat.CauseCrisis)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := atDesk(t)
			first := w.c.Handoff.Posted[0].Card
			told(w)
			way(w)
			cards, alarms := 0, 0
			for _, m := range w.last.Say {
				if m.Edits == "melding" {
					alarms++
					if strings.Contains(m.Text, "Kijk even.") { // it may hold what the person chose
						t.Errorf("the alarm still says %q", m.Text)
					}
				}
				if len(m.Choices) > 0 {
					t.Errorf("there are buttons left that mean nothing: %+v", m)
				}
				if m.Card == nil {
					continue
				}
				cards++
				if m.Edits != first || len(m.Card.Facts)+len(m.Choices) != 0 || strings.Contains(m.Text+m.Card.Alias, "Sam") {
					t.Errorf("the card becomes %+v, %+v", m, m.Card)
				}
			}
			if !w.c.Forgets() || !w.c.Over || cards != 1 || alarms != 1 {
				t.Errorf("forgets %v, over %v, %d cards, %d alarms: %+v", w.c.Forgets(), w.c.Over, cards, alarms, w.last.Say)
			}
		})
	}
}
