// Package demo is what a demo has besides the program itself: telephones of people who
// do not exist, and the page on which a newcomer sees them beside the desk. It sends
// nothing anywhere, and marks all it shows as OEFENING.
package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the phones' word in addresses. Address.Chat is whose phone it is.
const Name = "oefening"

// Phones are telephones with a messenger, as people have Telegram: what is sent to
// them stands on a screen in memory. Safe for concurrent use.
type Phones struct {
	now     func() time.Time
	run     string        // of this program: events of another run are others
	on      chan struct{} // closed once Run began
	begin   sync.Once
	mu      sync.Mutex
	handle  adapters.Handler
	n       int
	screens map[string][]Shown
}

// Shown is one message on a screen.
type Shown struct {
	ID      string     `json:"id"`
	Mine    bool       `json:"mine,omitempty"` // by whose phone it is
	Text    string     `json:"text"`
	At      int64      `json:"at"` // milliseconds UTC
	Link    *chat.Link `json:"link,omitempty"`
	Buttons []string   `json:"buttons,omitempty"`
	Big     bool       `json:"big,omitempty"` // they stand below the field, and send their label as words
	token   string
}

var _ adapters.Sender = (*Phones)(nil)

// NewPhones makes phones by this clock.
func NewPhones(now func() time.Time) *Phones {
	return &Phones{now: now, run: rand.Text(), on: make(chan struct{}), screens: map[string][]Shown{}}
}

// Name is "oefening".
func (p *Phones) Name() string { return Name }

// Limits are those of Telegram, as far as a demo shows them.
func (p *Phones) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 8, Label: 60, Links: true, Edits: true, Initiates: true, EditFor: 48 * time.Hour}
}

// Run hands in what is pressed and written, until ctx ends.
func (p *Phones) Run(ctx context.Context, handle adapters.Handler) error {
	p.mu.Lock()
	p.handle = handle
	p.mu.Unlock()
	p.begin.Do(func() { close(p.on) })
	<-ctx.Done()
	return nil
}

// Send puts the message on its screen, or in the place of the one that it edits.
func (p *Phones) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.now()
	shown := Shown{ID: m.ID, Text: m.Text, At: at.UnixMilli(), Link: m.Link, Big: m.Big, token: m.Token}
	for _, c := range m.Choices {
		shown.Buttons = append(shown.Buttons, c.Label)
	}
	screen := p.screens[m.To.Chat]
	before := slices.IndexFunc(screen, func(s Shown) bool { return m.Edits != "" && s.ID == m.Place })
	switch {
	case m.Edits == "":
		screen = append(screen, shown)
	case before < 0:
		return chat.Receipt{}, adapters.Permanent(errors.New("the message that is changed is not there"))
	case m.Gone:
		screen = slices.Delete(screen, before, before+1)
	default:
		shown.ID, shown.At = m.Place, screen[before].At
		screen[before] = shown
	}
	p.screens[m.To.Chat] = screen
	return chat.Receipt{ID: shown.ID, At: at}, nil
}

// Screen is what stands on somebody's phone, the oldest first.
func (p *Phones) Screen(who string) []Shown {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.screens[who])
}

// Start opens the talk with a link's payload.
func (p *Phones) Start(ctx context.Context, who, payload string) error {
	return p.does(ctx, who, chat.Event{Kind: chat.Started, Text: payload})
}

// Write sends words. They stand on the screen from then on.
func (p *Phones) Write(ctx context.Context, who, text string) error {
	p.mu.Lock()
	p.n++
	mine := Shown{ID: strconv.Itoa(p.n), Mine: true, Text: text, At: p.now().UnixMilli()}
	screen := slices.Clone(p.screens[who])
	for i := range screen { // as Telegram does: large buttons go once something is sent
		if screen[i].Big {
			screen[i].Buttons = nil
		}
	}
	p.screens[who] = append(screen, mine)
	p.mu.Unlock()
	return p.does(ctx, who, chat.Event{Kind: chat.Said, Text: text})
}

// Press presses a button of a message on the phone: a large one writes its label.
// Where it is not there (any more) that is an error.
func (p *Phones) Press(ctx context.Context, who, message string, button int) error {
	p.mu.Lock()
	screen := p.screens[who]
	i := slices.IndexFunc(screen, func(s Shown) bool { return s.ID == message })
	var s Shown
	if i >= 0 {
		s = screen[i]
	}
	p.mu.Unlock()
	switch {
	case button < 0 || button >= len(s.Buttons):
		return errors.New("this button is not there any more")
	case s.Big:
		return p.Write(ctx, who, s.Buttons[button])
	}
	if err := p.does(ctx, who, chat.Event{Kind: chat.Chose, Token: s.token + ":" + strconv.Itoa(button)}); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.screens[who] { // as Telegram does: they go once one was pressed
		if p.screens[who][i].ID == message {
			p.screens[who][i].Buttons = nil
		}
	}
	return nil
}

// does hands in what somebody did.
func (p *Phones) does(ctx context.Context, who string, ev chat.Event) error {
	select {
	case <-p.on:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	p.n++
	handle := p.handle
	ev.ID, ev.Ref = fmt.Sprintf("%s:%s:%d", Name, p.run, p.n), strconv.Itoa(p.n)
	p.mu.Unlock()
	ev.From, ev.Author, ev.Lang, ev.Sent = chat.Address{Adapter: Name, Chat: who}, chat.Author{Role: chat.RolePerson}, "nl", p.now()
	_, err := handle(ctx, ev)
	return err
}
