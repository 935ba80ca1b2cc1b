package phone

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
)

// The reasons why a request is refused. They are counted.
const (
	badOrigin = "origin"       // another site sends it
	badType   = "content_type" // not a form
	badForm   = "malformed"    // not what the page sends
	badToken  = "token"        // a link that opens nothing (any more)
	badPath   = "path"
	crowded   = "crowded" // more than we allow
	broken    = "panic"   // our own fault
	down      = "down"    // nothing could be read or stored
)

// policy lets a page load our own style sheet and send its form to us; nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// largest is the most bytes that a press takes, and slowest how long it may take to
// arrive.
const (
	largest = 2 << 10
	slowest = 20 * time.Second
)

// tokenForm is what a link's secret looks like.
var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{20,64}$`)

// guard puts the headers on every response, refuses what another site sends, and
// turns a panic into a refusal that tells nothing.
func (a *Adapter) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		adapters.PageHeaders(w.Header(), a.secure)
		w.Header().Set("Content-Security-Policy", policy)
		defer func() {
			switch p := recover(); {
			case p == nil:
			case p == http.ErrAbortHandler:
				panic(p)
			default:
				// Only the type: the value might hold what stands on the page.
				a.Log.ErrorContext(r.Context(), "telefoon: a request panicked", "type", fmt.Sprintf("%T", p))
				a.refuse(w, r, http.StatusServiceUnavailable, broken)
			}
		}()
		if wait, ok := a.asking.Take(adapters.Client(r, a.Proxies), a.Now()); !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
			a.refuse(w, r, http.StatusTooManyRequests, crowded)
			return
		}
		if r.Method == http.MethodPost && !a.ownForm(r) {
			a.refuse(w, r, http.StatusForbidden, badOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ownForm tells whether the browser, as far as it says so, sends a form of our own
// page. What proves who presses is the link's secret, which stands in the address: no
// browser adds it by itself, so another site could send nothing that counts. Old
// browsers say Origin: null here, because our pages tell nobody where they stand.
func (a *Adapter) ownForm(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "null" || strings.EqualFold(origin, a.public) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// form reads what was pressed. False: it was refused already.
func (a *Adapter) form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		a.refuse(w, r, http.StatusUnsupportedMediaType, badType)
		return nil, false
	}
	// Where the connection knows no deadline, the server's own holds.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	r.Body = http.MaxBytesReader(w, r.Body, largest)
	if err := r.ParseForm(); err != nil {
		a.refuse(w, r, http.StatusBadRequest, badForm)
		return nil, false
	}
	return r.PostForm, true
}

// refuse counts a request of which nothing came, and says so on a page. Its error
// carries neither the path nor anything that was sent.
func (a *Adapter) refuse(w http.ResponseWriter, _ *http.Request, status int, reason string) {
	a.Count(reason)
	v := refusal{Title: a.Title, Heading: "Dat lukte niet", Text: textRefused}
	switch reason {
	case badToken, badPath:
		v.Heading, v.Text = "Deze link werkt niet (meer)", textGone
	case crowded:
		v.Heading, v.Text = "Even wachten", textCrowded
	case down, broken:
		if w.Header().Get("Retry-After") == "" {
			w.Header().Set("Retry-After", "1")
		}
		v.Text = textDown
	}
	a.draw(w, status, "refused", v)
}

// refusal is the page that says why nothing came of it.
type refusal struct{ Title, Heading, Text string }

const (
	textGone    = "Een link werkt alleen voor wie hem kreeg, en niet voor altijd. Staat er een nieuwer bericht? Open dan de link daarin."
	textCrowded = "Er kwamen veel verzoeken tegelijk. Probeer het over een minuut nog eens."
	textDown    = "Omzien kan nu even niets laten zien of bewaren. Wat je net drukte, is misschien niet bewaard. Ga terug en probeer het zo nog eens."
	textRefused = "Dit verzoek kwam niet van deze pagina. Ga terug en probeer het nog eens."
)
