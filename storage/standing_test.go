package storage_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

func TestLaw17_StandingsTellWhereAndNotWhoOrWhat(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		const people = 3
		for n := range people {
			c := met(t, s, page(n))
			decide(t, s, c.ID, func(c *chat.Conversation) chat.Change {
				c.Flow, c.Step, c.Over = chat.FlowRef{Name: "intake", Version: "v1"}, "thema", n == 0
				c.Data, c.Nickname, c.Kept = map[string]string{"verhaal": canary}, canary, something()
				c.Calls = []chat.Call{{Flow: "buiten", Step: "roep", Data: map[string]string{"naam": canary}}}
				c.Told = []chat.Told{{Text: canary}}
				c.Handoff = chat.Handoff{State: chat.Talking, Resume: "klaar", Card: []chat.CardFact{{Text: canary}}}
				return chat.Change{}
			})
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error { return tx.KeepTalks("v1", []byte("source")) }))
		reader, err := storage.OpenRead(t.Context(), b.Config())
		ok(t, err)
		defer reader.Close(t.Context())
		var all []chat.Conversation
		unreadable, err := reader.Standings(t.Context(), func(c chat.Conversation) { all = append(all, c) })
		ok(t, err)
		if len(all) != people-1 || unreadable != 0 {
			t.Fatalf("%d conversations, %d unreadable", len(all), unreadable)
		}
		c := all[0]
		if c.Flow.Version != "v1" || c.Step != "thema" || len(c.Data) != 1 || c.Calls[0].Step != "roep" || len(c.Calls[0].Data) != 1 || c.Handoff.Resume != "klaar" || !c.InHandoff() {
			t.Errorf("it stands at %+v", c)
		}
		if text := fmt.Sprintf("%+v", c); strings.Contains(text, canary) || c.ID+c.Person+c.Alias != "" {
			t.Errorf("it tells more than where: %s", text)
		}
		if source, known, err := reader.Version(t.Context(), "v1"); !known || string(source) != "source" || err != nil {
			t.Errorf("the version is %q, %v, %v", source, known, err)
		}
		if err := reader.Update(t.Context(), func(*storage.Tx) error { return errors.New("it ran") }); err == nil || err.Error() == "it ran" {
			t.Errorf("whoever only looks may write: %v", err)
		}
		_, err = b.Raw(t).Exec("UPDATE person SET key_sealed = (SELECT h.key_sealed FROM house h)")
		ok(t, err)
		if unreadable, err := reader.Standings(t.Context(), func(chat.Conversation) { t.Error("it was read without its key") }); unreadable != people-1 || err != nil {
			t.Errorf("%d unreadable, %v", unreadable, err)
		}
	})
}
