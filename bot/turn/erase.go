package turn

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// Who takes part in a circle and has all erased is asked nothing any more: they read
// so beforehand, and whoever looks after the circle hears it.

// members are those of the circles at this address who take part, or are invited.
func (t *Turn) members() []chat.Member {
	return slices.DeleteFunc(slices.Clone(t.F.Members), func(m chat.Member) bool { return m.State == chat.MemberLeft })
}

// asksWho gives the question whose words these are to the team of the circle, or of
// whoever has the talk.
func (t *Turn) asksWho() {
	for _, m := range t.members() {
		if p := t.Book.Programme(m.Programme); p != nil && !t.C.InHandoff() {
			t.C.Handoff.Team = p.Team
			break
		}
	}
	t.Raise(chat.CauseStopped, chat.Normal, "Wil alles wissen. Op dit adres doen meer mensen mee. Daarom is er nog niets gewist.\n"+
		"Vraag wie het wil. Zet op de webdesk dat die persoon niet meer meedoet. Dan kan wie overblijft opnieuw wis schrijven.")
	t.Tell(chat.Prompt, t.Text(flows.TextPassed, "team", t.Called(t.Book.Team(t.C.Handoff.Team))))
}

// shared tells whether several people are asked at this address.
func (t *Turn) shared() bool {
	all := t.members()
	return slices.ContainsFunc(all, func(m chat.Member) bool { return slices.ContainsFunc(all, m.Apart) })
}

// askErase asks once more: to a member of a circle as they are spoken to there, with
// what else it ends.
func (t *Turn) askErase() string {
	for _, m := range t.members() {
		if p := t.Book.Programme(m.Programme); p != nil && p.Kind.Circular() {
			return t.Book.Say(flows.TextErase, t.C.Lang, p.Form) + " " + t.Book.Say(flows.TextEraseCircle, t.C.Lang, p.Form)
		}
	}
	return t.Text(flows.TextErase)
}

// leavesCircles tells the team and whoever has duty that a member has all erased. It
// stands with their initials alone, and outlives what is erased: a human says that they
// know.
func (t *Turn) leavesCircles() {
	for i, m := range t.members() {
		p := t.Book.Programme(m.Programme)
		if p == nil || !p.Kind.Circular() {
			continue
		}
		label := p.Label
		if c := p.Circle(m.Circle); c != nil && c.Label != "" {
			label = c.Label
		}
		t.d.Alarms = append(t.d.Alarms, chat.Alarm{
			ID: chat.AlarmID(chat.Key(t.Ev.ID+"/circle", i), chat.CauseErased), Cause: chat.CauseErased, Urgency: chat.Normal, Team: p.Team,
			About:  chat.Subject{Kind: chat.SubjectRound, ID: chat.OccurrenceID(m.Programme+"|"+m.Circle, m.ID)},
			Opened: t.Now(), TellAt: t.Now(), Alias: m.Initials,
			Why:   m.Initials + " wil dat alles wordt gewist. Wij vragen daarna niet meer hoe het gaat.\nTwijfel je of het goed gaat? Ga dan langs.",
			Check: &chat.Check{Programme: m.Programme, Label: label, Round: chat.RoundID(m.Programme, m.Circle, "", "")},
		})
	}
}
