package checkin_test

import (
	"testing"

	"omzien/bot/chat"
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
