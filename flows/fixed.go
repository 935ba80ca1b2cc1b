package flows

import (
	"slices"
	"strings"
)

// fixedTexts compiles the translations of the fixed texts.
func fixedTexts(c catalogue) map[string]map[TextID]fixed {
	all := map[string]map[TextID]fixed{}
	for lang := range c {
		for id, text := range texts {
			je, okJe := c.in(lang, "je", text.je)
			u, okU := c.in(lang, "u", text.u)
			if !okJe && !okU {
				continue
			}
			if all[lang] == nil {
				all[lang] = map[TextID]fixed{}
			}
			all[lang][id] = fixed{je, u}
		}
	}
	return all
}

// fixed gives a fixed text in the language, or the nearest wider one, or Dutch.
func (t *Talks) fixed(id TextID, lang, form string) string {
	for ; lang != ""; lang = wider(lang) {
		if s := t.texts[lang][id].in(form); s != "" {
			return s
		}
	}
	return texts[id].in(form)
}

// in gives the text in the form of address; je is the form of all but u.
func (f fixed) in(form string) string {
	if form == "u" {
		return f.u
	}
	return f.je
}

// Translate gives a text of a page (its Dutch base text in that form) in the
// language, or the nearest wider one, or as it is.
func (p *Playbook) Translate(lang, form, base string) string {
	if s, ok := p.Talks.catalogue.near(lang, form, base); ok {
		return s
	}
	return base
}

// Missing lists the texts that are not translated into the language, each once
// and sorted: of the flows, the fixed ones, the names of teams and the like, and
// those of the pages that any other language has. A region's language may leave
// a text to the wider one (nl-BE to nl); a kind of a language, such as
// nl-x-simpel, is meant to have each in its own words.
func (p *Playbook) Missing(lang string) []string {
	var missing []string
	for _, want := range p.wants(lang, nil) {
		if !p.has(lang, want) {
			missing = append(missing, want.base)
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

// has tells whether the text is there in the language, or need not be.
func (p *Playbook) has(lang string, want wanted) bool {
	for l := lang; l != ""; l = wider(l) {
		if _, ok := p.Talks.catalogue.in(l, want.form, want.base); ok || l == want.own {
			return true
		}
		if strings.Contains(l, "-x-") {
			return false
		}
	}
	return false
}
