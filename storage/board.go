package storage

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Standing is the Queue, with the threads in which each, and its overleggen, stand at
// desks of the adapter. A thread that cannot be read is none.
func (r Record) Standing(ctx context.Context, adapter string) ([]chat.Item, error) {
	return r.queue(ctx, adapter)
}

// readThreads reads which threads the lanes have.
var readThreads = newBatch(0, `
WITH v(id) AS ({rows})
SELECT id, person_id, thread_sealed FROM lane WHERE id IN (SELECT v.id FROM v WHERE v.id IS NOT NULL) AND thread_sealed IS NOT NULL`, "TEXT")

// threadsAt fills in where each of the items, which are of these conversations,
// and its overleggen stand at the adapter's desks.
func (tx *Tx) threadsAt(adapter string, held []*held, items []chat.Item) error {
	lanes := map[string]*chat.Address{} // lane -> where its thread is to stand
	var ids []string
	at := func(l chat.Lane, place *chat.Address) {
		lane := tx.s.laneID(l)
		*place = chat.Address{Adapter: l.Adapter, Chat: l.Chat}
		lanes[lane], ids = place, append(ids, lane)
	}
	for i, c := range held {
		for _, p := range slices.Backward(c.Handoff.Posted) {
			if p.Desk.Adapter == adapter && !p.Away {
				at(chat.Lane{Adapter: adapter, Chat: p.Desk.Chat, Talk: c.ID}, &items[i].Thread)
				break
			}
		}
		items[i].Asides = map[string][]chat.Address{}
		for _, k := range items[i].Consults {
			threads := make([]chat.Address, len(k.Posted))
			for n, p := range k.Posted {
				if p.Desk.Adapter == adapter {
					at(chat.Lane{Adapter: adapter, Chat: p.Desk.Chat, Talk: c.ID, Consult: k.ID}, &threads[n])
				}
			}
			items[i].Asides[k.ID] = threads
		}
	}
	type row struct {
		lane, person string
		sealed       []byte
	}
	var rows []row
	err := tx.gather(readThreads, nil, column(ids), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.lane, &x.person, &x.sealed)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range rows {
		plain, err := tx.open(x.person, threadPlace(x.lane), x.sealed)
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		lanes[x.lane].Thread = string(plain)
	}
	onItsWay := func(a chat.Address) bool { return a.Thread == "" }
	for i := range items {
		if onItsWay(items[i].Thread) {
			items[i].Thread = chat.Address{}
		}
		for id, threads := range items[i].Asides {
			items[i].Asides[id] = slices.DeleteFunc(threads, onItsWay)
		}
	}
	return nil
}

// Heard counts what people wrote since then: of each open conversation in which
// somebody did, how many lines.
func (r Record) Heard(ctx context.Context, since time.Time) (map[string]int, error) {
	heard := map[string]int{}
	err := r.s.read(ctx, func(tx *Tx) error {
		const query = `SELECT c.id, COUNT(*) FROM conversation c JOIN line l ON l.conversation_id = c.id
			WHERE c.is_open AND c.changed_at >= $1 AND l.kind = 'person' AND l.at >= $1 GROUP BY c.id`
		return tx.each(query, args(since.UnixMilli()), func(row *sqlx.Rows) error {
			var id string
			var n int
			err := row.Scan(&id, &n)
			heard[id] = n
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read who wrote: %w", err)
	}
	return heard, nil
}

// pickToken is the token of an Item: it picks the conversation up as it stands
// in this epoch. It is the same each time, and not to be guessed.
func (s *Store) pickToken(conversation string, epoch int64) string {
	sum := s.sum(ofPick, conversation, strconv.FormatInt(epoch, 10))
	return chat.PickToken + base64.RawURLEncoding.EncodeToString(sum[:18])
}

// offered are the conversations that lists ask somebody to pick up: who waits,
// and whom an alarm is about. Those that were picked up since are looked at too,
// so that a late press is told who has it.
const offered = `SELECT id, epoch FROM conversation WHERE is_open AND (desk IN ('waiting', 'live')
	OR id IN (SELECT about_id FROM alarm WHERE is_open AND about_kind = 'conversation'))`

// Offered finds the conversation that an Item's token is of. known is false
// where there is none any more. stale tells that it changed hands since the token
// was shown.
func (tx *Tx) Offered(token string) (conversation string, stale, known bool, err error) {
	err = tx.each(offered, nil, func(r *sqlx.Rows) error {
		var id string
		var epoch int64
		if err := r.Scan(&id, &epoch); err != nil || known {
			return err
		}
		for ago := range min(epoch, offeredBefore) + 1 {
			if hmac.Equal([]byte(tx.s.pickToken(id, epoch-ago)), []byte(token)) {
				conversation, stale, known = id, ago > 0, true
			}
		}
		return nil
	})
	if err != nil {
		return "", false, false, fmt.Errorf("find what is picked up: %w", err)
	}
	return conversation, stale, known, nil
}

// offeredBefore is how many changes of owner back a token is still known.
const offeredBefore = 3
