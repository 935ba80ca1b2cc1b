package switchboard_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// write writes a change of the conversation at the address, past any decision.
func (w *world) write(who string, change func(c chat.Conversation) chat.Change) {
	w.t.Helper()
	err := switchboard.Over(w.stores[0]).Update(w.t.Context(), func(tx switchboard.Tx) error {
		c, err := tx.Meet(at(who), w.clock.Now())
		if err != nil {
			return err
		}
		return tx.Write(change(c))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// count is how many rows the query counts.
func (w *world) count(query string) (n int) {
	w.t.Helper()
	if err := w.raw.Get(&n, query); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// Law 1: what is due is forgotten only once it was handled, and nothing of its
// subject is handled before it.
func TestLaw1_DueUntilHandled(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		w.write("sam", func(c chat.Conversation) chat.Change {
			it := chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}
			return chat.Change{Conversation: &c, Due: []chat.Event{
				{ID: "test:due:1", Kind: chat.Said, Subject: it, From: at("sam"), Author: person, Text: "een", At: monday},
				{ID: "test:due:2", Kind: chat.Said, Subject: it, From: at("sam"), Author: person, Text: "twee", At: monday},
			}}
		})
		updates := 0
		w.instead(interrupted{update: func() error {
			if updates++; updates == 2 { // the first one keeps the version of the talks
				return chat.ErrDown
			}
			return nil
		}}, pushed{w.platform})
		w.run(func() bool {
			w.clock.add(time.Second)
			return w.count("SELECT COUNT(*) FROM due WHERE id LIKE 'test:due:%'") == 0
		})
		if got := w.sees("sam"); !strings.Contains(got, "person: een\n") || !strings.Contains(got[strings.Index(got, "person: een\n"):], "person: twee\n") {
			t.Errorf("the talk is\n%s", got)
		}
		if updates < 4 {
			t.Errorf("%d transactions: the event that failed was not tried again", updates)
		}
	})
}

// Law 11: the time of an event is when we took it in, whatever it says itself.
func TestLaw11_TheTimeIsOurs(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.handle(chat.Event{ID: "test:old", Kind: chat.Said, From: at("sam"), Author: person, Text: "mens", At: monday.AddDate(-1, 0, 0)})
		for _, l := range w.talk("sam").Lines {
			if !l.At.Equal(monday) {
				t.Errorf("%q stands at %v", l.Text, l.At)
			}
		}
	})
}

// Law 19: a button is for those who can read it: the desk's for workers, the
// person's for the person. A refused press leaves nothing behind.
func TestLaw19_AButtonIsForItsReaders(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		talk := w.talk("sam").Lines
		hers := talk[len(talk)-1].Token + ":0"
		token := w.stores[0].Token("test:card")
		w.write("sam", func(c chat.Conversation) chat.Change {
			return chat.Change{Conversation: &c, Lines: []chat.Line{{
				ID: "test:card", N: c.Turn * chat.LinesPerTurn, Kind: chat.LineMark, At: monday, Author: chat.Program, Token: token,
				Choices: []chat.Choice{{Label: "Oppakken", Value: "claimed", Verb: chat.Claimed}},
			}}}
		})
		lines := len(w.thread("sam").Lines)
		for id, ev := range map[string]chat.Event{
			"test:her press on the desk's":     {Author: person, Token: token + ":0"},
			"test:a worker's press on hers":    {Author: noor, Token: hers},
			"test:what is no number":           {Author: person, Token: token + ":99999999999999999999"},
			"test:the program presses nothing": {Author: chat.Program, Token: hers},
		} {
			ev.ID, ev.Kind, ev.From = id, chat.Chose, at("sam")
			w.handle(ev)
		}
		if th := w.thread("sam"); th.State != chat.NoHandoff || len(th.Lines) != lines {
			t.Fatalf("%q, %d lines of %d", th.State, len(th.Lines), lines)
		}
		if n := w.count("SELECT COUNT(*) FROM event WHERE id LIKE 'test:%press%' OR id LIKE 'test:what%'"); n != 0 {
			t.Errorf("%d refused events are remembered", n)
		}
		w.handle(chat.Event{ID: "test:hers", Kind: chat.Chose, From: at("sam"), Author: person, Token: hers})
		if !strings.Contains(w.sees("sam"), "person: Ja") {
			t.Errorf("her own button does nothing any more:\n%s", w.sees("sam"))
		}
		w.handle(chat.Event{ID: "test:noor's", Kind: chat.Chose, From: chat.Address{Adapter: "desk", Chat: "d"}, Author: noor, Token: token + ":0"})
		if th := w.thread("sam"); th.Worker.Name != "Noor" {
			t.Errorf("the desk's button does nothing: %q", th.State)
		}
	})
}

// Law 19: a button that was used answers nothing that is asked later: who said
// no to erasing, and is asked again, erases nothing with the old yes.
func TestLaw19_AUsedButtonAnswersNothingLater(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		press := func(token string) {
			w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Chose, From: at("sam"), Author: person, Token: token})
		}
		asked := func() string {
			w.says("sam", "wis")
			lines := w.talk("sam").Lines
			return lines[len(lines)-1].Token
		}
		w.says("sam", "mens")
		old := asked()
		press(old + ":1")
		fresh := asked()
		press(old + ":0")
		if !strings.Contains(w.sees("sam"), "person: mens") {
			t.Fatalf("an old yes erased everything:\n%s", w.sees("sam"))
		}
		press(fresh + ":0")
		if strings.Contains(w.sees("sam"), "person: mens") {
			t.Errorf("the new yes erased nothing: this test proves nothing\n%s", w.sees("sam"))
		}
	})
}

// Law 5: a human who ends an alarm is heard by its conversation.
func TestLaw5_AnEndedAlarmReachesItsConversation(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "nood")
		a := w.alarms()
		if len(a) != 1 || a[0].Cause != chat.CauseCrisis {
			t.Fatalf("alarms: %+v", a)
		}
		w.handle(chat.Event{ID: "test:end", Kind: chat.Ended, Author: noor, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a[0].ID}})
		w.run(func() bool {
			return slices.ContainsFunc(w.thread("sam").Lines, func(l chat.ShownLine) bool {
				return l.Kind == chat.LineMark && strings.HasPrefix(l.Text, "Noor ")
			})
		})
		if len(w.alarms()) != 0 {
			t.Errorf("alarms: %+v", w.alarms())
		}
	})
}

// Pages are hinted at once: the person's own, and every desk.
func TestABellForEveryPage(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		bell := w.bells[0]
		for _, step := range []struct {
			ev   chat.Event
			rung []string
		}{
			{chat.Event{Kind: chat.Said, From: at("sam"), Author: person, Text: "mens"}, []string{at("sam").Chat, ""}},
			{chat.Event{Kind: chat.Got, From: at("sam"), Author: person, Ref: "1"}, []string{""}},
		} {
			var heard []<-chan struct{}
			for _, key := range step.rung {
				c, stop := bell.Listen(key)
				defer stop()
				heard = append(heard, c)
			}
			step.ev.ID = w.id("sam")
			w.handle(step.ev)
			for i, c := range heard {
				select {
				case <-c:
				default:
					t.Errorf("%s: nobody rang for %q", step.ev.Kind, step.rung[i])
				}
			}
		}
	})
}

// Law 2: what still happens to a closed talk hides nothing of the one that came
// after it, at the same address.
func TestLaw2_AClosedTalkHidesNothing(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		w.says("sam", "wis")
		lines := w.talk("sam").Lines
		old := lines[len(lines)-1].Token
		w.worker("Noor", chat.Claimed, "sam", "")
		w.worker("Noor", chat.Closed, "sam", "")
		closed := w.talk("sam").Conversation
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		open := w.talk("sam").Conversation
		if open == closed || old == "" {
			t.Fatal("no new talk began, or there is no old button: this test proves nothing")
		}
		for range 12 { // more than the new talk has had
			w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Chose, From: at("sam"), Author: person, Token: old + ":1"})
		}
		for range 24 { // more than she has pressed
			w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Noted, Author: noor, Text: "nog iets", Subject: chat.Subject{Kind: chat.SubjectConversation, ID: closed}})
		}
		has := w.talk("sam")
		if has.Conversation != open || has.Over {
			t.Errorf("her page stands at the closed talk")
		}
		last := has.Lines[len(has.Lines)-1].N
		w.handle(chat.Event{ID: "test:answer", Kind: chat.Answered, Author: noor, Text: "ik ben er", Subject: chat.Subject{Kind: chat.SubjectConversation, ID: open}})
		news, err := w.stores[0].Record().Talk(t.Context(), at("sam"), last)
		if err != nil || !slices.ContainsFunc(news.Lines, func(l chat.ShownLine) bool { return l.Text == "ik ben er" }) {
			t.Errorf("a page that has all lines up to %d does not get the answer: %v", last, err)
		}
	})
}

// Law 3: words for a person whose adapter is switched off wait, and people hear
// of it: one alarm on the route, and another way is found.
func TestLaw3_ARouteThatIsOff(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		from := chat.Address{Adapter: "pushed", Chat: "sam"}
		w.handle(chat.Event{ID: "test:sam", Kind: chat.Said, From: from, Author: person, Text: "mens"})
		it := chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(from)}
		w.instead(interrupted{}, page{})
		for i, kind := range []chat.Kind{chat.Claimed, chat.Answered} {
			w.handle(chat.Event{ID: fmt.Sprint("test:noor:", i), Kind: kind, Author: noor, Text: "hoi", Subject: it})
		}
		if a := w.alarms(); len(a) != 1 || a[0].About != (chat.Subject{Kind: "route", ID: "pushed"}) {
			t.Errorf("alarms: %+v", a)
		}
		w.instead(interrupted{}, pushed{w.platform})
		w.run(func() bool {
			return slices.ContainsFunc(w.platform.all(), func(m chat.Message) bool { return m.Text == "hoi" })
		})
	})
}

// Law 6: "read" is said only of what stood on a visible screen: of hers, and of
// the desk's.
func TestLaw6_ReadIsWhatStoodOnAScreen(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		lines := w.talk("sam").Lines
		last := lines[len(lines)-1].N
		report := func(ev chat.Event) chat.Talk {
			ev.ID, ev.Ref = w.id("page"), fmt.Sprint(last)
			w.handle(ev)
			return w.talk("sam")
		}
		shown := func(talk chat.Talk) chat.ShownLine { return talk.Lines[len(talk.Lines)-1] }
		if l := shown(report(chat.Event{Kind: chat.Got, From: at("sam"), Author: person})); l.State != chat.Sent || !l.ReadAt.IsZero() {
			t.Errorf("her page has it: %q, read at %v", l.State, l.ReadAt)
		}
		talk := report(chat.Event{Kind: chat.Read, From: at("sam"), Author: person})
		if shown(talk).ReadAt.IsZero() || talk.ReadByDesk != 0 {
			t.Errorf("it stood on her screen: read at %v, by the desk up to %d", shown(talk).ReadAt, talk.ReadByDesk)
		}
		it := chat.Subject{Kind: chat.SubjectConversation, ID: talk.Conversation}
		if talk = report(chat.Event{Kind: chat.Read, Subject: it, Author: noor}); talk.ReadByDesk != last {
			t.Errorf("it stood on Noor's screen: by the desk up to %d of %d", talk.ReadByDesk, last)
		}
	})
}

// Law 19: the return code opens a talk from when it was shown, and not before.
func TestLaw19_TheReturnCodeOpensOnceShown(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		code := w.stores[0].Code(at("sam"))
		if a, err := w.stores[0].Returning(t.Context(), code); !errors.Is(err, chat.ErrUnknown) {
			t.Fatalf("a code that nobody has seen opens %v, %v", a, err)
		}
		w.says("sam", "code")
		if !strings.Contains(w.sees("sam"), code) {
			t.Fatalf("no code was shown:\n%s", w.sees("sam"))
		}
		if a, err := w.stores[0].Returning(t.Context(), code); err != nil || a != at("sam") {
			t.Errorf("it opens %v, %v", a, err)
		}
	})
}
