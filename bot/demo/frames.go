package demo

import (
	"context"
	"net"
	"net/http"
	"strings"
)

// showWorld serves the program's own pages, so that they may stand in frames of ours.
func (s *Stage) showWorld(w http.ResponseWriter, r *http.Request) {
	world, _, _, ok := s.now()
	if !ok {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "De oefening begint zo.", http.StatusServiceUnavailable)
		return
	}
	if strings.HasSuffix(r.URL.Path, "/stream") {
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		n := s.listens(stop)
		defer s.forgets(n)
		r = r.WithContext(ctx)
	}
	f := &framed{ResponseWriter: w, prefix: s.prefix()}
	world.Pages().ServeHTTP(f, s.ours(r))
	f.let()
}

func (s *Stage) listens(stop context.CancelFunc) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened++
	s.streams[s.opened] = stop
	return s.opened
}

func (s *Stage) forgets(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.streams, n)
}

// prefix is before the names of the program's cookies here: browsers keep those of
// all ports of an address together, and a real Omzien may run beside us.
func (s *Stage) prefix() string {
	_, port, _ := net.SplitHostPort(s.host)
	return "oefening-" + port + "-"
}

// ours is the request as the program would have got it: with its own cookies.
func (s *Stage) ours(r *http.Request) *http.Request {
	r = r.Clone(r.Context())
	cookies := r.Cookies()
	r.Header.Del("Cookie")
	for _, c := range cookies {
		if name, is := strings.CutPrefix(c.Name, s.prefix()); is {
			r.AddCookie(&http.Cookie{Name: name, Value: c.Value})
		}
	}
	return r
}

// framed lets the program's pages stand in frames of the stage, and names their
// cookies anew. Nothing else of what they answer changes.
type framed struct {
	http.ResponseWriter
	prefix string
	done   bool
}

func (f *framed) let() {
	if f.done {
		return
	}
	f.done = true
	h := f.Header()
	if policy := h.Get("Content-Security-Policy"); policy != "" {
		h.Set("Content-Security-Policy", strings.ReplaceAll(policy, "frame-ancestors 'none'", "frame-ancestors 'self'"))
		h.Set("X-Frame-Options", "SAMEORIGIN")
	}
	if cookies := h.Values("Set-Cookie"); len(cookies) > 0 {
		named := make([]string, len(cookies))
		for i, c := range cookies {
			named[i] = f.prefix + c
		}
		h["Set-Cookie"] = named
	}
}

func (f *framed) WriteHeader(status int) {
	f.let()
	f.ResponseWriter.WriteHeader(status)
}

func (f *framed) Write(b []byte) (int, error) {
	f.let()
	return f.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (f *framed) Unwrap() http.ResponseWriter { return f.ResponseWriter }
