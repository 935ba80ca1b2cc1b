package webdesk

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"

	"omzien/bot/chat"
)

//go:embed page
var files embed.FS

// page is what a browser loads: two documents, and what they need.
type page struct {
	documents *template.Template
	files     map[string][]byte // by name
	version   string            // changes with any of the files
}

func readPage() (page, error) {
	t, err := template.ParseFS(files, "page/*.html")
	if err != nil {
		return page{}, fmt.Errorf("read the desk's page: %w", err)
	}
	p, sum := page{documents: t, files: make(map[string][]byte)}, sha256.New()
	err = fs.WalkDir(files, "page", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(content))
		sum.Write(content)
		if mediaType(name) != "" {
			p.files[path.Base(name)] = content
		}
		return nil
	})
	if err != nil {
		return page{}, fmt.Errorf("read the desk's page: %w", err)
	}
	p.version = hex.EncodeToString(sum.Sum(nil)[:8])
	return p, nil
}

// mediaType is empty for what is not served as it is.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return ""
	}
}

// shown is what the documents know when they are drawn.
type shown struct {
	Title, Worker, Name, Version string
	Author                       bool // there is a page for authors
	Board                        bool // ... and one for the morning
	Circles                      bool // ... and one of circles
	Picture                      bool // ... and one of neighbourhoods
	Surveys                      bool // ... and one of surveys
	Keeper                       bool // it is drawn for a coordinator
}

// about is what every page knows that is drawn for a worker.
func (d *Desk) about(who worker) shown {
	return shown{d.title, who.ID, who.Name, d.page.version, d.author != nil, d.board != nil, d.circles != nil, d.picture != nil, d.circles != nil && d.surveys != nil && len(d.surveys()) > 0, who.keeper() != ""}
}

func (d *Desk) showDesk(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		return "desk.html", d.about(who)
	})
}

// showTo draws a page for the worker who asks for it; whoever is not signed in is
// led to where one does.
func (d *Desk) showTo(w http.ResponseWriter, r *http.Request, page func(worker) (name string, about any)) {
	d.showAs(d.who, w, r, page)
}

// showAs draws a page for whom find finds. A coordinator elsewhere is led to their own
// circles.
func (d *Desk) showAs(find func(*http.Request) (worker, error), w http.ResponseWriter, r *http.Request, page func(worker) (name string, about any)) {
	who, err := find(r)
	if errors.Is(err, chat.ErrUnknown) {
		if _, err := d.whoKeeps(r); err == nil {
			http.Redirect(w, r, membersPage, http.StatusSeeOther)
			return
		}
		http.Redirect(w, r, "/desk/in", http.StatusSeeOther)
		return
	}
	if err != nil {
		w.Header().Set("Retry-After", "1")
		d.draw(w, http.StatusServiceUnavailable, "down.html", shown{Title: d.title})
		return
	}
	d.keep(r.Context(), who)
	name, about := page(who)
	d.draw(w, http.StatusOK, name, about)
}

func (d *Desk) showSignIn(w http.ResponseWriter, _ *http.Request) {
	d.draw(w, http.StatusOK, "in.html", shown{Title: d.title})
}

func (d *Desk) draw(w http.ResponseWriter, status int, name string, about any) {
	var b bytes.Buffer
	if err := d.page.documents.ExecuteTemplate(&b, name, about); err != nil {
		d.log.Error("webdesk: a page could not be drawn", "page", name)
		d.refuse(w, http.StatusInternalServerError, "draw", textDown)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(b.Bytes()); err != nil {
		d.log.Debug("webdesk: a response was not read to its end")
	}
}

func (d *Desk) showFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	content, ok := d.page.files[name]
	if !ok {
		d.refuse(w, http.StatusNotFound, "path", "Deze pagina bestaat niet.")
		return
	}
	w.Header().Set("Content-Type", mediaType(name))
	if _, err := w.Write(content); err != nil {
		d.log.Debug("webdesk: a response was not read to its end")
	}
}
