package main

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// The neighbourhood picture of the built program: five people who phoned about money are
// one number, four are none; a story stands beside it for whoever is signed in, and what
// was told stands in no log.
func TestStoryOfTheNeighbourhoodPicture(t *testing.T) {
	t.Parallel()
	for name, env := range bothDatabases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, env()...)
			noor := signedInAt(p, "Noor")
			register := func(n int) {
				t.Helper()
				for range n {
					said := noor.posts(map[string]any{"kind": "registered", "form": map[string]string{
						"bron": "telefoon", "akkoord": "ja", "waarover": "Begrijpt een brief niet.", "team": "wijkteam", "spoed": "rustig", "themas": "geld", "buurt": "haven",
					}})
					if !strings.Contains(said, "Aangemeld") {
						t.Fatal(said)
					}
				}
			}
			const five = "5 mensen</span>"
			register(4)
			if page := noor.gets("/desk/wijken"); !strings.Contains(page, "De Havenbuurt") || strings.Contains(page, "mensen</span>") {
				t.Errorf("four people:\n%s", page)
			}
			register(1)
			if page := noor.gets("/desk/wijken"); strings.Count(page, five) != 1 {
				t.Errorf("five people:\n%s", page)
			}
			month := chat.MonthsBack(time.Now(), 0)
			if list := noor.gets("/desk/wijken.csv"); !strings.HasSuffix(list, "\n"+month+";De Havenbuurt;Geld;5\n") {
				t.Errorf("the list is %q", list)
			}
			const words = "Veel vraag naar een spreekuur in het buurthuis."
			if said := noor.posts(map[string]any{"kind": "recounted", "value": month, "ref": "haven", "text": words}); !strings.Contains(said, "Het verhaal is bewaard.") {
				t.Fatal(said)
			}
			if page := noor.gets("/desk/wijken?maand=" + month); !strings.Contains(page, words) || !strings.Contains(page, "door jou") {
				t.Errorf("the story:\n%s", page)
			}
			if strings.Contains(p.out.String(), "spreekuur") {
				t.Error("a story stands in the log") // law 17
			}
			if page := noor.gets("/desk"); !strings.Contains(page, `href="/desk/wijken"`) {
				t.Error("nothing leads to the page")
			}
		})
	}
}
