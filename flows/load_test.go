package flows

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func mistakes(t *testing.T, dir fs.FS) string {
	t.Helper()
	_, err := Load(dir)
	var found Mistakes
	if !errors.As(err, &found) {
		t.Fatalf("it loads: %v", err)
	}
	return found.Error()
}

func TestLoadNamesFilesThatAreNotThere(t *testing.T) {
	found := mistakes(t, fstest.MapFS{})
	for _, want := range []string{
		"organisation.yaml: organisation.yaml is missing. Add it",
		"numbers.yaml: numbers.yaml is missing. Add it",
		"flows: the file cannot be read.",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not in\n%s", want, found)
		}
	}
}

func TestLoadNamesAFolderInPlaceOfAFile(t *testing.T) {
	dir := folder(nil)
	delete(dir, "numbers.yaml")
	dir["numbers.yaml/x"] = &fstest.MapFile{Data: []byte("x")}
	if found := mistakes(t, dir); !strings.Contains(found, "numbers.yaml: the file cannot be read") {
		t.Error(found)
	}
}

func TestLoadRefusesAFileThatIsTooLarge(t *testing.T) {
	dir := folder(map[string]string{"locales/en/x.po": strings.Repeat("#\n", largest/2+1)})
	if found := mistakes(t, dir); !strings.Contains(found, "locales/en/x.po: the file is larger than 1024 KiB") {
		t.Error(found)
	}
}

func TestLoadNamesAFileThatIsNotText(t *testing.T) {
	for _, name := range []string{"flows/x.yaml", "organisation.yaml", "locales/en/x.po"} {
		if found := mistakes(t, folder(map[string]string{name: "a: \xff\n"})); !strings.Contains(found, name+": the file is not in UTF-8") {
			t.Error(found)
		}
	}
}

func TestLoadIgnoresWhatEditorsLeave(t *testing.T) {
	dir := folder(map[string]string{"flows/.x.yaml.swp": "a", "flows/.y.yaml": ": :", "README.md": "x", "flows/notes.txt": "x"})
	dir["flows/x.yaml"] = &fstest.MapFile{Data: []byte(soundPlaybook["flows/x.yaml"])}
	if _, err := Load(dir); err != nil {
		t.Error(err)
	}
}

func TestLoadReadsAFolderOnDisk(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, BuiltIn()); err != nil {
		t.Fatal(err)
	}
	p, err := Load(os.DirFS(dir))
	if err != nil || p.Talks.Version != builtInBook(t).Talks.Version {
		t.Fatalf("the same files give another version, or %v", err)
	}
	if err := os.Chmod(filepath.Join(dir, "numbers.yaml"), 0); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() != 0 { // root reads everything
		if found := mistakes(t, os.DirFS(dir)); !strings.Contains(found, "numbers.yaml: the file cannot be read") {
			t.Error(found)
		}
	}
}

func TestVersionChangesWithFlowsAndTranslationsOnly(t *testing.T) {
	load := func(files map[string]string) *Talks {
		t.Helper()
		p, err := Load(folder(files))
		if err != nil {
			t.Fatal(err)
		}
		return p.Talks
	}
	base := load(nil).Version
	if v := load(map[string]string{"organisation.yaml": soundPlaybook["organisation.yaml"] + "region: X\n"}).Version; v != base {
		t.Error("another region is another version")
	}
	flow := soundPlaybook["flows/x.yaml"]
	po := "msgid \"Wat is er?\"\nmsgstr \"What is it?\"\n"
	translated := load(map[string]string{"flows/x.yaml": flow, "locales/en/x.po": po})
	if translated.Version == base || load(map[string]string{"flows/x.yaml": flow + "  - say: Dag\n"}).Version == base {
		t.Error("other talks have the same version")
	}
	if load(map[string]string{"flows/x.yaml": flow, "locales/en/z.po": po}).Version == translated.Version {
		t.Error("a file may change its name within one version")
	}
	if got := translated.Flows["x"].Steps[0].Text.In("en-GB"); got != "What is it?" {
		t.Errorf("in English it asks %q", got)
	}
}

func TestLoadTalksRefusesWhatIsNotPacked(t *testing.T) {
	good := builtInBook(t).Talks.Source
	for name, source := range map[string][]byte{
		"nothing":   nil,
		"words":     []byte("geen flow"),
		"cut off":   good[:len(good)/2],
		"no flows":  pack(nil),
		"bad flow":  pack(map[string][]byte{"flows/x.yaml": []byte("flow: [")}),
		"no object": bytes.TrimSpace([]byte{0x1f, 0x8b}),
	} {
		if _, err := LoadTalks(source); err == nil {
			t.Errorf("%s is taken for talks", name)
		}
	}
}

// Conversations go on with the talks that they began with when a later program
// finds something new to say about them.
func TestLoadTalksTakesWhatRuns(t *testing.T) {
	flow := soundPlaybook["flows/x.yaml"] + `  - choose: Wat nu?
    options:
      - stop: Stop
      - ja: {label: Yes, goto: end}
  - say: Dag {naam}
`
	if found := mistakes(t, folder(map[string]string{"flows/x.yaml": flow})); !strings.Contains(found, "reserved word") {
		t.Fatal(found)
	}
	talks, err := LoadTalks(pack(map[string][]byte{"flows/x.yaml": []byte(flow)}))
	if err != nil {
		t.Fatal(err)
	}
	if s := talks.Flows["x"].Steps[1]; s.Options[0].Label.In("nl") != "Stop" || s.Options[1].Goto != End || s.Options[0].Goto != 2 {
		t.Errorf("it runs otherwise: %+v", s)
	}
	broken := strings.Replace(flow, "goto: end", "goto: nergens", 1)
	if _, err := LoadTalks(pack(map[string][]byte{"flows/x.yaml": []byte(broken)})); err == nil {
		t.Error("talks that lead nowhere are taken")
	}
}

func TestPinKeepsOlderVersions(t *testing.T) {
	p := builtInBook(t)
	other, err := Load(folder(nil))
	if err != nil {
		t.Fatal(err)
	}
	both := p.Pin(other.Talks)
	if p.Has(other.Talks.Version) || !both.Has(other.Talks.Version) || !both.Has(p.Talks.Version) || !both.Has("") {
		t.Error("pinning is not seen, or seen in the playbook before it")
	}
	if both.Pin(other.Talks) != both || both.Pin(p.Talks) != both {
		t.Error("pinning twice makes another playbook")
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"say", "ask", "choose", "goto"}
	for word, want := range map[string]string{
		"sya":     `Did you mean "say"?`,
		"Say":     `Did you mean "say"?`,
		"chose":   `Did you mean "choose"?`,
		"got":     `Did you mean "goto"?`,
		"vraag":   "Known here: say, ask, choose, goto.",
		"":        "Known here: say, ask, choose, goto.",
		"go to":   `Did you mean "goto"?`,
		"xxxxxxx": "Known here: say, ask, choose, goto.",
	} {
		if got := meant(word, known).in(false); got != want {
			t.Errorf("%q: %s", word, got)
		}
	}
	if distance("ja", "aj") != 1 || distance("", "abc") != 3 || distance("één", "een") != 2 {
		t.Error("letters are counted wrong")
	}
}

func FuzzLoad(f *testing.F) {
	names, _ := filepath.Glob("testdata/broken/*.txt")
	for _, n := range everyNth(8, names) {
		b, err := os.ReadFile(n)
		if err != nil {
			f.Fatal(err)
		}
		clean := strings.ReplaceAll(string(b), "¶", "")
		if _, body, ok := strings.Cut(clean, "-- flows/x.yaml --\n"); ok {
			f.Add(body, soundPlaybook["organisation.yaml"], soundPlaybook["numbers.yaml"], "msgid \"A\"\nmsgstr \"B\"\n")
		}
	}
	for _, name := range []string{"jongeren", "wijk"} {
		flow, _ := fs.ReadFile(BuiltIn(), "flows/"+name+".yaml")
		po, _ := fs.ReadFile(BuiltIn(), "locales/en/"+name+".po")
		org, _ := fs.ReadFile(BuiltIn(), "organisation.yaml")
		num, _ := fs.ReadFile(BuiltIn(), "numbers.yaml")
		f.Add(string(flow), string(org), string(num), string(po))
	}
	f.Fuzz(func(t *testing.T, flow, org, num, po string) {
		p, err := Load(fstest.MapFS{
			"flows/x.yaml":      {Data: []byte(flow)},
			"organisation.yaml": {Data: []byte(org)},
			"numbers.yaml":      {Data: []byte(num)},
			"locales/en/x.po":   {Data: []byte(po)},
		})
		if err != nil {
			for _, m := range err.(Mistakes) {
				if m.File == "" || m.What == "" || m.Remedy == "" || strings.Contains(m.String(), "%!") {
					t.Errorf("badly worded: %+v", m)
				}
			}
			return
		}
		sound(t, p)
	})
}

// Whatever stands in the files beside the flows: the directory, the organisation
// and the help numbers are read or told, and what is read can be said.
func FuzzBeside(f *testing.F) {
	names, _ := filepath.Glob("testdata/broken/*.txt")
	sections := func(name string) map[string]string {
		all, section := map[string]string{}, ""
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(strings.ReplaceAll(string(b), "¶", "")) {
			if strings.HasPrefix(line, "-- ") {
				section = strings.Trim(line, "- \n")
				continue
			}
			all[section] += line
		}
		return all
	}
	for _, n := range everyNth(8, names) {
		s := sections(n)
		if s["directory.yaml"]+s["organisation.yaml"]+s["numbers.yaml"] != "" {
			f.Add(s["directory.yaml"], cmp.Or(s["organisation.yaml"], soundPlaybook["organisation.yaml"]), cmp.Or(s["numbers.yaml"], soundPlaybook["numbers.yaml"]))
		}
	}
	directory, _ := fs.ReadFile(BuiltIn(), "directory.yaml")
	f.Add(string(directory), soundPlaybook["organisation.yaml"], soundPlaybook["numbers.yaml"])
	at := time.Date(2026, 12, 31, 23, 30, 0, 0, Amsterdam)
	f.Fuzz(func(t *testing.T, directory, organisation, numbers string) {
		p, err := Load(folder(map[string]string{"directory.yaml": directory, "organisation.yaml": organisation, "numbers.yaml": numbers}))
		if err != nil {
			for _, m := range err.(Mistakes) {
				if nl := m.In("nl"); m.File == "" || m.What == "" || m.Remedy == "" || strings.Contains(m.String()+nl.String(), "%!") {
					t.Errorf("badly worded: %+v", m)
				}
			}
			return
		}
		sound(t, p)
		p.Hints(at)
		for i := range p.Directory.Entries {
			e := &p.Directory.Entries[i]
			p.EntryLines(e.ID, at, "en", "u")
			p.EntryPart(e.ID, "", at, "nl", "je")
			if from, to, ok := p.Directory.Next(e, at); ok && (!to.After(at) || !to.After(from)) {
				t.Errorf("%s comes from %v to %v", e.ID, from, to)
			}
		}
		for _, team := range p.Organisation.Teams {
			if opens, ok := team.Opens(at); ok && opens.Before(at) && !team.Open(at) {
				t.Errorf("%s opens at %v", team.Name, opens)
			}
		}
	})
}

// sound checks what Load promises of every playbook that it accepts.
func sound(t *testing.T, p *Playbook) {
	t.Helper()
	kept, err := LoadTalks(p.Talks.Source)
	if err != nil || kept.Version != p.Talks.Version {
		t.Fatalf("its talks do not load again: %v", err)
	}
	f := p.Begin("webchat", "", "hoi")
	if f == nil || len(f.Steps) == 0 || len(p.Organisation.Teams) == 0 {
		t.Fatal("nothing begins, or nobody is there")
	}
	for _, f := range p.Talks.Flows {
		for i, s := range f.Steps {
			targets := []int{s.Goto}
			for _, o := range s.Options {
				targets = append(targets, o.Goto)
				if o.Label.Empty() || o.Value == "" {
					t.Errorf("step %d has an empty option", i)
				}
			}
			if s.Kind == StepAsk {
				targets = append(targets, s.Skipped)
			}
			for _, to := range targets {
				if to != End && (to < 0 || to >= len(f.Steps)) {
					t.Errorf("step %d leads to %d", i, to)
				}
			}
			if got, at := f.Step(s.ID); got == nil || at != i {
				t.Errorf("step %d is not found by its id %q", i, s.ID)
			}
			if s.When != nil {
				s.When.Holds(nil)
				s.When.Holds(map[string]string{"a": "\xff"})
			}
			switch s.Kind {
			case StepSay, StepAsk, StepChoose:
				if s.Text.Empty() {
					t.Errorf("step %d says nothing", i)
				}
			case StepNotify, StepHandoff:
				if p.Team(s.Team).Name != s.Team {
					t.Errorf("step %d goes to nobody", i)
				}
			}
		}
	}
}

func BenchmarkLoadBuiltIn(b *testing.B) {
	for b.Loop() {
		if _, err := Load(BuiltIn()); err != nil {
			b.Fatal(err)
		}
	}
}

// A file of many thousand lines, with a mistake in every step, is read to
// its end.
func TestLoadReadsALargeBrokenFlowToItsEnd(t *testing.T) {
	var flow strings.Builder
	flow.WriteString("flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n")
	n := 0
	for ; flow.Len() < largest/4; n++ {
		fmt.Fprintf(&flow, "  - ask: Wat?\n    id: s%d\n    goto: w%d\n", n, n)
	}
	_, err := Load(folder(map[string]string{"flows/x.yaml": flow.String()}))
	var found Mistakes
	if !errors.As(err, &found) || len(found) != n {
		t.Errorf("%d mistakes of %d", len(found), n)
	}
}

func TestButtonsAreBigWhereTheFlowOrTheStepSaysSo(t *testing.T) {
	const steps = "  - choose: Een?\n    options: [a: A, b: B]\n  - choose: Twee?\n    buttons: big\n    options: [a: A, b: B]\n  - ask: Drie?\n"
	for _, c := range []struct {
		head string
		big  []bool
	}{
		{"", []bool{false, true, false}},
		{"buttons: big\n", []bool{true, true, false}},
	} {
		source := "flow: x\ntitle: X\nlanguage: nl\nform: je\n" + c.head + "starts: [{default: webchat}]\nsteps:\n" + steps
		book, err := Load(folder(map[string]string{"flows/x.yaml": source}))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := LoadTalks(book.Talks.Source)
		if err != nil {
			t.Fatal(err)
		}
		for _, talks := range []*Talks{book.Talks, kept} {
			for i, want := range c.big {
				if got := talks.Flows["x"].Steps[i].Big; got != want {
					t.Errorf("%q: step %d has big buttons: %v", c.head, i+1, got)
				}
			}
		}
	}
}
