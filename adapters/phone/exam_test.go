package phone

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// inapplicable are questions about words that people write: here they press, and
// what they may press is fixed.
var inapplicable = []string{"words and presses arrive as they were", "the order of one chat is kept"}

func TestExam(t *testing.T) {
	e := adaptertest.Exam{
		Role: chat.RoleWorker, Sender: true, Finder: true,
		New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
			w := &world{rig: &rig{memory: newMemory(), t: t, refused: map[string]int{}}, base: s.Base}
			w.circle()
			w.Do(func(c *adaptertest.Circles) { c.Tokens = map[string]chat.Author{} })
			config := w.config(s.Base, s.Log)
			config.Calls, config.Now = w, time.Now
			var err error
			if w.a, err = New(config); err != nil {
				t.Fatal(err)
			}
			return adaptertest.Bench{Adapter: w.a, World: w, Platform: w, Secrets: w.secrets}
		},
	}
	asked := 0
	for _, q := range e.Questions() {
		if q.Name == inapplicable[0] || q.Name == inapplicable[1] {
			continue
		}
		asked++
		t.Run(q.Name, func(t *testing.T) { q.Ask(t) })
	}
	if asked != len(e.Questions())-len(inapplicable) {
		t.Errorf("%d questions were asked", asked)
	}
}

// world is the browser of a coordinator with two links, and the record that calls are
// written down in.
type world struct {
	*rig
	base string

	watching sync.Mutex
	seen     func(adaptertest.Posted)
	failure  adaptertest.Failure
}

func (w *world) secrets() []string {
	var all []string
	w.Do(func(c *adaptertest.Circles) {
		for token := range c.Tokens {
			all = append(all, token)
		}
	})
	return append(all, "Riet", "010 - 123")
}

// link makes the n-th alarm, with its link.
func (w *world) link(n int) string {
	token := fmt.Sprintf("een-geheim-dat-niemand-raadt-%d", n)
	w.Do(func(c *adaptertest.Circles) {
		if _, known := c.Tokens[token]; known {
			return
		}
		a := c.Alarms[0]
		a.ID = token
		c.Alarms = append(c.Alarms, a)
		c.Tokens[token] = anja
	})
	return token
}

func (w *world) post(ctx context.Context, token, kind, origin, body string) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.base+"/melding/"+token, strings.NewReader(body))
	if err != nil {
		return 0
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", origin)
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

const formType = "application/x-www-form-urlencoded"

// press is the form of the n-th thing: each was drawn on a later turn of the alarm.
func press(thing adaptertest.Thing) string {
	return url.Values{"doe": {"niet-bereikt"}, "beurt": {strconv.Itoa(thing.N)}}.Encode()
}

func (w *world) Bring(ctx context.Context, things ...adaptertest.Thing) int {
	for i, thing := range things {
		if w.post(ctx, w.link(thing.Chat), formType, w.base, press(thing)) != http.StatusSeeOther {
			return i
		}
	}
	return len(things)
}

func (w *world) Attack(ctx context.Context, f adaptertest.Flaw, thing adaptertest.Thing) adaptertest.Verdict {
	token, kind, origin, body := w.link(thing.Chat), formType, w.base, press(thing)
	switch f {
	case adaptertest.Malformed:
		body = "doe=niet-bereikt&beurt=%zz&wie=" + url.QueryEscape(thing.Text)
	case adaptertest.Oversized:
		body += "&wie=" + strings.Repeat("a", 1<<20)
	case adaptertest.Unauthenticated:
		token = ""
	case adaptertest.Forged:
		token = secret()
	case adaptertest.Foreign:
		origin = "https://elders.example"
	}
	if status := w.post(ctx, token, kind, origin, body); status/100 == 2 || status/100 == 3 {
		return adaptertest.Accepted
	}
	return adaptertest.Refused
}

func (w *world) Address(n int) chat.Address {
	return chat.Address{Adapter: Name, Chat: fmt.Sprintf("lid-%d", n)}
}

func (w *world) Fail(f adaptertest.Failure) bool {
	w.watching.Lock()
	defer w.watching.Unlock()
	w.failure = f
	return f != adaptertest.Rejecting && f != adaptertest.Busy
}

func (w *world) Watch(seen func(adaptertest.Posted)) {
	w.watching.Lock()
	defer w.watching.Unlock()
	w.seen = seen
}

// fails is how the record fails now.
func (w *world) fails(ctx context.Context) error {
	w.watching.Lock()
	failure := w.failure
	w.watching.Unlock()
	switch failure {
	case adaptertest.Closed:
		return fmt.Errorf("connect: %w", chat.ErrDown)
	case adaptertest.Blocked:
		return chat.ErrUnknown
	case adaptertest.Silent:
		<-ctx.Done()
		return ctx.Err()
	case adaptertest.Dropped, adaptertest.Broken:
		return errors.New("the record broke off")
	}
	return nil
}

func (w *world) KeepCall(ctx context.Context, c chat.CallItem) error {
	w.watching.Lock()
	if w.failure != adaptertest.Closed && w.seen != nil {
		w.seen(adaptertest.Posted{Text: c.Text, Labels: c.Labels})
	}
	half := w.failure == adaptertest.Half
	w.watching.Unlock()
	if err := w.fails(ctx); err != nil {
		return err
	}
	if err := w.memory.KeepCall(ctx, c); err != nil {
		return err
	}
	if half {
		return errors.New("no word of the commit")
	}
	return nil
}

func (w *world) Call(ctx context.Context, id string) (chat.CallItem, error) {
	w.watching.Lock()
	half := w.failure == adaptertest.Half
	w.watching.Unlock()
	if err := w.fails(ctx); err != nil || half {
		return chat.CallItem{}, errors.Join(err, map[bool]error{true: errors.New("the answer broke off")}[half])
	}
	return w.memory.Call(ctx, id)
}

var _ adapters.Calls = (*world)(nil)
