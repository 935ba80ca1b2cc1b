package slack

import (
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"omzien/adapters"
	"omzien/bot/chat"
)

// What all facts of a card may take together: Slack refuses a message of more
// than about 13,200 characters.
const (
	longestFacts = 9000 // UTF-16 units, labels included
	mostFacts    = 60
)

// card draws a handoff: how it stands, who it is about, what is known, and what
// can be done.
func card(m chat.Message) (fallback string, blocks []slack.Block) {
	c := m.Card
	name := label(c.Alias, "Iemand")
	about := slack.NewRichTextBlock("", line(bold(urgency(c.Urgency))), field("Wie", name))
	if team := label(c.Team, ""); team != "" {
		about.Elements = append(about.Elements, field("Team", team))
	}
	if tongue := tongue(c.Lang); tongue != "" {
		about.Elements = append(about.Elements, field("Taal", tongue))
	}
	if c.State == string(chat.Waiting) && !c.Since.IsZero() {
		about.Elements = append(about.Elements, line(plainWords("Wacht sinds: "), when(c.Since)))
	}
	if c.Worker != "" {
		about.Elements = append(about.Elements, field("Heeft het gesprek", label(c.Worker, "Een collega")))
	}
	blocks = append(headline(m.Text, name), about)
	if facts := facts(c.Facts); facts != nil {
		blocks = append(blocks, facts)
	}
	return spoken(c.Alias, "Iemand") + stands(c), blocks
}

// headline is the card's first line. One that is too long for a header, which
// takes 150 units, is as large as words.
func headline(text, name string) []slack.Block {
	if text == "" {
		text = name
	}
	if adapters.Units(text) <= longestName {
		return []slack.Block{slack.NewHeaderBlock(plain(label(text, name)))}
	}
	return []slack.Block{slack.NewRichTextBlock("", line(bold(written(text))))}
}

// stands is how the handoff stands, after the person's name.
func stands(c *chat.Card) string {
	switch {
	case c.State == string(chat.Waiting) && c.Urgency >= chat.Danger:
		return " heeft nu hulp nodig"
	case c.State == string(chat.Waiting):
		return " wacht op antwoord"
	case c.State == string(chat.Talking):
		return " praat met een collega"
	case c.State == string(chat.Resting):
		return " komt later terug in de wachtrij"
	case c.State == string(chat.Done):
		return " is afgerond"
	default:
		return " praat met de chatbot"
	}
}

// urgency in shape and word, as on the web desk.
func urgency(u chat.Urgency) string {
	switch u {
	case chat.Quiet:
		return "○ Rustig"
	case chat.Urgent:
		return "◆ Dringend"
	case chat.Danger:
		return "▲ Gevaar"
	default:
		return "● Vandaag"
	}
}

// tongue is the language's Dutch name; empty where there is nothing to say.
func tongue(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	return display.Dutch.Languages().Name(t)
}

// when is a moment that each reader sees in their own time zone, and that says
// how long ago it was for as long as it stands there.
func when(t time.Time) slack.RichTextSectionElement {
	fallback := t.UTC().Format("02-01-2006 15:04") + " (UTC)"
	return slack.NewRichTextSectionDateElement(t.Unix(), "{date_short_pretty} {time} ({ago})", nil, &fallback)
}

func field(what, text string) *slack.RichTextSection { return line(plainWords(what+": "), bold(text)) }

func plainWords(text string) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(text, nil)
}

// facts are what the person told, each under its label and set apart; nil where
// nothing is known. Of a card that is longer than Slack takes it says so.
func facts(all []chat.CardFact) slack.Block {
	var told []slack.RichTextElement
	left := longestFacts
	for i, f := range all {
		name, text := label(f.Label, "Antwoord"), written(f.Text)
		short := cut(text, left-adapters.Units(name))
		if short != "" && i < mostFacts {
			told = append(told, line(bold(name)), quote(short))
		}
		if left -= adapters.Units(name) + adapters.Units(text); left < 0 || i >= mostFacts {
			told = append(told, line(plainWords("Niet alles past hier. De rest staat op de webdesk.")))
			break
		}
	}
	if told == nil {
		return nil
	}
	return slack.NewRichTextBlock("", told...)
}
