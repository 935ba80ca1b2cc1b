package turn

import (
	"slices"
	"strconv"
	"strings"

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
		later := func(o chat.Consent) bool { return alike(o, c) && o.Withdrawn.IsZero() }
		if !slices.ContainsFunc(t.C.Kept.Consents[i+1:], later) {
			places = append(places, i)
		}
	}
	return places
}

// alike tells whether two consents are for the same: in the same words, or asked
// by the same step, whose words changed. A step that has no id of its own is
// known by its words alone.
func alike(a, b chat.Consent) bool {
	return a.For == b.For || a.Flow.Name == b.Flow.Name && a.Step == b.Step && !strings.Contains(a.Step, ":")
}

// mostConsents is how many are kept of a person.
const mostConsents = 200

// Consented keeps what a person agreed to; or, where they say no, takes it back
// if they agreed before, and somebody looks at what must change now. The same in
// the same version is kept once.
func (t *Turn) Consented(c chat.Consent, yes bool) {
	if !yes {
		if t.takeBack(c) {
			t.Raise(chat.Notice(c.Flow.Name, c.Step), chat.Normal, "Zei eerst ja en nu nee op een vraag om toestemming: "+c.For+". Kijk wat er nu anders moet.")
		}
		return
	}
	same := func(o chat.Consent) bool { return o.Withdrawn.IsZero() && alike(o, c) && o.Flow == c.Flow }
	if slices.ContainsFunc(t.C.Kept.Consents, same) {
		return
	}
	all := append(t.C.Kept.Consents, c)
	if len(all) > mostConsents { // what counts no more goes first
		oldest := slices.IndexFunc(all, func(o chat.Consent) bool { return !o.Withdrawn.IsZero() })
		all = slices.Delete(all, max(0, oldest), max(0, oldest)+1)
	}
	t.C.Kept.Consents = all
}

// takeBack takes back all consents like this one; false where there is none.
func (t *Turn) takeBack(c chat.Consent) (any bool) {
	for i := range t.C.Kept.Consents {
		if o := &t.C.Kept.Consents[i]; o.Withdrawn.IsZero() && alike(*o, c) {
			o.Withdrawn, any = t.Now().UTC(), true
			t.leaves(o.Flow.Name)
		}
	}
	return any
}

// leaves ends that the person takes part in the programmes into which the flow brings
// those who agree there: they agree no more.
func (t *Turn) leaves(name string) {
	flow := t.Book.Talks.Flows[name]
	if flow == nil {
		return
	}
	for _, m := range t.F.Members {
		enrols := func(s flows.Step) bool { return s.Kind == flows.StepEnrol && s.Programme == m.Programme }
		if m.State != chat.MemberLeft && slices.ContainsFunc(flow.Steps, enrols) {
			t.Leave(m)
		}
	}
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
	t.takeBack(given)
	t.Raise(chat.Notice(given.Flow.Name, given.Step), chat.Normal, "Trok een toestemming in: "+what+". Kijk wat er nu anders moet.")
	t.Tell(chat.Prompt, t.Text(flows.TextWithdrawn, "waarvoor", t.purpose(given)))
}
