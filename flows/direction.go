package flows

import (
	"regexp"
	"strings"

	"golang.org/x/text/language"
)

// Marks around a piece that is read from left to right, whatever stands beside
// it (Unicode's bidirectional algorithm, LRI and PDI). They are not seen.
const (
	leftToRight = "\u2066"
	asBefore    = "\u2069"
)

var (
	// ltrRun is a run of Latin letters and figures, with what people put between
	// them: 0800-0113, 088-0767 000, +31 6, 1234 AB, naam@voorbeeld.nl; a comma
	// only behind a word, as in Dorpshuis, Kerkplein 1.
	ltrRun = regexp.MustCompile(leftToRight + `?\+?(?:[\p{Latin}0-9]+[-./@:_’' ]|[\p{Latin}0-9]*\p{Latin}, )*[\p{Latin}0-9]+`)
	// mixed is one whose pieces would change places between Arabic letters: there
	// 0800-0113 shows as 0113-0800.
	mixed = regexp.MustCompile(`[0-9].*[-/@+ ]|[-/@+ ].*[0-9]|[0-9]\.\p{Latin}`)

	commaBehind = regexp.MustCompile(`(\p{Arabic}), `)
	commaBefore = regexp.MustCompile(`, (\p{Arabic})`)
)

// Directed gives a text for somebody who reads this language. Where it is
// written from right to left, each telephone number, postcode and the like is
// marked so that it shows in the order in which it is dialled and written; a
// comma between Arabic words is theirs. In other languages it changes nothing,
// and nothing changes when it is done twice.
func Directed(lang, text string) string {
	script := scriptOf(lang)
	if script != "Arab" && script != "Hebr" {
		return text
	}
	if script == "Arab" && strings.Contains(text, ", ") {
		text = commaBefore.ReplaceAllString(commaBehind.ReplaceAllString(text, "$1، "), "، $1")
	}
	return ltrRun.ReplaceAllStringFunc(text, func(run string) string {
		if strings.HasPrefix(run, leftToRight) || !mixed.MatchString(run) {
			return run
		}
		return leftToRight + run + asBefore
	})
}

// scriptOf is the script that a language is written in: Latn, Arab. It is empty
// for a tag that nobody knows.
func scriptOf(lang string) string {
	switch lang {
	case "":
		return ""
	case "nl", "nl-x-simpel", "en", "de", "fr", "pl", "tr": // most of what is said, without taking the tag apart
		return "Latn"
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return ""
	}
	script, _ := tag.Script()
	return script.String()
}
