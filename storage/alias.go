package storage

import (
	"encoding/binary"
	"errors"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// aliasesAtOnce is how many aliases are looked up at once, and mostAliases how many
// before there is none: each is looked for in more room than the one before it.
const aliasesAtOnce, mostAliases = 8, 64

var readAliases = newBatch(0, "WITH v(alias) AS ({rows}) SELECT c.alias FROM v JOIN conversation c ON c.alias = v.alias", "TEXT")

// freeAlias is the first of a new conversation's aliases that no conversation has.
// Somebody else may take it before this transaction writes it.
func (tx *Tx) freeAlias(conversation string) (string, error) {
	sum := tx.s.sum(ofAlias, conversation)
	for from := 0; from < mostAliases; from += aliasesAtOnce {
		rows := make([][]any, aliasesAtOnce)
		for i := range rows {
			rows[i] = args(chat.Alias(aliasNumber(binary.BigEndian.Uint64(sum[:]), from+i)))
		}
		taken := map[any]bool{}
		query, of := readAliases.fill(nil, rows)
		err := tx.each(query, of, func(r *sqlx.Rows) error {
			var alias string
			err := r.Scan(&alias)
			taken[alias] = true
			return err
		})
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			if !taken[r[0]] {
				return r[0].(string), nil
			}
		}
	}
	return "", errors.New("no free alias")
}

// aliasNumber is the alias to try: without a number first, then with ever more
// room, so that the search ends however many are taken.
func aliasNumber(sum uint64, try int) uint64 {
	name, round := sum%chat.Aliases, sum/chat.Aliases
	switch {
	case try < 6:
		return (name + uint64(try)*(1+round%(chat.Aliases-1))) % chat.Aliases
	case try < 12:
		return name + chat.Aliases*(1+(round+uint64(try))%8)
	default:
		return name + chat.Aliases*(1+(round+uint64(try))%(64<<min(try-12, 32)))
	}
}
