package checkin

import (
	"slices"
	"strings"
	"unicode"

	"omzien/bot/chat"
	"omzien/flows"
)

// reading is what words mean as the answer to "is all well?".
type reading int

const (
	unclear   reading = iota // a sign of life that a human has to read
	fine                     // the closed list, and nothing else in the message
	worse                    // not well, or wants to be rung
	body                     // words about the body: they go straight to people
	automatic                // a machine wrote it: no sign of life at all
)

// read reads a message. Only a message that is made of the closed list from its
// first word to its last ticks anybody off; a file never does. labels are those of
// the buttons, as they were shown.
func read(text string, files []chat.File, labels labels) reading {
	words := wordsOf(text)
	whole := strings.Join(words, " ")
	switch {
	case within(words, bodyWords):
		return body
	case has(whole, machineWords):
		return automatic
	case whole != "" && whole == labels.ring, within(words, ringWords), has(whole, worseWords), flows.No(text):
		return worse
	case len(files) > 0 || len(words) > mostWords:
		return unclear
	case whole != "" && whole == labels.yes, covered(words):
		return fine
	}
	return unclear
}

// labels are the texts of the two buttons, as wordsOf leaves them: where a platform
// shows large ones, a press is their text.
type labels struct{ yes, ring string }

// mostWords is how long an answer from the closed list can be.
const mostWords = 12

// wordsOf gives the words of a text, folded; signs that mean something are words of
// their own.
func wordsOf(text string) []string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= 0x1F3FB && r <= 0x1F3FF, r == 0xFE0F: // the colour of a hand
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		case r == '\'' || r == '’':
		case unicode.Is(unicode.So, r):
			b.WriteString(" " + string(r) + " ")
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(flows.Normal(b.String()))
}

// covered tells whether the words are phrases of the closed list and courtesies,
// with at least one of the first.
func covered(words []string) bool {
	answered := false
	for len(words) > 0 {
		n := 0
		for try := min(len(words), longestPhrase); try > 0 && n == 0; try-- {
			phrase := strings.Join(words[:try], " ")
			switch {
			case fineWords[phrase]:
				n, answered = try, true
			case courtesies[phrase]:
				n = try
			}
		}
		if n == 0 {
			return false
		}
		words = words[n:]
	}
	return answered
}

const longestPhrase = 6

// within tells whether one of the words begins with one on the list; an entry that
// ends in a full stop is a whole word.
func within(words []string, list map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		if list[w+"."] {
			return true
		}
		for i := range w {
			if list[w[:i]] {
				return true
			}
		}
		return list[w]
	})
}

// has tells whether a phrase of the list stands in the text, between words.
func has(text string, list map[string]bool) bool {
	text = " " + text + " "
	for phrase := range list {
		if strings.Contains(text, " "+phrase+" ") {
			return true
		}
	}
	return false
}

// phrases reads a list that is separated by commas and new lines.
func phrases(list string) map[string]bool {
	all := map[string]bool{}
	for entry := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '\n' }) {
		end := ""
		if strings.HasSuffix(entry, ".") {
			end = "."
		}
		if words := wordsOf(entry); len(words) > 0 {
			all[strings.Join(words, " ")+end] = true
		}
	}
	return all
}

// The words, one language a line: Dutch, English, Turkish, Arabic, Polish,
// Ukrainian. Whoever is not understood goes on to people anyway.
var (
	fineWords = phrases(`ja, jaa, jaaa, jawel, jazeker, ja zeker, ja hoor, goed, heel goed, alles goed, alles is goed, alles oke, alles ok, goed hoor, prima, prima hoor, uitstekend, best, best hoor, oke, ok, het gaat goed, gaat goed, met mij gaat het goed, met mij is alles goed, met mij alles goed, met mij goed, ik ben goed, alles in orde, in orde, dik in orde
yes, yeah, fine, im fine, i am fine, good, all good, very good, all is well, i am well, im well, okay
evet, iyi, iyiyim, çok iyi, her şey yolunda
نعم, بخير, أنا بخير, كل شيء بخير, تمام, الحمد لله
tak, dobrze, wszystko dobrze, wszystko w porządku, w porządku
так, добре, все добре, все гаразд
👍, 👌`)

	courtesies = phrases(`goedemorgen, goeiemorgen, goede morgen, morgen, goedemiddag, goedenavond, dag, hallo, hoi, dank u, dank je, dank u wel, dank je wel, dankjewel, dankuwel, bedankt, en met u, en met jou, met u ook, fijne dag, fijne dag verder, nog een fijne dag, tot morgen, groet, groetjes, groeten, gelukkig
good morning, thank you, thanks, have a nice day, see you tomorrow
günaydın, teşekkürler, teşekkür ederim
صباح الخير, شكرا
dzień dobry, dziękuję
доброго ранку, дякую
🙂, 😊, 😀, 😃, 😄, ❤, 🙏, 🌞, ☀, 👋, 🌹, 🌷`)

	worseWords = phrases(`niet goed, niet zo goed, niet best, niet lekker, gaat niet, gaat het niet, slecht, beroerd, rot, bel mij, bel me, wil gebeld worden, ik ben bang, alleen en bang, kom langs, kunt u komen, kun je komen, wilt u komen, help, hulp
not well, not good, not so good, call me, ring me, please come
iyi değilim, kötü, kötüyüm, beni arayın
لست بخير, سيئ, اتصلوا بي
niedobrze, źle, proszę zadzwonić
погано, не добре, подзвоніть мені`)

	// ringWords ask for a call wherever they stand.
	ringWords = phrases(`bel., bellen., belt., opbellen.`)

	// bodyWords are beginnings of words, wherever they stand.
	bodyWords = phrases(`gevallen, val., viel., valt., uitgegleden, gestruikeld, pijn, benauwd, adem, bloed, duizelig, flauw., flauwge, bewusteloos, hart., hartaanval, beroerte, tia., verlamd, scheef, ziek, koorts, misselijk, overgeven, overgegeven, braken, gebraakt, verward, gebroken, ambulance, dokter, huisarts, 112., opstaan, overeind, rook., brand., gas., ingebroken, inbreker
fallen, fell., pain, chest, breath, bleed, blood, dizzy, faint, stroke., sick, fever, vomit, hospital, ambulance
düştüm, ağrı, nefes, baygın, hasta
وقعت, سقطت, ألم, دم., مريض
upadł, upadlam, ból., krew, duszno, chor
впала, впав, болить, кров, хвор, задихаюс`)

	// machineWords stand in what a machine answers while nobody is there.
	machineWords = phrases(`automatisch antwoord, automatische reactie, automatisch bericht, afwezigheidsbericht, ik ben momenteel afwezig, niet bereikbaar tot
automatic reply, automatic response, auto reply, autoreply, out of office`)
)
