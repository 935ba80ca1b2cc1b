package webchat

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"omzien/adapters"
)

// The reasons why a request is refused. They are counted, and told to the page.
const (
	badOrigin   = "origin"    // another site asks
	badType     = "type"      // not JSON
	badSize     = "size"      // too long
	badForm     = "malformed" // not what the page sends
	badSession  = "session"   // no session, or an ended one
	badToken    = "token"     // a button of somebody else, or none of ours
	tooMany     = "crowded"   // more new talks or streams than we allow
	tooManyKeys = "guessing"  // more return codes than we allow
	badCode     = "code"      // a return code that opens nothing
	broken      = "panic"     // our own fault
	down        = "down"      // not stored: bring it again
)

// largest is the most bytes a request may carry: web words of 16 KiB.
const largest = 16 << 10

// guard sets the headers of every response, refuses what another site sends,
// and turns a panic into a refusal that tells nothing.
func (a *Adapter) guard(next http.Handler) http.Handler {
	inner := a.cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		adapters.PageHeaders(w.Header(), a.secure)
		defer func() {
			switch p := recover(); {
			case p == nil:
			case p == http.ErrAbortHandler:
				panic(p)
			default:
				// Only the type: the value might hold what a person wrote.
				a.Log.ErrorContext(r.Context(), "a request panicked", "type", fmt.Sprintf("%T", p))
				a.refuse(w, http.StatusServiceUnavailable, broken)
			}
		}()
		inner.ServeHTTP(w, r)
	})
}

// reading lets a request through that another site did not cause. It guards
// what is read with GET, which CrossOriginProtection takes for harmless.
func (a *Adapter) reading(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
		if site != "" && site != "same-origin" && site != "none" || origin != "" && !a.ours(origin, r.Host) {
			a.refuse(w, http.StatusForbidden, badOrigin)
			return
		}
		next(w, r)
	}
}

// ours tells whether the origin is the public one, or the host that was asked.
func (a *Adapter) ours(origin, host string) bool {
	if strings.EqualFold(origin, a.origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}

// refuse answers with the reason's word and counts it.
func (a *Adapter) refuse(w http.ResponseWriter, status int, reason string) {
	a.Count(reason)
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	reply(w, status, map[string]string{"error": reason})
}

// reply writes v as JSON. What cannot be written is lost with its connection.
func reply(w http.ResponseWriter, status int, v any) { _ = adapters.WriteJSON(w, status, v) }

// decode reads the request's JSON into v, strictly. False: it was refused.
func (a *Adapter) decode(w http.ResponseWriter, r *http.Request, most int64, v any) bool {
	switch adapters.ReadJSON(w, r, most, v) {
	case nil:
		return true
	case adapters.ErrType:
		a.refuse(w, http.StatusUnsupportedMediaType, badType)
	case adapters.ErrSize:
		a.refuse(w, http.StatusRequestEntityTooLarge, badSize)
	default:
		a.refuse(w, http.StatusBadRequest, badForm)
	}
	return false
}
