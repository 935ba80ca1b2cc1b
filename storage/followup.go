package storage

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"omzien/bot/chat"
)

// FollowUps lists what was noted when talks were rounded off and is due by then:
// somebody looks how it goes. The oldest comes first; one whose talk cannot be
// read any more stands there with its alias.
func (r Record) FollowUps(ctx context.Context, until time.Time) ([]chat.FollowUp, error) {
	var all []chat.FollowUp
	err := r.s.read(ctx, func(tx *Tx) error {
		held, err := tx.conversations(lenient, "c.follow_at <= $1 ORDER BY c.follow_at, c.id LIMIT "+strconv.Itoa(queueMost), until.UnixMilli())
		all = make([]chat.FollowUp, 0, len(held))
		for _, c := range held {
			all = append(all, chat.FollowUp{Conversation: c.ID, Name: c.Name(), Team: c.team, At: c.FollowAt, Worker: c.Handoff.Worker, Promise: c.Promise})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is to be followed up: %w", err)
	}
	return all, nil
}
