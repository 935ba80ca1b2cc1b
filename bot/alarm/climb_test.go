package alarm_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

var warden = chat.Address{Adapter: "mail", Chat: "wacht@voorbeeld.nl"}

func woke(a chat.Alarm, at time.Time) chat.Decision {
	return alarm.Step(a, chat.Facts{Second: []chat.Address{warden}, DeskURL: "https://omzien.voorbeeld.nl/desk"},
		chat.Event{ID: "w", Kind: chat.Woke, Author: chat.Program, At: at})
}

// Law 3: a closed way is told of at once and each hour, until a named human ends
// it; a crisis at once, and once.
func TestLaw3_TheSecondRouteIsToldUntilAHumanLooked(t *testing.T) {
	route := chat.Alarm{ID: "r/route", Cause: chat.CauseRoute, About: chat.Subject{Kind: chat.SubjectRoute, ID: "slack"}, Opened: opened, TellAt: opened, Why: "Het token is ingetrokken."}
	for i := range 3 {
		at := opened.Add(time.Duration(i) * time.Hour)
		if early := woke(route, at.Add(-time.Second)); i > 0 && (len(early.Say) != 0 || !early.Alarm.WakeAt().Equal(at)) {
			t.Errorf("before its hour: %+v", early)
		}
		d := woke(route, at)
		if len(d.Say) != 1 || d.Say[0].To != warden || d.Say[0].Class != chat.Crisis || !strings.Contains(d.Say[0].Text, "slack") ||
			!strings.Contains(d.Say[0].Text, route.Why) || !strings.Contains(d.Say[0].Text, "https://omzien.voorbeeld.nl/desk") {
			t.Fatalf("rung %d says %+v", i, d.Say)
		}
		if route = *d.Alarm; !route.WakeAt().Equal(at.Add(time.Hour)) || route.Rung != i+1 {
			t.Errorf("rung %d: next at %v, %d climbed", i, route.WakeAt(), route.Rung)
		}
	}
	ended := *alarm.Step(route, chat.Facts{}, chat.Event{ID: "e", Kind: chat.Ended, Author: noor, At: opened}).Alarm
	if d := woke(ended, opened.Add(9*time.Hour)); len(d.Say) != 0 || !d.Alarm.WakeAt().IsZero() {
		t.Errorf("a human ended it, and it says %+v", d.Say)
	}

	danger := crisis()
	danger.Alias, danger.TellAt = "blauwe vos", opened
	d := woke(danger, opened)
	if len(d.Say) != 1 || !strings.HasPrefix(d.Say[0].Text, "blauwe vos heeft nu hulp nodig") || !d.Alarm.WakeAt().IsZero() {
		t.Errorf("a crisis says %+v, and wakes at %v", d.Say, d.Alarm.WakeAt())
	}
	if again := woke(*d.Alarm, opened.Add(time.Hour)); len(again.Say) != 0 {
		t.Errorf("and again %+v", again.Say)
	}
}

// Law 3: what is closed does not say so itself, and keeps trying to be heard.
func TestLaw3_AClosedWayDoesNotTellOfItself(t *testing.T) {
	a := chat.Alarm{ID: "r/route", Cause: chat.CauseRoute, About: chat.Subject{Kind: chat.SubjectRoute, ID: "mail"}, Opened: opened, TellAt: opened}
	if d := woke(a, opened); len(d.Say) != 0 || !d.Alarm.Open() {
		t.Errorf("mail tells by mail that mail fails: %+v", d.Say)
	}
	phone := chat.Address{Adapter: "phone", Chat: "1"}
	d := alarm.Step(a, chat.Facts{Second: []chat.Address{warden, phone}}, chat.Event{ID: "w", Kind: chat.Woke, At: opened})
	if len(d.Say) != 1 || d.Say[0].To != phone {
		t.Errorf("with another way: %+v", d.Say)
	}
}
