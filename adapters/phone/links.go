package phone

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// watchLife is how long a coordinator's link to a chat of their own can be used: once.
const watchLife = 24 * time.Hour

// CallLink makes the link to the list of one caller's one day (2026-11-22), for who:
// one of those that CallersOf gives. It opens the list until four in the night after.
func (a *Adapter) CallLink(ctx context.Context, who chat.Author, day string) (string, error) {
	begins, err := time.ParseInLocation(time.DateOnly, day, chat.Amsterdam)
	if err != nil || who.ID == "" || who.Name == "" {
		return "", errors.New("make a link to a list of calls: it needs a caller with a name, and a day")
	}
	now, until := a.Now(), begins.AddDate(0, 0, 1).Add(4*time.Hour)
	token := secret()
	s := chat.Session{Kind: chat.SessionCalls, Chat: day, Name: who.Name, ID: who.ID, Since: now, Seen: now, Until: until}
	if err := a.Sessions.OpenSession(ctx, token, s); err != nil {
		return "", fmt.Errorf("make a link to a list of calls: %w", err)
	}
	return a.public + "/bel/" + token, nil
}

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

// callerOf is who rings a member: a coordinator, by key or by name, or whoever stands
// there by name. Without one it is whoever is on duty that day.
func (a *Adapter) callerOf(t turn, day string) (chat.Author, bool) {
	wanted := strings.TrimSpace(t.Member.Caller)
	if wanted == "" {
		if on := a.Duty(t.Round.Programme, t.Round.Circle, day); len(on) > 0 {
			wanted = on[0]
		}
	}
	for _, c := range a.Callers() {
		if wanted == c.Key || strings.EqualFold(wanted, c.Name) {
			return chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(c.Key), Name: c.Name}, true
		}
	}
	return chat.Author{Role: chat.RoleWorker, ID: "beller:" + strings.ToLower(wanted), Name: wanted}, wanted != ""
}

// rungBy is a turn with whoever rings.
type rungBy struct {
	turn
	who chat.Author
}

// rung are all turns for which somebody rings, with who does.
func (a *Adapter) rung(days []chat.CircleDay, day string) []rungBy {
	var all []rungBy
	for _, d := range days {
		for _, o := range d.Occurrences {
			if !o.Phone {
				continue
			}
			t := turn{Round: d.Round, Member: adapters.MemberOf(d.Members, o.Member), Occurrence: o}
			if who, ok := a.callerOf(t, day); ok {
				all = append(all, rungBy{t, who})
			}
		}
	}
	return all
}

// CallersOf are those who ring somebody on the day, each once.
func (a *Adapter) CallersOf(ctx context.Context, day string) ([]chat.Author, error) {
	days, err := a.Circles.CircleDays(ctx, day)
	if err != nil {
		return nil, err
	}
	var all []chat.Author
	known := map[string]bool{}
	for _, t := range a.rung(days, day) {
		if !known[t.who.ID] {
			known[t.who.ID] = true
			all = append(all, t.who)
		}
	}
	return all, nil
}

// secret makes 256 bits that nobody can guess.
func secret() string {
	var b [32]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}
