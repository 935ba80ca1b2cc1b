package flowstest

import (
	"sync"
	"testing"

	"omzien/flows"
)

// BuiltIn is the built-in playbook, which a test binary loads once. It is
// shared: nobody may change it.
func BuiltIn(t testing.TB) *flows.Playbook {
	t.Helper()
	book, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

var builtIn = sync.OnceValues(func() (*flows.Playbook, error) { return flows.Load(flows.BuiltIn()) })
