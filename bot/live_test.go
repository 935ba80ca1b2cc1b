package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
)

// stands puts a conversation at a step of the flow jongeren, in a version.
func stands(t *testing.T, store *storage.Store, who, version string, change func(c *chat.Conversation)) {
	t.Helper()
	err := store.Update(context.Background(), func(tx *storage.Tx) error {
		c, err := tx.Meet(chat.Address{Adapter: "webchat", Chat: who}, today)
		if err != nil {
			return err
		}
		c.Flow, c.Told = chat.FlowRef{Name: "jongeren", Version: version}, []chat.Told{{Text: "kanarie-7Qx"}}
		change(&c)
		return tx.Write(chat.Change{Event: chat.Event{At: today}, Conversation: &c})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheckLive_TellsAnAuthorWhoWaitsWhere(t *testing.T) {
	h := newHouse(t)
	store, err := storage.Open(t.Context(), h.config().storage())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close(context.Background()) }) // it runs meanwhile
	shows := func(want ...string) {
		t.Helper()
		dir := playbook(t, "flows/jongeren.yaml", "id: nietvrij\n", "id: later_dan\n")
		path := filepath.Join(dir, "flows/jongeren.yaml")
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.ReplaceAll(string(source), "goto: nietvrij", "goto: later_dan")
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		environ := []string{"LANG=nl_NL.UTF-8"}
		for name, value := range h.env {
			environ = append(environ, name+"="+value)
		}
		if err := run(t.Context(), []string{"check", "--live", dir}, environ, &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q is not in\n%s", w, out.String())
			}
		}
		if strings.Contains(out.String(), "kanarie") {
			t.Errorf("it tells what they said:\n%s", out.String())
		}
	}
	shows("Er wacht nu niemand op een vraag van de bot.\n")

	builtin, err := loadPlaybook("")
	if err != nil {
		t.Fatal(err)
	}
	version := builtin.Talks.Version
	if err := store.Update(t.Context(), func(tx *storage.Tx) error { return tx.KeepTalks(version, builtin.Talks.Source) }); err != nil {
		t.Fatal(err)
	}
	at := func(step string) func(c *chat.Conversation) { return func(c *chat.Conversation) { c.Step = step } }
	for _, who := range []string{"a", "b", "c"} {
		stands(t, store, who, version, at("nietvrij"))
	}
	stands(t, store, "d", version, at("choose:thema"))
	stands(t, store, "e", version, at("")) // nothing is asked
	stands(t, store, "f", "gone", at("choose:thema"))
	stands(t, store, "g", version, func(c *chat.Conversation) {
		c.Handoff = chat.Handoff{State: chat.Waiting, Team: "jongerenwerk", Resume: "ask:alias"}
	})
	shows(
		"jongeren: 3 mensen wachten bij nietvrij; die stap is er niet meer: zij gaan verder in de oude versie.\n",
		"jongeren: 1 persoon wacht bij choose:thema; die stap is er nog, maar in dit gesprek staat geen waiting: move: die gaat verder in de oude versie.\n",
		"jongeren: 1 persoon wacht bij choose:thema; hun versie is niet meer te lezen: een medewerker krijgt het gesprek.\n",
		"jongeren: 1 persoon heeft nu een medewerker, en gaat daarna verder bij ask:alias; die stap is er nog",
	)
}

func TestCheckLive_WithoutADatabaseSaysWhatToDo(t *testing.T) {
	h := newHouse(t)
	var out strings.Builder
	err := run(t.Context(), []string{"check", "--live"}, []string{"DATABASE_URL=" + h.env["DATABASE_URL"]}, &out)
	if err == nil || !strings.Contains(err.Error(), "start Omzien once to make it") {
		t.Errorf("it says %v", err)
	}
}
