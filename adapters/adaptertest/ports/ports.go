// Package ports gives tests addresses on this machine that stay theirs while
// nobody listens: a platform that is down for a while comes back where it was.
//
// The port that the system chooses for port 0 is one of those it gives to
// outgoing connections too. As soon as its listener is closed, any connection
// of any program may get it, and the platform cannot come back; or a call to
// the closed port is given that same port, and reaches itself. The ports here
// lie below those. Test binaries run beside each other: each holds blocks of ports
// of its own for as long as it lives, and gives no port of them out twice.
package ports

import (
	"fmt"
	"net"
	"strconv"
	"sync"
	"testing"
)

// Ports from first up to end are given out. Linux gives outgoing connections
// those from 32768, others those from 49152 (RFC 6335). The first port of each block
// is its lock: who listens there has the others, and listens until the process ends,
// however that ends.
const first, end, block = 12_000, 32_000, 100

// blocks are those that this test binary holds.
type blocks struct {
	mu         sync.Mutex
	next, left int            // in the last block: the next port, and how many there are
	locks      []net.Listener // nothing may close them
}

var mine = sync.OnceValue(func() *blocks { return new(blocks) })

// take gives a port that this binary never gave out before, and nobody else gives.
func (b *blocks) take() (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var err error
	for at := first; b.left == 0; at += block {
		if at >= end {
			return 0, fmt.Errorf("all blocks of ports are taken, the last one: %w", err)
		}
		var lock net.Listener
		if lock, err = listen(at); err == nil {
			b.next, b.left, b.locks = at+1, block-1, append(b.locks, lock)
		}
	}
	b.next, b.left = b.next+1, b.left-1
	return b.next - 1, nil
}

func listen(port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
}

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
	for {
		port, err := mine().take()
		if err != nil {
			t.Fatal(err)
		}
		// A program that is no test may sit on one of them; it is passed over.
		if l, err := listen(port); err == nil {
			return l
		}
	}
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
