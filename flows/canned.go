package flows

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Canned is a text that workers choose from, and change before it goes, instead of
// typing the same again. It is in the organisation's language, in both forms of
// address; what other languages it is in, the catalogues say.
type Canned struct {
	Name  string
	Title string // how workers find it; people never read it
	Je, U string
}

// What a text for workers may have at most.
const (
	mostCanned    = 100  // texts: no list of Slack's takes more
	longestTitle  = 75   // UTF-16 units, of a title
	longestCanned = 2000 // ... of a text, with all that fills its places still within what a worker can send
)

// The places of a text for workers, and what fills them.
const (
	cannedAlias  = "alias"      // how the person wants to be called; nothing where they did not say
	cannedWorker = "medewerker" // who sends it
	cannedTeam   = "team"       // as people read it
)

var cannedPlaces = [...]string{cannedAlias, cannedWorker, cannedTeam}

// readCanned reads texts.yaml. The document may be nil or empty.
func readCanned(r *report, d *document) []Canned {
	if d == nil || d.root == nil {
		return nil
	}
	f := d.mapping(d.root, "the texts", cannedFileKeys)
	n := f.need("texts")
	if n == nil {
		return nil
	}
	all := d.mapping(n, "texts", nil)
	var canned []Canned
	for _, k := range all.keys {
		if !nameShape.MatchString(k.Value) {
			d.add(d.at(k), badName, clip(k.Value), phrased("a text"), phrased(", - or _"))
		}
		canned = append(canned, d.canned(k.Value, all.vals[k.Value]))
	}
	if len(canned) > mostCanned {
		d.add(d.at(n), manyCanned, len(canned), mostCanned)
	}
	return canned
}

func (d *document) canned(name string, n *yaml.Node) Canned {
	f := d.mapping(n, "the text "+name, cannedKeys)
	c := Canned{Name: name}
	for _, part := range [...]struct {
		key  string
		text *string
		most int
	}{{"title", &c.Title, longestTitle}, {"je", &c.Je, longestCanned}, {"u", &c.U, longestCanned}} {
		v := f.need(part.key)
		if v == nil {
			continue
		}
		*part.text = strings.TrimSpace(f.text(part.key))
		if n := units(*part.text); n > part.most {
			d.add(d.at(v), longCanned, part.key, n, part.most)
		}
		if part.key == "title" {
			continue
		}
		for _, p := range places(*part.text) {
			if !among(p, cannedPlaces[:]) {
				d.add(d.find(v, "{"+p+"}"), unknownPlace, clip(p), meant(p, cannedPlaces[:]))
			}
		}
	}
	return c
}

// CannedNamed finds a text for workers; false where there is none.
func (p *Playbook) CannedNamed(name string) (Canned, bool) {
	for _, c := range p.Canned {
		if c.Name == name {
			return c, true
		}
	}
	return Canned{}, false
}

// CannedIn gives the text in the person's language and form of address. False:
// it is not in that language, and this is the organisation's.
func (p *Playbook) CannedIn(c Canned, lang, form string) (text string, theirs bool) {
	if text = c.Je; form == "u" {
		text = c.U
	}
	for l := lang; l != ""; l = wider(l) {
		if said, ok := p.Talks.catalogue.in(l, form, text); ok {
			return said, true
		}
		if l == p.Organisation.Language {
			return text, true
		}
	}
	return text, lang == ""
}

// FillCanned puts into the text how the person wants to be called, who writes it
// and for which team. Where the person did not say how, the text calls them nothing.
func FillCanned(text, alias, worker, team string) string {
	if alias == "" {
		text = strings.ReplaceAll(text, " {"+cannedAlias+"}", "")
	}
	return strings.TrimSpace(Fill(text, cannedAlias, alias, cannedWorker, worker, cannedTeam, team))
}

// cannedSchema describes texts.yaml.
func cannedSchema() schema {
	most := func(n int) schema {
		s := anyText()
		s["maxLength"] = n
		return s
	}
	text := cannedKeys.object([]string{"title", "je", "u"}, map[string]schema{
		"title": most(longestTitle), "je": most(longestCanned), "u": most(longestCanned),
	})
	return cannedFileKeys.object([]string{"texts"}, map[string]schema{
		"texts": {"type": "object", "maxProperties": mostCanned, "additionalProperties": text, "propertyNames": schema{"pattern": nameShape.String()}},
	})
}

var (
	cannedFileKeys = keys{
		{"texts", "Teksten die een medewerker kiest in plaats van typt. Elke tekst heeft een korte naam (kleine letters)."},
	}
	cannedKeys = keys{
		{"title", "Waar de tekst voor is. Zo vindt een medewerker hem; de persoon leest dit niet."},
		{"je", "De tekst voor wie je met je aanspreekt. {alias}, {medewerker} en {team} worden ingevuld."},
		{"u", "Dezelfde tekst voor wie je met u aanspreekt."},
	}
)
