package slack

import (
	"errors"
	"testing"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Law 3: sockets that open and end at once, again and again, bring nothing. After
// a minute of that people are told, as if there were none.
func TestLaw3_SocketsThatDoNotLastAreTrouble(t *testing.T) {
	b := newScene(t, "socket", nil)
	for range 4 {
		b.Connected(1)
		b.later.Add(int64(deaf / 2))
		b.CutSockets()
	}
	b.await(func() bool { return len(b.events) > 0 })
	b.isTrouble(b.taken()[0], troubleAway)
}

// What is of no concern to us does not let those behind it pass those before it.
func TestLaw2_NothingPassesBesideTheQueue(t *testing.T) {
	b := newScene(t, "socket", nil)
	hold, held := make(chan struct{}), make(chan struct{})
	b.answer(func(ev chat.Event) (chat.Answer, error) {
		if ev.Text == "eerste" {
			close(held)
			<-hold
		}
		return chat.Answer{Line: 1}, nil
	})
	first := b.noor.Reply(b.desk, b.card, "eerste")
	<-held
	b.Frame([]byte(`{"type":"interactive","payload":{"type":"block_actions","team":{"id":"T0OMZIEN"},` +
		`"user":{"id":"U0NOOR"},"channel":{"id":"C0DESK"},"message":{"ts":"` + b.card + `"},"actions":[{"type":"datepicker"}]}}`))
	b.await(func() bool { return b.counted["passed_over"] > 0 })
	second := b.noor.Reply(b.desk, b.card, "tweede")
	b.Event(map[string]any{"type": "what_slack_will_think_of"}).Await() // read after the second
	close(hold)
	first.Await()
	second.Await()
	if got := b.taken(); len(got) != 2 || got[0].Text != "eerste" {
		t.Errorf("stored as %+v", got)
	}
}

// A thread that Slack says is not there is one that is gone: a new card begins
// another, and no word is dead.
func TestMisplaced_IsAlsoWhatSlackSaysOfTheThread(t *testing.T) {
	b := newChannelBench(t)
	card := b.mustSend(t, handoff())
	for _, word := range []string{"thread_not_found", "cannot_reply_to_message"} {
		b.fake.Refuse("chat.postMessage", word)
		_, err := b.Send(t.Context(), inThread("e2/0", card.Thread, "hoi"))
		if got, _ := adapters.Judge(err); got != adapters.NoThread || !errors.Is(err, errLost) {
			t.Errorf("%s: judged %d: %v", word, got, err)
		}
	}
}
