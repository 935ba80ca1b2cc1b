package phone

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// watchLife is how long a coordinator's link to a chat of their own can be used: once.
const watchLife = 24 * time.Hour

// WatchLink makes the link with which a coordinator (their key in the playbook) opens
// a chat with our bot, where alarms then reach them. It works once, within a day.
// chat.ErrUnknown: nobody has that key, or there is no bot.
func (a *Adapter) WatchLink(ctx context.Context, key string) (string, error) {
	for _, c := range a.Callers() {
		if c.Key != key || a.Bot == nil {
			continue
		}
		bot, err := a.Bot(ctx)
		if err != nil || bot == "" {
			return "", fmt.Errorf("make a coordinator's link: ask for the bot's name: %w", chat.ErrDown)
		}
		token, now := secret(), a.Now()
		s := chat.Session{Kind: chat.SessionWatch, Name: c.Name, ID: chat.CoordinatorID(key), Since: now, Seen: now, Until: now.Add(watchLife)}
		if err := a.Sessions.OpenSession(ctx, token, s); err != nil {
			return "", fmt.Errorf("make a coordinator's link: %w", err)
		}
		return "https://t.me/" + bot + "?start=" + chat.WatchStart + token, nil
	}
	return "", fmt.Errorf("make a coordinator's link: %w", chat.ErrUnknown)
}

// secret makes 256 bits that nobody can guess.
func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
