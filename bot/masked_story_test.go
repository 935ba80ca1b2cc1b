package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// figures are the figures of all texts in a request, whatever stands between them.
func figures(request string) string {
	_, body, _ := strings.Cut(request, " ")
	var v any
	if json.Unmarshal([]byte(body), &v) != nil {
		v = request
	}
	var b strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			for _, r := range v {
				if unicode.IsDigit(r) {
					b.WriteRune('0' + r%16%10)
				}
			}
			b.WriteByte(' ')
		case []any:
			for _, w := range v {
				walk(w)
			}
		case map[string]any:
			for _, w := range v {
				walk(w)
			}
		}
	}
	walk(v)
	return b.String()
}

// number is a telephone number of somebody's own, as people write one; core are
// figures of it that no other has.
func number(n int) (written, core string) {
	core = fmt.Sprintf("87654%03d", n)
	switch n % 6 {
	case 0:
		written = "06" + core
	case 1:
		written = "06 " + core[:2] + " " + core[2:4] + " " + core[4:6] + " " + core[6:]
	case 2:
		written = "06." + core[:4] + "." + core[4:]
	case 3:
		written = "06-" + core
	case 4:
		written = "+31 6 " + core
	default:
		written = "06\u00a0" + core[:4] + "\n" + core[4:]
	}
	return written, core
}

// People.md 4, law 15: telephone numbers, e-mail addresses, citizen service numbers
// and accounts in a person's words never reach Slack, by whichever way the words do.
// Each way is walked with a number of its own; the words beside it arrive.
func TestLaw15_NoNumberOfAPersonReachesSlack(t *testing.T) {
	inAnHour(t, func(h *hour) {
		var heard *slacktest.Heard
		h.outside(func() { heard = h.fake.Hear() })
		var cores []string
		for i, tt := range []struct {
			way  string
			walk func(h *hour, who, number string) (thread string)
			sees string // stands in Slack at the end
		}{
			{"opening words, on the card", func(h *hour, who, number string) string {
				h.says(who, "ik heet Sam, bel "+number+" maar niet na tien")
				h.says(who, "mens")
				return ""
			}, "maar niet na tien"},
			{"every answer of a talk, and the name", func(h *hour, who, number string) string {
				for _, text := range []string{"hoi", "ja", "thuis", "mijn moeder is op " + number + " te bereiken", "Sam " + number} {
					h.says(who, text)
				}
				return ""
			}, "te bereiken"},
			{"words in a talk", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.says(who, "bel mijn zus: "+number)
				return card.TS
			}, "bel mijn zus: (nummer)"},
			{"words posted together", func(h *hour, who, number string) string {
				card := h.picked(who)
				for i := range 5 {
					h.says(who, fmt.Sprintf("%d keer gebeld naar %s en toen", i+1, number))
				}
				return card.TS
			}, "5 keer gebeld naar (nummer) en toen"},
			{"a long text, where it is cut", func(h *hour, who, number string) string {
				card := h.picked(who)
				for pad := 3480; pad < 3500; pad += 4 {
					h.says(who, strings.Repeat("a", pad)+" "+number+" "+strings.Repeat("b", 100))
				}
				return card.TS
			}, "bbb"},
			{"an edit that brings one", func(h *hour, who, number string) string {
				card := h.picked(who)
				ref := h.says(who, "ik bel je")
				h.settle()
				h.person(who, chat.Event{Kind: chat.Edited, Ref: ref, Text: "bel mij op " + number})
				return card.TS
			}, "bel mij op (nummer)"},
			{"an edit that takes one away, and the old text behind its button", func(h *hour, who, number string) string {
				card := h.picked(who)
				ref := h.says(who, "bel mij op "+number)
				h.settle()
				h.person(who, chat.Event{Kind: chat.Edited, Ref: ref, Text: "bel mij maar niet"})
				h.settle()
				var edited slacktest.Post
				h.outside(func() {
					for _, p := range h.channel.Thread(card.TS) {
						if p.Has("Oude tekst") {
							edited = p
						}
					}
				})
				h.brings(func() *slacktest.Delivery { return h.noor.Press(h.channel, edited.TS, "Oude tekst") })
				h.outside(func() {
					if told := strings.Join(h.noor.Told(), "\n"); !strings.Contains(told, "Eerst stond er: bel mij op (nummer)") {
						h.t.Errorf("behind the button stands %q", told)
					}
				})
				return card.TS
			}, "bel mij maar niet"},
			{"words whose thread is gone", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.outside(func() { h.channel.Vanish(card.TS) })
				h.says(who, "ben je er? "+number)
				h.settle()
				return h.card(who).TS
			}, "ben je er? (nummer)"},
			{"below a picture, and the name of a file", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.person(who, chat.Event{Kind: chat.Said, Text: "dit is zijn kaartje: " + number, Files: []chat.File{{Kind: "photo", ID: "f1"}}})
				h.person(who, chat.Event{Kind: chat.Said, Files: []chat.File{{Kind: "document", ID: "f2", Name: "cv " + number + ".pdf"}, {Kind: "contact", ID: "f3", Name: number}}})
				return card.TS
			}, "dit is zijn kaartje: (nummer)"},
			{"in danger: the alarm, and the letter by the second route", func(h *hour, who, number string) string {
				h.says(who, "mijn broer heeft een mes, hij belt met "+number)
				h.says(who, "nood")
				h.says(who, "bel "+number)
				return ""
			}, "hij belt met (nummer)"},
			{"what no step understood, and nobody read", func(h *hour, who, number string) string {
				h.person(who, chat.Event{Kind: chat.Started})
				h.says(who, "hij staat voor de deur met "+number)
				h.settle()
				h.says(who, "stop")
				return ""
			}, "hij staat voor de deur"},
			{"a worker's text that is asked about, and a note at the other desk", func(h *hour, who, number string) string {
				h.says(who, "mens")
				h.settle()
				card := h.card(who)
				h.says(who, "mijn nummer is "+number)
				h.settle()
				h.brings(func() *slacktest.Delivery { return h.noor.Reply(h.channel, card.TS, "Ik bel je op "+number) })
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Noted, Text: "haar moeder heeft " + number})
				h.settle()
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Claimed})
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Answered, Text: "Ik bel " + number})
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Released})
				return card.TS
			}, "haar moeder heeft (nummer)"},
			{"back at the bot, passed on, and lists", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.says(who, "ik ben op "+number)
				h.settle()
				h.brings(func() *slacktest.Delivery { return h.noor.Press(h.channel, card.TS, "Terug naar bot") })
				h.says(who, "of op "+number)
				h.says(who, "mens")
				h.settle()
				h.brings(func() *slacktest.Delivery { return h.noor.OpenHome() })
				for _, words := range []string{"wachtrij", "mijn", "stand", "achterwacht"} {
					h.brings(func() *slacktest.Delivery { return h.bas.Command(h.channel, "/omzien", words) })
				}
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Claimed})
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.PassedOn, Ref: chat.Pass{Team: "wijkteam"}.Ref()})
				return card.TS
			}, "ik ben op (nummer)"},
			{"an overleg, from the web desk, whose root is deleted", func(h *hour, who, number string) string {
				h.picked(who)
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Consulted, Form: map[string]string{
					chat.ConsultQuestion: "wie kent iemand op " + number + " en kan helpen?", chat.ConsultTeams: "jongerenwerk", chat.ConsultSort: "vraag"}})
				h.settle()
				root := h.root("en kan helpen?")
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Conferred, Text: "of op " + number + " misschien?"})
				h.settle()
				h.outside(func() { h.channel.Vanish(root) })
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Conferred, Text: "weet iemand " + number + " iets?"})
				h.settle()
				return h.root("en kan helpen?")
			}, "weet iemand (nummer) iets?"},
			{"a number that shall be shown on the web desk, and why", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.says(who, "bel "+number)
				h.atWebDesk("Iris", who, chat.Event{Kind: chat.Revealed, Form: map[string]string{"waarom": "anders", "anders": "ik bel " + number}})
				return card.TS
			}, "ik bel (nummer)"},
			{"a word that cannot be delivered", func(h *hour, who, number string) string {
				card := h.picked(who)
				h.person(who, chat.Event{Kind: chat.Blocked})
				h.person(who, chat.Event{Kind: chat.Back})
				h.says(who, "ik was weg, nu op "+number)
				return card.TS
			}, "ik was weg, nu op (nummer)"},
			{"all that is erased", func(h *hour, who, number string) string {
				h.says(who, "ik woon op nummer 7 en ben op "+number+" te bellen sinds kort")
				h.says(who, "mens")
				h.settle()
				h.says(who, "wis")
				h.says(who, "ja")
				return ""
			}, "heeft alles gewist"},
		} {
			written, core := number(i)
			cores = append(cores, core)
			who := fmt.Sprintf("sam%02d", i)
			before := len(heard.All())
			root := tt.walk(h, who, written)
			h.settle()
			if root == "" && tt.sees != "heeft alles gewist" {
				root = h.card(who).TS
			}
			all := h.inThread(root)
			if root == "" {
				h.outside(func() { all = h.fake.Dump() })
			}
			if !strings.Contains(all, tt.sees) {
				h.t.Errorf("%s: Slack does not show %q:\n%s", tt.way, tt.sees, all)
			}
			for _, request := range heard.All()[before:] {
				if strings.Contains(figures(request), core[2:]) {
					h.t.Errorf("%s: %s reached Slack in %s", tt.way, written, request)
				}
			}
		}
		h.others(heard)
		h.registers(heard)
		for _, letter := range h.post.texts("wacht@voorbeeld.nl", "") {
			for _, core := range cores {
				if strings.Contains(figures("post "+fmt.Sprintf("%q", letter)), core) {
					h.t.Errorf("a letter says %q", letter)
				}
			}
		}
	})
}

// root is the newest message at the channel's root that says so.
func (h *hour) root(words string) (ts string) {
	h.t.Helper()
	h.outside(func() {
		for _, p := range h.channel.Roots() {
			if strings.Contains(p.Text, words) {
				ts = p.TS
			}
		}
	})
	if ts == "" {
		h.t.Fatalf("nowhere at the root stands %q", words)
	}
	return ts
}

// others walks with what is no telephone number.
func (h *hour) others(heard *slacktest.Heard) {
	card := h.picked("eva")
	before := len(heard.All())
	for _, words := range []string{
		"mail naar geheim.adres@voorbeeld.nl of bel", "bsn 111222333 heb ik", "ook als 111 222 333 dus", "NL91 ABNA 0417 1643 00 is van mij",
		"of NL91ABNA0417164300 aan elkaar", "geheim.adres@voorbeeld.nl",
	} {
		h.says("eva", words)
		h.settle()
	}
	for _, request := range heard.All()[before:] {
		all := figures(request)
		if strings.Contains(request, "geheim.adres") || strings.Contains(all, "111222333") || strings.Contains(all, "0417164300") {
			h.t.Errorf("it reached Slack: %s", request)
		}
	}
	for _, words := range []string{"mail naar (e-mailadres) of bel", "bsn (nummer) heb ik", "(rekeningnummer) is van mij"} {
		if !strings.Contains(h.inThread(card.TS), words) {
			h.t.Errorf("the thread does not say %q:\n%s", words, h.inThread(card.TS))
		}
	}
}

// registers has Bas register somebody who rang, in Slack, with their number, and Noor
// round that off with a note: what they typed there comes back to nobody.
func (h *hour) registers(heard *slacktest.Heard) {
	written, core := number(99)
	h.brings(func() *slacktest.Delivery { return h.bas.Shortcut(string(chat.Registered)) })
	before := len(heard.All())
	answer := h.brings(func() *slacktest.Delivery {
		views := h.bas.Views()
		return h.bas.Submit(views[len(views)-1].ID, map[string]string{
			"bron": "naaste", "naam": "Tante Riet, " + written, "akkoord": "ja", "roepnaam": "Kees", "telefoon": written,
			"waarover": "Hij is bereikbaar op " + written + " en wacht al lang.", chat.ForTeam: "jongerenwerk", "spoed": "vandaag",
		})
	})
	h.settle()
	var dump string
	h.outside(func() { dump = h.fake.Dump() })
	if !strings.Contains(dump, "en wacht al lang") || strings.Contains(answer, "errors") {
		h.t.Errorf("it was not registered: %s", answer)
	}
	for _, request := range append(heard.All()[before:], "answer "+answer) {
		if strings.Contains(figures(request), core[2:]) || strings.Contains(request, "Riet") {
			h.t.Errorf("registered: it reached Slack in %s", request)
		}
	}
}
