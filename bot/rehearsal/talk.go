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

// Talk is a Stage without a database: Trials that tell what becomes visible as a
// transcript writes it, with circles around them. Words and buttons arrive at once,
// and are read at once.
type Talk struct {
	book   *flows.Playbook
	now    time.Time
	n      *counters
	around *around
	region region
	people []*somebody
	last   *somebody    // whose talk the desk has before it: who did something last, or came to people
	begun  bool         // something was done, and the clock only goes forward
	seen   []flows.Move // of the move that is being made

	pages  map[string]string // coordinator -> the alarm whose page they got last
	titles map[string]string // alarm -> what the desk read of it last
	boards map[string]string // round -> what its board said last
	listed map[string]bool   // alarms of rounds that were seen
}

// somebody is one of the people of a transcript.
type somebody struct {
	name string // empty: who has none in the transcript
	*Trial
	stuck bool // a timer of theirs does not move
}

var _ Stage = (*Talk)(nil)

// NewTalk makes a stage for one transcript.
func NewTalk(book *flows.Playbook) *Talk {
	n := &counters{}
	return &Talk{book: book, now: Opening(), n: n, around: newAround(book, n),
		region: region{counted: map[chat.Address]map[string]chat.Counted{}},
		pages:  map[string]string{}, titles: map[string]string{}, boards: map[string]string{}, listed: map[string]bool{}}
}

// Do makes one move.
func (t *Talk) Do(m flows.Move) ([]flows.Move, error) {
	t.seen = nil
	err := t.do(m)
	t.begun = t.begun || m.Kind != flows.MoveClock
	if err == nil {
		err = t.until(t.now) // what is due at once
	}
	t.look()
	return t.seen, err
}

func (t *Talk) do(m flows.Move) error {
	switch m.Kind {
	case flows.MoveClock:
		return t.until(m.At)
	case flows.MovePass:
		return t.until(t.now.Add(m.After))
	case flows.MoveDesk:
		return t.desk(m)
	case flows.MoveStart, flows.MoveSay, flows.MovePress:
	default:
		return fmt.Errorf("nobody can do %q", m.Kind)
	}
	if key := t.coordinator(m.Person); key != "" && m.Kind == flows.MovePress {
		return t.page(key, m)
	}
	if m.Kind == flows.MoveStart && m.Text != Invitation && m.Person != "" { // somebody new comes by a link
		t.at(chat.Address{Adapter: memberAdapter, Chat: m.Person}, m.Person)
	}
	s, err := t.of(m.Person)
	switch {
	case err != nil:
		return err
	case !s.C.Reachable():
		return errors.New("whoever was registered by a worker does not write here")
	}
	t.last = s
	switch {
	case m.Kind == flows.MovePress:
		return t.press(s, m.Text)
	case m.Kind == flows.MoveSay:
		t.shows(s, s.Person(chat.Said, m.Text, m.Sent()...))
	case m.Text == Invitation && s.name != "":
		t.shows(s, s.handle(t.invited(s.name)))
	case m.Text == Card:
		ev, err := t.carded()
		if err != nil {
			return err
		}
		t.shows(s, s.handle(ev))
	default:
		t.shows(s, s.Person(chat.Started, m.Text))
	}
	return nil
}

// of finds somebody by the name in the transcript. Who has none is on the chat page.
func (t *Talk) of(name string) (*somebody, error) {
	if name == "" {
		return t.at(chat.Address{Adapter: "webchat", Chat: "oefening"}, ""), nil
	}
	at := chat.Address{Adapter: memberAdapter, Chat: name}
	known := slices.ContainsFunc(t.people, func(s *somebody) bool { return s.name == name })
	if m := t.around.called(name); m != nil || known {
		return t.at(at, name), nil
	}
	return nil, fmt.Errorf("nobody is called %s here: a worker enrols them first, or they come by a link", name)
}

// at finds somebody by their address; who was not there yet begins.
func (t *Talk) at(at chat.Address, name string) *somebody {
	for _, s := range t.people {
		if s.name == name && s.C.Address.Adapter != chat.Registry && s.C.Address == at || name == "" && s.name == "" {
			return s
		}
	}
	who := name
	if who == "" {
		who = "oefening"
	}
	s := &somebody{name: name, Trial: newTrial(t.book, t.now, who, at, t.n, t.around)}
	t.people = append(t.people, s)
	return s
}

// until lets time go by, with every timer at its moment.
func (t *Talk) until(then time.Time) error {
	if then.Before(t.now) && t.begun {
		return errors.New("the clock does not go back: it is " + t.now.In(flows.Amsterdam).Format("2006-01-02 15:04") + " already")
	}
	t.plan()
	for _, s := range t.people {
		s.stuck = false
	}
	for n := 0; ; n++ {
		next := t.next()
		if next.IsZero() || next.After(then) {
			break
		}
		if next.After(t.now) {
			t.stands(next)
			n = 0
		}
		if n > mostAtOnce {
			return errors.New("it never rests: something is due again and again")
		}
		t.due()
	}
	t.stands(then)
	return nil
}

// mostAtOnce bounds how often something can be due at one moment.
const mostAtOnce = 1000

// stands sets the clock.
func (t *Talk) stands(now time.Time) {
	t.now = now
	for _, s := range t.people {
		s.Now = now
	}
}

// next is when something is due; zero when nothing is. Rounds are planned at midnight.
func (t *Talk) next() time.Time {
	first := t.around.next()
	if len(t.around.members) > 0 {
		if midnight := flows.DayOf(t.now).Add(1).At(0); first.IsZero() || midnight.Before(first) {
			first = midnight
		}
	}
	for _, s := range t.people {
		if at, _ := s.next(); !s.stuck && !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// due lets happen what is due now.
func (t *Talk) due() {
	t.plan()
	for _, ev := range t.around.due(t.now) {
		t.follow([]chat.Event{ev})
	}
	for _, s := range t.people {
		if at, _ := s.next(); s.stuck || at.IsZero() || at.After(t.now) {
			continue
		}
		h, _ := s.Wake(t.now)
		s.stuck = h.Stopped
		t.shows(s, h)
	}
}

// press presses the newest button with this label. One whose question was
// answered is used up: its step is not the one that waits.
func (t *Talk) press(s *somebody, label string) error {
	var labels []string
	for _, m := range slices.Backward(s.Offers()) {
		for _, c := range m.Choices {
			if c.Label == label {
				t.shows(s, s.Press(m, c))
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
	switch {
	case m.Act == chat.Ended:
		return t.end(m.Who, m.Cause)
	case m.Act == chat.Enrolled:
		return t.enrols(m)
	case m.Act == chat.Leaves:
		return t.leaves(m)
	case m.Act == chat.Pauses:
		return t.rests(m)
	case m.Act == chat.Drills:
		return t.drills(m)
	case m.Act == chat.Chose:
		return t.presses(m)
	case m.Act == chat.Broadcasts:
		t.answered(t.around.broadcast(chat.Event{ID: t.n.id(), Kind: m.Act, Author: workerNamed(m.Who), Form: m.Form, At: t.now}).Answer)
		return nil
	case m.Act == chat.BroadcastEnds:
		return t.stopsBroadcast(m.Who)
	case m.Act == flows.Pictured:
		t.pictures(m)
		return nil
	case m.Act == chat.Recounted:
		t.recounts(m)
		return nil
	}
	if t.last == nil {
		t.last, _ = t.of("")
	}
	s := t.last
	var h Happening
	switch {
	case m.Act == chat.PassedOn:
		h = s.PassOn(m.Who, m.To)
	case m.Form != nil:
		h = s.Fill(m.Who, m.Act, m.Form)
	default:
		h = s.Worker(m.Who, m.Act, m.Text)
	}
	t.shows(s, h)
	t.answered(h.Answer)
	return nil
}

// end lets a worker end the open alarm with the cause.
func (t *Talk) end(who string, cause chat.Cause) error {
	var open []string
	for _, s := range t.people {
		for _, a := range s.Alarms {
			if open = append(open, string(a.Cause.Kind())); a.Cause.Kind() == cause {
				h := s.Look(who, a)
				t.shows(s, h)
				t.answered(h.Answer)
				return nil
			}
		}
	}
	if len(open) == 0 {
		return fmt.Errorf("there is no open alarm, not even %s", cause)
	}
	return fmt.Errorf("there is no open alarm %s; there is: %s", cause, strings.Join(open, ", "))
}

// shows notes what becomes visible of what happened in somebody's talk, and lets
// follow what it brings about elsewhere.
func (t *Talk) shows(s *somebody, h Happening) {
	then := h.Then
	t.region.counts(*h.Conversation)
	for _, m := range h.Say {
		if m.To != h.Conversation.Address {
			continue
		}
		t.hears(s, m)
		if m.Report && s.name != "" {
			then = append(then, chat.Event{
				ID: t.n.id(), Kind: chat.Delivered, Subject: s.Subject(), Author: chat.Program, Ref: m.ID, From: m.To, Sent: t.now, At: t.now,
			})
		}
	}
	if h.Reaches() {
		t.last = s
		t.see(flows.Move{Kind: flows.MoveHandoff, Person: s.name, Team: h.Conversation.Handoff.Team, Urgency: h.Conversation.Handoff.Urgency})
	}
	for _, a := range h.Alarms {
		t.see(flows.Move{Kind: flows.MoveAlarm, Person: s.name, Cause: a.Cause.Kind(), Urgency: a.Urgency})
	}
	if h.Conversation.Over && !h.Before.Over {
		t.see(flows.Move{Kind: flows.MoveOver, Person: s.name})
	}
	if h.Conversation.Forgets() && !h.Before.Forgets() {
		t.see(flows.Move{Kind: flows.MoveErased, Person: s.name})
	}
	t.follow(then)
}

func (t *Talk) hears(s *somebody, m chat.Message) {
	h := flows.Move{Kind: flows.MoveHear, Person: s.name, Text: m.Plain()}
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
