package handoff_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// pressAtDesk is a press on any button that ever stood at the desk. As the
// switchboard does, it tells of one that was used.
func (r *run) pressAtDesk() chat.Event {
	ev := chat.Event{Kind: chat.Claimed, Author: worker(rapid.SampledFrom([]string{"Noor", "Bas", "Eva"}).Draw(r.rt, "who presses")), From: desk}
	ev.From.Thread = "t1"
	var offered []chat.Event
	for _, m := range r.w.said {
		for _, c := range m.Choices {
			if m.To != page && c.Verb != chat.Ended { // that one is the alarm's
				ev.Kind, ev.Ref, ev.Value, ev.Text = c.Verb, c.Value, c.Value, c.Label
				ev.Step, ev.Token, ev.Consult = m.Step, m.ID+":0", chat.ConsultOf(m.Step)
				if r.used[m.ID] {
					ev.Step = chat.UsedStep(m.Step)
				}
				offered = append(offered, ev)
			}
		}
	}
	if n := len(offered); n > 6 && rapid.Bool().Draw(r.rt, "a late one") {
		offered = offered[n-6:]
	}
	if len(offered) == 0 {
		return chat.Event{Kind: chat.Left, From: page, Author: chat.Author{Role: chat.RolePerson}}
	}
	return rapid.SampledFrom(offered).Draw(r.rt, "button")
}

// lost is the news that a message is dead.
func (r *run) lost() chat.Event {
	ev := chat.Event{Kind: chat.Failed, Author: chat.Program, Ref: "x0/0", From: page, Value: "refused"}
	if len(r.w.said) > 0 {
		m := rapid.SampledFrom(r.w.said).Draw(r.rt, "message")
		ev.Ref, ev.From, ev.Text, ev.Consult = m.ID, m.To, m.Text, m.Consult
		ev.Form = map[string]string{chat.SpeakerRole: string(m.Speaker.Role), chat.SpeakerID: m.Speaker.ID, chat.SpeakerName: m.Speaker.Name}
		ev.Value = rapid.SampledFrom([]string{"refused", chat.Unreachable}).Draw(r.rt, "why")
		if m.To != page && m.Card == nil {
			ev.Value = rapid.SampledFrom([]string{"refused", chat.Misplaced}).Draw(r.rt, "why there")
			ev.From.Thread = rapid.SampledFrom([]string{"t1", "t2"}).Draw(r.rt, "which thread")
		}
	}
	return ev
}

// atDesk looks at what a pushed desk is told: whoever types there reads what came
// of it; a question that was decided about has no buttons; and a worker's words
// leave only as law 7 says.
func (r *run) atDesk(ev chat.Event, before chat.Conversation, d chat.Decision) {
	told := d.Answer.Text != "" || d.Answer.Form != nil
	for _, m := range d.Say {
		told = told || m.To.Adapter == desk.Adapter
		if m.Edits != "" && m.Card == nil && m.Root == nil && len(m.Choices) > 0 {
			r.rt.Fatalf("%s: a question that was decided about still has buttons: %+v", ev.Kind, m)
		}
	}
	aside := len(d.Lines) > 0 && d.Lines[0].Kind == chat.LineConsult // in their thread they stand, and are kept
	if ev.Author.Role == chat.RoleWorker && ev.Kind != chat.AlarmEnded && ev.Kind != chat.Overheard && ev.Kind != chat.Opened && !told && !aside {
		r.rt.Fatalf("%s by a worker is met with silence", ev.Kind)
	}
	if chat.WasUsed(ev.Step) && ev.Author.Role == chat.RoleWorker && (len(d.Say) != 0 || d.Conversation.Epoch != before.Epoch) {
		r.rt.Fatalf("a used button did something: %+v", d.Say)
	}
	left := map[string]bool{} // texts that waited to leave: they may go at any time
	for _, l := range before.Handoff.Leaving {
		left[l.Text] = true
	}
	may := map[string]bool{}
	for _, b := range before.Handoff.Behind { // kept until it suits
		may[b.Text] = true
	}
	switch ev.Kind {
	case chat.Answered, chat.Canned:
		words := cmp.Or(ev.Form[chat.CannedWords], strings.TrimSpace(ev.Text))
		may[words] = before.Live() && before.Handoff.Worker.ID == ev.Author.ID && before.Handoff.State == chat.Talking
	case chat.Released:
		kept := before.Handoff.Earlier
		if before.Handoff.Held != nil {
			kept = append(slices.Clone(kept), *before.Handoff.Held)
		}
		for _, h := range kept {
			may[h.Text] = may[h.Text] || h.Worker.ID == ev.Author.ID && (ev.Ref == "" || ev.Ref == h.Ref)
		}
	case chat.Said, chat.Chose:
	default:
		clear(may)
	}
	for _, m := range d.Say {
		if m.Edits != "" && m.To == page { // words of theirs that are out: only who wrote them changes them
			before := r.w.facts.Words
			if m.Edits != before.Line.ID || before.Line.Author.ID != ev.Author.ID || before.Last.Gone || m.Text != strings.TrimSpace(ev.Text) {
				r.rt.Fatalf("law 7: %s by %q changed %q", ev.Kind, ev.Author.ID, before.Line.ID)
			}
			continue
		}
		_, typed := r.by[m.Text]
		if m.To == page && (typed || m.Speaker.Role == chat.RoleWorker) && !may[m.Text] && !left[m.Text] {
			r.rt.Fatalf("law 7: %s by %q let %q out", ev.Kind, ev.Author.ID, m.Text)
		}
	}
}

// leaving looks at texts that waited to leave: they go in their order, and none is
// lost unless its writer took it back, or the person is forgotten.
func (r *run) leaving(ev chat.Event, before chat.Conversation, d chat.Decision) {
	c := *d.Conversation
	if len(c.Handoff.Leaving) > 0 && (!c.Live() || c.Over || c.Handoff.Leaving[0].Worker.ID != c.Handoff.Worker.ID) {
		r.rt.Fatalf("%s: a text waits to leave in a talk that its writer does not have", ev.Kind)
	}
	at := func(texts []chat.Held, ref string) int {
		return slices.IndexFunc(texts, func(h chat.Held) bool { return h.Ref == ref })
	}
	last := -1
	for _, l := range before.Handoff.Leaving {
		said := slices.IndexFunc(d.Say, func(m chat.Message) bool { return m.ID == chat.Out(l.Ref) })
		switch {
		case said >= 0:
			if said < last || d.Say[said].Text != l.Text || d.Say[said].To != page {
				r.rt.Fatalf("%s: %q leaves out of order, or otherwise than it was written", ev.Kind, l.Text)
			}
			last = said
		case at(c.Handoff.Leaving, l.Ref) >= 0:
			if last >= 0 && d.Say[last].ID != "" && at(before.Handoff.Leaving, l.Ref) < at(before.Handoff.Leaving, chat.BroughtBy(d.Say[last].ID)) {
				r.rt.Fatalf("%s: %q was passed", ev.Kind, l.Text)
			}
		case at(c.Handoff.Behind, l.Ref) >= 0, c.Handoff.Held != nil && c.Handoff.Held.Ref == l.Ref, c.Forgets():
		case (ev.Kind == chat.Recalled || ev.Kind == chat.Deleted) && ev.Author.ID == l.Worker.ID && (ev.Ref == l.Ref || ev.Ref == ""):
		default:
			r.rt.Fatalf("%s: %q is lost", ev.Kind, l.Text)
		}
	}
}

func leavingText(c chat.Conversation, id string) (chat.Held, bool) {
	for _, l := range c.Handoff.Leaving {
		if chat.Out(l.Ref) == id {
			return l, true
		}
	}
	return chat.Held{}, false
}

func (r *run) work() chat.Event {
	kind := rapid.SampledFrom([]chat.Kind{
		chat.Claimed, chat.Answered, chat.Answered, chat.Noted, chat.Released, chat.Withheld, chat.HandedBack, chat.Closed,
		chat.LetGo, chat.PassedOn, chat.Edited, chat.Deleted, chat.Recalled, chat.Asked, chat.FollowedUp, chat.Meldcode,
		chat.Canned, chat.Revealed, chat.Opened,
	}).Draw(r.rt, "act")
	ev := chat.Event{Kind: kind, Author: worker(rapid.SampledFrom([]string{"Noor", "Bas", "Eva"}).Draw(r.rt, "worker"))}
	if kind == chat.Edited || kind == chat.Deleted || rapid.Bool().Draw(r.rt, "in a thread") {
		ev.From = desk
		ev.From.Thread = rapid.SampledFrom([]string{"t1", "t2"}).Draw(r.rt, "thread")
	}
	switch kind {
	case chat.Edited, chat.Deleted:
		ev.Ref = rapid.SampledFrom(slices.Concat([]string{""}, r.typed, r.refs, r.refs)).Draw(r.rt, "words")
		if n := len(r.w.c.Handoff.Leaving); n > 0 && rapid.Bool().Draw(r.rt, "what leaves") {
			leaving := r.w.c.Handoff.Leaving[n-1]
			ev.Ref, ev.Author = leaving.Ref, leaving.Worker
		}
		if held := r.w.c.Handoff.Held; held != nil && rapid.Bool().Draw(r.rt, "what waits") {
			ev.Ref, ev.Author = held.Ref, held.Worker
		}
		if kind == chat.Edited {
			r.n++
			ev.Text = fmt.Sprintf("anders %d", r.n)
			r.by[ev.Text] = ev.Author.ID
		}
	case chat.Answered, chat.Noted:
		r.n++
		ev.Text = rapid.SampledFrom([]string{"", "tekst %d", "tekst %d", "@Bas tekst %d"}).Draw(r.rt, "text")
		if ev.Text != "" {
			ev.Text = fmt.Sprintf(ev.Text, r.n)
			r.by[ev.Text] = ev.Author.ID
			r.notes[ev.Text] = kind == chat.Noted
		}
	case chat.PassedOn:
		ev.Ref = rapid.SampledFrom([]string{"", "alone:", "team:wijkteam", "warm:wijkteam", "team:jongerenwerk", "team:niemand", "worker:w-Bas"}).Draw(r.rt, "to")
		ev.Text = "Bas"
		if rapid.Bool().Draw(r.rt, "by a form") {
			r.n++
			aside := fmt.Sprintf("tekst %d", r.n)
			r.notes[aside], r.by[aside] = true, ev.Author.ID
			ev.Ref, ev.Text, ev.Form = "", "", map[string]string{chat.Colleague: "w-Bas", chat.ColleagueName: rapid.SampledFrom([]string{"", "Bas"}).Draw(r.rt, "who"), "erbij": aside}
		}
	case chat.Canned:
		ev.Form = map[string]string{chat.CannedWhich: rapid.SampledFrom([]string{"hallo", "tijd", "?"}).Draw(r.rt, "which")}
		if rapid.Bool().Draw(r.rt, "with words") {
			r.n++
			text := fmt.Sprintf(rapid.SampledFrom([]string{"tekst %d", "@Bas tekst %d"}).Draw(r.rt, "text"), r.n)
			r.by[text], ev.Form[chat.CannedWords] = ev.Author.ID, text
		}
	case chat.Revealed:
		ev.Form = map[string]string{"waarom": rapid.SampledFrom([]string{"bellen", "anders", ""}).Draw(r.rt, "why")}
	case chat.Asked:
		ev.Value = rapid.SampledFrom([]string{"closed", "meldcode", "registered", "passed_on", "canned", "revealed", "?"}).Draw(r.rt, "form")
	case chat.Meldcode:
		ev.Form = map[string]string{"dag": "2026-11-20", "stap": rapid.SampledFrom([]string{"", "1", "5"}).Draw(r.rt, "stap"),
			"dossier": rapid.SampledFrom([]string{"", "nee", "ja"}).Draw(r.rt, "dossier")}
	case chat.Closed:
		if rapid.Bool().Draw(r.rt, "with a form") {
			ev.Form = map[string]string{
				"soort": rapid.SampledFrom([]string{"", "zelf", "grap", "niets"}).Draw(r.rt, "soort"), "vervolg": rapid.SampledFrom([]string{"", "0", "2"}).Draw(r.rt, "vervolg"),
			}
			if rapid.Bool().Draw(r.rt, "with a note") {
				r.n++
				ev.Form["notitie"] = fmt.Sprintf("tekst %d", r.n)
				r.notes[ev.Form["notitie"]], r.by[ev.Form["notitie"]] = true, ev.Author.ID
			}
		}
	case chat.Claimed:
		if rapid.IntRange(0, 3).Draw(r.rt, "take over") == 0 {
			ev.Form = map[string]string{chat.TakeOver: rapid.SampledFrom([]string{"w-Noor", "w-Bas", "w-Eva"}).Draw(r.rt, "from")}
		}
	case chat.Recalled:
		ev.Ref = rapid.SampledFrom(append([]string{""}, r.typed...)).Draw(r.rt, "ref")
	case chat.Released, chat.Withheld:
		ev.Ref = rapid.SampledFrom(append([]string{""}, r.refs...)).Draw(r.rt, "ref")
	}
	return ev
}

// ownership looks at who may say what: laws 7, 8 and 9.
func (r *run) ownership(ev chat.Event, before chat.Conversation, d chat.Decision) {
	c := *d.Conversation
	for _, m := range d.Say {
		if m.To != c.Address {
			continue
		}
		if m.Speaker.Role == chat.RoleWorker && m.Edits != "" {
			continue // atDesk looks at it
		}
		if m.Speaker.Role == chat.RoleWorker {
			if left, ok := leavingText(before, m.ID); ok && !r.notes[m.Text] && left.Worker.ID == before.Handoff.Worker.ID && m.Speaker.ID == left.Worker.ID {
				continue // it was the owner's, and goes before the talk changes hands
			}
			if r.notes[m.Text] || r.by[m.Text] != c.Handoff.Worker.ID || m.Speaker.ID != c.Handoff.Worker.ID {
				r.rt.Fatalf("law 7: %s by %q sent %q of %q; the owner is %q", ev.Kind, ev.Author.ID, m.Text, r.by[m.Text], c.Handoff.Worker.ID)
			}
			if ev.Author.Role == chat.RoleWorker && ev.Author.ID != c.Handoff.Worker.ID {
				r.rt.Fatalf("law 7: %s by %q sent the owner's text", ev.Kind, ev.Author.ID)
			}
			continue
		}
		own := turn.Own(m.Step) != "" || turn.Own(ev.Step) != "" || before.Pending != ""
		if word := flows.ReservedWord(ev.Text); before.Live() && c.Live() && m.Class != chat.Crisis && !own &&
			word != flows.WantErase && word != flows.WantCode && !strings.Contains(m.Text, "is er nu voor") && strings.TrimSpace(ev.Text) != "" {
			r.rt.Fatalf("law 9: %s: %q while %q has the talk", ev.Kind, m.Text, c.Handoff.Worker.Name)
		}
	}
	changed := before.Handoff.Worker.ID != c.Handoff.Worker.ID
	offer := before.Handoff.Offer
	asked := offer != nil && offer.To.ID == ev.Author.ID && offer.By.ID == before.Handoff.Worker.ID
	if changed && (before.Live() && c.Live() && ev.Form[chat.TakeOver] != before.Handoff.Worker.ID && !asked || c.Epoch != before.Epoch+1) {
		r.rt.Fatalf("law 8: %s: from %q to %q, epoch %d to %d", ev.Kind, before.Handoff.Worker.ID, c.Handoff.Worker.ID, before.Epoch, c.Epoch)
	}
}
