package webdesk

import (
	"net/http"
	"net/url"

	"omzien/adapters"
)

// maxBody bounds what a request may bring, in bytes.
const maxBody = 64 << 10

// What a worker reads when something is refused.
const (
	textSignedOut  = "Je bent niet meer aangemeld. Wat je typte, staat er nog. Open een nieuwe aanmeldlink in een ander tabblad, en kom dan hier terug."
	textLinkGone   = "Deze link werkt niet (meer). Een link werkt één keer, en tien minuten lang. Werk je ook in Slack? Typ daar /omzien webdesk. Vraag anders een nieuwe link aan wie Omzien bij jullie beheert."
	textName       = "Vul je voornaam in: 2 tot 40 letters."
	textDown       = "Omzien kan nu even niets bewaren. We proberen het zo weer."
	textForged     = "Dit verzoek kwam niet van deze pagina."
	textMalformed  = "Dit verzoek klopt niet."
	textTooLong    = "Deze tekst is te lang. Stuur hem in stukken."
	textRegistered = "een aanmelding, niet via de chat"
	textOther      = "In deze browser is nu iemand anders aangemeld. Er is niets verstuurd. Bewaar wat je typte, en ververs dan de pagina."
)

// opens tells whether the page may be opened from a link elsewhere.
func opens(path string) bool {
	switch path {
	case "/desk", "/desk/in", "/desk/draaiboek", "/desk/dagstart", "/desk/belcirkels", picturePage:
		return true
	}
	return false
}

// guard puts the headers on every response, errors too, and refuses what does
// not come from our own page.
func (d *Desk) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		adapters.PageHeaders(w.Header(), d.secure)
		if d.forged.Check(r) != nil || r.Method == http.MethodGet && !d.ownOrigin(r) {
			d.refuse(w, http.StatusForbidden, "origin", textForged)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ownOrigin tells whether the browser, as far as it says so, reads on behalf of
// our own page; the standard library's check lets every reading through. Opening
// a page from a link elsewhere is allowed: what that page loads comes from itself.
func (d *Desk) ownOrigin(r *http.Request) bool {
	if o := r.Header.Get("Origin"); o != "" && o != d.public {
		u, err := url.Parse(o)
		if err != nil || u.Host != r.Host {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	default:
		return r.Header.Get("Sec-Fetch-Mode") == "navigate" && opens(r.URL.Path)
	}
}

// take reads a JSON body of one known shape. False: it was refused already.
func (d *Desk) take(w http.ResponseWriter, r *http.Request, into any) bool {
	return d.reads(w, r, maxBody, textTooLong, into)
}

// reads is take for a body of at most so many bytes; large is what whoever sent more
// is told.
func (d *Desk) reads(w http.ResponseWriter, r *http.Request, most int64, large string, into any) bool {
	switch adapters.ReadJSON(w, r, most, into) {
	case nil:
		return true
	case adapters.ErrType:
		d.refuse(w, http.StatusUnsupportedMediaType, "content_type", textMalformed)
	case adapters.ErrSize:
		d.refuse(w, http.StatusRequestEntityTooLarge, "oversized", large)
	default:
		d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
	}
	return false
}

// refuse counts a request that is not done, and says so in words.
func (d *Desk) refuse(w http.ResponseWriter, status int, reason, text string) {
	d.count(reason)
	d.give(w, status, map[string]string{"text": text})
}

// down says that nothing was stored or read, and to ask again.
func (d *Desk) down(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	d.refuse(w, http.StatusServiceUnavailable, "down", textDown)
}

func (d *Desk) give(w http.ResponseWriter, status int, v any) {
	if err := adapters.WriteJSON(w, status, v); err != nil {
		d.log.Debug("webdesk: a response was not read to its end")
	}
}
