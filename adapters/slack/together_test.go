package slack

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"omzien/adapters"
	"omzien/bot/chat"
)

// joined are the words as they are claimed: the first carries the others.
func joined(all ...chat.Message) chat.Message {
	m := all[0]
	m.Together = all
	return m
}

// receiptOf is what a worker reads in the thread once their words went.
func receiptOf(id, thread string) chat.Message {
	m := inThread(id, thread, "Verstuurd naar Sam · blauwe vos.")
	m.Class, m.Speaker = chat.Aside, chat.Program
	return m
}

// Words that waited together are one post, in which each stands by itself.
func TestTogether_EachMessageIsKnownByItself(t *testing.T) {
	b := newChannelBench(t)
	root := b.mustSend(t, handoff())
	first, second := inThread("e2/1", root.ID, "ik ben nu buiten\nhet is koud"), inThread("e3/1", root.ID, "<!channel> mag ik bellen?")
	before := b.fake.Calls("chat.postMessage")
	b.mustSend(t, joined(first, second, receiptOf("e4/1", root.ID), receiptOf("e5/1", root.ID), receiptOf("e6/1", root.ID)))
	if n := b.fake.Calls("chat.postMessage") - before; n != 1 {
		t.Errorf("%d calls", n)
	}
	thread := b.desk.Thread(root.ID)
	text := plainly(thread[len(thread)-1].Text)
	t.Log("\n" + text)
	if n := strings.Count(text, "Sam · blauwe vos"); n != 2 {
		t.Errorf("the name stands there %d times; once for the words, once in the receipts", n)
	}
	at := -1
	for _, want := range []string{"ik ben nu buiten", "het is koud", "<!channel> mag ik bellen?", "Verstuurd naar Sam · blauwe vos. (3 berichten)"} {
		i := strings.Index(text, want)
		if i <= at {
			t.Errorf("%q does not stand where it should", want)
		}
		at = i
	}
	if got := quotes(wire(t, joined(first, second))); !slices.Equal(got, []string{"ik ben nu buiten\nhet is koud", "<!channel> mag ik bellen?"}) {
		t.Errorf("quoted: %q", got)
	}
}

// A notification tells of the person's words, also where a receipt stands first;
// and holds none of them.
func TestTogether_ANotificationTellsOfWords(t *testing.T) {
	said := joined(receiptOf("e1/1", "1763760000.000100"), inThread("e2/1", "1763760000.000100", "kanarie"))
	if got := wire(t, said).fallback; got != "Nieuw bericht van Sam · blauwe vos" {
		t.Errorf("the notification is %q", got)
	}
}

// R4: of words that went together one is looked up, and so all are found.
func TestR4_WhatWentTogetherIsFoundByItsCarrier(t *testing.T) {
	b := newChannelBench(t)
	root := b.mustSend(t, handoff())
	m := joined(inThread("e2/1", root.ID, "een"), inThread("e3/1", root.ID, "twee"))
	b.fake.LoseAnswers(1)
	if _, err := b.Send(t.Context(), m); outcome(err) != adapters.Unknown {
		t.Fatalf("the answer was lost: %v", err)
	}
	r, found, err := b.Find(t.Context(), m, began)
	if err != nil || !found || r.Thread != root.ID {
		t.Errorf("found %v, %+v, %v", found, r, err)
	}
	if _, found, err := b.Find(t.Context(), inThread("e9/1", root.ID, "nooit"), began); found || err != nil {
		t.Errorf("what never went is found: %v, %v", found, err)
	}
}

// An edit of one message replaces the post, and keeps what else stands there.
func TestTogether_AnEditDrawsAll(t *testing.T) {
	b := newChannelBench(t)
	root := b.mustSend(t, handoff())
	first, second := inThread("e2/1", root.ID, "een"), inThread("e3/1", root.ID, "twee")
	post := b.mustSend(t, joined(first, second))
	edit := inThread("e4/1", root.ID, "twee, maar anders")
	edit.Edits, edit.Place = second.ID, post.ID
	edit.Together = []chat.Message{first, edit}
	if r := b.mustSend(t, edit); r.ID != post.ID {
		t.Errorf("it stands at %s, not at %s", r.ID, post.ID)
	}
	thread := b.desk.Thread(root.ID)
	if len(thread) != 2 {
		t.Fatalf("%d posts in the thread", len(thread))
	}
	if text := thread[1].Text; !strings.Contains(text, "een") || !strings.Contains(text, "twee, maar anders") {
		t.Errorf("there stands %q", text)
	}
}

// Whatever fits together is within Slack's lengths, and stays letters.
func TestTogether_WhatFitsIsNotTooLong(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		left := longestText
		var all []chat.Message
		for i := range rapid.IntRange(2, 20).Draw(rt, "messages") {
			m := inThread(chat.Key("e", i), "1763760000.000100", rapid.StringN(1, 400, -1).Draw(rt, "text"))
			if left -= adapters.Units(m.Text) + 1; left < 0 {
				break
			}
			all = append(all, m)
		}
		s := wire(t, joined(all...))
		measure(rt, s)
		isInert(t, s)
	})
}
