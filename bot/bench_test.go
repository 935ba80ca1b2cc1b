package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/adapters/webchat"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// BenchmarkHTTP is the way in, from a browser's request to its answer after the
// commit, by 32 people at once. reply is an answer and the next question; intake
// begins the built-in playbook's over and over, with its opening words. floor is a handler that writes three rows (event, message, job) in one
// transaction and answers after the commit. Compare within one run:
//
//	go test ./bot -run '^$' -bench HTTP -benchtime 5s
func BenchmarkHTTP(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		base := storagetest.SQLite
		if kind == "postgres" {
			base = storagetest.Durable
		}
		whole := func(talk ...string) func(*testing.B) {
			return func(b *testing.B) {
				at := base(b)
				store, err := storage.Open(b.Context(), at.Config())
				if err != nil {
					b.Fatal(err)
				}
				defer store.Close(b.Context())
				benchmark(b, intakeOver(b, store), talk, func(person int) string { return signedIn(b, store, person) })
			}
		}
		b.Run(kind+"/reply", whole("bench", "goed", "minder"))
		b.Run(kind+"/floor", func(b *testing.B) {
			benchmark(b, floor(b, base(b)), []string{"", "goed"}, func(person int) string { return "" })
		})
		b.Run(kind+"/intake", whole("", "opnieuw", "ja", "thuis"))
	}
}

// benchmark lets 32 people write to the handler, each waiting for their answer:
// the first word once, where there is one, then the others over and over.
func benchmark(b *testing.B, handler http.Handler, talk []string, cookie func(person int) string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var people atomic.Int64
	b.SetParallelism(16) // times GOMAXPROCS
	b.ReportAllocs()
	b.ResetTimer() // making the database is no part of it
	b.RunParallel(func(pb *testing.PB) {
		person := int(people.Add(1))
		token := cookie(person)
		for n := 1; pb.Next(); n++ {
			words := talk[1+n%(len(talk)-1)]
			if n == 1 && talk[0] != "" {
				words = talk[0]
			}
			body := fmt.Sprintf(`{"tab":"bench-tab-%08d","n":%d,"kind":"said","text":%q}`, person, n, words)
			req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+"/webchat/events", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("Content-Type", "application/json")
			req.AddCookie(&http.Cookie{Name: "talk", Value: token})
			resp, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			answer, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Errorf("%s: %s", resp.Status, answer)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// intakeOver is the chat page over the whole way in.
func intakeOver(b *testing.B, store *storage.Store) http.Handler {
	book, err := flows.Load(withRound(b))
	if err != nil {
		b.Fatal(err)
	}
	bell, clock := &switchboard.Bell{}, &switchboard.SharedClock{}
	page, err := webchat.New(webchat.Config{Record: store.Record(), Sessions: store, Bell: bell, PublicURL: "http://127.0.0.1:8080"})
	if err != nil {
		b.Fatal(err)
	}
	board := switchboard.New(switchboard.Config{
		Store: switchboard.Over(store), Book: book, Adapters: []adapters.Adapter{page}, Clock: clock, Bell: bell,
		Log: slog.New(slog.DiscardHandler), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
	})
	return page.Routes(board.Handle)
}

// withRound is the built-in playbook and one more flow: a question that comes
// again after each answer, so that a talk can go on for as long as it is measured.
func withRound(b *testing.B) fs.FS {
	files := fstest.MapFS{"flows/bench.yaml": {Data: []byte(`flow: bench
title: Steeds dezelfde vraag
language: nl
form: je
starts: [{words: [bench]}]
steps:
  - choose: Hoe gaat het nu?
    id: nu
    options:
      - goed: {label: Goed, goto: nu}
      - minder: {label: Minder goed, also: [minder], goto: nu}
      - klaar: Klaar
`)}}
	err := fs.WalkDir(flows.BuiltIn(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(flows.BuiltIn(), path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return files
}

// signedIn gives a person a session, past the limit on newcomers.
func signedIn(b *testing.B, store *storage.Store, person int) string {
	var secret [32]byte
	rand.Read(secret[:])
	token, now := base64.RawURLEncoding.EncodeToString(secret[:]), time.Now()
	err := store.OpenSession(b.Context(), token, chat.Session{
		Kind: webchat.Name, Chat: fmt.Sprintf("bench-%d", person), Since: now, Seen: now, Until: now.Add(time.Hour)})
	if err != nil {
		b.Error(err)
	}
	return token
}

// floor writes three rows and nothing else.
func floor(b *testing.B, at *storagetest.Base) http.Handler {
	driver, dsn := "postgres", at.URL
	if at.Kind == "sqlite" {
		driver = "sqlite"
		dsn = "file:" + strings.TrimPrefix(at.URL, "sqlite:") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)&_txlock=immediate"
	}
	db, err := sqlx.Connect(driver, dsn)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(map[string]int{"sqlite": 1, "postgres": 16}[at.Kind])
	db.SetMaxIdleConns(16)
	for _, table := range []string{"floor_event", "floor_message", "floor_job"} {
		if _, err := db.Exec("CREATE TABLE " + table + " (id TEXT PRIMARY KEY, at BIGINT NOT NULL, body BYTEA NOT NULL)"); err != nil {
			b.Fatal(err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Tab  string
			N    int
			Text string
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<10))
		if err == nil {
			err = json.NewDecoder(bytes.NewReader(body)).Decode(&in)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		tx, err := db.BeginTxx(r.Context(), nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		defer tx.Rollback()
		id, now := fmt.Sprintf("%s:%d", in.Tab, in.N), time.Now().UnixMilli()
		for _, table := range []string{"floor_event", "floor_message", "floor_job"} {
			if _, err := tx.ExecContext(r.Context(), "INSERT INTO "+table+" (id, at, body) VALUES ($1, $2, $3)", id, now, []byte(in.Text)); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		if err := tx.Commit(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, `{"line":1}`)
	})
}
