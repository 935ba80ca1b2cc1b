// Package storagetest gives a test a fresh store on each database that Omzien
// runs on. Every test of what is stored runs on both:
//
//	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
//		store := b.Open(t)
//		...
//	})
package storagetest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"

	"omzien/storage"
)

// Base is one database of one test: empty but for the schema, and gone with it.
type Base struct {
	Kind    string // "sqlite" or "postgres"
	URL     string // for storage.Config
	TCP     string // postgres: the same database over 127.0.0.1, for a proxy between; else empty
	KeyFile string
	Desk    func() time.Time // what time it is at desks, for what is opened from then on; nil: time.Now
}

// Each runs fn on a fresh SQLite file and on a fresh PostgreSQL database, as the
// subtests "sqlite" and "postgres". Where the machine has no PostgreSQL the
// second is skipped, or fails when OMZIEN_TEST_ALL is 1.
func Each(t *testing.T, fn func(t *testing.T, b *Base)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// SQLite makes a fresh file.
func SQLite(t testing.TB) *Base {
	t.Helper()
	return &Base{
		Kind:    "sqlite",
		URL:     "sqlite:" + filepath.Join(t.TempDir(), "omzien.db"),
		KeyFile: keyFile(t),
	}
}

// Postgres makes a fresh database on the server of this test binary.
func Postgres(t testing.TB) *Base {
	t.Helper()
	s, err := theServer()
	if errors.Is(err, errNone) && os.Getenv("OMZIEN_TEST_ALL") != "1" {
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	if err != nil {
		t.Fatalf("a PostgreSQL for the test: %v", err)
	}
	from := "template0"
	if s.own {
		if from, err = theTemplate(); err != nil {
			t.Fatalf("the template database: %v", err)
		}
	}
	return s.database(t, from)
}

// database makes one, and drops it with the test.
func (s *server) database(t testing.TB, from string) *Base {
	t.Helper()
	name := "omzien_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := s.do("CREATE DATABASE " + name + " TEMPLATE " + from); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.do("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	return &Base{Kind: "postgres", URL: s.admin(name), TCP: s.tcp(name), KeyFile: keyFile(t)}
}

// Durable makes a fresh database on a server that the program itself accepts:
// one with fsync. Without PostgreSQL on this machine the
// test is skipped, or fails when OMZIEN_TEST_ALL is 1.
func Durable(t testing.TB) *Base {
	t.Helper()
	s, err := theDurable()
	if errors.Is(err, errNone) && os.Getenv("OMZIEN_TEST_ALL") != "1" {
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	if err != nil {
		t.Fatalf("a PostgreSQL for the test: %v", err)
	}
	return s.database(t, "template0")
}

// Config is what Open opens with; change a copy for a store that differs.
func (b *Base) Config() storage.Config {
	return storage.Config{URL: b.URL, KeyFile: b.KeyFile, Desk: b.Desk, AllowUnsafe: true}
}

// Open opens a store, and closes it with the test. On PostgreSQL each call is
// one more instance. A SQLite file has one at a time: there a second Open is
// refused while the first is open.
func (b *Base) Open(t testing.TB) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), b.Config())
	if err != nil {
		t.Fatalf("open %s: %v", b.Kind, err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close %s: %v", b.Kind, err)
		}
	})
	return s
}

// Instances opens n stores on the database. On SQLite, which has one instance,
// all of them are the same store.
func (b *Base) Instances(t testing.TB, n int) []*storage.Store {
	t.Helper()
	stores := make([]*storage.Store, n)
	for i := range stores {
		if i > 0 && b.Kind == "sqlite" {
			stores[i] = stores[0]
			continue
		}
		stores[i] = b.Open(t)
	}
	return stores
}

// Raw opens the database itself, past the store: to look at what is stored, and
// to break it.
func (b *Base) Raw(t testing.TB) *sqlx.DB {
	t.Helper()
	driver, dsn := "postgres", b.URL
	if b.Kind == "sqlite" {
		driver = "sqlite"
		dsn = "file:" + strings.TrimPrefix(b.URL, "sqlite:") + "?_pragma=busy_timeout(5000)&_txlock=immediate"
	}
	db, err := sqlx.Connect(driver, dsn)
	if err != nil {
		t.Fatalf("open %s past the store: %v", b.Kind, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", b.Kind, err)
		}
	})
	return db
}

// theTemplate is a database with the schema, made once: copying it is faster
// than migrating.
var theTemplate = sync.OnceValues(func() (string, error) {
	const name = "omzien_template"
	s, err := theServer()
	if err != nil {
		return "", err
	}
	if err := s.do("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "omzien-key-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	key := filepath.Join(dir, "key")
	if err := os.WriteFile(key, theKey(), 0o600); err != nil {
		return "", err
	}
	ctx := context.Background()
	store, err := storage.Open(ctx, storage.Config{URL: s.admin(name), KeyFile: key, AllowUnsafe: true})
	if err != nil {
		return "", err
	}
	return name, store.Close(ctx)
})

// do runs one statement on the server's own database.
func (s *server) do(statement string) error {
	db, err := sqlx.Connect("postgres", s.admin("postgres"))
	if err != nil {
		return err
	}
	_, err = db.Exec(statement)
	return errors.Join(err, db.Close())
}

// theKey is the key of every test: the template database is bound to it.
func theKey() []byte {
	sum := sha256.Sum256([]byte("a key that protects nobody"))
	return []byte(base64.StdEncoding.EncodeToString(sum[:]) + "\n")
}

func keyFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "omzien.key")
	if err := os.WriteFile(path, theKey(), 0o600); err != nil {
		t.Fatalf("write the key file: %v", err)
	}
	return path
}
