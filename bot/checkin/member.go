package checkin

import (
	"slices"
	"strconv"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Place decides about a member's own place in a programme: they are enrolled, or what
// is known of them changes; they are away for a while; they leave. m is as they stand,
// with an ID alone where they are new; f.Circle are those of the circle that is named.
// It is total: what cannot be taken comes back in the Answer, and nothing changes.
func Place(book *flows.Playbook, m chat.Member, f chat.Facts, ev chat.Event) chat.Decision {
	p := place{book: book, m: m, f: f, ev: ev}
	switch {
	case ev.Kind == chat.Leaves && ev.Author == chat.Program: // nobody leaves by a machine's word
		return refused("Alleen een medewerker met een naam kan dit doen.")
	case ev.Author.Role == chat.RoleWorker && ev.Author.Name == "":
		return refused("Alleen een medewerker met een naam kan dit doen.")
	case m.Programme != "" && !p.mayKeep(m.Programme, m.Circle):
		return refused("Deze deelnemer is niet van een cirkel waar jij voor zorgt.")
	}
	switch ev.Kind {
	case chat.Asked:
		if m.State == chat.MemberLeft {
			return refused(p.stopped())
		}
		form := p.form()
		return chat.Decision{Answer: chat.Answer{Form: &form}}
	case chat.Enrolled:
		switch ev.Value {
		case chat.EnrolInvite:
			return p.invite()
		case chat.EnrolTry:
			return p.try()
		case chat.EnrolEarlier:
			return p.move(-1)
		case chat.EnrolLater:
			return p.move(1)
		}
		return p.enrol()
	case chat.Pauses:
		return p.pause()
	case chat.Leaves:
		return p.leave()
	}
	return chat.Decision{Refused: true}
}

// place is one decision about a member in the making.
type place struct {
	book *flows.Playbook
	m    chat.Member
	f    chat.Facts
	ev   chat.Event
}

// Keeps tells whether the coordinator with this key looks after the circle: they stand
// on its rooster, on whatever day.
func Keeps(book *flows.Playbook, key, programme, circle string) bool {
	p := book.Programme(programme)
	if p == nil || key == "" {
		return false
	}
	c := p.Circle(circle)
	return c != nil && slices.ContainsFunc(c.Rooster, func(s flows.Shift) bool { return slices.Contains(s.On, key) })
}

// mayKeep tells whether whoever does this may: a coordinator in their own circles.
func (p place) mayKeep(programme, circle string) bool {
	key := chat.CoordinatorOf(p.ev.Author.ID)
	return key == "" || Keeps(p.book, key, programme, circle)
}

func refused(words string) chat.Decision {
	return chat.Decision{Refused: true, Answer: chat.Answer{Text: words}}
}

// becomes is that the member is so from now on.
func (p place) becomes(m chat.Member, words string) chat.Decision {
	m.Changed = p.ev.At
	return chat.Decision{Member: &m, Answer: chat.Answer{Text: words, Ref: m.ID}}
}

// invite makes a new invitation: the ones before it open nothing any more.
func (p place) invite() chat.Decision {
	channel, known := p.channel(p.m.Channel)
	switch {
	case p.m.Name == "" || p.m.State == chat.MemberLeft:
		return refused("Deze deelnemer is er niet meer.")
	case !known || !channel.Invites:
		return refused(p.m.Name + " doet mee per telefoon. Daar hoort geen uitnodiging bij.")
	case p.m.Address.Adapter == p.m.Channel:
		return refused(p.m.Name + " doet al mee. Een nieuwe uitnodiging is niet nodig.")
	}
	m := p.m
	m.Invite++
	m.Opened, m.Declined = time.Time{}, time.Time{}
	return p.becomes(m, "Er is een nieuwe uitnodiging. De vorige kaart werkt niet meer.")
}

// move lets the member change places with the one before or behind them. f.Circle are
// those of their circle, in its order; all get a place that tells them apart.
func (p place) move(by int) chat.Decision {
	order := slices.Clone(p.f.Circle)
	i := slices.IndexFunc(order, func(m chat.Member) bool { return m.ID == p.m.ID })
	switch {
	case i < 0:
		return refused("Deze deelnemer is er niet meer.")
	case i+by < 0:
		return refused(p.m.Name + " staat al vooraan.")
	case i+by >= len(order):
		return refused(p.m.Name + " staat al achteraan.")
	}
	order[i], order[i+by] = order[i+by], order[i]
	d := p.becomes(p.m, p.m.Name+" staat nu op plaats "+strconv.Itoa(i+by+1)+".")
	for n, m := range order {
		m.Changed = p.ev.At
		switch was := m.Place; {
		case m.ID == p.m.ID:
			d.Member.Place = int64(n + 1)
		case was != int64(n+1):
			m.Place = int64(n + 1)
			d.Moved = append(d.Moved, m)
		}
	}
	return d
}

// mostAway is how many days somebody can be away: then people ask how it is.
const mostAway = 30

// eve is the minute of the day at which somebody who was away is asked whether it is
// right that it begins again on the next.
const eve = 19 * 60

// pause lets a member be away until a day, or be back.
func (p place) pause() chat.Decision {
	m := p.m
	if m.State != chat.MemberActive && m.State != chat.MemberPaused {
		return refused("Deze deelnemer doet nu niet mee.")
	}
	if p.ev.Value == "" {
		m.State, m.Until, m.Away = chat.MemberActive, "", time.Time{}
		return p.becomes(m, m.Name+" is er weer.")
	}
	back, ok := flows.ParseDay(p.ev.Value)
	today := flows.DayOf(p.ev.At)
	switch {
	case !ok:
		return refused("Schrijf de datum als jaar-maand-dag, zoals 2026-11-22.")
	case !today.Before(back):
		return refused("Kies een dag na vandaag.")
	case back.Since(today) > mostAway:
		return refused("Afmelden kan voor ten hoogste 30 dagen. Spreek daarna opnieuw af.")
	}
	if m.State != chat.MemberPaused || m.Until <= today.String() { // else they are away still, and for longer
		m.Away = p.ev.At
	}
	m.State, m.Until = chat.MemberPaused, back.String()
	d := p.becomes(m, m.Name+" is afgemeld. De eerste dag die weer meetelt: "+inDutch(back)+".")
	programme := p.book.Programme(m.Programme)
	if programme == nil || !programme.Kind.Circular() {
		return d
	}
	told := eve
	if m.Channel == chat.AdapterPhone {
		told = afternoon
	}
	if first, ok := firstAsked(programme, back); ok && first.Add(-1).At(told).After(p.ev.At) {
		d.Then = append(d.Then, chat.Event{
			ID: chat.Key(p.ev.ID, 0), Kind: chat.PauseEnds, Author: chat.Program, Value: m.Until, At: first.Add(-1).At(told),
			Subject: chat.Subject{Kind: chat.SubjectMember, ID: m.ID},
		})
	}
	return d
}

// firstAsked is the first day from this one on which the programme asks; false where
// it does not within half a year.
func firstAsked(p *flows.Programme, day flows.Day) (flows.Day, bool) {
	const ahead = 183
	for range ahead {
		if p.Asks(day) {
			return day, true
		}
		day = day.Add(1)
	}
	return day, false
}

// leave ends it: from now on nobody asks them. What stands open about them stays so,
// until somebody looked.
func (p place) leave() chat.Decision {
	m := p.m
	if m.Name == "" || m.State == chat.MemberLeft {
		return refused("Deze deelnemer doet al niet meer mee.")
	}
	d := p.becomes(left(m), m.Name+" doet niet meer mee. Meldingen die nog openstaan, blijven staan.")
	d.Say = p.tells(m.Initials + " doet niet meer mee met " + p.circleLabel(m) + ". Dat schreef " + p.ev.Author.Name + " op. Wij vragen vanaf nu niet meer hoe het gaat.")
	return d
}

// left is the member as who takes part no more.
func left(m chat.Member) chat.Member {
	m.State, m.Until, m.Away, m.Day, m.Promise = chat.MemberLeft, "", time.Time{}, "", ""
	return m
}

// tells says something to who looks after the member's circle, once.
func (p place) tells(text string) (say []chat.Message) {
	if len(p.f.Watch) == 0 {
		return nil
	}
	for i, w := range p.f.Watch[0] {
		say = append(say, chat.Message{ID: chat.Key(p.ev.ID, i+1), To: w.At, Talk: p.m.ID, Class: chat.Live, Speaker: chat.Program, For: w.Who, Text: text})
	}
	return say
}

// stopped says that nothing can be changed about who left.
func (p place) stopped() string {
	return p.m.Name + " doet niet meer mee. Er is niets veranderd. Toch weer meedoen? Schrijf " + p.m.Name + " dan opnieuw in."
}

// circleLabel names the circle as people read it: "belcirkel Noord".
func (p place) circleLabel(m chat.Member) string {
	programme := p.book.Programme(m.Programme)
	if programme == nil {
		return m.Programme
	}
	if c := programme.Circle(m.Circle); c != nil {
		return c.Label
	}
	return programme.Label
}

// inDutch is a day as desks read it: 3-12-2026.
func inDutch(d flows.Day) string { return d.At(0).In(flows.Amsterdam).Format("2-1-2006") }
