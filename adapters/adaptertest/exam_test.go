package adaptertest

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
)

var (
	pageExam = Exam{Role: chat.RolePerson}
	postExam = Exam{Role: chat.RolePerson, Sender: true, Finder: true}
)

func TestARightPagePasses(t *testing.T) {
	e := pageExam
	e.New = pageBench("")
	Run(t, e)
}

func TestARightSenderPasses(t *testing.T) {
	e := postExam
	e.New = postBench("")
	Run(t, e)
}

// bads are adapters that are wrong in one way, and the question that shows it.
var bads = []struct {
	bad      string
	question string
}{
	{"its limits grow", "its name and limits never change"},
	{"says that it is pushed to", "it can what it says it can"},
	{"numbers what arrives", "the same thing keeps its ID"},
	{"tells things apart by their words", "different things have different IDs"},
	{"takes out stars", "words and presses arrive as they were"},
	{"calls a press words", "words and presses arrive as they were"},
	{"does not say when", "an event says when, where and who"},
	{"does not say where", "an event says when, where and who"},
	{"does not say who", "an event says when, where and who"},
	{"does not wait for long", "acknowledged only after handle returned"},
	{"hears no refusal", "not acknowledged when handle fails"},
	{"calls a panic well", "a panic is no acknowledgement"},
	{"goes on after a refusal", "the order of one chat is kept"},
	{"takes what nobody signed", "nothing comes in without authentication"},
	{"takes any key", "nothing comes in without authentication"},
	{"takes another site's", "nothing comes in without authentication"},
	{"takes any size", "malformed and oversized things are refused and stop nobody"},
	{"stops at malformed things", "malformed and oversized things are refused and stop nobody"},
	{"logs words", "no log line carries words, addresses or secrets"},
	{"logs the address", "no log line carries words, addresses or secrets"},
	{"Run ends at once", "Run ends with nil when its context ends"},
	{"Run ends with an error", "Run ends with nil when its context ends"},
	{"leaves a goroutine", "nothing runs on after Run"},
}

// badSenders are those that are wrong in what they send.
var badSenders = []struct {
	bad      string
	question string
}{
	{"tries again by itself", "one message is one call"},
	{"forgets the buttons", "one message is one call"},
	{"promises longer texts than the platform takes", "what Fit cut is taken whole"},
	{"shortens", "what Fit cut is taken whole"},
	{"forgets the picture", "a link and a picture arrive, or their words do"},
	{"forgets the link", "a link and a picture arrive, or their words do"},
	{"calls nothing written uncertain", "each failure gets its mark"},
	{"calls blocked refused", "each failure gets its mark"},
	{"calls refused uncertain", "each failure gets its mark"},
	{"does not say how long to wait", "each failure gets its mark"},
	{"calls a timeout unwritten", "each failure gets its mark"},
	{"calls a cut connection unwritten", "each failure gets its mark"},
	{"calls a 5xx refused", "each failure gets its mark"},
	{"calls half an answer sent", "each failure gets its mark"},
	{"quotes the words", "no error carries words, addresses or secrets"},
	{"quotes the address", "no error carries words, addresses or secrets"},
	{"shows its token", "no error carries words, addresses or secrets"},
	{"finds nothing", "Find finds what arrived and proves absence"},
	{"finds by words", "Find finds what arrived and proves absence"},
	{"takes silence for absence", "a look-up that fails proves nothing"},
}

func TestABadAdapterFailsItsQuestionOnly(t *testing.T) {
	asked := map[string]bool{}
	for _, b := range bads {
		e := pageExam
		e.New = pageBench(b.bad)
		e.grace, e.patience, e.early = showing(b.bad)
		asked[b.question] = true
		t.Run(b.bad, func(t *testing.T) { failsOnly(t, e, b.question) })
	}
	for _, b := range badSenders {
		e := postExam
		e.New = postBench(b.bad)
		asked[b.question] = true
		t.Run(b.bad, func(t *testing.T) { failsOnly(t, e, b.question) })
	}
	for _, q := range postExam.Questions() {
		if !asked[q.Name] {
			t.Errorf("no bad adapter fails %q", q.Name)
		}
	}
}

// showing is how long the exam waits for what is sure to come of a bad adapter: what
// it does too soon, and that its Run ends; and how long for what is sure not to come.
// 0: as always.
func showing(bad string) (grace, patience, early time.Duration) {
	switch bad {
	case "does not wait for long":
		return time.Minute, 0, 0
	case "leaves a goroutine":
		return 0, time.Millisecond, 0
	case "Run ends at once":
		return 0, 0, time.Minute
	}
	return 0, 0, 0
}

func failsOnly(t *testing.T, e Exam, question string) {
	t.Helper()
	var failed []string
	said := map[string][]string{}
	for _, q := range e.Questions() {
		r := &recorder{TB: t}
		r.run(q.Ask)
		if r.failed {
			failed = append(failed, q.Name)
			said[q.Name] = r.said
		}
	}
	if !slices.Equal(failed, []string{question}) {
		t.Errorf("failed %q, want %q only; said %q", failed, question, said)
	}
}

// recorder is a test whose failure is looked at.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failed   bool
	said     []string
	cleanups []func()
}

func (r *recorder) run(ask func(testing.TB)) {
	for _, f := range []func(){func() { ask(r) }, r.clean} {
		done := make(chan struct{})
		go func() { // of its own, so that FailNow ends only this
			defer close(done)
			f()
		}()
		<-done
	}
}

func (r *recorder) clean() {
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Helper()          {}

func (r *recorder) Error(args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = true
	r.said = append(r.said, fmt.Sprint(args...))
}

func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); runtime.Goexit() }
