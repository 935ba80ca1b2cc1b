// Package storage keeps everything: one schema and one set of queries, on
// SQLite (one process, one file) and on PostgreSQL (several instances).
//
// All writes happen in Store.Update. What a person wrote, and who they are, is
// sealed with a key of that person; deleting the key erases them. Nothing that
// anybody typed, no address and no token appears in an error.
package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config says which database, and how.
type Config struct {
	URL     string           // DATABASE_URL: "", "sqlite:path", "postgres://...", "postgresql://..."
	KeyFile string           // the key that wraps the persons' keys; "": omzien.key beside the SQLite file
	Clock   func() time.Time // nil: time.Now. For SQLite's Now and the age of keys in memory
	Desk    func() time.Time // nil: Clock. What time it is at desks: planned alarms stand there from their time on
	Conns   int              // PostgreSQL connections; 0: 16
	Limit   time.Duration    // the longest that a method takes; 0: 5.8 s
	// AllowUnsafe accepts a PostgreSQL with fsync or synchronous_commit off: a
	// throw-away cluster of a test, never where people are.
	AllowUnsafe bool
}

const (
	defaultConns = 16
	defaultLimit = 5800 * time.Millisecond
)

// Store is a database. Safe for concurrent use; make it with Open or OpenRead,
// and Close it.
type Store struct {
	db      *sqlx.DB // for the migrations
	conns   *pool    // PostgreSQL; nil on SQLite
	writer  *writer  // SQLite; nil on PostgreSQL
	readers *pool
	closers []func() error // called in reverse order
	*secrets
	ring     *ring
	clock    func() time.Time
	desk     func() time.Time
	limit    time.Duration
	unsafe   bool
	readOnly bool
	path     string // of the SQLite file
	shut     sync.Once
	talks    sync.Map // versions of talks that are known to be kept
	lanes    madeLanes
	instance string // this process, as holder of leases
}

// Open opens the database, brings its schema up to date and proves that the key
// file belongs to it. On SQLite it is this process's alone until Close; the file
// and the key are made where there are none.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s, err := open(ctx, cfg, false)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

// OpenRead opens the database for looking only, also while another process has
// it: no schema is changed, no key is made. Update fails.
func OpenRead(ctx context.Context, cfg Config) (*Store, error) {
	s, err := open(ctx, cfg, true)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

func open(ctx context.Context, cfg Config, readOnly bool) (_ *Store, err error) {
	s := &Store{clock: cfg.Clock, desk: cfg.Desk, limit: cfg.Limit, unsafe: cfg.AllowUnsafe, instance: uuid.NewString()}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.desk == nil {
		s.desk = s.clock
	}
	if s.limit == 0 {
		s.limit = defaultLimit
	}
	if cfg.Conns == 0 {
		cfg.Conns = defaultConns
	}
	kind, path, err := Kind(cfg.URL)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close(context.WithoutCancel(ctx))
		}
	}()
	sqlite, fresh := kind == SQLite, false
	if sqlite {
		s.path = path
		if cfg.KeyFile == "" {
			cfg.KeyFile = filepath.Join(filepath.Dir(path), "omzien.key")
		}
		if readOnly {
			if err := sqliteHere(path); err != nil {
				return nil, err
			}
		} else if fresh, err = s.openSQLite(ctx, path); err != nil {
			return nil, err
		}
	}
	key, err := readKey(cfg.KeyFile, fresh)
	if err != nil {
		return nil, err
	}
	if s.secrets, err = newSecrets(key); err != nil {
		return nil, err
	}
	if s.ring, err = newRing(s.wrap, s.clock); err != nil {
		return nil, err
	}
	switch {
	case sqlite && readOnly:
		err = s.openReaders(path)
	case !sqlite:
		if err = s.openPostgres(cfg.URL, cfg.Conns); err == nil {
			err = s.checkPostgres(ctx)
		}
		if errors.Is(err, chat.ErrDown) {
			err = fmt.Errorf("%w: see that PostgreSQL runs, and that host, name and password in DATABASE_URL are right", err)
		}
	}
	if err != nil {
		return nil, err
	}
	if readOnly {
		s.readOnly = true
		return s, s.checkHouse(ctx)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	if sqlite {
		c, err := sqliteOpener(s.db)(ctx)
		if err != nil {
			return nil, err
		}
		s.writer = newWriter(s, c)
	}
	if err := s.makeHouse(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// at is what time it is at desks, in milliseconds.
func (s *Store) at() int64 { return s.desk().UnixMilli() }

// DatabaseKind is which database an address means.
type DatabaseKind string

const (
	SQLite   DatabaseKind = "sqlite"
	Postgres DatabaseKind = "postgres"
)

// Kind reads DATABASE_URL: which database, and SQLite's file. The error does not
// repeat the address.
func Kind(address string) (kind DatabaseKind, path string, err error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch {
	case address == "":
		return SQLite, sqliteDefault, nil
	case scheme == "sqlite":
		if path := strings.TrimPrefix(rest, "//"); path != "" {
			return SQLite, path, nil
		}
		return SQLite, sqliteDefault, nil
	case scheme == "postgres", scheme == "postgresql":
		return Postgres, "", nil
	}
	return "", "", fmt.Errorf("DATABASE_URL: %w: leave it empty for SQLite, or write sqlite:FILE or postgres://name:password@host:5432/database", ErrScheme)
}

func openDB(c driver.Connector) *sql.DB { return sql.OpenDB(c) }

// Close lets what was begun finish, until ctx ends, and closes everything. A
// second Close does nothing.
func (s *Store) Close(ctx context.Context) error {
	var err error
	s.shut.Do(func() { err = s.close(ctx) })
	return err
}

func (s *Store) close(ctx context.Context) error {
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.close(ctx))
	}
	if s.conns != nil {
		errs = append(errs, s.conns.drain(ctx))
	} else if s.readers != nil {
		errs = append(errs, s.readers.drain(ctx))
	}
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Ping tells whether the database answers and takes writes.
func (s *Store) Ping(ctx context.Context) error {
	if s.writer != nil {
		return s.Update(ctx, func(*Tx) error { return nil })
	}
	if s.conns == nil {
		return s.read(ctx, func(tx *Tx) error {
			var id string
			_, err := tx.row("SELECT id FROM house", nil, &id)
			return err
		})
	}
	return s.read(ctx, func(tx *Tx) error {
		var standby bool
		if _, err := tx.row("SELECT pg_is_in_recovery()", nil, &standby); err != nil {
			return err
		}
		if standby {
			return down("read-only")
		}
		return nil
	})
}
