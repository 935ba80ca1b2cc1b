package webdesk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

func TestLinkWorksOnceForTenMinutes(t *testing.T) {
	b := newBench(t)
	used, old := b.link(), b.link()
	if w := b.ask(http.MethodPost, "/desk/in/look", signIn{Token: used}); w.Code != http.StatusOK {
		t.Fatalf("looking: %d", w.Code)
	}
	if w := b.ask(http.MethodPost, "/desk/in", signIn{used, "N"}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a name of one letter: %d", w.Code)
	}
	if w := b.ask(http.MethodPost, "/desk/in", signIn{used, "Noor"}); w.Code != http.StatusOK {
		t.Fatalf("after looking, and after a slip in the name: %d", w.Code)
	}
	b.later(10*time.Minute + time.Second)
	words := ""
	for name, token := range map[string]string{"used": used, "old": old, "unknown": secret(), "short": "x", "empty": ""} {
		for _, path := range []string{"/desk/in", "/desk/in/look"} {
			w := b.ask(http.MethodPost, path, signIn{token, "Noor"})
			if w.Code != http.StatusForbidden || len(w.Result().Cookies()) != 0 {
				t.Errorf("%s link at %s: %d, cookies %d", name, path, w.Code, len(w.Result().Cookies()))
			}
			if words == "" {
				words = w.Body.String()
			}
			if w.Body.String() != words {
				t.Errorf("%s link at %s says something else: %s", name, path, w.Body)
			}
		}
	}
	if !strings.Contains(words, "Een link werkt één keer") {
		t.Errorf("words: %s", words)
	}
}

// TestS6OneLinkOneSession: two presses at once open one session.
func TestS6OneLinkOneSession(t *testing.T) {
	b := newBench(t)
	token, codes := b.link(), make(chan int, 8)
	for range cap(codes) {
		go func() { codes <- b.ask(http.MethodPost, "/desk/in", signIn{token, "Noor"}).Code }()
	}
	won := 0
	for range cap(codes) {
		if <-codes == http.StatusOK {
			won++
		}
	}
	sessions := 0
	for _, s := range b.sessions {
		if s.Kind == kindDesk {
			sessions++
		}
	}
	if won != 1 || sessions != 1 {
		t.Errorf("%d came in, %d sessions are open", won, sessions)
	}
}

func TestTokensOfOtherKindsAreNoLinks(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	for _, c := range b.cookies {
		if w := b.ask(http.MethodPost, "/desk/in", signIn{c.Value, "Piet"}); w.Code != http.StatusForbidden {
			t.Errorf("%s opened a session: %d", c.Name, w.Code)
		}
	}
	if w := b.ask(http.MethodGet, "/desk/queue", nil); w.Code != http.StatusOK {
		t.Errorf("trying it ended the session: %d", w.Code)
	}
}

func TestNamedLinkCarriesItsName(t *testing.T) {
	b := newBench(t)
	link, err := b.desk.Link(t.Context(), chat.Author{Name: "Fatima"})
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(link, "#")
	var told struct{ Name, Was string }
	b.into(b.ask(http.MethodPost, "/desk/in/look", signIn{Token: token}), &told)
	w := b.ask(http.MethodPost, "/desk/in", signIn{token, "Iemand anders"})
	b.cookies = w.Result().Cookies()
	var who struct{ Worker, Name string }
	b.into(b.ask(http.MethodGet, "/desk/here", nil), &who)
	if told.Name != "Fatima" || who.Name != "Fatima" {
		t.Errorf("told %q, signed in as %q", told.Name, who.Name)
	}
}

// One worker, two desks: with a link that was made for somebody whom another desk
// knows they are the same here, and so they are for as long as this browser knows
// them; under another name it knows nobody.
func TestLinkOfAWorkerOfAnotherDesk(t *testing.T) {
	b := newBench(t)
	in := func(who chat.Author, typed string) (worker, name string) {
		t.Helper()
		link, err := b.desk.Link(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(link, "#")
		w := b.ask(http.MethodPost, "/desk/in", signIn{token, typed})
		for _, c := range w.Result().Cookies() {
			b.cookies = append(slices.DeleteFunc(b.cookies, func(old *http.Cookie) bool { return old.Name == c.Name }), c)
		}
		var here struct{ Worker, Name string }
		b.into(b.ask(http.MethodGet, "/desk/here", nil), &here)
		return here.Worker, here.Name
	}
	own, _ := in(chat.Author{}, "Noor")
	noor := chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}
	if id, name := in(noor, "Iemand anders"); id != noor.ID || name != "Noor" || own == noor.ID {
		t.Errorf("is %q, %q; was %q", id, name, own)
	}
	if id, _ := in(chat.Author{}, "noor"); id != noor.ID {
		t.Errorf("signs in again as %q", id)
	}
	if id, _ := in(chat.Author{}, "Bas"); id == noor.ID || id == own {
		t.Errorf("somebody else in this browser is %q", id)
	}
	if id, _ := in(noor, ""); id != noor.ID {
		t.Errorf("is %q", id)
	}
}

// Whoever comes with a link from another desk is greeted by name, has nothing to fill
// in, and finds their own talk as theirs.
func TestALinkOfAnotherDeskInABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	noor := chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hallo")
	claim := chat.Event{ID: "slack:1", Kind: chat.Claimed, Author: noor, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: "c1"}}
	if _, err := s.handle(t.Context(), claim); err != nil {
		t.Fatal(err)
	}
	link, err := s.desk.Link(t.Context(), noor)
	if err != nil {
		t.Fatal(err)
	}
	do(t, tab, chromedp.Navigate(link))
	until(t, tab, `document.getElementById('title').innerText === 'Hoi Noor' && !document.getElementById('name').offsetParent`)
	pressOn(t, tab, "#go")
	until(t, tab, `document.querySelector('.group[aria-label="Van mij"] .row')?.innerText.includes('Sam · blauwe vos')`)
}

func TestFirstNames(t *testing.T) {
	for typed, want := range map[string]string{
		"Noor": "Noor", "  Jan   Piet ": "Jan Piet", "Zoë": "Zoë", "D'Artagnan": "D'Artagnan", "محمد": "محمد", "Anne-Fleur": "Anne-Fleur", "Al": "Al",
		"": "", "N": "", "--": "", "N0or": "", "<b>Noor</b>": "", "Noor\u202e": "", "noor@x.nl": "", strings.Repeat("a", 41): "",
	} {
		if got, ok := firstName(typed); ok != (want != "") || ok && got != want {
			t.Errorf("firstName(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

// TestS23Session: how a worker's session is kept, and when it ends.
func TestS23Session(t *testing.T) {
	t.Run("cookies", func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		for _, c := range b.cookies {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("cookie %s: %+v", c.Name, c)
			}
			if len(c.Value) != 43 {
				t.Errorf("cookie %s has %d letters, want 256 bits", c.Name, len(c.Value))
			}
		}
	})
	t.Run("idle for 30 minutes", func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		for range 3 { // doing something keeps it
			b.later(29 * time.Minute)
			if w := b.ask(http.MethodPost, "/desk/here", "{}"); w.Code != http.StatusOK {
				t.Fatalf("after 29 minutes: %d", w.Code)
			}
		}
		for range 7 { // the page's own asking does not, nor a line on a screen
			b.later(5 * time.Minute)
			b.ask(http.MethodGet, "/desk/queue", nil)
			b.post(chat.Read, 1, func(p *posted) { p.Ref = "1" })
		}
		if w := b.ask(http.MethodGet, "/desk/queue", nil); w.Code != http.StatusUnauthorized {
			t.Errorf("after 35 minutes without anybody: %d", w.Code)
		}
	})
	t.Run("writing keeps it", func(t *testing.T) {
		b := newBench(t)
		b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
		b.in("Noor")
		for n := range int64(3) {
			b.later(20 * time.Minute)
			if w := b.post(chat.Noted, n+1, func(p *posted) { p.Text = "hoi" }); w.Code != http.StatusOK {
				t.Errorf("note %d: %d", n+1, w.Code)
			}
		}
	})
	t.Run("12 hours in any case", func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		for range 12*60/20 - 1 {
			b.later(20 * time.Minute)
			if w := b.ask(http.MethodPost, "/desk/here", "{}"); w.Code != http.StatusOK {
				t.Fatalf("before 12 hours: %d", w.Code)
			}
		}
		b.later(20*time.Minute + time.Second)
		if w := b.ask(http.MethodPost, "/desk/here", "{}"); w.Code != http.StatusUnauthorized {
			t.Errorf("after 12 hours: %d", w.Code)
		}
	})
	t.Run("sign out", func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		w := b.ask(http.MethodPost, "/desk/out", "{}")
		if c := w.Result().Cookies(); w.Code != http.StatusOK || len(c) != 1 || c[0].MaxAge >= 0 {
			t.Errorf("%d, %+v", w.Code, c)
		}
		if w := b.ask(http.MethodGet, "/desk/queue", nil); w.Code != http.StatusUnauthorized {
			t.Errorf("the old cookie still opens the desk: %d", w.Code)
		}
	})
	t.Run("the same worker in the same browser", func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		first := b.me
		b.later(13 * time.Hour)
		b.in("noor")
		if b.me != first {
			t.Error("signing in again under the same name made another worker: their conversations are lost to them")
		}
		b.in("Piet")
		if b.me == first {
			t.Error("a colleague at the same computer is taken for the first")
		}
		b.cookies = nil
		b.in("Noor")
		if b.me == first {
			t.Error("the same name in another browser is taken for the same worker")
		}
	})
}
