package storage

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// What talks were about stands beside them, by month: a row for each theme of a talk.
// Whose it was is a hash of where they write from, in a domain of its own, so that
// nobody who reads the database finds the talk. It stays when the words of the talk
// go, for a year is to be counted, and goes when the person is erased.

var insertThemes = manyRows("INSERT INTO theme (id, talk_hash, person_hash, month, neighbourhood, theme)", 6, "ON CONFLICT DO NOTHING")

// themesOf is whose the themes of an address are.
func (s *Store) themesOf(addressHash string) string { return s.hash(ofTheme, "person", addressHash) }

func (s *Store) themesTalk(talk string) string { return s.hash(ofTheme, "talk", talk) }

// writeCounted writes what is counted of the talk, if that changed. A talk that was
// left before counts on as it did.
func (tx *Tx) writeCounted(m *met, c chat.Conversation) error {
	if c.Counted.Equal(m.counted) || c.Counted.Talk == "" {
		m.counted = c.Counted
		return nil
	}
	talk := tx.s.themesTalk(c.Counted.Talk)
	if m.counted.Talk == c.Counted.Talk {
		if _, err := tx.exec("DELETE FROM theme WHERE talk_hash = $1", talk); err != nil {
			return err
		}
	}
	m.counted = c.Counted
	person := tx.s.themesOf(tx.s.addressHash(c.Address))
	var values []any
	for _, theme := range c.Counted.Names() {
		values = append(values, tx.s.hash(ofTheme, "row", c.Counted.Talk, theme), talk, person, c.Counted.Month, c.Counted.Neighbourhood, theme)
	}
	return tx.insert(insertThemes, values)
}

// erase forgets a person because they want it: of what their talks were about, too.
func (tx *Tx) erase(m *met) error {
	var hashes []string
	err := tx.each("SELECT DISTINCT address_hash FROM conversation WHERE id = $1 OR person_id = $2 AND person_id <> ''", args(m.id, m.person), func(r *sqlx.Rows) error {
		var hash string
		err := r.Scan(&hash)
		hashes = append(hashes, hash)
		return err
	})
	if err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := tx.exec("DELETE FROM theme WHERE person_hash = $1", tx.s.themesOf(hash)); err != nil {
			return err
		}
	}
	return tx.forget(m)
}

// Came counts by theme the talks of whoever is at the address, from this month on
// (chat.MonthLayout), but the one with this name (chat.Counted.Talk).
func (tx *Tx) Came(a chat.Address, but, month string) (map[string]int, error) {
	came := map[string]int{}
	err := tx.each("SELECT theme, COUNT(DISTINCT talk_hash) FROM theme WHERE person_hash = $1 AND month >= $2 AND talk_hash <> $3 GROUP BY theme",
		args(tx.s.themesOf(tx.s.addressHash(a)), month, tx.s.themesTalk(but)), func(r *sqlx.Rows) error {
			var theme string
			var n int
			err := r.Scan(&theme, &n)
			came[theme] = n
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count a person's themes: %w", err)
	}
	return came, nil
}

// enoughPeople keeps small counts in the database: nothing that is asked here brings them out.
var enoughPeople = " HAVING COUNT(DISTINCT person_hash) >= " + strconv.Itoa(chat.FewestShown)

// Themes counts how many people told each theme in this month (chat.MonthLayout), by
// neighbourhood, in the order of their keys. Where they are fewer than
// chat.FewestShown they are left out.
func (r Record) Themes(ctx context.Context, month string) (all []chat.ThemeCount, err error) {
	err = r.s.glance(ctx, func(tx *Tx) error {
		all = nil
		return tx.each("SELECT neighbourhood, theme, COUNT(DISTINCT person_hash) AS people FROM theme WHERE month = $1 GROUP BY neighbourhood, theme"+enoughPeople+
			" UNION ALL SELECT neighbourhood, theme, people FROM theme_past WHERE month = $1 ORDER BY 1, 2", args(month), func(r *sqlx.Rows) error {
			var c chat.ThemeCount
			err := r.Scan(&c.Neighbourhood, &c.Theme, &c.People)
			all = append(all, c)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("count the themes of a month: %w", err)
	}
	return all, nil
}

// ForgetMonths lets go what is kept no longer of the neighbourhood picture. Whose the
// themes of the months before whose (chat.MonthLayout) were is forgotten: of each month
// only the counts stay that are shown. Stories of the months before told go.
func (s *Store) ForgetMonths(ctx context.Context, whose, told string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec(`INSERT INTO theme_past (id, month, neighbourhood, theme, people)
			SELECT month || '|' || neighbourhood || '|' || theme, month, neighbourhood, theme, COUNT(DISTINCT person_hash) FROM theme
			WHERE month < $1 GROUP BY month, neighbourhood, theme`+enoughPeople+" ON CONFLICT DO NOTHING", whose)
		if err == nil {
			_, err = tx.exec("DELETE FROM theme WHERE month < $1", whose)
		}
		if err == nil {
			_, err = tx.exec("DELETE FROM story WHERE month < $1", told)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("forget months that are long past: %w", err)
	}
	return nil
}
