package switchboard_test

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
)

const canary = "kanarie-5312"

// spoiling is a store whose transactions break over a timer, and over words that hold a
// canary, as a fault of ours would.
type spoiling struct {
	switchboard.Store
	how func()
}

func (s spoiling) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	return s.Store.Update(ctx, func(tx switchboard.Tx) error { return fn(spoiledTx{tx, s.how}) })
}

type spoiledTx struct {
	switchboard.Tx
	how func()
}

func (tx spoiledTx) Write(c chat.Change) error {
	ours := slices.ContainsFunc(c.Open, func(a chat.Alarm) bool { return a.Cause == chat.CausePoison })
	if !ours && (c.Event.Text == canary || c.Event.Kind == chat.Woke) {
		tx.how()
	}
	return tx.Tx.Write(c)
}

// spoil gives the world one more instance, in which such an event breaks.
func (w *world) spoil(how func()) *switchboard.Switchboard {
	book := flowstest.BuiltIn(w.t)
	return switchboard.New(switchboard.Config{
		Store: spoiling{w.over(w.stores[0]), how}, Book: book, Clock: w.clock, Bell: &switchboard.Bell{},
		Log: slog.New(slog.NewTextHandler(w, nil)), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
		Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
	})
}

// R7, law 3: an event that breaks us is kept, people are told, the person reads
// an honest text, nobody else waits, and nothing of it reaches the log.
func TestR7_PoisonIsKeptAndPeopleAreTold(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		tries := 0
		bad := w.spoil(func() { tries++; panic(canary) })
		w.starts("sam")
		ev := chat.Event{ID: "test:poison", Kind: chat.Said, From: at("sam"), Author: person, Text: canary}
		if _, err := bad.Handle(t.Context(), ev); err != nil {
			t.Fatalf("poison was not acknowledged: %v", err)
		}
		if tries != 3 {
			t.Errorf("tried %d times", tries)
		}
		if a := w.alarms(); len(a) != 1 || a[0].Cause != chat.CausePoison || a[0].About.ID != w.talk("sam").Conversation {
			t.Errorf("alarms: %+v", a)
		}
		if s := w.talk("sam").State; s != chat.Waiting {
			t.Errorf("the conversation is %q", s)
		}
		lines := w.talk("sam").Lines
		if last := lines[len(lines)-1]; last.Kind != chat.LineBot || last.Text == "" {
			t.Errorf("the person reads %+v", last)
		}
		var kept int
		if err := w.raw.Get(&kept, "SELECT COUNT(*) FROM poison"); err != nil || kept != 1 {
			t.Errorf("%d events kept, %v", kept, err)
		}
		if _, err := bad.Handle(t.Context(), ev); err != nil {
			t.Errorf("the same poison again: %v", err)
		}
		if len(w.alarms()) != 1 || len(w.talk("sam").Lines) != len(lines) {
			t.Error("the same poison again had an effect")
		}
		if _, err := bad.Handle(t.Context(), chat.Event{ID: "test:other", Kind: chat.Said, From: at("eva"), Author: person, Text: "mens"}); err != nil {
			t.Errorf("somebody else waits for it: %v", err)
		}
		w.says("sam", "ben je er nog") // and the person may go on
		if strings.Contains(w.logged(), canary) {
			t.Errorf("the log holds the words:\n%s", w.logged())
		}
	})
}

// A conversation whose version of the flows is gone is a fault of ours, too:
// people get it, with all that was said.
func TestR7_AVersionThatIsGoneGoesToPeople(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "ja")
		if _, err := w.raw.Exec("DELETE FROM talks"); err != nil {
			t.Fatal(err)
		}
		book := flowstest.BuiltIn(t)
		newer := *book
		talks := *book.Talks
		talks.Version = "newer"
		newer.Talks = &talks
		next := switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: &newer, Clock: w.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.NewTextHandler(w, nil)),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}},
		})
		if _, err := next.Handle(t.Context(), chat.Event{ID: "test:new", Kind: chat.Said, From: at("sam"), Author: person, Text: "school"}); err != nil {
			t.Fatal(err)
		}
		if a := w.alarms(); len(a) != 1 || a[0].Cause != chat.CausePoison {
			t.Errorf("alarms: %+v", a)
		}
	})
}

// A conversation stays on the version of the flows that it began with, also
// where an instance has never seen it.
func TestAConversationStaysOnItsVersion(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		old := flowstest.BuiltIn(t)
		w.starts("sam") // keeps the version, though nothing runs yet
		newer := *old
		newer.Talks = &flows.Talks{Version: "newer", Flows: map[string]*flows.Flow{}}
		next := switchboard.New(switchboard.Config{
			Store: w.over(w.stores[0]), Book: &newer, Clock: w.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.NewTextHandler(w, nil)),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}},
		})
		if _, err := next.Handle(t.Context(), chat.Event{ID: "test:ja", Kind: chat.Said, From: at("sam"), Author: person, Text: "ja"}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(w.sees("sam"), "Waar wil je het over hebben?") {
			t.Errorf("the talk did not go on as it began:\n%s", w.sees("sam"))
		}
	})
}

// Law 3: a message that is refused for good leaves an alarm, and the desk reads
// it in the talk. A crash of the adapter is a doubt, not a loss.
func TestLaw3_NoFailureIsSilent(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		from := chat.Address{Adapter: "pushed", Chat: "sam"}
		w.platform.fail = func(m chat.Message) (bool, error) {
			if m.Speaker.Role == chat.RoleWorker {
				return false, adapters.Gone(errLost)
			}
			return true, nil
		}
		w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Said, From: from, Author: person, Text: "mens"})
		it := chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(from)}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: noor, Subject: it})
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Answered, Author: noor, Text: "hoi", Subject: it})
		told := func() bool {
			th, err := w.stores[0].Record().Thread(t.Context(), it.ID, 0)
			if err != nil {
				t.Fatal(err)
			}
			return th.Lines[len(th.Lines)-1].Kind == chat.LineMark && len(w.alarms()) == 1
		}
		w.run(told)
		if a := w.alarms()[0]; a.Cause != chat.CauseUnreachable || a.About != it {
			t.Errorf("the alarm is %+v", a)
		}
	})
}

// A timer whose event breaks us is people's; it does not come back every second.
func TestR7_ATimerThatIsPoisonComesOnce(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "wat bedoel je") // sets a timer
		bad := w.spoil(func() { panic(canary) })
		w.clock.add(2 * time.Minute)
		for range 3 {
			events, err := w.stores[0].Due(t.Context(), w.clock.Now(), time.Second, 64)
			if err != nil {
				t.Fatal(err)
			}
			for _, ev := range events {
				if _, err := bad.Handle(t.Context(), ev); err != nil {
					t.Fatal(err)
				}
				if err := w.stores[0].Drop(t.Context(), []string{ev.ID}); err != nil {
					t.Fatal(err)
				}
			}
			w.clock.add(2 * time.Second)
		}
		// One about the talk, and one about that alarm, whose own timer is poison
		// here too. That one has no timer: a fault does not feed itself.
		about := map[chat.SubjectKind]int{}
		for _, a := range w.alarms() {
			about[a.About.Kind]++
			if a.Cause != chat.CausePoison || a.Repeated != 0 {
				t.Errorf("alarm: %+v", a)
			}
		}
		if want := map[chat.SubjectKind]int{chat.SubjectConversation: 1, chat.SubjectAlarm: 1}; !maps.Equal(about, want) {
			t.Errorf("alarms are about %v", about)
		}
	})
}
