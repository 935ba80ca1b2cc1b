package engine

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"omzien/bot/turn"
	"omzien/flows"
)

// homeRegion is where telephone numbers without a country are from.
const homeRegion = "NL"

// homeCode is the country's code, and homeDigits is how many digits a person's
// number there has behind the first 0.
const homeCode, homeDigits = 31, 9

var phoneLike = regexp.MustCompile(`(?:\+|00|\()?[0-9٠-٩۰-۹][0-9٠-٩۰-۹ ()./\-\x{00a0}]{3,}[0-9٠-٩۰-۹]`)

// contact is what was read where an address was asked for.
type contact struct {
	value string       // as it is kept
	fault flows.TextID // what the person is told where there is no value
	more  bool         // the person wrote more than the address
}

// readPhone finds the one telephone number in the text, in E.164.
func readPhone(text string) contact {
	found := phoneLike.FindAllString(text, -1)
	if len(found) != 1 {
		if len(found) == 0 && strings.ContainsAny(flows.Figures(text), "0123456789") {
			return contact{fault: flows.TextPhoneShort}
		}
		return contact{fault: flows.TextNoPhone}
	}
	n, err := phonenumbers.Parse(flows.Figures(found[0]), homeRegion)
	switch {
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return contact{fault: flows.TextPhoneShort}
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return contact{fault: flows.TextPhoneLong}
	case err != nil:
		return contact{fault: flows.TextNoPhone}
	}
	if !phonenumbers.IsValidNumber(n) {
		return contact{fault: phoneFault(n)}
	}
	return contact{value: phonenumbers.Format(n, phonenumbers.E164), more: beyond(text, found[0])}
}

// phoneFault says what is wrong with a number that nobody can have.
func phoneFault(n *phonenumbers.PhoneNumber) flows.TextID {
	digits := len(phonenumbers.GetNationalSignificantNumber(n))
	why := phonenumbers.IsPossibleNumberWithReason(n)
	home := n.GetCountryCode() == homeCode // where others of these lengths can be dialled: 112, 14 020, 0800 1234
	switch {
	case why == phonenumbers.TOO_SHORT, home && digits < homeDigits:
		return flows.TextPhoneShort
	case why == phonenumbers.TOO_LONG, home && digits > homeDigits:
		return flows.TextPhoneLong
	}
	return flows.TextNoPhone
}

// readEmail finds the one e-mail address in the text.
func readEmail(text string) contact {
	found := turn.MailLike.FindAllString(text, -1)
	if len(found) != 1 {
		return contact{fault: flows.TextNoEmail}
	}
	typed := strings.TrimRight(found[0], ".!?")
	at, err := mail.ParseAddress(typed)
	if err != nil {
		return contact{fault: flows.TextEmailWrong}
	}
	_, domain, _ := strings.Cut(at.Address, "@")
	if name, top, ok := cutLast(domain, "."); !ok || name == "" || len(top) < 2 || strings.Contains(domain, "@") {
		return contact{fault: flows.TextEmailWrong}
	}
	return contact{value: at.Address, more: beyond(text, found[0])}
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

var besideContact = set("mijn nummer telefoonnummer mobiel mobiele tel telefoon is het dit dat op bel me maar mij graag mail email e-mail mailadres e-mailadres adres my number phone the it's a.u.b aub")

// beyond tells whether there are words around the address that say more.
func beyond(text, address string) bool {
	before, after, _ := strings.Cut(text, address)
	for w := range strings.FieldsSeq(before + " " + after) {
		if w = flows.Normal(w); w != "" && !besideContact[w] && strings.Trim(w, `.,:;-!?<>()[]"'`) != "" {
			return true
		}
	}
	return false
}
