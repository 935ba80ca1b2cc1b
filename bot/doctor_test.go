package main

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"omzien/adapters/adaptertest/ports"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// house is a place where Omzien may live: a folder of its own and a free port.
type house struct {
	t   *testing.T
	dir string
	env map[string]string

	post bool // ask for a drill as well
}

func newHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	return &house{t: t, dir: dir, env: map[string]string{
		"DATABASE_URL":  "sqlite:" + filepath.Join(dir, "omzien.db"),
		"OMZIEN_LISTEN": ports.Free(t),
	}}
}

func (h *house) getenv(name string) string { return h.env[name] }

// config reads the house's configuration, which must be right.
func (h *house) config() Config {
	h.t.Helper()
	c, err := readConfig(h.getenv)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// open makes the database, and keeps it open until the test ends or stop.
func (h *house) open() (stop func()) {
	h.t.Helper()
	store, err := storage.Open(context.Background(), h.config().storage())
	if err != nil {
		h.t.Fatal(err)
	}
	stop = sync.OnceFunc(func() { store.Close(context.Background()) })
	h.t.Cleanup(stop)
	return stop
}

// says asks the doctor, and wants these lines in the answer, which it gives.
func (h *house) says(fails bool, want ...string) string {
	h.t.Helper()
	var names []string
	for name := range h.env {
		names = append(names, name)
	}
	var out strings.Builder
	err := doctor(context.Background(), &out, h.getenv, names, today, h.post)
	if fails != errors.Is(err, errShown) {
		h.t.Errorf("ended with %v", err)
	}
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			h.t.Errorf("%q is not in\n%s", w, out.String())
		}
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if strings.HasPrefix(line, "wrong") && !fails {
			h.t.Errorf("%q", line)
		}
	}
	return out.String()
}

func TestDoctorOnAFreshMachine(t *testing.T) {
	newHouse(t).says(false, "ok     configuration", "omzien.db is not there yet", "key file", "is free", "Nothing is wrong", "only this machine reaches")
}

func TestDoctorOnADatabase(t *testing.T) {
	h := newHouse(t)
	h.open()()
	h.says(false, "ok     database: SQLite 3.", "look   the key lies beside the database", "-> move it elsewhere")
}

func TestDoctorBesideARunningOmzien(t *testing.T) {
	h := newHouse(t)
	h.open()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok\n")) }))
	defer server.Close()
	h.env["OMZIEN_LISTEN"] = strings.TrimPrefix(server.URL, "http://")
	h.says(false, "look   an Omzien runs on", "ok     an Omzien answers at")
}

func TestDoctorOnPostgres(t *testing.T) {
	ctx := context.Background()
	b := storagetest.Postgres(t)
	b.Open(t)
	cfg := storage.Config{URL: b.URL, KeyFile: b.KeyFile, AllowUnsafe: true}
	if got := lookAtDatabase(ctx, cfg); len(got) != 1 || got[0].state != sound || !strings.Contains(got[0].what, "PostgreSQL") {
		t.Errorf("got %+v", got)
	}
	cfg.AllowUnsafe = false // the test's own cluster forgets in a power cut
	if got := lookAtDatabase(ctx, cfg); len(got) != 1 || got[0].state != wrong || got[0].remedy != remedyFor(storage.ErrUnsafe) {
		t.Errorf("got %+v", got)
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(h *house)
		want  []string
	}{
		{"the configuration", func(h *house) { h.env["OMZIEN_LOG"] = "loud" }, []string{"wrong  OMZIEN_LOG is not right", "-> \"loud\" is no level"}},
		{"the database's scheme", func(h *house) { h.env["DATABASE_URL"] = "mysql://root:geheim@db/x" }, []string{"wrong  DATABASE_URL is not right"}},
		{"a key that others can read", func(h *house) { h.chmodKey(0o644) }, []string{"wrong  others on this machine may read the key file", "-> chmod 600"}},
		{"a key that is no key", func(h *house) { h.writeKey("geen sleutel") }, []string{"does not hold a key", "-> without the right key"}},
		{"a key of another database", func(h *house) { h.writeKey(base64.StdEncoding.EncodeToString(make([]byte, 32))) }, []string{"does not belong to this database", "-> without the right key"}},
		{"a key that is gone", func(h *house) { os.Remove(filepath.Join(h.dir, "omzien.key")) }, []string{"there is no key file", "-> without the right key"}},
		{"a file that is no database", func(h *house) { h.clear(); h.write("omzien.db", strings.Repeat("geen database ", 1000)) }, []string{"wrong  open the database", "-> see that the database runs"}},
		{"a database that was never started", func(h *house) { h.clear(); h.write("omzien.db", "") }, []string{"not set up", "-> start Omzien once"}},
		{"a port that is taken", func(h *house) { h.env["OMZIEN_LISTEN"] = taken(h.t) }, []string{"wrong  cannot listen on", "-> stop the program that has it"}},
		{"people on http", func(h *house) { h.env["OMZIEN_PUBLIC_URL"] = "http://chat.example.nl" }, []string{"wrong  people would write to us over http", "https://"}},
		{"a playbook with a mistake", func(h *house) { h.env["OMZIEN_PLAYBOOK"] = playbook(h.t, "organisation.yaml", "name:", "nmae:") }, []string{"wrong  playbook", "-> the command check"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			h.open()()
			tt.spoil(h)
			h.says(true, append(tt.want, "to mend")...)
		})
	}
}

func TestDoctorAsksToLook(t *testing.T) {
	h := newHouse(t)
	h.env["OMZIEN_LISTENS"] = ":80"
	h.env["OMZIEN_PUBLIC_URL"] = "https://chat.example.nl"
	h.says(false, "look   OMZIEN_LISTENS is set, and means nothing", "look   a proxy stands in front", "look   the built-in playbook speaks")
}

func TestLaw17_DoctorShowsNoPassword(t *testing.T) {
	h := newHouse(t)
	h.writeKey(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	h.env["OMZIEN_KEY_FILE"] = filepath.Join(h.dir, "omzien.key")
	for _, address := range []string{"postgres://omzien:geheim@127.0.0.1:1/omzien", "postgres://omzien:geheim@db.example.nl/omzien", "mysql://omzien:geheim@db/x"} {
		h.env["DATABASE_URL"] = address
		var out strings.Builder
		if err := doctor(context.Background(), &out, h.getenv, nil, today, false); !errors.Is(err, errShown) || strings.Contains(out.String()+err.Error(), "geheim") {
			t.Errorf("ended with %v\n%s", err, out.String())
		}
	}
}

// clear takes the database away, with its WAL.
func (h *house) clear() {
	for _, end := range []string{"", "-wal", "-shm"} {
		os.Remove(filepath.Join(h.dir, "omzien.db"+end))
	}
}

func (h *house) write(name, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.dir, name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) writeKey(text string) { h.write("omzien.key", text) }

func (h *house) chmodKey(mode os.FileMode) {
	h.t.Helper()
	if err := os.Chmod(filepath.Join(h.dir, "omzien.key"), mode); err != nil {
		h.t.Fatal(err)
	}
}

// taken is an address that a program of another kind has until the test ends.
func taken(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}
