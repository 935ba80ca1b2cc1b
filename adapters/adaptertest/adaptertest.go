// Package adaptertest is the exam that every adapter passes. It asks what the
// contract in package adapters promises, of an adapter that talks with a fake of
// its platform, or, for a page, with a client that behaves as the page does:
//
//	func TestExam(t *testing.T) {
//		adaptertest.Run(t, adaptertest.Exam{
//			Role: chat.RolePerson,
//			New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
//				fake := newFake(t)
//				return adaptertest.Bench{
//					Adapter: telegram.New(telegram.Config{API: fake.URL, Log: s.Log}),
//					World:   fake,
//					Close:   fake.Close,
//				}
//			},
//		})
//	}
//
// Each question sits at a bench of its own, so that one failure does not hide
// another. The questions must not run in parallel with anything: one of them
// counts goroutines.
package adaptertest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Exam says what kind of adapter sits, and how to make one.
type Exam struct {
	// Role is who writes there. Words of a person arrive as chat.Said and their
	// presses as chat.Chose; those of a worker as chat.Answered and chat.Claimed.
	Role chat.Role
	// Sender and Finder say which optional contracts the adapter keeps; the
	// exam asks about them, and whether it is true.
	Sender, Finder bool
	// Deaf says that nothing comes in there: the adapter only sends. It sits the
	// outbound half, and needs neither a Role nor a World.
	Deaf bool
	// New makes a fresh adapter with a world of its own around it.
	New func(t testing.TB, s Setup) Bench

	// For adapters that are known to be wrong, in this package's own tests: how long
	// one has to show itself, and how long what runs on after Run has to end. 0: grace
	// and patience.
	grace, patience time.Duration
	// For one whose Run ends too early: how long that may take to be seen.
	early time.Duration
}

// Setup is what the exam gives to each bench.
type Setup struct {
	Base  string         // an adapters.Web is served there: "http://127.0.0.1:40123"
	Log   *slog.Logger   // for the adapter; the exam reads every line of it
	Media adapters.Media // for an adapter that sends files: the picture that the exam shows
}

// Bench is one adapter and the world around it.
type Bench struct {
	Adapter  adapters.Adapter
	World    World
	Platform Platform        // what a Sender talks to; else nil
	Secrets  func() []string // tokens, cookies and keys that no log line or error may carry; may be nil
	Close    func()          // after Run ended: leaves nothing running; may be nil
}

// Thing is something that somebody does: words, or a press. The same Chat and
// N are the same thing, to be brought with the same identity each time.
type Thing struct {
	Chat  int    // whose talk: 0, 1, ...
	N     int    // which thing of that talk, from 1 on
	Text  string // the words
	Token string // a press on the choice that this opens; then there is no Text
}

// World is the outside, as far as it comes in.
type World interface {
	// Bring brings things of one chat in this order, in one go where the
	// platform would: a batch of updates, a page's queue. It returns when it is
	// known of each whether it was acknowledged: how many, from the first on.
	// What was not acknowledged is brought again only when the exam does so.
	//
	// A platform that could not bring a thing again after its acknowledgement
	// says that it is acknowledged. One that hears nothing when a thing is
	// refused brings something harmless after it, and waits for that.
	//
	// Signing in, opening a session and the like are Bring's own affair; the
	// exam takes chat.Started, chat.Got, chat.Read and an adapter's own chat.Trouble,
	// and thinks nothing of them.
	Bring(ctx context.Context, things ...Thing) (acknowledged int)
	// Attack brings the thing with a flaw.
	Attack(ctx context.Context, f Flaw, thing Thing) Verdict
}

// Flaw is what is wrong with something that is brought.
type Flaw string

const (
	Malformed       Flaw = "malformed"       // cannot be read
	Oversized       Flaw = "oversized"       // over 1 MiB
	Unauthenticated Flaw = "unauthenticated" // carries no proof of where it is from
	Forged          Flaw = "forged"          // carries a wrong proof: a stranger's cookie, a bad signature
	Foreign         Flaw = "foreign"         // a true proof from elsewhere: another site, workspace or bot
)

// Verdict is what became of an attack.
type Verdict int

const (
	Refused    Verdict = iota // said no, or passed over
	Accepted                  // acknowledged as if nothing were wrong
	Impossible                // nobody could do this there
)

// Platform is the outside, as far as it is spoken to.
type Platform interface {
	// Address is where the n-th person or desk is reached.
	Address(n int) chat.Address
	// Fail makes every call from now on fail so, look-ups too; Fine ends it.
	// It returns false where the platform cannot fail so.
	Fail(f Failure) bool
	// Watch has seen called for every call that says something, when it was
	// received and before it is answered; one at a time.
	Watch(seen func(Posted))
}

// Posted is one call that says something, as a reader would see it.
type Posted struct {
	Text   string
	Labels []string // of its buttons, links left out
	Links  []string // the addresses behind its buttons
	File   []byte   // the picture, video or document that came along
}

// Failure is a way in which a platform does not do as it was asked.
type Failure string

const (
	Fine      Failure = "fine"
	Closed    Failure = "closed"    // nothing listens: the call is never written
	Blocked   Failure = "blocked"   // the person blocked us, the desk is gone
	Rejecting Failure = "rejecting" // never takes this message
	Busy      Failure = "busy"      // no call before Pause has passed
	Silent    Failure = "silent"    // takes the call and never answers
	Dropped   Failure = "dropped"   // takes the call and cuts the connection
	Broken    Failure = "broken"    // takes the call and answers with its own fault, a 5xx
	Half      Failure = "half"      // does as asked, but the answer breaks off
)

// Pause is what a Busy platform asks for.
const Pause = 7 * time.Second

// Question is one question of the exam.
type Question struct {
	Name string
	Ask  func(t testing.TB)
}

// Run asks every question as a subtest of t.
func Run(t *testing.T, e Exam) {
	t.Helper()
	for _, q := range e.Questions() {
		t.Run(q.Name, func(t *testing.T) { q.Ask(t) })
	}
}

// Questions are those that this kind of adapter is asked.
func (e Exam) Questions() []Question {
	var all []Question
	add := func(name string, ask func(testing.TB, *sitting)) {
		all = append(all, Question{name, func(t testing.TB) { ask(t, sit(t, e)) }})
	}
	add("its name and limits never change", asksConstancy)
	add("it can what it says it can", asksAbilities)

	if e.Deaf {
		add("what is deaf hears nothing", asksDeafness)
	} else {
		add("the same thing keeps its ID", asksSameID)
		add("different things have different IDs", asksOtherIDs)
		add("words and presses arrive as they were", asksContent)
		add("an event says when, where and who", asksOrigin)

		add("acknowledged only after handle returned", asksAcknowledgement)
		add("not acknowledged when handle fails", asksRefusal)
		add("a panic is no acknowledgement", asksPanic)
		add("the order of one chat is kept", asksOrder)

		add("nothing comes in without authentication", asksAuthentication)
		add("malformed and oversized things are refused and stop nobody", asksRobustness)
		add("no log line carries words, addresses or secrets", asksLog)
	}

	add("Run ends with nil when its context ends", asksEnd)
	add("nothing runs on after Run", asksLeak)

	if e.Sender {
		add("one message is one call", asksOneCall)
		add("what Fit cut is taken whole", asksFit)
		add("a link and a picture arrive, or their words do", asksShown)
		add("each failure gets its mark", asksMarks)
		add("no error carries words, addresses or secrets", asksErrors)
	}
	if e.Finder {
		add("Find finds what arrived and proves absence", asksFind)
		add("a look-up that fails proves nothing", asksFailedFind)
	}
	return all
}
