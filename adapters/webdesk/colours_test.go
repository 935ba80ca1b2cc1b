package webdesk

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestColoursCanBeRead: every text stands out from what it stands on by 4.5 to 1,
// what marks a place by 3 to 1, light and dark.
func TestColoursCanBeRead(t *testing.T) {
	css, err := files.ReadFile("page/desk.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]float64{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)`).FindAllStringSubmatch(string(css), -1) {
		colours[m[1]] = [2]float64{luminance(t, m[2]), luminance(t, m[3])}
	}
	for _, c := range []struct {
		on    string
		least float64
		front string
	}{
		{"paper", 4.5, "ink soft accent danger urgent"},
		{"card", 4.5, "ink soft accent danger urgent"},
		{"sunk", 4.5, "ink soft"},
		{"tint", 4.5, "ink soft danger"},
		{"note", 4.5, "ink note-ink"},
		{"danger-tint", 4.5, "ink soft danger"},
		{"accent", 4.5, "on-accent"},
		{"note-line", 4.5, "on-note"},
		{"card", 3, "focus note-line"},
		{"note", 3, "note-line focus"},
		{"tint", 3, "accent focus"},
	} {
		for _, front := range strings.Fields(c.front) {
			for i, scheme := range []string{"light", "dark"} {
				a, known := colours[front]
				b, also := colours[c.on]
				if !known || !also {
					t.Fatalf("%s or %s is no colour of the page", front, c.on)
				}
				if ratio := (max(a[i], b[i]) + 0.05) / (min(a[i], b[i]) + 0.05); ratio < c.least {
					t.Errorf("%s on %s, %s: %.1f to 1, want %.1f", front, c.on, scheme, ratio, c.least)
				}
			}
		}
	}
}

// luminance is how bright a colour is, by WCAG 2: 0 is black, 1 is white.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
