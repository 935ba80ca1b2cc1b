package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// undo is a talk that Noor has, typed in the desk's thread, where her texts wait.
func undo(t *testing.T) *talk {
	w := newTalk(t)
	w.book = flowstest.Shipped(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "")
	w.says("mens")
	w.typed("Noor", chat.Claimed, "", "")
	return w
}

// typed is something that a worker does in the desk's thread. id is the event's;
// ref what it is about.
func (w *talk) typed(name string, kind chat.Kind, id, text string) chat.Decision {
	at := desk
	at.Thread = "t1"
	ev := chat.Event{ID: id, Kind: kind, From: at, Author: worker(name), Text: text, Sent: w.now,
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}}
	if kind != chat.Answered && kind != chat.Noted && kind != chat.Claimed {
		ev.ID, ev.Ref = "", id
	}
	if kind == chat.Claimed || kind == chat.Recalled || kind == chat.Looked || kind == chat.HandedBack || kind == chat.Closed {
		ev.Token = "press:0"
	}
	return w.handle(ev)
}

// words are the workers' words that the person reads of the decision.
func words(d chat.Decision) (all []string) {
	for _, m := range heard(d) {
		if m.Speaker.Role == chat.RoleWorker {
			all = append(all, m.Speaker.Name+": "+m.Text)
		}
	}
	return all
}

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: the person reads %q, want %q", what, got, want)
	}
}

// told are the words at the desk of the decision.
func told(d chat.Decision) string {
	var all []string
	for _, m := range d.Say {
		if m.To == desk {
			all = append(all, m.Text)
		}
	}
	return strings.Join(all, "\n")
}

func TestRow14_ATextCanBeTakenBackForFiveSeconds(t *testing.T) {
	w := undo(t)
	d := w.typed("Noor", chat.Answered, "a", "Hoi Sam")
	wants(t, "at once", words(d))
	if p := d.Answer.Press; p.Verb != chat.Recalled || p.Value != "a" || !strings.Contains(d.Answer.Text, "blauwe vos") || !strings.Contains(d.Answer.Text, "5 seconden") {
		t.Errorf("whoever wrote it is answered %+v", d.Answer)
	}
	if got := told(d); got != "" {
		t.Errorf("the desk, where everybody reads, is told %q", got)
	}
	wants(t, "after 4 s", words(w.passes(4999*time.Millisecond)))
	wants(t, "after 5 s", words(w.passes(time.Millisecond)), "Noor: Hoi Sam")
	if late := w.typed("Noor", chat.Recalled, "a", "").Answer.Text; !strings.HasPrefix(late, "Te laat") {
		t.Errorf("too late, she is told %q", late)
	}
	if len(w.c.Handoff.Leaving) != 0 {
		t.Errorf("still leaving: %+v", w.c.Handoff.Leaving)
	}
}

func TestRow14_TakenBackInTimeItIsNeverRead(t *testing.T) {
	for how, back := range map[string]func(*talk) chat.Decision{
		"the cross": func(w *talk) chat.Decision { return w.typed("Noor", chat.Recalled, "a", "") },
		"deleted":   func(w *talk) chat.Decision { return w.typed("Noor", chat.Deleted, "a", "") },
		"webdesk": func(w *talk) chat.Decision {
			w.does("Noor", chat.Recalled, "")
			return w.last
		},
	} {
		t.Run(how, func(t *testing.T) {
			w := undo(t)
			w.typed("Noor", chat.Answered, "a", "Dit is voor iemand anders")
			d := back(w)
			if !strings.Contains(d.Answer.Text, "Niet verstuurd") {
				t.Errorf("she is told %q", d.Answer.Text)
			}
			// The post stands there still, unless she deleted it: others must know.
			if stands := strings.Contains(told(d), "Niet verstuurd"); stands != (how != "deleted") {
				t.Errorf("the desk is told %q", told(d))
			}
			if !slices.ContainsFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineMark }) {
				t.Error("the record does not say that a text was taken back")
			}
			for _, l := range w.lines {
				if strings.Contains(l.Text, "iemand anders") {
					t.Errorf("the record keeps what was meant for somebody else: %+v", l)
				}
			}
			wants(t, how, words(w.passes(time.Hour)))
		})
	}
}

func TestRow14_NobodyElseTakesItBack(t *testing.T) {
	w := undo(t)
	w.typed("Noor", chat.Answered, "a", "Hoi Sam")
	w.typed("Bas", chat.Deleted, "a", "")
	if d := w.typed("Bas", chat.Recalled, "a", ""); !d.Refused || !strings.Contains(d.Answer.Text, "Noor") {
		t.Errorf("Bas is told %+v", d.Answer)
	}
	wants(t, "after 5 s", words(w.passes(5*time.Second)), "Noor: Hoi Sam")
}

func TestRow14_EditedInTimeTheNewWordsLeave(t *testing.T) {
	w := undo(t)
	w.typed("Noor", chat.Answered, "a", "Hoi San")
	w.passes(4 * time.Second)
	w.typed("Noor", chat.Edited, "a", "Hoi Sam")
	wants(t, "its wait begins anew", words(w.passes(4*time.Second)))
	wants(t, "after that", words(w.passes(time.Second)), "Noor: Hoi Sam")

	w.typed("Noor", chat.Answered, "b", "Kom je?")
	if d := w.typed("Noor", chat.Edited, "b", "@Bas kom je?"); !d.Answer.Held {
		t.Errorf("with a mention it is not asked about: %+v", d.Answer)
	}
	wants(t, "with a mention", words(w.passes(time.Hour)))
}

func TestLaw2_WhatWaitsLeavesInTheOrderInWhichItWasWritten(t *testing.T) {
	w := undo(t)
	w.typed("Noor", chat.Answered, "a", "een")
	w.passes(time.Second)
	w.typed("Noor", chat.Answered, "c", "drie")
	at := desk
	at.Thread = "t1" // comes in late: Slack brought it once more
	w.handle(chat.Event{ID: "b", Kind: chat.Answered, From: at, Author: worker("Noor"), Text: "twee", Sent: w.now.Add(-time.Millisecond),
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
	w.typed("Noor", chat.Edited, "a", "EEN") // and so all three wait longer
	wants(t, "after it all", words(w.passes(10*time.Second)), "Noor: EEN", "Noor: twee", "Noor: drie")
}

func TestLaw7_WhatWasSentGoesBeforeTheTalkChangesHands(t *testing.T) {
	for how, act := range map[string]func(*talk) chat.Decision{
		"taken over": func(w *talk) chat.Decision {
			return w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"},
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
		},
		"handed back": func(w *talk) chat.Decision { return w.typed("Noor", chat.HandedBack, "", "") },
		"closed":      func(w *talk) chat.Decision { return w.typed("Noor", chat.Closed, "", "") },
	} {
		t.Run(how, func(t *testing.T) {
			w := undo(t)
			w.typed("Noor", chat.Answered, "a", "Dag, tot morgen!")
			d := act(w)
			wants(t, how, words(d), "Noor: Dag, tot morgen!")
			if first := heard(d)[0]; first.Text != "Dag, tot morgen!" {
				t.Errorf("before it, the person reads %q", first.Text)
			}
			if strings.Contains(d.Answer.Text, "Let op") {
				t.Errorf("she is told %q", d.Answer.Text)
			}
			wants(t, how+", later", words(w.passes(time.Minute)))
		})
	}
	t.Run("who may not does nothing to it", func(t *testing.T) {
		w := undo(t)
		w.typed("Noor", chat.Answered, "a", "Hoi")
		wants(t, "closed by another", words(w.typed("Bas", chat.Closed, "", "")))
		wants(t, "claimed by another", words(w.typed("Bas", chat.Claimed, "", "")))
	})
}

func TestLaw5_InDangerNothingWaits(t *testing.T) {
	w := undo(t)
	w.typed("Noor", chat.Answered, "a", "Ik kijk even")
	d := w.says("nood")
	wants(t, "what waited goes at once", words(d), "Noor: Ik kijk even")
	w.passes(time.Second)
	wants(t, "and what she writes now", words(w.typed("Noor", chat.Answered, "b", "Bel 112, ik blijf hier")), "Noor: Bel 112, ik blijf hier")
	w.ends("Noor", chat.CauseCrisis)
	wants(t, "once somebody ended the alarm, it waits again", words(w.typed("Noor", chat.Answered, "c", "Hoe gaat het nu?")))

	w = undo(t)
	w.typed("Noor", chat.Answered, "a", "Ik kijk even")
	wants(t, "an alarm that was raised lets it go", words(w.handle(chat.Event{Kind: chat.Raised, Author: chat.Program, Ref: "x/crisis", Value: string(chat.CauseCrisis), Text: "Gevaar"})),
		"Noor: Ik kijk even")
}

func TestLaw7_AfterStopItStillLeavesAndAfterWisItNeverDoes(t *testing.T) {
	w := undo(t)
	w.typed("Noor", chat.Answered, "a", "Wat goed dat je er bent")
	w.says("stop")
	wants(t, "stop", words(w.passes(5*time.Second)), "Noor: Wat goed dat je er bent")

	w.says("wis")
	w.typed("Noor", chat.Answered, "b", "Weet je het zeker?")
	d := w.press("Ja, wis alles")
	if !w.c.Over || len(w.c.Handoff.Leaving) != 0 {
		t.Fatalf("it is not erased: %+v", w.c.Handoff)
	}
	wants(t, "erased", words(d))
	if !strings.Contains(told(d), "Niet verstuurd") {
		t.Errorf("who wrote is told %q", told(d))
	}
	wants(t, "later", words(w.passes(time.Hour)))
}

func TestS19_ATextThatWaitsWhileThePersonFallsQuietIsAskedAbout(t *testing.T) {
	w := undo(t)
	w.c.Private = true
	w.passes(10*time.Minute - time.Second)
	w.c.HeardAt = w.now.Add(-10*time.Minute + 2*time.Second)
	w.typed("Noor", chat.Answered, "a", "Kun je praten?")
	w.typed("Noor", chat.Answered, "b", "Ik ben er")
	d := w.passes(5 * time.Second)
	wants(t, "others may hold the phone by now", words(d))
	if !slices.ContainsFunc(heard(d), func(m chat.Message) bool { return len(m.Choices) > 0 }) || !strings.Contains(told(d), "eerst is gevraagd of het past") {
		t.Errorf("nobody is asked, or told: %+v", d.Say)
	}
	wants(t, "it suits", words(w.press("Ja")), "Noor: Kun je praten?", "Noor: Ik ben er")
}

func TestRow14_WithoutTheSettingItLeavesAtOnce(t *testing.T) {
	w := undo(t)
	off := *w.book
	off.Organisation.Undo = 0
	w.book = &off
	wants(t, "at once", words(w.typed("Noor", chat.Answered, "a", "Hoi")), "Noor: Hoi")
}

// The receipt comes where the text was typed, once it is there, and names whom it
// went to; the text itself does not come back.
func TestLaw7_TheReceiptOfATextThatWaited(t *testing.T) {
	w := undo(t)
	w.facts.CanReach = true
	w.typed("Noor", chat.Answered, "a", "Hoi Sam")
	if d := w.passes(5 * time.Second); told(d) != "" {
		t.Errorf("when it leaves, the desk is told %q", told(d))
	}
	d := w.handle(chat.Event{Kind: chat.Delivered, Author: chat.Program, Ref: chat.Out("a"), From: page})
	if told(d) != "Verstuurd naar blauwe vos." {
		t.Errorf("once it is there, the desk is told %q", told(d))
	}
	w.facts.CanReach = false
	w.typed("Noor", chat.Answered, "b", "Ben je er nog?")
	if d := w.passes(5 * time.Second); told(d) != "Staat klaar op de pagina van blauwe vos." {
		t.Errorf("of a page, the desk is told %q", told(d))
	}
}

// Law 7: that a text went gives way to all else in a busy channel; that one did not
// go never does.
func TestLaw7_ReceiptsGiveWayAndFailuresNever(t *testing.T) {
	w := undo(t)
	classOf := func(d chat.Decision, begins string) chat.Class {
		t.Helper()
		for _, m := range d.Say {
			if m.To == desk && strings.HasPrefix(m.Text, begins) {
				return m.Class
			}
		}
		t.Fatalf("nothing at the desk begins with %q: %q", begins, told(d))
		return 0
	}
	w.facts.CanReach = true
	for _, ref := range []string{"a", "b"} {
		w.typed("Noor", chat.Answered, ref, "Hoi Sam")
		w.passes(5 * time.Second)
	}
	went := w.handle(chat.Event{Kind: chat.Delivered, Author: chat.Program, Ref: chat.Out("a"), From: page})
	if class := classOf(went, "Verstuurd naar"); class != chat.Aside {
		t.Errorf("a receipt has class %d", class)
	}
	lost := w.handle(chat.Event{Kind: chat.Failed, Author: chat.Program, Ref: chat.Out("b"), From: page, Value: "refused", Text: "Hoi Sam"})
	if class := classOf(lost, "Niet aangekomen"); class > chat.Live {
		t.Errorf("a failure has class %d", class)
	}
	w.facts.CanReach = false
	w.typed("Noor", chat.Answered, "c", "Ben je er nog?")
	if class := classOf(w.passes(5*time.Second), "Staat klaar"); class != chat.Aside {
		t.Errorf("a receipt of a page has class %d", class)
	}
	if class := classOf(w.typed("Bas", chat.Answered, "d", "ken jij hem?"), "Niet verstuurd"); class > chat.Live {
		t.Errorf("that nothing was sent has class %d", class)
	}
}
