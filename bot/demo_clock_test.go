package main

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// inScene plays a scene without a page.
func inScene(t *testing.T, name string) *world {
	t.Helper()
	m := worldMaker{dir: t.TempDir(), url: "http://127.0.0.1:1", log: io.Discard, today: today}
	for _, scene := range m.scenes() {
		if scene.Name != name {
			continue
		}
		w, err := scene.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := w.End(); err != nil {
				t.Error(err)
			}
		})
		return w.(*world)
	}
	t.Fatalf("there is no scene %s", name)
	return nil
}

// reads are the times at which somebody read words like these, by the wall clock.
func (w *world) reads(who, words string) (times []string) {
	for _, s := range w.Phones().Screen(who) {
		if !s.Mine && strings.Contains(s.Text, words) {
			times = append(times, time.UnixMilli(s.At).In(chat.Amsterdam).Format("15:04"))
		}
	}
	return times
}

// However far the clock is put forward at once, everything happens at its own moment.
func TestDemo_TheClockPassesNothingOver(t *testing.T) {
	t.Parallel()
	w := inScene(t, "cirkel")
	if now := w.Now().In(chat.Amsterdam).Format("15:04"); now != "08:40" {
		t.Errorf("the scene begins at %s", now)
	}
	if err := w.Pass(t.Context(), 25*time.Hour); err != nil {
		t.Fatal(err)
	}
	if now := w.Now().In(chat.Amsterdam).Format("15:04"); now != "09:40" {
		t.Errorf("after 25 hours it is %s", now)
	}
	for _, tt := range []struct {
		who, words string
		want       []string
	}{
		{"dewit", "Is alles goed met u?", []string{"08:30", "09:00", "09:30", "08:30", "09:00", "09:30"}},
		{"bos", "Is alles goed met u?", []string{"08:00", "08:30", "09:00", "08:00", "08:30", "09:00"}},
		{"smit", "Is alles goed met u?", []string{"08:30", "08:30", "09:00", "09:30"}},
		{"anja", "Nog niet gehoord: H.B.", []string{"09:30", "09:50"}}, // and so on, until a human takes it
		{"piet", "Nog niet gehoord: H.B.", []string{"09:40", "09:50"}},
		{"anja", "Nog niet gehoord: R.W.", []string{"10:00", "10:20"}},
		{"piet", "Nog niet gehoord: R.W.", []string{"10:10", "10:20"}},
	} {
		got := w.reads(tt.who, tt.words)
		if strings.HasPrefix(tt.words, "Nog niet gehoord") {
			got = got[:min(2, len(got))]
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s reads %q at %v, not at %v", tt.who, tt.words, got, tt.want)
		}
	}
}

// At each scene's beginning it stands as its button says.
func TestDemo_ScenesBeginAsTheySay(t *testing.T) {
	t.Parallel()
	circle := inScene(t, "cirkel")
	rounds, err := circle.o.store.Record().CircleDays(t.Context(), circle.Now().In(chat.Amsterdam).Format(chat.DateLayout))
	if err != nil || len(rounds) != 1 {
		t.Fatalf("%d circles today, %v", len(rounds), err)
	}
	stands := map[chat.Stand]int{}
	for _, o := range rounds[0].Occurrences {
		stands[o.Stand]++
	}
	if len(rounds[0].Occurrences) != 12 || stands[chat.StandAsked] != 2 || stands[chat.StandPaused] != 1 || stands[chat.StandWell]+stands[chat.StandResolved] != 9 {
		t.Errorf("the circle stands at %v", stands)
	}
	for name, want := range map[string]string{"nacht": "23:40", "gesprek": "14:05"} {
		w := inScene(t, name)
		if now := w.Now().In(chat.Amsterdam).Format("15:04"); now != want {
			t.Errorf("%s begins at %s", name, now)
		}
		if talks := len(w.Visitor()) > 0; talks != (name == "gesprek") {
			t.Errorf("%s: somebody writes already: %v", name, talks)
		}
	}
}
