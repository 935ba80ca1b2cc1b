package switchboard_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// themeRow is what stands of a theme beside the talks.
type themeRow struct{ Month, Neighbourhood, Theme string }

func (w *world) themes() (rows []themeRow) {
	w.t.Helper()
	if err := w.raw.Select(&rows, "SELECT month, neighbourhood, theme FROM theme ORDER BY month, neighbourhood, theme"); err != nil {
		w.t.Fatal(err)
	}
	return rows
}

func (w *world) wantThemes(when string, want ...themeRow) {
	w.t.Helper()
	if got := w.themes(); !reflect.DeepEqual(got, want) {
		w.t.Errorf("%s: %+v, want %+v", when, got, want)
	}
}

func onShipped(t *testing.T, fn func(t *testing.T, w *world)) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Shipped(t))
		w.clock.set(rehearsal.Opening())
		fn(t, w)
	})
}

// fills sends a form of a worker in, about the newest talk at the address.
func (w *world) fills(kind chat.Kind, who string, form map[string]string) chat.Answer {
	w.t.Helper()
	ev := w.act("Noor", kind, who, "")
	ev.Form = form
	return w.handle(ev)
}

// Law 1: whoever brings an answer again, and whatever is said in the talk besides, a
// talk counts a theme once; and an answer that is taken back counts no more.
func TestLaw1_ATalkCountsAThemeOnce(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		w.handle(chat.Event{ID: "start", Kind: chat.Started, From: at("sam"), Author: person, Text: "inloop"})
		w.wantThemes("nothing was said")
		said := chat.Event{ID: "geld", Kind: chat.Said, From: at("sam"), Author: person, Text: "geld"}
		for range 3 {
			w.handle(said)
		}
		w.wantThemes("a theme", themeRow{"2026-11", "", "geld"})
		w.says("sam", "1234 AB")
		w.says("sam", "nee")
		w.wantThemes("and a neighbourhood", themeRow{"2026-11", "oeverwijk", "geld"})

		w.handle(chat.Event{ID: "start-kim", Kind: chat.Started, From: at("kim"), Author: person, Text: "wijk"})
		for _, text := range []string{"Een brief", "wonen", "Geld", "Gezondheid"} {
			w.says("kim", text)
		}
		w.wantThemes("several", themeRow{"2026-11", "", "geld"}, themeRow{"2026-11", "", "gezondheid"}, themeRow{"2026-11", "", "wonen"}, themeRow{"2026-11", "oeverwijk", "geld"})
		w.chooses(0, "kim", "✓ Gezondheid")
		w.wantThemes("one taken back", themeRow{"2026-11", "", "geld"}, themeRow{"2026-11", "", "wonen"}, themeRow{"2026-11", "oeverwijk", "geld"})
	})
}

// What the worker says it was about counts, and an exercise does not.
func TestThemes_AreAsTheWorkerRoundsOff(t *testing.T) {
	for _, c := range []struct {
		name string
		form map[string]string
		want []themeRow
	}{
		{"nothing filled in", map[string]string{"soort": "zelf", "vervolg": "0"}, []themeRow{{"2026-11", "", "geld"}}},
		{"other themes, and where", map[string]string{"soort": "zelf", "vervolg": "0", "themas": "alleen,taal", "buurt": "haven"}, []themeRow{{"2026-11", "haven", "alleen"}, {"2026-11", "haven", "taal"}}},
		{"where alone", map[string]string{"soort": "zelf", "vervolg": "0", "buurt": "haven"}, []themeRow{{"2026-11", "haven", "geld"}}},
		{"an exercise", map[string]string{"soort": "oefening"}, nil},
		{"a joke", map[string]string{"soort": "grap", "themas": "geld"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			onShipped(t, func(t *testing.T, w *world) {
				w.handle(chat.Event{ID: "start", Kind: chat.Started, From: at("sam"), Author: person, Text: "geldzaken"})
				w.says("sam", "praten")
				w.wantThemes("told", themeRow{"2026-11", "", "geld"})
				w.says("sam", "mens")
				w.worker("Noor", chat.Claimed, "sam", "")
				w.fills(chat.Closed, "sam", c.form)
				w.wantThemes("rounded off", c.want...)
			})
		})
	}
}

// Whoever phones counts like whoever writes, and nobody is counted twice.
func TestThemes_OfARegistrationCount(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		noor := chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		form := map[string]string{"bron": "telefoon", "akkoord": "ja", "waarover": "Belt over de huur.", "team": "wijkteam", "spoed": "vandaag"}
		ev := chat.Event{ID: "phone", Kind: chat.Registered, Author: noor, Form: form}
		w.handle(ev)
		w.wantThemes("no theme was named")
		for i, id := range []string{"phone-1", "phone-2", "phone-1"} {
			ev.ID, ev.Form = id, map[string]string{"bron": "balie", "akkoord": "ja", "waarover": "Huur", "team": "wijkteam", "spoed": "vandaag", "themas": "wonen,geld", "buurt": "dorp"}
			if a := w.handle(ev); a.Form != nil {
				t.Fatalf("%d: %+v", i, a)
			}
		}
		dorp := func(theme string) themeRow { return themeRow{"2026-11", "dorp", theme} }
		w.wantThemes("two people", dorp("geld"), dorp("geld"), dorp("wonen"), dorp("wonen"))
	})
}

// Law 20 and 16: whoever erases themselves starts at zero, also of talks before this one.
func TestLaw20_WhoErasesThemselvesIsCountedNoMore(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		for n, day := range []int{0, 40, 80} {
			w.clock.set(time.Date(2026, 11, 23+day, 14, 0, 0, 0, flows.Amsterdam))
			w.handle(chat.Event{ID: "start" + string(rune('0'+n)), Kind: chat.Said, From: at("sam"), Author: person, Text: "geldzaken"})
			w.says("sam", "praten")
		}
		if got := w.themes(); len(got) != 3 || got[0].Month != "2026-11" || got[2].Month != "2027-02" {
			t.Fatalf("three talks: %+v", got)
		}
		var talks int
		if err := w.raw.Get(&talks, "SELECT COUNT(DISTINCT talk_hash) FROM theme"); err != nil || talks != 3 {
			t.Errorf("%d talks, %v", talks, err)
		}
		w.says("sam", "wis")
		w.says("sam", "ja")
		w.wantThemes("erased")
	})
}

// Law 1, 16 and 17: a story is kept once, sealed, and nothing of it is logged; what
// follows of it stands once, too.
func TestLaw1_AStoryIsKeptOnceAndSealed(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		const words = "Veel vraag naar een maatje."
		noor := chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		tells := func(id, story, text string, by chat.Author) chat.Answer {
			ev := chat.Event{ID: id, Kind: chat.Recounted, Author: by, Subject: chat.Subject{Kind: chat.SubjectStory, ID: story}, Text: text}
			if story == "" {
				ev.Value, ev.Ref = "2026-11", "haven"
			}
			return w.handle(ev)
		}
		stories := func() []chat.Story {
			all, err := w.stores[0].Record().Stories(t.Context(), "2026-11")
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for range 3 {
			tells("first", "", words, noor)
		}
		tells("second", "", "Rustig.", noor)
		if all := stories(); len(all) != 2 || all[0].Text != words || all[0].By != "w-Noor" || all[0].Neighbourhood != "haven" || !all[0].Written.Equal(w.clock.Now()) {
			t.Fatalf("%+v", all)
		}
		if a := tells("of-piet", "first", "Onzin.", chat.Author{Role: chat.RoleWorker, ID: "w-Piet"}); a.Ref != "" || stories()[0].Text != words {
			t.Errorf("a colleague changed it: %+v", a)
		}
		tells("changed", "first", words+" Ook bij jongeren.", noor)
		if all := stories(); all[0].Text != words+" Ook bij jongeren." || all[0].Changed.IsZero() {
			t.Errorf("changed: %+v", all)
		}
		var sealed [][]byte
		if err := w.raw.Select(&sealed, "SELECT body_sealed FROM story"); err != nil {
			t.Fatal(err)
		}
		for _, s := range sealed {
			if strings.Contains(string(s), "maatje") || strings.Contains(string(s), "Noor") {
				t.Error("a story stands in the database as it was written")
			}
		}
		if strings.Contains(w.logged(), "maatje") {
			t.Error("a story stands in the log")
		}
		tells("gone", "first", "", noor)
		if a := tells("late", "first", "Toch.", noor); a.Ref != "" || len(stories()) != 1 {
			t.Errorf("after it was taken back: %+v %+v", a, stories())
		}
		if err := w.stores[0].ForgetMonths(t.Context(), "2026-11", "2026-12"); err != nil || len(stories()) != 0 {
			t.Error("after its time:", stories(), err)
		}
	})
}

// Law 20: for thirteen months it is known whose themes were whose, by a hash, and for
// twenty-five what was told.
func TestLaw20_MonthsOfThePictureGoAfterTheirTime(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		w.handle(chat.Event{ID: "start", Kind: chat.Said, From: at("sam"), Author: person, Text: "geldzaken"})
		noor := chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		w.handle(chat.Event{ID: "story", Kind: chat.Recounted, Author: noor, Subject: chat.Subject{Kind: chat.SubjectStory}, Value: "2026-11", Ref: "haven", Text: "Druk."})
		for _, c := range []struct {
			at              time.Time
			themes, stories int
		}{
			{time.Date(2027, 11, 30, 23, 30, 0, 0, flows.Amsterdam), 1, 1},
			{time.Date(2027, 12, 1, 0, 30, 0, 0, flows.Amsterdam), 0, 1},
			{time.Date(2028, 11, 30, 23, 30, 0, 0, flows.Amsterdam), 0, 1},
			{time.Date(2028, 12, 1, 0, 30, 0, 0, flows.Amsterdam), 0, 0},
		} {
			if err := w.boards[0].ExpireMonths(t.Context(), c.at); err != nil {
				t.Fatal(err)
			}
			stories, err := w.stores[0].Record().Stories(t.Context(), "2026-11")
			if n := len(w.themes()); err != nil || n != c.themes || len(stories) != c.stories {
				t.Errorf("%s: %d themes, %d stories, %v", c.at, n, len(stories), err)
			}
		}
	})
}
