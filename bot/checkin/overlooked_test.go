package checkin_test

import (
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// Law 10: who was to be asked while nobody planned anything is asked at the next moment
// inside the window, and never twice.
func TestLaw10_AFollowUpThatNobodyPlannedIsAskedYet(t *testing.T) {
	book := flowstest.BuiltIn(t)
	p := book.Programme("hoe-gaat-het-nu")
	began := monday.Add(-28) // they are to be asked on Monday
	m := chat.Member{ID: "m", Programme: p.Name, Circle: p.Name, State: chat.MemberActive, Agreed: began.At(12 * 60), Changed: began.At(12 * 60)}
	round := func(day int, stand chat.Stand) chat.Round {
		on := monday.Add(day)
		return chat.Round{ID: chat.RoundID(p.Name, p.Name, on.String(), "1000"), Programme: p.Name, Circle: p.Name, Day: on.String(), Slot: "1000",
			Occurrences: []chat.Occurrence{{Member: "m", Stand: stand}}}
	}
	for _, c := range []struct {
		name   string
		change func(*chat.Member)
		known  []chat.Round
		day    int // after that Monday, and when
		minute int
		want   string // the day on which they are asked; empty: they are not
	}{
		{"on its day it is as it was", nil, nil, 0, 9 * 60, "2026-11-23"},
		{"three days later, before the window", nil, nil, 3, 8 * 60, "2026-11-26"},
		{"three days later, in it", nil, nil, 3, 14 * 60, "2026-11-26"},
		{"three days later, behind it", nil, nil, 3, 18 * 60, "2026-11-27"},
		{"on a Saturday", nil, nil, 5, 11 * 60, "2026-11-30"},
		{"they were asked", nil, []chat.Round{round(0, chat.StandAnswered)}, 3, 9 * 60, ""},
		{"that they were not asked was told", nil, []chat.Round{round(0, chat.StandDropped)}, 3, 9 * 60, ""},
		{"planned for today already", nil, []chat.Round{round(3, chat.StandPlanned)}, 3, 18 * 60, "2026-11-26"},
		{"asked today already", nil, []chat.Round{round(3, chat.StandSilent)}, 3, 18 * 60, ""},
		{"after weeks nobody is surprised by it", nil, nil, 22, 9 * 60, ""},
		{"they came only later", func(m *chat.Member) { m.Changed = monday.Add(1).At(0) }, nil, 3, 9 * 60, ""},
		{"they stopped", func(m *chat.Member) { m.State = chat.MemberLeft }, nil, 3, 9 * 60, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := m
			if c.change != nil {
				c.change(&m)
			}
			today := monday.Add(c.day)
			circle := chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}
			wanted := checkin.Plan(p, circle, today.At(0), today.Add(3).At(0))
			var days []string
			for _, r := range checkin.CatchUp(p, circle, wanted, c.known, today.At(c.minute)) {
				for _, o := range r.Occurrences {
					if r.Day != o.At.In(monday.At(0).Location()).Format("2006-01-02") || !o.Until.After(o.At) {
						t.Errorf("%s: asked from %v to %v", r.ID, o.At, o.Until)
					}
					days = append(days, r.Day)
				}
			}
			if len(days) > 1 || len(days) == 1 && days[0] != c.want || len(days) == 0 && c.want != "" {
				t.Errorf("asked on %q, want %q", days, c.want)
			}
		})
	}
}
