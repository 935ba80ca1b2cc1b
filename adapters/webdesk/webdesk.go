// Package webdesk is the workers' page at /desk: the queue, the threads, the
// alarms, and what a worker does with them. It stands in where there is no
// Slack, and beside it when Slack is down.
//
// The page shows what the record says and decides nothing. Whatever a worker
// does is an event that names the conversation it was meant for, resent under
// the same id until it is stored. The page has no Send: it pulls.
package webdesk

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses and configuration.
const Name = "webdesk"

// Config is what the page needs of elsewhere. Record, Sessions and PublicURL
// are required.
type Config struct {
	Record    adapters.Record
	Sessions  adapters.Sessions
	Bell      adapters.Bell            // nil: the page only looks every two seconds
	Title     string                   // the organisation's name
	Labels    func() map[string]string // a team's name -> its label, as it is now; nil: names stand for themselves
	Places    map[string]string        // an adapter's name -> where the person writes, as workers read it
	Board     adapters.Board           // nil: nobody is away, and there is no page for the morning
	Shifts    func() []adapters.Team   // the teams as they are now; required with Board
	Circles   adapters.Circles         // nil: there is no page of circles
	PublicURL string                   // as people see us: "https://hulp.example.nl"; its scheme decides how cookies are kept
	Files     adapters.Files           // nil: nobody can send any, and none is shown
	Readers   Readers                  // nil: who reads a talk is not written down
	Veil      Veil                     // nil: nothing is hidden
	Picture   adapters.Picture         // nil: there is no page of neighbourhoods
	Region    func() adapters.Region   // required with Picture
	Present   Present                  // nil: no colleague is known who could be asked
	Author    Author                   // nil: there is no page for authors of the playbook
	Log       *slog.Logger             // nil: nowhere
	Now       func() time.Time         // nil: time.Now
	Count     func(reason string)

	// Programmes are those with circles as they are now; nil: their names stand for
	// themselves, and nobody knows who is on duty.
	Programmes func() []adapters.Programme
	// Surveys are those of the playbook as they are now, Answers what came of one, and
	// Door the address at which somebody begins a talk by its deep link; nil: there are
	// none.
	Surveys func() []adapters.SurveyForm
	Answers func(ctx context.Context, survey string) (chat.Survey, error)
	Door    func(ctx context.Context, deeplink string) string
	// Invitation gives what stands on the card of a member whose InvitationID is not
	// empty. An error: its link cannot be made now. nil: nobody is invited.
	Invitation func(context.Context, chat.Member) (Invitation, error)
	// DoorCard gives what the card for the door of whom a conversation registered leads
	// to. An error: its link cannot be made now. nil: there are no such cards.
	DoorCard func(ctx context.Context, conversation string) (DoorCard, error)
	// Keeps tells whether a coordinator looks after a circle; nil: none does. With
	// Coordinators, workers make links for them: to their own circles, and by WatchLink
	// to a chat on Telegram where alarms reach them (nil: Telegram is off).
	Keeps        func(key, programme, circle string) bool
	Coordinators func() []Coordinator
	WatchLink    func(ctx context.Context, key string) (string, error)
	// CallLists are the lists of those who ring others; nil: nobody does.
	CallLists adapters.CallLists
	// Members gives the colleagues at pushed desks, each with those where they are;
	// with an error, as many as are known. nil: there is no such desk.
	Members func(context.Context) ([]chat.Invitee, error)
}

// Desk is the page. Safe for concurrent use.
type Desk struct {
	record   adapters.Record
	sessions adapters.Sessions
	bell     adapters.Bell
	title    string
	labels   func() map[string]string
	places   map[string]string
	board    adapters.Board
	shifts   func() []adapters.Team
	circles  adapters.Circles
	public   string // PublicURL without a slash at its end
	secure   bool   // https
	log      *slog.Logger
	now      func() time.Time
	count    func(reason string)
	forged   *http.CrossOriginProtection
	page     page
	author   Author
	files    adapters.Files
	uploads  chan struct{} // one for each worker who hands files in
	readers  Readers
	looks    looks
	signs    signs
	veil     Veil
	present  Present
	picture  adapters.Picture
	region   func() adapters.Region
	members  func(context.Context) ([]chat.Invitee, error)

	surveys    func() []adapters.SurveyForm
	answers    func(ctx context.Context, survey string) (chat.Survey, error)
	door       func(ctx context.Context, deeplink string) string
	programmes func() []adapters.Programme
	invitation func(context.Context, chat.Member) (Invitation, error)
	doorCard   func(ctx context.Context, conversation string) (DoorCard, error)

	keeps        func(key, programme, circle string) bool
	coordinators func() []Coordinator
	watchLink    func(ctx context.Context, key string) (string, error)
	callLists    adapters.CallLists

	held     chan struct{} // one for each draft that is in memory
	drafts   chan struct{} // ... and that is worked on
	stopping chan struct{} // closed when Run's ctx ends: streams end
	stopOnce sync.Once
}

var _ adapters.Web = (*Desk)(nil)

// New checks the configuration and reads the page's files.
func New(c Config) (*Desk, error) {
	if c.Record == nil || c.Sessions == nil || c.Board != nil && c.Shifts == nil || c.Picture != nil && c.Region == nil {
		return nil, errors.New("webdesk: needs a record and sessions, with a board the teams, and with a picture the region")
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("webdesk: the public URL must look like https://example.nl")
	}
	d := &Desk{
		record: c.Record, sessions: c.Sessions, bell: c.Bell,
		title: c.Title, labels: c.Labels, places: c.Places, board: c.Board, shifts: c.Shifts, circles: c.Circles, surveys: c.Surveys, answers: c.Answers, door: c.Door, programmes: c.Programmes, invitation: c.Invitation, doorCard: c.DoorCard,
		keeps: c.Keeps, coordinators: c.Coordinators, watchLink: c.WatchLink, callLists: c.CallLists,
		public: strings.TrimRight(c.PublicURL, "/"), secure: u.Scheme == "https",
		log: c.Log, now: c.Now, count: c.Count,
		files: c.Files, uploads: make(chan struct{}, mostUploads),
		readers: c.Readers, veil: c.Veil, present: c.Present, members: c.Members, picture: c.Picture, region: c.Region,
		author: c.Author, held: make(chan struct{}, draftsHeld), drafts: make(chan struct{}, draftsAside),
		forged:   http.NewCrossOriginProtection(),
		stopping: make(chan struct{}),
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	if d.veil == nil {
		d.veil = func(t chat.Thread, _ string, _ time.Time) (chat.Thread, bool, bool) { return t, true, false }
	}
	if d.coordinators == nil {
		d.coordinators = func() []Coordinator { return nil }
	}
	if d.count == nil {
		d.count = func(string) {}
	}
	if err := d.forged.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
		return nil, errors.New("webdesk: the public URL must be an origin that browsers know")
	}
	if d.page, err = readPage(); err != nil {
		return nil, err
	}
	return d, nil
}

// Name implements adapters.Adapter.
func (d *Desk) Name() string { return Name }

// Limits implements adapters.Adapter: nothing is sent to the desk, it pulls.
func (d *Desk) Limits() adapters.Limits { return adapters.Limits{Pull: true} }

// Run keeps the open streams going until ctx ends. Events come through Routes.
func (d *Desk) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	d.stopOnce.Do(func() { close(d.stopping) })
	return nil
}

// Routes implements adapters.Web. It answers for /desk and all below it.
func (d *Desk) Routes(handle adapters.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /desk", d.showDesk)
	mux.HandleFunc("GET /desk/in", d.showSignIn)
	mux.HandleFunc("POST /desk/in", d.signIn)
	mux.HandleFunc("POST /desk/in/look", d.lookAtLink)
	mux.HandleFunc("POST /desk/out", d.signOut)
	mux.HandleFunc("GET /desk/here", d.asWorker(d.whoIsHere))
	mux.HandleFunc("POST /desk/here", d.asWorker(d.stillHere))
	mux.HandleFunc("GET /desk/queue", d.asWorker(d.showQueue))
	mux.HandleFunc("GET /desk/thread", d.asWorker(d.showThread(handle)))
	mux.HandleFunc("GET /desk/readers", d.asWorker(d.showReaders))
	mux.HandleFunc("GET /desk/colleagues", d.asWorker(d.showColleagues))
	mux.HandleFunc("GET /desk/stream", d.asWorker(d.stream))
	mux.HandleFunc("POST /desk/events", d.asKeeper(d.takeEvent(handle)))
	mux.HandleFunc("POST /desk/typing", d.asWorker(d.takeTyping(handle)))
	mux.HandleFunc("POST /desk/files", d.asWorker(d.takeFiles(handle)))
	mux.HandleFunc("GET /desk/files/{conversation}/{line}/{i}", d.asWorker(d.showSent))
	mux.HandleFunc("GET /desk/page/{file}", d.showFile)
	d.authorRoutes(mux)
	d.doorRoutes(mux)
	if d.board != nil {
		mux.HandleFunc("GET /desk/dagstart", d.showMorning)
	}
	if d.picture != nil {
		mux.HandleFunc("GET "+picturePage, d.showPicture)
		mux.HandleFunc("GET "+pictureList, d.asWorker(d.givePicture))
	}
	if d.circles != nil && d.surveys != nil {
		d.surveyRoutes(mux)
	}
	if d.circles != nil {
		mux.HandleFunc("GET /desk/belcirkels", d.showCircles)
		mux.HandleFunc("GET /desk/belcirkels/deelnemer", d.showMember)
		mux.HandleFunc("GET "+broadcastsPage, d.showBroadcasts)
		mux.HandleFunc("GET "+membersPage, d.showMembers)
		mux.HandleFunc("GET "+cardPage, d.showCards)
		mux.HandleFunc("GET "+qrPage, d.asKeeper(d.showQR))
		mux.HandleFunc("POST /desk/belcirkels/coordinator", d.asWorker(d.giveKeeperLink))
		if d.callLists != nil {
			mux.HandleFunc("POST /desk/belcirkels/bellijst", d.asWorker(d.giveCallList))
		}
		d.listRoutes(mux, handle)
	}
	mux.HandleFunc("/desk/", func(w http.ResponseWriter, r *http.Request) {
		d.refuse(w, http.StatusNotFound, "path", "Deze pagina bestaat niet.")
	})
	return d.guard(mux)
}

// worker is who sent a request.
type worker struct {
	chat.Session
	token string
}

func (w worker) author() chat.Author {
	return chat.Author{Role: chat.RoleWorker, ID: w.ID, Name: w.Name}
}

// asWorker lets only a signed-in worker through.
func (d *Desk) asWorker(next func(http.ResponseWriter, *http.Request, worker)) http.HandlerFunc {
	return d.as(d.who, next)
}

// as lets through whom find finds.
func (d *Desk) as(find func(*http.Request) (worker, error), next func(http.ResponseWriter, *http.Request, worker)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := find(r)
		switch {
		case errors.Is(err, chat.ErrUnknown):
			d.refuse(w, http.StatusUnauthorized, "session", textSignedOut)
		case err != nil:
			d.down(w)
		default:
			next(w, r, who)
		}
	}
}
