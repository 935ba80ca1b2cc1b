package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"omzien/bot/chat"
)

const (
	leaseKey     = "telegram:poll"
	atOnce       = 8                // chats of one batch that are handled at the same time
	handleWithin = 15 * time.Second // one update
	yieldWithin  = 2 * time.Second
)

// underLease does the work while this instance has the lease, until ctx ends.
func (in intake) underLease(ctx context.Context, work func(context.Context)) {
	if in.Lease == nil {
		work(ctx)
		return
	}
	third := in.Hold / 3
	for ctx.Err() == nil {
		held, err := in.Lease.Hold(ctx, leaseKey, in.Hold)
		if err != nil && ctx.Err() == nil {
			in.Log.WarnContext(ctx, "telegram: the lease could not be asked for", "err", err)
		}
		if held && err == nil {
			in.whileHeld(ctx, third, work)
		}
		if !in.wait(ctx, third) {
			return
		}
	}
}

// whileHeld works until ctx ends or the lease cannot be kept, and yields it.
func (in intake) whileHeld(ctx context.Context, third time.Duration, work func(context.Context)) {
	held, lose := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() {
		defer lose()
		for missed := 0; missed < 2 && in.wait(held, third); {
			switch mine, err := in.Lease.Hold(held, leaseKey, in.Hold); {
			case err != nil:
				missed++ // it lasts one third longer, and is tried once more
			case !mine:
				return
			default:
				missed = 0
			}
		}
	})
	work(held)
	lose()
	renewing.Wait()
	late, done := context.WithTimeout(context.WithoutCancel(ctx), yieldWithin)
	defer done()
	if err := in.Lease.Yield(late, leaseKey); err != nil {
		in.Log.WarnContext(ctx, "telegram: the lease could not be yielded; it ends by itself", "err", err)
	}
}

// poll fetches updates until ctx ends. The offset that confirms is sent only
// after all below it was stored; once Telegram answered to it, it is left out,
// because after an idle week Telegram begins to count anew, lower perhaps.
func (in intake) poll(ctx context.Context) {
	in.clearWebhook(ctx)
	var out outage
	b := batch{intake: in, done: map[int64]bool{}}
	for ctx.Err() == nil {
		began := in.Now()
		updates, f := in.getUpdates(ctx, b.offset)
		if f != nil {
			if !in.rest(ctx, &out, f) {
				return
			}
			if f.code == http.StatusConflict {
				in.clearWebhook(ctx)
			}
			continue
		}
		out.over()
		if len(updates) == 0 {
			in.backlog.empty(began)
		}
		if !b.take(ctx, updates) && !in.wait(ctx, in.pace.again) {
			return
		}
	}
}

// getUpdates waits until something comes, or for as long as the pace allows. It does
// not wait where it is to be found out whether anything lies there at all.
func (in intake) getUpdates(ctx context.Context, offset int64) ([]json.RawMessage, *fault) {
	wait := in.pace.poll
	if in.backlog.hurries() {
		wait = 0
	}
	params := tgbotapi.Params{
		"timeout": strconv.Itoa(int(wait / time.Second)), "limit": "100", "allowed_updates": wanted,
	}
	params.AddNonZero64("offset", offset)
	raw, f := in.call(ctx, in.pace.poll+in.pace.call, "getUpdates", params)
	if f != nil {
		return nil, f
	}
	var updates []json.RawMessage
	if json.Unmarshal(raw, &updates) != nil {
		return nil, &fault{written: true}
	}
	return updates, nil
}

// batch takes in what getUpdates gave.
type batch struct {
	intake
	offset int64          // confirms all below it; 0: there is nothing to confirm
	done   map[int64]bool // handled, at or above the offset
}

// take hands each update in: those of one chat in their order, those of several
// chats at the same time. After one that was not stored, its chat waits and the
// others go on; the offset stays below it. False: there is something left that
// must be fetched again.
func (b *batch) take(ctx context.Context, updates []json.RawMessage) bool {
	things := make([]thing, len(updates))
	chats := map[int64][]int{}
	for i, raw := range updates {
		things[i] = b.read(raw)
		if !b.done[things[i].id] {
			chats[things[i].chat] = append(chats[things[i].chat], i)
		}
	}
	stored := make([]bool, len(updates))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, of := range chats {
		group.Go(func() error {
			for _, i := range of {
				if b.takeIn(ctx, things[i]) != nil {
					return nil // the rest of this chat waits
				}
				stored[i] = true
			}
			return nil
		})
	}
	_ = group.Wait()

	b.offset = 0
	whole := true
	for i, t := range things {
		switch fine := stored[i] || b.done[t.id]; {
		case !fine:
			whole = false
		case t.id == 0: // confirmed along with the next one that has an id
		case whole:
			b.offset = t.id + 1
			delete(b.done, t.id)
		default:
			b.done[t.id] = true
		}
	}
	return whole && (b.offset > 0 || len(updates) == 0)
}

// takeIn hands one update in, or passes over it; an error says that it was not
// stored. A press is owed its answer in both cases.
func (in intake) takeIn(ctx context.Context, t thing) error {
	var text string
	switch t.why {
	case "":
		answer, err := in.hand(ctx, t.event)
		if err != nil {
			in.Count("down")
			return err
		}
		text = answer.Text
	case odd:
		in.Count(odd)
		in.Log.ErrorContext(ctx, "telegram: an update cannot be read", "update", t.id)
		if err := in.tell(ctx, unreadable); err != nil {
			return err // nobody would know of it
		}
	default:
		in.Count(t.why)
	}
	if t.press != nil {
		p := *t.press
		p.text = text
		in.owe(p)
	}
	return nil
}

var errPanic = errors.New("handling an event panicked")

// hand hands an event to the switchboard. A panic there is no acknowledgement.
func (in intake) hand(ctx context.Context, ev chat.Event) (answer chat.Answer, err error) {
	ctx, done := context.WithTimeout(ctx, handleWithin)
	defer done()
	defer func() {
		if p := recover(); p != nil {
			// Only the type: the value might hold what a person wrote.
			in.Log.ErrorContext(ctx, "telegram: handling an event panicked", "type", fmt.Sprintf("%T", p))
			err = errPanic
		}
	}()
	return in.handle(ctx, ev)
}

// clearWebhook takes away a webhook that is set, for Telegram gives no updates to
// a poll beside one. What waits for it stays.
func (in intake) clearWebhook(ctx context.Context) {
	state, f := in.webhook(ctx)
	if f == nil && state.URL != "" {
		_, f = in.call(ctx, in.pace.call, "deleteWebhook", nil)
	}
	if f != nil && ctx.Err() == nil {
		in.Log.WarnContext(ctx, "telegram: the webhook could not be looked at", "err", f)
	}
}
