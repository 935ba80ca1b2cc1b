package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Record is the read-only view of talks and the desk, for pages. It is what
// adapters.Record asks for.
type Record struct{ s *Store }

// Record gives the view.
func (s *Store) Record() Record { return Record{s} }

// talkLines is how many lines Talk gives at once.
const talkLines = 200

// Talk reads what the person at this address may see, oldest first, from after
// the given line number on: at most 200 lines. It spans all conversations at
// the address. An address nobody wrote from yet gives an empty Talk.
//
// Of what the bot was about to say when a worker took over, it shows nothing.
func (r Record) Talk(ctx context.Context, at chat.Address, after int64) (chat.Talk, error) {
	var t chat.Talk
	err := r.s.read(ctx, func(tx *Tx) (err error) {
		t, err = tx.said(at, after)
		return err
	})
	if err != nil {
		return chat.Talk{}, fmt.Errorf("read a talk: %w", err)
	}
	return t, nil
}

func (tx *Tx) said(at chat.Address, after int64) (t chat.Talk, err error) {
	held, err := tx.conversations(strict, "c.address_hash = $1 ORDER BY c.is_open, c.made_at, c.id", tx.s.addressHash(at))
	if err != nil || len(held) == 0 {
		return t, err
	}
	newest := held[len(held)-1]
	t.Conversation, t.Over = newest.ID, newest.Over
	t.State, t.Lang, t.Form = newest.Handoff.State, newest.Lang, newest.Form
	if newest.Live() {
		t.Worker = newest.Handoff.Worker.Name
	}
	for _, c := range held {
		t.ReadByDesk = max(t.ReadByDesk, c.deskLine)
		t.Cleared = max(t.Cleared, c.Cleared)
	}
	after = max(after, t.Cleared)
	for _, c := range held {
		if (c.Turn+1)*chat.LinesPerTurn <= after {
			continue
		}
		lines, err := tx.lines(c, forPerson, after, talkLines-len(t.Lines))
		if err != nil {
			return t, err
		}
		t.Lines = append(t.Lines, lines...)
		if len(t.Lines) >= talkLines {
			break
		}
	}
	return t, nil
}

// Thread reads one conversation with all its lines, notes included, from after
// the given line number on. chat.ErrUnknown where there is none.
func (r Record) Thread(ctx context.Context, conversation string, after int64) (chat.Thread, error) {
	var t chat.Thread
	err := r.s.read(ctx, func(tx *Tx) error {
		held, err := tx.conversations(strict, "c.id = $1", conversation)
		if err != nil {
			return err
		}
		if len(held) == 0 {
			return chat.ErrUnknown
		}
		c := held[0]
		t = chat.Thread{Item: c.item(r.s), Card: c.Handoff.Card, Told: c.Told, Held: c.Handoff.Held, Unsent: c.Handoff.Unsent(), Leaving: c.Handoff.Leaving, Offer: c.Handoff.Offer, Beside: c.Handoff.Beside, Over: c.Over, FollowAt: c.FollowAt, Meldcode: c.Meldcode, Approach: c.Approach, AgainAt: c.AgainAt, Shown: c.Shown, Overleg: c.Handoff.Consults}
		if t.MeetAt, err = tx.meetingOf(c.ID); err != nil {
			return err
		}
		t.Lines, err = tx.lines(c, forDesk, after, -1)
		return err
	})
	if err != nil {
		return chat.Thread{}, fmt.Errorf("read a thread: %w", err)
	}
	return t, nil
}

// queueMost bounds the queue: what no human reads to the end.
const queueMost = 1000

// Queue is Record.Queue.
func (s *Store) Queue(ctx context.Context) ([]chat.Item, error) { return s.Record().Queue(ctx) }

// Queue lists the open conversations that the desk is concerned with: waiting
// and live, most urgent first, then those who wait longest; then those with an
// open alarm; then those the bot talks with.
func (r Record) Queue(ctx context.Context) ([]chat.Item, error) { return r.queue(ctx, "") }

// queue fills in the threads at the adapter's desk, where one is named.
func (r Record) queue(ctx context.Context, adapter string) ([]chat.Item, error) {
	var items []chat.Item
	err := r.s.read(ctx, func(tx *Tx) error {
		held, err := tx.conversations(lenient, `c.is_open ORDER BY
			CASE WHEN c.desk IN ('waiting', 'live') THEN 0 WHEN COALESCE(a.n, 0) > 0 THEN 1 ELSE 2 END,
			c.urgency DESC, c.since, c.id LIMIT `+strconv.Itoa(queueMost))
		items = make([]chat.Item, 0, len(held))
		for _, c := range held {
			items = append(items, c.item(r.s))
		}
		if err == nil && adapter != "" {
			err = tx.threadsAt(adapter, held, items)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the queue: %w", err)
	}
	return items, nil
}

const alarmsListed = "SELECT " + alarmColumns + " FROM alarm WHERE is_open AND listed_at <= $1 ORDER BY urgency DESC, opened_at, id"

// Alarms lists the open alarms, most urgent first, then oldest. One that was planned
// with a round is not among them before its time (chat.Alarm.Armed).
func (r Record) Alarms(ctx context.Context) ([]chat.Alarm, error) {
	var alarms []chat.Alarm
	err := r.s.read(ctx, func(tx *Tx) error {
		var rows []alarmRow
		err := tx.each(alarmsListed, args(r.s.at()), func(row *sqlx.Rows) error {
			rows = append(rows, alarmRow{})
			return row.Scan(rows[len(rows)-1].fields()...)
		})
		if err != nil {
			return err
		}
		for i := range rows {
			a, err := rows[i].alarm(tx)
			if unreadable(err) {
				// Whatever became of its words: somebody must look.
				a.Why, err = "Deze melding kan niet worden gelezen.", nil
			}
			if err != nil {
				return err
			}
			alarms = append(alarms, a)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the alarms: %w", err)
	}
	return alarms, nil
}

// Mark is a word that changes whenever a talk, the queue or an alarm changed; for the
// desk as a whole also when a planned alarm's time came, a round that has begun went
// on, or a member changed.
// conversation "" asks for the desk as a whole; any other asks for all that is
// said at that conversation's address.
func (r Record) Mark(ctx context.Context, conversation string) (string, error) {
	query, values := deskMark, args(r.s.at())
	if conversation != "" {
		query, values = talkMark, args(conversation)
	}
	var a, b, c, d int64
	err := r.s.glance(ctx, func(tx *Tx) error {
		_, err := tx.row(query, values, &a, &b, &c, &d)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("look for changes: %w", err)
	}
	return fmt.Sprintf("%d.%d.%d.%d", a, b, c, d), nil
}

const (
	talkMark = `SELECT COUNT(*), CAST(COALESCE(SUM(o.turn), 0) AS BIGINT), CAST(COALESCE(SUM(o.desk_line), 0) AS BIGINT),
			CAST(COALESCE(SUM((SELECT SUM(l.marks + l.seq) FROM lane l WHERE l.conversation_id = o.id)), 0) AS BIGINT)
		FROM conversation c JOIN conversation o ON o.address_hash = c.address_hash WHERE c.id = $1`
	deskMark = `SELECT c.n, c.turns, a.n, a.turns FROM
		(SELECT COUNT(*) AS n, CAST(COALESCE(SUM(turn), 0) AS BIGINT) AS turns FROM conversation WHERE is_open) c,
		(SELECT COUNT(*) AS n, CAST(COALESCE(SUM(turn + repeated), 0) AS BIGINT)
			+ CAST(COALESCE((SELECT SUM(until_at) FROM worker_away), 0) AS BIGINT)
			+ CAST(COALESCE((SELECT SUM(turn) + COUNT(*) FROM round WHERE is_open AND early_at <= $1), 0) AS BIGINT)
			+ COALESCE((SELECT MAX(changed_at) FROM member), 0) AS turns FROM alarm WHERE is_open AND listed_at <= $1) a`
)

// held is a conversation as pages need it.
type held struct {
	chat.Conversation
	desk                    chat.HandoffState
	urgency                 chat.Urgency
	team                    string
	since, unread, deskLine int64
	alarms                  int
}

// reading tells what becomes of a state that cannot be read.
type reading bool

const (
	strict  reading = false // the reading fails
	lenient reading = true  // the conversation stands there with its alias alone: one must not hide the others
)

// conversations reads those for which the condition holds, in its order.
func (tx *Tx) conversations(how reading, condition string, values ...any) ([]*held, error) {
	var found []*held
	var states [][]byte
	err := tx.each(`SELECT c.id, c.person_id, c.adapter, c.turn, c.epoch, c.alias, c.state_sealed, c.desk, c.urgency, c.team, c.since, c.unread, c.desk_line, COALESCE(a.n, 0)
		FROM conversation c LEFT JOIN (
			SELECT about_id, COUNT(*) AS n FROM alarm WHERE is_open AND about_kind = 'conversation' GROUP BY about_id
		) a ON a.about_id = c.id WHERE `+condition, values, func(row *sqlx.Rows) error {
		h := new(held)
		var state []byte
		err := row.Scan(&h.ID, &h.Person, &h.Address.Adapter, &h.Turn, &h.Epoch, &h.Alias, &state, &h.desk, &h.urgency, &h.team, &h.since, &h.unread, &h.deskLine, &h.alarms)
		found, states = append(found, h), append(states, state)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, h := range found {
		plain, err := tx.open(h.Person, statePlace(h.ID), states[i])
		if err == nil && h.UnmarshalState(plain) != nil {
			err = errSealed
		}
		if err != nil && !(bool(how) && unreadable(err)) {
			return nil, err
		}
	}
	return found, nil
}

func (h *held) item(s *Store) chat.Item {
	i := chat.Item{
		ID: h.ID, Name: h.Name(), State: h.desk, Urgency: h.urgency, Team: h.team,
		Since: moment(h.since), Worker: h.Handoff.Worker, Lang: h.Lang, Unread: int(h.unread), Alarms: h.alarms,
		Adapter: h.Address.Adapter, Alias: h.Alias,
	}
	if h.desk == chat.Waiting || h.alarms > 0 && h.desk != chat.Talking {
		i.Token = s.pickToken(h.ID, h.Epoch)
	}
	for _, k := range h.Handoff.Consults {
		if k.Open() {
			i.Consults = append(i.Consults, k)
		}
	}
	for _, f := range h.Handoff.Card {
		if f.Chosen {
			i.Themes = append(i.Themes, f.Text)
		}
	}
	return i
}

// view is who looks at lines.
type view int

const (
	forPerson view = iota
	forDesk
)

// shown is a line and how far it travelled to the person.
type shown struct {
	id, audience string
	body         []byte
	token        bool
	choice       *int64
	state        chat.State // of its row, or of itself where a page pulls it
	fenced       bool
	epoch        int64
	read         *int64
}

const (
	everyLine = `SELECT l.id, l.audience, l.body_sealed, l.token_hash IS NOT NULL, l.used_choice,
			COALESCE(o.state, l.state), COALESCE(o.fenced, l.fenced), COALESCE(o.epoch, l.epoch), l.read_at
		FROM line l LEFT JOIN outbox o ON o.line_id = l.id WHERE l.conversation_id = $1 AND l.n > $2`
	deskLines   = everyLine + " AND l.kind NOT IN ('button', 'opened') ORDER BY l.n"
	personLines = everyLine + ` AND l.kind IN ('person', 'bot', 'worker')
		AND COALESCE(o.state, l.state) <> 'superseded'
		AND NOT (COALESCE(o.state, l.state) = 'queued' AND COALESCE(o.fenced, l.fenced) AND COALESCE(o.epoch, l.epoch) < $3)
		ORDER BY l.n LIMIT 200`
)

// lines reads the lines of a conversation from after the number on, most of
// them at most; a negative most is all.
func (tx *Tx) lines(c *held, v view, after int64, most int) ([]chat.ShownLine, error) {
	query, values := deskLines, args(c.ID, after)
	if v == forPerson {
		query, values = personLines, args(c.ID, after, c.Epoch)
	}
	var rows []shown
	err := tx.each(query, values, func(row *sqlx.Rows) error {
		var x shown
		err := row.Scan(&x.id, &x.audience, &x.body, &x.token, &x.choice, &x.state, &x.fenced, &x.epoch, &x.read)
		if last := len(rows) - 1; last >= 0 && rows[last].id == x.id {
			rows[last].join(x)
			return err
		}
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	lines := make([]chat.ShownLine, 0, len(rows))
	for i := range rows {
		if most >= 0 && len(lines) >= most {
			break
		}
		l, err := tx.show(c, v, &rows[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, tx.changed(c, v, lines)
}

// join takes in another part of a line that was too long for one message: the
// line is no further than its last part, and what went wrong shows.
func (x *shown) join(part shown) {
	worst := [...]chat.State{chat.Dead, chat.OnHold, chat.Uncertain, chat.Retry, chat.Queued, chat.Carried, chat.Sending, chat.Superseded, chat.Sent}
	if slices.Index(worst[:], part.state) < slices.Index(worst[:], x.state) {
		x.state, x.fenced, x.epoch = part.state, part.fenced, part.epoch
	}
}

func (tx *Tx) show(c *held, v view, x *shown) (l chat.ShownLine, err error) {
	plain, err := tx.open(c.Person, linePlace(x.id), x.body)
	if err != nil {
		return l, err
	}
	if json.Unmarshal(plain, &l.Line) != nil {
		return l, errors.New("a line is not readable")
	}
	l.Conversation = c.ID
	l.State = x.state
	if l.State == chat.Queued && x.fenced && x.epoch < c.Epoch {
		l.State = chat.Superseded
	}
	if x.read != nil {
		l.ReadAt = moment(*x.read)
	}
	l.Answered = chosen(l.Line, x.choice)
	if x.token && x.choice == nil && x.audience == string(v.role()) {
		l.Token = tx.s.Token(l.ID)
	}
	return l, nil
}

func (v view) role() chat.Role {
	if v == forPerson {
		return chat.RolePerson
	}
	return chat.RoleWorker
}
