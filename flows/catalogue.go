package flows

import (
	"embed"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/language"
)

// catalogue is all that was translated: a language's texts by what they
// translate. It is used while a playbook is loaded and for the texts of pages.
type catalogue map[string]map[message]string

// message is a base text in a form; the empty form serves both.
type message struct{ form, base string }

// in finds the translation into exactly this language, the one for the form
// before the one for both.
func (c catalogue) in(lang, form, base string) (string, bool) {
	texts := c[lang]
	if s, ok := texts[message{form, base}]; ok {
		return s, true
	}
	s, ok := texts[message{"", base}]
	return s, ok
}

// near is in, for the language or the nearest wider one.
func (c catalogue) near(lang, form, base string) (string, bool) {
	for len(c) > 0 && lang != "" {
		if s, ok := c.in(lang, form, base); ok {
			return s, true
		}
		lang = wider(lang)
	}
	return "", false
}

// wider drops the last part of a language tag: nl-BE, nl, nothing.
func wider(lang string) string {
	return lang[:max(strings.LastIndexByte(lang, '-'), 0)]
}

// text compiles a text into all languages it was translated to.
func (c catalogue) text(own, form, base string) Text {
	t := Text{base: base}
	for lang := range c {
		if lang == own {
			continue
		}
		if s, ok := c.in(lang, form, base); ok {
			if t.in == nil {
				t.in = make(map[string]string, len(c))
			}
			t.in[lang] = s
		}
	}
	return t
}

// languages are those that anything was translated to, in order.
func (c catalogue) languages() []string {
	langs := make([]string, 0, len(c))
	for l := range c {
		langs = append(langs, l)
	}
	sort.Strings(langs)
	return langs
}

// own are the translations that come with the program: of its fixed texts and
// of the texts of its pages. A playbook's own win over them.
//
//go:embed all:locales
var own embed.FS

// ownCatalogue reads the translations that come with the program.
func ownCatalogue(r *report) catalogue {
	files, err := gather(own, "locales", r)
	if err != nil {
		r.add(place{file: "locales"}, unreadable)
	}
	return readCatalogue(r, files)
}

// readCatalogue reads locales/<language>/*.po of the files.
func readCatalogue(r *report, files map[string][]byte) catalogue {
	c := catalogue{}
	first := map[string]map[message]place{}
	tagged := map[string]bool{}
	for _, name := range sorted(files) {
		parts := strings.Split(name, "/")
		if parts[0] != "locales" || len(parts) != 3 || path.Ext(name) != ".po" {
			continue
		}
		lang := parts[1]
		if !tagged[lang] {
			tagged[lang] = true
			checkTag(r, place{file: "locales/" + lang}, lang)
		}
		if c[lang] == nil {
			c[lang], first[lang] = map[message]string{}, map[message]place{}
		}
		for _, e := range readPO(r, name, files[name]) {
			m := message{e.context, e.id}
			if at, ok := first[lang][m]; ok {
				r.add(e.at, doubleEntry, at.line)
				continue
			}
			first[lang][m] = e.at
			if e.text == "" || e.fuzzy {
				continue
			}
			if n := units(e.text); n > longest {
				r.add(e.at, tooLong, n)
			}
			if a, b := places(e.text), places(e.id); !slices.Equal(a, b) {
				r.add(e.at, placesDiffer, listed(a), listed(b))
			}
			c[lang][m] = e.text
		}
	}
	return c
}

// over lays the translations of a over those of c.
func (c catalogue) over(a catalogue) catalogue {
	for lang, texts := range a {
		if c[lang] == nil {
			c[lang] = map[message]string{}
		}
		for m, s := range texts {
			c[lang][m] = s
		}
	}
	return c
}

var tagShape = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// checkTag reports what is not a BCP 47 tag in its usual spelling.
func checkTag(r *report, at place, tag string) {
	t, err := language.Parse(tag)
	switch {
	case err != nil || !tagShape.MatchString(tag):
		r.add(at, badTag, clip(tag), "")
	case t.String() != tag:
		r.add(at, badTag, tag, phrased("; here: %[1]s", t.String()))
	}
}

var placeShape = regexp.MustCompile(`\{([^{}\n]*)\}`)

// places are the names in braces in a text, sorted, each once.
func places(text string) []string {
	var names []string
	for _, m := range placeShape.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	sort.Strings(names)
	return slices.Compact(names)
}

func listed(names []string) any {
	if len(names) == 0 {
		return phrased("none at all")
	}
	return "{" + strings.Join(names, "}, {") + "}"
}

// gather reads all files under a folder of the playbook, by their paths.
func gather(dir fs.FS, root string, r *report) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(dir, root, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && name == root:
			return err
		case err != nil:
			r.add(place{file: name}, unreadable)
			return nil
		case e.IsDir() || strings.HasPrefix(path.Base(name), "."):
			return nil
		}
		switch path.Ext(name) {
		case ".yaml", ".po":
			if source, ok := read(dir, name, r); ok {
				files[name] = source
			}
		case ".yml":
			r.add(place{file: name}, unknownFile, name, phrased("Call it %[1]s.", strings.TrimSuffix(name, ".yml")+".yaml"))
		}
		return nil
	})
	return files, err
}

// sorted are the names of the files, in order.
func sorted(files map[string][]byte) []string {
	names := make([]string, 0, len(files))
	for n := range files {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
