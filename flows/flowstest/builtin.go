package flowstest

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"omzien/flows"
)

// BuiltIn is the built-in playbook, which a test binary loads once. It is
// shared: nobody may change it. Workers' texts leave at once; a test about
// taking them back makes a copy that has them wait.
func BuiltIn(t testing.TB) *flows.Playbook {
	t.Helper()
	book, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

var builtIn = sync.OnceValues(func() (*flows.Playbook, error) {
	book, err := flows.Load(flows.BuiltIn())
	if err == nil {
		book.Organisation.Undo = 0
	}
	return book, err
})

// Own is the built-in playbook for one test alone, which may change it: BuiltIn is
// shared by all of a package.
func Own(t testing.TB) *flows.Playbook {
	t.Helper()
	book, err := flows.Load(flows.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	book.Organisation.Undo = 0
	return book
}

// Shipped is the built-in playbook as it comes with the program: a worker's text
// waits, so that it can be taken back. It is shared as BuiltIn is.
func Shipped(t testing.TB) *flows.Playbook {
	t.Helper()
	book := *BuiltIn(t)
	book.Organisation.Undo = 5 * time.Second
	return &book
}

// Book is a small playbook with these files, by their paths. Where they say
// nothing else there is one team, at work at any hour, whose texts leave at once.
func Book(t testing.TB, files map[string]string) *flows.Playbook {
	t.Helper()
	dir := fstest.MapFS{
		"organisation.yaml": {Data: []byte("name: W\nlanguage: nl\nteams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n")},
		"numbers.yaml": {Data: []byte("numbers:\n  - {name: Nul, phone: \"0800-1\", hours: altijd, owner: o," +
			" for: [suicide, violence, sexual, child, anything]}\n")},
	}
	for name, source := range files {
		dir[name] = &fstest.MapFile{Data: []byte(source)}
	}
	book, err := flows.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(dir["organisation.yaml"].Data), "undo:") {
		book.Organisation.Undo = 0
	}
	return book
}
