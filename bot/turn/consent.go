package turn

import (
	"slices"
	"strconv"

	"omzien/bot/chat"
	"omzien/flows"
)

// standing gives the places of the consents that were given and not taken back,
// the newest of each purpose.
func (t *Turn) standing() (places []int) {
	for i, c := range t.C.Kept.Consents {
		if !c.Withdrawn.IsZero() {
			continue
		}
		later := func(o chat.Consent) bool { return o.For == c.For && o.Withdrawn.IsZero() }
		if !slices.ContainsFunc(t.C.Kept.Consents[i+1:], later) {
			places = append(places, i)
		}
	}
	return places
}

// MayWithdraw tells whether there is a consent to take back.
func (t *Turn) MayWithdraw() bool { return len(t.standing()) > 0 }

// consents are the choices of what can be taken back.
func (t *Turn) consents() (choices []chat.Choice) {
	for _, i := range t.standing() {
		choices = append(choices, chat.Choice{Label: flows.Sentence(t.purpose(t.C.Kept.Consents[i])), Value: strconv.Itoa(i)})
	}
	return append(choices, chat.Choice{Label: t.Text(flows.TextWithdrawKeep), Value: No})
}

// purpose is what a consent was given for, in the person's language.
func (t *Turn) purpose(c chat.Consent) string { return t.Book.Translate(t.C.Lang, t.C.Form, c.For) }

// AskWithdraw asks which consent the person takes back; false, and words, where
// there is none.
func (t *Turn) AskWithdraw() bool {
	t.C.Pending = ""
	if !t.MayWithdraw() {
		t.Tell(chat.Prompt, t.Text(flows.TextWithdrawNone))
		return false
	}
	t.AskOwn(Withdraw)
	return true
}

// Withdraw takes the answer to that. What was agreed to for the same purpose
// before goes with it, and somebody looks at what must change now.
func (t *Turn) Withdraw(value string) {
	t.C.Pending = ""
	i, err := strconv.Atoi(value)
	if err != nil || !slices.Contains(t.standing(), i) {
		t.Tell(chat.Prompt, t.Text(flows.TextWithdrawKept))
		return
	}
	given := t.C.Kept.Consents[i]
	what := given.For
	for j := range t.C.Kept.Consents {
		if c := &t.C.Kept.Consents[j]; c.For == what && c.Withdrawn.IsZero() {
			c.Withdrawn = t.Now().UTC()
		}
	}
	t.Raise(chat.Notice(given.Flow.Name, given.Step), chat.Normal, "Trok een toestemming in: "+what+". Kijk wat er nu anders moet.")
	t.Tell(chat.Prompt, t.Text(flows.TextWithdrawn, "waarvoor", t.purpose(given)))
}
