package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/demo"
)

// demoCommand is the command demo: it plays made-up scenes on one page, until ctx ends.
// It listens on this machine alone, speaks to nobody, and leaves nothing behind.
func demoCommand(ctx context.Context, out, log io.Writer, getenv func(string) string, port int, now time.Time) (err error) {
	address, err := demoListen(port, getenv("OMZIEN_LISTEN"))
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "omzien-oefening-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	listener, err := listen(ctx, address)
	if err != nil {
		return err
	}
	host := listener.Addr().String()
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	maker := worldMaker{dir: dir, url: "http://" + host, log: log, today: now}
	stage, err := demo.NewStage(maker.scenes(), host, logger)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, stage.End()) }()
	if err := stage.Begin(ctx, 0); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := greetDemo(out, host, getenv); err != nil {
		return errors.Join(err, listener.Close())
	}
	hungUp := context.AfterFunc(ctx, stage.HangUp)
	defer hungUp()
	return serveOn(ctx, listener, stage.Handler(), logger)
}

// demoListen is where a demo listens: on this machine, and nowhere else.
func demoListen(port int, wanted string) (string, error) {
	if port < 0 || port > 65535 {
		return "", fmt.Errorf("--port %d: write a number from 1 to 65535, or leave it out", port)
	}
	if wanted != "" {
		at, err := netip.ParseAddrPort(wanted)
		if err != nil || !at.Addr().Unmap().IsLoopback() {
			return "", fmt.Errorf("OMZIEN_LISTEN is %s: a demo listens on this machine only. Leave it empty, or write 127.0.0.1:8080", wanted)
		}
		if port == 0 {
			return wanted, nil
		}
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), nil
}

// greetDemo tells whoever started the demo where to look, and what does not count.
func greetDemo(out io.Writer, host string, getenv func(string) string) error {
	var b strings.Builder
	fmt.Fprint(&b, "\nOEFENING: Omzien with made-up people, on this machine only. Nothing is sent or kept.\n\n")
	fmt.Fprintf(&b, "  open in a browser    http://%s/oefening\n", host)
	fmt.Fprint(&b, "  stop                 Ctrl-C; then all of it is removed\n")
	if ignored := ignoredBy(getenv); len(ignored) > 0 {
		fmt.Fprintf(&b, "\nNot used, although set: %s.\n", strings.Join(ignored, ", "))
	}
	_, err := io.WriteString(out, b.String()+"\n")
	return err
}

// ignoredBy are the variables that are set, and mean nothing to a demo.
func ignoredBy(getenv func(string) string) []string {
	var ignored []string
	for _, v := range variables() {
		if v.name != "OMZIEN_LISTEN" && strings.TrimSpace(getenv(v.name)) != "" {
			ignored = append(ignored, v.name)
		}
	}
	slices.Sort(ignored)
	return ignored
}
