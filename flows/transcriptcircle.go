package flows

import (
	"strings"
	"unicode"

	"omzien/bot/chat"
)

// In a transcript of a circle several people have their say: members, who are
// enrolled by a desk line, and those who look after the circle. Whoever it is stands
// before the sign.

// bySomebody splits a line that begins with somebody's name: "mevrouw De Wit> ja".
func bySomebody(line string) (name, rest string, ok bool) {
	at := strings.IndexAny(line, "<>")
	if at <= 0 || !isName(line[:at]) {
		return "", "", false
	}
	rest = line[at:]
	return line[:at], rest, len(rest) == 1 || rest[1] == ' ' || rest[1] == '\n'
}

// isName tells whether the text can be somebody's name in a transcript: letters,
// figures, and what stands between them in a name.
func isName(text string) bool {
	first := true
	for _, r := range text {
		switch {
		case unicode.IsLetter(r), !first && unicode.IsDigit(r), !first && strings.ContainsRune(" .-'’", r):
		default:
			return false
		}
		first = false
	}
	return !first && strings.Join(strings.Fields(text), " ") == text
}

// isNames is isName for several, with commas between them.
func isNames(text string) bool {
	for name := range strings.SplitSeq(text, ", ") {
		if !isName(name) {
			return false
		}
	}
	return true
}

// How a worker enrols somebody, writes down that they left or are away, holds a drill, and presses
// what stands at the desk about somebody.
const (
	enrolsFrom, enrolsAt = "schrijft ", " in bij "
	leavesAt             = " uit"
	restsFrom, restsAt   = "meldt ", " af tot "
	drillsWith           = "oefent met "
	pressAt, pressWhat   = "drukt bij ", " op ["
)

// aboutMember reads what a worker does about a member of a circle.
func (m *Move) aboutMember(doing string) bool {
	if circle, ok := strings.CutPrefix(doing, drillsWith); ok {
		programme, of, _ := strings.Cut(circle, "/")
		m.Act, m.Team = chat.Drills, circle
		return oneWord(programme) && oneWord(of)
	}
	if rest, ok := strings.CutPrefix(doing, restsFrom); ok {
		name, day, _ := strings.Cut(rest, restsAt)
		m.Act, m.Person, m.Text = chat.Pauses, name, day
		_, isDay := ParseDay(day)
		return isName(name) && isDay
	}
	if rest, ok := strings.CutPrefix(doing, enrolsFrom); ok {
		if name, ok := strings.CutSuffix(rest, leavesAt); ok && isName(name) {
			m.Act, m.Person = chat.Leaves, name
			return true
		}
		name, where, ok := strings.Cut(rest, enrolsAt)
		circle, channel, by := strings.Cut(where, ", ")
		programme, of, _ := strings.Cut(circle, "/")
		if !ok || !isName(name) || !oneWord(programme) || !oneWord(of) || by != oneWord(channel) {
			return false
		}
		m.Act, m.Person, m.Team, m.Text = chat.Enrolled, name, circle, channel
		return true
	}
	rest, ok := strings.CutPrefix(doing, pressAt)
	name, _, ok2 := strings.Cut(rest, pressWhat)
	if !ok || !ok2 || !isName(name) {
		return false
	}
	text, choices := cutChoices(rest[len(name)+len(" op "):])
	if text != "" || len(choices) != 1 || choices[0] == "" {
		return false
	}
	m.Act, m.Person, m.Text = chat.Chose, name, choices[0]
	return true
}

// renderAboutMember writes it; empty where it is something else.
func (m Move) renderAboutMember() string {
	switch m.Act {
	case chat.Enrolled:
		text := "desk> " + m.Who + " " + enrolsFrom + m.Person + enrolsAt + m.Team
		if m.Text != "" {
			text += ", " + m.Text
		}
		return text
	case chat.Leaves:
		return "desk> " + m.Who + " " + enrolsFrom + m.Person + leavesAt
	case chat.Pauses:
		return "desk> " + m.Who + " " + restsFrom + m.Person + restsAt + m.Text
	case chat.Drills:
		return "desk> " + m.Who + " " + drillsWith + m.Team
	case chat.Chose:
		return "desk> " + m.Who + " " + pressAt + m.Person + pressWhat + escape(m.Text) + "]"
	}
	return ""
}

// about is what stands behind a fact of which more than one person could be meant.
func (m Move) about() string {
	if m.Person == "" {
		return ""
	}
	return ": " + m.Person
}
