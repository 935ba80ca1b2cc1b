package adapters_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

var (
	wellAt  = time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC) // 8:30, of the last turn
	evening = wellAt.Add(10 * time.Hour)
)

// answers are turns of as many days, the last one today, each answered so many minutes
// after its prompt.
func answers(minutes ...int) []chat.Occurrence {
	var all []chat.Occurrence
	for i, m := range minutes {
		at := wellAt.AddDate(0, 0, i-len(minutes)+1)
		o := chat.Occurrence{Member: "m1", At: at, Asked: 1, Heard: at.Add(time.Duration(m) * time.Minute)}
		if m > 30 {
			o.Asked = 2
		}
		o.Move(chat.StandWell, o.Heard, chat.Author{Role: chat.RolePerson}, "")
		all = append(all, o)
	}
	return all
}

func TestSignals(t *testing.T) {
	const late, drift = "keer pas antwoord na een herinnering", "steeds later: eerst om 08:32, nu om 08:58."
	for _, c := range []struct {
		name   string
		turns  []chat.Occurrence
		change func([]chat.Occurrence)
		want   []string
	}{
		{"as always", answers(3, 2, 4, 3, 2, 5, 3), nil, nil},
		{"late twice", answers(3, 40, 3, 3, 40, 5, 3), nil, nil},
		{"late three times", answers(40, 3, 40, 3, 40, 5, 3), nil, []string{"In zeven dagen kwam er 3 " + late}},
		{"... more than a week ago", answers(40, 40, 40, 3, 3, 3, 3, 3, 3, 3, 3), nil, nil},
		{"later each day", answers(9, 2, 5, 11, 19, 28), nil, []string{drift}},
		{"later each day, by little", answers(2, 3, 4, 5, 6), nil, nil},
		{"later, with one that was not", answers(2, 5, 4, 19, 28), nil, nil},
		{"too few", answers(2, 11, 19, 28), nil, nil},
		{"both", answers(2, 20, 40, 50, 60), nil, []string{late, "steeds later: eerst om 08:32, nu om 09:30."}},
		{"people had to look", answers(40, 40, 40), func(all []chat.Occurrence) {
			for i := range all {
				all[i].Log = append([]chat.Moved{{To: chat.StandOverdue}}, all[i].Log...)
				all[i].Asked = 1
			}
		}, []string{late}},
		{"others spoke on their behalf", answers(40, 40, 40), func(all []chat.Occurrence) {
			all[1].Log[0].By = chat.Author{Role: chat.RoleWorker, Name: "Noor"}
		}, nil},
		{"others ring", answers(2, 20, 40, 50, 60), func(all []chat.Occurrence) { each(all, func(o *chat.Occurrence) { o.Phone = true }) }, nil},
		{"a keten", answers(2, 20, 40, 50, 60), func(all []chat.Occurrence) { each(all, func(o *chat.Occurrence) { o.Rings = "m2" }) }, nil},
		{"a drill", answers(40, 40, 40), func(all []chat.Occurrence) { each(all, func(o *chat.Occurrence) { o.Drill = true }) }, nil},
		{"away since", answers(40, 40, 40), func(all []chat.Occurrence) { each(all, func(o *chat.Occurrence) { o.Stand = chat.StandPaused }) }, nil},
		{"we sent later each day", answers(2, 9, 14, 20, 28), func(all []chat.Occurrence) {
			each(all, func(o *chat.Occurrence) { o.SentAt = o.Heard.Add(-2 * time.Minute) })
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.change != nil {
				c.change(c.turns)
			}
			got := adapters.Signals(c.turns, evening)
			if len(got) != len(c.want) {
				t.Fatalf("seen is %q", got)
			}
			for i := range got {
				if !strings.Contains(got[i], c.want[i]) {
					t.Errorf("seen is %q, want %q", got[i], c.want[i])
				}
			}
		})
	}
}

func each(all []chat.Occurrence, change func(*chat.Occurrence)) {
	for i := range all {
		change(&all[i])
	}
}

// Whatever the turns are, and in whatever order they come, the same is seen; and who
// answers within some minutes each day is never named.
func TestSignalsOfAnyTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.SliceOfN(rapid.IntRange(-60, 90), 0, 20).Draw(t, "minutes")
		turns := answers(minutes...)
		seen := adapters.Signals(turns, evening)
		if other := adapters.Signals(rapid.Permutation(turns).Draw(t, "order"), evening); !slices.Equal(seen, other) {
			t.Fatalf("%q in one order, %q in another", seen, other)
		}
		if len(minutes) > 0 && slices.Max(minutes)-slices.Min(minutes) < 20 && slices.Max(minutes) <= 30 && len(seen) > 0 {
			t.Fatalf("%v gives %q", minutes, seen)
		}
		for _, words := range seen {
			for _, too := range []string{"ziek", "verward", "zorg", "dement", "risico"} {
				if strings.Contains(words, too) {
					t.Fatalf("it concludes: %q", words)
				}
			}
		}
	})
}

// A month without a drill is told of a circle that has asked for so long, and of no
// other; the team whose circle it is reads it.
func TestWhatIsWorthALookAboutCircles(t *testing.T) {
	c := &adaptertest.Circles{Members: []chat.Member{{ID: "m1", Programme: "belcirkel", Circle: "noord", Name: "mevrouw De Wit", Initials: "R.W."}}}
	for i, o := range answers(2, 11, 19, 28, 29) {
		day := o.At.Format(time.DateOnly)
		c.Rounds = append(c.Rounds, chat.Round{ID: fmt.Sprint("r", i), Programme: "belcirkel", Circle: "noord", Day: day, Occurrences: []chat.Occurrence{o}})
	}
	programmes := []adapters.Programme{{Name: "belcirkel", Team: "wijkteam", Circles: []adapters.ProgrammeCircle{{Name: "noord", Label: "belcirkel Noord"}, {Name: "leeg", Label: "Leeg"}}}}
	look := func(team string) []adapters.Quiet {
		t.Helper()
		all, err := adapters.LookQuietly(t.Context(), c, programmes, func(name string) bool { return name == team }, evening)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := look("wijkteam")
	if len(all) != 1 || all[0].NoDrill || len(all[0].Soft) != 1 || all[0].Soft[0].Member.Initials != "R.W." || len(all[0].Soft[0].Words) != 1 {
		t.Fatalf("seen is %+v", all)
	}
	if other := look("jongerenwerk"); len(other) > 0 {
		t.Errorf("another team reads %+v", other)
	}
	began := wellAt.AddDate(0, 0, -31)
	c.Rounds = append(c.Rounds, chat.Round{ID: "first", Programme: "belcirkel", Circle: "noord", Day: began.Format(time.DateOnly)})
	if !look("wijkteam")[0].NoDrill {
		t.Error("a month without a drill, and nobody is reminded")
	}
	drill := chat.Alarm{ID: "d", Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectRound, ID: "first"}, Opened: began.Add(time.Hour)}
	c.Alarms = []chat.Alarm{drill}
	if !look("wijkteam")[0].NoDrill {
		t.Error("the last drill was more than a month ago")
	}
	drill.About.ID, drill.Opened = "r3", evening.AddDate(0, 0, -1)
	c.Alarms = append(c.Alarms, drill)
	if look("wijkteam")[0].NoDrill {
		t.Error("there was a drill yesterday")
	}
}
