package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// What an alarm about members, and a circle's day, may take of a message.
const (
	longestWho   = 5000 // UTF-16 units of all initials together
	longestLines = 6000 // ... of all lines of an alarm
	longestLine  = 3000 // ... of one of them, or of so many initials
	mostOpen     = 40   // members who are named on a board one by one
	longestOne   = 60   // units of their initials, and of who is at it
)

// errNoCircles means that nobody can tell how a circle's day goes.
var errNoCircles = errors.New("there is no record to read circles from")

// alert draws an alarm about members of a circle: how it stands, whom it is about by
// their initials, and what to do. Its thread is where people act; what they type there
// stays among them.
func alert(m chat.Message) (fallback string, blocks []slack.Block) {
	al := m.Alert
	title := label(marked(al.Drill, al.Title), "Melding")
	blocks = headline(title, title)
	state := alertState(al)
	about := slack.NewRichTextBlock("", line(bold(state)))
	if al.Calls && !al.Drill && !al.Over { // it cannot wait for whoever happens to look
		about.Elements[0] = line(slack.NewRichTextSectionBroadcastElement("channel"), bold(" "+state))
	}
	if len(al.Who) > 0 {
		about.Elements = append(about.Elements, inARow("Om wie het gaat: ", al.Who))
	}
	left := longestLines
	for _, words := range al.Lines {
		short := cut(written(words), min(left, longestLine))
		if short != "" {
			about.Elements = append(about.Elements, line(plainWords(short)))
		}
		if left -= adapters.Units(words); left <= 0 || adapters.Units(words) > longestLine {
			about.Elements = append(about.Elements, line(plainWords("Niet alles past hier. De rest staat op de webdesk.")))
			break
		}
	}
	blocks = append(blocks, about)
	switch {
	case al.Over:
	case al.Bare:
		blocks = append(blocks, slack.NewContextBlock("", plain("Schrijf in deze draad wat je regelt. Alleen het team leest het.")))
	default:
		blocks = append(blocks, slack.NewContextBlock("", plain("Schrijf in deze draad wat je doet. Alleen het team leest het. Telefoonnummers en sleutel staan op de webdesk.")))
	}
	return spoken(title, "Melding") + ", " + state, blocks
}

// marked is a title that says so where it is a drill.
func marked(drill bool, title string) string {
	if drill && !strings.Contains(title, adapters.Drill) {
		return adapters.Drill + ": " + title
	}
	return title
}

// alertState is how an alarm about members stands, in one line.
func alertState(al *chat.Alert) string {
	by := label(al.By, "")
	switch {
	case al.Over && by != "":
		return "Afgesloten door " + by
	case al.Over:
		return "Afgesloten"
	case by != "" && (al.State == chat.StandWith || al.State == ""):
		return by + " heeft dit opgepakt"
	case by != "":
		return by + " heeft dit opgepakt: " + adapters.StandInWords(al.State)
	case al.State == "" || al.State == chat.StandOverdue:
		return "Nog door niemand opgepakt"
	}
	return "Nog door niemand opgepakt: " + adapters.StandInWords(al.State)
}

// inARow lists initials until they are too long, and then says how many are left out.
func inARow(what string, all []string) *slack.RichTextSection {
	row := line(plainWords(what))
	part, left := "", longestWho
	for i, w := range all {
		next := brief(w)
		if i > 0 {
			next = ", " + next
		}
		if left -= adapters.Units(next); left < 0 {
			part += ". " + andMore(len(all)-i)
			break
		}
		if adapters.Units(part)+adapters.Units(next) > longestLine { // longer than Slack takes at once
			row.Elements, part = append(row.Elements, bold(part)), ""
		}
		part += next
	}
	row.Elements = append(row.Elements, bold(part))
	return row
}

// brief is a name, or initials, where many stand together.
func brief(name string) string { return cut(label(name, "iemand"), longestOne) }

// circleDay reads how a circle's day goes, and draws it: of whom it tells is read when
// it is sent, and stands in no row. Where it cannot be read nothing was sent.
func (a *Adapter) circleDay(ctx context.Context, m chat.Message) (fallback string, blocks []slack.Block, err error) {
	if a.Circles == nil {
		return "", nil, adapters.Permanent(errNoCircles)
	}
	day, err := a.Circles.CircleDay(ctx, m.Board.Round)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		return "", nil, adapters.Permanent(errors.New("there is no such round"))
	case err != nil:
		return "", nil, adapters.Unwritten(fmt.Errorf("read how a circle's day goes: %w", err))
	}
	title := label(adapters.Headed(cmp.Or(m.Text, "belcirkel "+day.Circle))+", "+adapters.DayInWords(day.Day), "Belcirkel")
	blocks = drawBoard(day, title)
	soft, err := adapters.LookSoftly(ctx, a.Circles, day.Programme, day.Circle, day.Members, a.Now())
	if err != nil {
		return "", nil, adapters.Unwritten(fmt.Errorf("read what is worth a look in a circle: %w", err))
	}
	if len(soft) > 0 {
		blocks = append(blocks, slack.NewContextBlock("", plain(cut("Even op letten (geen melding): "+softly(soft), longestContext))))
	}
	if buttons := actions(m); buttons != nil {
		blocks = append(blocks, buttons)
	}
	return spoken(title, "Belcirkel"), blocks, nil
}

// drawBoard draws a circle's day: how many are well, and of the others their initials
// (law 15).
func drawBoard(day chat.CircleDay, title string) []slack.Block {
	t := adapters.Tallied(day)
	short := []slack.RichTextSectionElement{bold(t.InShort())}
	switch {
	case !day.RoundAt.IsZero():
		short = append(short, bold(" · cirkel rond "), hour(day.RoundAt))
	case t.All > 0 && len(t.Waiting)+len(t.Alarmed) == 0:
		short = append(short, bold(" · cirkel rond"))
	}
	about := slack.NewRichTextBlock("", line(short...))
	list := func(all []adapters.Open, draw func(adapters.Open) *slack.RichTextSection) {
		for n, o := range all {
			if n == mostOpen {
				about.Elements = append(about.Elements, line(plainWords(andMore(len(all)-n))))
				return
			}
			about.Elements = append(about.Elements, draw(o))
		}
	}
	list(t.Alarmed, func(o adapters.Open) *slack.RichTextSection {
		stand := adapters.StandInWords(o.Stand)
		switch {
		case o.By != "" && o.Stand == chat.StandWith:
			stand = brief(o.By) + " is ermee bezig"
		case o.By != "":
			stand += " · " + brief(o.By) + " is ermee bezig"
		}
		return line(plainWords("◆ "), bold(initials(o.Member)), plainWords(": "+stand))
	})
	if len(t.Waiting) > 0 {
		var who []string
		for _, o := range t.Waiting {
			who = append(who, initials(o.Member))
		}
		about.Elements = append(about.Elements, inARow("Nog te gaan: ", who))
	}
	return append(headline(marked(t.Drill, title), title), about)
}

// softly lists who is worth a look by their initials, and what was seen.
func softly(all []adapters.Soft) string {
	var parts []string
	for _, s := range all {
		parts = append(parts, initials(s.Member)+": "+strings.Join(s.Words, " "))
	}
	return strings.Join(parts, " · ")
}

// initials are a member's, as desks show them.
func initials(m chat.Member) string { return brief(label(m.Initials, "iemand (gewist)")) }
