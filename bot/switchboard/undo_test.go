package switchboard_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// Row 14: what was sent waits in the database, whichever instance took it in; the
// cross that came with the answer takes it back, once; and without it, it leaves.
func TestRow14_UndoOnEachDatabase(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 2, flowstest.Shipped(t))
		w.starts("sam")
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		w.worker("Noor", chat.Answered, "sam", "Dit gaat weg")
		wrong := w.worker("Noor", chat.Answered, "sam", "Dit is voor iemand anders")
		if wrong.Token == "" || wrong.Press.Verb != chat.Recalled {
			t.Fatalf("no cross: %+v", wrong)
		}
		if th := w.thread("sam"); len(th.Leaving) != 2 || strings.Contains(w.sees("sam"), "weg") {
			t.Fatalf("leaving %+v; the person sees\n%s", th.Leaving, w.sees("sam"))
		}
		cross := chat.Event{Kind: chat.Claimed, Token: wrong.Token + ":0", From: chat.Address{Adapter: "team", Chat: "C1", Thread: "whisper"},
			Author: chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}}
		for _, text := range []string{"Tegengehouden. Niet verstuurd.", ""} {
			cross.ID = w.id("Noor")
			if a := w.handle(cross); text != "" && a.Text != text {
				t.Errorf("the cross: %+v", a)
			}
		}
		p := &player{world: w, alarms: map[string]int{}}
		p.passes(5 * time.Second)
		sees := w.sees("sam")
		if strings.Count(sees, "worker: Dit gaat weg\n") != 1 || strings.Contains(sees, "iemand anders") {
			t.Errorf("the person sees\n%s", sees)
		}
		for _, l := range w.thread("sam").Lines {
			if strings.Contains(l.Text, "iemand anders") {
				t.Errorf("the record keeps what was taken back: %+v", l)
			}
		}
	})
}

// stands is what stands on the person's screen of what workers said.
func (f *floor) stands(who string) (texts []string) {
	f.platform.mu.Lock()
	defer f.platform.mu.Unlock()
	var all []chat.Message
	for _, m := range f.platform.posts {
		if m.To.Chat != who || m.Speaker.Role != chat.RoleWorker {
			continue
		}
		at := slices.IndexFunc(all, func(o chat.Message) bool { return m.Edits != "" && "post-"+o.ID == m.Place })
		switch {
		case at >= 0 && m.Gone:
			all = slices.Delete(all, at, at+1)
		case at >= 0:
			all[at].Text = m.Text
		default:
			all = append(all, m)
		}
	}
	for _, m := range all {
		texts = append(texts, m.Text)
	}
	return texts
}

// changes is a worker's change of earlier words in the thread.
func (f *floor) changes(name string, kind chat.Kind, in *post, ref, text string) {
	f.t.Helper()
	f.answer(chat.Event{ID: f.id(name), Kind: kind, Author: colleague(name), From: in.place(), Ref: ref, Text: text})
}

// Row 14: a worker's edit and deletion of words that are out reach the person's
// platform, find the message there, and are told of; the record keeps the old text.
func TestRow14_ChangesOfWordsThatAreOut(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		first := f.types("Noor", card, "Tot morgen")
		second := f.types("Noor", card, "Neem je pas mee")
		f.changes("Noor", chat.Edited, card, first, "Tot vrijdag")
		if got := f.stands("sam"); !slices.Equal(got, []string{"Tot vrijdag", "Neem je pas mee"}) {
			t.Fatalf("after the edit the person sees %q", got)
		}
		f.said(card, "Aangepast bij "+card.Card.Alias)
		f.changes("Noor", chat.Edited, card, first, "Tot zaterdag")
		f.changes("Noor", chat.Deleted, card, second, "")
		if got := f.stands("sam"); !slices.Equal(got, []string{"Tot zaterdag"}) {
			t.Fatalf("after the deletion the person sees %q", got)
		}
		f.said(card, "Weggehaald bij "+card.Card.Alias)

		var record []string
		th, err := f.stores[0].Record().Thread(t.Context(), card.Talk, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range th.Lines {
			if l.Kind == chat.LineWorker {
				record = append(record, strings.Join([]string{l.Text, l.Was, string(l.Later)}, "|"))
			}
		}
		want := []string{"Tot morgen||edited", "Neem je pas mee||gone", "Tot vrijdag|Tot morgen|edited", "Tot zaterdag|Tot vrijdag|", "|Neem je pas mee|"}
		if !slices.Equal(record, want) {
			t.Errorf("the record says %q\nwant %q", record, want)
		}
		// Nobody else changes them, and where it fails that is told.
		f.changes("Bas", chat.Deleted, card, first, "")
		if got := f.stands("sam"); len(got) != 1 {
			t.Errorf("a colleague took it away: %q", got)
		}
		f.platform.fail = func(m chat.Message) (bool, error) {
			if m.Gone {
				return false, adapters.Permanent(errors.New("refused"))
			}
			return true, nil
		}
		f.changes("Noor", chat.Deleted, card, first, "")
		f.said(card, "Weghalen lukte niet bij "+card.Card.Alias)
	})
}

// Goal 13: a person's edit is known for one by the platform's name of the message;
// the old text stands behind a button, for whoever asks, and in the record.
func TestGoal13_APersonsEditKeepsTheOldText(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		says := func(kind chat.Kind, ref, text string) {
			f.answer(chat.Event{ID: f.id("sam"), Kind: kind, From: away("sam"), Author: person, Ref: ref, Text: text})
		}
		says(chat.Said, "bot:message:7", "Ik ben bang")
		says(chat.Said, "bot:message:8", "Morgen kan ik")
		says(chat.Edited, "bot:message:7", "Ik ben een beetje bang")
		edit := f.said(card, "(aangepast) Ik ben een beetje bang")
		for range 2 {
			if a := f.press("Bas", edit, "Oude tekst"); a.Text != "Eerst stond er: Ik ben bang" {
				t.Errorf("who presses reads %+v", a)
			}
		}
		says(chat.Edited, "bot:message:7", "Laat maar")
		if a := f.press("Noor", f.said(card, "(aangepast) Laat maar"), "Oude tekst"); a.Text != "Eerst stond er: Ik ben een beetje bang" {
			t.Errorf("of the second edit: %+v", a)
		}
		says(chat.Edited, "bot:message:99", "Onbekend") // from before we knew them
		if p := f.said(card, "(aangepast) Onbekend"); len(p.Choices) != 0 {
			t.Errorf("a button for what nobody knows: %+v", p.Choices)
		}
		says(chat.Deleted, "bot:message:8", "")
		f.said(card, "(verwijderde een bericht)")

		th, err := f.stores[0].Record().Thread(t.Context(), card.Talk, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range th.Lines {
			if l.Kind == chat.LinePerson && (l.Edits != "" || l.Later != "") {
				got = append(got, strings.Join([]string{l.Text, l.Was, string(l.Later)}, "|"))
			}
		}
		want := []string{"Ik ben bang||edited", "Morgen kan ik||gone", "Ik ben een beetje bang|Ik ben bang|edited", "Laat maar|Ik ben een beetje bang|", "|Morgen kan ik|"}
		if !slices.Equal(got, want) {
			t.Errorf("the record says %q\nwant %q", got, want)
		}
	})
}

// Row 14: a page shows what stands there now: where it is read anew nothing of the
// old words is given, and a page that has them already is told which line changes.
func TestRow14_APageShowsWhatStandsThereNow(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		first, second := w.act("Noor", chat.Answered, "sam", "Tot morgen"), w.act("Noor", chat.Answered, "sam", "Verkeerde tekst")
		w.handle(first)
		w.handle(second)
		before := w.talk("sam").Lines
		edit, gone := w.act("Noor", chat.Edited, "sam", "Tot vrijdag"), w.act("Noor", chat.Deleted, "sam", "")
		edit.Ref, gone.Ref = first.ID, second.ID
		w.handle(edit)
		w.handle(gone)

		all := w.talk("sam").Lines
		if n := len(all); n != len(before)+2 || strings.Contains(w.sees("sam"), "morgen") || strings.Contains(w.sees("sam"), "Verkeerde") {
			t.Fatalf("the page sees\n%s", w.sees("sam"))
		}
		at := len(before) - 2
		if l := all[at]; l.Text != "Tot vrijdag" || l.Later != chat.LaterEdited {
			t.Errorf("the edited line: %+v", l)
		}
		if l := all[at+1]; l.Text != "" || l.Later != chat.LaterGone {
			t.Errorf("the line that is gone: %+v", l)
		}
		if l := all[at+2]; l.Of != all[at].N || l.Text != "Tot vrijdag" || l.Was != "" {
			t.Errorf("the edit: %+v", l)
		}
		if l := all[at+3]; l.Of != all[at+1].N || !l.Gone || l.Text != "" || l.Was != "" {
			t.Errorf("the deletion: %+v", l)
		}
	})
}
