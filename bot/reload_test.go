package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/bot/chat"
	"omzien/flows"
)

// watching is a reloader that a test lets look, and what it did.
type watching struct {
	t     *testing.T
	dir   string
	tick  chan time.Time
	asked chan os.Signal
	mu    sync.Mutex
	used  []string // what the books were called
	down  error    // what putting one to use gives
	log   *log
}

func watch(t *testing.T) *watching {
	w := &watching{t: t, dir: playbook(t, "", "", ""), tick: make(chan time.Time), asked: make(chan os.Signal), log: &log{}}
	l := newReloader(prometheus.NewRegistry(), w.dir, slog.New(slog.NewTextHandler(w.log, nil)), func(_ context.Context, book *flows.Playbook) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.down == nil {
			w.used = append(w.used, book.Organisation.Name)
		}
		return w.down
	})
	l.stamp = stampOf(w.dir)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.run(ctx, w.tick, w.asked) }()
	t.Cleanup(func() { stop(); <-done })
	return w
}

// looks lets it look n times. A tick is taken once the one before it is dealt with.
func (w *watching) looks(n int) {
	for range n + 1 {
		w.tick <- time.Time{}
	}
}

// fails sets what putting a playbook to use gives.
func (w *watching) fails(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = err
}

func (w *watching) name(name string) {
	w.t.Helper()
	path := filepath.Join(w.dir, "organisation.yaml")
	source, err := os.ReadFile(path)
	if err != nil {
		w.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "\nlanguage:")
	if err := os.WriteFile(path, []byte("name: "+name+"\nlanguage:"+rest), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watching) want(used ...string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if fmt.Sprint(w.used) != fmt.Sprint(used) {
		w.t.Errorf("in use came %v, want %v\n%s", w.used, used, w.log)
	}
}

func TestReload_WhatChangesIsReadOnce(t *testing.T) {
	w := watch(t)
	w.looks(3)
	w.want()
	w.name("Een")
	w.looks(3)
	w.want("Een")
	os.WriteFile(filepath.Join(w.dir, ".organisation.yaml.swp"), []byte("typing"), 0o600)
	w.looks(3)
	w.want("Een")
	w.name("Twee")
	w.looks(3)
	w.want("Een", "Twee")
}

// Whoever saves file by file is read when they are done.
func TestReload_WaitsUntilNothingChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := watch(t)
		for i := range 4 {
			w.name("Versie" + strings.Repeat("x", i)) // of another size each: times may be coarse
			w.tick <- time.Time{}
			synctest.Wait() // it has looked
		}
		w.want()
		w.looks(2)
		w.want("Versiexxx")
	})
}

func TestReload_ABrokenPlaybookIsRefusedAndMendedOneIsNot(t *testing.T) {
	w := watch(t)
	w.name("[xoxb-geheim]")
	w.looks(4)
	w.want()
	if said := w.log.String(); strings.Contains(said, "geheim") || !strings.Contains(said, "first=organisation.yaml:1:7") {
		t.Errorf("law 17: the log says:\n%s", said)
	}
	if said := w.log.String(); strings.Count(said, "does not load") != 1 || !strings.Contains(said, "mistakes=1") || !strings.Contains(said, "omzien check "+w.dir) {
		t.Errorf("the log says:\n%s", said)
	}
	w.name("Heel")
	w.looks(3)
	w.want("Heel")
}

func TestReload_AsksAgainWhileTheDatabaseIsAway(t *testing.T) {
	w := watch(t)
	w.fails(chat.ErrDown)
	w.name("Een")
	w.looks(3)
	w.want()
	w.fails(nil)
	w.looks(2)
	w.want("Een")
}

func TestReload_OneThatDoesNotFitIsNotTriedAgain(t *testing.T) {
	w := watch(t)
	w.fails(errRefusedBook{errors.New("no channel")})
	w.name("Een")
	w.looks(3)
	w.fails(nil)
	w.looks(3)
	w.want()
	if n := strings.Count(w.log.String(), "cannot be used"); n != 1 {
		t.Errorf("said %d times:\n%s", n, w.log)
	}
}

// A folder of links is how Kubernetes mounts one: each file is a link through a
// hidden folder, which is replaced as a whole.
func TestReload_FollowsLinksToOtherFiles(t *testing.T) {
	w := watch(t)
	other := t.TempDir()
	path, elsewhere := filepath.Join(w.dir, "organisation.yaml"), filepath.Join(other, "organisation.yaml")
	source, err := os.ReadFile(path)
	if err := errors.Join(err, os.WriteFile(elsewhere, source, 0o600), os.Remove(path), os.Symlink(elsewhere, path)); err != nil {
		t.Fatal(err)
	}
	w.name("Een")
	w.looks(3)
	w.want("Een")
	w.name("Veel langer dan Een")
	w.looks(3)
	w.want("Een", "Veel langer dan Een")
}

// Without its folder, or without leave to read it, the playbook from before
// stays; what comes back is read.
func TestReload_AFolderThatGoesAndComesBack(t *testing.T) {
	w := watch(t)
	away := w.dir + ".away"
	if err := os.Rename(w.dir, away); err != nil {
		t.Fatal(err)
	}
	w.looks(4)
	w.want()
	if n := strings.Count(w.log.String(), "does not load"); n != 1 {
		t.Errorf("said %d times:\n%s", n, w.log)
	}
	if err := os.Rename(away, w.dir); err != nil {
		t.Fatal(err)
	}
	w.name("Terug")
	w.looks(3)
	w.want("Terug")
}

func TestReload_OnASignalAtOnce(t *testing.T) {
	w := watch(t)
	w.name("Een")
	w.asked <- os.Interrupt
	w.looks(1)
	w.want("Een")
}

// visitor is one person's browser at the chat page, without the browser.
type visitor struct {
	p      *program
	client *http.Client
	n      int
}

func (p *program) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	v := &visitor{p: p, client: &http.Client{Jar: jar}}
	v.post("/webchat/session", map[string]any{})
	v.does("started", "")
	return v
}

func (v *visitor) does(kind, text string) {
	v.n++
	v.post("/webchat/events", map[string]any{"tab": "a-tab-of-a-visitor", "n": v.n, "kind": kind, "text": text})
}

func (v *visitor) post(path string, body any) {
	v.p.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		v.p.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(v.p.t.Context(), http.MethodPost, v.p.base+path, strings.NewReader(string(text)))
	if err != nil {
		v.p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := v.client.Do(r)
	if err != nil {
		v.p.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		said, _ := io.ReadAll(answer.Body)
		v.p.t.Fatalf("%s: %s %s", path, answer.Status, said)
	}
}

// reads is the whole talk.
func (v *visitor) reads() string {
	v.p.t.Helper()
	answer, err := v.client.Get(v.p.base + "/webchat/talk")
	if err != nil {
		v.p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.p.t.Fatal(err)
	}
	return string(text)
}

// The built program, as an author and an operator meet it: a text is changed, it
// breaks, it is mended. Nobody who is talking loses their question.
func TestReload_TheRunningProgram(t *testing.T) {
	t.Parallel()
	dir := playbook(t, "", "", "")
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"), "OMZIEN_PLAYBOOK="+dir)
	path := filepath.Join(dir, "flows", "jongeren.yaml")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(from, to string) {
		t.Helper()
		if changed := strings.ReplaceAll(string(source), from, to); changed == string(source) {
			t.Fatalf("%q is not in it", from)
		} else if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	logs := func(what string, n int) {
		t.Helper()
		p.until("the log says "+what, func() bool { return strings.Count(p.out.String(), what) >= n })
	}
	const old, first, second = "Kun je nu vrij praten?", "Kan er niemand meelezen?", "Ben je nu alleen?"

	sam := p.visitor()
	write(old, first)
	logs("is in use", 1)
	if noa := p.visitor().reads(); !strings.Contains(noa, first) || strings.Contains(noa, old) {
		t.Errorf("a new talk is\n%s", noa)
	}
	write("goto: nietvrij", "goto: nergens")
	logs("does not load", 1)
	if !strings.Contains(p.out.String(), "check "+dir) {
		t.Errorf("the log does not say where to look:\n%s", p.out)
	}
	if lotte := p.visitor().reads(); !strings.Contains(lotte, first) {
		t.Errorf("with a broken playbook a new talk is\n%s", lotte)
	}
	write(old, second)
	if sign := reloadSignal(); sign != nil {
		p.cmd.Process.Signal(sign)
	}
	logs("is in use", 2)
	if mila := p.visitor().reads(); !strings.Contains(mila, second) {
		t.Errorf("once mended, a new talk is\n%s", mila)
	}
	sam.does("said", "qwertyuiop") // understood by no step: it is asked once more
	if talk := sam.reads(); strings.Count(talk, old) != 2 || strings.Contains(talk, first) || strings.Contains(talk, second) {
		t.Errorf("whoever was talking reads\n%s", talk)
	}
	answer, err := http.Get(p.base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	figures, _ := io.ReadAll(answer.Body)
	for _, line := range []string{`omzien_playbook_reads_total{result="used"} 2`, `omzien_playbook_reads_total{result="refused"} 1`, "omzien_playbook_refused 0"} {
		if !strings.Contains(string(figures), line) {
			t.Errorf("the figures lack %s", line)
		}
	}
}
