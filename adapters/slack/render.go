package slack

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Lengths in UTF-16 units.
const (
	longestContext = 2000 // Slack's, of a text in a context block
	longestName    = 120  // ours, of a name and of a line in a header
)

// render gives what m looks like: the text of a notification, in which no word
// of a person stands, and the blocks. All words are text elements or plain text,
// which Slack shows as they are (law 18).
func render(m chat.Message) (fallback string, blocks []slack.Block) {
	if len(m.Together) > 0 {
		return together(m.Together)
	}
	switch {
	case m.Card != nil:
		fallback, blocks = card(m)
	case m.Root != nil:
		fallback, blocks = overleg(m)
	case m.Alert != nil:
		fallback, blocks = alert(m)
	case m.Speaker.Role == chat.RolePerson:
		name := label(m.Speaker.Name, "de ander")
		fallback = "Nieuw bericht van " + spoken(m.Speaker.Name, "de ander")
		blocks = []slack.Block{slack.NewRichTextBlock("", spokenWith(m, line(bold(name)), quote)...)}
	case m.Speaker.Role == chat.RoleWorker:
		name := label(m.Speaker.Name, "Een collega") + " (" + desk(m.Speaker) + ")"
		fallback = spoken(m.Speaker.Name, "Een collega") + " schreef in dit gesprek"
		if m.Consult != "" {
			fallback = spoken(m.Speaker.Name, "Een collega") + " schreef in een overleg"
		}
		blocks = []slack.Block{slack.NewRichTextBlock("", spokenWith(m, line(bold(name)), sentence)...)}
	default:
		fallback = "Bericht van Omzien"
		blocks = []slack.Block{own(m)}
	}
	if buttons := actions(m); buttons != nil {
		blocks = append(blocks, buttons)
	}
	return fallback, blocks
}

// own is the program's own voice: small, as nobody else's; a question, which is
// to be answered, is as large as words.
func own(m chat.Message) slack.Block {
	text := written(m.Text)
	if called := slackUser(m.For); called != "" {
		return slack.NewRichTextBlock("", line(slack.NewRichTextSectionUserElement(called, nil), plainWords(" "+text)))
	}
	if len(m.Choices) > 0 || adapters.Units(text) > longestContext {
		return paragraph(text)
	}
	return slack.NewContextBlock("", plain(text))
}

// slackUser is the worker's id in Slack; empty for one of another desk.
func slackUser(who chat.Author) string { return userOf(who.ID) }

// userOf is the id in Slack of a worker with this id; empty for one of another desk.
func userOf(worker string) string {
	id, ours := strings.CutPrefix(worker, Name+":")
	if !ours {
		return ""
	}
	return id[strings.LastIndexByte(id, ':')+1:]
}

// desk is where a worker writes whose words are shown here: never in this
// channel, for there they stand already.
func desk(worker chat.Author) string {
	if strings.HasPrefix(worker.ID, Name+":") {
		return "elders"
	}
	return "webdesk"
}

// actions are the choices as buttons; nil where there are none.
func actions(m chat.Message) slack.Block {
	if len(m.Choices) == 0 || m.Token == "" {
		return nil
	}
	var buttons []slack.BlockElement
	var more []*slack.OptionBlockObject
	for i, c := range m.Choices {
		if c.Style == chat.StyleMore {
			value := m.Token + ":" + strconv.Itoa(i)
			if c.Verb == chat.Asked { // all choices of a list have one action: what opens a form says so itself
				value = action(c, i) + formMark + value
			}
			more = append(more, slack.NewOptionBlockObject(value, plain(label(c.Label, "Kies")), nil))
			continue
		}
		b := slack.NewButtonBlockElement(action(c, i), m.Token+":"+strconv.Itoa(i), plain(label(c.Label, "Kies")))
		switch c.Style {
		case "primary", "danger":
			b.Style = slack.Style(c.Style)
		}
		switch c.Verb {
		case chat.Closed:
			b.Confirm = slack.NewConfirmationBlockObject(plain("Afronden?"),
				plain("Het gesprek stopt hier. De ander hoort dat van ons."), plain("Ja, afronden"), plain("Nee, nog niet"))
		case chat.Reached: // it ends the alarm: the others stop looking
			b.Confirm = slack.NewConfirmationBlockObject(plain("Bereikt?"),
				plain("De melding stopt dan. Druk alleen op ja als iemand zeker weet hoe het met deze persoon is."), plain("Ja, bereikt"), plain("Nee, nog niet"))
		}
		buttons = append(buttons, b)
	}
	if len(more) > 0 {
		buttons = append(buttons, slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Meer…"), "more", more...))
	}
	return slack.NewActionBlock("", buttons...)
}

// formMark stands behind the name of what opens a form, where that comes before
// the token of a choice in a list. No token has it.
const formMark = "~"

// action names a button by what its press means; the number makes it the only
// one of its name.
func action(c chat.Choice, i int) string {
	verb := c.Verb
	if verb == "" {
		verb = chat.Chose
	}
	if verb == chat.Asked { // the modal has its title before we know what stands in it
		return string(verb) + "_" + c.Value + "_" + strconv.Itoa(i)
	}
	return string(verb) + "_" + strconv.Itoa(i)
}

// plain is text that Slack shows as it is; not even :emoji: becomes one.
func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// paragraph is text as large as a person's words, and as inert.
func paragraph(text string) *slack.RichTextBlock {
	return slack.NewRichTextBlock("", line(inert(text)))
}

func line(words ...slack.RichTextSectionElement) *slack.RichTextSection {
	return slack.NewRichTextSection(words...)
}

// quote sets words apart, in a block of their own: no mark for the direction of
// writing reaches beyond it.
func quote(text string) *slack.RichTextQuote {
	return &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{inert(text)}}
}

func inert(text string) *slack.RichTextSectionTextElement {
	return slack.NewRichTextSectionTextElement(written(text), nil)
}

func bold(text string) *slack.RichTextSectionTextElement {
	return slack.NewRichTextSectionTextElement(text, &slack.RichTextSectionTextStyle{Bold: true})
}

// written is a text as it stands there: every character a reader sees, and one
// kind of line end. Slack takes no empty text, and control characters are shown
// as what cannot be shown.
func written(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\n'
		case unicode.IsControl(r):
			return '\uFFFD'
		}
		return r
	}, text)
	if strings.TrimSpace(text) == "" {
		return "(geen tekst)"
	}
	return text
}

// label is a name as it stands before other words: one line, in which nothing
// turns the direction of writing or hides; otherwise where nothing is left.
func label(name, otherwise string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r) || r == 0x200B || r == 0xFEFF || r == 0x2060:
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "\uFFFD"))
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return otherwise
	}
	if short := cut(name, longestName); short != name {
		return short + "…"
	}
	return name
}

// spoken is a name as it stands in a notification, which Slack reads more into
// than into blocks: an address becomes a link there, :a word: a picture. Letters
// and what joins them stay, and nothing else.
func spoken(name, otherwise string) string {
	runes := []rune(label(name, otherwise))
	for i, r := range runes {
		ends := i+1 == len(runes) || runes[i+1] == ' '
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(" ·'’-…", r) && (r != '.' || !ends) {
			runes[i] = ' '
		}
	}
	return label(strings.TrimSpace(string(runes)), otherwise)
}

// cut is as much of the text as fits into so many units.
func cut(text string, most int) string {
	units := 0
	for i, r := range text {
		if units += adapters.Units(string(r)); units > most {
			return text[:i]
		}
	}
	return text
}
