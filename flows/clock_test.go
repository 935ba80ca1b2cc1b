package flows

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestHoursAreRead(t *testing.T) {
	mon, tue, sat, sun := time.Monday, time.Tuesday, time.Saturday, time.Sunday
	for text, want := range map[string][]Hours{
		"ma 9:00-17:00":         {{mon, 540, 1020}},
		"MA 09:00-17:30":        {{mon, 540, 1050}},
		"ma-di 9.00-17.00":      {{mon, 540, 1020}, {tue, 540, 1020}},
		"za, zo 10:00-12:00":    {{sat, 600, 720}, {sun, 600, 720}},
		"za-zo 0:00-24:00":      {{sat, 0, 1440}, {sun, 0, 1440}},
		"zo 22:00-6:00":         {{sun, 1320, 1440}, {mon, 0, 360}},
		"za-ma 9:00-10:00":      {{sat, 540, 600}, {sun, 540, 600}, {mon, 540, 600}},
		"ma 22:00-0:00":         {{mon, 1320, 1440}},
		"9:00-17:00":            nil,
		"ma":                    nil,
		"ma 9-17":               nil,
		"ma 9:00":               nil,
		"ma 9:00-9:00":          nil,
		"ma 24:00-9:00":         nil,
		"ma 9:60-10:00":         nil,
		"ma-ma 9:00-10:00":      nil,
		"maandag 9:00-17:00":    nil,
		"ma 9:00-17:00 en meer": nil,
		"ma, 9:00-17:00":        nil,
		"":                      nil,
		" ":                     nil,
		"24/7":                  nil,
	} {
		got, ok := parseHours(text)
		if ok != (want != nil) || ok && !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", text, got, ok, want)
		}
	}
	if all, ok := parseHours("altijd"); !ok || len(all) != 7 {
		t.Errorf("altijd: %v", all)
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestTeamOpens(t *testing.T) {
	day, _ := parseHours("ma-vr 9:00-17:00")
	early, _ := parseHours("zo 2:30-5:00")
	for _, c := range []struct {
		name, at string
		hours    []Hours
		opens    string // empty: never
	}{
		{"open is now", "2026-11-23T10:00:00+01:00", day, "2026-11-23T10:00:00+01:00"},
		{"the first minute", "2026-11-23T09:00:00+01:00", day, "2026-11-23T09:00:00+01:00"},
		{"the last minute", "2026-11-23T16:59:59+01:00", day, "2026-11-23T16:59:59+01:00"},
		{"closed at the end", "2026-11-23T17:00:00+01:00", day, "2026-11-24T09:00:00+01:00"},
		{"in the night", "2026-11-23T23:40:00+01:00", day, "2026-11-24T09:00:00+01:00"},
		{"after midnight", "2026-11-24T00:10:00+01:00", day, "2026-11-24T09:00:00+01:00"},
		{"on Saturday", "2026-11-21T12:00:00+01:00", day, "2026-11-23T09:00:00+01:00"},
		{"asked in another zone", "2026-11-21T11:00:00Z", day, "2026-11-23T08:00:00Z"},
		{"over the change to winter time", "2026-10-23T18:00:00+02:00", day, "2026-10-26T09:00:00+01:00"},
		{"over the change to summer time", "2026-03-27T18:00:00+01:00", day, "2026-03-30T09:00:00+02:00"},
		{"hours that begin in the missing hour", "2026-03-29T01:00:00+01:00", early, "2026-03-29T03:00:00+02:00"},
		{"hours that begin in the double hour", "2026-10-25T01:00:00+02:00", early, "2026-10-25T02:30:00+02:00"},
		{"between the two half past twos", "2026-10-25T02:10:00+01:00", early, "2026-10-25T02:30:00+01:00"},
		{"never", "2026-11-23T10:00:00+01:00", nil, ""},
	} {
		got, ok := Team{Hours: c.hours}.Opens(moment(t, c.at))
		if ok != (c.opens != "") || ok && !got.Equal(moment(t, c.opens)) {
			t.Errorf("%s: %v %v, want %s", c.name, got, ok, c.opens)
		}
	}
}

// Opens is the first open minute, as looking at every minute finds it.
func TestTeamOpensIsTheFirstOpenMinute(t *testing.T) {
	changes := []time.Time{
		time.Date(2026, 3, 26, 0, 0, 0, 0, Amsterdam),
		time.Date(2026, 10, 22, 0, 0, 0, 0, Amsterdam),
		time.Date(2026, 11, 20, 0, 0, 0, 0, Amsterdam),
	}
	rapid.Check(t, func(t *rapid.T) {
		var hours []Hours
		for range rapid.IntRange(1, 3).Draw(t, "hours") {
			from := rapid.IntRange(0, wholeDay-1).Draw(t, "from")
			day := time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
			hours = append(hours, Hours{day, from, rapid.IntRange(from+1, wholeDay).Draw(t, "to")})
		}
		team := Team{Hours: hours}
		at := rapid.SampledFrom(changes).Draw(t, "week").Add(time.Duration(rapid.IntRange(0, 4*wholeDay).Draw(t, "minute")) * time.Minute)
		got, ok := team.Opens(at)
		for m := at; m.Sub(at) <= 7*24*time.Hour; m = m.Add(time.Minute) {
			if team.Open(m) {
				if !ok || !got.Equal(m) {
					t.Fatalf("opens %v (%v), and is open at %v", got, ok, m)
				}
				return
			}
		}
		if ok && got.Sub(at) <= 7*24*time.Hour {
			t.Fatalf("never open, but opens %v", got)
		}
	})
}

func TestHelping(t *testing.T) {
	p := builtInBook(t)
	noon, night := moment(t, "2026-11-23T12:00:00+01:00"), moment(t, "2026-11-23T23:40:00+01:00")
	for _, c := range []struct {
		name     string
		at       time.Time
		purposes []string
		want     []string
	}{
		{"day and night first", noon, []string{"child"}, []string{"Veilig Thuis", "Kindertelefoon", "De Luisterlijn"}},
		{"closed ones left out", night, []string{"child"}, []string{"Veilig Thuis", "De Luisterlijn"}},
		{"suicide", night, []string{"suicide"}, []string{"113 Zelfmoordpreventie", "De Luisterlijn"}},
		{"two purposes, each number once", night, []string{"violence", "child"}, []string{"Veilig Thuis", "De Luisterlijn"}},
		{"without a purpose", noon, nil, []string{"De Luisterlijn", "Kindertelefoon"}},
		{"for what there is no number", night, []string{"money"}, []string{"De Luisterlijn"}},
	} {
		var got []string
		for _, n := range p.Helping(c.at, c.purposes...) {
			got = append(got, n.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	with112 := *p
	with112.Numbers = append([]Number{{Name: "112", Phone: "112", For: []string{"anything"}}}, p.Numbers...)
	if got := with112.Helping(night); got[0].Name == "112" {
		t.Error("112 is among the help numbers")
	}
}
