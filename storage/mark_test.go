package storage_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// takeOver raises the conversation's epoch, as a worker who picks it up does.
func (o outbox) takeOver(talk string) {
	o.t.Helper()
	o.check(o.Update(context.Background(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(talk)
		if err != nil {
			return err
		}
		c.Epoch++
		return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c})
	}))
}

func TestLaw9_WhatTheBotStillHadToSayIsSupersededAtTheClaim(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		bot := func(id string, epoch int64) chat.Message {
			m := words(talk, id, chat.Prompt)
			m.Fenced, m.Epoch = true, epoch
			return m
		}
		o.say(bot("said", 0), bot("late1", 0), bot("late2", 0), words(talk, "numbers", chat.Prompt), bot("after", 1))
		underway := o.one(noon, "said")
		o.takeOver(talk)
		o.none(noon)
		// What was being sent when the worker came counts as said.
		o.sent(noon, underway)
		o.sent(noon, o.one(noon, "numbers"))
		o.sent(noon, o.one(noon, "after"))
		o.none(noon)
		if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state = 'superseded' AND id IN ('late1', 'late2')"); n != 2 {
			t.Errorf("%d of 2 rows from before are superseded", n)
		}
	})
}

func TestLaw9_ALaneOfSupersededRowsComesToRest(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		m := words(talk, "late", chat.Prompt)
		m.Fenced = true
		o.say(m)
		o.takeOver(talk)
		o.none(noon)
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if !soonest.IsZero() {
			t.Errorf("soonest is %v, want never", soonest)
		}
	})
}

func TestLaw14_TheMarkOfALostLeaseCommitsNothing(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		stores := []outbox{o, o}
		if b.Kind == "postgres" {
			stores[1] = outbox{b.Open(t), t}
		}
		talk, lapsed := o.talk("a"), noon.Add(lease)
		m := words(talk, "m1", chat.Live)
		m.Report = true
		o.say(m)
		zombie := stores[0].one(noon, "m1")
		stores[1].none(lapsed.Add(-time.Millisecond))
		heir := stores[1].one(lapsed, "m1")
		if !heir.Uncertain || !heir.Since.Equal(noon) || heir.Attempt != 2 {
			t.Errorf("the second claim is %+v, want it uncertain since the first", heir)
		}
		for _, state := range []chat.State{chat.Sent, chat.Dead, chat.Retry} {
			mark := chat.Mark{Claim: zombie, State: state, NotBefore: lapsed.Add(time.Hour), Receipt: chat.Receipt{ID: "z", Thread: "z"}, Budget: true}
			refused, err := stores[0].Mark(t.Context(), lapsed, []chat.Mark{mark})
			o.check(err)
			if refused != 1 {
				t.Errorf("marked %s by a zombie: %d refused, want 1", state, refused)
			}
		}
		if n := count(t, b, `SELECT (SELECT COUNT(*) FROM outbox WHERE state <> 'sending' OR receipt_sealed IS NOT NULL)
			+ (SELECT COUNT(*) FROM due) + (SELECT COUNT(*) FROM alarm) + (SELECT COUNT(*) FROM budget WHERE next_at > 0)
			+ (SELECT COUNT(*) FROM lane WHERE thread_sealed IS NOT NULL OR lease_until = 0)`); n != 0 {
			t.Errorf("the zombie changed %d rows", n)
		}
		stores[1].sent(lapsed, heir)
		o.none(lapsed)
	})
}

func TestMark_TwiceHasOneEffect(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live), words(talk, "m2", chat.Live))
		mark := chat.Mark{Claim: o.one(noon, "m1"), State: chat.Dead, Reason: "gone"}
		o.mark(noon, mark)
		for _, ev := range o.due(noon) {
			o.check(o.Drop(t.Context(), []string{ev.ID}))
		}
		o.mark(noon, mark) // the answer to the first was lost
		if again := o.due(noon); len(again) != 0 {
			t.Errorf("told again: %+v", again)
		}
		if n := count(t, b, "SELECT repeated FROM alarm"); n != 0 {
			t.Errorf("the alarm was counted up %d times by one failure", n)
		}
		o.sent(noon, o.one(noon, "m2"))
	})
}

func TestLaw1_ACrashBetweenClaimAndMarkIsLookedUp(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live), words(talk, "m2", chat.Live))
		o.one(noon, "m1")
		first := noon.Add(lease)
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if !soonest.Equal(first) {
			t.Errorf("soonest is %v, want the end of the lease", soonest)
		}
		c := o.one(first, "m1")
		if !c.Uncertain || !c.Since.Equal(noon) {
			t.Fatalf("the claim is %+v, want it uncertain since noon", c)
		}
		// Still no telling; later the platform says that it never came.
		o.mark(first, chat.Mark{Claim: c, State: chat.Uncertain, NotBefore: first.Add(time.Second)})
		o.none(first)
		c = o.one(first.Add(time.Second), "m1")
		if !c.Uncertain || !c.Since.Equal(noon) || c.Attempt != 3 {
			t.Fatalf("the claim is %+v, want it uncertain since noon", c)
		}
		o.mark(first, chat.Mark{Claim: c, State: chat.Queued})
		c = o.one(first, "m1")
		if c.Uncertain {
			t.Error("a row that was found absent is still uncertain")
		}
		o.sent(first, c)
		o.sent(first, o.one(first, "m2"))
	})
}

func TestLaw3_DeadAlwaysLeavesAnAlarmAndAFailedEvent(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks := map[string]string{"m1": o.talk("a"), "m2": o.talk("b"), "m3": o.talk("c")}
		for id, talk := range talks {
			o.say(words(talk, id, chat.Live))
		}
		raw := b.Raw(t)
		raw.MustExec("UPDATE outbox SET body_sealed = substr(body_sealed, 1, 3) WHERE id = 'm3'") // m3 is broken in the database
		for _, c := range o.claim(noon) {
			mark := chat.Mark{Claim: c, State: chat.Dead, Reason: "refused"}
			if c.Message.ID == "m2" {
				mark.Alarm = &chat.Alarm{
					ID: "mine", Cause: chat.CauseUndelivered, Urgency: chat.Danger,
					About: chat.Subject{Kind: chat.SubjectConversation, ID: c.Message.Talk},
				}
			}
			o.mark(noon, mark)
		}
		failed := map[string]string{}
		for _, ev := range o.due(noon) {
			if ev.Subject.Kind == chat.SubjectAlarm {
				continue // the alarms' own timers
			}
			if ev.Kind != chat.Failed || ev.Subject.ID != talks[ev.Ref] {
				t.Errorf("due is %+v", ev)
			}
			failed[ev.Ref] = ev.Value
		}
		if failed["m1"] != "refused" || failed["m2"] != "refused" || failed["m3"] != "unreadable" {
			t.Errorf("the reasons are %v", failed)
		}
		for id, talk := range talks {
			var urgency chat.Urgency
			err := raw.Get(&urgency, "SELECT urgency FROM alarm WHERE cause = 'undelivered' AND is_open AND about_id = $1", talk)
			if err != nil {
				t.Errorf("the alarm about %s: %v", id, err)
			}
			if id == "m2" && urgency != chat.Danger {
				t.Errorf("the mark's own alarm has urgency %d", urgency)
			}
		}
		o.none(noon)
	})
}

func TestLaw3_AFailingRouteRaisesOneAlarm(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		var rows []string
		for _, name := range []string{"a", "b", "c", "d"} {
			o.say(words(o.talk(name), name, chat.Live))
			rows = append(rows, name)
		}
		for _, c := range o.claim(noon) {
			o.mark(noon, chat.Mark{Claim: c, State: chat.Retry, NotBefore: noon, Alarm: &chat.Alarm{
				ID: chat.AlarmID(c.Message.ID, chat.CauseRoute), Cause: chat.CauseRoute, About: chat.Subject{Kind: "route", ID: "tele"},
			}})
		}
		if n := count(t, b, "SELECT COUNT(*) FROM alarm"); n != 1 {
			t.Errorf("%d alarms for one route", n)
		}
		if n := count(t, b, "SELECT repeated FROM alarm"); n != len(rows)-1 {
			t.Errorf("counted %d times more, want %d", n, len(rows)-1)
		}
	})
}

// A row that is written while its lane is being freed must not be forgotten.
func TestLaw1_NoWakeUpIsLost(t *testing.T) {
	rounds, lanes := 400, 6
	if testing.Short() {
		rounds = 60
	}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		var all sync.WaitGroup
		for lane := range lanes {
			adapter, talk := "tele"+string(rune('a'+lane)), o.talk(string(rune('a'+lane)))
			row := func(i int) chat.Message {
				m := words(talk, chat.Key(talk, i), chat.Live)
				m.To.Adapter = adapter
				return m
			}
			all.Go(func() {
				o := o
				o.say(row(0))
				for i := range rounds {
					claims, err := o.Claim(t.Context(), adapter, chat.Rate{}, noon, lease, 1)
					if err != nil || len(claims) != 1 || claims[0].Message.ID != row(i).ID {
						t.Errorf("round %d: claimed %d rows, %v", i, len(claims), err)
						return
					}
					var both sync.WaitGroup
					both.Go(func() {
						if err := o.write(chat.Change{Event: chat.Event{At: noon}}, row(i+1)); err != nil {
							t.Error(err)
						}
					})
					both.Go(func() {
						if _, err := o.Mark(t.Context(), noon, []chat.Mark{{Claim: claims[0], State: chat.Sent}}); err != nil {
							t.Error(err)
						}
					})
					both.Wait()
				}
			})
		}
		all.Wait()
		swept, err := o.Sweep(t.Context(), noon)
		o.check(err)
		if swept != 0 {
			t.Errorf("%d lanes were forgotten", swept)
		}
	})
}

func TestSweep_FindsAForgottenLane(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		o.say(words(o.talk("a"), "m1", chat.Live))
		b.Raw(t).MustExec("UPDATE lane SET due_at = NULL")
		o.none(noon)
		swept, err := o.Sweep(t.Context(), noon)
		o.check(err)
		if swept != 1 {
			t.Errorf("found %d lanes, want 1", swept)
		}
		o.sent(noon, o.one(noon, "m1"))
	})
}

func TestLaw9_WhatMayHaveBeenSaidIsLookedUpNotForgotten(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		m := words(talk, "m1", chat.Prompt)
		m.Fenced = true
		o.say(m)
		o.one(noon, "m1") // and the instance dies
		o.takeOver(talk)
		c := o.one(noon.Add(lease), "m1")
		if !c.Uncertain {
			t.Error("a row that may have arrived is not uncertain")
		}
		// It never came: now the worker's word stands before the bot's.
		o.mark(noon, chat.Mark{Claim: c, State: chat.Queued})
		o.none(noon.Add(lease))
	})
}

// Law 1: where a lease was lost and the same lane taken again, both outcomes may
// come together. The one that counts is the second's.
func TestLaw1_OfTwoLeasesInOneBatchTheLaterCounts(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m", chat.Live))
		lost := o.one(noon, "m")
		again := noon.Add(time.Minute)
		held := o.one(again, "m")
		for _, batch := range [][]chat.Mark{
			{{Claim: held, State: chat.Sent}, {Claim: lost, State: chat.Retry, NotBefore: again}},
			{{Claim: lost, State: chat.Retry, NotBefore: again}, {Claim: held, State: chat.Sent}},
		} {
			if _, err := o.Mark(t.Context(), again, batch); err != nil {
				t.Fatal(err)
			}
			if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"); n != 1 {
				t.Fatal("what was sent does not stand as sent")
			}
		}
		o.none(again)
	})
}
