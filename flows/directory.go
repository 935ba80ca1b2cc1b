package flows

import (
	"regexp"
	"strings"
	"time"
)

// Directory is what there is in the neighbourhoods: walk-in hours, activities,
// groups and partner organisations. It is always the current one, also for a
// conversation that stays on an older version of the flows. The zero Directory
// holds nothing.
type Directory struct {
	Neighbourhoods []Neighbourhood
	Themes         []string // the words that flows and entries use
	Returning      []string // ... of which whoever comes back with them is offered company or help. Never those of danger
	Entries        []Entry  // in the order of the file

	holidays Holidays // the organisation's
}

// Entry is one thing that there is. Its texts are in the organisation's language.
type Entry struct {
	ID             string
	Title          string
	Kind           string   // inloop, activiteit, groep, partner, vrijwilliger, gids
	What           string   // in one or two sentences; may be empty
	Where          string   // may be empty
	Neighbourhoods []string // whom it is for; empty: everybody
	Themes         []string
	Ages           [2]int // from, to; 0, 0: everybody
	When           []When // empty: by appointment, or it has no hours
	Holidays       bool   // goes on on holidays
	Closed         []Days // other days on which it does not take place
	Phone          string // as one dials it; may be empty
	Web            string // address of a page; may be empty
	Languages      []string
	Company        bool // somebody can come along the first time
}

// Entry finds an entry by its id; nil where it is not, or no longer, there.
func (d *Directory) Entry(id string) *Entry {
	if d == nil {
		return nil
	}
	for i := range d.Entries {
		if d.Entries[i].ID == id {
			return &d.Entries[i]
		}
	}
	return nil
}

// Next is when the entry next takes place: the first time that is not over at
// this moment, holidays left out; one that has begun counts. It is false where
// there is none within a year.
func (d *Directory) Next(e *Entry, at time.Time) (from, to time.Time, ok bool) {
	off := func(day Day) bool { return isClosed(e.Closed, day) || !e.Holidays && d.holidays.Has(day) }
	for _, w := range e.When {
		if f, t, comes := w.next(at, off); comes && (!ok || f.Before(from)) {
			from, to, ok = f, t, true
		}
	}
	return from, to, ok
}

// Neighbourhood is a part of the region, by its postcodes.
type Neighbourhood struct {
	Key   string
	Label string // as people call it: de Waterkant
	codes []codeSpan
}

// Elsewhere is the key of every place that is in none of the neighbourhoods.
const Elsewhere = "elders"

// codeSpan are the postcodes from one to another, both among them: 1235AA, 1235KZ.
type codeSpan struct{ from, to string }

// Neighbourhood finds the neighbourhood that somebody's answer names: by a
// postcode in it ("1234 AB", "1234ab", "1234"), or by its name or its key,
// also within a sentence. A postcode that no neighbourhood has gives
// Elsewhere. The answer is false where it names none, or where it fits several
// equally well, as the four digits of a postcode can; the whole postcode never
// does.
func (d *Directory) Neighbourhood(answer string) (key string, ok bool) {
	const longest = 300 // bytes; no answer to where one lives is that long
	if d == nil || len(answer) > longest {
		return "", false
	}
	text := Normal(answer)
	if code := postcode(text); code != "" {
		return d.byCode(code)
	}
	if key, ok := d.byName(text, func(name string) bool { return bare(text) == name }); ok {
		return key, true
	}
	if bare(text) == Elsewhere || text == "ergens anders" {
		return Elsewhere, true
	}
	within := " " + words(text) + " "
	return d.byName(text, func(name string) bool { return strings.Contains(within, " "+name+" ") })
}

// byCode finds the one neighbourhood with this postcode, or with postcodes that
// begin with these four digits.
func (d *Directory) byCode(code string) (string, bool) {
	first, last := code, code
	if len(code) == 4 {
		first, last = code+"AA", code+"ZZ"
	}
	found := Elsewhere
	for _, n := range d.Neighbourhoods {
		for _, c := range n.codes {
			if c.from > last || c.to < first || found == n.Key {
				continue
			}
			if found != Elsewhere {
				return "", false
			}
			found = n.Key
		}
	}
	return found, true
}

// byName finds the one neighbourhood with a name that fits.
func (d *Directory) byName(text string, fits func(name string) bool) (string, bool) {
	found := ""
	for _, n := range d.Neighbourhoods {
		if !fits(bare(Normal(n.Label))) && !fits(bare(n.Key)) {
			continue
		}
		if found != "" {
			return "", false
		}
		found = n.Key
	}
	return found, found != ""
}

// Place finds a neighbourhood by its key.
func (d *Directory) Place(key string) (Neighbourhood, bool) {
	if d != nil {
		for _, n := range d.Neighbourhoods {
			if n.Key == key {
				return n, true
			}
		}
	}
	return Neighbourhood{}, false
}

// bare is a name without article and signs between its words: in what people
// type, "de Waterkant", "waterkant" and "oud-waterkant" vary.
func bare(name string) string {
	name = words(name)
	for _, article := range [...]string{"de ", "het ", "'t ", "in de ", "in het "} {
		if rest, ok := strings.CutPrefix(name, article); ok {
			return rest
		}
	}
	return name
}

// words are a normal text's words, with single spaces between them.
func words(normal string) string {
	return strings.Join(strings.FieldsFunc(normal, func(r rune) bool {
		return strings.ContainsRune(" -_.,;:!?()/", r)
	}), " ")
}

// postcodeShape finds a Dutch postcode, or its four digits, in a normal text.
// SA, SD and SS are no letters of one.
var postcodeShape = regexp.MustCompile(`(?:^|[^0-9a-z])([1-9][0-9]{3})(?: ?([a-z]{2}))?(?:$|[^0-9a-z])`)

// postcode finds the postcode in a normal text, as 1234AB or, where its letters
// are not there, 1234; empty where there is none.
func postcode(normal string) string {
	m := postcodeShape.FindStringSubmatch(normal)
	switch {
	case m == nil:
		return ""
	case m[2] == "sa" || m[2] == "sd" || m[2] == "ss":
		return ""
	}
	return m[1] + strings.ToUpper(m[2])
}
