package engine

import (
	"regexp"
	"strings"

	"omzien/flows"
)

// partOfDay is which half of the day a time is in, as far as somebody said.
type partOfDay int

const (
	anyPart partOfDay = iota
	morning           // 's ochtends, 's nachts, am: as it is
	evening           // 's middags, 's avonds, pm: twelve hours more
	night             // 's nachts: 11 is before midnight, 3 is after
)

var parts = map[string]partOfDay{
	"ochtends": morning, "ochtend": morning, "morgens": morning, "vanochtend": morning, "am": morning, "a.m": morning, "morning": morning, "vroeg": morning,
	"middags": evening, "middag": evening, "avonds": evening, "avond": evening, "vanmiddag": evening, "vanavond": evening,
	"pm": evening, "p.m": evening, "afternoon": evening, "evening": evening, "tonight": evening,
	"nachts": night, "nacht": night, "night": night, "vannacht": night,
}

var besideTime = set("om rond ongeveer at the in de graag please is het it's 's s precies o'clock oclock about")

var (
	digitalTime = regexp.MustCompile(`^([0-9]{1,2})[:.]([0-9]{2})$`)
	hourTime    = regexp.MustCompile(`^([0-9]{1,2})(?:u|h|uur)([0-9]{2})?$`)
	glued       = regexp.MustCompile(`^([0-9:.]+)(am|pm|u)$`)
)

// readTime reads the whole text as one time of day, in Dutch or English. Where
// that may be in the night or in the afternoon (3 uur, kwart over 3) it gives
// both, the afternoon first: people are asked which. Hours from 7 on are by day.
func readTime(text string) []string {
	if len(text) > longestAnswer {
		return nil
	}
	words, part := timeWords(text)
	if len(words) == 0 || len(words) > 5 {
		return nil
	}
	switch strings.Join(words, " ") {
	case "noon", "midday":
		return []string{"12:00"}
	case "middernacht", "midnight":
		return []string{"00:00"}
	}
	hour, minute, exact, ok := hourAndMinute(words)
	if !ok || hour > 23 || minute > 59 {
		return nil
	}
	switch {
	case hour > 12 || hour == 0: // said by the clock of 24 hours
		return []string{clock(hour, minute)}
	case part == morning:
		return []string{clock(hour%12, minute)}
	case part == evening:
		return []string{clock(hour%12+12, minute)}
	case part == night && hour >= 9 && hour < 12:
		return []string{clock(hour+12, minute)}
	case part == night:
		return []string{clock(hour%12, minute)}
	case hour < 7 && !exact:
		return []string{clock(hour+12, minute), clock(hour, minute)}
	default:
		return []string{clock(hour, minute)}
	}
}

// timeWords takes a text apart: what says the time, and in which part of the day.
func timeWords(text string) ([]string, partOfDay) {
	normal := strings.NewReplacer(",", " ", "'s ", " ", "’s ", " ").Replace(flows.Figures(flows.Normal(text)))
	part := anyPart
	var words []string
	for w := range strings.FieldsSeq(normal) {
		w = strings.TrimSuffix(w, ".")
		if m := glued.FindStringSubmatch(w); m != nil && m[2] != "u" { // 9am
			words, part = append(words, m[1]), parts[m[2]]
			continue
		}
		switch p, ok := parts[w]; {
		case besideTime[w]:
		case ok:
			part = p
		default:
			words = append(words, w)
		}
	}
	return words, part
}

// hourAndMinute reads a time as it is said. exact: there is no other half of
// the day that it may be in, as with 03:15.
func hourAndMinute(words []string) (hour, minute int, exact, ok bool) {
	first := words[0]
	last := len(words) - 1
	if len(words) > 1 && (words[last] == "uur" || words[last] == "u" || words[last] == "hours" || words[last] == "h") {
		words, last = words[:last], last-1
	}
	if len(words) == 1 {
		if m := digitalTime.FindStringSubmatch(first); m != nil {
			return number(m[1]), number(m[2]), m[1][0] == '0', true
		}
		if m := hourTime.FindStringSubmatch(first); m != nil {
			return number(m[1]), number(m[2]), m[1][0] == '0', true
		}
		hour, ok = hourWord(first)
		return hour, 0, false, ok
	}
	if len(words) == 2 && words[0] == "half" { // half tien: 9:30
		h, ok := hourOf12(words[1])
		return before(h), 30, false, ok && !englishHour[words[1]]
	}
	// kwart over 3, 5 voor half 10, half past nine
	minutes, ok := minuteWord(words[0])
	if !ok || len(words) < 3 {
		return 0, 0, false, false
	}
	h, ok := hourOf12(words[last])
	if !ok {
		return 0, 0, false, false
	}
	switch middle := strings.Join(words[1:last], " "); middle {
	case "over", "past":
		return h, minutes, false, true
	case "voor", "to":
		return before(h), 60 - minutes, false, minutes > 0
	case "voor half":
		return before(h), 30 - minutes, false, minutes < 30
	case "over half":
		return before(h), 30 + minutes, false, minutes < 30
	}
	return 0, 0, false, false
}

// englishHour are the hours of which "half" means the other half.
var englishHour = set("one two three four five six seven eight nine ten eleven twelve")

// before is the hour before, by a clock with twelve of them.
func before(hour int) int { return (hour+10)%12 + 1 }

func hourWord(word string) (int, bool) {
	if n, ok := numberWords[word]; ok && n <= 24 {
		return n % 24, true
	}
	if len(word) > 2 {
		return 0, false
	}
	for _, r := range word {
		if r < '0' || r > '9' {
			return 0, false
		}
	}
	return number(word) % 24, number(word) <= 24 && word != ""
}

func hourOf12(word string) (int, bool) {
	h, ok := hourWord(word)
	return h, ok && h >= 1 && h <= 12
}

func minuteWord(word string) (int, bool) {
	switch word {
	case "kwart", "quarter":
		return 15, true
	case "half":
		return 30, true
	}
	n, ok := numberWords[word]
	if !ok && len(word) <= 2 && strings.Trim(word, "0123456789") == "" {
		n, ok = number(word), true
	}
	return n, ok && n >= 1 && n <= 30
}
