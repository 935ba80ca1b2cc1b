package storage_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

func seen(id string) func(*storage.Tx) error {
	return func(tx *storage.Tx) error {
		_, err := tx.Seen(id, noon)
		return err
	}
}

func events(t *testing.T, b *storagetest.Base) (ids []string) {
	t.Helper()
	ok(t, b.Raw(t).Select(&ids, "SELECT id FROM event ORDER BY id"))
	return ids
}

// On SQLite those who wait are committed together. Here all of them wait: the
// first holds the writer until the others stand behind it.
func TestUpdate_OneThatFailsTakesNobodyWithIt(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		refused := errors.New("refused")
		cancelled, cancel := context.WithCancel(t.Context())
		cases := []struct {
			id  string
			ctx context.Context
			fn  func(*storage.Tx) error
			bad func(error) bool
		}{
			{"a good", t.Context(), func(*storage.Tx) error { return nil }, nil},
			{"panic", t.Context(), func(*storage.Tx) error { panic("ik wil niet meer") },
				func(err error) bool {
					return strings.Contains(err.Error(), "panic") && !strings.Contains(err.Error(), "niet meer")
				}},
			{"b good", t.Context(), func(*storage.Tx) error { return nil }, nil},
			{"error", t.Context(), func(*storage.Tx) error { return refused }, func(err error) bool { return errors.Is(err, refused) }},
			{"cancelled", cancelled, func(tx *storage.Tx) error { cancel(); return seen("after the cancel")(tx) },
				func(err error) bool { return errors.Is(err, context.Canceled) && !errors.Is(err, chat.ErrDown) }},
			{"hidden", t.Context(), func(tx *storage.Tx) error {
				tx.Write(chat.Change{Conversation: &chat.Conversation{ID: "never read"}})
				return tx.Broken()
			}, func(err error) bool { return err != nil }},
			{"panic while reading", t.Context(), storage.PanicInRow, func(err error) bool { return err != nil }},
			{"c good", t.Context(), func(*storage.Tx) error { return nil }, nil},
		}
		begun, all := make(chan struct{}), make(chan struct{})
		first := make(chan error, 1)
		go func() {
			first <- s.Update(t.Context(), func(tx *storage.Tx) error {
				if err := seen("first")(tx); err != nil {
					return err
				}
				close(begun)
				<-all
				return nil
			})
		}()
		<-begun
		done := make([]chan error, len(cases))
		for i, c := range cases {
			done[i] = make(chan error, 1)
			go func() {
				done[i] <- s.Update(c.ctx, func(tx *storage.Tx) error {
					if err := seen(c.id)(tx); err != nil {
						return err
					}
					return c.fn(tx)
				})
			}()
		}
		close(all)
		ok(t, <-first)
		for i, c := range cases {
			err := <-done[i]
			switch {
			case c.bad == nil && err != nil:
				t.Errorf("%s: %v", c.id, err)
			case c.bad != nil && (err == nil || !c.bad(err)):
				t.Errorf("%s: got %v", c.id, err)
			}
		}
		if got := fmt.Sprint(events(t, b)); got != "[a good b good c good first]" {
			t.Errorf("kept %s", got)
		}
		ok(t, s.Update(t.Context(), seen("later")))
	})
}

func TestUpdate_AGoexitDoesNotStopTheStore(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		if b.Kind == "postgres" {
			t.Skip("there the function runs on the caller's goroutine, which is the one that ends")
		}
		s := b.Open(t)
		err := s.Update(t.Context(), storage.Goexit)
		if err == nil {
			t.Error("a function that never returned was committed")
		}
		ok(t, s.Update(t.Context(), seen("later")))
	})
}

func TestUpdate_ManyAtOnceAreAllKept(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 2)
		const writers, each = 16, 20
		done := make(chan error)
		for w := range writers {
			go func() {
				var err error
				for i := range each {
					err = errors.Join(err, stores[w%2].Update(t.Context(), said(stores[w%2], page(w%4), fmt.Sprintf("web:%d:%d", w, i), "hoi")))
				}
				done <- err
			}()
		}
		for range writers {
			ok(t, <-done)
		}
		raw := b.Raw(t)
		var n, turns int
		ok(t, raw.Get(&n, "SELECT COUNT(*) FROM line"))
		ok(t, raw.Get(&turns, "SELECT CAST(SUM(turn) AS BIGINT) FROM conversation"))
		if n != 2*writers*each || turns != writers*each {
			t.Errorf("%d lines, %d turns, want %d and %d", n, turns, 2*writers*each, writers*each)
		}
	})
}
