// Package adapters is the contract between Omzien and the places where people
// write: Telegram, Slack, the pages on the web. An adapter is one folder below
// this one; it translates, and decides nothing.
//
// What every adapter promises stands here and is asked by the exam in
// adapters/adaptertest, which each of them passes.
package adapters

import (
	"context"
	"net/http"
	"time"

	"omzien/bot/chat"
)

// Handler takes one event in. The adapter calls it from Run or from a request,
// for events that it has authenticated on the raw request.
//
// A nil error means: stored, acknowledge it to the platform. Any error means:
// not stored, do not acknowledge; the platform or the page will bring it again.
// Calling it twice with the same event ID is safe, and has one effect.
// The Answer is for whoever pressed; a lost one is redrawn.
type Handler func(ctx context.Context, ev chat.Event) (chat.Answer, error)

// Adapter is one place where people write.
type Adapter interface {
	// Name is the adapter's word in addresses, event ids and configuration:
	// "telegram", "slack", "webchat". It never changes.
	Name() string
	// Limits are data about the platform. They do not change while it runs.
	Limits() Limits
	// Run receives until ctx ends, then returns nil. It calls handle for each
	// event, in the platform's order for one chat, and acknowledges only after
	// handle returned nil. An error means that it cannot go on; the caller
	// starts it again after a pause.
	Run(ctx context.Context, handle Handler) error
}

// Sender is an adapter that is pushed to. Send makes exactly one remote call
// for m, which Fit has cut to Limits before. Where Limits.Rate.Together is set, m
// may hold several messages (chat.Message.Together), each of which a reader can
// tell from the others; they arrive, and are found, as m.
//
// A nil error means that the platform has it. Otherwise the error says what is
// known, by one of the marks of errors.go; an unmarked error counts as
// Uncertain: it may have arrived. No error carries m's text, an address or a
// secret.
type Sender interface {
	Adapter
	Send(ctx context.Context, m chat.Message) (chat.Receipt, error)
}

// Web is an adapter with pages or webhooks. Routes is called once, before Run;
// patterns are those of http.ServeMux. The handler answers for every path the
// adapter owns, and for nothing else.
type Web interface {
	Adapter
	Routes(handle Handler) http.Handler
}

// Finder is a Sender that can look up whether an earlier attempt for m arrived.
// since is when that attempt began. found=false with a nil error is a proof of
// absence; an error proves nothing.
type Finder interface {
	Find(ctx context.Context, m chat.Message, since time.Time) (r chat.Receipt, found bool, err error)
}

// Media gives the content of a file that the bot says, by its ID (chat.MediaID):
// what may be shown, its name, and its MIME type. ok is false where it is gone; then
// its words (chat.File.Plain) say what was there. Safe for concurrent use.
type Media func(id string) (content []byte, name, mime string, ok bool)

// Limits are a platform's properties, as data.
type Limits struct {
	Text      int  // longest text in UTF-16 units; 0: no limit
	Choices   int  // most buttons on a message; beyond that Fit writes numbers. 0: none at all
	More      int  // most choices behind its own "Meer…" (chat.StyleMore), besides the buttons; 0: it has none, and they count as buttons
	Label     int  // longest button label in UTF-16 units; 0: no limit
	Files     bool // the playbook's pictures, videos and documents can be sent, one with a message; else Fit writes what they show
	Caption   int  // longest text beside a file in UTF-16 units, a longer one goes before it; 0: no limit
	Links     bool // a link can be a button; else Fit writes it out
	Fact      int  // longest text of one fact on a card in UTF-16 units, the rest follows as words; 0: no limit
	Facts     int  // longest text of all facts on a card, labels included; where they are many each gets less room; 0: no limit
	Threads   bool // replies stand in threads: a lane's thread comes from its first receipt
	Edits     bool // a sent message can be replaced
	Pull      bool // pages pull from the record: rows wait for the page, nothing is sent
	Initiates bool // we can speak first

	// Kinds are those of the files that people send to each other (chat.File.Opens)
	// that can be sent there, one with a message: photo, voice, video, document. Of
	// all others Fit writes what they are.
	Kinds []string

	// EditFor is how long after our words were said to a person they can be changed
	// (chat.Message.Edits) and taken away (Gone); 0: never.
	EditFor time.Duration
	Rate    chat.Rate // how often it may be called

	// Patience is how long Send or Find may take where the platform is slow; 0: 12 s.
	// A call that is cut off is in doubt. A message with a file has FileTime.
	Patience time.Duration
}

// FileTime is how long a message with a file may take, to the platform's answer: to
// be fetched from where it was sent, and to be sent. At least two megabits a second
// take the largest (chat.FileMost). Whatever stands behind it in its talk waits.
const FileTime = 90 * time.Second
