package handoff_test

import (
	"testing"

	"pgregory.net/rapid"

	"omzien/flows"
	"omzien/flows/flowstest"
)

// What the loader accepts never fails at run time: a playbook that nobody
// wrote, and any events in any order.
func TestLaw4_AnyPlaybookKeepsTheLaws(t *testing.T) {
	refused, accepted := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		dir := flowstest.Draw(rt)
		book, err := flows.Load(dir)
		if err != nil {
			refused++
			if refused < 3 {
				t.Log(err)
			}
			return
		}
		accepted++
		r := newRun(t, rt, book)
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			r.next()
		}
	})
	t.Log(accepted, "accepted,", refused, "refused")
	if accepted < refused {
		t.Errorf("of %d playbooks %d were refused: too few are played", accepted+refused, refused)
	}
}
