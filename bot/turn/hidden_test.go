package turn_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

func thread() chat.Thread {
	line := func(kind chat.LineKind, text string) chat.ShownLine {
		return chat.ShownLine{Line: chat.Line{Kind: kind, Text: text}, Was: "was 06-12345678"}
	}
	return chat.Thread{
		Item: chat.Item{Adapter: "webchat"},
		Card: []chat.CardFact{{Label: "Telefoon", Text: "06-12345678", Contact: true}, {Label: "Verhaal", Text: "mail sam@example.nl, ik ben 15"}},
		Told: []chat.Told{{Text: "sam@example.nl", Contact: true}},
		Lines: []chat.ShownLine{line(chat.LinePerson, "mijn bsn is 111222333"), line(chat.LineNote, "NL91ABNA0417164300"), line(chat.LineForm, "Bel 06-12345678"),
			line(chat.LineWorker, "ons nummer is 010-1234567"), line(chat.LineBot, "bel 010-1234567"), line(chat.LineConsult, "zus: 06-12345678")},
	}
}

func TestLaw15_TheWebDeskHidesWhatNobodyAskedFor(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	whole := thread()
	shown, bare, hidden := turn.Veiled(whole, "noor", at)
	if bare || !hidden || whole.Card[0].Text != "06-12345678" || whole.Lines[0].Text != "mijn bsn is 111222333" {
		t.Fatalf("bare %v, hidden %v; the record itself: %+v", bare, hidden, whole)
	}
	var all []string
	for _, f := range shown.Card {
		all = append(all, f.Text)
	}
	for _, f := range shown.Told {
		all = append(all, f.Text)
	}
	for i, l := range shown.Lines {
		all = append(all, l.Text)
		if own := l.Kind == chat.LineWorker || l.Kind == chat.LineBot; own != (l.Text == whole.Lines[i].Text) || own != (l.Was == whole.Lines[i].Was) {
			t.Errorf("%s: %q, %q", l.Kind, l.Text, l.Was) // a worker changes their own words where they stand
		}
	}
	for _, secret := range []string{"12345678", "example.nl", "111222333", "ABNA"} {
		if strings.Contains(strings.Join(all, "\n"), secret) {
			t.Errorf("%s stands there: %q", secret, all)
		}
	}
	if shown.Card[0].Text != "(verborgen)" || !strings.Contains(shown.Card[1].Text, "ik ben 15") {
		t.Errorf("the card: %+v", shown.Card)
	}
	plain := chat.Thread{Lines: []chat.ShownLine{{Line: chat.Line{Kind: chat.LinePerson, Text: "hoi, bel 112"}}}}
	if _, _, hidden := turn.Veiled(plain, "noor", at); hidden {
		t.Error("nothing is hidden of a talk without numbers")
	}
}

func TestTheWebDeskHidesNothingWhereItIsNeededAtOnce(t *testing.T) {
	at := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	to := func(worker string, left time.Duration) chat.Shown {
		return chat.Shown{By: chat.Author{ID: worker}, Until: at.Add(left)}
	}
	for _, w := range []struct {
		name   string
		change func(*chat.Thread)
		bare   bool
	}{
		{"a talk like any other", func(*chat.Thread) {}, false},
		{"in danger", func(t *chat.Thread) { t.Urgency = chat.Danger }, true},
		{"danger that is over", func(t *chat.Thread) { t.Urgency, t.Over = chat.Danger, true }, false},
		{"who was registered", func(t *chat.Thread) { t.Adapter = chat.Registry }, true},
		{"asked for", func(t *chat.Thread) { t.Shown = []chat.Shown{to("bas", -1), to("noor", time.Second)} }, true},
		{"asked for by somebody else", func(t *chat.Thread) { t.Shown = []chat.Shown{to("bas", time.Second)} }, false},
		{"an hour ago", func(t *chat.Thread) { t.Shown = []chat.Shown{to("noor", 0), to("bas", time.Second)} }, false},
	} {
		talk := thread()
		w.change(&talk)
		if _, bare, _ := turn.Veiled(talk, "noor", at); bare != w.bare {
			t.Errorf("%s: bare %v", w.name, bare)
		}
	}
}
