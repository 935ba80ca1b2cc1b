package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

var errDown = fmt.Errorf("store: %w", chat.ErrDown)

// TestLaw1_OneChatWaitsAndOthersGoOn: words that were not stored are not
// confirmed, and neither is anything after them; their chat keeps its order, and
// the other chats come in meanwhile, once.
func TestLaw1_OneChatWaitsAndOthersGoOn(t *testing.T) {
	fake := telegramtest.New(t)
	sam, anna := fake.Person(1), fake.Person(2)
	sam.Write("een")
	sam.Write("twee")
	anna.Write("ook hier")
	sam.Write("drie")

	var mu sync.Mutex
	var taken []string
	mended := false
	r := ready(t, fake, nil, nil)
	r.respond = func(ev chat.Event) (chat.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		if ev.Text == "twee" && !mended {
			return chat.Answer{}, errDown
		}
		taken = append(taken, ev.Text)
		return chat.Answer{}, nil
	}
	r.run()
	r.counted("down", 3) // it is tried again and again
	if n := fake.Unconfirmed(); n != 3 {
		t.Errorf("%d updates are unconfirmed, want the failing one and the two after it", n)
	}
	mu.Lock()
	mended = true
	before := slices.Clone(taken)
	mu.Unlock()
	slices.Sort(before)
	if !slices.Equal(before, []string{"een", "ook hier"}) {
		t.Errorf("taken beside it: %q", before)
	}
	r.until("all is confirmed", func() bool { return fake.Unconfirmed() == 0 })
	mu.Lock()
	defer mu.Unlock()
	if sams := slices.DeleteFunc(slices.Clone(taken), func(s string) bool { return s == "ook hier" }); !slices.Equal(sams, []string{"een", "twee", "drie"}) || len(taken) != 4 {
		t.Errorf("taken: %q", taken)
	}
}

// TestR7_APoisonUpdateBlocksNobody: neither what cannot be decoded nor a handler
// that panics stops what comes after it, of the same chat or another.
func TestR7_APoisonUpdateBlocksNobody(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			r := start(t, telegramtest.New(t), way.change, nil)
			r.until("the webhook", func() bool { return r.fake.Hooked() == r.url })
			sam := r.fake.Person(1)
			r.fake.Push(
				telegramtest.Update{"message": map[string]any{"chat": "kapot"}},
				telegramtest.Update{"message": map[string]any{"message_id": "één", "chat": map[string]any{"id": int64(1), "type": "private"}, "text": "geheim"}},
				telegramtest.Update{"edited_message": []int{1}},
				telegramtest.Update{"callback_query": "druk"},
				telegramtest.Update{"dream": map[string]any{}},
				telegramtest.Update{"message": map[string]any{"message_id": 5, "chat": map[string]any{"id": int64(-9), "type": "group"}, "text": "in een groep"}},
			)
			sam.Write("en verder")
			var trouble int
			for ev := r.next(); ev.Text != "en verder"; ev = r.next() {
				if ev.Kind != chat.Trouble || ev.Value != "unreadable" {
					t.Errorf("came in: %+v", ev)
				}
				trouble++
			}
			r.until("all is confirmed", func() bool { return r.fake.Unconfirmed() == 0 })
			r.counted(odd, 4)
			r.counted(unknown, 1)
			r.counted(group, 1)
			if len(r.events) > 0 {
				trouble++ // in another lane of the batch
			}
			if trouble != 1 {
				t.Errorf("the desk was told %d times within a minute, want once", trouble)
			}
		})
	}
}

func TestAPanicIsNoAcknowledgement(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			r := start(t, telegramtest.New(t), way.change, nil)
			r.until("the webhook", func() bool { return r.fake.Hooked() == r.url })
			first := true
			r.answer(func(chat.Event) (chat.Answer, error) {
				if first {
					first = false
					panic("over wat iemand schreef")
				}
				return chat.Answer{}, nil
			})
			r.fake.Person(1).Write("hoi")
			if a, b := r.heard(), r.heard(); a.ID != b.ID {
				t.Errorf("came as %q and as %q", a.ID, b.ID)
			}
			r.until("it is confirmed", func() bool { return r.fake.Unconfirmed() == 0 })
		})
	}
}

// TestR3_AnUpdateHasOneIDEverywhere: brought five times, to three instances, by
// either way, an update is the same event.
func TestR3_AnUpdateHasOneIDEverywhere(t *testing.T) {
	fake := telegramtest.New(t)
	update := fake.Person(1).Writing("hoi")
	var ids []string
	for i := range 3 {
		way := ways[i%2]
		r := start(t, fake, way.change, nil)
		r.until("the adapter is there", func() bool { return fake.Hooked() == r.url })
		for range 5 {
			if way.change == nil { // an offset would confirm it
				r.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
			}
			r.deliver(update)
			ids = append(ids, r.next().ID)
		}
		r.stop()
		fake.Hook("", "")
	}
	want := fmt.Sprintf("telegram:%d:%d", int64(telegramtest.Bot), update["update_id"])
	for _, id := range ids {
		if id != want {
			t.Errorf("came as %q, want %q", id, want)
		}
	}
}

// TestTheNumbersMayBeginAnew: after an idle week Telegram counts updates from
// anywhere; lower ones are no old ones.
func TestTheNumbersMayBeginAnew(t *testing.T) {
	r := start(t, telegramtest.New(t), nil, func(a *Adapter) { a.pace.poll = 0 })
	r.fake.Person(1).Write("voor de vakantie")
	r.next()
	r.until("it is confirmed, and that was answered", func() bool {
		polls := r.fake.Calls("getUpdates")
		_, confirms := polls[len(polls)-1].Params["offset"]
		return r.fake.Unconfirmed() == 0 && !confirms
	})
	again := r.fake.Person(1).Writing("na de vakantie")
	again["update_id"] = int64(1000)
	if r.deliver(again) != 1 || r.next().Text != "na de vakantie" {
		t.Error("it did not come in")
	}
}

// lease is one row, as storage has it.
type lease struct {
	mu     sync.Mutex
	holder string
	down   bool

	yielded chan struct{}
}

// ends waits until a poll under the lease has ended: then it is yielded.
func (l *lease) ends(t *testing.T) {
	t.Helper()
	select {
	case <-l.yielded:
	case <-time.After(patient):
		t.Fatal("the poll goes on")
	}
}

type holder struct {
	*lease
	name string
}

func (h holder) Hold(_ context.Context, key string, lasts time.Duration) (bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if key != leaseKey || lasts <= 0 {
		return false, errors.New("another lease")
	}
	if h.down {
		return false, errDown
	}
	if h.holder == "" {
		h.holder = h.name
	}
	return h.holder == h.name, nil
}

func (h holder) Yield(context.Context, string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.yielded <- struct{}{}
	if h.holder == h.name {
		h.holder = ""
	}
	return nil
}

// TestM14_OnePolls: of two instances with one lease one polls; the other takes
// over when the first one stops, or loses the lease. Telegram never sees two.
func TestM14_OnePolls(t *testing.T) {
	fake := telegramtest.New(t)
	row := &lease{yielded: make(chan struct{}, 16)}
	with := func(name string) *rig {
		return start(t, fake, func(c *Config) { c.Lease, c.Hold = holder{row, name}, 30*time.Millisecond }, nil)
	}
	one := with("een")
	fake.Person(1).Write("hoi")
	one.next()
	two := with("twee")
	fake.Person(1).Write("nog iets")
	if ev := one.next(); ev.Text != "nog iets" {
		t.Errorf("got %+v", ev)
	}
	one.stop()
	row.ends(t)
	fake.Person(1).Write("en nu?")
	if ev := two.next(); ev.Text != "en nu?" && ev.Text != "nog iets" {
		t.Errorf("got %+v", ev)
	}
	// Another instance has it now: two stops polling, and says so to nobody.
	row.mu.Lock()
	row.holder = "drie"
	row.mu.Unlock()
	row.ends(t)
	two.stop()
	for _, r := range []*rig{one, two} {
		for len(r.events) > 0 {
			if ev := <-r.events; ev.Kind == chat.Trouble {
				t.Errorf("Telegram saw two: %+v", ev)
			}
		}
	}
}

// TestM14_ALeaseThatCannotBeKeptEndsThePoll: without the database nobody knows
// who polls, so nobody does.
func TestM14_ALeaseThatCannotBeKeptEndsThePoll(t *testing.T) {
	fake := telegramtest.New(t)
	row := &lease{yielded: make(chan struct{}, 16)}
	r := start(t, fake, func(c *Config) { c.Lease, c.Hold = holder{row, "een"}, 30*time.Millisecond }, nil)
	r.until("it polls", fake.Polling)
	row.mu.Lock()
	row.down = true
	row.mu.Unlock()
	row.ends(t)
	row.mu.Lock()
	row.down = false
	row.mu.Unlock()
	r.until("it polls again", fake.Polling)
}

// TestM14_APollerElsewhereIsAlarmed: somebody else with our token fetches what is
// meant for us. The desk hears of it with the second conflict within a minute, for
// a single one may be our own doing; and then once a minute.
func TestM14_APollerElsewhereIsAlarmed(t *testing.T) {
	s := newSteps()
	fake := telegramtest.New(t)
	fake.Clock(s.now)
	r := start(t, fake, func(c *Config) { c.Now = s.now }, func(a *Adapter) { a.wait = s.wait })
	for _, told := range []bool{false, true, false, true} {
		r.until("it polls", fake.Polling)
		other, err := New(Config{Token: fake.Token, URL: fake.URL})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			(intake{Adapter: other}).getUpdates(ctx, 0)
		}()
		d := s.rests(t)
		stop()
		<-gone
		r.until("the other one is gone", func() bool { return !fake.Polling() })
		if told {
			ev := r.next()
			if ev.Kind != chat.Trouble || ev.Value != "conflict" || ev.Subject != (chat.Subject{Kind: chat.SubjectRoute, ID: "telegram"}) || ev.Text == "" || ev.Author != chat.Program {
				t.Errorf("told: %+v", ev)
			}
		} else if len(r.events) != 0 {
			t.Errorf("told: %+v", <-r.events)
		}
		s.add(31 * time.Second) // so that the fourth is a minute after the second
		s.goOn(d)
	}
	fake.Person(1).Write("hoi")
	if ev := r.next(); ev.Text != "hoi" {
		t.Errorf("afterwards came %+v", ev)
	}
}

// TestAWebhookInTheWayIsTakenAway: it would keep every update from a poll; and
// none is asked to be taken away where there is none.
func TestAWebhookInTheWayIsTakenAway(t *testing.T) {
	fake := telegramtest.New(t)
	fake.Hook("https://oud.example.nl/webhook", "oud")
	r := start(t, fake, nil, nil)
	r.until("it is gone", func() bool { return fake.Hooked() == "" })
	fake.Person(1).Write("hoi")
	if ev := r.next(); ev.Text != "hoi" {
		t.Errorf("got %+v", ev)
	}
	r.until("it polls", fake.Polling)
	r.stop()
	if n := len(fake.Calls("deleteWebhook")); n != 1 {
		t.Errorf("deleteWebhook was called %d times", n)
	}
	again := start(t, fake, nil, nil)
	again.until("it polls", fake.Polling)
	if n := len(fake.Calls("deleteWebhook")); n != 1 {
		t.Error("deleteWebhook was called where there is none")
	}
}
