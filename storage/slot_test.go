package storage_test

import (
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// meeting is an appointment in the first seat of the same time as any other of these.
func meeting(id string) chat.Appointment {
	start := noon.Add(48 * time.Hour)
	return chat.Appointment{ID: id, Team: "wijkteam", Place: "buurthuis", Slot: chat.Slot{Start: start, End: start.Add(time.Hour)}, NextAt: start.Add(time.Hour)}
}

// Whatever was decided upon, a slot that somebody has is not written for somebody else,
// and nothing of that decision stays.
func TestAppointment_ASlotIsOnePersons(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		sam, kim := met(t, s, page(1)), met(t, s, page(2))
		decide(t, s, sam.ID, func(c *chat.Conversation) chat.Change { c.Kept.Appointment = meeting("a"); return chat.Change{} })
		err := s.Update(t.Context(), func(tx *storage.Tx) error {
			c, known, err := tx.Conversation(kim.ID)
			if err != nil || !known {
				return fmt.Errorf("known %v: %w", known, err)
			}
			c.Kept.Appointment = meeting("b")
			return tx.Write(chat.Change{Conversation: &c, Event: chat.Event{At: noon}})
		})
		if err == nil {
			t.Error("two people have one slot")
		}
		if again := met(t, s, page(2)); again.Kept.Appointment.ID != "" {
			t.Errorf("who was refused has %+v", again.Kept.Appointment)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM slot WHERE appointment = 'a'"); n != 1 {
			t.Errorf("who was first has %d", n)
		}
		decide(t, s, sam.ID, func(c *chat.Conversation) chat.Change { c.Kept.Appointment = chat.Appointment{}; return chat.Change{} })
		decide(t, s, kim.ID, func(c *chat.Conversation) chat.Change { c.Kept.Appointment = meeting("b"); return chat.Change{} })
		if n := count(t, b, "SELECT COUNT(*) FROM slot WHERE appointment = 'b'"); n != 1 {
			t.Error("a slot that was let go is not free")
		}
	})
}

// Two people choose one time at once on two instances, and both find it free: the one
// that comes last decides again, and sees that it was taken.
func TestAppointment_WhoComesLastDecidesAgain(t *testing.T) {
	b := storagetest.Postgres(t)
	stores := b.Instances(t, 2)
	sam, kim := met(t, stores[0], page(1)), met(t, stores[0], page(2))
	var taken []int // as each try found it
	ok(t, stores[0].Update(t.Context(), func(tx *storage.Tx) error {
		c, known, err := tx.Conversation(sam.ID)
		if err != nil || !known {
			return fmt.Errorf("known %v: %w", known, err)
		}
		slots, err := tx.Taken("wijkteam", noon)
		if err != nil {
			return err
		}
		if taken = append(taken, len(slots)); len(taken) == 1 {
			decide(t, stores[1], kim.ID, func(c *chat.Conversation) chat.Change { c.Kept.Appointment = meeting("kim"); return chat.Change{} })
		}
		if len(slots) == 0 {
			c.Kept.Appointment = meeting("sam")
		}
		return tx.Write(chat.Change{Conversation: &c, Event: chat.Event{At: noon}})
	}))
	if fmt.Sprint(taken) != "[0 1]" {
		t.Errorf("as many were taken at each try: %v", taken)
	}
	if a := met(t, stores[0], page(1)).Kept.Appointment; a.ID != "" {
		t.Errorf("who came last has %+v", a)
	}
	if a := met(t, stores[0], page(2)).Kept.Appointment; a.ID != "kim" {
		t.Errorf("who came first has %+v", a)
	}
}
