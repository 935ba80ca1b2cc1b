package switchboard_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// edited is the built-in playbook as an author left it who changed a text of a flow.
func edited(t *testing.T, from, to string) *flows.Playbook {
	t.Helper()
	dir, found := fstest.MapFS{}, false
	err := fs.WalkDir(flows.BuiltIn(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(flows.BuiltIn(), name)
		if strings.HasPrefix(name, "flows/") && strings.Contains(string(text), from) {
			text, found = []byte(strings.ReplaceAll(string(text), from, to)), true
		}
		dir[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil || !found {
		t.Fatalf("%q: found %v, %v", from, found, err)
	}
	book, err := flows.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

const freely = "Kun je nu vrij praten?"

func TestUse_NewTalksBeginInItAndRunningOnesStay(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "ja")
		before := w.boards[0].Book()
		next := edited(t, "Waar wil je het over hebben?", "Waar gaat het over?")
		if err := w.boards[0].Use(t.Context(), next); err != nil {
			t.Fatal(err)
		}
		w.says("sam", "qwertyuiop") // fits nothing: the question is put again
		w.starts("noa")
		w.says("noa", "ja")
		if sam, noa := w.sees("sam"), w.sees("noa"); strings.Contains(sam, "Waar gaat het over?") || !strings.Contains(noa, "Waar gaat het over?") {
			t.Errorf("the running talk:\n%s\nthe new one:\n%s", sam, noa)
		}
		var kept int
		if err := w.raw.Get(&kept, "SELECT COUNT(*) FROM talks"); err != nil || kept != 2 || before.Talks.Version == next.Talks.Version {
			t.Errorf("%d versions are kept: %v", kept, err)
		}
	})
}

// Where the new version cannot be kept, a talk in it could not go on after a
// crash: the one before stays.
func TestLaw3_Use_WhatCannotBeKeptIsNotUsed(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		before := w.boards[0].Book()
		if err := w.boards[0].Use(ctx, edited(t, freely, "Kun je praten?")); err == nil || w.boards[0].Book() != before {
			t.Errorf("it is used though %v", err)
		}
	})
}

// watched is a store that tells of a version that is read in an event's own
// transaction.
type watched struct {
	switchboard.Store
	inside, outside *int
}

func (s watched) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	return s.Store.Update(ctx, func(tx switchboard.Tx) error { return fn(&watchedTx{Tx: tx, s: s}) })
}

type watchedTx struct {
	switchboard.Tx
	s    watched
	seen bool
}

func (tx *watchedTx) Seen(id string, at time.Time) (bool, error) {
	tx.seen = true
	return tx.Tx.Seen(id, at)
}

func (tx *watchedTx) Talks(version string) ([]byte, bool, error) {
	if tx.seen {
		*tx.s.inside++
	} else {
		*tx.s.outside++
	}
	return tx.Tx.Talks(version)
}

// A transaction holds locks that others wait for: compiling, which takes long,
// happens before it. What was compiled is used again.
func TestLaw13_AnOlderVersionIsCompiledOutsideOfTransactions(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.starts("noa")
		inside, outside := 0, 0
		board := switchboard.New(switchboard.Config{
			Store: watched{Store: w.over(w.stores[0]), inside: &inside, outside: &outside}, Book: edited(t, freely, "Kun je praten?"),
			Clock: w.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.NewTextHandler(w, nil)),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}},
		})
		for i, who := range []string{"sam", "noa", "sam"} {
			ev := chat.Event{ID: fmt.Sprintf("test:later:%d", i), Kind: chat.Said, From: at(who), Author: person, Text: "qwertyuiop"}
			if _, err := board.Handle(t.Context(), ev); err != nil {
				t.Fatal(err)
			}
		}
		if inside != 0 || outside != 1 {
			t.Errorf("read %d times inside of a transaction, %d times outside", inside, outside)
		}
		if !strings.Contains(w.sees("noa"), freely+"\nperson: qwertyuiop\n") || strings.Contains(w.sees("sam"), "Kun je praten?") {
			t.Errorf("the talks do not go on as they began:\n%s%s", w.sees("sam"), w.sees("noa"))
		}
	})
}

// An instance that runs for a year meets every version there was; it does not
// hold all of them.
func TestOlderVersions_AreHeldInABoundedNumber(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		if w.raw.DriverName() == "postgres" {
			t.Skip("it is about memory: once is enough")
		}
		read, none := 0, 0
		board := switchboard.New(switchboard.Config{
			Store: watched{Store: w.over(w.stores[0]), inside: &none, outside: &read}, Book: w.boards[0].Book(),
			Clock: w.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.NewTextHandler(w, nil)),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}},
		})
		says := func(who string) {
			if _, err := board.Handle(t.Context(), chat.Event{ID: w.id(who), Kind: chat.Said, From: at(who), Author: person, Text: "ja"}); err != nil {
				t.Fatal(err)
			}
		}
		const many = 20
		for i := range many {
			if err := board.Use(t.Context(), edited(t, freely, fmt.Sprintf("Kun je praten, %d?", i))); err != nil {
				t.Fatal(err)
			}
			says(fmt.Sprint(i))
		}
		says(fmt.Sprint(many - 2)) // was in use lately
		if read != 0 {
			t.Fatalf("%d versions were read that were at hand", read)
		}
		if says("0"); read != 1 {
			t.Errorf("the oldest version was read %d times: is it still held?", read)
		}
	})
}
