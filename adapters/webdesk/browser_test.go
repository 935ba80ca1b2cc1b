package webdesk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// browser starts one Chromium for the tests of a page. It skips loudly where
// there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(adaptertest.Chromium(t, chromedp.Flag("hide-scrollbars", false)))
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800)); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// site is a desk on a loopback address, with a record in memory.
type site struct {
	*memory
	desk   *Desk
	url    string
	hangUp func()        // breaks the connections that are open now
	down   atomic.Bool   // the network is gone: connections break
	runs   *atomic.Value // http.Handler: the desk that answers now
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{memory: newMemory(time.Now().Truncate(time.Second)), runs: &atomic.Value{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() {
			panic(http.ErrAbortHandler)
		}
		s.runs.Load().(http.HandlerFunc)(w, r)
	}))
	t.Cleanup(server.Close)
	s.url, s.hangUp = server.URL, server.CloseClientConnections
	s.start(t)
	return s
}

// start begins a new life of the program on the same record: what it kept in
// memory is gone.
func (s *site) start(t *testing.T) {
	t.Helper()
	d, err := New(Config{
		Record: s.memory, Sessions: s.memory, Bell: s.memory, Title: "Stichting Dichtbij", PublicURL: s.url,
		Labels: func() map[string]string {
			return map[string]string{"jongerenwerk": "het jongerenwerk", "wijkteam": "het wijkteam"}
		},
		Places: map[string]string{"webchat": "de website", "telegram": "Telegram"},
		Now:    s.clock,
		Board:  s.memory, Shifts: s.shifts, Readers: s.memory, Veil: veiled, Present: s.memory, Picture: s.memory, Region: aRegion, Circles: &s.circles, Programmes: s.programmes, Surveys: s.surveyForms, Answers: s.surveyAnswers, Door: door, Invitation: invites, DoorCard: doors, Keeps: keeps, Coordinators: coordinators, CallLists: &s.lists,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx, s.handle) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	s.desk = d
	s.runs.Store(http.HandlerFunc(d.Routes(s.handle).ServeHTTP))
}

// signedIn opens the page as this worker.
func (s *site) signedIn(t *testing.T, tab context.Context, name string) {
	t.Helper()
	link, err := s.desk.Link(t.Context(), chat.Author{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, tab,
		chromedp.Navigate(link),
		chromedp.WaitVisible(chromedp.CSS("#name")),
		chromedp.SetValue(chromedp.CSS("#name"), name),
	)
	pressOn(t, tab, "#go")
	do(t, tab, chromedp.WaitVisible(chromedp.CSS("#queue .group:not([hidden])")))
}

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, stop := context.WithTimeout(tab, 60*time.Second)
	defer stop()
	for i, step := range steps {
		if err := chromedp.Do(ctx, step); err != nil {
			if shot, err := chromedp.Run(tab, chromedp.CaptureScreenshot()); err == nil && os.Getenv("OMZIEN_SHOTS") != "" {
				os.WriteFile(os.Getenv("OMZIEN_SHOTS")+"/"+t.Name()+".png", shot, 0o600)
			}
			t.Fatalf("step %d: %v", i, err)
		}
	}
}

// taken signs Noor in and lets her pick this talk up: she can write.
func (s *site) taken(t *testing.T, tab context.Context, id string) {
	t.Helper()
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, id)
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .composer').dataset.mode === 'answer'`)
}

// until waits for the page to be as the expression says; a page that goes
// elsewhere meanwhile is asked again.
func until(t *testing.T, tab context.Context, expression string) {
	t.Helper()
	ctx, stop := context.WithTimeout(tab, 60*time.Second)
	defer stop()
	var err error
	for range 20 {
		if _, err = chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(55*time.Second))); err == nil {
			return
		}
		if ctx.Err() != nil {
			break
		}
	}
	body, _ := chromedp.Run(tab, chromedp.Evaluate[string](`document.body.innerText`))
	t.Fatalf("never came true: %s\n%v\nthe page reads:\n%s", expression, err, body)
}

func read[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// press presses keys where the focus is, as a keyboard does: a key that the
// page takes for itself types no letter.
func press(t *testing.T, tab context.Context, keys string) {
	t.Helper()
	do(t, tab, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, r := range keys {
			down := *kb.Encode(r)[0]
			for _, k := range kb.Encode(r) {
				if k.Type == kb.KeyChar {
					down.Type, down.Text, down.UnmodifiedText = "keyDown", k.Text, k.UnmodifiedText
				}
			}
			up := down
			up.Type, up.Text, up.UnmodifiedText = kb.KeyUp, "", ""
			for _, k := range []input.DispatchKeyEventParams{down, up} {
				if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, k); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// The part of the page where a worker writes to the open conversation.
const composer chromedp.CSS = `.talk:not([hidden]) .composer`

// pressOn presses what stands there, wherever it stands by then: a page that is
// drawn anew between looking and a mouse's click would get the click elsewhere.
func pressOn(t *testing.T, tab context.Context, what chromedp.CSS) {
	t.Helper()
	do(t, tab, chromedp.WaitVisible(what))
	pressFound(t, tab, "document.querySelector(`"+string(what)+"`)")
}

// pressFound presses what the expression finds, in the moment in which it does.
func pressFound(t *testing.T, tab context.Context, expression string) {
	t.Helper()
	until(t, tab, `(() => { const at = `+expression+`; at?.click(); return !!at; })()`)
}

// openRow opens a conversation by pressing its row.
func openRow(t *testing.T, tab context.Context, id string) {
	t.Helper()
	pressOn(t, tab, chromedp.CSS(`li[data-id="`+id+`"] .row`))
	until(t, tab, `!!document.querySelector('li[data-id="`+id+`"] .row[aria-current=true]')`)
	do(t, tab, chromedp.WaitVisible(composer))
	until(t, tab, `!!document.querySelector('.talk:not([hidden]) .who').textContent`)
}

func pressButton(t *testing.T, tab context.Context, within chromedp.CSS, label string) {
	t.Helper()
	pressFound(t, tab, `[...document.querySelectorAll(`+"`"+string(within)+" button`"+`)].find(b => b.offsetParent && !b.disabled && b.textContent.trim() === "`+label+`")`)
}

func TestStoryClaimAnswerNoteAndRoundOff(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Urgent, 6*time.Minute, "Ik durf niet naar huis.")
	s.signedIn(t, tab, "Noor")
	until(t, tab, `document.title === '(1) Omzien'`)
	until(t, tab, `document.querySelector('.row').innerText.includes('wacht 6 min')`)
	openRow(t, tab, "c1")
	until(t, tab, `document.querySelector('.talk .lines').innerText.includes('Ik durf niet naar huis.')`)

	// Typed first, picked up then: the text is kept, and not sent by that.
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Hoi Sam, ik ben Noor."))
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.composer .to').textContent === 'Je schrijft aan Sam · blauwe vos'`)
	if got := read[string](t, tab, `document.querySelector('.composer textarea.answer').value`); got != "Hoi Sam, ik ben Noor." {
		t.Errorf("after picking up the field holds %q", got)
	}
	if n := len(s.kinds(chat.Answered)); n != 0 {
		t.Fatalf("picking up sent %d texts", n)
	}
	pressButton(t, tab, composer, "Stuur naar Sam · blauwe vos")
	until(t, tab, `document.querySelector('.composer .said').textContent === 'Verstuurd naar Sam · blauwe vos'`)
	until(t, tab, `document.querySelector('.lines .worker .how')?.textContent.includes('verstuurd')`)
	if got := s.kinds(chat.Answered); len(got) != 1 || got[0].Subject.ID != "c1" || got[0].Author.Name != "Noor" {
		t.Errorf("what was stored: %+v", got)
	}

	// The person reads it.
	s.locked(func() { s.talks["c1"].Lines[2].State, s.talks["c1"].Lines[2].ReadAt = chat.Sent, s.now })
	until(t, tab, `document.querySelector('.lines .worker .how')?.textContent.includes('✓✓ gelezen')`)

	pressButton(t, tab, composer, "Notitie")
	do(t, tab, chromedp.Focus(composer+" textarea.note"), chromedp.KeyEvent("Belt morgen met school."))
	pressButton(t, tab, composer, "Bewaar als notitie")
	until(t, tab, `document.querySelector('.lines .note')?.innerText.includes('Belt morgen met school.')`)

	pressButton(t, tab, ".talk .head", "Afronden")
	until(t, tab, `document.querySelector('dialog.form[open]') !== null`)
	if n := len(s.kinds(chat.Closed)); n != 0 {
		t.Fatal("rounded off without asking what it was")
	}
	choose(t, tab, "soort", "zelf")
	choose(t, tab, "vervolg", "0")
	pressButton(t, tab, "dialog.form", "Afronden")
	until(t, tab, `document.querySelector('.composer .to').textContent === 'Dit gesprek is afgerond.'`)
	until(t, tab, `document.title === 'Omzien'`)
	if reads := func() string { s.mu.Lock(); defer s.mu.Unlock(); return s.reads["c1"] }(); reads == "" {
		t.Error("the page never said that the words stood on the screen")
	}
}

// TestLaw7DraftsStayWhereTheyWereTyped: what is typed for one is never carried
// to another, nor from a note to an answer.
func TestLaw7DraftsStayWhereTheyWereTyped(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.person("c2", "rode egel", chat.Normal, 2*time.Minute, "hallo")
	s.signedIn(t, tab, "Noor")
	for _, id := range []string{"c2", "c1"} {
		openRow(t, tab, id)
		pressButton(t, tab, composer, "Oppakken")
		until(t, tab, `document.querySelector('.talk:not([hidden]) .composer').dataset.mode === 'answer'`)
	}
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("voor de vos"))
	pressButton(t, tab, composer, "Notitie")
	if got := read[string](t, tab, `document.querySelector('.talk:not([hidden]) textarea.note').value`); got != "" {
		t.Errorf("the note holds %q, typed as an answer", got)
	}
	do(t, tab, chromedp.Focus(composer+" textarea.note"), chromedp.KeyEvent("over de vos"))

	openRow(t, tab, "c2")
	for _, field := range []string{"answer", "note"} {
		if got := read[string](t, tab, `document.querySelector('.talk:not([hidden]) textarea.`+field+`').value`); got != "" {
			t.Fatalf("the %s for the other holds %q", field, got)
		}
	}
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("voor de egel"))
	pressButton(t, tab, composer, "Stuur naar rode egel")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .said').textContent === 'Verstuurd naar rode egel'`)

	openRow(t, tab, "c1")
	if got := read[string](t, tab, `document.querySelector('.talk:not([hidden]) textarea.note').value`); got != "over de vos" {
		t.Errorf("the draft of the note became %q", got)
	}
	pressButton(t, tab, composer, "Antwoord")
	pressButton(t, tab, composer, "Stuur naar Sam · blauwe vos")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .said').textContent === 'Verstuurd naar Sam · blauwe vos'`)

	sent := map[string]string{}
	for _, ev := range s.kinds(chat.Answered) {
		sent[ev.Subject.ID] += ev.Text
	}
	if len(sent) != 2 || sent["c1"] != "voor de vos" || sent["c2"] != "voor de egel" {
		t.Errorf("what went to whom: %v", sent)
	}
	if n := len(s.kinds(chat.Noted)); n != 0 {
		t.Errorf("%d notes were stored, and none was saved", n)
	}
}

func TestHeldTextAsksForWhom(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	for _, c := range []struct {
		button string
		kind   chat.Kind
		line   string
	}{
		{"Bewaar als notitie", chat.Withheld, ".lines .note"},
		{"Stuur naar Sam · blauwe vos", chat.Released, ".lines .worker"},
	} {
		until(t, tab, `document.querySelector('.composer').dataset.mode === 'answer'`)
		do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("@Piet, ken jij haar?"))
		pressButton(t, tab, composer+" .send", "Stuur naar Sam · blauwe vos")
		until(t, tab, `document.querySelector('.composer .ask').innerText.includes('Nog niet verstuurd.')`)

		// A reload asks again: it stands in the record.
		do(t, tab, chromedp.Reload())
		until(t, tab, `document.querySelector('.composer .ask:not([hidden])')?.innerText.includes('@Piet, ken jij haar?')`)
		pressButton(t, tab, composer+" .ask", c.button)
		until(t, tab, `document.querySelector('`+c.line+`')?.innerText.includes('@Piet, ken jij haar?') && document.querySelector('.composer .ask').hidden`)
		held, decided := s.kinds(chat.Answered), s.kinds(c.kind)
		if len(decided) != 1 || decided[0].Ref != held[len(held)-1].ID || decided[0].Subject.ID != "c1" {
			t.Errorf("decided: %+v", decided)
		}
	}
}

// TestLaw8TheLoserIsToldWhoHasIt: two workers, one conversation.
func TestLaw8TheLoserIsToldWhoHasIt(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c1")
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Hoi Sam!"))
	// Piet is first, so shortly before that no page can have heard of it.
	s.beatenTo("c1", chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"})
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.composer .said').textContent === 'Piet heeft dit gesprek al.'`)
	until(t, tab, `document.querySelector('.composer').dataset.mode === 'note' && document.querySelector('.composer .to').textContent.startsWith('Piet heeft dit gesprek')`)
	if got := read[string](t, tab, `document.querySelector('.composer textarea.note').value`); got != "Hoi Sam!" {
		t.Errorf("the words that were typed are out of sight; the note holds %q", got)
	}
	if n := len(s.kinds(chat.Answered, chat.Noted)); n != 0 {
		t.Errorf("%d texts went out", n)
	}
}

func TestKeyboardOnly(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Urgent, 6*time.Minute, "hoi")
	s.person("c2", "rode egel", chat.Normal, 2*time.Minute, "hallo")
	s.signedIn(t, tab, "Noor")
	press(t, tab, "j")
	press(t, tab, "j")
	press(t, tab, "k")
	press(t, tab, "\r")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who')?.textContent === 'Sam · blauwe vos'`)
	press(t, tab, "c")
	until(t, tab, `document.activeElement.matches('textarea.answer') && document.querySelector('.composer').dataset.mode === 'answer'`)
	press(t, tab, "jnce?") // letters in a field are letters
	if got := read[string](t, tab, `document.activeElement.value`); got != "jnce?" {
		t.Fatalf("the field holds %q", got)
	}
	do(t, tab, chromedp.KeyEvent("\r", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	until(t, tab, `document.querySelector('.composer .said').textContent === 'Verstuurd naar Sam · blauwe vos'`)
	do(t, tab, chromedp.KeyEvent("\x1b"))
	until(t, tab, `document.activeElement === document.body`)
	press(t, tab, "n")
	until(t, tab, `document.activeElement.matches('textarea.note')`)
	if got := read[string](t, tab, `document.activeElement.value`); got != "" {
		t.Errorf("the key itself landed in the note: %q", got)
	}
	do(t, tab, chromedp.KeyEvent("\x1b"))
	press(t, tab, "a")
	until(t, tab, `document.activeElement.matches('textarea.answer')`)
	do(t, tab, chromedp.KeyEvent("\x1b"))
	press(t, tab, "?")
	until(t, tab, `document.getElementById('help').open`)
	do(t, tab, chromedp.KeyEvent("\x1b"))
	until(t, tab, `!document.getElementById('help').open`)
	press(t, tab, "e")
	until(t, tab, `document.activeElement.name === 'form-soort'`)
	press(t, tab, " ") // the radio that has the focus
	choose(t, tab, "vervolg", "0")
	press(t, tab, "\r")
	until(t, tab, `document.querySelector('.composer .to').textContent === 'Dit gesprek is afgerond.'`)
	if got := s.kinds(chat.Claimed, chat.Answered, chat.Noted, chat.Closed); len(got) != 3 || got[1].Text != "jnce?" {
		t.Errorf("stored: %+v", got)
	}
}
