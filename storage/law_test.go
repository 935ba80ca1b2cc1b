package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// TestLaw12_R12 writes through connections that are cut at any message. Each
// event is brought until the store says that it is kept, as a platform would;
// then each has had exactly one effect.
func TestLaw12_R12_NoDoubleEffectThroughACuttingProxy(t *testing.T) {
	total := 20_000
	if testing.Short() {
		total = 1_000
	}
	b := storagetest.Postgres(t)
	p := newProxy(t, hostOf(t, b.TCP))
	cfg := b.Config()
	cfg.URL = p.through(t, b.TCP)
	s, err := storage.Open(t.Context(), cfg)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close(context.Background())) })
	p.mu.Lock()
	random := rand.New(rand.NewPCG(12, 12))
	p.cut = func() int64 { return 10 + random.Int64N(60) }
	p.mu.Unlock()
	const workers = 8
	var failed, again atomic.Int64
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < total; i += workers {
				id := fmt.Sprintf("web:%d:%d", w, i)
				for try := 0; ; try++ {
					runs := 0
					err := s.Update(t.Context(), func(tx *storage.Tx) error {
						runs++
						seen, err := tx.Seen(id, noon)
						if seen || err != nil {
							return err
						}
						c, err := tx.Meet(page(w), noon)
						if err != nil {
							return err
						}
						return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c})
					})
					if runs > 1 {
						again.Add(1)
					}
					if err == nil {
						break
					}
					failed.Add(1)
					if !errors.Is(err, chat.ErrDown) || try > 100 {
						t.Errorf("%s: %v", id, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	var kept, effects int
	raw := b.Raw(t)
	ok(t, raw.Get(&kept, "SELECT COUNT(*) FROM event"))
	ok(t, raw.Get(&effects, "SELECT CAST(SUM(turn) AS BIGINT) FROM conversation"))
	if kept != total || effects != total {
		t.Errorf("%d events, %d effects, want %d of each", kept, effects, total)
	}
	if failed.Load()+again.Load() == 0 {
		t.Error("no connection was cut: this tested nothing")
	}
	t.Logf("%d answers were errors, %d ran again", failed.Load(), again.Load())
}

// TestLaw12_ALostAnswerToCommit cuts exactly there.
func TestLaw12_ALostAnswerToCommitIsReadBack(t *testing.T) {
	b := storagetest.Postgres(t)
	p := newProxy(t, hostOf(t, b.TCP))
	cfg := b.Config()
	cfg.URL, cfg.Conns = p.through(t, b.TCP), 1
	s, err := storage.Open(t.Context(), cfg)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close(context.Background())) })
	runs := 0
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
		runs++
		if err := seen("e1")(tx); err != nil {
			return err
		}
		p.cutNext(1) // the answer to COMMIT is longer than that
		return nil
	}))
	if runs != 1 {
		t.Errorf("what was committed ran %d times", runs)
	}
	// Without a Seen there is no telling, and nobody may say that there is.
	err = s.Update(t.Context(), func(tx *storage.Tx) error {
		if _, err := tx.Meet(page(1), noon); err != nil {
			return err
		}
		p.cutNext(1)
		return nil
	})
	if !errors.Is(err, chat.ErrDown) {
		t.Errorf("a commit in doubt gave %v", err)
	}
}

func TestLaw13_ASilentNetworkHoldsNobody(t *testing.T) {
	b := storagetest.Postgres(t)
	p := newProxy(t, hostOf(t, b.TCP))
	cfg := b.Config()
	cfg.URL, cfg.Limit = p.through(t, b.TCP), 2*time.Second // what goes well before the silence has so long
	s, err := storage.Open(t.Context(), cfg)
	ok(t, err)
	t.Cleanup(func() { s.Close(context.Background()) })
	ok(t, s.Update(t.Context(), seen("before")))
	r := s.Record()
	begun := make(chan struct{})
	inside := make(chan error, 1)
	go func() {
		inside <- s.Update(t.Context(), func(tx *storage.Tx) error {
			begun <- struct{}{}
			<-begun
			return seen("inside")(tx)
		})
	}()
	<-begun
	p.hush()
	close(begun)
	calls := map[string]func() error{
		"a transaction that had begun": func() error { return <-inside },
		"Update":                       func() error { return s.Update(t.Context(), seen("after")) },
		"Ping":                         func() error { return s.Ping(t.Context()) },
		"Talk":                         func() error { _, err := r.Talk(t.Context(), page(1), 0); return err },
		"Now":                          func() error { _, err := s.Now(t.Context()); return err },
		"Claim": func() error {
			_, err := s.Claim(t.Context(), "tele", chat.Rate{}, noon, time.Minute, 8)
			return err
		},
		"Due": func() error { _, err := s.Due(t.Context(), noon, time.Minute, 8); return err },
	}
	// Each would wait for ever, and the test with it, were there no deadline.
	areDown(t, calls)
}

func TestLaw13_R10_ADatabaseFileThatIsTakenHoldsNobody(t *testing.T) {
	b := storagetest.SQLite(t)
	cfg := b.Config()
	cfg.Limit = 2 * time.Second // what goes well afterwards has so long
	s, err := storage.Open(t.Context(), cfg)
	ok(t, err)
	t.Cleanup(func() { ok(t, s.Close(context.Background())) })
	raw := b.Raw(t)
	other, err := raw.Beginx() // BEGIN IMMEDIATE: nobody else writes
	ok(t, err)
	areDown(t, map[string]func() error{ // while another writes
		"Update": func() error { return s.Update(t.Context(), seen("e1")) },
		"Ping":   func() error { return s.Ping(t.Context()) },
	})
	ok(t, other.Rollback())
	ok(t, s.Update(t.Context(), seen("e2")))
	if got := fmt.Sprint(events(t, b)); got != "[e2]" {
		t.Errorf("kept %s", got)
	}
}

func TestR9_WorkGoesOnAfterTheServerDroppedEverybody(t *testing.T) {
	b := storagetest.Postgres(t)
	s, raw := b.Open(t), b.Raw(t)
	for i := range 5 {
		ok(t, s.Update(t.Context(), seen(fmt.Sprint("before ", i))))
		_, err := raw.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		ok(t, err)
		if _, err := s.Record().Queue(t.Context()); err != nil {
			t.Errorf("reading: %v", err)
		}
		_, err = raw.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		ok(t, err)
		ok(t, s.Update(t.Context(), seen(fmt.Sprint("after ", i))))
	}
	if got := len(events(t, b)); got != 10 {
		t.Errorf("%d events, want 10", got)
	}
}

func TestR18_AColumnThatIsAddedElsewhereStopsNobody(t *testing.T) {
	b := storagetest.Postgres(t)
	s, raw := b.Open(t), b.Raw(t)
	meet := func(tx *storage.Tx) error {
		_, err := tx.Meet(page(1), noon)
		return err
	}
	ok(t, s.Update(t.Context(), meet))
	r := s.Record()
	_, err := r.Queue(t.Context())
	ok(t, err)
	_, err = raw.Exec("ALTER TABLE conversation ADD COLUMN later TEXT; ALTER TABLE conversation ALTER COLUMN team TYPE VARCHAR(80)")
	ok(t, err)
	_, err = r.Queue(t.Context())
	ok(t, err)
	ok(t, s.Update(t.Context(), meet))
}

// canary stands in everything that a person or worker may write or be.
const canary = "kanarie-7Qx"

// TestLaw16 writes the canary everywhere and then looks for it in the whole
// database, as somebody would who stole it.
func TestLaw16_S16_NothingWrittenCanBeReadFromTheDatabase(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		at := chat.Address{Adapter: "webchat", Chat: canary, Thread: canary}
		writeEverywhere(t, s, at)
		raw := b.Raw(t)
		if found := holds(t, raw, b.Kind, canary); len(found) > 0 {
			t.Errorf("found in %v", found)
		}
		if b.Kind == "sqlite" {
			dir := filepath.Dir(strings.TrimPrefix(b.URL, "sqlite:"))
			files, err := os.ReadDir(dir)
			ok(t, err)
			for _, f := range files {
				text, err := os.ReadFile(filepath.Join(dir, f.Name()))
				ok(t, err)
				if bytes.Contains(text, []byte(canary)) {
					t.Errorf("found in the file %s", f.Name())
				}
			}
		}
		talk, err := s.Record().Talk(t.Context(), at, 0)
		ok(t, err)
		if len(talk.Lines) == 0 || !strings.Contains(talk.Lines[0].Text, canary) {
			t.Error("whoever has the key cannot read it either: this tested nothing")
		}
	})
}

func writeEverywhere(t *testing.T, s *storage.Store, at chat.Address) {
	t.Helper()
	ok(t, s.Update(t.Context(), said(s, at, "web:a:1", canary)))
	talk, err := s.Record().Talk(t.Context(), at, 0)
	ok(t, err)
	decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
		c.Nickname, c.Data = canary, map[string]string{canary: canary}
		c.Kept = something()
		c.UnreadAt = noon.Add(time.Hour)
		note := lineOf(c, 0, chat.LineNote, canary)
		note.Author = chat.Author{Role: chat.RoleWorker, ID: canary, Name: canary}
		about := chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}
		return chat.Change{
			Lines:  []chat.Line{note},
			Rows:   []chat.Row{{Message: chat.Message{ID: "m1", To: chat.Address{Adapter: "desk", Chat: canary}, Talk: c.ID, Text: canary}}},
			Open:   []chat.Alarm{{ID: "a/crisis", Cause: chat.CauseCrisis, About: about, Why: canary, Alias: canary}},
			Due:    []chat.Event{{ID: "e/0", Kind: chat.Said, Subject: about, From: at, Text: canary}},
			Issued: canary,
		}
	})
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
		return tx.Poison(chat.Event{ID: "p1", Kind: chat.Said, From: at, Text: canary})
	}))
	ok(t, s.OpenSession(t.Context(), canary, chat.Session{Kind: "desk", Chat: canary, Name: canary, ID: canary, Since: noon, Until: noon.Add(time.Hour)}))
	got, err := s.Claim(t.Context(), "desk", chat.Rate{}, noon, time.Minute, 1)
	ok(t, err)
	if len(got) != 1 || got[0].Message.Text != canary {
		t.Fatalf("claimed %d rows", len(got))
	}
	_, err = s.Mark(t.Context(), noon, []chat.Mark{{Claim: got[0], State: chat.Sent, Receipt: chat.Receipt{ID: canary, Thread: canary}}})
	ok(t, err)
}

// holds lists the columns that hold the word, in plain.
func holds(t *testing.T, db *sqlx.DB, kind, word string) (found []string) {
	t.Helper()
	list := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if kind == "postgres" {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	}
	var tables []string
	ok(t, db.Select(&tables, list))
	if len(tables) < 12 {
		t.Fatalf("only %v", tables)
	}
	for _, table := range tables {
		rows, err := db.Queryx("SELECT * FROM " + table)
		ok(t, err)
		for rows.Next() {
			row := make(map[string]any)
			ok(t, rows.MapScan(row))
			for column, value := range row {
				if raw, is := value.([]byte); is && bytes.Contains(raw, []byte(word)) || strings.Contains(fmt.Sprint(value), word) {
					found = append(found, table+"."+column)
				}
			}
		}
		ok(t, errors.Join(rows.Err(), rows.Close()))
	}
	return found
}

func TestLaw16_S16_ASwappedValueDoesNotOpen(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		ok(t, s.Update(t.Context(), said(s, page(1), "web:a:1", "een")))
		ok(t, s.Update(t.Context(), said(s, page(1), "web:a:2", "twee")))
		raw := b.Raw(t)
		_, err := raw.Exec("UPDATE line SET body_sealed = (SELECT x.body_sealed FROM line x WHERE x.id = 'web:a:2/0') WHERE id = 'web:a:1/0'")
		ok(t, err)
		if talk, err := s.Record().Talk(t.Context(), page(1), 0); err == nil {
			t.Errorf("moved words were read as %q", texts(talk.Lines))
		}
	})
}

func TestLaw16_AnErasedPersonIsUnreadable(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		at := chat.Address{Adapter: "webchat", Chat: canary}
		writeEverywhere(t, s, at)
		ok(t, s.Update(t.Context(), said(s, page(2), "web:b:1", "iemand anders")))
		talk, err := s.Record().Talk(t.Context(), at, 0)
		ok(t, err)
		old := talk.Conversation
		var alias string
		decide(t, s, old, func(c *chat.Conversation) chat.Change {
			alias = c.Alias
			farewell := lineOf(c, 1, chat.LineBot, "Alles is gewist.")
			return chat.Change{Forget: true, Lines: []chat.Line{lineOf(c, 0, chat.LinePerson, canary), farewell},
				Rows: []chat.Row{pull(c, farewell, false)},
				Open: []chat.Alarm{{ID: "b/stopped", Cause: chat.CauseStopped, About: chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}, Alias: alias}}}
		})
		raw := b.Raw(t)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM person":                           1,
			"SELECT COUNT(*) FROM poison":                           0,
			"SELECT COUNT(*) FROM due WHERE person_id <> ''":        0,
			"SELECT COUNT(*) FROM due WHERE id LIKE 'wake:alarm:%'": 2, // an open alarm climbs on
			"SELECT COUNT(*) FROM line":                             3,
			"SELECT COUNT(*) FROM conversation WHERE is_open":       1,
		} {
			var n int
			ok(t, raw.Get(&n, query))
			if n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		thread, err := s.Record().Thread(t.Context(), old, 0)
		ok(t, err)
		if len(thread.Told) != 0 || !thread.Over || thread.Name != alias || fmt.Sprint(texts(thread.Lines)) != "[Alles is gewist.]" {
			t.Errorf("what is left: %+v", thread)
		}
		alarms, err := s.Record().Alarms(t.Context())
		ok(t, err)
		if len(alarms) != 2 || alarms[0].Why+alarms[1].Why != "" {
			t.Errorf("alarms %+v", alarms)
		}
		if _, err := s.Returning(t.Context(), canary); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("the code still opens: %v", err)
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Meet(at, noon)
			if c.ID == old || c.Person == "" || c.Nickname != "" || c.Turn != 4 {
				t.Errorf("afterwards they are %+v", c)
			}
			return err
		}))
	})
}
