package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
)

// talking is one person's talk, which Noor has in a thread of her own channel.
type talking struct {
	*platforms
	word string // stands in all that is said in this talk, and nowhere else
	card slacktest.Post
}

// knownOn starts the program for cases of which several can be at once.
func knownOn(t *testing.T, env ...string) *platforms {
	t.Helper()
	p := platformsOn(t)
	p.starts(1, false, append(env, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))...)
	return p
}

// picked lets the n-th person come, wait, and be picked up by Noor.
func (p *platforms) picked(t *testing.T, n int) *talking {
	t.Helper()
	k := p.waits(t, n)
	p.noor.Press(p.channel, k.card.TS, "Oppakken")
	k.reads("Noor van het jongerenwerk is er nu voor je.")
	return k
}

// waits lets the n-th person come and wait.
func (p *platforms) waits(t *testing.T, n int) *talking {
	t.Helper()
	own := *p
	own.t, own.sam = t, p.telegram.Person(samsID+int64(n))
	k := &talking{platforms: &own, word: fmt.Sprintf("knikker%d.", n)}
	k.sam.Start("jongeren")
	k.reads("Kun je nu vrij praten")
	k.sam.Write("Ik wil over " + k.word + " praten")
	k.reads("Ik bewaar wat je schreef")
	k.sam.Write("mens")
	k.card = p.channel.Await("a card about "+k.word, func(c slacktest.Post) bool {
		return c.ThreadTS == "" && c.Has("Oppakken") && strings.Contains(c.Text, k.word)
	})
	return k
}

// standsAnew waits for another card of the talk than that one.
func (k *talking) standsAnew() {
	k.t.Helper()
	old := k.card.TS
	k.card = k.channel.Await("another card about "+k.word, func(c slacktest.Post) bool {
		return c.ThreadTS == "" && c.TS != old && c.Has("Afronden") && strings.Contains(c.Text, k.word)
	})
}

// answers lets Noor answer in the thread, and the person read it, once.
func (k *talking) answers(words string) {
	k.t.Helper()
	words = k.word + " " + words
	said, looks := k.noor.Reply(k.channel, k.card.TS, words), 0
	k.programs[0].until("what Noor wrote is stored", func() bool {
		if looks++; looks%100 == 0 { // the card was there before its receipt: Slack brings it again
			k.slack.Redeliver()
		}
		return said.Acked()
	})
	k.reads(words)
	if n := strings.Count(k.screen(), words); n != 1 {
		k.t.Errorf("%q stands %d times on the person's screen", words, n)
	}
}

// writes lets the person write, and Noor read it in the thread.
func (k *talking) writes(words string) {
	k.t.Helper()
	words = k.word + " " + words
	k.sam.Write(words)
	k.thread(k.card.TS, words)
}

// never wants that the person did not read the words.
func (k *talking) never(words string) {
	k.t.Helper()
	if strings.Contains(k.screen(), words) {
		k.t.Errorf("%q stands on the person's screen:\n%s", words, k.screen())
	}
}

// order wants these words to stand on the person's screen one after the other.
func order(t *testing.T, screen string, words ...string) {
	t.Helper()
	rest := screen
	for _, w := range words {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Errorf("%q does not stand where it should:\n%s", w, screen)
			return
		}
		rest = after
	}
}
