package handoff

import (
	"fmt"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// awayMost is how far ahead a worker may say that they are away. Who is gone for
// longer is no worker for so long.
const awayMost = 31 * 24 * time.Hour

// Leave decides about a worker who says that they are away: nobody is given to
// them until they are back, or that time has come. Whom they have already, they
// keep. ok is false where nothing comes of it, and the answer says why.
func Leave(ev chat.Event) (a chat.Absence, answer chat.Answer, ok bool) {
	if !isOneself(ev) {
		return a, chat.Answer{Text: "Alleen jij zelf kunt zeggen dat je weg bent."}, false
	}
	a = chat.Absence{Worker: ev.Author, Since: ev.At, Until: ev.At.Add(chat.AwayMost)}
	if given := ev.Form[chat.AwayUntil]; given != "" {
		until, err := time.Parse(time.RFC3339, given)
		switch {
		case err != nil || until.After(ev.At.Add(awayMost)):
			return a, chat.Answer{Text: "Kies een tijd binnen een maand."}, false
		case !until.After(ev.At):
			return a, chat.Answer{Text: "Die tijd is al voorbij. Je bent er nog."}, false
		}
		a.Until = until
	}
	return a, chat.Answer{Text: "Je bent weg tot " + until(a.Until, ev.At) + ", of tot je zegt dat je terug bent. " +
		"Je krijgt zolang niemand via Volgende. De gesprekken die je al hebt, houd je."}, true
}

// Return is the answer to a worker who says that they are back; was: they were
// away. ok is false where that is not for them to say.
func Return(ev chat.Event, was bool) (answer chat.Answer, ok bool) {
	switch {
	case !isOneself(ev):
		return chat.Answer{Text: "Alleen jij zelf kunt zeggen dat je er weer bent."}, false
	case !was:
		return chat.Answer{Text: "Je was niet weg."}, true
	}
	return chat.Answer{Text: "Je bent er weer."}, true
}

// isOneself tells whether a worker speaks of themselves.
func isOneself(ev chat.Event) bool {
	who := ev.Author
	return who.Role == chat.RoleWorker && who.ID != "" && who.Name != "" && who.ID == ev.Subject.ID
}

// until is a moment in words for a worker, by the wall clock of Amsterdam.
func until(t, now time.Time) string {
	local := t.In(flows.Amsterdam)
	clock := local.Format("15:04")
	switch flows.DayOf(t).Since(flows.DayOf(now)) {
	case 0:
		return clock
	case 1:
		return "morgen " + clock
	}
	return fmt.Sprintf("%d %s %s", local.Day(), months[local.Month()-1], clock)
}

var months = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
