package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

// migrate brings the schema up to date. Several instances may start at once: who
// comes second meets the first one's tables, waits a little and finds its work
// done.
func (s *Store) migrate(ctx context.Context) error {
	dialect := goose.DialectSQLite3
	if s.conns != nil {
		dialect = goose.DialectPostgres
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	for try := range 6 {
		if err = s.migrateOnce(ctx, dialect, files); err == nil {
			return nil
		}
		if s.conns == nil || !pause(ctx, time.Now().Add(time.Minute), try) {
			break
		}
	}
	return fmt.Errorf("set up the tables: %w", fault(err))
}

func (s *Store) migrateOnce(ctx context.Context, dialect goose.Dialect, files fs.FS) error {
	p, err := goose.NewProvider(dialect, s.db.DB, files, goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// makeHouse makes the house's key in an empty database, and reads it: the
// proof that the key file belongs to this database.
func (s *Store) makeHouse(ctx context.Context) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, sealed, err := s.ring.fresh(house)
		if err != nil {
			return err
		}
		_, err = tx.exec("INSERT INTO house (id, key_sealed, made_at) VALUES ('house', $1, $2) ON CONFLICT DO NOTHING", sealed, s.clock().UnixMilli())
		return err
	})
	if err != nil {
		return err
	}
	return s.checkHouse(ctx)
}

func (s *Store) checkHouse(ctx context.Context) error {
	var sealed []byte
	var found bool
	err := s.read(ctx, func(tx *Tx) (err error) {
		found, err = tx.row("SELECT key_sealed FROM house WHERE id = 'house'", nil, &sealed)
		return err
	})
	switch {
	case noTable(err) || err == nil && !found:
		return fmt.Errorf("%w: start Omzien once on it", ErrSchema)
	case err != nil:
		return err
	}
	l, err := s.ring.unwrap(house, sealed)
	if err != nil {
		return fmt.Errorf("%w: name the right one in OMZIEN_KEY_FILE, or restore it from its backup; without it nothing in the database can be read", ErrKeyWrong)
	}
	s.ring.keep(house, l)
	return nil
}

// noTable tells whether a statement failed because its table is not there.
func noTable(err error) bool {
	var f *Fault
	return errors.As(err, &f) && (f.Code == "42P01" || f.Code == "sqlite 1")
}
