package chat

import (
	"encoding/json"
	"fmt"
)

// MarshalState encodes all of a conversation that is not a column of its own:
// what storage seals. UnmarshalState reads it back.
func (c Conversation) MarshalState() ([]byte, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode conversation state: %w", err)
	}
	return b, nil
}

// UnmarshalState fills a conversation from what MarshalState gave. Columns
// (ID, Person, Address, Turn, Epoch, Alias) stay as they are in c.
func (c *Conversation) UnmarshalState(b []byte) error {
	if err := json.Unmarshal(b, c); err != nil {
		return fmt.Errorf("decode conversation state: %w", err)
	}
	return nil
}
