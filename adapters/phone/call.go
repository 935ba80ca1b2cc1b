package phone

import (
	"context"
	"errors"
	"fmt"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Send writes m down as a call to the member, to be said by a human. Written down
// twice, it is one call.
func (a *Adapter) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	now := a.Now()
	item := chat.CallItem{ID: m.ID, Member: m.To.Chat, At: now, Text: m.Text, Speaker: m.Speaker, Step: m.Step}
	for _, c := range m.Choices {
		item.Labels = append(item.Labels, c.Label)
	}
	err := a.Calls.KeepCall(ctx, item)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		return chat.Receipt{}, adapters.Gone(errors.New("write down a call: nobody is known there"))
	case errors.Is(err, chat.ErrDown):
		return chat.Receipt{}, adapters.Unwritten(fmt.Errorf("write down a call: %w", chat.ErrDown))
	case err != nil:
		return chat.Receipt{}, adapters.Uncertain(errors.New("write down a call: the record did not say whether it has it"))
	}
	return chat.Receipt{ID: m.ID, At: now}, nil
}

// Find tells whether the call of m was written down.
func (a *Adapter) Find(ctx context.Context, m chat.Message, _ time.Time) (chat.Receipt, bool, error) {
	item, err := a.Calls.Call(ctx, m.ID)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		return chat.Receipt{}, false, nil
	case errors.Is(err, chat.ErrDown):
		return chat.Receipt{}, false, adapters.Unwritten(fmt.Errorf("look a call up: %w", chat.ErrDown))
	case err != nil:
		return chat.Receipt{}, false, errors.New("look a call up: the record did not answer")
	}
	return chat.Receipt{ID: item.ID, At: item.At}, true, nil
}
