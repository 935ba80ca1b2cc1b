package flows

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// asking is a flow with every type of variable and one say with the condition.
func asking(condition string) map[string]string {
	return map[string]string{"flows/x.yaml": `flow: x
title: X
language: nl
form: je
starts: [{default: webchat}]
data:
  naam: {type: text}
  leeftijd: {type: number}
  thema: {type: choice}
  vrij: {type: yesno}
steps:
  - ask: Hoe heet je?
    save: naam
  - ask: Hoe oud ben je?
    save: leeftijd
  - choose: Waarover?
    save: thema
    options: [{geld: Geld}, {school: School}]
  - choose: Kun je vrij praten?
    save: vrij
    options: [{ja: Ja}, {nee: Nee}]
  - say: Dag
    when: '` + condition + "'\n"}
}

func condition(t testing.TB, source string) *Condition {
	t.Helper()
	p, err := Load(folder(asking(source)))
	if err != nil {
		t.Fatal(err)
	}
	steps := p.Talks.Flows["x"].Steps
	return steps[len(steps)-1].When
}

func TestConditionsHold(t *testing.T) {
	for _, c := range []struct {
		source string
		data   map[string]string
		want   bool
	}{
		{`thema == "geld"`, map[string]string{"thema": "geld"}, true},
		{`thema == "geld"`, map[string]string{"thema": "school"}, false},
		{`thema == "geld"`, nil, false},
		{`thema != "geld"`, nil, true},
		{`thema in ["geld", "school"]`, map[string]string{"thema": "school"}, true},
		{`thema not in ["geld"]`, map[string]string{"thema": "school"}, true},
		{`thema == ""`, nil, true},
		{`vrij`, map[string]string{"vrij": "ja"}, true},
		{`vrij`, map[string]string{"vrij": "nee"}, false},
		{`not vrij`, nil, true},
		{`given.vrij and not vrij`, nil, false},
		{`given.vrij and not vrij`, map[string]string{"vrij": "nee"}, true},
		{`leeftijd < 18`, nil, true},
		{`given.leeftijd and leeftijd < 18`, nil, false},
		{`given.leeftijd and leeftijd < 18`, map[string]string{"leeftijd": " 15 "}, true},
		{`given.leeftijd and leeftijd < 18`, map[string]string{"leeftijd": "vijftien"}, false},
		{`leeftijd == 7.5`, map[string]string{"leeftijd": "7,5"}, true},
		{`leeftijd == 18`, map[string]string{"leeftijd": "18"}, true},
		{`leeftijd + 1 > 18 and leeftijd * 2 - 1 > 30`, map[string]string{"leeftijd": "18"}, true},
		{`given.leeftijd`, map[string]string{"leeftijd": "NaN"}, false},
		{`given.leeftijd`, map[string]string{"leeftijd": "1e999"}, false},
		{`naam contains "S" or naam startsWith "x"`, map[string]string{"naam": "Sam"}, true},
		{`naam endsWith "m" && !(naam == "")`, map[string]string{"naam": "Sam"}, true},
		{`given.naam`, map[string]string{"naam": ""}, false},
		{`true`, nil, true},
	} {
		if got := condition(t, c.source).Holds(c.data); got != c.want {
			t.Errorf("%s of %v: %v", c.source, c.data, got)
		}
	}
}

// A condition answers whatever was kept, and twice the same.
func TestConditionsAreTotal(t *testing.T) {
	var all []*Condition
	for _, source := range []string{
		`given.leeftijd and leeftijd * leeftijd - 1 > 3`, `naam contains "a" and thema in ["geld"]`,
		`not vrij or leeftijd == 0`, `naam + naam == "aa"`,
	} {
		all = append(all, condition(t, source))
	}
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.MapOf(rapid.SampledFrom([]string{"naam", "leeftijd", "thema", "vrij", "anders"}), rapid.String()).Draw(t, "data")
		for i, c := range all {
			if first := c.Holds(data); first != c.Holds(data) {
				t.Fatalf("condition %d changes its mind", i)
			}
		}
	})
}

func TestConditionsAreSafeTogether(t *testing.T) {
	c := condition(t, `given.leeftijd and leeftijd < 18`)
	done := make(chan bool)
	for i := range 8 {
		go func() {
			good := true
			for j := range 200 {
				good = good && c.Holds(map[string]string{"leeftijd": fmt.Sprint(i + j)}) == (i+j < 18)
			}
			done <- good
		}()
	}
	for range 8 {
		if !<-done {
			t.Error("one talk's data reached another's condition")
		}
	}
}

func BenchmarkConditionHolds(b *testing.B) {
	c := condition(b, `given.leeftijd and leeftijd < 18 and thema in ["geld", "school"]`)
	data := map[string]string{"leeftijd": "15", "thema": "geld"}
	for b.Loop() {
		if !c.Holds(data) {
			b.Fatal("does not hold")
		}
	}
}

// S22: a text that is added to itself each time that a talk comes round does not
// grow without end.
func TestS22_AComputedTextStaysWithinBounds(t *testing.T) {
	book, err := Load(folder(map[string]string{"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\n" +
		"data: {a: {type: text}}\nsteps:\n  - ask: A?\n    save: a\n    id: weer\n  - set: {a: \"= a + a\"}\n  - ask: B?\n    goto: weer\n"}))
	if err != nil {
		t.Fatal(err)
	}
	add := book.Talks.Flows["x"].Steps[1].Set[0].Expr
	data := map[string]string{"a": "é"}
	for range 24 {
		data["a"] = add.Compute(data)
	}
	if a := data["a"]; len(a) > longestData || len(a) < longestData-1 || strings.Trim(a, "é") != "" {
		t.Errorf("%d bytes, that begin with %.20q", len(a), a)
	}
}
