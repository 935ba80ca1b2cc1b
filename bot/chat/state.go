package chat

import "fmt"

// MarshalState encodes all of a conversation that is not a column of its own:
// what storage seals. UnmarshalState reads it back. Times keep their nanoseconds,
// in UTC.
func (c *Conversation) MarshalState() []byte { return toWire(make([]byte, 0, 512), c) }

// UnmarshalState fills a conversation from what MarshalState gave. Columns
// (ID, Person, Address, Turn, Epoch, Alias) stay as they are in c; all else is
// empty before.
func (c *Conversation) UnmarshalState(b []byte) error {
	if err := fromWire(b, c); err != nil {
		return fmt.Errorf("decode conversation state: %w", err)
	}
	return nil
}
