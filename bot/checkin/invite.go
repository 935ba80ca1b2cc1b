package checkin

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// Admit decides about an event of a conversation whose person opened the invitation of
// a member (f.Invited, ev.Step chat.InviteStep), and about their answer. False: it is
// something else. Whatever else they write is decided as any other words are: the
// question stands, and its buttons can be pressed later.
func Admit(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) (chat.Decision, bool) {
	if ev.Author.Role != chat.RolePerson || c.InHandoff() {
		return chat.Decision{}, false
	}
	if c.Invited == "" && ev.Step != chat.InviteStep && !isAdmitStep(ev.Step) {
		return chat.Decision{}, false
	}
	a := admission{Turn: decision.New(book, c, f, ev)}
	switch {
	case ev.Kind == chat.Started && ev.Step == chat.InviteStep:
		a.opened()
	case ev.Kind == chat.Chose && ev.Step == admitStep(c.Invited) && c.Invited != "":
		a.answered(ev.Value)
	case ev.Kind == chat.Chose && isAdmitStep(ev.Step): // of an invitation that is over
		a.Tell(chat.Prompt, a.say(flows.TextInviteUnknown))
	case ev.Kind == chat.Said && c.Invited != "" && c.Step == "" && c.Pending == "" && len(ev.Files) == 0 && agreeing(ev.Text) != "":
		a.answered(agreeing(ev.Text))
	default:
		return chat.Decision{}, false
	}
	return a.decide(), true
}

// admission is the talk in which somebody says yes.
type admission struct {
	decision.Turn
	member *chat.Member // as they shall be; nil: as they are
}

func (a *admission) decide() chat.Decision {
	d := a.Decide()
	d.Member = a.member
	if p := a.programme(); p != nil { // whose desk it concerns, whoever had the talk before
		for i := range d.Alarms {
			d.Alarms[i].Team = p.Team
		}
	}
	return d
}

// admitStep is the step of the question whether the member of the invitation takes part.
func admitStep(invitation string) string { return admits + invitation }

func isAdmitStep(step string) bool { return strings.HasPrefix(step, admits) }

const admits = "invitation:"

// programme is that of the invited member; nil where the playbook has it no more.
func (a *admission) programme() *flows.Programme {
	if a.F.Invited == nil {
		return nil
	}
	return a.Book.Programme(a.F.Invited.Programme)
}

// say gives a text in the programme's form of address; where there is none, u: a card
// is read by older people.
func (a *admission) say(id flows.TextID, pairs ...string) string {
	form := "u"
	if p := a.programme(); p != nil {
		form = p.Form
	}
	return a.Book.Say(id, a.C.Lang, form, pairs...)
}

func (a *admission) team(p *flows.Programme) string {
	return a.Book.Called(a.Book.Team(p.Team), a.C.Lang)
}

// opened answers whoever opened an invitation. Nobody sees an empty screen.
func (a *admission) opened() {
	m, p := a.F.Invited, a.programme()
	switch {
	case m == nil || p == nil || m.State == chat.MemberLeft:
		a.Tell(chat.Prompt, a.say(flows.TextInviteUnknown))
		return
	case m.Address == a.C.Address:
		a.Tell(chat.Prompt, a.say(flows.TextInviteAlready, "programma", a.Book.Translate(a.C.Lang, "", p.Label)))
		return
	case a.Ev.Value == chat.InviteUsed && (m.InvitationID() == "" || a.C.Invited != m.InvitationID()):
		a.Tell(chat.Prompt, a.say(flows.TextInviteUsed, "team", a.team(p)))
		a.tell(*m, "used", "De uitnodiging van "+m.Initials+" is nog eens geopend, door iemand anders. Vraag na of de goede persoon de kaart heeft.")
		return
	case m.InvitationID() == "":
		a.Tell(chat.Prompt, a.say(flows.TextInviteUnknown))
		return
	}
	a.C.Invited = m.InvitationID()
	if m.Opened.IsZero() {
		next := *m
		next.Opened = a.Now()
		a.member = &next
	}
	text := a.say(flows.TextInviteHello, "naam", m.Name) + " " + RuleOf(a.Book, *m, a.C.Lang, a.Now()) + "\n" + a.say(flows.TextInviteAsk)
	a.Ask(admitStep(a.C.Invited), text, []chat.Choice{
		{Label: a.say(flows.TextInviteYes), Value: yes, Style: "primary"},
		{Label: a.say(flows.TextInviteNo), Value: no},
	}, false)
}

// answered takes their yes or no.
func (a *admission) answered(value string) {
	m, p := a.F.Invited, a.programme()
	opened := a.C.Invited
	a.C.Invited = ""
	if m == nil || p == nil || m.State == chat.MemberLeft || m.InvitationID() == "" || m.InvitationID() != opened {
		a.Tell(chat.Prompt, a.say(flows.TextInviteUnknown))
		return
	}
	next := *m
	next.Changed = a.Now()
	a.member = &next
	if value != yes {
		next.Declined = a.Now()
		a.Tell(chat.Prompt, a.say(flows.TextInviteOut, "team", a.team(p)))
		a.tell(*m, "no", m.Initials+" doet liever niet mee met "+place{book: a.Book}.circleLabel(*m)+". Er wordt niets gevraagd. Bel even, als dat goed is.")
		return
	}
	next.Address, next.Person = a.C.Address, a.C.Person
	next.Agreed, next.Rule = a.Now(), RuleOf(a.Book, *m, a.C.Lang, a.Now())
	next.Caller, next.Asked = "", ""
	if m.State == chat.MemberInvited {
		next.State = chat.MemberActive
	}
	if !slices.Contains(a.C.Kept.Circles, m.ID) {
		a.C.Kept.Circles = append(a.C.Kept.Circles, m.ID)
	}
	first, ever := firstTime(p, next, a.F.Circle, a.Now())
	if !ever {
		a.Tell(chat.Prompt, a.say(flows.TextInviteAlready, "programma", a.Book.Translate(a.C.Lang, "", p.Label)))
		return
	}
	a.Tell(chat.Prompt, a.say(flows.TextInviteIn, "dag", a.Book.DayWords(flows.DayOf(first), flows.DayOf(a.Now()), a.C.Lang, p.Form), "tijd", a.Book.Hour(first, a.C.Lang, p.Form)))
}

// firstTime is when the programme writes to the member for the first time after now,
// as one of these of their circle; false where it never does, or nobody can say when.
func firstTime(p *flows.Programme, m chat.Member, circle []chat.Member, now time.Time) (time.Time, bool) {
	today := flows.DayOf(now)
	if p.Kind.Circular() {
		circle = append(slices.DeleteFunc(slices.Clone(circle), func(o chat.Member) bool { return o.ID == m.ID }), m)
		on := func(day flows.Day) time.Time {
			r := roundOn(p, chat.Circle{Programme: m.Programme, Name: m.Circle}, asked(circle), day)
			if o := r.Of(m.ID); o != nil {
				return o.At
			}
			return p.Times(day, m.Prompt).At
		}
		first, _ := firstAsked(p, today)
		if !on(first).After(now) {
			first, _ = firstAsked(p, today.Add(1))
		}
		return on(first), true
	}
	if p.Kind == flows.ProgrammeQuiet {
		return time.Time{}, false
	}
	const ahead = 105 * 7 // days: beyond the last week that a playbook can name
	for day := today; day.Since(today) < ahead; day = day.Add(1) {
		for _, r := range planTalks(p, chat.Circle{Programme: m.Programme, Name: m.Circle}, []chat.Member{m}, day.At(0), day.Add(1).At(0)) {
			if o := r.Occurrences[0]; o.At.After(now) && o.Stand == chat.StandPlanned {
				return o.At, true
			}
		}
	}
	return time.Time{}, false
}

// tell lets the programme's team know, until a named human ends it.
func (a *admission) tell(m chat.Member, what, why string) {
	a.Raise(chat.Notice("invitation", what+":"+m.ID), chat.Normal, why)
}

// agreeing is what a typed answer to the question means; empty where it means
// neither.
func agreeing(text string) string {
	switch strings.ReplaceAll(flows.Normal(text), ",", "") {
	case "ja", "ja graag", "ja hoor", "graag", "ik doe mee", "ja ik doe mee", "yes", "ok", "oke", "oké", "goed", "prima":
		return yes
	case "nee", "nee dank u", "nee dank je", "liever niet", "nee liever niet", "ik doe niet mee", "no":
		return no
	}
	return ""
}
