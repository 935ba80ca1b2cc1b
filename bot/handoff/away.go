package handoff

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// awayShape is how long, or until when, a worker is away: 30 min, 2 uur, 15:30.
var awayShape = regexp.MustCompile(`^(?:tot |until )?(?:([0-9]{1,3}) ?(m|min|minuten|minutes|u|uur|h|hours?)|([01]?[0-9]|2[0-3])[:.]([0-5][0-9])|(morgen|tomorrow))$`)

// dayAgain is when the next day begins for who is away until morgen, in minutes
// after local midnight.
const dayAgain = 7 * 60

// awayUntil reads until when, as a worker typed it: without a word until they say
// that they are back, and for AwayMost at the longest. False: it says nothing.
func awayUntil(typed string, now time.Time) (time.Time, bool) {
	typed = strings.ToLower(strings.Join(strings.Fields(typed), " "))
	if typed == "" {
		return now.Add(chat.AwayMost), true
	}
	m := awayShape.FindStringSubmatch(typed)
	if m == nil {
		return time.Time{}, false
	}
	number := func(s string) int { n, _ := strconv.Atoi(s); return n } // of digits, a few
	switch {
	case m[5] != "":
		return flows.DayOf(now).Add(1).At(dayAgain), true
	case m[3] != "":
		return flows.DayOf(now).At(number(m[3])*60 + number(m[4])), true
	case m[2][0] == 'm':
		return now.Add(time.Duration(number(m[1])) * time.Minute), true
	}
	return now.Add(time.Duration(number(m[1])) * time.Hour), true
}

// Leave decides about a worker who says that they are away: nobody is given to
// them until they are back, or that time has come. Whom they have already, they
// keep. ok is false where nothing comes of it, and the answer says why.
func Leave(ev chat.Event) (a chat.Absence, answer chat.Answer, ok bool) {
	if !isOneself(ev) {
		return a, chat.Answer{Text: "Alleen jij zelf kunt zeggen dat je weg bent."}, false
	}
	a = chat.Absence{Worker: ev.Author, Since: ev.At}
	switch a.Until, ok = awayUntil(ev.Form[chat.AwayUntil], ev.At); {
	case !ok:
		return a, chat.Answer{Text: "Dat begrijp ik niet. Schrijf tot wanneer je weg bent, zoals: 30 min, 2 uur, 15:30 of morgen."}, false
	case !a.Until.After(ev.At):
		return a, chat.Answer{Text: "Die tijd is al voorbij. Je bent er nog."}, false
	case flows.DayOf(a.Until).Since(flows.DayOf(ev.At)) > 1:
		return a, chat.Answer{Text: "Kies een tijd vandaag of morgen."}, false
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

// StillAway answers a worker who wants somebody while they are away.
func StillAway(to, now time.Time) chat.Answer {
	return chat.Answer{Text: "Je bent weg tot " + until(to, now) + ". Ben je er weer? Zeg dat eerst. Zelf oppakken kan wel."}
}

// isOneself tells whether a worker speaks of themselves.
func isOneself(ev chat.Event) bool {
	who := ev.Author
	return who.Role == chat.RoleWorker && who.ID != "" && who.Name != "" && who.ID == ev.Subject.ID
}

// until is a moment of today or tomorrow in words for a worker, by the wall clock
// of Amsterdam.
func until(t, now time.Time) string {
	clock := t.In(flows.Amsterdam).Format("15:04")
	if flows.DayOf(t) == flows.DayOf(now) {
		return clock
	}
	return "morgen " + clock
}
