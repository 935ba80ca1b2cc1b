package telegram

import (
	"context"
	"fmt"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/adapters"
	"omzien/bot/chat"
)

// typingApart is between two signs, whoever they are for: of the thirty calls a
// second that Telegram allows, messages have all but five.
const typingApart = 200 * time.Millisecond

var _ adapters.Typist = (*Adapter)(nil)

// ShowTyping shows "is typing" in the talk with one sendChatAction; Telegram takes
// it away after five seconds, or when the words arrive. In the silence that
// Telegram asked for, and right after another sign, it does nothing.
func (a *Adapter) ShowTyping(ctx context.Context, to chat.Address) error {
	if !a.mayShow() {
		return nil
	}
	if _, f := a.call(ctx, a.pace.call, "sendChatAction", tgbotapi.Params{"chat_id": to.Chat, "action": tgbotapi.ChatTyping}); f != nil {
		return fmt.Errorf("show typing at telegram: %w", a.judge(f))
	}
	return nil
}

// mayShow tells whether a sign may go now, and then takes its turn.
func (a *Adapter) mayShow() bool {
	now := a.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Before(a.quiet) || now.Before(a.typed.Add(typingApart)) {
		return false
	}
	a.typed = now
	return true
}
