package flows

import (
	"slices"
	"strings"
	"testing"
)

const bothForms = `# a comment
msgid ""
msgstr ""
"Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: somewhere
msgctxt "je"
msgid "Wat is er?"
msgstr "What's up?"

msgctxt "u"
msgid "Wat is er?"
msgstr "What is the matter?"
msgid "Dag"
msgstr ""
"Bye, \"friend\"\n"
"see you\\\t"

#, fuzzy
msgid "Hoi"
msgstr "Hi"

#~ msgid "Oud"
#~ msgstr "Old"

msgid "Leeg"
msgstr ""
`

func TestPOIsRead(t *testing.T) {
	r := &report{}
	po := readPO(r, "x.po", "en", []byte("\ufeff"+strings.ReplaceAll(bothForms, "\n", "\r\n")))
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	type read struct {
		context, id, text string
		fuzzy, gone       bool
		line              int
	}
	var got []read
	for _, e := range po.entries {
		got = append(got, read{e.context, e.id, strings.Join(e.forms, "|"), e.fuzzy, e.gone, e.at.line})
	}
	want := []read{
		{context: "je", id: "Wat is er?", text: "What's up?", line: 8},
		{context: "u", id: "Wat is er?", text: "What is the matter?", line: 12},
		{id: "Dag", text: "Bye, \"friend\"\nsee you\\", line: 15},
		{id: "Hoi", text: "Hi", fuzzy: true, line: 21},
		{id: "Oud", text: "Old", gone: true, line: 24},
		{id: "Leeg", line: 27},
	}
	if !slices.Equal(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
}

func translated(t *testing.T, files map[string]string) *Playbook {
	t.Helper()
	all := map[string]string{"flows/x.yaml": soundPlaybook["flows/x.yaml"] + "  - say: Dag\n  - say: Hoi\n"}
	for name, source := range files {
		all[name] = source
	}
	p, err := Load(folder(all))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTextsInTheirLanguage(t *testing.T) {
	p := translated(t, map[string]string{
		"locales/en/x.po":          bothForms,
		"locales/pt-BR/x.po":       "msgid \"Dag\"\nmsgstr \"Tchau\"\n",
		"locales/nl-x-simpel/x.po": "msgid \"Wat is er?\"\nmsgstr \"Wat?\"\n",
	})
	steps := p.Talks.Flows["x"].Steps
	for _, c := range []struct {
		step       int
		lang, want string
	}{
		{0, "nl", "Wat is er?"}, {0, "nl-BE", "Wat is er?"}, {0, "", "Wat is er?"}, {0, "fr", "Wat is er?"},
		{0, "en", "What's up?"}, {0, "en-GB", "What's up?"}, {0, "nl-x-simpel", "Wat?"},
		{1, "pt-BR", "Tchau"}, {1, "pt", "Dag"}, {1, "en", "Bye, \"friend\"\nsee you\\"},
		{2, "en", "Hoi"}, // fuzzy: waits for a review
		{0, "-", "Wat is er?"}, {0, "en-", "What's up?"},
	} {
		if got := steps[c.step].Text.In(c.lang); got != c.want {
			t.Errorf("step %d in %q: %q, want %q", c.step, c.lang, got, c.want)
		}
	}
	for _, c := range []struct{ lang, form, want string }{
		{"en", "je", "What's up?"}, {"en", "u", "What is the matter?"}, {"en-US", "u", "What is the matter?"},
		{"nl", "je", "Wat is er?"}, {"tr", "je", "Wat is er?"}, {"", "", "Wat is er?"},
	} {
		if got := p.Translate(c.lang, c.form, "Wat is er?"); got != c.want {
			t.Errorf("on a page in %q, %q: %q, want %q", c.lang, c.form, got, c.want)
		}
	}
	if got := p.Translate("en", "je", "Dag"); got != "Bye, \"friend\"\nsee you\\" {
		t.Errorf("a text for both forms: %q", got)
	}
}

// A translation may name a place more often than the text does.
func TestPlacesMayBeRepeated(t *testing.T) {
	po := "msgid \"{team} is er\"\nmsgstr \"{team}, yes, {team} is here\"\n"
	if got := translated(t, map[string]string{"locales/en/x.po": po}).Translate("en", "je", "{team} is er"); got != "{team}, yes, {team} is here" {
		t.Errorf("it is %q", got)
	}
}

func TestOwnWordsWin(t *testing.T) {
	dutch := "msgctxt \"je\"\nmsgid " + quotedPO(texts[TextHelpBare].je) + "\nmsgstr \"Eigen woorden\"\n"
	p := translated(t, map[string]string{"locales/nl/own.po": dutch, "locales/en/own.po": strings.ReplaceAll(dutch, "Eigen woorden", "Our own words")})
	for _, c := range []struct{ lang, form, want string }{
		{"nl", "je", "Eigen woorden"}, {"nl-BE", "je", "Eigen woorden"}, {"en", "je", "Our own words"},
		{"nl", "u", texts[TextHelpBare].u}, {"xx", "u", texts[TextHelpBare].u}, {"xx", "je", texts[TextHelpBare].je},
	} {
		if got := p.Say(TextHelpBare, c.lang, c.form); got != c.want {
			t.Errorf("in %q, %q: %q, want %q", c.lang, c.form, got, c.want)
		}
	}
}

func quotedPO(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// The fixed texts stand in both forms; each translation belongs to a text that
// is still there.
func TestFixedTextsStandInBothForms(t *testing.T) {
	dutch := map[message]bool{}
	for id, text := range texts {
		if text.je == "" || text.u == "" {
			t.Errorf("%s lacks a form", id)
		}
		dutch[message{"je", text.je}], dutch[message{"u", text.u}] = true, true
		if !slices.Equal(places(text.je), places(text.u)) {
			t.Errorf("%s has the places %v and %v", id, places(text.je), places(text.u))
		}
	}
	source, err := own.ReadFile("locales/en/omzien.po")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range readPO(&report{}, "omzien.po", "en", source).entries {
		if !dutch[message{e.context, e.id}] && !(e.context == "" && (dutch[message{"je", e.id}] || dutch[message{"u", e.id}])) {
			t.Errorf("omzien.po:%d translates what Omzien does not say: %q (%s)", e.at.line, e.id, e.context)
		}
	}
}

func TestNothingIsMissingInEnglishAndSimplerDutch(t *testing.T) {
	for _, lang := range []string{"en", "nl-x-simpel"} {
		if missing := builtInBook(t).Missing(lang); len(missing) > 0 {
			t.Errorf("%d texts are not in %s:\n%s", len(missing), lang, strings.Join(missing, "\n"))
		}
	}
}

func TestMissingNamesWhatIsNotTranslated(t *testing.T) {
	p := translated(t, map[string]string{"locales/ro/x.po": "msgid \"Dag\"\nmsgstr \"La revedere\"\n"})
	missing := p.Missing("ro")
	if !slices.Contains(missing, "Wat is er?") || !slices.Contains(missing, texts[TextHelpBare].je) || slices.Contains(missing, "Dag") {
		t.Errorf("missing in Romanian: %q", missing)
	}
	if !slices.IsSorted(missing) || len(p.Missing("nl")) != 0 || len(p.Missing("nl-BE")) != 0 {
		t.Errorf("missing in Dutch: %q", p.Missing("nl"))
	}
	for _, lang := range []string{"en", "nl", "nl-x-simpel", "ro"} {
		if got := p.Languages(); !slices.IsSorted(got) || !slices.Contains(got, lang) {
			t.Errorf("languages %v", got)
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		text  string
		pairs []string
		want  string
	}{
		{"Hoi {naam}", []string{"naam", "Sam"}, "Hoi Sam"},
		{"Hoi {naam}", nil, "Hoi {naam}"},
		{"{a}{b}", []string{"a", "{b}", "b", "x"}, "{b}x"},
		{"Hoi", []string{"naam", "Sam"}, "Hoi"},
		{"{naam", []string{"naam", "Sam"}, "{naam"},
		{"{{naam}}", []string{"naam", "Sam"}, "{Sam}"},
		{"{x} {naam}, {", []string{"naam", "Sam"}, "{x} Sam, {"},
		{"{naam}", []string{"naam"}, "{naam}"},
	} {
		for range 2 { // the pairs stay as they are
			if got := Fill(c.text, c.pairs...); got != c.want {
				t.Errorf("%q with %v: %q", c.text, c.pairs, got)
			}
		}
	}
}

func FuzzPO(f *testing.F) {
	f.Add(bothForms)
	f.Add("msgid \"\\\"\nmsgstr \"\n\"")
	f.Fuzz(func(t *testing.T, source string) {
		r := &report{}
		for _, e := range readPO(r, "x.po", "ar", []byte(source)).entries {
			if e.at.line < 1 || e.at.column < 1 {
				t.Errorf("%+v has no place", e)
			}
		}
	})
}

func BenchmarkTextIn(b *testing.B) {
	p, err := Load(BuiltIn())
	if err != nil {
		b.Fatal(err)
	}
	text := p.Talks.Flows["jongeren"].Steps[0].Text
	for b.Loop() {
		if text.In("en-GB") == "" {
			b.Fatal("no text")
		}
	}
}
