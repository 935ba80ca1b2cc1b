package storage

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// postgresDSN checks the address and adds the settings that every connection
// has. Whatever is wrong with it, the error does not repeat it: it holds a
// password.
func postgresDSN(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("DATABASE_URL: %w: write postgres://name:password@host:5432/database", ErrScheme)
	}
	q := u.Query()
	remote := false
	hosts := u.Host
	if h := q.Get("host"); h != "" {
		hosts = h
	}
	for h := range strings.SplitSeq(hosts, ",") {
		remote = remote || !local(h)
	}
	if h := q.Get("hostaddr"); h != "" {
		remote = remote || !local(h)
	}
	switch mode := q.Get("sslmode"); {
	case remote && mode != "verify-full":
		return "", fmt.Errorf("DATABASE_URL: %w: add sslmode=verify-full, and sslrootcert= if your authority is your own", ErrInsecure)
	case mode == "":
		q.Set("sslmode", "disable")
	}
	for name, value := range map[string]string{
		"statement_timeout": "5000",
		"lock_timeout":      "2000",
		"plan_cache_mode":   "force_generic_plan", // statements are prepared, and their plans do not depend on values
		// ... nor on how large a table was when they were made: tables grow from nothing to
		// a hundred thousand rows in a minute, and each question has its index.
		"enable_seqscan":   "off",
		"enable_hashjoin":  "off",
		"enable_mergejoin": "off",
		// A small table is read as a whole all the same, at a price that would have it
		// compiled first: half a second for what takes a millisecond.
		"jit":                                 "off",
		"idle_in_transaction_session_timeout": "10000",
		"application_name":                    "omzien",
	} {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// local tells whether a host is this machine: a loopback address or a unix
// socket's folder.
func local(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "" || host == "localhost" || strings.HasPrefix(host, "/") || strings.HasPrefix(host, "@") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// openPostgres prepares the pool. It connects to nothing yet.
func (s *Store) openPostgres(raw string, conns int) error {
	dsn, err := postgresDSN(raw)
	if err != nil {
		return err
	}
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return fmt.Errorf("DATABASE_URL: %w: write postgres://name:password@host:5432/database", ErrScheme)
	}
	connector.Dialer(dialer{step: s.limit * 5 / 6})
	s.db = sqlx.NewDb(openDB(connector), "postgres")
	s.db.SetMaxIdleConns(0) // the pool keeps them
	s.closers = append(s.closers, s.db.Close)
	s.conns = newPool(conns, func(ctx context.Context) (*conn, error) {
		w := new(wire)
		c, err := s.db.Connx(context.WithValue(ctx, wireKey{}, w))
		if err != nil {
			return nil, unreachable(err)
		}
		return &conn{c: c, stmts: make(map[string]*sqlx.Stmt), wire: w}, nil
	})
	s.readers = s.conns
	return nil
}

// unreachable is any failure to connect: whatever it is, nothing was asked yet.
func unreachable(err error) error {
	if f, ok := fault(err).(*Fault); ok {
		return &Fault{Code: f.Code, Down: true, gone: true}
	}
	return down("connect")
}

// checkPostgres refuses a server that confirms what it may forget.
func (s *Store) checkPostgres(ctx context.Context) error {
	if s.unsafe {
		return nil
	}
	for _, setting := range []string{"fsync", "synchronous_commit"} {
		var value string
		err := s.read(ctx, func(tx *Tx) error {
			_, err := tx.row("SELECT current_setting($1)", args(setting), &value)
			return err
		})
		if err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("PostgreSQL has %s=off: %w: set it to on", setting, ErrUnsafe)
		}
	}
	return nil
}

// wire is a network connection of which every read and write gives up: lib/pq
// ignores contexts once the network is silent.
type wire struct {
	net.Conn
	step time.Duration
	end  atomic.Int64 // when the whole transaction gives up; nanoseconds
}

type wireKey struct{}

func (w *wire) until(t time.Time) { w.end.Store(t.UnixNano()) }

func (w *wire) deadline() time.Time {
	t := time.Now().Add(w.step)
	if end := w.end.Load(); end != 0 && end < t.UnixNano() {
		return time.Unix(0, end)
	}
	return t
}

func (w *wire) Read(b []byte) (int, error) {
	if err := w.Conn.SetReadDeadline(w.deadline()); err != nil {
		return 0, err
	}
	return w.Conn.Read(b)
}

func (w *wire) Write(b []byte) (int, error) {
	if err := w.Conn.SetWriteDeadline(w.deadline()); err != nil {
		return 0, err
	}
	return w.Conn.Write(b)
}

// SetDeadline and its kin do nothing: the wire sets its own.
func (w *wire) SetDeadline(time.Time) error { return nil }

func (w *wire) SetReadDeadline(time.Time) error { return nil }

func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// dialer makes wires. The one in the context, if any, becomes the connection,
// so that its owner can move the end.
type dialer struct{ step time.Duration }

func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: d.step}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w, ok := ctx.Value(wireKey{}).(*wire)
	if !ok {
		w = new(wire)
	}
	w.Conn, w.step = c, d.step
	if end, ok := ctx.Deadline(); ok {
		w.until(end)
	}
	return w, nil
}

var _ interface {
	pq.Dialer
	pq.DialerContext
} = dialer{}

var _ driver.Connector = (*pq.Connector)(nil)
