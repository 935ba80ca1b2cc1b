package checkin

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// TestNobodyOnDutyTomorrow: from four o'clock on it is told for the day after, where
// people are asked then and nobody is on the rooster.
func TestNobodyOnDutyTomorrow(t *testing.T) {
	book := func(days string) string {
		return "ronde: {label: de ronde, kind: ster, form: u, team: wijk, days: " + days + ", at: '8:30', overdue: 90 min, circles: {noord: {label: Noord, rooster: {ma-vr: [anja]}}}}\n"
	}
	// 2026-11-20 is a Friday, and 2026-10-24 the day before the clock goes back.
	for _, c := range []struct {
		name, days, at string
		members        []chat.Member
		want           string // the round of the day; empty: nothing is to be told
	}{
		{"a Saturday that nobody has", "elke dag", "2026-11-20 16:00", []chat.Member{{}, {}}, "ronde|noord|2026-11-21|0830"},
		{"... also late in the evening", "elke dag", "2026-11-20 23:59", []chat.Member{{}}, "ronde|noord|2026-11-21|0830"},
		{"too early in the day", "elke dag", "2026-11-20 15:59", []chat.Member{{}}, ""},
		{"somebody has it", "elke dag", "2026-11-22 16:00", []chat.Member{{}}, ""},
		{"nobody is asked on that day", "ma-vr", "2026-11-20 16:00", []chat.Member{{}}, ""},
		{"nobody takes part", "elke dag", "2026-11-20 16:00", nil, ""},
		{"nobody said yes yet", "elke dag", "2026-11-20 16:00", []chat.Member{{State: chat.MemberInvited}}, ""},
		{"all are away", "elke dag", "2026-11-20 16:00", []chat.Member{{State: chat.MemberPaused, Until: "2026-11-25"}}, ""},
		{"who is away comes back that day", "elke dag", "2026-11-20 16:00", []chat.Member{{State: chat.MemberPaused, Until: "2026-11-21"}}, "ronde|noord|2026-11-21|0830"},
		{"the clock goes back that night", "elke dag", "2026-10-24 16:00", []chat.Member{{}}, "ronde|noord|2026-10-25|0830"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := onRooster(t, book(c.days))
			a, gap := Unwatched(p, circleOf(c.members...), moment(t, c.at))
			if gap != (c.want != "") {
				t.Fatalf("told: %v", gap)
			}
			if gap && (a.About != chat.Subject{Kind: chat.SubjectRound, ID: c.want} || a.ID != c.want+"/rooster" || a.TellAt.IsZero() || a.Team != "wijk" || a.Check == nil || !a.Climbs()) {
				t.Errorf("%+v", a)
			}
		})
	}
	a, _ := Unwatched(onRooster(t, book("elke dag")), circleOf(chat.Member{}, chat.Member{}), moment(t, "2026-11-20 16:00"))
	if !strings.Contains(a.Why, "Op zaterdag 21-11 heeft niemand dienst. Die dag worden 2 deelnemers gevraagd.") {
		t.Errorf("people read %q", a.Why)
	}
}

// Nobody has to be on duty where nobody is missed who does not answer.
func TestATalkThatBeginsByItselfNeedsNobodyOnDuty(t *testing.T) {
	some := 0
	for _, p := range flowstest.BuiltIn(t).Programmes {
		if p.Kind.Circular() {
			continue
		}
		for _, c := range p.Circles {
			for _, at := range []string{"2026-11-22 16:00", "2026-11-24 16:00", "2026-11-26 23:00"} {
				some++
				if day, gap := RoosterGap(&p, c.Name, moment(t, at)); gap {
					t.Errorf("%s, %s: nobody is on duty on %s", p.Name, c.Name, day)
				}
			}
		}
	}
	if some == 0 {
		t.Error("there is none in the built-in playbook: this proves nothing")
	}
}
