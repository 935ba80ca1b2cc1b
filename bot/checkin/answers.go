package checkin

import (
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// said is a message of the person. True: it is the check-in's alone.
func (r *relay) said() bool {
	word := flows.ReservedWord(r.ev.Text)
	theirs := r.theirs()
	switch {
	case word == flows.WantHelp: // numbers and people come from whoever has the talk
		for _, t := range r.lookedAfter("") {
			r.checkIn(t, chat.StandNotWell)
		}
		return false
	case word == flows.WantStop && !theirs && !r.c.InHandoff():
		r.stops()
		return true
	case word == flows.WantHuman:
		r.signs(false)
		return false
	case word != flows.NoReserved:
		return false
	}
	how := read(r.ev.Text, r.ev.Files, r.labels())
	if how == fine && r.shared() && slices.ContainsFunc(r.turns, func(t turn) bool { return !t.o.Stand.Closed() }) {
		how = unclear // whose answer it is, only a human can find out
	}
	if theirs || r.c.InHandoff() && how != fine {
		if how != automatic {
			r.signs(how == worse || how == body)
		}
		return false
	}
	r.answer(how)
	return true
}

// labels are those of the buttons that the person may have before them.
func (r *relay) labels() labels {
	folded := func(id flows.TextID) string { return joined(wordsOf(r.text(id))) }
	return labels{yes: folded(flows.TextCheckYes), ring: folded(flows.TextCheckRing)}
}

// answer takes words that answer the check-in, or that nobody else waits for.
func (r *relay) answer(how reading) {
	open := slices.DeleteFunc(slices.Clone(r.turns), func(t turn) bool { return t.o.Stand.Closed() })
	quiet := r.spokeJustNow()
	r.heard()
	switch {
	case how == automatic:
		r.keep()
	case r.rings(how):
	case how == fine && len(open) == 0 && !r.shared() && r.wellAfterAll(""):
	case how == fine && len(r.turns) == 0, how == unclear && len(open) == 0 && flows.Thanks(r.ev.Text):
		r.reply(flows.TextWelcome, !quiet)
	case how == fine && len(open) == 0:
		r.reply(flows.TextCheckKnown, !quiet)
	case how == fine:
		for _, t := range open {
			r.checkIn(t, chat.StandWell)
		}
		r.reply(r.thanks(open), true)
	case how == worse || how == body:
		r.notWell(how, r.lookedAfter(""))
	case len(open) == 0:
		r.keep()
		r.pass(chat.Normal)
		r.reply(flows.TextPassed, true)
	default:
		r.unread(open, quiet)
	}
}

// heard notes that the person wrote or pressed.
func (r *relay) heard() { r.c.HeardAt = r.ev.At }

// spokeJustNow tells whether the person was answered a moment ago: two machines shall
// not talk for ever.
func (r *relay) spokeJustNow() bool {
	return !r.c.HeardAt.IsZero() && r.ev.At.Sub(r.c.HeardAt) < time.Minute
}

// reply says a fixed text, if so.
func (r *relay) reply(id flows.TextID, so bool) {
	if so {
		r.say(chat.Message{Text: r.text(id)})
	}
}

// thanks is the answer to all is well.
func (r *relay) thanks(open []turn) flows.TextID {
	early, left := true, true
	for _, t := range open {
		if t.o.Stand.Alarmed() {
			return flows.TextCheckLate
		}
		early = early && t.o.Stand == chat.StandPlanned
		left = left && t.member.State == chat.MemberLeft
	}
	p := r.programme()
	switch tomorrow := flows.DayOf(r.ev.At).Add(1); {
	case early || left: // nobody asks them tomorrow
		return flows.TextCheckEarly
	case p != nil && !p.Asks(tomorrow):
		return flows.TextCheckNext
	}
	return flows.TextCheckThanks
}

// notWell lets people look at once, after whom these turns are. Where no round knows
// the person, their talk goes to people.
func (r *relay) notWell(how reading, turns []turn) {
	news := len(turns) == 0
	for _, t := range turns {
		news = news || t.o.Stand != chat.StandNotWell
		r.checkIn(t, chat.StandNotWell)
	}
	if r.ev.Kind == chat.Said && joined(wordsOf(r.ev.Text)) != r.labels().ring {
		r.keep()
	}
	if len(turns) == 0 {
		r.pass(chat.Urgent)
	}
	if how == body {
		r.reply(flows.TextCheckBody, news)
		return
	}
	r.reply(flows.TextCheckNotWell, news)
}

// unread gives words that tick nobody off to people: at once where the person was
// asked. The question stands, with its buttons.
func (r *relay) unread(open []turn, quiet bool) {
	r.keep()
	news := false
	ask := open[len(open)-1]
	for _, t := range open {
		if t.o.Stand == chat.StandPlanned {
			continue // they will be asked yet
		}
		news = news || t.o.Stand != chat.StandSign && t.o.Stand != chat.StandNotWell
		r.checkIn(t, chat.StandSign)
	}
	if news || !quiet && ask.o.Stand == chat.StandPlanned {
		r.say(chat.Message{
			Text: r.text(flows.TextCheckSign), Step: stepOf(ask.round.ID), Choices: r.choices(ask.member.ID), Big: !r.shared(),
		})
	}
}

// signs tells the rounds of words that belong to another talk: a sign of life at most.
// worried: they are about the body, or ask for somebody.
func (r *relay) signs(worried bool) {
	for _, t := range r.turns {
		if !t.o.Stand.Closed() && (worried || t.o.Stand != chat.StandSign) {
			r.checkIn(t, chat.StandSign)
		}
	}
}

// stops asks people to ring somebody who wants no more. Today's alarm stays.
func (r *relay) stops() {
	r.heard()
	cause := chat.CauseStopped
	a := chat.Alarm{
		ID: chat.AlarmID(r.ev.ID, cause), Cause: cause, Urgency: chat.Normal, Team: r.team().Name,
		About:  chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID},
		Opened: r.ev.At, Alias: r.c.Alias, Why: "Wil stoppen met de check-in. Bel even.",
	}
	if !r.c.Stands(cause) {
		r.c.Alarms = append(slices.Clone(r.c.Alarms), a.ID)
	}
	r.d.Alarms = append(r.d.Alarms, a)
	label := ""
	if p := r.programme(); p != nil {
		label = p.Label
	}
	r.say(chat.Message{Text: r.text(flows.TextCircleStop, "programma", label)})
}

// edited is new text for earlier words. It ticks nobody off, and may worry people.
func (r *relay) edited() {
	how := read(r.ev.Text, r.ev.Files, r.labels())
	if (how == worse || how == body) && !r.theirs() {
		for _, t := range r.lookedAfter("") {
			r.checkIn(t, chat.StandNotWell)
		}
		return
	}
	for _, t := range r.turns {
		switch {
		case how != fine && how != automatic && !t.o.Stand.Closed():
			r.checkIn(t, chat.StandSign)
		}
	}
}

// started puts the question once more to somebody who opened the talk again while it
// waits.
func (r *relay) started() bool {
	if r.ev.Text != "" || r.theirs() || r.c.InHandoff() {
		return false
	}
	for _, t := range r.turns {
		if pending(t.o) && t.o.Rings == "" {
			r.heard()
			r.say(chat.Message{
				Text: r.text(flows.CheckPrompt(r.ev.At), "naam", t.member.Name),
				Step: stepOf(t.round.ID), Choices: r.choices(t.member.ID), Big: !r.shared(),
			})
			return true
		}
	}
	return false
}

// pressed is a button of a check-in. It counts for its own round and for earlier ones:
// no platform says when it was pressed. That somebody is to be rung always counts.
func (r *relay) pressed(round string) {
	quiet := r.spokeJustNow()
	r.heard()
	what, who, other, name := parts(r.ev.Value)
	mine := slices.DeleteFunc(slices.Clone(r.turns), func(t turn) bool { return who != "" && t.member.ID != who })
	at := slices.IndexFunc(mine, func(t turn) bool { return t.round.ID == round })
	switch {
	case what == chat.CallSpoken || what == chat.CallWorse || what == chat.CallMissed:
		r.rang(round, who, other, name, what)
	case what == string(chat.StandNotWell):
		r.turns = mine
		r.notWell(worse, r.lookedAfter(who))
	case at < 0 && len(mine) > 0 && dayOf(round) != dayOf(mine[0].round.ID):
		r.reply(flows.TextCheckPast, true)
	case at < 0:
		if !r.wellAfterAll(who) {
			r.reply(flows.TextCheckKnown, !quiet)
		}
	default:
		until := mine[at].o.At
		open := slices.DeleteFunc(mine, func(t turn) bool { return t.o.Stand.Closed() || t.o.At.After(until) })
		for _, t := range open {
			r.checkIn(t, chat.StandWell)
		}
		if len(open) == 0 {
			if !r.wellAfterAll(who) {
				r.reply(flows.TextCheckKnown, !quiet)
			}
			return
		}
		r.reply(r.thanks(open), true)
	}
}
