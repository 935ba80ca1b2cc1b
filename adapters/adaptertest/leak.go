package adaptertest

import (
	"testing"
	"time"

	"go.uber.org/goleak"
)

// NothingRunsOn wants that no goroutine runs any more but those that before ignores.
// What ends is waited for, however slow the machine is.
func NothingRunsOn(t testing.TB, before goleak.Option) {
	t.Helper()
	if err := runsOn(before, patience); err != nil {
		t.Error(err)
	}
}

// runsOn says what still runs after so long; nil as soon as nothing does.
func runsOn(before goleak.Option, long time.Duration) error {
	for end := time.Now().Add(long); ; {
		err := goleak.Find(before) // for half a second
		if err == nil || !time.Now().Before(end) {
			return err
		}
	}
}
