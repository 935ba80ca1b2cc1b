package telegram

import (
	"context"
	"net/http"
	"strconv"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/adapters"
)

const (
	courteous   = 4               // presses that are answered at once
	longestTold = 200             // UTF-16 units of the short text that answers a press
	parting     = 2 * time.Second // for presses that are still to be answered when Run ends
)

// press is a button that was pressed, and is owed an answer: until then it spins
// on the person's screen. Its buttons go, so that nobody presses them again. All
// this is courtesy: the press itself was stored before.
type press struct {
	query         string
	chat, message int64 // whose buttons go; 0: nobody's
	text          string
}

// owe has a press answered, soon and in the background.
func (a *Adapter) owe(p press) {
	select {
	case a.owed <- p:
	default:
		a.Count("courtesy") // a thousand are waiting already: Telegram does not answer
	}
}

// answerPresses answers presses until receiving is over, and then those that still
// wait, as long as ctx allows.
func (a *Adapter) answerPresses(ctx context.Context, over <-chan struct{}) {
	for {
		select {
		case p := <-a.owed:
			a.answerPress(ctx, p)
			continue
		default:
		}
		select {
		case p := <-a.owed:
			a.answerPress(ctx, p)
		case <-over:
			if len(a.owed) == 0 {
				return
			}
		}
	}
}

func (a *Adapter) answerPress(ctx context.Context, p press) {
	params := tgbotapi.Params{"callback_query_id": p.query}
	params.AddNonEmpty("text", shortened(p.text))
	a.courtesy(ctx, "answerCallbackQuery", params)
	if p.message != 0 {
		a.courtesy(ctx, "editMessageReplyMarkup", tgbotapi.Params{
			"chat_id": strconv.FormatInt(p.chat, 10), "message_id": strconv.FormatInt(p.message, 10),
			"reply_markup": `{"inline_keyboard":[]}`,
		})
	}
}

// courtesy makes a call whose failure hurts nobody: the press may be too old, or
// the buttons gone. It keeps the silence that Telegram asked for, and tries again
// after it once.
func (a *Adapter) courtesy(ctx context.Context, method string, params tgbotapi.Params) {
	for range 2 {
		if !a.keepQuiet(ctx) {
			return
		}
		_, f := a.call(ctx, a.pace.call, method, params)
		if f == nil {
			return
		}
		if f.code != http.StatusTooManyRequests {
			if f.code != http.StatusBadRequest { // too old, not modified: as it should be
				a.Log.WarnContext(ctx, "telegram: a press was not answered", "method", method, "err", f)
			}
			return
		}
		a.hush(f.after)
	}
}

// hush keeps what is only courtesy from calling before d has passed. Messages
// keep the silence by the outbox's budget.
func (a *Adapter) hush(d time.Duration) {
	until := a.Now().Add(d)
	a.mu.Lock()
	defer a.mu.Unlock()
	if until.After(a.quiet) {
		a.quiet = until
	}
}

// keepQuiet waits until Telegram wants to hear from us again.
func (a *Adapter) keepQuiet(ctx context.Context) bool {
	for {
		a.mu.Lock()
		left := a.quiet.Sub(a.Now())
		a.mu.Unlock()
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !a.wait(ctx, left) {
			return false
		}
	}
}

// shortened is a text that fits in the answer to a press.
func shortened(text string) string {
	if adapters.Units(text) <= longestTold {
		return text
	}
	return upTo(text, longestTold-1) + "…"
}

// upTo is as much of a text as fits in so many units.
func upTo(text string, units int) string {
	for i, r := range text {
		if units -= adapters.Units(string(r)); units < 0 {
			return text[:i]
		}
	}
	return text
}
