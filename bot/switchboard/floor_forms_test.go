package switchboard_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"omzien/bot/chat"
)

// A form that is asked for, or that comes back, leaves no trace: its button can be
// pressed again, and what is sent in again is no second event.
func TestForms_OnlyWhatIsTakenIsStored(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		card := f.card("sam")
		before := f.record("sam")
		for range 2 {
			if a := f.press("Noor", card, "Afronden"); a.Form == nil || a.Form.Kind != chat.Closed {
				t.Fatalf("asked for: %+v", a)
			}
		}
		ev := f.pressed("Noor", card, "Afronden")
		ev.Form = map[string]string{"soort": "zelf", "notitie": "Zus komt mee."}
		for range 2 { // the same, twice: it says twice what is wrong
			if a := f.answer(ev); a.Form == nil || a.Seen {
				t.Fatalf("not whole: %+v", a)
			}
		}
		if now := f.record("sam"); now != before {
			t.Errorf("a form that was not taken left %q", now)
		}
		ev.Form["vervolg"] = "2"
		if a := f.answer(ev); !strings.HasPrefix(a.Text, "Afgerond") {
			t.Fatalf("whole: %+v", a)
		}
		if a := f.answer(ev); !a.Seen {
			t.Errorf("sent in twice: %+v", a)
		}
		if n := strings.Count(f.record("sam"), "Zus komt mee."); n != 1 {
			t.Errorf("the note stands %d times in the record", n)
		}
		ev.ID, ev.Form = f.id("Noor"), map[string]string{"soort": "zelf", "vervolg": "0", "notitie": "Nog iets."}
		if a := f.answer(ev); !strings.Contains(a.Text, "bewaard als notitie") || !strings.Contains(f.record("sam"), "Nog iets.") {
			t.Errorf("of a form that was used: %+v", a)
		}
	})
}

// Law 1: two workers send the form of one talk in at once, many times: one effect.
func TestLaw1_AFormThatIsSentInManyTimesAtOnce(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		ev := f.pressed("Noor", f.card("sam"), "Afronden")
		ev.Form = map[string]string{"soort": "zelf", "vervolg": "4", "notitie": "Zus komt mee."}
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				if _, err := f.boards[i%2].Handle(t.Context(), ev); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := strings.Count(f.record("sam"), "Zus komt mee."); n != 1 {
			t.Errorf("the note stands %d times in the record", n)
		}
	})
}

// Row 16: who is registered by phone stands in the same queue, is picked up and
// rounded off like others, and nothing is said to them.
func TestRow16_ARegistrationGoesThroughTheSameQueue(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		values := map[string]string{"bron": "telefoon", "akkoord": "ja", "roepnaam": "Annie", "telefoon": "06 12345678",
			"waarover": "Is alleen sinds mei.", "team": "jongerenwerk", "spoed": "dringend"}
		ask := chat.Event{ID: f.id("Noor"), Kind: chat.Asked, Value: string(chat.Registered), Author: colleague("Noor"), From: chat.Address{Adapter: "desk", Chat: "kanaal"}}
		if a := f.answer(ask); a.Form == nil || a.Form.Kind != chat.Registered {
			t.Fatalf("asked for: %+v", a)
		}
		wrong := chat.Event{ID: f.id("Noor"), Kind: chat.Registered, Author: colleague("Noor"), Form: map[string]string{"bron": "telefoon"}}
		if a := f.answer(wrong); a.Form == nil {
			t.Fatalf("not whole: %+v", a)
		}
		if items, err := f.stores[0].Record().Queue(t.Context()); err != nil || len(items) != 0 {
			t.Fatalf("what was only asked for stands in the queue: %+v, %v", items, err)
		}
		ev := chat.Event{ID: f.id("Noor"), Kind: chat.Registered, Author: colleague("Noor"), Form: values}
		a := f.answer(ev)
		if a.Ref == "" || !f.answer(ev).Seen {
			t.Fatalf("registered: %+v", a)
		}
		items, err := f.stores[0].Record().Queue(t.Context())
		if err != nil || len(items) != 1 || items[0].ID != a.Ref || !strings.HasPrefix(items[0].Name, "Annie · ") || items[0].State != chat.Waiting || items[0].Adapter != chat.Registry {
			t.Fatalf("the queue: %+v, %v", items, err)
		}
		do := func(kind chat.Kind, text string, form map[string]string) chat.Answer {
			return f.answer(chat.Event{ID: f.id("Noor"), Kind: kind, Author: colleague("Noor"), Text: text, Form: form,
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: a.Ref}})
		}
		do(chat.Claimed, "", nil)
		if told := do(chat.Answered, "Dag Annie", nil); !strings.Contains(told.Text, "Bewaard als notitie") {
			t.Errorf("told %+v", told)
		}
		do(chat.Closed, "", map[string]string{"soort": "zelf", "vervolg": "1", "afspraak": "Gaat naar de inloop"})
		th, err := f.stores[0].Record().Thread(t.Context(), a.Ref, 0)
		if err != nil || !th.Over {
			t.Fatalf("%+v, %v", th, err)
		}
		if !slices.ContainsFunc(th.Lines, func(l chat.ShownLine) bool { return l.Kind == chat.LineForm && l.Form["telefoon"] == "06 12345678" }) {
			t.Errorf("the record: %+v", th.Lines)
		}
		for _, al := range f.alarms() {
			if al.Cause == chat.CauseRoute || al.Cause == chat.CauseUndelivered {
				t.Errorf("something was said to nobody: %+v", al)
			}
		}
		follow, err := f.stores[0].Record().FollowUps(t.Context(), f.clock.Now().AddDate(0, 0, 8))
		if err != nil || len(follow) != 1 || follow[0].Conversation != a.Ref || follow[0].Worker.Name != "Noor" || !strings.HasPrefix(follow[0].Name, "Annie") || follow[0].Promise != "Gaat naar de inloop" {
			t.Fatalf("to follow up: %+v, %v", follow, err)
		}
		do(chat.FollowedUp, "", nil)
		if follow, err := f.stores[0].Record().FollowUps(t.Context(), f.clock.Now().AddDate(0, 0, 8)); err != nil || len(follow) != 0 {
			t.Errorf("after it was done: %+v, %v", follow, err)
		}
	})
}

// looked lets a worker end every alarm about danger.
func (f *floor) looked(name string) {
	f.t.Helper()
	for _, a := range f.alarms() {
		if a.Cause == chat.CauseCrisis {
			f.answer(chat.Event{ID: f.id(name), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, Author: colleague(name)})
		}
	}
}
