package chat

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// The state is CBOR (RFC 8949), in the fields' JSON names: it is read and
// written at every event, and JSON was most of what an event cost. Times keep
// their nanoseconds, in UTC.
var (
	stateTo   = mustMode(cbor.EncOptions{Time: cbor.TimeRFC3339NanoUTC}.EncMode())
	stateFrom = mustMode(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

func mustMode[T any](mode T, err error) T {
	if err != nil {
		panic(err) // an option that the library does not have: cannot happen in a program that ever started
	}
	return mode
}

// MarshalState encodes all of a conversation that is not a column of its own:
// what storage seals. UnmarshalState reads it back.
func (c *Conversation) MarshalState() ([]byte, error) {
	// By value: each look at a time that has an address costs the library an allocation.
	b, err := stateTo.Marshal(*c)
	if err != nil {
		return nil, fmt.Errorf("encode conversation state: %w", err)
	}
	return b, nil
}

// UnmarshalState fills a conversation from what MarshalState gave. Columns
// (ID, Person, Address, Turn, Epoch, Alias) stay as they are in c.
func (c *Conversation) UnmarshalState(b []byte) error {
	if err := stateFrom.Unmarshal(b, c); err != nil {
		return fmt.Errorf("decode conversation state: %w", err)
	}
	return nil
}
