package ports_test

import (
	"testing"

	"omzien/adapters/adaptertest/ports"
)

// A platform that is down for a while comes back to its address: nobody who asks for
// one meanwhile is given that.
func TestAnAddressStaysItsOwners(t *testing.T) {
	down := map[string]bool{}
	for range 1_000 {
		address := ports.Free(t)
		if down[address] {
			t.Fatal("given to two")
		}
		down[address] = true
	}
	for address := range down {
		ports.Listen(t, address).Close()
	}
}
