package demo

import (
	"context"
	"slices"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

var morning = time.Date(2026, 11, 24, 8, 30, 0, 0, chat.Amsterdam)

// switchedOn are phones that are on, and what is done on them.
func switchedOn(t *testing.T) (p *Phones, done func() []chat.Event) {
	t.Helper()
	p = NewPhones(func() time.Time { return morning })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	var events []chat.Event
	go func() {
		defer close(ended)
		if err := p.Run(ctx, func(_ context.Context, ev chat.Event) (chat.Answer, error) {
			events = append(events, ev)
			return chat.Answer{}, nil
		}); err != nil {
			t.Errorf("run: %v", err)
		}
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return p, func() []chat.Event { return events }
}

func sent(id, text string, choices ...string) chat.Message {
	m := chat.Message{ID: id, To: chat.Address{Adapter: Name, Chat: "dewit"}, Text: text, Token: "token-" + id}
	for _, c := range choices {
		m.Choices = append(m.Choices, chat.Choice{Label: c, Value: c})
	}
	return m
}

func sends(t *testing.T, p *Phones, m chat.Message) {
	t.Helper()
	if _, err := p.Send(t.Context(), m); err != nil {
		t.Fatalf("send %s: %v", m.ID, err)
	}
}

// Large buttons send their label as words, and go once anything is sent.
func TestALargeButtonWritesItsLabel(t *testing.T) {
	p, done := switchedOn(t)
	m := sent("1", "Is alles goed met u?", "Ja, alles goed", "Bel mij")
	m.Big = true
	sends(t, p, m)
	if err := p.Press(t.Context(), "dewit", "1", 0); err != nil {
		t.Fatal(err)
	}
	ev := done()[0]
	if ev.Kind != chat.Said || ev.Text != "Ja, alles goed" || ev.Token != "" || ev.From != m.To || ev.Author.Role != chat.RolePerson || !ev.Sent.Equal(morning) {
		t.Errorf("it sends %+v", ev)
	}
	screen := p.Screen("dewit")
	if len(screen) != 2 || len(screen[0].Buttons) > 0 || !screen[1].Mine || screen[1].Text != "Ja, alles goed" {
		t.Errorf("the screen is %+v", screen)
	}
	if p.Press(t.Context(), "dewit", "1", 0) == nil || len(done()) != 1 {
		t.Error("it can be pressed twice")
	}
}

// A button below a message brings its token, once; another phone has no such button.
func TestAButtonBringsItsToken(t *testing.T) {
	p, done := switchedOn(t)
	sends(t, p, sent("1", "Doet u mee?", "Ja", "Nee"))
	for _, wrong := range []struct {
		who, message string
		button       int
	}{{"bos", "1", 0}, {"dewit", "2", 0}, {"dewit", "1", 2}, {"dewit", "1", -1}} {
		if p.Press(t.Context(), wrong.who, wrong.message, wrong.button) == nil {
			t.Errorf("%+v can be pressed", wrong)
		}
	}
	if err := p.Press(t.Context(), "dewit", "1", 1); err != nil {
		t.Fatal(err)
	}
	if len(done()) != 1 || done()[0].Kind != chat.Chose || done()[0].Token != "token-1:1" {
		t.Errorf("it brings %+v", done())
	}
	if len(p.Screen("dewit")[0].Buttons) > 0 {
		t.Error("its buttons stay")
	}
}

// What is changed stands where it stood; what is taken away is gone; and what cannot be
// changed is refused for good.
func TestAMessageIsChangedInItsPlace(t *testing.T) {
	p, _ := switchedOn(t)
	sends(t, p, sent("1", "een"))
	sends(t, p, sent("2", "twee"))
	change := sent("3", "anders")
	change.Edits, change.Place = "row-of-1", "1"
	sends(t, p, change)
	gone := sent("4", "")
	gone.Edits, gone.Place, gone.Gone = "row-of-2", "2", true
	sends(t, p, gone)
	texts := func() (all []string) {
		for _, s := range p.Screen("dewit") {
			all = append(all, s.Text)
		}
		return all
	}
	if got := texts(); !slices.Equal(got, []string{"anders"}) {
		t.Errorf("on the screen stands %q", got)
	}
	_, err := p.Send(t.Context(), gone)
	if outcome, _ := adapters.Judge(err); outcome != adapters.Refused {
		t.Errorf("changing what is not there: %v", err)
	}
}
