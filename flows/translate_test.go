package flows

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

const askedFlow = `flow: x
title: X
language: nl
form: je
starts: [{default: webchat}]
data: {aantal: {type: number}}
steps:
  - ask: Hoeveel mensen wonen er bij jou?
    save: aantal
    skip: Weet ik niet
  - say: {count: aantal, one: Dat is één mens., other: "Dat zijn {aantal} mensen."}
  - say: Dank je wel voor alles.
`

// with is the playbook with these files in place of its own.
func with(dir fstest.MapFS, files map[string][]byte) fstest.MapFS {
	all := fstest.MapFS{}
	for name, f := range dir {
		all[name] = f
	}
	for name, source := range files {
		all[name] = &fstest.MapFile{Data: source}
	}
	return all
}

func mustTranslate(t *testing.T, dir fs.FS, langs ...string) map[string][]byte {
	t.Helper()
	files, err := Translate(dir, langs...)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestTranslateWritesNewCatalogues(t *testing.T) {
	dir := folder(map[string]string{"flows/x.yaml": askedFlow})
	files := mustTranslate(t, dir, "cs")
	want := `msgid ""
msgstr ""
"Language: cs\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\n"

#. stap ask:aantal, ask
#: flows/x.yaml:8
msgctxt "je"
msgid "Hoeveel mensen wonen er bij jou?"
msgstr ""

#. stap ask:aantal, skip
#: flows/x.yaml:10
msgctxt "je"
msgid "Weet ik niet"
msgstr ""

#. stap say:1, say
#: flows/x.yaml:11
msgctxt "je"
msgid "Dat is één mens."
msgid_plural "Dat zijn {aantal} mensen."
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

#. stap say:2, say
#: flows/x.yaml:12
msgctxt "je"
msgid "Dank je wel voor alles."
msgstr ""
`
	if got := string(files["locales/cs/x.po"]); got != want {
		t.Errorf("x.po is\n%s", got)
	}
	if got := string(files["locales/cs/organisation.po"]); !strings.Contains(got, "#. naam van een team\n#: organisation.yaml\nmsgid \"het team\"\nmsgstr \"\"\n") {
		t.Errorf("organisation.po is\n%s", got)
	}
	if fixed := files["locales/cs/omzien.po"]; !strings.Contains(string(fixed), "#. vaste tekst: help\nmsgctxt \"u\"\n") {
		t.Error("the fixed texts are not asked for in a language that the program does not speak")
	}
	if en := mustTranslate(t, dir, "en"); en["locales/en/omzien.po"] != nil || en["locales/en/x.po"] == nil {
		t.Error("the program's English is asked for again")
	}
	if nl := mustTranslate(t, dir, "nl"); nl["locales/nl/x.po"] != nil || !strings.Contains(string(nl["locales/nl/omzien.po"]), "vaste tekst: help") {
		t.Error("in the flow's own language only what somebody must review is asked for")
	}
}

const workedOn = `# Polish, by Ola.
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

# Ask Ola about this one.
#. stap ask:aantal, ask
#, c-format
msgctxt "je"
msgid ""
"Hoeveel mensen "
"wonen er bij jou thuis?"
msgstr "Ile osób u ciebie mieszka?"

# nagekeken: Jan, 2026-11-01
msgctxt "je"
msgid "Weet ik niet"
msgstr "Nie wiem"

# said no more, and has work in it
msgctxt "je"
msgid "Tot ziens, en het ga je heel erg goed!"
msgstr "Do widzenia"

msgctxt "je"
msgid "Nooit vertaald en weg"
msgstr ""

#~ # of this text
#~ msgctxt "je"
#~ msgid "Dank je wel voor alles."
#~ msgstr "Dziękuję"

#, fuzzy
#~| msgid "Ouder"
#~ msgid "Oud"
#~ msgstr "Stary"
# at the end
`

// A changed text keeps its old translation, marked, with what it was; what is
// gone becomes obsolete, and comes back with its text; comments are never lost.
func TestTranslateMergesWhatTranslatorsDid(t *testing.T) {
	dir := folder(map[string]string{"flows/x.yaml": askedFlow, "locales/pl/x.po": workedOn})
	files := mustTranslate(t, dir)
	got := string(files["locales/pl/x.po"])
	for _, part := range []string{
		"# Polish, by Ola.\nmsgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n",
		"# Ask Ola about this one.\n#. stap ask:aantal, ask\n#: flows/x.yaml:8\n#, fuzzy, c-format\n#| msgctxt \"je\"\n#| msgid \"Hoeveel mensen wonen er bij jou thuis?\"\n" +
			"msgctxt \"je\"\nmsgid \"Hoeveel mensen wonen er bij jou?\"\nmsgstr \"Ile osób u ciebie mieszka?\"\n",
		"# nagekeken: Jan, 2026-11-01\n#. stap ask:aantal, skip\n#: flows/x.yaml:10\nmsgctxt \"je\"\nmsgid \"Weet ik niet\"\nmsgstr \"Nie wiem\"\n",
		"# of this text\n#. stap say:2, say\n#: flows/x.yaml:12\nmsgctxt \"je\"\nmsgid \"Dank je wel voor alles.\"\nmsgstr \"Dziękuję\"\n",
		"# said no more, and has work in it\n#~ msgctxt \"je\"\n#~ msgid \"Tot ziens, en het ga je heel erg goed!\"\n#~ msgstr \"Do widzenia\"\n",
		"#, fuzzy\n#~| msgid \"Ouder\"\n#~ msgid \"Oud\"\n#~ msgstr \"Stary\"\n", "# at the end\n",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("it lacks\n%s", part)
		}
	}
	if strings.Contains(got, "Nooit vertaald") || strings.Count(got, "wonen er bij jou thuis") != 1 {
		t.Error("it keeps what nobody needs")
	}
	if t.Failed() {
		t.Logf("x.po is\n%s", got)
	}
	p, err := Load(with(dir, files))
	if err != nil {
		t.Fatal(err)
	}
	steps := p.Talks.Flows["x"].Steps
	if steps[0].Text.In("pl") != "Hoeveel mensen wonen er bij jou?" || steps[2].Text.In("pl") != "Dziękuję" {
		t.Error("what waits for a review is said, or what came back is not")
	}
	before, err := Load(folder(map[string]string{"flows/x.yaml": askedFlow}))
	if err != nil {
		t.Fatal(err)
	}
	was := before.Standing("pl") // the program's own texts are there; of the three, one is stale and one was reviewed
	if s := p.Standing("pl"); s.Stale != 1 || s.Missing != was.Missing-3 || s.Unreviewed != was.Unreviewed+1 {
		t.Errorf("it stands at %+v", s)
	}
}

// Translating twice changes what translating once did not; also after any
// change of the texts, and nothing translated is ever lost.
func TestTranslateTwiceIsOnce(t *testing.T) {
	word := rapid.SampledFrom([]string{"Hoe", "gaat", "het", "met", "jou", "vandaag", "\\", "\"hoi\"", "é", "\nregel", "#", "msgid"})
	text := rapid.Custom(func(t *rapid.T) string {
		return "Z" + strings.Join(rapid.SliceOfN(word, 1, 5).Draw(t, "words"), " ")
	})
	want := rapid.Custom(func(t *rapid.T) wanted {
		w := wanted{message: message{rapid.SampledFrom([]string{"", "je", "u"}).Draw(t, "form"), text.Draw(t, "text")}, file: rapid.SampledFrom([]string{"x.po", "y.po"}).Draw(t, "file"),
			where: []string{rapid.SampledFrom([]string{"stap a", "stap b"}).Draw(t, "where")}, optional: rapid.Bool().Draw(t, "optional")}
		if rapid.Bool().Draw(t, "counts") {
			w.many = text.Draw(t, "many")
		}
		return w
	})
	rapid.Check(t, func(t *rapid.T) {
		dir := fstest.MapFS{"locales/ar/z.po": &fstest.MapFile{Data: []byte(rapid.SampledFrom([]string{"", workedOn, countedArabic, bothForms}).Draw(t, "found"))}}
		for round := range 4 {
			list := wishes{at: map[message]int{}}
			for _, w := range rapid.SliceOfN(want, 0, 6).Draw(t, "wants") {
				list.add(w)
			}
			merged := func() map[string][]byte {
				w, err := newWork(nil, dir, []string{"ar"}, func(string) []wanted { return list.all })
				if err != nil {
					t.Fatal(err)
				}
				return w.changed()
			}
			before := everyTranslation(t, dir)
			dir = with(dir, merged())
			if again := merged(); len(again) > 0 {
				t.Fatalf("the second time it changes %q\ninto %q", dir["locales/ar/x.po"], again)
			}
			after := everyTranslation(t, dir)
			for text := range before {
				if text != "" && !after[text] {
					t.Fatalf("%q is lost", text)
				}
			}
			for name, f := range dir { // somebody translates a text that is empty
				if i := strings.Index(string(f.Data), "msgstr \"\"\n\n"); i > 0 {
					dir[name] = &fstest.MapFile{Data: []byte(fmt.Sprintf("%smsgstr \"vertaling %d\"\n\n# met zorg %d%s", f.Data[:i], round, round, f.Data[i+10:]))}
				}
			}
		}
	})
}

// everyTranslation gives all that translators wrote in the catalogues.
func everyTranslation(t *rapid.T, dir fstest.MapFS) map[string]bool {
	all := map[string]bool{}
	for name, f := range dir {
		r := &report{}
		po := readPO(r, name, "ar", f.Data)
		if err := r.err(); err != nil && name != "locales/ar/z.po" {
			t.Fatalf("%v in\n%s", err, f.Data)
		}
		for _, e := range po.entries {
			for _, form := range e.forms {
				all[form] = true
			}
			for _, c := range e.comments {
				if strings.HasPrefix(c, "# ") {
					all[c] = true
				}
			}
		}
		for _, c := range po.tail {
			all[c] = true
		}
	}
	return all
}

// What comes with the program is kept up in the same way.
func TestTheProgramsOwnTextsAreTranslatedToo(t *testing.T) {
	files, err := TranslateProgram(fstest.MapFS{}, "uk")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 || strings.Count(string(files["locales/uk/omzien.po"]), "\nmsgid ") < len(texts) || files["locales/uk/webchat.po"] == nil {
		t.Errorf("%d files", len(files))
	}
	if _, err := TranslateProgram(fstest.MapFS{}, "engels"); err == nil {
		t.Error("it takes what is no language")
	}
}

// The sheet goes there and back unchanged; what a translator writes in it is
// taken, and what it says about a text that is gone is left.
func TestTheSheetThereAndBack(t *testing.T) {
	dir := folder(map[string]string{"flows/x.yaml": askedFlow, "locales/pl/x.po": workedOn})
	dir = with(dir, mustTranslate(t, dir, "pl", "ar"))
	sheet, err := MakeSheet(dir, "pl", "ar")
	if err != nil {
		t.Fatal(err)
	}
	if files, left, err := sheet.Merge(dir, "2026-11-22"); err != nil || len(files) > 0 || len(left) > 0 {
		t.Errorf("unchanged, it changes %d files, leaves %v: %v", len(files), left, err)
	}
	cell := func(count, base, lang string) *Cell {
		for i, r := range sheet.Rows {
			if r.Count == count && r.Base == base && r.Form == "je" {
				return &sheet.Rows[i].Cells[slices.Index(sheet.Languages, lang)]
			}
		}
		t.Fatalf("no row for %q", base)
		return nil
	}
	for _, c := range []struct{ count, base, state string }{
		{"", "Hoeveel mensen wonen er bij jou?", StateOld}, {"", "Weet ik niet", "nagekeken: Jan, 2026-11-01"},
		{"", "Dank je wel voor alles.", StateUnreviewed}, {"1", "Dat is één mens.", StateNew}, {"3", "Dat zijn {aantal} mensen.", StateNew},
	} {
		if got := cell(c.count, c.base, "pl").State; got != c.state {
			t.Errorf("%q stands as %q", c.base, got)
		}
	}
	*cell("", "Hoeveel mensen wonen er bij jou?", "pl") = Cell{"Ile was jest?", StateOld}
	cell("", "Dank je wel voor alles.", "pl").State = "nagekeken: Ola"
	*cell("", "Weet ik niet", "pl") = Cell{"", ""}
	for i, text := range []string{"To jedna osoba.", "To {aantal} osoby.", "To {aantal} osób."} {
		base := "Dat zijn {aantal} mensen."
		if i == 0 {
			base = "Dat is één mens."
		}
		cell(fmt.Sprint(i+1), base, "pl").Text = text
	}
	sheet.Rows = append(sheet.Rows, Row{File: "x.po", Form: "je", Base: "Weg", Cells: []Cell{{"Precz", ""}, {}}})
	files, left, err := sheet.Merge(dir, "2026-11-22")
	if err != nil || len(left) != 1 || left[0].Base != "Weg" {
		t.Fatalf("left: %v, %v", left, err)
	}
	got := string(files["locales/pl/x.po"])
	for _, part := range []string{
		"# Ask Ola about this one.\n#. stap ask:aantal, ask\n#: flows/x.yaml:8\n#, c-format\nmsgctxt \"je\"\nmsgid \"Hoeveel mensen wonen er bij jou?\"\nmsgstr \"Ile was jest?\"\n",
		"# nagekeken: Jan, 2026-11-01\n#. stap ask:aantal, skip\n#: flows/x.yaml:10\nmsgctxt \"je\"\nmsgid \"Weet ik niet\"\nmsgstr \"Nie wiem\"\n",
		"# nagekeken: Ola, 2026-11-22\n# of this text\n#. stap say:2, say\n#: flows/x.yaml:12\nmsgctxt \"je\"\nmsgid \"Dank je wel voor alles.\"\nmsgstr \"Dziękuję\"\n",
		"msgstr[0] \"To jedna osoba.\"\nmsgstr[1] \"To {aantal} osoby.\"\nmsgstr[2] \"To {aantal} osób.\"\n",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("it lacks\n%s\nin\n%s", part, got)
		}
	}
	if len(files) != 1 {
		t.Errorf("%d files change", len(files))
	}
	// An empty cell beside one that was changed takes no words away.
	dir = with(dir, files)
	*cell("1", "Dat is één mens.", "pl") = Cell{}
	cell("2", "Dat zijn {aantal} mensen.", "pl").Text = "To są {aantal} osoby."
	files, _, err = sheet.Merge(dir, "")
	if got := string(files["locales/pl/x.po"]); err != nil || !strings.Contains(got, "msgstr[0] \"To jedna osoba.\"\nmsgstr[1] \"To są {aantal} osoby.\"\n") {
		t.Errorf("%v:\n%s", err, got)
	}
	*cell("3", "Dat zijn {aantal} mensen.", "pl") = Cell{"To {ile} osób.", ""}
	if files, _, err := sheet.Merge(dir, ""); err == nil || files != nil {
		t.Error("it takes words that the playbook would not load with")
	}
}

// people.md section 2: texts about danger, consent and stopping carry who
// reviewed them, in each language.
func TestUnreviewedTextsAreNamed(t *testing.T) {
	help := texts[TextHelpBare].je
	po := "msgctxt \"je\"\nmsgid " + quotedPO(help) + "\nmsgstr \"Hilfe\"\n"
	for _, c := range []struct {
		name, header, comment, msg string
		want                       bool
	}{
		{"nobody", "", "", po, true},
		{"on the text", "", "# nagekeken: An, 2026-11-22\n", po, false},
		{"in English", "", "# Reviewed: An\n", po, false},
		{"no name", "", "# nagekeken:\n", po, true},
		{"the whole file", "msgid \"\"\nmsgstr \"X-Reviewed-By: An\\n\"\n\n", "", po, false},
		{"changed since", "", "# nagekeken: An\n#, fuzzy\n", po, false}, // it is not said: that is missing, not unreviewed
	} {
		p := translated(t, map[string]string{"locales/de/omzien.po": c.header + c.comment + c.msg})
		if got := slices.Contains(p.Unreviewed("de"), help); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	p := translated(t, nil)
	if !slices.Contains(p.Unreviewed("nl"), help) || !slices.Contains(p.Unreviewed("en"), help) || slices.Contains(p.Unreviewed("nl"), texts[TextThanks].je) {
		t.Error("in Dutch and English nobody is missed")
	}
	dutch := "# nagekeken: Noor\nmsgctxt \"je\"\nmsgid " + quotedPO(help) + "\nmsgstr \"\"\n"
	p = translated(t, map[string]string{"locales/nl/omzien.po": dutch, "locales/en/omzien.po": dutch})
	for _, lang := range []string{"nl", "en"} {
		if slices.Contains(p.Unreviewed(lang), help) || p.Say(TextHelpBare, lang, "je") == "" {
			t.Errorf("%s: a review without words of its own does not count", lang)
		}
	}
	if p.Say(TextHelpBare, "en", "je") == help {
		t.Error("the program's English is gone")
	}
	if slices.Contains(p.Unreviewed("nl"), "Wat is er?") {
		t.Error("a common question wants a review")
	}
}

// A kind of a language is to have each text in its own words; a region's is not.
func TestMissingInAKindOfDutch(t *testing.T) {
	p := translated(t, map[string]string{"locales/nl-x-kort/x.po": "msgid \"Dag\"\nmsgstr \"Dag\"\n"})
	missing := p.Missing("nl-x-kort")
	if !slices.Contains(missing, "Hoi") || slices.Contains(missing, "Dag") || !slices.Contains(missing, texts[TextStop].u) || len(p.Missing("nl-BE")) > 0 {
		t.Errorf("missing: %d texts", len(missing))
	}
}
