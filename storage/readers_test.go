package storage_test

import (
	"errors"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// Who read a talk is kept with it, sealed, shown on no page as part of it, and gone
// with the person.
func TestLaw16_WhoReadATalkIsKeptAndErasedWithIt(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		r := s.Record()
		if _, err := r.Readers(ctx, "nobody"); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("of nobody: %v", err)
		}
		ok(t, s.Update(ctx, said(s, page(1), "web:a:1", "hoi")))
		talk, err := r.Talk(ctx, page(1), 0)
		ok(t, err)
		by := func(l chat.Line, name string, at time.Time) chat.Line {
			l.Author, l.At = chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name}, at
			return l
		}
		decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
			c.Shown = []chat.Shown{{By: chat.Author{ID: "w-Bas"}, Until: noon.Add(time.Hour)}, {By: chat.Author{ID: "w-Noor"}, Until: noon.Add(time.Minute)}}
			opened := by(lineOf(c, 0, chat.LineOpened, ""), "Noor", noon)
			form := by(lineOf(c, 1, chat.LineForm, "Waarom: bellen"), "Bas", noon.Add(time.Minute))
			form.Step = string(chat.Revealed)
			other := by(lineOf(c, 2, chat.LineForm, "Stap: 1"), "Bas", noon.Add(time.Minute))
			other.Step = string(chat.Meldcode)
			return chat.Change{Lines: []chat.Line{opened, form, other}}
		})
		looks, err := r.Readers(ctx, talk.Conversation)
		ok(t, err)
		if len(looks) != 2 || looks[0].Worker.Name != "Bas" || looks[0].Why != "Waarom: bellen" || looks[1].Worker.Name != "Noor" || looks[1].Why != "" || !looks[1].At.Equal(noon) {
			t.Fatalf("%+v", looks)
		}
		thread, err := r.Thread(ctx, talk.Conversation, 0)
		ok(t, err)
		for _, l := range thread.Lines {
			if l.Kind == chat.LineOpened {
				t.Errorf("it stands in the talk: %+v", l)
			}
		}
		if thread.Unread != 1 || !thread.ShownTo("w-Bas").Equal(noon.Add(time.Hour)) || !thread.ShownTo("w-Noor").Equal(noon.Add(time.Minute)) || !thread.ShownTo("w-Eva").IsZero() {
			t.Errorf("%+v", thread)
		}
		decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
			return chat.Change{Forget: true}
		})
		if looks, err := r.Readers(ctx, talk.Conversation); err != nil || len(looks) > 0 {
			t.Errorf("after the person was erased: %+v, %v", looks, err)
		}
	})
}
