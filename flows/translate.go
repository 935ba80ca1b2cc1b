package flows

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Translate writes and merges the catalogues of a playbook: in each of the
// languages (none: those that it has) every text that is said and was not
// translated yet is added, empty. Where a text changed, its old translation
// stays, marked fuzzy, with what the text was; what is said no more stays as
// obsolete. A translator's comments are never lost. It gives the files that
// differ from what there is, by their names in the playbook. The error is
// Mistakes where the playbook is not right.
func Translate(dir fs.FS, langs ...string) (map[string][]byte, error) {
	w, err := openWork(dir, langs)
	if err != nil {
		return nil, err
	}
	return w.changed(), nil
}

// TranslateProgram is Translate for what comes with the program: its fixed texts
// and those of its pages. dir holds its folder locales.
func TranslateProgram(dir fs.FS, langs ...string) (map[string][]byte, error) {
	book, err := Load(BuiltIn())
	if err != nil {
		return nil, err
	}
	w, err := newWork(book, dir, langs, func(lang string) []wanted {
		list := wishes{at: map[message]int{}}
		book.ours(&list, lang, nil)
		return list.all
	})
	if err != nil {
		return nil, err
	}
	return w.changed(), nil
}

// work are the catalogues of a playbook in the hands of its translators.
type work struct {
	book  *Playbook
	files map[string][]byte   // as they are
	langs []string            // sorted
	wants map[string][]wanted // by language
	pos   map[string]*poFile  // by name, merged
}

// openWork reads and merges the catalogues of the languages; none are all.
func openWork(dir fs.FS, langs []string) (*work, error) {
	book, err := Load(dir)
	if err != nil {
		return nil, err
	}
	program := ownCatalogue(&report{})
	return newWork(book, dir, langs, func(lang string) []wanted { return book.wants(lang, program) })
}

// newWork reads and merges the catalogues of the languages, of which these texts
// are wanted.
func newWork(book *Playbook, dir fs.FS, langs []string, wants func(lang string) []wanted) (*work, error) {
	r := &report{}
	files, _ := gather(dir, "locales", r) // a playbook need not have any
	w := &work{book: book, files: files, wants: map[string][]wanted{}, pos: map[string]*poFile{}}
	if w.langs = slices.Clone(langs); len(langs) == 0 {
		for name := range files {
			w.langs = append(w.langs, strings.Split(name, "/")[1])
		}
	}
	slices.Sort(w.langs)
	w.langs = slices.Compact(w.langs)
	for _, lang := range w.langs {
		checkTag(r, place{file: "locales/" + lang}, lang)
		if err := r.err(); err != nil {
			return nil, err
		}
		w.wants[lang] = wants(lang)
		w.merge(lang)
	}
	return w, nil
}

// changed are the files that differ from what there is.
func (w *work) changed() map[string][]byte {
	out := map[string][]byte{}
	for name, po := range w.pos {
		if b := po.bytes(); string(b) != string(w.files[name]) {
			out[name] = b
		}
	}
	return out
}

// spot is an entry in its file.
type spot struct {
	file string
	i    int
}

// hit is what is said of an entry.
type hit struct {
	order       int
	where, refs []string
	many        string
	fresh       bool
}

// merge brings the catalogues of one language up to what is said.
func (w *work) merge(lang string) {
	pos, found := w.opened(lang)
	fresh, back := map[spot]bool{}, map[spot]bool{} // back: gone, and said again
	find := func(want wanted) (at spot, ok bool) {
		if at, ok = found[want.message]; !ok {
			at, ok = found[message{"", want.base}]
		}
		return at, ok && !(want.optional && pos[at.file].entries[at.i].gone && !back[at])
	}
	for _, want := range w.wants[lang] {
		switch at, ok := find(want); {
		case want.optional:
		case ok:
			back[at] = true
		default:
			name := "locales/" + lang + "/" + want.file
			if pos[name] == nil {
				pos[name] = &poFile{header: newHeader(lang), rule: pluralRule(lang)}
			}
			at := spot{name, len(pos[name].entries)}
			pos[name].entries = append(pos[name].entries, entry{context: want.form, id: want.base})
			fresh[at], found[want.message] = true, at
		}
	}
	hits := map[spot]*hit{}
	var met []spot
	for n, want := range w.wants[lang] {
		if at, ok := find(want); ok {
			if hits[at] == nil {
				hits[at], met = &hit{order: n, fresh: fresh[at], many: want.many}, append(met, at)
			}
			if hits[at].many == "" {
				hits[at].many = want.many
			}
			hits[at].where = append(hits[at].where, want.where...)
			hits[at].refs = append(hits[at].refs, want.refs...)
		}
	}
	for _, at := range met {
		if po, h := pos[at.file], hits[at]; h.fresh {
			po.begins(at.i, h, func(i int) bool { return hits[spot{at.file, i}] != nil })
		} else {
			po.goesOn(at.i, h)
		}
	}
	for name, po := range pos {
		po.arrange(func(i int) *hit { return hits[spot{name, i}] })
		if len(po.entries) > 0 || w.files[name] != nil {
			w.pos[name] = po
		}
	}
}

// begins makes a new entry of what is most probably the same text from before
// it changed, where there is one. taken are the entries that are still said.
func (f *poFile) begins(n int, h *hit, taken func(i int) bool) {
	e := &f.entries[n]
	e.many, e.forms = h.many, make([]string, formsOf(h.many, f.rule.NPlurals))
	var was []string
	if i := f.like(*e, h.where, taken); i >= 0 {
		old := &f.entries[i]
		if was = old.previous(); len(was) == 0 {
			was = old.before()
		}
		e.fuzzy, e.comments = true, old.comments
		copy(e.forms, old.forms)
		*old = entry{} // it goes on in the new one
	}
	e.note(h.where, h.refs, was)
}

// goesOn brings an entry that is still said up to how it is said now.
func (f *poFile) goesOn(n int, h *hit) {
	if old := f.entries[n]; old.many != "" && h.many == "" && !old.empty() { // its other forms
		old.gone = true
		f.entries = append(f.entries, old)
	}
	e := &f.entries[n]
	e.gone = false
	was := e.previous()
	if e.many != h.many {
		if was == nil {
			was = e.before()
		}
		forms := make([]string, formsOf(h.many, f.rule.NPlurals))
		copy(forms, e.forms)
		e.fuzzy = e.fuzzy || !e.empty()
		e.many, e.forms, e.lines = h.many, forms, nil
	}
	e.note(h.where, h.refs, was)
}

// opened reads the language's catalogues, and finds what is translated there,
// or was once.
func (w *work) opened(lang string) (map[string]*poFile, map[message]spot) {
	pos, found := map[string]*poFile{}, map[message]spot{}
	for _, name := range sorted(w.files) {
		if path.Dir(name) != "locales/"+lang || path.Ext(name) != ".po" {
			continue
		}
		po := readPO(&report{}, name, lang, w.files[name])
		pos[name] = &po
		for i, e := range po.entries {
			m := message{e.context, e.id}
			if old, ok := found[m]; !ok || pos[old.file].entries[old.i].gone && !e.gone {
				found[m] = spot{name, i}
			}
		}
	}
	return pos, found
}

// newHeader is the header of a new catalogue.
func newHeader(lang string) entry {
	return entry{lines: append([]string{`msgid ""`}, keyed("msgstr", fmt.Sprintf("Language: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"+
		"Content-Transfer-Encoding: 8bit\nPlural-Forms: %s\n", lang, pluralForms(lang)))...)}
}

// formsOf is how many forms a translation has.
func formsOf(many string, n int) int {
	if many == "" {
		return 1
	}
	return n
}

// arrange leaves what is said in its order, with what is new behind what is said
// before it. What is said no more stands last, as obsolete, where a translator
// put work into it.
func (f *poFile) arrange(hits func(i int) *hit) {
	var said, gone []entry
	var orders []int
	for i, e := range f.entries {
		switch h := hits(i); {
		case h != nil && h.fresh:
			at, last := 0, -1
			for j, order := range orders {
				if order < h.order && order > last {
					at, last = j+1, order
				}
			}
			said, orders = slices.Insert(said, at, e), slices.Insert(orders, at, h.order)
		case h != nil:
			said, orders = append(said, e), append(orders, h.order)
		case e.gone:
			gone = append(gone, e)
		case e.id != "":
			if e.note(nil, nil, e.previous()); !e.empty() || len(e.comments) > 0 {
				e.gone = true
				gone = append(gone, e)
			}
		}
	}
	f.entries = append(said, gone...)
}

// like finds the entry that was most probably the text before it changed: not
// said any more, translated, in the same form, and either said at the same
// place or much the same in words. -1 is none.
func (f *poFile) like(want entry, where []string, taken func(i int) bool) int {
	const near, nearHere, short = 0.6, 0.3, 3
	best, most := -1, 0.0
	for i, e := range f.entries {
		if taken(i) || e.id == "" || e.gone || e.empty() || (e.many == "") != (want.many == "") || e.context != want.context && e.context != "" {
			continue
		}
		same := alike(e.id, want.id)
		here := slices.ContainsFunc(where, func(where string) bool { return slices.Contains(e.comments, "#. "+where) })
		enough := near
		if here {
			enough = nearHere
			if len(strings.Fields(e.id)) <= short && len(strings.Fields(want.id)) <= short {
				enough = 0
			}
			same += 0.2
		}
		if same >= enough && same > most {
			best, most = i, same
		}
	}
	return best
}

// alike says how much of two texts is the same words, from 0 to 1.
func alike(a, b string) float64 {
	one, other := strings.Fields(Normal(a)), strings.Fields(Normal(b))
	count := map[string]int{}
	for _, w := range one {
		count[w]++
	}
	same := 0
	for _, w := range other {
		if count[w] > 0 {
			count[w]--
			same++
		}
	}
	return 2 * float64(same) / float64(max(len(one)+len(other), 1))
}
