package slack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
	"omzien/storage"
)

// rootOf is the root of an overleg in which Noor asks these people.
func rootOf(over bool, asked ...chat.Author) chat.Message {
	return chat.Message{ID: "wortel", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek1", Consult: "k1", Token: "sleutel", Step: chat.ConsultStep("k1"),
		Root: &chat.Root{Alias: "Sam · blauwe vos", By: "Kim", Asked: asked, Teams: []string{"het wijkteam"}, Question: "Ken jij <!channel> *zijn* school? @here", Over: over},
		Choices: []chat.Choice{
			{Label: "Iemand erbij vragen", Value: string(chat.Invited), Verb: chat.Asked}, {Label: "Overleg klaar", Value: "k1", Verb: chat.Concluded},
		}}
}

// Law 18: who is asked is called, and nobody else; the root begins a thread, says
// that nothing goes to the person, and has no word of theirs.
func TestLaw18_TheRootOfAnOverlegCallsWhoIsAsked(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.Worker("U0BAS", "Bas").Join(b.desk)
		web := chat.Author{Role: chat.RoleWorker, ID: "web:9", Name: "Eva @here"}
		r, err := b.a.Send(t.Context(), rootOf(false, chat.Author{Role: chat.RoleWorker, ID: "slack:U0BAS", Name: "Bas"}, web))
		if err != nil || r.Thread != r.ID {
			t.Fatalf("%+v, %v", r, err)
		}
		root := b.desk.Await("the root", func(p slacktest.Post) bool { return p.TS == r.ID })
		want := "Overleg over Sam · blauwe vos\nKim vraagt @Bas<MENTION>, Eva @here en het wijkteam:\n> Ken jij <!channel> *zijn* school? @here\n" +
			"Schrijf in deze draad. Wat hier staat, gaat nooit naar Sam · blauwe vos: alleen collega's lezen het. Het wordt bewaard bij het gesprek.\n[Iemand erbij vragen] [Overleg klaar]"
		if root.Text != want {
			t.Errorf("the root says\n%s\nwant\n%s", root.Text, want)
		}
		over := rootOf(true, chat.Author{Role: chat.RoleWorker, ID: "slack:U0BAS", Name: "Bas"})
		over.ID, over.Edits, over.Place, over.To.Thread, over.Choices = "klaar", "wortel", r.ID, r.ID, nil
		if e, err := b.a.Send(t.Context(), over); err != nil || e.ID != r.ID {
			t.Fatalf("%+v, %v", e, err)
		}
		b.desk.Await("the root without calls", func(p slacktest.Post) bool {
			return p.TS == r.ID && strings.HasPrefix(p.Text, "Overleg over Sam · blauwe vos: klaar") && !strings.Contains(p.Text, "<MENTION>") && len(p.Buttons) == 0
		})
		aside := chat.Message{ID: "woord", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek1", Consult: "k1", Speaker: web, Text: "onder ons"}
		if _, err := b.a.Send(t.Context(), aside); err == nil { // never at the channel's root
			t.Error("words without a thread were posted")
		}
	})
}

// Law 19: whom somebody chose of all who are in Slack is told by where they work;
// who works nowhere here is at no desk.
func TestLaw19_WhoIsAskedIntoAnOverlegIsAWorkerSomewhere(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.Worker("U0BAS", "Bas").Join(b.desk)
		b.Worker("U0GAST", "Gast").Guest().Join(b.desk)
		r, err := b.a.Send(t.Context(), rootOf(false))
		if err != nil {
			t.Fatal(err)
		}
		b.answer(func(ev chat.Event) (chat.Answer, error) {
			form := chat.Form{Kind: chat.Invited, Title: "Iemand erbij vragen", Send: "Vraag erbij", Fields: []chat.Field{{Name: chat.ConsultColleagues, Label: "Wie?", Kind: chat.FieldPeople}}}
			if ev.Form == nil {
				return chat.Answer{Form: &form}, nil
			}
			return chat.Answer{Text: "Erbij gevraagd."}, nil
		})
		b.noor.Press(b.desk, r.ID, "Iemand erbij vragen").Await()
		v := b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
		b.taken()
		b.noor.Submit(v.ID, map[string]string{chat.ConsultColleagues: "U0BAS,U0GAST"}).Await()
		ev := b.one()
		got, ok := chat.InviteesOf(ev.Form[chat.ConsultColleagues])
		if !ok || len(got) != 2 || got[0].ID != "slack:U0BAS" || got[0].Name != "Bas" || !slices.Equal(got[0].At, []string{"C0DESK"}) || !slices.Equal(got[1].At, []string{outside}) || ev.Token != "sleutel:0" {
			t.Errorf("sent in: %+v, %+v", got, ev)
		}
	})
}

// overleg begins one about a talk, through the outbox; it gives its root's ts.
func (h *hall) overleg(i int) string {
	h.t.Helper()
	ctx, root := h.t.Context(), rootOf(false)
	root.Talk, root.ID = h.talks[i], "wortel-"+h.talks[i]
	h.check(h.store.Update(ctx, func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(h.talks[i])
		if err != nil {
			return err
		}
		return tx.Write(chat.Change{Event: chat.Event{At: h.Now()}, Conversation: &c, Rows: []chat.Row{{Message: root}}})
	}))
	claims, err := h.store.Claim(ctx, Name, chat.Rate{}, h.Now(), time.Minute, 64)
	h.check(err)
	if len(claims) != 1 || claims[0].Message.Root == nil {
		h.t.Fatalf("%d rows to send, want the root alone", len(claims))
	}
	receipt, err := h.a.Send(ctx, claims[0].Message)
	h.check(err)
	_, err = h.store.Mark(ctx, h.Now(), []chat.Mark{{Claim: claims[0], State: chat.Sent, Receipt: receipt}})
	h.check(err)
	return receipt.Thread
}

// R14: what workers write in an overleg while nothing is brought is found there,
// and so are changes, deletions, and that its root is gone: each in its own thread,
// so that nothing of it is taken for the talk's.
func TestR14_AnOverlegIsReadLikeItsTalk(t *testing.T) {
	h := newHall(t, 1)
	root := h.overleg(0)
	h.reads(h.a, 10*time.Minute)
	h.found()
	h.Drop(true)
	said := h.noor.Reply(h.desk, root, "onder ons")
	h.noor.Reply(h.desk, h.cards[0], "voor Sam")
	h.passes(time.Minute)
	h.reads(h.a, 10*time.Minute)
	events := h.found()
	if got := texts(events, root); !slices.Equal(got, []string{"onder ons"}) || !slices.Equal(texts(events, h.cards[0]), []string{"voor Sam"}) {
		t.Fatalf("found %+v", events)
	}
	h.noor.Delete(h.desk, said.TS)
	h.passes(2 * time.Minute)
	h.reads(h.a, 10*time.Minute)
	if ev := h.only(chat.Deleted); ev.From.Thread != root {
		t.Errorf("deleted in %q, want %q", ev.From.Thread, root)
	}
	h.noor.Delete(h.desk, root)
	h.reads(h.a, 10*time.Minute)
	if ev := h.only(chat.Uprooted); ev.From.Thread != root {
		t.Errorf("gone is %q", ev.From.Thread)
	}
}
