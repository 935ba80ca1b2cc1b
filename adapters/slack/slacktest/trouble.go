package slacktest

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// busy is what a workspace that fails as "busy" asks for.
const busy = 7 * time.Second

// Fail makes every call of the Web API fail so from now on: "closed" (nothing
// listens), "silent" (no answer), "dropped" (the connection is cut), "broken"
// (502), "busy" (429, and come back after 7 s), "rejecting" (invalid_blocks),
// "half" (does as asked, but the answer breaks off), "sign in" (a page to sign in
// instead of a file, with 200). "fine" or "" ends it.
// It returns false for what cannot happen here.
func (f *Fake) Fail(how string) bool {
	switch how {
	case "", "fine", "closed", "silent", "dropped", "broken", "busy", "rejecting", "half", "sign in":
	default:
		return false
	}
	f.mu.Lock()
	f.failure = how
	listening := f.server != nil
	f.mu.Unlock()
	if how == "closed" {
		f.shut()
	} else if !listening {
		f.open()
	}
	return true
}

// Limit makes the next n calls be answered with 429 and this Retry-After. A
// method that is called again before it has passed fails the test.
func (f *Fake) Limit(n int, retryAfter time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limit, f.after = n, retryAfter
}

// Allow lets a method be called so often in any minute, as Slack's tiers do; beyond
// that it is answered with 429. 0 ends it.
func (f *Fake) Allow(method string, perMinute int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.allowed[method] = perMinute
}

// Drop makes Slack lose all that happens from now on: it stands in the channels,
// and is brought to nobody, also not later. False ends it.
func (f *Fake) Drop(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deaf = on
}

// OnePostEvery makes each channel take one chat.postMessage in so long: a sooner
// one is answered with 429.
func (f *Fake) OnePostEvery(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.every = d
}

// LoseAnswers makes the next n calls that say something succeed, and their
// answers be lost.
func (f *Fake) LoseAnswers(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lose = n
}

// Refuse makes a method answer with this error word; an empty one ends it.
func (f *Fake) Refuse(method, word string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refusals[method] = word
}

// HideMetadata makes metadata invisible in history until so long after posting.
func (f *Fake) HideMetadata(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hidden = d
}

// DropScope takes a scope from the app.
func (f *Fake) DropScope(scope string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scopes = slices.DeleteFunc(slices.Clone(f.scopes), func(s string) bool { return s == scope })
}

// Revoke takes the tokens away: every call answers token_revoked, and the app is
// told.
func (f *Fake) Revoke() *Delivery {
	f.forbid("token_revoked")
	return f.Event(object{"type": "tokens_revoked", "tokens": object{"bot": []any{BotUser}}})
}

// Uninstall takes the app out of the workspace: every call answers
// account_inactive, and the app is told.
func (f *Fake) Uninstall() *Delivery {
	f.forbid("account_inactive")
	return f.Event(object{"type": "app_uninstalled"})
}

// Reinstall gives the tokens back.
func (f *Fake) Reinstall() { f.forbid("") }

func (f *Fake) forbid(word string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lost = word
}

// Watch has seen called for every call that says something, when it was received
// and before it is answered, whatever the answer will be.
func (f *Fake) Watch(seen func(Post)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watch = seen
}

// Heard are requests that reached the workspace, whatever they were answered: a
// method's name and its arguments as JSON, or "response" and what it said. Safe for
// concurrent use.
type Heard struct {
	mu  sync.Mutex
	all []string
}

// Hear keeps every request from now on.
func (f *Fake) Hear() *Heard {
	h := &Heard{}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard = h.take
	return h
}

func (h *Heard) take(request string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, request)
}

// All gives the requests so far.
func (h *Heard) All() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.all)
}

// Find gives the first request that holds the word; empty: none does.
func (h *Heard) Find(word string) string {
	for _, request := range h.All() {
		if strings.Contains(request, word) {
			return request
		}
	}
	return ""
}

// hears tells of a request.
func (f *Fake) hears(name string, what any) {
	f.mu.Lock()
	heard := f.heard
	f.mu.Unlock()
	if heard != nil {
		heard(name + " " + string(encode(what)))
	}
}

// Calls counts the calls of a method so far.
func (f *Fake) Calls(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[method]
}

// Answered counts the calls of a method that were decided about: what happens in the
// workspace from then on changes nothing of their answers.
func (f *Fake) Answered(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.answered[method]
}

// Doubles gives the metadata ids that were posted more than once.
func (f *Fake) Doubles() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var ids []string
	for id, n := range f.posted {
		if n > 1 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
