package flows

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Sheet is the translators' work as one table: a row for each text (for each
// form of a plural), and for each language its translation and how it stands.
type Sheet struct {
	Languages []string
	Rows      []Row
}

// Row is one text of a Sheet.
type Row struct {
	File  string // the catalogue: jongeren.po
	Form  string // je, u, or empty for both
	Count string // of a plural: 1, 2, ... for its forms; else empty
	Base  string // what is to be translated; of a plural the text for one in form 1, else that for several
	Cells []Cell // one for each language
}

// Cell is one translation in a Sheet.
type Cell struct{ Text, State string }

// How a translation stands, in the words of a Sheet. What somebody reviewed
// stands as "nagekeken: name".
const (
	StateNew        = "nieuw"          // not translated yet
	StateOld        = "oud"            // translated from a text that has changed since
	StateUnreviewed = "niet nagekeken" // translated, and nobody else looked
	stateReviewed   = "nagekeken: "
)

// line is what a row of a sheet is about.
type line struct{ form, count, base string }

// MakeSheet gives the table of all texts of a playbook in the languages (none:
// those that it has), as they stand after Translate.
func MakeSheet(dir fs.FS, langs ...string) (Sheet, error) {
	w, err := openWork(dir, langs)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Languages: w.langs}
	at := map[line]int{}
	for i, lang := range w.langs {
		w.each(lang, func(file string, po *poFile, e *entry) {
			for n, text := range e.forms {
				key := e.line(n)
				row, ok := at[key]
				if !ok {
					row = len(s.Rows)
					at[key] = row
					s.Rows = append(s.Rows, Row{File: file, Form: key.form, Count: key.count, Base: key.base, Cells: make([]Cell, len(w.langs))})
				}
				s.Rows[row].Cells[i] = Cell{text, e.state(po)}
			}
		})
	}
	return s, nil
}

// Merge puts what translators wrote in a sheet into the playbook's catalogues.
// An empty cell changes nothing. Words that differ from what there is are taken,
// and with them the mark that the text had changed; a review counts where the
// sheet names who did it, on the day that is given (2026-11-22). It gives the
// files that differ, and the rows whose text is said no more, which are left
// out. The error is Mistakes where the playbook is not right, or would not be
// with these words.
func (s Sheet) Merge(dir fs.FS, day string) (files map[string][]byte, left []Row, err error) {
	w, err := openWork(dir, s.Languages)
	if err != nil {
		return nil, nil, err
	}
	used := make([]bool, len(s.Rows))
	for i, lang := range s.Languages {
		rows := map[line]int{}
		for n, r := range s.Rows {
			rows[line{r.Form, r.Count, r.Base}] = n
		}
		w.each(lang, func(_ string, po *poFile, e *entry) {
			cells := make([]Cell, len(e.forms))
			for n := range e.forms {
				if row, ok := rows[e.line(n)]; ok {
					used[row] = true
					if i < len(s.Rows[row].Cells) {
						cells[n] = s.Rows[row].Cells[i]
					}
				}
			}
			e.takes(cells, e.state(po), day)
		})
	}
	for n, ok := range used {
		if !ok {
			left = append(left, s.Rows[n])
		}
	}
	files = w.changed()
	r := &report{}
	all := map[string][]byte{}
	for name, source := range w.files {
		all[name] = source
	}
	for name, source := range files {
		all[name] = source
	}
	readCatalogue(r, all)
	if err := r.err(); err != nil {
		return nil, nil, err
	}
	return files, left, nil
}

// Unsaved tells whether a sheet holds words or reviews that the playbook's
// catalogues do not have: whoever writes a new sheet over it would lose them.
// What cannot be compared counts as such.
func (s Sheet) Unsaved(dir fs.FS) bool {
	files, left, err := s.Merge(dir, "")
	if err != nil || len(files) > 0 {
		return true
	}
	w, err := openWork(dir, s.Languages)
	if err != nil {
		return true
	}
	for i, lang := range s.Languages {
		known := map[string]bool{"": true}
		for name, po := range w.pos {
			if strings.HasPrefix(name, "locales/"+lang+"/") {
				for _, e := range po.entries {
					for _, text := range e.forms {
						known[text] = true
					}
				}
			}
		}
		for _, row := range left {
			if i < len(row.Cells) && !known[row.Cells[i].words()] {
				return true
			}
		}
	}
	return false
}

// words are the translation as a catalogue has it.
func (c Cell) words() string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.Text))
}

// each visits all that is said and stands in a catalogue of the language.
func (w *work) each(lang string, visit func(file string, po *poFile, e *entry)) {
	under := "locales/" + lang + "/"
	names := make([]string, 0, len(w.pos))
	for name := range w.pos {
		if strings.HasPrefix(name, under) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		po := w.pos[name]
		for i := range po.entries {
			if e := &po.entries[i]; !e.gone {
				visit(strings.TrimPrefix(name, under), po, e)
			}
		}
	}
}

// line is the row of the entry's n-th form.
func (e *entry) line(n int) line {
	switch {
	case e.many == "":
		return line{e.context, "", e.id}
	case n == 0:
		return line{e.context, "1", e.id}
	}
	return line{e.context, fmt.Sprint(n + 1), e.many}
}

// state says how the entry stands.
func (e *entry) state(po *poFile) string {
	everywhere, _ := po.field(reviewedField)
	by := e.reviewer()
	switch {
	case e.empty():
		return StateNew
	case e.fuzzy:
		return StateOld
	case by != "":
		return stateReviewed + by
	case everywhere != "":
		return stateReviewed + everywhere
	}
	return StateUnreviewed
}

// takes changes the entry as the cells of its forms say. state is how it stood.
func (e *entry) takes(cells []Cell, state, day string) {
	changed := false
	for n, c := range cells {
		if text := c.words(); text != "" && text != e.forms[n] {
			e.forms[n], changed = text, true
		}
	}
	said := ""
	for _, c := range cells {
		// A review that was taken in has a day since.
		if c := strings.TrimSpace(c.State); c != "" && c != state && (changed || !strings.HasPrefix(state, c+", ")) {
			said = c
		}
	}
	if e.empty() || !changed && said == "" {
		return
	}
	e.fuzzy = e.fuzzy && !changed && said == StateOld
	e.lines = nil
	var where, refs []string
	for _, line := range e.comments {
		if w, ok := strings.CutPrefix(line, "#. "); ok {
			where = append(where, w)
		} else if r, ok := strings.CutPrefix(line, "#: "); ok {
			refs = append(refs, r)
		}
	}
	e.comments = slices.DeleteFunc(slices.Clone(e.comments), isReview)
	if by, ok := strings.CutPrefix(said, stateReviewed); ok && strings.TrimSpace(by) != "" {
		by = strings.Join(strings.Fields(by), " ")
		if day != "" && !strings.Contains(by, day) {
			by += ", " + day
		}
		e.comments = append([]string{"# " + stateReviewed + by}, e.comments...)
	}
	e.note(where, refs, nil)
}
