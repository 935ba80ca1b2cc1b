package flows

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// readDirectory reads directory.yaml. The document may be nil or empty.
func readDirectory(r *report, d *document) *Directory {
	dir := &Directory{}
	if d == nil || d.root == nil {
		return dir
	}
	f := d.mapping(d.root, "the directory", directoryKeys.names())
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
	return dir
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
		one := d.mapping(f.vals[k.Value], "the neighbourhood "+k.Value, neighbourhoodKeys.names())
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
