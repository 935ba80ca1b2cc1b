package phone

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// lists are those of the day, by the caller's name.
func (r *rig) lists() map[string]adapters.CallList {
	r.t.Helper()
	all, err := r.a.CallLists(r.t.Context(), day)
	if err != nil {
		r.t.Fatal(err)
	}
	by := map[string]adapters.CallList{}
	for _, l := range all {
		by[l.Who.Name] = l
	}
	return by
}

// Whoever rings others and is no coordinator gets the list from a worker: its page says
// who has it, since when, and who handed it on; a new link ends the one before, of that
// caller and that day alone.
func TestACallerWhoIsNoCoordinatorGetsAListFromAWorker(t *testing.T) {
	r := newRig(t)
	r.circle()
	truus := r.lists()["Truus van 3 hoog"]
	if truus.Calls != 1 || !truus.First.Equal(at(8, 30)) || !truus.Since.IsZero() || truus.Hears {
		t.Fatalf("before: %+v", truus)
	}
	if anja := r.lists()["Anja Bakker"]; anja.Calls != 2 || !anja.Hears {
		t.Errorf("of Anja: %+v", anja)
	}
	give := func(day string) string {
		t.Helper()
		_, link, err := r.a.GiveCallList(t.Context(), day, truus.Who.ID, "Noor")
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimPrefix(link, home)
	}
	opens := func(link string) int { return r.ask(http.MethodGet, link, nil).Code }
	anjas := r.callLink("anja")
	first := give(day)
	wants(t, r.page(first), []string{"Bellen op maandag 23 november", "&lt;b&gt;Bold&lt;/b&gt;", "Deze pagina is van Truus van 3 hoog."}, "De Wit")
	if l := r.lists()["Truus van 3 hoog"]; !l.Since.Equal(r.now) || l.By != "Noor" {
		t.Errorf("afterwards: %+v", l)
	}
	r.Do(func(c *adaptertest.Circles) {
		next := c.Rounds[0]
		next.ID, next.Day = "belcirkel|noord|2026-11-24|0830", "2026-11-24"
		c.Rounds = append(c.Rounds, next)
	})
	tomorrow := give("2026-11-24")
	second := give(day)
	for link, want := range map[string]int{first: http.StatusNotFound, second: http.StatusOK, tomorrow: http.StatusOK, anjas: http.StatusOK} {
		if got := opens(link); got != want {
			t.Errorf("%s: %d, want %d", link, got, want)
		}
	}
	for name, of := range map[string][2]string{"nobody": {day, "beller:0000"}, "another day": {"2026-12-24", truus.Who.ID}, "no day": {"morgen", truus.Who.ID}} {
		if _, link, err := r.a.GiveCallList(t.Context(), of[0], of[1], "Noor"); link != "" || !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("%s: %q, %v", name, link, err)
		}
	}
}

// The desk hears of a caller without a list: once a day, also of a coordinator whom we
// cannot reach; of nobody to whom a worker handed a link on before.
func TestTheDeskHearsOfACallerWithoutAList(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.a.Reaches = func(_ context.Context, key string) (bool, error) { return key != "piet", nil }
	tell := func(hour, minute int) map[string]chat.Event {
		t.Helper()
		r.locked(func() { r.now = at(hour, minute) })
		if err := r.a.tellCallers(t.Context(), r.handle, map[string]bool{}); err != nil {
			t.Fatal(err)
		}
		by := map[string]chat.Event{}
		for _, ev := range r.heard() {
			by[string(ev.Kind)+" "+ev.Text] = ev
		}
		return by
	}
	first := tell(8, 16)
	truus := first["list_lacks Truus van 3 hoog"]
	if len(first) != 3 || truus.ID == "" || truus.Ref != roundID || truus.Value != day || first["list_lacks Piet de Boer"].Subject.ID != "coordinator:piet" {
		t.Fatalf("told %+v", first)
	}
	if strings.Contains(strings.ToLower(truus.ID), "truus") {
		t.Errorf("a name in an id that stands in the database as it is: %s", truus.ID)
	}
	if again := tell(8, 20)["list_lacks Truus van 3 hoog"]; again.ID != truus.ID {
		t.Errorf("another instance tells of %q", again.ID)
	}
	if _, _, err := r.a.GiveCallList(t.Context(), day, truus.Subject.ID, "Noor"); err != nil {
		t.Fatal(err)
	}
	if later := tell(8, 25); len(later) != 2 || later["list_lacks Piet de Boer"].ID == "" {
		t.Errorf("after the link was made: %+v", later)
	}
	r.Do(func(c *adaptertest.Circles) { c.Rounds[0].Occurrences = c.Rounds[0].Occurrences[:2] })
	if none := tell(8, 30); len(none) != 1 {
		t.Errorf("nobody else is to be rung: %+v", none)
	}
}

// Who is rung was not asked by us: all that is known is that the call stood on a list.
func TestOfWhoeverIsRungNoQuestionWentOut(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.Do(func(c *adaptertest.Circles) { c.Rounds[0].Occurrences[0].SentAt = at(9, 30) })
	wants(t, r.page(alarmLink(alarmOne)), []string{"Nog niet gehoord vandaag. Kwam het laatst om 09:30 op de bellijst."}, "De vraag ging")
	r.Do(func(c *adaptertest.Circles) {
		c.Tokens[alarmOne] = chat.Author{Role: chat.RolePerson, ID: "els", Name: "Els (dochter)"}
	})
	wants(t, r.page(alarmLink(alarmOne)), []string{"Wij spraken mevrouw De Wit vandaag nog niet."}, "geen antwoord op de vraag")
	r.Do(func(c *adaptertest.Circles) { c.Rounds[0].Occurrences[0].Phone = false })
	wants(t, r.page(alarmLink(alarmOne)), []string{"geen antwoord op de vraag"}, "Wij spraken")
}
