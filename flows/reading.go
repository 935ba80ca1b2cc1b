package flows

import (
	"regexp"
	"strings"
	"unicode"
)

// hardWords is one reason why a Dutch text is hard to read.
type hardWords struct{ what, remedy phrase }

// How much a reader at B1 takes: words of a sentence, syllables of a word.
const (
	longSentence  = 15
	manySyllables = 4
)

// hardDutch measures a Dutch text: sentences that are long, words that are,
// and sentences in which nobody does anything (wordt ge...). It is a measure and
// no judge: what it finds is a hint.
func hardDutch(text string) []hardWords {
	var all []hardWords
	seen := map[string]bool{}
	for _, sentence := range sentences(text) {
		words := wordsOf(sentence)
		if n := len(words); n > longSentence {
			all = append(all, hardWords{phrased("a long sentence of %[1]d words: %[2]q", n, beginning(sentence, 50)),
				phrased("Make two sentences of it, of at most 15 words each.")})
		}
		for _, w := range words {
			w = strings.ToLower(w)
			if n := syllables(w); n > manySyllables && !seen[w] && !knownLong(w) {
				seen[w] = true
				all = append(all, hardWords{phrased("a long word: %[1]q", w), phrased("Is there a shorter word, or can it be said in two?")})
			}
		}
		if is, done := passive(words); is != "" {
			all = append(all, hardWords{phrased("nobody does anything here: %[1]q ... %[2]q, in %[3]q", is, done, beginning(sentence, 50)),
				phrased("Say who does it: not \"Je wordt gebeld\" but \"Wij bellen je\".")})
		}
	}
	return all
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?:;]+(\s+|$)|\n+`)
	goesOnBelow = regexp.MustCompile(`\n(\p{Ll})`)
	wordShape   = regexp.MustCompile(`[\p{L}\p{N}{}][\p{L}\p{N}\p{M}'’{}_./@-]*`)
)

// sentences cuts a text at its full stops and lines. A line that begins with a
// small letter goes on with the sentence above it.
func sentences(text string) []string {
	var all []string
	for _, s := range sentenceEnd.Split(goesOnBelow.ReplaceAllString(text, " $1"), -1) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func wordsOf(sentence string) []string { return wordShape.FindAllString(sentence, -1) }

// syllables counts those of a Dutch word in small letters: its groups of vowels,
// where letters that sound as one are one. What is no word (a place, a number,
// an address) has none.
func syllables(word string) int {
	n, letters := 0, []rune(word)
	for i := 0; i < len(letters); {
		r := letters[i]
		if !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' {
			return 0
		}
		if !vowel(r) {
			i++
			continue
		}
		n++
		i += soundsAsOne(letters[i:])
	}
	return n
}

func vowel(r rune) bool {
	return strings.ContainsRune("aeiouyàáâäèéêëìíîïòóôöùúûü", r)
}

// soundsAsOne is how many of the first letters are one vowel.
func soundsAsOne(letters []rune) int {
	word := string(letters[:min(len(letters), 4)])
	for _, together := range [...]string{"aai", "ooi", "oei", "eeu", "ieu", "ëe", "ai", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ij", "ei", "au", "ou"} {
		if strings.HasPrefix(word, together) {
			return len(together)
		}
	}
	return 1
}

// knownLong tells whether a long word is one that everybody here knows.
func knownLong(word string) bool {
	switch word {
	case "jongerenwerker", "jongerenwerkers", "telefoonnummer", "telefoonnummers", "organisatie", "organisaties",
		"vertrouwenspersoon", "inloopspreekuren", "activiteiten", "activiteit", "administratie", "maatschappelijke",
		"openingstijden", "vrijwilligerswerk", "familieleden", "familieteam", "gezondheidscentrum":
		return true
	}
	return false
}

var participle = regexp.MustCompile(`^(\p{L}*)ge\p{L}{2,}(d|t|en)$`)

// passive finds "wordt" or "worden" with what is done: "wordt ... gebeld".
func passive(words []string) (is, done string) {
	for _, w := range words {
		switch w = strings.ToLower(w); w {
		case "wordt", "worden", "werd", "werden":
			is = w
		default:
			if before, _, ok := strings.Cut(w, "ge"); ok && participle.MatchString(w) && separable(before) && !noParticiple(w) {
				done = w
			}
		}
	}
	if is == "" || done == "" {
		return "", ""
	}
	return is, done
}

// separable tells whether a participle may have this before its "ge".
func separable(before string) bool {
	switch before {
	case "", "aan", "af", "bij", "door", "in", "mee", "na", "om", "op", "over", "terug", "toe", "uit", "voor", "weg":
		return true
	}
	return false
}

// noParticiple tells whether a word only looks like one.
func noParticiple(word string) bool {
	switch word {
	case "geld", "geduld", "geweld", "gezond", "gebied", "gerust", "gezicht", "geluid", "gewicht", "gebouwen", "gesprekken",
		"gevoelens", "gegevens", "gezinnen", "geen", "gemeenten", "gebieden", "genoemd", "gewend":
		return true
	}
	return false
}
