package switchboard_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// elsewhere is the channel where the teams are once their first one is closed.
var elsewhere = chat.Address{Adapter: team.Adapter, Chat: "C2"}

// archives lets nothing more into the teams' first channel.
func (f *floor) archives() {
	f.desk.fail = func(m chat.Message) (bool, error) {
		if m.To.Chat == team.Chat {
			return false, adapters.RouteClosed(errors.New("is_archived"))
		}
		return true, nil
	}
}

// moves gives the teams other desks, and time to what waits.
func (f *floor) moves(seats ...chat.Address) {
	f.t.Helper()
	f.seats = seats
	f.clock.add(2 * time.Minute)
	f.settle()
}

// undone is how many rows are still to go.
func (f *floor) undone() int {
	return f.count("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending', 'retry', 'uncertain')")
}

// over sees to it that the one alarm on the desk's route is ended by a human, and
// that neither it nor its letters come again.
func (f *floor) over() {
	f.t.Helper()
	if a := f.routes(); len(a) != 1 || a[0].About != route(team.Adapter) {
		f.t.Fatalf("alarms: %+v", a)
	}
	f.ends("Noor", route(team.Adapter))
	letters := f.post.about("niet door: " + team.Adapter)
	for range 3 {
		f.clock.add(time.Hour)
		f.settle()
	}
	if a := f.routes(); len(a) != 0 || f.post.about("niet door: "+team.Adapter) != letters {
		f.t.Errorf("a human ended it, and it is there again: %+v, %d letters more", a, f.post.about("niet door: "+team.Adapter)-letters)
	}
}

// Law 3: what waits for a channel that is closed, and that no team has any more, does
// not wait there for ever under the route's alarm: it is said where the team is now,
// in its order, also where the talk's card never stood.
func TestLaw3_WhatWaitsForAClosedChannelIsSaidWhereTheTeamIsNow(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		f.archives()
		for _, text := range []string{"ben je er?", "ik weet het niet meer"} {
			f.writes("sam", text)
		}
		f.writes("eva", "mens")
		f.writes("eva", "is daar iemand?")
		f.settle()
		if n := f.undone(); n < 4 {
			t.Fatalf("%d rows wait: this proves nothing", n)
		}
		for range 3 { // for as long as the channel is a team's, it may be opened again
			f.clock.add(2 * time.Minute)
			f.settle()
		}
		if n := f.count("SELECT COUNT(*) FROM outbox WHERE state = 'dead'"); n != 0 {
			t.Fatalf("%d rows are dead", n)
		}

		f.moves(elsewhere)
		for who, words := range map[string][]string{"sam": {"ben je er?", "ik weet het niet meer"}, "eva": {"is daar iemand?"}} {
			card := f.card(who)
			if card.To.Chat != elsewhere.Chat {
				t.Fatalf("the card of %s stands in %s", who, card.To.Chat)
			}
			if got := f.words(who); !slices.Equal(got, words) {
				t.Errorf("below the card of %s stands %q", who, got)
			}
		}
		if n := f.undone(); n != 0 {
			t.Errorf("%d rows still wait", n)
		}
		f.types("Noor", f.card("sam"), "Hoi Sam, ik ben er")
		f.press("Bas", f.card("eva"), "Oppakken")
		f.types("Bas", f.card("eva"), "Hoi Eva")
		f.writes("sam", "fijn")
		f.settle()
		if !slices.Equal(f.got("sam"), []string{"Hoi Sam, ik ben er"}) || !slices.Equal(f.got("eva"), []string{"Hoi Eva"}) || !slices.Contains(f.inThread(f.card("sam")), "fijn") {
			t.Errorf("sam got %q, eva %q; the thread says %q", f.got("sam"), f.got("eva"), f.inThread(f.card("sam")))
		}
		f.over()
		if n := f.undone(); n != 0 {
			t.Errorf("%d rows wait once more", n)
		}
	})
}

// Law 3: where the team has no channel at all any more, what waited stands on the web
// desk, and nothing is posted anywhere.
func TestLaw3_WhatWaitsForAClosedChannelStandsOnTheWebDesk(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		f.archives()
		f.writes("sam", "ben je er?")
		f.settle()
		stood := len(f.desk.all())
		f.moves()
		if n, now := f.undone(), len(f.desk.all()); n != 0 || now != stood {
			t.Errorf("%d rows still wait, %d posts more", n, now-stood)
		}
		th, err := f.stores[0].Record().Thread(t.Context(), f.conversationAt(away("sam")), 0)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, l := range th.Lines {
			said += l.Text + "\n"
		}
		if strings.Count(said, "ben je er?") != 1 || strings.Count(said, "Wat daar stond, lees je hier.") != 1 {
			t.Errorf("the web desk says\n%s", said)
		}
		f.over()
	})
}

// Law 3: talks that are done, or with the bot, whose cards stand in a channel that is
// closed and nobody's, raise the route's one alarm, and none of their own.
func TestLaw3_CardsInAClosedChannelAreOneAlarm(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		for _, who := range []string{"sam", "eva", "kim"} {
			f.press("Noor", f.waits(who), "Oppakken")
		}
		cards := map[string]*post{"sam": f.card("sam"), "eva": f.card("eva"), "kim": f.card("kim")}
		f.archives()
		for who, label := range map[string]string{"sam": "Terug naar bot", "eva": "Terug naar bot"} {
			f.press("Noor", cards[who], label)
		}
		f.rounds("Noor", cards["kim"])
		stood := len(f.desk.all())
		f.moves(elsewhere)
		if n := f.undone(); n != 0 || len(f.desk.all()) != stood {
			t.Errorf("%d rows still wait; there stand %d posts more", n, len(f.desk.all())-stood)
		}
		f.over()
	})
}

// Law 3: an overleg whose channel is closed and nobody's goes on where its team is.
func TestLaw3_AnOverlegInAClosedChannelGoesOnWhereTheTeamIsNow(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		old := f.confers("sam", "Ken jij zijn school?")
		f.archives()
		at := chat.Event{ID: f.id("Bas"), Kind: chat.Conferred, Author: chat.Author{Role: chat.RoleWorker, ID: "w-Bas", Name: "Bas"}, Consult: old.Consult,
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: f.conversationAt(away("sam"))}, Text: "Ja, die ken ik."}
		f.answer(at) // at the web desk
		if f.undone() == 0 {
			t.Fatal("nothing waits: this proves nothing")
		}
		f.moves(elsewhere)
		root := f.root("sam")
		if root.To.Chat != elsewhere.Chat || !slices.Contains(f.inThread(root), "Ja, die ken ik.") {
			t.Errorf("the overleg stands in %s, and says %q", root.To.Chat, f.inThread(root))
		}
		f.types("Noor", root, "Bel jij ze even?")
		if got := f.aside("sam"); got[len(got)-1] != "Noor: Bel jij ze even?" {
			t.Errorf("kept: %q", got)
		}
		f.clock.add(time.Hour) // the talk's own card stood there too: the team is reminded of the talk where it is now
		f.settle()
		if card := f.card("sam"); card.To.Chat != elsewhere.Chat || !slices.ContainsFunc(f.inThread(card), func(text string) bool { return strings.Contains(text, "op antwoord van Noor") }) {
			t.Errorf("the card of the talk stands in %s, and says %q", card.To.Chat, f.inThread(card))
		}
		for range 4 { // until nobody has it, and its old card would say so
			f.clock.add(time.Hour)
			f.settle()
		}
		f.over()
	})
}

// Law 3: what is in doubt, and cannot even be looked up in a channel that is nobody's,
// goes the same way.
func TestLaw3_DoubtAboutAClosedChannelEnds(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		f.desk.fail = func(chat.Message) (bool, error) { return false, adapters.Uncertain(errLost) }
		f.writes("sam", "ben je er?")
		f.settle()
		if n := f.count("SELECT COUNT(*) FROM outbox WHERE state = 'uncertain'"); n != 1 {
			t.Fatalf("%d rows are in doubt", n)
		}
		f.staff(unseen{f.desk})
		f.archives()
		f.moves(elsewhere)
		if got := f.words("sam"); !slices.Equal(got, []string{"ben je er?"}) || f.card("sam").To.Chat != elsewhere.Chat {
			t.Errorf("in %s stands %q", f.card("sam").To.Chat, got)
		}
		f.over()
	})
}

// unseen is a channel that does not let us look what stands there.
type unseen struct{ *channel }

func (unseen) Find(context.Context, chat.Message, time.Time) (chat.Receipt, bool, error) {
	return chat.Receipt{}, false, adapters.RouteClosed(errors.New("channel_not_found"))
}
