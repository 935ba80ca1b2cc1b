package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"omzien/adapters/webdesk"
)

// How much an author may put on the page, in bytes and files.
const (
	draftFile  = 1 << 20
	draftWhole = 5 << 20
	draftCount = 500
)

// draft is what an author put on the page, by the names that a playbook calls
// the files.
type draft map[string][]byte

// readDraft takes the files, those in a zip too. The error is a Trouble.
func readDraft(files []webdesk.DraftFile) (draft, error) {
	d := draft{}
	room := int64(draftWhole)
	for _, f := range files {
		if strings.EqualFold(path.Ext(f.Name), ".zip") {
			if err := d.unzip(f, &room); err != nil {
				return nil, err
			}
			continue
		}
		taken, err := d.add(f.Name, bytes.NewReader(f.Data), &room)
		if err == nil && !taken {
			err = webdesk.Trouble(fmt.Sprintf("Met %s kunnen we hier niets. Een draaiboek heeft bestanden die eindigen op .yaml, .po of .txt.", shortName(f.Name)))
		}
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// unzip takes the files of a zip. What they say about their size counts for
// nothing: each is read until it is too large.
func (d draft) unzip(f webdesk.DraftFile, room *int64) error {
	z, err := zip.NewReader(bytes.NewReader(f.Data), int64(len(f.Data)))
	if err != nil {
		return webdesk.Trouble(fmt.Sprintf("%s is geen zip-bestand dat we kunnen openen. Maak het opnieuw, of zet de bestanden zelf op de pagina.", shortName(f.Name)))
	}
	for _, entry := range z.File {
		if entry.FileInfo().IsDir() || !entry.Mode().IsRegular() {
			continue
		}
		content, err := entry.Open()
		if err != nil {
			return unreadable(f.Name)
		}
		_, err = d.add(entry.Name, content, room)
		content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func unreadable(name string) error {
	return webdesk.Trouble(fmt.Sprintf("%s kan niet worden gelezen. Misschien is het kapot.", shortName(name)))
}

// add takes one file; false where it belongs nowhere in a playbook. The error is
// a Trouble.
func (d draft) add(name string, content io.Reader, room *int64) (taken bool, err error) {
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if base := path.Base(name); strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX/") {
		return false, nil
	}
	if len(d) >= draftCount {
		return false, webdesk.Trouble(fmt.Sprintf("Dit zijn te veel bestanden. Het mogen er %d zijn.", draftCount))
	}
	limit := min(draftFile, *room)
	data, err := io.ReadAll(io.LimitReader(content, limit+1))
	switch {
	case int64(len(data)) > draftFile:
		return false, webdesk.Trouble(fmt.Sprintf("%s is te groot. Een bestand mag 1 MB groot zijn.", shortName(name)))
	case int64(len(data)) > limit:
		return false, webdesk.Trouble("Alles samen is te groot. Het mag 5 MB zijn.")
	case err != nil:
		return false, unreadable(name)
	}
	place := placeOf(name, data)
	if place == "" {
		return false, nil
	}
	d[place] = data
	*room -= int64(len(data))
	return true, nil
}

func shortName(name string) string {
	const long = 60
	r := []rune(path.Base(strings.ToValidUTF8(name, "\uFFFD")))
	return string(r[:min(len(r), long)])
}

var (
	ofTheRoot   = []string{"organisation.yaml", "numbers.yaml", "directory.yaml", "texts.yaml", "programmes.yaml", "appointments.yaml", "LEESMIJ.md"}
	inFolders   = regexp.MustCompile(`(?:^|/)((?:flows|locales|transcripts|media)/.+)$`)
	copyOf      = regexp.MustCompile(`( ?\([0-9]+\)| - kopie| - copy)+(\.[a-z]+)$`)
	poLanguage  = regexp.MustCompile(`(?m)^"Language: *([A-Za-z0-9-]+)`)
	flowName    = regexp.MustCompile(`(?m)^flow: *["']?([a-z][a-z0-9_-]*)`)
	looksLikeIt = map[string]*regexp.Regexp{
		"organisation.yaml": regexp.MustCompile(`(?m)^teams:`),
		"numbers.yaml":      regexp.MustCompile(`(?m)^numbers:`),
		"directory.yaml":    regexp.MustCompile(`(?m)^(entries|neighbourhoods):`),
		"programmes.yaml":   regexp.MustCompile(`(?m)^  kind: *(ster|keten)\b`),
		"appointments.yaml": regexp.MustCompile(`(?m)^  places:`),
		"texts.yaml":        regexp.MustCompile(`(?m)^texts:`),
	}
)

// placeOf is where a file belongs in a playbook, by the folder that it came in,
// or else by its name and what it says; empty where it belongs nowhere. A browser
// that saves a file for the second time calls it "jongeren (1).yaml".
func placeOf(name string, data []byte) string {
	base := copyOf.ReplaceAllString(path.Base(name), "$2")
	if m := inFolders.FindStringSubmatch(name); m != nil && fs.ValidPath(m[1]) {
		return path.Join(path.Dir(m[1]), base)
	}
	if slices.Contains(ofTheRoot, base) {
		return base
	}
	switch ext := path.Ext(base); ext {
	case ".yaml", ".yml":
		for root, shape := range looksLikeIt {
			if shape.Match(data) && !flowName.Match(data) {
				return root
			}
		}
		return "flows/" + strings.TrimSuffix(base, ext) + ".yaml"
	case ".po":
		if m := poLanguage.FindSubmatch(data); m != nil {
			return "locales/" + string(m[1]) + "/" + base
		}
	case ".txt":
		return "transcripts/" + base
	case ".jpg", ".jpeg", ".png", ".mp4", ".pdf":
		return "media/" + base
	}
	return ""
}

// over lays the draft over a playbook. A draft that holds the organisation and
// its flows is a playbook of its own. A flow takes the place of the one with the
// same name, whatever its file is called.
func (d draft) over(base fs.FS) (fs.FS, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	names := map[string]bool{}
	for _, name := range d.names() {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(d[name])
		}
		if err != nil {
			return nil, fmt.Errorf("lay the draft out: %w", err)
		}
		if m := flowName.FindSubmatch(d[name]); m != nil && strings.HasPrefix(name, "flows/") {
			names[string(m[1])] = true
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("lay the draft out: %w", err)
	}
	own, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		return nil, fmt.Errorf("lay the draft out: %w", err)
	}
	if d["organisation.yaml"] != nil && len(names) > 0 && d["numbers.yaml"] != nil {
		return own, nil
	}
	gone := map[string]bool{}
	err = fs.WalkDir(base, "flows", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || d[name] != nil {
			return nil // what cannot be read is the loader's to tell
		}
		source, err := fs.ReadFile(base, name)
		if m := flowName.FindSubmatch(source); err == nil && m != nil && names[string(m[1])] {
			gone[name] = true
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the running flows: %w", err)
	}
	return laidOver{base, own, gone}, nil
}

func (d draft) names() []string {
	names := make([]string, 0, len(d))
	for n := range d {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// laidOver is a folder with files of another over it, and some taken away.
type laidOver struct {
	base, over fs.FS
	gone       map[string]bool
}

// Open implements fs.FS.
func (l laidOver) Open(name string) (fs.File, error) {
	f, err := l.over.Open(name)
	if err == nil {
		return f, nil
	}
	if l.gone[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return l.base.Open(name)
}

// ReadDir implements fs.ReadDirFS.
func (l laidOver) ReadDir(name string) ([]fs.DirEntry, error) {
	above, errAbove := fs.ReadDir(l.over, name)
	below, errBelow := fs.ReadDir(l.base, name)
	if errAbove != nil && errBelow != nil {
		return nil, errors.Join(errBelow, errAbove)
	}
	for _, e := range below {
		same := func(o fs.DirEntry) bool { return o.Name() == e.Name() }
		if !l.gone[path.Join(name, e.Name())] && !slices.ContainsFunc(above, same) {
			above = append(above, e)
		}
	}
	slices.SortFunc(above, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return above, nil
}
