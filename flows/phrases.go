package flows

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Opens says when the team next opens: "morgen vanaf 9 uur". It is empty where
// the team does not open within four weeks.
func (p *Playbook) Opens(t Team, at time.Time, lang, form string) string {
	opens, ok := t.Opens(at)
	if !ok {
		return ""
	}
	at, opens = at.In(Amsterdam), opens.In(Amsterdam)
	hour := p.hour(opens, lang, form)
	switch ahead := civil(opens).Since(civil(at)); {
	case ahead == 0:
		return p.Say(TextToday, lang, form, "tijd", hour)
	case ahead == 1:
		return p.Say(TextTomorrow, lang, form, "tijd", hour)
	case ahead > oneWeek:
		return p.Say(TextOnDay, lang, form, "dag", p.DayWords(civil(opens), civil(at), lang, form), "tijd", hour)
	}
	weekday := p.Say(weekdays()[opens.Weekday()], lang, form)
	return p.Say(TextOnDay, lang, form, "dag", weekday, "tijd", hour)
}

// oneWeek is how many days ahead a weekday alone says which one is meant.
const oneWeek = 6

func weekdays() [7]TextID {
	return [7]TextID{TextSunday, TextMonday, TextTuesday, TextWednesday, TextThursday, TextFriday, TextSaturday}
}

// Shut says that nobody reads now, when the team opens, and where one can talk
// now. It is for a moment at which the team is closed.
func (p *Playbook) Shut(t Team, at time.Time, lang, form string) string {
	text := p.Say(TextShutLong, lang, form)
	if opens := p.Opens(t, at, lang, form); opens != "" {
		id := TextShut
		if h := at.In(Amsterdam).Hour(); h >= 22 || h < 7 {
			id = TextNight
		}
		text = p.Say(id, lang, form, "opent", opens)
	}
	if lines := p.NumberLines(at, lang, form, "anything", "child"); lines != "" {
		text += "\n" + p.Say(TextTalkNow, lang, form, "nummers", lines)
	}
	return text
}

// Help is what somebody in danger reads at once, where nobody knows yet which.
func (p *Playbook) Help(at time.Time, lang, form string) string {
	lines := p.NumberLines(at, lang, form, "suicide", "violence", "anything", "child")
	if lines == "" {
		return p.Say(TextHelpBare, lang, form)
	}
	return p.Say(TextHelp, lang, form, "nummers", lines)
}

// youth is the highest age of numbers that are no use to whom we call u.
const youth = 24

// NumberLines gives the numbers for these purposes that are open now, one a
// line; empty where there are none.
func (p *Playbook) NumberLines(at time.Time, lang, form string, purposes ...string) string {
	var lines []string
	for _, n := range p.Helping(at, purposes...) {
		if form == "u" && n.Ages[1] > 0 && n.Ages[1] <= youth {
			continue
		}
		id := TextNumber
		if n.Chat != "" {
			id = TextNumberWeb
		}
		chat := strings.TrimSuffix(strings.TrimPrefix(n.Chat, "https://"), "/")
		line := p.Say(id, lang, form, "naam", n.Name, "telefoon", n.Phone, "chat", chat)
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Sentence gives a text a capital letter.
func Sentence(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 || unicode.IsUpper(r) {
		return text
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// Offered is the label of what a press on the step with this value chose;
// empty where the step offers no such thing.
func (f *Flow) Offered(step, value, lang string) string {
	s, _ := f.Step(step)
	if s == nil {
		return ""
	}
	for _, o := range s.Options {
		if o.Value == value {
			return o.Label.In(lang)
		}
	}
	if value == SkipValue {
		return s.Skip.In(lang)
	}
	return ""
}
