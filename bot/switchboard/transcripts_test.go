package switchboard_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// The built-in playbook's whole talks once more: through the switchboard, on
// both databases. Bot/handoff plays the same files through the pure functions.
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
			onEach(t, 1, func(t *testing.T, w *world) {
				w.clock.set(monday.Add(4 * time.Hour)) // where the transcripts begin: Monday at two
				p := &player{world: w}
				p.play(script)
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
	alarms   map[string]int // alarms that were seen, and how often each was raised again
	aliases  []string       // of the conversations, in their order
	people   int            // keys of people that are kept
	happened []flows.Move
}

func (p *player) play(script flows.Transcript) {
	p.alarms = map[string]int{}
	for _, m := range append(script.Moves, flows.Move{Kind: flows.MoveComment}) {
		if m.Kind.Expected() {
			p.expect(m)
			continue
		}
		for _, h := range p.happened {
			if h.Kind != flows.MoveReply {
				p.t.Errorf("before line %d nobody expected\n%s", m.Line, flows.Transcript{Moves: []flows.Move{h}})
			}
		}
		p.happened = nil
		reply := p.do(m)
		p.look()
		if reply != "" {
			p.happened = append(p.happened, flows.Move{Kind: flows.MoveReply, Text: p.plain(reply)})
		}
	}
}

// expect takes what the move expects off what happened. The order of the
// person's lines counts; what stands beside the talk may come in any.
func (p *player) expect(m flows.Move) {
	at := slices.IndexFunc(p.happened, m.Same)
	first := slices.IndexFunc(p.happened, func(h flows.Move) bool { return h.Kind == flows.MoveHear })
	if at < 0 || m.Kind == flows.MoveHear && at != first {
		p.t.Errorf("line %d expects\n%sbut what happens is\n%s", m.Line, flows.Transcript{Moves: []flows.Move{m}}, flows.Transcript{Moves: p.happened})
		return
	}
	p.happened = slices.Delete(p.happened, at, at+1)
}

// do makes one move. It gives what the desk is answered.
func (p *player) do(m flows.Move) (reply string) {
	switch m.Kind {
	case flows.MoveClock:
		p.clock.set(m.At)
	case flows.MovePass:
		p.passes(m.After)
	case flows.MoveStart:
		p.handle(chat.Event{ID: p.id("sam"), Kind: chat.Started, From: at("sam"), Author: person, Text: m.Text})
	case flows.MoveSay:
		p.says("sam", m.Text)
	case flows.MovePress:
		p.handle(chat.Event{ID: p.id("sam"), Kind: chat.Chose, From: at("sam"), Author: person, Token: p.button(m.Text)})
	case flows.MoveDesk:
		if m.Act == chat.Ended {
			return p.ends(m.Who, m.Cause)
		}
		ev := p.act(m.Who, m.Act, "sam", m.Text)
		ev.Subject.ID = p.newest
		return p.handle(ev).Text
	}
	return ""
}

// button is the token of the newest choice with this label.
func (p *player) button(label string) string {
	for _, l := range slices.Backward(p.talk("sam").Lines) {
		for i, c := range l.Choices {
			if c.Label == label {
				return l.Token + ":" + string(rune('0'+i))
			}
		}
	}
	p.t.Fatalf("nothing offers %q", label)
	return ""
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

func (p *player) ends(name string, cause chat.Cause) string {
	for _, a := range p.world.alarms() {
		if a.Cause == cause {
			return p.handle(chat.Event{ID: p.id(name), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID},
				Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name}}).Text
		}
	}
	p.t.Fatalf("no alarm of cause %s", cause)
	return ""
}

// look writes down what became visible since the last look.
func (p *player) look() {
	p.due()
	talk := p.talk("sam")
	for _, l := range talk.Lines {
		if l.N <= p.line || l.Kind == chat.LinePerson {
			continue
		}
		h := flows.Move{Kind: flows.MoveHear, Text: p.plain(l.Text)}
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
		th := p.thread("sam")
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveHandoff, Team: th.Team, Urgency: th.Urgency})
	}
	p.handoff = talk.State
	for _, a := range p.world.alarms() {
		if raised, seen := p.alarms[a.ID]; !seen || raised < a.Repeated {
			p.alarms[a.ID] = a.Repeated
			p.happened = append(p.happened, flows.Move{Kind: flows.MoveAlarm, Cause: a.Cause, Urgency: a.Urgency})
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
		text = strings.ReplaceAll(text, alias, [...]string{"blauwe vos", "groen schaap"}[i])
	}
	return strings.ReplaceAll(text, p.stores[0].Code(at("sam")), "appel-boom-fiets-zee")
}
