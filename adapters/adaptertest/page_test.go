package adaptertest

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// page is a small right adapter: things come in by POST, a batch at a time. In
// one way, bad, it is wrong on purpose; empty is right.
type page struct {
	bad    string
	base   string
	keys   map[string]string // chat -> its key
	log    *slog.Logger
	asked  atomic.Int64
	broken atomic.Bool
	stuck  chan struct{} // never closed while the page lives
}

const (
	limit   = 64 << 10
	foreign = "https://elders.example"
)

// batch is what the wire carries.
type batch struct {
	Chat   string  `json:"chat"`
	Things []Thing `json:"things"`
}

func (p *page) Name() string { return "page" }

func (p *page) Limits() adapters.Limits {
	l := adapters.Limits{Pull: p.bad != "says that it is pushed to"}
	if p.bad == "its limits grow" {
		l.Text = 100 + int(p.asked.Add(1))
	}
	return l
}

func (p *page) Run(ctx context.Context, _ adapters.Handler) error {
	switch p.bad {
	case "Run ends at once":
		return nil
	case "Run ends with an error":
		<-ctx.Done()
		return ctx.Err()
	case "leaves a goroutine":
		go func() { <-p.stuck }()
	}
	<-ctx.Done()
	return nil
}

func (p *page) Routes(handle adapters.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /page/things", func(w http.ResponseWriter, r *http.Request) { p.take(w, r, handle) })
	return mux
}

func (p *page) take(w http.ResponseWriter, r *http.Request, handle adapters.Handler) {
	if p.bad == "calls a panic well" {
		defer func() {
			if recover() != nil {
				fmt.Fprint(w, 1)
			}
		}()
	}
	if p.broken.Load() {
		http.Error(w, "stuck", http.StatusInternalServerError)
		return
	}
	if origin := r.Header.Get("Origin"); origin != p.base && p.bad != "takes another site's" {
		http.Error(w, "not from here", http.StatusForbidden)
		return
	}
	most := int64(limit)
	if p.bad == "takes any size" {
		most = 1 << 30
	}
	var b batch
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(&b); err != nil {
		p.broken.Store(p.bad == "stops at malformed things")
		http.Error(w, "cannot be read", http.StatusBadRequest)
		return
	}
	if !p.knows(r.Header.Get("Authorization"), b.Chat) {
		http.Error(w, "who are you?", http.StatusUnauthorized)
		return
	}
	taken := 0
	for _, thing := range b.Things {
		if p.bad == "logs words" {
			p.log.Debug("came in", "text", thing.Text)
		}
		if err := p.hand(r.Context(), handle, b.Chat, thing); err == nil {
			taken++
		} else if p.bad == "logs the address" {
			p.log.Error("refused", "chat", b.Chat)
		} else if p.bad != "goes on after a refusal" {
			break
		}
	}
	if p.bad == "goes on after a refusal" && taken < len(b.Things) {
		taken = min(taken, 1)
	}
	fmt.Fprint(w, taken)
}

func (p *page) knows(authorization, chat string) bool {
	if authorization == "" {
		return p.bad == "takes what nobody signed"
	}
	if p.bad == "takes any key" {
		return true
	}
	return subtle.ConstantTimeCompare([]byte(authorization), []byte(p.keys[chat])) == 1
}

// hand makes an event of the thing and hands it in.
func (p *page) hand(ctx context.Context, handle adapters.Handler, from string, thing Thing) error {
	ev := chat.Event{
		ID: fmt.Sprintf("page:%s:%d", from, thing.N), Kind: chat.Said,
		From:   chat.Address{Adapter: "page", Chat: from},
		Author: chat.Author{Role: chat.RolePerson}, Text: thing.Text, Token: thing.Token, Sent: time.Now(),
	}
	if thing.Token != "" {
		ev.Kind = chat.Chose
	}
	switch p.bad {
	case "numbers what arrives":
		ev.ID = fmt.Sprint("page:", p.asked.Add(1))
	case "tells things apart by their words":
		h := fnv.New64()
		io.WriteString(h, thing.Text+thing.Token)
		ev.ID = fmt.Sprint("page:", h.Sum64())
	case "takes out stars":
		ev.Text = strings.ReplaceAll(ev.Text, "*", "")
	case "calls a press words":
		ev.Kind = chat.Said
	case "does not say when":
		ev.Sent = time.Time{}
	case "does not say where":
		ev.From = chat.Address{}
	case "does not say who":
		ev.Author = chat.Author{}
	case "does not wait for long":
		begun, done := make(chan struct{}), make(chan error, 1)
		go func() {
			err := errDown
			defer func() { recover(); done <- err }()
			close(begun)
			_, err = handle(ctx, ev)
		}()
		<-begun
		select {
		case err := <-done:
			return err
		case <-time.After(time.Second): // long for whoever does not wait for anybody
			return nil
		}
	case "hears no refusal":
		handle(ctx, ev)
		return nil
	}
	_, err := handle(ctx, ev)
	return err
}

// visitor is the world of a page: somebody with a key per chat.
type visitor struct {
	page   *page
	client http.Client
}

func (v *visitor) Bring(ctx context.Context, things ...Thing) int {
	from := "chat-" + strconv.Itoa(things[0].Chat)
	body, _ := json.Marshal(batch{from, things})
	n, _ := v.post(ctx, body, v.page.keys[from], v.page.base)
	return n
}

func (v *visitor) Attack(ctx context.Context, f Flaw, thing Thing) Verdict {
	const from = "chat-0"
	key, origin := v.page.keys[from], v.page.base
	body, _ := json.Marshal(batch{from, []Thing{thing}})
	switch f {
	case Malformed:
		body = body[:len(body)/2]
	case Oversized:
		thing.Text += strings.Repeat("a", 2<<20)
		body, _ = json.Marshal(batch{from, []Thing{thing}})
	case Unauthenticated:
		key = ""
	case Forged:
		key = v.page.keys["chat-1"]
	case Foreign:
		origin = foreign
	}
	if _, ok := v.post(ctx, body, key, origin); ok {
		return Accepted
	}
	return Refused
}

func (v *visitor) post(ctx context.Context, body []byte, key, origin string) (acknowledged int, ok bool) {
	req, err := http.NewRequestWithContext(ctx, "POST", v.page.base+"/page/things", bytes.NewReader(body))
	if err != nil {
		return 0, false
	}
	req.Header.Set("Origin", origin)
	if key != "" {
		req.Header.Set("Authorization", key)
	}
	resp, err := v.client.Do(req)
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, false
	}
	fmt.Fscan(resp.Body, &acknowledged)
	return acknowledged, true
}

// pageBench makes a page that is bad in this way.
func pageBench(bad string) func(testing.TB, Setup) Bench {
	return func(t testing.TB, s Setup) Bench {
		p := &page{bad: bad, base: s.Base, log: s.Log, stuck: make(chan struct{}),
			keys: map[string]string{"chat-0": "key-a51c", "chat-1": "key-77d0"}}
		t.Cleanup(func() { close(p.stuck) })
		v := &visitor{page: p, client: http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
		return Bench{Adapter: p, World: v, Secrets: func() []string { return []string{"key-a51c", "key-77d0"} }}
	}
}
