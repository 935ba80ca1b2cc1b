package flows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// calendarOf loads a playbook whose team has this calendar.
func calendarOf(t *testing.T, source string) (*Playbook, *Calendar) {
	t.Helper()
	p, err := Load(folder(map[string]string{"organisation.yaml": coordinated, "appointments.yaml": source}))
	if err != nil {
		t.Fatal(err)
	}
	return p, p.Calendar("wijk")
}

const inTheMorning = `wijk:
  places: {thuis: {label: Thuis, kind: thuis}, bellen: {label: Bellen, kind: telefoon, free: ja}, hal: {label: In de hal, kind: plek}}
  times: [{days: ma-do, from: "9:00", to: "10:30", length: 45 min}]
  ahead: 8 dagen
  notice: 1 dag
`

// starts are the beginnings of slots by the wall clock.
func starts(all []chat.Slot) (said []string) {
	for _, s := range all {
		said = append(said, s.Start.In(Amsterdam).Format("Mon 2 Jan 15:04"))
	}
	return said
}

func TestTimesAreOfferedADayEach(t *testing.T) {
	p, c := calendarOf(t, inTheMorning)
	now := time.Date(2026, 11, 23, 9, 20, 0, 0, Amsterdam) // Monday
	first, more := p.Page(c, 0, now, nil)
	if got := strings.Join(starts(first), ", "); got != "Tue 24 Nov 09:45, Wed 25 Nov 09:00, Thu 26 Nov 09:00, Mon 30 Nov 09:00" || !more {
		t.Error(got, more)
	}
	second, more := p.Page(c, 1, now, nil)
	if got := strings.Join(starts(second), ", "); got != "Wed 25 Nov 09:45, Thu 26 Nov 09:45, Mon 30 Nov 09:45, Tue 1 Dec 09:00" || !more {
		t.Error(got, more)
	}
	if last, more := p.Page(c, 9, now, nil); len(last) != 1 || more {
		t.Error(starts(last), more)
	}
}

func TestNobodyIsMetOnADayOff(t *testing.T) {
	closed, err := Load(folder(map[string]string{"organisation.yaml": strings.Replace(coordinated, "label: de wijk, achterwacht: nee, hours: altijd",
		"label: de wijk, achterwacht: nee, hours: ma-vr 9:00-17:00, closed: [\"2026-12-30\"]", 1), "appointments.yaml": inTheMorning}))
	if err != nil {
		t.Fatal(err)
	}
	got := starts(closed.free(closed.Calendar("wijk"), time.Date(2026, 12, 23, 12, 0, 0, 0, Amsterdam), nil))
	if want := []string{"Mon 28 Dec 09:00", "Mon 28 Dec 09:45", "Tue 29 Dec 09:00", "Tue 29 Dec 09:45", "Thu 31 Dec 09:00", "Thu 31 Dec 09:45"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestATimeIsOfferedToAsManyAsCanBeMet(t *testing.T) {
	p, c := calendarOf(t, inTheMorning+"  most: 2\n")
	now := time.Date(2026, 11, 23, 9, 20, 0, 0, Amsterdam)
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, Amsterdam)
	slot, ok := p.FreeAt(c, at, now, nil)
	if !ok || slot.Seat != 0 {
		t.Fatal(slot, ok)
	}
	// What a calendar had that was changed since counts, too: half of it is in this time.
	half := chat.Slot{Start: at.Add(-30 * time.Minute), End: at.Add(10 * time.Minute)}
	if slot, ok = p.FreeAt(c, at, now, []chat.Slot{half}); !ok || slot.Seat != 1 {
		t.Error(slot, ok)
	}
	if slot, ok = p.FreeAt(c, at, now, []chat.Slot{half, slot}); ok {
		t.Error("a third is met at", slot)
	}
	if _, ok = p.FreeAt(c, at.Add(10*time.Minute), now, nil); ok {
		t.Error("a time that the calendar does not have")
	}
	if _, ok = p.FreeAt(c, time.Date(2026, 11, 24, 9, 0, 0, 0, Amsterdam), now, nil); ok {
		t.Error("sooner than the notice")
	}
}

// Through both changes of the clock, the reminder comes at its time the day before.
func TestLaw11_TheReminderComesByTheWallClock(t *testing.T) {
	p, c := calendarOf(t, inTheMorning)
	for _, day := range []Day{{2026, 10, 26}, {2027, 3, 29}, {2026, 11, 25}} {
		s := chat.Slot{Start: day.At(9 * 60), End: day.At(9*60 + 45)}
		at := c.RemindAt(s, day.Add(-5).At(0))
		if got, want := at.In(Amsterdam).Format(wallClock), day.Add(-1).String()+" 10:00"; got != want {
			t.Errorf("%v: %s", day, got)
		}
		if late := c.RemindAt(s, at); !late.IsZero() {
			t.Error("booked at that moment, and reminded", late)
		}
	}
	now := time.Date(2026, 10, 24, 9, 30, 0, 0, Amsterdam) // the clock goes back on the 25th
	if first, _ := p.Page(c, 0, now, nil); len(first) == 0 || starts(first)[0] != "Mon 26 Oct 09:00" {
		t.Error(starts(first))
	}
}

func TestHomeIsNotOfferedToWhoCannotTalkFreely(t *testing.T) {
	_, c := calendarOf(t, inTheMorning)
	names := func(all []Meeting) (said string) {
		for _, m := range all {
			said += m.Name + " "
		}
		return said
	}
	if free, not := names(c.Offered(false)), names(c.Offered(true)); free != "thuis bellen hal " || not != "hal " {
		t.Error(free, "|", not)
	}
}

func TestHintsAboutAppointments(t *testing.T) {
	lines := hintsOfFiles(t, map[string]string{"organisation.yaml": coordinated, "appointments.yaml": strings.Replace(inTheMorning, ", hal: {label: In de hal, kind: plek}", "", 1)})
	var got []string
	for _, line := range lines {
		if strings.HasPrefix(line, "appointments.yaml") {
			got = append(got, line)
		}
	}
	if len(got) != 2 || !strings.Contains(got[0], "who cannot talk freely is offered no place here") || !strings.Contains(got[1], "no talk makes these appointments") {
		t.Errorf("%q", got)
	}
}
