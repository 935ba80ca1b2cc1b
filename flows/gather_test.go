package flows

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// What is no file is not opened: a pipe would keep the start, and every reload,
// waiting.
func TestLoadOpensOnlyFiles(t *testing.T) {
	for _, name := range []string{"organisation.yaml", "flows/b.yaml", "locales/en/x.po", "media/a.png"} {
		dir := folder(map[string]string{name: "name: W\n"})
		dir[name].Mode = fs.ModeNamedPipe
		_, err := Load(watchful{t, dir})
		var found Mistakes
		if !errors.As(err, &found) || found[0].File != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// watchful is a folder in which nobody opens what is no file.
type watchful struct {
	t *testing.T
	fstest.MapFS
}

func (w watchful) Open(name string) (fs.File, error) {
	f, err := w.MapFS.Open(name)
	if err == nil {
		if info, _ := f.Stat(); info.Mode()&fs.ModeNamedPipe != 0 {
			w.t.Errorf("%s is opened", name)
		}
	}
	return f, err
}

func (w watchful) Stat(name string) (fs.FileInfo, error) { return w.MapFS.Stat(name) }

// A playbook that loads can be kept and read again: what is too much for that is
// told before anybody talks in it.
func TestLoadRefusesMoreThanCanBeKept(t *testing.T) {
	if testing.Short() {
		t.Skip("loads as much as can be kept, twice")
	}
	files := map[string]string{}
	text := "# " + strings.Repeat("<", largest-1000) + "\n"
	for i := range whole / largest {
		files["locales/en/"+string(rune('a'+i))+".po"] = text
	}
	if book, err := Load(folder(files)); err != nil {
		t.Error(err)
	} else if _, err := LoadTalks(book.Talks.Source); err != nil {
		t.Errorf("what loads cannot be read again: %v", err)
	}
	files["locales/en/z.po"] = text
	_, err := Load(folder(files))
	var found Mistakes
	if !errors.As(err, &found) || found[0].File != "." {
		t.Errorf("%.200v", err)
	}
}
