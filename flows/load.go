package flows

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
)

// largest is the size of a file of a playbook, in bytes, and whole that of all
// flows and translations together.
const (
	largest = 1 << 20
	whole   = 16 << 20
)

// load reads a playbook folder. All mistakes of all files are found at once.
func load(dir fs.FS) (*Playbook, error) {
	r := &report{}
	checkFiles(dir, r)
	p := &Playbook{dir: dir}
	p.Organisation = readOrganisation(r, required(dir, "organisation.yaml", r))
	p.Numbers = readNumbers(r, required(dir, "numbers.yaml", r))
	p.Canned = readCanned(r, optional(dir, "texts.yaml", r))
	guide := optional(dir, "directory.yaml", r)
	p.Directory = readDirectory(r, guide, p.Organisation)
	p.Programmes = readProgrammes(r, optional(dir, "programmes.yaml", r), p.Organisation)
	p.gatherings(r)
	p.Calendars = readCalendars(r, optional(dir, "appointments.yaml", r), p.Organisation)
	files, size := map[string][]byte{}, 0
	for _, folder := range []string{"flows", "locales"} {
		part, err := gather(dir, folder, r)
		if err != nil && !(folder == "locales" && errors.Is(err, fs.ErrNotExist)) {
			r.add(place{file: folder}, unreadable)
		}
		for name, source := range part {
			files[name], size = source, size+len(source)
		}
	}
	if size > whole { // not all of them were read
		r.add(place{file: "."}, tooMuch, whole>>20)
		return nil, r.err()
	}
	p.Media = readMedia(dir, r)
	indexMedia(files, p.Media)
	packed := make(chan []byte, 1)
	go func() { packed <- pack(files) }()
	talks, uses := compile(files, r)
	for _, use := range uses.teams {
		if names := p.teamNames(); !among(use.team, names) && len(names) > 0 {
			r.add(use.at, unknownTeam, use.team, meant(use.team, names))
		}
	}
	p.checkBooks(r, uses.books)
	p.checkFinds(r, guide != nil, uses.finds)
	p.checkCounts(r, guide != nil, uses.counts)
	p.checkProgrammes(r, talks, uses.programmes)
	talks.Source = <-packed
	if err := r.err(); err != nil {
		return nil, err
	}
	p.Talks = talks
	return p, nil
}

func (p *Playbook) teamNames() []string {
	names := make([]string, len(p.Organisation.Teams))
	for i, t := range p.Organisation.Teams {
		names[i] = t.Name
	}
	return names
}

// checkFiles reports files beside the known ones that look as if they were
// meant to be read.
func checkFiles(dir fs.FS, r *report) {
	known := []string{"organisation.yaml", "numbers.yaml", "directory.yaml", "programmes.yaml", "appointments.yaml", "texts.yaml"}
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		r.add(place{file: "."}, unreadable)
	}
	for _, e := range entries {
		name := meantName(e.Name())
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), ".") || path.Ext(name) != ".yaml" || among(e.Name(), known):
		case among(name, known):
			r.add(place{file: e.Name()}, unknownFile, e.Name(), phrased("Call it %[1]s.", name))
		default:
			r.add(place{file: e.Name()}, unknownFile, e.Name(), meant(e.Name(), known))
		}
	}
}

// required reads a file that a playbook must have; nil, and a mistake, where it
// has not.
func required(dir fs.FS, name string, r *report) *document {
	source, ok := read(dir, name, r)
	if !ok {
		return nil
	}
	return open(r, name, source)
}

// optional reads a file that a playbook may have; nil where it has not.
func optional(dir fs.FS, name string, r *report) *document {
	if _, err := fs.Stat(dir, name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return required(dir, name, r)
}

// read reads a file that is not too large. What is no file, such as a pipe, is
// not opened: that could wait for ever.
func read(dir fs.FS, name string, r *report) ([]byte, bool) {
	info, err := fs.Stat(dir, name)
	if err == nil && !info.Mode().IsRegular() {
		r.add(place{file: name}, unreadable)
		return nil, false
	}
	if errors.Is(err, fs.ErrNotExist) {
		r.add(place{file: name}, noFile, name)
		return nil, false
	}
	f, err := dir.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		r.add(place{file: name}, noFile, name)
		return nil, false
	}
	if err != nil {
		r.add(place{file: name}, unreadable)
		return nil, false
	}
	defer f.Close()
	var all bytes.Buffer
	all.Grow(int(min(info.Size(), largest)) + bytes.MinRead)
	_, err = all.ReadFrom(io.LimitReader(f, largest+1))
	source := all.Bytes()
	switch {
	case err != nil:
		r.add(place{file: name}, unreadable)
	case len(source) > largest:
		r.add(place{file: name}, tooLarge, largest>>10)
	default:
		return source, true
	}
	return nil, false
}
