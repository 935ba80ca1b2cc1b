package phone

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

//go:embed page
var files embed.FS

// pages are what the pages are made of, read once.
type pages struct {
	drawn *template.Template
	style []byte
	icon  []byte
}

func readPages() (p pages, err error) {
	if p.drawn, err = template.New("").ParseFS(files, "page/*.html"); err != nil {
		return p, fmt.Errorf("telefoon: read the pages: %w", err)
	}
	if p.style, err = files.ReadFile("page/page.css"); err != nil {
		return p, fmt.Errorf("telefoon: read the style sheet: %w", err)
	}
	if p.icon, err = files.ReadFile("page/icon.svg"); err != nil {
		return p, fmt.Errorf("telefoon: read the icon: %w", err)
	}
	return p, nil
}

// draw answers with a page. What cannot be written is lost with its connection.
func (a *Adapter) draw(w http.ResponseWriter, status int, name string, view any) {
	var b bytes.Buffer
	if err := a.pages.drawn.ExecuteTemplate(&b, name+".html", view); err != nil {
		a.Log.Error("telefoon: draw a page", "page", name, "type", fmt.Sprintf("%T", err)) // its text might hold what stands there
		http.Error(w, textDown, http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// showFile serves the style sheet and the icon.
func (a *Adapter) showFile(w http.ResponseWriter, r *http.Request) {
	var body []byte
	kind := ""
	switch path.Clean(r.PathValue("file")) {
	case "page.css":
		body, kind = a.pages.style, "text/css; charset=utf-8"
	case "icon.svg":
		body, kind = a.pages.icon, "image/svg+xml"
	default:
		a.refuse(w, r, http.StatusNotFound, badPath)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body)
}

// number is one that can be rung by a press.
type number struct {
	Label string       // Eerste nummer
	Shown string       // as it was written down
	Href  template.URL // tel:...; empty where nothing can be dialled
}

// dialled makes a number of what somebody wrote down.
func dialled(label, written string) number {
	return number{Label: label, Shown: strings.TrimSpace(written), Href: template.URL(adapters.Dials(written))}
}

// Days and months as people say them.
var (
	weekdays = [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	months   = [...]string{"", "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
)

// dayWords is a day as people say it: "maandag 23 november".
func dayWords(t time.Time) string {
	t = t.In(chat.Amsterdam)
	return fmt.Sprintf("%s %d %s", weekdays[t.Weekday()], t.Day(), months[t.Month()])
}

// clock is the wall clock at a moment: "08:30".
func clock(t time.Time) string { return t.In(chat.Amsterdam).Format("15:04") }

// when is clock, with the day where that is another than now's.
func when(t, now time.Time) string {
	if t.In(chat.Amsterdam).Format(time.DateOnly) == now.In(chat.Amsterdam).Format(time.DateOnly) {
		return "om " + clock(t)
	}
	return dayWords(t) + " om " + clock(t)
}
