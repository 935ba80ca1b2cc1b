package flows

import (
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// ParseTranscript reads a transcript. The error is Mistakes: every line that is
// not a move, with what would be.
func ParseTranscript(file, text string) (Transcript, error) {
	p := transcriptReader{file: file}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if n := len(lines); lines[n-1] == "" { // the end of the last line
		lines = lines[:n-1]
	}
	for i := 0; i < len(lines); i++ {
		line, at := lines[i], i+1
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  ") && strings.TrimSpace(lines[i+1]) != "" {
			i++
			line += "\n" + lines[i]
		}
		p.line, p.column = at, 1
		if m, ok := p.move(line); ok {
			m.Line = at
			p.moves = append(p.moves, m)
		}
	}
	t := Transcript{p.moves}
	t.name()
	if len(p.found) > 0 {
		return t, p.found
	}
	return t, nil
}

// name finds out who says what: "Noor: Hoi" is Noor's where Noor is at the desk.
func (t Transcript) name() {
	names := t.workers()
	for i := range t.Moves {
		m := &t.Moves[i]
		if m.Kind != MoveHear {
			continue
		}
		if who, text, ok := strings.Cut(m.Text, ":"); ok && names[who] {
			m.Who, m.Text = who, strings.TrimSpace(text)
		}
		m.Text = tidy(unescape(m.Text))
	}
}

type transcriptReader struct {
	file         string
	line, column int
	moves        []Move
	found        Mistakes
}

func (p *transcriptReader) wrong(what, remedy string) (Move, bool) {
	p.found = append(p.found, mistaken(place{p.file, p.line, p.column},
		wording{what, remedy}, wording{phrased(what).in(true), phrased(remedy).in(true)}))
	return Move{}, false
}

func (p *transcriptReader) move(line string) (Move, bool) {
	if strings.TrimSpace(line) == "" {
		return Move{Kind: MoveComment}, true
	}
	name, line := "", line
	if who, rest, ok := bySomebody(line); ok {
		name, line = who, rest
	}
	sign, rest, _ := strings.Cut(line, " ")
	if s, more, ok := strings.Cut(sign, "\n"); ok {
		sign, rest = s, more+" "+rest
	}
	rest = tidy(rest)
	p.column = len(name) + len(sign) + 2
	if name != "" && name+sign != "desk>" && name+sign != "desk<" {
		return p.ofSomebody(name, sign, rest)
	}
	switch name + sign {
	case "#":
		return Move{Kind: MoveComment, Text: strings.ReplaceAll(rest, "\n", " ")}, true
	case "@":
		at, err := time.ParseInLocation(clockLayout, rest, Amsterdam)
		if err != nil {
			return p.wrong("this is not a moment", "Write it as @ 2026-11-23 14:00.")
		}
		return Move{Kind: MoveClock, At: at}, true
	case "+":
		d, ok := passing(rest)
		if !ok {
			return p.wrong("this is not how long something takes", "Write it as + 6m, + 2h30m, + 90s, + 2d or + 1w.")
		}
		return Move{Kind: MovePass, After: d}, true
	case ">", "<":
		return p.ofSomebody("", sign, rest)
	case "!":
		return p.fact(rest)
	case "desk>":
		return p.desk(rest)
	case "desk<":
		return Move{Kind: MoveReply, Text: tidy(unescape(rest))}, true
	default:
		p.column = 1
		return p.wrong("no line of a transcript begins like this", "Begin with >, <, !, +, @, #, desk>, desk<, or a name and > or <, and a space; go on with two spaces.")
	}
}

// ofSomebody reads what somebody says, or hears.
func (p *transcriptReader) ofSomebody(name, sign, rest string) (Move, bool) {
	if sign == ">" {
		m, ok := p.said(rest)
		m.Person = name
		return m, ok
	}
	if rest == "" {
		return p.wrong("nothing is expected here", "Write what the person reads, behind the sign.")
	}
	text, choices := cutChoices(rest)
	return Move{Kind: MoveHear, Person: name, Text: text, Choices: choices}, true
}

// mostDays is how many days or weeks may pass at once.
const mostDays = 3660

// passing reads how much time passes: as Go writes it, or in whole days or weeks
// of 24 hours.
func passing(text string) (time.Duration, bool) {
	day := 24 * time.Hour
	for unit, of := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.Atoi(number)
			return time.Duration(n) * of, err == nil && n > 0 && n <= mostDays
		}
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d > 0
}

func (p *transcriptReader) said(rest string) (Move, bool) {
	if more, ok := strings.CutPrefix(rest, startWord); ok && (more == "" || more[0] == ' ' || more[0] == '\n') {
		return Move{Kind: MoveStart, Text: tidy(unescape(more))}, true
	}
	if strings.HasPrefix(rest, "[") {
		text, choices := cutChoices(rest)
		if text != "" || len(choices) != 1 || choices[0] == "" {
			return p.wrong("this is not one choice", "Write its label between brackets: > [Ja]; a bracket in a text gets a backslash.")
		}
		return Move{Kind: MovePress, Text: choices[0]}, true
	}
	m := Move{Kind: MoveSay}
	for _, f := range sentFiles {
		if words, ok := strings.CutPrefix(rest, f.word); ok {
			m.File, rest = f.kind, words
			break
		}
	}
	m.Text = tidy(unescape(rest))
	return m, true
}

func (p *transcriptReader) fact(rest string) (Move, bool) {
	rest, about, some := strings.Cut(rest, ":")
	if about = strings.TrimSpace(about); some && !isNames(about) {
		return p.wrong("nobody is named here", "Write whom it is about behind the colon: ! alarm missed, urgent: mevrouw De Wit.")
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if rest == "" && word == string(MoveOver) || rest == "" && word == string(MoveErased) {
		return Move{Kind: MoveKind(word), Person: about}, true
	}
	of, how, _ := strings.Cut(rest, ",")
	urgency, ok := urgencyOf(strings.TrimSpace(how))
	of = strings.TrimSpace(of)
	switch {
	case word != string(MoveHandoff) && word != string(MoveAlarm):
		return p.wrong("this cannot be expected", "Write ! handoff TEAM, URGENCY, ! alarm CAUSE, URGENCY, ! over or ! erased.")
	case !oneWord(of) || !ok:
		return p.wrong("one word, a comma and an urgency are needed here", "The urgency is quiet, normal, urgent or danger.")
	case word == string(MoveAlarm):
		return Move{Kind: MoveAlarm, Person: about, Cause: chat.Cause(of), Urgency: urgency}, true
	default:
		return Move{Kind: MoveHandoff, Person: about, Team: of, Urgency: urgency}, true
	}
}

func urgencyOf(word string) (chat.Urgency, bool) {
	for u, w := range urgencyWords {
		if w == word {
			return chat.Urgency(u), true
		}
	}
	return 0, false
}

func (p *transcriptReader) desk(rest string) (Move, bool) {
	end := strings.IndexAny(rest, " :")
	if end < 0 || !oneWord(rest[:end]) {
		return p.wrong("nobody is named here", "Write the name first: desk> Noor pakt op.")
	}
	m := Move{Kind: MoveDesk, Who: rest[:end]}
	if rest[end] == ':' {
		m.Act, m.Text = chat.Answered, tidy(unescape(rest[end+1:]))
		return m, true
	}
	doing := strings.TrimSpace(rest[end:])
	if text, ok := strings.CutPrefix(doing, "notitie:"); ok {
		m.Act, m.Text = chat.Noted, tidy(unescape(text))
		return m, true
	}
	if text, ok := strings.CutPrefix(doing, asideWords); ok {
		m.Act, m.Text = chat.Conferred, tidy(unescape(text))
		return m, true
	}
	if text, ok := strings.CutPrefix(doing, "houdt tegen:"); ok {
		m.Act, m.Text = chat.Recalled, tidy(unescape(text))
		return m, true
	}
	if cause, ok := strings.CutPrefix(doing, "sluit "); ok && oneWord(strings.TrimSpace(cause)) {
		m.Act, m.Cause = chat.Ended, chat.Cause(strings.TrimSpace(cause))
		return m, true
	}
	if to, ok := passed(doing); ok {
		m.Act, m.To = chat.PassedOn, to
		return m, true
	}
	if act, form, ok := filledIn(doing); ok {
		m.Act, m.Form = act, form
		return m, true
	}
	if m.aboutMember(doing) || m.aboutPicture(doing) {
		return m, true
	}
	for _, a := range deskActs {
		if a.words == doing {
			m.Act = a.act
			return m, true
		}
	}
	return p.wrong("a worker cannot do this", "Write: pakt op, verstuurt, bewaart, terug naar bot, rondt af, laat los, draagt over aan TEAM, draagt warm over aan TEAM, vraagt NAME, gaat alleen verder, sluit CAUSE, overleg klaar, notitie: words, in overleg: words, houdt tegen: words, schrijft NAME in bij PROGRAMME/CIRCLE, schrijft NAME uit, meldt NAME af tot DATE, oefent met PROGRAMME/CIRCLE, drukt bij NAME op [BUTTON], or a colon and words.")
}

// cutChoices takes the choices off the end of a text, still escaped.
func cutChoices(text string) (rest string, choices []string) {
	if !strings.HasSuffix(text, "]") || escapedAt(text, len(text)-1) {
		return text, nil
	}
	open := -1
	for i := range text {
		if text[i] == '[' && !escapedAt(text, i) {
			open = i
		}
	}
	if open < 0 {
		return text, nil
	}
	inner, start := text[open+1:len(text)-1], 0
	for i := 0; i <= len(inner); i++ {
		if i == len(inner) || inner[i] == '|' && !escapedAt(inner, i) {
			choices = append(choices, tidy(unescape(inner[start:i])))
			start = i + 1
		}
	}
	return strings.TrimSpace(text[:open]), choices
}

// escapedAt tells whether the sign at i has a backslash before it that is not
// itself escaped.
func escapedAt(text string, i int) bool {
	n := 0
	for i > n && text[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// unescape takes the backslashes off again.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
