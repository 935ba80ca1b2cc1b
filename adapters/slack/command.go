package slack

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// What may stand after /omzien. Some say something of the worker, the others ask
// for something to read.
type command string

const (
	commandHelp   command = "help"
	commandQueue  command = "queue"
	commandMine   command = "mine"
	commandStand  command = "status"
	commandAway   command = "away"
	commandHere   command = "back"
	commandBackup command = "oncall"
	commandNext   command = "next"
	commandDesk   command = "desk"
	commandDrill  command = "drill"
)

// commandOf is what the word means, in Dutch or in English. Any other word asks
// for help.
func commandOf(word string) command {
	switch strings.ToLower(word) {
	case "wachtrij", "rij", "queue":
		return commandQueue
	case "mijn", "mij", "mine", "my":
		return commandMine
	case "stand", "status":
		return commandStand
	case "weg", "pauze", "away":
		return commandAway
	case "terug", "back":
		return commandHere
	case "achterwacht", "oncall", "on-call":
		return commandBackup
	case "volgende", "next":
		return commandNext
	case "oefening", "oefenen", "drill":
		return commandDrill
	case "webdesk", "desk", "web":
		return commandDesk
	}
	return commandHelp
}

// parseCommand reads a typed command. Help is answered at once. What says
// something is stored before it is acknowledged, and what asks is acknowledged
// before anything is read: its answer comes by the address that Slack gave.
func (a *Adapter) parseCommand(payload []byte) (brought, error) {
	var typed struct {
		Team    string `json:"team_id"`
		App     string `json:"api_app_id"`
		Channel string `json:"channel_id"`
		User    string `json:"user_id"`
		Text    string `json:"text"`
		Respond string `json:"response_url"`
		Trigger string `json:"trigger_id"`
	}
	if json.Unmarshal(payload, &typed) != nil {
		return brought{}, errUnreadable
	}
	b := brought{team: typed.Team, app: typed.App}
	word, rest, _ := strings.Cut(strings.TrimSpace(typed.Text), " ")
	what := commandOf(word)
	if what == commandHelp || a.Board == nil || what == commandDesk && a.SignIn == nil || what == commandDrill && a.Programmes == nil || typed.User == "" {
		b.reply = said{Type: "ephemeral", Text: textHelp}
		return b, nil
	}
	one := act{user: typed.User, respond: typed.Respond, refusal: textNotYours, event: chat.Event{
		// Slack gives a command no id of its own; no two have the same trigger.
		ID: "slack:command:" + a.Opaque("command:"+typed.Trigger), From: chat.Address{Adapter: Name}, Sent: a.Now(),
	}}
	switch what {
	case commandAway:
		one.event = ofWorker(one.event, chat.Away, typed.User)
		if rest = strings.TrimSpace(rest); rest != "" {
			one.event.Form = map[string]string{chat.AwayUntil: rest}
		}
	case commandHere:
		one.event = ofWorker(one.event, chat.Here, typed.User)
	case commandNext:
		one.event.Kind = chat.Next
	case commandDrill:
		round := a.drillRound(rest)
		if round == "" { // which circle is not said, or not known: they are listed
			one.look = what
			break
		}
		one.event.Kind, one.event.Subject = chat.Drills, chat.Subject{Kind: chat.SubjectRound, ID: round}
	default:
		one.look = what
	}
	b.acts = []act{one}
	return b, nil
}

// mostTold is how long a list in an answer is at most.
const mostTold = 20

// lookUp reads what the user asked for.
func (a *Adapter) lookUp(ctx context.Context, user string, what command) []slack.Block {
	if what == commandDesk {
		return a.toWebDesk(ctx, user)
	}
	g, may, err := a.sees(ctx, user)
	switch {
	case err != nil:
		a.Log.Warn("slack: what somebody asked for could not be read", "err", err)
		return []slack.Block{paragraph(textNoHome)}
	case !may:
		return []slack.Block{paragraph(textNotYours)}
	}
	link := a.links(ctx)
	item := func(i chat.Item) *slack.RichTextSection { return line(itemWords(i, i.Name, g.Labels, link)...) }
	switch what {
	case commandQueue:
		return []slack.Block{titled("Wachten op iemand", len(g.Waiting)), listed(g.Waiting, mostTold, "Er wacht niemand.", item)}
	case commandMine:
		return []slack.Block{titled("Mijn gesprekken", len(g.Mine)), listed(g.Mine, mostTold, "Je hebt nu geen gesprekken.", item)}
	case commandDrill:
		return a.drillsToChoose()
	case commandBackup:
		return append([]slack.Block{listed(g.Teams, mostTold, "Je team staat niet in het draaiboek.", backup)}, a.rooster(g.Teams)...)
	}
	blocks := []slack.Block{paragraph(g.InShort())}
	if len(g.Waiting) > 0 {
		first := g.Waiting[0]
		for _, i := range g.Waiting {
			if i.Since.Before(first.Since) {
				first = i
			}
		}
		blocks = append(blocks, slack.NewRichTextBlock("", line(plainWords("Wie het langst wacht: "), linked(label(first.Name, "Iemand"), link(first.Thread)),
			plainWords(", sinds "), when(first.Since))))
	}
	if !g.Self.IsZero() {
		blocks = append(blocks, slack.NewRichTextBlock("", line(bold("Je bent weg tot "), clockTime(g.Self), plainWords("."))))
	}
	return append(blocks, listed(g.Teams, mostTold, "Je team staat niet in het draaiboek.", backup))
}

// toWebDesk gives the worker a link with which they are themselves at the web desk.
func (a *Adapter) toWebDesk(ctx context.Context, user string) []slack.Block {
	var name, desk, link string
	me, err := a.self(ctx)
	if err == nil {
		name, desk, err = a.deskOf(ctx, me.TeamID, "", user)
	}
	if err == nil && desk != "" {
		link, err = a.SignIn(ctx, chat.Author{Role: chat.RoleWorker, ID: workerID(user), Name: name})
	}
	switch {
	case err != nil:
		a.Log.Warn("slack: a link to the web desk could not be made", "err", err)
		return []slack.Block{paragraph(textNoLink)}
	case desk == "":
		return []slack.Block{paragraph(textNotYours)}
	}
	return []slack.Block{slack.NewRichTextBlock("", line(linked("Open de webdesk", link), plainWords(textWebDesk)))}
}

func titled(words string, n int) slack.Block {
	return slack.NewRichTextBlock("", line(bold(words+" ("+strconv.Itoa(n)+")")))
}

// backup says of a team when it is there, and whether somebody is called when not.
func backup(t adapters.Team) *slack.RichTextSection {
	words := []slack.RichTextSectionElement{bold(label(t.Label, "Het team"))}
	switch {
	case t.Open:
		words = append(words, plainWords(" is nu open."))
	case t.Opens.IsZero():
		words = append(words, plainWords(" is dicht, langer dan vier weken."))
	default:
		words = append(words, plainWords(" is dicht, en weer open "), clockTime(t.Opens), plainWords("."))
	}
	if t.Backup {
		return line(append(words, plainWords(" Er is een achterwacht als het team dicht is."))...)
	}
	return line(append(words, plainWords(" Er is geen achterwacht als het team dicht is."))...)
}
