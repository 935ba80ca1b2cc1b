package storage_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"omzien/bot/chat"
)

// proxy stands between a store and PostgreSQL. It cuts connections, after a
// number of messages in one of the directions, or goes silent: it keeps them and passes
// nothing on.
type proxy struct {
	l      net.Listener
	target string

	mu     sync.Mutex
	silent chan struct{} // closed while nothing passes
	cut    func() int64  // messages until the cut: odd ones from the server, even ones to it
	fuse   *int64        // for all together: bytes from the server until the next cut
	conns  map[net.Conn]bool
}

func newProxy(t *testing.T, target string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	p := &proxy{l: l, target: target, silent: make(chan struct{}), conns: make(map[net.Conn]bool)}
	t.Cleanup(p.close)
	go p.accept()
	return p
}

func (p *proxy) accept() {
	for {
		from, err := p.l.Accept()
		if err != nil {
			return
		}
		go p.pass(from)
	}
}

func (p *proxy) pass(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer to.Close()
	p.mu.Lock()
	p.conns[from], p.conns[to] = true, true
	up, down := int64(-1), int64(-1)
	if p.cut != nil {
		if down = p.cut(); down%2 == 0 {
			up, down = down, -1
		}
	}
	p.mu.Unlock()
	over := make(chan struct{}, 2)
	go func() { p.copy(to, from, false, up); over <- struct{}{} }()
	go func() { p.copy(from, to, true, down); over <- struct{}{} }()
	<-over
}

// copy passes bytes on until an end is closed or left messages have passed.
func (p *proxy) copy(to io.Writer, from io.Reader, server bool, left int64) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		silent := p.silent
		blown := false
		if server && p.fuse != nil {
			if *p.fuse -= int64(n); *p.fuse < 0 {
				blown, p.fuse = true, nil
			}
		}
		p.mu.Unlock()
		if blown {
			return
		}
		select {
		case <-silent:
			continue // swallowed: the other side waits for ever
		default:
		}
		if left >= 0 {
			if left--; left < 0 {
				return
			}
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// hush makes it silent from now on.
func (p *proxy) hush() { close(p.silent) }

func (p *proxy) close() {
	p.l.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
}

// through is the same database address by way of the proxy.
func (p *proxy) through(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	ok(t, err)
	u.Host = p.l.Addr().String()
	return u.String()
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	ok(t, err)
	return u.Host
}

// cutNext cuts every connection that stands, once so many more bytes have come
// from the server.
func (p *proxy) cutNext(bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fuse = &bytes
}

// areDown wants each call, all of them at once, to say that the database is away.
func areDown(t *testing.T, calls map[string]func() error) {
	t.Helper()
	var all sync.WaitGroup
	for name, call := range calls {
		all.Go(func() {
			if err := call(); !errors.Is(err, chat.ErrDown) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	all.Wait()
}
