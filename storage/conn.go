package storage

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/jmoiron/sqlx"
)

// conn is one connection with the statements that were prepared on it. One
// goroutine uses it at a time.
//
// Statements run without the caller's context: on SQLite an interrupted write
// rolls the whole transaction back, others' work included, and lib/pq would
// start a goroutine for each. What bounds them is the wire's deadline, the
// server's statement_timeout and SQLite's busy_timeout.
type conn struct {
	c     *sqlx.Conn
	stmts map[string]*sqlx.Stmt
	wire  *wire // nil on SQLite
	bad   bool  // not to be used again
}

func (c *conn) prepared(query string) (*sqlx.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.c.PreparexContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// run runs a statement that has no parameters: BEGIN, COMMIT and their kin.
func (c *conn) run(statement string) error {
	if c.wire != nil { // one trip to the server, prepared or not
		_, err := c.c.ExecContext(context.Background(), statement)
		return c.judge(err)
	}
	stmt, err := c.prepared(statement)
	if err == nil {
		_, err = stmt.Exec()
	}
	return c.judge(err)
}

// judge turns a driver's error into a Fault and remembers whether the
// connection is of any more use.
func (c *conn) judge(err error) error {
	if err == nil {
		return nil
	}
	err = fault(err)
	if f, ok := err.(*Fault); ok && f.gone {
		c.bad = true
	}
	return err
}

// until sets when every read and write on the wire gives up.
func (c *conn) until(t time.Time) {
	if c.wire != nil {
		c.wire.until(t)
	}
}

// close ends the connection itself, not only its place in a pool. SQLite keeps
// a connection with open statements half alive, and its WAL with it; database/sql
// does not close those of a single connection by itself. A server forgets them.
func (c *conn) close() {
	if c.wire == nil {
		for _, s := range c.stmts {
			s.Close()
		}
	}
	c.c.Raw(func(any) error { return driver.ErrBadConn })
	c.c.Close()
}

// pool lends connections. They are opened when first needed and kept.
type pool struct {
	open func(ctx context.Context) (*conn, error)
	lent chan struct{} // one place per connection that may exist
	idle chan *conn
	shut chan struct{} // closed by drain
}

func newPool(size int, open func(ctx context.Context) (*conn, error)) *pool {
	return &pool{open: open, lent: make(chan struct{}, size), idle: make(chan *conn, size), shut: make(chan struct{})}
}

// take lends a connection, or opens one, before the deadline. The caller's
// context ends the waiting only.
func (p *pool) take(ctx context.Context, deadline time.Time) (*conn, error) {
	wait, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	select {
	case p.lent <- struct{}{}:
	default:
		select {
		case p.lent <- struct{}{}:
		case <-p.shut:
			return nil, down("closed")
		case <-wait.Done():
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			return nil, down("all connections are busy")
		}
	}
	select {
	case c := <-p.idle:
		c.until(deadline)
		return c, nil
	default:
	}
	c, err := p.open(wait)
	if err != nil {
		<-p.lent
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, err
	}
	c.until(deadline)
	return c, nil
}

// give takes a connection back. A bad one is closed.
func (p *pool) give(c *conn) {
	if c.bad {
		c.close()
	} else {
		p.idle <- c
	}
	<-p.lent
}

// dropIdle closes the connections that nobody uses: after one broke, the
// others, which stood on the same server, are likely to be dead as well.
func (p *pool) dropIdle() {
	for {
		select {
		case c := <-p.idle:
			c.close()
		default:
			return
		}
	}
}

// drain lends no more, waits until every connection is back and closes them. It
// is called once.
func (p *pool) drain(ctx context.Context) error {
	close(p.shut)
	for range cap(p.lent) {
		select {
		case p.lent <- struct{}{}:
		case <-ctx.Done():
			p.dropIdle()
			return ctx.Err()
		}
	}
	p.dropIdle()
	return nil
}
