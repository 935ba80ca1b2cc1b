package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// A worker's Home and /omzien, with everything behind them: who waits is picked
// up from the Home, and what stands there follows.
func TestStoryOfAHomeInSlack(t *testing.T) {
	t.Parallel()
	for _, hooks := range []bool{false, true} {
		t.Run(map[bool]string{false: "socket", true: "signed HTTP"}[hooks], func(t *testing.T) {
			t.Parallel()
			p := platformsOn(t)
			p.starts(1, hooks, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
			stranger := p.slack.Worker("U0GAST", "Gast")

			p.noor.OpenHome()
			p.noor.AwaitHome("nobody", func(v slacktest.View) bool { return strings.Contains(v.Text, "Er wacht niemand.") })
			stranger.OpenHome()
			stranger.AwaitHome("that it is the team's", func(v slacktest.View) bool {
				return strings.Contains(v.Text, "Dit kan alleen iemand van het team.") && len(v.Buttons) == 0
			})

			p.sam.Start("jongeren")
			p.presses("Ja")
			p.presses("Thuis")
			p.reads("Wil je er al iets over vertellen")
			p.sam.Write("Mijn vader is heel boos en ik durf niet naar huis.")
			p.reads("Hoe mogen we je noemen")
			p.sam.Write("Sam")
			home := p.noor.AwaitHome("Sam", func(v slacktest.View) bool { return strings.Contains(v.Text, "Sam · ") })
			for _, words := range []string{"Wachten op iemand (1)", "Thuis", "het jongerenwerk", "wacht sinds"} {
				if !strings.Contains(home.Text, words) {
					t.Errorf("the Home does not say %q:\n%s", words, home.Text)
				}
			}
			for _, words := range []string{"vader", "durf niet"} { // law 15
				if strings.Contains(home.Text, words) {
					t.Errorf("the Home says %q:\n%s", words, home.Text)
				}
			}

			p.bas.OpenHome()
			p.bas.AwaitHome("Sam", func(v slacktest.View) bool { return strings.Contains(v.Text, "Sam · ") })
			p.noor.PressHome("Oppakken", 0)
			p.reads("Noor van het jongerenwerk is er nu voor je.")
			home = p.noor.AwaitHome("that Sam is Noor's", func(v slacktest.View) bool {
				return strings.Contains(v.Text, "Mijn gesprekken (1)") && strings.Contains(v.Text, "Jij hebt nu Sam · ")
			})
			card := p.channel.Await("the card with an owner", func(c slacktest.Post) bool { return c.Has("Afronden") })
			link := "https://omzien.slack.com/archives/C0DESK/p" + strings.ReplaceAll(card.TS, ".", "")
			if got := strings.Join(p.noor.HomeLinks(), " "); !strings.Contains(got, link) {
				t.Errorf("the Home leads to %s, not to %s", got, link)
			}
			p.bas.AwaitHome("that nobody waits", func(v slacktest.View) bool { return strings.Contains(v.Text, "Er wacht niemand.") })

			tells := func(w *slacktest.Worker, command, words string) {
				t.Helper()
				if d := w.Command(p.channel, "/omzien", command); !d.Settled(t.Context()) {
					t.Fatalf("/omzien %s was not acknowledged", command)
				}
				w.AwaitTold("/omzien "+command+": "+words, func(s string) bool { return strings.Contains(s, words) })
			}
			tells(p.noor, "mijn", "Sam · ")
			tells(p.bas, "wachtrij", "Er wacht niemand.")
			tells(p.bas, "weg 30 min", "Je bent weg tot ")
			tells(p.noor, "stand", "weg: Bas")
			p.bas.AwaitHome("that Bas is away", func(v slacktest.View) bool { return strings.Contains(v.Text, "Je bent weg tot ") })
			p.bas.PressHome("Ik ben er weer", 0)
			p.bas.AwaitHome("that Bas is back", func(v slacktest.View) bool {
				return strings.Contains(v.Text, "Je bent er weer.") && !strings.Contains(v.Text, "Je bent weg tot")
			})
			tells(p.noor, "achterwacht", "geen achterwacht")
			tells(stranger, "wachtrij", "Dit kan alleen iemand van het team.")
			tells(stranger, "webdesk", "Dit kan alleen iemand van het team.")
			tells(p.noor, "webdesk", "Open de webdesk")
			p.alsoAtTheWebDesk(p.noor.ToldLinks()[0])
			p.secretive(append(p.telegramSecrets(), "durf niet naar huis", "U0NOOR", "U0BAS", "weg 30"))
		})
	}
}

// alsoAtTheWebDesk signs Noor in with the link that she got in Slack. She has the same
// talk there, without taking it over, until she is no worker any more.
func (p *platforms) alsoAtTheWebDesk(link string) {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	page, token, _ := strings.Cut(link, "/desk/in#")
	if !strings.HasPrefix(page, "http://") || token == "" {
		p.t.Fatalf("the link is %q", link)
	}
	asks := func(method, path string, body any) (status int, said string) {
		sent, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(p.t.Context(), method, p.programs[0].base+path, bytes.NewReader(sent))
		if err != nil {
			p.t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		resp, err := (&http.Client{Jar: jar}).Do(r)
		if err != nil {
			p.t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			p.t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	if status, said := asks(http.MethodPost, "/desk/in", map[string]string{"token": token}); status != http.StatusOK || !strings.Contains(said, "Noor") {
		p.t.Fatalf("signing in: %d %s", status, said)
	}
	var queue struct {
		Worker string
		Items  []struct{ ID, Group string }
	}
	_, said := asks(http.MethodGet, "/desk/queue", nil)
	if err := json.Unmarshal([]byte(said), &queue); err != nil || queue.Worker != "slack:U0NOOR" || len(queue.Items) != 1 || queue.Items[0].Group != "mine" {
		p.t.Fatalf("at the web desk she has %s, %v", said, err)
	}
	answer := map[string]any{"kind": chat.Answered, "conversation": queue.Items[0].ID, "text": "Ik zit nu achter een toetsenbord.", "tab": "abcdefgh", "n": 1, "as": queue.Worker}
	if status, said := asks(http.MethodPost, "/desk/events", answer); status != http.StatusOK {
		p.t.Fatalf("answering: %d %s", status, said)
	}
	p.reads("Ik zit nu achter een toetsenbord.")
	p.channel.Await("her words in the thread", func(x slacktest.Post) bool { return x.Has("Noor (elders)", "achter een toetsenbord") })
	p.noor.Deactivate()
	p.programs[0].until("she is signed out", func() bool {
		status, _ := asks(http.MethodGet, "/desk/queue", nil)
		return status == http.StatusUnauthorized
	})
}
