package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
)

// World is a scene while it is played: the program, on a database of its own, by a
// clock of its own.
type World interface {
	// Now is the world's clock.
	Now() time.Time
	// Pass lets time pass. Whatever is due on the way happens at its own moment, in
	// order, and Pass returns when all of it did.
	Pass(ctx context.Context, d time.Duration) error
	// SignIn gives the cookies of the worker at the desk, for longer than one can
	// look on.
	SignIn(ctx context.Context) ([]*http.Cookie, error)
	// Visitor gives the cookies of whose chat page is shown; none: of nobody yet.
	Visitor() []*http.Cookie
	Phones() *Phones
	// Enrolled are those whom whoever plays enrolled meanwhile, with a phone to be
	// invited on.
	Enrolled(ctx context.Context) ([]Owner, error)
	// Pages are the program's own.
	Pages() http.Handler
	// End stops the world and removes all of it.
	End() error
}

// Scene is one that can be chosen.
type Scene struct {
	Name   string
	Label  string   // on its button: "23:40 · een meisje schrijft"
	Try    []string // what to try, a line each
	Page   bool     // the chat page stands on the phone at the left; else a messenger
	Phone  string   // with the chat page: who writes there, "een meisje van 15"
	People []Owner  // whose phones can be looked at, the first first
	Desk   string   // the desk's page that is shown first
	Begin  func(ctx context.Context) (World, error)
}

// Owner is somebody with a phone.
type Owner struct {
	Key  string `json:"key"` // Address.Chat
	Name string `json:"name"`
	// Start is what the link of their invitation brings, which they did not open yet;
	// empty: there is none.
	Start string `json:"-"`
}

// Stage is the page of a demo, and the program behind it. Make it with NewStage, end
// it with End.
type Stage struct {
	scenes []Scene
	host   string // of our own address: 127.0.0.1:43211
	log    *slog.Logger
	pages  pages
	run    string // of this program: its cookies are not those of the one before

	acting sync.Mutex // held while a scene begins or time passes

	mu      sync.Mutex
	world   World // nil: none yet
	scene   int
	number  int // counts the scenes that were begun
	streams map[int]context.CancelFunc
	opened  int
}

// NewStage makes the stage of these scenes at this address, as browsers see it.
func NewStage(scenes []Scene, host string, log *slog.Logger) (*Stage, error) {
	p, err := readPages()
	if err != nil {
		return nil, err
	}
	return &Stage{scenes: scenes, host: host, log: log, pages: p, run: rand.Text(), streams: map[int]context.CancelFunc{}}, nil
}

// Begin begins the scene with this number, and ends the one before.
func (s *Stage) Begin(ctx context.Context, scene int) error {
	s.acting.Lock()
	defer s.acting.Unlock()
	if err := s.leave(); err != nil {
		return err
	}
	s.mu.Lock()
	s.scene = scene
	s.number++
	s.mu.Unlock()
	world, err := s.scenes[scene].Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin the scene %q: %w", s.scenes[scene].Name, err)
	}
	s.enter(world)
	return nil
}

func (s *Stage) enter(w World) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = w
}

// leave ends the world that is on.
func (s *Stage) leave() error {
	s.mu.Lock()
	world := s.world
	s.world = nil
	s.mu.Unlock()
	s.HangUp()
	if world == nil {
		return nil
	}
	return world.End()
}

// End ends it.
func (s *Stage) End() error {
	s.acting.Lock()
	defer s.acting.Unlock()
	return s.leave()
}

// HangUp ends the open streams. Pages come back by themselves at once, and ask what
// time it is; where the server ends, nothing waits for them.
func (s *Stage) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stop := range s.streams {
		stop()
	}
}

// now is what is on; false: nothing.
func (s *Stage) now() (w World, of Scene, number int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.world, s.scenes[s.scene], s.number, s.world != nil
}

// Handler serves the stage below /oefening, and the program's own pages elsewhere.
// Only a browser on this machine that asks for our own address is answered.
func (s *Stage) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /oefening", s.showStage)
	mux.HandleFunc("GET /oefening/stand", s.showStanding)
	mux.HandleFunc("POST /oefening/scene", s.chooseScene)
	mux.HandleFunc("POST /oefening/later", s.letPass)
	mux.HandleFunc("GET /oefening/telefoon", s.showPhone)
	mux.HandleFunc("GET /oefening/scherm", s.showScreen)
	mux.HandleFunc("POST /oefening/telefoon", s.takePhone)
	mux.HandleFunc("GET /oefening/weg", s.showAway)
	mux.HandleFunc("GET /oefening/page/{file}", s.showFile)
	mux.HandleFunc("/", s.showWorld)
	forged := http.NewCrossOriginProtection()
	inner := forged.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !from.Addr().Unmap().IsLoopback() || !strings.EqualFold(r.Host, s.host) {
			http.Error(w, "Deze oefening is alleen te zien op http://"+s.host+"/oefening, op de computer waar hij draait.", http.StatusMisdirectedRequest)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// standing is how it stands, as the stage's script reads it.
type standing struct {
	Scene  string `json:"scene"`
	Number int    `json:"number"`
	Ready  bool   `json:"ready"`
	Now    int64  `json:"now"` // milliseconds UTC
}

func (s *Stage) standing() standing {
	world, scene, number, ok := s.now()
	st := standing{Scene: scene.Name, Number: number, Ready: ok}
	if ok {
		st.Now = world.Now().UnixMilli()
	}
	return st
}

func (s *Stage) showStanding(w http.ResponseWriter, _ *http.Request) {
	s.give(w, http.StatusOK, s.standing())
}

func (s *Stage) give(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Cache-Control", "no-store")
	if err := adapters.WriteJSON(w, status, v); err != nil {
		s.log.Debug("demo: a response was not read to its end")
	}
}

// take reads what the stage's script sends. False: it was refused already.
func (s *Stage) take(w http.ResponseWriter, r *http.Request, into any) bool {
	if err := adapters.ReadJSON(w, r, 8<<10, into); err != nil {
		http.Error(w, "Dit verzoek klopt niet.", http.StatusBadRequest)
		return false
	}
	return true
}

// chooseScene begins a scene anew.
func (s *Stage) chooseScene(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Scene string `json:"scene"`
	}
	if !s.take(w, r, &in) {
		return
	}
	for i, scene := range s.scenes {
		if scene.Name != in.Scene {
			continue
		}
		// It begins also where whoever chose it looks elsewhere by now.
		if err := s.Begin(context.WithoutCancel(r.Context()), i); err != nil {
			s.fails(w, err)
			return
		}
		s.answer(w, r)
		return
	}
	http.Error(w, "Deze scène is er niet.", http.StatusNotFound)
}

// mostLater is how far the clock goes in one press: less than somebody stays signed in.
const mostLater = 6 * time.Hour

// letPass puts the clock forward.
func (s *Stage) letPass(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Minutes int `json:"minutes"`
	}
	if !s.take(w, r, &in) {
		return
	}
	d := time.Duration(in.Minutes) * time.Minute
	if d <= 0 || d > mostLater {
		http.Error(w, "Zo ver gaat de klok niet in één keer.", http.StatusBadRequest)
		return
	}
	s.acting.Lock()
	defer s.acting.Unlock()
	world, _, _, ok := s.now()
	if !ok {
		http.Error(w, "De oefening begint zo.", http.StatusServiceUnavailable)
		return
	}
	if err := world.Pass(context.WithoutCancel(r.Context()), d); err != nil {
		s.fails(w, err)
		return
	}
	s.HangUp()
	s.answer(w, r)
}

// answer says how it stands now, to a browser that is signed in from now on.
func (s *Stage) answer(w http.ResponseWriter, r *http.Request) {
	if err := s.signsIn(w, r); err != nil {
		s.fails(w, err)
		return
	}
	s.give(w, http.StatusOK, s.standing())
}

// signsIn gives a browser the cookies of those whom it plays: whoever is at the desk,
// and, where it comes for the first time, whose talk it is.
func (s *Stage) signsIn(w http.ResponseWriter, r *http.Request) error {
	world, _, number, ok := s.now()
	if !ok {
		return nil
	}
	cookies, err := world.SignIn(r.Context())
	if err != nil {
		return fmt.Errorf("sign in at the desk: %w", err)
	}
	// The browser's own talk stays for as long as the scene is on.
	mark, was := s.prefix()+"scene", ""
	if c, err := r.Cookie(mark); err == nil {
		was = c.Value
	}
	if is := s.run + strconv.Itoa(number); was != is {
		cookies = append(cookies, world.Visitor()...)
		http.SetCookie(w, &http.Cookie{Name: mark, Value: is, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	for _, c := range cookies {
		named := *c
		named.Name = s.prefix() + c.Name
		http.SetCookie(w, &named)
	}
	return nil
}

// fails says that something went wrong: in words to the page, for whoever started the
// demo in the log. Everybody in it is made up.
func (s *Stage) fails(w http.ResponseWriter, err error) {
	s.log.Error("demo", "err", err)
	http.Error(w, "Dit lukte niet. In het venster waar de oefening draait, staat waarom. Kies de scène opnieuw.", http.StatusInternalServerError)
}
