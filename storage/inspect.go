package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Inspection is what an operator wants to know of a database.
type Inspection struct {
	Version        string // of the database's program: "SQLite 3.53.4"
	Schema, Wanted int64  // number of the last migration that it had; of the last one that there is
	Writable       bool   // this process may write to it
}

// Inspect looks at a database that OpenRead opened, and changes nothing.
func (s *Store) Inspect(ctx context.Context) (Inspection, error) {
	in := Inspection{}
	wanted, err := lastMigration()
	if err != nil {
		return in, err
	}
	in.Wanted = wanted
	version := "SELECT 'SQLite ' || sqlite_version()"
	if s.conns != nil {
		version = "SELECT 'PostgreSQL ' || current_setting('server_version')"
	}
	err = s.read(ctx, func(tx *Tx) error {
		if _, err := tx.row(version, nil, &in.Version); err != nil {
			return err
		}
		if s.conns != nil {
			const may = "SELECT NOT pg_is_in_recovery() AND has_table_privilege('conversation', 'INSERT')"
			if _, err := tx.row(may, nil, &in.Writable); err != nil {
				return err
			}
		}
		_, err := tx.row("SELECT MAX(version_id) FROM goose_db_version", nil, &in.Schema)
		return err
	})
	if err != nil {
		return in, fmt.Errorf("look at the database: %w", err)
	}
	if s.conns == nil {
		in.Writable = writable(s.path)
	}
	return in, nil
}

// writable tells whether this process may write to the file, and to its folder,
// where SQLite keeps the WAL.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	f.Close()
	beside, err := os.CreateTemp(filepath.Dir(path), ".omzien-*")
	if err != nil {
		return false
	}
	return errors.Join(beside.Close(), os.Remove(beside.Name())) == nil
}

// lastMigration is the highest number among the migrations' file names.
func lastMigration() (last int64, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, fmt.Errorf("read migrations: %w", err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(filepath.Base(name), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read migrations: %w", err)
		}
		last = max(last, n)
	}
	return last, nil
}

// InUse tells whether a running Omzien has the SQLite file.
func InUse(path string) (bool, error) {
	lock := path + ".lock"
	if _, err := os.Stat(lock); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	unlock, err := lockFile(lock)
	if errors.Is(err, ErrLocked) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, unlock()
}
