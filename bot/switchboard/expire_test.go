package switchboard

import (
	"testing"
	"time"
)

// Law 20: a clock that leapt takes nobody's words: neither at the start, nor in the
// day after it leapt, there or back.
func TestLaw20_AClockThatLeaptIsNotBelieved(t *testing.T) {
	var b belief
	real := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	wall := real
	next := func(by, leap time.Duration) bool {
		real, wall = real.Add(by), wall.Add(by+leap)
		return b.holds(wall, real)
	}
	if next(0, 0) {
		t.Error("believed at the start")
	}
	if !next(expireEvery, 0) || !next(expireEvery, time.Minute) || !next(expireEvery, -time.Minute) {
		t.Error("not believed, though it runs evenly")
	}
	for _, leap := range []time.Duration{40 * 24 * time.Hour, -40 * 24 * time.Hour, 10 * time.Minute} {
		if next(expireEvery, leap) {
			t.Errorf("believed after a leap of %v", leap)
		}
		for i := range 23 {
			if next(expireEvery, 0) {
				t.Errorf("%d hours after a leap of %v it is believed", i+1, leap)
			}
		}
		if !next(expireEvery, 0) {
			t.Errorf("a day after a leap of %v it is still not believed", leap)
		}
	}
}
