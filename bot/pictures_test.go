package main

import (
	"io/fs"
	"strings"
	"sync/atomic"
	"testing"

	"omzien/flows"
)

// counting is a folder that counts how often a file of its media is opened.
type counting struct {
	fs.FS
	opened *atomic.Int64
}

func (c counting) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "media/") {
		c.opened.Add(1)
	}
	return c.FS.Open(name)
}

func (c counting) Stat(name string) (fs.FileInfo, error) { return fs.Stat(c.FS, name) }

// S22: anybody may ask for a picture, in many pieces and as often as they like:
// it is made ready once.
func TestS22_APictureIsMadeReadyOnce(t *testing.T) {
	dir := counting{flows.BuiltIn(), new(atomic.Int64)}
	book, err := flows.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	var p pictures
	for _, m := range book.Media {
		before := dir.opened.Load()
		for range 5 {
			if content, got, ok := p.file(book, m.Sum); !ok || got != m || len(content) == 0 {
				t.Fatalf("%s: %v, %d bytes", m.Name, ok, len(content))
			}
		}
		if n := dir.opened.Load() - before; n != 1 {
			t.Errorf("%s is read %d times", m.Name, n)
		}
	}
	if _, _, ok := p.file(book, strings.Repeat("0", 64)); ok || len(book.Media) == 0 {
		t.Error("nothing to show, or a file that there is not is shown")
	}
	next, err := flows.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range next.Media {
		before := dir.opened.Load()
		if _, _, ok := p.file(next, m.Sum); !ok || dir.opened.Load() == before {
			t.Errorf("%s is shown as another playbook had it", m.Name)
		}
	}
}
