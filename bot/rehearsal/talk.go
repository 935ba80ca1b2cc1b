package rehearsal

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Opening is when a talk begins that says nothing of the clock: a Monday, in
// opening hours of most.
func Opening() time.Time { return time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam) }

// Talk is a Stage without a database: a Trial that tells what becomes visible as
// a transcript writes it. Words and buttons arrive at once, and are read at once.
type Talk struct {
	trial *Trial
	begun bool         // something was done, and the clock only goes forward
	seen  []flows.Move // of the move that is being made
}

var _ Stage = (*Talk)(nil)

// NewTalk makes a stage for one transcript.
func NewTalk(book *flows.Playbook) *Talk { return &Talk{trial: NewTrial(book, Opening())} }

// Do makes one move.
func (t *Talk) Do(m flows.Move) ([]flows.Move, error) {
	t.seen = nil
	var err error
	switch kind := m.Kind; {
	case t.trial.C.Reachable():
	case kind == flows.MoveStart, kind == flows.MoveSay, kind == flows.MovePress:
		return nil, errors.New("whoever was registered by a worker does not write here")
	}
	switch m.Kind {
	case flows.MoveClock:
		err = t.until(m.At)
	case flows.MovePass:
		err = t.until(t.trial.Now.Add(m.After))
	case flows.MoveStart:
		t.shows(t.trial.Person(chat.Started, m.Text))
	case flows.MoveSay:
		t.shows(t.trial.Person(chat.Said, m.Text, m.Sent()...))
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
	if then.Before(t.trial.Now) && t.begun {
		return errors.New("the clock does not go back: it is " + t.trial.Now.In(flows.Amsterdam).Format("2006-01-02 15:04") + " already")
	}
	for more := true; more; {
		var h Happening
		if h, more = t.trial.Wake(then); h.Conversation != nil {
			t.shows(h)
		}
	}
	t.trial.Now = then
	return nil
}

// press presses the newest button with this label. One whose question was
// answered is used up: its step is not the one that waits.
func (t *Talk) press(label string) error {
	var labels []string
	for _, m := range slices.Backward(t.trial.Offers()) {
		for _, c := range m.Choices {
			if c.Label == label {
				t.shows(t.trial.Press(m, c))
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
	if m.Act == chat.Ended {
		return t.end(m.Who, m.Cause)
	}
	var h Happening
	switch {
	case m.Act == chat.PassedOn:
		h = t.trial.PassOn(m.Who, m.To)
	case m.Form != nil:
		h = t.trial.Fill(m.Who, m.Act, m.Form)
	default:
		h = t.trial.Worker(m.Who, m.Act, m.Text)
	}
	t.shows(h)
	t.answered(h.Answer)
	return nil
}

// end lets a worker end the open alarm with the cause.
func (t *Talk) end(who string, cause chat.Cause) error {
	var open []string
	for _, a := range t.trial.Alarms {
		if open = append(open, string(a.Cause.Kind())); a.Cause.Kind() == cause {
			h := t.trial.Look(who, a)
			t.shows(h)
			t.answered(h.Answer)
			return nil
		}
	}
	if len(open) == 0 {
		return fmt.Errorf("there is no open alarm, not even %s", cause)
	}
	return fmt.Errorf("there is no open alarm %s; there is: %s", cause, strings.Join(open, ", "))
}

// shows notes what becomes visible of what happened.
func (t *Talk) shows(h Happening) {
	for _, m := range h.Say {
		if m.To == h.Conversation.Address {
			t.hears(m)
		}
	}
	if h.Reaches() {
		t.see(flows.Move{Kind: flows.MoveHandoff, Team: h.Conversation.Handoff.Team, Urgency: h.Conversation.Handoff.Urgency})
	}
	for _, a := range h.Alarms {
		t.see(flows.Move{Kind: flows.MoveAlarm, Cause: a.Cause.Kind(), Urgency: a.Urgency})
	}
	if h.Conversation.Over && !h.Before.Over {
		t.see(flows.Move{Kind: flows.MoveOver})
	}
	if h.Conversation.Forgets() && !h.Before.Forgets() {
		t.see(flows.Move{Kind: flows.MoveErased})
	}
}

func (t *Talk) hears(m chat.Message) {
	h := flows.Move{Kind: flows.MoveHear, Text: m.Plain()}
	if m.Speaker.Role == chat.RoleWorker {
		h.Who = m.Speaker.Name
	}
	for _, c := range m.Choices {
		h.Choices = append(h.Choices, c.Label)
	}
	t.see(h)
}

func (t *Talk) answered(a chat.Answer) {
	if a.Form != nil {
		a.Text = a.Form.Wrongs()
	}
	if a.Text != "" {
		t.see(flows.Move{Kind: flows.MoveReply, Text: a.Text})
	}
}

func (t *Talk) see(m flows.Move) { t.seen = append(t.seen, m) }
