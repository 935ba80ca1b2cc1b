package flows

import (
	"strings"
	"testing"

	"github.com/vorlif/spreak/catalog/po"
)

const countedFlow = `flow: x
title: X
language: nl
form: je
starts: [{default: webchat}]
data: {aantal: {type: number}}
steps:
  - ask: Hoeveel?
    save: aantal
  - say: {count: aantal, one: Er is één plek., other: "Er zijn {aantal} plekken."}
  - say: Er is één plek.
`

const countedArabic = `msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

msgctxt "je"
msgid "Er is één plek."
msgid_plural "Er zijn {aantal} plekken."
msgstr[0] "zero"
msgstr[1] "one"
msgstr[2] "two"
msgstr[3] "few {aantal}"
msgstr[4] ""
"many "
"{aantal}"
msgstr[5] "other {aantal}"
`

// Each language counts in its own way.
func TestPluralsInEachLanguage(t *testing.T) {
	polish := strings.NewReplacer("zero", "plik", "one", "pliki {aantal}", "two", "plików {aantal}").Replace(
		countedArabic[:strings.Index(countedArabic, "msgstr[3]")])
	english := "msgid \"Er is één plek.\"\nmsgid_plural \"Er zijn {aantal} plekken.\"\nmsgstr[0] \"one place\"\nmsgstr[1] \"{aantal} places\"\n"
	odd := "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=(n > 4);\\n\"\n\n" + english
	p, err := Load(folder(map[string]string{"flows/x.yaml": countedFlow, "locales/ar/x.po": countedArabic,
		"locales/pl/x.po": polish, "locales/en/x.po": english, "locales/tr/x.po": odd}))
	if err != nil {
		t.Fatal(err)
	}
	flow := p.Talks.Flows["x"]
	text := flow.Steps[1].Text
	if text.Count() != "aantal" {
		t.Errorf("it counts %q", text.Count())
	}
	for _, c := range []struct{ lang, n, want string }{
		{"nl", "1", "Er is één plek."}, {"nl", "0", "Er zijn {aantal} plekken."}, {"nl-BE", "2", "Er zijn {aantal} plekken."},
		{"", "1", "Er is één plek."}, {"fr", "1", "Er is één plek."}, {"fr", "2.5", "Er zijn {aantal} plekken."},
		{"en-GB", "1", "one place"}, {"en", "3", "{aantal} places"}, {"en", "-1", "one place"},
		{"ar", "0", "zero"}, {"ar", "1", "one"}, {"ar", "2", "two"}, {"ar", "3", "few {aantal}"}, {"ar", "10", "few {aantal}"},
		{"ar", "11", "many {aantal}"}, {"ar", "99", "many {aantal}"}, {"ar", "100", "other {aantal}"}, {"ar", "1.5", "other {aantal}"},
		{"ar", "", "zero"}, // what was not asked is 0
		{"pl", "1", "plik"}, {"pl", "3", "pliki {aantal}"}, {"pl", "5", "plików {aantal}"}, {"pl", "22", "pliki {aantal}"},
		{"tr", "4", "one place"}, {"tr", "5", "{aantal} places"}, // the file's own rule
	} {
		if got := flow.InForm(text, map[string]string{"aantal": c.n}, c.lang); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.n, c.lang, got, c.want)
		}
	}
	if got := flow.Steps[2].Text.In("ar"); got != "one" {
		t.Errorf("the same words without a plural are %q", got)
	}
	for _, c := range []struct {
		kind  VarType
		value string
		n     int64
	}{{VarSeveral, "geld,thuis", 2}, {VarFound, "a", 1}, {VarFound, "", 0}, {VarNumber, "12,0", 12}} {
		if n, whole := c.kind.Counted(c.value); n != c.n || !whole {
			t.Errorf("%s %q counts %d, %v", c.kind, c.value, n, whole)
		}
	}
}

// The rules that are known here are rules, and each form that they count has
// its number.
func TestKnownPluralRules(t *testing.T) {
	for _, lang := range []string{"nl", "nl-x-simpel", "en", "tr", "ar", "pl", "uk", "ru", "cs", "ro", "lt", "fr", "zh", "xx"} {
		rule, seen := pluralRule(lang), map[int]bool{}
		for n := range int64(200) {
			seen[rule.FormFunc(n)] = true
		}
		for i := range rule.NPlurals {
			if !seen[i] {
				t.Errorf("%s never uses form %d", lang, i)
			}
		}
		if len(seen) != rule.NPlurals {
			t.Errorf("%s uses %d forms of %d", lang, len(seen), rule.NPlurals)
		}
	}
}

// spreak reads the same in a catalogue as is read here, where it can be trusted
// with one: with an empty line after each text.
func TestCataloguesAreReadAsALibraryReadsThem(t *testing.T) {
	for _, source := range []string{countedArabic, strings.ReplaceAll(bothForms, "\nmsgid \"Dag\"", "\n\nmsgid \"Dag\"")} {
		other, err := po.ParseString(source)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range readPO(&report{}, "x.po", "ar", []byte(source)).entries {
			if e.gone {
				continue
			}
			n++
			m := other.GetMessage(e.context, e.id)
			if m == nil || m.IDPlural != e.many || len(m.Str) != len(e.forms) || m.Comment.HasFlag("fuzzy") != e.fuzzy {
				t.Errorf("%+v is read there as %+v", e, m)
				continue
			}
			for i, form := range e.forms {
				if m.Str[i] != form && e.id != "Dag" { // its blanks at the end are no words
					t.Errorf("%q is read there as %q", form, m.Str[i])
				}
			}
		}
		for _, texts := range other.Messages {
			n -= len(texts)
		}
		if n != 0 {
			t.Errorf("%d texts more are read here", n)
		}
	}
}
