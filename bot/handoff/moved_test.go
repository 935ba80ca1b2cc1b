package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// Law 7: what a worker wrote before they picked the talk up was not for the
// person, also where Slack brings it afterwards, once more.
func TestLaw7_WordsFromBeforeTheClaimThatComeLate(t *testing.T) {
	w := atDesk(t)
	press := monday.Add(time.Minute)
	typed := func(at time.Time, text string) string {
		ev := chat.Event{ID: "slack:" + text, Kind: chat.Answered, Author: worker("Noor"), From: desk, Text: text, Sent: at}
		ev.From.Thread = "t1"
		w.handle(ev)
		return ev.ID
	}
	claim := chat.Event{Kind: chat.Claimed, Author: worker("Noor"), From: desk, Token: "x:0", Sent: press}
	claim.From.Thread = "t1"
	w.handle(claim)
	if typed(press.Add(-time.Second), "deze jongen liegt altijd"); len(toPerson(w)) != 0 || !w.last.Answer.Held {
		t.Fatalf("the person got %q, the thread says %q", toPerson(w), toDesk(w))
	}
	if !strings.HasPrefix(toDesk(w)[0], "Nog niet verstuurd: ") {
		t.Errorf("the thread says %q", toDesk(w))
	}
	if typed(press.Add(time.Second), "Hoi Sam"); !sent(w, "Hoi Sam") {
		t.Errorf("after the claim the person got %q", toPerson(w))
	}
}

// Law 7: a mention is one wherever it stands, also against other words. A mail
// address is none.
func TestLaw7_AMentionAgainstOtherWords(t *testing.T) {
	for text, mention := range map[string]bool{
		"hoi,@collega weet jij dit?": true, "(zie @collega)": true, "hoi@collega": true, "hoi@collega.": true, "…@iedereen": true,
		"-@noor": true, "om 5 @ het plein": false, "mail naar sam@voorbeeld.nl.": false, "mail:sam.de-v+x@mail.voorbeeld.nl!": false, "@": false, "a @ b": false,
	} {
		w := atDesk(t)
		w.does("Noor", chat.Claimed, "")
		w.inThread("Noor", chat.Answered, "", text)
		if held := w.last.Answer.Held; held != mention || sent(w, text) == mention {
			t.Errorf("%q: held is %v", text, held)
		}
	}
}

// moved is a talk that stood at one team's desk, went back to the bot, and was
// then handed to a team with a desk of its own.
func moved(t *testing.T) (w *talk, old chat.Message, theirs chat.Address) {
	w = atDesk(t)
	w.c.Told = []chat.Told{{Text: "mijn verhaal"}}
	w.does("Noor", chat.Claimed, "")
	w.does("Noor", chat.HandedBack, "")
	first := w.c.Handoff.Posted[0].Card
	theirs = chat.Address{Adapter: "slack", Chat: "C2"}
	w.facts.Desks = []chat.Address{theirs}
	w.handle(chat.Event{Kind: chat.HandedOff, Author: chat.Program, Value: w.book.Organisation.Teams[1].Name})
	for _, m := range w.last.Say {
		if m.To == desk && m.Edits == first {
			old = m
		}
	}
	return w, old, theirs
}

// Law 7, law 8: where a talk went to another team, its card at the first team's
// desk says so, has no buttons and no words of the person any more; it says so
// once; and it is a card again when the talk comes back.
func TestLaw7_TheCardOfATalkThatWentToAnotherTeam(t *testing.T) {
	w, old, theirs := moved(t)
	label := w.book.Organisation.Teams[1].Label
	if old.Card == nil || len(old.Choices)+len(old.Card.Facts) != 0 || !strings.Contains(old.Text, label) {
		t.Fatalf("the first team's card becomes %+v", old)
	}
	if w.does("Bas", chat.Claimed, ""); slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return m.To == desk }) {
		t.Errorf("it is told again: %+v", w.last.Say)
	}
	w.does("Bas", chat.HandedBack, "")
	w.facts.Desks = []chat.Address{desk}
	w.handle(chat.Event{Kind: chat.HandedOff, Author: chat.Program, Value: w.book.Organisation.Teams[0].Name})
	cards := map[chat.Address]chat.Message{}
	for _, m := range w.last.Say {
		if m.Card != nil {
			cards[m.To] = m
		}
	}
	if len(cards[desk].Choices) != 1 || len(cards[theirs].Choices) != 0 || cards[theirs].Card == nil {
		t.Errorf("back at the first team: %+v", cards)
	}
}

// Law 7: nobody owns a talk from the desk of a team that does not have it: they
// would not see what the person writes. What is typed there is a note.
func TestLaw7_TheDeskThatATalkWentAwayFrom(t *testing.T) {
	away := func(kind chat.Kind, token, ref, text string) chat.Event {
		ev := chat.Event{Kind: kind, Author: worker("Noor"), From: desk, Token: token, Ref: ref, Text: text}
		ev.From.Thread = "t1"
		return ev
	}
	w, _, _ := moved(t)
	if d := w.handle(away(chat.Claimed, "x:0", "", "")); w.c.Live() || !d.Refused || !strings.Contains(d.Answer.Text, w.book.Organisation.Teams[1].Label) {
		t.Errorf("claimed there: live is %v, answered %+v", w.c.Live(), d.Answer)
	}
	w.handle(away(chat.Answered, "", "", "wie pakt dit?"))
	if len(toPerson(w)) != 0 || w.c.Handoff.Held != nil || len(toDesk(w)) != 1 || !strings.HasPrefix(toDesk(w)[0], "Niet verstuurd: ") {
		t.Errorf("typed there: sent %q, the thread says %q", toPerson(w), toDesk(w))
	}
	if line := w.last.Lines[0]; line.Kind != chat.LineNote || line.Text != "wie pakt dit?" {
		t.Errorf("the record says %+v", w.last.Lines)
	}
	w.does("Noor", chat.Claimed, "") // at their own desk, or on the web
	if w.handle(away(chat.Answered, "", "", "Hoi Sam")); len(toPerson(w)) != 0 || !strings.HasPrefix(toDesk(w)[0], "Niet verstuurd: ") {
		t.Errorf("the owner typed there: sent %q, the thread says %q", toPerson(w), toDesk(w))
	}
}

// Law 7: where somebody who is no worker wrote in the thread, the owner's next
// text may be an answer to them: it is asked about. So it is for whoever picks
// the talk up after that.
func TestLaw7_ATextAfterSomebodyWhoIsNoWorker(t *testing.T) {
	guest := chat.Event{Kind: chat.Overheard, Author: chat.Author{Role: chat.RoleWorker}, From: desk}
	guest.From.Thread = "t1"
	for _, first := range []bool{false, true} {
		w := atDesk(t)
		if first {
			w.does("Noor", chat.Noted, "ik kijk even")
			guest.ID = "before"
			w.handle(guest)
		}
		w.does("Noor", chat.Claimed, "")
		if !first {
			guest.ID = "after"
			w.handle(guest)
		}
		if len(w.last.Lines) != 0 && !first || len(toPerson(w)) != 0 && !first {
			t.Errorf("of a stranger's words is kept %+v, said %+v", w.last.Lines, w.last.Say)
		}
		if w.inThread("Noor", chat.Answered, "", "nee, hij liegt"); len(toPerson(w)) != 0 || !w.last.Answer.Held {
			t.Errorf("before the claim %v: sent %q, the thread says %q", first, toPerson(w), toDesk(w))
		}
	}
}

// Law 7: so it is where they picked it up at the web desk, while Slack was away:
// what they had typed in Slack before is found afterwards.
func TestLaw7_WordsFromBeforeAClaimAtTheWebDesk(t *testing.T) {
	w := atDesk(t)
	typed := func(id string, at time.Time) {
		ev := chat.Event{ID: id, Kind: chat.Answered, Author: worker("Noor"), From: desk, Text: "woorden van " + id, Sent: at}
		ev.From.Thread = "t1"
		w.handle(ev)
	}
	w.now = w.now.Add(time.Hour)
	w.does("Noor", chat.Claimed, "")
	claimed := w.now
	w.now = w.now.Add(time.Hour)
	typed("before", claimed.Add(-10*time.Minute))
	if !w.last.Answer.Held || len(toPerson(w)) != 0 {
		t.Fatalf("the person got %q, the thread says %q", toPerson(w), toDesk(w))
	}
	typed("after", claimed.Add(10*time.Minute))
	if !sent(w, "woorden van after") {
		t.Errorf("after the claim the person got %q, the thread says %q", toPerson(w), toDesk(w))
	}
}

// R14: words that are found long after they were written reach the person, and
// whoever wrote them reads that it was late.
func TestR14_WordsThatAreFoundLateSaySo(t *testing.T) {
	w := atDesk(t)
	w.does("Noor", chat.Claimed, "")
	typed := func(id string, at time.Time) string {
		ev := chat.Event{ID: id, Kind: chat.Answered, Author: worker("Noor"), From: desk, Text: "woorden van " + id, Sent: at}
		ev.From.Thread = "t1"
		w.handle(ev)
		return strings.Join(toDesk(w), "\n")
	}
	at := w.now.Add(time.Minute)
	w.now = w.now.Add(17 * time.Hour)
	if said := typed("first", at); !strings.Contains(said, "kwam laat bij ons binnen") || !strings.Contains(said, "krijgt het nu pas") || !sent(w, "woorden van first") {
		t.Errorf("found after 17 hours, the thread says %q, the person %q", said, toPerson(w))
	}
	if said := typed("now", w.now.Add(-time.Second)); strings.Contains(said, "laat") {
		t.Errorf("just now, and the thread says %q", said)
	}
	if said := typed("between", at.Add(time.Minute)); !strings.Contains(said, "las misschien eerst wat je daarna schreef") {
		t.Errorf("after a later one, the thread says %q", said)
	}
}

// Law 7: who marks a text as a note, as other programs have it, means a note. What
// merely speaks of one is for the person.
func TestLaw7_ATextThatIsCalledANoteIsAskedAbout(t *testing.T) {
	for text, note := range map[string]bool{
		"Note: vader is boos": true, "note:x": true, "NOTITIE: bel de huisarts": true, " *Notitie*: bel de huisarts": true, "Interne notitie: ken ik": true, "(intern: ken ik": true,
		"Ik maak een notitie: goed?": false, "Let op: morgen 10:00": false, "noteer dit": false, "Notitie gemaakt": false,
	} {
		w := atDesk(t)
		w.does("Noor", chat.Claimed, "")
		w.inThread("Noor", chat.Answered, "", text)
		if held := w.last.Answer.Held; held != note || sent(w, strings.TrimSpace(text)) == note {
			t.Errorf("%q: held is %v, the person got %q", text, held, toPerson(w))
		}
	}
}
