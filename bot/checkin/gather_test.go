package checkin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

func wanting(n int) chat.Circle {
	c := chat.Circle{Programme: "samen-beginnen", Name: "oeverwijk.alleen"}
	for i := range n {
		c.Members = append(c.Members, chat.Member{ID: fmt.Sprint(i), Programme: c.Programme, Circle: c.Name, State: chat.MemberActive, Name: "Sam", Initials: "blauwe vos", Promise: "iets"})
	}
	return c
}

// Row 29: from five people on there is one item, which names none of them; with as many
// again there is another. Who left does not count.
func TestRow29_TheItemComesWithEnoughPeopleAndNamesNobody(t *testing.T) {
	book := flowstest.Shipped(t)
	p := book.Programme("samen-beginnen")
	at := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
	ids := map[string]bool{}
	for n, want := range map[int]int{0: 0, 4: 0, 5: 1, 9: 1, 10: 2} {
		a, enough := checkin.Gathered(p, wanting(n), nil, at)
		if enough != (want > 0) {
			t.Errorf("%d people: %v", n, enough)
		}
		if enough {
			ids[a.ID] = true
		}
		if enough && (a.Team != "opbouwwerk" || a.Urgency != chat.Quiet || a.Alias != "mensen ontmoeten, de Oeverwijk" || !strings.HasPrefix(a.Why, fmt.Sprint(n)+" mensen uit deze buurt") ||
			strings.Contains(a.Why+a.Alias, "Sam") || strings.Contains(a.Why+a.Alias, "vos") || len(a.Check.Members) > 0) {
			t.Errorf("%d people: %+v", n, a)
		}
	}
	if len(ids) != 2 {
		t.Errorf("items %v", ids)
	}
	five := wanting(5)
	five.Members[2].State = chat.MemberLeft
	if _, enough := checkin.Gathered(p, five, nil, at); enough {
		t.Error("who left counts")
	}
	offers := []chat.Member{{ID: "g", State: chat.MemberActive, Initials: "rode das", Promise: "doet graag: koken, bel 06-12345678"}}
	if a, _ := checkin.Gathered(p, wanting(5), offers, at); !strings.Contains(a.Why, "wil ook iemand iets doen: rode das.") {
		t.Errorf("row 27: %s", a.Why)
	}
	c := wanting(9)
	c.Name = "oeverwijk.vrijwilliger"
	if _, enough := checkin.Gathered(p, c, nil, at); enough {
		t.Error("who offers something wants no group")
	}
	if _, enough := checkin.Gathered(book.Programme("join-us"), wanting(9), nil, at); enough {
		t.Error("another programme")
	}
}

// Nobody is invited where they are too few, or where it does not say when and where.
func TestRow29_AnInvitationSaysWhenAndWhereAndGoesToEnough(t *testing.T) {
	book := flowstest.Shipped(t)
	form := func(pairs ...string) map[string]string {
		f := map[string]string{chat.BroadcastTo: "samen-beginnen/oeverwijk.alleen", chat.BroadcastTitle: "Koffie", chat.BroadcastText: "Komt u ook?", chat.BroadcastWhen: "dinsdag", chat.BroadcastWhere: "De Steiger"}
		for i := 0; i < len(pairs); i += 2 {
			f[pairs[i]] = pairs[i+1]
		}
		return f
	}
	invite := func(n int, f map[string]string) chat.Decision {
		at := time.Date(2026, 11, 23, 20, 30, 0, 0, flows.Amsterdam)
		return checkin.Broadcast(book, chat.Facts{Circle: wanting(n).Members}, chat.Event{ID: "e", Kind: chat.Broadcasts, Author: noor(), Form: f, At: at})
	}
	if d := invite(5, form()); d.Round == nil || len(d.Round.Occurrences) != 5 || d.Round.Broadcast.When != "dinsdag" || d.Round.Occurrences[0].At.In(flows.Amsterdam).Format("02 15:04") != "24 10:00" {
		t.Errorf("law 11: %+v, %+v", d.Round, d.Answer)
	}
	if d := invite(4, form()); d.Round != nil || !strings.Contains(d.Answer.Text, "te weinig") {
		t.Errorf("four people: %+v", d.Answer)
	}
	for _, field := range []string{chat.BroadcastWhen, chat.BroadcastWhere, chat.BroadcastText} {
		if d := invite(5, form(field, "")); d.Round != nil || d.Answer.Form == nil || d.Answer.Form.Wrongs() == "" {
			t.Errorf("without %s: %+v", field, d.Answer)
		}
	}
	if d := invite(9, form(chat.BroadcastTo, "samen-beginnen/oeverwijk.vrijwilliger")); d.Round != nil {
		t.Error("who offered something is invited")
	}
}
