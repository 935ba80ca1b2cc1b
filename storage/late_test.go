package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// TestLaw2_LateWordsGoInTheirPlace: of what a worker wrote, what still waits goes
// out in the order in which it was written, however late it came in. What is
// being sent, and what is not a worker's, keeps its place.
func TestLaw2_LateWordsGoInTheirPlace(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		wrote := func(id string, second int) chat.Message {
			m := words(talk, id, chat.Live)
			m.Said = noon.Add(time.Duration(second) * time.Second)
			return m
		}
		o.say(wrote("w2", 2))
		first := o.one(noon, "w2") // on its way: nothing passes it
		o.say(words(talk, "here", chat.Live), wrote("w5", 5))
		o.say(wrote("w4", 4))
		o.say(wrote("w1", 1))
		o.say(wrote("w3", 3))
		o.say(wrote("w6", 6))
		o.sent(noon, first)
		var got []string
		for range 6 {
			claims := o.claim(noon)
			if len(claims) != 1 {
				t.Fatalf("%d claims after %q", len(claims), got)
			}
			got = append(got, claims[0].Message.ID)
			o.sent(noon, claims...)
		}
		if want := []string{"here", "w1", "w3", "w4", "w5", "w6"}; !slices.Equal(got, want) {
			t.Errorf("went out as %q, want %q", got, want)
		}
	})
}

// However many come in backwards, each finds a place or goes last; none is lost.
func TestLaw2_LateWordsNeverRunOutOfRoom(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		for i := range 40 {
			m := words(talk, fmt.Sprintf("w%d", i), chat.Live)
			m.Said = noon.Add(-time.Duration(i) * time.Second)
			o.say(m)
		}
		sent := map[string]bool{}
		for range 40 {
			claims := o.claim(noon)
			for _, c := range claims {
				sent[c.Message.ID] = true
			}
			o.sent(noon, claims...)
		}
		if len(sent) != 40 {
			t.Errorf("%d of 40 went out", len(sent))
		}
	})
}

// Law 2: late words that are more than one message all go in their place: one
// that is split, and those that waited with it.
func TestLaw2_LateWordsInPartsAreAllThere(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		wrote := func(id string, second int) chat.Message {
			m := words(talk, id, chat.Live)
			m.Said = noon.Add(time.Duration(second) * time.Second)
			return m
		}
		o.say(words(talk, "here", chat.Live), wrote("w5", 5))
		o.say(wrote("w1", 1), wrote("w1/1", 1), words(talk, "else", chat.Live), wrote("w1/2", 1))
		var got []string
		for range 6 {
			for _, c := range o.claim(noon) {
				got = append(got, c.Message.ID)
				o.sent(noon, c)
			}
		}
		if want := []string{"here", "w1", "w1/1", "w1/2", "w5", "else"}; !slices.Equal(got, want) {
			t.Errorf("went out as %q, want %q", got, want)
		}
	})
}
