package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
)

const (
	// largest is how large a request or envelope may be, in bytes.
	largest = 1 << 20
	// window is how far Slack's time of a request may be from ours: one that was
	// caught is of no use to others after that.
	window = 5 * time.Minute
)

var _ adapters.Web = (*Adapter)(nil)

// Routes implements adapters.Web: Slack's requests, where there is no app token.
// Each is proven on its raw body before anything of it is read. It is answered
// with 2xx only once all of it is stored; where it is not, Slack brings it again,
// and is never turned away for doing so. What Slack signed for another workspace, or
// another app, is answered with 200 and goes nowhere: Slack switches events off for
// every workspace of an app where most of one hour's are refused.
func (a *Adapter) Routes(handle adapters.Handler) http.Handler {
	mux := http.NewServeMux()
	if a.AppToken != "" || a.SigningSecret == "" {
		return mux
	}
	mux.HandleFunc("POST /slack/events", a.receiveHTTP(kindEvent, handle))
	mux.HandleFunc("POST /slack/interactivity", a.receiveHTTP(kindPress, handle))
	mux.HandleFunc("POST /slack/commands", a.receiveHTTP(kindCommand, handle))
	return mux
}

func (a *Adapter) receiveHTTP(kind string, handle adapters.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, status := a.proven(w, r)
		if status != 0 {
			a.Count("unproven")
			w.WriteHeader(status)
			return
		}
		payload, err := unwrap(kind, body)
		var b brought
		if err == nil {
			b, err = a.parse(kind, payload)
		}
		if err != nil {
			a.Count("malformed")
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if b.challenge != "" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			io.WriteString(w, b.challenge)
			return
		}
		// Slack hangs up after 3 s. What takes longer is stored all the same; else
		// a slow database would never store it.
		ctx, done := a.apart(r.Context())
		defer done()
		tell, err := a.carry(ctx, b, a.inbound.turns.join(b.thread), handle)
		switch {
		case errors.Is(err, errForeign):
			w.WriteHeader(http.StatusOK)
		case err != nil:
			a.Log.Warn("slack: a request was not stored; Slack brings it again", "kind", kind, "err", err)
			a.Count("not_stored")
			a.missing("not_stored")
			w.WriteHeader(http.StatusServiceUnavailable)
		case b.reply != nil:
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(b.reply)
		default:
			w.WriteHeader(http.StatusOK)
		}
		a.tell(tell)
	}
}

// proven reads a request's body and checks that Slack sent it, now. A status
// other than 0 says why not.
func (a *Adapter) proven(w http.ResponseWriter, r *http.Request) (body []byte, status int) {
	signatures, stamps := r.Header.Values("X-Slack-Signature"), r.Header.Values("X-Slack-Request-Timestamp")
	if len(signatures) != 1 || len(stamps) != 1 {
		return nil, http.StatusUnauthorized
	}
	at, err := strconv.ParseUint(stamps[0], 10, 40)
	if err != nil || a.Now().Sub(time.Unix(int64(at), 0)).Abs() > window {
		return nil, http.StatusUnauthorized
	}
	body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge
	case err != nil:
		return nil, http.StatusBadRequest
	}
	given, ok := strings.CutPrefix(signatures[0], "v0=")
	sum, err := hex.DecodeString(given)
	if !ok || err != nil || !hmac.Equal(sum, a.signature(stamps[0], body)) {
		return nil, http.StatusUnauthorized
	}
	return body, 0
}

// signature is what Slack signs a request with.
func (a *Adapter) signature(stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(a.SigningSecret))
	io.WriteString(mac, "v0:"+stamp+":")
	mac.Write(body)
	return mac.Sum(nil)
}

// unwrap gives what a request carries in the form that Socket Mode has.
func unwrap(kind string, body []byte) ([]byte, error) {
	if kind == kindEvent {
		return body, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errUnreadable
	}
	if kind == kindPress {
		return []byte(form.Get("payload")), nil
	}
	fields := make(map[string]string, len(form))
	for name := range form {
		fields[name] = form.Get(name)
	}
	return json.Marshal(fields)
}
