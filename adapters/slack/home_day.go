package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// How long the lists of a team's morning are at most. Each of who waits is two
// blocks, and a message has fifty.
const (
	mostMorningWaiting = 12
	mostMorning        = 25
)

// errNoBoard means that nobody can tell what stands open.
var errNoBoard = errors.New("there is no record to read what stands open from")

// morning reads what a team finds when its day begins, and draws it: whom it is
// about is read when it is sent, and stands in no row. Where it cannot be read
// nothing was sent.
func (a *Adapter) morning(ctx context.Context, m chat.Message) (fallback string, blocks []slack.Block, err error) {
	if a.Board == nil {
		return "", nil, adapters.Permanent(errNoBoard)
	}
	found, known, err := adapters.Begin(ctx, a.Board, Name, m.Day.Team, a.Teams(), a.Now())
	switch {
	case err != nil:
		return "", nil, adapters.Unwritten(fmt.Errorf("read what stands open: %w", err))
	case !known:
		return "", nil, adapters.Permanent(errors.New("there is no such team"))
	}
	blocks = drawMorning(found, a.links(ctx), a.DeskURL)
	if a.Circles != nil && a.Programmes != nil {
		quiet, err := adapters.LookQuietly(ctx, a.Circles, a.Programmes(), adapters.Whose(a.Teams(), m.Day.Team), a.Now())
		if err != nil {
			return "", nil, adapters.Unwritten(fmt.Errorf("read what is worth a look in circles: %w", err))
		}
		blocks = append(blocks, drawQuiet(quiet)...)
	}
	return m.Text, blocks, nil
}

// drawMorning draws a team's morning: counts and aliases, and no name that a
// person chose, for it stays in the channel.
func drawMorning(m adapters.Morning, link func(chat.Address) string, desk string) []slack.Block {
	var blocks []slack.Block
	head := func(words string, n int) {
		blocks = append(blocks, slack.NewHeaderBlock(plain(words+count(n))))
	}
	blocks = append(blocks,
		slack.NewHeaderBlock(plain(label(cut("Dagstart van "+m.Team.Label, longestName), "Dagstart"))),
		slack.NewContextBlock("", plain(m.InShort())))
	if len(m.Waiting) > 0 {
		head("Wacht op iemand", len(m.Waiting))
		for n, i := range m.Waiting {
			if n == mostMorningWaiting {
				blocks = append(blocks, more(len(m.Waiting)-n, desk))
				break
			}
			words := itemWords(i, i.Alias, nil, link)
			if i.Adapter == chat.Registry && !i.Since.Before(m.Team.Night) {
				words = append(words, plainWords(" · nieuwe aanmelding"))
			}
			blocks = append(blocks, slack.NewRichTextBlock("", line(words...)))
			if pick := pickButton(i, n); pick != nil {
				blocks = append(blocks, slack.NewActionBlock("", pick))
			}
		}
	}
	if len(m.Live) > 0 {
		head("Heeft iemand", len(m.Live))
		blocks = append(blocks, listed(m.Live, mostMorning, "", func(i chat.Item) *slack.RichTextSection {
			who := bold(label(i.Worker.Name, "Een collega"))
			return line(append([]slack.RichTextSectionElement{who, plainWords(": ")}, itemWords(i, i.Alias, nil, link)...)...)
		}))
	}
	if len(m.Words) > 0 {
		head("Schreef vannacht, en wacht op antwoord", len(m.Words))
		blocks = append(blocks, listed(m.Words, mostMorning, "", func(w adapters.Words) *slack.RichTextSection {
			return line(linked(label(w.Alias, "Iemand"), link(w.Thread)), plainWords(" · "+adapters.Counted(w.N, "bericht", "berichten")), plainWords(whose(w.Item)))
		}))
	}
	if len(m.Alarms) > 0 {
		head("Meldingen", len(m.Alarms))
		blocks = append(blocks, listed(m.Alarms, mostMorning, "", func(a chat.Alarm) *slack.RichTextSection {
			return line(alarmWords(a, adapters.Alias(a.Alias), m.Threads[a.About.ID], nil, link, desk)...)
		}))
	}
	if len(m.Meets) > 0 {
		head("Afspraken vandaag", len(m.Meets))
		blocks = append(blocks, listed(m.Meets, mostMorning, "", func(a chat.Booked) *slack.RichTextSection {
			return line(bold(label(adapters.Alias(a.Alias), "Iemand")), plainWords(" · "+m.MeetInWords(a)))
		}))
	}
	if len(m.FollowUps) > 0 {
		head("Vandaag even vragen hoe het gaat", len(m.FollowUps))
		blocks = append(blocks, listed(m.FollowUps, mostMorning, "", func(f chat.FollowUp) *slack.RichTextSection {
			return line(bold(label(adapters.Alias(f.Name), "Iemand")), plainWords(" · "+written(adapters.FollowUpInWords(f))))
		}))
	}
	return blocks
}

// drawQuiet draws what is worth a look in circles, and no alarm.
func drawQuiet(all []adapters.Quiet) []slack.Block {
	if len(all) == 0 {
		return nil
	}
	var rows []*slack.RichTextSection
	for _, q := range all {
		title := label(adapters.Headed(q.Label), "Belcirkel")
		for _, s := range q.Soft {
			rows = append(rows, line(bold(title), plainWords(" · "+initials(s.Member)+": "+strings.Join(s.Words, " "))))
		}
		if q.NoDrill {
			rows = append(rows, line(bold(title), plainWords(" · "+adapters.NoDrillInWords+" Typ /omzien oefening.")))
		}
	}
	return []slack.Block{
		slack.NewHeaderBlock(plain("Belcirkels: even op letten")),
		listed(rows, mostMorning, "", func(r *slack.RichTextSection) *slack.RichTextSection { return r }),
		slack.NewContextBlock("", plain("Dit zijn geen meldingen. Vraag eens hoe het gaat.")),
	}
}

// whose tells who has a talk.
func whose(i chat.Item) string {
	switch i.State {
	case chat.Talking:
		return " · " + label(i.Worker.Name, "een collega") + " heeft het gesprek"
	case chat.Waiting:
		return " · nog niet opgepakt"
	}
	return " · praat met de chatbot"
}

// hour is a time of today that each reader sees in their own time zone.
func hour(t time.Time) slack.RichTextSectionElement {
	fallback := t.UTC().Format("15:04") + " (UTC)"
	return slack.NewRichTextSectionDateElement(t.Unix(), "{time}", nil, &fallback)
}

// clockTime is a moment that each reader sees in their own time zone.
func clockTime(t time.Time) slack.RichTextSectionElement {
	fallback := t.UTC().Format("15:04") + " (UTC)"
	return slack.NewRichTextSectionDateElement(t.Unix(), "{date_short_pretty} {time}", nil, &fallback)
}
