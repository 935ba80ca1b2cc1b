package adapters

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"omzien/bot/chat"
)

// TestS10DownloadsComeFromOneHost: none by a redirect, from another host, without
// end, or too large.
func TestS10DownloadsComeFromOneHost(t *testing.T) {
	const secret = "xoxb-geheim"
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("another host was called") }))
	defer other.Close()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			if r.Header.Get("Authorization") != secret {
				t.Error("it came without its token")
			}
			w.Header().Set("Content-Type", "image/jpeg")
			w.Write([]byte("a photo"))
		case "/elsewhere":
			http.Redirect(w, r, other.URL+"/"+secret, http.StatusFound)
		case "/beside":
			http.Redirect(w, r, "/file", http.StatusFound)
		case "/large":
			w.Write(make([]byte, chat.FileMost+1))
		case "/long": // does not say how long it is
			for range chat.FileMost>>20 + 1 {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return
				}
				w.(http.Flusher).Flush()
			}
		case "/half":
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte("half"))
		case "/never":
			<-r.Context().Done()
		case "/busy":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/closed":
			w.WriteHeader(http.StatusForbidden)
		case "/broken":
			w.WriteHeader(http.StatusBadGateway)
		default:
			http.NotFound(w, r)
		}
	}))
	defer host.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tests := []struct {
		name, address string
		want          Outcome
		large         bool
	}{
		{"there", host.URL + "/file", Arrived, false},
		{"a redirect to another host", host.URL + "/elsewhere", Refused, false},
		{"a redirect to the same host", host.URL + "/beside", Refused, false},
		{"another host", other.URL + "/file", Refused, false},
		{"another host with this one's name in it", strings.Replace(host.URL, "http://", "http://user@", 1) + "/file", Refused, false},
		{"another way", strings.Replace(host.URL, "http:", "https:", 1) + "/file", Refused, false},
		{"no address", "::", Refused, false},
		{"too large, and says so", host.URL + "/large", Refused, true},
		{"too large, and does not say so", host.URL + "/long", Refused, true},
		{"cut off", host.URL + "/half", Unknown, false},
		{"busy", host.URL + "/busy", NotYet, false},
		{"not for us", host.URL + "/closed", NoRoute, false},
		{"gone", host.URL + "/gone", Refused, false},
		{"broken", host.URL + "/broken", Unknown, false},
	}
	d, done, err := NewFileHost(host.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content, mime, err := d.Get(t.Context(), tt.address, http.Header{"Authorization": {secret}})
			if got, _ := Judge(err); got != tt.want || errors.Is(err, ErrLarge) != tt.large {
				t.Errorf("%v: %v", got, err)
			}
			if tt.want == Arrived && (string(content) != "a photo" || mime != "image/jpeg") || tt.want != Arrived && content != nil {
				t.Errorf("%d bytes of %q", len(content), mime)
			}
			if err != nil && (strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "127.0.0.1")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
	t.Run("never", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		if _, _, err := d.Get(ctx, host.URL+"/never", nil); err == nil {
			t.Error("it came")
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		d, done, err := NewFileHost(gone.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		_, _, err = d.Get(t.Context(), gone.URL+"/file", nil)
		if got, _ := Judge(err); got != NotYet {
			t.Errorf("%v: %v", got, err)
		}
	})
}

// TestS10ANameThatPointsInside is refused after it was looked up, however it looked
// when it was configured: rebinding does not help.
func TestS10ANameThatPointsInside(t *testing.T) {
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("this machine was called") }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	d, done, err := NewFileHost("https://files.example.com:" + port)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	// As if the name resolved to this machine by now.
	transport := d.client.Transport.(*http.Transport)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dial(ctx, network, inside.Listener.Addr().String())
	}
	_, _, err = d.Get(t.Context(), "https://files.example.com:"+port+"/x", nil)
	if got, _ := Judge(err); got != Refused || !errors.Is(err, errPrivate) {
		t.Errorf("%v: %v", got, err)
	}
}

func TestS10PublicAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"149.154.167.220": true, "2001:67c:4e8:f004::9": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.100.100.200": false,
		"0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00:ec2::254": false,
		"::ffff:169.254.169.254": false, "::ffff:127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
	} {
		if got := isPublic(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

func TestS10HostsOfFiles(t *testing.T) {
	for origin, want := range map[string]bool{
		"https://files.slack.com": true, "https://10.0.0.7": true, "http://127.0.0.1:8081": true, "http://localhost:8081": true,
		"http://files.slack.com": false, "http://10.0.0.7": false, "ftp://files.slack.com": false, "https://": false, "https://a@b": false, "files": false,
	} {
		d, done, err := NewFileHost(origin)
		if (err == nil) != want {
			t.Errorf("%s: %v", origin, err)
		}
		if d != nil {
			done()
		}
	}
}

// slowHost answers each request after so long, as long as it is waited for.
type slowHost time.Duration

func (h slowHost) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-time.After(time.Duration(h)):
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// TestR4_AnUploadHasMoreTimeThanADownload: behind a download somebody looks at a
// page. An upload leaves enough of FileTime to show what was uploaded.
func TestR4_AnUploadHasMoreTimeThanADownload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host, rested, err := NewFileHost("https://files.voorbeeld.nl")
		if err != nil {
			t.Fatal(err)
		}
		defer rested()
		for _, tt := range []struct {
			takes    time.Duration
			up, down Outcome
		}{
			{14 * time.Second, Arrived, Arrived},
			{16 * time.Second, Arrived, NotYet},
			{FileTime - 16*time.Second, Arrived, NotYet},
			{FileTime - 14*time.Second, NotYet, NotYet},
		} {
			host.client.Transport = slowHost(tt.takes)
			if got, _ := Judge(host.Post(t.Context(), "https://files.voorbeeld.nl/upload/1", []byte("film"))); got != tt.up {
				t.Errorf("an upload of %v: judged %d, want %d", tt.takes, got, tt.up)
			}
			_, _, err := host.Get(t.Context(), "https://files.voorbeeld.nl/1", nil)
			if got, _ := Judge(err); got != tt.down {
				t.Errorf("a download of %v: judged %d, want %d", tt.takes, got, tt.down)
			}
		}
	})
}
