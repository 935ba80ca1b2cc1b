package checkin_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// resting is a member of circle Noord who is rung by this caller, and is away until Thursday
// 3 December.
func resting(caller string) chat.Member {
	return chat.Member{
		ID: "m1", Programme: "belcirkel", Circle: "noord", Name: "meneer Bos", Initials: "B.B.", Caller: caller, Channel: chat.AdapterPhone,
		Address: chat.Address{Adapter: chat.AdapterPhone, Chat: "m1"}, State: chat.MemberPaused, Until: "2026-12-03",
	}
}

// Who is rung is asked nothing on the eve: whoever rings them reads that it begins again,
// by day; the desk does, where that caller has no way to be told.
func TestE8_WhoIsRungIsNotAskedWhetherItBeginsAgain(t *testing.T) {
	book := flowstest.BuiltIn(t)
	again := func(m chat.Member, at time.Time, watch ...chat.Watcher) chat.Decision {
		ev := chat.Event{ID: "e", Kind: chat.PauseEnds, Author: chat.Program, Value: "2026-12-03", At: at, Subject: chat.Subject{Kind: chat.SubjectMember, ID: m.ID}}
		return checkin.RungAgain(book, m, chat.Facts{Watch: [][]chat.Watcher{watch}}, ev)
	}
	four := time.Date(2026, 12, 2, 16, 0, 0, 0, flows.Amsterdam)
	anja := chat.Watcher{Who: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"}, At: chat.Address{Adapter: "telegram", Chat: "1"}}

	d := again(resting("anja"), four, anja)
	if len(d.Say) != 1 || len(d.Alarms) > 0 || d.Say[0].To != anja.At || !strings.HasPrefix(d.Say[0].Text, "B.B. was afgemeld. Morgen staat B.B. weer op je bellijst (belcirkel Noord).") {
		t.Errorf("Anja reads %+v", d)
	}
	if strings.Contains(d.Say[0].Text, "Bos") {
		t.Error("a name in what may be a mail")
	}
	d = again(resting("Joke"), four)
	if len(d.Say) > 0 || len(d.Alarms) != 1 || !strings.Contains(d.Alarms[0].Why, "weer op de bellijst van Joke. Laat Joke dat weten.") {
		t.Errorf("the desk reads %+v", d)
	}
	if d := again(resting("anja"), four.Add(5*time.Hour), anja); len(d.Say) > 0 || len(d.Alarms) != 1 {
		t.Errorf("law 11: at nine in the evening Anja reads %+v", d)
	}
	back, later := resting("Joke"), resting("Joke")
	back.State, later.Until = chat.MemberActive, "2026-12-10"
	for name, d := range map[string]chat.Decision{
		"who is back": again(back, four), "who is away for longer": again(later, four), "on the day itself": again(resting("Joke"), four.AddDate(0, 0, 1)),
	} {
		if len(d.Say)+len(d.Alarms) > 0 {
			t.Errorf("of %s: %+v", name, d)
		}
	}
	for caller, want := range map[string]string{"": "coordinator:", "Anja": "coordinator:anja"} {
		if who, ok := checkin.RungBy(book, resting(caller), flows.DayOf(four)); !ok || !strings.HasPrefix(who.ID, want) {
			t.Errorf("%q is rung by %+v", caller, who)
		}
	}

	ev := chat.Event{ID: "e", Kind: chat.Pauses, Value: "2026-12-03", At: time.Date(2026, 11, 30, 12, 0, 0, 0, flows.Amsterdam), Author: chat.Author{Role: chat.RoleWorker, ID: "w", Name: "Noor"}}
	m := resting("Joke")
	m.State, m.Until = chat.MemberActive, ""
	if d := checkin.Place(book, m, chat.Facts{}, ev); len(d.Then) != 1 || !d.Then[0].At.Equal(four) {
		t.Errorf("it is told at %+v", d.Then)
	}
}
