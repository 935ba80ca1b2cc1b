package flows

import "testing"

// A find over the built-in directory, five years after its rules began.
func BenchmarkFind(b *testing.B) {
	p := builtInBook(b)
	at := Day{2029, 3, 14}.At(12 * 60)
	for b.Loop() {
		p.Find(Query{Themes: []string{"geld"}}, at)
	}
}
