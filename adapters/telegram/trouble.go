package telegram

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// trouble is what may be wrong between Telegram and us, in one word.
type trouble string

const (
	conflict    trouble = "conflict"    // another program fetches the bot's updates
	badToken    trouble = "token"       // Telegram does not know our token
	badWebhook  trouble = "webhook"     // Telegram cannot bring us what people write
	unreachable trouble = "unreachable" // we cannot reach Telegram
	unreadable  trouble = "unreadable"  // something came in that we cannot read
)

// words are what the desk reads: what it means, and who can mend it.
func (t trouble) words() string {
	switch t {
	case conflict:
		return "Een ander programma haalt ook berichten op van onze Telegram-bot. Daardoor kunnen we berichten van mensen missen. " +
			"De beheerder kan dat andere programma stoppen, of bij BotFather een nieuw token maken."
	case badToken:
		return "Telegram kent het token van onze bot niet meer. Via Telegram komt nu niets binnen en gaat er niets uit. " +
			"De beheerder kan bij BotFather een nieuw token maken en dat hier instellen."
	case badWebhook:
		return "Telegram kan berichten van mensen niet goed bij ons bezorgen. Ze komen te laat of nog niet aan. " +
			"De beheerder kan kijken of ons webadres van buiten te bereiken is."
	case unreachable:
		return "We kunnen Telegram al een paar minuten niet bereiken. We blijven het proberen. " +
			"Wat mensen daar schrijven, bewaart Telegram 24 uur. De beheerder kan kijken of de verbinding met internet werkt."
	default:
		return "Via Telegram kwam iets binnen dat we niet kunnen lezen. We weten niet van wie het is. " +
			"De beheerder kan het melden bij wie dit programma onderhoudt."
	}
}

// atMost is how often one trouble is told of.
const atMost = time.Minute

// tell tells the desk of a trouble, at most once a minute. What the desk did not
// take is told the next time.
func (in intake) tell(ctx context.Context, t trouble) error {
	now := in.Now()
	in.mu.Lock()
	last, told := in.told[t]
	if told && now.Sub(last) < atMost {
		in.mu.Unlock()
		return nil
	}
	in.told[t] = now
	in.mu.Unlock()

	in.Log.ErrorContext(ctx, "telegram: trouble", "what", string(t))
	_, err := in.hand(ctx, chat.Event{
		ID:      "telegram:" + in.bot + ":trouble:" + string(t) + ":" + strconv.FormatInt(now.Unix()/60, 10),
		Kind:    chat.Trouble,
		Subject: chat.Subject{Kind: chat.SubjectRoute, ID: Name},
		Author:  chat.Program, Value: string(t), Text: t.words(), Sent: now, At: now,
	})
	if err != nil {
		in.mu.Lock()
		delete(in.told, t)
		in.mu.Unlock()
	}
	return err
}

// patience is how long Telegram may fail to answer before the desk hears of it.
const patience = 2 * time.Minute

// quarrel is within what time a second conflict makes a trouble of it. A single
// one also comes about where one of our instances takes over from another, and
// the last request of that one arrives late.
const quarrel = time.Minute

// outage follows how long requests have been failing.
type outage struct {
	since    time.Time // of the first one; zero: the last one did not
	wait     time.Duration
	conflict time.Time // the last one
}

// over notes that a request succeeded.
func (o *outage) over() { o.since, o.wait = time.Time{}, 0 }

// rest notes a fault, tells the desk of it where it should know, and waits before
// the next try. False: ctx ended.
func (in intake) rest(ctx context.Context, o *outage, f *fault) bool {
	if ctx.Err() != nil {
		return false
	}
	now := in.Now()
	if o.since.IsZero() {
		o.since, o.wait = now, in.pace.retry
	}
	in.Log.WarnContext(ctx, "telegram: a request failed", "err", f)
	var what trouble
	switch {
	case f.token():
		what = badToken
	case f.code == http.StatusConflict:
		if now.Sub(o.conflict) < quarrel {
			what = conflict
		}
		o.conflict = now
	case now.Sub(o.since) >= patience:
		what = unreachable
	}
	if what != "" {
		_ = in.tell(ctx, what) // said again with the next fault
	}
	wait := max(o.wait, f.after)
	o.wait = min(2*o.wait, in.pace.rest)
	return in.wait(ctx, wait)
}

// intake is the way in, with the handler at its end.
type intake struct {
	*Adapter
	handle adapters.Handler
}
