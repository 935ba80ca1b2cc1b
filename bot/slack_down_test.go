package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// E3, laws 2, 3, 5 and 15, R4 and R20: for an hour Slack is not there, in whichever
// way. The person writes on, whoever has the talk takes it over at the web desk and
// answers there in the same handoff, and people hear it by the second route.
// Somebody in danger is told of at once by it. When Slack is back, its threads hold
// all of it, once, in order, and without numbers. What is urgent, and of which
// nobody can see whether it stands there, is posted again after a minute, and then
// ever less often.
func TestE3_AnHourWithoutSlack(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fails func(f *slacktest.Fake)
		blind bool // things arrive, and nobody can see that they did
	}{
		{"nothing listens there", func(f *slacktest.Fake) { f.Fail("closed") }, false},
		{"it says 502", func(f *slacktest.Fake) { f.Fail("broken") }, false},
		{"it does as asked, and its answers break off", func(f *slacktest.Fake) { f.Fail("half") }, true},
		{"it wants no post for fifty minutes", func(f *slacktest.Fake) { f.OnePostEvery(50 * time.Minute) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if testing.Short() && tt.name != "nothing listens there" {
				t.Skip("an hour of trying")
			}
			inAnHour(t, func(h *hour) {
				card := h.picked("sam")
				h.brings(func() *slacktest.Delivery { return h.noor.Reply(h.channel, card.TS, "Hoi Sam") })
				h.says("sam", "zin 00")
				h.settle()
				h.passes(10 * time.Second)
				before := h.inThread(card.TS)

				h.outside(func() { tt.fails(h.fake) })
				written, _ := number(7)
				h.says("sam", "zin 01 bel "+written)
				took := h.atWebDesk("Noor", "sam", chat.Event{Kind: chat.Claimed, Form: map[string]string{chat.TakeOver: h.thread("sam").Worker.ID}})
				if h.thread("sam").Worker.ID != "desk:Noor" {
					t.Fatalf("at the web desk it cannot be taken over: %+v", took)
				}
				h.atWebDesk("Noor", "sam", chat.Event{Kind: chat.Answered, Text: "antwoord 00"})
				h.atWebDesk("Noor", "sam", chat.Event{Kind: chat.Released}) // a colleague's words stand before it
				h.passes(time.Minute)
				h.says("eva", "ik durf niet meer")
				h.says("eva", "nood")
				h.passes(time.Minute)
				if numbers := strings.Join(h.phones.texts("eva", ""), "\n"); !strings.Contains(numbers, "112") {
					t.Errorf("whoever is in danger reads %q", numbers)
				}
				danger := func(letter string) bool { return strings.Contains(letter, "heeft nu hulp nodig") }
				if letters := h.post.texts("wacht@voorbeeld.nl", ""); !slices.ContainsFunc(letters, danger) {
					t.Errorf("of the danger people hear %q", letters)
				}
				for i := range 9 {
					h.says("sam", fmt.Sprintf("zin %02d", i+2))
					h.passes(3 * time.Minute)
					h.atWebDesk("Noor", "sam", chat.Event{Kind: chat.Answered, Text: fmt.Sprintf("antwoord %02d", i+1)})
					h.passes(3 * time.Minute)
				}
				letters := h.post.texts("wacht@voorbeeld.nl", "")
				route := 0
				for _, letter := range letters {
					if !danger(letter) && strings.Contains(strings.ToLower(letter), "slack") {
						route++
					}
				}
				if route == 0 || route > 3 { // at once, and each hour
					t.Errorf("people hear %d times that Slack is away: %q", route, letters)
				}
				answers := h.phones.texts("sam", chat.RoleWorker)
				for i := range 10 {
					if n := holding(answers, fmt.Sprintf("antwoord %02d", i)); n != 1 {
						t.Errorf("the person read answer %d %d times: %q", i, n, answers)
					}
				}
				if during := h.inThread(card.TS); during != before && !tt.blind {
					t.Errorf("this proves nothing: meanwhile stood in the thread\n%s", during)
				}

				h.outside(func() { h.fake.Fail("fine"); h.fake.OnePostEvery(time.Second) })
				h.passes(2 * time.Minute)
				h.settle()
				h.whole(card, tt.blind)
			})
		})
	}
}

// whole wants all of Sam's talk in its thread, once and in order, and the card of
// who is in danger beside it: once, or, where nobody could see whether it stands
// there, ever less often.
func (h *hour) whole(card slacktest.Post, blind bool) {
	h.t.Helper()
	now := h.card("sam")
	if now.TS != card.TS || !strings.Contains(strings.ReplaceAll(now.Text, "*", ""), "Heeft het gesprek: Noor") {
		h.t.Errorf("Sam's card stands as %s: %s", now.TS, now.Text)
	}
	var dump string
	h.outside(func() { dump = h.fake.Dump() })
	text := h.inThread(card.TS)
	last := -1
	for i := range 11 {
		said := []string{fmt.Sprintf("zin %02d", i)}
		if i > 0 {
			said = append(said, fmt.Sprintf("antwoord %02d", i-1))
		}
		for _, words := range said {
			if n := strings.Count(dump, words); n != 1 {
				h.t.Errorf("%q stands %d times in Slack", words, n)
			}
			at := strings.Index(text, words)
			if at < last {
				h.t.Errorf("law 2: %q stands too early:\n%s", words, text)
			}
			last = at
		}
	}
	if !strings.Contains(text, "bel (nummer)") {
		h.t.Errorf("law 15: the thread says\n%s", text)
	}
	if eva := h.card("eva"); !strings.Contains(eva.Text, "Gevaar") || !eva.Has("Oppakken") || !strings.Contains(eva.Text, "durf niet meer") {
		h.t.Errorf("who is in danger stands there as %s", eva.Text)
	}
	h.outside(func() {
		urgent := 0
		for _, p := range h.channel.Roots() {
			if p.Has("Oppakken") {
				urgent++
			}
		}
		if doubles := len(h.fake.Doubles()); doubles > 0 && !blind || doubles > 1 || urgent > 8 {
			h.t.Errorf("R4: %d posts stand there more than once, the urgent card %d times", doubles, urgent)
		}
	})
	if h.t.Failed() {
		h.t.Logf("Slack:\n%s", dump)
	}
}

// holding is how many of the texts hold the words.
func holding(texts []string, words string) (n int) {
	for _, text := range texts {
		if strings.Contains(text, words) {
			n++
		}
	}
	return n
}
