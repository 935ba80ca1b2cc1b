package flows

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// hears is somebody in a transcript reading something.
var hears = regexp.MustCompile(`(?m)^[^<>]*< `)

// What the organisations do (issue 4, step 8), and the flow that does it here:
// each has a talk that is played as a test.
func TestBuiltInDoesWhatTheOrganisationsDo(t *testing.T) {
	p := builtInBook(t)
	for _, c := range []struct {
		row         string
		flow        string
		transcripts []string
	}{
		{"2, Join Us", "joinus", []string{"joinus"}},
		{"12, some weeks later", "vervolg-wijk", []string{"vervolg", "vervolg-stil"}},
		{"21, a ring when it is quiet", "stilte", []string{"stilte"}},
		{"32, small steps", "stappen", []string{"stappen"}},
		{"33, after the start of work", "werk", []string{"werk"}},
		{"3, an activity or a trained volunteer is offered", "aanbod", []string{"aanbod", "aanbod-activiteit"}},
		{"3, who comes back with a theme", "wijk", []string{"goed-geland"}},
		{"4, the card through the door", "hoegaathet", []string{"hoegaathet", "hoegaathet-koffie"}},
		{"5, photos and voice messages", "wijk", []string{"bewoner-foto"}},
		{"6, KOPP/KOV", "kopp", []string{"kopp", "kopp-bang", "kopp-niet-vrij"}},
		{"7, 11, walk-in hours", "inloop", []string{"inloop", "inloop-nergens"}},
		{"10, generalist intake", "wijk", []string{"bewoner", "bewoner-onveilig"}},
		{"13, walk-in hours on money", "geldzaken", []string{"geldzaken", "geldzaken-haast"}},
		{"14, 17a, another organisation", "doorverwijzing", []string{"doorverwijzing", "doorverwijzing-nee"}},
		{"18, finding a home", "stap-wonen", []string{"stap-wonen"}},
		{"18, separating", "stap-scheiding", []string{"stap-scheiding", "stap-scheiding-onveilig"}},
		{"19, worried about somebody", "zorgen", []string{"zorgen", "zorgen-gevaar", "zorgen-samen"}},
		{"20, company the first time", "meedoen", []string{"meedoen", "meedoen-zelf", "samen-erheen"}},
		{"20, the day before, and after", "samen-voor", []string{"samen-erheen"}},
		{"23, a child's safety, age and theme", "gezin", []string{"gezin", "gezin-tiener", "gezin-onveilig"}},
		{"26, somebody who looks after another", "naaste", []string{"naaste"}},
		{"27, doing something for somebody", "iets-doen", []string{"iets-doen", "iets-doen-nee"}},
		{"29, people of one neighbourhood who want the same", "buurtgroep", []string{"buurtgroep"}},
		{"28, a young person", "jongeren", []string{"jongere", "jongere-nacht", "jongere-niet-vrij"}},
	} {
		f := p.Talks.Flows[c.flow]
		if f == nil {
			t.Errorf("row %s: there is no flow %s", c.row, c.flow)
			continue
		}
		if !slices.ContainsFunc(f.Starts, func(s Start) bool { return s.Deeplink == c.flow }) {
			t.Errorf("row %s: no card can open %s", c.row, c.flow)
		}
		for _, name := range c.transcripts {
			text, err := fs.ReadFile(BuiltIn(), "transcripts/"+name+".txt")
			if err != nil {
				t.Errorf("row %s: %v", c.row, err)
			} else if !hears.Match(text) {
				t.Errorf("row %s: in %s nothing is said", c.row, name)
			}
		}
	}
}

// begunFor tells whether a programme begins the flow: with people who agreed to that,
// and heard the first words when they first wrote.
func begunFor(p *Playbook, flow string) bool {
	return slices.ContainsFunc(p.Programmes, func(one Programme) bool {
		return slices.ContainsFunc(one.Talks, func(b Begun) bool { return b.Flow == flow })
	})
}

// people.md section 1: the first words, before any question, in this order, in
// every flow that somebody comes into and every language that is complete.
func TestBuiltInFirstWords(t *testing.T) {
	order := map[string]*regexp.Regexp{
		"nl":          regexp.MustCompile(`(?s)chatbot.* echte naam .*[Aa]lleen ons team.*niemand.*gevaar\? Dan halen we er anderen bij\. Als het kan`),
		"nl-x-simpel": regexp.MustCompile(`(?s)chatbot.* echte naam .*Alleen ons team.*niemand.*gevaar\? Dan vragen wij anderen om hulp\. Als het kan`),
		"en":          regexp.MustCompile(`(?s)chatbot.* real name.*[Oo]nly our team.*nobody.*danger\? Then we bring in others\. If we can`),
	}
	naming := map[string]*regexp.Regexp{ // a name is not needed now; where consent follows, not yet
		"nl": regexp.MustCompile(`niet te zeggen|geen echte naam`),
	}
	p := builtInBook(t)
	for name, f := range p.Talks.Flows {
		if begunFor(p, name) {
			continue
		}
		for lang, want := range order {
			var first string
			for _, s := range f.Steps {
				if s.Asks() {
					break
				}
				first += s.Text.In(lang) + "\n"
			}
			if !want.MatchString(first) {
				t.Errorf("%s in %s begins with\n%s", name, lang, first)
			}
			if n := naming[lang]; n != nil && !n.MatchString(first) {
				t.Errorf("%s in %s says nothing of names", name, lang)
			}
		}
	}
}

// said lists every text that a person reads in the flow, in the language.
func said(f *Flow, lang string) (all []string) {
	add := func(texts ...Text) {
		for _, text := range texts {
			if s := text.In(lang); s != "" {
				all = append(all, s)
			}
		}
	}
	for _, s := range f.Steps {
		add(s.Text, s.Skip, s.Again, s.Done, s.Closed)
		add(s.More...)
		if s.Kind != StepConsent { // its answers are fixed texts
			for _, o := range s.Options {
				add(o.Label)
			}
		}
		for _, p := range []*Patience{s.Remind, s.GiveUp} {
			if p != nil {
				add(p.Text)
			}
		}
		if s.Link != nil {
			add(s.Link.Label)
		}
	}
	return all
}

// Law 6, and people.md sections 1 and 6: no text promises a reader, a time or
// an outcome, and nobody hears how often they came.
func TestLaw6_BuiltInPromisesNothing(t *testing.T) {
	never := regexp.MustCompile(`(?i)meele[ez]|leest mee\b[^n]|anoniem|zo snel mogelijk|binnen \d+ (minuten|uur)|zo meteen|direct antwoord|komt goed|garand|derde keer|vaker|Sluiten\b|\bTEST\b|reads along|anonymous|as soon as possible|within \d+ (minutes|hours)|will be fine|third time`)
	for name, f := range builtInBook(t).Talks.Flows {
		for _, lang := range []string{"nl", "nl-x-simpel", "en"} {
			for _, text := range said(f, lang) {
				if m := never.FindString(text); m != "" {
					t.Errorf("%s in %s says %q: %s", name, lang, m, text)
				}
			}
		}
	}
}

// je for who is young, u for residents: no text of a flow mixes them.
func TestBuiltInAddressesOneWay(t *testing.T) {
	other := map[string]*regexp.Regexp{
		"je": regexp.MustCompile(`\b[Uu]\b|\b[Uu]w\b|\b[Uu]zelf\b`),
		"u":  regexp.MustCompile(`\b[Jj]e\b|\b[Jj]ouw?\b|\b[Jj]ij\b`),
	}
	for name, f := range builtInBook(t).Talks.Flows {
		for _, lang := range []string{"nl", "nl-x-simpel"} {
			for _, text := range said(f, lang) {
				if m := other[f.Form].FindString(text); m != "" {
					t.Errorf("%s (%s) in %s says %q: %s", name, f.Form, lang, m, text)
				}
			}
		}
	}
}

// Row 28: just to talk is a choice wherever somebody is asked what it is about.
func TestBuiltInJustToTalkIsAlwaysAChoice(t *testing.T) {
	p := builtInBook(t)
	for name, f := range p.Talks.Flows {
		if begunFor(p, name) { // they are asked how it goes, not what it is about
			continue
		}
		talk := slices.ContainsFunc(f.Steps, func(s Step) bool {
			return s.Skip.In("nl") == "Gewoon praten" || slices.ContainsFunc(s.Options, func(o Option) bool { return o.Label.In("nl") == "Gewoon praten" })
		})
		if !talk {
			t.Errorf("%s: nobody can just talk", name)
		}
	}
}

// Rows 19 and 26: without a yes of the other nobody is asked for a name or an
// address, unless there is danger now.
func TestBuiltInAsksNoNameOfAnotherWithoutTheirYes(t *testing.T) {
	f := builtInBook(t).Talks.Flows["zorgen"]
	asks, at := f.Step("ask:wie")
	if asks == nil {
		t.Fatal("nobody is asked who it is about")
	}
	for i, s := range f.Steps {
		if s.Goto == at && i != at-1 {
			t.Errorf("%s leads to the name, too", s.ID)
		}
		for _, o := range s.Options {
			if o.Goto == at && (s.ID != "choose:weet" || o.Value != "goed") {
				t.Errorf("%s leads from %s to the name", o.Value, s.ID)
			}
		}
		if !s.Skip.Empty() && s.Skipped == at {
			t.Errorf("who passes over %s is asked for the name", s.ID)
		}
	}
}

// Rows 6, 10, 18, 19, 23, 26: where somebody says that it is not safe, people
// are asked at once, as urgent, and 112 is named.
func TestBuiltInDangerGoesToPeopleAtOnce(t *testing.T) {
	p := builtInBook(t)
	for _, c := range []struct{ flow, step, value string }{
		{"kopp", "choose:wat", "bang"}, {"wijk", "choose:gebied", "veilig"}, {"stap-scheiding", "choose:veilig", "nietveilig"},
		{"zorgen", "choose:gevaar", "ja"}, {"gezin", "choose:thema", "veilig"}, {"naaste", "choose:wat", "veilig"},
	} {
		f := p.Talks.Flows[c.flow]
		s, _ := f.Step(c.step)
		if s == nil {
			t.Errorf("%s has no %s", c.flow, c.step)
			continue
		}
		o := s.Options[slices.IndexFunc(s.Options, func(o Option) bool { return o.Value == c.value })]
		data := map[string]string{s.Save: o.Value}
		named, asked := false, false
		for at := o.Goto; at != End && !asked; {
			s := &f.Steps[at]
			if s.When != nil && !s.When.Holds(data) {
				at++
				continue
			}
			if s.Asks() {
				break
			}
			named = named || strings.Contains(s.Text.In("nl"), "112")
			asked = s.Kind == StepHandoff && s.Urgency >= chat.Urgent
			at = s.Goto
		}
		if !named || !asked {
			t.Errorf("%s: after %s 112 is named: %v, people are asked: %v", c.flow, c.value, named, asked)
		}
	}
}

// Goal: Dutch in both forms, simpler Dutch and English are complete.
func TestBuiltInIsWholeInItsLanguages(t *testing.T) {
	p := builtInBook(t)
	for _, lang := range []string{"nl", "nl-x-simpel", "en"} {
		for name, f := range p.Talks.Flows {
			if lang == "nl" {
				continue
			}
			for _, base := range said(f, "nl") {
				if _, ok := p.Talks.catalogue.in(lang, f.Form, base); !ok && strings.Trim(base, "0123456789") != "" && !strings.HasPrefix(base, "{") {
					t.Errorf("%s in %s lacks %q", name, lang, base)
				}
			}
		}
	}
}

// Who presses or types an answer in another language means one thing.
func TestBuiltInLabelsDifferInEveryLanguage(t *testing.T) {
	for name, f := range builtInBook(t).Talks.Flows {
		for _, s := range f.Steps {
			for _, lang := range []string{"nl", "nl-x-simpel", "en"} {
				seen := map[string]bool{}
				labels := []Text{s.Skip, s.Done}
				for _, o := range s.Options {
					labels = append(labels, o.Label)
				}
				for _, l := range labels {
					word := Normal(l.In(lang))
					if word != "" && seen[word] {
						t.Errorf("%s, %s in %s: %q stands there twice", name, s.ID, lang, word)
					}
					seen[word] = true
				}
			}
		}
	}
}

// people.md section 1: her one sentence is not swallowed. Words that begin a
// flow are not kept for the card, so they are names of what somebody looks for,
// never what somebody tells.
func TestBuiltInBeginsWithWordsThatTellNothing(t *testing.T) {
	tells := regexp.MustCompile(`\b(mijn|wij|ons|drinkt|slaat|bang|ziek|dood)\b`)
	for name, f := range builtInBook(t).Talks.Flows {
		for _, s := range f.Starts {
			for _, w := range s.Words {
				if tells.MatchString(w) {
					t.Errorf("%s begins with %q, and nobody would read it", name, w)
				}
			}
		}
	}
}
