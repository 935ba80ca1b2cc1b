package handoff

import (
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// follows is the programme by which the chatbot asks, some weeks later, how it goes:
// of those of the team that has the talk the first that speaks to people as the talk
// did. nil where it has none, and where the person cannot be spoken to first.
func (r *relay) follows() *flows.Programme {
	if !r.F.CanReach || !r.C.Reachable() || r.C.Unreachable {
		return nil
	}
	team := r.team().Name
	for i := range r.Book.Programmes {
		p := &r.Book.Programmes[i]
		if p.Kind == flows.ProgrammeAfter && p.Team == team && (r.C.Form == "" || p.Form == r.C.Form) {
			return p
		}
	}
	return nil
}

// asks lets the chatbot ask later, where the form says so, and tells whether it does.
func (r *relay) asks(form chat.Form) bool {
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
