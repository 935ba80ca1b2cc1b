package flowstest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// kinds draw one kind of step each: the keys that stand in it.
var kinds = []func(f *flowDraw, j int) []string{
	(*flowDraw).say, (*flowDraw).ask, (*flowDraw).ask, (*flowDraw).choose, (*flowDraw).choose,
	(*flowDraw).notify, (*flowDraw).handoff, (*flowDraw).jump,
	(*flowDraw).typed, (*flowDraw).several, (*flowDraw).scale, (*flowDraw).from,
	(*flowDraw).consent, (*flowDraw).set, (*flowDraw).call, (*flowDraw).wait, (*flowDraw).find,
}

func (f *flowDraw) step(j int) []string {
	return rapid.SampledFrom(kinds).Draw(f.T, "kind")(f, j)
}

func (f *flowDraw) say(int) []string {
	if f.chance(3, "several texts") {
		return []string{"say: [" + f.text() + ", " + f.text() + "]"}
	}
	return []string{"say: " + f.text()}
}

func (f *flowDraw) ask(j int) []string {
	keys := append([]string{"ask: " + f.text()}, f.save(j, "text", "number")...)
	return append(keys, f.skip(j)...)
}

func (f *flowDraw) skip(j int) []string {
	switch rapid.IntRange(0, 2).Draw(f.T, "skip") {
	case 0:
		return []string{"skip: Liever niet"}
	case 1:
		return []string{"skip: {label: Liever niet, goto: " + f.onward(j, true) + "}"}
	}
	return nil
}

var labels = []string{"Geld", "Wonen", "Gewoon praten", "Thuis en familie", "Iets anders", "Zeg ik liever niet"}

func (f *flowDraw) choose(j int) []string {
	keys := append([]string{"choose: " + f.text()}, f.save(j, "choice", "choice", "yesno", "number")...)
	n := rapid.IntRange(2, 5).Draw(f.T, "options")
	values := make([]string, n)
	for i := range values {
		values[i] = fmt.Sprintf("o%d", i)
	}
	v := saved(keys)
	switch f.types[v] {
	case "yesno":
		values = []string{"ja", "nee"}
	case "number":
		for i := range values {
			values[i] = fmt.Sprint(i)
		}
	}
	for i, value := range values {
		label := labels[i]
		f.offered[v] = append(f.offered[v], value)
		if i > 0 && f.chance(2, "with goto") { // the first goes on, so that what follows is reached
			values[i] = fmt.Sprintf("%s: {label: %s, goto: %s}", quote(value), label, f.onward(j, true))
			continue
		}
		values[i] = quote(value) + ": " + label
	}
	keys = append(keys, "options: [{"+strings.Join(values, "}, {")+"}]")
	if f.chance(3, "big") {
		keys = append(keys, "buttons: big")
	}
	return keys
}

func (f *flowDraw) passing(kind string) []string {
	keys := []string{kind + ": " + rapid.SampledFrom([]string{Team, "nacht"}).Draw(f.T, "team")}
	if f.chance(2, "said") {
		keys = append(keys, "say: "+f.text())
		if f.chance(2, "closed") {
			keys = append(keys, "closed: "+f.text())
		}
	}
	if v := f.of("text", "choice", "number", "yesno", "entry", "several"); v != "" && f.chance(2, "card") {
		keys = append(keys, "card: ["+v+"]")
	}
	if f.chance(2, "urgency") {
		keys = append(keys, "urgency: "+rapid.SampledFrom([]string{"quiet", "normal", "urgent", "danger"}).Draw(f.T, "urgency"))
	}
	return keys
}

func (f *flowDraw) notify(int) []string { return f.passing("notify") }

func (f *flowDraw) handoff(int) []string { return f.passing("handoff") }

// jump is a goto or an end.
func (f *flowDraw) jump(j int) []string {
	if j == f.n-1 || f.chance(2, "end") {
		return []string{"end: true"}
	}
	return []string{"goto: " + f.onward(j, false)}
}

func jumps(keys []string) bool {
	return strings.HasPrefix(keys[0], "end:") || strings.HasPrefix(keys[0], "goto:")
}

// condition draws a condition for the step; empty for none.
func (f *flowDraw) condition(j int) string {
	if j == 0 || f.chance(3, "always") {
		return ""
	}
	switch v := f.of("text", "choice", "number", "yesno"); f.types[v] {
	case "text":
		return rapid.SampledFrom([]string{"given." + v, "not given." + v, v + " contains \"a\""}).Draw(f.T, "when")
	case "choice":
		if values := f.offered[v]; len(values) > 0 {
			return v + " == \"" + rapid.SampledFrom(values).Draw(f.T, "value") + "\""
		}
	case "number":
		return v + rapid.SampledFrom([]string{" > 2", " == 0", " < 1"}).Draw(f.T, "when")
	case "yesno":
		return rapid.SampledFrom([]string{v, "not " + v}).Draw(f.T, "when")
	}
	return ""
}
