package switchboard_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// gallery is a platform that takes files and gives those that were sent there.
type gallery struct {
	pushed
	mu     sync.Mutex
	opened int
	open   func(n int, id string) ([]byte, error)
}

func (g *gallery) Limits() adapters.Limits {
	l := g.pushed.Limits()
	l.Kinds = []string{"photo", "document"}
	return l
}

func (g *gallery) Open(_ context.Context, f chat.File) ([]byte, error) {
	g.mu.Lock()
	g.opened++
	n := g.opened
	g.mu.Unlock()
	return g.open(n, f.ID)
}

func (g *gallery) times() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.opened
}

func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// galleryWorld is a world whose platform takes files, with a talk there that Noor has.
func galleryWorld(t *testing.T, open func(n int, id string) ([]byte, error)) (*world, *gallery, chat.Event) {
	b := storagetest.SQLite(t)
	w := &world{t: t, clock: &clock{now: monday}, platform: &platform{sent: map[string]chat.Message{}}, log: &bytes.Buffer{}}
	w.clock.moved = w.stir
	w.stores, w.raw = b.Instances(t, 1), b.Raw(t)
	g := &gallery{pushed: pushed{w.platform}, open: open}
	w.boards = []*switchboard.Switchboard{switchboard.New(switchboard.Config{
		Store: w.over(w.stores[0]), Book: flowstest.BuiltIn(t), Clock: w.clock, Bell: &switchboard.Bell{}, Log: w.slog(),
		Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, g},
	})}
	sam := chat.Address{Adapter: "pushed", Chat: "sam"}
	w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Said, From: sam, Author: person, Text: "mens"})
	talk, err := w.stores[0].Record().Talk(t.Context(), sam, 0)
	if err != nil {
		t.Fatal(err)
	}
	ev := chat.Event{Author: chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk.Conversation}}
	claim := ev
	claim.ID, claim.Kind = w.id("Noor"), chat.Claimed
	w.handle(claim)
	ev.ID, ev.Kind, ev.Text, ev.Files = w.id("Noor"), chat.Answered, "Kijk", []chat.File{{Kind: "photo", ID: "F1", At: "pushed"}}
	return w, g, ev
}

// posted are the messages that the platform got, with these words.
func (p *platform) posted(words string) (found []chat.Message) {
	for _, m := range p.all() {
		if strings.Contains(m.Text, words) {
			found = append(found, m)
		}
	}
	return found
}

// marks are what the desk reads of Omzien in the talk.
func (w *world) marks(conversation string) string {
	th, err := w.stores[0].Record().Thread(w.t.Context(), conversation, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	var all strings.Builder
	for _, l := range th.Lines {
		if l.Kind == chat.LineMark {
			all.WriteString(l.Text + "\n")
		}
	}
	return all.String()
}

var errHost = errors.New("the host does not answer")

// TestS10AFetchThatFailsIsTriedAgain, like a send; the row holds no content.
func TestS10AFetchThatFailsIsTriedAgain(t *testing.T) {
	content := drawing(t)
	w, g, ev := galleryWorld(t, func(n int, _ string) ([]byte, error) {
		if n < 3 {
			return nil, adapters.Uncertain(errHost)
		}
		return content, nil
	})
	w.handle(ev)
	w.run(func() bool { w.passes(); return len(w.platform.posted("Kijk")) == 1 })
	m := w.platform.posted("Kijk")[0]
	if m.Content == nil || m.Content.Type != "image/png" || g.times() != 3 {
		t.Errorf("after %d tries: %+v", g.times(), m.Content)
	}
}

// TestLaw3_AFileThatNeverComesIsTold to whoever sent it, and the words behind it go
// on: a host that does not answer holds nobody up.
func TestLaw3_AFileThatNeverComesIsTold(t *testing.T) {
	for name, err := range map[string]error{"it does not answer": adapters.Uncertain(errHost), "it is gone": adapters.Permanent(errHost), "too large": adapters.Permanent(adapters.ErrLarge)} {
		t.Run(name, func(t *testing.T) {
			w, g, ev := galleryWorld(t, func(int, string) ([]byte, error) { return nil, err })
			w.handle(ev)
			next := ev
			next.ID, next.Text, next.Files = w.id("Noor"), "Ben je er?", nil
			w.handle(next)
			w.run(func() bool { w.passes(); return len(w.platform.posted("Ben je er?")) == 1 })
			if len(w.platform.posted("Kijk")) > 0 {
				t.Error("the words went without the file that they are about")
			}
			if marks := w.marks(ev.Subject.ID); strings.Count(marks, "Niet verstuurd naar") != 1 {
				t.Errorf("the desk reads %q", marks)
			}
			if most := 4; g.times() > most {
				t.Errorf("it was fetched %d times", g.times())
			}
		})
	}
}

// TestS10ARouteWithoutFilesRaisesAnAlarm: about the platform that keeps them, once.
func TestS10ARouteWithoutFilesRaisesAnAlarm(t *testing.T) {
	w, _, ev := galleryWorld(t, func(int, string) ([]byte, error) { return nil, adapters.RouteClosed(errHost) })
	w.handle(ev)
	about := func() (n int) {
		for _, a := range w.alarms() {
			if a.Cause == chat.CauseRoute && a.About.ID == "pushed" && strings.Contains(a.Why, "Bestanden") {
				n++
			}
		}
		return n
	}
	w.run(func() bool { w.passes(); return strings.Contains(w.marks(ev.Subject.ID), "Niet verstuurd naar") })
	if about() != 1 {
		t.Errorf("alarms: %+v", w.alarms())
	}
}

// TestS11WhatIsNoFileOfOursGoesNowhere, whatever it was called.
func TestS11WhatIsNoFileOfOursGoesNowhere(t *testing.T) {
	w, _, ev := galleryWorld(t, func(int, string) ([]byte, error) { return []byte("<html>"), nil })
	w.handle(ev)
	w.run(func() bool { w.passes(); return strings.Contains(w.marks(ev.Subject.ID), "Niet verstuurd naar") })
	if len(w.platform.posted("Kijk")) > 0 {
		t.Error("it went")
	}
	if marks := w.marks(ev.Subject.ID); !strings.Contains(marks, "als pdf") {
		t.Errorf("the desk reads %q", marks)
	}
}

// TestS11WhatWasOpenedIsAtHandForAMoment: a video is asked for in pieces.
func TestS11WhatWasOpenedIsAtHandForAMoment(t *testing.T) {
	content := drawing(t)
	w, g, ev := galleryWorld(t, func(int, string) ([]byte, error) { return content, nil })
	for range 3 {
		if _, why, err := w.boards[0].Content(t.Context(), ev.Subject.ID, ev.Files[0]); why != "" || err != nil {
			t.Fatal(why, err)
		}
	}
	if g.times() != 1 {
		t.Errorf("it was fetched %d times", g.times())
	}
	w.clock.add(2 * time.Minute)
	_, _, _ = w.boards[0].Content(t.Context(), ev.Subject.ID, ev.Files[0])
	if g.times() != 2 {
		t.Error("it is kept for longer than a person's key")
	}
	if _, why, _ := w.boards[0].Content(t.Context(), ev.Subject.ID, chat.File{Kind: "photo", ID: "x", At: "page"}); why != chat.FileGone {
		t.Errorf("of a place that gives none: %q", why)
	}
}
