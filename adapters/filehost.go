package adapters

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"omzien/bot/chat"
)

// Opener is an adapter that can fetch what a file holds which somebody sent there:
// one whose File.At is its Name.
//
// The bytes are as the platform gives them: whoever shows them makes them fit
// first. An error is marked as one of Send: Permanent means that the file is gone
// for us, or over chat.FileMost; then errors.Is(err, ErrLarge). It carries no
// address, no name and no secret. Open takes no longer than 15 s.
type Opener interface {
	Open(ctx context.Context, f chat.File) ([]byte, error)
}

// ErrLarge means that a file is over chat.FileMost.
var ErrLarge = errors.New("the file is too large")

// What can be wrong with a download besides (goal S10).
var (
	errElsewhere = errors.New("the file is not at the platform's own host")
	errPrivate   = errors.New("the host's address is not a public one")
	errNoAnswer  = errors.New("no answer")
)

// FileHost is where a platform keeps files. Make it with NewFileHost.
type FileHost struct {
	origin *url.URL
	client *http.Client
}

// How long a download may take, to its last byte, and an upload, to the answer: of
// FileTime enough is left to show what was uploaded.
const (
	downloadWithin = 15 * time.Second
	uploadWithin   = FileTime - 15*time.Second
)

// NewFileHost makes downloads from the host of origin, as in https://files.slack.com,
// and from nowhere else: a redirect is not followed, and an address of the host
// that is not a public one is not called. Only where origin itself names this
// machine or one beside it, by its address, is it called there, and without https
// on this machine alone. close ends idle connections.
func NewFileHost(origin string) (d *FileHost, close func(), err error) {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, nil, errors.New("the host of files must be like https://files.example.com")
	}
	near := nearby(u.Hostname())
	if u.Scheme != "https" && !(u.Scheme == "http" && near == onThisMachine) {
		return nil, nil, errors.New("files are fetched by https")
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: 2,
		IdleConnTimeout:     30 * time.Second,
		DisableCompression:  true, // the limit is one of bytes as they come
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	if near == farAway && proxy == nil && err == nil { // a proxy finds the host itself
		dialer.Control = publicOnly
	}
	transport.DialContext = dialer.DialContext
	client := &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &FileHost{u, client}, transport.CloseIdleConnections, nil
}

// Get fetches what stands at the address, and the type that the host says it has.
// The error is marked as one of Open.
func (d *FileHost) Get(ctx context.Context, address string, header http.Header) (content []byte, mime string, err error) {
	content, mime, err = d.get(ctx, address, header)
	if err != nil {
		return nil, "", fmt.Errorf("fetch a file: %w", err)
	}
	return content, mime, nil
}

func (d *FileHost) get(ctx context.Context, address string, header http.Header) ([]byte, string, error) {
	if !d.ours(address) {
		return nil, "", Permanent(errElsewhere)
	}
	var connected atomic.Bool
	ctx, done := context.WithTimeout(ctx, downloadWithin)
	defer done()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", Permanent(errElsewhere)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	answer, err := d.client.Do(r)
	switch {
	case errors.Is(err, errPrivate):
		return nil, "", Permanent(errPrivate)
	case err != nil && !connected.Load():
		return nil, "", Unwritten(errNoAnswer)
	case err != nil: // its text would show the address
		return nil, "", Uncertain(errNoAnswer)
	}
	defer answer.Body.Close()
	if err := refusal(answer); err != nil {
		return nil, "", err
	}
	if answer.ContentLength > chat.FileMost {
		return nil, "", Permanent(ErrLarge)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, chat.FileMost+1))
	switch {
	case err != nil:
		return nil, "", Uncertain(errNoAnswer)
	case len(content) > chat.FileMost:
		return nil, "", Permanent(ErrLarge)
	}
	return content, answer.Header.Get("Content-Type"), nil
}

// Post hands content in at the address, which the platform named for it. It shows
// nothing to anybody yet, so an error never means that something may have arrived.
func (d *FileHost) Post(ctx context.Context, address string, content []byte) error {
	if !d.ours(address) {
		return fmt.Errorf("hand a file in: %w", Permanent(errElsewhere))
	}
	ctx, done := context.WithTimeout(ctx, uploadWithin)
	defer done()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("hand a file in: %w", Permanent(errElsewhere))
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	answer, err := d.client.Do(r)
	if err != nil {
		return fmt.Errorf("hand a file in: %w", Unwritten(errNoAnswer))
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	if err := refusal(answer); err != nil {
		if outcome, _ := Judge(err); outcome == Unknown {
			err = Unwritten(err)
		}
		return fmt.Errorf("hand a file in: %w", err)
	}
	return nil
}

// ours tells whether the address is one of the host's.
func (d *FileHost) ours(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == d.origin.Scheme && strings.EqualFold(u.Host, d.origin.Host) && u.User == nil
}

// refusal is what an answer that brings no file says.
func refusal(answer *http.Response) error {
	said := fmt.Errorf("the host answered %d", answer.StatusCode)
	switch code := answer.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return RetryAfter(max(time.Duration(seconds)*time.Second, time.Second), said)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return RouteClosed(said)
	case code >= 300 && code < 400:
		return Permanent(errElsewhere)
	case code >= 400 && code < 500:
		return Permanent(said)
	}
	return Uncertain(said)
}

// distance is how near a host is, by its name as it is configured.
type distance int

const (
	farAway distance = iota
	beside
	onThisMachine
)

func nearby(host string) distance {
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "localhost", err == nil && ip.IsLoopback():
		return onThisMachine
	case err == nil && !isPublic(ip):
		return beside
	}
	return farAway
}

// publicOnly refuses to call what is no public address. It sees the address after
// the name was looked up, for each call anew: a name that points elsewhere by then
// does not help.
func publicOnly(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(to.Addr()) {
		return errPrivate
	}
	return nil
}

// isPublic tells whether an address is one of the internet at large. That of
// machines' own data in a data centre, 169.254.169.254, is none.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, own := range ownNetworks {
		if own.Contains(ip) {
			return false
		}
	}
	return true
}

// ownNetworks are kept for other uses than the internet, by IANA's registries,
// besides those that netip knows.
var ownNetworks = [...]netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}
