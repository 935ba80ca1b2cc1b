package phone

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// callLink is the path of a caller's list.
func (r *rig) callLink(key string) string {
	r.t.Helper()
	for _, c := range r.a.Callers() {
		if c.Key == key {
			link, err := r.a.callLink(r.t.Context(), chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(key), Name: c.Name}, day, "")
			if err != nil {
				r.t.Fatal(err)
			}
			return strings.TrimPrefix(link, r.a.public)
		}
	}
	r.t.Fatal("no such caller")
	return ""
}

func TestACallerSeesTheirOwnAndNobodyElses(t *testing.T) {
	r := newRig(t)
	r.circle()
	// By key, and by name.
	wants(t, r.page(r.callLink("anja")), []string{"Bellen op maandag 23 november", "Nog 2 mensen te bellen.", "mevrouw De Wit", "meneer Jansen", "tel:0101234567", "Bobbie", "Anja Bakker",
		"Gesproken, gaat goed", "Niet zo goed", "Niet bereikt"}, "Öztürk", "Bold", "Havens", "Els")
	// Who has no caller of their own is rung by whoever is on duty first.
	wants(t, r.page(r.callLink("piet")), []string{"Nog 1 persoon te bellen.", "mevrouw Öztürk"}, "De Wit", "Jansen")
	// A name that is nobody's of the playbook is that name's.
	lists, err := r.a.CallLists(t.Context(), day)
	if err != nil || len(lists) != 3 || lists[2].Who.Name != "Truus van 3 hoog" || strings.Contains(strings.ToLower(lists[2].Who.ID), "truus") {
		t.Fatalf("%+v, %v", lists, err)
	}
	_, link, err := r.a.GiveCallList(t.Context(), day, lists[2].Who.ID, "Noor")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, r.page(strings.TrimPrefix(link, home)), []string{"meneer &lt;b&gt;Bold&lt;/b&gt;"}, "<b>Bold", `tel:1"`, `href="javascript`)

	r.locked(func() { r.now = at(23, 59).Add(4*time.Hour + time.Minute) })
	if w := r.ask(http.MethodGet, strings.TrimPrefix(link, home), nil); w.Code != http.StatusNotFound {
		t.Errorf("yesterday's list: %d", w.Code)
	}
}

func TestWhatACallerSaysReachesTheRound(t *testing.T) {
	r := newRig(t)
	r.circle()
	link := r.callLink("anja")
	for deed, want := range map[string]chat.Event{
		"goed":         {Kind: chat.CheckedIn, Value: string(chat.StandWell)},
		"niet-goed":    {Kind: chat.CheckedIn, Value: string(chat.StandNotWell)},
		"niet-bereikt": {Kind: chat.Rang, Value: chat.CallMissed},
	} {
		form := url.Values{"doe": {deed}, "wie": {roundID + "#m2"}, "beurt": {"7"}}
		for range 2 {
			if w := r.ask(http.MethodPost, link, form); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), link+"#bel2") {
				t.Fatalf("%s: %d %q", deed, w.Code, w.Header().Get("Location"))
			}
		}
		got := r.heard()
		if len(got) != 2 || got[0].ID != got[1].ID {
			t.Fatalf("%s: %+v", deed, got)
		}
		ev := got[0]
		if ev.Kind != want.Kind || ev.Value != want.Value || ev.Ref != "m2" || ev.Author != anja || ev.Subject != (chat.Subject{Kind: chat.SubjectRound, ID: roundID}) || !ev.Sent.Equal(r.now) {
			t.Errorf("%s came as %+v", deed, ev)
		}
	}
	for _, form := range []url.Values{
		{"doe": {"goed"}, "wie": {roundID + "#m3"}, "beurt": {"7"}}, // Piet rings her
		{"doe": {"goed"}, "wie": {roundID + "#m9"}, "beurt": {"7"}},
		{"doe": {"dood"}, "wie": {roundID + "#m2"}, "beurt": {"7"}},
		{"doe": {"goed"}, "wie": {roundID + "#m2"}},
	} {
		if w := r.ask(http.MethodPost, link, form); w.Code != http.StatusBadRequest || len(r.heard()) > 0 {
			t.Errorf("%v: %d", form, w.Code)
		}
	}
}

func TestACallerWhoMadeAMistakeCanSaySo(t *testing.T) {
	r := newRig(t)
	r.circle()
	link := r.callLink("anja")
	r.Do(func(c *adaptertest.Circles) { c.Rounds[0].Occurrences[1].Move(chat.StandWell, at(9, 41), anja, "") })
	page := r.page(link)
	wants(t, page, []string{"Gesproken, gaat goed (Anja Bakker, 09:41).", "Toch niet zo goed", "Nog 1 persoon te bellen."})
	r.ask(http.MethodPost, link, url.Values{"doe": {"niet-goed"}, "wie": {roundID + "#m2"}, "beurt": {"8"}})
	if got := r.heard(); len(got) != 1 || got[0].Value != string(chat.StandNotWell) {
		t.Errorf("heard %+v", got)
	}
}

func TestWordsForSomebodyWithoutAnAppArePassedOn(t *testing.T) {
	r := newRig(t)
	r.circle()
	noor := chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}
	for _, m := range []chat.Message{
		{ID: "q", To: chat.Address{Adapter: Name, Chat: "m1"}, Speaker: chat.Program, Step: "checkin:" + roundID, Text: "Goedemorgen mevrouw De Wit. Is alles goed met u?", Choices: []chat.Choice{{Label: "Ja"}}},
		{ID: "w", To: chat.Address{Adapter: Name, Chat: "m1"}, Speaker: noor, Text: "De <fysio> komt morgen om tien uur."},
		{ID: "w", To: chat.Address{Adapter: Name, Chat: "m1"}, Speaker: noor, Text: "De <fysio> komt morgen om tien uur."},
	} {
		if _, err := r.a.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	link := r.callLink("anja")
	page := r.page(link)
	inOrder(t, page, "mevrouw De Wit", "Vraag: “Goedemorgen mevrouw De Wit. Is alles goed met u?”", "Zeg ook dit, van Noor", "De &lt;fysio&gt; komt morgen om tien uur.", "Gezegd", "meneer Jansen")
	if n := strings.Count(page, "fysio"); n != 1 {
		t.Errorf("it stands there %d times", n)
	}

	press := func(link, deed, who, item string) int {
		return r.ask(http.MethodPost, link, url.Values{"doe": {deed}, "wie": {roundID + "#" + who}, "beurt": {"7"}, "boodschap": {item}}).Code
	}
	if code := press(link, "niet-bereikt", "m1", "w"); code != http.StatusSeeOther {
		t.Fatalf("not reached: %d", code)
	}
	wants(t, r.page(link), []string{"Nog niet gelukt."})
	for name, code := range map[string]int{
		"somebody else's words":  press(r.callLink("piet"), "gezegd", "m3", "w"),
		"the question":           press(link, "gezegd", "m1", "q"),
		"what was never to say":  press(link, "gezegd", "m1", "x"),
		"no word of how it went": press(link, "goed", "m1", "w"),
	} {
		if code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, code)
		}
	}
	if code := press(link, "gezegd", "m1", "w"); code != http.StatusSeeOther {
		t.Fatalf("said: %d", code)
	}
	if c := r.calls[1]; c.Done.IsZero() || c.By != anja || c.How != chat.CallSpoken {
		t.Errorf("kept as %+v", c)
	}
	wants(t, r.page(link), nil, "fysio")
	if got := r.heard(); len(got) > 0 {
		t.Errorf("the round heard %+v", got)
	}
}

// Law 11: nobody is woken before 07:30, and whoever rings hears of it before the
// first call; once, however many instances look, and however often.
func TestLaw11_CallersAreToldOnceAndNotTooEarly(t *testing.T) {
	r := newRig(t)
	r.circle()
	told := map[string]bool{}
	tell := func(now time.Time, memory map[string]bool) []chat.Event {
		t.Helper()
		r.locked(func() { r.now = now })
		if err := r.a.tellCallers(t.Context(), r.handle, memory); err != nil {
			t.Fatal(err)
		}
		return r.heard()
	}
	for _, early := range []time.Time{at(0, 1), at(7, 29), at(8, 14)} {
		if got := tell(early, told); len(got) > 0 {
			t.Fatalf("at %v: %+v", early, got)
		}
	}
	first := tell(at(8, 15), told)
	if len(first) != 3 {
		t.Fatalf("told %+v", first)
	}
	ev := first[0]
	if ev.Kind != chat.ListReady || ev.Subject.ID != anja.ID || ev.Text != listText(2) || !strings.HasPrefix(ev.Ref, home+"/bel/") || ev.ID != "telefoon:2026-11-23:coordinator:anja" {
		t.Errorf("Anja hears %+v", ev)
	}
	wants(t, ev.Text, nil, "De Wit", "Jansen")
	wants(t, r.page(strings.TrimPrefix(ev.Ref, home)), []string{"mevrouw De Wit"})
	if again := tell(at(8, 16), told); len(again) > 0 {
		t.Errorf("told again: %+v", again)
	}
	if other := tell(at(8, 16), map[string]bool{}); len(other) != 3 || other[0].ID != ev.ID || other[2].ID != first[2].ID {
		t.Errorf("another instance brings another event: %+v", other)
	}

	// Rounds that begin at five wake nobody at five.
	r.Do(func(c *adaptertest.Circles) {
		for i := range c.Rounds[0].Occurrences {
			c.Rounds[0].Occurrences[i].At = at(5, 0)
		}
	})
	if got := tell(at(7, 29), map[string]bool{}); len(got) > 0 {
		t.Errorf("woken: %+v", got)
	}
	if got := tell(at(7, 30), map[string]bool{}); len(got) != 3 {
		t.Errorf("at half past seven: %+v", got)
	}
}

func TestLaw3_AListThatCouldNotBeToldIsToldLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.circle()
		r.a.Config.Now = time.Now
		time.Sleep(time.Until(at(8, 14)))
		r.locked(func() { r.refuse = chat.ErrDown })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.a.Run(ctx, r.handle) }()
		time.Sleep(5 * time.Minute)
		if got := r.heard(); len(got) > 0 {
			t.Errorf("while nothing could be stored: %+v", got)
		}
		r.locked(func() { r.refuse = nil })
		time.Sleep(time.Minute)
		if got := r.heard(); len(got) != 3 {
			t.Errorf("afterwards: %+v", got)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestLaw19_ACoordinatorsLinkIsTheirsAndWorksForADay(t *testing.T) {
	r := newRig(t)
	r.a.Bot = func(context.Context) (string, error) { return "dichtbij_bot", nil }
	link, err := r.a.WatchLink(t.Context(), "anja")
	if err != nil {
		t.Fatal(err)
	}
	token, ok := strings.CutPrefix(link, "https://t.me/dichtbij_bot?start="+chat.WatchStart)
	if !ok || len(chat.WatchStart+token) > 64 { // Telegram takes no more
		t.Fatalf("the link is %q", link)
	}
	s := r.sessions[token]
	if s.Kind != chat.SessionWatch || s.ID != anja.ID || s.Name != "Anja Bakker" || s.Until.Sub(s.Since) != 24*time.Hour {
		t.Errorf("it opens %+v", s)
	}
	if _, err := r.a.WatchLink(t.Context(), "niemand"); err == nil {
		t.Error("a link for nobody")
	}
	// A link of one kind opens nothing of another.
	if w := r.ask(http.MethodGet, "/bel/"+token, nil); w.Code != http.StatusNotFound {
		t.Errorf("it opened a list: %d", w.Code)
	}
}
