package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	longestName   = 60 // UTF-16 units of a worker's name
	longestBeside = 20 // UTF-16 units of a label that shares its row with another
)

var errReceipt = errors.New("the answer has no message id")

// Send says m with one sendMessage. A worker's words begin with their name on a
// line of its own: there is no other place for it. The text is never read as
// markup, and links show no preview.
func (a *Adapter) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	params := tgbotapi.Params{
		"chat_id":              m.To.Chat,
		"text":                 strings.ToValidUTF8(spoken(m), "\uFFFD"), // a stray byte would have all of it refused
		"link_preview_options": `{"is_disabled":true}`,
	}
	if keyboard := keyboard(m); keyboard != nil {
		if err := params.AddInterface("reply_markup", keyboard); err != nil {
			return chat.Receipt{}, fmt.Errorf("send to telegram: %w", adapters.Permanent(err))
		}
	}
	raw, f := a.call(ctx, a.pace.call, "sendMessage", params)
	if f != nil {
		return chat.Receipt{}, fmt.Errorf("send to telegram: %w", a.judge(f))
	}
	var sent struct {
		ID   int64 `json:"message_id"`
		Date int64 `json:"date"`
	}
	if json.Unmarshal(raw, &sent) != nil || sent.ID == 0 {
		return chat.Receipt{}, fmt.Errorf("send to telegram: %w", adapters.Uncertain(errReceipt))
	}
	return chat.Receipt{ID: strconv.FormatInt(sent.ID, 10), At: time.Unix(sent.Date, 0)}, nil
}

// judge marks what a fault says about the message.
func (a *Adapter) judge(f *fault) error {
	switch {
	case f.code == http.StatusForbidden, f.code == http.StatusBadRequest && f.unknown:
		return adapters.Gone(f)
	case f.token():
		return adapters.RouteClosed(f)
	case f.code == http.StatusTooManyRequests:
		a.hush(f.after)
		return adapters.RetryAfter(f.after, f)
	case f.code >= 400 && f.code < 500:
		return adapters.Permanent(f)
	case !f.written:
		return adapters.Unwritten(f)
	default:
		return adapters.Uncertain(f)
	}
}

// spoken is the text with its speaker, where that is a worker.
func spoken(m chat.Message) string {
	name := strings.Join(strings.Fields(m.Speaker.Name), " ")
	if m.Speaker.Role != chat.RoleWorker || name == "" {
		return m.Text
	}
	if adapters.Units(name) > longestName {
		name = upTo(name, longestName-1) + "…"
	}
	return name + ":\n" + m.Text
}

// keyboard is the message's choices as Telegram's buttons; nil: it has none.
// Large ones stand below the field and send their label as words. The others
// stand below the message and carry the message's token, two in a row where
// their labels are short.
func keyboard(m chat.Message) any {
	if len(m.Choices) == 0 {
		return nil
	}
	if m.Big {
		big := tgbotapi.ReplyKeyboardMarkup{ResizeKeyboard: true, OneTimeKeyboard: true}
		for _, c := range m.Choices {
			big.Keyboard = append(big.Keyboard, []tgbotapi.KeyboardButton{{Text: c.Label}})
		}
		return big
	}
	width := 2
	for _, c := range m.Choices {
		if adapters.Units(c.Label) > longestBeside {
			width = 1
		}
	}
	var small tgbotapi.InlineKeyboardMarkup
	for i, c := range m.Choices {
		if i%width == 0 {
			small.InlineKeyboard = append(small.InlineKeyboard, nil)
		}
		row := &small.InlineKeyboard[len(small.InlineKeyboard)-1]
		*row = append(*row, tgbotapi.NewInlineKeyboardButtonData(c.Label, m.Token+":"+strconv.Itoa(i)))
	}
	return small
}
