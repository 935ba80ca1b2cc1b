package storage_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// Law 5: at nine o'clock very many are asked. An alarm that becomes due later than all
// of those is handled before them, and so is a talk; and the rounds that find who is
// overdue.
func TestLaw5_AnAlarmAndATalkPassCheckInsThatAreDue(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		var prompts []chat.Event
		for i := range 100 {
			prompts = append(prompts, chat.Event{ID: fmt.Sprintf("p%03d", i), Kind: chat.Prompts, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, At: noon})
		}
		o.check(o.Update(context.Background(), func(tx *storage.Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Due: prompts})
		}))
		o.timer(o.talk("a"), noon.Add(time.Second))
		plan(t, o.Store, circle(t, o.Store, "noord", 1), noon.Add(2*time.Second-90*time.Minute-15*time.Second)) // TellAt: two seconds after noon
		events, err := o.Due(t.Context(), noon.Add(3*time.Second), lease, 10)
		o.check(err)
		kinds := map[chat.SubjectKind]int{}
		for _, ev := range events {
			kinds[ev.Subject.Kind]++
		}
		if kinds[chat.SubjectAlarm] != 1 || kinds[chat.SubjectConversation] != 1 || kinds[chat.SubjectRound] != 1 || kinds[chat.SubjectMember] != 7 {
			t.Errorf("of 103 that are due the first ten are %v", kinds)
		}
	})
}

// R20: a platform that takes very many messages a second is given some at a time, and
// never more than it takes: twenty calls, and the next when their time is over. Live
// words go before prompts, which leave a share free.
func TestR20_AQuickPlatformIsGivenSomeAtATime(t *testing.T) {
	rate := chat.Rate{Every: time.Millisecond}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		for i := range 50 {
			o.say(words(o.talk(fmt.Sprint("t", i)), fmt.Sprint("m", i), chat.Outreach))
		}
		if first := o.claimAt(rate, noon); len(first) != 20 {
			t.Errorf("%d calls at once", len(first))
		}
		o.sayAt(noon, words(o.talk("live"), "live", chat.Live))
		if early := o.claimAt(rate, noon.Add(19*time.Millisecond)); len(early) != 0 {
			t.Errorf("%d calls too early", len(early))
		}
		if live := o.claimAt(rate, noon.Add(20*time.Millisecond)); len(live) != 1 || live[0].Message.ID != "live" {
			t.Errorf("claimed %v before prompts may go on", claimed(live))
		}
		if next := o.claimAt(rate, noon.Add(30*time.Millisecond)); len(next) != 20 {
			t.Errorf("%d calls after that", len(next))
		}
	})
}
