package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// nudges are the calls on a worker at the pushed desk.
func nudges(d chat.Decision) (all []string) {
	for _, m := range d.Say {
		if m.To == desk && m.For.ID != "" {
			all = append(all, m.For.Name+": "+m.Text)
		}
	}
	return all
}

func (w *talk) marked(text string) bool {
	return slices.ContainsFunc(w.lines, func(l chat.Line) bool { return l.Kind == chat.LineMark && l.Text == text })
}

func leased(t *testing.T) *talk {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "jongeren")
	w.says("ja")
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.Answered, "Hoi, ik ben Noor.")
	return w
}

func TestLeaseASilentOwnerIsRemindedAndThenLosesTheTalk(t *testing.T) {
	w := leased(t)
	w.says("mijn vader is weer boos")
	asked := w.now
	w.passes(14 * time.Minute)
	w.says("ben je er nog?") // more words put nothing off
	if d := w.passes(time.Minute); !slices.Equal(nudges(d), []string{"Noor: blauwe vos wacht al 15 minuten op antwoord van Noor."}) {
		t.Fatalf("after 15 minutes: %q", nudges(d))
	}
	if d := w.passes(29 * time.Minute); !w.c.Live() || len(nudges(d)) != 0 {
		t.Fatalf("before its time: live %v, %q", w.c.Live(), nudges(d))
	}
	epoch := w.c.Epoch
	w.passes(time.Minute)
	h := w.c.Handoff
	if h.State != chat.Waiting || !h.Since.Equal(asked) || h.Worker.ID != "" || w.c.Epoch != epoch+1 {
		t.Fatalf("after 45 minutes: %+v, epoch %d", h, w.c.Epoch)
	}
	if got := toPerson(w); len(got) != 1 || !strings.Contains(got[0], "opnieuw") {
		t.Errorf("the person hears %q", got)
	}
	if !w.marked("Noor antwoordde 45 minuten niet. blauwe vos wacht weer.") {
		t.Error("the desk does not know why")
	}
	if a := w.does("Noor", chat.Answered, "sorry!"); !a.Held {
		t.Errorf("words of whoever lost the talk are not held: %+v", a)
	}
	if w.does("Bas", chat.Claimed, ""); w.c.Handoff.Worker.Name != "Bas" {
		t.Error("nobody can pick it up")
	}
}

func TestLeaseAnAnswerKeepsTheTalk(t *testing.T) {
	w := leased(t)
	for range 3 {
		w.says("en nu?")
		w.passes(10 * time.Minute)
		w.does("Noor", chat.Answered, "Ik zoek het uit.")
		w.passes(20 * time.Minute)
	}
	if !w.c.Live() || w.c.Handoff.Nudges != 0 {
		t.Errorf("live %v, %d nudges", w.c.Live(), w.c.Handoff.Nudges)
	}
}

func TestLeaseIsShorterWhereItIsUrgent(t *testing.T) {
	w := leased(t)
	w.c.Handoff.Urgency = chat.Urgent
	w.says("hij staat voor de deur")
	if d := w.passes(5 * time.Minute); len(nudges(d)) != 1 {
		t.Errorf("after 5 minutes: %q", nudges(d))
	}
	if w.passes(10 * time.Minute); w.c.Live() {
		t.Error("after 15 minutes Noor still has it")
	}
}

// The shift ends at five. Whoever still writes keeps the talk for a while; then
// it waits for whoever comes next, and the person, who waits for nothing, hears
// nothing.
func TestLeaseEndsWithTheShift(t *testing.T) {
	w := leased(t)
	closes, ok := w.book.Team(w.c.Handoff.Team).Closes(w.now)
	if !ok {
		t.Fatal("the team never closes: this test proves nothing")
	}
	w.passes(closes.Sub(w.now) + 5*time.Minute)
	w.does("Noor", chat.Answered, "Nog even dit.")
	if w.passes(14 * time.Minute); !w.c.Live() {
		t.Fatal("the talk is taken from somebody who writes")
	}
	if w.passes(time.Minute); w.c.Live() || len(toPerson(w)) != 0 {
		t.Errorf("live %v, the person hears %q", w.c.Live(), toPerson(w))
	}
	if !w.marked("De dienst van Noor is voorbij. blauwe vos wacht weer.") {
		t.Error("the desk does not know why")
	}
	if w.passes(48 * time.Hour); len(toPerson(w)) != 0 {
		t.Errorf("with nothing to answer the person hears %q", toPerson(w))
	}
}

// A worker who comes in the night has a talk until they let go of it.
func TestLeaseInTheNightHasNoShift(t *testing.T) {
	w := leased(t)
	w.does("Noor", chat.LetGo, "")
	w.now = time.Date(2026, 11, 24, 2, 0, 0, 0, w.now.Location())
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.Answered, "Ik ben er even.")
	if w.passes(20 * time.Hour); !w.c.Live() {
		t.Error("it was taken away")
	}
}

// Whoever picks up and never writes lets the person wait, like any silent owner;
// and back in the queue the person's place is that of the first moment.
func TestLeaseWhoPicksUpAndNeverWritesIsRemindedToo(t *testing.T) {
	for name, begins := range map[string]func(w *talk) (since time.Time){
		"from the queue": func(w *talk) time.Time {
			w.says("mens")
			since := w.now
			w.passes(20 * time.Minute)
			return since
		},
		"from the bot": func(w *talk) time.Time { return w.now },
	} {
		w := newTalk(t)
		w.facts.Desks = []chat.Address{desk}
		w.person(chat.Started, "jongeren")
		w.says("ja")
		since := begins(w)
		w.does("Noor", chat.Claimed, "")
		if d := w.passes(15 * time.Minute); !slices.Equal(nudges(d), []string{"Noor: blauwe vos wacht al 15 minuten op antwoord van Noor."}) {
			t.Errorf("%s: %q", name, nudges(d))
		}
		if w.passes(30 * time.Minute); w.c.Live() || !w.c.Handoff.Since.Equal(since) {
			t.Errorf("%s: live %v, waits since %v and not %v", name, w.c.Live(), w.c.Handoff.Since, since)
		}
	}
}

// A colleague who takes over has as long as the first one had; what the person
// waited before is theirs all the same.
func TestLeaseBeginsAnewWithWhoTakesOver(t *testing.T) {
	w := leased(t)
	w.says("ben je daar?")
	since := w.now
	w.passes(40 * time.Minute)
	w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"}})
	if d := w.passes(14 * time.Minute); !w.owns("Bas") || len(nudges(d)) != 0 {
		t.Fatalf("after 14 minutes Bas lost it or was called: %+v, %q", w.c.Handoff, nudges(d))
	}
	if d := w.passes(time.Minute); len(nudges(d)) != 1 {
		t.Errorf("after 15 minutes: %q", nudges(d))
	}
	if w.passes(30 * time.Minute); w.c.Live() || !w.c.Handoff.Since.Equal(since) {
		t.Errorf("live %v, waits since %v and not %v", w.c.Live(), w.c.Handoff.Since, since)
	}
}

// A talk that went back to the queue with nothing to answer is quiet, until the
// person writes: then it is waited for like any other.
func TestLeaseAQuietTalkThatIsWokenInTheQueue(t *testing.T) {
	w := leased(t)
	w.c.Handoff.Urgency = chat.Urgent
	closes, ok := w.book.Team(w.c.Handoff.Team).Closes(w.now)
	if !ok {
		t.Fatal("the team never closes: this test proves nothing")
	}
	d := w.passes(closes.Sub(w.now) + 20*time.Minute)
	if w.c.Live() || !slices.ContainsFunc(d.Alarms, func(a chat.Alarm) bool { return a.Cause == chat.CauseNight }) {
		t.Fatalf("an urgent talk is without an owner in the night, and nobody hears of it: %+v", d.Alarms)
	}
	if !w.c.NewsAt.IsZero() {
		t.Fatal("news for somebody who waits for nothing")
	}
	w.says("ik durf niet naar huis")
	if w.c.NewsAt.IsZero() {
		t.Fatal("nobody will look whether somebody picks it up")
	}
	opens, _ := w.book.Team(w.c.Handoff.Team).Opens(w.now)
	d = w.passes(opens.Sub(w.now) + 6*time.Minute)
	if !slices.ContainsFunc(d.Alarms, func(a chat.Alarm) bool {
		return a.Cause == chat.CauseWaiting && strings.HasPrefix(a.Why, "Wacht al 11 uur en ")
	}) {
		t.Errorf("in the morning nobody hears that nobody picked it up: %+v", d.Alarms)
	}
}

// The person was asked whether it suits: until they answer, the owner owes nothing.
func TestLeaseAKnockIsAnAnswer(t *testing.T) {
	w := newTalk(t)
	w.person(chat.Started, "jongeren")
	w.says("ja")
	w.says("thuis")
	w.says("mens")
	w.passes(20 * time.Minute)
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.Answered, "Gaat het nog thuis?")
	if len(w.c.Handoff.Behind) != 1 {
		t.Fatal("nothing waits behind a knock: this test proves nothing")
	}
	if w.passes(2 * time.Hour); !w.owns("Noor") {
		t.Error("Noor lost a talk in which it is the person's turn")
	}
}

// What waits behind a knock is not lost with the owner.
func TestLaw1_WordsBehindAKnockOutliveTheLease(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "jongeren")
	w.says("ja")
	w.says("thuis")
	w.says("mens")
	w.passes(time.Hour)
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.Answered, "Gaat het nog thuis?")
	if len(w.c.Handoff.Behind) != 1 {
		t.Fatal("nothing waits behind a knock: this test proves nothing")
	}
	w.passes(12 * time.Hour)
	if w.c.Live() {
		t.Fatal("the shift never ended")
	}
	w.says("ja")
	if got := toPerson(w); !slices.Contains(got, "Gaat het nog thuis?") {
		t.Errorf("the person reads %q", got)
	}
}

func TestLetGoPutsTheTalkBack(t *testing.T) {
	w := leased(t)
	w.does("Noor", chat.Answered, "@Bas neem jij het over?") // held
	a := w.does("Bas", chat.LetGo, "")
	if !w.c.Live() || !strings.Contains(a.Text, "Noor") {
		t.Fatalf("Bas let go of Noor's: %+v", a)
	}
	a = w.does("Noor", chat.LetGo, "")
	if w.c.Handoff.State != chat.Waiting || a.Text != "Losgelaten: blauwe vos staat weer in de wachtrij. Let op: één tekst is niet verstuurd." {
		t.Fatalf("%s, %q", w.c.Handoff.State, a.Text)
	}
	if got := toPerson(w); len(got) != 1 || !strings.HasPrefix(got[0], "Noor kan nu niet verder met je praten.") {
		t.Errorf("the person hears %q", got)
	}
	if w.passes(5 * time.Minute); len(toPerson(w)) != 1 {
		t.Errorf("no news while waiting: %q", toPerson(w))
	}
}

func TestAWorkerWhoIsGoneHasNoTalks(t *testing.T) {
	w := leased(t)
	w.says("hallo?")
	gone := func(id string) {
		w.handle(chat.Event{Kind: chat.LetGo, Author: chat.Program, Value: id, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
	}
	if gone("w-Bas"); !w.c.Live() {
		t.Fatal("it was not Bas who had it")
	}
	if gone("w-Noor"); w.c.Handoff.State != chat.Waiting || len(toPerson(w)) != 1 {
		t.Errorf("%s, the person hears %q", w.c.Handoff.State, toPerson(w))
	}
}

// Law 5: the numbers that waited for the owner's answer go out at once where the
// owner lets go, passes on, or is gone; and where a colleague who took over stays
// silent.
func TestLaw5_TheNumbersOfDangerOutliveTheOwner(t *testing.T) {
	for name, ends := range map[string]func(w *talk){
		"let go":      func(w *talk) { w.does("Noor", chat.LetGo, "") },
		"handed back": func(w *talk) { w.does("Noor", chat.HandedBack, "") },
		"closed": func(w *talk) {
			w.handle(chat.Event{Kind: chat.AlarmEnded, Author: worker("Noor"), Ref: w.c.Alarms[0]})
			w.does("Noor", chat.Closed, "")
		},
		"passed on": func(w *talk) { w.passesOn("Noor", chat.Pass{Team: "wijkteam"}, "") },
		"gone": func(w *talk) {
			w.handle(chat.Event{Kind: chat.LetGo, Author: chat.Program, Value: "w-Noor", Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
		},
		"taken over": func(w *talk) {
			w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"}})
			w.passes(2 * time.Minute)
		},
	} {
		w := leased(t)
		w.says("nood")
		if w.c.DangerAt.IsZero() {
			t.Fatal("the numbers went out at once: this test proves nothing")
		}
		ends(w)
		if got := toPerson(w); !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, "112") && strings.Contains(text, "utomatisch") }) {
			t.Errorf("%s: the person reads %q", name, got)
		}
	}
}
