package storage_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// Law 1: the same call that is kept twice is one, and of two who say how it went the
// one counts who spoke with them.
func TestLaw1_ACallIsKeptOnce(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		circle(t, s, "noord", 2)
		call := func(id, member string, at time.Time) chat.CallItem {
			return chat.CallItem{ID: id, Member: member, At: at, Text: "Is alles goed met u?", Speaker: chat.Program, Step: "checkin:r"}
		}
		for range 2 {
			ok(t, s.KeepCall(ctx, call("c2", "noord-01", noon.Add(time.Minute))))
			ok(t, s.KeepCall(ctx, call("c1", "noord-00", noon)))
		}
		ok(t, s.KeepCall(ctx, call("c0", "noord-00", noon.Add(-time.Hour))))
		if err := s.KeepCall(ctx, call("c3", "nobody", noon)); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("a call to nobody: %v", err)
		}
		all, err := s.Calls(ctx, []string{"noord-01", "noord-00", "nobody"}, noon)
		ok(t, err)
		if len(all) != 2 || !reflect.DeepEqual(all[0], call("c1", "noord-00", noon)) || all[1].ID != "c2" {
			t.Errorf("to be rung: %+v", all)
		}
		done := func(by, how string, at time.Time) chat.CallItem {
			ok(t, s.CallDone(ctx, "c1", chat.Author{Role: chat.RoleWorker, ID: by}, how, at))
			c, err := s.Call(ctx, "c1")
			ok(t, err)
			return c
		}
		if c := done("piet", chat.CallMissed, noon); c.How != chat.CallMissed || c.By.ID != "piet" || !c.Done.Equal(noon) {
			t.Errorf("not reached: %+v", c)
		}
		if c := done("anja", chat.CallSpoken, noon.Add(time.Minute)); c.How != chat.CallSpoken || c.By.ID != "anja" || !c.Done.Equal(noon.Add(time.Minute)) {
			t.Errorf("spoken: %+v", c)
		}
		if c := done("piet", chat.CallMissed, noon.Add(time.Hour)); c.How != chat.CallSpoken || c.By.ID != "anja" || c.Text == "" {
			t.Errorf("somebody spoke with them, and then: %+v", c)
		}
		if c := done("els", chat.CallWorse, noon.Add(time.Hour)); c.How != chat.CallWorse || c.By.ID != "els" {
			t.Errorf("somebody heard that it is not so well: %+v", c)
		}
		if c := done("anja", chat.CallSpoken, noon.Add(time.Hour)); c.How != chat.CallWorse {
			t.Errorf("and then: %+v", c)
		}
		if _, err := s.Call(ctx, "none"); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("no call: %v", err)
		}
		if err := s.CallDone(ctx, "none", anja, chat.CallSpoken, noon); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("no call is done: %v", err)
		}
	})
}

// Each coordinator is reached in one chat, and each chat is one coordinator's.
func TestWatchers(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		at := func(chatID string) chat.Address { return chat.Address{Adapter: "tele", Chat: chatID} }
		keep := func(who, where string) {
			ok(t, s.KeepWatcher(ctx, chat.WatcherChat{Coordinator: who, At: at(where), Since: noon}))
		}
		keep("anja", "1")
		keep("piet", "2")
		keep("anja", "3")
		if w, err := s.Watcher(ctx, "anja"); err != nil || w != (chat.WatcherChat{Coordinator: "anja", At: at("3"), Since: noon}) {
			t.Errorf("anja is reached at %+v, %v", w, err)
		}
		if _, err := s.WatcherAt(ctx, at("1")); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("where she was: %v", err)
		}
		keep("anja", "2")
		all, err := s.Watchers(ctx)
		ok(t, err)
		if len(all) != 1 || all[0].Coordinator != "anja" || all[0].At != at("2") {
			t.Errorf("reached are %+v", all)
		}
		if w, err := s.WatcherAt(ctx, at("2")); err != nil || w.Coordinator != "anja" {
			t.Errorf("whose it is: %+v, %v", w, err)
		}
		ok(t, s.ForgetWatcher(ctx, "anja"))
		ok(t, s.ForgetWatcher(ctx, "anja"))
		if _, err := s.Watcher(ctx, "anja"); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("once forgotten: %v", err)
		}
	})
}

// What desks show of circles: a day's rounds, a member's weeks, who is enrolled.
func TestCirclesAsDesksShowThem(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		north, south := circle(t, s, "noord", 2), circle(t, s, "zuid", 1)
		for day := range 3 {
			plan(t, s, north, noon.AddDate(0, 0, day))
		}
		plan(t, s, south, noon)
		days, err := s.Record().CircleDays(ctx, "2026-11-21")
		ok(t, err)
		if len(days) != 2 || days[0].Circle != "noord" || len(days[0].Members) != 2 || days[0].Members[1].Name != north.Members[1].Name || days[1].Circle != "zuid" {
			t.Errorf("the day shows %+v", days)
		}
		weeks, err := s.Record().Weeks(ctx, "noord-01", noon.Add(time.Second))
		ok(t, err)
		if len(weeks) != 2 || !weeks[0].At.Equal(noon.AddDate(0, 0, 1)) || weeks[1].Member != "noord-01" {
			t.Errorf("her weeks are %+v", weeks)
		}
		for _, c := range []struct {
			programme, circle string
			want              int
		}{{"", "", 3}, {"belcirkel", "", 3}, {"belcirkel", "noord", 2}, {"belcirkel", "oost", 0}, {"weekgroep", "", 0}} {
			if all, err := s.Record().Enrolled(ctx, c.programme, c.circle); err != nil || len(all) != c.want {
				t.Errorf("%q, %q: %d are enrolled, want %d; %v", c.programme, c.circle, len(all), c.want, err)
			}
		}
		for what, err := range map[string]error{
			"a round": func() error { _, err := s.Record().CircleDay(ctx, "none"); return err }(),
			"a week":  func() error { _, err := s.Record().Weeks(ctx, "none", noon); return err }(),
			"a page":  func() error { _, err := s.Record().Missed(ctx, "none"); return err }(),
		} {
			if !errors.Is(err, chat.ErrUnknown) {
				t.Errorf("%s that nobody knows: %v", what, err)
			}
		}
	})
}
