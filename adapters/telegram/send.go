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

// Send says m with one sendMessage, or, where it has a file, one sendPhoto,
// sendVideo or sendDocument with the text below it. A worker's words begin with
// their name on a line of its own: there is no other place for it. The text is
// never read as markup, and links show no preview. A file that is gone is said in
// words.
//
// What changes words that stand there is one editMessageText, or, where they are to
// go, one deleteMessage. Where they never came, the new words are said, and there is
// nothing to take away.
func (a *Adapter) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	if m.Edits != "" && (m.Place != "" || m.Gone) {
		return a.change(ctx, m)
	}
	method, params, files := a.saying(m)
	if keyboard := keyboard(m); keyboard != nil {
		if err := params.AddInterface("reply_markup", keyboard); err != nil {
			return chat.Receipt{}, fmt.Errorf("send to telegram: %w", adapters.Permanent(err))
		}
	}
	within := a.pace.call
	if len(files) > 0 {
		within = a.pace.file
	}
	raw, f := a.call(ctx, within, method, params, files...)
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

// uploads are how Telegram takes what is shown.
var uploads = map[string]struct{ method, field string }{
	"photo":    {"sendPhoto", "photo"},
	"voice":    {"sendVoice", "voice"},
	"video":    {"sendVideo", "video"},
	"document": {"sendDocument", "document"},
}

// shown is what the message's file holds: a worker's comes along, the bot's stands
// in the playbook. False where it is gone.
func (a *Adapter) shown(m chat.Message) (c chat.Content, ok bool) {
	if m.Content != nil {
		return *m.Content, true
	}
	if a.Media == nil || len(m.Files) == 0 {
		return c, false
	}
	c.Kind = m.Files[0].Kind
	c.Bytes, c.Name, c.Type, ok = a.Media(m.Files[0].ID)
	return c, ok
}

// way is how Telegram is to show it. What it would not take as a photo or a video
// goes as a document: as wide as a strip, or as Apple's cameras make them.
func way(c chat.Content) string {
	switch {
	case c.Kind == "photo" && len(c.Bytes) > mostPhoto, c.Type == "video/quicktime":
		return "document"
	}
	return c.Kind
}

// saying is the method that says m, with its text and its file.
func (a *Adapter) saying(m chat.Message) (method string, params tgbotapi.Params, files []tgbotapi.RequestFile) {
	params = tgbotapi.Params{"chat_id": m.To.Chat}
	if content, there := a.shown(m); there {
		kind := way(content)
		if how, known := uploads[kind]; known {
			if strings.TrimSpace(m.Text) != "" {
				params["caption"] = sound(spoken(m))
			}
			if kind == "video" {
				params["supports_streaming"] = "true"
			}
			return how.method, params, []tgbotapi.RequestFile{{Name: how.field, Data: tgbotapi.FileBytes{Name: content.Name, Bytes: content.Bytes}}}
		}
	}
	if len(m.Files) > 0 { // gone, or of a kind that nobody knows: the text has room for the words
		m.Text = upTo(chat.Message{Text: m.Text, Files: m.Files}.Plain(), longestText-nameRoom)
	}
	params["text"] = sound(spoken(m))
	params["link_preview_options"] = `{"is_disabled":true}`
	return "sendMessage", params, nil
}

// sound is a text without stray bytes: one would have all of it refused.
func sound(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

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

// keyboard is the message's link and its choices as Telegram's buttons; nil: it
// has none. Large ones stand below the field and send their label as words; a link
// is never beside them. The others stand below the message, the link first, and
// carry the message's token, two in a row where their labels are short.
func keyboard(m chat.Message) any {
	if len(m.Choices) == 0 && m.Link == nil {
		return nil
	}
	if m.Big && len(m.Choices) > 0 {
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
	if m.Link != nil {
		small.InlineKeyboard = append(small.InlineKeyboard, []tgbotapi.InlineKeyboardButton{tgbotapi.NewInlineKeyboardButtonURL(m.Link.Label, m.Link.URL)})
	}
	for i, c := range m.Choices {
		if i%width == 0 {
			small.InlineKeyboard = append(small.InlineKeyboard, nil)
		}
		row := &small.InlineKeyboard[len(small.InlineKeyboard)-1]
		*row = append(*row, tgbotapi.NewInlineKeyboardButtonData(c.Label, m.Token+":"+strconv.Itoa(i)))
	}
	return small
}
