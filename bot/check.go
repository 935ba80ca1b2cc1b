package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"omzien/adapters/telegram"
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
	if errors.As(err, &mistakes) && len(mistakes) > 0 {
		return nil, unsound{dir, mistakes}
	}
	return nil, fmt.Errorf("playbook %s: %w", dir, err)
}

// unsound is a playbook with mistakes, told in one line.
type unsound struct {
	dir string
	all flows.Mistakes
}

func (u unsound) Error() string {
	if len(u.all) > 1 {
		return fmt.Sprintf("playbook %s: %s (and %d more: the command check shows them all)", u.dir, u.all[0], len(u.all)-1)
	}
	return fmt.Sprintf("playbook %s: %s", u.dir, u.all[0])
}

// Unwrap gives flows.Mistakes.
func (u unsound) Unwrap() error { return u.all }

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
func readPlaybook(out io.Writer, dir string, say checkWords) (name string, folder fs.FS, book *flows.Playbook, err error) {
	name = cmp.Or(spoken(dir), say.builtIn)
	if folder, err = playbookFolder(dir); err != nil {
		return name, nil, nil, err
	}
	book, err = flows.Load(folder)
	var mistakes flows.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			showMistake(out, folder, m.In(say.tag))
		}
		fmt.Fprintf(out, say.mistakes, say.count(len(mistakes), say.mistake), name)
		return name, folder, nil, errShown
	case err != nil:
		return name, folder, nil, fmt.Errorf("read %s: %w", name, err)
	}
	return name, folder, book, nil
}

// spoken is how a folder is called in a sentence: as it was typed, and one that is
// named by where the author stands ("." or "..") by its name.
func spoken(dir string) string {
	if strings.Trim(dir, "./") != "" || dir == "" {
		return dir
	}
	if whole, err := filepath.Abs(dir); err == nil {
		return filepath.Base(whole)
	}
	return dir
}

// check shows an author every mistake in the playbook; then what is right but
// wants a look. errShown where there was a mistake. now says how old a number's
// check is.
func check(out io.Writer, dir string, say checkWords, now time.Time) error {
	name, folder, book, err := readPlaybook(out, dir, say)
	if err != nil {
		return err
	}
	hints := append(book.Hints(now), book.Crowded(nil, platformRate())...)
	for _, h := range hints {
		fmt.Fprint(out, say.look)
		showMistake(out, folder, h.In(say.tag))
	}
	fmt.Fprintf(out, say.sound, name, book.Organisation.Name,
		say.count(len(book.Organisation.Teams), say.team), say.count(len(book.Talks.Flows), say.flow),
		say.count(len(book.Numbers), say.number), strings.Join(book.Languages(), ", "))
	if len(hints) > 0 {
		fmt.Fprintf(out, say.looks, say.count(len(hints), say.hint))
	}
	return nil
}

// platformRate is how often a message leaves for the platform where most people are.
func platformRate() time.Duration { return new(telegram.Adapter).Limits().Rate.Every }

// checkWords are what check says in one language.
type checkWords struct {
	tag, builtIn, look                string
	mistakes, sound, looks            string    // formats
	mistake, hint, team, flow, number [2]string // one, more
}

func (checkWords) count(n int, thing [2]string) string {
	if n == 1 {
		return "1 " + thing[0]
	}
	return strconv.Itoa(n) + " " + thing[1]
}

// inWords are the words of check in the language with this tag: Dutch, or else
// English.
func inWords(tag string) checkWords {
	if isDutch(tag) {
		return checkWords{
			tag: "nl", builtIn: "het ingebouwde draaiboek", look: "kijk even: ",
			mistakes: "%s in %s.\n",
			sound:    "Geen fouten in %s: %s, met %s, %s en %s, in %s.\n",
			looks:    "%s om even naar te kijken. Het draaiboek werkt ook zo.\n",
			mistake:  [2]string{"fout", "fouten"}, hint: [2]string{"ding", "dingen"}, team: [2]string{"team", "teams"},
			flow: [2]string{"gesprek", "gesprekken"}, number: [2]string{"hulpnummer", "hulpnummers"},
		}
	}
	return checkWords{
		tag: "en", builtIn: "the built-in playbook", look: "have a look: ",
		mistakes: "%s in %s.\n",
		sound:    "No mistakes in %s: %s, with %s, %s and %s, in %s.\n",
		looks:    "%s to look at. The playbook works as it is.\n",
		mistake:  [2]string{"mistake", "mistakes"}, hint: [2]string{"thing", "things"}, team: [2]string{"team", "teams"},
		flow: [2]string{"flow", "flows"}, number: [2]string{"help number", "help numbers"},
	}
}

func isDutch(tag string) bool {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base == "nl"
}

// terminalLanguage is the language that somebody asked for, or else that of
// their terminal: the first of these variables that is set says it.
func terminalLanguage(asked string, getenv func(string) string) string {
	tag := cmp.Or(asked, getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"))
	base, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), ".")
	return base
}

// count is a number of things in words: "1 team", "2 teams".
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
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
