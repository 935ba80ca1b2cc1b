package demo

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
)

// flat is a world with one page, which says what it was asked.
type flat struct {
	asked  []*http.Request
	passed time.Duration
	ended  int
}

func (*flat) Now() time.Time                                  { return morning }
func (f *flat) Pass(_ context.Context, d time.Duration) error { f.passed += d; return nil }
func (*flat) Phones() *Phones                                 { return nil }
func (f *flat) End() error                                    { f.ended++; return nil }
func (*flat) Visitor() []*http.Cookie                         { return []*http.Cookie{{Name: "talk", Value: "sam", Path: "/"}} }
func (*flat) SignIn(context.Context) ([]*http.Cookie, error) {
	return []*http.Cookie{{Name: "omzien-desk", Value: "noor", Path: "/", HttpOnly: true}}, nil
}

func (*flat) Enrolled(context.Context) ([]Owner, error) { return nil, nil }

func (f *flat) Pages() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r)
		adapters.PageHeaders(w.Header(), false)
		http.SetCookie(w, &http.Cookie{Name: "talk", Value: "new", Path: "/"})
		io.WriteString(w, "de pagina")
	})
}

const host = "127.0.0.1:4321"

func onStage(t *testing.T) (*Stage, *flat) {
	t.Helper()
	f := &flat{}
	s, err := NewStage([]Scene{{Name: "een", Label: "Een", Desk: "/desk", Begin: func(context.Context) (World, error) { return f, nil }}}, host, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Begin(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	return s, f
}

// asks asks the stage as a browser does.
func asks(s *Stage, method, path, body string, change func(*http.Request)) *http.Response {
	r := httptest.NewRequest(method, "http://"+host+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:55555"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

// The program's pages stand in frames here, and nowhere else: of all that they answer
// only that changes, and the names of their cookies.
func TestThePagesStandInOurFramesOnly(t *testing.T) {
	s, f := onStage(t)
	resp := asks(s, http.MethodGet, "/desk", "", func(r *http.Request) {
		r.Header.Set("Cookie", "talk=real; omzien-desk=real; oefening-4321-talk=sam; oefening-9999-talk=other")
	})
	policy := resp.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors 'self'") || strings.Contains(policy, "frame-ancestors 'none'") ||
		!strings.Contains(policy, "script-src 'self'") || resp.Header.Get("X-Frame-Options") != "SAMEORIGIN" {
		t.Errorf("%v", resp.Header)
	}
	if got := f.asked[0].Header.Get("Cookie"); got != "talk=sam" {
		t.Errorf("the program is shown the cookies %q: those of a real one beside it are none of its own", got)
	}
	if c := resp.Cookies(); len(c) != 1 || c[0].Name != "oefening-4321-talk" || c[0].Value != "new" {
		t.Errorf("the browser keeps %v", c)
	}
}

// Whoever comes is the worker at once. Whose talk the browser has changes with the
// scene, and not while one is on.
func TestWhoeverComesIsSignedIn(t *testing.T) {
	s, _ := onStage(t)
	given := func(resp *http.Response) string {
		var names []string
		for _, c := range resp.Cookies() {
			if !c.HttpOnly && !strings.HasSuffix(c.Name, "talk") {
				t.Errorf("a script reads %s", c.Name)
			}
			names = append(names, c.Name)
		}
		return strings.Join(names, " ")
	}
	first := asks(s, http.MethodGet, "/oefening", "", nil)
	if got := given(first); !strings.Contains(got, "omzien-desk") || !strings.Contains(got, "talk") {
		t.Errorf("the first time: %s", got)
	}
	again := func(r *http.Request) {
		for _, c := range first.Cookies() {
			r.AddCookie(c)
		}
	}
	if got := given(asks(s, http.MethodGet, "/oefening", "", again)); strings.Contains(got, "talk") || !strings.Contains(got, "omzien-desk") {
		t.Errorf("the second time: %s", got)
	}
	if got := given(asks(s, http.MethodPost, "/oefening/scene", `{"scene":"een"}`, again)); !strings.Contains(got, "talk") {
		t.Errorf("another scene: %s", got)
	}
}

// The clock goes as far as somebody stays signed in, and only at the word of our own
// page on this machine.
func TestTheClockGoesForwardOnOurOwnPageOnly(t *testing.T) {
	s, f := onStage(t)
	tests := []struct {
		name, body string
		change     func(*http.Request)
		want       int
		passed     time.Duration
	}{
		{"an hour", `{"minutes":60}`, nil, http.StatusOK, time.Hour},
		{"back", `{"minutes":-60}`, nil, http.StatusBadRequest, 0},
		{"too far", `{"minutes":1440}`, nil, http.StatusBadRequest, 0},
		{"nonsense", `{"hours":1}`, nil, http.StatusBadRequest, 0},
		{"from another site", `{"minutes":60}`, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden, 0},
		{"from another machine", `{"minutes":60}`, func(r *http.Request) { r.RemoteAddr = "192.168.1.4:55555" }, http.StatusMisdirectedRequest, 0},
		{"by another name", `{"minutes":60}`, func(r *http.Request) { r.Host = "rebound.example.nl:4321" }, http.StatusMisdirectedRequest, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f.passed = 0
			if resp := asks(s, http.MethodPost, "/oefening/later", tt.body, tt.change); resp.StatusCode != tt.want || f.passed != tt.passed {
				t.Errorf("%s, and %s passed", resp.Status, f.passed)
			}
		})
	}
}

// Each scene ends the one before, and the end ends the last.
func TestASceneEndsTheOneBefore(t *testing.T) {
	s, f := onStage(t)
	if err := s.Begin(t.Context(), 0); err != nil || f.ended != 1 {
		t.Errorf("%v, %d ended", err, f.ended)
	}
	for range 2 { // the second time there is nothing left to end
		if err := s.End(); err != nil || f.ended != 2 {
			t.Errorf("%v, %d ended", err, f.ended)
		}
	}
	if resp := asks(s, http.MethodGet, "/desk", "", nil); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("afterwards: %s", resp.Status)
	}
}
