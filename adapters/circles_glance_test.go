package adapters

import (
	"testing"
	"time"

	"omzien/bot/chat"
)

// TestLaw10_AnAlarmIsSeenFromItsDeadlineOn: one that is armed stands at no desk, one
// whose time has come at that of its team; what is about no team at everybody's.
func TestLaw10_AnAlarmIsSeenFromItsDeadlineOn(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	missed := chat.Alarm{
		ID: "a", Cause: chat.CauseMissed, Team: "wijkteam", Opened: now.Add(time.Minute), Check: &chat.Check{},
		About: chat.Subject{Kind: chat.SubjectOccurrence, ID: "o"},
	}
	route := chat.Alarm{ID: "r", Cause: chat.CauseRoute, Opened: now.Add(-time.Hour), About: chat.Subject{Kind: chat.SubjectRoute, ID: "telegram"}}
	teams := []Team{{Name: "jongerenwerk"}, {Name: "wijkteam"}}
	seen := func(at time.Time, team string) (ids string) {
		g := Glanced(nil, []chat.Alarm{missed, route}, nil, "w", teams, func(t Team) bool { return t.Name == team }, at)
		for _, a := range g.Alarms {
			ids += a.ID
		}
		return ids
	}
	for _, tt := range []struct {
		at         time.Time
		team, want string
	}{
		{now, "wijkteam", "r"},
		{missed.Opened, "wijkteam", "ar"},
		{missed.Opened, "jongerenwerk", "r"},
	} {
		if got := seen(tt.at, tt.team); got != tt.want {
			t.Errorf("%s sees %q at %s, want %q", tt.team, got, tt.at.Format("15:04"), tt.want)
		}
	}
}
