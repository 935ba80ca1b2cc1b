package handoff_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"omzien/bot/chat"
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
				ev.Step, ev.Token = m.Step, m.ID+":0"
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
		ev.Ref, ev.From, ev.Text = m.ID, m.To, m.Text
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
		told = told || m.To == desk
		if m.Edits != "" && m.Card == nil && len(m.Choices) > 0 {
			r.rt.Fatalf("%s: a question that was decided about still has buttons: %+v", ev.Kind, m)
		}
	}
	if ev.Author.Role == chat.RoleWorker && ev.Kind != chat.AlarmEnded && !told {
		r.rt.Fatalf("%s by a worker is met with silence", ev.Kind)
	}
	if chat.WasUsed(ev.Step) && ev.Author.Role == chat.RoleWorker && (len(d.Say) != 0 || d.Conversation.Epoch != before.Epoch) {
		r.rt.Fatalf("a used button did something: %+v", d.Say)
	}
	may := map[string]bool{}
	for _, b := range before.Handoff.Behind { // kept until it suits
		may[b.Text] = true
	}
	switch ev.Kind {
	case chat.Answered:
		may[strings.TrimSpace(ev.Text)] = before.Live() && before.Handoff.Worker.ID == ev.Author.ID && before.Handoff.State == chat.Talking
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
		_, typed := r.by[m.Text]
		if m.To == page && (typed || m.Speaker.Role == chat.RoleWorker) && !may[m.Text] {
			r.rt.Fatalf("law 7: %s by %q let %q out", ev.Kind, ev.Author.ID, m.Text)
		}
	}
}
