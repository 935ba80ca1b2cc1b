package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/adapters"
)

const (
	webhookPath  = "/telegram/webhook"
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	largest      = 1 << 20          // bytes of an update
	slowest      = 20 * time.Second // until one is here
	connections  = "40"             // that Telegram may have with us at once
)

// Routes takes in what Telegram brings to the webhook; without a Secret there is
// none. It answers 200 once an update was stored or passed over, 503 where it was
// not: then Telegram brings it again.
func (a *Adapter) Routes(handle adapters.Handler) http.Handler {
	mux := http.NewServeMux()
	if a.Secret != "" {
		mux.HandleFunc("POST "+webhookPath, intake{a, handle}.take)
	}
	return mux
}

func (in intake) take(w http.ResponseWriter, r *http.Request) {
	if !in.authentic(r) {
		in.Count("secret")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	// Where the connection knows no deadline, the server's own holds.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		in.Count("size")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		w.WriteHeader(http.StatusBadRequest) // it broke off: Telegram brings it again
		return
	}
	// What reached us is stored also when Telegram hangs up meanwhile.
	if in.takeIn(context.WithoutCancel(r.Context()), in.read(body)) != nil {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// authentic tells whether the request carries the secret, once. The comparison
// takes as long for any other.
func (in intake) authentic(r *http.Request) bool {
	given := r.Header.Values(secretHeader)
	if len(given) != 1 {
		return false
	}
	theirs, ours := sha256.Sum256([]byte(given[0])), sha256.Sum256([]byte(in.Secret))
	return subtle.ConstantTimeCompare(theirs[:], ours[:]) == 1
}

// standing is how a webhook stands, as Telegram sees it.
type standing struct {
	URL     string `json:"url"`
	Pending int    `json:"pending_update_count"`
	FailedS int64  `json:"last_error_date"`
	Failure string `json:"last_error_message"`
}

const (
	pendingFor = 2 * time.Minute // updates may wait for so long
	failedAgo  = 5 * time.Minute // an older error is over
)

// failed tells whether bringing an update failed lately.
func (s standing) failed(now time.Time) bool {
	return s.FailedS > 0 && now.Sub(time.Unix(s.FailedS, 0)) < failedAgo
}

func (a *Adapter) webhook(ctx context.Context) (standing, *fault) {
	raw, f := a.call(ctx, a.pace.call, "getWebhookInfo", nil)
	if f != nil {
		return standing{}, f
	}
	var s standing
	if json.Unmarshal(raw, &s) != nil {
		return standing{}, &fault{written: true}
	}
	return s, nil
}

// WebhookInfo tells how the webhook stands: its address, how many updates wait
// for it, and, where one could not be brought in the last five minutes, why, in
// one word: refused, timeout, certificate, name, connection or other. The error is
// marked as one of Send.
func (a *Adapter) WebhookInfo(ctx context.Context) (url string, pending int, lastError string, err error) {
	s, f := a.webhook(ctx)
	if f != nil {
		return "", 0, "", fmt.Errorf("ask telegram for the webhook: %w", a.judge(f))
	}
	if s.failed(a.Now()) {
		lastError = s.why()
	}
	return s.URL, s.Pending, lastError, nil
}

// why is Telegram's message as one word; the message itself may hold an address.
func (s standing) why() string {
	said := strings.ToLower(s.Failure)
	for _, w := range [...]struct{ part, word string }{
		{"wrong response", "refused"}, {"timeout", "timeout"}, {"timed out", "timeout"}, {"ssl", "certificate"},
		{"certificate", "certificate"}, {"resolve", "name"}, {"connection", "connection"},
	} {
		if strings.Contains(said, w.part) {
			return w.word
		}
	}
	return "other"
}

// watchWebhook sets the webhook, and then looks at it again and again until ctx
// ends: a wrong address is put right, updates that wait for long or do not arrive
// are told to the desk (goal R15).
func (in intake) watchWebhook(ctx context.Context) {
	var out outage
	var pending time.Time // since when updates have been waiting
	for set := false; ctx.Err() == nil; {
		var s standing
		var f *fault
		began := in.Now()
		if !set {
			f = in.setWebhook(ctx)
		}
		if f == nil {
			s, f = in.webhook(ctx)
		}
		if f != nil {
			if f.code == http.StatusBadRequest {
				_ = in.tell(ctx, badWebhook) // said again with the next try
			}
			if !in.rest(ctx, &out, f) {
				return
			}
			continue
		}
		out.over()
		now := in.Now()
		switch {
		case s.Pending == 0:
			pending = time.Time{}
			in.backlog.empty(began)
		case pending.IsZero():
			pending = now
		}
		if s.failed(now) || !pending.IsZero() && now.Sub(pending) > pendingFor {
			_ = in.tell(ctx, badWebhook) // said again with the next look
		}
		// A wrong secret shows as updates that we refuse: setting it again mends it.
		set = s.URL == in.Webhook && !s.failed(now)
		if s.URL != in.Webhook {
			in.Log.WarnContext(ctx, "telegram: the webhook was not ours; it is set again")
			set = in.setWebhook(ctx) == nil
		}
		if !in.waitToLook(ctx) {
			return
		}
	}
}

func (in intake) setWebhook(ctx context.Context) *fault {
	_, f := in.call(ctx, in.pace.call, "setWebhook", tgbotapi.Params{
		"url": in.Webhook, "secret_token": in.Secret, "allowed_updates": wanted, "max_connections": connections,
	})
	return f
}
