package flows

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// simple is Dutch in simpler words.
const simple = "nl-x-simpel"

// Languages are those that anything was translated to, and Dutch, sorted.
func (p *Playbook) Languages() []string {
	langs := append(p.Talks.catalogue.languages(), "nl")
	slices.Sort(langs)
	return slices.Compact(langs)
}

// Spoken are the languages in which a person can have a talk: the
// organisation's first, then those that any text of a flow is in, sorted.
func (p *Playbook) Spoken() []string {
	own := p.Organisation.Language
	others := slices.DeleteFunc(slices.Clone(p.Talks.spoken), func(l string) bool { return l == own })
	return append([]string{own}, others...)
}

// spokenIn lists the languages that any text of the flows is in, sorted.
func (t *Talks) spokenIn() []string {
	in := map[string]bool{}
	for _, s := range t.said {
		in[s.lang] = true
		for lang := range t.catalogue {
			if !in[lang] {
				_, in[lang] = t.catalogue.in(lang, s.form, s.base)
			}
		}
	}
	var all []string
	for lang, ok := range in {
		if ok {
			all = append(all, lang)
		}
	}
	slices.Sort(all)
	return all
}

// Speaks gives the language to speak: of the hints, best first, the first one
// that anything was translated to, or the wider one of it that is; else the
// organisation's. An empty hint is none.
func (p *Playbook) Speaks(hints ...string) string {
	for _, tag := range hints {
		for ; tag != ""; tag = wider(tag) {
			if l := p.translated(tag); l != "" {
				return l
			}
		}
	}
	return p.Organisation.Language
}

// translated is the language with this tag, however its letters are written;
// empty where nothing was translated to it.
func (p *Playbook) translated(tag string) string {
	for _, l := range [...]string{p.Organisation.Language, "nl"} {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	for l := range p.Talks.catalogue {
		if strings.EqualFold(l, tag) {
			return l
		}
	}
	return ""
}

// OwnName is what a language calls itself: "Türkçe". A tag that nobody knows is
// its own name.
func OwnName(tag string) string {
	if tag == simple {
		return "Eenvoudig Nederlands"
	}
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return Sentence(name)
	}
	return tag
}

// AsksLanguage reads a whole message as the wish for another language: a
// reserved word alone ("taal"), or with the name of a language that the
// playbook speaks, in that language, in Dutch or in English ("taal Engels").
// lang is empty where none was named.
func (p *Playbook) AsksLanguage(text string) (lang string, asked bool) {
	if len(text) > 200 {
		return "", false
	}
	if ReservedWord(text) == WantLanguage {
		return "", true
	}
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if rest == "" || ReservedWord(word) != WantLanguage {
		return "", false
	}
	lang = p.NamedLanguage(rest)
	return lang, lang != ""
}

// NamedLanguage finds the spoken language that a whole message names; empty
// where it names none.
func (p *Playbook) NamedLanguage(text string) string {
	normal := Normal(text)
	for _, tag := range p.Spoken() {
		if strings.EqualFold(strings.TrimSpace(text), tag) || normal == Normal(OwnName(tag)) {
			return tag
		}
		t, err := language.Parse(tag)
		if err != nil || tag == simple {
			continue
		}
		if normal == Normal(display.Dutch.Languages().Name(t)) || normal == Normal(display.English.Languages().Name(t)) {
			return tag
		}
	}
	return ""
}
