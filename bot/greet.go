package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"omzien/bot/chat"
)

// greet tells the person who started the program where to look, and what is
// switched off and how to switch it on.
func (o *omzien) greet(ctx context.Context) error {
	link, err := o.places.desk.Link(ctx, chat.Author{})
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nOmzien runs for %s.\n\n", o.book.Organisation.Name)
	fmt.Fprintf(&b, "  people write at      %s/\n", o.cfg.publicURL())
	fmt.Fprintf(&b, "  workers answer at    %s/desk\n", o.cfg.publicURL())
	fmt.Fprintf(&b, "  a worker signs in    %s\n", link)
	_, again := linkSignal()
	fmt.Fprintf(&b, "                       (once, within 10 minutes%s)\n", again)
	fmt.Fprintf(&b, "  stored in            %s\n", o.cfg.databaseName())
	if o.cfg.Playbook != "" {
		fmt.Fprintf(&b, "  the talks stand in   %s (read again when a file in it changes)\n", o.cfg.Playbook)
	}
	if off := o.cfg.switchedOff(); len(off) > 0 {
		fmt.Fprint(&b, "\nSwitched off:\n")
		for _, line := range off {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	fmt.Fprintln(&b)
	_, err = o.out.Write([]byte(b.String()))
	return err
}

// linkOnSignal prints a fresh sign-in link whenever the operator asks.
func (o *omzien) linkOnSignal(ctx context.Context, asked <-chan os.Signal) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-asked:
			link, err := o.places.desk.Link(ctx, chat.Author{})
			if err != nil {
				o.log.Error("make a link to the desk", "err", err)
				continue
			}
			fmt.Fprintf(o.out, "a worker signs in    %s\n", link)
		}
	}
}

// linkSignals are the signals that ask for a fresh link, until stop. They are
// taken before anybody is told of them: one that came sooner would end the
// program. Where the system has no such signal none ever comes.
func linkSignals() (asked <-chan os.Signal, stop func()) {
	signals := make(chan os.Signal, 1)
	if sign, _ := linkSignal(); sign != nil {
		signal.Notify(signals, sign)
	}
	return signals, func() { signal.Stop(signals) }
}
