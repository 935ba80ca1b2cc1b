package rehearsal

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// Opening is when a talk begins that says nothing of the clock: a Monday, in
// opening hours of most.
func Opening() time.Time { return time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam) }

// Code is the return code that everybody gets in a rehearsal.
const Code = "appel-boom-fiets-zee"

// Talk is a Stage without a database: one person on the chat page, as the pure
// functions decide. Words and buttons arrive at once, and are read at once. Each
// conversation has the next of chat's aliases.
type Talk struct {
	book   *flows.Playbook
	c      chat.Conversation
	now    time.Time
	begun  bool // something was done, and the clock only goes forward
	events int
	talks  uint64 // conversations that ended
	alarms []chat.Alarm
	offers []chat.Message // with choices, as the person sees them
	seen   []flows.Move   // of the move that is being made
}

var _ Stage = (*Talk)(nil)

// NewTalk makes a stage for one transcript.
func NewTalk(book *flows.Playbook) *Talk {
	t := &Talk{book: book, now: Opening()}
	t.meet()
	return t
}

// meet begins a conversation with the same person.
func (t *Talk) meet() {
	t.c = chat.Conversation{
		ID: fmt.Sprintf("c%d", t.talks), Person: "p", Address: chat.Address{Adapter: "webchat", Chat: "a"},
		Turn: t.c.Turn, Alias: chat.Alias(t.talks),
	}
}

// Do makes one move.
func (t *Talk) Do(m flows.Move) ([]flows.Move, error) {
	t.seen = nil
	var err error
	switch m.Kind {
	case flows.MoveClock:
		err = t.until(m.At)
	case flows.MovePass:
		err = t.until(t.now.Add(m.After))
	case flows.MoveStart:
		t.person(chat.Event{Kind: chat.Started, Text: m.Text})
	case flows.MoveSay:
		t.person(chat.Event{Kind: chat.Said, Text: m.Text, Files: m.Sent()})
	case flows.MovePress:
		err = t.press(m.Text)
	case flows.MoveDesk:
		err = t.desk(m)
	default:
		return nil, fmt.Errorf("nobody can do %q", m.Kind)
	}
	t.begun = t.begun || m.Kind != flows.MoveClock
	return t.seen, err
}

// until lets time go by, with every timer at its moment.
func (t *Talk) until(then time.Time) error {
	if then.Before(t.now) && t.begun {
		return errors.New("the clock does not go back: it is " + t.now.In(flows.Amsterdam).Format("2006-01-02 15:04") + " already")
	}
	for {
		wake := t.c.WakeAt()
		if wake.IsZero() || wake.After(then) {
			break
		}
		if wake.After(t.now) {
			t.now = wake
		}
		t.decide(chat.Event{Kind: chat.Woke, Author: chat.Program})
	}
	t.now = then
	return nil
}

func (t *Talk) person(ev chat.Event) {
	if t.c.Over && ev.Kind != chat.Chose {
		t.talks++
		t.meet()
	}
	ev.From, ev.Author = t.c.Address, chat.Author{Role: chat.RolePerson}
	t.decide(ev)
}

// press presses the newest button with this label. One whose question was
// answered is used up: its step is not the one that waits.
func (t *Talk) press(label string) error {
	var labels []string
	for _, m := range slices.Backward(t.offers) {
		for _, c := range m.Choices {
			if c.Label == label {
				t.person(chat.Event{Kind: chat.Chose, Step: m.Step, Value: c.Value, Text: c.Label})
				return nil
			}
			if !slices.Contains(labels, c.Label) {
				labels = append(labels, c.Label)
			}
		}
	}
	if len(labels) == 0 {
		return fmt.Errorf("there is no button to press, not even [%s]", label)
	}
	return fmt.Errorf("there is no button [%s]; there are [%s]", label, strings.Join(labels, "|"))
}

// desk lets a worker do something.
func (t *Talk) desk(m flows.Move) error {
	who := chat.Author{Role: chat.RoleWorker, ID: "w-" + m.Who, Name: m.Who}
	if m.Act == chat.Ended {
		return t.end(who, m.Cause)
	}
	t.answered(t.decide(chat.Event{Kind: m.Act, Author: who, Text: m.Text}).Answer)
	return nil
}

// end lets a worker end the open alarm with the cause.
func (t *Talk) end(who chat.Author, cause chat.Cause) error {
	var open []string
	for i, a := range t.alarms {
		if !a.Open() {
			continue
		}
		if open = append(open, string(a.Cause)); a.Cause != cause {
			continue
		}
		t.events++
		d := alarm.Step(a, chat.Facts{}, chat.Event{ID: t.id(), Kind: chat.Ended, Author: who, At: t.now})
		t.alarms[i] = *d.Alarm
		for _, ev := range d.Then {
			if ev.Subject.ID == t.c.ID { // in a talk that is over it changes nothing that anybody sees
				t.decide(ev)
			}
		}
		t.answered(d.Answer)
		return nil
	}
	if len(open) == 0 {
		return fmt.Errorf("there is no open alarm, not even %s", cause)
	}
	return fmt.Errorf("there is no open alarm %s; there is: %s", cause, strings.Join(open, ", "))
}

func (t *Talk) id() string { return fmt.Sprintf("e%d", t.events) }

// decide lets the pure functions decide about an event, makes it so, and notes
// what becomes visible of it.
func (t *Talk) decide(ev chat.Event) chat.Decision {
	t.events++
	if ev.ID == "" {
		ev.ID = t.id()
	}
	ev.At = t.now
	ev.Subject = chat.Subject{Kind: chat.SubjectConversation, ID: t.c.ID}
	before := t.c
	t.c.Turn++
	facts := chat.Facts{ReturnCode: Code} // a chat page: we cannot speak first there
	d := switchboard.Decide(t.book, t.c, func(string) chat.Facts { return facts }, ev)
	t.c = *d.Conversation
	for _, m := range d.Say {
		if m.To == t.c.Address {
			t.hears(m)
		}
	}
	if t.c.Handoff.State == chat.Waiting && before.Handoff.State != chat.Waiting {
		t.see(flows.Move{Kind: flows.MoveHandoff, Team: t.c.Handoff.Team, Urgency: t.c.Handoff.Urgency})
	}
	for _, a := range d.Alarms {
		t.see(flows.Move{Kind: flows.MoveAlarm, Cause: a.Cause, Urgency: a.Urgency})
		if !slices.ContainsFunc(t.alarms, func(o chat.Alarm) bool { return o.Open() && o.Cause == a.Cause && o.About == a.About }) {
			t.alarms = append(t.alarms, a)
		}
	}
	if t.c.Over && !before.Over {
		t.see(flows.Move{Kind: flows.MoveOver})
	}
	if t.c.Forgets() && !before.Forgets() {
		t.see(flows.Move{Kind: flows.MoveErased})
	}
	return d
}

func (t *Talk) hears(m chat.Message) {
	h := flows.Move{Kind: flows.MoveHear, Text: m.Plain()}
	if m.Speaker.Role == chat.RoleWorker {
		h.Who = m.Speaker.Name
	}
	for _, c := range m.Choices {
		h.Choices = append(h.Choices, c.Label)
	}
	if len(m.Choices) > 0 {
		t.offers = append(t.offers, m)
	}
	t.see(h)
}

func (t *Talk) answered(a chat.Answer) {
	if a.Text != "" {
		t.see(flows.Move{Kind: flows.MoveReply, Text: a.Text})
	}
}

func (t *Talk) see(m flows.Move) { t.seen = append(t.seen, m) }
