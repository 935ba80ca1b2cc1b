package turn

import (
	"slices"
	"strconv"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// CountThemes brings up to date what the neighbourhood picture counts of the
// conversation, by what its flows learned so far. It follows every decision: an answer
// that was changed changes it, and what an earlier flow of the talk counted stays.
func CountThemes(book *flows.Playbook, c *chat.Conversation, ev chat.Event) {
	if c.Over || c.HeardAt.IsZero() || book.Directory == nil {
		return
	}
	next := c.Counted
	now := inFlow(book, *c)
	var themes []chat.CountedTheme
	for _, t := range c.Counted.Themes {
		if !slices.ContainsFunc(now, func(f flowData) bool { return f.flow.Name == t.By }) {
			themes = append(themes, t)
		}
	}
	for _, f := range now {
		for _, theme := range f.themes(book.Directory.Themes) {
			themes = append(themes, chat.CountedTheme{Theme: theme, By: f.flow.Name})
		}
		if place := f.data[f.flow.Counts.Neighbourhood]; place != "" {
			next.Neighbourhood = place
		}
	}
	next.Themes = themes
	if next.Talk == "" {
		if len(themes) == 0 {
			return
		}
		begin(&next, *c, ev)
	}
	c.Counted = next
}

// CountsThemes tells whether the conversation is in a flow whose talks count.
func CountsThemes(book *flows.Playbook, c chat.Conversation) bool { return len(inFlow(book, c)) > 0 }

// CountAs lets the talk count with these themes, in place of what its flows learned,
// and in this neighbourhood: a worker says so. What is empty leaves that as it is.
func (t *Turn) CountAs(themes []string, neighbourhood string) {
	next := t.C.Counted
	if len(themes) > 0 {
		next.Themes = nil
		for _, theme := range themes {
			next.Themes = append(next.Themes, chat.CountedTheme{Theme: theme})
		}
	}
	if neighbourhood != "" {
		next.Neighbourhood = neighbourhood
	}
	if next.Talk == "" {
		if len(next.Themes) == 0 {
			return
		}
		begin(&next, *t.C, t.Ev)
	}
	t.C.Counted = next
}

// CountNothing takes the talk out of the picture: it was an exercise, or no talk.
func (t *Turn) CountNothing() { t.C.Counted.Themes = nil }

// begin makes the conversation one more talk that counts. Its name is the same when
// the decision is made again.
func begin(n *chat.Counted, c chat.Conversation, ev chat.Event) {
	n.Talk, n.Month = c.ID+"/"+strconv.FormatInt(c.Turn, 10), chat.MonthsBack(ev.At, 0)
}

// flowData is a flow that counts, with what it learned in a talk.
type flowData struct {
	flow *flows.Flow
	data map[string]string
}

// inFlow are the flows that count among those that the talk is in: its own, and those
// that wait for it.
func inFlow(book *flows.Playbook, c chat.Conversation) (all []flowData) {
	add := func(name string, data map[string]string) {
		if f := book.Flow(chat.FlowRef{Name: name, Version: c.Flow.Version}); f != nil && f.Counts.Any() {
			all = append(all, flowData{f, data})
		}
	}
	for _, call := range c.Calls {
		add(call.Flow, call.Data)
	}
	if c.Flow.Name != "" {
		add(c.Flow.Name, c.Data)
	}
	return all
}

// themes are those that the flow counts of what it learned, each once.
func (f flowData) themes(known []string) (all []string) {
	add := func(theme string) {
		if slices.Contains(known, theme) && !slices.Contains(all, theme) {
			all = append(all, theme)
		}
	}
	for _, theme := range f.flow.Counts.Always {
		add(theme)
	}
	for _, name := range f.flow.Counts.Themes {
		for theme := range strings.SplitSeq(f.data[name], ",") {
			add(theme)
		}
	}
	return all
}
