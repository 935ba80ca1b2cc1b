package flowstest

import (
	"fmt"

	"pgregory.net/rapid"
)

// typed is an open question that wants a kind of answer.
func (f *flowDraw) typed(j int) []string {
	keys := append([]string{"ask: " + f.text()}, f.save(j, "date", "time", "phone", "email", "neighbourhood", "story", "number")...)
	if v := saved(keys); v != "" && f.types[v] != "story" && f.chance(3, "again") {
		keys = append(keys, "again: "+f.text())
	}
	return append(append(keys, f.skip(j)...), f.patience(j)...)
}

func (f *flowDraw) several(j int) []string {
	keys := append([]string{"choose: " + f.text(), "several: ja"}, f.saveAlways(j, "several")...)
	v := saved(keys)
	f.offered[v] = append(f.offered[v], "geld", "wonen", "o2")
	return append(append(keys, "options: [geld: Geld, wonen: Wonen, o2: Gewoon praten]"), f.skip(j)...)
}

// from offers what was found, or was chosen before. Where there is neither, the
// step asks for something else.
func (f *flowDraw) from(j int) []string {
	v := f.of("several", "found")
	if v == "" {
		return f.scale(j)
	}
	kind := "choice"
	if f.types[v] == "found" {
		kind = "entry"
	}
	keys := append([]string{"choose: " + f.text(), "from: " + v}, f.saveNew(j, kind)...)
	return append(keys, "options: [anders: Iets anders, geen: {label: Geen van deze, goto: "+f.onward(j, true)+"}]")
}

func (f *flowDraw) scale(j int) []string {
	keys := append([]string{"scale: " + f.text()}, f.save(j, "number")...)
	if f.chance(2, "faces") {
		keys = append(keys, "as: faces")
	}
	return append(append(keys, f.skip(j)...), f.patience(j)...)
}

func (f *flowDraw) consent(j int) []string {
	keys := append([]string{"consent: " + f.text(), "for: je naam delen"}, f.save(j, "yesno")...)
	return append(keys, f.skip(j)...)
}

func (f *flowDraw) set(j int) []string {
	v := f.of("number", "yesno", "text")
	switch f.types[v] {
	case "number":
		return []string{"set: {" + v + ": " + rapid.SampledFrom([]string{"3", "\"= " + v + " + 1\""}).Draw(f.T, "value") + "}"}
	case "yesno":
		return []string{"set: {" + v + ": \"" + rapid.SampledFrom([]string{"ja", "nee"}).Draw(f.T, "value") + "\"}"}
	case "text":
		return []string{"set: {" + v + ": iets}"}
	}
	return f.say(j)
}

// call goes to a later flow: most do not call each other in a circle.
func (f *flowDraw) call(j int) []string {
	if len(f.later) == 0 {
		return f.say(j)
	}
	called := rapid.SampledFrom(f.later).Draw(f.T, "called")
	keys := []string{fmt.Sprintf("call: f%d", called.i)}
	for _, way := range []string{"with", "back"} {
		theirs := called.of("text", "number", "yesno", "date")
		ours := f.of(called.types[theirs])
		switch {
		case theirs == "" || ours == "" || f.chance(2, way):
		case way == "with":
			keys = append(keys, "with: {"+theirs+": "+ours+"}")
		default:
			keys = append(keys, "back: {"+ours+": "+theirs+"}")
		}
	}
	return keys
}

func (f *flowDraw) wait(int) []string {
	keys := []string{"wait: 2 dagen", "wait: 20 minuten", "wait: {until: \"9:00\"}", "wait: {until: \"23:30\"}"}
	if v := f.of("date"); v != "" {
		keys = append(keys, "wait: {until: "+v+", at: \"9:00\", before: 1}", "wait: {until: "+v+", at: \"20:30\"}")
	}
	return []string{rapid.SampledFrom(keys).Draw(f.T, "wait")}
}

func (f *flowDraw) find(j int) []string {
	keys := append([]string{"find: " + rapid.SampledFrom([]string{"directory", "inloop", "[inloop, groep]"}).Draw(f.T, "find")}, f.saveAlways(j, "found")...)
	if f.chance(2, "theme") {
		keys = append(keys, "theme: "+rapid.SampledFrom([]string{"geld", "wonen"}).Draw(f.T, "theme"))
	}
	if v := f.of("neighbourhood"); v != "" && f.chance(2, "neighbourhood") {
		keys = append(keys, "neighbourhood: "+v)
	}
	if v := f.of("number"); v != "" && f.chance(2, "age") {
		keys = append(keys, "age: "+v)
	}
	if f.chance(2, "none") {
		keys = append(keys, "none: "+f.onward(j, false))
	}
	return keys
}

// patience is when a question is put again, and given up.
func (f *flowDraw) patience(j int) []string {
	var keys []string
	if f.chance(3, "remind") {
		keys = append(keys, "remind: "+rapid.SampledFrom([]string{"20 minuten", "8u", "{after: 2 uur, say: Ben je er nog?}"}).Draw(f.T, "remind"))
	}
	if f.chance(3, "give up") {
		keys = append(keys, "give_up: "+rapid.SampledFrom([]string{"9u", "{after: 1 dag, goto: " + f.onward(j, true) + "}", "{after: 3 uur, say: Ik stop., goto: " + f.onward(j, true) + "}"}).Draw(f.T, "give up"))
	}
	return keys
}

// saveAlways is save for a step that cannot do without.
func (f *flowDraw) saveAlways(j int, kind string) []string {
	for _, v := range f.variables {
		if f.types[v] == kind && f.chance(3, "the same") {
			return []string{"save: " + v}
		}
	}
	return f.saveNew(j, kind)
}

func (f *flowDraw) saveNew(j int, kind string) []string {
	name := fmt.Sprintf("v%d", j)
	f.variables = append(f.variables, name)
	f.types[name] = kind
	return []string{"save: " + name}
}
