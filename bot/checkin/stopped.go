package checkin

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// ended is the Value of Unheard, of the conversation itself, where somebody stopped: all
// programmes that begin talks with them ended with that word.
const ended = "ended"

// stopsTalks ends all programmes that begin talks with the person. What that was they
// and their teams hear in the same decision: who says stop may mean one of them alone.
func (r *relay) stopsTalks() {
	left := 0
	for _, m := range r.f.Members {
		if r.ends(m) {
			left++
			r.n++
			r.d.Then = append(r.d.Then, decision.Leaving(m.ID, chat.Key(r.ev.ID+"/round", r.n), r.ev.At))
		}
	}
	if left == 0 {
		return
	}
	r.n++
	r.d.Then = append(r.d.Then, chat.Event{
		ID: chat.Key(r.ev.ID+"/round", r.n), Kind: chat.Unheard, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID},
		Author: chat.Program, Value: ended, At: r.ev.At,
	})
}

// ends tells whether the member's programme ends at the word stop: a circle goes on
// until people have rung.
func (r *relay) ends(m chat.Member) bool {
	p := r.book.Programme(m.Programme)
	return p != nil && !p.Kind.Circular() && m.State != chat.MemberLeft
}

// stopped tells each team of the follow-up or the silence watch that ended, with what
// was agreed; and the person what ended.
func (r *relay) stopped() {
	lang, _ := r.tongue()
	var labels []string
	team := r.c.Handoff.Team
	for _, m := range r.f.Members {
		if !r.ends(m) {
			continue
		}
		p := r.book.Programme(m.Programme)
		if label := r.book.Translate(lang, "", p.Label); !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
		if p.Kind != flows.ProgrammeAfter && p.Kind != flows.ProgrammeQuiet {
			continue
		}
		why := "Schreef stop. Dit is nu ook gestopt: " + p.Label + ". Was dat de bedoeling? Vraag het even."
		r.notice(chat.Notice(p.Name, ended+":"+m.ID), chat.Quiet, p.Team, why+agreed(m))
		r.d.Alarms[len(r.d.Alarms)-1].Member = m.ID
	}
	r.c.Handoff.Team = team // the talk was theirs
	slices.Sort(labels)
	if len(labels) > 0 {
		r.say(chat.Message{Text: r.text(flows.TextStopsToo, "wat", strings.Join(labels, ", "))})
	}
}

// leftOpen lets the team know of a follow-up whose question is let go of before its own
// patience ended: who gave a low score and left is to be rung.
func (r *relay) leftOpen() {
	if r.c.GiveUpAt.IsZero() {
		return
	}
	for _, m := range r.all {
		p := r.book.Programme(m.Programme)
		if p != nil && p.Kind == flows.ProgrammeAfter && slices.ContainsFunc(p.Talks, func(b flows.Begun) bool { return b.Flow == r.c.Flow.Name }) {
			r.notice(chat.Notice(p.Name, "left:"+m.ID), chat.Quiet, p.Team, "Het gesprek over hoe het gaat is niet af. Bel even. ("+p.Label+")"+agreed(m))
			r.d.Alarms[len(r.d.Alarms)-1].Member = m.ID
		}
	}
}

// agreed is what was agreed with the member, for whoever is to ring.
func agreed(m chat.Member) string {
	if m.Promise == "" {
		return ""
	}
	return " Afgesproken: " + m.Promise
}
