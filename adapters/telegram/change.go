package telegram

import (
	"context"
	"fmt"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/bot/chat"
)

// editFor is how long Telegram lets us change and delete what we said: 48 hours,
// of which some are left for what waits on its way.
const editFor = 47 * time.Hour

// change changes a message that stands there, or deletes it. That it says so
// already, or is gone already, is as good.
func (a *Adapter) change(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	r := chat.Receipt{ID: m.Place, At: a.Now()}
	if m.Place == "" {
		return r, nil
	}
	method, params := "deleteMessage", tgbotapi.Params{"chat_id": m.To.Chat, "message_id": m.Place}
	if !m.Gone {
		method = "editMessageText"
		params["text"] = sound(spoken(m))
		params["link_preview_options"] = `{"is_disabled":true}`
	}
	if _, f := a.call(ctx, a.pace.call, method, params); f != nil && !f.already {
		return chat.Receipt{}, fmt.Errorf("change at telegram: %w", a.judge(f))
	}
	return r, nil
}
