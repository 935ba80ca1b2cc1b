package switchboard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"omzien/flows"
)

// versionsKept is how many older versions of the talks stay compiled.
const versionsKept = 16

// versions are the older talks that were needed lately, the newest use last.
type versions struct {
	mu        sync.Mutex
	kept      []*flows.Talks
	compiling sync.Mutex // one at a time: after a start many conversations want the same
}

func (v *versions) find(version string) *flows.Talks {
	v.mu.Lock()
	defer v.mu.Unlock()
	i := slices.IndexFunc(v.kept, func(t *flows.Talks) bool { return t.Version == version })
	if i < 0 {
		return nil
	}
	talks := v.kept[i]
	v.kept = append(slices.Delete(v.kept, i, i+1), talks)
	return talks
}

func (v *versions) keep(talks *flows.Talks) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept = slices.DeleteFunc(v.kept, func(t *flows.Talks) bool { return t.Version == talks.Version })
	if len(v.kept) >= versionsKept {
		v.kept = slices.Delete(v.kept, 0, len(v.kept)-versionsKept+1)
	}
	v.kept = append(v.kept, talks)
}

// notAtHand ends a transaction that met a version which is not compiled: that is
// work for outside of it, and then the transaction runs again.
type notAtHand struct{ version string }

func (n notAtHand) Error() string {
	return fmt.Sprintf("the flows of version %.12s are not compiled yet", n.version)
}

// bookFor gives the current playbook with the version that the conversation
// began with, or notAtHand.
func (s *Switchboard) bookFor(version string) (*flows.Playbook, error) {
	book := s.book.Load()
	if book.Has(version) {
		return book, nil
	}
	if talks := s.versions.find(version); talks != nil {
		return book.Pin(talks), nil
	}
	return nil, notAtHand{version}
}

// fetch compiles a version that is kept in the database.
func (s *Switchboard) fetch(ctx context.Context, version string) (err error) {
	var source []byte
	var known bool
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		source, known, err = tx.Talks(version)
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		return fmt.Errorf("the flows of version %.12s are not in the database", version)
	}
	s.versions.compiling.Lock()
	defer s.versions.compiling.Unlock()
	if s.versions.find(version) != nil {
		return nil
	}
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("panic while compiling the flows of version %.12s, at %s", version, panicSite())
		}
	}()
	talks, err := flows.LoadTalks(source)
	if err != nil {
		var mistakes flows.Mistakes
		if errors.As(err, &mistakes) { // they quote what an author wrote
			return fmt.Errorf("compile the flows of version %.12s: %d mistakes", version, len(mistakes))
		}
		return fmt.Errorf("compile the flows of version %.12s: %w", version, err)
	}
	s.versions.keep(talks)
	return nil
}

// Use puts a playbook in the place of the one before, between two events. New
// conversations begin in its talks, which are kept in the database first; who
// is in a conversation stays in theirs, or moves where the flow says so. Numbers,
// teams and opening hours count at once. On an error the one before stays.
func (s *Switchboard) Use(ctx context.Context, book *flows.Playbook) error {
	before := s.book.Load()
	if err := s.keepVersion(ctx, book.Talks); err != nil {
		return err
	}
	s.versions.keep(before.Talks)
	s.book.Store(book)
	return nil
}

// Book is the playbook that counts now.
func (s *Switchboard) Book() *flows.Playbook { return s.book.Load() }

// keepVersion keeps the version of the talks that new conversations begin with.
func (s *Switchboard) keepVersion(ctx context.Context, talks *flows.Talks) error {
	err := s.store.Update(ctx, func(tx Tx) error { return tx.KeepTalks(talks.Version, talks.Source) })
	if err != nil {
		return fmt.Errorf("keep the version of the flows: %w", err)
	}
	return nil
}
