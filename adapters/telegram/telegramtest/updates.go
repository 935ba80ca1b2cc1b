package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// kept is how long Telegram keeps an update that nobody takes.
const kept = 24 * time.Hour

// queue is what waits for the bot.
type queue struct {
	last    int64 // the last update id
	waiting []*waiting
	poll    chan struct{} // of the poll that is under way: closed when another comes
	allowed []string
	back    map[int64]bool // what Deliver took back
}

// waiting is one update that was not confirmed.
type waiting struct {
	id    int64
	chat  int64
	body  []byte
	at    time.Time
	given bool // in an answer to getUpdates
	once  bool // Deliver's: taken back instead of given a second time
}

// Push lets updates come in, in this order, and gives the id of the last one.
// An update may be anything; also what no Telegram ever sent.
func (f *Fake) Push(updates ...Update) (last int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range updates {
		last = f.push(u, false)
	}
	return last
}

// push queues an update. Call it with the lock.
func (f *Fake) push(u Update, once bool) int64 {
	id := f.name(u)
	body, err := json.Marshal(u)
	if err != nil {
		f.t.Errorf("an update is no JSON: %v", err)
	}
	w := &waiting{id: id, chat: chatOf(u), body: body, at: f.now(), once: once}
	at, _ := slices.BinarySearchFunc(f.updates.waiting, w, func(a, b *waiting) int { return int(a.id - b.id) })
	f.updates.waiting = slices.Insert(f.updates.waiting, at, w)
	f.tell()
	f.dispatch()
	return id
}

// name gives an update its id, unless it has one. Call it with the lock.
func (f *Fake) name(u Update) int64 {
	id, has := u["update_id"].(int64)
	if !has {
		f.updates.last++
		id = f.updates.last
		u["update_id"] = id
	}
	return id
}

// Deliver brings updates once, in this order, and tells how many of them, from
// the first on, were acknowledged: confirmed by an offset, or answered with 2xx
// where a webhook is set. What was not is taken back.
func (f *Fake) Deliver(ctx context.Context, updates ...Update) (acknowledged int) {
	f.mu.Lock()
	hooked := f.hook
	var ids []int64
	if hooked.url == "" {
		for _, u := range updates {
			ids = append(ids, f.push(u, true))
		}
	}
	for _, u := range updates {
		f.name(u)
	}
	f.mu.Unlock()
	if hooked.url != "" {
		for _, u := range updates {
			body, _ := json.Marshal(u)
			if f.post(ctx, hooked, body) != nil {
				break
			}
			acknowledged++
		}
		return acknowledged
	}
	f.Until(ctx, func() bool { return f.Unconfirmed(ids...) == 0 })
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		if f.updates.back[id] || slices.ContainsFunc(f.updates.waiting, func(w *waiting) bool { return w.id == id }) {
			break
		}
		acknowledged++
	}
	for _, id := range ids {
		delete(f.updates.back, id)
		f.updates.waiting = slices.DeleteFunc(f.updates.waiting, func(w *waiting) bool { return w.id == id })
	}
	return acknowledged
}

// Unconfirmed is how many of these updates still wait for the bot, of all where
// none is named.
func (f *Fake) Unconfirmed(ids ...int64) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.updates.waiting {
		if len(ids) == 0 || slices.Contains(ids, w.id) {
			n++
		}
	}
	return n
}

func (f *Fake) getUpdates(w http.ResponseWriter, r *http.Request, c Call) {
	offset, _ := strconv.ParseInt(c.Params["offset"], 10, 64)
	limit, err := strconv.Atoi(c.Params["limit"])
	if err != nil {
		limit = 100
	}
	seconds, _ := strconv.Atoi(c.Params["timeout"])
	end := time.NewTimer(time.Duration(seconds) * time.Second)
	defer end.Stop()

	f.mu.Lock()
	if f.hook.url != "" {
		f.mu.Unlock()
		refuse(w, http.StatusConflict, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", nil)
		return
	}
	if f.updates.poll != nil {
		close(f.updates.poll)
	}
	mine := make(chan struct{})
	f.updates.poll = mine
	if raw := c.Params["allowed_updates"]; raw != "" {
		f.updates.allowed = nil
		_ = json.Unmarshal([]byte(raw), &f.updates.allowed)
	}
	f.confirm(offset)
	defer f.do(func() {
		if f.updates.poll == mine {
			f.updates.poll = nil
		}
	})
	for {
		given := f.give(offset, limit)
		changed := f.changed
		f.mu.Unlock()
		if len(given) > 0 {
			answer(w, given)
			return
		}
		select {
		case <-changed:
		case <-end.C:
			answer(w, []int{})
			return
		case <-mine:
			refuse(w, http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", nil)
			return
		case <-r.Context().Done():
			return
		case <-f.closing:
			return
		}
		f.mu.Lock()
		if f.hook.url != "" {
			f.mu.Unlock()
			refuse(w, http.StatusConflict, "Conflict: terminated by setWebhook request", nil)
			return
		}
	}
}

// confirm forgets what the offset confirms and what is too old, and takes back
// what was given once and not confirmed. Call it with the lock.
func (f *Fake) confirm(offset int64) {
	if offset < 0 {
		f.t.Errorf("getUpdates with a negative offset: it forgets updates that nobody handled")
	}
	old := f.now().Add(-kept)
	f.updates.waiting = slices.DeleteFunc(f.updates.waiting, func(w *waiting) bool {
		if w.id >= offset && w.given && w.once {
			f.updates.back[w.id] = true
			return true
		}
		return w.id < offset || !w.at.After(old)
	})
	f.tell()
}

// give is the next answer to getUpdates. Call it with the lock.
func (f *Fake) give(offset int64, limit int) (given []json.RawMessage) {
	for _, w := range f.updates.waiting {
		if w.id >= offset && len(given) < limit {
			w.given = true
			given = append(given, w.body)
		}
	}
	return given
}

// hook is the webhook as it is set; url "" is none.
type hook struct {
	url, secret string
	allowed     []string
	failed      time.Time
	failure     string
	running     map[int64]bool // chats whose queue is being delivered
}

func (f *Fake) setWebhook(w http.ResponseWriter, c Call) {
	to, err := url.Parse(c.Params["url"])
	if err != nil || to.Scheme != "https" && to.Hostname() != "127.0.0.1" {
		refuse(w, http.StatusBadRequest, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", nil)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	running := f.hook.running
	f.hook = hook{url: c.Params["url"], secret: c.Params["secret_token"], running: running}
	_ = json.Unmarshal([]byte(c.Params["allowed_updates"]), &f.hook.allowed)
	f.updates.allowed = f.hook.allowed
	f.tell()
	f.dispatch()
	answer(w, true)
}

// Hook sets the webhook behind the bot's back, as somebody else with the token
// could; "" removes it.
func (f *Fake) Hook(url, secret string) {
	f.do(func() { f.hook = hook{url: url, secret: secret}; f.dispatch() })
}

// Hooked is the webhook's address as it is set; "" is none.
func (f *Fake) Hooked() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hook.url
}

func (f *Fake) webhookInfo() map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	info := map[string]any{"url": f.hook.url, "has_custom_certificate": false, "pending_update_count": len(f.updates.waiting)}
	if !f.hook.failed.IsZero() {
		info["last_error_date"], info["last_error_message"] = f.hook.failed.Unix(), f.hook.failure
	}
	return info
}

// dispatch sees to it that each chat's queue is being delivered to the webhook.
// Call it with the lock.
func (f *Fake) dispatch() {
	if f.hook.url == "" || f.held {
		return
	}
	if f.hook.running == nil {
		f.hook.running = map[int64]bool{}
	}
	for _, w := range f.updates.waiting {
		select {
		case <-f.closing:
			return
		default:
		}
		if !f.hook.running[w.chat] {
			f.hook.running[w.chat] = true
			running := f.hook.running
			f.busy.Go(func() { f.deliver(w.chat, running) })
		}
	}
}

// deliver brings one chat's updates to the webhook, one after the other, each
// until it is taken.
func (f *Fake) deliver(chat int64, running map[int64]bool) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	f.busy.Go(func() {
		select {
		case <-f.closing:
			stop()
		case <-ctx.Done():
		}
	})
	for pause := 10 * time.Millisecond; ; {
		f.mu.Lock()
		old := f.now().Add(-kept)
		f.updates.waiting = slices.DeleteFunc(f.updates.waiting, func(w *waiting) bool { return !w.at.After(old) })
		at := slices.IndexFunc(f.updates.waiting, func(w *waiting) bool { return w.chat == chat })
		hooked := f.hook
		if at < 0 || hooked.url == "" || f.held || ctx.Err() != nil {
			delete(running, chat)
			f.tell()
			f.mu.Unlock()
			return
		}
		head := f.updates.waiting[at]
		f.mu.Unlock()
		if err := f.post(ctx, hooked, head.body); err != nil {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause = min(2*pause, time.Second)
			continue
		}
		pause = 10 * time.Millisecond
		f.do(func() {
			f.updates.waiting = slices.DeleteFunc(f.updates.waiting, func(w *waiting) bool { return w == head })
		})
	}
}

// post brings one update to the webhook; nil: it answered 2xx.
func (f *Fake) post(ctx context.Context, to hook, body []byte) error {
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	if to.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", to.secret)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	failure := "Connection refused"
	resp, err := client.Do(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode/100 == 2 {
			return nil
		}
		failure = "Wrong response from the webhook: " + resp.Status
		err = fmt.Errorf("the webhook answered %d", resp.StatusCode)
	}
	f.do(func() { f.hook.failed, f.hook.failure = f.now(), failure })
	return err
}

// Polling tells whether a bot is waiting for updates now.
func (f *Fake) Polling() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.updates.poll != nil
}

// HoldBack has Telegram bring nothing to the webhook, as in an outage of its own,
// until goOn is called.
func (f *Fake) HoldBack() (goOn func()) {
	f.do(func() { f.held = true })
	return func() { f.do(func() { f.held = false; f.dispatch() }) }
}
