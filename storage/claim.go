package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// taken is a lane that a claim has locked, with the row that it will send.
type taken struct {
	lane     string
	lease    int64
	adapter  string
	chatHash string
	person   string
	about    chat.Subject // what the talk is about
	thread   []byte       // sealed; nil: none yet
	class    chat.Class
	due      int64
	heads    []waiting // that may be sent now
	row      waiting   // the one that will be
	body     []byte    // sealed
	attempt  int
	called   int64
}

// Claim takes up to max rows of the adapter's lanes that are due at now, one
// per lane, most urgent first. Nobody else gets these lanes until now+lease, or
// until Mark frees them. A row that an earlier attempt left in doubt comes back
// marked Uncertain. Rows from before a worker took over are superseded here.
// With a rate, the slots of what is returned are reserved in the same
// transaction; what must wait for its slot stays.
func (s *Store) Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	if rate.Every > 0 {
		max = min(max, lanesPerCall*callsAtOnce(rate))
	}
	var found []string
	err := s.read(ctx, func(tx *Tx) (err error) { // an idle look locks nothing
		found, err = tx.candidates(adapter, now, max)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	var claims []chat.Claim
	err = s.Update(ctx, func(tx *Tx) error {
		claims = nil
		if err := tx.queue(adapter); err != nil {
			return err
		}
		found, err := tx.candidates(adapter, now, max)
		if err != nil || len(found) == 0 {
			return err
		}
		lanes, err := tx.take(found, now, now.Add(lease))
		if err != nil || len(lanes) == 0 {
			return err
		}
		first, err := tx.fenced(ids(lanes), now)
		if err != nil {
			return err
		}
		send, err := tx.allot(adapter, rate, now, choose(lanes, first, now))
		if err != nil {
			return err
		}
		if err := tx.begin(send, now); err != nil {
			return err
		}
		claims, send, err = tx.unseal(send, rate.Together, now, now.Add(lease))
		if err != nil {
			return err
		}
		return tx.release(lanes, send, first)
	})
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	return claims, nil
}

// A lane whose chat is full keeps its place in line: it is not looked at, and its
// time stays as it is. Posts are looked for up to the class $4, edits where $5 is 1:
// a hundred thousand lanes may wait, and those that nobody may call now are not
// looked at one by one.
const readCandidates = `
SELECT id FROM (
SELECT * FROM (SELECT id, class, due_at FROM lane
    WHERE adapter = $1 AND class <= $4 AND due_at IS NOT NULL AND due_at <= $2 AND lease_until <= $2 AND NOT is_pull AND kinds <> 1
    AND NOT EXISTS (SELECT 1 FROM budget c WHERE c.id = lane.adapter || '/' || lane.chat_hash AND c.next_at > $2)
    ORDER BY class, due_at, id LIMIT $3) posts
UNION
SELECT * FROM (SELECT id, class, due_at FROM lane
    WHERE adapter = $1 AND $5 = 1 AND due_at IS NOT NULL AND due_at <= $2 AND lease_until <= $2 AND NOT is_pull AND kinds <> 0
    AND NOT EXISTS (SELECT 1 FROM budget c WHERE c.id = lane.adapter || '/' || lane.chat_hash AND c.edit_at > $2)
    ORDER BY class, due_at, id LIMIT $3) edits
) l ORDER BY class, due_at, id LIMIT $3`

// Some lanes are looked at besides those that an adapter with a rate may call: their
// rows may not be due.
const lanesPerCall = 8

// callsWithin is how many calls of an adapter are allotted at once: as many as it
// takes in this time. One that takes a thousand a second is not asked a thousand
// times a second how it stands.
const callsWithin = 20 * time.Millisecond

func callsAtOnce(rate chat.Rate) int { return max(1, int(callsWithin/max(rate.Every, 1))) }

// candidates looks, without locking, for lanes worth a claim. The adapter's budget is
// read also where it has no rate: where a platform said when to come back, nobody
// comes before.
func (tx *Tx) candidates(adapter string, now time.Time, most int) ([]string, error) {
	var lanes []string
	b, err := tx.budget(adapter)
	if err != nil {
		return nil, err
	}
	class, edits := int64(-1), int64(0)
	if at := now.UnixMilli(); b.low <= at {
		class = int64(chat.Aside)
	} else if b.next <= at {
		class = int64(chat.Live)
	}
	if b.edit <= now.UnixMilli() {
		edits = 1
	}
	if class < 0 && edits == 0 {
		return nil, nil
	}
	err = tx.each(readCandidates, args(adapter, now.UnixMilli(), most, class, edits), func(r *sqlx.Rows) error {
		var id string
		if err := r.Scan(&id); err != nil {
			return err
		}
		lanes = append(lanes, id)
		return nil
	})
	slices.Sort(lanes)
	return lanes, err
}

// Who waits here for a lane that a write or a mark holds looks at it again
// afterwards: the conditions may be false by then.
var takeLanes = newBatch(2, `
WITH v(id) AS ({rows})
UPDATE lane SET lease_epoch = lease_epoch + 1, lease_until = $2
WHERE id IN (SELECT v.id FROM v WHERE v.id IS NOT NULL) AND due_at <= $1 AND lease_until <= $1 AND NOT is_pull
RETURNING id, lease_epoch, adapter, chat_hash, person_id, about_kind, conversation_id, thread_sealed, class, due_at`, "TEXT")

// take locks and leases those of the lanes that are still to be had, most
// urgent first.
func (tx *Tx) take(lanes []string, now, until time.Time) ([]taken, error) {
	var had []taken
	err := tx.gather(takeLanes, args(now.UnixMilli(), until.UnixMilli()), column(lanes), func(r *sqlx.Rows) error {
		var t taken
		err := r.Scan(&t.lane, &t.lease, &t.adapter, &t.chatHash, &t.person, &t.about.Kind, &t.about.ID, &t.thread, &t.class, &t.due)
		if err != nil {
			return err
		}
		t.thread = slices.Clone(t.thread)
		had = append(had, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lock lanes: %w", err)
	}
	slices.SortFunc(had, func(a, b taken) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.due, b.due), cmp.Compare(a.lane, b.lane))
	})
	return had, nil
}

var supersedeRows = newBatch(1, `
WITH v(id) AS ({rows})
UPDATE outbox AS o SET state = 'superseded', done_at = $1
WHERE o.lane_id IN (SELECT v.id FROM v WHERE v.id IS NOT NULL) AND o.`+undone+` AND `+stale, "TEXT")

// fenced reads what stands in front of the lanes, once the rows behind the
// fence are out of the way.
func (tx *Tx) fenced(lanes []string, now time.Time) (map[string]firsts, error) {
	first, err := tx.firsts(lanes)
	if err != nil {
		return nil, err
	}
	var behind []string
	for lane, f := range first {
		if slices.ContainsFunc(f, func(w waiting) bool { return w.stale }) {
			behind = append(behind, lane)
		}
	}
	if len(behind) == 0 {
		return first, nil
	}
	slices.Sort(behind)
	if _, err := tx.change(supersedeRows, args(now.UnixMilli()), column(behind)); err != nil {
		return nil, fmt.Errorf("supersede rows: %w", err)
	}
	return tx.firsts(lanes)
}

// choose gives the lanes that have rows to send now, with those.
func choose(lanes []taken, first map[string]firsts, now time.Time) []taken {
	var ready []taken
	for _, t := range lanes {
		if t.heads = first[t.lane].now(now.UnixMilli()); len(t.heads) > 0 {
			t.row = t.heads[0]
			ready = append(ready, t)
		}
	}
	return ready
}

var beginRows = newBatch(1, `
WITH v(id) AS ({rows})
UPDATE outbox SET state = 'sending', attempt = attempt + 1, began_at = COALESCE(began_at, $1)
FROM v WHERE outbox.id = v.id
RETURNING outbox.id, attempt, began_at, COALESCE(called_at, began_at), body_sealed`, "TEXT")

// begin marks the rows as being sent and reads what they say.
func (tx *Tx) begin(send []taken, now time.Time) error {
	at := make(map[string]*taken, len(send))
	rows := make([][]any, len(send))
	for i := range send {
		at[send[i].row.id] = &send[i]
		rows[i] = []any{send[i].row.id}
	}
	err := tx.gather(beginRows, args(now.UnixMilli()), rows, func(r *sqlx.Rows) error {
		var id string
		var attempt int
		var began, called int64
		var body []byte
		if err := r.Scan(&id, &attempt, &began, &called, &body); err != nil {
			return err
		}
		t := at[id]
		t.attempt, t.row.began, t.called, t.body = attempt, began, called, slices.Clone(body)
		return nil
	})
	if err != nil {
		return fmt.Errorf("begin rows: %w", err)
	}
	return nil
}

// unseal makes the claims; one of a row that joins carries those behind it, up
// to so many units. A row that cannot be read any more never comes out: it ends
// here, silently where the person was erased, else dead.
func (tx *Tx) unseal(send []taken, together int, now, until time.Time) (claims []chat.Claim, sent []taken, err error) {
	var ended []*outcome
	for _, t := range send {
		c := chat.Claim{
			Message: chat.Message{ID: t.row.id, Class: t.row.class},
			Lane:    t.lane, Lease: t.lease, Until: until, Attempt: t.attempt,
			Uncertain: t.row.state == chat.Sending || t.row.state == chat.Uncertain,
			Since:     time.UnixMilli(t.row.began).UTC(),
			Called:    time.UnixMilli(t.called).UTC(),
		}
		err := tx.read(t, &c.Message)
		switch {
		case t.row.joins && err == nil:
			err = tx.carry(t, &c.Message, together)
		case t.row.joins && unreadable(err):
			if err := tx.setDown(t.row.id); err != nil {
				return nil, nil, err
			}
		}
		switch {
		case err == nil:
			claims, sent = append(claims, c), append(sent, t)
			continue
		case errors.Is(err, errErased):
			ended = append(ended, t.ended(chat.Mark{Claim: c, State: chat.Superseded}))
		case errors.Is(err, errSealed):
			ended = append(ended, t.ended(chat.Mark{Claim: c, State: chat.Dead, Reason: "unreadable"}))
		default:
			return nil, nil, err
		}
	}
	return claims, sent, tx.finish(now, ended)
}

func (t taken) ended(m chat.Mark) *outcome {
	return &outcome{Mark: m, person: t.person, about: t.about, adapter: t.adapter}
}

func receiptPlace(row string) place { return place{"outbox", "receipt_sealed", row} }

func threadPlace(lane string) place { return place{"lane", "thread_sealed", lane} }

// read opens the row's message and gives it the lane's thread.
func (tx *Tx) read(t taken, m *chat.Message) error {
	body, err := tx.open(t.person, bodyPlace(t.row.id), t.body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, m); err != nil {
		return errSealed // its text could quote the message
	}
	if err := tx.place(t, m); err != nil {
		return err
	}
	if m.To.Thread == "" && t.thread != nil {
		thread, err := tx.open(t.person, threadPlace(t.lane), t.thread)
		if err != nil {
			return err
		}
		m.To.Thread = string(thread)
	}
	if (m.Card != nil || m.Root != nil) && m.Edits != "" && m.Place == "" {
		m.Place = m.To.Thread // the card, or the root, that was posted instead of one that never came
	}
	return nil
}

// place finds where the message stands that this one replaces. It was sent by
// the same lane, so what came of it is known.
func (tx *Tx) place(t taken, m *chat.Message) error {
	if m.Edits == "" {
		return nil
	}
	var post string
	var sealed []byte
	_, err := tx.row(`SELECT y.id, y.receipt_sealed FROM outbox x JOIN outbox y ON y.id = COALESCE(x.carried_by, x.id)
		WHERE x.id = $1 AND x.lane_id = $2`, args(m.Edits, t.lane), &post, &sealed)
	if err != nil || sealed == nil {
		return err
	}
	plain, err := tx.open(t.person, receiptPlace(post), sealed)
	if err != nil {
		return err
	}
	var r chat.Receipt
	if json.Unmarshal(plain, &r) != nil {
		return errSealed
	}
	m.Place = r.ID
	return tx.redraw(t, m, post)
}

// release frees the lanes that were taken and send nothing now.
func (tx *Tx) release(lanes, send []taken, first map[string]firsts) error {
	busy := make(map[string]bool, len(send))
	for _, t := range send {
		busy[t.lane] = true
	}
	var idle []string
	for _, t := range lanes {
		if !busy[t.lane] {
			idle = append(idle, t.lane)
		}
	}
	return tx.free(idle, first, time.Time{})
}

func ids(lanes []taken) []string {
	all := make([]string, len(lanes))
	for i, t := range lanes {
		all[i] = t.lane
	}
	return all
}
