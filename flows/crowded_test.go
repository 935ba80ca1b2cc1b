package flows

import (
	"strings"
	"testing"
	"time"
)

// Talks that programmes begin wait in the same line: around a meeting all are asked at
// once, a follow-up meets a part of its people each day, and where it was silent the
// bot asks nobody.
func TestHintsAboutCrowdsOfTalks(t *testing.T) {
	book, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		people map[string]int
		want   string
	}{
		{map[string]int{"join-us": 54_000}, ""},
		{map[string]int{"join-us": 54_001}, "join-us 1"}, // after the meeting there is half an hour
		{map[string]int{"join-us": 40, "belcirkel": 40}, ""},
		{map[string]int{"kleine-stappen": 648_000}, ""},
		{map[string]int{"kleine-stappen": 648_001}, "kleine-stappen 1"},
		{map[string]int{"hoe-gaat-het-nu": 20 * 756_000}, ""},
		{map[string]int{"hoe-gaat-het-nu": 20*756_000 + 1}, "hoe-gaat-het-nu 1"},
		{map[string]int{"hoe-gaat-het-nu": 20 * 756_000, "kleine-stappen": 1}, "kleine-stappen 1"}, // it waits behind the other
		{map[string]int{"stil": 90_000_000}, ""},
	} {
		var got []string
		for _, h := range book.Crowded(c.people, time.Second/30) {
			name, _, _ := strings.Cut(h.What, " ")
			_, late, _ := strings.Cut(h.What, "would be asked ")
			late, _, _ = strings.Cut(late, " ")
			if got = append(got, name+" "+late); h.In("nl").What == h.What || h.In("nl").Remedy == h.Remedy || strings.Contains(h.Remedy, "goes to people") {
				t.Errorf("badly worded: %+v", h)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%v: %q, want %q", c.people, got, c.want)
		}
	}
}
