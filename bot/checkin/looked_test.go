package checkin_test

import (
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// relayed is what rounds hear of what a person at the address of these members does.
func relayed(t *testing.T, c chat.Conversation, f chat.Facts, ev chat.Event) (heard []string, d chat.Decision) {
	t.Helper()
	ev.ID, ev.Author, f.CanReach = "words", person, true
	d, _ = checkin.Relay(flowstest.BuiltIn(t), c, f, ev)
	for _, then := range d.Then {
		if then.Kind == chat.CheckedIn {
			heard = append(heard, fmt.Sprint(then.Subject.ID, " ", then.Ref, " ", then.Value))
		} else {
			heard = append(heard, string(then.Kind))
		}
	}
	return heard, d
}

// roundDone is a scene of so many, in which all answered at 8:40.
func roundDone(t *testing.T, n int) *scene {
	s := newScene(t, n)
	s.run(clock(8, 30))
	for i := range n {
		s.checkedIn(clock(8, 40), fmt.Sprintf("m%d", i), chat.StandWell)
	}
	if s.r.Open() {
		t.Fatalf("the circle is not round: %+v", s.r.Occurrences)
	}
	return s
}

// People.md section 3: words about the body, and who wants to be rung, reach the
// coordinator also once the circle of today is over.
func TestM10_AfterTheCircleIsRoundDangerReachesTheCoordinator(t *testing.T) {
	s := roundDone(t, 2)
	round := s.r.ID
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	alone, both := s.f.Circle[:1], s.f.Circle
	for _, x := range []struct {
		what    string
		at      time.Time
		members []chat.Member
		ev      chat.Event
		want    []string
	}{
		{"words about the body", clock(14, 0), alone, chat.Event{Kind: chat.Said, Text: "Ik ben gevallen"}, []string{round + " m0 not_well"}},
		{"the text of the large button", clock(14, 0), alone, chat.Event{Kind: chat.Said, Text: "Bel mij"}, []string{round + " m0 not_well"}},
		{"help", clock(14, 0), alone, chat.Event{Kind: chat.Said, Text: "help"}, []string{round + " m0 not_well"}},
		{"words that were changed", clock(14, 0), alone, chat.Event{Kind: chat.Edited, Text: "ja maar ik ben gevallen"}, []string{round + " m0 not_well"}},
		{"this morning's button", clock(14, 0), both, chat.Event{Kind: chat.Chose, Step: "checkin:" + round, Value: "not_well#m1"}, []string{round + " m1 not_well"}},
		{"two at one address", clock(14, 0), both, chat.Event{Kind: chat.Said, Text: "Ik ben gevallen"}, []string{round + " m0 not_well", round + " m1 not_well"}},
		{"before the next begins", monday.Add(1).At(4 * 60), alone, chat.Event{Kind: chat.Said, Text: "Ik ben gevallen"}, []string{round + " m0 not_well"}},
		{"all is well", clock(14, 0), alone, chat.Event{Kind: chat.Said, Text: "ja, prima"}, nil},
		{"who is in no round", clock(14, 0), members(3)[2:], chat.Event{Kind: chat.Said, Text: "Ik ben gevallen"}, []string{"handed_off"}},
	} {
		x.ev.At = x.at
		f := chat.Facts{Members: x.members}
		if circles := checkin.OverToday(s.book, f, chat.Event{Kind: x.ev.Kind, Author: person, At: x.at}); len(circles) != 1 || circles[0].Name != "noord" {
			t.Errorf("%s: the newest rounds are read of %+v", x.what, circles)
		}
		f.Latest = []chat.Round{s.r}
		got, d := relayed(t, c, f, x.ev)
		wants(t, x.what, got, x.want...)
		if x.ev.Kind == chat.Said && x.ev.Text != "help" && len(d.Say) != 1 {
			t.Errorf("%s: they read %+v", x.what, d.Say)
		}
	}
	if circles := checkin.OverToday(s.book, chat.Facts{Members: alone, Rounds: []chat.Round{s.r}}, chat.Event{Kind: chat.Said, Author: person, At: clock(8, 30)}); len(circles) != 0 {
		t.Errorf("today's round is known, and %+v is read", circles)
	}

	told := s.checkedIn(clock(14, 0), "m0", chat.StandNotWell)
	s.stands("m0", chat.StandNotWell)
	wants(t, "alarms", of(told.Then, chat.Overdue), "m0 not_well")
}

// Who is away today is in the round of an earlier day, and was heard there.
func TestM10_WhoIsAwayTodayReachesTheCoordinatorToo(t *testing.T) {
	s := roundDone(t, 1)
	today := s.r
	today.ID, today.Day = chat.RoundID("belcirkel", "noord", monday.Add(1).String(), "0830"), monday.Add(1).String()
	today.Occurrences = []chat.Occurrence{{Member: "m0", Stand: chat.StandPaused, Early: monday.Add(1).At(6 * 60)}}
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	got, _ := relayed(t, c, chat.Facts{Members: s.f.Circle, Latest: []chat.Round{today, s.r}}, chat.Event{Kind: chat.Said, Text: "Ik ben gevallen", At: monday.Add(1).At(14 * 60)})
	wants(t, "heard", got, s.r.ID+" m0 not_well")
}
