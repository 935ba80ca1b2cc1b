package storage_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

func TestR20_ThreeInstancesStayWithinOneRate(t *testing.T) {
	const talks, rows = 6, 5
	rate := chat.Rate{Every: 50 * time.Millisecond, PerChat: 400 * time.Millisecond}
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 3)
		o := outbox{stores[0], t}
		for i := range talks {
			talk := o.talk(fmt.Sprint("t", i))
			for j := range rows {
				o.say(words(talk, chat.Key(talk, j), chat.Live))
			}
		}
		last, chats, done := time.Time{}, map[string]time.Time{}, 0
		step := 10 * time.Millisecond
		for now := noon; done < talks*rows; now = now.Add(step) {
			if now.Sub(noon) > talks*rows*rate.Every*3 {
				t.Fatalf("only %d of %d rows went in thrice the time they need", done, talks*rows)
			}
			var all sync.WaitGroup
			got := make([][]chat.Claim, len(stores))
			for i, s := range stores {
				all.Go(func() {
					claims, err := s.Claim(t.Context(), "tele", rate, now, lease, 16)
					if err != nil {
						t.Error(err)
					}
					got[i] = claims
				})
			}
			all.Wait()
			for _, claims := range got {
				for _, c := range claims {
					if now.Sub(last) < rate.Every {
						t.Errorf("two calls within %v", now.Sub(last))
					}
					if d := now.Sub(chats[c.Message.To.Chat]); d < rate.PerChat {
						t.Errorf("two calls to one chat within %v", d)
					}
					last, chats[c.Message.To.Chat] = now, now
					o.sent(now, c)
					done++
				}
			}
		}
	})
}

func TestR20_OneChatWithManyLanesHasOneRate(t *testing.T) {
	rate := chat.Rate{PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		for i := range 3 { // three threads in one channel
			m := words(o.talk(fmt.Sprint("t", i)), fmt.Sprint("m", i), chat.Live)
			m.To.Chat = "channel"
			o.say(m)
		}
		for i := range 3 {
			now := noon.Add(time.Duration(i) * rate.PerChat)
			claims := o.claimAt(rate, now)
			if len(claims) != 1 {
				t.Fatalf("at second %d: claimed %v, want one", i, claimed(claims))
			}
			o.sent(now, claims...)
			if again := o.claimAt(rate, now.Add(rate.PerChat-time.Millisecond)); len(again) != 0 {
				t.Errorf("claimed %v too early", claimed(again))
			}
			if i < 2 {
				soonest, err := o.Soonest(t.Context(), "")
				o.check(err)
				if want := now.Add(rate.PerChat); !soonest.Equal(want) {
					t.Errorf("soonest is %v, want %v", soonest, want)
				}
			}
		}
	})
}

func TestR20_RetryAfterHoldsForTheWholeAdapter(t *testing.T) {
	for name, rate := range map[string]chat.Rate{"with a rate": {Every: time.Second}, "without a rate": {}} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				until := noon.Add(30 * time.Second)
				o.say(words(o.talk("a"), "m1", chat.Crisis))
				claims := o.claimAt(rate, noon)
				if len(claims) != 1 {
					t.Fatalf("claimed %v", claimed(claims))
				}
				o.mark(noon, chat.Mark{Claim: claims[0], State: chat.Retry, NotBefore: until, Budget: true})
				o.say(words(o.talk("b"), "m2", chat.Crisis))
				if early := o.claimAt(rate, until.Add(-time.Millisecond)); len(early) != 0 {
					t.Errorf("claimed %v before the platform wants to hear of us", claimed(early))
				}
				soonest, err := o.Soonest(t.Context(), "")
				o.check(err)
				if !soonest.Equal(until) {
					t.Errorf("soonest is %v, want %v", soonest, until)
				}
				if len(o.claimAt(rate, until)) == 0 {
					t.Error("nothing is claimed when the time has come")
				}
			})
		})
	}
}

func TestR20_BulkLeavesAShareAndACrisisGoesNext(t *testing.T) {
	rate := chat.Rate{Every: 100 * time.Millisecond}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		for i := range 12 {
			o.say(words(o.talk(fmt.Sprint("t", i)), fmt.Sprint("bulk", i), chat.Bulk))
		}
		crisis := o.talk("crisis")
		bulk := 0
		for now := noon; now.Before(noon.Add(900 * time.Millisecond)); now = now.Add(10 * time.Millisecond) {
			claims := o.claimAt(rate, now)
			bulk += len(claims)
			o.sent(now, claims...)
		}
		if bulk != 6 {
			t.Errorf("bulk took %d of 9 calls, want two in three", bulk)
		}
		now := noon.Add(900 * time.Millisecond) // the next turn of bulk, had the crisis not come
		o.say(words(crisis, "help", chat.Crisis))
		if claims := o.claimAt(rate, now); len(claims) != 1 || claims[0].Message.ID != "help" {
			t.Errorf("claimed %v, want the crisis", claimed(claims))
		}
	})
}
