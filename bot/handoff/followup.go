package handoff

import (
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// follows is the programme by which the chatbot asks, some weeks later, how it goes:
// of those of the team that has the talk the first that speaks to people as the talk
// did. nil where it has none, where the person cannot be spoken to first, and where nothing
// may be written to them by itself: others may hold the telephone then.
func (r *relay) follows() *flows.Programme {
	if !r.F.CanReach || !r.C.Reachable() || r.C.Unreachable || r.private() {
		return nil
	}
	return r.after()
}

// rings is the programme by which somebody rings, some weeks later, whom a worker
// registered; nil where the team has none, and where they write to us.
func (r *relay) rings() *flows.Programme {
	if r.C.Approach == nil || r.C.Reachable() {
		return nil
	}
	return r.after()
}

// after is the first follow-up of the team that speaks to people as the talk did.
func (r *relay) after() *flows.Programme {
	team := r.team().Name
	for i := range r.Book.Programmes {
		p := &r.Book.Programmes[i]
		if p.Kind == flows.ProgrammeAfter && p.Team == team && (r.C.Form == "" || p.Form == r.C.Form) {
			return p
		}
	}
	return nil
}

// byList is that somebody rings the person, whom they find on the list of the day.
const byList = "bel"

// canRing tells whether somebody can ring the person, where the form says so; else it
// says what is missing.
func (r *relay) canRing(form chat.Form) (chat.Form, bool) {
	values := form.Values()
	switch {
	case r.rings() == nil || values[fieldAsks] != byList || weeks(form) == 0:
		return form, true
	case r.phone() == "":
		return form.Wrong(fieldAsks, "Er is geen telefoonnummer ingevuld bij de aanmelding. Kies: iemand van ons."), false
	case values[fieldCaller] == "":
		return form.Wrong(fieldCaller, "Vul in wie belt."), false
	}
	return form, true
}

// phone is the telephone number with which somebody was registered; empty: with none.
func (r *relay) phone() string {
	for _, f := range r.C.Handoff.Card {
		if f.Contact {
			return f.Text
		}
	}
	return ""
}

// rung lets somebody ring the person later, where the form says so, and tells whether
// anybody does.
func (r *relay) rung(form chat.Form) bool {
	values, p := form.Values(), r.rings()
	if p == nil || weeks(form) == 0 || values[fieldAsks] != byList {
		return false
	}
	m := r.Joining(p)
	m.Address, m.Channel = chat.Address{Adapter: chat.AdapterPhone, Chat: m.ID}, chat.AdapterPhone
	m.Phones, m.Caller, m.Asked = []string{r.phone()}, values[fieldCaller], r.Ev.Author.Name
	m.Weeks, m.Promise, m.By = []int{weeks(form)}, strings.TrimSpace(values[fieldPromise]), r.Ev.Author
	r.Join(m)
	return true
}

// asks lets the chatbot ask later, where the form says so, or somebody ring, and tells
// whether it does.
func (r *relay) asks(form chat.Form) bool {
	if r.rung(form) {
		return true
	}
	values, p := form.Values(), r.follows()
	if p == nil || weeks(form) == 0 || values[fieldAsks] != "bot" {
		return false
	}
	m := r.Joining(p)
	m.Weeks, m.Promise = []int{weeks(form)}, strings.TrimSpace(values[fieldPromise])
	m.By = r.Ev.Author
	r.Join(m)
	return true
}
