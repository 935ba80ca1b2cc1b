package adaptertest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"unicode/utf16"

	"omzien/adapters/adaptertest/ports"
	"omzien/bot/chat"
)

const (
	longest = 4096
	token   = "Bearer geheim-5b20"
)

// platform is a small strict platform that can fail in every way.
type platform struct {
	t       testing.TB
	addr    string
	mu      sync.Mutex
	server  *http.Server
	door    net.Listener
	failure Failure
	seen    func(Posted)
	said    []saying // the n-th has the receipt "said-n"
}

func newPlatform(t testing.TB) *platform {
	p := &platform{t: t, failure: Fine, seen: func(Posted) {}}
	p.open()
	return p
}

func (p *platform) open() {
	l := ports.Listen(p.t, p.addr)
	p.addr, p.door = l.Addr().String(), l
	mux := http.NewServeMux()
	mux.HandleFunc("POST /say", p.say)
	mux.HandleFunc("POST /find", p.find)
	p.server = &http.Server{Handler: mux}
	go p.server.Serve(l)
}

func (p *platform) close() {
	if p.server != nil {
		p.door.Close() // first, and here: the server may not have got to it yet
		p.server.Close()
		p.server = nil
	}
}

func (p *platform) Address(n int) chat.Address {
	return chat.Address{Adapter: "page", Chat: "chat-4711" + strconv.Itoa(n)}
}

func (p *platform) Fail(f Failure) bool {
	p.mu.Lock()
	p.failure = f
	p.mu.Unlock()
	if f == Closed {
		p.close()
	} else if p.server == nil {
		p.open()
	}
	return true
}

func (p *platform) Watch(seen func(Posted)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = seen
}

func (p *platform) say(w http.ResponseWriter, r *http.Request) {
	var s saying
	if json.NewDecoder(r.Body).Decode(&s) != nil || r.Header.Get("Authorization") != token {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.seen(Posted{Text: s.Text, Labels: s.Labels})
	failure := p.failure
	if len(utf16.Encode([]rune(s.Text))) > longest {
		failure = Rejecting
	}
	id := ""
	if failure == Fine || failure == Half {
		p.said = append(p.said, s)
		id = fmt.Sprint("said-", len(p.said))
	}
	p.mu.Unlock()
	answer(w, r, failure, id)
}

func (p *platform) find(w http.ResponseWriter, r *http.Request) {
	var s saying
	if json.NewDecoder(r.Body).Decode(&s) != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	failure, id := p.failure, ""
	for i, said := range p.said {
		if said.Key == s.Key || s.Key == "" && said.Text == s.Text {
			id = fmt.Sprint("said-", i+1)
			break
		}
	}
	p.mu.Unlock()
	answer(w, r, failure, id)
}

func answer(w http.ResponseWriter, r *http.Request, f Failure, id string) {
	switch f {
	case Blocked:
		http.Error(w, "", http.StatusForbidden)
	case Rejecting:
		http.Error(w, "", http.StatusBadRequest)
	case Busy:
		w.Header().Set("Retry-After", strconv.Itoa(int(Pause.Seconds())))
		http.Error(w, "", http.StatusTooManyRequests)
	case Silent:
		<-r.Context().Done()
	case Dropped, Half:
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		if f == Half {
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":")
		}
		conn.Close()
	case Broken:
		http.Error(w, "", http.StatusBadGateway)
	default:
		json.NewEncoder(w).Encode(chat.Receipt{ID: id})
	}
}
