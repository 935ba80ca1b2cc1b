package checkin

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// planned is a playbook with the given programmes, and a team and holidays.
func planned(t testing.TB, programmes string) *flows.Playbook {
	t.Helper()
	return plannedWith(t, "", programmes)
}

// plannedWith is planned, with further lines about the organisation.
func plannedWith(t testing.TB, organisation, programmes string) *flows.Playbook {
	t.Helper()
	dir := fstest.MapFS{}
	for name, source := range map[string]string{
		"organisation.yaml": "name: W\nlanguage: nl\nholidays: {country: nl}\nteams:\n  wijk: {label: de wijk, achterwacht: nee, hours: altijd}\n" + organisation,
		"numbers.yaml":      "numbers:\n  - {name: Nul, phone: \"0800-1\", for: [suicide, violence, sexual, child, anything], hours: altijd, owner: o}\n",
		"flows/x.yaml":      "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n",
		"programmes.yaml":   programmes,
	} {
		dir[name] = &fstest.MapFile{Data: []byte(source)}
	}
	book, err := flows.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// onRooster is the programme ronde, with a coordinator anja who may stand on its rooster.
func onRooster(t testing.TB, programmes string) *flows.Programme {
	t.Helper()
	return plannedWith(t, "coordinators:\n  anja: {name: Anja, email: anja@voorbeeld.nl}\n", programmes).Programme("ronde")
}

// ronde is a programme of the kind with these further lines.
func ronde(t testing.TB, kind, more string) *flows.Programme {
	t.Helper()
	return planned(t, fmt.Sprintf("ronde: {label: de ronde, kind: %s, form: u, team: wijk, circles: {noord: {label: Noord}}, %s}\n", kind, more)).Programme("ronde")
}

func circleOf(members ...chat.Member) chat.Circle {
	for i := range members {
		members[i].ID, members[i].Place = fmt.Sprintf("m%d", i), int64(i)
		if members[i].State == "" {
			members[i].State = chat.MemberActive
		}
	}
	return chat.Circle{Programme: "ronde", Name: "noord", Members: members}
}

// moment is a time on the wall clock of Amsterdam.
func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, flows.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// summer tells whether the clock stands an hour on at this moment, by the rule of
// the Union alone: from the last Sunday of March at 1:00 UTC to that of October.
func summer(at time.Time) bool {
	lastSunday := func(month time.Month) time.Time {
		end := time.Date(at.UTC().Year(), month, 31, 1, 0, 0, 0, time.UTC)
		return end.AddDate(0, 0, -int(end.Weekday()))
	}
	return !at.Before(lastSunday(time.March)) && at.Before(lastSunday(time.October))
}

// wallClock is what a clock in Amsterdam shows, without the tables of zones.
func wallClock(at time.Time) string {
	shift := time.Hour
	if summer(at) {
		shift = 2 * time.Hour
	}
	return at.UTC().Add(shift).Format("2006-01-02 15:04")
}

// Goal M8: in twenty years each planned date comes exactly once for each member, at
// the right time on the wall clock, however the planner's looks ahead fall.
func TestM8_TwentyYearsEachDateOnceByTheWallClock(t *testing.T) {
	for _, c := range []struct {
		days, at string
		own      int
		asks     func(time.Time) bool
	}{
		{"elke dag", "8:30", 9*60 + 15, func(time.Time) bool { return true }},
		{"FREQ=DAILY", "7:30", 20*60 + 59, func(time.Time) bool { return true }},
		{"ma-vr", "20:59", 7*60 + 30, func(d time.Time) bool { return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday }},
		{"za, zo", "12:00", 12*60 + 1, func(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "9:00", 8 * 60, func(d time.Time) bool { return d.AddDate(0, 0, 1).Day() == 1 }},
	} {
		p := ronde(t, "ster", fmt.Sprintf("days: %q, at: %q", c.days, c.at))
		circle := circleOf(chat.Member{}, chat.Member{Prompt: c.own})
		from, to := moment(t, "2024-01-01 00:00"), moment(t, "2044-01-01 00:00")

		// Windows of random length, one behind the other: a planner that was down, or
		// looked again. Each round comes out of exactly one.
		random := rand.New(rand.NewPCG(8, uint64(len(c.days))))
		seen := map[string]int{}
		for at := from; at.Before(to); {
			next := at.Add(time.Duration(1+random.Int64N(int64(30*24*60))) * time.Minute)
			if next.After(to) {
				next = to
			}
			for _, r := range Plan(p, circle, at, next) {
				seen[r.Day]++
				for i, minute := range []int{p.When.From, c.own} {
					want := fmt.Sprintf("%s %02d:%02d", r.Day, minute/60, minute%60)
					if got := wallClock(r.Occurrences[i].At); got != want {
						t.Fatalf("%s at %s: asked at %s, want %s", c.days, c.at, got, want)
					}
				}
			}
			at = next
		}
		for d := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2044; d = d.AddDate(0, 0, 1) {
			want := 0
			if c.asks(d) {
				want = 1
			}
			if got := seen[d.Format(time.DateOnly)]; got != want {
				t.Errorf("%s, %s: planned %d times, want %d", c.days, d.Format(time.DateOnly), got, want)
			}
			delete(seen, d.Format(time.DateOnly))
		}
		if len(seen) > 0 {
			t.Errorf("%s: other days were planned: %v", c.days, seen)
		}
	}
}

// A planner that looks again finds the same rounds, so that it changes nothing.
func TestM8_LookingAgainFindsTheSame(t *testing.T) {
	p := ronde(t, "keten", `days: elke dag, at: "9:00"`)
	circle := circleOf(chat.Member{}, chat.Member{}, chat.Member{State: chat.MemberPaused, Until: "2027-03-29"})
	first := map[string]string{}
	for at := moment(t, "2027-03-25 00:00"); at.Before(moment(t, "2027-04-01 00:00")); at = at.Add(17 * time.Minute) {
		for _, r := range Plan(p, circle, at, at.Add(48*time.Hour)) {
			all := fmt.Sprintf("%+v", r)
			if first[r.ID] == "" {
				first[r.ID] = all
			}
			if all != first[r.ID] {
				t.Fatalf("a round changed by itself:\n%s\n%s", first[r.ID], all)
			}
		}
	}
	if len(first) != 8 && len(first) != 9 {
		t.Errorf("%d rounds", len(first))
	}
}

// Law 11: nothing of a plan lies in the night, whatever a member's own time is, and
// reminders stay inside the window.
func TestLaw11_NothingIsPlannedInTheNight(t *testing.T) {
	p := ronde(t, "ster", `days: elke dag, at: "8:30"`)
	for minute := range 24 * 60 {
		r := Plan(p, circleOf(chat.Member{Prompt: minute}), moment(t, "2026-03-29 00:00"), moment(t, "2026-03-30 00:00"))[0]
		o := r.Occurrences[0]
		want := minute
		if minute < 7*60+30 || minute >= 21*60 {
			want = 8*60 + 30
		}
		for _, at := range append(slices.Clone(o.Remind), o.At) {
			if flows.Night(at) || !at.Before(o.Until) {
				t.Fatalf("own time %d: asked at %s, and the window ends at %s", minute, at, o.Until)
			}
		}
		local := o.At.In(flows.Amsterdam)
		if got := local.Hour()*60 + local.Minute(); got != want {
			t.Fatalf("own time %d: asked at minute %d", minute, got)
		}
		if end := moment(t, "2026-03-29 21:00"); o.Until.After(end) {
			t.Fatalf("own time %d: the window ends at %s", minute, o.Until)
		}
		if o.Due != o.At.Add(90*time.Minute) || o.Early.After(o.At) {
			t.Fatalf("own time %d: early %s, due %s", minute, o.Early, o.Due)
		}
	}
}

// people.md section 3: prompt 8:30, reminders 9:00 and 9:30, alarm 10:00.
func TestPlanHasTheTimesThatPeopleHave(t *testing.T) {
	r := Plan(ronde(t, "ster", `days: elke dag, at: "8:30"`), circleOf(chat.Member{}), moment(t, "2026-11-23 00:00"), moment(t, "2026-11-24 00:00"))[0]
	o := r.Occurrences[0]
	got := []string{wallClock(o.Early), wallClock(o.At), wallClock(o.Remind[0]), wallClock(o.Remind[1]), wallClock(o.Until), wallClock(o.Due)}
	want := []string{"2026-11-23 06:00", "2026-11-23 08:30", "2026-11-23 09:00", "2026-11-23 09:30", "2026-11-23 10:00", "2026-11-23 10:00"}
	if !slices.Equal(got, want) || len(o.Remind) != 2 || o.NextAt != o.At || o.Stand != chat.StandPlanned {
		t.Errorf("%v\nwant %v", got, want)
	}
	if r.ID != "ronde|noord|2026-11-23|0830" || r.Team != "wijk" || r.Chain {
		t.Errorf("%+v", r)
	}
}

// Who is away until a day is asked again on that day; a pause without an end, or with
// one that cannot be read, keeps nobody from being asked.
func TestPlanPausesUntilTheDay(t *testing.T) {
	p := ronde(t, "ster", `days: elke dag, at: "8:30"`)
	for until, want := range map[string]string{
		"2026-11-24": "paused planned planned planned", "2026-11-26": "paused paused paused planned",
		"": "planned planned planned planned", "later": "planned planned planned planned",
	} {
		got := ""
		for _, r := range Plan(p, circleOf(chat.Member{State: chat.MemberPaused, Until: until}), moment(t, "2026-11-23 00:00"), moment(t, "2026-11-27 00:00")) {
			o := r.Occurrences[0]
			if got += " " + string(o.Stand); (o.Stand == chat.StandPaused) != o.NextAt.IsZero() {
				t.Errorf("%q: %s, next at %s", until, o.Stand, o.NextAt)
			}
		}
		if got[1:] != want {
			t.Errorf("%q: %s", until, got[1:])
		}
	}
	for _, state := range []chat.MemberState{chat.MemberInvited, chat.MemberLeft} {
		if all := Plan(p, circleOf(chat.Member{State: state}), moment(t, "2026-11-23 00:00"), moment(t, "2026-11-27 00:00")); len(all) > 0 {
			t.Errorf("%s: %+v", state, all)
		}
	}
}

func TestPlanOnHolidays(t *testing.T) {
	for holidays, want := range map[string]int{"open": 4, "closed": 2} {
		p := ronde(t, "ster", `days: elke dag, at: "8:30", holidays: `+holidays)
		if all := Plan(p, circleOf(chat.Member{}), moment(t, "2026-12-24 00:00"), moment(t, "2026-12-28 00:00")); len(all) != want {
			t.Errorf("%s: %d rounds", holidays, len(all))
		}
	}
}

// A programme begins on its first day.
func TestPlanBeginsOnTheFirstDay(t *testing.T) {
	p := ronde(t, "ster", `days: ma-vr, at: "8:30", start: 2026-12-02`)
	all := Plan(p, circleOf(chat.Member{}), moment(t, "2026-11-30 00:00"), moment(t, "2026-12-04 00:00"))
	if len(all) != 2 || all[0].Day != "2026-12-02" {
		t.Errorf("%+v", all)
	}
}

// In a keten each has a step more than the one before; who is away is passed over;
// in a circle that is too long for its window the steps are shorter, so that the
// last is asked, too.
func TestPlanOfAKeten(t *testing.T) {
	p := ronde(t, "keten", `days: elke dag, at: "9:00", until: "10:00", step: 15 min, remind: nee`)
	day := func(circle chat.Circle) (all []string) {
		r := Plan(p, circle, moment(t, "2026-11-23 00:00"), moment(t, "2026-11-24 00:00"))[0]
		for _, o := range r.Occurrences {
			all = append(all, wallClock(o.At)[11:])
			if !r.Chain || !o.At.Before(o.Until) || o.Due != o.At.Add(90*time.Minute) {
				t.Errorf("%+v", o)
			}
		}
		return all
	}
	away := chat.Member{State: chat.MemberPaused, Until: "2027-01-01"}
	if got := day(circleOf(chat.Member{}, away, chat.Member{}, chat.Member{})); !slices.Equal(got, []string{"09:00", "09:15", "09:15", "09:30"}) {
		t.Errorf("%v", got)
	}
	if got := day(circleOf(make([]chat.Member, 12)...)); got[11] != "09:55" {
		t.Errorf("%v", got)
	}
	turned := circleOf(chat.Member{}, chat.Member{})
	turned.Members[0].Place = 7
	if r := Plan(p, turned, moment(t, "2026-11-23 00:00"), moment(t, "2026-11-24 00:00"))[0]; r.Occurrences[0].Member != "m1" {
		t.Error("the circle's order is not kept")
	}
}
