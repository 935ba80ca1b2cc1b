package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// circle is a circle of n members, made by one decision.
func circle(t testing.TB, s *storage.Store, name string, n int) chat.Circle {
	t.Helper()
	var members []chat.Member
	for i := range n {
		members = append(members, chat.Member{
			ID: fmt.Sprintf("%s-%02d", name, i), Programme: "belcirkel", Circle: name, State: chat.MemberActive, Place: int64(i),
			Address: chat.Address{Adapter: "tele", Chat: fmt.Sprint(name, " ", i)}, Name: fmt.Sprint("mevrouw ", canary, i), Initials: "R.W.",
		})
	}
	write(t, s, chat.Change{Event: chat.Event{ID: "enrol " + name, At: noon}, Members: members})
	c, err := s.Circle(t.Context(), "belcirkel", name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// write writes a change in a transaction of its own.
func write(t testing.TB, s *storage.Store, c chat.Change) {
	t.Helper()
	if err := s.Update(t.Context(), func(tx *storage.Tx) error { return tx.Write(c) }); err != nil {
		t.Fatal(err)
	}
}

// planned is the circle's round of the day that begins at noon, with its alarms.
func planned(c chat.Circle, day time.Time) (chat.Round, []chat.Alarm) {
	r := chat.Round{Programme: c.Programme, Circle: c.Name, Day: day.Format(time.DateOnly), Slot: "1200", Team: "wijkteam", Wake: day}
	r.ID = chat.RoundID(r.Programme, r.Circle, r.Day, r.Slot)
	var alarms []chat.Alarm
	for _, m := range c.Members {
		o := chat.Occurrence{Member: m.ID, Stand: chat.StandPlanned, At: day, Until: day.Add(2 * time.Hour), Due: day.Add(90 * time.Minute), Early: day.Add(-2 * time.Hour)}
		r.Occurrences = append(r.Occurrences, o)
		id := chat.OccurrenceID(r.ID, m.ID)
		alarms = append(alarms, chat.Alarm{ID: id + "/missed", Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: id},
			Urgency: chat.Urgent, Team: r.Team, Opened: o.Due, TellAt: o.Due.Add(15 * time.Second), Alias: canary,
			Check: &chat.Check{Programme: r.Programme, Round: r.ID, Member: m.ID}})
	}
	return r, alarms
}

func plan(t testing.TB, s *storage.Store, c chat.Circle, day time.Time) (chat.Round, []chat.Alarm) {
	t.Helper()
	r, alarms := planned(c, day)
	write(t, s, chat.Change{Event: chat.Event{ID: "plan:" + r.ID, Kind: chat.Planned, At: noon}, Rounds: []chat.Round{r}, Open: alarms})
	return r, alarms
}

// watch is a desk's clock that a test sets.
func watch(b *storagetest.Base) *time.Time {
	now := noon
	b.Desk = func() time.Time { return now }
	return &now
}

// Law 10: the alarms of a round are there as soon as the round is, and every desk
// lists them from their deadline on, whatever runs by then.
func TestLaw10_AlarmsOfARoundStandAtTheDeskFromTheirTimeOn(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		now := watch(b)
		s, ctx := b.Open(t), t.Context()
		mark := func() string { m, err := s.Record().Mark(ctx, ""); ok(t, err); return m }
		standing := func() (ids []string) {
			all, err := s.Record().Alarms(ctx)
			ok(t, err)
			for _, a := range all {
				ids = append(ids, a.ID)
			}
			slices.Sort(ids)
			st, err := s.Stats(ctx, *now)
			ok(t, err)
			if st.Alarms != len(ids) {
				t.Errorf("%d are counted, %d listed", st.Alarms, len(ids))
			}
			return ids
		}
		_, alarms := plan(t, s, circle(t, s, "noord", 3), noon)
		*now = noon.Add(90*time.Minute - time.Millisecond)
		before := mark()
		if got := standing(); len(got) != 0 {
			t.Errorf("before their time they stand at the desk: %q", got)
		}
		*now = noon.Add(90 * time.Minute)
		want := []string{alarms[0].ID, alarms[1].ID, alarms[2].ID}
		if got := standing(); !slices.Equal(got, want) {
			t.Errorf("at the deadline stand %q, want %q", got, want)
		}
		if mark() == before {
			t.Error("no desk hears that they stand there now")
		}
	})
}

// Law 10: who plans a round and its alarms does so in one transaction: one without
// the other is not to be found, and what was ended before its time is armed again.
func TestLaw10_ARoundIsPlannedWithItsAlarmsOrNotAtAll(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		watch(b)
		s := b.Open(t)
		c := circle(t, s, "noord", 3)
		r, alarms := planned(c, noon)
		stopped := s.Update(t.Context(), func(tx *storage.Tx) error {
			if err := tx.Write(chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}, Open: alarms}); err != nil {
				return err
			}
			return fmt.Errorf("the machine stops")
		})
		left := "SELECT (SELECT COUNT(*) FROM round) + (SELECT COUNT(*) FROM alarm) + (SELECT COUNT(*) FROM due)"
		if n := count(t, b, left); stopped == nil || n != 0 {
			t.Errorf("%v, and %d rows are there", stopped, n)
		}
		plan(t, s, c, noon)
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM round WHERE is_open":                                                                 1,
			"SELECT COUNT(*) FROM alarm WHERE is_open AND listed_at > 0 AND person_id <> ''":                           3,
			"SELECT COUNT(*) FROM due WHERE id LIKE 'wake:alarm:%' AND turn = 0":                                       3,
			fmt.Sprintf("SELECT COUNT(*) FROM due WHERE at = %d", noon.Add(90*time.Minute+15*time.Second).UnixMilli()): 3,
			"SELECT COUNT(*) FROM due WHERE id LIKE 'wake:round:%'":                                                    1,
		} {
			if n := count(t, b, query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		one := alarms[0].ID
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			a, known, err := tx.Alarm(one)
			if err != nil || !known {
				return fmt.Errorf("known %v: %w", known, err)
			}
			if a.Alias != canary || a.Check.Member != "noord-00" || !a.Opened.Equal(noon.Add(90*time.Minute)) || !a.Armed(noon) {
				t.Errorf("planned was %+v", a)
			}
			a.EndedAt = noon
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Alarms: []chat.Alarm{a}})
		}))
		if n := count(t, b, "SELECT COUNT(*) FROM due WHERE id LIKE 'wake:alarm:%'"); n != 2 {
			t.Errorf("%d timers are left of the others", n)
		}
		write(t, s, chat.Change{Event: chat.Event{At: noon}, Open: alarms})
		if n := count(t, b, "SELECT COUNT(*) FROM alarm WHERE is_open AND ended_at IS NULL"); n != 3 {
			t.Errorf("after they came back %d alarms are armed", n)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM due WHERE id = $1 AND turn = 2", "wake:alarm:"+one); n != 1 {
			t.Error("the alarm that is armed again has no timer of its own")
		}
	})
}

// Law 14: of two that plan the same round one does, and the other sees it done.
func TestLaw14_ARoundThatAnotherMadeMeanwhileIsReadAnew(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 2)
		c := circle(t, stores[0], "noord", 2)
		r, alarms := planned(c, noon)
		runs := 0
		ok(t, stores[0].Update(t.Context(), func(tx *storage.Tx) error {
			runs++
			was, known, err := tx.Round(r.ID)
			if err != nil || known {
				if was.Team != r.Team || len(was.Occurrences) != 2 || was.Turn != 2 {
					t.Errorf("the other's round: %+v", was)
				}
				return err
			}
			if b.Kind == "postgres" { // another instance is faster
				write(t, stores[1], chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}, Open: alarms})
			}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}, Open: alarms})
		}))
		if want := map[string]int{"sqlite": 1, "postgres": 2}[b.Kind]; runs != want {
			t.Errorf("it was decided %d times, want %d", runs, want)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM round"); n != 1 {
			t.Errorf("%d rounds", n)
		}
	})
}

// A round's one timer comes as an event of that round, and the rounds of a member are
// those that have begun for them.
func TestRoundsOf_AndTheTimerOfARound(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		north, south := circle(t, s, "noord", 2), circle(t, s, "zuid", 2)
		today, _ := plan(t, s, north, noon)
		tomorrow, _ := plan(t, s, north, noon.AddDate(0, 0, 1))
		other, _ := plan(t, s, south, noon)
		of := func(at time.Time, members ...string) (ids []string) {
			ok(t, s.Update(ctx, func(tx *storage.Tx) error {
				rounds, err := tx.RoundsOf(members, at)
				ids = nil
				for _, r := range rounds {
					ids = append(ids, r.ID)
				}
				return err
			}))
			return ids
		}
		for _, c := range []struct {
			at   time.Time
			who  []string
			want []string
		}{
			{noon.Add(-2*time.Hour - time.Millisecond), []string{"noord-00"}, nil},
			{noon.Add(-2 * time.Hour), []string{"noord-00"}, []string{today.ID}},
			{noon.Add(22 * time.Hour), []string{"noord-01"}, []string{today.ID, tomorrow.ID}},
			{noon, []string{"zuid-00", "noord-00"}, []string{today.ID, other.ID}},
			{noon, []string{"nobody"}, nil},
		} {
			if got := of(c.at, c.who...); !slices.Equal(got, c.want) {
				t.Errorf("at %s the rounds of %q are %q, want %q", c.at, c.who, got, c.want)
			}
		}
		if open, err := s.OpenRounds(ctx, "belcirkel"); err != nil || !slices.Equal(open, []string{today.ID, tomorrow.ID, other.ID}) {
			t.Errorf("open are %q, %v", open, err)
		}
		events, err := s.Due(ctx, noon, lease, 10)
		ok(t, err)
		var woke []string
		for _, ev := range events {
			if ev.Kind == chat.Woke && ev.Subject.Kind == chat.SubjectRound {
				woke = append(woke, ev.Subject.ID)
			}
		}
		if slices.Sort(woke); !slices.Equal(woke, []string{today.ID, other.ID}) {
			t.Errorf("at noon woke %q", woke)
		}
		ok(t, s.Update(ctx, func(tx *storage.Tx) error {
			r, _, err := tx.Round(today.ID)
			if err != nil {
				return err
			}
			for i := range r.Occurrences {
				r.Occurrences[i].Move(chat.StandWell, noon, chat.Program, "")
			}
			r.Wake = time.Time{}
			return tx.Write(chat.Change{Event: events[0], Rounds: []chat.Round{r}})
		}))
		if got := of(noon, "noord-00"); len(got) != 0 {
			t.Errorf("all is well in %q, and it is open", got)
		}
		latest := func(at time.Time) (ids []string) {
			ok(t, s.Update(ctx, func(tx *storage.Tx) error {
				rounds, err := tx.LatestRounds("belcirkel", "noord", at)
				ids = nil
				for _, r := range rounds {
					ids = append(ids, r.ID)
				}
				return err
			}))
			return ids
		}
		if got := latest(noon); !slices.Equal(got, []string{today.ID}) {
			t.Errorf("the newest that has begun, whatever is open: %q", got)
		}
		if got := latest(noon.Add(22 * time.Hour)); !slices.Equal(got, []string{tomorrow.ID, today.ID}) {
			t.Errorf("a day later the newest are %q", got)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM due WHERE id = $1", "wake:round:"+today.ID); n != 0 {
			t.Error("a round in which nothing is to be done has a timer")
		}
	})
}

// A circle's mark changes whenever one of its members did.
func TestCircles_TheMarkTellsOfEveryChange(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		c := circle(t, s, "noord", 3)
		circle(t, s, "zuid", 1)
		seen := map[string]bool{}
		look := func(what string) {
			t.Helper()
			marks, err := s.Circles(ctx)
			ok(t, err)
			if len(marks) != 2 || marks[0].Circle != "noord" || seen[marks[0].Mark] {
				t.Errorf("after %s: %+v", what, marks)
			}
			seen[marks[0].Mark] = true
		}
		change := func(id string, to func(m *chat.Member)) {
			t.Helper()
			ok(t, s.Update(ctx, func(tx *storage.Tx) error {
				m, err := tx.Members([]string{"nobody", id})
				if err != nil || len(m) != 1 {
					return fmt.Errorf("%d members: %w", len(m), err)
				}
				to(&m[0])
				return tx.Write(chat.Change{Event: chat.Event{At: noon}, Members: m})
			}))
		}
		look("the beginning")
		change("noord-01", func(m *chat.Member) { m.State, m.Until = chat.MemberPaused, "2026-12-01" })
		look("a pause")
		change("noord-02", func(m *chat.Member) { m.Place = -1 })
		look("another order")
		change("noord-00", func(m *chat.Member) { m.State = chat.MemberLeft })
		look("somebody left")
		write(t, s, chat.Change{Event: chat.Event{At: noon}, Members: []chat.Member{{ID: "noord-99", Programme: "belcirkel", Circle: "noord", State: chat.MemberInvited, Place: 9}}})
		look("somebody is invited")
		now, err := s.Circle(ctx, "belcirkel", "noord")
		ok(t, err)
		var ids []string
		for _, m := range now.Members {
			ids = append(ids, m.ID)
		}
		if want := []string{"noord-02", "noord-01", "noord-99"}; !slices.Equal(ids, want) {
			t.Errorf("the circle is %q, want %q", ids, want)
		}
		if m := now.Members[1]; m.Until != "2026-12-01" || m.Name != c.Members[1].Name || m.Address != c.Members[1].Address || m.State != chat.MemberPaused {
			t.Errorf("what comes back is %+v", m)
		}
	})
}
