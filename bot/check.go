package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
	"unicode"

	"omzien/flows"
)

// errShown means that all there is to say was said; the exit code is 1.
var errShown = errors.New("mistakes were found")

// loadPlaybook reads the playbook in the folder; "" is the built-in one. The
// error is one line, and says where to see the rest.
func loadPlaybook(dir string) (*flows.Playbook, error) {
	folder, err := playbookFolder(dir)
	if err != nil {
		return nil, err
	}
	book, err := flows.Load(folder)
	if err == nil {
		return book, nil
	}
	var mistakes flows.Mistakes
	switch {
	case errors.As(err, &mistakes) && len(mistakes) > 1:
		return nil, fmt.Errorf("playbook %s: %s (and %d more: the command check shows them all)", dir, mistakes[0], len(mistakes)-1)
	case errors.As(err, &mistakes) && len(mistakes) == 1:
		return nil, fmt.Errorf("playbook %s: %s", dir, mistakes[0])
	}
	return nil, fmt.Errorf("playbook %s: %w", dir, err)
}

func playbookFolder(dir string) (fs.FS, error) {
	if dir == "" {
		return flows.BuiltIn(), nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("playbook %s: there is no such folder: name the one that holds organisation.yaml", dir)
	}
	return os.DirFS(dir), nil
}

// readPlaybook reads the playbook in the folder, "" being the built-in one, and
// shows an author every mistake in it: where it is, and what would be right.
// errShown where there was one. name is how the playbook is spoken of.
func readPlaybook(out io.Writer, dir string) (name string, folder fs.FS, book *flows.Playbook, err error) {
	name = dir
	if dir == "" {
		name = "the built-in playbook"
	}
	if folder, err = playbookFolder(dir); err != nil {
		return name, nil, nil, err
	}
	book, err = flows.Load(folder)
	var mistakes flows.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			showMistake(out, folder, m)
		}
		fmt.Fprintf(out, "%s in %s.\n", count(len(mistakes), "mistake"), name)
		return name, folder, nil, errShown
	case err != nil:
		return name, folder, nil, fmt.Errorf("read %s: %w", name, err)
	}
	return name, folder, book, nil
}

// check shows an author every mistake in the playbook; then what is right but
// wants a look. errShown where there was a mistake. now says how old a number's
// check is.
func check(out io.Writer, dir string, now time.Time) error {
	name, _, book, err := readPlaybook(out, dir)
	if err != nil {
		return err
	}
	looks := wantsALook(book, now)
	for _, look := range looks {
		fmt.Fprintf(out, "have a look: %s\n", look)
	}
	fmt.Fprintf(out, "No mistakes in %s: %s, with %s, %s and %s, in %s.\n", name, book.Organisation.Name,
		count(len(book.Organisation.Teams), "team"), count(len(book.Talks.Flows), "flow"), count(len(book.Numbers), "help number"),
		strings.Join(book.Languages(), ", "))
	return nil
}

// count is a number of things in words: "1 team", "2 teams".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// checkedWithin is how long a dialled number counts as right.
const checkedWithin = 183 * 24 * time.Hour

// wantsALook lists what stops nothing, but should not stay so.
func wantsALook(book *flows.Playbook, now time.Time) []string {
	var looks []string
	for _, n := range book.Numbers {
		switch {
		case n.Checked.IsZero():
			looks = append(looks, fmt.Sprintf("numbers.yaml: nobody said when they dialled %q; dial it, and write the date at checked", n.Name))
		case now.Sub(n.Checked) > checkedWithin:
			looks = append(looks, fmt.Sprintf("numbers.yaml: %q was last dialled on %s; dial it, and write the date at checked", n.Name, n.Checked.Format(time.DateOnly)))
		}
	}
	for _, lang := range book.Languages() {
		missing := book.Missing(lang)
		if len(missing) == 0 {
			continue
		}
		looks = append(looks, fmt.Sprintf("locales/%s: %s no translation, and will be said as they are: %s", lang, count(len(missing), "text")+has(len(missing)), quoted(missing)))
	}
	return looks
}

func has(n int) string {
	if n == 1 {
		return " has"
	}
	return " have"
}

// quoted shows the beginnings of the first few texts.
func quoted(texts []string) string {
	const few, long = 3, 40
	var b strings.Builder
	for i, text := range texts[:min(few, len(texts))] {
		if i > 0 {
			b.WriteString(", ")
		}
		if runes := []rune(text); len(runes) > long {
			text = string(runes[:long]) + "..."
		}
		fmt.Fprintf(&b, "%q", text)
	}
	if len(texts) > few {
		b.WriteString(", ...")
	}
	return b.String()
}

// showMistake shows a mistake with its line, and a caret below its place.
func showMistake(out io.Writer, folder fs.FS, m flows.Mistake) {
	where := m.File
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
	}
	fmt.Fprintf(out, "%s: %s\n", where, m.What)
	if line, ok := lineOf(folder, m.File, m.Line); ok {
		text, caret := excerpt(line, m.Column)
		fmt.Fprintf(out, "%6d | %s\n       | %s\n", m.Line, text, caret)
	}
	fmt.Fprintf(out, "       %s\n\n", m.Remedy)
}

func lineOf(folder fs.FS, file string, n int) (string, bool) {
	source, err := fs.ReadFile(folder, file)
	lines := strings.Split(string(source), "\n")
	if err != nil || n < 1 || n > len(lines) {
		return "", false
	}
	return strings.TrimRight(lines[n-1], "\r"), true
}

// excerpt cuts a line to what fits on a screen, and makes the line that has a
// caret below the column (from 1, in characters).
func excerpt(line string, column int) (text, caret string) {
	const before, width = 60, 100
	runes := []rune(strings.ToValidUTF8(line, "\uFFFD"))
	at := min(max(column-1, 0), len(runes))
	from := 0
	if at > width {
		from = at - before
	}
	to := min(from+width, len(runes))
	space := func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}
	return onScreen(string(runes[from:to])), strings.Map(space, string(runes[from:at])) + "^"
}

// onScreen is a line without what would act on the screen.
func onScreen(line string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, line)
}
