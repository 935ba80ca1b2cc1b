package drawing

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"omzien/flows"
	"omzien/flows/flowstest"
)

// proef is a flow with one of everything that a drawing must show.
const proef = `flow: proef
title: Een "proef" & meer
language: nl
form: je
starts: [{default: webchat}, {words: [proef]}]
data:
  hoe: {type: choice, about: hoe}
steps:
  - say: "Hoi <b>allemaal</b>, #1!"
  - choose: Hoe gaat het?
    id: vraag
    save: hoe
    options:
      - goed: Goed
      - slecht: {label: Niet zo goed, goto: mensen}
      - weet: {label: Nog eens, goto: vraag}
  - goto: klaar
  - handoff: jongerenwerk
    id: mensen
    urgency: danger
    goto: vraag
  - say: Mooi.
    id: klaar
    when: hoe == "goed"
  - end: true
`

func load(t testing.TB, flow string, others ...string) *flows.Playbook {
	t.Helper()
	files := fstest.MapFS{"flows/proef.yaml": {Data: []byte(flow)}}
	for i, other := range others {
		files[fmt.Sprintf("flows/ander%d.yaml", i)] = &fstest.MapFile{Data: []byte(other)}
	}
	for _, name := range []string{"organisation.yaml", "numbers.yaml"} {
		source, err := fs.ReadFile(flows.BuiltIn(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: source}
	}
	book, err := flows.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestMermaid(t *testing.T) {
	book := load(t, proef)
	const want = `flowchart TD
  subgraph f1["proef: Een #quot;proef#quot; #amp; meer"]
    f1s1("zegt<br>Hoi #lt;b#gt;allemaal#lt;/b#gt;, #35;1!")
    f1s2{{"laat kiezen · vraag<br>Hoe gaat het?"}}
    f1s3[["naar het jongerenwerk, gevaar · mensen"]]
    f1s4("zegt · klaar<br>als hoe == #quot;goed#quot;<br>Mooi.")
    f1s5(["einde"])
    f1s1 --> f1s2
    f1s2 -->|"Goed"| f1s4
    f1s2 -->|"Niet zo goed"| f1s3
    f1s2 -->|"Nog eens"| f1s2
    f1s3 -.->|"het team geeft terug"| f1s2
    f1s4 --> f1s5
    f1s4 -.->|"anders"| f1s5
  end
`
	if got := Mermaid(book, book.Talks.Flows["proef"]); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestPageSaysAllAndAsksNothingOfTheNetwork(t *testing.T) {
	book := load(t, proef)
	var b strings.Builder
	if err := Page(&b, book, "Getekend nu.", book.Talks.Flows["proef"]); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"<title>Een &#34;proef&#34; &amp; meer", "Hoi &lt;b&gt;allemaal&lt;/b&gt;, #1!", "laat kiezen · vraag", "Nog eens", "↑ naar vraag", ">naar het jongerenwerk, gevaar<", ">mensen<",
		"het team geeft terug", "als hoe == &#34;goed&#34;", "einde", "Getekend nu.", "met de woorden: proef", "default-src 'none'"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, never := range []string{"http://", "https://", "<script", "<link", "src=", "@import", "<b>allemaal", "ZgotmplZ", "NaN"} {
		if strings.Contains(page, never) {
			t.Errorf("%q is on the page", never)
		}
	}
}

// Every step of the built-in flows is drawn once, and can be come to.
func TestEveryStepIsDrawn(t *testing.T) {
	book := flowstest.BuiltIn(t)
	for name, flow := range book.Talks.Flows {
		d := draw(book, flow)
		led := map[int]bool{0: true}
		for _, a := range d.arrows {
			led[a.to] = true
		}
		drawn, said := map[string]int{}, map[string]int{} // by what stands first in the box
		for _, s := range flow.Steps {
			said[s.Text.In("")]++
		}
		for i, b := range d.boxes {
			for text := range said {
				if text != "" && (b.words == text || strings.HasPrefix(b.words, text+"\n")) {
					drawn[text]++
				}
			}
			if !led[i] {
				t.Errorf("%s: nothing leads to %q", name, b.words)
			}
		}
		for text, steps := range said {
			if text != "" && drawn[text] != steps {
				t.Errorf("%s: %q is drawn %d times, and %d steps say it", name, text, drawn[text], steps)
			}
		}
	}
}

func TestClipAndBroken(t *testing.T) {
	if got := clip("een twee  drie vier", 9); got != "een twee …" {
		t.Errorf("got %q", got)
	}
	if got := clip("een\ntwee", 8); got != "een twee" {
		t.Errorf("got %q", got)
	}
	if got := strings.Join(broken("een twee lettergrepenwoord x", 8), "|"); got != "een twee|lettergr|epenwoor|d x" {
		t.Errorf("got %q", got)
	}
}
