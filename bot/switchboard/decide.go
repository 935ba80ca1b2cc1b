package switchboard

import (
	"cmp"
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/bot/engine"
	"omzien/bot/handoff"
	"omzien/bot/turn"
	"omzien/flows"
)

// chainLimit bounds how many events may follow from one within a transaction.
const chainLimit = 8

// Decide composes the pure functions about one conversation: who decides, and
// what follows at once. It is pure itself; transcripts are played through it.
//
// Workers, and all that happens while people have the conversation, are
// handoff's; a check-in and its answer are checkin's; the rest is the engine's. Events that a decision puts in Then for
// the same conversation are decided on its next state, in order, and become
// part of one decision. Events for other subjects stay in Then.
//
// read gives the facts where this team has the conversation.
func Decide(book *flows.Playbook, c chat.Conversation, read func(team string) chat.Facts, ev chat.Event) chat.Decision {
	all := decideOne(book, c, read, ev)
	if all.Conversation == nil {
		all.Conversation = &c
	}
	queue, other := split(c.ID, all.Then)
	for i := 0; len(queue) > 0 && i < chainLimit; i++ {
		next := queue[0]
		queue = queue[1:]
		next.At = ev.At
		d := decideOne(book, *all.Conversation, read, next)
		mine, theirs := split(c.ID, d.Then)
		queue = append(queue, mine...)
		other = append(other, theirs...)
		if d.Conversation != nil {
			all.Conversation = d.Conversation
		}
		all.Joins = append(all.Joins, d.Joins...)
		all.Answers = append(all.Answers, d.Answers...)
		all.Say = append(all.Say, d.Say...)
		all.Lines = append(all.Lines, d.Lines...)
		all.Alarms = append(all.Alarms, d.Alarms...)
		all.Issued = all.Issued || d.Issued
		all.Lacks = cmp.Or(all.Lacks, d.Lacks)
		if all.Answer == (chat.Answer{}) {
			all.Answer = d.Answer
		}
	}
	turn.CountThemes(book, all.Conversation, ev)
	turn.KeepReturning(book, all.Conversation, read)
	all.Then = append(other, queue...) // what the limit cut off is due, not lost
	return all
}

func decideOne(book *flows.Playbook, c chat.Conversation, read func(team string) chat.Facts, ev chat.Event) chat.Decision {
	f := factsOf(c, read, ev)
	if d, its := checkin.Admit(book, c, f, ev); its {
		return d
	}
	if d, its := checkin.Rest(book, c, f, ev); its {
		if ev.Kind == chat.Said { // a sign of life, whatever they ask for
			check, _ := checkin.Relay(book, c, f, ev)
			d.Then = append(d.Then, ofRounds(check.Then)...)
		}
		return d
	}
	if len(f.Members) == 0 && ev.Kind != chat.Prompts && ev.Kind != chat.Unheard {
		return decideTalk(book, c, f, ev)
	}
	check, its := checkin.Relay(book, c, f, ev)
	if its {
		return check
	}
	d := decideTalk(book, c, f, ev)
	d.Joins = append(d.Joins, check.Joins...)
	d.Then = append(d.Then, check.Then...) // what the round hears of words that are another talk's
	return d
}

// ofRounds are those of the events that rounds hear.
func ofRounds(events []chat.Event) []chat.Event {
	return slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Subject.Kind != chat.SubjectRound })
}

func decideTalk(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) chat.Decision {
	if ev.Consult != "" {
		return handoff.Relay(book, c, f, ev)
	}
	switch ev.Kind {
	case chat.Claimed, chat.Answered, chat.Noted, chat.Released, chat.Withheld, chat.HandedBack, chat.Closed, chat.HandedOff, chat.Overheard,
		chat.LetGo, chat.PassedOn, chat.Asked, chat.Registered, chat.Meldcode, chat.FollowedUp, chat.CalledOff, chat.Accompanied, chat.Uprooted, chat.Unfit,
		chat.Consulted, chat.Invited, chat.Conferred, chat.Concluded,
		chat.Canned, chat.Revealed, chat.Opened, chat.Phoned, chat.LeftCard, chat.Visited, chat.CardOpened:
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Kind == chat.Recalled || ev.Kind == chat.Looked || ev.Kind == chat.SeenTo {
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Kind == chat.Raised || ev.Kind == chat.AlarmEnded && len(c.Raised) > 0 {
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Author.Role == chat.RoleWorker && (ev.Kind == chat.Edited || ev.Kind == chat.Deleted) {
		return handoff.Relay(book, c, f, ev)
	}
	if c.Handoff.State == chat.Resting && ev.Kind == chat.Woke {
		return handoff.Relay(book, c, f, ev)
	}
	if c.InHandoff() || len(c.Handoff.Sending) > 0 && (ev.Kind == chat.Delivered || ev.Kind == chat.Failed) {
		return handoff.Relay(book, c, f, ev)
	}
	return engine.Step(book, c, f, ev)
}

// factsOf gives the facts for the team that has the conversation, or gets it
// with this event. After a warm overdracht the team that had it still sees it.
func factsOf(c chat.Conversation, read func(team string) chat.Facts, ev chat.Event) chat.Facts {
	team := c.Handoff.Team
	if ev.Kind == chat.Raised && ev.Form[chat.ForTeam] != "" && ev.Form[chat.ForTeam] != team { // it sees this item alone
		return read(ev.Form[chat.ForTeam])
	}
	switch ev.Kind {
	case chat.HandedOff:
		team = ev.Value
	case chat.Registered:
		team = ev.Form[chat.ForTeam]
	}
	f := read(team)
	f.Own = f.Desks
	f.Others = consultDesks(c, read, ev)
	if beside := c.Handoff.Beside; beside != "" && beside != team {
		for _, desk := range read(beside).Desks {
			if !slices.Contains(f.Own, desk) {
				f.Desks = append(slices.Clip(f.Desks), desk)
			}
		}
	}
	return f
}

// consultDesks are the desks of teams that are in an overleg about the conversation,
// or are asked into one by this event; nil where there is none.
func consultDesks(c chat.Conversation, read func(team string) chat.Facts, ev chat.Event) map[string][]chat.Address {
	var teams []string
	for _, k := range c.Handoff.Consults {
		if k.Open() {
			teams = append(teams, k.Teams...)
		}
	}
	if ev.Kind == chat.Consulted || ev.Kind == chat.Invited {
		teams = append(teams, strings.Split(ev.Form[chat.ConsultTeams], ",")...)
	}
	var desks map[string][]chat.Address
	for _, team := range teams {
		if team == "" {
			continue
		}
		if desks == nil {
			desks = map[string][]chat.Address{}
		}
		desks[team] = read(team).Desks
	}
	return desks
}

// split parts events of this conversation from those of other subjects.
func split(conversation string, then []chat.Event) (mine, other []chat.Event) {
	for _, ev := range then {
		if ev.Subject.Kind == chat.SubjectConversation && ev.Subject.ID == conversation {
			mine = append(mine, ev)
		} else {
			other = append(other, ev)
		}
	}
	return mine, other
}
