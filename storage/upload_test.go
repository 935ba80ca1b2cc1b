package storage_test

import (
	"bytes"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// brings is a person's message with a file that came by a page.
func brings(t *testing.T, s *storage.Store, id, event string, at time.Time, content []byte) chat.File {
	t.Helper()
	f := chat.File{Kind: "photo", ID: chat.UploadID(event, 0), At: chat.InStore, Size: int64(len(content))}
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		l := lineOf(&c, 0, chat.LinePerson, "kijk")
		l.ID, l.Files = event, []chat.File{f, {Kind: "sticker", ID: "s"}}
		return tx.Write(chat.Change{Conversation: &c, Lines: []chat.Line{l}, Event: chat.Event{
			ID: event, At: at, Files: l.Files, Brought: map[string]chat.Content{f.ID: {Kind: "photo", Type: "image/png", Name: "foto.png", Bytes: content}},
		}})
	}))
	return f
}

// TestLaw16_UploadsAreSealedAndGoWithThePerson: and who asks from another talk, or
// another page, gets none.
func TestLaw16_UploadsAreSealedAndGoWithThePerson(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c, other := met(t, s, page(1)), met(t, s, page(2))
		f := brings(t, s, c.ID, "web:a:1", noon, []byte(canary))
		brings(t, s, c.ID, "web:a:1", noon, []byte("the same event again"))
		got, known, err := s.Upload(t.Context(), c.ID, f.ID)
		ok(t, err)
		if !known || string(got.Bytes) != canary || got.Type != "image/png" || got.Name != "foto.png" || got.Kind != "photo" {
			t.Errorf("%v: %+v", known, got)
		}
		var raw []byte
		ok(t, b.Raw(t).Get(&raw, "SELECT body_sealed FROM upload"))
		if bytes.Contains(raw, []byte(canary)) || bytes.Contains(raw, []byte("image/png")) {
			t.Error("it stands there for all to read")
		}
		if _, known, err := s.Upload(t.Context(), other.ID, f.ID); known || err != nil {
			t.Errorf("another talk has it: %v", err)
		}
		talk, err := s.Record().Talk(t.Context(), page(1), 0)
		ok(t, err)
		n := talk.Lines[0].N
		mine, hers := page(1), page(2)
		for name, tt := range map[string]struct {
			at           *chat.Address
			conversation string
			i            int
			known        bool
		}{
			"her page":               {&mine, "", 0, true},
			"another's page":         {&hers, "", 0, false},
			"her page, a sticker":    {&mine, "", 1, false},
			"her page, none":         {&mine, "", 2, false},
			"her page, less than 0":  {&mine, "", -1, false},
			"the desk":               {nil, c.ID, 0, true},
			"the desk, another talk": {nil, other.ID, 0, false},
		} {
			got, of, known, err := s.Sent(t.Context(), tt.at, tt.conversation, n, tt.i)
			if err != nil || known != tt.known || known && (got != f || of != c.ID) {
				t.Errorf("%s: %v, %+v, %v", name, known, got, err)
			}
		}
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { return chat.Change{Forget: true} })
		if n := count(t, b, "SELECT COUNT(*) FROM upload"); n != 0 {
			t.Errorf("%d are left", n)
		}
		if _, known, err := s.Upload(t.Context(), c.ID, f.ID); known || err != nil {
			t.Errorf("it is still there: %v", err)
		}
	})
}

// TestLaw7_ANotesFileIsNotForThePerson: their page does not get at it.
func TestLaw7_ANotesFileIsNotForThePerson(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := met(t, s, page(1))
		f := chat.File{Kind: "photo", ID: "F1", At: "slack"}
		var n int64
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change {
			l := lineOf(c, 0, chat.LineNote, "voor ons")
			l.Files, n = []chat.File{f}, l.N
			return chat.Change{Lines: []chat.Line{l}}
		})
		mine := page(1)
		if _, _, known, err := s.Sent(t.Context(), &mine, "", n, 0); known || err != nil {
			t.Errorf("the person sees it: %v", err)
		}
		if _, _, known, err := s.Sent(t.Context(), nil, c.ID, n, 0); !known || err != nil {
			t.Errorf("the desk does not: %v", err)
		}
	})
}

// TestLaw20_UploadsGoAfterTheirTime, and the oldest of too many before it.
func TestLaw20_UploadsGoAfterTheirTime(t *testing.T) {
	s := storagetest.SQLite(t).Open(t)
	c := met(t, s, page(1))
	first := brings(t, s, c.ID, "web:a:1", noon, []byte("old"))
	later := noon.Add(31 * 24 * time.Hour)
	second := brings(t, s, c.ID, "web:a:2", later, []byte("new"))
	_, err := s.Sweep(t.Context(), later)
	ok(t, err)
	there := func(f chat.File) bool {
		_, known, err := s.Upload(t.Context(), c.ID, f.ID)
		ok(t, err)
		return known
	}
	if there(first) || !there(second) {
		t.Errorf("the old one: %v, the new one: %v", there(first), there(second))
	}
	large := make([]byte, chat.FileMost)
	var all []chat.File
	for i := range 6 {
		all = append(all, brings(t, s, c.ID, "web:b:"+string(rune('1'+i)), noon.Add(31*24*time.Hour+time.Duration(i+1)*time.Minute), large))
	}
	if there(second) || there(all[0]) || there(all[1]) || !there(all[2]) || !there(all[5]) {
		t.Error("it is not the oldest that went")
	}
}
