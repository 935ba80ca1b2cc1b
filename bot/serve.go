package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"omzien/bot/demo"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/storage"
)

// stopWithin is how long a stop may take, from the signal to the end.
const stopWithin = 9 * time.Second

// omzien is the running program: its parts, made in the order in which they
// stand on one another.
type omzien struct {
	cfg      Config
	out      io.Writer // for the person who started it
	log      *slog.Logger
	book     *flows.Playbook // of the start; current gives the one that counts now
	reloads  *reloader       // nil: the built-in playbook, which never changes
	store    *storage.Store
	clock    *switchboard.SharedClock
	time     func(context.Context) (time.Time, error) // what the clock is set by; nil: the database
	bell     *switchboard.Bell
	registry *prometheus.Registry
	metrics  *switchboard.Metrics
	places   places
	board    *switchboard.Switchboard
	pictures pictures
	bot      ownName
	listener net.Listener // nil: whoever made it serves its routes
	drill    *demo.Phones // nil: this is no demo
}

// serve runs the program until ctx ends. An error says in one line what is
// wrong and what to do about it.
func serve(ctx context.Context, cfg Config, out io.Writer) error {
	o := newOmzien(cfg, out, os.Stderr)
	if err := o.make(ctx); err != nil {
		return errors.Join(err, o.unmake(ctx))
	}
	err := o.run(ctx)
	return errors.Join(err, o.unmake(ctx))
}

// newOmzien is the program before it has any part that is to be taken down.
func newOmzien(cfg Config, out, log io.Writer) *omzien {
	o := &omzien{cfg: cfg, out: out, clock: &switchboard.SharedClock{}, bell: &switchboard.Bell{}, registry: prometheus.NewRegistry()}
	o.log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: cfg.logLevel()}))
	o.metrics = switchboard.NewMetrics(o.registry)
	return o
}

// make builds the parts. What was built is taken down by unmake, also after an error.
func (o *omzien) make(ctx context.Context) (err error) {
	stamp := stampOf(o.cfg.Playbook) // before it is read: what changes meanwhile is read again
	if o.book, err = loadPlaybook(o.cfg.Playbook); err != nil {
		return err
	}
	if o.drill != nil {
		o.book.Organisation.Name += " · OEFENING" // on every page
	}
	if err = checkDesks(o.cfg, o.book); err != nil {
		return err
	}
	if o.cfg.Listen != "" {
		if o.listener, err = listen(ctx, o.cfg.Listen); err != nil {
			return err
		}
	}
	at := o.cfg.storage()
	at.Desk = o.clock.Now
	if o.store, err = storage.Open(ctx, at); err != nil {
		return err
	}
	if o.time == nil {
		o.time = o.store.Now
	}
	if err = o.clock.Measure(ctx, o.time); err != nil {
		return err
	}
	registerStore(o.registry, o.store, o.clock.Now, o.log)
	if o.places, err = o.makePlaces(); err != nil {
		return err
	}
	o.board = switchboard.New(switchboard.Config{
		Store: switchboard.Over(o.store), Book: o.book, Adapters: o.places.all(),
		Clock: o.clock, Bell: o.bell, Log: o.log, Metrics: o.metrics,
		Desks: o.desks, Second: o.second(), DeskURL: o.cfg.publicURL() + "/desk",
		Channel: o.channel, PublicURL: o.cfg.publicURL(), MailBy: o.mailBy(), Channels: o.places.channels(), KeeperLink: o.places.desk.KeeperLink,
	})
	if o.cfg.Playbook != "" {
		o.reloads = newReloader(o.registry, o.cfg.Playbook, o.log, o.use)
		o.reloads.stamp = stamp
	}
	return nil
}

func (o *omzien) unmake(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	var errs []error
	if o.listener != nil {
		o.listener.Close() // closed already where the server ran
	}
	if o.store != nil {
		errs = append(errs, o.store.Close(ctx))
	}
	return errors.Join(errs...)
}

// run serves and works until ctx ends, then stops: nothing new is taken, what is
// under way (pages' requests, calls to platforms) is finished. What a request
// still puts into the outbox goes out at the next start, or by another instance.
func (o *omzien) run(ctx context.Context) error {
	g, working := errgroup.WithContext(ctx)
	g.Go(func() error { return o.work(working) })
	g.Go(func() error { return serveOn(working, o.listener, o.routes(), o.log) })
	asked, stop := linkSignals()
	defer stop()
	if err := o.greet(working); err != nil && working.Err() == nil {
		o.log.Warn("make the first link to the desk", "err", err)
	}
	g.Go(func() error { return o.linkOnSignal(working, asked) })
	g.Go(func() error { return o.reload(working) })
	return g.Wait()
}

// work is all that the program does besides serving pages, until ctx ends.
func (o *omzien) work(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { o.clock.Keep(ctx, o.time); return nil })
	g.Go(func() error { return o.board.Run(ctx) })
	return g.Wait()
}

// serveOn serves pages until ctx ends, and then finishes what is being asked.
func serveOn(ctx context.Context, l net.Listener, pages http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           pages,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(quiet{log.Handler()}, slog.LevelDebug),
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve the pages: %w", err)
		}
		return nil
	})
	g.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		if err := server.Shutdown(stop); err != nil {
			server.Close() // who was still connected will come again: nothing unacknowledged is lost
		}
		return nil
	})
	return g.Wait()
}

// routes puts every adapter's pages in their place, beside the operator's.
func (o *omzien) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", o.ready)
	mux.Handle("GET /metrics", metricsPage(o.registry))
	o.places.routes(mux, o.board.Handle)
	return mux
}

// ready tells a load balancer whether this instance can take events in.
func (o *omzien) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := o.store.Ping(ctx); err != nil {
		o.log.Warn("not ready", "err", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// listen takes the port, and says in words what to do where it is taken.
func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w. Stop the program that has it, or set OMZIEN_LISTEN to another address, as in OMZIEN_LISTEN=127.0.0.1:8081", address, rootCause(err))
	}
	return l, nil
}

// rootCause is the innermost error: the system's own word.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
