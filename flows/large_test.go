package flows

import (
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// largePlaybook is the built-in playbook with each of its flows as often as
// makes at least n of them, each under a name of its own, with all that was
// translated.
func largePlaybook(tb testing.TB, n int) fstest.MapFS {
	tb.Helper()
	dir := fstest.MapFS{}
	var sources []string
	err := fs.WalkDir(BuiltIn(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		source, err := fs.ReadFile(BuiltIn(), name)
		if strings.HasPrefix(name, "flows/") {
			sources = append(sources, string(source))
		}
		dir[name] = &fstest.MapFile{Data: source}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	book, err := Load(BuiltIn())
	if err != nil {
		tb.Fatal(err)
	}
	for i := 1; i*len(sources) < n; i++ {
		suffix := fmt.Sprintf("-%d", i)
		for j, source := range sources {
			dir[fmt.Sprintf("flows/%d%s.yaml", j, suffix)] = &fstest.MapFile{Data: []byte(again(book, source, suffix))}
		}
	}
	return dir
}

// again is a flow's source under another name, started by a link of that name
// and by nothing else, and calling the flows that were renamed with it.
func again(book *Playbook, source, suffix string) string {
	var lines []string
	name, inStarts := "", false
	for line := range strings.SplitSeq(source, "\n") {
		switch key, value, _ := strings.Cut(line, ":"); {
		case key == "flow":
			name = strings.TrimSpace(value) + suffix
			line = "flow: " + name
		case key == "starts":
			inStarts, line = true, "starts: [{deeplink: "+name+"}]"
		case inStarts && strings.HasPrefix(line, " "):
			continue
		default:
			inStarts = false
			if before, called, ok := strings.Cut(line, "- call: "); ok && book.Talks.Flows[strings.TrimSpace(called)] != nil {
				line = before + "- call: " + strings.TrimSpace(called) + suffix
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestLargePlaybookLoads(t *testing.T) {
	book, err := Load(largePlaybook(t, 200))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(book.Talks.Flows); n < 200 {
		t.Errorf("%d flows", n)
	}
}

// A condition costs what it uses, and not what the flow declares: an author's
// page reads any file, and nobody waits minutes for it (S22).
func TestS22_ConditionsAmongVeryManyVariablesAreCheap(t *testing.T) {
	var flow strings.Builder
	flow.WriteString("flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\ndata:\n")
	const variables, conditions, most = 2000, 1000, 300 << 20
	for i := range variables {
		fmt.Fprintf(&flow, "  a%d: {type: text}\n", i)
	}
	flow.WriteString("steps:\n")
	for i := range conditions {
		fmt.Fprintf(&flow, "  - ask: A?\n    save: a%d\n    when: not given.a%d\n", i, i)
	}
	dir := folder(map[string]string{"flows/x.yaml": flow.String()})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = Load(dir) // half of the variables are saved nowhere
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > most {
		t.Errorf("%d MB for %d conditions", used>>20, conditions)
	}
}

// A hint looks at each step once: a talk may part and meet again without end.
func TestHintsEndWhereATalkPartsAndMeetsManyTimes(t *testing.T) {
	var g graph
	for range 64 { // 2^64 ways
		n := len(g)
		g = append(g, Step{Kind: StepGoto, When: &Condition{}, Goto: n + 2}, Step{Kind: StepSet, Goto: n + 2})
	}
	if g = append(g, Step{Kind: StepNotify, Goto: End}); g.wordless(0, make([]bool, len(g))) {
		t.Error("a talk that tells people ends without a word")
	}
}

// A playbook of 200 flows is to load in 200 ms: a start waits for it, and so
// does everybody while a changed one is read.
func BenchmarkLoad200Flows(b *testing.B) {
	dir := largePlaybook(b, 200)
	for b.Loop() {
		if _, err := Load(dir); err != nil {
			b.Fatal(err)
		}
	}
}
