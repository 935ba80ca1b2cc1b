package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"omzien/flows/flowstest"
)

func TestGraphPrintsMermaid(t *testing.T) {
	said, ok := asked(t, nil, nil, "graph", "jongeren")
	if !ok || !strings.HasPrefix(said, "flowchart TD\n  subgraph f1[\"jongeren: ") || strings.Contains(said, "wijk:") {
		t.Errorf("got\n%s", said)
	}
	follows(t, said, "Kun je nu vrij praten?", `-->|"Ja"| `, `-->|"Nee"| `, `-.->|"het team geeft terug"| `)
	said, ok = asked(t, nil, nil, "graph")
	if !ok || strings.Count(said, "subgraph") != len(flowstest.BuiltIn(t).Talks.Flows) {
		t.Errorf("got\n%s", said)
	}
}

func TestGraphOfAnOwnPlaybook(t *testing.T) {
	dir := playbook(t, "flows/wijk.yaml", "Goedendag.", "Dag, dit is nieuw.")
	for _, args := range [][]string{{"--playbook", dir}, nil} {
		said, ok := asked(t, nil, []string{"OMZIEN_PLAYBOOK=" + dir}, append([]string{"graph", "wijk"}, args...)...)
		if !ok || !strings.Contains(said, "Dag, dit is nieuw.") {
			t.Errorf("got %s", said)
		}
	}
}

func TestGraphSaysWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		want string
		args []string
	}{
		{`there is no flow "jongern": this playbook has aanbod, `, []string{"jongern"}},
		{"there is no such folder", []string{"--playbook", "weg"}},
		{"keep the drawing: ", []string{"--html", "weg/flow.html"}},
	} {
		if said, ok := asked(t, nil, nil, append([]string{"graph"}, tt.args...)...); ok || !strings.Contains(said, tt.want) {
			t.Errorf("%q: got %s", tt.args, said)
		}
	}
}

// What is drawn can be read: in the browser each text stands inside its shape,
// by light and by dark, and nothing is on top of a text.
func TestGraphPageIsReadable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "flow.html")
	said, ok := asked(t, nil, nil, "graph", "--html", file)
	if !ok || said != fmt.Sprintf("%d flows drawn in %s: open it in a browser.\n", len(flowstest.BuiltIn(t).Talks.Flows), file) {
		t.Fatalf("got %s", said)
	}
	if _, err := os.Stat(file); err != nil {
		t.Fatal(err)
	}
	page := newTab(t, browser(t), "author", 1000, 2600)
	page.goes("file://" + file)
	page.reads("Getekend op ")
	page.shot("drawn")
	page.eval("had each text inside its shape", `
		const inside = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
		const groups = [...document.querySelectorAll('section svg > g')];
		return groups.length > 20 && groups.every(g => {
			const shape = g.querySelector('.shape, .label').getBoundingClientRect();
			return [...g.querySelectorAll('text')].every(t => inside(t.getBoundingClientRect(), shape));
		});`)
	page.eval("had no box on another", `
		const all = [...document.querySelectorAll('section svg > g')].map(g => g.querySelector('.shape, .label').getBoundingClientRect());
		return all.every((a, i) => all.slice(0, i).every(b =>
			a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top));`)
	page.eval("had arrows with their tips", `
		const arrows = [...document.querySelectorAll('.arrow[marker-end]')];
		return arrows.length > 20 && arrows.every(a => document.querySelector(a.getAttribute('marker-end').slice(4, -1)));`)
}
