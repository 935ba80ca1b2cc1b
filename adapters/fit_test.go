package adapters

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"omzien/bot/chat"
)

func TestFit(t *testing.T) {
	tests := []struct {
		name   string
		text   string
		limit  int
		expect []string
	}{
		{"what fits stays whole", "Hoi!", 10, []string{"Hoi!"}},
		{"no limit", strings.Repeat("a", 9000), 0, []string{strings.Repeat("a", 9000)}},
		{"paragraph before line", "een twee\n\ndrie vier\nvijf", 20, []string{"een twee\n\n", "drie vier\nvijf"}},
		{"line before sentence", "Ja. Nee. Ok\nGoed zo", 16, []string{"Ja. Nee. Ok\n", "Goed zo"}},
		{"sentence before word", "Dit is een. En dan nog", 16, []string{"Dit is een. ", "En dan nog"}},
		{"a sentence may end in a quote", "Hij zei 'ja!' En weg ging hij", 20, []string{"Hij zei 'ja!' ", "En weg ging hij"}},
		{"word before letters", "hond katten vis", 8, []string{"hond ", "katten ", "vis"}},
		{"a paragraph that leaves the part nearly empty does not count", "a\n\nbbb ccc ddd", 10, []string{"a\n\nbbb ", "ccc ddd"}},
		{"a long word is cut", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"a surrogate pair is not", "ab😀cd", 3, []string{"ab", "😀c", "d"}},
		{"a letter keeps its mark", "abe\u0301f", 3, []string{"ab", "e\u0301f"}},
		{"a family stays together", "a👩‍👧‍👦b", 8, []string{"a", "👩‍👧‍👦", "b"}},
		{"a flag stays whole", "a🇳🇱🇧🇪", 6, []string{"a🇳🇱", "🇧🇪"}},
		{"white space alone is no message", "abc\n\n\n\n\n\n\ndef", 3, []string{"abc", "def"}},
		{"nothing but white space is sent once", "     ", 2, []string{"  "}},
		{"empty", "", 5, []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Fit(chat.Message{ID: "m", Text: tt.text}, Limits{Text: tt.limit}) {
				got = append(got, p.Text)
			}
			if !reflect.DeepEqual(got, tt.expect) {
				t.Errorf("\n got %q\nwant %q", got, tt.expect)
			}
		})
	}
}

func TestFitChoices(t *testing.T) {
	m := chat.Message{ID: "m", Text: "Kun je nu vrij praten?", Token: "t",
		Choices: []chat.Choice{{Label: "Ja", Value: "ja"}, {Label: "Nee, liever later", Value: "nee"}}}
	written := "Kun je nu vrij praten?\n\n1. Ja\n2. Nee, liever later"
	tests := []struct {
		name    string
		limits  Limits
		text    string
		buttons int
	}{
		{"buttons where they fit", Limits{Choices: 2, Label: 17}, m.Text, 2},
		{"labels without a limit", Limits{Choices: 2}, m.Text, 2},
		{"numbers where there are too many", Limits{Choices: 1}, written, 0},
		{"numbers where a label is too long", Limits{Choices: 2, Label: 16}, written, 0},
		{"numbers where there are no buttons", Limits{}, written, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Fit(m, tt.limits)
			if len(p) != 1 || p[0].Text != tt.text || len(p[0].Choices) != tt.buttons || (p[0].Token != "") != (tt.buttons > 0) {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestFitPutsWhatIsLastOnTheLastPart(t *testing.T) {
	m := chat.Message{ID: "m", Text: "een twee drie", Token: "t", Step: "s", Report: true, Edits: "old",
		Talk: "c", Fenced: true, Epoch: 3, Class: chat.Live, Card: &chat.Card{Alias: "blauwe vos"},
		Choices: []chat.Choice{{Label: "Ja"}}, Files: []chat.File{{Kind: "photo", ID: "f"}}}
	parts := Fit(m, Limits{Text: 5, Choices: 1, Files: true})
	if len(parts) != 3 {
		t.Fatalf("got %d parts", len(parts))
	}
	for i, p := range parts {
		last := i == len(parts)-1
		if (p.Card != nil) != last || (len(p.Choices) > 0) != last || (len(p.Files) > 0) != last || p.Report != last || (p.Token != "") != last {
			t.Errorf("part %d: %+v", i, p)
		}
		if (p.Edits != "") != (i == 0) {
			t.Errorf("part %d edits %q", i, p.Edits)
		}
		if p.Talk != "c" || !p.Fenced || p.Epoch != 3 || p.Class != chat.Live {
			t.Errorf("part %d lost its lane, fence or class: %+v", i, p)
		}
	}
	if parts[0].ID != "m" || parts[1].ID != chat.Key("m", 1) || parts[2].ID != chat.Key("m", 2) {
		t.Errorf("keys %q %q %q", parts[0].ID, parts[1].ID, parts[2].ID)
	}
}

func TestFitNamesFilesThatCannotBeSent(t *testing.T) {
	m := chat.Message{ID: "m", Text: "Kijk", Files: []chat.File{{Kind: "photo"}, {Kind: "document", Name: "brief\n.pdf"}}}
	p := Fit(m, Limits{})
	if len(p) != 1 || p[0].Text != "Kijk\n(foto)\n(document: brief .pdf)" || p[0].Files != nil {
		t.Errorf("got %+v", p)
	}
}

// TestFitLinks: a link is a button where it can be one, and written out where not.
func TestFitLinks(t *testing.T) {
	m := chat.Message{ID: "m", Text: "Kijk", Link: &chat.Link{Label: "De kaart", URL: "https://kaart.example.nl"}}
	asks := m
	asks.Choices, asks.Token = []chat.Choice{{Label: "Ja"}}, "t"
	big := asks
	big.Big = true
	const written = "Kijk\nDe kaart: https://kaart.example.nl"
	tests := []struct {
		name   string
		m      chat.Message
		limits Limits
		text   string
		link   bool
	}{
		{"a button", m, Limits{Links: true, Label: 8}, "Kijk", true},
		{"no limit to labels", m, Limits{Links: true}, "Kijk", true},
		{"beside choices", asks, Limits{Links: true, Choices: 1}, "Kijk", true},
		{"words", m, Limits{}, written, false},
		{"a label that is too long", m, Limits{Links: true, Label: 7}, written, false},
		{"beside large buttons", big, Limits{Links: true, Choices: 1}, written, false},
		{"beside large buttons that became numbers", big, Limits{Links: true}, "Kijk\n\n1. Ja", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Fit(tt.m, tt.limits)
			if len(p) != 1 || p[0].Text != tt.text || (p[0].Link != nil) != tt.link {
				t.Errorf("got %+v", p)
			}
		})
	}
	parts := Fit(chat.Message{ID: "m", Text: "een twee drie", Link: m.Link}, Limits{Text: 5, Links: true})
	if len(parts) != 3 || parts[0].Link != nil || parts[1].Link != nil || parts[2].Link == nil {
		t.Errorf("the link is not with the last part: %+v", parts)
	}
}

// TestFitFiles: one file a part, behind a text that is too long for it.
func TestFitFiles(t *testing.T) {
	one := []chat.File{{Kind: "photo", ID: "1"}}
	two := append(one[:1:1], chat.File{Kind: "document", ID: "2"})
	tests := []struct {
		name   string
		text   string
		files  []chat.File
		limits Limits
		want   []string // text|file
	}{
		{"beside its text", "een twee", one, Limits{Caption: 8}, []string{"een twee|1"}},
		{"no limit", "een twee", one, Limits{}, []string{"een twee|1"}},
		{"behind a text that is longer", "een twee", one, Limits{Caption: 7}, []string{"een twee|", "|1"}},
		{"behind a text of several parts", "een twee", one, Limits{Text: 5, Caption: 4}, []string{"een |", "twee|", "|1"}},
		{"without a text", "", one, Limits{Caption: 4}, []string{"|1"}},
		{"several", "een", two, Limits{Caption: 4}, []string{"een|1", "|2"}},
		{"several behind their text", "een twee", two, Limits{Caption: 4}, []string{"een twee|", "|1", "|2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.limits.Files = true
			m := chat.Message{ID: "m", Text: tt.text, Files: tt.files, Report: true, Token: "t", Step: "s"}
			var got []string
			parts := Fit(m, tt.limits)
			for i, p := range parts {
				file := ""
				if len(p.Files) > 0 {
					file = p.Files[0].ID
				}
				got = append(got, p.Text+"|"+file)
				if last := i == len(parts)-1; p.Report != last || (p.Step != "") != last || len(p.Files) > 1 {
					t.Errorf("part %d is %+v", i, p)
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// texts are made of what has bitten others: pairs, marks, joiners, flags, bytes
// that are no text, and every kind of white space.
func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "\n", "\n\n", "\r\n", ". ", "! ", "😀", "e\u0301", "👩‍👧‍👦", "🇳🇱", "👍🏽", "\u200d", "\xff", "한", "מה", "\u00a0"}),
		rapid.StringN(0, 12, -1))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
	})
}

func TestFitProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := chat.Message{ID: "m", Text: texts().Draw(t, "text")}
		for range rapid.IntRange(0, 5).Draw(t, "choices") {
			m.Choices = append(m.Choices, chat.Choice{Label: rapid.StringN(1, 20, -1).Draw(t, "label")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "files") {
			m.Files = append(m.Files, chat.File{Kind: "document", Name: rapid.StringN(0, 10, -1).Draw(t, "name")})
		}
		if rapid.Bool().Draw(t, "link") {
			m.Link = &chat.Link{Label: rapid.StringN(1, 20, -1).Draw(t, "link's label"), URL: "https://example.nl"}
		}
		m.Big = rapid.Bool().Draw(t, "big")
		l := Limits{
			Text:    rapid.IntRange(0, 80).Filter(func(n int) bool { return n != 1 }).Draw(t, "limit"),
			Choices: rapid.IntRange(0, 4).Draw(t, "most"),
			Label:   rapid.IntRange(0, 20).Draw(t, "longest"),
			Files:   rapid.Bool().Draw(t, "takes files"),
			Caption: rapid.IntRange(0, 40).Draw(t, "caption"),
			Links:   rapid.Bool().Draw(t, "takes links"),
		}
		parts := Fit(m, l)
		if len(parts) == 0 {
			t.Fatal("no part at all")
		}

		var joined strings.Builder
		files := 0
		ids := map[string]bool{}
		for i, p := range parts {
			joined.WriteString(p.Text)
			if l.Text > 0 && Units(p.Text) > l.Text {
				t.Errorf("part %d has %d units of %d", i, Units(p.Text), l.Text)
			}
			if len(p.Choices) > l.Choices || len(p.Files) > 0 && !l.Files || len(p.Files) > 1 || p.Link != nil && !l.Links {
				t.Errorf("part %d is beyond the limits: %+v", i, p)
			}
			if len(p.Files) > 0 && l.Caption > 0 && ink(p.Text) != "" && Units(p.Text) > l.Caption {
				t.Errorf("part %d has %d units beside a file", i, Units(p.Text))
			}
			files += len(p.Files)
			for _, c := range p.Choices {
				if l.Label > 0 && Units(c.Label) > l.Label {
					t.Errorf("part %d has a label of %d units", i, Units(c.Label))
				}
			}
			if utf8.ValidString(m.Text) && !utf8.ValidString(p.Text) {
				t.Errorf("part %d cuts a rune", i)
			}
			if ids[p.ID] {
				t.Errorf("part %d has the ID of another", i)
			}
			ids[p.ID] = true
		}
		if parts[0].ID != m.ID {
			t.Errorf("the first part is %q", parts[0].ID)
		}
		last := parts[len(parts)-1]
		words := chat.Message{Text: m.Text}
		if files != len(m.Files) {
			words.Files = m.Files
		}
		if m.Link != nil && last.Link == nil {
			words.Link = m.Link
		}
		whole := words.Plain()
		if len(last.Choices) != len(m.Choices) {
			whole += numbered(m.Choices)
		}
		if got := joined.String(); ink(got) != ink(whole) {
			t.Errorf("lost something:\n got %q\nwant %q", got, whole)
		}
		if again := Fit(m, l); !reflect.DeepEqual(again, parts) {
			t.Error("the same message was cut in another way")
		}
	})
}

// ink is all of a text but its white space.
func ink(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if !unicode.IsSpace(r) {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

func TestSplitLosesNotOneByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		limit := rapid.IntRange(2, 60).Draw(t, "limit")
		parts := split(text, limit)
		if strings.Join(parts, "") != text {
			t.Fatalf("joined %q is not %q", strings.Join(parts, ""), text)
		}
		for i, next := range parts[1:] {
			first, _ := utf8.DecodeRuneInString(next)
			var c cluster
			inner := 0
			for _, r := range parts[i] {
				if c.last != 0 && c.endsBefore(r) {
					inner++
				}
				c.add(r)
			}
			if inner > 0 && !c.endsBefore(first) {
				t.Errorf("cut inside a character: %q | %q", parts[i], next)
			}
		}
	})
}

func TestSplitOfEndlessSpaceAndMarks(t *testing.T) {
	text := strings.Repeat(" \n", 200_000) + strings.Repeat("\u0301", 200_000)
	if got := strings.Join(split(text, 4096), ""); got != text {
		t.Error("lost something")
	}
}

func BenchmarkFit(b *testing.B) {
	m := chat.Message{ID: "m", Text: strings.Repeat("Dit is een zin van gewone lengte. ", 300)}
	b.ReportAllocs()
	for b.Loop() {
		Fit(m, Limits{Text: 4096})
	}
}

// TestFit_ManyFactsShareTheRoom: who told a lot before anybody came finds all of
// it on the card, begun, and in its thread.
func TestFit_ManyFactsShareTheRoom(t *testing.T) {
	limits := Limits{Text: 3500, Fact: 1500, Facts: 8500}
	m := chat.Message{ID: "m", Text: "Sam wacht.", Card: &chat.Card{Alias: "Sam"}}
	var told []string
	for i := range 20 {
		told = append(told, strings.Repeat(fmt.Sprintf("antwoord %d. ", i), 80))
		m.Card.Facts = append(m.Card.Facts, chat.CardFact{Label: "Wat is er?", Text: told[i]})
	}
	parts := Fit(m, limits)
	all := 0
	for i, f := range parts[0].Card.Facts {
		all += Units(f.Label) + Units(f.Text)
		begin, cut := strings.CutSuffix(f.Text, factGoesOn)
		rest, is := strings.CutPrefix(parts[i+1].Text, "Wat is er?"+factGoneOn)
		if !cut || !is || begin+rest != told[i] {
			t.Errorf("fact %d is %q and goes on with %.40q", i, f.Text, parts[i+1].Text)
		}
	}
	if all > limits.Facts || len(parts) != 21 {
		t.Errorf("%d units on the card, %d parts", all, len(parts))
	}
	m.Card.Facts = m.Card.Facts[:5]
	if parts := Fit(m, limits); len(parts) != 1 || parts[0].Card.Facts[4].Text != told[4] {
		t.Errorf("what fits was cut: %d parts", len(parts))
	}
}

// TestFit_ALongFactGoesOnInTheThread: a card has room for a part of a long story;
// no word of it is lost.
func TestFit_ALongFactGoesOnInTheThread(t *testing.T) {
	story := strings.Repeat("Ik durf dit niet goed te zeggen. ", 400)
	m := chat.Message{
		ID: "m", To: chat.Address{Adapter: "slack", Chat: "C1"}, Talk: "c1", Class: chat.Crisis, Text: "Sam wacht op antwoord.",
		Card:    &chat.Card{Alias: "Sam · blauwe vos", Facts: []chat.CardFact{{Label: "Thema", Text: "Thuis"}, {Label: "Verhaal", Text: story}}},
		Choices: []chat.Choice{{Label: "Oppakken", Value: "claimed"}}, Token: "token",
	}
	parts := Fit(m, Limits{Text: 3500, Fact: 1500, Choices: 5})
	card := parts[0].Card
	if card == nil || len(parts[0].Choices) != 1 || card.Facts[0].Text != "Thuis" {
		t.Fatalf("the card is %+v", parts[0])
	}
	if n := Units(card.Facts[1].Text); n > 1500 {
		t.Errorf("a fact of %d units", n)
	}
	if m.Card.Facts[1].Text != story {
		t.Error("the message itself was changed")
	}
	got := strings.TrimSuffix(card.Facts[1].Text, " … (verder in de draad of op de webdesk)")
	for i, p := range parts[1:] {
		if p.ID != chat.Key("m", i+1) || p.To != m.To || p.Talk != "c1" || p.Class != chat.Crisis || p.Speaker.Role != chat.RolePerson || p.Card != nil || p.Choices != nil {
			t.Errorf("part %d is %+v", i+1, p)
		}
		if n := Units(p.Text); n > 3500 {
			t.Errorf("part %d has %d units", i+1, n)
		}
		got += strings.TrimPrefix(p.Text, "Verhaal (vervolg):\n")
	}
	if got != story {
		t.Error("the card and what follows it are not the story")
	}
	m.Edits = "older"
	if parts := Fit(m, Limits{Text: 3500, Fact: 1500, Choices: 5}); len(parts) != 1 || parts[0].Edits != "older" {
		t.Errorf("an edit of the card says the story again: %d parts", len(parts))
	}
}
