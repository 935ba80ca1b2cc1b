package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// races is how often a transaction that lost a race runs again.
const races = 5

// Update runs fn in one transaction and returns after the commit. fn does no
// I/O of its own and may run more than once. An error of fn, a panic in it, or
// the end of ctx between two statements rolls back what it did, and nothing
// else; the panic's text, which could hold what a person wrote, is not repeated.
//
// An error that wraps chat.ErrDown tells nothing about fn: bring it again. The
// Store returns within 6 s. When the answer to COMMIT is lost, the id of fn's
// first Seen is read back: if it is there, it happened; if not, fn runs again;
// if there is no telling, chat.ErrDown.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if s.writer != nil {
		return s.writer.do(ctx, fn)
	}
	if s.readOnly {
		return errors.New("this store only reads")
	}
	end := time.Now().Add(s.limit)
	var err error
	for try := range races {
		var again bool
		if again, err = s.attempt(ctx, end, fn); !again {
			return err
		}
		if !pause(ctx, end, try) {
			break
		}
	}
	if raced(err) {
		return down("too many at once") // says nothing about fn
	}
	return err
}

// attempt runs fn once. again tells that nothing of it happened and that it may
// run once more; err is what to say if it does not.
func (s *Store) attempt(ctx context.Context, end time.Time, fn func(*Tx) error) (again bool, err error) {
	c, err := s.conns.take(ctx, end)
	if err != nil {
		return false, err
	}
	tx := &Tx{s: s, conn: c, gone: ctx.Err}
	if err = c.run("BEGIN ISOLATION LEVEL READ COMMITTED"); err != nil {
		// A connection that was kept may have died since; another may live.
		dead := c.bad
		s.conns.give(c)
		s.conns.dropIdle()
		return dead, err
	}
	if err = tx.call(fn); err != nil {
		if !c.bad {
			c.run("ROLLBACK")
		}
		s.conns.give(c)
		return raced(err), err
	}
	err = c.run("COMMIT")
	s.conns.give(c)
	if err == nil {
		tx.done()
		return false, nil
	}
	return s.doubt(ctx, end, tx, err)
}

// doubt answers an error from COMMIT by reading back.
func (s *Store) doubt(ctx context.Context, end time.Time, tx *Tx, cause error) (again bool, err error) {
	s.conns.dropIdle()
	if raced(cause) {
		return true, cause
	}
	if !tx.asked {
		return false, unsure(cause)
	}
	there, err := s.happened(context.WithoutCancel(ctx), end, tx.first)
	switch {
	case err != nil:
		return false, unsure(cause)
	case there:
		tx.done()
		return false, nil
	default:
		return true, unsure(cause)
	}
}

// unsure says that whether it happened is not known. Whatever the database
// said, the event must come again.
func unsure(cause error) error {
	f := &Fault{Code: "commit in doubt", Down: true}
	var known *Fault
	if errors.As(cause, &known) {
		f.Code = "commit in doubt, " + known.Code
	}
	return f
}

// happened tells whether the event was written down.
func (s *Store) happened(ctx context.Context, end time.Time, event string) (bool, error) {
	c, err := s.conns.take(ctx, end)
	if err != nil {
		return false, err
	}
	defer s.conns.give(c)
	tx := &Tx{s: s, conn: c, gone: ctx.Err}
	var n int64
	return tx.row("SELECT 1 FROM event WHERE id = $1", args(event), &n)
}

func raced(err error) bool {
	var f *Fault
	return errors.As(err, &f) && f.race
}

// pause waits a little longer each time, while there is time left.
func pause(ctx context.Context, end time.Time, try int) bool {
	t := time.NewTimer(min(time.Millisecond<<(2*try), time.Until(end)))
	defer t.Stop()
	select {
	case <-t.C:
		return time.Now().Before(end)
	case <-ctx.Done():
		return false
	}
}

// call runs fn. A panic becomes an error that says where, never what. A
// statement's failure is the transaction's, also when fn does not say so.
func (tx *Tx) call(fn func(*Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a panic of type %T at %s", p, origin())
		}
		if tx.err != nil && !errors.Is(err, tx.err) {
			err = tx.err
		}
	}()
	return fn(tx)
}

// origin is where a panic that is being recovered from began.
func origin() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function != "" && !inRuntime(f.Function) {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

func inRuntime(function string) bool {
	return len(function) > 8 && function[:8] == "runtime."
}

// done does in memory what follows from the commit.
func (tx *Tx) done() {
	for _, f := range tx.after {
		f()
	}
}

// read runs fn on one unchanging view of the database. fn only reads.
func (s *Store) read(ctx context.Context, fn func(*Tx) error) error {
	begin := "BEGIN"
	if s.conns != nil {
		begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	return s.reading(ctx, begin, fn)
}

// glance runs fn, which asks one thing: a single statement is a view by itself,
// and needs no BEGIN and ROLLBACK around it.
func (s *Store) glance(ctx context.Context, fn func(*Tx) error) error {
	return s.reading(ctx, "", fn)
}

func (s *Store) reading(ctx context.Context, begin string, fn func(*Tx) error) error {
	end := time.Now().Add(s.limit)
	for first := true; ; first = false {
		c, err := s.readers.take(ctx, end)
		if err != nil {
			return err
		}
		begun := false // a view that dies midway is not begun again; a single question, or a BEGIN, is asked once more
		if begin != "" {
			err = c.run(begin)
		}
		if err == nil {
			begun = begin != ""
			err = (&Tx{s: s, conn: c, gone: ctx.Err}).call(fn)
			if begun && !c.bad {
				c.run("ROLLBACK")
			}
		}
		dead := c.bad // looked at while the connection is ours
		s.readers.give(c)
		if dead {
			s.readers.dropIdle()
		}
		if first && (raced(err) || dead && !begun) {
			continue
		}
		return err
	}
}
