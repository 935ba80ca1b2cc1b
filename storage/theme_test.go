package storage_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// told lets the person's open talk at the page count with these themes.
func told(t *testing.T, s *storage.Store, n int, talk, month, place string, themes ...string) chat.Conversation {
	t.Helper()
	c := met(t, s, page(n))
	decide(t, s, c.ID, func(c *chat.Conversation) chat.Change {
		c.Counted = chat.Counted{Talk: fmt.Sprint(n, "/", talk), Month: month, Neighbourhood: place}
		for _, theme := range themes {
			c.Counted.Themes = append(c.Counted.Themes, chat.CountedTheme{Theme: theme, By: "wijk"})
		}
		return chat.Change{}
	})
	return c
}

func themesIn(t *testing.T, s *storage.Store, month string) []chat.ThemeCount {
	t.Helper()
	all, err := s.Record().Themes(t.Context(), month)
	ok(t, err)
	return all
}

func came(t *testing.T, s *storage.Store, n int, but, month string) (all map[string]int) {
	t.Helper()
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) (err error) {
		all, err = tx.Came(page(n), fmt.Sprint(n, "/", but), month)
		return err
	}))
	return all
}

func TestThemes_FewerThanFivePeopleNeverLeaveTheDatabase(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		for n := range 4 {
			told(t, s, n, "talk", "2026-11", "haven", "geld", "wonen")
		}
		told(t, s, 0, "another talk", "2026-11", "haven", "geld") // the same person once more
		told(t, s, 7, "talk", "2026-11", "dorp", "geld")
		told(t, s, 8, "talk", "2026-10", "haven", "geld")
		if got := themesIn(t, s, "2026-11"); got != nil {
			t.Errorf("four people, and others elsewhere and before: %+v", got)
		}
		told(t, s, 4, "talk", "2026-11", "haven", "geld")
		want := []chat.ThemeCount{{Neighbourhood: "haven", Theme: "geld", People: 5}}
		if got := themesIn(t, s, "2026-11"); !reflect.DeepEqual(got, want) {
			t.Errorf("five people: %+v", got)
		}
	})
}

func TestThemes_OfATalkAreThoseThatItToldLast(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		told(t, s, 1, "first", "2026-11", "", "geld", "wonen")
		told(t, s, 1, "first", "2026-11", "haven", "geld")
		told(t, s, 1, "first", "2026-11", "haven", "geld")
		if n := count(t, b, "SELECT COUNT(*) FROM theme WHERE theme = 'geld' AND neighbourhood = 'haven'"); n != 1 || count(t, b, "SELECT COUNT(*) FROM theme") != 1 {
			t.Errorf("%d rows", n)
		}
		told(t, s, 1, "second", "2026-12", "", "geld")
		told(t, s, 1, "third", "2027-01", "", "geld", "taal")
		for _, x := range []struct {
			but, month string
			want       map[string]int
		}{
			{"third", "2026-02", map[string]int{"geld": 2}},
			{"", "2026-02", map[string]int{"geld": 3, "taal": 1}},
			{"third", "2026-12", map[string]int{"geld": 1}},
		} {
			if got := came(t, s, 1, x.but, x.month); !reflect.DeepEqual(got, x.want) {
				t.Errorf("but %q, from %s: %v", x.but, x.month, got)
			}
		}
		if got := came(t, s, 2, "", "2026-01"); len(got) > 0 {
			t.Errorf("of somebody else: %v", got)
		}
	})
}

// Law 16: nobody reads in the table who it was, and whoever erases a person finds it.
func TestLaw16_WhoseThemesTheyWereIsErasedWithThem(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := told(t, s, 1, "first", "2026-11", "haven", "geld")
		told(t, s, 2, "first", "2026-11", "haven", "geld")
		var rows []struct {
			ID     string `db:"id"`
			Talk   string `db:"talk_hash"`
			Person string `db:"person_hash"`
		}
		ok(t, b.Raw(t).Select(&rows, "SELECT id, talk_hash, person_hash FROM theme"))
		var known []string
		ok(t, b.Raw(t).Select(&known, "SELECT address_hash FROM conversation UNION SELECT id FROM conversation UNION SELECT person_id FROM conversation"))
		for _, row := range rows {
			for _, k := range known {
				if strings.Contains(row.ID+row.Talk+row.Person, k) {
					t.Errorf("%q of the talk stands in the table", k)
				}
			}
		}
		// Its words go first, after their time, and so does the person's key; a later talk
		// at the same address erases what is left.
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{Clear: true} })
		if n := count(t, b, "SELECT COUNT(*) FROM theme"); n != 2 {
			t.Fatalf("%d rows after the words went", n)
		}
		next := met(t, s, page(1))
		if next.Person == c.Person {
			t.Fatal("the person's key was not deleted, so that this shows nothing")
		}
		if got := came(t, s, 1, "", "2026-01"); got["geld"] != 1 {
			t.Errorf("after the words went: %v", got)
		}
		decide(t, s, next.ID, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{Forget: true} })
		if got := came(t, s, 1, "", "2026-01"); len(got) > 0 || count(t, b, "SELECT COUNT(*) FROM theme") != 1 {
			t.Errorf("after they were erased: %v", got)
		}
	})
}

// Law 20: after its time nobody knows whose it was, and small counts are gone.
func TestLaw20_OfMonthsLongPastOnlyWhatIsShownStays(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		for n := range 6 {
			told(t, s, n, "talk", "2025-10", "haven", "geld")
		}
		told(t, s, 1, "later", "2025-10", "haven", "geld", "wonen")
		told(t, s, 1, "now", "2025-11", "haven", "geld")
		before := themesIn(t, s, "2025-10")
		for range 2 {
			ok(t, s.ForgetMonths(t.Context(), "2025-11", "2025-11"))
		}
		want := []chat.ThemeCount{{Neighbourhood: "haven", Theme: "geld", People: 6}}
		if got := themesIn(t, s, "2025-10"); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(before, want) {
			t.Errorf("before %+v, then %+v", before, got)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM theme"); n != 1 {
			t.Errorf("%d rows still say whose they are", n)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM theme_past"); n != 1 {
			t.Errorf("%d counts are kept", n)
		}
	})
}
