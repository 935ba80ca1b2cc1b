package flows

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawGraph draws steps of all kinds that lead anywhere.
func drawGraph(t *rapid.T) graph {
	n := rapid.IntRange(1, 12).Draw(t, "steps")
	to := rapid.IntRange(-1, n-1)
	g := make(graph, n)
	for i := range g {
		s := &g[i]
		s.Kind = rapid.SampledFrom(deeds[:]).Draw(t, "kind").kind
		s.Goto = to.Draw(t, "goto")
		if rapid.Bool().Draw(t, "conditional") {
			s.When = &Condition{}
		}
		switch s.Kind {
		case StepAsk:
			s.Skip, s.Skipped = Text{base: "x"}, to.Draw(t, "skipped")
		case StepChoose:
			s.Options = []Option{{Goto: to.Draw(t, "a")}, {Goto: to.Draw(t, "b")}}
		case StepFind:
			s.Find = &Find{None: to.Draw(t, "none")}
		case StepEnd:
			s.Goto = End
		}
	}
	return g
}

// What the loader finds is what walking every way finds.
func TestGraphFindsCirclesAndUnreachableSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		reach := make([][]bool, len(g)) // without waiting
		all := make([][]bool, len(g))
		for i := range g {
			reach[i], all[i] = make([]bool, len(g)), make([]bool, len(g))
			now, any := g.follow(i)
			for _, j := range now {
				if j != End {
					reach[i][j] = true
				}
			}
			for _, j := range any {
				if j != End {
					all[i][j] = true
				}
			}
		}
		for k := range g {
			for i := range g {
				for j := range g {
					reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
					all[i][j] = all[i][j] || all[i][k] && all[k][j]
				}
			}
		}
		var want []int
		for i := range g {
			earlier := func(j int) bool { return reach[i][j] && reach[j][i] }
			if reach[i][i] && !slices.ContainsFunc(want, earlier) {
				want = append(want, i)
			}
		}
		if got := g.circles(); !slices.Equal(got, want) {
			t.Fatalf("circles %v, want %v", got, want)
		}
		for i, ok := range g.reached() {
			if ok != (i == 0 || all[0][i]) {
				t.Fatalf("step %d reached: %v", i, ok)
			}
		}
	})
}

// A flow of a hundred thousand steps is read in one go, not one way after another.
func TestGraphOfALongFlow(t *testing.T) {
	g := make(graph, 100_000)
	for i := range g {
		g[i] = Step{ID: fmt.Sprint(i), Kind: StepSay, Goto: i + 1}
	}
	g[len(g)-1].Goto = 0
	if got := g.circles(); !slices.Equal(got, []int{0}) {
		t.Errorf("circles %v", got)
	}
}

// Every way on is there once, with what leads to it.
func TestWaysOfABuiltInFlow(t *testing.T) {
	book, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	flow := book.Talks.Flows["jongeren"]
	at := func(id string) int {
		_, i := flow.Step(id)
		return i
	}
	tests := []struct {
		step string
		want []string
	}{
		{"say:1", []string{"on choose:vrij"}},
		{"choose:vrij", []string{`"Ja" choose:thema`, `"Nee" nietvrij`}},
		{"ask:verhaal", []string{"on ask:alias", `"Liever straks" ask:alias`}},
		{"handoff:1", []string{"back say:2"}},
		{"end:1", nil},
		{"notify:1", []string{"on end", "past notify:2"}},
		{"notify:2", []string{"on end"}},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range flow.Ways(at(tt.step)) {
			how := [...]string{WayOn: "on", WayAnswer: fmt.Sprintf("%q", w.Answer.In("nl")), WayBack: "back", WayPast: "past"}[w.Kind]
			to := "end"
			if w.To != End {
				to = flow.Steps[w.To].ID
			}
			got = append(got, how+" "+to)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q", tt.step, got)
		}
	}
	if got := flow.Steps[at("notify:1")].When.String(); got != `later == "morgen"` {
		t.Errorf("the condition reads %s", got)
	}
}
