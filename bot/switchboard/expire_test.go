package switchboard

import (
	"testing"
	"time"
)

// Law 20: a clock that leapt ahead takes nobody's words for a day, and a machine that
// sleeps each night lets them go all the same, a little later.
func TestLaw20_AClockThatLeaptIsNotBelieved(t *testing.T) {
	var seen leaps
	real := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	wall := real
	next := func(leap time.Duration) time.Duration {
		real, wall = real.Add(expireEvery), wall.Add(expireEvery+leap)
		return seen.ahead(wall, real)
	}
	if got := next(0) + next(0) + next(time.Minute) + next(-time.Minute); got != 0 {
		t.Errorf("ahead by %v, though it runs evenly", got)
	}
	for _, by := range []time.Duration{40 * 24 * time.Hour, 10 * time.Minute} {
		for i := range 24 {
			leap := by
			if i > 0 {
				leap = 0
			}
			if got := next(leap); got != by {
				t.Errorf("%d hours after a leap of %v it is ahead by %v", i, by, got)
			}
		}
		if got := next(0); got != 0 {
			t.Errorf("a day after a leap of %v it is ahead by %v", by, got)
		}
	}
	if got := next(-40 * 24 * time.Hour); got != 0 {
		t.Errorf("behind, and ahead by %v", got)
	}
	for day := range 60 {
		for hour := range 12 {
			slept := time.Duration(0)
			if hour == 0 {
				slept = 12 * time.Hour
			}
			if got := next(slept); got > 24*time.Hour {
				t.Fatalf("on day %d of a machine that sleeps at night the clock is ahead by %v", day, got)
			}
		}
	}
}
