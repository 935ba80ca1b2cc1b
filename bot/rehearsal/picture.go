package rehearsal

import (
	"cmp"
	"slices"
	"strings"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// region is what stands beside the talks of a transcript: what they were about, and
// what workers told.
type region struct {
	counted map[chat.Address]map[string]chat.Counted // whose, and of which talk
	stories []chat.Story
}

// counts follows what a talk counts, as the database would have it.
func (r *region) counts(c chat.Conversation) {
	if c.Forgets() {
		delete(r.counted, c.Address)
		return
	}
	if c.Counted.Talk == "" {
		return
	}
	if r.counted[c.Address] == nil {
		r.counted[c.Address] = map[string]chat.Counted{}
	}
	r.counted[c.Address][c.Counted.Talk] = c.Counted
}

// themes counts people, as storage does: somebody counts a theme of a neighbourhood
// once in a month.
func (r *region) themes(month string) (all []chat.ThemeCount) {
	for _, talks := range r.counted {
		seen := map[chat.ThemeCount]bool{}
		for _, c := range talks {
			for _, theme := range c.Names() {
				one := chat.ThemeCount{Neighbourhood: c.Neighbourhood, Theme: theme}
				if c.Month != month || seen[one] {
					continue
				}
				seen[one] = true
				i := slices.IndexFunc(all, func(t chat.ThemeCount) bool { return t.Neighbourhood == one.Neighbourhood && t.Theme == one.Theme })
				if i < 0 {
					all, i = append(all, one), len(all)
				}
				all[i].People++
			}
		}
	}
	slices.SortFunc(all, func(a, b chat.ThemeCount) int {
		return cmp.Or(strings.Compare(a.Neighbourhood, b.Neighbourhood), strings.Compare(a.Theme, b.Theme))
	})
	return all
}

// pictures lets a worker look at the neighbourhood picture.
func (t *Talk) pictures(m flows.Move) {
	month := cmp.Or(m.Text, chat.MonthsBack(t.now, 0))
	stories := slices.Clone(t.region.stories)
	stories = slices.DeleteFunc(stories, func(st chat.Story) bool { return st.Month != month })
	picture := adapters.DrawMonth(month, t.region.themes(month), switchboard.Region(t.book))
	t.answered(chat.Answer{Text: picture.InWords(stories)})
}

// recounts lets a worker tell a story beside it.
func (t *Talk) recounts(m flows.Move) {
	next, answer, ok := switchboard.DecideStory(t.book, chat.Story{}, chat.Event{
		ID: t.n.id(), Kind: chat.Recounted, Author: workerNamed(m.Who), Subject: chat.Subject{Kind: chat.SubjectStory},
		Value: chat.MonthsBack(t.now, 0), Ref: m.Team, Text: m.Text, At: t.now,
	})
	if ok {
		t.region.stories = append(t.region.stories, next)
	}
	t.answered(answer)
}
