package main

import (
	"context"
	"fmt"

	"omzien/adapters/telegram"
	"omzien/adapters/webdesk"
	"omzien/bot/chat"
)

// doorCard is what the card for the door of somebody who was registered leads to: a
// talk on Telegram, or where that is off on the chat page.
func (o *omzien) doorCard(ctx context.Context, conversation string) (webdesk.DoorCard, error) {
	payload := chat.DoorPrefix + o.store.Token(chat.DoorID(conversation))
	if o.places.telegram == nil {
		return webdesk.DoorCard{Link: o.cfg.publicURL() + "/?start=" + payload}, nil
	}
	bot, err := o.bot.of(ctx, o.places.telegram.Me)
	if err != nil {
		return webdesk.DoorCard{}, fmt.Errorf("make a card: %w", err)
	}
	return webdesk.DoorCard{Link: "https://t.me/" + bot + "?start=" + payload, App: placeNames()[telegram.Name]}, nil
}
