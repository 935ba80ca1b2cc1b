package flows

import (
	"strings"
	"testing"
)

func TestHardDutch(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // how each hint begins
	}{
		{"easy", "Hoi! Ik ben een chatbot. Je hoeft je echte naam niet te zeggen.", nil},
		{"fifteen words are not too many", "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien.", nil},
		{"sixteen are", "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien.", []string{"a long sentence of 16 words"}},
		{"two sentences are two", "een twee drie vier vijf zes zeven acht. negen tien elf twaalf dertien veertien vijftien zestien.", nil},
		{"so are a list's lines", "een twee drie vier vijf zes zeven acht\n- negen tien elf twaalf dertien veertien vijftien zestien", nil},
		{"a line that goes on below", "een twee drie vier vijf zes zeven acht\nnegen tien elf twaalf dertien veertien vijftien zestien", []string{"a long sentence of 16 words"}},
		{"a long word", "De zelfredzaamheidsmatrix ligt klaar.", []string{`a long word: "zelfredzaamheidsmatrix"`}},
		{"a long word that everybody knows", "Een jongerenwerker belt je.", nil},
		{"a long word twice is one", "Toestemmingsverklaring? Ja, een toestemmingsverklaring.", []string{`a long word: "toestemmingsverklaring"`}},
		{"an address is no word", "Kijk op www.organisatieadministratie.nl/informatiepagina.", nil},
		{"nobody does anything", "Je wordt morgen gebeld.", []string{`nobody does anything here: "wordt" ... "gebeld"`}},
		{"in a clause", "Dat je zaken worden afgehandeld, weten we.", []string{`nobody does anything here: "worden" ... "afgehandeld"`}},
		{"something becomes something", "Het wordt koud, en ik heb geen geld. Hoe word ik gezond?", nil},
		{"somebody does it", "Wij hebben je gebeld.", nil},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := hardDutch(tt.text)
			same := len(got) == len(tt.want)
			for i := range min(len(got), len(tt.want)) {
				same = same && strings.HasPrefix(got[i].what.in(false), tt.want[i])
			}
			if !same {
				for _, h := range got {
					t.Error(h.what.in(false))
				}
				t.Errorf("want %q", tt.want)
			}
		})
	}
}

func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"ja": 1, "nee": 1, "hulp": 1, "morgen": 2, "praatje": 2, "ruïne": 3, "geëerd": 2, "mooie": 2, "eeuwen": 2, "jongerenwerker": 5,
		"zelfredzaamheid": 4, "organisatie": 5, "{naam}": 0, "112": 0, "foto's": 2, "e-mail": 2, "": 0,
	} {
		if got := syllables(word); got != want {
			t.Errorf("%s: %d, want %d", word, got, want)
		}
	}
}

// What Omzien says by itself is as easy as it asks of others.
func TestFixedTextsAreEasyToRead(t *testing.T) {
	known := map[TextID]string{
		TextBack:       "teruggegeven", // no shorter word says who has it now
		TextEraseLater: "gewist",       // who wipes it is the program
	}
	for id, text := range texts {
		for _, s := range []string{text.je, text.u} {
			for _, h := range hardDutch(s) {
				if known[id] == "" || !strings.Contains(s, known[id]) {
					t.Errorf("%s: %s", id, h.what.in(true))
				}
			}
		}
	}
}

func FuzzHardDutch(f *testing.F) {
	f.Add("Je wordt morgen\ngebeld. \u00ef{x} www.a.nl!")
	f.Fuzz(func(t *testing.T, text string) {
		for _, h := range hardDutch(text) {
			if h.what.in(true) == "" || h.remedy.in(false) == "" {
				t.Errorf("a hint without words about %q", text)
			}
		}
	})
}
