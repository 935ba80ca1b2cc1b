package switchboard_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/bot/switchboard"
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
				p := newPlayer(t, b, script)
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
	book     *flows.Playbook
	seats    []*seat
	last     *seat          // whose talk the desk has before it
	alarms   map[string]int // alarms that were seen, and how often each was raised again
	aliases  []string       // of the conversations, in their order
	people   int            // keys of people that are kept
	happened []flows.Move

	circles bool // somebody is enrolled in this transcript, or has a name
	enrols  bool // ... is enrolled by a worker
	watches      // what stands around the talks
}

// seat is one of the people of a transcript.
type seat struct {
	name    string // empty: who has none in the transcript
	at      chat.Address
	line    int64             // the last line that was compared
	handoff chat.HandoffState // as last seen
	over    bool
	newest  string // the conversation that was last seen
	noted   bool   // ... is of somebody whom a worker registered
}

func newPlayer(t *testing.T, b *storagetest.Base, script flows.Transcript) *player {
	p := &player{book: flowstest.Shipped(t), alarms: map[string]int{}, watches: newWatches()}
	p.enrols = slices.ContainsFunc(script.Moves, func(m flows.Move) bool { return m.Kind == flows.MoveDesk && m.Act == chat.Enrolled })
	p.circles = p.enrols || slices.ContainsFunc(script.Moves, func(m flows.Move) bool {
		return m.Kind == flows.MoveStart && m.Person != "" || m.Form["wie"] == "bel"
	})
	if p.circles {
		p.world = newWorldWith(t, b, 1, p.book, around)
	} else {
		p.world = newWorldWith(t, b, 1, p.book)
	}
	p.clock.set(rehearsal.Opening())
	p.seats = []*seat{{at: at("sam")}}
	p.last = p.seats[0]
	if p.circles {
		p.watch()
	}
	return p
}

// Do makes one move, and tells what became visible of it.
func (p *player) Do(m flows.Move) ([]flows.Move, error) {
	p.happened = nil
	reply, err := p.do(m)
	p.work()
	for _, s := range p.seats {
		p.look(s)
	}
	p.lookAround()
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
		return "", nil
	case flows.MovePass:
		p.passes(m.After)
		return "", nil
	case flows.MoveDesk:
		switch m.Act {
		case chat.Ended:
			return p.ends(m.Who, m.Cause)
		case chat.Enrolled:
			return p.enrolsOne(m)
		case chat.Leaves:
			ev := p.act(m.Who, chat.Leaves, "")
			ev.Subject = ofMember(p.called(m.Person).ID)
			return p.handle(ev).Text, nil
		case chat.Pauses:
			ev := p.act(m.Who, chat.Pauses, "")
			ev.Subject, ev.Value = ofMember(p.called(m.Person).ID), m.Text
			return p.handle(ev).Text, nil
		case chat.Drills:
			ev := p.act(m.Who, chat.Drills, "")
			round, ok := rehearsal.Today(p.book, m.Team, p.clock.Now())
			if ev.Subject = (chat.Subject{Kind: chat.SubjectRound, ID: round}); !ok {
				return "", fmt.Errorf("there is no circle %s", m.Team)
			}
			return p.handle(ev).Text, nil
		case chat.Chose:
			return p.presses(m)
		case chat.Broadcasts, chat.BroadcastEnds:
			return p.broadcasts(m)
		case flows.Pictured:
			return p.pictures(m)
		case chat.Recounted:
			ev := p.act(m.Who, chat.Recounted, m.Text)
			ev.Subject, ev.Value, ev.Ref = chat.Subject{Kind: chat.SubjectStory}, chat.MonthsBack(p.clock.Now(), 0), m.Team
			return p.handle(ev).Text, nil
		}
		return p.works(m), nil
	}
	if key := p.coordinator(m.Person); key != "" {
		return "", p.page(key, m)
	}
	s, err := p.seat(m.Person)
	if err != nil && m.Kind == flows.MoveStart && m.Text != rehearsal.Invitation { // somebody new comes by a link
		s, err = &seat{name: m.Person, at: own(m.Person)}, nil
		p.seats = append(p.seats, s)
	}
	if err != nil {
		return "", err
	}
	p.last = s
	ev := chat.Event{ID: p.id("sam"), Kind: chat.Said, From: s.at, Author: person, Text: m.Text, Files: m.Sent()}
	switch {
	case m.Kind == flows.MovePress:
		if ev.Token, err = p.button(s, m.Text); err != nil {
			return "", err
		}
		ev.Kind, ev.Text = chat.Chose, ""
	case m.Kind == flows.MoveStart && m.Text == rehearsal.Invitation && s.name != "":
		ev.Kind, ev.Text = chat.Started, chat.InvitePrefix+p.stores[0].Token(p.called(s.name).InvitationID())
	case m.Kind == flows.MoveStart && m.Text == rehearsal.Card:
		item := p.seats[slices.IndexFunc(p.seats, func(s *seat) bool { return s.noted })].newest
		ev.Kind, ev.Text = chat.Started, chat.DoorPrefix+p.stores[0].Token(chat.DoorID(item))
	case m.Kind == flows.MoveStart:
		ev.Kind = chat.Started
	}
	p.handle(ev)
	return "", nil
}

// act is a worker doing something in the talk that the desk has before it.
func (p *player) act(name string, kind chat.Kind, text string) chat.Event {
	return chat.Event{
		ID: p.id(name), Kind: kind, Text: text, Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name},
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: p.last.newest},
	}
}

// works lets a worker do something. What waits before it leaves has left then,
// unless it is taken back.
func (p *player) works(m flows.Move) (reply string) {
	act := m.Act
	if act == chat.Recalled {
		act = chat.Answered
	}
	s := p.last
	if act == chat.Registered {
		s.noted, s.newest = true, ""
	}
	ev := p.act(m.Who, act, m.Text)
	ev.Form = rehearsal.Invited(m.Form, func(name string) chat.Author { return p.act(name, "", "").Author })
	if act == chat.PassedOn {
		if ev.Text = m.To.Worker; ev.Text != "" {
			m.To.Worker = "w-" + ev.Text
		}
		ev.Ref = m.To.Ref()
	}
	answer := p.handle(ev)
	if act == chat.Registered {
		s.newest = answer.Ref
	}
	if next := answer.Form; next != nil && next.Wrongs() == "" { // sent in as it is
		ev = p.act(m.Who, next.Kind, "")
		ev.Form = next.Values()
		answer = p.handle(ev)
	}
	p.seatCalled()
	if reply = answer.Text; answer.Form != nil {
		reply = answer.Form.Wrongs()
	}
	if m.Act == chat.Recalled {
		back := p.act(m.Who, chat.Recalled, "")
		back.Ref = ev.ID
		return p.handle(back).Text
	}
	th, err := p.stores[0].Record().Thread(p.t.Context(), s.newest, 0)
	for _, l := range th.Leaving {
		p.passes(l.Leaves.Sub(p.clock.Now()))
	}
	if err != nil && !errors.Is(err, chat.ErrUnknown) {
		p.t.Fatal(err)
	}
	return reply
}

// pictures lets a worker look at the neighbourhood picture.
func (p *player) pictures(m flows.Move) (string, error) {
	month, record := cmp.Or(m.Text, chat.MonthsBack(p.clock.Now(), 0)), p.stores[0].Record()
	counts, err := record.Themes(p.t.Context(), month)
	if err != nil {
		return "", err
	}
	stories, err := record.Stories(p.t.Context(), month)
	return adapters.DrawMonth(month, counts, switchboard.Region(p.book)).InWords(stories), err
}

// talkAt is what the person at the address sees.
func (p *player) talkAt(at chat.Address) chat.Talk {
	talk, err := p.stores[0].Record().Talk(p.t.Context(), at, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	return talk
}

// button is the token of the newest choice with this label.
func (p *player) button(s *seat, label string) (string, error) {
	for _, l := range slices.Backward(p.talkAt(s.at).Lines) {
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
		p.work()
		next, err := p.stores[0].Soonest(p.t.Context(), "")
		if err != nil {
			p.t.Fatal(err)
		}
		if midnight := flows.DayOf(p.clock.Now()).Add(1).At(0); p.circles && (next.IsZero() || midnight.Before(next)) {
			next = midnight
		}
		if next.IsZero() || next.After(until) {
			break
		}
		p.clock.set(next)
	}
	p.clock.set(until)
	p.work()
}

// work lets the instance do all that it does by itself at this moment.
func (p *player) work() {
	p.settles()
	if p.circles {
		if err := p.boards[0].GroupsNow(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
		p.settles()
	}
}

func (p *player) settles() {
	for worked := true; worked; {
		if p.circles {
			if err := p.boards[0].PlanNow(p.t.Context()); err != nil {
				p.t.Fatal(err)
			}
		}
		var err error
		if worked, err = p.boards[0].WorkNow(p.t.Context()); err != nil {
			p.t.Fatal(err)
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

// look writes down what became visible of somebody's talk since the last look.
func (p *player) look(s *seat) {
	talk := p.shown(s)
	for _, l := range talk.Lines {
		if l.N <= s.line || l.Kind == chat.LinePerson {
			continue
		}
		h := flows.Move{Kind: flows.MoveHear, Person: s.name, Text: p.plain(l.Plain())}
		if l.Kind == chat.LineWorker {
			h.Who = l.Author.Name
		}
		for _, c := range l.Choices {
			h.Choices = append(h.Choices, c.Label)
		}
		p.happened = append(p.happened, h)
		s.line = l.N
	}
	if talk.Conversation != s.newest {
		s.newest, s.handoff, s.over = talk.Conversation, chat.NoHandoff, false
	}
	if talk.State == chat.Waiting && s.handoff != chat.Waiting {
		th, err := p.stores[0].Record().Thread(p.t.Context(), talk.Conversation, 0)
		if err != nil {
			p.t.Fatal(err)
		}
		p.last = s
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveHandoff, Person: s.name, Team: th.Team, Urgency: th.Urgency})
	}
	s.handoff = talk.State
	if talk.Over && !s.over {
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveOver, Person: s.name})
	}
	s.over = talk.Over
}

// shown is what the person sees; somebody who was registered sees nothing.
func (p *player) shown(s *seat) chat.Talk {
	if !s.noted {
		return p.talkAt(s.at)
	}
	th, err := p.stores[0].Record().Thread(p.t.Context(), s.newest, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	return chat.Talk{Conversation: th.ID, State: th.State, Over: th.Over}
}

// plain takes out what is drawn by lot: aliases and return codes.
func (p *player) plain(text string) string {
	var aliases []string
	if err := p.raw.Select(&aliases, "SELECT alias FROM conversation ORDER BY made_at, id"); err != nil {
		p.t.Fatal(err)
	}
	for _, alias := range aliases {
		if !slices.Contains(p.aliases, alias) {
			p.aliases = append(p.aliases, alias)
		}
	}
	for i, alias := range p.aliases {
		text = strings.ReplaceAll(text, alias, chat.Alias(uint64(i)))
	}
	return strings.ReplaceAll(text, p.stores[0].Code(at("sam")), rehearsal.Code)
}
