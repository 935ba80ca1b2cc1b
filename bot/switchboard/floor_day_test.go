package switchboard_test

import (
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

var morningAt = time.Date(2026, 11, 23, 9, 0, 0, 0, flows.Amsterdam)

// begins has the first team's day begin at nine, this once, and lets the morning come.
func (f *floor) begins() *post {
	f.t.Helper()
	f.clock.set(morningAt)
	every := f.boards[0].Book()
	once := *every
	once.Organisation.Teams = slices.Clone(once.Organisation.Teams)
	once.Organisation.Teams[0].Dagstart = 9 * 60
	first := once.Organisation.Teams[0].Name
	use := func(book *flows.Playbook) {
		for _, board := range f.boards {
			if err := board.Use(f.t.Context(), book); err != nil {
				f.t.Fatal(err)
			}
		}
	}
	use(&once)
	defer use(every)
	f.answer(chat.Event{ID: "day:" + first, Kind: chat.DayBegan, Subject: chat.Subject{Kind: chat.SubjectTeam, ID: first}, Author: chat.Program, Value: "2026-11-23"})
	for _, p := range f.desk.all() {
		if p.Day != nil {
			return p
		}
	}
	f.t.Fatal("no morning came")
	return nil
}

// Law 20: what a team read in the morning is taken away after thirty days, there
// where it stood, also where the team has its desk elsewhere by then.
func TestLaw20_AMorningGoesAfterItsTime(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		morning := f.begins()
		f.seats = []chat.Address{elsewhere}
		const kept = 30 * 24 * time.Hour
		f.clock.set(morningAt.Add(kept - time.Second))
		f.settle()
		if now := f.desk.find(morning.ts); now.Day == nil {
			t.Fatalf("before its time it says %q", now.Text)
		}
		f.clock.set(morningAt.Add(kept))
		f.settle()
		now := f.desk.find(morning.ts)
		if !now.Gone || now.Place != morning.ts || now.Edits != morning.ID || now.To.Chat != team.Chat {
			t.Errorf("after its time there stands %+v", now.Message)
		}
		if len(f.alarms()) != 0 || f.undone() != 0 {
			t.Errorf("alarms: %+v, %d rows wait", f.alarms(), f.undone())
		}
	})
}

// Law 20, law 3: where it cannot be taken away, people are told.
func TestLaw20_AMorningThatCannotBeTakenAwayIsTold(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.begins()
		f.archives()
		f.clock.set(morningAt.Add(30 * 24 * time.Hour))
		f.seats = []chat.Address{elsewhere}
		f.settle()
		if f.undone() != 0 {
			t.Errorf("%d rows wait", f.undone())
		}
		f.over()
	})
}
