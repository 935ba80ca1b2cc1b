package adaptertest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// errDown is what handle says when it could not store an event.
var errDown = fmt.Errorf("handle: %w", chat.ErrDown)

func asksConstancy(t testing.TB, s *sitting) {
	name, limits := s.Adapter.Name(), s.Adapter.Limits()
	same := func(when string) {
		if s.Adapter.Name() != name || !reflect.DeepEqual(s.Adapter.Limits(), limits) {
			t.Errorf("name or limits changed %s", when)
		}
	}
	same("at once")
	s.bring(t, Thing{N: 1, Text: "hoi"})
	same("after an event")
	s.stop()
	same("after Run")
}

func asksAbilities(t testing.TB, s *sitting) {
	name, limits := s.Adapter.Name(), s.Adapter.Limits()
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || name == "" {
		t.Errorf("name %q: want lower-case letters only", name)
	}
	if limits.Text < 0 || limits.Text == 1 || limits.Choices < 0 || limits.Label < 0 || limits.Rate.Every < 0 || limits.Rate.PerChat < 0 || limits.Rate.Edits < 0 ||
		limits.Rate.Together < 0 || limits.Text > 0 && limits.Rate.Together > limits.Text {
		t.Errorf("limits that cannot be: %+v", limits)
	}
	_, sends := s.Adapter.(adapters.Sender)
	_, finds := s.Adapter.(adapters.Finder)
	if sends == limits.Pull {
		t.Errorf("Limits.Pull is %v and Send is there: %v; want one of the two", limits.Pull, sends)
	}
	if sends != s.exam.Sender || finds != s.exam.Finder {
		t.Errorf("Sender %v, Finder %v; the exam was told %v, %v", sends, finds, s.exam.Sender, s.exam.Finder)
	}
	if finds && !sends {
		t.Error("Find without Send")
	}
}

// asksDeafness asks whether the half that is left out is truly not there.
func asksDeafness(t testing.TB, s *sitting) {
	if !s.exam.Sender {
		t.Error("neither hears nor sends")
	}
	if _, web := s.Adapter.(adapters.Web); web {
		t.Error("has routes, by which something can come in")
	}
	p := s.watch(t)
	s.send(s.words(1, "hoi"), p, Fine)
	s.stop()
	if n := len(s.heard()); n > 0 {
		t.Errorf("%d events reached handle", n)
	}
}

func asksSameID(t testing.TB, s *sitting) {
	thing := Thing{N: 1, Text: "hoi"}
	s.answer(func(chat.Event) error { return errDown })
	s.World.Bring(s.ctx, thing)
	s.answer(nil)
	s.World.Bring(s.ctx, thing)
	s.World.Bring(s.ctx, thing)
	events := s.heard()
	if len(events) < 2 {
		t.Fatalf("handle was called %d times for a thing that was refused once and brought again", len(events))
	}
	for _, ev := range events {
		if ev.ID == "" || ev.ID != events[0].ID {
			t.Errorf("the same thing came as %q and as %q", events[0].ID, ev.ID)
		}
	}
}

func asksOtherIDs(t testing.TB, s *sitting) {
	for _, thing := range []Thing{
		{Chat: 0, N: 1, Text: "ja"},
		{Chat: 0, N: 2, Text: "ja"}, // the same words again
		{Chat: 1, N: 1, Text: "ja"}, // the same words of somebody else
		{Chat: 1, N: 2, Token: "token:0"},
	} {
		s.bring(t, thing)
	}
	ids := map[string]bool{}
	for _, ev := range s.heard() {
		ids[ev.ID] = true
	}
	if len(ids) != 4 {
		t.Errorf("4 things came under %d IDs", len(ids))
	}
}

func asksContent(t testing.TB, s *sitting) {
	for i, thing := range []Thing{
		{Text: "hoi"},
		{Text: "  twee regels\nen *sterren* <b>&amp;</b> @iemand \"quotes\"  "},
		{Text: "😀👩‍👧‍👦 e\u0301 مرحبا"},
		{Text: strings.Repeat("a", 4000)},
		{Token: "token:1"},
	} {
		thing.N = i + 1
		s.bring(t, thing)
		events := s.heard()
		if len(events) == 0 {
			t.Fatalf("thing %d was acknowledged and never reached handle", thing.N)
		}
		ev := events[0]
		if ev.Kind != s.wants(thing) {
			t.Errorf("thing %d came as %q, want %q", thing.N, ev.Kind, s.wants(thing))
		}
		if thing.Token == "" && strings.TrimSpace(ev.Text) != strings.TrimSpace(thing.Text) {
			t.Errorf("%.40q came as %.40q", thing.Text, ev.Text)
		}
		if ev.Kind == chat.Chose && ev.Token != thing.Token {
			t.Errorf("token %q came as %q", thing.Token, ev.Token)
		}
	}
}

func asksOrigin(t testing.TB, s *sitting) {
	type origin struct {
		from    chat.Address
		subject chat.Subject
	}
	var origins []origin
	for _, thing := range []Thing{{Chat: 0, N: 1, Text: "een"}, {Chat: 0, N: 2, Token: "token:0"}, {Chat: 1, N: 1, Text: "twee"}} {
		s.bring(t, thing)
		events := s.heard()
		if len(events) == 0 {
			t.Fatalf("thing %d of chat %d never reached handle", thing.N, thing.Chat)
		}
		ev := events[0]
		if ev.Sent.IsZero() {
			t.Errorf("a %q has no Sent", ev.Kind)
		}
		if ev.Author.Role != s.exam.Role {
			t.Errorf("a %q has an author of role %q, want %q", ev.Kind, ev.Author.Role, s.exam.Role)
		}
		if s.exam.Role == chat.RoleWorker && (ev.Author.ID == "" || ev.Author.Name == "") {
			t.Errorf("a %q does not say which worker", ev.Kind)
		}
		known := ev.From.Adapter == s.Adapter.Name() && ev.From.Chat != ""
		if s.exam.Role == chat.RoleWorker {
			known = known || ev.Subject.Kind != "" && ev.Subject.ID != ""
		}
		if !known {
			t.Errorf("a %q does not say where it is from", ev.Kind)
		}
		origins = append(origins, origin{ev.From, ev.Subject})
	}
	if origins[0] != origins[1] {
		t.Error("two things of one chat came from two places")
	}
	if origins[0] == origins[2] {
		t.Error("two chats came from one place")
	}
}

func asksAcknowledgement(t testing.TB, s *sitting) {
	entered, release := make(chan struct{}, 16), make(chan struct{})
	s.answer(func(chat.Event) error { entered <- struct{}{}; <-release; return nil })
	acknowledged := make(chan int, 1)
	go func() { acknowledged <- s.World.Bring(s.ctx, Thing{N: 1, Text: "hoi"}) }()
	select {
	case <-entered:
	case <-s.ctx.Done():
		close(release)
		t.Fatal("the event never reached handle")
	}
	select {
	case n := <-acknowledged:
		close(release)
		t.Fatalf("%d acknowledged while handle was still at work", n)
	case <-time.After(cmp.Or(s.exam.grace, grace)):
	}
	close(release)
	if n := <-acknowledged; n != 1 {
		t.Error("not acknowledged after handle took its time and returned nil")
	}
}

func asksRefusal(t testing.TB, s *sitting) {
	thing := Thing{N: 1, Text: "hoi"}
	s.answer(func(chat.Event) error { return errDown })
	if s.World.Bring(s.ctx, thing) != 0 {
		t.Error("acknowledged, though handle returned an error")
	}
	if len(s.heard()) == 0 {
		t.Error("the event never reached handle")
	}
	s.answer(nil)
	s.bring(t, thing)
	if len(s.heard()) == 0 {
		t.Error("brought again after a refusal, it never reached handle: it is lost")
	}
}

func asksPanic(t testing.TB, s *sitting) {
	thing := Thing{N: 1, Text: "hoi"}
	s.answer(func(chat.Event) error { panic("the exam panics") })
	if s.World.Bring(s.ctx, thing) != 0 {
		t.Error("acknowledged, though handle panicked")
	}
	s.answer(nil)
	s.heard()
	s.bring(t, thing)
	if len(s.heard()) == 0 {
		t.Error("brought again after a panic, it never reached handle: it is lost")
	}
}

func asksOrder(t testing.TB, s *sitting) {
	var things []Thing
	for n := 1; n <= 5; n++ {
		things = append(things, Thing{N: n, Text: fmt.Sprint("woord ", n)})
	}
	var taken []string
	failed := false
	s.answer(func(ev chat.Event) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if ev.Text == things[1].Text && !failed {
			failed = true
			return errDown
		}
		if !slices.Contains(taken, ev.Text) {
			taken = append(taken, ev.Text)
		}
		return nil
	})
	for left := things; len(left) > 0 && s.ctx.Err() == nil; {
		left = left[s.World.Bring(s.ctx, left...):]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.IsSorted(taken) {
		t.Errorf("taken in the order %q", taken)
	}
}

func asksAuthentication(t testing.TB, s *sitting) {
	_, web := s.Adapter.(adapters.Web)
	s.bring(t, Thing{N: 1, Text: "hoi"})
	s.heard()
	for i, flaw := range []Flaw{Unauthenticated, Forged, Foreign} {
		switch s.World.Attack(s.ctx, flaw, Thing{N: 2 + i, Text: "binnen"}) {
		case Accepted:
			t.Errorf("%s: accepted", flaw)
		case Impossible:
			if web && flaw != Foreign {
				t.Errorf("%s: anybody can do this to an address on the web; try it", flaw)
			}
		}
		if n := len(s.heard()); n > 0 {
			t.Errorf("%s: reached handle", flaw)
		}
	}
}

func asksRobustness(t testing.TB, s *sitting) {
	s.bring(t, Thing{N: 1, Text: "hoi"})
	s.heard()
	for i, flaw := range []Flaw{Malformed, Oversized} {
		thing := Thing{N: 2 + 2*i, Text: "kapot"}
		switch s.World.Attack(s.ctx, flaw, thing) {
		case Accepted:
			t.Errorf("%s: accepted", flaw)
		case Impossible:
			if _, web := s.Adapter.(adapters.Web); web {
				t.Errorf("%s: anybody can do this to an address on the web; try it", flaw)
			}
		}
		if len(s.heard()) > 0 {
			t.Errorf("%s: reached handle", flaw)
		}
		if s.World.Bring(s.ctx, Thing{N: thing.N + 1, Text: "en verder"}) != 1 {
			t.Errorf("%s: nothing comes through afterwards", flaw)
		}
		s.heard()
	}
}

func asksLog(t testing.TB, s *sitting) {
	const canary = "kanarie-7f3a"
	var places []string
	s.answer(func(ev chat.Event) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		places = append(places, ev.From.Chat)
		return errDown
	})
	thing := Thing{N: 1, Text: canary}
	s.World.Bring(s.ctx, thing)
	s.answer(nil)
	s.World.Bring(s.ctx, thing)
	s.World.Bring(s.ctx, Thing{N: 2, Token: canary + ":0"})
	for i, flaw := range []Flaw{Malformed, Oversized, Unauthenticated, Forged, Foreign} {
		s.World.Attack(s.ctx, flaw, Thing{N: 3 + i, Text: canary})
	}
	s.mu.Lock()
	known := append(places, canary)
	s.mu.Unlock()
	secrets := s.secrets(known...)
	s.stop()
	if what := leak(s.log.String(), secrets); what >= 0 {
		t.Errorf("a log line carries secret %d", what)
	}
}

// leak finds a secret in a text: its index, or -1.
func leak(text string, secrets []string) int {
	return slices.IndexFunc(secrets, func(secret string) bool { return secret != "" && strings.Contains(text, secret) })
}

func asksEnd(t testing.TB, s *sitting) {
	s.bring(t, Thing{N: 1, Text: "hoi"})
	early := s.exam.early
	if s.exam.Deaf { // nothing was brought: give Run the time to end too early
		early = cmp.Or(early, grace)
	}
	if early > 0 {
		select {
		case how := <-s.ended:
			s.ended <- how
		case <-time.After(early):
		}
	}
	how := s.stop()
	if how.early {
		t.Error("Run ended before its context did")
	}
	if how.err != nil {
		t.Errorf("Run ended with %q", kind(how.err))
	}
}

// kind is the innermost error, which is how much of it can be shown.
func kind(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

func asksLeak(t testing.TB, s *sitting) {
	s.bring(t, Thing{N: 1, Text: "hoi"})
	s.stop()
	if err := runsOn(s.before, cmp.Or(s.exam.patience, patience)); err != nil {
		t.Errorf("after Run: %v", err)
	}
}
