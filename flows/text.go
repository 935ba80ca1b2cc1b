package flows

import (
	"slices"
	"strings"
)

// Text is one text in the languages it was translated to. The zero Text is empty.
type Text struct {
	base  string             // in the flow's own language
	in    map[string]string  // by language tag; without the base
	count string             // the variable that chooses between the forms of a plural
	forms map[string]counted // ... by language tag, with the base's
	own   string
}

// In gives the text in the language, or in the nearest there is: nl-BE falls
// back to nl, and what was not translated to the base text. Of a plural it is
// the general form.
func (t Text) In(lang string) string {
	for len(t.in) > 0 && lang != "" {
		if s, ok := t.in[lang]; ok {
			return s
		}
		lang = wider(lang)
	}
	return t.base
}

// Count names the variable that chooses between the forms of a plural: a
// number, or a list that is counted. It is empty for a text with one form.
func (t Text) Count() string { return t.count }

// For is In with the form for n of something, in the way in which that language
// counts: "één plek", "3 plekken". A text with one form has that for any n.
func (t Text) For(lang string, n int64) string {
	if t.count == "" {
		return t.In(lang)
	}
	for ; lang != ""; lang = wider(lang) {
		if c, ok := t.forms[lang]; ok {
			return c.form(n)
		}
	}
	return t.forms[t.own].form(n)
}

// Empty tells whether there is no text.
func (t Text) Empty() bool { return t.base == "" }

// Fill puts values in the places of a text: Fill("Hoi {naam}", "naam", "Sam").
// A place without a value stays as it is; values are never filled again.
func Fill(text string, pairs ...string) string {
	open := strings.IndexByte(text, '{')
	if len(pairs) < 2 || open < 0 {
		return text
	}
	var b strings.Builder
	for ; open >= 0; open = strings.IndexByte(text, '{') {
		b.WriteString(text[:open])
		text = text[open:]
		name, rest, closed := strings.Cut(text[1:], "}")
		value, known := valueOf(name, pairs)
		if !closed || !known {
			b.WriteByte('{')
			text = text[1:]
			continue
		}
		b.WriteString(value)
		text = rest
	}
	b.WriteString(text)
	return b.String()
}

func valueOf(name string, pairs []string) (string, bool) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1], true
		}
	}
	return "", false
}

// Say gives a fixed text of Omzien in the person's language and form.
func (p *Playbook) Say(id TextID, lang, form string, pairs ...string) string {
	return Fill(p.Talks.fixed(id, lang, form), pairs...)
}

// Team finds a team; an unknown name gives the organisation's first.
func (p *Playbook) Team(name string) Team {
	for _, t := range p.Organisation.Teams {
		if t.Name == name {
			return t
		}
	}
	return p.Organisation.Teams[0]
}

// HasTeam tells whether there is a team of this name.
func (p *Playbook) HasTeam(name string) bool {
	return slices.ContainsFunc(p.Organisation.Teams, func(t Team) bool { return t.Name == name })
}

// Called is how people read the team in their language: "het jongerenwerk".
func (p *Playbook) Called(t Team, lang string) string { return p.Translate(lang, "", t.Label) }
