package flows

import (
	"cmp"
	"embed"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/vorlif/spreak/catalog/poplural"
	"golang.org/x/text/language"
)

// catalogue is all that was translated: a language's texts by what they
// translate. It is used while a playbook is loaded and for the texts of pages.
type catalogue map[string]map[message]translation

// message is a base text in a form; the empty form serves both. Of a plural it
// is the text for one.
type message struct{ form, base string }

// translation is what a catalogue has of a text.
type translation struct {
	text   string  // empty: not translated, or it waits for a review
	plural counted // of a text with plural forms; text is then the general one
	stale  bool    // it waits for a review
	by     string  // who reviewed it; empty: nobody
}

// one is the translation of the text where it says one: somewhere else the same
// words may have a plural.
func (t translation) one() string {
	if t.plural.rule != nil {
		return t.plural.form(1)
	}
	return t.text
}

// find gives what there is in exactly this language, the one for the form
// before the one for both; false where that has no words.
func (c catalogue) find(lang, form, base string) (translation, bool) {
	one := c[lang][message{form, base}]
	if one.text != "" {
		return one, true
	}
	if both := c[lang][message{"", base}]; both.text != "" || one.by == "" {
		one = both
	}
	return one, one.text != ""
}

// in finds the translation into exactly this language.
func (c catalogue) in(lang, form, base string) (string, bool) {
	t, ok := c.find(lang, form, base)
	return t.text, ok
}

// near is in, for the language or the nearest wider one.
func (c catalogue) near(lang, form, base string) (string, bool) {
	for len(c) > 0 && lang != "" {
		if s, ok := c.in(lang, form, base); ok {
			return s, true
		}
		lang = wider(lang)
	}
	return "", false
}

// wider drops the last part of a language tag: nl-BE, nl, nothing. What says
// nothing alone goes with it: nl-x-simpel, nl.
func wider(lang string) string {
	lang = lang[:max(strings.LastIndexByte(lang, '-'), 0)]
	return strings.TrimSuffix(lang, "-x")
}

// text compiles a text into all languages it was translated to.
func (c catalogue) text(own, form, base string) Text {
	t := Text{base: base}
	for lang := range c {
		if lang == own {
			continue
		}
		if found, ok := c.find(lang, form, base); ok {
			if t.in == nil {
				t.in = make(map[string]string, len(c))
			}
			t.in[lang] = found.one()
		}
	}
	return t
}

// counts compiles a text with plural forms. count is the variable that chooses
// between them, one and other are those of the base text.
func (c catalogue) counts(own, form, count, one, other string) Text {
	t := c.text(own, form, one)
	t.base, t.count, t.own = other, count, own
	t.forms = map[string]counted{own: {[]string{one, other}, twoForms(own)}}
	for lang := range t.in {
		if found, _ := c.find(lang, form, one); found.plural.rule != nil {
			t.in[lang], t.forms[lang] = found.text, found.plural
		} else {
			delete(t.in, lang) // the same words are also a text without a plural
		}
	}
	return t
}

// languages are those that anything was translated to, in order.
func (c catalogue) languages() []string {
	langs := make([]string, 0, len(c))
	for l := range c {
		langs = append(langs, l)
	}
	sort.Strings(langs)
	return langs
}

// own are the translations that come with the program: of its fixed texts and
// of the texts of its pages. A playbook's own win over them.
//
//go:embed all:locales
var own embed.FS

// ownCatalogue reads the translations that come with the program.
func ownCatalogue(r *report) catalogue {
	files, err := gather(own, "locales", r)
	if err != nil {
		r.add(place{file: "locales"}, unreadable)
	}
	return readCatalogue(r, files)
}

// readCatalogue reads locales/<language>/*.po of the files.
func readCatalogue(r *report, files map[string][]byte) catalogue {
	c := catalogue{}
	first := map[string]map[message]place{}
	tagged := map[string]bool{}
	var names []string
	for _, name := range sorted(files) {
		if parts := strings.Split(name, "/"); parts[0] == "locales" && len(parts) == 3 && path.Ext(name) == ".po" {
			names = append(names, name)
		}
	}
	atOnce(r, names, func(own *report, name string) poFile {
		return readPO(own, name, strings.Split(name, "/")[1], files[name])
	}, func(i int, po poFile) {
		lang := strings.Split(names[i], "/")[1]
		if !tagged[lang] {
			tagged[lang] = true
			checkTag(r, place{file: "locales/" + lang}, lang)
		}
		if c[lang] == nil {
			c[lang], first[lang] = map[message]translation{}, map[message]place{}
		}
		everywhere, _ := po.field(reviewedField)
		for _, e := range po.entries {
			if e.gone {
				continue
			}
			m := message{e.context, e.id}
			if at, ok := first[lang][m]; ok {
				r.add(e.at, doubleEntry, at.line)
				continue
			}
			first[lang][m] = e.at
			c[lang][m] = e.translation(r, po.rule, everywhere)
		}
	})
	return c
}

// translation is what an entry gives, checked.
func (e entry) translation(r *report, rule *poplural.Rule, everywhere string) translation {
	t := translation{stale: e.fuzzy, by: cmp.Or(e.reviewer(), everywhere)}
	if e.fuzzy {
		t.by = ""
	}
	if e.fuzzy || e.empty() {
		return t
	}
	for _, text := range e.forms {
		if n := units(text); n > longest {
			r.add(e.at, tooLong, n)
		}
	}
	t.text = e.forms[len(e.forms)-1]
	if e.many == "" {
		if a, b := places(t.text), places(e.id); !slices.Equal(a, b) {
			r.add(e.at, placesDiffer, listed(a), listed(b))
		}
		return t
	}
	if !e.whole(rule) {
		return translation{by: t.by}
	}
	// One or two of something may go without the number.
	all := slices.Compact(slices.Sorted(slices.Values(append(places(e.id), places(e.many)...))))
	for i, text := range e.forms {
		a, last := places(text), i == len(e.forms)-1
		if last && !slices.Equal(a, places(e.many)) || !subset(a, all) {
			r.add(e.at, placesDiffer, listed(a), listed(places(e.many)))
			break
		}
	}
	t.plural = counted{e.forms, rule}
	return t
}

func subset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !among(s, all) })
}

// over lays the translations of a over those of c. What a has no words for, or
// only stale ones, keeps those of c.
func (c catalogue) over(a catalogue) catalogue {
	for lang, texts := range a {
		if c[lang] == nil {
			c[lang] = map[message]translation{}
		}
		for m, t := range texts {
			if was := c[lang][m]; t.text == "" {
				t.text, t.plural, t.by = was.text, was.plural, cmp.Or(t.by, was.by)
			}
			c[lang][m] = t
		}
	}
	return c
}

var tagShape = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// checkTag reports what is not a BCP 47 tag in its usual spelling.
func checkTag(r *report, at place, tag string) {
	t, err := language.Parse(tag)
	switch {
	case err != nil || !tagShape.MatchString(tag):
		r.add(at, badTag, clip(tag), "")
	case t.String() != tag:
		r.add(at, badTag, tag, phrased("; here: %[1]s", t.String()))
	}
}

var placeShape = regexp.MustCompile(`\{([^{}\n]*)\}`)

// places are the names in braces in a text, sorted, each once.
func places(text string) []string {
	if strings.IndexByte(text, '{') < 0 {
		return nil
	}
	var names []string
	for _, m := range placeShape.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	sort.Strings(names)
	return slices.Compact(names)
}

func listed(names []string) any {
	if len(names) == 0 {
		return phrased("none at all")
	}
	return "{" + strings.Join(names, "}, {") + "}"
}

// sorted are the names of the files, in order.
func sorted[V any](named map[string]V) []string {
	names := make([]string, 0, len(named))
	for n := range named {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
