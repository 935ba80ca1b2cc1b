package demo

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"slices"
	"strings"
)

//go:embed page
var files embed.FS

// pages are what the stage's pages are made of, read once.
type pages struct {
	drawn *template.Template
	files map[string][]byte // by name: scripts and style sheets
}

func readPages() (pages, error) {
	p := pages{files: map[string][]byte{}}
	var err error
	if p.drawn, err = template.ParseFS(files, "page/*.html"); err != nil {
		return p, fmt.Errorf("read the demo's pages: %w", err)
	}
	entries, err := files.ReadDir("page")
	for _, e := range entries {
		if err == nil && path.Ext(e.Name()) != ".html" {
			p.files[e.Name()], err = files.ReadFile("page/" + e.Name())
		}
	}
	if err != nil {
		return p, fmt.Errorf("read the demo's pages: %w", err)
	}
	return p, nil
}

// draw answers with a page of the stage's own.
func (s *Stage) draw(w http.ResponseWriter, name string, view any) {
	var b bytes.Buffer
	if err := s.pages.drawn.ExecuteTemplate(&b, name, view); err != nil {
		s.fails(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; "+
		"form-action 'none'; base-uri 'none'; frame-ancestors 'self'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Type", "text/html; charset=utf-8")
	if _, err := w.Write(b.Bytes()); err != nil {
		s.log.Debug("demo: a response was not read to its end")
	}
}

func (s *Stage) showFile(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	content, ok := s.pages.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	kind := "text/css; charset=utf-8"
	if strings.HasSuffix(name, ".js") {
		kind = "text/javascript; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, err := w.Write(content); err != nil {
		s.log.Debug("demo: a response was not read to its end")
	}
}

// showStage draws the one page.
func (s *Stage) showStage(w http.ResponseWriter, r *http.Request) {
	if err := s.signsIn(w, r); err != nil {
		s.fails(w, err)
		return
	}
	_, scene, _, _ := s.now()
	s.draw(w, "stage.html", struct {
		Scenes []Scene
		On     Scene
		standing
	}{s.scenes, scene, s.standing()})
}

// showPhone draws somebody's phone; that of the scene's first where nobody is named.
func (s *Stage) showPhone(w http.ResponseWriter, r *http.Request) {
	people, err := s.people(r.Context())
	if err != nil {
		s.fails(w, err)
		return
	}
	who, ok := owner(people, r.URL.Query().Get("wie"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	s.draw(w, "phone.html", struct {
		Who    Owner
		People []Owner
	}{who, people})
}

// people are those who have a phone now.
func (s *Stage) people(ctx context.Context) ([]Owner, error) {
	world, scene, _, on := s.now()
	if !on {
		return nil, nil
	}
	enrolled, err := world.Enrolled(ctx)
	return slices.Concat(scene.People, enrolled), err
}

func owner(people []Owner, key string) (Owner, bool) {
	i := slices.IndexFunc(people, func(o Owner) bool { return o.Key == key || key == "" })
	if i < 0 {
		return Owner{}, false
	}
	return people[i], true
}

// showScreen tells the phone's script what stands on it.
func (s *Stage) showScreen(w http.ResponseWriter, r *http.Request) {
	world, _, _, on := s.now()
	people, err := s.people(r.Context())
	if err != nil {
		s.fails(w, err)
		return
	}
	who, ok := owner(people, r.URL.Query().Get("wie"))
	if !on || !ok {
		http.NotFound(w, r)
		return
	}
	s.give(w, http.StatusOK, struct {
		Now   int64   `json:"now"`
		Lines []Shown `json:"lines"`
	}{world.Now().UnixMilli(), world.Phones().Screen(who.Key)})
}

// longestWords is how many bytes one writes on a phone at most.
const longestWords = 4000

// takePhone does what somebody does on a phone: they press a button of a message,
// write, or open the link of their invitation.
func (s *Stage) takePhone(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Who     string `json:"who"`
		Message string `json:"message"`
		Button  int    `json:"button"`
		Text    string `json:"text"`
		Start   bool   `json:"start"`
	}
	if !s.take(w, r, &in) {
		return
	}
	world, _, _, on := s.now()
	people, err := s.people(r.Context())
	if err != nil {
		s.fails(w, err)
		return
	}
	who, ok := owner(people, in.Who)
	text := strings.TrimSpace(in.Text)
	switch {
	case !on || !ok || len(text) > longestWords:
		ok = false
	case in.Start && who.Start != "":
		err = world.Phones().Start(r.Context(), who.Key, who.Start)
	case text != "":
		err = world.Phones().Write(r.Context(), who.Key, text)
	case in.Message != "":
		err = world.Phones().Press(r.Context(), who.Key, in.Message, in.Button)
	default:
		ok = false
	}
	if !ok {
		http.Error(w, "Dit verzoek klopt niet.", http.StatusBadRequest)
		return
	}
	if err != nil {
		s.fails(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// showAway is where "Sluit deze website meteen" leads here: to no other site.
func (s *Stage) showAway(w http.ResponseWriter, _ *http.Request) { s.draw(w, "away.html", nil) }
