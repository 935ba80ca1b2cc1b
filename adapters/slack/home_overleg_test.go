package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A worker's Home lists the open overleggen that they asked for, or are asked into,
// by name or with their team; each leads to its thread where they are. What is asked
// does not stand there (law 15).
func TestRow15_HomeListsTheOverleggenThatConcernMe(t *testing.T) {
	now := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	who := func(id, name string) chat.Author { return chat.Author{Role: chat.RoleWorker, ID: id, Name: name} }
	asks := func(by chat.Author, ago time.Duration, teams []string, asked ...string) chat.Consult {
		k := chat.Consult{ID: fmt.Sprint(ago.Minutes()), By: by, Question: "zijn geheim", Since: now.Add(-ago), Teams: teams}
		for _, id := range asked {
			k.Asked = append(k.Asked, chat.Invitee{Author: who(id, id)})
		}
		return k
	}
	noor, bas := who("slack:U0NOOR", "Noor"), who("slack:U0BAS", "Bas")
	item := func(name string, all ...chat.Consult) chat.Item {
		at := map[string][]chat.Address{}
		for _, k := range all {
			at[k.ID] = []chat.Address{{Adapter: Name, Chat: "C0WIJK", Thread: "9.9"}, {Adapter: Name, Chat: "C0DESK", Thread: k.ID}}
		}
		return chat.Item{ID: name, Name: name, State: chat.Talking, Worker: bas, Team: "wijkteam", Consults: all, Asides: at}
	}
	elsewhere := item("Dré", asks(bas, 5*time.Minute, nil, noor.ID))
	elsewhere.Asides["5"] = elsewhere.Asides["5"][:1]
	items := []chat.Item{
		item("Ada", asks(noor, time.Hour, []string{"wijkteam"})),
		item("Bo", asks(bas, 2*time.Hour, []string{"jongerenwerk"}), asks(bas, 3*time.Hour, []string{"wijkteam"}, "slack:U0EVA")),
		item("Cas", asks(bas, time.Minute, nil, noor.ID)), elsewhere,
	}
	teams := []adapters.Team{{Name: "jongerenwerk", Channel: "C0DESK"}, {Name: "wijkteam", Channel: "C0WIJK"}}
	g := adapters.Glanced(items, nil, nil, noor.ID, teams, func(t adapters.Team) bool { return t.Channel == "C0DESK" }, now)
	var got []string
	for _, a := range g.Overleg {
		got = append(got, fmt.Sprint(a.Name, " ", a.At.Thread, " ", a.Named))
	}
	if want := "[Dré  true Cas 1 true Bo 120 false Ada 60 false]"; fmt.Sprint(got) != want {
		t.Errorf("listed %v, want %s", got, want)
	}
	link := func(at chat.Address) string {
		if at.Thread == "" {
			return ""
		}
		return "https://slack.example/" + at.Thread
	}
	blocks, err := json.Marshal(drawHome(g, "", link, ""))
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Overleg (4)", "https://slack.example/120", `" jou"`, "Bas vraagt"} {
		if !strings.Contains(string(blocks), words) {
			t.Errorf("%q is missing: %s", words, blocks)
		}
	}
	if strings.Contains(string(blocks), "geheim") || strings.Contains(string(blocks), "9.9") {
		t.Errorf("it tells too much: %s", blocks)
	}
}

// However long the lists are, a Home keeps to the hundred blocks that Slack takes.
func TestHome_KeepsWithinAHundredBlocks(t *testing.T) {
	g := adapters.Glance{Self: time.Now()}
	for i := range 80 {
		item := chat.Item{ID: fmt.Sprint(i), Name: "Sam", Token: "t"}
		g.Mine, g.Waiting = append(g.Mine, item), append(g.Waiting, item)
		g.Alarms, g.Overleg = append(g.Alarms, chat.Alarm{}), append(g.Overleg, adapters.Aside{Name: "Sam"})
	}
	blocks := drawHome(g, "Gedaan", func(chat.Address) string { return "" }, "https://omzien.voorbeeld.nl/desk")
	text, err := json.Marshal(blocks)
	if err != nil || len(blocks) > 100 || !strings.Contains(string(text), "Overleg (80)") || !strings.Contains(string(text), "En nog 65.") {
		t.Errorf("%d blocks, %v", len(blocks), err)
	}
}
