package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"omzien/adapters/webchat"
	"omzien/adapters/webdesk"
	"omzien/bot/drawing"
	"omzien/flows"
)

// author does the work of the page for authors: what the commands check, chat and
// graph do, with files from a browser.
type author struct {
	folder func() (fs.FS, error) // the playbook's, as it is now
	now    func() time.Time
}

var _ webdesk.Author = author{}

// newAuthor works on the playbook in the folder; "" is the built-in one.
func newAuthor(dir string, now func() time.Time) author {
	return author{folder: func() (fs.FS, error) { return playbookFolder(dir) }, now: now}
}

// Files implements webdesk.Author.
func (a author) Files() []string {
	folder, err := a.folder()
	if err != nil {
		return nil
	}
	var names []string
	_ = fs.WalkDir(folder, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && takenAlong(name) {
			names = append(names, name)
		}
		return nil // what cannot be read is not offered
	})
	slices.SortStableFunc(names, func(a, b string) int { return shelf(a) - shelf(b) })
	return names
}

// takenAlong tells whether a file is one that authors write.
func takenAlong(name string) bool {
	folder, _, _ := strings.Cut(name, "/")
	switch path.Ext(name) {
	case ".yaml":
		return folder == "flows" || folder == name
	case ".po":
		return folder == "locales"
	case ".txt":
		return folder == "transcripts"
	case ".md":
		return folder == name
	}
	return false
}

// shelf is the order in which files are offered: the flows first.
func shelf(name string) int {
	folder, _, below := strings.Cut(name, "/")
	if !below {
		return 1
	}
	return map[string]int{"flows": 0, "locales": 2, "transcripts": 3}[folder]
}

// File implements webdesk.Author.
func (a author) File(name string) ([]byte, bool) {
	folder, err := a.folder()
	if err != nil || !fs.ValidPath(name) || !takenAlong(name) {
		return nil, false
	}
	content, err := fs.ReadFile(folder, name)
	return content, err == nil
}

// open reads the playbook with the draft over it. Where it has mistakes they are
// the error.
func (a author) open(files []webdesk.DraftFile) (draft, fs.FS, *flows.Playbook, error) {
	d, err := readDraft(files)
	if err != nil {
		return nil, nil, nil, err
	}
	folder, err := a.folder()
	if err != nil {
		return d, nil, nil, err
	}
	if folder, err = d.over(folder); err != nil {
		return d, nil, nil, err
	}
	book, err := flows.Load(folder)
	return d, folder, book, err
}

// Read implements webdesk.Author.
func (a author) Read(_ context.Context, files []webdesk.DraftFile) (webdesk.Reading, error) {
	d, folder, book, err := a.open(files)
	r := webdesk.Reading{Laid: d.names()}
	var mistakes flows.Mistakes
	switch {
	case errors.As(err, &mistakes):
		r.Mistakes = remarks(folder, mistakes)
		return r, nil
	case err != nil:
		return r, err
	}
	for _, h := range book.Hints(a.now()) {
		if len(d) == 0 || d[h.File] != nil { // what is not the author's, others look at
			r.Hints = append(r.Hints, remarks(folder, flows.Mistakes{h})...)
		}
	}
	for _, name := range flowNames(book) {
		f := book.Talks.Flows[name]
		r.Flows = append(r.Flows, webdesk.DraftFlow{Name: name, Title: f.Title, New: d.has(name)})
	}
	slices.SortStableFunc(r.Flows, func(a, b webdesk.DraftFlow) int { return firstOf(book, a) - firstOf(book, b) })
	own := book.Organisation.Language
	r.Langs = append([]string{own}, slices.DeleteFunc(slices.Clone(book.Languages()), func(l string) bool { return l == own })...)
	return r, nil
}

// firstOf is the order in which flows are offered: the author's own, that of the
// chat page, all others.
func firstOf(book *flows.Playbook, f webdesk.DraftFlow) int {
	page := func(s flows.Start) bool { return s.Default == webchat.Name }
	switch {
	case f.New:
		return 0
	case slices.ContainsFunc(book.Talks.Flows[f.Name].Starts, page):
		return 1
	}
	return 2
}

// has tells whether the flow is one of the draft's.
func (d draft) has(flow string) bool {
	for name, source := range d {
		if m := flowName.FindSubmatch(source); m != nil && string(m[1]) == flow && strings.HasPrefix(name, "flows/") {
			return true
		}
	}
	return false
}

// remarks are mistakes or hints in Dutch, with the lines that they are about.
func remarks(folder fs.FS, all flows.Mistakes) []webdesk.Remark {
	var out []webdesk.Remark
	for _, m := range all.In("nl") {
		r := webdesk.Remark{File: m.File, Line: m.Line, Column: m.Column, What: m.What, Remedy: m.Remedy}
		if line, ok := lineOf(folder, m.File, m.Line); ok {
			text, caret := excerpt(line, m.Column)
			runes := []rune(text)
			at := min(len([]rune(caret))-1, len(runes))
			r.Before, r.After = string(runes[:at]), string(runes[at:])
		}
		out = append(out, r)
	}
	return out
}

// textMistaken is for what needs a playbook without mistakes.
const textMistaken = "Er staan nog fouten in. Verbeter die eerst."

// sound reads the playbook with the draft over it, and finds a flow; the error is
// a Trouble where the author can mend it.
func (a author) sound(files []webdesk.DraftFile, name string) (*flows.Playbook, *flows.Flow, error) {
	_, _, book, err := a.open(files)
	var mistakes flows.Mistakes
	switch {
	case errors.As(err, &mistakes):
		return nil, nil, webdesk.Trouble(textMistaken)
	case err != nil:
		return nil, nil, err
	case book.Talks.Flows[name] == nil:
		return nil, nil, webdesk.Trouble("Dit gesprek is er niet meer.")
	}
	return book, book.Talks.Flows[name], nil
}

// Draw implements webdesk.Author.
func (a author) Draw(_ context.Context, w io.Writer, files []webdesk.DraftFile, name string) error {
	book, flow, err := a.sound(files, name)
	if err != nil {
		return err
	}
	if err := drawing.Figure(w, book, flow); err != nil {
		return fmt.Errorf("draw a flow: %w", err)
	}
	return nil
}

// Style implements webdesk.Author.
func (a author) Style() []byte { return []byte(drawing.Style) }
