package adaptertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// failures are all ways to fail, with what each says about the message.
var failures = [...]struct {
	failure Failure
	outcome adapters.Outcome
}{
	{Closed, adapters.NotYet},
	{Blocked, adapters.Unreachable},
	{Rejecting, adapters.Refused},
	{Busy, adapters.NotYet},
	{Silent, adapters.Unknown},
	{Dropped, adapters.Unknown},
	{Broken, adapters.Unknown},
	{Half, adapters.Unknown},
}

// post collects what the platform was asked to say.
type post struct {
	mu     sync.Mutex
	posted []Posted
	calls  chan struct{}
}

// watch begins to collect.
func (s *sitting) watch(t testing.TB) *post {
	t.Helper()
	if s.Platform == nil {
		t.Fatal("the bench of a Sender has no Platform")
	}
	p := &post{calls: make(chan struct{}, 1024)}
	s.Platform.Watch(func(what Posted) {
		p.mu.Lock()
		p.posted = append(p.posted, what)
		p.mu.Unlock()
		p.calls <- struct{}{}
	})
	return p
}

// taken gives what was said since it was last asked.
func (p *post) taken() []Posted {
	p.mu.Lock()
	defer p.mu.Unlock()
	posted := p.posted
	p.posted = nil
	for len(p.calls) > 0 {
		<-p.calls
	}
	return posted
}

// words is a message that fits everywhere.
func (s *sitting) words(n int, text string) chat.Message {
	return chat.Message{
		ID: chat.Key("exam", n), To: s.Platform.Address(0), Talk: "exam", Class: chat.Live,
		Speaker: chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}, Text: text,
	}
}

// send sends m; while the platform is silent the caller's patience ends as soon
// as the call was received.
func (s *sitting) send(m chat.Message, p *post, failure Failure) (chat.Receipt, error) {
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	if failure == Silent {
		done := make(chan struct{})
		defer close(done)
		go func() {
			select {
			case <-p.calls:
				stop()
			case <-done:
			}
		}()
	}
	return s.Adapter.(adapters.Sender).Send(ctx, m)
}

func asksOneCall(t testing.TB, s *sitting) {
	p := s.watch(t)
	m := s.words(1, "Hoi, ik ben Noor & *luister* <graag>_")
	if s.Adapter.Limits().Choices >= 2 {
		m.Choices = []chat.Choice{{Label: "Ja", Value: "ja"}, {Label: "Nee", Value: "nee"}}
		m.Token = "exam-token"
	}
	receipt, err := s.send(m, p, Fine)
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	if receipt.ID == "" {
		t.Error("the receipt has no ID")
	}
	posted := p.taken()
	if len(posted) != 1 {
		t.Fatalf("one message was %d calls", len(posted))
	}
	if !strings.Contains(posted[0].Text, m.Text) {
		t.Errorf("%q was said as %q", m.Text, posted[0].Text)
	}
	if len(m.Choices) > 0 && !slices.Equal(posted[0].Labels, []string{"Ja", "Nee"}) {
		t.Errorf("the buttons were %q", posted[0].Labels)
	}
	for i, failure := range []Failure{Busy, Broken, Dropped} {
		if !s.Platform.Fail(failure) {
			continue
		}
		s.send(s.words(2+i, "nog eens"), p, failure)
		if n := len(p.taken()); n != 1 {
			t.Errorf("%s: one message was %d calls", failure, n)
		}
	}
}

func asksFit(t testing.TB, s *sitting) {
	p := s.watch(t)
	long := strings.Repeat("Een zin met 😀 en é & <haken>. ", 600)
	var many []chat.Choice
	for i := range 40 {
		many = append(many, chat.Choice{Label: strings.Repeat("keuze ", i) + fmt.Sprint(i), Value: fmt.Sprint(i)})
	}
	for i, m := range []chat.Message{
		s.words(100, long),
		s.words(200, strings.Repeat("\U0001F600", 9000)),
		{Text: "Kies maar", Choices: many[:3], Token: "exam-token"},
		{Text: "Kies maar", Choices: many, Token: "exam-token"},
		{Text: long, Choices: many[:2], Token: "exam-token"},
		s.shows(0, long, shown),
		s.shows(0, long[:1200], shown),
	} {
		m.ID, m.To, m.Talk = chat.Key("fit", i), s.Platform.Address(0), "exam"
		for j, part := range adapters.Fit(m, s.Adapter.Limits()) {
			if _, err := s.send(part, p, Fine); err != nil {
				t.Fatalf("part %d of message %d: %v", j, i, kind(err))
			}
			posted := p.taken()
			if len(posted) != 1 || !strings.Contains(posted[0].Text, strings.TrimSpace(part.Text)) {
				t.Errorf("part %d of message %d was not said whole", j, i)
			} else if len(posted[0].Labels) != len(part.Choices) {
				t.Errorf("part %d of message %d has %d buttons, want %d", j, i, len(posted[0].Labels), len(part.Choices))
			}
		}
	}
}

func asksMarks(t testing.TB, s *sitting) {
	p := s.watch(t)
	for i, f := range failures {
		if !s.Platform.Fail(f.failure) {
			continue
		}
		picture := adapters.Fit(s.shows(100+i, "hoi", shown), s.Adapter.Limits())[0]
		for _, m := range []chat.Message{s.words(i, "hoi"), picture} {
			_, err := s.send(m, p, f.failure)
			p.taken()
			got, after := adapters.Judge(err)
			if got != f.outcome {
				t.Errorf("%s: judged as %d, want %d", f.failure, got, f.outcome)
			}
			if f.failure == Busy && after != Pause {
				t.Errorf("%s: wait %v, want %v", f.failure, after, Pause)
			}
		}
	}
	s.Platform.Fail(Fine)
	if _, err := s.send(s.words(99, "hoi"), p, Fine); err != nil {
		t.Errorf("when the platform is well again: %v", kind(err))
	}
}

func asksErrors(t testing.TB, s *sitting) {
	const canary = "kanarie-9c1e"
	p := s.watch(t)
	secrets := s.secrets(canary, s.Platform.Address(0).Chat)
	for i, f := range failures {
		if !s.Platform.Fail(f.failure) {
			continue
		}
		m := s.words(i, canary)
		_, err := s.send(m, p, f.failure)
		p.taken()
		if err != nil {
			if what := leak(err.Error(), secrets); what >= 0 {
				t.Errorf("%s: the error carries secret %d", f.failure, what)
			}
		}
		if finder, ok := s.Adapter.(adapters.Finder); ok && f.failure != Silent {
			if _, _, err := finder.Find(s.ctx, m, time.Now().Add(-time.Minute)); err != nil {
				if what := leak(err.Error(), secrets); what >= 0 {
					t.Errorf("%s: the look-up's error carries secret %d", f.failure, what)
				}
			}
		}
	}
	if what := leak(s.log.String(), secrets); what >= 0 {
		t.Errorf("a log line carries secret %d", what)
	}
}

func asksFind(t testing.TB, s *sitting) {
	p := s.watch(t)
	finder, ok := s.Adapter.(adapters.Finder)
	if !ok {
		t.Fatal("is no Finder")
	}
	since := time.Now().Add(-time.Minute)
	sent := s.words(1, "hoi")
	receipt, err := s.send(sent, p, Fine)
	if err != nil {
		t.Fatalf("send: %v", kind(err))
	}
	found, is, err := finder.Find(s.ctx, sent, since)
	if err != nil || !is || found.ID != receipt.ID {
		t.Errorf("what was sent: found %v as %q, want %q; error %v", is, found.ID, receipt.ID, err)
	}
	// The same words, never sent: a look-up by words would find the wrong one.
	if _, is, err := finder.Find(s.ctx, s.words(2, "hoi"), since); err != nil || is {
		t.Errorf("what was never sent: found %v, error %v", is, err)
	}
	if s.Platform.Fail(Half) {
		lost := s.words(3, "hoi")
		s.send(lost, p, Half)
		s.Platform.Fail(Fine)
		if _, is, err := finder.Find(s.ctx, lost, since); err != nil || !is {
			t.Errorf("what was sent and never confirmed: found %v, error %v", is, err)
		}
	}
}

func asksFailedFind(t testing.TB, s *sitting) {
	s.watch(t)
	finder, ok := s.Adapter.(adapters.Finder)
	if !ok {
		t.Fatal("is no Finder")
	}
	for i, failure := range []Failure{Closed, Busy, Dropped, Broken, Half} {
		if !s.Platform.Fail(failure) {
			continue
		}
		if _, found, err := finder.Find(s.ctx, s.words(i, "hoi"), time.Now().Add(-time.Minute)); err == nil {
			t.Errorf("%s: found %v, and no error", failure, found)
		}
	}
}
