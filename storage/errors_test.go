package storage

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"omzien/bot/chat"
)

// TestR10 says which failures tell nothing about an event, so that it must come
// again, and which are about the event itself.
func TestR10_WhatIsDownAndWhatIsNot(t *testing.T) {
	for code, want := range map[string]Fault{
		"08006": {Down: true, gone: true}, // connection failure
		"53100": {Down: true, gone: true}, // disk full
		"53300": {Down: true, gone: true}, // too many connections
		"25006": {Down: true, gone: true}, // a standby: read-only
		"57P01": {Down: true, gone: true}, // stopped by the operator
		"28P01": {Down: true, gone: true}, // password refused
		"57014": {Down: true},             // statement_timeout
		"55P03": {Down: true},             // lock_timeout
		"40001": {race: true},
		"40P01": {race: true},
		"0A000": {race: true, gone: true}, // a prepared statement that no longer fits
		"23505": {},
		"22P02": {},
		"42P01": {},
	} {
		got := fault(fmt.Errorf("wrapped: %w", &pq.Error{Code: pqerror.Code(code), Message: "geheim", Detail: "geheim"}))
		want.Code = code
		if f, ok := got.(*Fault); !ok || *f != want {
			t.Errorf("%s is %+v, want %+v", code, got, want)
		}
		if errors.Is(got, chat.ErrDown) != want.Down || strings.Contains(got.Error(), "geheim") {
			t.Errorf("%s reads %q", code, got)
		}
	}
	for code, down := range map[int]bool{
		5: true, 517: true, 6: true, 8: true, 10: true, 10 | 4<<8: true, 13: true, 14: true, // BUSY, its snapshot, LOCKED, READONLY, IOERR, fsync, FULL, CANTOPEN
		1: false, 19: false, 2067: false, 20: false, // ERROR, CONSTRAINT, UNIQUE, MISMATCH
	} {
		if got := sqliteFault(code); got.Down != down || got.race {
			t.Errorf("sqlite %d is %+v", code, got)
		}
	}
	for _, err := range []error{io.ErrUnexpectedEOF, errors.New("pq: unexpected message 'x'; geheim")} {
		if got := fault(err); !errors.Is(got, chat.ErrDown) || strings.Contains(got.Error(), "geheim") {
			t.Errorf("%v is %v", err, got)
		}
	}
	if got := fault(errors.New(`sql: Scan error on column index 0: converting "geheim"`)); errors.Is(got, chat.ErrDown) || strings.Contains(got.Error(), "geheim") {
		t.Errorf("a value that does not fit is %v", got)
	}
}
