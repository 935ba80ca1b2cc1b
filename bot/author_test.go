package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters/webdesk"
	"omzien/flows"
)

// writer is an author at work on the built-in playbook.
func writer() author {
	return newAuthor("", func() time.Time { return time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC) })
}

func on(name, content string) []webdesk.DraftFile {
	return []webdesk.DraftFile{{Name: name, Data: []byte(content)}}
}

// zipped makes a zip of files, name and content in turn.
func zipped(t *testing.T, files ...string) []webdesk.DraftFile {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = io.WriteString(w, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return []webdesk.DraftFile{{Name: "draaiboek.zip", Data: out.Bytes()}}
}

func wholePlaybook(t *testing.T, under string, change func(name, source string) string) []webdesk.DraftFile {
	t.Helper()
	var files []string
	err := fs.WalkDir(flows.BuiltIn(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		source, err := fs.ReadFile(flows.BuiltIn(), name)
		files = append(files, under+name, change(name, string(source)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return zipped(t, files...)
}

func reading(t *testing.T, files []webdesk.DraftFile) webdesk.Reading {
	t.Helper()
	r, err := writer().Read(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnAuthorsFileIsLaidOverThePlaybook(t *testing.T) {
	jongeren, ok := writer().File("flows/jongeren.yaml")
	if !ok {
		t.Fatal("the flow cannot be taken along")
	}
	tests := []struct {
		name  string
		files []webdesk.DraftFile
		laid  []string
		mine  string // the flow that is the author's
	}{
		{"a new flow", on("fiets.yaml", ourFlow("vraag")), []string{"flows/fiets.yaml"}, "fiets"},
		{"in place of its own", on("jongeren.yaml", string(jongeren)), []string{"flows/jongeren.yaml"}, "jongeren"},
		{"saved a second time", on("jongeren (1).yaml", string(jongeren)), []string{"flows/jongeren.yaml"}, "jongeren"},
		{"under another name", on("nieuw.yaml", string(jongeren)), []string{"flows/nieuw.yaml"}, "jongeren"},
		{"from a folder", on("mijn map/flows/fiets.yaml", ourFlow("vraag")), []string{"flows/fiets.yaml"}, "fiets"},
		{"from a computer that writes folders otherwise", on(`mijn map\flows\fiets.yaml`, ourFlow("vraag")), []string{"flows/fiets.yaml"}, "fiets"},
		{"from a way out of the folder", on("../../flows/../../fiets.yaml", ourFlow("vraag")), []string{"flows/fiets.yaml"}, "fiets"},
		{"with another ending", on("fiets.yml", ourFlow("vraag")), []string{"flows/fiets.yaml"}, "fiets"},
		{"a zip with what computers put in it", zipped(t, "map/flows/fiets.yaml", ourFlow("vraag"), "__MACOSX/map/flows/._fiets.yaml", "x", "map/.DS_Store", "x", "map/plan.docx", "x"), []string{"flows/fiets.yaml"}, "fiets"},
		{"a translation", on("omzien.po", "msgid \"\"\nmsgstr \"\"\n\"Language: tr\\n\"\n\nmsgid \"Geld\"\nmsgstr \"Para\"\n"), []string{"locales/tr/omzien.po"}, ""},
	}
	if testing.Short() {
		tests = tests[len(tests)-2:] // each reads the whole playbook
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := reading(t, tt.files)
			if len(r.Mistakes) > 0 {
				t.Fatalf("mistakes: %v", r.Mistakes)
			}
			if !slices.Equal(r.Laid, tt.laid) {
				t.Errorf("laid %q, want %q", r.Laid, tt.laid)
			}
			if tt.mine != "" && (r.Flows[0].Name != tt.mine || !r.Flows[0].New) {
				t.Errorf("the author's flow is not the first: %v", r.Flows)
			}
		})
	}
	if r := reading(t, nil); len(r.Flows) < 2 || r.Flows[0].New || len(r.Mistakes) > 0 {
		t.Errorf("without files: %v", r)
	}
}

func TestAWholePlaybookStandsByItself(t *testing.T) {
	r := reading(t, wholePlaybook(t, "mijn/", func(name, source string) string { return source }))
	if len(r.Mistakes) > 0 || len(r.Flows) < 2 {
		t.Errorf("the built-in playbook as a zip: %v", r.Mistakes)
	}
	organisation, _ := writer().File("organisation.yaml")
	numbers, _ := writer().File("numbers.yaml")
	small := zipped(t, "organisation.yaml", string(organisation), "numbers.yaml", string(numbers), "flows/fiets.yaml", ourFlow("vraag"))
	if r = reading(t, small); len(r.Mistakes) > 0 || len(r.Flows) != 1 {
		t.Errorf("flows of the running playbook are among them: %v, %v", r.Flows, r.Mistakes)
	}
	r = reading(t, wholePlaybook(t, "", func(name, source string) string {
		return strings.Replace(source, "jongerenwerk:\n", "jeugdwerk:\n", 1)
	}))
	if !slices.ContainsFunc(r.Mistakes, func(m webdesk.Remark) bool {
		return m.What == `er is geen team dat "jongerenwerk" heet` && strings.HasPrefix(m.File, "flows/") && m.Line > 0
	}) {
		t.Errorf("its own teams do not count: %v", r.Mistakes)
	}
}

func TestAnAuthorReadsMistakesAndHintsInDutchWithTheirPlace(t *testing.T) {
	r := reading(t, on("fiets.yaml", ourFlow("vrag")))
	if len(r.Mistakes) != 1 {
		t.Fatalf("got %v", r.Mistakes)
	}
	want := webdesk.Remark{File: "flows/fiets.yaml", Line: 15, Column: 54, What: `er is geen stap die "vrag" heet`, Remedy: `Bedoel je "vraag"?`,
		Before: "      - liever: {label: Zeg ik liever niet, goto: ", After: "vrag}"}
	if got := r.Mistakes[0]; got.Before+got.After != want.Before+want.After || got.What != want.What || got.Remedy != want.Remedy || got.Line != want.Line || got.After != want.After {
		t.Errorf("got %+v", got)
	}
	if r.Flows != nil {
		t.Error("what has mistakes is offered to be played")
	}
	long := strings.Replace(ourFlow("vraag"), "Wat voor fiets zoek je?", "Wij willen graag van jou weten wat voor fiets je nu precies zoekt en waarom je die dan zoekt.", 1)
	r = reading(t, on("fiets.yaml", long))
	if len(r.Mistakes) > 0 || len(r.Hints) != 1 || !strings.HasPrefix(r.Hints[0].What, "een lange zin van 19 woorden") || r.Hints[0].Line != 10 {
		t.Errorf("got %v, hints %v", r.Mistakes, r.Hints)
	}
}

func TestWhatCannotBeReadIsSaidInWords(t *testing.T) {
	if testing.Short() {
		t.Skip("packs more than anybody may send")
	}
	bomb := strings.Repeat("\x00", 40<<20)
	var many []string
	for i := range draftCount + 1 {
		many = append(many, "flows/"+strings.Repeat("a", i/100+1)+string(rune('a'+i%26))+strings.Repeat("b", i%100)+".yaml", "x")
	}
	big := strings.Repeat("x", draftFile-1)
	tests := []struct {
		name  string
		files []webdesk.DraftFile
		want  string
	}{
		{"a file that is too large", on("x.yaml", strings.Repeat("x", draftFile+1)), "x.yaml is te groot"},
		{"a bomb", zipped(t, "flows/x.yaml", bomb), "x.yaml is te groot"},
		{"together too large", slices.Concat(on("a.yaml", big), on("b.yaml", big), on("c.yaml", big), on("d.yaml", big), on("e.yaml", big), on("f.yaml", big)), "Alles samen is te groot"},
		{"together too large in a zip", zipped(t, "flows/a.yaml", big, "flows/b.yaml", big, "flows/c.yaml", big, "flows/d.yaml", big, "flows/e.yaml", big, "flows/f.yaml", big), "Alles samen is te groot"},
		{"too many", zipped(t, many...), "te veel bestanden"},
		{"no zip", on("x.zip", "PK maar niet heus"), "x.zip is geen zip-bestand"},
		{"a picture of nothing", on("brief.docx", "x"), "Met brief.docx kunnen we hier niets"},
		{"a translation into who knows what", on("x.po", "msgid \"Geld\"\nmsgstr \"Para\"\n"), "Met x.po kunnen we hier niets"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := writer().Read(t.Context(), tt.files)
			var trouble webdesk.Trouble
			if !errors.As(err, &trouble) || !strings.Contains(string(trouble), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	aliases := "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nflow: &c [*b,*b,*b,*b,*b,*b,*b]\n"
	if r := reading(t, on("x.yaml", aliases)); len(r.Mistakes) == 0 {
		t.Error("a bomb of aliases is read")
	}
}

func TestOnlyWhatAuthorsWriteIsTakenAlong(t *testing.T) {
	w := writer()
	names := w.Files()
	if len(names) < 8 || !strings.HasPrefix(names[0], "flows/") || !slices.Contains(names, "organisation.yaml") {
		t.Errorf("offered: %q", names)
	}
	for _, name := range names {
		if content, ok := w.File(name); !ok || len(content) == 0 {
			t.Errorf("%s is offered and not there", name)
		}
	}
	dir := playbook(t, "", "", "")
	for _, name := range []string{"omzien.key", "media/deur.jpg", ".env", "flows/.geheim"} {
		os.MkdirAll(filepath.Join(dir, "media"), 0o700)
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w = newAuthor(dir, time.Now)
	for _, name := range []string{"", ".", "flows", ".env", "flows/.geheim", "../check.go", "flows/../../check.go", "/etc/passwd", "flows/niets.yaml", "omzien.key", "media/deur.jpg"} {
		if _, ok := w.File(name); ok {
			t.Errorf("%q is given away", name)
		}
	}
}

func TestATalkIsPlayedFromItsMoves(t *testing.T) {
	files := on("fiets.yaml", ourFlow("vraag"))
	play := func(moves ...webdesk.DraftMove) webdesk.Scene {
		t.Helper()
		s, err := writer().Play(t.Context(), files, webdesk.DraftTalk{Flow: "fiets", Moves: moves})
		if err != nil {
			t.Fatal(err)
		}
		again, err := writer().Play(t.Context(), files, webdesk.DraftTalk{Flow: "fiets", Moves: moves})
		if err != nil || !reflect.DeepEqual(s, again) {
			t.Errorf("played again it goes otherwise: %v\n%v\n%v", err, s, again)
		}
		return s
	}
	says := func(s webdesk.Scene, who, text string) bool {
		return slices.ContainsFunc(s.Lines, func(l webdesk.SceneLine) bool { return l.Who == who && strings.Contains(l.Text, text) })
	}
	s := play()
	if s.Lines[0].Text != "maandag 23 november 2026, 14.00 uur" || !says(s, "bot", "Wat voor fiets") || len(s.Lines) != 2 || !s.Lines[1].Stands || len(s.Lines[1].Choices) != 3 {
		t.Errorf("it begins with %+v", s.Lines)
	}
	moves := []webdesk.DraftMove{{Kind: "press", Offer: 0, Choice: 1}, {Kind: "say", Text: "Met een mand."}}
	s = play(moves...)
	if !says(s, "person", "Een grote fiets") || !says(s, "bot", "Ik vraag het jongerenwerk") || !says(s, "desk", "wacht op antwoord van het jongerenwerk (vandaag)") || s.Live {
		t.Errorf("got %+v", s)
	}
	if len(s.Card) != 2 || s.Card[0].Text != "Een grote fiets" || s.Card[1].Text != "Met een mand." {
		t.Errorf("on the card: %v", s.Card)
	}
	moves = append(moves, webdesk.DraftMove{Kind: "claim"}, webdesk.DraftMove{Kind: "answer", Text: "Hoi, ik ben Noor."}, webdesk.DraftMove{Kind: "note", Text: "Belt morgen."})
	s = play(moves...)
	if !s.Live || !says(s, "worker", "Hoi, ik ben Noor.") || !says(s, "note", "Belt morgen.") || !strings.HasPrefix(s.State, "Noor praat met ") {
		t.Errorf("got %+v", s)
	}
	s = play(append(moves, webdesk.DraftMove{Kind: "back"})...)
	if !says(s, "bot", "Dag!") || s.Live {
		t.Errorf("given back: %+v", s)
	}
	s = play(webdesk.DraftMove{Kind: "say", Text: "nood"})
	if len(s.Alarms) != 1 {
		t.Fatalf("no alarm: %+v", s)
	}
	if s = play(webdesk.DraftMove{Kind: "say", Text: "nood"}, webdesk.DraftMove{Kind: "claim"}, webdesk.DraftMove{Kind: "look"}); len(s.Alarms) != 0 {
		t.Errorf("the alarm stands: %+v", s)
	}
	if s = play(webdesk.DraftMove{Kind: "later", Text: "1d"}); s.Now != "dinsdag 24 november 2026, 14.00 uur" {
		t.Errorf("a day later it is %s", s.Now)
	}
}

func TestATalkCanBePlayedAtNightAndInAnotherLanguage(t *testing.T) {
	s, err := writer().Play(t.Context(), nil, webdesk.DraftTalk{Flow: "jongeren", At: "2026-11-23T23:40", Lang: "en"})
	if err != nil || s.Now != "maandag 23 november 2026, 23.40 uur" || !strings.Contains(s.Lines[1].Text, "chatbot of") {
		t.Errorf("%v: %+v", err, s)
	}
}

func TestWhatCannotBePlayedIsSaidInWords(t *testing.T) {
	files := on("fiets.yaml", ourFlow("vraag"))
	tests := []struct {
		name  string
		files []webdesk.DraftFile
		talk  webdesk.DraftTalk
		want  string
	}{
		{"mistakes", on("fiets.yaml", ourFlow("vrag")), webdesk.DraftTalk{Flow: "fiets"}, "Er staan nog fouten in"},
		{"no flow", files, webdesk.DraftTalk{Flow: "weg"}, "Dit gesprek is er niet meer"},
		{"no moment", files, webdesk.DraftTalk{Flow: "fiets", At: "morgen"}, "Dit is geen moment"},
		{"no button", files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "press", Choice: 9}}}, "Deze knop is er niet meer"},
		{"a button before the first", files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "press", Offer: -1}}}, "Deze knop is er niet meer"},
		{"a thousand years", files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "later", Text: "9000d"}}}, "Zo veel later kan niet"},
		{"no such move", files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "danst"}}}, "Dit kan hier niet"},
		{"a book", files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "say", Text: strings.Repeat("a", mostTyped+1)}}}, "Deze tekst is te lang"},
		{"for ever", files, webdesk.DraftTalk{Flow: "fiets", Moves: slices.Repeat([]webdesk.DraftMove{{Kind: "say", Text: "a"}}, mostMoves+1)}, "lang genoeg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := writer().Play(t.Context(), tt.files, tt.talk)
			var trouble webdesk.Trouble
			if !errors.As(err, &trouble) || !strings.Contains(string(trouble), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := writer().Play(over, files, webdesk.DraftTalk{Flow: "fiets", Moves: []webdesk.DraftMove{{Kind: "say", Text: "a"}}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a talk that nobody waits for any more is played on: %v", err)
	}
}

// S22: a talk that says very much is played for a while.
func TestS22_ATalkThatSaysTooMuchIsPlayedForAWhile(t *testing.T) {
	text := `"` + strings.Repeat("heel veel tekst ", 250) + `"`
	files := on("veel.yaml", "flow: veel\ntitle: Veel\nlanguage: nl\nform: je\nstarts: [{deeplink: veel}]\nsteps:\n"+
		"  - say: ["+strings.Repeat(text+", ", 7)+text+"]\n    id: weer\n  - choose: Nog eens?\n    options: [{ja: {label: Ja, goto: weer}}, {nee: Nee}]\n  - say: Dag.\n")
	for moves, enough := range map[int]bool{10: false, 200: true} {
		talk := webdesk.DraftTalk{Flow: "veel"}
		for i := range moves {
			talk.Moves = append(talk.Moves, webdesk.DraftMove{Kind: "press", Offer: i})
		}
		_, err := writer().Play(t.Context(), files, talk)
		var trouble webdesk.Trouble
		if errors.As(err, &trouble) != enough || enough && !strings.Contains(err.Error(), "lang genoeg") {
			t.Errorf("%d moves: %v", moves, err)
		}
	}
}

func TestADraftIsDrawn(t *testing.T) {
	files := on("fiets.yaml", strings.Replace(ourFlow("vraag"), "Wat voor fiets", "<script>alert(1)</script> Wat voor fiets", 1))
	var out strings.Builder
	if err := writer().Draw(t.Context(), &out, files, "fiets"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Een kinderfiets") || !strings.Contains(out.String(), "<svg") || strings.Contains(out.String(), "<script") || strings.Contains(out.String(), "<style") {
		t.Errorf("drawn:\n%s", out.String())
	}
	if err := writer().Draw(t.Context(), &out, files, "weg"); err == nil {
		t.Error("a flow that there is not is drawn")
	}
}

// Whatever somebody puts on the page: it is read or refused in words.
func FuzzDraft(f *testing.F) {
	f.Add("fiets.yaml", []byte(ourFlow("vraag")))
	f.Add("../x.zip", []byte("PK\x03\x04"))
	f.Add("flows/./é (2).po", []byte("\"Language: tr\\n\""))
	f.Add("organisation.yaml", []byte("teams:"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		_, err := writer().Read(t.Context(), []webdesk.DraftFile{{Name: name, Data: data}})
		var trouble webdesk.Trouble
		if err != nil && !errors.As(err, &trouble) {
			t.Errorf("%q: %v", name, err)
		}
	})
}
