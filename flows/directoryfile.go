package flows

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// entryKinds are what an entry can be.
var entryKinds = [...]string{"inloop", "activiteit", "groep", "partner", "vrijwilliger", "gids"}

// readDirectory reads directory.yaml. The document may be nil or empty.
func readDirectory(r *report, d *document, o Organisation) *Directory {
	dir := &Directory{holidays: o.Holidays}
	if d == nil || d.root == nil {
		return dir
	}
	f := d.mapping(d.root, "the directory", directoryKeys)
	if n := f.vals["neighbourhoods"]; n != nil {
		dir.Neighbourhoods = d.neighbourhoods(n)
	}
	for _, n := range d.items(f.vals["themes"], "themes") {
		switch theme := d.text(n, "themes"); {
		case theme == "":
		case !nameShape.MatchString(theme):
			d.add(d.at(n), badName, clip(theme), phrased("a theme"), phrased(", - or _"))
		case among(theme, dir.Themes):
			d.add(d.at(n), doubled, phrased("the theme"), theme, phrased("the same list"))
		default:
			dir.Themes = append(dir.Themes, theme)
		}
	}
	dir.Returning = d.chosen(f.vals["returning"], "returning", dir.Themes, unknownTheme)
	if n := f.vals["entries"]; n != nil {
		entries := d.mapping(n, "entries", nil)
		for _, k := range entries.keys {
			if !nameShape.MatchString(k.Value) {
				d.add(d.at(k), badName, clip(k.Value), phrased("an entry"), phrased(", - or _"))
			}
			dir.Entries = append(dir.Entries, d.entry(k.Value, entries.vals[k.Value], dir, o))
		}
	}
	return dir
}

// entry reads one entry. It names only neighbourhoods and themes that the
// directory has.
func (d *document) entry(id string, n *yaml.Node, dir *Directory, o Organisation) Entry {
	f := d.mapping(n, "the entry "+id, entryKeys)
	f.need("title")
	e := Entry{ID: id, Title: d.short(f, "title"), What: d.short(f, "what"), Where: d.short(f, "where")}
	if v := f.need("kind"); v != nil {
		e.Kind = d.oneOf(v, "kind", entryKinds[:]...)
	}
	e.Neighbourhoods = d.chosen(f.vals["neighbourhoods"], "neighbourhoods", dir.places(), unknownNeighbourhood)
	e.Themes = d.chosen(f.vals["themes"], "themes", dir.Themes, unknownTheme)
	if v := f.vals["ages"]; v != nil {
		e.Ages = d.ages(v)
	}
	if v := f.vals["when"]; v != nil {
		list := []*yaml.Node{v}
		if v.Kind == yaml.SequenceNode {
			list = d.items(v, "when")
		}
		for _, one := range list {
			if w, ok := d.when(one); ok {
				e.When = append(e.When, w)
			}
		}
	}
	if v := f.vals["holidays"]; v != nil {
		e.Holidays = d.oneOf(v, "holidays", yesNo[:]...) == "ja"
	}
	e.Closed = d.closed(f.vals["closed"])
	if v := f.vals["phone"]; v != nil {
		e.Phone = d.phone(v)
	}
	if v := f.vals["web"]; v != nil {
		e.Web = d.page(v, "web")
	}
	for _, v := range d.items(f.vals["languages"], "languages") {
		if tag := d.tag(v, "languages"); tag != "" {
			e.Languages = append(e.Languages, tag)
		}
	}
	if len(e.Languages) == 0 {
		e.Languages = []string{o.Language}
	}
	if v := f.vals["company"]; v != nil {
		e.Company = d.oneOf(v, "company", yesNo[:]...) == "ja"
	}
	return e
}

// longestEntry is how many UTF-16 units a text of an entry may have, so that
// several entries fit in one message.
const longestEntry = 500

// short reads a text of an entry; empty where it is absent.
func (d *document) short(f fields, key string) string {
	s := f.text(key)
	if n := units(s); n > longestEntry {
		d.add(d.at(f.vals[key]), longEntry, key, n)
	}
	return s
}

// chosen reads a list of words that must be among the known ones.
func (d *document) chosen(n *yaml.Node, what string, known []string, p problem) []string {
	var all []string
	for _, v := range d.items(n, what) {
		s := d.text(v, what)
		if s != "" && !among(s, known) {
			d.add(d.at(v), p, clip(s), meant(s, known))
		}
		all = append(all, s)
	}
	return all
}

// page reads the address of a page.
func (d *document) page(n *yaml.Node, what string) string {
	s := d.text(n, what)
	if u, err := url.Parse(s); s != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		d.add(d.at(n), badURL, clip(s))
	}
	return s
}

// when reads days and hours: a rule with the day from which it counts, or just
// one day.
func (d *document) when(n *yaml.Node) (When, bool) {
	f := d.mapping(n, "when", whenKeys)
	from, okFrom := d.clock(f, "from")
	to, okTo := d.clock(f, "to")
	if okFrom && okTo && from >= to {
		d.add(d.at(f.vals["to"]), badTimes, clip(f.vals["to"].Value))
		okTo = false
	}
	w := When{From: from, To: to, once: Day{2024, time.January, 1}}
	start := f.vals["start"]
	if start != nil {
		s := d.text(start, "start")
		day, ok := parseDay(s)
		if !ok {
			if s != "" {
				d.add(d.at(start), badDate, clip(s))
			}
			return w, false
		}
		w.once = day
	} else if f.vals["rule"] == nil && n.Kind == yaml.MappingNode {
		d.add(d.at(n), noDays)
	}
	if s := f.text("rule"); s != "" {
		rule, wrong := parseRule(s, w.once, start != nil)
		if wrong != noProblem {
			d.add(d.at(f.vals["rule"]), wrong, clip(s))
		}
		w.rule = rule
	}
	return w, okFrom && okTo && (w.rule != nil || f.vals["rule"] == nil && start != nil)
}

// clock reads a time of day that must be there, in minutes after midnight.
func (d *document) clock(f fields, key string) (int, bool) {
	n := f.need(key)
	if n == nil {
		return 0, false
	}
	s := d.text(n, key)
	minute, ok := parseClock(s)
	if !ok && s != "" {
		d.add(d.at(n), badTimes, clip(s))
	}
	return minute, ok
}

// places are the keys of all neighbourhoods.
func (d *Directory) places() []string {
	keys := make([]string, len(d.Neighbourhoods))
	for i, n := range d.Neighbourhoods {
		keys[i] = n.Key
	}
	return keys
}

// neighbourhoods reads them all. No postcode belongs to two of them.
func (d *document) neighbourhoods(n *yaml.Node) []Neighbourhood {
	var all []Neighbourhood
	f := d.mapping(n, "neighbourhoods", nil)
	for _, k := range f.keys {
		switch {
		case !nameShape.MatchString(k.Value):
			d.add(d.at(k), badName, clip(k.Value), phrased("a neighbourhood"), phrased(", - or _"))
		case k.Value == Elsewhere:
			d.add(d.at(k), takenName, k.Value)
		}
		one := d.mapping(f.vals[k.Value], "the neighbourhood "+k.Value, neighbourhoodKeys)
		one.need("label")
		place := Neighbourhood{Key: k.Value, Label: one.text("label")}
		for _, c := range d.items(one.need("postcodes"), "postcodes") {
			s := d.text(c, "postcodes")
			span, ok := parseCodes(s)
			if !ok {
				if s != "" {
					d.add(d.at(c), badPostcode, clip(s))
				}
				continue
			}
			for _, other := range all {
				for _, theirs := range other.codes {
					if span.from <= theirs.to && theirs.from <= span.to {
						d.add(d.at(c), sharedPostcode, s, other.Key)
					}
				}
			}
			place.codes = append(place.codes, span)
		}
		all = append(all, place)
	}
	return all
}

var codeShape = regexp.MustCompile(`^([1-9][0-9]{3}) ?([A-Z]{2})?$`)

// parseCodes reads "1234", "1234 AB", "1234 - 1236" or "1235 AA - 1235 KZ".
func parseCodes(s string) (codeSpan, bool) {
	first, last, span := strings.Cut(strings.ToUpper(s), "-")
	if !span {
		last = first
	}
	a := codeShape.FindStringSubmatch(strings.TrimSpace(first))
	b := codeShape.FindStringSubmatch(strings.TrimSpace(last))
	if a == nil || b == nil || (a[2] == "") != (b[2] == "") {
		return codeSpan{}, false
	}
	codes := codeSpan{a[1] + a[2], b[1] + b[2]}
	if a[2] == "" {
		codes = codeSpan{a[1] + "AA", b[1] + "ZZ"}
	}
	return codes, codes.from <= codes.to
}
