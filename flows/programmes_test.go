package flows

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const coordinated = "name: W\nlanguage: nl\nholidays: {country: nl}\ncoordinators:\n  anja: {name: Anja Bakker, email: anja@voorbeeld.nl}\n  piet: {name: Piet Visser}\n" +
	"teams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n  wijk: {label: de wijk, achterwacht: nee, hours: altijd}\n"

// programmesOf loads a playbook with these programmes.
func programmesOf(t *testing.T, source string) *Playbook {
	t.Helper()
	p, err := Load(folder(map[string]string{"organisation.yaml": coordinated, "programmes.yaml": source}))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// circleHints are the hints about programmes and coordinators, as lines.
func circleHints(t *testing.T, source string) (lines []string) {
	t.Helper()
	for _, line := range hintsOfFiles(t, map[string]string{"organisation.yaml": coordinated, "programmes.yaml": source}) {
		if !strings.HasPrefix(line, "flows/") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestProgrammesAreRead(t *testing.T) {
	p := programmesOf(t, `belcirkel:
  label: de belcirkel
  kind: ster
  language: tr
  form: u
  team: wijk
  days: ma, wo-vr
  start: 2026-11-24
  at: "8:30"
  until: "10:15"
  early: "7.00"
  remind: [20 min, 1 uur]
  overdue: 2 uur
  climb: [5 min, 15 min, 1 uur]
  holidays: closed
  people: 40
  circles:
    noord: {label: Noord, channel: C1, rooster: {ma-vr: [anja, piet], za-zo: [piet]}}
`)
	b := p.Programme("belcirkel")
	if b == nil || p.Programme("ander") != nil || len(p.Programmes) != 1 {
		t.Fatalf("%+v", p.Programmes)
	}
	when, holidays, at, circles := b.When, b.Holidays, b.at, b.Circles
	rest := *b
	rest.When, rest.Holidays, rest.at, rest.Circles = When{}, Holidays{}, place{}, nil
	want := Programme{Name: "belcirkel", Label: "de belcirkel", Kind: ProgrammeStar, Language: "tr", Form: "u", Team: "wijk",
		Until: 10*60 + 15, Early: 7 * 60, Remind: []time.Duration{20 * time.Minute, time.Hour}, Overdue: 2 * time.Hour,
		Climb: []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour}, Step: 10 * time.Minute, People: 40}
	if !reflect.DeepEqual(rest, want) || when.From != 8*60+30 || len(holidays.days) == 0 || at.line != 1 {
		t.Errorf("%+v\nwant %+v", rest, want)
	}
	c := b.Circle("noord")
	if c == nil || c.Label != "Noord" || c.Channel != "C1" || b.Circle("zuid") != nil || len(circles) != 1 {
		t.Fatalf("%+v", circles)
	}
	for day, want := range map[string]string{"2026-11-23": "anja piet", "2026-11-28": "piet"} {
		d, _ := ParseDay(day)
		if got := strings.Join(c.OnDuty(d), " "); got != want {
			t.Errorf("%s: %s on duty", day, got)
		}
	}
	for day, want := range map[string]bool{"2026-11-23": false, "2026-11-25": true, "2026-11-24": false, "2026-11-30": true, "2026-12-25": false} {
		if d, _ := ParseDay(day); b.Asks(d) != want {
			t.Errorf("%s: asks is %v", day, !want)
		}
	}
	if anja, ok := p.Coordinator("anja"); !ok || anja.Label != "Anja Bakker" || anja.Email != "anja@voorbeeld.nl" {
		t.Errorf("%+v", anja)
	}
	if _, ok := p.Coordinator("els"); ok || b.Slot() != "0830" {
		t.Error("somebody is a coordinator who is not")
	}
}

// What a programme does not say is as people.md and law 11 have it.
func TestProgrammesHaveTheTimesOfOlderResidents(t *testing.T) {
	const short = "a: {label: a, kind: %s, form: u, team: wijk, days: elke dag, at: %q, circles: {a: {label: a}}%s}\n"
	p := programmesOf(t, fmt.Sprintf(short, "ster", "8:30", "")).Programme("a")
	if p.Until != 10*60 || p.Early != 6*60 || p.Overdue != 90*time.Minute || p.Language != "nl" ||
		!slices.Equal(p.Remind, []time.Duration{30 * time.Minute, time.Hour}) || !slices.Equal(p.Climb, []time.Duration{10 * time.Minute, 20 * time.Minute}) {
		t.Errorf("%+v", p)
	}
	christmas := Day{2026, time.December, 25}
	if !p.Asks(christmas) {
		t.Error("on Christmas nobody is asked")
	}
	if late := programmesOf(t, fmt.Sprintf(short, "keten", "20:45", ", step: 5 min")).Programme("a"); late.Until != 21*60 || len(late.Remind) != 0 || late.Step != 5*time.Minute {
		t.Errorf("%+v", late)
	}
	if none := programmesOf(t, fmt.Sprintf(short, "ster", "8:30", ", remind: nee")).Programme("a"); len(none.Remind) != 0 {
		t.Errorf("%+v", none)
	}
}

// What the guide shows loads, and says what holds where a programme is silent.
func TestTheGuideShowsAProgrammeThatLoads(t *testing.T) {
	guide, err := fs.ReadFile(BuiltIn(), "LEESMIJ.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(guide), "## De belcirkel\n")
	blocks := strings.Split(chapter, "```")
	if len(blocks) < 4 {
		t.Fatal("the guide has no two examples")
	}
	programme, people := strings.TrimPrefix(blocks[1], "yaml\n"), strings.TrimPrefix(blocks[3], "yaml\n")
	_, teams, _ := strings.Cut(coordinated, "teams:\n")
	p, err := Load(folder(map[string]string{"programmes.yaml": programme,
		"organisation.yaml": "name: W\nlanguage: nl\n" + people + "teams:\n" + strings.ReplaceAll(teams, "wijk:", "wijkteam:")}))
	if err != nil {
		t.Fatal(err)
	}
	said := *p.Programme("belcirkel")
	plain := *programmesOf(t, "belcirkel: {label: de belcirkel, kind: ster, form: u, team: wijk, days: elke dag, at: \"8:30\", circles: {a: {label: a}}}\n").Programme("belcirkel")
	for _, b := range []*Programme{&said, &plain} {
		b.Circles, b.When, b.Team = nil, When{}, ""
	}
	if !reflect.DeepEqual(said, plain) {
		t.Errorf("the guide says %+v\na programme that says nothing has %+v", said, plain)
	}
}

// Each day of a rule is one on which it takes place, and no other is.
func TestWhenIsOnTheDaysOfItsRule(t *testing.T) {
	for _, rule := range []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE;COUNT=4", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"} {
		d, e := comesOn(t, rule, "2026-01-07", 600, 660, Holidays{})
		w := e.When[0]
		want := " " + dates(d, e, time.Date(2026, 1, 1, 0, 0, 0, 0, Amsterdam), 400) + " "
		for day := (Day{2026, 1, 1}); day.Year == 2026; day = day.Add(1) {
			if got := w.On(day); got != strings.Contains(want, " "+day.String()+" ") {
				t.Errorf("%s on %s: %v", rule, day, got)
			}
		}
	}
}

func TestHintsAboutRoosters(t *testing.T) {
	const one = "a: {label: a, kind: ster, form: u, team: wijk, days: %q, at: \"8:30\", circles: {noord: {label: Noord%s}}}\n"
	noMail := `organisation.yaml:6:3: "Piet Visser" has no e-mail address`
	for _, c := range []struct{ days, rooster, want string }{
		{"elke dag", ", rooster: {elke dag: [anja, piet]}", ""},
		{"ma-vr", ", rooster: {ma-vr: [piet], za: [anja]}", ""},
		{"elke dag", ", rooster: {ma-vr: [piet, anja], zo: [anja]}", `programmes.yaml:1:88: nobody is on duty for "Noord" on za`},
		{"FREQ=MONTHLY;BYDAY=1TU,1SU", ", rooster: {ma: [piet, anja]}", `programmes.yaml:1:106: nobody is on duty for "Noord" on di, zo`},
		{"za-zo", "", `programmes.yaml:1:85: nobody is on duty for "Noord" on za, zo`},
	} {
		all := circleHints(t, fmt.Sprintf(one, c.days, c.rooster))
		found := slices.ContainsFunc(all, func(s string) bool { return c.want != "" && strings.HasPrefix(s, c.want) })
		empty := slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, "on duty") })
		if found != (c.want != "") || empty != (c.want != "") || !slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, noMail) }) {
			t.Errorf("%s %s: %q", c.days, c.rooster, all)
		}
	}
	if all := circleHints(t, fmt.Sprintf(one, "za", ", rooster: {za: [anja]}")); !slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, `organisation.yaml:6:3: no circle has "Piet Visser"`) }) {
		t.Errorf("%q", all)
	}
}

// A programme that the platform cannot drain inside its window is told of: by what
// the playbook says, or by how many there are; others on the same days come first.
func TestHintsAboutCrowds(t *testing.T) {
	const star = "%s: {label: a, kind: ster, form: u, team: wijk, days: %s, at: %q, people: %d, circles: {a: {label: a}}}\n"
	const thirty = time.Second / 30
	for _, c := range []struct {
		source string
		people map[string]int
		want   string
	}{
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 100_000), nil, ""},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 162_000), nil, ""},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 162_001), nil, "a 1"},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 162_001), map[string]int{"a": 40}, ""},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 40), map[string]int{"a": 180_000}, "a 10"},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 108_000) + fmt.Sprintf(star, "b", "ma", "9:00", 108_000), nil, ""},
		{fmt.Sprintf(star, "a", "elke dag", "8:30", 144_000) + fmt.Sprintf(star, "b", "ma", "9:00", 108_000), nil, "b 20"},
		{fmt.Sprintf(star, "a", "za-zo", "8:30", 144_000) + fmt.Sprintf(star, "b", "ma-vr", "9:00", 108_000), nil, ""},
	} {
		var got []string
		for _, h := range programmesOf(t, c.source).Crowded(c.people, thirty) {
			name, _, _ := strings.Cut(h.What, " ")
			_, late, _ := strings.Cut(h.What, "asked ")
			_, late, _ = strings.Cut(late, "asked ")
			late, _, _ = strings.Cut(late, " ")
			if got = append(got, name+" "+late); h.In("nl").What == h.What || h.Line == 0 {
				t.Errorf("badly worded: %+v", h)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s%v: %q, want %q", c.source, c.people, got, c.want)
		}
	}
}
