package flows

import "slices"

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
// and sorted: of the flows, the fixed ones, the teams' labels, the directory's, and those of the
// pages that any other language has.
func (p *Playbook) Missing(lang string) []string {
	c := p.Talks.catalogue
	var missing []string
	need := func(own, form, base string) {
		for l := lang; l != ""; l = wider(l) {
			if _, ok := c.in(l, form, base); ok || l == own {
				return
			}
		}
		missing = append(missing, base)
	}
	for _, s := range p.Talks.said {
		need(s.lang, s.form, s.base)
	}
	for _, text := range texts {
		need("nl", "je", text.je)
		need("nl", "u", text.u)
	}
	for _, team := range p.Organisation.Teams {
		need(p.Organisation.Language, "", team.Label)
	}
	for i := range p.Directory.Entries {
		for _, text := range p.Directory.Entries[i].texts() {
			need(p.Organisation.Language, "", text)
		}
	}
	for _, page := range p.Talks.pages {
		need("nl", page.form, page.base)
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}
