package switchboard_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/bot/switchboard/crashtest"
	"omzien/flows/flowstest"
	"omzien/storage"
)

// TestCrashChild is the child's whole life. It is no test of its own.
func TestCrashChild(t *testing.T) {
	url := os.Getenv("CRASH_URL")
	if url == "" {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() { <-terminated; stop() }()

	db, err := storage.Open(ctx, storage.Config{URL: url, KeyFile: os.Getenv("CRASH_KEY"), AllowUnsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	book := flowstest.BuiltIn(t)
	kill := crashtest.At(os.Getenv("CRASH_AT"))
	ahead, _ := time.ParseDuration(os.Getenv("CRASH_AHEAD"))
	var all []adapters.Adapter
	for _, at := range []adapters.Adapter{pushed{}, &channel{}} {
		limits := at.Limits()
		if at.Name() == team.Adapter {
			limits.Rate = chat.Rate{PerChat: 500 * time.Millisecond, Edits: 100 * time.Millisecond, Together: limits.Text}
		}
		var a adapters.Adapter = remote{os.Getenv("CRASH_PLATFORM"), kill, at.Name(), limits}
		if os.Getenv("CRASH_FIND") == "true" {
			a = finding{a.(remote)}
		}
		all = append(all, a)
	}
	board := switchboard.New(switchboard.Config{
		Store: crashtest.Store{Store: switchboard.Over(db), Kill: kill}, Book: book, Clock: later(ahead), Bell: &switchboard.Bell{},
		Log:     slog.New(slog.DiscardHandler),
		Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: all,
		Desks: func(string) []chat.Address { return []chat.Address{team} },
	})
	mux := http.NewServeMux()
	mux.HandleFunc("POST /event", func(w http.ResponseWriter, r *http.Request) {
		var ev chat.Event
		if err := json.NewDecoder(r.Body).Decode(&ev); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if _, err := board.Handle(r.Context(), ev); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		kill.Pass(crashtest.BeforeAck)
	})
	mux.HandleFunc("GET /talk", func(w http.ResponseWriter, r *http.Request) {
		talk, err := db.Record().Talk(r.Context(), chat.Address{Adapter: r.FormValue("adapter"), Chat: r.FormValue("chat")}, 0)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(talk)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go http.Serve(l, mux)
	fmt.Println("listening", l.Addr())
	if err := board.Run(ctx); err != nil {
		t.Error(err)
	}
	if err := db.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// remote pushes to the parent's platform.
type remote struct {
	base   string
	kill   *crashtest.Killer
	name   string
	limits adapters.Limits
}

func (a remote) Name() string            { return a.name }
func (a remote) Limits() adapters.Limits { return a.limits }
func (remote) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}

func (a remote) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	body, err := json.Marshal(posted{Message: m, With: m.Together, Place: m.Place})
	if err != nil {
		return chat.Receipt{}, adapters.Permanent(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.base+"/send", bytes.NewReader(body))
	if err != nil {
		return chat.Receipt{}, adapters.Permanent(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return chat.Receipt{}, adapters.Uncertain(err)
	}
	defer resp.Body.Close()
	var r chat.Receipt
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		return chat.Receipt{}, adapters.Uncertain(err)
	}
	a.kill.Pass(crashtest.BeforeMark)
	if len(m.Together) > 0 {
		a.kill.Pass(crashtest.BeforeMarkTogether)
	}
	return r, nil
}

// finding can also look up what was sent.
type finding struct{ remote }

func (a finding) Find(ctx context.Context, m chat.Message, _ time.Time) (chat.Receipt, bool, error) {
	resp, err := http.Get(a.base + "/find?id=" + m.ID)
	if err != nil {
		return chat.Receipt{}, false, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return chat.Receipt{}, false, nil
	}
	var r chat.Receipt
	err = json.NewDecoder(resp.Body).Decode(&r)
	return r, err == nil, err
}

// later is the real clock, ahead by so much.
type later time.Duration

func (l later) Now() time.Time { return time.Now().Add(time.Duration(l)) }
