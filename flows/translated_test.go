package flows

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// firstTalks are what people meet first, and where the intakes lead them.
var firstTalks = []string{"jongeren.yaml", "wijk.yaml", "kopp.yaml"}

// Who reads no Dutch is met in their own language by all that Omzien says by
// itself, the first talks, the teams' names and the directory.
func TestFirstTalksAreWholeIn(t *testing.T) {
	p := builtInBook(t)
	var all []message
	for _, s := range append(slices.Clone(p.Talks.said), p.outside()...) {
		if name := path.Base(s.file); path.Dir(s.file) != "flows" || slices.Contains(firstTalks, name) {
			all = append(all, s.message)
		}
	}
	for _, f := range texts {
		all = append(all, message{"je", f.je}, message{"u", f.u})
	}
	for _, m := range p.Talks.pages {
		if !fixedText(m.base) { // a language may say one of those in each form, and another need not
			all = append(all, m)
		}
	}
	if len(all) < 500 {
		t.Fatalf("only %d texts", len(all))
	}
	for _, lang := range []string{"ar", "pl", "tr", "uk"} {
		for _, m := range all {
			if _, ok := p.Talks.catalogue.in(lang, m.form, m.base); !ok {
				t.Errorf("not in %s (%s): %q", lang, m.form, m.base)
			}
		}
	}
}

// asksToWrite is a word that a Dutch text asks people to type.
var asksToWrite = regexp.MustCompile(`[Ss]chrijf(?: dan)?:? "?(mens|nood|code|wis|taal|stop|intrekken)\b`)

// Whatever language a text is in: the word that it asks people to type means
// there what it means in Dutch, also with the full stop behind it.
func TestLaw4_AWordThatATextNamesIsUnderstood(t *testing.T) {
	p := builtInBook(t)
	tried := map[string]int{}
	for lang, texts := range p.Talks.catalogue {
		for m, said := range texts {
			asked := asksToWrite.FindStringSubmatch(m.base)
			if asked == nil || said.text == "" {
				continue
			}
			tried[lang]++
			named := strings.FieldsFunc(said.text, func(r rune) bool { return strings.ContainsRune(":.?؟،,\"«»“”„", r) })
			if !slices.ContainsFunc(named, func(words string) bool { return ReservedWord(words) == ReservedWord(asked[1]) }) {
				t.Errorf("%s, for %q: %s", lang, asked[1], said.text)
			}
		}
	}
	for _, lang := range []string{"ar", "en", "pl", "tr", "uk"} {
		if tried[lang] < 30 {
			t.Errorf("only %d texts in %s", tried[lang], lang)
		}
	}
}

// One form of address: no text for the young speaks to a stranger, and none for
// residents to a child.
func TestTurkishAndPolishAddressOneWay(t *testing.T) {
	other := map[string]*regexp.Regexp{
		"tr je": regexp.MustCompile(`(^|\P{L})([Ss]iz|\p{L}+[ıiuü]n[ıiuü]z|(yaz|seç|ara)[ıi]n)(\P{L}|$)`),
		"tr u":  regexp.MustCompile(`(^|\P{L})([Ss]en|[Ss]enin|[Ss]ana|m[ıi]s[ıi]n|\p{L}+bilirsin|istersin|şunu yaz|şunu seç|112'yi ara)(\P{L}|$)`),
		"pl je": regexp.MustCompile(`(^|\P{L})(Pan|Pani|Pana|Panu|Proszę)(\P{L}|$)`),
		"pl u":  regexp.MustCompile(`(?i)(^|\P{L})(ty|ci|ciebie|tobie|cię|twój|twoj\p{L}+|chcesz|możesz|zadzwoń|napisz|wybierz)(\P{L}|$)`),
	}
	p := builtInBook(t)
	each := func(form, base string) {
		for _, lang := range []string{"tr", "pl"} {
			text, _ := p.Talks.catalogue.in(lang, form, base)
			if m := other[lang+" "+form].FindString(text); m != "" {
				t.Errorf("%s (%s) says %q: %s", lang, form, m, text)
			}
		}
	}
	for _, text := range texts {
		each("je", text.je)
		each("u", text.u)
	}
	for _, s := range p.Talks.said {
		each(s.form, s.base)
	}
}

// The same for Arabic and Ukrainian. In Arabic the young are spoken to so that it
// fits a girl and a boy, residents in the plural of politeness.
func TestArabicAndUkrainianAddressOneWay(t *testing.T) {
	other := map[string]*regexp.Regexp{
		"ar je": regexp.MustCompile(`(^|\P{L})(\p{L}+كم|أنتم|اتصلوا|اكتبوا)(\P{L}|$)`),
		"ar u":  regexp.MustCompile(`(^|\P{L})(يمكنك|كلامك|رسالتك|عليك|لك|أنت|اتصل|رمزك|منك|معك|بلغتك)(\P{L}|$)`),
		"uk je": regexp.MustCompile(`(?i)(^|\P{L})(ви|вам|вас|ваш\p{L}*|\p{L}+іть|хочете|можете|маєте)(\P{L}|$)`),
		"uk u":  regexp.MustCompile(`(?i)(^|\P{L})(ти|тобі|тебе|тво\p{L}+|хочеш|можеш|маєш|напиши|дзвони|вибери|пиши)(\P{L}|$)`),
	}
	p := builtInBook(t) // допоможіть is the word to write in an emergency
	tried := 0
	each := func(form, base string) {
		for _, lang := range []string{"ar", "uk"} {
			text, ok := p.Talks.catalogue.in(lang, form, base)
			if m := other[lang+" "+form].FindString(text); m != "" && !strings.Contains(m, "допоможіть") {
				t.Errorf("%s (%s) says %q: %s", lang, form, m, text)
			}
			if ok {
				tried++
			}
		}
	}
	for _, f := range texts {
		if f.je != f.u { // else one translation serves both
			each("je", f.je)
			each("u", f.u)
		}
	}
	for _, s := range p.Talks.said {
		each(s.form, s.base)
	}
	if tried < 400 {
		t.Fatalf("only %d texts", tried)
	}
}
