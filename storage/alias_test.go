package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// However many talks there were, each new one has a name that no other has, and
// mostly a number that can be said.
func TestANameThatNobodyHas(t *testing.T) {
	const before, after = 16_000, 40
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, raw := b.Open(t), b.Raw(t)
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		meet := func(i int) (alias string) {
			ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
				c, err := tx.Meet(chat.Address{Adapter: "phones", Chat: fmt.Sprint(i)}, at)
				alias = c.Alias
				return err
			}))
			return alias
		}
		first := meet(0)
		work, err := raw.Beginx()
		ok(t, err)
		insert, err := work.Prepare(`INSERT INTO conversation (id, person_id, adapter, address_hash, address_sealed, is_open, turn, epoch,
				alias, state_sealed, desk, urgency, team, since, words, unread, desk_line, made_at, changed_at)
			SELECT $1, '', adapter, $1, address_sealed, is_open, turn, epoch, $2, state_sealed, desk, urgency, team, since, words, unread, desk_line, made_at, changed_at
			FROM conversation WHERE alias = $3`)
		ok(t, err)
		for i := range before {
			if alias := chat.Alias(uint64(i)); alias != first {
				_, err := insert.Exec(fmt.Sprint("earlier", i), alias, first)
				ok(t, err)
			}
		}
		ok(t, work.Commit())
		seen, long := map[string]bool{}, 0
		for i := range after {
			alias := meet(i + 1)
			var number uint64
			parts := strings.Fields(alias)
			if fmt.Sscan(parts[len(parts)-1], &number); len(parts) != 3 || number < 2 || seen[alias] {
				t.Errorf("%q after %d talks", alias, before)
			}
			if number > 130 {
				long++
			}
			seen[alias] = true
		}
		if long > after/2 {
			t.Errorf("%d of %d numbers are long", long, after)
		}
	})
}
