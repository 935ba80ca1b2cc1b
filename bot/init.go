package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"omzien/flows"
)

// initPlaybook copies the built-in playbook to a folder that is new, or holds
// nothing but what begins with a dot, and says what to do next. It overwrites
// nothing; where it cannot finish, it takes away again what it made.
func initPlaybook(out io.Writer, dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("init %s: this is no folder that can be read: name a new one", dir)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return fmt.Errorf("init %s: there is something in this folder already (%s), and nothing is overwritten: name a new folder, or an empty one", dir, e.Name())
		}
	}
	if err := copyPlaybook(dir, flows.BuiltIn()); err != nil {
		return fmt.Errorf("init %s: %w: mend that, or name another folder; nothing was left behind", dir, err)
	}
	whole, err := filepath.Abs(dir)
	if err != nil {
		whole = dir
	}
	fmt.Fprintf(out, `%[1]s holds a copy of the built-in playbook. What now:

  1. Change a text. organisation.yaml says who you are, numbers.yaml which help
     numbers there are, flows/ what the bot says. LEESMIJ.md explains it, in Dutch.
  2. See whether it is right:     go run ./bot check %[2]s
  3. Play its transcripts:        go run ./bot test %[2]s
  4. Let Omzien speak with it:    OMZIEN_PLAYBOOK=%[3]s go run ./bot

The organisation in it is made up. Put your own in its place, and dial each help
number, before anybody relies on it.
`, dir, shellWord(dir), shellWord(whole))
	return nil
}

// copyPlaybook copies files and folders into dir, which it makes where it is
// not there; all of them, or none.
func copyPlaybook(dir string, from fs.FS) (err error) {
	above := filepath.Dir(filepath.Clean(dir))
	if _, err := os.Stat(above); err != nil {
		return fmt.Errorf("there is no folder %s to put it in", above)
	}
	var made []string // a folder before what lies in it
	defer func() {
		for i := len(made) - 1; err != nil && i >= 0; i-- {
			os.Remove(made[i])
		}
	}()
	return fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if e.IsDir() {
			err := os.Mkdir(path, 0o755)
			if name == "." && errors.Is(err, fs.ErrExist) {
				return nil
			}
			if err == nil {
				made = append(made, path)
			}
			return err
		}
		source, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		made = append(made, path)
		_, err = f.Write(source)
		return errors.Join(err, f.Close())
	})
}

// shellWord writes a path so that a shell reads it as one word.
func shellWord(path string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+,@%", r)
	}
	if path != "" && strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) < 0 {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
