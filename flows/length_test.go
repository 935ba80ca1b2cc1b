package flows

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The most that steps do at once is what walking every way finds; and what
// passes to the end at once is what a walk finds.
func TestGraphMeasuresWhatIsDoneAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t)
		for i := range g {
			if g[i].Kind == StepSay && rapid.Bool().Draw(t, "more") {
				g[i].More = make([]Text, 3)
			}
		}
		if len(g.circles()) > 0 {
			return
		}
		var walk func(i int) (most int, ends bool)
		walk = func(i int) (most int, ends bool) {
			if i == End || i >= len(g) {
				return 0, true
			}
			ends = g[i].Kind == StepEnd
			next, _ := g.follow(i)
			for _, j := range next {
				m, e := walk(j)
				most, ends = max(most, m), ends || e
			}
			return most + 1 + len(g[i].More), ends
		}
		want := 0
		for i := range g {
			m, _ := walk(i)
			want = max(want, m)
		}
		if got, _ := g.longest(); got != want {
			t.Fatalf("the most is %d, want %d", got, want)
		}
		if _, ends := walk(0); g.passes() != ends {
			t.Fatalf("passes is %v", g.passes())
		}
	})
}

func TestGivingUpIsAWay(t *testing.T) {
	g := graph{{Kind: StepAsk, Goto: 1, GiveUp: &Patience{After: time.Hour, Goto: End}}, {Kind: StepSay, Goto: End}}
	want := []Way{{To: 1}, {To: End, Kind: WayGiveUp}}
	if got := slices.Collect(g.ways(0)); !slices.EqualFunc(got, want, func(a, b Way) bool { return a.To == b.To && a.Kind == b.Kind }) {
		t.Errorf("the ways are %v", got)
	}
	if g.passes() {
		t.Error("a question that may be given up is no wait")
	}
}

// What an author may write, and by which moment it is over; the wall clock
// counts through both changes of the clock.
func TestDurationsAndWaits(t *testing.T) {
	for text, want := range map[string]time.Duration{"20 minuten": 20 * time.Minute, "1minuut": time.Minute, "20m": 20 * time.Minute, "2 uur": 2 * time.Hour, "2U": 2 * time.Hour, "1 dag": 24 * time.Hour, "3d": 72 * time.Hour, "1 week": 168 * time.Hour, "2 weken": 336 * time.Hour} {
		if got, ok := parseDuration(text); !ok || got != want {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "m", "2", "twee uur", "1.5 uur", "-2 uur", "2 uur later", "999999 m"} {
		if _, ok := parseDuration(text); ok {
			t.Errorf("%q is read", text)
		}
	}
	at := func(s string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", s, Amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	data := map[string]string{"dag": "2027-03-28"} // the clock goes forward that night
	for _, tt := range []struct {
		w         Wait
		now, want string
	}{
		{Wait{For: time.Hour, Clock: -1}, "2026-11-23 19:59", "2026-11-23 20:59"},
		{Wait{For: time.Hour, Clock: -1}, "2026-11-23 20:00", "2026-11-24 09:00"},
		{Wait{For: time.Hour, Clock: -1}, "2026-11-24 06:29", "2026-11-24 09:00"},
		{Wait{For: time.Hour, Clock: -1}, "2026-11-24 06:30", "2026-11-24 07:30"},
		{Wait{For: 8 * time.Hour, Clock: -1}, "2026-12-31 15:00", "2027-01-01 09:00"},
		{Wait{Clock: 9 * 60}, "2027-03-27 22:00", "2027-03-28 09:00"},
		{Wait{Clock: 9 * 60}, "2026-10-24 22:00", "2026-10-25 09:00"},
		{Wait{Day: "dag", Clock: 10 * 60}, "2027-03-27 22:00", "2027-03-28 10:00"},
		{Wait{Day: "dag", Clock: 10 * 60, Before: 28}, "2027-02-27 22:00", "2027-02-28 10:00"},
		{Wait{Day: "dag", Clock: 10 * 60, Before: 1}, "2027-03-27 10:00", "2027-03-27 10:00"},
		{Wait{Day: "geen", Clock: 10 * 60}, "2027-03-27 10:00", "2027-03-27 10:00"},
	} {
		if got := tt.w.Until(at(tt.now), data); !got.Equal(at(tt.want)) {
			t.Errorf("%+v from %s is over at %v, want %s", tt.w, tt.now, got.In(Amsterdam), tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "now"), 0)
		if got := ByDay(now); Night(got) || got.Before(now) || got.Sub(now) > 12*time.Hour+30*time.Minute {
			t.Fatalf("%v becomes %v", now.In(Amsterdam), got.In(Amsterdam))
		}
	})
}
