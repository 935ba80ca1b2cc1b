package webchat

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// shell is the page's files, read once.
type shell struct {
	page  *template.Template
	files map[string][]byte // by name, all but the page itself
}

// fileTypes are the content types of what the page is made of.
var fileTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func newShell() (shell, error) {
	s := shell{files: make(map[string][]byte)}
	entries, err := pageFiles.ReadDir("page")
	if err != nil {
		return s, err
	}
	for _, e := range entries {
		b, err := pageFiles.ReadFile("page/" + e.Name())
		if err != nil {
			return s, err
		}
		if path.Ext(e.Name()) != ".html" {
			s.files[e.Name()] = b
			continue
		}
		if s.page, err = template.New(e.Name()).Parse(string(b)); err != nil {
			return s, err
		}
	}
	return s, nil
}

// view is what the page is drawn from.
type view struct {
	Lang, Dir  string
	Title      string
	Exit       string
	Remembered bool
	Attach     bool           // files can be sent
	Languages  []language     // to choose from; empty where there is one only
	Script     map[string]any // what the script needs to know
	translate  func(text string) string
}

// language is one language that the page speaks.
type language struct{ Tag, Label, Dir string }

// T gives a text of the page in its language.
func (v view) T(text string) string { return v.translate(text) }

// servePage draws the page. It stores nothing: a talk begins when the page's
// script asks for a session.
func (a *Adapter) servePage(w http.ResponseWriter, r *http.Request) {
	lang, form := "", ""
	known, err := a.visitor(r)
	if err == nil {
		if known.remembered() {
			a.keep(w, r, known)
		}
		// A talk that cannot be read now is drawn later; the page stands anyway.
		if t, err := a.Record.Talk(r.Context(), address(known.Session), 0); err == nil {
			lang, form = t.Lang, t.Form
		}
	}
	if lang = a.language(lang); lang == "" {
		lang = a.wished(r)
	}
	if form == "" {
		form = "je"
	}
	v := view{
		Lang: lang, Dir: direction(lang), Title: a.Title, Exit: a.ExitURL, Attach: a.Files != nil,
		Remembered: err == nil && known.remembered(), Languages: a.choosable(),
		translate: func(text string) string { return a.Translate(lang, form, text) },
	}
	v.Script = map[string]any{
		"lang": lang, "exit": a.ExitURL, "most": largest, "known": err == nil, "texts": scriptTexts(v.translate),
	}
	var b bytes.Buffer
	if err := a.shell.page.Execute(&b, v); err != nil {
		a.Log.ErrorContext(r.Context(), "draw the page", "error", fmt.Sprintf("%T", err))
		a.refuse(w, http.StatusServiceUnavailable, broken)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language, Cookie")
	_, _ = w.Write(b.Bytes()) // a visitor who went away
}

// serveFile serves the script, the style sheet and the icon. They are small, and
// a device keeps nothing of us, so they are fetched each time.
func (a *Adapter) serveFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := a.shell.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", fileTypes[path.Ext(name)])
	_, _ = w.Write(b) // a visitor who went away
}

// wished is the language that the visitor asked for, by ?lang= or the browser's
// own settings; else the first.
func (a *Adapter) wished(r *http.Request) string {
	if l := a.language(r.URL.Query().Get("lang")); l != "" {
		return l
	}
	// Browsers write the most wanted first.
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(part, ";")
		if l := a.language(strings.TrimSpace(tag)); l != "" {
			return l
		}
	}
	return a.Languages[0]
}

// language is the page's language for a tag: itself, or what it is a kind of.
// Empty: we do not speak it.
func (a *Adapter) language(tag string) string {
	for tag != "" {
		for _, l := range a.Languages {
			if strings.EqualFold(l, tag) {
				return l
			}
		}
		tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
	}
	return ""
}

func (a *Adapter) choosable() []language {
	if len(a.Languages) < 2 {
		return nil
	}
	out := make([]language, len(a.Languages))
	for i, tag := range a.Languages {
		out[i] = language{tag, a.OwnName(tag), direction(tag)}
	}
	return out
}

// direction is how the language is written.
func direction(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	switch base {
	case "ar", "fa", "he", "ku", "ps", "ur":
		return "rtl"
	}
	return "ltr"
}
