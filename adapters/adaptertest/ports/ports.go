// Package ports gives tests addresses on this machine that stay theirs while
// nobody listens: a platform that is down for a while comes back where it was.
//
// The port that the system chooses for port 0 is one of those it gives to
// outgoing connections too. As soon as its listener is closed, any connection
// of any program may get it, and the platform cannot come back; or a call to
// the closed port is given that same port, and reaches itself. The ports here
// lie below those. Each test binary goes through them from a place of its own and
// gives none out twice: a port that is free for a while goes to no other test.
package ports

import (
	"net"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// Ports from first up to end are given out. Linux gives outgoing connections
// those from 32768, others those from 49152 (RFC 6335).
const first, end = 12_000, 32_000

// given counts the ports that this test binary gave out. Several run at once: the
// count begins at a number that lies far from a neighbour's.
var given = sync.OnceValue(func() *atomic.Uint32 {
	var n atomic.Uint32
	n.Store(uint32(os.Getpid()) * 7919 % (end - first))
	return &n
})

// Listen listens at an address that was given before, or where it is empty at
// one that nobody else has.
func Listen(t testing.TB, address string) net.Listener {
	t.Helper()
	if address != "" {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatalf("come back: %v", err)
		}
		return l
	}
	var err error
	for range 100 {
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(first+int(given().Add(1)%(end-first))))); err == nil {
			return l
		}
	}
	t.Fatalf("no free port found: %v", err)
	return nil
}

// Free is an address where nobody listens.
func Free(t testing.TB) string {
	t.Helper()
	l := Listen(t, "")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}
