package switchboard_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// typist is the platform that is pushed to, where it can show that somebody types.
type typist struct {
	pushed
	shown chan chat.Address
}

func (p typist) ShowTyping(_ context.Context, to chat.Address) error {
	p.shown <- to
	return nil
}

// rang tells whether the bell rang since the last look.
func rang(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (w *world) types(name, who string) chat.Answer {
	w.t.Helper()
	return w.handle(w.act(name, chat.Typing, who, ""))
}

// all that is stored, in numbers.
func (w *world) everything() string {
	w.t.Helper()
	var b strings.Builder
	for _, q := range []string{"event", "conversation", "line", "lane", "outbox", "due", "alarm", "budget", "poison"} {
		fmt.Fprintf(&b, "%s %d, ", q, w.count("SELECT COUNT(*) FROM "+q))
	}
	fmt.Fprintf(&b, "turns %d", w.count("SELECT CAST(SUM(turn) AS BIGINT) FROM conversation"))
	return b.String()
}

// TestTyping_OnPages: the person's page hears of the worker who has the talk, that
// worker's page of the person, and nobody else; nothing is stored, and a keyboard
// that says so without end is heard every four seconds.
func TestTyping_OnPages(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		id := w.talk("sam").Conversation
		listen := func(key string) <-chan struct{} {
			c, stop := w.bells[0].Listen(key)
			t.Cleanup(stop)
			return c
		}
		page, noor, eva, desk := listen(adapters.TypingTo("chat-sam")), listen(adapters.TypingAt(id, "w-Noor")), listen(adapters.TypingAt(id, "w-Eva")), listen("")
		person := func() {
			t.Helper()
			w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Typing, From: at("sam"), Author: person})
		}
		before := w.everything()
		w.types("Eva", "sam")
		if rang(page) {
			t.Error("a colleague's typing is shown")
		}
		w.types("Noor", "sam")
		if !rang(page) || rang(noor) {
			t.Error("the owner types: the person's page does not hear of it, or their own does")
		}
		person()
		if !rang(noor) || rang(eva) || rang(page) {
			t.Error("the person types: the owner does not hear of it, or somebody else does")
		}
		for range 20 { // a flood
			w.clock.add(199 * time.Millisecond)
			w.types("Noor", "sam")
			person()
		}
		if rang(page) || rang(noor) {
			t.Error("shown again within four seconds")
		}
		w.clock.add(time.Second)
		w.types("Noor", "sam")
		person()
		if !rang(page) || !rang(noor) {
			t.Error("not shown again after four seconds")
		}
		w.handle(chat.Event{ID: w.id("eva"), Kind: chat.Typing, From: at("nobody"), Author: chat.Author{Role: chat.RolePerson}})
		if rang(desk) {
			t.Error("all desks look at the record because somebody types")
		}
		if after := w.everything(); after != before {
			t.Errorf("something was stored:\n%s\n%s", before, after)
		}
		if owed := w.thread("sam"); owed.Unread == 0 {
			t.Error("typing counts as an answer")
		}
		w.worker("Noor", chat.LetGo, "sam", "")
		w.clock.add(time.Minute)
		w.types("Noor", "sam")
		person()
		if rang(page) || rang(noor) {
			t.Error("shown in a talk that nobody has")
		}
		if strings.Contains(w.logged(), "chat-sam") {
			t.Errorf("an address in the log:\n%s", w.logged())
		}
	})
}

// TestTyping_KlopEerst: the story. She cannot talk freely and was quiet; what Noor
// types, and that she does, stays behind the question.
func TestTyping_KlopEerst(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "hoi")
		w.says("sam", "nee") // Kun je nu vrij praten?
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		page, stop := w.bells[0].Listen(adapters.TypingTo("chat-sam"))
		defer stop()
		w.clock.add(11 * time.Minute)
		w.types("Noor", "sam")
		w.worker("Noor", chat.Answered, "sam", "Hoi, ik ben Noor.")
		if sees := w.sees("sam"); strings.Contains(sees, "ik ben Noor") || !strings.Contains(sees, "past het nu") {
			t.Fatalf("not asked first whether it suits:\n%s", sees)
		}
		w.clock.add(time.Minute)
		w.types("Noor", "sam")
		if rang(page) {
			t.Error("the screen says that somebody writes")
		}
	})
}

// TestTyping_OnAPlatform: shown where nothing waits for the person, and never
// instead of words.
func TestTyping_OnAPlatform(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w, shown := newWorld(t, b, 1), make(chan chat.Address, 10)
		w.boards[0] = switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: flowstest.Shipped(t), Clock: w.clock, Bell: w.bells[0], Log: w.slog(),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{typist{pushed{w.platform}, shown}},
		})
		does := func(kind chat.Kind, who, text string) {
			t.Helper()
			w.handle(chat.Event{ID: w.id("Noor"), Kind: kind, Author: colleague("Noor"), Text: text,
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(away(who))}})
		}
		quiet := func() bool {
			return w.count(fmt.Sprintf(`SELECT (SELECT COUNT(*) FROM lane WHERE due_at <= %[1]d AND NOT is_pull)
				+ (SELECT COUNT(*) FROM outbox WHERE state = 'sending') + (SELECT COUNT(*) FROM due WHERE at <= %[1]d)`, w.clock.Now().UnixMilli())) == 0
		}
		for _, who := range []string{"sam", "eva"} {
			w.handle(chat.Event{ID: w.id(who), Kind: chat.Said, From: away(who), Author: person, Text: "mens"})
			does(chat.Claimed, who, "")
		}
		w.run(quiet)
		// signs are who is shown that Noor types, until eva is: signs go one after the other.
		signs := func() (to []string) {
			t.Helper()
			does(chat.Typing, "eva", "")
			w.run(func() bool {
				for len(shown) > 0 {
					to = append(to, (<-shown).Chat)
				}
				return slices.Contains(to, "eva") && quiet()
			})
			return to
		}
		expect := func(when string, want ...string) {
			t.Helper()
			if got := signs(); !slices.Equal(got, append(want, "eva")) {
				t.Errorf("%s: shown to %q", when, got)
			}
		}
		w.clock.add(time.Minute)
		does(chat.Typing, "sam", "")
		expect("Noor types", "sam")

		// In Slack nobody knows that a worker types: while the text can be taken back it
		// is on its way, and that shows, once.
		w.clock.add(time.Minute)
		does(chat.Answered, "sam", "Hoi Sam")
		does(chat.Answered, "sam", "Hoe is het?")
		expect("an answer is about to leave", "sam")
		if texts := w.platform.all(); strings.Contains(texts[len(texts)-1].Text, "Hoe") {
			t.Error("the answer left at once")
		}

		// Words that are still to be brought go first.
		w.platform.mu.Lock()
		w.platform.fail = func(m chat.Message) (bool, error) {
			return m.To.Chat != "sam", map[bool]error{true: adapters.Unwritten(errLost)}[m.To.Chat == "sam"]
		}
		w.platform.mu.Unlock()
		w.clock.add(6 * time.Second)
		w.run(quiet)
		does(chat.Typing, "sam", "")
		expect("words wait for another try")
		w.platform.mu.Lock()
		w.platform.fail = nil
		w.platform.mu.Unlock()
		w.clock.add(2 * time.Minute)
		w.run(func() bool {
			return slices.ContainsFunc(w.platform.all(), func(m chat.Message) bool { return strings.Contains(m.Text, "Hoe is het?") }) && quiet()
		})

		w.clock.add(time.Minute)
		does(chat.Typing, "sam", "")
		w.clock.add(3 * time.Second) // nobody got to it
		expect("an old sign")
	})
}

// TestTyping_AtTwoInstances: a page hears of it in the instance where the worker
// types, and nowhere else: a bell is one instance's, and a sign is not worth a row.
func TestTyping_AtTwoInstances(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		here, stop := w.bells[0].Listen(adapters.TypingTo("chat-sam"))
		defer stop()
		there, stopThere := w.bells[1].Listen(adapters.TypingTo("chat-sam"))
		defer stopThere()
		if _, err := w.boards[1].Handle(t.Context(), w.act("Noor", chat.Typing, "sam", "")); err != nil {
			t.Error(err)
		}
		if rang(here) || !rang(there) {
			t.Error("it does not ring where the worker types, or elsewhere too")
		}
	})
}
