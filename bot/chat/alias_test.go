package chat

import (
	"strings"
	"testing"
)

func TestAliasesAreAllDifferent(t *testing.T) {
	seen := make(map[string]uint64)
	for n := range 3 * Aliases {
		a := Alias(n)
		if m, ok := seen[a]; ok {
			t.Fatalf("Alias(%d) and Alias(%d) are both %q", n, m, a)
		}
		seen[a] = n
		if words := len(strings.Fields(a)); n < Aliases && words != 2 || n >= Aliases && words != 3 {
			t.Fatalf("Alias(%d) = %q has %d words", n, a, words)
		}
	}
	if Aliases < 24*64 {
		t.Errorf("%d aliases, want at least %d", Aliases, 24*64)
	}
	if got := Alias(0); got != "blauwe vos" {
		t.Errorf("Alias(0) = %q", got)
	}
}

func TestCodeWordsAreNotTakenForEachOther(t *testing.T) {
	for i, a := range codeWords {
		if len(a) < 3 || strings.ToLower(a) != a || strings.ContainsAny(a, "- ") {
			t.Errorf("word %d, %q, is not fit to be typed", i, a)
		}
		for _, b := range codeWords[:i] {
			if near(a, b) {
				t.Errorf("%q and %q differ in one letter only", a, b)
			}
		}
	}
}

func TestCodeUsesAllOf36Bits(t *testing.T) {
	seen := make(map[string]bool)
	for bit := range 36 {
		seen[Code(1<<bit)] = true
	}
	if seen[Code(0)] = true; len(seen) != 37 {
		t.Errorf("%d different codes, want 37", len(seen))
	}
	if Code(1<<36) != Code(0) {
		t.Error("bits above 36 count")
	}
	if n := strings.Count(Code(0), "-"); n != CodeLength-1 {
		t.Errorf("%q does not have %d words", Code(0), CodeLength)
	}
}

// near tells whether one letter changed, added or left out makes a into b.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i == len(a) || a[i+1:] == b[i+1:]
	}
	return len(b) == len(a)+1 && a[i:] == b[i+1:]
}
