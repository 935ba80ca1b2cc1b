package switchboard_test

import (
	"fmt"
	"slices"
	"strings"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// watches is what a player saw around the talks.
type watches struct {
	knew   []chat.Member           // who was enrolled
	posts  int                     // of the platform, that were compared
	pages  map[string]string       // coordinator -> the alarm whose page they got last
	titles map[string]string       // alarm -> what the desk read of it last
	alerts map[string]chat.Message // alarm -> as it stands at the desk
	told   map[string]string       // round -> what its board said last
}

func newWatches() watches {
	return watches{pages: map[string]string{}, titles: map[string]string{}, alerts: map[string]chat.Message{}, told: map[string]string{}}
}

// ringing is telefoon: what is to be said there arrives at once.
type ringing struct{ pushed }

func (ringing) Name() string            { return chat.AdapterPhone }
func (ringing) Limits() adapters.Limits { return adapters.Limits{Choices: 100, Initiates: true} }

// around gives a world desks that are pushed to, and ways to members of circles.
func around(w *world, cfg *switchboard.Config) {
	cfg.Adapters = append(cfg.Adapters, ringing{pushed{w.platform}})
	cfg.Desks = func(team string) []chat.Address { return []chat.Address{{Adapter: "pushed", Chat: "desk-" + team}} }
	cfg.Channels = []chat.Channel{{Name: "pushed", Label: "Telegram", First: true, Invites: true}, {Name: chat.AdapterPhone, Label: "telefoon", First: true}}
}

// watch lets each coordinator of the playbook be reached in a chat of their own.
func (p *player) watch() {
	for _, c := range p.book.Organisation.Coordinators {
		err := p.stores[0].KeepWatcher(p.t.Context(), chat.WatcherChat{Coordinator: c.Name, At: own(c.Name), Since: p.clock.Now()})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

// coordinator is the key of the one with this name; empty where nobody is.
func (p *player) coordinator(name string) string {
	for _, c := range p.book.Organisation.Coordinators {
		if c.Label == name {
			return c.Name
		}
	}
	return ""
}

// members are all who are enrolled, and who were.
func (p *player) members() []chat.Member {
	all, err := p.stores[0].Record().Enrolled(p.t.Context(), "", "")
	if err != nil {
		p.t.Fatal(err)
	}
	for _, m := range p.knew {
		if !slices.ContainsFunc(all, func(now chat.Member) bool { return now.ID == m.ID }) {
			all = append(all, m)
		}
	}
	p.knew = all
	return all
}

// called finds a member by name.
func (p *player) called(name string) (m chat.Member) {
	for _, m := range p.members() {
		if m.Name == name {
			return m
		}
	}
	return m
}

// seat finds somebody by the name in the transcript.
func (p *player) seat(name string) (*seat, error) {
	if i := slices.IndexFunc(p.seats, func(s *seat) bool { return s.name == name }); i >= 0 {
		return p.seats[i], nil
	}
	return nil, fmt.Errorf("nobody is called %s", name)
}

func (p *player) enrolsOne(m flows.Move) (string, error) {
	ev := p.act(m.Who, chat.Enrolled, "")
	ev.Subject, ev.Form = ofMember(""), rehearsal.Enrolment(m, len(p.members())+1, "pushed", p.clock.Now())
	answer := p.handle(ev)
	if answer.Form != nil {
		return "", fmt.Errorf("%s cannot be enrolled: %s", m.Person, answer.Form.Wrongs())
	}
	s := &seat{name: m.Person, at: own(m.Person)}
	if m.Text == chat.AdapterPhone {
		s.at = chat.Address{Adapter: chat.AdapterPhone, Chat: answer.Ref}
	}
	p.seats = append(p.seats, s)
	return answer.Text, nil
}

// seatCalled gives a seat to whoever is rung from now on, and had none.
func (p *player) seatCalled() {
	if !p.circles {
		return
	}
	for _, m := range p.members() {
		if m.Channel == chat.AdapterPhone && !slices.ContainsFunc(p.seats, func(s *seat) bool { return s.name == m.Name }) {
			p.seats = append(p.seats, &seat{name: m.Name, at: m.Address})
		}
	}
}

// presses is a worker pressing what stands at the desk about a member, by its token,
// or saying how a call with them went.
func (p *player) presses(m flows.Move) (string, error) {
	p.work()
	p.read()
	for _, a := range p.world.alarms() {
		if a.Check == nil || !rehearsal.Concerns(p.book, a, p.members(), m.Person) {
			continue
		}
		stands := p.alerts[a.ID]
		for i, c := range stands.Choices {
			if c.Label == m.Text {
				ev := p.act(m.Who, chat.Chose, "")
				ev.Subject, ev.From, ev.Token = chat.Subject{}, stands.To, fmt.Sprintf("%s:%d", stands.Token, i)
				return p.handle(ev).Text, nil
			}
		}
	}
	kind, value, ok := rehearsal.Called(m.Text)
	for _, d := range p.days() {
		who := p.called(m.Person)
		if !ok || who.ID == "" || d.Of(who.ID) == nil {
			continue
		}
		ev := p.act(m.Who, kind, "")
		ev.Subject, ev.Ref, ev.Value, ev.Sent = chat.Subject{Kind: chat.SubjectRound, ID: d.ID}, who.ID, value, p.clock.Now()
		return p.handle(ev).Text, nil
	}
	return "", fmt.Errorf("no button %q about %s", m.Text, m.Person)
}

// broadcasts is a worker writing to a list, or stopping what stands ready.
func (p *player) broadcasts(m flows.Move) (string, error) {
	ev := p.act(m.Who, m.Act, "")
	ev.Subject, ev.Form = chat.Subject{Kind: chat.SubjectRound}, m.Form
	if m.Act == chat.BroadcastEnds {
		for _, d := range p.days() {
			if d.Broadcast != nil && slices.ContainsFunc(d.Occurrences, func(o chat.Occurrence) bool { return o.Stand == chat.StandPlanned }) {
				ev.Subject.ID = d.ID
			}
		}
	}
	answer := p.handle(ev)
	if answer.Form != nil {
		return answer.Form.Wrongs(), nil
	}
	return answer.Text, nil
}

// page is a coordinator pressing on the page of the alarm that they got last.
func (p *player) page(key string, m flows.Move) error {
	verb, ok := rehearsal.OnPage(m.Text)
	id, got := p.pages[m.Person]
	if m.Kind != flows.MovePress || !ok || !got {
		return fmt.Errorf("%s has no page with a button %q", m.Person, m.Text)
	}
	p.handle(chat.Event{
		ID: p.id(key), Kind: verb, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: id},
		Author: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(key), Name: m.Person},
	})
	return nil
}

// days are the rounds of today.
func (p *player) days() []chat.CircleDay {
	all, err := p.stores[0].Record().CircleDays(p.t.Context(), flows.DayOf(p.clock.Now()).String())
	if err != nil {
		p.t.Fatal(err)
	}
	return all
}

// read reads what arrived with those who look after a circle, and at desks.
func (p *player) read() {
	posts := p.platform.all()
	for _, m := range posts[p.posts:] {
		if key, ok := strings.CutPrefix(m.To.Chat, own("").Chat); ok && m.To.Adapter == "pushed" {
			if c, is := p.book.Coordinator(key); is {
				p.happened = append(p.happened, flows.Move{Kind: flows.MoveHear, Person: c.Label, Text: m.Text})
				if m.Page != "" {
					p.pages[c.Label] = m.Page
				}
			}
		}
		if m.Alert == nil {
			continue
		}
		p.alerts[m.Alert.Alarm] = m
		if p.titles[m.Alert.Alarm] != m.Alert.Title {
			p.titles[m.Alert.Alarm] = m.Alert.Title
			p.happened = append(p.happened, flows.Move{Kind: flows.MoveReply, Text: m.Alert.Title})
		}
	}
	p.posts = len(posts)
}

// lookAround writes down what became visible around the talks: at the desk, and with
// those who look after a circle.
func (p *player) lookAround() {
	p.read()
	for _, a := range p.world.alarms() {
		raised, seen := p.alarms[a.ID]
		if seen && raised >= a.Repeated {
			continue
		}
		p.alarms[a.ID] = a.Repeated
		about := ""
		if a.Check != nil {
			about = rehearsal.About(a, p.members())
		}
		for _, s := range p.seats {
			if a.About.Kind == chat.SubjectConversation && a.About.ID == s.newest {
				about = s.name
			}
		}
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveAlarm, Person: about, Cause: a.Cause.Kind(), Urgency: a.Urgency})
	}
	people := 0
	if err := p.raw.Get(&people, "SELECT COUNT(*) FROM person"); err != nil {
		p.t.Fatal(err)
	}
	if people < p.people && !p.enrols { // who is enrolled becomes one with who opens the invitation
		p.happened = append(p.happened, flows.Move{Kind: flows.MoveErased, Person: p.last.name})
	}
	p.people = people
	if !p.circles {
		return
	}
	for _, d := range p.days() {
		if text := rehearsal.Board(p.book, d.Round); p.told[d.ID] != text {
			p.told[d.ID] = text
			p.happened = append(p.happened, flows.Move{Kind: flows.MoveReply, Text: text})
		}
	}
}
