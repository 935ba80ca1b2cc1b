package slack

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// How long the lists of a Home are at most; of more it says how many. Each of who
// waits is two blocks, and a Home has a hundred.
const (
	mostWaiting = 30
	mostMine    = 30
	mostAlarms  = 15
	mostOverleg = 15
)

// drawHome draws what a worker sees at a glance: their own talks, who waits, the
// alarms. No person's words, no notes, no numbers: names as the cards have them.
func drawHome(g adapters.Glance, notice string, link func(chat.Address) string, desk string) []slack.Block {
	var blocks []slack.Block
	add := func(b ...slack.Block) { blocks = append(blocks, b...) }
	if notice != "" {
		add(slack.NewRichTextBlock("", line(bold("→ "), bold(written(cut(notice, longestWhisper))))), slack.NewDividerBlock())
	}
	add(homeButtons(g))
	if !g.Self.IsZero() {
		add(slack.NewRichTextBlock("", line(bold("Je bent weg tot "), clockTime(g.Self), plainWords(". Volgende geeft je zolang niemand."))))
	}

	add(slack.NewHeaderBlock(plain("Mijn gesprekken" + count(len(g.Mine)))))
	add(listed(g.Mine, mostMine, "Je hebt nu geen gesprekken.", func(i chat.Item) *slack.RichTextSection {
		return line(itemWords(i, i.Name, g.Labels, link)...)
	}))

	if len(g.Overleg) > 0 {
		add(slack.NewHeaderBlock(plain("Overleg" + count(len(g.Overleg)))))
		add(listed(g.Overleg, mostOverleg, "", func(a adapters.Aside) *slack.RichTextSection { return line(asideWords(a, link)...) }))
	}

	add(slack.NewHeaderBlock(plain("Wachten op iemand" + count(len(g.Waiting)))))
	if len(g.Waiting) == 0 {
		add(slack.NewRichTextBlock("", line(plainWords("Er wacht niemand."))))
	}
	for n, i := range g.Waiting {
		if n == mostWaiting {
			add(more(len(g.Waiting)-n, desk))
			break
		}
		add(slack.NewRichTextBlock("", line(itemWords(i, i.Name, g.Labels, link)...)))
		if pick := pickButton(i, n); pick != nil {
			add(slack.NewActionBlock("", pick))
		}
	}

	add(slack.NewHeaderBlock(plain("Meldingen" + count(len(g.Alarms)))))
	names := map[string]chat.Item{}
	for _, i := range append(append([]chat.Item{}, g.Mine...), g.Waiting...) {
		names[i.ID] = i
	}
	add(listed(g.Alarms, mostAlarms, "Er staan geen meldingen open.", func(a chat.Alarm) *slack.RichTextSection {
		return line(alarmWords(a, a.Alias, names[a.About.ID].Thread, g.Labels, link, desk)...)
	}))

	add(slack.NewContextBlock("", plain(g.InShort())))
	return blocks
}

func homeButtons(g adapters.Glance) *slack.ActionBlock {
	next := slack.NewButtonBlockElement(homeNext, "next", plain("Volgende"))
	next.Style = slack.StylePrimary
	away := slack.NewButtonBlockElement(homeAway, "away", plain("Ik ben even weg"))
	if !g.Self.IsZero() {
		away = slack.NewButtonBlockElement(homeHere, "here", plain("Ik ben er weer"))
	}
	register := slack.NewButtonBlockElement(string(chat.Asked)+"_"+string(chat.Registered)+"_0", "register", plain("Nieuwe aanmelding"))
	return slack.NewActionBlock("", next, register, away)
}

// pickButton picks up one who waits; nil where nobody is asked to.
func pickButton(i chat.Item, n int) *slack.ButtonBlockElement {
	if i.Token == "" {
		return nil
	}
	b := slack.NewButtonBlockElement(homePick+":"+strconv.Itoa(n), i.Token, plain("Oppakken"))
	if i.Urgency >= chat.Urgent {
		b.Style = slack.StylePrimary
	}
	return b
}

// homeSaying is a Home with nothing but words.
func homeSaying(text string) []slack.Block { return []slack.Block{paragraph(text)} }

// listed draws up to most of them as a list, or says that there are none.
func listed[T any](all []T, most int, none string, draw func(T) *slack.RichTextSection) slack.Block {
	if len(all) == 0 {
		return slack.NewRichTextBlock("", line(plainWords(none)))
	}
	// Not Slack's own list: the library gives it a field that Slack's types do not have.
	var lines []slack.RichTextElement
	for n, one := range all {
		if n == most {
			lines = append(lines, line(plainWords(andMore(len(all)-n))))
			break
		}
		drawn := draw(one)
		drawn.Elements = append([]slack.RichTextSectionElement{plainWords("• ")}, drawn.Elements...)
		lines = append(lines, drawn)
	}
	return slack.NewRichTextBlock("", lines...)
}

// itemWords are how one talk stands: the name leads to its thread.
func itemWords(i chat.Item, name string, labels map[string]string, link func(chat.Address) string) []slack.RichTextSectionElement {
	words := []slack.RichTextSectionElement{plainWords(urgency(i.Urgency) + "  "), linked(label(name, "Iemand"), link(i.Thread))}
	for _, theme := range i.Themes {
		words = append(words, plainWords(" · "+label(theme, "")))
	}
	if team := labels[i.Team]; team != "" {
		words = append(words, plainWords(" · "+label(team, "")))
	}
	switch {
	case i.Since.IsZero():
	case i.State == chat.Talking:
		words = append(words, plainWords(" · sinds "), clockTime(i.Since))
	default:
		words = append(words, plainWords(" · wacht sinds "), when(i.Since))
	}
	switch i.Unread {
	case 0:
	case 1:
		words = append(words, bold(" · 1 nieuw bericht"))
	default:
		words = append(words, bold(" · "+strconv.Itoa(i.Unread)+" nieuwe berichten"))
	}
	return words
}

// asideWords are an overleg's: about whom, who asked, and whether this worker is asked
// by name. What is asked stands in its thread.
func asideWords(a adapters.Aside, link func(chat.Address) string) []slack.RichTextSectionElement {
	words := []slack.RichTextSectionElement{plainWords("Over "), linked(label(a.Name, "iemand"), link(a.At)), plainWords(" · " + label(a.By.Name, "een collega") + " vraagt")}
	if a.Named {
		words = append(words, bold(" jou"))
	}
	if !a.Since.IsZero() {
		words = append(words, plainWords(" · sinds "), when(a.Since))
	}
	return words
}

// alarmWords are what an alarm is about. Why it was raised stands on the web desk, and
// so does what helps to reach a member of a circle: there the name leads.
func alarmWords(a chat.Alarm, name string, thread chat.Address, labels map[string]string, link func(chat.Address) string, desk string) []slack.RichTextSectionElement {
	words := []slack.RichTextSectionElement{plainWords(urgency(a.Urgency) + "  "), bold(adapters.AlarmInWords(a))}
	to := link(thread)
	if a.Check != nil && desk != "" {
		to = desk + "/belcirkels"
	}
	if name != "" {
		words = append(words, plainWords(": "), linked(label(name, "Iemand"), to))
	}
	if a.Check != nil && a.Check.Taken.Name != "" {
		words = append(words, plainWords(" · "+label(a.Check.Taken.Name, "")+" is ermee bezig"))
	}
	if team := labels[a.Team]; team != "" {
		words = append(words, plainWords(" · "+label(team, "")))
	}
	if !a.Opened.IsZero() {
		words = append(words, plainWords(" · sinds "), when(a.Opened))
	}
	return words
}

// linked is a name, bold, that leads somewhere where there is somewhere to lead.
func linked(name, to string) slack.RichTextSectionElement {
	if to == "" {
		return bold(name)
	}
	return slack.NewRichTextSectionLinkElement(to, name, &slack.RichTextSectionTextStyle{Bold: true})
}

func some(n int, text string) string {
	if n == 0 {
		return ""
	}
	return strings.Replace(text, "%d", strconv.Itoa(n), 1)
}

func count(n int) string { return some(n, " (%d)") }

func andMore(n int) string { return "En nog " + strconv.Itoa(n) + "." }

// more says how many are left out, and where they stand.
func more(n int, desk string) slack.Block {
	words := []slack.RichTextSectionElement{plainWords(andMore(n) + " ")}
	if desk != "" {
		words = append(words, slack.NewRichTextSectionLinkElement(desk, "Alles staat op de webdesk", nil))
	}
	return slack.NewRichTextBlock("", line(words...))
}
