package switchboard

import (
	"context"
	"time"

	"omzien/bot/chat"
)

// Tx is one transaction. Its methods do SQL and nothing else; the function
// that uses it does no I/O of its own and may be run more than once.
type Tx interface {
	// Seen writes down the event's id. True means that it was there already:
	// the event was handled before, and nothing more may be done.
	Seen(id string, at time.Time) (bool, error)
	// Meet locks the open conversation at the address, raises its turn and
	// reads it. Where none is open it makes one: the same person where an
	// earlier conversation stands at this address, else a new one with a key of
	// their own; an alias nobody has; the next turn of that address.
	Meet(a chat.Address, at time.Time) (chat.Conversation, error)
	// Find is Meet where nothing shall begin: known is false where no
	// conversation is open at the address.
	Find(a chat.Address) (c chat.Conversation, known bool, err error)
	// Conversation locks the conversation, raises its turn and reads it.
	// known is false where there is none (any more).
	Conversation(id string) (c chat.Conversation, known bool, err error)
	// Others reads the other conversations of c's person, as far as they can be
	// read: id, alias and state of each.
	Others(c chat.Conversation) ([]chat.Conversation, error)
	// Alarm locks the alarm, raises its turn and reads it.
	Alarm(id string) (a chat.Alarm, known bool, err error)
	// Ringing reads the open alarms about members of circles whose time has come, the
	// oldest first, as far as they can be read. It locks none.
	Ringing(at time.Time) ([]chat.Alarm, error)
	// Pressed finds the line whose choices the token opens, marks the token as
	// used with this choice, and tells how it stood before. known is false
	// where no line has this token.
	Pressed(token string, choice int) (p chat.Pressed, known bool, err error)
	// Unpress takes the mark of a press back: nothing came of it.
	Unpress(token string) error
	// Thread finds the conversation of a thread at a desk, and the overleg where it
	// is not the talk's own; known is false where the thread belongs to none.
	Thread(a chat.Address) (conversation, consult string, known bool, err error)
	// Offered finds the conversation that the token of an Item is of. stale tells
	// that it changed hands since; known is false where it is offered no more.
	Offered(token string) (conversation string, stale, known bool, err error)
	// Leave writes down that a worker is away, Return that they are back; was
	// tells whether they were away at this time. Away is until when one is; zero:
	// they are there.
	Leave(a chat.Absence) error
	Return(worker string, at time.Time) (was bool, err error)
	Away(worker string, at time.Time) (time.Time, error)
	// Talks reads the source of a version of the flows.
	Talks(version string) ([]byte, bool, error)
	// KeepTalks keeps the source of a version, once.
	KeepTalks(version string, source []byte) error
	// Words reads a line of the conversation, with what became of it: by its id, or,
	// where that is empty, by the name that the person's platform has for the message.
	// Zero where there is none, or none that can be read.
	Words(conversation, line, ref string) (chat.Words, error)
	// UnreadSince is when the oldest of the workers' words that have not stood
	// on the person's page was said; zero where all did, and where there is no page.
	UnreadSince(conversation string) (time.Time, error)
	// PastDue tells whether the conversation's words are kept no longer, as it stands
	// in this transaction; see the Store's.
	PastDue(id string, p chat.Past) (bool, error)
	// Write writes everything of one decision: the subject's next state and
	// timer, lines, lanes in key order, rows, alarms, due events.
	Write(c chat.Change) error
	// Round locks the round, raises its turn and reads it. known is false where there
	// is none. Rounds are locked after conversations, in the order of their ids, and
	// before alarms.
	Round(id string) (r chat.Round, known bool, err error)
	// RoundsOf locks and reads the open rounds of these members that have begun for one
	// of them at this time (Occurrence.Early), in the order of their ids.
	RoundsOf(members []string, at time.Time) ([]chat.Round, error)
	// LatestRounds reads a few of the circle's newest rounds that have begun at this
	// time, the newest first, without locking them.
	LatestRounds(programme, circle string, at time.Time) ([]chat.Round, error)
	// Members reads members by their ids; those that are not known are left out.
	Members(ids []string) ([]chat.Member, error)
	// MembersAt reads those who are asked at the address, and who left and was.
	MembersAt(a chat.Address) ([]chat.Member, error)
	// HoldCircle lets nobody else enrol in the circle before the transaction is over.
	HoldCircle(programme, circle string) error
	// Circle reads who is in the circle, in its order, without those who left.
	Circle(programme, circle string) (chat.Circle, error)
	// Taken lists the slots of the team that are not over at this time, and that
	// somebody has.
	Taken(team string, at time.Time) ([]chat.Slot, error)
	// Appointment finds an appointment by its ID: the slot, and where the person was
	// reached when they made it. known is false where there is none (any more).
	Appointment(id string) (s chat.Slot, at chat.Address, known bool, err error)
	// Came counts by theme the talks of whoever is at the address, from this month on,
	// but the one with this name (chat.Counted.Talk).
	Came(a chat.Address, but, month string) (map[string]int, error)
	// Story reads what a worker told beside the neighbourhood picture; known is false
	// where there is none (any more).
	Story(id string) (st chat.Story, known bool, err error)
	// Watchers lists where coordinators are reached in chats of their own.
	Watchers() ([]chat.WatcherChat, error)
	// CheckQuote keeps what a worker made of somebody's words in a survey. known is
	// false where they are not there any more as the worker read them.
	CheckQuote(survey, quote, words string, stand chat.QuoteStand) (known bool, err error)
	// Poison keeps an event that could not be handled, sealed.
	Poison(ev chat.Event) error
}

// Store is what the switchboard needs of a database. All methods return within
// 6 s, also when the network goes silent (law 13). An error that wraps
// chat.ErrDown says nothing about the event: the database could not be reached
// or was too slow, and the event must be brought again.
type Store interface {
	// Update runs fn in one transaction and returns after the commit. A panic
	// in fn is returned as an error and rolls back only this one. A lost race
	// is tried again by itself. An error from COMMIT is answered by reading
	// back: fn's first Seen decides whether it happened.
	Update(ctx context.Context, fn func(Tx) error) error

	jobs
}

// jobs are the methods of a Store that make transactions of their own.
type jobs interface {
	// Claim takes up to max rows of the adapter's lanes that are due, one per
	// lane, leased until now+lease, most urgent first. Rows of an earlier,
	// lapsed attempt come back marked Uncertain. Rows behind the fence are
	// superseded, and so are edits that a later one of the same message has
	// overtaken. With rate.Together a row's Message.Together holds what goes in its
	// call; that is committed here, and what becomes of the row becomes of all. The
	// budget is charged in the same transaction.
	Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error)
	// Mark writes outcomes, with what follows from them (Delivered and Failed
	// events, alarms, the lane's thread), frees the lanes, and returns how many
	// were refused because the lease was lost.
	Mark(ctx context.Context, now time.Time, marks []chat.Mark) (refused int, err error)
	// Prolong lets the lease of the claim's lane last until the time given. kept is
	// false, and nothing changes, where the lease is this claim's no more: it is over,
	// another has the lane, or an outcome was written.
	Prolong(ctx context.Context, c chat.Claim, now, until time.Time) (kept bool, err error)
	// Watchers lists where coordinators are reached in chats of their own; KeepWatcher
	// keeps one, in place of where they were before. TakeSession finds the session of a
	// one-time link, and ends it; chat.ErrUnknown where there is none (any more).
	Watchers(ctx context.Context) ([]chat.WatcherChat, error)
	KeepWatcher(ctx context.Context, w chat.WatcherChat) error
	TakeSession(ctx context.Context, token string, now time.Time) (chat.Session, error)
	// SignOut ends all sessions of a worker at pages, and the links to sign in that
	// were made for them.
	SignOut(ctx context.Context, worker string) error
	// Holds tells whether a fenced row may still go: nobody took over since.
	Holds(ctx context.Context, c chat.Claim) (bool, error)
	// Acknowledge marks the pulled rows at the address up to the line as got,
	// and as read where seen.
	Acknowledge(ctx context.Context, a chat.Address, line int64, seen bool, now time.Time) error

	// ReadAtDesk remembers that a worker has had the conversation's lines up to
	// this one on screen.
	ReadAtDesk(ctx context.Context, conversation string, line int64, now time.Time) error

	// Peek reads a conversation as it stands: by its id, or, where that is empty,
	// the open one at the address. It takes no turn and locks nothing, so nothing
	// may be decided by it that matters. known is false where there is none.
	Peek(ctx context.Context, id string, at chat.Address) (c chat.Conversation, known bool, err error)
	// Idle tells whether the address may be called now without a message having to
	// wait for that: none waits for it, none is due at its adapter, and no pause is
	// kept there.
	Idle(ctx context.Context, at chat.Address, now time.Time) (bool, error)

	// PastDue lists conversations whose words are kept no longer, by their ids: up to
	// a hundred that come after the one given; not of those to which something is yet
	// to happen, or with which people have anything to do.
	PastDue(ctx context.Context, p chat.Past, after string) ([]string, error)

	// Queue lists the open conversations that the desk is concerned with, most
	// urgent first, then those who wait longest.
	Queue(ctx context.Context) ([]chat.Item, error)

	// Upload reads a file that came by a page in the conversation. known is false
	// where there is none (any more).
	Upload(ctx context.Context, conversation, id string) (content chat.Content, known bool, err error)

	// Circles lists the circles that have members.
	Circles(ctx context.Context) ([]chat.CircleMark, error)
	// Circle reads who is in a circle, in its order, without those who left.
	Circle(ctx context.Context, programme, circle string) (chat.Circle, error)
	// RoundsSince reads a circle's rounds from this day (2026-11-22) on, the oldest first.
	RoundsSince(ctx context.Context, programme, circle, day string) ([]chat.Round, error)
	// OpenRounds lists the ids of the programme's open rounds.
	OpenRounds(ctx context.Context, programme string) ([]string, error)

	// AlarmsAbout reads the alarms about this subject, those that are over included.
	AlarmsAbout(ctx context.Context, about chat.Subject) ([]chat.Alarm, error)

	// ExpireRounds lets go what is kept no longer of circles (law 20): rounds of days
	// before the time in which nothing is to be done any more, with all that was said
	// and posted about them. It tells how many went; it is asked again for more.
	ExpireRounds(ctx context.Context, before time.Time) (int, error)

	// ForgetMonths lets go what is kept no longer of the neighbourhood picture: whose the
	// themes of the months before whose were, so that of each only the counts stay that
	// it shows; and the stories of the months before told.
	ForgetMonths(ctx context.Context, whose, told string) error

	// Due takes events that are due, leased until now+lease.
	Due(ctx context.Context, now time.Time, lease time.Duration, max int) ([]chat.Event, error)
	// Drop forgets a due event that was handled.
	Drop(ctx context.Context, ids []string) error
	// Soonest is when the adapter's next row wants attention, or, where adapter is
	// empty, the next row of any or due event; zero when none does.
	Soonest(ctx context.Context, adapter string) (time.Time, error)
	// Now is the database's clock.
	Now(ctx context.Context) (time.Time, error)
	// Sweep repairs what should never be: lanes with undone rows that nobody
	// would look at. It returns how many it found.
	Sweep(ctx context.Context, now time.Time) (int, error)
	// Code is the return code of an address: the same each time it is asked.
	Code(a chat.Address) string
	// Token is the token that opens the choices of the line with this id.
	Token(line string) string
}

// Database is a store whose transactions have a type of their own. Storage
// knows nothing of this package; Over makes a Store of it.
type Database[T Tx] interface {
	Update(ctx context.Context, fn func(T) error) error
	jobs
}

// Over lets the switchboard stand on a database.
func Over[T Tx](db Database[T]) Store { return over[T]{db, db} }

type over[T Tx] struct {
	jobs
	db Database[T]
}

func (o over[T]) Update(ctx context.Context, fn func(Tx) error) error {
	return o.db.Update(ctx, func(tx T) error { return fn(tx) })
}
