package alarm_test

import (
	"reflect"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

var (
	opened = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	noor   = chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}
	bas    = chat.Author{Role: chat.RoleWorker, ID: "w2", Name: "Bas"}
)

func crisis() chat.Alarm {
	return chat.Alarm{ID: "e1/crisis", Cause: chat.CauseCrisis, About: chat.Subject{Kind: chat.SubjectConversation, ID: "c1"}, Urgency: chat.Danger, Opened: opened}
}

func TestLaw5_OnlyANamedHumanEndsAnAlarm(t *testing.T) {
	for _, who := range []chat.Author{{}, chat.Program, {Role: chat.RoleWorker, ID: "w1"}, {Role: chat.RolePerson, Name: "Sam"}} {
		d := alarm.Step(crisis(), chat.Facts{}, chat.Event{ID: "e2", Kind: chat.Ended, Author: who, At: opened})
		if !d.Alarm.Open() || d.Answer.Text == "" || d.Then != nil {
			t.Errorf("%+v ended it: %+v", who, d)
		}
	}
	for _, kind := range []chat.Kind{chat.Woke, chat.Closed, chat.Said, ""} {
		d := alarm.Step(crisis(), chat.Facts{}, chat.Event{ID: "e2", Kind: kind, Author: noor, At: opened})
		if !reflect.DeepEqual(*d.Alarm, crisis()) || d.Then != nil {
			t.Errorf("%q changed it: %+v", kind, d)
		}
	}
}

func TestEndingTellsTheConversationAndTheNextWorker(t *testing.T) {
	at := opened.Add(time.Hour)
	d := alarm.Step(crisis(), chat.Facts{}, chat.Event{ID: "e2", Kind: chat.Ended, Author: noor, At: at})
	if d.Alarm.Open() || !d.Alarm.EndedAt.Equal(at) || d.Alarm.EndedBy != noor {
		t.Fatalf("ended: %+v", d.Alarm)
	}
	want := []chat.Event{{
		ID: "e2/0", Kind: chat.AlarmEnded, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: "c1"},
		Author: noor, Ref: "e1/crisis", Value: "crisis", At: at,
	}}
	if !reflect.DeepEqual(d.Then, want) {
		t.Errorf("what follows is %+v", d.Then)
	}
	again := alarm.Step(*d.Alarm, chat.Facts{}, chat.Event{ID: "e3", Kind: chat.Ended, Author: bas, At: at.Add(time.Hour)})
	if again.Alarm.EndedBy != noor || again.Then != nil || again.Answer.Text != "Noor heeft deze melding al afgesloten." {
		t.Errorf("the second: %+v", again)
	}
	route := crisis()
	route.About = chat.Subject{Kind: "route", ID: "telegram"}
	if d := alarm.Step(route, chat.Facts{}, chat.Event{ID: "e4", Kind: chat.Ended, Author: noor, At: at}); d.Then != nil || d.Alarm.Open() {
		t.Errorf("about a route: %+v", d)
	}
}
