package adapters

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
)

// Picture is the read-only view of what talks were about, by neighbourhood and month
// (chat.MonthLayout). Storage implements it; main hands it to a desk in its Config.
// Safe for concurrent use.
type Picture interface {
	// Themes counts people. Fewer than chat.FewestShown never come out.
	Themes(ctx context.Context, month string) ([]chat.ThemeCount, error)
	// Stories lists what workers told about the month, the oldest first.
	Stories(ctx context.Context, month string) ([]chat.Story, error)
}

// Labelled is something of the playbook with how people read it.
type Labelled struct{ Key, Label string }

// Region is what the neighbourhood picture is drawn of: the directory's neighbourhoods,
// and its themes, as they are now.
type Region struct{ Neighbourhoods, Themes []Labelled }

// What stands in the picture where no neighbourhood does. Elsewhere is as the directory
// has it.
const (
	elsewhereKey   = "elders"
	elsewhereLabel = "Ergens anders"
	unknownLabel   = "Buurt niet bekend"
)

// MonthPicture is the neighbourhood picture of one month. It has no sums: beside a
// count that is not shown, a sum would tell it.
type MonthPicture struct {
	Month  string // chat.MonthLayout
	Places []PlacePicture
	Most   int // the largest count, so that all of them are drawn alike; 0: there is none
}

// PlacePicture is one neighbourhood in it.
type PlacePicture struct {
	Key, Label string // as within a sentence
	Known      bool   // it is one of the directory's: stories can be told of it
	Bars       []ThemeBar
	Few        []string // themes that fewer people told, or nobody: which of both is not known
}

// ThemeBar is how many people told a theme.
type ThemeBar struct {
	Theme, Label string
	People       int
}

// DrawMonth makes the picture of the month: neighbourhoods as in the directory, then
// elsewhere and unknown where something is shown of them. In each the most frequent
// theme comes first. A count that is too small is left out, wherever it comes from.
func DrawMonth(month string, counts []chat.ThemeCount, region Region) MonthPicture {
	m := MonthPicture{Month: month}
	for _, n := range region.Neighbourhoods {
		m.Places = append(m.Places, PlacePicture{Key: n.Key, Label: n.Label, Known: true})
	}
	rest := len(m.Places)
	for _, c := range counts {
		if c.People < chat.FewestShown {
			continue
		}
		i := slices.IndexFunc(m.Places, func(p PlacePicture) bool { return p.Key == c.Neighbourhood })
		if i < 0 {
			m.Places = append(m.Places, PlacePicture{Key: c.Neighbourhood, Label: placeLabel(c.Neighbourhood)})
			i = len(m.Places) - 1
		}
		m.Places[i].Bars = append(m.Places[i].Bars, ThemeBar{c.Theme, themeLabel(region, c.Theme), c.People})
		m.Most = max(m.Most, c.People)
	}
	// Those that the directory does not have come last, and what is not known after them.
	slices.SortFunc(m.Places[rest:], func(a, b PlacePicture) int {
		return cmp.Or(cmp.Compare(unknownLast(a.Key), unknownLast(b.Key)), strings.Compare(a.Label, b.Label))
	})
	for i := range m.Places {
		m.Places[i].finish(region)
	}
	return m
}

func (p *PlacePicture) finish(region Region) {
	slices.SortFunc(p.Bars, func(a, b ThemeBar) int {
		return cmp.Or(cmp.Compare(b.People, a.People), strings.Compare(a.Label, b.Label))
	})
	for _, t := range region.Themes {
		if !slices.ContainsFunc(p.Bars, func(b ThemeBar) bool { return b.Theme == t.Key }) {
			p.Few = append(p.Few, t.Label)
		}
	}
}

func unknownLast(key string) int {
	switch key {
	case "":
		return 2
	case elsewhereKey:
		return 1
	}
	return 0
}

func placeLabel(key string) string {
	switch key {
	case "":
		return unknownLabel
	case elsewhereKey:
		return elsewhereLabel
	}
	return Headed(key)
}

func themeLabel(region Region, key string) string {
	for _, t := range region.Themes {
		if t.Key == key {
			return t.Label
		}
	}
	return Headed(key)
}

// InWords is the picture as text: a line for each neighbourhood of which something is
// shown, and that nothing is where that is so; then what workers told.
func (m MonthPicture) InWords(stories []chat.Story) string {
	lines := []string{"Wijkbeeld " + MonthInWords(m.Month)}
	for _, p := range m.Places {
		if len(p.Bars) == 0 {
			continue
		}
		var bars []string
		for _, b := range p.Bars {
			bars = append(bars, b.Label+" "+Counted(b.People, "mens", "mensen"))
		}
		lines = append(lines, Headed(p.Label)+": "+strings.Join(bars, ", "))
	}
	if len(lines) == 1 {
		lines = append(lines, FewInWords)
	}
	for _, st := range stories {
		place := placeLabel(st.Neighbourhood)
		for _, p := range m.Places {
			if p.Key == st.Neighbourhood {
				place = p.Label
			}
		}
		lines = append(lines, "Verhaal over "+place+": "+st.Text)
	}
	return strings.Join(lines, "\n")
}

// FewInWords is what stands where nothing is shown.
const FewInWords = "Bij elk thema minder dan 5 mensen, of niemand."

// MonthInWords is a month (chat.MonthLayout) as workers read it: "november 2026". What
// is none comes back as it is.
func MonthInWords(month string) string {
	t, err := time.Parse(chat.MonthLayout, month)
	if err != nil {
		return month
	}
	return monthName(t.Month()) + t.Format(" 2006")
}
