package flows

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// Every fixed text that has a name has words, in both forms of address and in
// English, and addresses nobody in the other form.
func TestFixedTextsAreWhole(t *testing.T) {
	book, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	missing := book.Missing("en")
	je := regexp.MustCompile(`(?i)\b(je|jij|jou|jouw)\b`)
	u := regexp.MustCompile(`(?i)\b(u|uw)\b`)
	for _, id := range named(t) {
		text, ok := texts[id]
		if !ok || text.je == "" || text.u == "" {
			t.Errorf("%s has no words: %+v", id, text)
			continue
		}
		if u.MatchString(text.je) || je.MatchString(text.u) {
			t.Errorf("%s mixes je and u: %+v", id, text)
		}
		if !slices.Equal(places(text.je), places(text.u)) {
			t.Errorf("%s has other places in je and u", id)
		}
		for _, form := range []string{"je", "u"} {
			english, dutch := book.Say(id, "en", form), book.Say(id, "nl", form)
			if slices.Contains(missing, dutch) {
				t.Errorf("%s (%s) has no English", id, form)
			}
			if !slices.Equal(places(english), places(dutch)) {
				t.Errorf("%s (%s): the English has the places %q", id, form, places(english))
			}
		}
	}
}

// Law 6: no fixed text but that of a claim says that somebody is there or reads.
func TestLaw6_NoFixedTextSaysThatSomebodyReads(t *testing.T) {
	claims := regexp.MustCompile(`(?i)(leest|kijkt) (nu )?(iemand )?mee|is er (nu )?voor|is nu bij|luistert`)
	for id, text := range texts {
		if id != TextHere && (claims.MatchString(text.je) || claims.MatchString(text.u)) {
			t.Errorf("%s: %+v", id, text)
		}
	}
	if !claims.MatchString(texts[TextHere].je) {
		t.Error("the pattern finds nothing: this test proves nothing")
	}
}

// named lists the ids that the files of fixed texts declare.
func named(t *testing.T) []TextID {
	var ids []TextID
	for _, name := range []string{"texts.go", "answertexts.go", "desktexts.go", "circletexts.go", "membertexts.go", "booktexts.go", "togethertexts.go", "broadcasttexts.go", "gathertexts.go"} {
		ids = append(ids, namedIn(t, name)...)
	}
	if len(ids) != len(texts) {
		t.Errorf("%d names for %d texts", len(ids), len(texts))
	}
	return ids
}

func namedIn(t *testing.T, name string) (ids []TextID) {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "TextID" {
			id, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, TextID(id))
		}
		return true
	})
	return ids
}
