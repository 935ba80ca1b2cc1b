package chat

import (
	"slices"
	"time"
)

// Counted is what the neighbourhood picture counts of one talk: each of its themes
// once, in one month. Storage keeps it beside the talks, without words, names or ids:
// whose it was is only a keyed hash there.
type Counted struct {
	Talk          string // the talk that counts: a conversation that was left and taken up again is several; empty: nothing was counted yet
	Month         string // in which its first theme was told, in Amsterdam: MonthLayout
	Neighbourhood string // key in the directory; empty where it is not known
	Themes        []CountedTheme
	Returns       []string // of its themes those with which the person came before, often enough for an offer; the picture knows nothing of it
}

// CountedTheme is a theme of the directory that a talk was about.
type CountedTheme struct {
	Theme string
	By    string // the flow whose answers say so; empty: a worker does
}

// MonthLayout is how a month stands in the neighbourhood picture.
const MonthLayout = "2006-01"

// Names are the themes, each once.
func (c Counted) Names() []string {
	names := make([]string, 0, len(c.Themes))
	for _, t := range c.Themes {
		if !slices.Contains(names, t.Theme) {
			names = append(names, t.Theme)
		}
	}
	return names
}

// Equal tells whether the same is counted.
func (c Counted) Equal(o Counted) bool {
	return c.Talk == o.Talk && c.Month == o.Month && c.Neighbourhood == o.Neighbourhood && slices.Equal(c.Themes, o.Themes)
}

// FewestShown is how many people it takes for a theme of a neighbourhood to be shown
// in a month. Fewer, or nobody, look alike.
const FewestShown = 5

// MonthsCounted is for how many months, that of today included, storage knows whose
// themes were whose. Of older ones only counts stay, and of those only what is shown.
const MonthsCounted = 13

// MonthsBack is the month so many months before that of this moment.
func MonthsBack(at time.Time, n int) string {
	at = at.In(Amsterdam)
	return time.Date(at.Year(), at.Month()-time.Month(n), 1, 12, 0, 0, 0, Amsterdam).Format(MonthLayout)
}

// ThemeCount is how many people told a theme in a month. It is FewestShown or more.
type ThemeCount struct {
	Neighbourhood string // key in the directory; empty where it is not known
	Theme         string
	People        int
}
