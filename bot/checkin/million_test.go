package checkin_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The million takes half a minute of two cores that have nothing else to do:
//
//	go test ./bot/checkin -run M10 -occurrences 1000000 -v
var occurrences = flag.Int64("occurrences", 100_000, "how many occurrences are played from planning to end")

// Where what failed is kept: git ignores the folder, as it does for all that a property
// test found.
const failures = "testdata/rapid/TestM10_EachOccurrenceEndsInOneOfThreeWays"

// Goal M10: whatever happens to the machine, the platforms, the playbook and the
// people, each occurrence that was ever planned ends in exactly one of three ways: they
// answered in time, a human was told within 60 s of the deadline or of recovery, or it
// was cancelled by name.
//
// Each circle's day is one course of events, drawn from the run's seed and its own
// number. One that failed is kept, and tried first from then on.
func TestM10_EachOccurrenceEndsInOneOfThreeWays(t *testing.T) {
	house := newHouse(t)
	for _, c := range keptCourses(t) {
		if err := house.course(c, nil).run(); err != nil {
			t.Errorf("a course that failed before, seed %d number %d: %v", c.seed, c.number, err)
		}
	}
	goal := *occurrences
	if testing.Short() || raceDetector {
		goal = min(goal, 20_000)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)

	defer debug.SetGCPercent(debug.SetGCPercent(800)) // each course leaves all that it made
	var number, planned atomic.Int64
	var all ends
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			mine := ends{}
			for planned.Load() < goal && !t.Failed() {
				c := course{seed, number.Add(1)}
				w := house.course(c, nil)
				if err := w.run(); err != nil {
					t.Errorf("seed %d, number %d: %v\n%s", c.seed, c.number, err, house.keep(t, c))
					return
				}
				planned.Add(mine.add(w.ends))
			}
			mu.Lock()
			defer mu.Unlock()
			all.add(mine)
		})
	}
	workers.Wait()
	t.Logf("%d circle days: %d answered in time, %d a human was told, %d cancelled; %d of those told by the one that names many, and %d after we were down",
		number.Load(), all.answered, all.told, all.cancelled, all.together, all.recovered)
	if !t.Failed() && (all.answered == 0 || all.cancelled == 0 || all.together == 0 || all.recovered == 0) {
		t.Error("something never happened: this proves nothing")
	}
}

// course is what one circle's day is drawn from.
type course struct {
	seed   uint64
	number int64
}

// ends counts how occurrences ended.
type ends struct {
	answered, told, cancelled int64
	together                  int64 // told by the alarm that names many
	recovered                 int64 // told later than the deadline, because we were down
}

// add adds the other's, and gives how many occurrences those are.
func (e *ends) add(o ends) int64 {
	e.answered += o.answered
	e.told += o.told
	e.cancelled += o.cancelled
	e.together += o.together
	e.recovered += o.recovered
	return o.answered + o.told + o.cancelled
}

// keep plays a course that failed once more, writes down what happens in it, and gives
// the end of that.
func (h *house) keep(t *testing.T, c course) string {
	var lines []string
	w := h.course(c, func(at time.Time, format string, args ...any) {
		lines = append(lines, at.In(monday.At(0).Location()).Format("02 15:04:05 ")+fmt.Sprintf(format, args...))
	})
	err := w.run()
	text := fmt.Sprintf("%d %d\n# %v\n%s\n", c.seed, c.number, err, strings.Join(lines, "\n"))
	if err := os.MkdirAll(failures, 0o755); err != nil {
		t.Error(err)
	} else if err := os.WriteFile(filepath.Join(failures, fmt.Sprintf("%d-%d.fail", c.seed, c.number)), []byte(text), 0o644); err != nil {
		t.Error(err)
	}
	return strings.Join(lines[max(0, len(lines)-60):], "\n")
}

// keptCourses are those that failed before on this machine.
func keptCourses(t *testing.T) (all []course) {
	files, err := filepath.Glob(failures + "/*.fail")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var c course
		if _, err := fmt.Sscan(string(text), &c.seed, &c.number); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		all = append(all, c)
	}
	return all
}
