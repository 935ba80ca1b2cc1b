package switchboard_test

import (
	"slices"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// root is the newest root of an overleg about the person.
func (f *floor) root(who string) *post {
	f.t.Helper()
	talk := f.conversationAt(away(who))
	for _, p := range slices.Backward(f.desk.all()) {
		if p.Root != nil && p.Talk == talk {
			return p
		}
	}
	f.t.Fatalf("no overleg about %s", who)
	return nil
}

// confers opens an overleg from the person's card, in which Bas is asked.
func (f *floor) confers(who, question string) *post {
	f.t.Helper()
	bas := chat.Invitees([]chat.Invitee{{Author: colleague("Bas"), At: []string{team.Chat}}})
	a := f.fills("Noor", f.card(who), "Overleg…", map[string]string{chat.ConsultQuestion: question, chat.ConsultColleagues: bas})
	if !strings.HasPrefix(a.Text, "Het overleg met Bas is begonnen.") {
		f.t.Fatalf("asked: %+v", a)
	}
	return f.root(who)
}

// aside are the lines of the record that were said in overleggen.
func (f *floor) aside(who string) (texts []string) {
	f.t.Helper()
	th, err := f.stores[0].Record().Thread(f.t.Context(), f.conversationAt(away(who)), 0)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, l := range th.Lines {
		if l.Kind == chat.LineConsult {
			texts = append(texts, l.Author.Name+": "+l.Text)
		}
	}
	return texts
}

// Law 7: the owner, a colleague, whoever types in the thread of an overleg writes
// to colleagues; changed, brought late and after the end of the talk, too.
func TestLaw7_WordsInTheThreadOfAnOverleg(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		root := f.confers("sam", "Ken jij zijn school?")
		if root.thread != root.ts || root.ts == card.ts || !strings.HasPrefix(root.Text, "Overleg over ") || len(root.Root.Asked) != 1 {
			t.Fatalf("the root: %+v", root)
		}
		f.types("Bas", root, "Ja. Wie is het?")
		id := f.types("Noor", root, "Dat zeg ik niet hier.")
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Edited, Author: colleague("Noor"), From: root.place(), Ref: id, Text: "Later."})
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Noted, Author: colleague("Noor"), From: root.place(), Text: "Of nu."})
		f.answer(chat.Event{ID: f.id("gast"), Kind: chat.Overheard, Author: chat.Author{Role: chat.RoleWorker}, From: root.place()})
		photo := []chat.File{{Kind: "photo", ID: "F1", Name: "huis.jpg"}}
		f.answer(chat.Event{ID: f.id("Bas"), Kind: chat.Answered, Author: colleague("Bas"), From: root.place(), Files: photo})
		f.said(root, "Een bestand bewaren we hier niet. Het gaat ook niet naar")
		f.types("Noor", card, "Hoi Sam, ik ben er.") // in the talk, and at once: no note stands before it
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi Sam, ik ben er."}) {
			t.Fatalf("the person got %q", got)
		}
		said := []string{"Noor: Ken jij zijn school?", "Bas: Ja. Wie is het?", "Noor: Dat zeg ik niet hier.", "Noor: " + chat.EditMark + "Later.", "Noor: Of nu."}
		if got := f.aside("sam"); !slices.Equal(got, said) {
			t.Errorf("kept: %q", got)
		}
		for _, text := range f.inThread(card) {
			if strings.Contains(text, "school") || strings.Contains(text, "Wie is het") {
				t.Errorf("the talk's thread says %q", text)
			}
		}
		f.writes("sam", "ben je er nog?") // and the person's words stand in the talk's thread alone
		f.settle()
		f.said(card, "ben je er nog?")
		f.rounds("Noor", f.card("sam"))
		if now := f.root("sam"); len(now.Choices) != 0 || !now.Root.Over {
			t.Errorf("after the end: %+v", now)
		}
		f.said(root, "Dit overleg is ook klaar.")
		f.types("Noor", root, "Nog iets over hem.")
		f.said(root, "Wat je schreef, is bewaard en gaat niet naar")
		if got := f.aside("sam"); len(f.got("sam")) != 1 || len(got) != len(said)+1 {
			t.Errorf("after the end: got %q, kept %q", f.got("sam"), got)
		}
	})
}

func TestOverleg_ItsButtonsStandUntilItIsOver(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		root := f.confers("sam", "Ken jij zijn school?")
		again := f.confers("sam", "En wie kent de buurt?") // the card's button can be pressed once more
		eva := map[string]string{chat.ConsultColleagues: chat.Invitees([]chat.Invitee{{Author: colleague("Eva"), At: []string{team.Chat}}})}
		if a := f.press("Bas", root, "Iemand erbij vragen"); a.Form == nil || a.Form.Kind != chat.Invited {
			t.Fatalf("asked for: %+v", a)
		}
		if a := f.fills("Bas", f.desk.find(root.ts), "Iemand erbij vragen", eva); a.Text != "Eva is erbij gevraagd." {
			t.Errorf("%+v", a)
		}
		if a := f.fills("Bas", f.desk.find(root.ts), "Iemand erbij vragen", eva); a.Form == nil { // she is in it already
			t.Errorf("%+v", a)
		}
		f.said(root, "Bas vraagt Eva bij het overleg.")
		if a := f.press("Bas", f.desk.find(root.ts), "Overleg klaar"); !strings.Contains(a.Text, "kan alleen Noor") {
			t.Errorf("Bas ended it: %+v", a)
		}
		if a := f.press("Noor", f.desk.find(root.ts), "Overleg klaar"); a.Text != "Het overleg is klaar." {
			t.Errorf("%+v", a)
		}
		if a := f.press("Noor", root, "Overleg klaar"); a.Text != "Dit overleg is klaar." { // the old button
			t.Errorf("once more: %+v", a)
		}
		if now := f.desk.find(again.ts); now.Root.Over || len(now.Choices) != 2 {
			t.Errorf("the other one: %+v", now)
		}
	})
}

// Law 3: a root that is gone comes anew, and what is said in either is kept.
func TestLaw3_ARootOfAnOverlegThatIsGone(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		old := f.confers("sam", "Ken jij zijn school?")
		f.desk.remove(old.ts)
		f.answer(chat.Event{ID: f.id("slack"), Kind: chat.Uprooted, Author: chat.Program, From: old.place()})
		now := f.root("sam")
		if now.ts == old.ts || f.card("sam").ts != card.ts {
			t.Fatalf("the root %s, the card %s", now.ts, f.card("sam").ts)
		}
		f.types("Bas", old, "hier nog")
		f.types("Bas", now, "en hier")
		if got := f.aside("sam"); len(got) != 3 || len(f.got("sam")) != 0 {
			t.Errorf("kept %q, sent %q", got, f.got("sam"))
		}
		f.desk.remove(now.ts) // and only a word from elsewhere finds it gone
		f.answer(chat.Event{ID: f.id("web"), Kind: chat.Conferred, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: card.Talk}, Author: chat.Author{Role: chat.RoleWorker, ID: "web", Name: "Eva"}, Consult: now.Consult, Text: "van de webdesk"})
		third := f.root("sam")
		if third.ts == now.ts || !slices.Contains(f.inThread(third), "van de webdesk") {
			t.Errorf("after the second loss %s: %q", third.ts, f.inThread(third))
		}
	})
}

// Law 16: erased with the person, at the desk too.
func TestLaw16_AnOverlegIsEmptied(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		root := f.confers("sam", "Ken jij zijn school?")
		f.answer(chat.Event{ID: f.id("web"), Kind: chat.Conferred, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: card.Talk}, Author: chat.Author{Role: chat.RoleWorker, ID: "web", Name: "Eva"}, Text: "Zijn school is dicht."})
		f.said(root, "Zijn school is dicht.")
		f.press("Noor", f.card("sam"), "Terug naar bot")
		f.writes("sam", "wis")
		f.writes("sam", "ja")
		f.settle()
		if now := f.desk.find(root.ts); strings.Contains(now.Text, "school") || now.Root == nil || now.Root.Question != "" || !strings.Contains(now.Text, "heeft alles gewist") {
			t.Errorf("the root says %+v", now)
		}
		if texts := strings.Join(f.inThread(root), "\n"); strings.Contains(texts, "school") || !strings.Contains(texts, "(gewist)") {
			t.Errorf("its thread says:\n%s", texts)
		}
		if texts := strings.Join(f.inThread(card), "\n"); strings.Contains(texts, "(gewist)") {
			t.Errorf("the talk's thread says:\n%s", texts)
		}
		f.types("Bas", root, "hoe gaat het?")
		f.said(root, "Dit gesprek is weggehaald.")
	})
}
