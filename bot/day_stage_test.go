package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/adapters/adaptertest/ports"
	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/storage/storagetest"
)

// day is the whole program in this process, with both platforms, by a clock that
// the test sets on.
type day struct {
	*platforms
	wijk  *slacktest.Channel // another team's
	piet  *slacktest.Worker  // ... and somebody there
	o     *omzien
	raw   *sqlx.DB     // the database itself, past the program
	ahead atomic.Int64 // of the machine's clock, in nanoseconds
}

// dayAt starts the program at this moment, with the playbook in the folder, on SQLite.
func dayAt(t *testing.T, at time.Time, book string) *day {
	t.Helper()
	return dayOn(t, storagetest.SQLite(t), at, book)
}

// dayOn is dayAt on this database, with more variables.
func dayOn(t *testing.T, base *storagetest.Base, at time.Time, book string, more ...string) *day {
	t.Helper()
	d := &day{}
	d.ahead.Store(int64(time.Until(at)))
	d.platforms = platformsOn(t, slacktest.Clock(d.now))
	d.telegram.Clock(d.now)
	d.wijk = d.slack.NewChannel("C0WIJK", "wijkteam")
	d.piet = d.slack.Worker("U0PIET", "Piet").Join(d.wijk)
	address, out := ports.Free(t), &log{}
	d.raw = base.Raw(t)
	env := map[string]string{}
	for _, v := range append(append(d.env(), more...), "DATABASE_URL="+cmp.Or(base.TCP, base.URL), "OMZIEN_KEY_FILE="+base.Config().KeyFile,
		"OMZIEN_PLAYBOOK="+book, "OMZIEN_LISTEN="+address) {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	cfg, err := readConfig(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	d.o = newOmzien(cfg, out, out)
	d.o.time = func(context.Context) (time.Time, error) { return d.now(), nil }
	if err := d.o.make(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := d.o.run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	t.Cleanup(func() {
		stop()
		running.Wait()
		if err := d.o.unmake(context.Background()); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the program printed:\n%s", out)
		}
	})
	d.programs = []*program{{t: t, base: "http://" + address, out: out}}
	d.slack.Connected(1)
	return d
}

func (d *day) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }

// passes lets so much time pass, once nothing is on its way any more, in or out: what
// takes long here is the machine's, and shall outlast no lease; and what somebody wrote
// before is heard before.
func (d *day) passes(by time.Duration) {
	d.t.Helper()
	d.programs[0].until("all that was said is in and out", func() bool {
		var n int
		err := d.raw.Get(&n, `SELECT COUNT(*) FROM outbox o JOIN lane l ON l.id = o.lane_id
			WHERE l.adapter IN ('slack', 'telegram', 'mail') AND o.state IN ('queued', 'sending', 'retry', 'uncertain')`)
		if err != nil {
			d.t.Fatal(err)
		}
		return n == 0 && d.telegram.Unconfirmed() == 0 && d.slack.Unacked() == 0
	})
	d.ahead.Add(int64(by))
	if err := d.o.clock.Measure(d.t.Context(), d.o.time); err != nil {
		d.t.Fatal(err)
	}
}

// until lets time pass until this moment.
func (d *day) until(at time.Time) {
	d.t.Helper()
	if by := at.Sub(d.now()); by > 0 {
		d.passes(by)
	}
}

// bookWith is the built-in playbook in a folder, with these words of its
// organisation.yaml replaced, each by the one behind it.
func bookWith(t *testing.T, replaced ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "draaiboek")
	if err := initPlaybook(&log{}, dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "organisation.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replaced); i += 2 {
		if n := strings.Count(string(text), replaced[i]); n == 0 {
			t.Fatalf("organisation.yaml does not say %q", replaced[i])
		}
		text = []byte(strings.Replace(string(text), replaced[i], replaced[i+1], 1))
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sees waits until this person reads the words.
func (p *platforms) sees(who *telegramtest.Person, words string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 2*time.Minute)
	defer cancel()
	if !p.telegram.Until(ctx, func() bool { return strings.Contains(screenOf(who), words) }) {
		p.t.Fatalf("the person never read %q; on the screen:\n%s\nin Slack:\n%s", words, screenOf(who), p.slack.Dump())
	}
}

func screenOf(who *telegramtest.Person) string {
	var b strings.Builder
	for _, s := range who.Screen() {
		fmt.Fprintln(&b, s.Text)
	}
	return b.String()
}

// asks is a young person who writes to the youth work and says this nickname.
func (p *platforms) asks(who *telegramtest.Person, nickname, story string) {
	p.t.Helper()
	presses := func(label string) {
		p.t.Helper()
		who.Wait(func(s []telegramtest.Shown) bool { return len(s) > 0 && s[len(s)-1].Has(label) })
		who.Press(label)
	}
	who.Start("jongeren")
	presses("Ja")
	presses("Gewoon praten")
	p.sees(who, "Wil je er al iets over vertellen")
	who.Write(story)
	p.sees(who, "Hoe mogen we je noemen")
	who.Write(nickname)
}
