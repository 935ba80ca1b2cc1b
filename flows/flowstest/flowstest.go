// Package flowstest draws playbooks that nobody wrote, for tests that must hold
// for any: whatever the loader accepts has to run.
package flowstest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing/fstest"

	"pgregory.net/rapid"
)

// Draw draws the files of a playbook with up to three flows, of steps of every
// kind that lead anywhere. Most are right as they are; some have a mistake, for
// the loader to find.
func Draw(t *rapid.T) fstest.MapFS {
	dir := fstest.MapFS{}
	file := func(name, source string) { dir[name] = &fstest.MapFile{Data: []byte(source)} }
	file("organisation.yaml", organisation(t))
	file("numbers.yaml", numbers)
	file("directory.yaml", directory)
	form := rapid.SampledFrom([]string{"je", "u"}).Draw(t, "form")
	n := rapid.IntRange(1, 3).Draw(t, "flows")
	var later []*flowDraw // flows that those before them may call
	for i := n - 1; i >= 0; i-- {
		f := &flowDraw{T: t, i: i, later: later, types: map[string]string{}, offered: map[string][]string{}}
		file(fmt.Sprintf("flows/f%d.yaml", i), f.draw(form))
		later = append(later, f)
	}
	return dir
}

// Team is the team that every drawn playbook has.
const Team = "wijk"

func organisation(t *rapid.T) string {
	hours := rapid.SampledFrom([]string{"altijd", "ma-vr 9:00-17:00", "[ma 9:00-9:01, za 23:00-2:00]"}).Draw(t, "hours")
	return "name: Een\nlanguage: nl\nteams:\n  " + Team + ": {label: de wijk, achterwacht: nee, hours: " + hours + "}\n" +
		"  nacht: {label: de nacht, achterwacht: ja, hours: altijd}\n"
}

const numbers = `numbers:
  - {name: Een, phone: "0800-1", for: [suicide, violence, sexual, body, money, child, worried, anything], hours: altijd, owner: wij}
`

const directory = `neighbourhoods:
  west: {label: West, postcodes: ["1234"]}
  oost: {label: Oost, postcodes: ["1235 AA - 1235 KZ"]}
themes: [geld, wonen]
entries:
  inloop:
    title: Inloop
    kind: inloop
    what: Kom binnen.
    where: Plein 1
    neighbourhoods: [west]
    themes: [geld]
    when: {rule: FREQ=WEEKLY;BYDAY=FR, from: "9:00", to: "10:30", start: 2026-01-02}
  wandelen:
    title: Wandelen
    kind: groep
    what: Samen lopen.
    where: Plein 2
    themes: [wonen, geld]
`

// flowDraw is one flow while it is drawn.
type flowDraw struct {
	*rapid.T
	i, n      int                 // its number, and that of its steps
	later     []*flowDraw         // that it may call
	variables []string            // that some step saves
	types     map[string]string   // of these
	offered   map[string][]string // values that a choose offers, by variable
}

// draw gives the flow's file.
func (f *flowDraw) draw(form string) string {
	f.n = rapid.IntRange(1, 10).Draw(f.T, "steps")
	steps := make([][]string, f.n)
	for j := range steps {
		steps[j] = f.step(j)
	}
	for j := range steps { // now that it is known what is saved
		if when := f.condition(j); when != "" {
			steps[j] = append(steps[j], "when: "+quote(when))
		} else if jumps(steps[j]) && j < f.n-1 { // what comes next would never be reached
			steps[j] = f.say(j)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "flow: f%d\ntitle: Een gesprek\nlanguage: nl\nform: %s\n", f.i, form)
	if f.i == 0 {
		b.WriteString("starts: [{default: webchat}, {deeplink: begin}, {words: [hallo]}]\n")
	} else {
		fmt.Fprintf(&b, "starts: [{deeplink: f%d}]\n", f.i)
	}
	if len(f.variables) > 0 {
		b.WriteString("data:\n")
		for _, v := range f.variables {
			fmt.Fprintf(&b, "  %s: {type: %s, about: %s}\n", v, f.types[v], v)
		}
	}
	b.WriteString("steps:\n")
	for j, keys := range steps {
		fmt.Fprintf(&b, "  - id: s%d\n", j)
		for _, key := range keys {
			fmt.Fprintf(&b, "    %s\n", key)
		}
	}
	return b.String()
}

// quote is a text as YAML holds it, whatever it is.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a text always has one
	}
	return string(b)
}

var phrases = []string{"Hoi.", "Waar gaat het over?", "Wij zijn {team}. {opent}\n{nummers}", "Hoe heet je, {alias}?", "😀 — “ja”?", "Een lange zin. Nog een."}

func (f *flowDraw) text() string {
	return quote(rapid.SampledFrom(phrases).Draw(f.T, "text"))
}

func (f *flowDraw) chance(of int, what string) bool {
	return rapid.IntRange(1, of).Draw(f.T, what) == 1
}

// onward is a step that a talk may go on with. One that leads back could lead
// round without asking anything: only answers do.
func (f *flowDraw) onward(j int, back bool) string {
	from := j + 1
	if back || f.chance(40, "astray") {
		from = 0
	}
	to := rapid.IntRange(from, f.n).Draw(f.T, "to")
	if to == f.n {
		return "end"
	}
	return fmt.Sprintf("s%d", to)
}

// save makes a variable for the answer of a step, or takes one that is there.
func (f *flowDraw) save(j int, types ...string) []string {
	if f.chance(4, "unsaved") {
		return nil
	}
	kind := rapid.SampledFrom(types).Draw(f.T, "type")
	for _, v := range f.variables {
		if f.types[v] == kind && f.chance(3, "the same") {
			return []string{"save: " + v}
		}
	}
	name := fmt.Sprintf("v%d", j)
	if kind == "text" && f.types["alias"] == "" && f.chance(3, "alias") {
		name = "alias"
	}
	f.variables = append(f.variables, name)
	f.types[name] = kind
	return []string{"save: " + name}
}

func saved(keys []string) string {
	for _, k := range keys {
		if name, ok := strings.CutPrefix(k, "save: "); ok {
			return name
		}
	}
	return ""
}

// of draws a variable of one of the types; empty where there is none.
func (f *flowDraw) of(types ...string) string {
	var names []string
	for _, v := range f.variables {
		for _, kind := range types {
			if f.types[v] == kind {
				names = append(names, v)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return rapid.SampledFrom(names).Draw(f.T, "variable")
}
