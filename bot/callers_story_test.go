package main

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"omzien/bot/chat"
)

var callerButton = regexp.MustCompile(`data-do="caller" data-way="([0-9-]+)" data-member="([^"]+)"`)

// Mevrouw De Wit has no app: Joke rings her. Joke is no coordinator, and works nowhere
// here: Noor sees that she has no list, makes the link, and hands it on. Made once more,
// the link before it opens nothing.
func TestStoryACallerGetsTheirList(t *testing.T) {
	t.Parallel()
	for name, database := range bothDatabases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, database()...)
			noor := signedInAt(p, "Noor")
			said := noor.posts(map[string]any{"kind": chat.Enrolled, "form": map[string]string{
				"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw De Wit", "naam": "Riet de Wit", "telefoon1": "0612345678", "adres": "Kade 3, Waterkant",
				"kanaal": "telefoon", "beller": "Joke", "jaop": "2026-11-20", "gevraagddoor": "Noor",
			}})
			if !strings.Contains(said, `"ref"`) {
				t.Fatalf("not enrolled: %s", said)
			}
			var buttons [][]string
			p.until("Joke stands among those who ring", func() bool {
				page := noor.gets("/desk/belcirkels")
				buttons = callerButton.FindAllStringSubmatch(page, -1)
				return len(buttons) > 0 && strings.Contains(page, "Joke heeft nog geen bellijst.")
			})
			last := buttons[len(buttons)-1] // of tomorrow
			var given struct{ Text, Link string }
			give := func() string {
				t.Helper()
				said := noor.asks(http.MethodPost, "/desk/belcirkels/bellijst", map[string]string{"day": last[1], "caller": last[2], "as": noor.me})
				if err := json.Unmarshal([]byte(said), &given); err != nil || !strings.HasPrefix(given.Link, p.base+"/bel/") {
					t.Fatalf("given: %s, %v", said, err)
				}
				return given.Link
			}
			opens := func(link string) (int, string) {
				t.Helper()
				resp, err := http.Get(link)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				page, err := io.ReadAll(resp.Body)
				if err != nil {
					t.Fatal(err)
				}
				return resp.StatusCode, string(page)
			}
			first := give()
			if code, page := opens(first); code != http.StatusOK || !strings.Contains(page, "mevrouw De Wit") || !strings.Contains(page, "Deze pagina is van Joke.") {
				t.Errorf("her list: %d\n%s", code, page)
			}
			if page := noor.gets("/desk/belcirkels"); !strings.Contains(page, "Joke heeft een link, gemaakt door Noor (") {
				t.Errorf("nobody sees who made it:\n%s", page)
			}
			second := give()
			if !strings.Contains(given.Text, "De vorige link werkt nu niet meer.") {
				t.Errorf("she reads %q", given.Text)
			}
			if code, page := opens(first); code != http.StatusNotFound || strings.Contains(page, "De Wit") {
				t.Errorf("the link before: %d", code)
			}
			if code, _ := opens(second); code != http.StatusOK {
				t.Errorf("the new one: %d", code)
			}
			for _, secret := range []string{strings.TrimPrefix(first, p.base), strings.TrimPrefix(second, p.base), "De Wit", "Joke"} {
				if strings.Contains(p.out.String(), secret) {
					t.Errorf("Law 17: %q stands in the log", secret)
				}
			}
		})
	}
}
