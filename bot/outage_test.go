package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"omzien/storage/storagetest"
)

// gate stands between the program and PostgreSQL; shut, nothing gets through.
type gate struct {
	l      net.Listener
	target string
	mu     sync.Mutex
	isShut bool
	conns  []net.Conn
}

func newGate(t *testing.T, target string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{l: l, target: target}
	t.Cleanup(func() { l.Close(); g.shut(true) })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(from)
		}
	}()
	return g
}

func (g *gate) pass(from net.Conn) {
	to, err := net.Dial("tcp", g.target)
	if err != nil {
		from.Close()
		return
	}
	g.mu.Lock()
	g.conns = append(g.conns, from, to)
	if g.isShut {
		from.Close()
		to.Close()
	}
	g.mu.Unlock()
	go func() { io.Copy(to, from); to.Close() }()
	io.Copy(from, to)
	from.Close()
}

// shut cuts all that stands and refuses all that comes; or opens again.
func (g *gate) shut(is bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.isShut = is
	if !is {
		return
	}
	for _, c := range g.conns {
		c.Close()
	}
	g.conns = nil
}

// R9, in small: the database goes away under a running program, twice. What
// comes in meanwhile is not acknowledged, /readyz says 503, and all goes on by
// itself: the page shows what was not sent, and sends it.
func TestR9_TheDatabaseGoesAwayAndComesBack(t *testing.T) {
	in := browser(t)
	base := storagetest.Durable(t)
	u, err := url.Parse(base.TCP)
	if err != nil {
		t.Fatal(err)
	}
	g := newGate(t, u.Host)
	u.Host = g.l.Addr().String()
	p := start(t, "DATABASE_URL="+u.String(), "OMZIEN_KEY_FILE="+base.KeyFile)
	person := newTab(t, in, "person", 390, 844)
	person.goes(p.base + "/")
	person.reads("Kun je nu vrij praten?")
	status := func() int {
		resp, err := http.Get(p.base + "/readyz")
		if err != nil {
			return 0
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for i := range 2 {
		words := fmt.Sprintf("Dit schrijf ik in storing %d.", i+1)
		g.shut(true)
		p.until("it says that it is not ready", func() bool { return status() == http.StatusServiceUnavailable })
		person.writes(words)
		person.reads("niet verstuurd")
		g.shut(false)
		p.until("it is ready again", func() bool { return status() == http.StatusOK })
		person.eval("saw it sent", `return !document.body.innerText.includes("niet verstuurd")`)
		if n := person.count(words); n != 1 {
			t.Errorf("the page says %q %d times:\n%s", words, n, person.page())
		}
	}
	if out := p.out.String(); strings.Contains(out, "storing") || strings.Contains(out, "panic") {
		t.Errorf("the log says:\n%s", out)
	}
}
