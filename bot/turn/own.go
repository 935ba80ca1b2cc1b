package turn

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// The questions that Omzien asks by itself, beside any flow: what waits in
// Conversation.Pending.
const (
	Erase    = "erase"    // really erase everything?
	Reach    = "reach"    // how will you read our answer?
	Knock    = "knock"    // does it suit now?
	Language = "language" // in which language?
	Withdraw = "withdraw" // which consent do you take back?
	Booking  = "afspraak" // what shall become of your appointment? See appointment.go
)

// Values of the choices of these questions.
const (
	Yes  = "ja"
	No   = "nee"
	Code = "code"
	Page = "page"
)

const ownStep = "omzien:"

// StepOf is the step that presses on the question's choices name.
func StepOf(question string) string { return ownStep + question }

// Own gives the question of Omzien's own that a press is about; empty where it
// is about a step of a flow. What was asked about an appointment may be pressed again:
// who comes may be ill in the morning, and the buttons say of which appointment.
func Own(step string) string {
	if step == chat.UsedStep(StepOf(Booking)) {
		return Booking
	}
	question, ok := strings.CutPrefix(step, ownStep)
	if !ok {
		return ""
	}
	return question
}

// question is one of Omzien's own, with its choices as the person reads them.
func (t *Turn) question(name string) (ask string, choices []chat.Choice) {
	add := func(value string, label flows.TextID) {
		choices = append(choices, chat.Choice{Label: t.Text(label), Value: value})
	}
	switch name {
	case Erase:
		ask = t.askErase()
		add(Yes, flows.TextEraseYes)
		add(No, flows.TextEraseNo)
	case Reach:
		ask = t.Text(flows.TextReach)
		add(Code, flows.TextReachCode)
		add(Page, flows.TextReachPage)
	case Knock:
		ask = t.Text(flows.TextKnock)
		add(Yes, flows.TextKnockYes)
		add(No, flows.TextKnockLater)
	case Language:
		ask = t.Text(flows.TextLanguage)
		for _, tag := range t.Book.Spoken() {
			choices = append(choices, chat.Choice{Label: flows.OwnName(tag), Value: tag})
		}
	case Withdraw:
		ask, choices = t.Text(flows.TextWithdraw), t.consents()
	case Booking:
		choices = t.MeetChoices(t.C.Kept.Appointment.Team, t.C.Choosing)
	}
	return ask, choices
}

// AskOwn asks a question of Omzien's own. It is not part of the bot's talk: a
// worker who takes over does not take it back.
func (t *Turn) AskOwn(name string) {
	ask, choices := t.question(name)
	t.C.Pending = name
	t.Post(chat.Message{Class: chat.Prompt, Text: ask, Step: StepOf(name), Choices: choices})
}

// Labelled reads words as an answer to the question of Omzien's own that waits
// where they can mean nothing else: the label itself, unless that is a mere yes
// or no.
func (t *Turn) Labelled(text string) (value string, ok bool) {
	_, choices := t.question(t.C.Pending)
	if len(text) > longestChoice || flows.Yes(text) || flows.No(text) {
		return "", false
	}
	normal := flows.Normal(text)
	i := slices.IndexFunc(choices, func(o chat.Choice) bool { return flows.Reads(o.Label, normal) })
	if i < 0 {
		return "", false
	}
	return choices[i].Value, true
}

// Meant reads words as an answer to the question of Omzien's own that waits:
// the label, its number, or a plain yes or no.
func (t *Turn) Meant(text string) (value string, ok bool) {
	_, choices := t.question(t.C.Pending)
	if len(choices) == 0 || len(text) > longestChoice {
		return "", false
	}
	normal := flows.Normal(text)
	for i, o := range choices {
		if flows.Reads(o.Label, normal) || Numbered(normal, i) {
			return o.Value, true
		}
	}
	switch t.C.Pending {
	case Reach: // neither of its answers is a yes
		return "", false
	case Language:
		lang := t.Book.NamedLanguage(text)
		return lang, lang != ""
	case Booking:
		if come := t.C.Choosing[0]; flows.Yes(text) && strings.HasPrefix(come, bookCome) {
			return come, true
		}
		return "", false
	case Withdraw: // a yes is about the one there is
		if flows.Yes(text) && len(choices) == 2 {
			return choices[0].Value, true
		}
		return No, flows.No(text)
	}
	switch {
	case flows.Yes(text):
		return Yes, true
	case flows.No(text):
		return No, true
	default:
		return "", false
	}
}

// longestChoice is how many bytes words may have that mean a choice.
const longestChoice = 200

// Numbered tells whether normal words are the number of the i-th choice.
func Numbered(normal string, i int) bool {
	i++
	if i < 10 {
		return len(normal) == 1 && normal[0] == byte('0'+i)
	}
	return len(normal) == 2 && i < 100 && normal[0] == byte('0'+i/10) && normal[1] == byte('0'+i%10)
}

// Erasure carries out what the person answered when asked once more. It tells
// whether the conversation is over. With an open crisis alarm the screen is
// cleared at once, and the key goes when a human has ended the alarm.
func (t *Turn) Erasure(value string) (over bool) {
	t.C.Pending = ""
	if value != Yes {
		t.Tell(chat.Prompt, t.Text(flows.TextEraseKept))
		return false
	}
	if t.shared() { // whose words they are, only people can find out
		t.asksWho()
		return false
	}
	t.C.Erase = true
	t.leavesCircles()
	t.C.Cleared = t.C.Turn * chat.LinesPerTurn // up to these very words; the answer to them stays
	if !t.C.Forgets() {                        // a cleared page does not show this; elsewhere it is the answer
		t.Tell(chat.Prompt, t.Text(flows.TextEraseLater))
		return false
	}
	t.End()
	return true
}

// ShowCode gives the person the return code, where there is one.
func (t *Turn) ShowCode() {
	if t.F.ReturnCode == "" {
		t.Tell(chat.Prompt, t.Text(flows.TextNoCode))
		return
	}
	t.Tell(chat.Prompt, t.Text(flows.TextCode, "code", t.F.ReturnCode))
	t.C.Reach = Code
	t.d.Issued = true
}

// Awaits tells whether the question of Omzien's own still wants an answer. How
// the person will read ours may be answered late, after other questions, and so may
// what is asked about an appointment: the buttons say of which.
func (t *Turn) Awaits(question string) bool {
	return question == t.C.Pending || question == Booking || question == Reach && t.C.Reach == ""
}

// AskReach asks how the person will read our answer, where we cannot speak
// first and they did not say.
func (t *Turn) AskReach() {
	if t.C.Reach == "" && !t.F.CanReach && t.F.ReturnCode != "" {
		t.AskOwn(Reach)
	}
}

// Reached takes the answer to how the person will read ours.
func (t *Turn) Reached(value string) {
	if t.C.Pending == Reach {
		t.C.Pending = ""
	}
	if value == Code {
		t.ShowCode()
		return
	}
	t.C.Reach = Page
	t.Tell(chat.Prompt, t.Text(flows.TextReachNoted))
}

// Emergency raises the crisis alarm at the desk.
func (t *Turn) Emergency() {
	t.Raise(chat.CauseCrisis, chat.Danger, "Heeft nu hulp nodig (noodknop of het woord nood).")
}

// Numbers says at once where there is help now. automatic marks it as not
// coming from the worker who has the talk.
func (t *Turn) Numbers(automatic bool) {
	text := t.Book.Help(t.Now(), t.C.Lang, t.C.Form)
	if automatic {
		text = t.Text(flows.TextAutomatic) + "\n" + text
	}
	t.Tell(chat.Crisis, text)
}
