package storage

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"omzien/bot/chat"
)

// What Open can find wrong, for those who must tell the cases apart. Each comes
// wrapped in one line that names the remedy.
var (
	ErrScheme     = errors.New("the database's address is of no known kind")
	ErrInsecure   = errors.New("the connection to the database is not safe")
	ErrUnsafe     = errors.New("the database may forget what it confirmed")
	ErrLocked     = errors.New("another Omzien uses this database file")
	ErrKeyMissing = errors.New("there is no key file")
	ErrKeyOpen    = errors.New("others can read the key file")
	ErrKeyBroken  = errors.New("the key file does not hold a key")
	ErrKeyWrong   = errors.New("the key file does not belong to this database")
	ErrSchema     = errors.New("the database is not set up by this version")
)

// errSealed means that a sealed value did not open: the wrong key, or a value
// that was moved or changed.
var errSealed = errors.New("a sealed value does not open")

// errErased means that the person's key is gone.
var errErased = errors.New("the person was erased")

// Fault is a database's own error without its text, which could hold what
// somebody wrote. It wraps chat.ErrDown where it says nothing about the
// statement: unreachable, full, read-only, too slow.
type Fault struct {
	Code string // SQLSTATE, or "sqlite" and the extended result code, or one word
	Down bool
	race bool // lost against another transaction: run it again
	gone bool // the connection cannot be used any more
}

func (f *Fault) Error() string {
	if f.Down {
		return chat.ErrDown.Error() + " (" + f.Code + ")"
	}
	return "the database refused (" + f.Code + ")"
}

// Is makes errors.Is(err, chat.ErrDown) hold for a Fault that is Down.
func (f *Fault) Is(target error) bool { return f.Down && target == chat.ErrDown }

// fault judges an error of a driver. nil stays nil.
func fault(err error) error {
	if err == nil {
		return nil
	}
	var known *Fault
	if errors.As(err, &known) || unreadable(err) {
		return err
	}
	var p *pq.Error
	if errors.As(err, &p) {
		return pgFault(string(p.Code))
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		return sqliteFault(s.Code())
	}
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return &Fault{Code: "timeout", Down: true, gone: true}
	case errors.As(err, &network):
		return &Fault{Code: "network", Down: true, gone: true}
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return &Fault{Code: "connection", Down: true, gone: true}
	case strings.HasPrefix(err.Error(), "sql: "):
		// database/sql itself: a value that cannot be passed or scanned. Its text
		// may quote the value.
		return &Fault{Code: "a value does not fit"}
	}
	// A driver that lost its place in the talk with the server.
	return &Fault{Code: "protocol", Down: true, gone: true}
}

// pgFault sorts SQLSTATEs by their class.
func pgFault(code string) *Fault {
	f := &Fault{Code: code}
	if len(code) != 5 {
		f.Down, f.gone = true, true
		return f
	}
	switch code {
	case "40001", "40P01": // serialisation failure, deadlock
		f.race = true
	case "0A000", "26000": // a prepared statement that no longer fits, after a migration elsewhere; or is gone
		f.race, f.gone = true, true
	case "55P03": // lock_timeout
		f.Down = true
	case "25006": // read-only: a standby
		f.Down, f.gone = true, true
	case "25P02", "25P03": // in a failed transaction; idle in transaction for too long
		f.Down, f.gone = true, true
	case "57014": // statement_timeout
		f.Down = true
	}
	switch code[:2] {
	case "08", "28", "3D", "53", "57", "58", "XX": // connection, sign-in, no such database, resources, operator, system, internal
		f.Down = true
		f.gone = code != "57014"
	}
	return f
}

func sqliteFault(code int) *Fault {
	f := &Fault{Code: "sqlite " + strconv.Itoa(code)}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY,
		sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM,
		sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		f.Down = true
	}
	return f
}

// down is a failure of our own making that says nothing about what was asked.
func down(word string) error { return &Fault{Code: word, Down: true} }
