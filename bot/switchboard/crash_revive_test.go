package switchboard_test

import (
	"errors"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// crash is a talk with a child that dies once.
type crash struct {
	t     *testing.T
	b     *storagetest.Base
	p     *outside
	c     *child
	kills int
}

// revive starts a second child, at a time when the first one's leases are over.
func (x *crash) revive() {
	x.t.Helper()
	if x.kills++; x.kills > 1 {
		x.t.Fatal("the second child died too")
	}
	x.c.wait(x.t)
	x.c = startChild(x.t, x.b, x.p, "", time.Minute)
}

// send brings the event until a child has acknowledged it.
func (x *crash) send(ev chat.Event) {
	x.t.Helper()
	x.again(func() error { return x.c.handle(ev) })
}

func (x *crash) talk(from chat.Address) (talk chat.Talk) {
	x.t.Helper()
	x.again(func() (err error) {
		talk, err = x.c.talk(from)
		return err
	})
	return talk
}

// again does it until it is done. A child that says no lives, and its database was too
// slow on this machine: it is asked once more. One that says nothing died.
func (x *crash) again(do func() error) {
	x.t.Helper()
	for noes := 0; ; {
		err := do()
		switch {
		case err == nil:
			return
		case !errors.Is(err, errNo):
			x.revive()
		case noes == 20:
			x.t.Fatal("the child refuses events, but lives")
		default:
			noes++
		}
	}
}

var errNo = errors.New("the child says no")
