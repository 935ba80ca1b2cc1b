package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

const theSecret = "geheim_van-de_webhook-91"

func TestExamPolling(t *testing.T) { exam(t, false) }

func TestExamWebhook(t *testing.T) { exam(t, true) }

func exam(t *testing.T, webhook bool) {
	adaptertest.Run(t, adaptertest.Exam{
		Role: chat.RolePerson, Sender: true,
		New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
			fake := telegramtest.New(t)
			o := &outside{fake: fake, base: s.Base, brought: map[[2]int]*brought{}, counts: map[string]int{}}
			c := Config{Token: fake.Token, URL: fake.URL, Media: s.Media, Log: s.Log, Count: o.count}
			if webhook {
				c.Secret, c.Webhook = theSecret, s.Base+webhookPath
				o.webhook = c.Webhook
			}
			a, err := New(c)
			if err != nil {
				t.Fatal(err)
			}
			a.pace.again, a.pace.retry = 5*time.Millisecond, 5*time.Millisecond
			return adaptertest.Bench{
				Adapter: a, World: o, Platform: posts{fake}, Close: fake.Close,
				Secrets: func() []string {
					return []string{fake.Token, strings.SplitN(fake.Token, ":", 2)[1], theSecret, fake.Person(chats).First, fake.Person(chats).User}
				},
			}
		},
	})
}

// chats is the id of the exam's chat 0; the others follow.
const chats = 55_104_711

// outside is Telegram with people, as the exam moves them.
type outside struct {
	fake          *telegramtest.Fake
	base, webhook string
	mu            sync.Mutex
	brought       map[[2]int]*brought
	counts        map[string]int
}

type brought struct {
	update telegramtest.Update
	done   bool
}

func (o *outside) count(reason string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.counts[reason]++
}

func (o *outside) counted(reason string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.counts[reason]
}

// thing is the update of a thing, the same one each time.
func (o *outside) thing(thing adaptertest.Thing) *brought {
	key := [2]int{thing.Chat, thing.N}
	if o.brought[key] == nil {
		p := o.fake.Person(int64(chats + thing.Chat))
		b := &brought{update: p.Writing(thing.Text)}
		if thing.Token != "" {
			b.update = p.Pressing(42, thing.Token)
		}
		o.brought[key] = b
	}
	return o.brought[key]
}

// Bring leaves out what Telegram could not bring again: what an offset confirmed.
func (o *outside) Bring(ctx context.Context, things ...adaptertest.Thing) (acknowledged int) {
	if !o.ready(ctx) {
		return 0
	}
	var updates []telegramtest.Update
	var left []*brought
	for _, thing := range things {
		if b := o.thing(thing); o.webhook != "" || !b.done {
			updates, left = append(updates, b.update), append(left, b)
		}
	}
	n := o.fake.Deliver(ctx, updates...)
	for _, b := range left[:n] {
		b.done = true
	}
	return len(things) - len(left) + n
}

// ready waits until the webhook is set, where there is one.
func (o *outside) ready(ctx context.Context) bool {
	return o.fake.Until(ctx, func() bool { return o.fake.Hooked() == o.webhook })
}

func (o *outside) Attack(ctx context.Context, f adaptertest.Flaw, thing adaptertest.Thing) adaptertest.Verdict {
	if !o.ready(ctx) {
		return adaptertest.Impossible
	}
	update := o.fake.Person(int64(chats + thing.Chat)).Writing(thing.Text)
	update["update_id"] = 1
	body, _ := json.Marshal(update)
	secret := theSecret
	switch f {
	case adaptertest.Malformed:
		before := o.counted(odd)
		if o.webhook == "" {
			update["message"].(map[string]any)["chat"] = thing.Text
			delete(update, "update_id")
			o.fake.Deliver(ctx, update)
		} else {
			o.post(ctx, body[:len(body)/2], secret)
		}
		if o.counted(odd) != before+1 {
			return adaptertest.Accepted
		}
		return adaptertest.Refused
	case adaptertest.Oversized:
		body = append(body, bytes.Repeat([]byte(" "), 1<<20)...)
	case adaptertest.Unauthenticated:
		secret = ""
	case adaptertest.Forged:
		secret = theSecret[1:] + "x"
	case adaptertest.Foreign:
		secret = "geheim-van-een-andere-bot"
	}
	if o.post(ctx, body, secret) == http.StatusOK {
		return adaptertest.Accepted
	}
	return adaptertest.Refused
}

// post makes a request to the webhook, as anybody could, and gives the status.
func (o *outside) post(ctx context.Context, body []byte, secret string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.base+webhookPath, bytes.NewReader(body))
	if err != nil {
		return 0
	}
	if secret != "" {
		r.Header.Set(secretHeader, secret)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// posts is Telegram as far as it is spoken to.
type posts struct{ *telegramtest.Fake }

func (p posts) Address(n int) chat.Address {
	person := p.Person(int64(chats + n)).Meet()
	return chat.Address{Adapter: Name, Chat: fmt.Sprint(person.ID)}
}

func (p posts) Fail(f adaptertest.Failure) bool {
	p.Fake.Fail(telegramtest.Failure(f))
	return true
}

func (p posts) Watch(seen func(adaptertest.Posted)) {
	p.Fake.Watch(func(c telegramtest.Call) {
		if c.Says() {
			posted := adaptertest.Posted{Text: c.Text(), Labels: c.Labels(), Links: c.Links()}
			if c.File != nil {
				posted.File = c.File.Content
			}
			seen(posted)
		}
	})
}
