package webchat

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	// openFor is how long a talk can be found again while its browser stays
	// open and nobody looks: longer than a weekend with a holiday.
	openFor = 7 * 24 * time.Hour
	// rememberFor is the same for *Onthoud dit gesprek op dit apparaat*.
	rememberFor = 30 * 24 * time.Hour
	// moveAfter is how old the last use must be before it is written again.
	moveAfter = time.Hour
)

// visit is one request of a known person.
type visit struct {
	chat.Session
	token string
}

// remembered tells whether the person wants the device to remember the talk.
func (v visit) remembered() bool { return v.Until.Sub(v.Seen) > openFor }

func (v visit) life() time.Duration {
	if v.remembered() {
		return rememberFor
	}
	return openFor
}

// cookieName: with __Host- a browser takes it from this very host only.
func (a *Adapter) cookieName() string {
	if a.secure {
		return "__Host-talk"
	}
	return "talk"
}

// setCookie gives the browser the token: until it closes, or for the given time.
// A negative time takes it away.
func (a *Adapter) setCookie(w http.ResponseWriter, token string, keep time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: a.cookieName(), Value: token, Path: "/", MaxAge: int(keep / time.Second),
		Secure: a.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// token reads the cookie's token; empty where it cannot be one of ours.
func (a *Adapter) token(r *http.Request) string {
	c, err := r.Cookie(a.cookieName())
	if err != nil {
		return ""
	}
	if b, err := base64.RawURLEncoding.DecodeString(c.Value); err != nil || len(b) != 32 {
		return ""
	}
	return c.Value
}

// visitor finds who asks. chat.ErrUnknown: nobody we know, or no longer.
func (a *Adapter) visitor(r *http.Request) (visit, error) {
	token := a.token(r)
	if token == "" {
		return visit{}, chat.ErrUnknown
	}
	s, err := a.Sessions.Session(r.Context(), token, a.Now())
	if err != nil {
		return visit{}, err
	}
	if s.Kind != Name || s.Chat == "" {
		return visit{}, chat.ErrUnknown
	}
	return visit{s, token}, nil
}

// known passes on requests of people we know, and keeps their session alive.
func (a *Adapter) known(next func(http.ResponseWriter, *http.Request, visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := a.visitor(r)
		switch {
		case errors.Is(err, chat.ErrUnknown):
			a.refuse(w, http.StatusUnauthorized, badSession)
			return
		case err != nil:
			a.refuse(w, http.StatusServiceUnavailable, down)
			return
		}
		a.keep(w, r, v)
		next(w, r, v)
	}
}

// keep moves the session's end, at most once an hour. Where that fails, the next
// request does it.
func (a *Adapter) keep(w http.ResponseWriter, r *http.Request, v visit) {
	now := a.Now()
	if now.Sub(v.Seen) < moveAfter {
		return
	}
	if err := a.Sessions.KeepSession(r.Context(), v.token, now, now.Add(v.life())); err == nil && v.remembered() {
		a.setCookie(w, v.token, rememberFor)
	}
}

// begin makes a session on the chat and hands out its cookie.
func (a *Adapter) begin(w http.ResponseWriter, r *http.Request, chatID string) bool {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	token, now := base64.RawURLEncoding.EncodeToString(secret[:]), a.Now()
	s := chat.Session{Kind: Name, Chat: chatID, Since: now, Seen: now, Until: now.Add(openFor)}
	if err := a.Sessions.OpenSession(r.Context(), token, s); err != nil {
		a.refuse(w, http.StatusServiceUnavailable, down)
		return false
	}
	a.setCookie(w, token, 0)
	return true
}

// openSession gives a newcomer a session. Who has one keeps it.
func (a *Adapter) openSession(w http.ResponseWriter, r *http.Request) {
	if !a.decode(w, r, largest, &struct{}{}) {
		return
	}
	switch _, err := a.visitor(r); {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	case !errors.Is(err, chat.ErrUnknown):
		a.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	if wait, ok := a.newcomers.Take(adapters.Client(r, a.Proxies), a.Now()); !ok {
		a.later(w, wait, tooMany)
		return
	}
	if a.begin(w, r, rand.Text()) {
		w.WriteHeader(http.StatusNoContent)
	}
}

// later refuses for a while.
func (a *Adapter) later(w http.ResponseWriter, wait time.Duration, reason string) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	a.refuse(w, http.StatusTooManyRequests, reason)
}

// remember lets the device keep the talk for rememberFor, or until it closes.
func (a *Adapter) remember(w http.ResponseWriter, r *http.Request, v visit) {
	var in struct {
		On bool `json:"on"`
	}
	if !a.decode(w, r, largest, &in) {
		return
	}
	life, keep := openFor, time.Duration(0)
	if in.On {
		life, keep = rememberFor, rememberFor
	}
	now := a.Now()
	if err := a.Sessions.KeepSession(r.Context(), v.token, now, now.Add(life)); err != nil {
		a.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	a.setCookie(w, v.token, keep)
	w.WriteHeader(http.StatusNoContent)
}

// returnByCode opens the talk of a return code in this browser. A code that was
// never given and one that came too late get the same answer, at a slow pace.
func (a *Adapter) returnByCode(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Code string `json:"code"`
	}
	if !a.decode(w, r, 1<<10, &in) {
		return
	}
	now := a.Now()
	if wait, ok := a.guesses.Take(adapters.Client(r, a.Proxies), now); !ok {
		a.later(w, wait, tooManyKeys)
		return
	}
	if wait, ok := a.allGuess.Take(now); !ok {
		a.later(w, wait, tooManyKeys)
		return
	}
	at, err := a.Sessions.Returning(r.Context(), codeOf(in.Code))
	switch {
	case errors.Is(err, chat.ErrUnknown) || err == nil && at.Adapter != Name:
		a.refuse(w, http.StatusNotFound, badCode)
		return
	case err != nil:
		a.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	before := a.token(r)
	if !a.begin(w, r, at.Chat) {
		return
	}
	if before != "" {
		if err := a.Sessions.EndSession(r.Context(), before); err != nil {
			a.Log.WarnContext(r.Context(), "the session before a return stays until its time")
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// codeOf reads a return code as people type it: words in any case, between
// spaces, dashes or commas.
func codeOf(typed string) string {
	words := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Join(words, "-")
}
