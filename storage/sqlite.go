package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// SQLite: one connection writes, readers only read. All settings stand in the
// DSN, so that every connection has them.
const (
	sqliteReaders = 4
	sqliteDefault = "omzien.db"
	sqliteOldest  = "3.51.3" // older ones can lose a WAL that two connections reset at once
)

func (s *Store) sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{
		"busy_timeout(" + strconv.FormatInt((s.limit*5/6).Milliseconds(), 10) + ")",
		"foreign_keys(1)",
		"synchronous(FULL)",
		"secure_delete(1)",
		"temp_store(MEMORY)",
		"mmap_size(0)",
	}, pragmas...)}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// sqliteOpener opens connections of db.
func sqliteOpener(db *sqlx.DB) func(context.Context) (*conn, error) {
	return func(ctx context.Context) (*conn, error) {
		c, err := db.Connx(ctx)
		if err != nil {
			return nil, fault(err)
		}
		return &conn{c: c, stmts: make(map[string]*sqlx.Stmt)}, nil
	}
}

// openSQLite opens the file for one process that writes. The lock file beside
// it keeps a second one away. fresh tells that it is new: only then a key may be
// made, for nothing is sealed yet.
func (s *Store) openSQLite(ctx context.Context, path string) (fresh bool, err error) {
	guard, err := lockFile(path + ".lock")
	if err != nil {
		return false, err
	}
	s.closers = append(s.closers, guard)
	info, err := os.Stat(path)
	fresh = errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
	// Made here so that nobody else can read it; the WAL takes its mode over.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fresh, fmt.Errorf("open the database file: %w", err)
	}
	f.Close()
	s.db, err = sqlx.Open("sqlite", s.sqliteDSN(path, "journal_mode(WAL)"))
	if err != nil {
		return fresh, fmt.Errorf("open the database file: %w", fault(err))
	}
	s.db.SetMaxOpenConns(1)
	s.closers = append(s.closers, s.db.Close)
	if err := checkSQLite(ctx, s.db); err != nil {
		return fresh, err
	}
	return fresh, s.openReaders(path)
}

// openReaders opens the connections that only read.
func (s *Store) openReaders(path string) error {
	readers, err := sqlx.Open("sqlite", s.sqliteDSN(path, "query_only(1)"))
	if err != nil {
		return fmt.Errorf("open the database file: %w", fault(err))
	}
	readers.SetMaxIdleConns(0)
	s.closers = append(s.closers, readers.Close)
	s.readers = newPool(sqliteReaders, sqliteOpener(readers))
	if s.db == nil {
		s.db = readers
	}
	return nil
}

// checkSQLite refuses a library or a setting that may lose what was confirmed.
func checkSQLite(ctx context.Context, db *sqlx.DB) error {
	var version, journal string
	var synchronous, mapped int64
	err := db.QueryRowxContext(ctx, "SELECT sqlite_version()").Scan(&version)
	if err == nil {
		err = db.QueryRowxContext(ctx, "PRAGMA journal_mode").Scan(&journal)
	}
	if err == nil {
		err = db.QueryRowxContext(ctx, "PRAGMA synchronous").Scan(&synchronous)
	}
	if err == nil {
		// No row comes back where memory mapping was compiled out.
		if rows, e := db.QueryxContext(ctx, "PRAGMA mmap_size"); e == nil {
			for rows.Next() {
				err = rows.Scan(&mapped)
			}
			rows.Close()
		}
	}
	switch {
	case err != nil:
		return fmt.Errorf("open the database file: %w: is it a database of Omzien, on a disk that is not full?", fault(err))
	case older(version, sqliteOldest):
		return fmt.Errorf("SQLite %s: %w: use %s or newer", version, ErrUnsafe, sqliteOldest)
	case journal != "wal":
		return fmt.Errorf("SQLite journal %s: %w: put the file on a local disk where it can use a WAL", journal, ErrUnsafe)
	case synchronous < 2:
		return fmt.Errorf("SQLite synchronous=%d: %w: it must be FULL", synchronous, ErrUnsafe)
	case mapped != 0:
		return fmt.Errorf("SQLite mmap_size=%d: %w: it must be 0", mapped, ErrUnsafe)
	}
	return nil
}

// older compares versions like 3.51.3.
func older(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range min(len(a), len(b)) {
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if x != y {
			return x < y
		}
	}
	return len(a) < len(b)
}

// lockFile takes the file for this process until close is called or the
// process ends, however it ends. It is an empty SQLite database under an
// exclusive lock, which works the same on every system.
func lockFile(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make lock file: %w: the folder must be there, and Omzien must be allowed to write in it", err)
	}
	f.Close()
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "_pragma=busy_timeout(0)&_pragma=journal_mode(MEMORY)"}
	db, err := sqlx.Open("sqlite", u.String())
	if err != nil {
		return nil, fmt.Errorf("take lock file: %w", fault(err))
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
		db.Close()
		return nil, fmt.Errorf("lock file %s: %w: stop the other one first, or give this one a database of its own with DATABASE_URL", path, ErrLocked)
	}
	return db.Close, nil
}

// sqliteHere tells whether the file exists, for those who only read.
func sqliteHere(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("database file %s: %w: start Omzien once to make it", path, ErrSchema)
	} else if err != nil {
		return fmt.Errorf("open the database file: %w", err)
	}
	return nil
}

// sqliteNow is the clock of a database that lives in this process.
func (s *Store) sqliteNow() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }
