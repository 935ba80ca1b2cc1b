package flows

import (
	"strings"

	"github.com/vorlif/spreak/catalog/poplural"
)

// pluralForms gives how a language counts, in the words of a PO header's
// Plural-Forms; the forms in the order of msgstr[0], msgstr[1], ...
func pluralForms(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "ar":
		return "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
	case "pl":
		return "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
	case "uk", "ru", "be", "sr", "hr", "bs":
		return "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
	case "cs", "sk":
		return "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);"
	case "ro":
		return "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);"
	case "lt":
		return "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);"
	case "fr", "fa", "am", "ti", "hi":
		return "nplurals=2; plural=(n > 1);"
	case "zh", "ja", "ko", "vi", "th", "id":
		return "nplurals=1; plural=0;"
	}
	return "nplurals=2; plural=(n != 1);"
}

// pluralRule is how the language counts, where its file does not say.
func pluralRule(lang string) *poplural.Rule { return poplural.MustParse(pluralForms(lang)) }

// rule reads how the file's language counts: as its header says, or as is known
// of the language. Then each plural must have so many forms, or none yet.
func (p *poReader) rule(lang string) {
	p.out.rule = pluralRule(lang)
	if said, ok := p.out.field("Plural-Forms"); ok && said != "" {
		const longestRule = 1000
		rule, err := poplural.Parse(said)
		switch {
		case len(said) > longestRule || err != nil || rule.NPlurals < 1 || rule.NPlurals > 9:
			p.add(p.out.header.at, badPluralRule, clip(said), pluralForms(lang))
			return
		default:
			p.out.rule = rule
		}
	}
	for _, e := range p.out.entries {
		if e.many != "" && !e.gone && !e.fuzzy && !e.empty() && !e.whole(p.out.rule) {
			p.add(e.at, pluralGaps, len(e.forms), p.out.rule.NPlurals)
		}
	}
}

// whole tells whether a plural was translated in all forms that the rule has.
func (e entry) whole(rule *poplural.Rule) bool {
	for _, f := range e.forms {
		if f == "" {
			return false
		}
	}
	return len(e.forms) == rule.NPlurals
}

// field gives a field of the header.
func (f poFile) field(name string) (string, bool) {
	if len(f.header.forms) == 0 {
		return "", false
	}
	for line := range strings.SplitSeq(f.header.forms[0], "\n") {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}

// counted is a text in the forms of its plural.
type counted struct {
	forms []string
	rule  *poplural.Rule
}

// form is the one for n of something.
func (c counted) form(n int64) string {
	return c.forms[min(max(c.rule.FormFunc(max(n, -n)), 0), len(c.forms)-1)]
}

// twoForms is how a flow's own language chooses between one and other.
func twoForms(lang string) *poplural.Rule {
	if rule := pluralRule(lang); rule.NPlurals == 2 {
		return rule
	}
	return pluralRule("nl")
}
