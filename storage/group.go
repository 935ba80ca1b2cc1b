package storage

import (
	"context"
	"sync"
	"time"
)

// groupMost bounds how many transactions share one commit.
const groupMost = 128

// writer is SQLite's one writing connection. It runs the functions that wait,
// each under a savepoint of its own, and commits them together: the cost of a
// sync to disk is shared by all that came meanwhile.
type writer struct {
	s    *Store
	conn *conn
	jobs chan *job
	stop chan struct{} // closed by close: take no more
	over chan struct{} // closed once the last job is answered
	once sync.Once
}

type job struct {
	gone func() error
	fn   func(*Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

func newWriter(s *Store, c *conn) *writer {
	w := &writer{s: s, conn: c, jobs: make(chan *job), stop: make(chan struct{}), over: make(chan struct{})}
	go w.loop()
	return w
}

// do hands fn in, for as long as the store's limit, and waits until it is
// committed or rolled back. Once begun it is waited for, also when ctx ends:
// only then is it known what became of it.
func (w *writer) do(ctx context.Context, fn func(*Tx) error) error {
	j := &job{gone: ctx.Err, fn: fn, done: make(chan struct{})}
	wait := time.NewTimer(w.s.limit)
	defer wait.Stop()
	select {
	case w.jobs <- j:
	case <-wait.C:
		return down("busy")
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stop:
		return down("closed")
	}
	<-j.done
	return j.err
}

// close lets those who were accepted finish.
func (w *writer) close(ctx context.Context) error {
	w.once.Do(func() { close(w.stop) })
	select {
	case <-w.over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) loop() {
	stopped := false
	defer func() {
		if !stopped { // a job called runtime.Goexit: the work goes on in a new goroutine
			go w.loop()
			return
		}
		w.conn.close()
		close(w.over)
	}()
	for {
		select {
		case j := <-w.jobs:
			w.group(j)
		case <-w.stop:
			stopped = true
			return
		}
	}
}

// group runs the first job and all that wait by then, in one transaction.
func (w *writer) group(first *job) {
	jobs := append(make([]*job, 0, 8), first)
	settled := false
	defer func() {
		if !settled {
			w.conn.run("ROLLBACK")
		}
		for _, j := range jobs {
			if !settled && j.err == nil {
				j.err = down("the transaction was rolled back")
			}
			close(j.done)
		}
	}()
	if err := w.conn.run("BEGIN IMMEDIATE"); err != nil {
		first.err, settled = err, true
		return
	}
	open := w.savepoint(first)
	for open && len(jobs) < groupMost {
		select {
		case j := <-w.jobs:
			jobs = append(jobs, j)
			open = w.savepoint(j)
			continue
		default:
		}
		break
	}
	var err error
	if open {
		err = w.conn.run("COMMIT")
	} else {
		err = down("the transaction was rolled back")
	}
	if err != nil {
		w.conn.run("ROLLBACK") // an error here means that there is none any more
	}
	for _, j := range jobs {
		switch {
		case j.err != nil:
		case err == nil:
			j.tx.done()
		case j.tx.asked && w.happened(j.tx.first):
			j.tx.done()
		default:
			j.err = unsure(err)
		}
	}
	settled = true
}

// savepoint runs one job, and takes back what it did if it fails. open is false
// where the whole transaction is gone.
func (w *writer) savepoint(j *job) (open bool) {
	j.tx = &Tx{s: w.s, conn: w.conn, gone: j.gone}
	if j.err = w.conn.run("SAVEPOINT one"); j.err != nil {
		return false
	}
	if j.err = j.tx.call(j.fn); j.err != nil {
		if err := w.conn.run("ROLLBACK TO one"); err != nil {
			return false
		}
	}
	return w.conn.run("RELEASE one") == nil
}

// happened reads back whether the event was written down.
func (w *writer) happened(event string) bool {
	tx := &Tx{s: w.s, conn: w.conn, gone: context.Background().Err}
	var n int64
	found, err := tx.row("SELECT 1 FROM event WHERE id = $1", args(event), &n)
	return found && err == nil
}
