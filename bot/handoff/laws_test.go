package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// waiting is a talk that waits for people.
func waiting(t *testing.T) *talk {
	w := newTalk(t)
	w.person(chat.Started, "jongeren")
	w.says("mens")
	if w.c.Handoff.State != chat.Waiting {
		t.Fatalf("mens leads to %q", w.c.Handoff.State)
	}
	return w
}

// live is a talk that Noor has.
func live(t *testing.T) *talk {
	w := waiting(t)
	w.does("Noor", chat.Claimed, "")
	return w
}

// toPerson is what the person reads of the last decision: what is behind the fence
// of the next state is never sent.
func toPerson(w *talk) (texts []string) {
	for _, m := range w.last.Say {
		if m.To == w.c.Address && (!m.Fenced || m.Epoch >= w.c.Epoch) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func sent(w *talk, text string) bool {
	return slices.ContainsFunc(w.last.Say, func(m chat.Message) bool {
		return m.To == w.c.Address && m.Text == text && m.Speaker.Role == chat.RoleWorker && m.Class == chat.Live && m.Report && !m.Fenced
	})
}

func kept(w *talk, kind chat.LineKind, text string) bool {
	return slices.ContainsFunc(w.last.Lines, func(l chat.Line) bool { return l.Kind == kind && l.Text == text })
}

func TestLaw7_OnlyTheClaimantsPlainTextIsSent(t *testing.T) {
	w := live(t)
	if a := w.does("Noor", chat.Answered, "Hoi, ik ben Noor."); !sent(w, "Hoi, ik ben Noor.") || !strings.Contains(a.Text, w.c.Name()) {
		t.Errorf("sent %q, answer %+v", toPerson(w), a)
	}
	if a := w.does("Bas", chat.Answered, "ken jij hem?"); len(toPerson(w)) != 0 || !kept(w, chat.LineNote, "ken jij hem?") || !strings.Contains(a.Text, "Noor heeft dit gesprek") {
		t.Errorf("a colleague's text: sent %q, lines %+v, answer %+v", toPerson(w), w.last.Lines, a)
	}
	if w.does("Noor", chat.Noted, "nee, jij?"); len(toPerson(w)) != 0 || !kept(w, chat.LineNote, "nee, jij?") {
		t.Errorf("a note: sent %q, lines %+v", toPerson(w), w.last.Lines)
	}
	for _, empty := range []string{"", "  \n"} {
		if a := w.does("Noor", chat.Answered, empty); len(toPerson(w)) != 0 || !strings.HasPrefix(a.Text, "Niets verstuurd") {
			t.Errorf("%q: sent %q, answer %+v", empty, toPerson(w), a)
		}
	}
}

func TestLaw7_AfterAColleaguesNoteTheClaimantIsAsked(t *testing.T) {
	for name, note := range map[string]chat.Kind{"a note": chat.Noted, "a text that became one": chat.Answered} {
		t.Run(name, func(t *testing.T) {
			w := live(t)
			w.does("Bas", note, "is dit die jongen van vorige week?")
			a := w.does("Noor", chat.Answered, "ja, die")
			if len(toPerson(w)) != 0 || !a.Held || a.Ref == "" || !kept(w, chat.LineHeld, "ja, die") {
				t.Fatalf("not held: sent %q, answer %+v", toPerson(w), a)
			}
			w.handle(chat.Event{Kind: chat.Withheld, Author: worker("Noor"), Ref: a.Ref})
			if len(toPerson(w)) != 0 || !kept(w, chat.LineNote, "ja, die") || w.c.Handoff.Held != nil {
				t.Fatalf("withheld, yet sent %q, lines %+v", toPerson(w), w.last.Lines)
			}
			if w.does("Noor", chat.Answered, "Hoi Sam"); !sent(w, "Hoi Sam") {
				t.Errorf("the next text was not sent: %+v", w.last.Answer)
			}
		})
	}
	t.Run("the claimant's own note asks nothing", func(t *testing.T) {
		w := live(t)
		w.does("Noor", chat.Noted, "voorzichtig")
		if w.does("Noor", chat.Answered, "Hoi"); !sent(w, "Hoi") {
			t.Errorf("held: %+v", w.last.Answer)
		}
	})
	t.Run("a note from before the claim", func(t *testing.T) {
		for _, by := range []string{"Noor", "Bas"} {
			w := waiting(t)
			w.does(by, chat.Noted, "wie kan?")
			w.does("Noor", chat.Claimed, "")
			if w.does("Noor", chat.Answered, "ik"); sent(w, "ik") != (by == "Noor") {
				t.Errorf("after a note of %s: sent %q", by, toPerson(w))
			}
		}
		w := waiting(t)
		w.does("Noor", chat.Noted, "wie kan?")
		w.does("Bas", chat.Noted, "jij?")
		w.does("Noor", chat.Noted, "goed")
		w.does("Noor", chat.Claimed, "")
		if w.does("Noor", chat.Answered, "ik"); sent(w, "ik") {
			t.Error("between notes of both it was sent")
		}
	})
}

func TestLaw7_AMentionIsHeld(t *testing.T) {
	for text, held := range map[string]bool{
		"@Bas bel jij?": true, "kun jij (@bas)": true, "<@U123> kijk": true, "<!here> help": true,
		"mail naar info@voorbeeld.nl": false, "om 3 @ huis": false,
	} {
		w := live(t)
		if a := w.does("Noor", chat.Answered, text); a.Held != held || sent(w, text) == held {
			t.Errorf("%q: held %v, sent %v", text, a.Held, sent(w, text))
		}
	}
}

func TestLaw7_BeforeAnyClaimTextIsHeld(t *testing.T) {
	w := waiting(t)
	a := w.does("Noor", chat.Answered, "Hoi, ik ben Noor.")
	if !a.Held || len(toPerson(w)) != 0 {
		t.Fatalf("sent %q, answer %+v", toPerson(w), a)
	}
	b := w.does("Bas", chat.Answered, "Hoi, ik ben Bas.")
	if got := w.handle(chat.Event{Kind: chat.Released, Author: worker("Bas"), Ref: a.Ref}); len(toPerson(w)) != 0 || !strings.Contains(got.Answer.Text, "tekst van Noor") {
		t.Fatalf("Bas sent Noor's text: %q, %+v", toPerson(w), got.Answer)
	}
	w.handle(chat.Event{Kind: chat.Released, Author: worker("Noor"), Ref: a.Ref})
	if !sent(w, "Hoi, ik ben Noor.") || w.c.Handoff.Worker.Name != "Noor" || w.c.Epoch != 1 {
		t.Fatalf("claim and send: %q, owner %+v", toPerson(w), w.c.Handoff.Worker)
	}
	if got := w.handle(chat.Event{Kind: chat.Released, Author: worker("Bas"), Ref: b.Ref}); len(toPerson(w)) != 0 || !strings.Contains(got.Answer.Text, "Noor heeft dit gesprek") {
		t.Errorf("Bas sent into Noor's talk: %q, %+v", toPerson(w), got.Answer)
	}
	if got := w.handle(chat.Event{Kind: chat.Released, Author: worker("Noor"), Ref: a.Ref}); len(toPerson(w)) != 0 {
		t.Errorf("the same text went twice: %q, %+v", toPerson(w), got.Answer)
	}
}

func TestLaw7_WhoIsNotAWorkerIsRefused(t *testing.T) {
	for _, who := range []chat.Author{{}, chat.Program, {Role: chat.RolePerson, ID: "x", Name: "Sam"}, {Role: chat.RoleWorker}, {Role: chat.RoleWorker, ID: "x"}} {
		for _, kind := range []chat.Kind{chat.Claimed, chat.Answered, chat.Noted, chat.Released, chat.HandedBack, chat.Closed} {
			w := waiting(t)
			before := w.c.Handoff
			d := w.handle(chat.Event{Kind: kind, Author: who, Text: "iets"})
			if len(d.Say)+len(d.Lines) != 0 || d.Answer.Text == "" || w.c.Handoff.State != before.State || w.c.Over {
				t.Errorf("%s by %+v: %+v", kind, who, d)
			}
		}
	}
}

func TestLaw8_ClaimingIsACompareAndSet(t *testing.T) {
	w := waiting(t)
	if a := w.does("Noor", chat.Claimed, ""); w.c.Handoff.Worker.ID != "w-Noor" || w.c.Epoch != 1 || !strings.Contains(a.Text, "Jij hebt nu") {
		t.Fatalf("claimed: %+v, %+v", w.c.Handoff, a)
	}
	if a := w.does("Bas", chat.Claimed, ""); a.Text != "Noor heeft dit gesprek al." || w.c.Handoff.Worker.ID != "w-Noor" || w.c.Epoch != 1 || len(w.last.Say) != 0 {
		t.Errorf("the second: %+v, epoch %d, %+v", w.c.Handoff.Worker, w.c.Epoch, a)
	}
	if a := w.does("Noor", chat.Claimed, ""); a.Text != "Jij hebt dit gesprek al." || w.c.Epoch != 1 {
		t.Errorf("the same: %+v", a)
	}
	for _, kind := range []chat.Kind{chat.HandedBack, chat.Closed} {
		if a := w.does("Bas", kind, ""); !strings.Contains(a.Text, "Noor") || !w.c.Live() {
			t.Errorf("a stranger's %s: %+v", kind, a)
		}
	}
}

func TestLaw8_TakingOverIsSaidAloud(t *testing.T) {
	w := live(t)
	w.does("Noor", chat.Answered, "Hoi, ik ben Noor.")
	w.does("Noor", chat.Answered, "@Bas neem jij het over?")
	d := w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"}})
	if w.c.Handoff.Worker.Name != "Bas" || w.c.Epoch != 2 || !strings.Contains(d.Answer.Text, "in plaats van Noor. Let op") {
		t.Fatalf("owner %+v, epoch %d, answer %+v", w.c.Handoff.Worker, w.c.Epoch, d.Answer)
	}
	if got := toPerson(w); !slices.Equal(got, []string{"Bas van het jongerenwerk is er nu voor je."}) || !kept(w, chat.LineMark, "Bas pakt op.") {
		t.Errorf("the person reads %q, the desk %+v", got, w.last.Lines)
	}
	if a := w.does("Bas", chat.Answered, "Hoi, ik ben Bas."); !a.Held {
		t.Errorf("the first text after a colleague's was not held: %+v", a)
	}
	if w.does("Noor", chat.Answered, "nog iets"); len(toPerson(w)) != 0 {
		t.Errorf("Noor still writes: %q", toPerson(w))
	}
}

func TestLaw8_OfTwoWhoTakeOverOneWins(t *testing.T) {
	w := live(t)
	from := map[string]string{chat.TakeOver: "w-Noor"}
	w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: from})
	d := w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Eva"), Form: from})
	if w.c.Handoff.Worker.Name != "Bas" || w.c.Epoch != 2 || d.Answer.Text != "Bas heeft dit gesprek al." || len(toPerson(w)) != 0 {
		t.Errorf("%s has it, in epoch %d; Eva is told %q, the person %q", w.c.Handoff.Worker.Name, w.c.Epoch, d.Answer.Text, toPerson(w))
	}
}

func TestLaw9_TheBotIsSilentWhileAWorkerHasTheTalk(t *testing.T) {
	w := live(t)
	for _, text := range []string{"hoi", "ja", "2", "mens", "opnieuw", "stop", "weer iets", "😭"} {
		if w.says(text); len(toPerson(w)) != 0 {
			t.Errorf("%q: the bot says %q", text, toPerson(w))
		}
	}
	if w.press("Ja"); len(toPerson(w)) != 0 {
		t.Errorf("an old button: the bot says %q", toPerson(w))
	}
	for w.c.Live() { // until her silence gives the talk back to the queue
		if w.passes(time.Minute); w.c.Live() && len(toPerson(w)) != 0 {
			t.Fatalf("with time: the bot says %q", toPerson(w))
		}
	}
	if !slices.ContainsFunc(w.lines, func(l chat.Line) bool { return l.Kind == chat.LineMark && strings.Contains(l.Text, "wil stoppen") }) {
		t.Error("the worker is not told of stop")
	}
}

func TestLaw9_HandingBackResumesAtTheStep(t *testing.T) {
	w := newTalk(t)
	w.person(chat.Started, "jongeren")
	w.says("ja")
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.HandedBack, "")
	got := toPerson(w)
	if len(got) != 2 || !strings.Contains(got[0], "weer met de chatbot") || got[1] != "Waar wil je het over hebben?" || w.c.Step != "choose:thema" || w.c.Epoch != 2 || w.c.InHandoff() {
		t.Fatalf("it reads %q, step %q, epoch %d", got, w.c.Step, w.c.Epoch)
	}
	for _, m := range w.last.Say {
		if !m.Fenced || m.Epoch != 2 {
			t.Errorf("%q carries epoch %d", m.Text, m.Epoch)
		}
	}
	if w.says("school"); w.c.Data["thema"] != "school" {
		t.Errorf("the flow does not go on: %+v", w.c.Data)
	}
}

func TestLaw5_DangerWhileAWorkerHasTheTalk(t *testing.T) {
	numbers := func(w *talk) bool {
		return slices.ContainsFunc(w.last.Say, func(m chat.Message) bool {
			return m.To == w.c.Address && m.Class == chat.Crisis && !m.Fenced && strings.Contains(m.Text, "112") && strings.HasPrefix(m.Text, "(automatisch bericht)")
		})
	}
	crisis := func(w *talk) bool {
		return len(w.last.Alarms) == 1 && w.last.Alarms[0].Cause == chat.CauseCrisis && w.last.Alarms[0].Urgency == chat.Danger
	}
	t.Run("the owner did not write yet", func(t *testing.T) {
		w := live(t)
		if w.says("nood"); !numbers(w) || !crisis(w) {
			t.Errorf("says %q, alarms %+v", toPerson(w), w.last.Alarms)
		}
	})
	t.Run("the owner wrote long ago", func(t *testing.T) {
		w := live(t)
		w.does("Noor", chat.Answered, "Hoi")
		w.passes(5*time.Minute + time.Second)
		if w.says("nood"); !numbers(w) || !crisis(w) {
			t.Errorf("says %q, alarms %+v", toPerson(w), w.last.Alarms)
		}
	})
	t.Run("the owner is there", func(t *testing.T) {
		w := live(t)
		w.does("Noor", chat.Answered, "Hoi")
		if w.says("nood"); numbers(w) || !crisis(w) || w.c.DangerAt.Sub(w.now) != 2*time.Minute {
			t.Fatalf("says %q, alarms %+v, due %v", toPerson(w), w.last.Alarms, w.c.DangerAt)
		}
		if w.passes(2 * time.Minute); !numbers(w) {
			t.Errorf("after two minutes it says %q", toPerson(w))
		}
		if w.passes(time.Minute); len(toPerson(w)) != 0 {
			t.Errorf("and again: %q", toPerson(w))
		}
	})
	t.Run("the owner answers in time", func(t *testing.T) {
		w := live(t)
		w.does("Noor", chat.Answered, "Hoi")
		w.says("nood")
		w.does("Noor", chat.Answered, "Ik bel je nu.")
		if w.passes(time.Hour); len(toPerson(w)) != 0 {
			t.Errorf("yet it says %q", toPerson(w))
		}
	})
	t.Run("the team is closed", func(t *testing.T) {
		w := live(t)
		w.now = time.Date(2026, 11, 23, 23, 0, 0, 0, w.now.Location())
		w.does("Noor", chat.Answered, "Hoi")
		if w.says("nood"); !numbers(w) || !crisis(w) {
			t.Errorf("says %q, alarms %+v", toPerson(w), w.last.Alarms)
		}
	})
}

func TestLaw5_OnlyAHumanEndsTheAlarm(t *testing.T) {
	w := live(t)
	w.says("nood")
	w.does("Noor", chat.Answered, "Ik ben er.")
	w.does("Noor", chat.HandedBack, "")
	w.says("stop")
	if !w.c.Stands(chat.CauseCrisis) {
		t.Fatal("the alarm went away by itself")
	}
	w.ends("Bas", chat.CauseCrisis)
	if w.c.Stands(chat.CauseCrisis) || w.alarms[0].EndedBy.Name != "Bas" {
		t.Errorf("ended: %+v", w.alarms[0])
	}
}
