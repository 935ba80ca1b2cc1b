package adapters

import (
	"context"
	"time"

	"omzien/bot/chat"
)

// Circles is the read-only view of circles, for desks and for the page of whoever
// looks after one. Storage implements it; main hands it in. Safe for concurrent use.
// What is not known (any more) is chat.ErrUnknown.
type Circles interface {
	// CircleDay reads one round with its members.
	CircleDay(ctx context.Context, round string) (chat.CircleDay, error)
	// CircleDays reads the rounds of a day (2026-11-22), by programme, circle and slot.
	CircleDays(ctx context.Context, day string) ([]chat.CircleDay, error)
	// Weeks reads a member's occurrences since then, the oldest first.
	Weeks(ctx context.Context, member string, since time.Time) ([]chat.Occurrence, error)
	// Past reads a circle's rounds of the days since then, the oldest first.
	Past(ctx context.Context, programme, circle string, since time.Time) ([]chat.Round, error)
	// Drilled tells when the last drill of a circle was, of those since then; zero where
	// there was none. first is the first day since then on which anybody was to be asked
	// (2026-11-22); empty: there is none.
	Drilled(ctx context.Context, programme, circle string, since time.Time) (first string, last time.Time, err error)
	// Enrolled lists the members of a programme's circle, in its order; of all
	// programmes where it is empty. Those who left are not among them.
	Enrolled(ctx context.Context, programme, circle string) ([]chat.Member, error)
	// Missed reads an alarm about members, with them and all that helps to reach them.
	Missed(ctx context.Context, alarm string) (chat.MissedPage, error)
	// Opens tells which alarm the token of a personal link opens, and for whom. The
	// token is not used up by that.
	Opens(ctx context.Context, token string) (alarm string, who chat.Author, err error)
}

// CallLists are the lists of those who ring others. Main hands them in. Safe for
// concurrent use.
type CallLists interface {
	// CallLists are those who have somebody to ring on the day (2026-11-22), by when
	// their first call is.
	CallLists(ctx context.Context, day string) ([]CallList, error)
	// GiveCallList makes the link to a caller's list of the day, for a worker (by name)
	// who hands it on; one that there was ends. chat.ErrUnknown: nobody with this id
	// rings anybody on that day.
	GiveCallList(ctx context.Context, day, caller, by string) (list CallList, link string, err error)
}

// CallList is whom somebody rings on one day, and whether they have it.
type CallList struct {
	Who   chat.Author
	Day   string    // 2026-11-22
	Calls int       // how many are still to be rung
	First time.Time // when the first of them is
	Since time.Time // since when there is a link that opens it; zero: there is none
	By    string    // which worker made that link, to hand it on; empty: it went out by itself
	Hears bool      // we tell them ourselves when it is there
}

// Programme is a programme with circles, as its desks know it at this moment.
type Programme struct {
	Name, Label string // "de belcirkel"
	Team        string // whose desk; empty is everybody's
	Slot        string // of its rounds: 0830
	Chain       bool   // keten: each rings the next, in the circle's order
	News        bool   // bericht: workers write to those in it
	Group       int    // buurt: workers invite those in it, from so many people on; 0: it is none
	Window      string // ... and when that goes out: "15:00 tot 20:00"
	Circles     []ProgrammeCircle
}

// ProgrammeCircle is one of its circles, and who looks after it.
type ProgrammeCircle struct {
	Name, Label string // "belcirkel Noord"
	Duty        []Duty // of the next days, today first
	Offers      bool   // who is in it offers something: nobody invites them
}

// Duty is who is on duty for a circle on one day.
type Duty struct {
	Day  string   // 2026-11-22
	Rest bool     // nobody is asked on that day
	On   []string // by name, the first first; empty: nobody
}

// Empty tells whether people are asked on that day, and nobody would look.
func (d Duty) Empty() bool { return !d.Rest && len(d.On) == 0 }
