package flows

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"omzien/bot/chat"
)

func builtInBook(t testing.TB) *Playbook {
	t.Helper()
	p, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBuiltInIsWholeInEnglish(t *testing.T) {
	p := builtInBook(t)
	for _, s := range p.Talks.said {
		if _, ok := p.Talks.catalogue.in("en", s.form, s.base); !ok {
			t.Errorf("not in English (%s): %q", s.form, s.base)
		}
	}
}

func TestBuiltInTeamsAreCalledInEachLanguage(t *testing.T) {
	p := builtInBook(t)
	for lang, want := range map[string]string{"en": "the youth workers", "en-GB": "the youth workers", "nl": "het jongerenwerk", "tr": "gençlik ekibi", "pl": "zespół młodzieżowy", "ro": "het jongerenwerk"} {
		if got := p.Called(p.Team("jongerenwerk"), lang); got != want {
			t.Errorf("in %s it is %q", lang, got)
		}
	}
}

func TestBuiltInBegins(t *testing.T) {
	p := builtInBook(t)
	for _, c := range []struct{ adapter, payload, words, flow string }{
		{"webchat", "", "", "jongeren"},
		{"webchat", "wijk", "", "wijk"},
		{"webchat", "jongeren", "", "jongeren"},
		{"telegram", "wijk", "", "wijk"},
		{"webchat", "", "Goedemorgen!", "wijk"},
		{"webchat", "", "HULP", "jongeren"},
		{"webchat", "", "mijn moeder slaat me", "jongeren"},
		{"phone", "", "", "jongeren"},
		{"webchat", "nergens", "", "jongeren"},
		{"webchat", "wijk", "hulp", "wijk"},
	} {
		if f := p.Begin(c.adapter, c.payload, c.words); f == nil || f.Name != c.flow {
			t.Errorf("%+v begins %v", c, f)
		}
	}
}

// people.md section 1: a person who cannot talk freely is never left without
// 112, and always comes to somebody at the desk.
func TestBuiltInNotFree(t *testing.T) {
	p := builtInBook(t)
	f := p.Begin("webchat", "jongeren", "")
	free, i := f.Step("choose:vrij")
	if i != 1 {
		t.Fatalf("whether one can talk freely is asked in step %d", i+1)
	}
	no := free.Options[slices.IndexFunc(free.Options, func(o Option) bool { return o.Value == "nee" })]
	ask := f.Steps[no.Goto]
	if !strings.Contains(ask.Text.In("nl"), "112") || !strings.Contains(ask.Text.In("en"), "112") {
		t.Errorf("%q says nothing of 112", ask.Text.In("nl"))
	}
	for _, o := range ask.Options {
		data := map[string]string{ask.Save: o.Value}
		told := false
		for at := o.Goto; at != End && at < len(f.Steps); {
			s := f.Steps[at]
			if s.When != nil && !s.When.Holds(data) {
				at++
				continue
			}
			told = told || s.Kind == StepNotify && s.Team == "jongerenwerk"
			at = s.Goto
		}
		if !told {
			t.Errorf("after %q nobody is told", o.Value)
		}
	}
}

// Row 28: every question can be passed over, by its skip or by an answer that
// says nothing; where there are but two answers, one of them is no.
func TestBuiltInEveryQuestionMayBeSkipped(t *testing.T) {
	for name, f := range builtInBook(t).Talks.Flows {
		for _, s := range f.Steps {
			switch {
			case s.Kind == StepAsk && s.Skip.Empty():
				t.Errorf("%s: %s cannot be skipped", name, s.ID)
			case s.Kind == StepChoose && len(s.Options) > 2 && s.Skip.Empty() && !slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == "liever" }):
				t.Errorf("%s: %s cannot be skipped", name, s.ID)
			}
		}
		if first := f.Steps[0]; first.Kind != StepSay || !strings.Contains(first.Text.In("nl"), "chatbot") {
			t.Errorf("%s does not begin by saying that it is a chatbot", name)
		}
	}
}

func TestBuiltInTalkFirst(t *testing.T) {
	p := builtInBook(t)
	for flow, step := range map[string]string{"jongeren": "choose:thema", "wijk": "choose:gebied"} {
		s, _ := p.Talks.Flows[flow].Step(step)
		if s == nil || s.Options[0].Label.In("nl") != "Gewoon praten" {
			t.Errorf("%s: the first choice is not just to talk", flow)
		}
	}
}

// Law 4: every free answer of an intake stands on the card of its handoff; of a talk
// that hands over to nobody, on that of an item.
func TestLaw4_BuiltInFreeAnswersStandOnTheCard(t *testing.T) {
	for name, f := range builtInBook(t).Talks.Flows {
		var card []string
		if i := slices.IndexFunc(f.Steps, func(s Step) bool { return s.Kind == StepHandoff && s.Urgency == chat.Normal }); i >= 0 {
			card = f.Steps[i].Card
		} else {
			for _, s := range f.Notices() {
				card = append(card, s.Card...)
			}
		}
		for _, s := range f.Steps {
			free := f.Data[s.Save].Type == VarText || f.Data[s.Save].Type == VarStory
			if s.Kind == StepAsk && free && !slices.Contains(card, s.Save) {
				t.Errorf("%s: the answer to %s is not on the card", name, s.ID)
			}
		}
	}
}

func TestPinnedTalksCompileTheSame(t *testing.T) {
	p := builtInBook(t)
	kept, err := LoadTalks(p.Talks.Source)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Version != p.Talks.Version {
		t.Fatalf("version %s became %s", p.Talks.Version, kept.Version)
	}
	for name, f := range p.Talks.Flows {
		g := kept.Flows[name]
		if len(f.Steps) != len(g.Steps) {
			t.Fatalf("%s has %d steps, then %d", name, len(f.Steps), len(g.Steps))
		}
		for i := range f.Steps {
			a, b := f.Steps[i], g.Steps[i]
			if a.ID != b.ID || a.Goto != b.Goto || a.Text.In("en") != b.Text.In("en") || (a.When == nil) != (b.When == nil) {
				t.Errorf("%s: step %d differs", name, i+1)
			}
		}
	}
	if again := builtInBook(t); again.Talks.Version != p.Talks.Version || string(again.Talks.Source) != string(p.Talks.Source) {
		t.Error("loading twice gives two versions")
	}
}

// The example that authors learn from is a flow.
func TestTheGuideShowsAFlowThatLoads(t *testing.T) {
	guide, err := fs.ReadFile(BuiltIn(), "LEESMIJ.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(guide), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the guide has no example")
	}
	dir := fstest.MapFS{}
	for _, name := range []string{"organisation.yaml", "numbers.yaml", "directory.yaml", "flows/jongeren.yaml", "flows/kopp.yaml"} {
		source, err := fs.ReadFile(BuiltIn(), name)
		if err != nil {
			t.Fatal(err)
		}
		dir[name] = &fstest.MapFile{Data: source}
	}
	dir["flows/fiets.yaml"] = &fstest.MapFile{Data: []byte(example)}
	if _, err := Load(dir); err != nil {
		t.Error(err)
	}
}
