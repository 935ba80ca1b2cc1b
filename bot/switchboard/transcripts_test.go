package switchboard_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// The built-in playbook's whole talks once more: through the switchboard, on
// both databases. Bot/rehearsal plays the same files through the pure functions.
func TestTranscriptsThroughTheSwitchboard(t *testing.T) {
	files, err := filepath.Glob("../../flows/playbook/transcripts/*.txt")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := flows.ParseTranscript(filepath.Base(file), string(text))
			if err != nil {
				t.Fatal(err)
			}
			storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
				w := newWorldWith(t, b, 1, flowstest.Shipped(t))
				w.clock.set(rehearsal.Opening())
				p := &player{world: w, alarms: map[string]int{}}
				for _, d := range rehearsal.Play(script, p).Differences {
					t.Errorf("after line %d\n%snobody saw\n%s, but\n%s%v", d.After.Line, flows.Transcript{Moves: []flows.Move{d.After}},
						flows.Transcript{Moves: d.Expected}, flows.Transcript{Moves: d.Got}, d.Trouble)
				}
			})
		})
	}
}

// player plays a transcript on a world and compares what becomes visible.
type player struct {
	*world
	line     int64             // the last line that was compared
	handoff  chat.HandoffState // as last seen
	over     bool
	newest   string         // the conversation that was last seen
	noted    bool           // ... is of somebody whom a worker registered
	alarms   map[string]int // alarms that were seen, and how often each was raised again
	aliases  []string       // of the conversations, in their order
	people   int            // keys of people that are kept
	happened []flows.Move
}

// Do makes one move, and tells what became visible of it.
func (p *player) Do(m flows.Move) ([]flows.Move, error) {
	p.happened = nil
	reply, err := p.do(m)
	p.look()
	if reply != "" {
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveReply, Text: p.plain(reply)})
	}
	return p.happened, err
}

// do makes one move. It gives what the desk is answered.
func (p *player) do(m flows.Move) (reply string, err error) {
	switch m.Kind {
	case flows.MoveClock:
		if m.At.After(p.clock.Now()) {
			p.passes(m.At.Sub(p.clock.Now()))
		}
		p.clock.set(m.At)
	case flows.MovePass:
		p.passes(m.After)
	case flows.MoveStart:
		p.handle(chat.Event{ID: p.id("sam"), Kind: chat.Started, From: at("sam"), Author: person, Text: m.Text})
	case flows.MoveSay:
		p.handle(chat.Event{ID: p.id("sam"), Kind: chat.Said, From: at("sam"), Author: person, Text: m.Text, Files: m.Sent()})
	case flows.MovePress:
		token, err := p.button(m.Text)
		if err != nil {
			return "", err
		}
		p.handle(chat.Event{ID: p.id("sam"), Kind: chat.Chose, From: at("sam"), Author: person, Token: token})
	case flows.MoveDesk:
		if m.Act == chat.Ended {
			return p.ends(m.Who, m.Cause)
		}
		return p.works(m), nil
	}
	return "", nil
}

// works lets a worker do something. What waits before it leaves has left then,
// unless it is taken back.
func (p *player) works(m flows.Move) (reply string) {
	act := m.Act
	if act == chat.Recalled {
		act = chat.Answered
	}
	ev := p.act(m.Who, act, "sam", m.Text)
	if act == chat.Registered {
		p.noted, p.newest = true, ""
	}
	ev.Subject.ID, ev.Form = p.newest, rehearsal.Invited(m.Form, func(name string) chat.Author { return p.act(name, "", "", "").Author })
	if act == chat.PassedOn {
		if ev.Text = m.To.Worker; ev.Text != "" {
			m.To.Worker = "w-" + ev.Text
		}
		ev.Ref = m.To.Ref()
	}
	answer := p.handle(ev)
	if act == chat.Registered {
		p.newest = answer.Ref
	}
	if next := answer.Form; next != nil && next.Wrongs() == "" { // sent in as it is
		ev = p.act(m.Who, next.Kind, "sam", "")
		ev.Subject.ID, ev.Form = p.newest, next.Values()
		answer = p.handle(ev)
	}
	if reply = answer.Text; answer.Form != nil {
		reply = answer.Form.Wrongs()
	}
	if m.Act == chat.Recalled {
		back := p.act(m.Who, chat.Recalled, "sam", "")
		back.Subject.ID, back.Ref = p.newest, ev.ID
		return p.handle(back).Text
	}
	th, err := p.stores[0].Record().Thread(p.t.Context(), p.newest, 0)
	for _, l := range th.Leaving {
		p.passes(l.Leaves.Sub(p.clock.Now()))
	}
	if err != nil && !errors.Is(err, chat.ErrUnknown) {
		p.t.Fatal(err)
	}
	return reply
}

// button is the token of the newest choice with this label.
func (p *player) button(label string) (string, error) {
	for _, l := range slices.Backward(p.talk("sam").Lines) {
		for i, c := range l.Choices {
			if c.Label == label {
				return fmt.Sprintf("%s:%d", l.Token, i), nil
			}
		}
	}
	return "", fmt.Errorf("nothing offers %q", label)
}

// passes lets time go by; what becomes due is handled at its moment.
func (p *player) passes(d time.Duration) {
	until := p.clock.Now().Add(d)
	for {
		p.due()
		next, err := p.stores[0].Soonest(p.t.Context(), "")
		if err != nil {
			p.t.Fatal(err)
		}
		if next.IsZero() || next.After(until) {
			break
		}
		p.clock.set(next)
	}
	p.clock.set(until)
	p.due()
}

// due handles what is due now, as an instance does.
func (p *player) due() {
	for {
		events, err := p.stores[0].Due(p.t.Context(), p.clock.Now(), time.Second, 64)
		if err != nil {
			p.t.Fatal(err)
		}
		if len(events) == 0 {
			return
		}
		for _, ev := range events {
			p.handle(ev)
			if err := p.stores[0].Drop(p.t.Context(), []string{ev.ID}); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

func (p *player) ends(name string, cause chat.Cause) (string, error) {
	for _, a := range p.world.alarms() {
		if a.Cause.Kind() == cause {
			return p.handle(chat.Event{ID: p.id(name), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID},
				Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name}}).Text, nil
		}
	}
	return "", fmt.Errorf("no alarm of cause %s", cause)
}

// look writes down what became visible since the last look.
func (p *player) look() {
	p.due()
	talk := p.shown()
	for _, l := range talk.Lines {
		if l.N <= p.line || l.Kind == chat.LinePerson {
			continue
		}
		h := flows.Move{Kind: flows.MoveHear, Text: p.plain(l.Plain())}
		if l.Kind == chat.LineWorker {
			h.Who = l.Author.Name
		}
		for _, c := range l.Choices {
			h.Choices = append(h.Choices, c.Label)
		}
		p.happened = append(p.happened, h)
		p.line = l.N
	}
	if talk.Conversation != p.newest {
		p.newest, p.handoff, p.over = talk.Conversation, chat.NoHandoff, false
	}
	if talk.State == chat.Waiting && p.handoff != chat.Waiting {
		th, err := p.stores[0].Record().Thread(p.t.Context(), talk.Conversation, 0)
		if err != nil {
			p.t.Fatal(err)
		}
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveHandoff, Team: th.Team, Urgency: th.Urgency})
	}
	p.handoff = talk.State
	for _, a := range p.world.alarms() {
		if raised, seen := p.alarms[a.ID]; !seen || raised < a.Repeated {
			p.alarms[a.ID] = a.Repeated
			p.happened = append(p.happened, flows.Move{Kind: flows.MoveAlarm, Cause: a.Cause.Kind(), Urgency: a.Urgency})
		}
	}
	if talk.Over && !p.over {
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveOver})
	}
	p.over = talk.Over
	people := 0
	if err := p.raw.Get(&people, "SELECT COUNT(*) FROM person"); err != nil {
		p.t.Fatal(err)
	}
	if people < p.people {
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveErased})
	}
	p.people = people
}

// shown is what the person sees; somebody who was registered sees nothing.
func (p *player) shown() chat.Talk {
	if !p.noted {
		return p.talk("sam")
	}
	th, err := p.stores[0].Record().Thread(p.t.Context(), p.newest, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	return chat.Talk{Conversation: th.ID, State: th.State, Over: th.Over}
}

// plain takes out what is drawn by lot: aliases and the return code.
func (p *player) plain(text string) string {
	var alias string
	if err := p.raw.Get(&alias, "SELECT alias FROM conversation ORDER BY made_at DESC, id DESC LIMIT 1"); err != nil {
		p.t.Fatal(err)
	}
	if !slices.Contains(p.aliases, alias) {
		p.aliases = append(p.aliases, alias)
	}
	for i, alias := range p.aliases {
		text = strings.ReplaceAll(text, alias, chat.Alias(uint64(i)))
	}
	return strings.ReplaceAll(text, p.stores[0].Code(at("sam")), rehearsal.Code)
}
