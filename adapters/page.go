package adapters

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
	"unicode/utf8"
)

// PageHeaders sets what every response of a page carries, errors too (goal S22):
// only our own script, style sheet, pictures, videos and requests; nothing inline, no frames,
// no other site; nothing kept in a cache. secure: people reach us by https.
func PageHeaders(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "+
		"connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "+
		"require-trusted-types-for 'script'; trusted-types 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
}

// Why ReadJSON refused a request. None repeats what was sent.
var (
	ErrType = errors.New("the request is not JSON")
	ErrSize = errors.New("the request is too long")
	ErrForm = errors.New("the request is not what the page sends")
)

// slowest is how long a client may take to send a request's body. It holds its
// connection for that long, and nothing else.
const slowest = 20 * time.Second

// ReadJSON reads a request that carries one JSON value of the shape of into, in
// at most most bytes. The error is ErrType, ErrSize or ErrForm.
func ReadJSON(w http.ResponseWriter, r *http.Request, most int64, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return ErrType
	}
	// Where the connection knows no deadline, the server's own holds.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(slowest))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return ErrSize
	case err != nil || !utf8.Valid(body):
		return ErrForm
	}
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	if in.Decode(into) != nil || in.Decode(&struct{}{}) != io.EOF {
		return ErrForm
	}
	return nil
}

// WriteJSON answers with v. What cannot be written is lost with its connection.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return fmt.Errorf("write a response: %w", err)
	}
	return nil
}
