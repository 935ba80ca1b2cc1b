package ports_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"omzien/adapters/adaptertest/ports"
)

// A platform that is down for a while comes back to its address: nobody who asks for
// one meanwhile is given that, neither here nor in a test binary beside this one.
func TestAnAddressStaysItsOwners(t *testing.T) {
	if os.Getenv("OMZIEN_PORTS_BESIDE") != "" {
		for range 300 {
			t.Log("given", ports.Free(t))
		}
		return
	}
	down := map[string]bool{}
	take := func() {
		for range 150 {
			address := ports.Free(t)
			if down[address] {
				t.Fatal("given to two")
			}
			down[address] = true
		}
	}
	take()
	beside := exec.Command(os.Args[0], "-test.run=^TestAnAddressStaysItsOwners$", "-test.v")
	beside.Env = append(os.Environ(), "OMZIEN_PORTS_BESIDE=1")
	out, err := beside.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	theirs := 0
	for line := range strings.Lines(string(out)) {
		if _, address, is := strings.Cut(strings.TrimSpace(line), "given "); is {
			theirs++
			if down[address] {
				t.Error("given to two test binaries:", address)
			}
		}
	}
	if theirs != 300 {
		t.Errorf("the other binary was given %d addresses", theirs)
	}
	take()
	for address := range down {
		ports.Listen(t, address).Close()
	}
}
