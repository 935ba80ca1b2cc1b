package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"omzien/bot/chat"
	"omzien/bot/demo"
)

// demoWorker is at the desk of a demo.
var demoWorker = chat.Author{Role: chat.RoleWorker, ID: demo.Name + ":noor", Name: "Noor"}

// worldMaker makes the worlds of a demo.
type worldMaker struct {
	dir   string // where each has a folder while it is on
	url   string // of the stage
	log   io.Writer
	today time.Time
}

// world is a scene that is on: the program on a database of its own, and its clock.
// It is a demo.World.
type world struct {
	o       *omzien
	dir     string
	ahead   atomic.Int64 // of this machine's clock, in nanoseconds
	desk    map[string]*http.Cookie
	visitor map[string]*http.Cookie
	pages   http.Handler
	stop    context.CancelFunc
	working *errgroup.Group
	tab     string // of what is seeded
	n       int
}

var _ demo.World = (*world)(nil)

// make begins a world at a moment.
func (m worldMaker) make(ctx context.Context, at time.Time) (w *world, err error) {
	w = &world{desk: map[string]*http.Cookie{}, visitor: map[string]*http.Cookie{}, tab: "oefening-oefening"}
	w.set(at)
	if w.dir, err = os.MkdirTemp(m.dir, "scene-"); err != nil {
		return nil, fmt.Errorf("make a folder for a scene: %w", err)
	}
	w.o = newOmzien(Config{
		Database: "sqlite:" + w.dir + "/omzien.db", KeyFile: w.dir + "/omzien.key", PublicURL: m.url,
		ExitURL: m.url + "/oefening/weg", Log: slog.LevelWarn,
	}, io.Discard, m.log)
	w.o.time = func(context.Context) (time.Time, error) { return w.Now(), nil }
	w.o.drill = demo.NewPhones(w.o.clock.Now)
	if err := w.o.make(ctx); err != nil {
		return nil, errors.Join(err, w.o.unmake(ctx), os.RemoveAll(w.dir))
	}
	w.pages = w.o.routes()
	var working context.Context
	working, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.working, working = errgroup.WithContext(working)
	w.working.Go(func() error { return w.o.work(working) })
	return w, nil
}

// End stops the world and removes all of it.
func (w *world) End() error {
	w.stop()
	return errors.Join(w.working.Wait(), w.o.unmake(context.Background()), os.RemoveAll(w.dir))
}

// Now is the world's clock.
func (w *world) Now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

func (w *world) set(at time.Time) { w.ahead.Store(int64(time.Until(at))) }

// Pages are the program's own.
func (w *world) Pages() http.Handler { return w.pages }

// Phones are those of whom the world has.
func (w *world) Phones() *demo.Phones { return w.o.drill }

// Enrolled are those whom whoever plays enrolled with a phone: their address is the
// member's id, as on the link that they are given.
func (w *world) Enrolled(ctx context.Context) ([]demo.Owner, error) {
	members, err := w.o.store.Record().Enrolled(ctx, "", "")
	if err != nil {
		return nil, err
	}
	var all []demo.Owner
	for _, m := range members {
		if m.Channel != demo.Name || m.Address.Adapter == demo.Name && m.Address.Chat != m.ID {
			continue
		}
		o := demo.Owner{Key: m.ID, Name: m.Name}
		if id := m.InvitationID(); id != "" && len(w.Phones().Screen(m.ID)) == 0 {
			o.Start = chat.InvitePrefix + w.o.store.Token(id)
		}
		all = append(all, o)
	}
	return all, nil
}

// Visitor gives the cookies of whose chat page is shown.
func (w *world) Visitor() []*http.Cookie { return slices.Collect(maps.Values(w.visitor)) }

const (
	// stuckAfter is how long, on this machine's clock, the world may need for what is
	// due at one moment.
	stuckAfter = 30 * time.Second
	settleLook = 5 * time.Millisecond
	// stayAfter is how often, on the world's clock, whoever is at the desk does
	// something while time is put forward: so they stay signed in.
	stayAfter = 10 * time.Minute
)

// Pass lets time pass: the clock goes from one moment at which something is due to the
// next, and stands at each until all of that happened. Nothing is passed over.
func (w *world) Pass(ctx context.Context, d time.Duration) error { return w.until(ctx, w.Now().Add(d)) }

func (w *world) until(ctx context.Context, at time.Time) error {
	stayed := w.Now()
	for {
		if err := w.settle(ctx); err != nil {
			return err
		}
		now := w.Now()
		if !now.Before(at) {
			return nil
		}
		next, err := w.o.store.Soonest(ctx, "")
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(at) {
			next = at
		}
		if stay := stayed.Add(stayAfter); next.After(stay) {
			next = stay
		}
		if next.After(now) {
			before := now.In(chat.Amsterdam).YearDay()
			w.set(next)
			if err := w.o.clock.Measure(ctx, w.o.time); err != nil {
				return err
			}
			if next.In(chat.Amsterdam).YearDay() != before {
				if err := errors.Join(w.o.board.PlanNow(ctx), w.o.board.RoosterNow(ctx)); err != nil {
					return err
				}
			}
		}
		if w.Now().Sub(stayed) >= stayAfter {
			stayed = w.Now()
			if err := w.stay(ctx); err != nil {
				return err
			}
		}
	}
}

// settle waits until nothing is on its way any more, in or out.
func (w *world) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stuckAfter)
	defer cancel()
	look := time.NewTicker(settleLook)
	defer look.Stop()
	for {
		w.o.board.Stir()
		st, err := w.o.store.Stats(ctx, w.Now())
		if err != nil {
			return err
		}
		if st.Due.IsZero() && st.Waiting.IsZero() && st.Rows[chat.Sending] == 0 {
			return nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return fmt.Errorf("at %s not all that was due happened: %w", w.Now().In(chat.Amsterdam).Format("15:04:05"), ctx.Err())
		}
	}
}

// SignIn gives the cookies of the worker at the desk.
func (w *world) SignIn(ctx context.Context) ([]*http.Cookie, error) {
	link, err := w.o.places.desk.Link(ctx, demoWorker)
	if err != nil {
		return nil, err
	}
	_, token, _ := strings.Cut(link, "#")
	if err := w.asks(ctx, w.desk, http.MethodPost, "/desk/in", map[string]string{"token": token}, nil); err != nil {
		return nil, err
	}
	return slices.Collect(maps.Values(w.desk)), nil
}

// stay keeps the worker signed in, as their page does.
func (w *world) stay(ctx context.Context) error {
	if len(w.desk) == 0 {
		return nil
	}
	return w.asks(ctx, w.desk, http.MethodPost, "/desk/here", struct{}{}, nil)
}

// asks asks one of the program's pages, as a browser with these cookies does, and
// keeps those that it is given. What is answered is read into answer, where that is
// not nil.
func (w *world) asks(ctx context.Context, cookies map[string]*http.Cookie, method, path string, body, answer any) error {
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, w.o.cfg.PublicURL+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("Content-Type", "application/json")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	said := &reply{header: http.Header{}, status: http.StatusOK}
	w.pages.ServeHTTP(said, r)
	if said.status >= http.StatusBadRequest {
		return fmt.Errorf("%s %s is answered with %d: %s", method, path, said.status, said.body.String())
	}
	for _, c := range (&http.Response{Header: said.header}).Cookies() {
		cookies[c.Name] = c
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(said.body.Bytes(), answer)
}

// reply is what a page answered.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *reply) Header() http.Header         { return r.header }
func (r *reply) Write(b []byte) (int, error) { return r.body.Write(b) }
func (r *reply) WriteHeader(status int)      { r.status = status }

// payload is what a link to a chat with our bot brings.
func payload(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	return u.Query().Get("start"), nil
}
