package storage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// floor is a desk that is pushed to: the card of a talk, and words below it.
type floor struct {
	outbox
	talk string
	now  time.Time
}

func newFloor(o outbox, name string) *floor { return &floor{o, o.talk(name), noon} }

func (f *floor) at(id string, card *chat.Card) chat.Message {
	return chat.Message{ID: id, To: chat.Address{Adapter: "desk", Chat: "C1"}, Talk: f.talk, Class: chat.Live, Text: "woorden van " + id, Card: card}
}

func (f *floor) edit(id, of string, card *chat.Card) chat.Message {
	m := f.at(id, card)
	m.Edits = of
	return m
}

// next claims the desk's next row, which has this id.
func (f *floor) next(id string) chat.Claim {
	f.t.Helper()
	f.now = f.now.Add(time.Second)
	claims, err := f.Claim(context.Background(), "desk", chat.Rate{}, f.now, lease, 64)
	f.check(err)
	if len(claims) != 1 || claims[0].Message.ID != id {
		f.t.Fatalf("claimed %v, want only %s", claimed(claims), id)
	}
	return claims[0]
}

// posts claims the next row and marks that it stands at ts, in the thread.
func (f *floor) posts(id, ts, thread string) chat.Message {
	f.t.Helper()
	c := f.next(id)
	f.mark(f.now, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: ts, Thread: thread}})
	return c.Message
}

// of is the talk of a thread; empty where there is none.
func (f *floor) of(a chat.Address) (talk string) {
	f.t.Helper()
	f.check(f.Update(context.Background(), func(tx *storage.Tx) error {
		id, _, known, err := tx.Thread(a)
		if known != (id != "") {
			f.t.Errorf("known %v, but %q", known, id)
		}
		talk = id
		return err
	}))
	return talk
}

func thread(ts string) chat.Address { return chat.Address{Adapter: "desk", Chat: "C1", Thread: ts} }

// Law 7: a thread is its talk's, for as long as the talk is known; no other
// channel's, no other adapter's. A card's receipt begins a new one, an edit's
// does not.
func TestLaw7_AThreadIsItsTalks(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f, other := newFloor(o, "a"), newFloor(o, "b")
		card := &chat.Card{Alias: "blauwe vos"}
		f.say(f.at("c1", card), f.at("w1", nil))
		f.posts("c1", "t1", "t1")
		if m := f.posts("w1", "t1.1", "t1"); m.To.Thread != "t1" {
			t.Errorf("the word goes to %q", m.To.Thread)
		}
		f.say(f.edit("c1.edit", "c1", card))
		if m := f.posts("c1.edit", "t1", "elsewhere"); m.Place != "t1" {
			t.Errorf("the edit is of %q", m.Place)
		}
		if f.of(thread("elsewhere")) != "" {
			t.Error("an edit began a thread")
		}
		f.say(f.at("c2", card), f.at("w2", nil))
		f.posts("c2", "t2", "t2")
		if m := f.posts("w2", "t2.1", "t2"); m.To.Thread != "t2" {
			t.Errorf("after a new card the word goes to %q", m.To.Thread)
		}
		other.say(other.at("c3", card))
		other.posts("c3", "t3", "t3")
		for a, want := range map[chat.Address]string{
			thread("t1"): f.talk, thread("t2"): f.talk, thread("t3"): other.talk,
			thread("t4"): "", thread(""): "", thread("t1.1"): "",
			{Adapter: "desk", Chat: "C2", Thread: "t1"}:  "",
			{Adapter: "other", Chat: "C1", Thread: "t1"}: "",
		} {
			if got := f.of(a); got != want {
				t.Errorf("%+v belongs to %q, want %q", a, got, want)
			}
		}
		if n := count(t, b, "SELECT COUNT(*) FROM thread WHERE id LIKE '%t1%' OR id LIKE '%C1%'"); n != 0 {
			t.Error("a thread's name stands in plain")
		}
	})
}

// An edit names what it replaces where that stands. A card that replaces one that
// never came, or is another lane's, replaces the card that the lane has.
func TestPlace(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f, other := newFloor(o, "a"), newFloor(o, "b")
		card := &chat.Card{}
		other.say(other.at("theirs", card))
		other.posts("theirs", "t9", "t9")

		f.say(f.at("c1", card), f.edit("e1", "c1", card), f.edit("e2", "theirs", card), f.edit("e3", "nothing", card))
		c := f.next("c1")
		f.mark(f.now, chat.Mark{Claim: c, State: chat.Dead, Reason: "refused"})
		// The first is posted in its stead; those after it replace that one.
		for _, edit := range []struct{ id, place string }{{"e1", ""}, {"e2", "t1"}, {"e3", "t1"}} {
			if m := f.posts(edit.id, "t1", "t1"); m.Place != edit.place {
				t.Errorf("%s replaces %q, want %q", edit.id, m.Place, edit.place)
			}
		}
		// One that is not sent yet holds its edit back, whatever its class.
		f.say(f.at("c2", card))
		hurried := f.edit("e4", "c2", card)
		hurried.Class = chat.Crisis
		f.say(hurried)
		c = f.next("c2")
		f.mark(f.now, chat.Mark{Claim: c, State: chat.Retry, NotBefore: f.now})
		c = f.next("c2")
		f.mark(f.now, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "t2", Thread: "t2"}})
		if m := f.posts("e4", "t2", "t2"); m.Place != "t2" {
			t.Errorf("the edit is of %q", m.Place)
		}
		// Words that were posted are replaced where they stand, and words that never
		// came are not taken for the card.
		f.say(f.at("q1", nil), f.edit("e5", "q1", nil), f.edit("e6", "nothing", nil))
		f.posts("q1", "t2.1", "t2")
		for _, edit := range []struct{ id, place string }{{"e5", "t2.1"}, {"e6", ""}} {
			if m := f.posts(edit.id, "t2.1", "t2"); m.Place != edit.place {
				t.Errorf("%s replaces %q, want %q", edit.id, m.Place, edit.place)
			}
		}
	})
}

// Law 3: the event of a dead row says what was lost, who said it and where it
// was to go: it may have to be said elsewhere.
func TestLaw3_AFailedEventCarriesWhatWasLost(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		f.say(f.at("c1", &chat.Card{}))
		f.posts("c1", "t1", "t1")
		m := f.at("w1", nil)
		m.Speaker = chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		f.say(m)
		f.mark(f.now, chat.Mark{Claim: f.next("w1"), State: chat.Dead, Reason: chat.Misplaced})
		events := slices.DeleteFunc(f.due(f.now), func(ev chat.Event) bool { return ev.Kind != chat.Failed })
		if len(events) != 1 {
			t.Fatalf("due is %+v", events)
		}
		ev := events[0]
		if ev.Ref != "w1" || ev.Value != chat.Misplaced || ev.Text != m.Text || ev.From != thread("t1") ||
			ev.Form[chat.SpeakerRole] != "worker" || ev.Form[chat.SpeakerID] != "w-Noor" || ev.Form[chat.SpeakerName] != "Noor" {
			t.Errorf("the event is %+v", ev)
		}
	})
}

// Law 16: who is erased leaves at the desk where our posts stand, and no word: in
// no row, no event, no button and no alarm. What is emptied there is emptied
// where it stands. A thread still finds its talk.
func TestLaw16_ErasedAtTheDesk(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		card := &chat.Card{Alias: canary, Facts: []chat.CardFact{{Label: "verhaal", Text: canary}}}
		question := f.at("q1", nil)
		question.Text, question.Choices = canary, []chat.Choice{{Label: "Stuur naar " + canary, Value: "q1", Verb: chat.Released}}
		f.say(f.at("c1", card), question, f.at("lost", nil), f.at("waits", card))
		f.check(f.write(chat.Change{Event: chat.Event{At: noon}, Lines: []chat.Line{
			{ID: "q1", N: 1, Kind: chat.LineButton, At: noon, Choices: question.Choices, Token: f.Token("q1")},
		}}, f.at("last", card)))
		f.posts("c1", "t1", "t1")
		f.posts("q1", "t1.1", "t1")
		f.mark(f.now, chat.Mark{Claim: f.next("lost"), State: chat.Dead, Reason: "refused"})

		f.check(f.Update(t.Context(), func(tx *storage.Tx) error {
			c, _, err := tx.Conversation(f.talk)
			if err != nil {
				return err
			}
			empty := f.edit("bye", "c1", &chat.Card{Alias: "blauwe vos"})
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c, Forget: true, Rows: []chat.Row{{Message: empty}}})
		}))
		if n := count(t, b, "SELECT (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM line) + (SELECT COUNT(*) FROM due WHERE subject_kind = 'conversation')"); n != 0 {
			t.Errorf("%d keys, lines and events are left", n)
		}
		if f.of(thread("t1")) != f.talk {
			t.Error("the thread is nobody's any more")
		}
		if m := f.posts("bye", "t1", "t1"); m.Place != "t1" || m.To.Thread != "t1" {
			t.Errorf("the card is not emptied where it stands: %+v", m)
		}
		alarms, err := f.Record().Alarms(t.Context())
		f.check(err)
		if text := fmt.Sprintf("%+v", alarms); len(alarms) != 1 || strings.Contains(text, canary) || strings.Contains(text, "chat of") {
			t.Errorf("alarms: %s", text)
		}
		// All that can still be opened is opened: rows are sent again.
		b.Raw(t).MustExec("UPDATE outbox SET state = 'queued', due_at = 0")
		b.Raw(t).MustExec("UPDATE lane SET due_at = 0")
		gone := 0 // edits that take words away
		for n := 0; ; n++ {
			f.now = f.now.Add(time.Minute)
			claims, err := f.Claim(t.Context(), "desk", chat.Rate{}, f.now, time.Second, 1)
			f.check(err)
			if len(claims) == 0 {
				if n != 4 || gone != 1 {
					t.Errorf("%d rows are left of the 3 that stand there, and %d edits of the one word", n, gone)
				}
				break
			}
			if m := claims[0].Message; m.Card == nil && m.Edits != "" && m.Place != "" && m.Text == "(gewist)" {
				gone++
			}
			text, err := json.Marshal(claims[0].Message)
			f.check(err)
			if strings.Contains(string(text), canary) || strings.Contains(string(text), "woorden van") && claims[0].Message.ID != "bye" {
				t.Errorf("what can be read: %s", text)
			}
			f.mark(f.now, chat.Mark{Claim: claims[0], State: chat.Sent})
		}
	})
}

// Law 16: a value that is broken in the database keeps nobody from being erased.
func TestLaw16_ABrokenValueDoesNotStopErasing(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		f.say(f.at("c1", &chat.Card{}), f.at("w1", nil))
		f.posts("c1", "t1", "t1")
		f.posts("w1", "t1.1", "t1")
		b.Raw(t).MustExec("UPDATE lane SET thread_sealed = substr(thread_sealed, 1, 3)")
		b.Raw(t).MustExec("UPDATE outbox SET receipt_sealed = substr(receipt_sealed, 1, 3) WHERE id = 'w1'")
		f.check(f.write(chat.Change{Event: chat.Event{At: noon}, Forget: true}, f.edit("bye", "c1", &chat.Card{})))
		if n := count(t, b, "SELECT COUNT(*) FROM person"); n != 0 {
			t.Error("the key is still there")
		}
	})
}

// An alarm whose ladder goes on has one timer; it goes when a human ends it, and
// does not come a second time with what is only counted up.
func TestLaw3_AnAlarmsTimerIsItsOwn(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		about := chat.Subject{Kind: chat.SubjectRoute, ID: "desk"}
		open := func(id string) {
			o.check(o.Update(t.Context(), func(tx *storage.Tx) error {
				return tx.Write(chat.Change{Event: chat.Event{At: noon}, Open: []chat.Alarm{{ID: id, Cause: chat.CauseRoute, About: about, Opened: noon}}})
			}))
		}
		open("a1")
		open("a2")
		first := o.due(noon)
		if len(first) != 1 || first[0].Kind != chat.Woke || first[0].Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: "a1"}) {
			t.Fatalf("due is %+v", first)
		}
		rung := func(change func(*chat.Alarm)) {
			o.check(o.Update(t.Context(), func(tx *storage.Tx) error {
				a, _, err := tx.Alarm("a1")
				if err != nil {
					return err
				}
				change(&a)
				return tx.Write(chat.Change{Event: chat.Event{Kind: chat.Woke, At: noon}, Alarm: &a})
			}))
		}
		rung(func(a *chat.Alarm) { a.TellAt = noon.Add(time.Hour) })
		o.check(o.Drop(t.Context(), []string{first[0].ID}))
		open("a3") // counted up: the hour stays
		if again := o.due(noon.Add(59 * time.Minute)); len(again) != 0 {
			t.Errorf("due before its hour: %+v", again)
		}
		second := o.due(noon.Add(time.Hour))
		if len(second) != 1 || second[0].ID == first[0].ID {
			t.Fatalf("after an hour %+v", second)
		}
		rung(func(a *chat.Alarm) {
			a.TellAt, a.EndedAt, a.EndedBy = noon.Add(2*time.Hour), noon, chat.Author{Name: "Noor"}
		})
		if n := count(t, b, "SELECT COUNT(*) FROM due"); n != 0 {
			t.Errorf("%d timers of an alarm that a human ended", n)
		}
	})
}
