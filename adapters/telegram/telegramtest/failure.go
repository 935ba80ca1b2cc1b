package telegramtest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Failure is a way in which Telegram does not do as it was asked.
type Failure string

const (
	Fine      Failure = "fine"
	Closed    Failure = "closed"    // nothing listens there
	Blocked   Failure = "blocked"   // 403: as if everybody had blocked the bot
	Rejecting Failure = "rejecting" // 400
	Busy      Failure = "busy"      // 429, with Pause
	Silent    Failure = "silent"    // takes the request and never answers
	Dropped   Failure = "dropped"   // takes the request and cuts the connection
	Broken    Failure = "broken"    // 502, with a page of HTML
	Half      Failure = "half"      // does as asked, but the answer breaks off
)

// Pause is what a Busy platform asks for.
const Pause = 7 * time.Second

// Fail makes everything that speaks to people fail so from now on; Fine ends it.
// Asking for updates goes on, except where nothing listens.
func (f *Fake) Fail(how Failure) {
	f.do(func() { f.failure = how })
	f.mu.Lock()
	listening := f.server != nil
	f.mu.Unlock()
	switch {
	case how == Closed:
		f.shut()
	case !listening:
		f.open()
	}
}

// Limit answers 429 to the next request that speaks to people, and fails the test
// when another one comes before retry has passed on the fake's clock.
func (f *Fake) Limit(retry time.Duration) {
	f.do(func() { f.failure = limiting; f.quiet = f.now().Add(retry) })
}

// limiting is Limit before its 429 was given; limited, from then on.
const (
	limiting Failure = "limiting"
	limited  Failure = "limited"
)

// Lose does the next n sendMessage as asked, and cuts the connection instead of
// answering: the bot cannot know that they arrived.
func (f *Fake) Lose(n int) { f.do(func() { f.lose = n }) }

// Revoke makes the token worthless: 401 to everything. Restore undoes it.
func (f *Fake) Revoke() { f.do(func() { f.revoked = true }) }

// Restore makes the token work again.
func (f *Fake) Restore() { f.do(func() { f.revoked = false }) }

// speaking tells whether the method says or shows something to a person.
func speaking(method string) bool {
	switch method {
	case "getMe", "getUpdates", "getWebhookInfo", "setWebhook", "deleteWebhook", "getFile":
		return false
	}
	return true
}

// fails answers a request that shall fail; false: it shall not. Half fails only
// after the deed, and is done is what does it.
func (f *Fake) fails(w http.ResponseWriter, r *http.Request, method string, deed func(http.ResponseWriter)) bool {
	f.mu.Lock()
	how, quiet, now := f.failure, f.quiet, f.now()
	if how == limiting && speaking(method) {
		f.failure = limited
	}
	if how == limited && !now.Before(quiet) {
		f.failure, how = Fine, Fine
	}
	if how == Fine && (Call{Method: method}).Says() && f.lose > 0 {
		f.lose--
		how = lost
	}
	f.mu.Unlock()
	if !speaking(method) || method == "file" && (how == limiting || how == limited) {
		return false
	}
	switch how {
	case Blocked:
		refuse(w, http.StatusForbidden, "Forbidden: bot was blocked by the user", nil)
	case Rejecting:
		refuse(w, http.StatusBadRequest, "Bad Request: message cannot be sent: "+r.PostForm.Get("text"), nil)
	case Busy:
		tooMany(w, Pause)
	case limiting:
		tooMany(w, quiet.Sub(now))
	case limited:
		f.t.Errorf("%s was called %v before retry_after had passed", method, quiet.Sub(now))
		tooMany(w, quiet.Sub(now))
	case Silent:
		select {
		case <-r.Context().Done():
		case <-f.closing:
		}
	case Dropped:
		cut(w, "")
	case Broken:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		fmt.Fprint(w, "<html><head><title>502 Bad Gateway</title></head></html>")
	case Half:
		deed(nowhere{})
		cut(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{\"ok\":true,\"result\":{\"message_id\":")
	case lost:
		deed(nowhere{})
		cut(w, "")
	default:
		return false
	}
	return true
}

// lost is one answer of Lose.
const lost Failure = "lost"

func tooMany(w http.ResponseWriter, wait time.Duration) {
	seconds := int((wait + time.Second - 1) / time.Second)
	refuse(w, http.StatusTooManyRequests, "Too Many Requests: retry after "+strconv.Itoa(seconds), map[string]any{"retry_after": seconds})
}

// cut writes what was already on its way, and cuts the connection.
func cut(w http.ResponseWriter, written string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(conn, written)
	conn.Close()
}

// nowhere takes an answer that nobody gets.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}
