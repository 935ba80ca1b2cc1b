package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// telephone is the platform on which they are asked, and talk. It is quick, and
// counts.
type telephone struct {
	phones
	rate int
	now  func() time.Time

	mu       sync.Mutex
	said     map[string]bool      // messages that were sent
	words    map[string]time.Time // chat, or word -> since when an answer is waited for
	calls    []time.Time
	prompts  int
	twice    int
	answered int
	last     string // member who was asked last
	waits    []time.Duration
	late     []time.Duration
}

func (p *telephone) Limits() adapters.Limits {
	l := p.phones.Limits()
	l.Rate = chat.Rate{Every: time.Second / time.Duration(p.rate)}
	return l
}

func (p *telephone) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	time.Sleep(20 * time.Millisecond) // the way there and back
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, time.Now())
	if p.said[m.ID] {
		p.twice++
	}
	p.said[m.ID] = true
	if strings.HasPrefix(m.ID, "ochtend|") && strings.Contains(m.ID, "/ask/") {
		p.prompts++
		p.last = m.To.Chat
		p.late = append(p.late, p.now().Sub(nine))
		return chat.Receipt{ID: m.ID}, nil
	}
	p.heard(m.To.Chat)
	p.heardWords(m.Text)
	return chat.Receipt{ID: m.ID}, nil
}

func (p *telephone) heard(what string) {
	if since, waits := p.words[what]; waits {
		p.waits = append(p.waits, time.Since(since))
		delete(p.words, what)
	}
}

func (p *telephone) heardWords(text string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > 'z' }) {
		if strings.HasPrefix(w, "woord") {
			p.heard(w)
		}
	}
}

func (p *telephone) waitsFor(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, already := p.words[who]; !already {
		p.words[who] = time.Now()
	}
}

// word gives the event a text that is known again.
func (p *telephone) word(ev chat.Event, n int) chat.Event {
	ev.Text = fmt.Sprintf("woord%d", n)
	p.waitsFor(ev.Text)
	return ev
}

// someone was just asked; they tap the button once.
func (p *telephone) someone() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := p.last
	if who != "" {
		p.answered++
	}
	p.last = ""
	return who
}

func (p *telephone) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waits, p.words = nil, map[string]time.Time{}
}

func (p *telephone) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.words)
}

// fastest is how many calls there were in the busiest second.
func (p *telephone) fastest() (most int) {
	slices.SortFunc(p.calls, time.Time.Compare)
	for i, from := 0, 0; i < len(p.calls); i++ {
		for p.calls[i].Sub(p.calls[from]) >= time.Second {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// counter is the desk.
type counter struct{ of *telephone }

func (counter) Name() string { return "counter" }
func (counter) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 10, Label: 60, Threads: true, Initiates: true}
}
func (counter) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}
func (c counter) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	c.of.heardWords(m.Text)
	thread := m.To.Thread
	if thread == "" {
		thread = m.ID
	}
	return chat.Receipt{ID: m.ID, Thread: thread}, nil
}
