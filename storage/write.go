package storage

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"omzien/bot/chat"
)

var insertLines = manyRows("INSERT INTO line (id, conversation_id, n, kind, at, body_sealed, token_hash, audience, state, fenced, epoch, report, edits, ref_hash)", 14, "ON CONFLICT DO NOTHING")

var insertRows = manyRows(`INSERT INTO outbox (id, lane_id, seq, conversation_id, class, fenced, epoch, report, state, attempt, due_at,
	reason, line_id, said_at, edits, joins, body_sealed)`, 17, "ON CONFLICT (id) DO NOTHING")

func linePlace(id string) place { return place{"line", "body_sealed", id} }

func bodyPlace(row string) place { return place{"outbox", "body_sealed", row} }

// Token is the token under which the choices of a line can be pressed. It is
// the same each time; only its hash is stored.
func (s *Store) Token(lineID string) string {
	sum := s.sum(ofPress, lineID)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// Write writes everything of one decision: the subject's next state and timer,
// lines, lanes in the order of their keys, rows, alarms, due events. The subject
// must have been read in this transaction. Ids that exist already change
// nothing.
func (tx *Tx) Write(c chat.Change) error {
	if err := tx.write(c); err != nil {
		return fmt.Errorf("write a decision: %w", err)
	}
	return nil
}

func (tx *Tx) write(c chat.Change) error {
	at := c.Event.At
	if at.IsZero() {
		at = tx.s.clock()
	}
	if c.Conversation != nil {
		if err := tx.writeConversation(c, at); err != nil {
			return err
		}
	}
	if c.Conversation != nil && !c.Forget {
		if err := tx.writeAnswers(c.Conversation.Person, c.Answers, at); err != nil {
			return fmt.Errorf("keep answers: %w", err)
		}
	}
	if err := tx.writeCircle(c, at); err != nil {
		return err
	}
	if c.Story != nil {
		if err := tx.writeStory(*c.Story); err != nil {
			return err
		}
	}
	// What the decision itself says anew is not taken away besides.
	tx.erased = slices.DeleteFunc(tx.erased, func(e chat.Row) bool {
		return slices.ContainsFunc(c.Rows, func(r chat.Row) bool { return r.Message.Edits == e.Message.Edits })
	})
	if err := tx.writeRows(slices.Concat(c.Rows, tx.erased), c.Lines, at); err != nil {
		return err
	}
	for _, a := range c.Open {
		if a.Check != nil { // planned already
			continue
		}
		if err := tx.openAlarm(a, at); err != nil {
			return err
		}
	}
	for _, ev := range c.Due {
		due := ev.At
		if due.IsZero() {
			due = at
		}
		if err := tx.later(ev, due); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) writeConversation(change chat.Change, at time.Time) error {
	c := *change.Conversation
	m := tx.meeting(c.ID)
	if m == nil {
		return errors.New("a conversation that was not read cannot be written")
	}
	lines, emptied := change.Lines, change.Forget || change.Clear
	var err error
	switch {
	case change.Forget:
		err = tx.erase(m)
	case change.Clear:
		err = tx.clear(m, at)
	default:
		if err = tx.writeKept(m, c.Kept); err == nil {
			err = tx.writeCounted(m, c)
		}
	}
	if err != nil {
		return err
	}
	if emptied {
		// What is left of the talk is ours alone: the state empty, her words gone.
		c = chat.Conversation{ID: c.ID, Turn: c.Turn, Epoch: c.Epoch, Alias: c.Alias, Lang: c.Lang, Form: c.Form, Over: true, Cleared: c.Cleared,
			Handoff: chat.Handoff{Team: c.Handoff.Team}} // what a worker notes there later has a channel
		lines = slices.DeleteFunc(slices.Clone(lines), func(l chat.Line) bool { return l.Kind == chat.LinePerson })
		change.Issued = ""
	}
	words, unread := m.words, m.unread
	for _, l := range change.Lines {
		switch l.Kind {
		case chat.LinePerson:
			words++
			unread++
		case chat.LineWorker, chat.LineNote:
			unread = 0
		}
	}
	sealed, err := tx.seal(m.person, statePlace(c.ID), c.MarshalState())
	if err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE conversation SET epoch = $2, state_sealed = $3, words = $4, unread = $5, changed_at = $6 WHERE id = $1",
		c.ID, c.Epoch, sealed, words, unread, at.UnixMilli()); err != nil {
		return err
	}
	m.words, m.unread = words, unread
	if err := tx.writeStand(m, c, at); err != nil {
		return err
	}
	if change.Issued != "" {
		if _, err := tx.exec("UPDATE conversation SET code_hash = $2 WHERE id = $1", c.ID, tx.s.hash(ofCode, change.Issued)); err != nil {
			return err
		}
	}
	if err := tx.writeLines(m, lines, change.Rows); err != nil {
		return err
	}
	if c.Over && !emptied && slices.ContainsFunc(lines, written) {
		if err := tx.unclear(c.ID, at); err != nil {
			return err
		}
	}
	if !emptied {
		if err := tx.keepUploads(m, change.Event, at); err != nil {
			return err
		}
	}
	// A timer that stays as it was keeps its row: the turn that set it tells it
	// from others. A Woke event has used its row up.
	timer := c.WakeAt()
	if timer.Equal(m.timer) && change.Event.Kind != chat.Woke {
		return nil
	}
	err = tx.wake(chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}, c.Turn, m.person, timer, !m.timer.IsZero())
	m.timer = timer
	return err
}

// writeLines stores lines of the record. One that a page pulls keeps here how far
// it travelled, instead of in a row of its own.
func (tx *Tx) writeLines(m *met, lines []chat.Line, rows []chat.Row) error {
	if len(lines) == 0 {
		return nil
	}
	l, err := tx.lock(m.person)
	if err != nil {
		return err
	}
	values := make([]any, 0, len(lines)*insertLines.columns)
	for i := range lines {
		line := &lines[i]
		if line.Conversation != "" && line.Conversation != m.id {
			return errors.New("a line of another conversation")
		}
		body, err := json.Marshal(line)
		if err != nil {
			return errors.New("a line cannot be written")
		}
		var token *string
		audience := ""
		if line.Token != "" {
			h := tx.s.hash(ofToken, line.Token)
			token = &h
			audience = string(audienceOf(line.Kind))
		}
		var row chat.Row
		state := chat.State("")
		if i := slices.IndexFunc(rows, func(r chat.Row) bool { return r.Pull && r.Line == line.ID }); i >= 0 {
			row, state = rows[i], chat.Queued
		}
		values = append(values, line.ID, m.id, line.N, string(line.Kind), line.At.UnixMilli(),
			l.seal(linePlace(line.ID), body), token, audience, string(state), row.Fenced, row.Epoch, row.Report,
			given(line.Edits), tx.s.refHash(m.id, line.Ref))
	}
	return tx.insert(insertLines, values)
}

// audienceOf tells who may press the choices of a line: whoever may read it.
func audienceOf(k chat.LineKind) chat.Role {
	if k.ForPerson() {
		return chat.RolePerson
	}
	return chat.RoleWorker
}

// laneRows are the rows of one lane, in order.
type laneRows struct {
	id   string
	rows []chat.Row
}

// byLane sorts rows by their lanes, in the order in which lanes are locked.
func (s *Store) byLane(rows []chat.Row) []laneRows {
	var lanes []laneRows
	for _, r := range rows {
		id := s.laneID(r.Lane())
		i := slices.IndexFunc(lanes, func(l laneRows) bool { return l.id == id })
		if i < 0 {
			i = len(lanes)
			lanes = append(lanes, laneRows{id: id})
		}
		lanes[i].rows = append(lanes[i].rows, r)
	}
	slices.SortFunc(lanes, func(a, b laneRows) int { return cmp.Compare(a.id, b.id) })
	return lanes
}

// writeRows numbers and stores the rows. Each lane is locked, by raising its
// number, before its rows are inserted: whoever sees a row sees those before it.
// Rows that a page pulls stand in their lines already: of them only the lane is
// made, where pages look whether something got further.
func (tx *Tx) writeRows(rows []chat.Row, lines []chat.Line, at time.Time) error {
	values := make([]any, 0, len(rows)*insertRows.columns)
	for _, l := range tx.s.byLane(rows) {
		if l.rows[0].Pull {
			if err := tx.pulled(l, lines); err != nil {
				return err
			}
			continue
		}
		seq, person, err := tx.number(l, at)
		if err != nil {
			return err
		}
		seq -= seqStep * int64(len(l.rows))
		for _, r := range l.rows {
			seq += seqStep
			if !r.Said.IsZero() && len(values) > 0 { // finds its place among those before it
				if err := tx.insert(insertRows, values); err != nil {
					return err
				}
				values = values[:0]
			}
			place, said, err := tx.inTime(l.id, seq, r)
			if err != nil {
				return err
			}
			var lineID *string
			if r.Line != "" {
				lineID = &r.Line
			}
			var edits *string
			if r.Edits != "" {
				edits = &r.Edits
			}
			body, err := tx.sealJSON(&person, bodyPlace(r.ID), r.Message)
			if err != nil {
				return err
			}
			values = append(values, r.ID, l.id, place, r.Talk, int64(r.Class), r.Fenced, r.Epoch, r.Report,
				string(chat.Queued), 0, at.UnixMilli(), "", lineID, said, edits, r.Joins(), body)
		}
	}
	if len(values) == 0 {
		return nil
	}
	return tx.insert(insertRows, values)
}

// seqStep is the room between two rows of a lane: words that come late go between
// those that were written before and after them.
const seqStep = 1 << 20

// inTime gives the row's number. A worker's words that come in after later ones
// of theirs, by another instance or a platform's retry, go before those that
// nobody has begun to send. The lane is locked.
func (tx *Tx) inTime(lane string, seq int64, r chat.Row) (place int64, said *int64, err error) {
	if r.Said.IsZero() {
		return seq, nil, nil
	}
	at := r.Said.UnixMilli()
	var next, before int64
	_, err = tx.row("SELECT COALESCE(MIN(seq), 0) FROM outbox WHERE lane_id = $1 AND state = 'queued' AND attempt = 0 AND said_at > $2",
		args(lane, at), &next)
	if err != nil || next == 0 {
		return seq, &at, err
	}
	if _, err = tx.row("SELECT COALESCE(MAX(seq), 0) FROM outbox WHERE lane_id = $1 AND seq < $2", args(lane, next), &before); err != nil {
		return 0, nil, err
	}
	if between := before + (next-before)/2; between > before {
		return between, &at, nil
	}
	return seq, &at, nil // no room is left: it comes late
}

// pulled makes the lane of a page, unless it is known to be there.
func (tx *Tx) pulled(l laneRows, lines []chat.Line) error {
	for _, r := range l.rows {
		if !slices.ContainsFunc(lines, func(x chat.Line) bool { return x.ID == r.Line }) {
			return errors.New("a row for a page needs a line of the same decision")
		}
	}
	if tx.s.lanes.known(l.id) {
		return nil
	}
	first := l.rows[0]
	of, person, err := tx.talk(first.Talk)
	if err != nil {
		return err
	}
	if _, err := tx.exec(insertLane+" ON CONFLICT DO NOTHING", tx.lane(l, of, person, nil, chat.Prompt)...); err != nil {
		return err
	}
	tx.after = append(tx.after, func() { tx.s.lanes.know(l.id) })
	return nil
}

func (s *Store) laneID(l chat.Lane) string {
	if l.Consult != "" {
		return s.hash(ofLane, l.Adapter, l.Chat, l.Talk, l.Consult)
	}
	return s.hash(ofLane, l.Adapter, l.Chat, l.Talk)
}

const insertLane = `INSERT INTO lane (id, adapter, chat_hash, conversation_id, about_kind, person_id, is_pull, seq, marks, due_at, class, kinds, lease_epoch, lease_until)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, 0, 0)`

// lane gives insertLane's values. Whether what its rows edit stands there is
// looked at when they are claimed: until then it is believed.
func (tx *Tx) lane(l laneRows, of chat.SubjectKind, person string, due *int64, class chat.Class) []any {
	to, talk, pull := l.rows[0].To, l.rows[0].Talk, l.rows[0].Pull
	edits, kinds := 0, int64(onlyPosts)
	for _, r := range l.rows {
		if r.Edits != "" {
			edits++
		}
	}
	if edits == len(l.rows) {
		kinds = onlyEdits
	} else if edits > 0 {
		kinds = postsAndEdits
	}
	return args(l.id, to.Adapter, tx.s.hash(ofChat, to.Adapter, to.Chat), talk, string(of), person, pull, seqStep*int64(len(l.rows)), due, int64(class), kinds)
}

// number locks the lane, made where there is none, gives numbers to its new rows
// and makes it due. It returns the last number, and whose key seals its rows.
//
// A lane that waits already, for a retry or a rate, keeps waiting, and its place:
// only a crisis row looks at once whether it may pass, and so do a post where edits
// wait and an edit where posts do. Where asides wait, whatever comes takes the place
// that it would have had without them.
func (tx *Tx) number(l laneRows, at time.Time) (seq int64, person string, err error) {
	of, person, err := tx.talk(l.rows[0].Talk)
	if err != nil {
		return 0, "", err
	}
	class := chat.Aside
	for _, r := range l.rows {
		class = min(class, r.Class)
	}
	due := at.UnixMilli()
	_, err = tx.row(insertLane+`
		ON CONFLICT (id) DO UPDATE SET
			seq = lane.seq + excluded.seq,
			class = CASE WHEN lane.due_at IS NULL OR excluded.class < lane.class THEN excluded.class ELSE lane.class END,
			kinds = CASE WHEN lane.due_at IS NULL OR lane.kinds = excluded.kinds THEN excluded.kinds ELSE 2 END,
			due_at = CASE WHEN lane.due_at IS NULL OR lane.class = 5 AND excluded.class < 5
				OR (excluded.class = 0 OR lane.kinds <> excluded.kinds) AND excluded.due_at < lane.due_at THEN excluded.due_at ELSE lane.due_at END
		RETURNING seq, person_id`, tx.lane(l, of, person, &due, class), &seq, &person)
	return seq, person, err
}
