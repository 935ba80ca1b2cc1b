package checkin

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// Rest decides about an event of a conversation whose person says that they are away
// for a while (f.Members), or is asked whether it begins again. False: it is something
// else.
func Rest(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) (chat.Decision, bool) {
	f.Members = slices.DeleteFunc(slices.Clone(f.Members), func(m chat.Member) bool { return m.State == chat.MemberLeft })
	if len(f.Members) == 0 || c.InHandoff() {
		return chat.Decision{}, ev.Kind == chat.PauseEnds // a worker's talk is not broken into (law 9)
	}
	step, member, _ := strings.Cut(ev.Step, ":")
	i := slices.IndexFunc(f.Members, func(m chat.Member) bool { return m.ID == member })
	switch {
	case ev.Kind == chat.PauseEnds:
		r := rest{decision.New(book, c, f, ev)}
		r.begins()
		return r.Decide(), true
	case ev.Kind == chat.Said && c.Step == "" && c.Pending == "" && len(ev.Files) == 0 && leaves(ev.Text):
		r := rest{decision.New(book, c, f, ev)}
		r.ask()
		return r.Decide(), true
	case ev.Kind == chat.Chose && i >= 0 && step == awayStep:
		r := rest{decision.New(book, c, f, ev)}
		return r.away(f.Members[i]), true
	case ev.Kind == chat.Chose && i >= 0 && step == backStep:
		r := rest{decision.New(book, c, f, ev)}
		r.right(f.Members[i])
		return r.Decide(), true
	}
	return chat.Decision{}, false
}

// The steps of its questions; the member follows, behind a colon.
const (
	awayStep = "away"
	backStep = "back"
)

// leaves tells whether the words, as the rule says them, ask to be away.
func leaves(text string) bool {
	switch flows.Normal(text) {
	case "ik ben weg", "ik ben even weg", "even weg", "ik ga weg", "ik ga even weg", "ik ben op vakantie", "ik ga op vakantie", "vakantie", "afmelden", "ik meld me af":
		return true
	}
	return false
}

type rest struct{ decision.Turn }

// asks is who is asked by that programme: the first of the person's that they are in.
func (r *rest) member() (m chat.Member, p *flows.Programme) {
	for _, m := range r.F.Members {
		if p := r.Book.Programme(m.Programme); p != nil && (m.State == chat.MemberActive || m.State == chat.MemberPaused) {
			return m, p
		}
	}
	return chat.Member{}, nil
}

// ask offers days. That they are away is a sign of life, and ticks nobody off: what
// stands open for today stays so until somebody looked.
func (r *rest) ask() {
	m, p := r.member()
	if p == nil {
		return
	}
	if who := r.several(); len(who) > 0 {
		r.C.Handoff.Team = p.Team
		r.Raise(chat.Notice("circle", "away:"+m.ID), chat.Normal,
			"Iemand is een tijd weg. Hier doen meer mensen mee: "+strings.Join(who, ", ")+". Vraag wie er weg is, tot wanneer, en meld die af.")
		r.Tell(chat.Prompt, r.Book.Say(flows.TextPassed, r.C.Lang, p.Form, "team", r.Book.Called(r.Book.Team(p.Team), r.C.Lang)))
		return
	}
	today := flows.DayOf(r.Now())
	var choices []chat.Choice
	for _, ahead := range []int{1, 2, 3, 7, 14, 21, mostAway} {
		day := today.Add(ahead)
		choices = append(choices, chat.Choice{Label: flows.Sentence(r.Book.DayWords(day, today, r.C.Lang, p.Form)), Value: day.String()})
	}
	choices = append(choices, chat.Choice{Label: r.Book.Say(flows.TextAwayNot, r.C.Lang, p.Form), Value: no})
	r.Ask(awayStep+":"+m.ID, r.Book.Say(flows.TextAwayAsk, r.C.Lang, p.Form), choices, false)
}

// several are the initials of those who are at this address, where that is more than
// one person and a circle looks after one of them: who of them is away only people can
// find out. Empty: it is one person.
func (r *rest) several() (initials []string) {
	differ, circle := false, false
	for _, m := range r.F.Members {
		p := r.Book.Programme(m.Programme)
		if p == nil {
			continue
		}
		circle = circle || p.Kind.Circular()
		differ = differ || slices.ContainsFunc(r.F.Members, m.Apart)
		if !slices.Contains(initials, m.Initials) {
			initials = append(initials, m.Initials)
		}
	}
	if !differ || !circle {
		return nil
	}
	return initials
}

// away lets them be away until the day that they chose: all circles that they are in,
// and nobody else at their address.
func (r *rest) away(m chat.Member) chat.Decision {
	p := r.Book.Programme(m.Programme)
	if p == nil {
		return r.Decide()
	}
	day, ok := flows.ParseDay(r.Ev.Value)
	if !ok {
		r.Tell(chat.Prompt, r.Book.Say(flows.TextAwayNo, r.C.Lang, p.Form))
		return r.Decide()
	}
	r.Tell(chat.Prompt, r.Book.Say(flows.TextPaused, r.C.Lang, p.Form, "dag", r.Book.DayWords(day, flows.DayOf(r.Now()), r.C.Lang, p.Form)))
	d := r.Decide()
	for _, other := range r.F.Members {
		if other.Name != m.Name {
			continue
		}
		d.Then = append(d.Then, chat.Event{
			ID: r.Key(), Kind: chat.Pauses, Author: chat.Author{Role: chat.RolePerson}, Value: r.Ev.Value, At: r.Now(),
			Subject: chat.Subject{Kind: chat.SubjectMember, ID: other.ID},
		})
	}
	return d
}

// begins asks, on the evening before, whether it is right that it begins again. Where
// another question waits it is left out: it begins as it was agreed.
func (r *rest) begins() {
	i := slices.IndexFunc(r.F.Members, func(m chat.Member) bool { return m.ID == r.Ev.Subject.ID })
	if i < 0 || r.C.Step != "" || r.C.Pending != "" {
		return
	}
	m := r.F.Members[i]
	p := r.Book.Programme(m.Programme)
	if p == nil || m.State != chat.MemberPaused || m.Until != r.Ev.Value {
		return
	}
	say := func(id flows.TextID, pairs ...string) string { return r.Book.Say(id, r.C.Lang, p.Form, pairs...) }
	at := p.Times(flows.DayOf(r.Now()).Add(1), m.Prompt).At
	r.Ask(backStep+":"+m.ID, say(flows.TextPauseEnds, "programma", r.Book.Translate(r.C.Lang, "", p.Label), "tijd", r.Book.Hour(at, r.C.Lang, p.Form)), []chat.Choice{
		{Label: say(flows.TextPauseRight), Value: yes},
		{Label: say(flows.TextPauseWrong), Value: no},
	}, true)
}

// right takes the answer to that. It begins whatever they say: only people agree on
// another day with them.
func (r *rest) right(m chat.Member) {
	p := r.Book.Programme(m.Programme)
	if p == nil {
		return
	}
	if r.Ev.Value == yes {
		r.Tell(chat.Prompt, r.Book.Say(flows.TextCheckThanks, r.C.Lang, p.Form))
		return
	}
	r.Tell(chat.Prompt, r.Book.Say(flows.TextPauseChange, r.C.Lang, p.Form, "team", r.Book.Called(r.Book.Team(p.Team), r.C.Lang)))
	r.Raise(chat.Notice("circle", "away:"+m.ID), chat.Normal, m.Initials+" is nog niet terug, en was afgemeld tot "+m.Until+". Bel en spreek een andere dag af.")
}
