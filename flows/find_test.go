package flows

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const smallGuide = `
neighbourhoods:
  kade: {label: de Kade, postcodes: ["1234"]}
  dorp: {label: het Dorp, postcodes: ["1235"]}
themes: [geld, alleen, taal]
entries:
  plein: {title: Plein, kind: partner, themes: [geld], phone: "012-1", web: https://plein.example}
  spreekuur: {title: Spreekuur geld, kind: inloop, what: Vragen over geld., where: "Gemeentehuis, Plein 1", themes: [geld], ages: "18-", when: {rule: FREQ=WEEKLY;BYDAY=FR, from: "9:00", to: "10:30"}}
  koffie: {title: Koffie, kind: activiteit, where: Buurthuis, neighbourhoods: [kade], themes: [alleen], when: {rule: FREQ=WEEKLY;BYDAY=TU, from: "10:00", to: "11:30"}, company: ja}
  taal: {title: Inloop taal, kind: inloop, themes: [geld, taal], languages: [nl, tr, pt-BR], when: {rule: FREQ=MONTHLY;BYDAY=1MO, from: "9:00", to: "10:00"}}
  maatje: {title: Maatje, kind: vrijwilliger, themes: [alleen]}
  feest: {title: Feest, kind: activiteit, themes: [alleen], when: {start: 2026-11-20, from: "9:00", to: "10:00"}}
`

func guided(t testing.TB) *Playbook {
	t.Helper()
	p, err := Load(folder(map[string]string{
		"directory.yaml":    smallGuide,
		"organisation.yaml": "name: W\nlanguage: nl\nholidays: {country: nl}\nteams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n",
		"locales/en/d.po":   "msgid \"Spreekuur geld\"\nmsgstr \"Money hour\"\n\nmsgid \"Gemeentehuis, Plein 1\"\nmsgstr \"Town hall, Plein 1\"\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const sundayNoon = "2026-11-22T12:00:00+01:00"

func TestFind(t *testing.T) {
	p := guided(t)
	for _, c := range []struct {
		name string
		q    Query
		at   string
		want string
	}{
		{"all, the soonest first, without a date last, over left out", Query{}, sundayNoon, "koffie spreekuur taal plein maatje"},
		{"a theme", Query{Themes: []string{"geld"}}, sundayNoon, "spreekuur taal plein"},
		{"one of two themes", Query{Themes: []string{"taal", "alleen"}}, sundayNoon, "koffie taal maatje"},
		{"a theme that nothing has", Query{Themes: []string{"anders"}}, sundayNoon, ""},
		{"kinds", Query{Kinds: []string{"inloop", "vrijwilliger"}}, sundayNoon, "spreekuur taal maatje"},
		{"the neighbourhood", Query{Neighbourhood: "kade", Kinds: []string{"activiteit"}}, sundayNoon, "koffie"},
		{"another neighbourhood", Query{Neighbourhood: "dorp"}, sundayNoon, "spreekuur taal plein maatje"},
		{"elsewhere", Query{Neighbourhood: Elsewhere, Themes: []string{"alleen"}}, sundayNoon, "maatje"},
		{"too young", Query{Age: 17, Themes: []string{"geld"}}, sundayNoon, "taal plein"},
		{"old enough", Query{Age: 18, Kinds: []string{"inloop"}}, sundayNoon, "spreekuur taal"},
		{"row 7: the person's language first", Query{Lang: "tr", Themes: []string{"geld"}}, sundayNoon, "taal spreekuur plein"},
		{"wherever it is spoken", Query{Lang: "pt-PT", Themes: []string{"geld"}}, sundayNoon, "taal spreekuur plein"},
		{"simple Dutch is Dutch", Query{Lang: "nl-x-simpel", Themes: []string{"geld"}}, sundayNoon, "spreekuur taal plein"},
		{"not more than wanted", Query{Most: 2}, sundayNoon, "koffie spreekuur"},
		{"begun comes first", Query{}, "2026-11-27T10:00:00+01:00", "spreekuur koffie taal plein maatje"},
		{"a holiday is passed over", Query{Kinds: []string{"inloop"}}, "2026-12-20T12:00:00+01:00", "taal spreekuur"},
		{"one that comes once", Query{Kinds: []string{"activiteit"}}, "2026-11-19T12:00:00+01:00", "feest koffie"},
	} {
		if got := strings.Join(p.Find(c.q, moment(t, c.at)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAFindLooksForWhatThePersonTold(t *testing.T) {
	f := &Find{Kinds: []string{"inloop"}, Theme: Ref{Var: "thema"}, Neighbourhood: Ref{Literal: "kade"}, Age: Ref{Var: "leeftijd"}, Most: 3}
	for _, c := range []struct {
		data map[string]string
		want Query
	}{
		{nil, Query{}},
		{map[string]string{"thema": "geld", "leeftijd": "17,5"}, Query{Themes: []string{"geld"}, Age: 17}},
		{map[string]string{"thema": "geld,alleen", "leeftijd": "veel"}, Query{Themes: []string{"geld", "alleen"}}},
		{map[string]string{"leeftijd": "-3"}, Query{}},
		{map[string]string{"leeftijd": "1e9"}, Query{}},
	} {
		got := f.Query(c.data, "tr")
		if !slices.Equal(got.Themes, c.want.Themes) || got.Age != c.want.Age || got.Neighbourhood != "kade" || got.Most != 3 || got.Lang != "tr" {
			t.Errorf("%v: %+v", c.data, got)
		}
	}
}

func TestEntriesInWords(t *testing.T) {
	p := guided(t)
	sunday, friday := moment(t, sundayNoon), moment(t, "2026-11-27T09:10:00+01:00")
	line := func(ids string, lang string) string { return p.EntryLines(ids, sunday, lang, "je") }
	for _, c := range []struct{ name, got, want string }{
		{"a line", line("spreekuur", "nl"), "Spreekuur geld: deze vrijdag van 9.00 tot 10.30 uur, Gemeentehuis, Plein 1"},
		{"in English", line("spreekuur", "en"), "Money hour: this Friday from 9:00 to 10:30, Town hall, Plein 1"},
		{"lines", line("koffie,plein,maatje", "nl"), "Koffie: deze dinsdag van 10.00 tot 11.30 uur, Buurthuis\nPlein: bel 012-1\nMaatje: op afspraak"},
		{"farther away", line("taal", "nl"), "Inloop taal: maandag 7 december van 9.00 tot 10.00 uur"},
		{"what is gone is passed over", line("weg,koffie,,ook weg", "nl"), "Koffie: deze dinsdag van 10.00 tot 11.30 uur, Buurthuis"},
		{"nothing", line("", "nl"), ""},
		{"one", p.EntryPart("koffie", "", sunday, "nl", "u"), "Koffie\nWanneer: deze dinsdag van 10.00 tot 11.30 uur\nWaar: Buurthuis\nGaat u er liever niet alleen heen? De eerste keer kan er iemand met u meegaan."},
		{"one with a phone", p.EntryPart("plein", "", sunday, "nl", "u"), "Plein\nTelefoon: 012-1\nWebsite: https://plein.example"},
		{"now", p.EntryPart("spreekuur", "wanneer", friday, "nl", "u"), "nu, tot 10.30 uur"},
		{"its name", p.EntryPart("spreekuur", "naam", friday, "en-GB", "u"), "Money hour"},
		{"what", p.EntryPart("spreekuur", "wat", friday, "en", "u"), "Vragen over geld."},
		{"where", p.EntryPart("spreekuur", "waar", friday, "nl", "u"), "Gemeentehuis, Plein 1"},
		{"its phone", p.EntryPart("plein", "telefoon", friday, "nl", "u"), "012-1"},
		{"its page", p.EntryPart("plein", "web", friday, "nl", "u"), "https://plein.example"},
		{"one that is over", p.EntryPart("feest", "wanneer", sunday, "nl", "u"), ""},
		{"one that is gone", p.EntryPart("weg", "", sunday, "nl", "u"), ""},
		{"a neighbourhood", p.PlaceLabel("kade", "nl", "je"), "de Kade"},
		{"elsewhere", p.PlaceLabel(Elsewhere, "en", "je"), "somewhere else"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestValuesOnACardAreInWords(t *testing.T) {
	p := guided(t)
	f := &Flow{Data: map[string]Var{"gevonden": {Type: VarFound}, "keuze": {Type: VarEntry}, "buurt": {Type: VarNeighbourhood}, "vraag": {Type: VarText}}}
	for variable, want := range map[string]string{"gevonden": "Koffie, Maatje", "keuze": "Koffie, Maatje", "buurt": "koffie,maatje", "vraag": "koffie,maatje"} {
		if got := p.Label(f, variable, "koffie,maatje", "nl", "je"); got != want {
			t.Errorf("%s: %q, want %q", variable, got, want)
		}
	}
	if got := p.Label(f, "buurt", "kade", "nl", "je"); got != "de Kade" {
		t.Errorf("the neighbourhood is %q", got)
	}
}

func TestWhatIsInTheDirectoryIsMissedByTranslators(t *testing.T) {
	missing := guided(t).Missing("en")
	for text, want := range map[string]bool{"Spreekuur geld": false, "Gemeentehuis, Plein 1": false, "Vragen over geld.": true, "Maatje": true, "Buurthuis": true} {
		if slices.Contains(missing, text) != want {
			t.Errorf("%q is missing: %v", text, !want)
		}
	}
	book := builtInBook(t)
	missing = book.Missing("en")
	for _, e := range book.Directory.Entries {
		for _, text := range e.texts() {
			if slices.Contains(missing, text) {
				t.Errorf("not in English: %q", text)
			}
		}
	}
}

// Whatever was saved, long ago, by an older playbook: a find answers, and its
// words are said.
func TestFindIsTotal(t *testing.T) {
	p := builtInBook(t)
	at := moment(t, sundayNoon)
	odd := rapid.SampledFrom([]string{"", "geld", "geld,,", "weg", Elsewhere, "oeverwijk", "12", "-1", "{keuze}", "koffie-dorp,weg", "\x00"})
	rapid.Check(t, func(t *rapid.T) {
		f := &Find{Theme: Ref{Var: "a"}, Neighbourhood: Ref{Var: "b"}, Age: Ref{Var: "c"}, Most: rapid.IntRange(0, 10).Draw(t, "most")}
		data := map[string]string{"a": odd.Draw(t, "a"), "b": odd.Draw(t, "b"), "c": odd.Draw(t, "c")}
		found := p.Find(f.Query(data, odd.Draw(t, "lang")), at)
		if f.Most > 0 && len(found) > f.Most {
			t.Fatalf("%d found", len(found))
		}
		lines := p.EntryLines(strings.Join(found, ","), at, "nl", "je")
		if n := len(strings.Fields(strings.Join(found, " "))); n > 0 && strings.Count(lines, "\n") != n-1 {
			t.Fatalf("%q is said as\n%s", found, lines)
		}
		p.EntryPart(odd.Draw(t, "id"), odd.Draw(t, "part"), at, "nl", "je")
	})
}

// The example of the author's guide loads, as it stands there.
func TestTheGuidesExampleLoads(t *testing.T) {
	guide, err := fs.ReadFile(BuiltIn(), "LEESMIJ.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(after string) string {
		_, rest, _ := strings.Cut(string(guide), after)
		_, rest, _ = strings.Cut(rest, "```yaml\n")
		rest, _, _ = strings.Cut(rest, "```")
		return rest
	}
	flow := "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\ndata:\n  thema: {type: choice}\n  buurt: {type: neighbourhood}\n" +
		"  gevonden: {type: found}\n  keuze: {type: entry}\nsteps:\n  - choose: Wat?\n    save: thema\n    options: [geld: Geld, alleen: Alleen]\n" +
		block("| `FREQ=MONTHLY;BYMONTHDAY=15`") + "  - say: Er is niets.\n    id: niets\n    when: \"\\\"spreekuur\\\" in gevonden or not given.gevonden\"\n"
	team := "name: W\nlanguage: nl\nteams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n"
	dir := folder(map[string]string{"directory.yaml": block("## De gids"), "flows/x.yaml": flow, "organisation.yaml": team + block("## Feestdagen")})
	p, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Directory.Entries) != 2 || !p.Organisation.Holidays.Has(Day{2026, 4, 3}) || p.Organisation.Holidays.Has(Day{2026, 4, 27}) {
		t.Errorf("it says something else: %+v", p.Directory)
	}
	var rules []string
	for line := range strings.Lines(string(guide)) {
		if rule, ok := strings.CutPrefix(line, "| `FREQ="); ok {
			rule, _, _ = strings.Cut(rule, "`")
			rules = append(rules, rule)
			if _, wrong := parseRule("FREQ="+rule, Day{2026, 1, 2}, true); wrong != noProblem {
				t.Errorf("FREQ=%s does not load", rule)
			}
		}
	}
	if len(rules) != 5 {
		t.Errorf("%d rules are explained", len(rules))
	}
}

// Row 3: of each kind a few, in the order of the kinds, and no more than wanted.
func TestFitting(t *testing.T) {
	p := guided(t)
	at, err := time.Parse(time.RFC3339, sundayNoon)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{Kinds: []string{"vrijwilliger", "activiteit"}}, "maatje koffie"},
		{Query{Kinds: []string{"activiteit", "vrijwilliger"}, Most: 1}, "koffie"},
		{Query{Kinds: []string{"inloop"}, Themes: []string{"geld"}}, "spreekuur taal"},
		{Query{Kinds: []string{"vrijwilliger", "activiteit"}, Neighbourhood: "dorp"}, "maatje"},
		{Query{Kinds: []string{"groep"}}, ""},
	} {
		if got := strings.Join(p.Fitting(c.q, at), " "); got != c.want {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
}
