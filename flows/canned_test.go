package flows

import (
	"strings"
	"testing"
)

func TestCannedTextsAreInThePersonsLanguage(t *testing.T) {
	p := builtInBook(t)
	if len(p.Canned) < 10 {
		t.Fatalf("only %d texts", len(p.Canned))
	}
	c, ok := p.CannedNamed("tijd")
	if !ok {
		t.Fatal("no text called tijd")
	}
	for _, w := range []struct {
		lang, form, begins string
		theirs             bool
	}{
		{"", "je", "Neem rustig de tijd. Je hoeft", true},
		{"nl", "u", "Neem rustig de tijd. U hoeft", true},
		{"nl-BE", "je", "Neem rustig de tijd. Je hoeft", true},
		{"nl-x-simpel", "u", "U hebt de tijd.", true},
		{"en", "je", "Take your time.", true},
		{"pl", "u", "Spokojnie, mamy czas.", true},
		{"so", "je", "Neem rustig de tijd. Je hoeft", false},
	} {
		text, theirs := p.CannedIn(c, w.lang, w.form)
		if !strings.HasPrefix(text, w.begins) || theirs != w.theirs {
			t.Errorf("%s %s: %q, theirs %v", w.lang, w.form, text, theirs)
		}
	}
	if _, ok := p.CannedNamed("niets"); ok {
		t.Error("there is a text called niets")
	}
}

// Nothing of the built-in texts is left open, whatever is known of the person.
func TestCannedTextsAreFilled(t *testing.T) {
	p := builtInBook(t)
	for _, c := range p.Canned {
		for _, lang := range append(p.Languages(), "") {
			for _, form := range []string{"je", "u"} {
				text, _ := p.CannedIn(c, lang, form)
				for _, alias := range []string{"", "Sam"} {
					said := FillCanned(text, alias, "Noor", "het team")
					if strings.ContainsAny(said, "{}") || strings.Contains(said, " ,") || strings.Contains(said, "  ") || said == "" {
						t.Errorf("%s in %s: %q", c.Name, lang, said)
					}
				}
			}
		}
	}
	if got := FillCanned("Hoi {alias}, ik ben {medewerker} van {team}.", "{team}", "Noor", "het team"); got != "Hoi {team}, ik ben Noor van het team." {
		t.Errorf("what a person is called is filled again: %q", got)
	}
}
