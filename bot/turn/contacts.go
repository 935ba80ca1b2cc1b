package turn

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"omzien/bot/chat"
	"omzien/flows"
)

// OnWebDesk stands in place of a telephone number or an e-mail address where
// others than the web desk read: pushed desks, and why an alarm was raised (law 15).
const OnWebDesk = "staat op de webdesk"

const (
	hiddenNumber  = "(nummer)"
	hiddenMail    = "(e-mailadres)"
	hiddenAccount = "(rekeningnummer)"
)

// MailLike finds what may be an e-mail address.
var MailLike = regexp.MustCompile(`[^\s<>()\[\],;:"]+@[^\s<>()\[\],;:"]+`)

// between is what people put between the figures of one number: blanks of all kinds,
// line ends, dots, hyphens, and signs that nobody sees.
const between = `\s\p{Zs}\p{Pd}\p{Cf}()\[\]./_·•\x{fe0f}\x{20e3}`

var (
	// A mail address in words or signs that is hardly anything else.
	writtenMail = regexp.MustCompile(`(?i)[^\s@]+(?: @ | ?\(at\) ?| ?\[at\] ?| apenstaartje )[^\s@]+\.[^\s@]+`)
	spelledMail = regexp.MustCompile(`(?i)[^\s]+ ?(?:\(at\)|\[at\]| at | apenstaartje ) ?[^\s]+\.[^\s]+`)
	accountLike = regexp.MustCompile(`(?i)\bNL[` + between + `]?[0-9]{2}[` + between + `]?[A-Z]{4}(?:[` + between + `]?[0-9]){10}\b` +
		`|\b[A-Z]{2}[0-9]{2}(?:[` + between + `][A-Z0-9]{4})?(?:[` + between + `][0-9]{4}){2,6}(?:[` + between + `][0-9]{1,4})?\b` +
		`|\b[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\b`)
	anyNumber   = regexp.MustCompile(`(?:\+|\()?[0-9][0-9 ()./\-\x{00a0}]{3,}[0-9]`)
	numbersLike = regexp.MustCompile(`[+(\[]?[0-9][0-9` + between + `]*`)
	dialled     = regexp.MustCompile(`^(?:0[1-9][0-9]{8}|00[0-9]{8,14}|31[1-9][0-9]{8}|310[1-9][0-9]{8}|6[0-9]{8})$`)
	service     = regexp.MustCompile(`^(?:0800|090[069]|088)`)
	wholeDate   = regexp.MustCompile(`^[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$`)
)

// Masked is the text without telephone numbers, e-mail addresses, accounts and
// citizen service numbers. Other figures stay: dates, times, 112, and numbers of
// services that begin with 0800, 0900 or 088.
func Masked(text string) string {
	text = writtenMail.ReplaceAllString(text, hiddenMail)
	if !strings.ContainsFunc(text, func(r rune) bool { return r == '@' || unicode.IsDigit(r) }) {
		return text
	}
	text = MailLike.ReplaceAllString(flows.Figures(text), hiddenMail)
	text = accountLike.ReplaceAllString(text, hiddenAccount)
	return numbersLike.ReplaceAllStringFunc(text, maskedRun)
}

// Bare is the text without anything that may be a telephone number, or part of
// one, or an e-mail address: for answers to a question for these.
func Bare(text string) string {
	text = MailLike.ReplaceAllString(flows.Figures(text), hiddenMail)
	return anyNumber.ReplaceAllString(spelledMail.ReplaceAllString(text, hiddenMail), hiddenNumber)
}

// Pushed are the facts of a card as pushed desks show them: without numbers by
// which somebody is reached and what is for inside, which stand on the web desk.
func Pushed(facts []chat.CardFact) []chat.CardFact {
	shown := slices.Clone(facts)
	for i, f := range shown {
		text := Masked(f.Text)
		if f.Contact {
			text = Bare(f.Text)
		}
		if f.Inside || f.Contact && (text == hiddenNumber || text == hiddenMail) {
			text = OnWebDesk
		}
		shown[i].Label, shown[i].Text = Masked(f.Label), text
	}
	return shown
}

// maskedRun masks what is somebody's number in figures that stand together.
func maskedRun(run string) string {
	const most = 12 // groups of figures that one number is written in
	at := groups(run)
	var b strings.Builder
	done := 0
	for i := 0; i < len(at); i++ {
		for j := min(len(at), i+most); j > i; j-- {
			if from, to := at[i][0], at[j-1][1]; personal(run[from:to]) {
				b.WriteString(run[done:from])
				b.WriteString(hiddenNumber)
				done, i = to, j-1
				break
			}
		}
	}
	b.WriteString(run[done:])
	return b.String()
}

// groups are the places of figures between blanks and strokes.
func groups(run string) (at [][2]int) {
	start, figures := -1, false
	for i, r := range run + " " {
		apart := isBlank(r) || r == '/'
		switch {
		case apart && start >= 0:
			if figures {
				at = append(at, [2]int{start, i})
			}
			start, figures = -1, false
		case !apart:
			if start < 0 {
				start = i
			}
			figures = figures || r >= '0' && r <= '9'
		}
	}
	return at
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) }

// personal tells whether figures are a number that somebody is reached or known
// by. Long ones without a blank are nothing else.
func personal(written string) bool {
	first := written
	blank := strings.IndexFunc(written, isBlank)
	if blank >= 0 {
		first = written[:blank]
	}
	if wholeDate.MatchString(strings.TrimRight(first, ".-/)")) {
		return false
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, written)
	switch {
	case service.MatchString(digits):
		return false
	case strings.HasPrefix(written, "+"):
		return len(digits) >= 8 && len(digits) <= 15
	case dialled.MatchString(digits), elevenProof(digits):
		return true
	}
	return blank < 0 && len(digits) >= 9
}

// elevenProof tells whether the digits can be a citizen service number.
func elevenProof(digits string) bool {
	if len(digits) != 9 || digits == "000000000" {
		return false
	}
	sum := -int(digits[8] - '0')
	for i := range 8 {
		sum += (9 - i) * int(digits[i]-'0')
	}
	return sum%11 == 0
}
