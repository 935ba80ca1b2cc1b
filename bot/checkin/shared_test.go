package checkin_test

import (
	"slices"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// People.md section 3: only the button ticks anybody off where two are asked at one
// address. Whose words it are nobody knows, also where one of them answered already.
func TestM10_WordsAtASharedAddressTickNobodyOff(t *testing.T) {
	s := newScene(t, 2)
	s.f.Circle[1].Address = s.f.Circle[0].Address
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	says := func(hour, minute int) []string {
		got, d := relayed(t, c, chat.Facts{Members: s.f.Circle, Rounds: []chat.Round{s.r}}, chat.Event{Kind: chat.Said, Text: "goed hoor, dank u", At: clock(hour, minute)})
		if d.Conversation == nil || len(d.Conversation.Told) != 1 {
			t.Errorf("at %d:%d people do not read it", hour, minute)
		}
		return got
	}
	s.checkedIn(clock(7, 0), "m0", chat.StandWell) // early, by the button of yesterday
	wants(t, "before she was asked", says(7, 5))
	s.run(clock(8, 30))
	wants(t, "once she was asked", says(8, 32), s.r.ID+" m1 sign")

	s.checkedIn(clock(8, 40), "m1", chat.StandWell)
	if got, d := relayed(t, c, chat.Facts{Members: s.f.Circle, Rounds: []chat.Round{s.r}}, chat.Event{Kind: chat.Said, Text: "goed hoor, dank u", At: clock(8, 41)}); len(got) != 0 || len(d.Say) != 1 || len(d.Conversation.Told) != 0 {
		t.Errorf("all are heard, and it makes %q", got)
	}
}

// He left after he was asked, and his alarm stands: her words are not his.
func TestM10_WhoLeftIsNotTickedOffByTheOthersWords(t *testing.T) {
	s := newScene(t, 2)
	s.run(clock(8, 30))
	s.f.Circle[1].Address, s.f.Circle[1].State = s.f.Circle[0].Address, chat.MemberLeft
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	got, _ := relayed(t, c, chat.Facts{Members: s.f.Circle, Rounds: []chat.Round{s.r}}, chat.Event{Kind: chat.Said, Text: "goed", At: clock(8, 40)})
	wants(t, "heard", got, s.r.ID+" m0 sign", s.r.ID+" m1 sign")
}

// Who of two at one address is away only people can find out: the other is still asked.
func TestM10_AwayAtASharedAddressPausesNobodyElse(t *testing.T) {
	book, all := flowstest.BuiltIn(t), members(2)
	all[1].Address = all[0].Address
	all[0].Full, all[1].Full = "Riet de Wit", "Kees de Wit"
	c := chat.Conversation{ID: "talk", Address: all[0].Address}
	says := chat.Event{ID: "e", Kind: chat.Said, Author: person, Text: "ik ben weg", At: clock(14, 0)}
	d, its := checkin.Rest(book, c, chat.Facts{Members: all}, says)
	if !its || len(d.Say) != 1 || len(d.Say[0].Choices) != 0 || len(d.Then) != 0 {
		t.Fatalf("two at one address: %+v", d)
	}
	if len(d.Alarms) != 1 || d.Alarms[0].Team != "wijkteam" || !strings.Contains(d.Alarms[0].Why, "M0, M1") {
		t.Errorf("people read %+v", d.Alarms)
	}

	chose := chat.Event{ID: "f", Kind: chat.Chose, Author: person, Step: "away:m0", Value: monday.Add(7).String(), At: clock(14, 5)} // asked before the other came
	d, _ = checkin.Rest(book, c, chat.Facts{Members: all}, chose)
	if len(d.Then) != 1 || d.Then[0].Kind != chat.Pauses || d.Then[0].Subject.ID != "m0" {
		t.Errorf("away are %+v", d.Then)
	}

	joined := slices.Clone(all) // she, as she is called where a talk let her take part
	joined[1].Name, joined[1].Full, joined[1].Programme = "blauwe vos", "", "hoe-gaat-het-nu"
	if d, _ = checkin.Rest(book, c, chat.Facts{Members: joined}, says); len(d.Say) != 1 || len(d.Say[0].Choices) == 0 || len(d.Alarms) != 0 {
		t.Errorf("one person, in a circle and in a follow-up: %+v", d)
	}

	all[1].Name, all[1].Programme = all[0].Name, "belketting" // one person, in two circles
	if d, _ = checkin.Rest(book, c, chat.Facts{Members: all}, says); len(d.Say) != 1 || len(d.Say[0].Choices) == 0 || len(d.Alarms) != 0 {
		t.Errorf("one person: %+v", d)
	}
	if d, _ = checkin.Rest(book, c, chat.Facts{Members: all}, chose); len(d.Then) != 2 {
		t.Errorf("of one person in two circles away are %+v", d.Then)
	}
}
