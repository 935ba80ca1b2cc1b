package telegram

import (
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// What a worker changes of words that are there changes on the person's screen,
// with one call; so does what they take away. Doing it twice is as good as once.
func TestRow14_ChangesReachTheScreen(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, nil, nil)
	noor := chat.Author{Role: chat.RoleWorker, Name: "Noor"}
	m := message55("Tot morgen *vroeg*")
	m.Speaker = noor
	there, err := r.send(m)
	if err != nil {
		t.Fatal(err)
	}
	edit := message55("Tot <b>vrijdag</b>")
	edit.ID, edit.Speaker, edit.Edits, edit.Place = "e", noor, "m", there.ID
	for range 2 {
		if got, err := r.send(edit); err != nil || got.ID != there.ID {
			t.Fatalf("the edit: %+v, %v", got, err)
		}
		if screen := sam.Screen(); len(screen) != 1 || screen[0].Text != "Noor:\nTot <b>vrijdag</b>" {
			t.Fatalf("on the screen: %+v", screen)
		}
	}
	away := chat.Message{ID: "d", To: m.To, Class: chat.Live, Speaker: noor, Edits: "m", Place: there.ID, Gone: true}
	for range 2 {
		if got, err := r.send(away); err != nil || got.ID != there.ID {
			t.Fatalf("taken away: %+v, %v", got, err)
		}
		if screen := sam.Screen(); len(screen) != 0 {
			t.Fatalf("on the screen: %+v", screen)
		}
	}
	_, err = r.send(edit)
	if outcome, _ := adapters.Judge(err); outcome != adapters.Refused {
		t.Errorf("what is gone was changed: %v", err)
	}
}

func TestRow14_WhatNeverCameIsSaidAndNotTakenAway(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, nil, nil)
	if _, err := r.send(chat.Message{ID: "d", To: message55("").To, Edits: "m", Gone: true}); err != nil {
		t.Errorf("nothing to take away: %v", err)
	}
	edit := message55("Tot vrijdag")
	edit.Edits = "m"
	if _, err := r.send(edit); err != nil || len(sam.Screen()) != 1 || sam.Screen()[0].Text != "Tot vrijdag" {
		t.Errorf("%v; on the screen: %+v", err, sam.Screen())
	}
}

func TestRow14_AfterTwoDaysTelegramTakesNothingAway(t *testing.T) {
	fake := telegramtest.New(t)
	fake.Person(55).Meet()
	r := ready(t, fake, nil, nil)
	there, err := r.send(message55("hoi"))
	if err != nil {
		t.Fatal(err)
	}
	fake.Clock(func() time.Time { return time.Now().Add(48 * time.Hour) })
	_, err = r.send(chat.Message{ID: "d", To: message55("").To, Edits: "m", Place: there.ID, Gone: true})
	if outcome, _ := adapters.Judge(err); outcome != adapters.Refused {
		t.Errorf("after two days: %v", err)
	}
	if limit := r.a.Limits().EditFor; limit <= 0 || limit >= 48*time.Hour {
		t.Errorf("it is tried for %v", limit)
	}
}
