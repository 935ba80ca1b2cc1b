package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/flows"
)

// reloadEvery is how often the playbook's folder is looked at. What changed is
// read once it looks the same twice: whoever saves ten files is not read halfway.
const reloadEvery = 2 * time.Second

// reloader reads the playbook's folder again when a file in it changed, and when
// it is asked to. What does not load is refused as a whole: the playbook before
// stays, and the log says where to look.
type reloader struct {
	dir   string
	stamp string // of the folder as it was when it was last read
	use   func(context.Context, *flows.Playbook) error
	log   *slog.Logger
	times *prometheus.CounterVec
	bad   prometheus.Gauge
}

func newReloader(r prometheus.Registerer, dir string, log *slog.Logger, use func(context.Context, *flows.Playbook) error) *reloader {
	l := &reloader{dir: dir, use: use, log: log,
		times: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "omzien_playbook_reads_total", Help: "How often the playbook's folder was read again, by result: used, refused (it has mistakes), down (the database did not take it)."}, []string{"result"}),
		bad: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "omzien_playbook_refused", Help: "1 while the folder holds a playbook that is not in use, because it has mistakes."}),
	}
	r.MustRegister(l.times, l.bad)
	return l
}

// run looks at the folder at every tick, and reads it when asked, until ctx ends.
func (l *reloader) run(ctx context.Context, tick <-chan time.Time, asked <-chan os.Signal) error {
	pending := l.stamp
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-asked:
			pending = stampOf(l.dir)
		case <-tick:
			now := stampOf(l.dir)
			if settled := now == pending; !settled || now == l.stamp {
				pending = now
				continue
			}
		}
		if l.stamp = pending; !l.read(ctx) {
			l.stamp = "" // the database is away: at the next tick once more
		}
	}
}

// read reads the folder and puts what it holds to use. It gives false where it
// should be tried again though nothing changes.
func (l *reloader) read(ctx context.Context) bool {
	book, err := loadPlaybook(l.dir)
	if err != nil {
		l.times.WithLabelValues("refused").Inc()
		l.bad.Set(1)
		l.log.Error("the playbook was changed and does not load; the one from before stays in use",
			"mistakes", mistakesIn(err), "first", whereFirst(err), "see", "omzien check "+l.dir)
		return true
	}
	if err := l.use(ctx, book); err != nil {
		var refused errRefusedBook
		if errors.As(err, &refused) {
			l.times.WithLabelValues("refused").Inc()
			l.bad.Set(1)
			l.log.Error("the playbook was changed and cannot be used; the one from before stays in use", "err", err)
			return true
		}
		l.times.WithLabelValues("down").Inc()
		l.log.Warn("the playbook was changed and is not in use yet; it is tried again", "err", err)
		return ctx.Err() != nil
	}
	l.times.WithLabelValues("used").Inc()
	l.bad.Set(0)
	l.log.Info("the playbook was changed and is in use", "version", shortVersion(book))
	return true
}

// errRefusedBook is about a playbook that loads and does not fit this
// configuration.
type errRefusedBook struct{ error }

func (e errRefusedBook) Unwrap() error { return e.error }

// mistakesIn is how many mistakes the error tells of; 1 where it is another.
func mistakesIn(err error) int {
	var all flows.Mistakes
	if errors.As(err, &all) {
		return len(all)
	}
	return 1
}

// whereFirst is where the first mistake stands. What is wrong there may quote the
// file, and that is for its author and for no log.
func whereFirst(err error) string {
	var all flows.Mistakes
	switch {
	case !errors.As(err, &all) || len(all) == 0:
		return "the folder cannot be read"
	case all[0].Line == 0:
		return all[0].File
	}
	return fmt.Sprintf("%s:%d:%d", all[0].File, all[0].Line, all[0].Column)
}

func shortVersion(book *flows.Playbook) string {
	return book.Talks.Version[:min(12, len(book.Talks.Version))]
}

// stampOf tells one state of the folder from another, by names, sizes and times
// of its files; of a link, by those of what it leads to, as the loader reads it.
// What editors leave behind while somebody types does not count.
func stampOf(dir string) string {
	h := sha256.New()
	folder := os.DirFS(dir)
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		hidden := name != "." && strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, "~")
		switch {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return fs.SkipDir
		case hidden || d.IsDir():
			return nil
		}
		info, err := fs.Stat(folder, name)
		if errors.Is(err, fs.ErrNotExist) { // gone since, or a link to nothing
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		fmt.Fprintf(h, "unreadable")
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// current is the playbook that counts now.
func (o *omzien) current() *flows.Playbook {
	if o.board == nil { // not made yet
		return o.book
	}
	return o.board.Book()
}

// reload keeps the playbook in use as it is in its folder, until ctx ends. The
// built-in one never changes.
func (o *omzien) reload(ctx context.Context) error {
	if o.reloads == nil {
		return nil
	}
	var asked chan os.Signal // nil: nobody can ask
	if sign := reloadSignal(); sign != nil {
		asked = make(chan os.Signal, 1)
		signal.Notify(asked, sign)
		defer signal.Stop(asked)
	}
	tick := time.NewTicker(reloadEvery)
	defer tick.Stop()
	return o.reloads.run(ctx, tick.C, asked)
}

// use puts the playbook in use. What pages and platforms were given at the start
// stays until the next one, and the operator is told.
func (o *omzien) use(ctx context.Context, book *flows.Playbook) error {
	if err := checkDesks(o.cfg, book); err != nil {
		return errRefusedBook{err}
	}
	if err := o.board.Use(ctx, book); err != nil {
		return err
	}
	if late := needsStart(o.cfg, o.book, book); len(late) > 0 {
		o.log.Warn("some of the playbook counts only after a new start", "what", strings.Join(late, ", "))
	}
	return nil
}

// needsStart lists what differs of what parts were given at the start.
func needsStart(c Config, began, now *flows.Playbook) (late []string) {
	labels := func(b *flows.Playbook) (all []string) {
		for _, t := range b.Organisation.Teams {
			all = append(all, t.Name, t.Label)
		}
		return all
	}
	if began.Organisation.Name != now.Organisation.Name {
		late = append(late, "the organisation's name on the pages")
	}
	if !slices.Equal(labels(began), labels(now)) {
		late = append(late, "the teams' names on the web desk")
	}
	if !slices.Equal(pageLanguages(began), pageLanguages(now)) {
		late = append(late, "the languages of the chat page")
	}
	if c.Slack.Token != "" && !slices.Equal(slackChannels(began, c.Slack.Channel), slackChannels(now, c.Slack.Channel)) {
		late = append(late, "the teams' Slack channels")
	}
	return late
}

// channelOf is the Slack channel where the team answers: its own, or everybody's.
// One that came into the playbook since the start is not listened to yet.
func (o *omzien) channelOf(team string) string {
	channel := o.current().Team(team).Channel
	if !slices.Contains(slackChannels(o.book, o.cfg.Slack.Channel), channel) {
		channel = ""
	}
	return cmp.Or(channel, o.cfg.Slack.Channel, o.book.Team(team).Channel)
}
