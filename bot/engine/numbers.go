package engine

import (
	"regexp"
	"strconv"
	"strings"

	"omzien/flows"
)

// longestAnswer is how many bytes words may have that mean a number, a date, a
// time or a choice.
const longestAnswer = 200

// A number in figures: with groups of thousands, or with decimals.
var (
	grouped   = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?$`)
	belowZero = regexp.MustCompile(`^\s*-[0-9]`)
	decimal   = regexp.MustCompile(`^[0-9]{1,12}([.,][0-9]{1,2}|[.,][0-9]{4,9}|\.[0-9]{3})?$`)
)

// readNumber reads the whole text as one number, in figures or in words, Dutch
// or English, perhaps with what is counted behind it. The value has a decimal
// point. Of what may mean two numbers ("een stuk of 7", "1,000") it reads none.
func readNumber(text string) (value string, ok bool) {
	if len(text) > longestAnswer {
		return "", false
	}
	minus := belowZero.MatchString(text) // Normal takes the sign away
	words := strings.Fields(strings.NewReplacer("€", " ", "%", " ").Replace(flows.Figures(flows.Normal(text))))
	if len(words) > 1 && (words[0] == "min" || words[0] == "minus") {
		minus, words = true, words[1:]
	}
	words = without(words, beforeNumber, counted)
	if len(words) == 0 {
		return "", false
	}
	n, ok := wordNumber(words)
	if !ok && len(words) == 1 {
		n, ok = figureNumber(words[0])
	}
	if !ok {
		return "", false
	}
	if minus && n != 0 {
		n = -n
	}
	return strconv.FormatFloat(n, 'f', -1, 64), true
}

func figureNumber(s string) (float64, bool) {
	switch {
	case grouped.MatchString(s) && !strings.HasPrefix(s, "0"):
		s = strings.ReplaceAll(s, ".", "")
	case !decimal.MatchString(s):
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return n, err == nil
}

// Words that may stand before a number, and behind it, and say nothing else.
var (
	beforeNumber = set("ik ben i'm i am 'n het is it's it")
	counted      = set(`jaar jaren jr oud keer maal euro euros dag dagen week weken maand maanden uur uren minuten mensen personen
		persoon kind kinderen years year old times time days day weeks week months month hours people person children child kids`)
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}

// without takes words of the one list off the beginning, of the other off the end.
func without(words []string, before, behind map[string]bool) []string {
	for len(words) > 1 && before[words[0]] {
		words = words[1:]
	}
	for len(words) > 1 && behind[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	return words
}

// wordNumber reads a number in words, under ten thousand.
func wordNumber(words []string) (float64, bool) {
	half := 0.0
	if n := len(words); n > 2 && (words[n-1] == "half" || words[n-1] == "halve") && (words[n-2] == "een" || words[n-2] == "a") {
		half, words = 0.5, words[:n-2]
		if last := len(words) - 1; last > 0 && (words[last] == "en" || words[last] == "and") {
			words = words[:last]
		}
	}
	whole := strings.Join(words, "")
	switch whole {
	case "anderhalf", "anderhalve":
		return 1.5, half == 0
	case "een", "one", "a":
		return 1 + half, whole != "a"
	}
	n, ok := wholeWord(whole)
	return float64(n) + half, ok
}

// numberWords are the numbers that are not made of others.
var numberWords = map[string]int{
	"nul": 0, "een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
	"elf": 11, "twaalf": 12, "dertien": 13, "veertien": 14, "vijftien": 15, "zestien": 16, "zeventien": 17, "achttien": 18, "negentien": 19,
	"twintig": 20, "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90,
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// wholeWord reads a whole number, its words written together.
func wholeWord(s string) (int, bool) {
	if n, ok := numberWords[s]; ok {
		return n, true
	}
	for _, big := range [...]struct {
		word string
		n    int
	}{{"duizend", 1000}, {"thousand", 1000}, {"honderd", 100}, {"hundred", 100}} {
		before, after, found := strings.Cut(s, big.word)
		if !found {
			continue
		}
		times, rest := 1, 0
		var ok bool
		if before != "" {
			if times, ok = wholeWord(before); !ok || times == 0 || times >= 100 {
				return 0, false
			}
		}
		if after != "" {
			after = strings.TrimPrefix(strings.TrimPrefix(after, "and"), "en")
			if rest, ok = wholeWord(after); !ok || rest >= big.n {
				return 0, false
			}
		}
		return times*big.n + rest, true
	}
	for tens, n := range numberWords {
		if n < 20 {
			continue
		}
		if unit, found := strings.CutSuffix(s, tens); found { // eenentwintig
			if u, ok := numberWords[strings.TrimSuffix(unit, "en")]; ok && u > 0 && u < 10 && strings.HasSuffix(unit, "en") {
				return n + u, true
			}
		}
		if unit, found := strings.CutPrefix(s, tens); found && strings.HasSuffix(tens, "ty") { // twenty-one
			if u, ok := numberWords[strings.TrimPrefix(unit, "-")]; ok && u > 0 && u < 10 {
				return n + u, true
			}
		}
	}
	return 0, false
}
