package main

import (
	"bytes"
	"encoding/json"
	"html"
	"image/png"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// An older resident gets a card. She scans it with her own phone, reads what happens
// when she is silent, by whom and after how long, and says yes; before that nobody asks
// her anything, and whoever finds the card afterwards is told kindly.
func TestStoryOfAnInvitation(t *testing.T) {
	t.Parallel()
	for name, database := range bothDatabases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := telegramtest.New(t)
			p := start(t, append(database(), "TELEGRAM_BOT_TOKEN="+fake.Token, "TELEGRAM_API_URL="+fake.URL)...)
			noor := signedInAt(p, "Noor")

			form := map[string]string{
				"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw De Wit", "naam": "Riet de Wit", "telefoon1": "0612345678", "adres": "Kade 3, Waterkant", "kanaal": "webchat",
				"naaste1naam": "Els", "naaste1telefoon": "06 23456789", "naaste1mail": "els@example.nl", "naaste1akkoord": "ja",
			}
			said := noor.posts(map[string]any{"kind": chat.Enrolled, "form": form})
			if !strings.Contains(said, "Via de website kunnen wij niet als eerste schrijven. Kies een andere weg, zoals Telegram.") {
				t.Fatalf("a closed page is taken for a way: %s", said)
			}
			form["kanaal"] = "telegram"
			var answer chat.Answer
			if err := json.Unmarshal([]byte(noor.posts(map[string]any{"kind": chat.Enrolled, "form": form})), &answer); err != nil || answer.Ref == "" {
				t.Fatalf("not enrolled: %+v, %v", answer, err)
			}
			member := "/desk/belcirkels/deelnemer?id=" + url.QueryEscape(answer.Ref)
			state := func(words string) {
				t.Helper()
				p.until("her page says: "+words, func() bool { return strings.Contains(noor.gets(member), words) })
			}
			state("heeft de uitnodiging nog niet geopend")
			if _, err := png.Decode(strings.NewReader(noor.gets("/desk/belcirkels/kaart.png?id=" + url.QueryEscape(answer.Ref)))); err != nil {
				t.Errorf("the QR code: %v", err)
			}
			link := noor.linkOf(answer.Ref)
			if !strings.HasPrefix(link, "https://t.me/") {
				t.Fatalf("the card leads to %q", link)
			}
			_, token, _ := strings.Cut(link, "?start=")

			riet, finder := fake.Person(4711), fake.Person(4712)
			riet.Start(token)
			rule := riet.See("Doet u mee?")
			for _, words := range []string{"mevrouw De Wit", "8.30 uur", "10 uur", "het wijkteam", "iemand kijken", "stop", "chatbot"} {
				if !strings.Contains(rule.Text, words) {
					t.Errorf("she reads nothing of %q:\n%s", words, rule.Text)
				}
			}
			if !rule.Has("Ja, ik doe mee") || !rule.Has("Nee, liever niet") {
				t.Errorf("she can press %q", rule.Labels)
			}
			state("Opende de uitnodiging, en heeft nog geen ja gezegd.")
			riet.Press("Ja, ik doe mee")
			riet.See("Fijn dat u meedoet.")
			state("Doet mee.")
			if page := noor.gets(member); !strings.Contains(page, "Zei ja op ") || !strings.Contains(page, "Hoor ik om 10 uur nog niets?") || strings.Contains(page, "Kaart om te printen") {
				t.Errorf("her page after her yes:\n%s", page)
			}

			finder.Start(token)
			if said := finder.See("al een keer gebruikt"); strings.Contains(said.Text, "De Wit") {
				t.Errorf("whoever finds the card reads %q", said.Text)
			}
			riet.Start(token)
			riet.See("U doet al mee met de belcirkel.")
			if cards := noor.gets("/desk/belcirkels/kaart?id=" + url.QueryEscape(answer.Ref)); !strings.Contains(cards, "geen uitnodiging die nog open staat") {
				t.Error("there is a card for somebody who is in it")
			}
			for _, secret := range []string{token, "De Wit", "0612345678", "06 12345678", "els@example.nl", "Kade 3", "4711"} {
				if strings.Contains(p.out.String(), secret) {
					t.Errorf("Law 17: %q stands in the log", secret)
				}
			}
		})
	}
}

// A list of two is read and enrolled, once. Anja gets her links from a worker: with one
// she sees her circles and nothing else, with the other alarms come to her on Telegram.
func TestStoryOfAListAndItsCoordinator(t *testing.T) {
	t.Parallel()
	for name, database := range bothDatabases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := telegramtest.New(t)
			p := start(t, append(database(), "TELEGRAM_BOT_TOKEN="+fake.Token, "TELEGRAM_API_URL="+fake.URL)...)
			noor := signedInAt(p, "Noor")
			empty := noor.gets("/desk/belcirkels/lijst/leeg.csv")
			cells := func(filled map[string]string) string {
				var row []string
				for _, column := range strings.Split(strings.TrimSpace(strings.TrimPrefix(empty, "\ufeff")), ";") {
					row = append(row, filled[column])
				}
				return strings.Join(row, ";") + "\r\n"
			}
			list := empty + cells(map[string]string{
				"Waarvoor": "Noord", "Hoe spreken we de deelnemer aan": "meneer Ünlü", "Voornaam en achternaam": "Ali Ünlü", "Telefoonnummer": "612345678", "Adres": "Kade 5",
				"Hoe vragen we het": "telefoon", "Wie belt": "Anja Bakker", "Wanneer heeft de deelnemer ja gezegd": "20-11-2026", "Wie heeft het gevraagd": "Noor",
			}) + cells(map[string]string{
				"Waarvoor": "Belketting Haven", "Hoe spreken we de deelnemer aan": "mevrouw Bos", "Voornaam en achternaam": "Bea Bos", "Telefoonnummer": "06 23456789", "Adres": "Kade 6", "Hoe vragen we het": "Telegram",
			}) + cells(map[string]string{"Waarvoor": "Noord", "Hoe spreken we de deelnemer aan": "niemand"})
			sent := func(path string, more map[string]any) string {
				t.Helper()
				body := map[string]any{"data": []byte(list), "as": noor.me}
				maps.Copy(body, more)
				return noor.asks(http.MethodPost, "/desk/belcirkels/lijst/"+path, body)
			}
			if said := sent("lezen", nil); !strings.Contains(said, "2 regels kloppen, 1 regel klopt niet.") {
				t.Fatalf("reading it: %s", said)
			}
			if page := noor.gets("/desk/belcirkels/deelnemers"); strings.Contains(page, "Ünlü") {
				t.Fatal("reading a list enrols")
			}
			press := map[string]any{"tab": "abcdefgh", "n": 1}
			for range 2 {
				if said := sent("inschrijven", press); !strings.Contains(said, "2 mensen zijn ingeschreven, 1 regel klopt niet.") {
					t.Fatalf("enrolling: %s", said)
				}
			}
			if said := sent("lezen", nil); !strings.Contains(said, "2 mensen staan er al in, 1 regel klopt niet.") {
				t.Errorf("the same list: %s", said)
			}
			page := noor.gets("/desk/belcirkels/deelnemers")
			if strings.Count(page, "meneer Ünlü<") != 1 || strings.Count(page, "mevrouw Bos<") != 1 || !strings.Contains(page, "Doet mee.") || !strings.Contains(page, "Kaarten met de uitnodiging printen") {
				t.Errorf("who is in the circles:\n%s", page)
			}

			var given struct{ Link string }
			link := func(key, way string) string {
				t.Helper()
				said := noor.asks(http.MethodPost, "/desk/belcirkels/coordinator", map[string]string{"key": key, "way": way, "as": noor.me})
				if err := json.Unmarshal([]byte(said), &given); err != nil {
					t.Fatal(err)
				}
				return given.Link
			}
			anja := &deskClient{t: t, base: p.base, client: &http.Client{}}
			if anja.client.Jar, _ = cookiejar.New(nil); anja.client.Jar == nil {
				t.Fatal("no cookies")
			}
			_, token, _ := strings.Cut(link("anja", "circles"), "#")
			anja.asks(http.MethodPost, "/desk/in", map[string]string{"token": token})
			if page := anja.gets("/desk"); !strings.Contains(page, "<h1>Deelnemers</h1>") || !strings.Contains(page, "meneer Ünlü") || strings.Contains(page, "Piet Visser") {
				t.Errorf("Anja sees:\n%s", page)
			}
			chat := fake.Person(4713)
			_, token, _ = strings.Cut(link("anja", "telegram"), "?start=")
			chat.Start(token)
			chat.See("Vanaf nu krijg je hier meldingen van de belcirkel.")
			chat.Write("deelnemers")
			chat.See("Achter deze link staan jouw cirkels.")
		})
	}
}

// bothDatabases are the two, each new.
func bothDatabases(t *testing.T) map[string]func() []string {
	return map[string]func() []string{
		"sqlite": func() []string { return []string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "omzien.db")} },
		"postgres": func() []string {
			base := storagetest.Durable(t)
			return []string{"DATABASE_URL=" + base.TCP, "OMZIEN_KEY_FILE=" + base.KeyFile}
		},
	}
}

// deskClient is a worker at the web desk, without a browser.
type deskClient struct {
	t      *testing.T
	base   string
	client *http.Client
	me     string
	n      int
}

// signedInAt signs a worker in at the program's web desk.
func signedInAt(p *program, name string) *deskClient {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	c := &deskClient{t: p.t, base: p.base, client: &http.Client{Jar: jar}}
	_, token, _ := strings.Cut(p.signIn(), "#")
	if said := c.asks(http.MethodPost, "/desk/in", map[string]string{"token": token, "name": name}); !strings.Contains(said, name) {
		p.t.Fatalf("signing in: %s", said)
	}
	var queue struct{ Worker string }
	if err := json.Unmarshal([]byte(c.gets("/desk/queue")), &queue); err != nil || queue.Worker == "" {
		p.t.Fatalf("the queue of %s: %v", name, err)
	}
	c.me = queue.Worker
	return c
}

func (c *deskClient) gets(path string) string { c.t.Helper(); return c.asks(http.MethodGet, path, nil) }

// posts says what the worker did.
func (c *deskClient) posts(event map[string]any) string {
	c.t.Helper()
	c.n++
	event["tab"], event["n"], event["as"] = "abcdefgh", c.n, c.me
	return c.asks(http.MethodPost, "/desk/events", event)
}

func (c *deskClient) asks(method, path string, body any) string {
	c.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, bytes.NewReader(sent))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %d %s, %v", method, path, resp.StatusCode, said, err)
	}
	return string(said)
}

var typedLink = regexp.MustCompile(`<p class="typed">([^<]+)</p>`)

// linkOf is the link on a member's card.
func (c *deskClient) linkOf(member string) string {
	c.t.Helper()
	page := c.gets("/desk/belcirkels/kaart?id=" + url.QueryEscape(member))
	found := typedLink.FindStringSubmatch(page)
	if found == nil {
		c.t.Fatalf("no link on the card:\n%s", page)
	}
	return html.UnescapeString(found[1])
}
