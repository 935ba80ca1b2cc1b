package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// Invitation is what a member begins with who opens the link of their invitation.
const Invitation = "uitnodiging"

// Card is what somebody begins with who uses the card that a worker left at their door.
const Card = "kaart"

// Enrolment is what a worker fills in about the n-th whom a transcript enrols, counted
// from 1. app is the channel of those who are not rung.
func Enrolment(m flows.Move, n int, app string, now time.Time) map[string]string {
	full := m.Person
	if title, name, ok := strings.Cut(full, " "); ok && (title == "mevrouw" || title == "meneer") {
		full = name
	}
	form := map[string]string{
		"kring": m.Team, "aanspreeknaam": m.Person, "naam": full,
		"telefoon1": fmt.Sprintf("06 123456%02d", n%100), "adres": fmt.Sprintf("Kade %d, Waterkant", n), "kanaal": app,
	}
	if m.Text != "" {
		form["kanaal"] = m.Text
	}
	if m.Text == chat.AdapterPhone {
		form["beller"], form["gevraagddoor"], form["jaop"] = m.Who, m.Who, flows.DayOf(now).String()
	}
	return form
}

// Called is what a caller presses who rang a member, as an event of their round. False:
// it is no such button.
func Called(label string) (kind chat.Kind, value string, ok bool) {
	switch label {
	case "Gesproken, gaat goed", "6 tot en met 10":
		return chat.CheckedIn, string(chat.StandWell), true
	case "Niet zo goed", "0 tot en met 5":
		return chat.CheckedIn, string(chat.StandNotWell), true
	case "Niet bereikt":
		return chat.Rang, chat.CallMissed, true
	}
	return "", "", false
}

// OnPage is what somebody who looks after a circle presses on the page of an alarm.
func OnPage(label string) (verb chat.Kind, ok bool) {
	for _, c := range chat.PageChoices(chat.RoleWorker) {
		if c.Label == label {
			return c.Verb, true
		}
	}
	return "", false
}

// About names those whom an alarm of a round is about: members by their names, many
// with commas between them.
func About(a chat.Alarm, members []chat.Member) string {
	var names []string
	for _, id := range append(slices.Clone(a.Check.Members), a.Check.Member) {
		for _, m := range members {
			if m.ID == id {
				names = append(names, m.Name)
			}
		}
	}
	if len(names) == 0 {
		return a.Alias
	}
	return strings.Join(names, ", ")
}

// Concerns tells whether the alarm is about somebody of this name, or, where it names
// many, about the circle that is called so.
func Concerns(book *flows.Playbook, a chat.Alarm, members []chat.Member, name string) bool {
	if a.Cause == chat.CauseMany {
		parts := strings.Split(a.Check.Round, "|")
		return len(parts) == 4 && label(book, parts[0], parts[1]) == name
	}
	return a.Check != nil && About(a, members) == name
}

// called finds a member by name: who was enrolled last.
func (a *around) called(name string) *chat.Member {
	for _, m := range slices.Backward(a.members) {
		if m.Name == name {
			return &m
		}
	}
	return nil
}

// coordinator is the key of the one with this name; empty where nobody is.
func (t *Talk) coordinator(name string) string {
	for _, c := range t.book.Organisation.Coordinators {
		if c.Label == name {
			return c.Name
		}
	}
	return ""
}

// enrols lets a worker enrol somebody.
func (t *Talk) enrols(m flows.Move) error {
	f := t.around.place(chat.Event{
		ID: t.n.id(), Kind: chat.Enrolled, Subject: chat.Subject{Kind: chat.SubjectMember}, Author: workerNamed(m.Who), At: t.now,
		Form: Enrolment(m, len(t.around.members)+1, memberAdapter, t.now),
	})
	t.answered(f.Answer)
	t.follow(f.then)
	if f.Answer.Form != nil {
		return fmt.Errorf("%s cannot be enrolled so: %s", m.Person, f.Answer.Form.Wrongs())
	}
	return nil
}

// stopsBroadcast lets a worker stop what stands ready and did not go to all yet.
func (t *Talk) stopsBroadcast(who string) error {
	for _, id := range slices.Sorted(maps.Keys(t.around.rounds)) {
		if r := t.around.rounds[id]; r.Broadcast != nil && slices.ContainsFunc(r.Occurrences, func(o chat.Occurrence) bool { return o.Stand == chat.StandPlanned }) {
			t.happens(chat.Event{Kind: chat.BroadcastEnds, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id}, Author: workerNamed(who)})
			return nil
		}
	}
	return errors.New("no broadcast stands ready")
}

// leaves lets a worker write down that somebody left.
func (t *Talk) leaves(m flows.Move) error {
	who := t.around.called(m.Person)
	if who == nil {
		return fmt.Errorf("nobody is called %s", m.Person)
	}
	t.happens(chat.Event{Kind: chat.Leaves, Subject: chat.Subject{Kind: chat.SubjectMember, ID: who.ID}, Author: workerNamed(m.Who)})
	return nil
}

// rests lets a worker write down that somebody is away until a day.
func (t *Talk) rests(m flows.Move) error {
	who := t.around.called(m.Person)
	if who == nil {
		return fmt.Errorf("nobody is called %s", m.Person)
	}
	t.happens(chat.Event{Kind: chat.Pauses, Subject: chat.Subject{Kind: chat.SubjectMember, ID: who.ID}, Author: workerNamed(m.Who), Value: m.Text})
	return nil
}

// drills lets a worker hold a drill.
func (t *Talk) drills(m flows.Move) error {
	round, ok := Today(t.book, m.Team, t.now)
	if !ok {
		return fmt.Errorf("there is no circle %s", m.Team)
	}
	t.happens(chat.Event{Kind: chat.Drills, Subject: chat.Subject{Kind: chat.SubjectRound, ID: round}, Author: workerNamed(m.Who)})
	return nil
}

// Today is the key of the round of this day of a circle, by its name in a transcript:
// belcirkel/noord. False: there is no such circle.
func Today(book *flows.Playbook, named string, at time.Time) (round string, ok bool) {
	programme, circle, _ := strings.Cut(named, "/")
	p := book.Programme(programme)
	if p == nil || p.Circle(circle) == nil {
		return "", false
	}
	return chat.RoundID(programme, circle, flows.DayOf(at).String(), p.Slot()), true
}

// invited is that a member opens the link of their invitation.
func (t *Talk) invited(name string) chat.Event {
	m := t.around.called(name)
	ev := chat.Event{Kind: chat.Started, Author: chat.Author{Role: chat.RolePerson}, Step: chat.InviteStep, Ref: m.ID}
	if !m.Opened.IsZero() {
		ev.Value = chat.InviteUsed
	}
	return ev
}

// carded is that somebody uses the card at their door: of whom was registered last. It
// is known for theirs once.
func (t *Talk) carded() (chat.Event, error) {
	ev := chat.Event{Kind: chat.Started, Author: chat.Author{Role: chat.RolePerson}, Text: chat.DoorStart, Step: chat.DoorStep}
	for _, s := range slices.Backward(t.people) {
		if s.C.Approach == nil {
			continue
		}
		if s.C.Approach.Heard == "" {
			ev.Ref, ev.Value = s.C.ID, s.C.Name()
		}
		return ev, nil
	}
	return ev, errors.New("nobody was registered: there is no card")
}

// presses lets a worker press what stands at the desk about a member, or say how a
// call with them went.
func (t *Talk) presses(m flows.Move) error {
	var labels []string
	for _, id := range slices.Sorted(maps.Keys(t.around.alarms)) {
		a := t.around.alarms[id]
		if !a.Open() || a.Armed(t.now) || !Concerns(t.book, a, t.around.members, m.Person) {
			continue
		}
		for _, c := range t.around.alerts[id].Choices {
			if labels = append(labels, c.Label); c.Label == m.Text {
				t.happens(chat.Event{Kind: c.Verb, Ref: c.Value, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: id}, Author: workerNamed(m.Who)})
				return nil
			}
		}
	}
	if kind, value, ok := Called(m.Text); ok {
		for _, id := range slices.Sorted(maps.Keys(t.around.rounds)) {
			r := t.around.rounds[id]
			who := t.around.called(m.Person)
			if who == nil || r.Day != flows.DayOf(t.now).String() || r.Of(who.ID) == nil {
				continue
			}
			t.happens(chat.Event{
				Kind: kind, Value: value, Ref: who.ID, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id}, Author: workerNamed(m.Who), Sent: t.now,
			})
			return nil
		}
	}
	return noButton(m.Text, m.Person, labels)
}

func noButton(label, about string, labels []string) error {
	if len(labels) == 0 {
		return fmt.Errorf("nothing stands at the desk about %s, so there is no [%s]", about, label)
	}
	return fmt.Errorf("there is no button [%s] about %s; there are [%s]", label, about, strings.Join(labels, "|"))
}

// page lets somebody press on the page of the alarm that they got last.
func (t *Talk) page(key string, m flows.Move) error {
	verb, ok := OnPage(m.Text)
	id, got := t.pages[m.Person]
	if !ok || !got {
		return fmt.Errorf("%s has no page with a button [%s]", m.Person, m.Text)
	}
	t.follow([]chat.Event{{
		ID: t.n.id(), Kind: verb, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: id}, At: t.now,
		Author: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(key), Name: m.Person},
	}})
	return nil
}

// happens lets a worker do something around the talks; they are answered.
func (t *Talk) happens(ev chat.Event) {
	ev.ID, ev.At = t.n.id(), t.now
	f := t.one(ev)
	t.answered(f.Answer)
	t.follow(f.then)
}

// follow lets happen what follows, in order, and what follows from that.
func (t *Talk) follow(then []chat.Event) {
	for len(then) > 0 {
		ev := then[0]
		then = then[1:]
		if ev.At.After(t.now) {
			t.around.later = append(t.around.later, ev)
			continue
		}
		ev.At = t.now
		then = append(then, t.one(ev).then...)
	}
}

// one lets one event happen, in somebody's talk or around the talks.
func (t *Talk) one(ev chat.Event) (f follows) {
	switch ev.Subject.Kind {
	case chat.SubjectRound:
		f = t.around.round(ev, nil)
	case chat.SubjectAlarm:
		if _, known := t.around.alarms[ev.Subject.ID]; known {
			f = t.around.alarm(ev)
		}
	case chat.SubjectMember:
		f = t.member(ev)
	case chat.SubjectConversation:
		for _, s := range t.people {
			if s.C.ID == ev.Subject.ID {
				t.shows(s, s.handle(ev))
				break
			}
		}
	}
	t.told(f.say)
	return f
}

// named is how whoever is at the address is called in the transcript: who joined by a
// talk has another name as a member.
func (t *Talk) named(at chat.Address) string {
	for _, s := range t.people {
		if s.C.Address == at {
			return s.name
		}
	}
	return ""
}

// member lets a programme reach out to a member, or changes their place in it.
func (t *Talk) member(ev chat.Event) follows {
	if ev.Kind != chat.Prompts && ev.Kind != chat.Unheard && ev.Kind != chat.PauseEnds && ev.Kind != chat.SeenTo {
		return t.around.place(ev)
	}
	for _, m := range t.around.byID(ev.Subject.ID) {
		if ev.Kind == chat.PauseEnds && m.Address.Adapter == chat.AdapterPhone {
			return t.around.rungAgain(m, ev)
		}
		if m.Address != (chat.Address{}) && (m.State != chat.MemberLeft || ev.Kind == chat.SeenTo) {
			s := t.at(m.Address, cmp.Or(t.named(m.Address), m.Name))
			t.shows(s, s.handle(ev))
			return follows{}
		}
	}
	if ev.Kind != chat.Prompts {
		return follows{}
	}
	why := chat.Unreachable
	if known := t.around.byID(ev.Subject.ID); len(known) > 0 && known[0].State == chat.MemberLeft {
		why = checkin.LeftIt
	}
	return follows{then: []chat.Event{{
		ID: t.n.id(), Kind: chat.PromptLost, Subject: chat.Subject{Kind: chat.SubjectRound, ID: ev.Ref},
		Author: chat.Program, Ref: ev.Subject.ID, Value: why, At: t.now,
	}}}
}

// told notes what those who look after a circle read, and what their desk does.
func (t *Talk) told(say []chat.Message) {
	for _, m := range say {
		switch {
		case m.To.Adapter == watchAdapter:
			c, _ := t.book.Coordinator(m.To.Chat)
			t.see(flows.Move{Kind: flows.MoveHear, Person: c.Label, Text: m.Text})
			if m.Page != "" {
				t.pages[c.Label] = m.Page
			}
		case m.Alert != nil && t.titles[m.Alert.Alarm] != m.Alert.Title:
			t.titles[m.Alert.Alarm] = m.Alert.Title
			t.see(flows.Move{Kind: flows.MoveReply, Text: m.Alert.Title})
		}
	}
}

// plan lets rounds be as the playbook and the circles want them now.
func (t *Talk) plan() {
	events, wanted := t.around.planned(t.now)
	for i, ev := range events {
		f := t.around.round(ev, wanted[i])
		t.told(f.say)
		t.follow(f.then)
	}
	t.around.groups(t.now)
}

// look notes what stands at the desk since the last look: alarms, and boards.
func (t *Talk) look() {
	for _, id := range slices.Sorted(maps.Keys(t.around.alarms)) {
		if a := t.around.alarms[id]; !t.listed[id] && a.Open() && !a.Armed(t.now) {
			t.listed[id] = true
			t.see(flows.Move{Kind: flows.MoveAlarm, Person: About(a, t.around.members), Cause: a.Cause.Kind(), Urgency: a.Urgency})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.around.rounds)) {
		if text := Board(t.book, t.around.rounds[id]); t.boards[id] != text {
			t.boards[id] = text
			t.see(flows.Move{Kind: flows.MoveReply, Text: text})
		}
	}
}
