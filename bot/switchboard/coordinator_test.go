package switchboard_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// own is a chat on the platform that is pushed to.
func own(who string) chat.Address { return chat.Address{Adapter: "pushed", Chat: "chat-" + who} }

// linked makes a coordinator's link, and gives what its opening brings.
func (w *world) linked(key string) string {
	w.t.Helper()
	token := "geheim-van-" + key + "-" + w.id(key)
	s := chat.Session{Kind: chat.SessionWatch, ID: chat.CoordinatorID(key), Name: key, Since: w.clock.Now(), Seen: w.clock.Now(), Until: w.clock.Now().Add(24 * time.Hour)}
	if err := w.stores[0].OpenSession(w.t.Context(), token, s); err != nil {
		w.t.Fatal(err)
	}
	return chat.WatchStart + token
}

// writes is somebody doing something in a chat of the platform, brought to each
// instance.
func (w *world) writes(who string, kind chat.Kind, text string) {
	w.t.Helper()
	ev := chat.Event{ID: w.id(who), Kind: kind, From: own(who), Author: person, Text: text, Sent: w.clock.Now()}
	for _, b := range w.boards {
		if _, err := b.Handle(w.t.Context(), ev); err != nil {
			w.t.Fatalf("handle %s: %v", kind, err)
		}
	}
}

// arrived is what arrived in a chat of the platform, after all was sent.
func (w *world) arrived(who string) (texts []string) {
	w.t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = w.boards[0].WorkNow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, m := range w.platform.all() {
		if m.To.Chat == own(who).Chat {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func (w *world) last(who string) string {
	w.t.Helper()
	texts := w.arrived(who)
	if len(texts) == 0 {
		return ""
	}
	return texts[len(texts)-1]
}

func TestLaw4_ACoordinatorsWordsReachPeopleAndBeginNoTalk(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		w.writes("anja", chat.Started, w.linked("anja"))
		if got := w.last("anja"); !strings.Contains(got, "Gelukt, Anja Bakker") {
			t.Fatalf("she reads %q", got)
		}
		w.clock.add(6 * time.Second) // the other instance looks again whose chats these are
		w.writes("anja", chat.Said, "Ik sta voor de deur. Niemand doet open.")
		w.writes("anja", chat.Said, "De buurvrouw komt eraan.")
		w.writes("anja", chat.Started, "jongeren")
		alarms := w.alarms()
		if len(alarms) != 2 || !strings.Contains(alarms[0].Why+alarms[1].Why, "Ik sta voor de deur") || !strings.Contains(alarms[0].Why+alarms[1].Why, "De buurvrouw") ||
			alarms[0].Cause.Kind() != chat.CauseUnread || alarms[0].Alias != "Anja Bakker" {
			t.Fatalf("people see %+v", alarms)
		}
		if n := w.count("SELECT COUNT(*) FROM conversation"); n != 0 {
			t.Errorf("%d talks began", n)
		}
		// One answer each, whichever instance it was brought to, and a hello.
		if got := w.arrived("anja"); len(got) != 4 || !strings.Contains(got[1], "bij het team") || !strings.Contains(got[3], "niets nieuws") {
			t.Errorf("she reads %q", got)
		}
		for _, text := range w.arrived("anja") {
			if strings.Contains(text, "leest mee") {
				t.Errorf("it promises too much: %q", text)
			}
		}
		w.writes("anja", chat.Said, "") // a photo
		if got := w.last("anja"); !strings.Contains(got, "kan ik hier niet doorgeven") {
			t.Errorf("of a photo she reads %q", got)
		}
		// A named human ends each, and nothing else does.
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: alarms[0].ID}, Author: chat.Author{Role: chat.RoleWorker, ID: "w-noor", Name: "Noor"}})
		if n := len(w.alarms()); n != 1 {
			t.Errorf("%d stand", n)
		}
	})
}

// In her own chat a coordinator asks for the link to her circles; anybody else who
// writes the same begins a talk as ever, and a longer text goes to people.
func TestS4_ACoordinatorAsksForTheirCircles(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.writes("anja", chat.Started, w.linked("anja"))
		w.writes("anja", chat.Said, " Deelnemers ")
		if got := w.last("anja"); !strings.Contains(got, "Achter deze link staan jouw cirkels.") || !strings.Contains(got, "/desk/in#anja") {
			t.Errorf("she reads %q", got)
		}
		if n := len(w.alarms()); n != 0 {
			t.Errorf("people see %d alarms", n)
		}
		w.writes("anja", chat.Said, "deelnemers van Noord zijn boos")
		if n := len(w.alarms()); n != 1 {
			t.Errorf("of a text that is more, people see %d alarms", n)
		}
		w.writes("dief", chat.Said, "deelnemers")
		if got := strings.Join(w.arrived("dief"), "\n"); strings.Contains(got, "jouw cirkels") || strings.Contains(got, "/desk/in#") {
			t.Errorf("anybody reads %q", got)
		}
	})
}

func TestLaw3_ACoordinatorWhoBlocksTheirChatIsAnAlarm(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.writes("anja", chat.Started, w.linked("anja"))
		w.writes("anja", chat.Blocked, "")
		if alarms := w.alarms(); len(alarms) != 1 || alarms[0].Cause != chat.CauseUnreachable || alarms[0].Alias != "Anja Bakker" {
			t.Errorf("people see %+v", alarms)
		}
	})
}

func TestLaw19_ACoordinatorsLinkWorksOnce(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		link := w.linked("anja")
		w.writes("anja", chat.Started, link)
		w.writes("anja", chat.Started, link) // pressed again
		if got := w.arrived("anja"); len(got) != 2 || got[0] != got[1] {
			t.Errorf("she reads %q", got)
		}
		for _, payload := range []string{link, chat.WatchStart, chat.WatchStart + "verzonnen"} {
			w.writes("dief", chat.Started, payload)
			if got := w.last("dief"); !strings.Contains(got, "Deze link werkt niet (meer)") {
				t.Errorf("whoever found it reads %q", got)
			}
		}
		// They are a person like any other.
		w.writes("dief", chat.Said, "hoi")
		if n := w.count("SELECT COUNT(*) FROM conversation"); n != 1 {
			t.Errorf("%d talks", n)
		}
		// A link of another kind makes nobody a coordinator, and late is too late.
		if err := w.stores[0].OpenSession(t.Context(), "bellijst-van-vandaag", chat.Session{Kind: chat.SessionCalls, ID: "coordinator:anja", Name: "Anja", Since: w.clock.Now(), Seen: w.clock.Now(), Until: w.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		w.writes("piet", chat.Started, chat.WatchStart+"bellijst-van-vandaag")
		late := w.linked("piet")
		w.clock.add(24 * time.Hour)
		w.writes("piet", chat.Started, late)
		for _, text := range w.arrived("piet") {
			if !strings.Contains(text, "Deze link werkt niet (meer)") {
				t.Errorf("Piet reads %q", text)
			}
		}
		// A new chat takes the place of the old one, which is then a person's.
		w.writes("anja2", chat.Started, w.linked("anja"))
		w.clock.add(6 * time.Second)
		w.writes("anja", chat.Said, "hoi")
		if n := w.count("SELECT COUNT(*) FROM conversation"); n != 2 {
			t.Errorf("%d talks", n)
		}
	})
}

// Whoever talks with people there keeps that talk: no link takes it from them.
func TestLaw4_ATalkWithPeopleIsNeverTurnedIntoACoordinatorsChat(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.writes("anja", chat.Said, "mens")
		if c, _, err := w.stores[0].Peek(t.Context(), "", own("anja")); err != nil || !c.InHandoff() {
			t.Fatal("nobody is asked to answer", err)
		}
		w.writes("anja", chat.Started, w.linked("anja"))
		if got := w.arrived("anja"); !slices.ContainsFunc(got, func(text string) bool { return strings.Contains(text, "Dat gaat voor") }) {
			t.Fatalf("she reads %q", got)
		}
		before := w.count("SELECT SUM(words) FROM conversation")
		w.writes("anja", chat.Said, "ben je er nog?")
		if after := w.count("SELECT SUM(words) FROM conversation"); after != before+1 {
			t.Errorf("her words went elsewhere: %d, then %d", before, after)
		}
	})
}

// Law 10: a member who is also a coordinator answers their circle in the same chat,
// and is heard.
func TestLaw10_AMemberWhoIsACoordinatorTooIsHeard(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.writes("anja", chat.Said, "hoi")
		c, known, err := w.stores[0].Peek(t.Context(), "", own("anja"))
		if err != nil || !known {
			t.Fatal(known, err)
		}
		w.writes("anja", chat.Started, w.linked("anja"))
		err = switchboard.Over(w.stores[0]).Update(t.Context(), func(tx switchboard.Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{At: w.clock.Now()}, Members: []chat.Member{{
				ID: "m-anja", Person: c.Person, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Address: own("anja"), Name: "mevrouw Bakker", Initials: "A.B.",
			}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		before := w.count("SELECT SUM(words) FROM conversation")
		w.writes("anja", chat.Said, "ja, goed")
		if after := w.count("SELECT SUM(words) FROM conversation"); after != before+1 {
			t.Errorf("her answer went elsewhere: %d, then %d", before, after)
		}
	})
}

// A coordinator's list reaches the chat that is theirs, once for each day.
func TestACallersListReachesTheirOwnChat(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		w.writes("anja", chat.Started, w.linked("anja"))
		ev := chat.Event{ID: "telefoon:2026-11-23:coordinator:anja", Kind: chat.ListReady, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: "coordinator:anja"},
			Author: chat.Program, Ref: "https://hulp.example.nl/bel/geheim", Text: "Vandaag bel je 2 mensen."}
		for _, b := range w.boards {
			if _, err := b.Handle(context.WithoutCancel(t.Context()), ev); err != nil {
				t.Fatal(err)
			}
		}
		got := w.arrived("anja")
		if len(got) != 2 || !strings.Contains(got[1], "Vandaag bel je 2 mensen.") || !strings.Contains(got[1], ev.Ref) {
			t.Errorf("she reads %q", got)
		}
	})
}

// Who rings others and has no list stands at the desk, once for each of them and day, on
// several instances; a named human says that it is arranged.
func TestLaw1_ACallerWithoutAListStandsAtTheDeskOnce(t *testing.T) {
	onEachCircle(t, 2, 0, func(t *testing.T, w *world) {
		lacks := func(day, caller, name string) {
			t.Helper()
			ev := chat.Event{ID: "telefoon:" + day + ":" + caller + ":lijst", Kind: chat.ListLacks, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: caller},
				Author: chat.Program, Ref: "belcirkel|noord|" + day + "|0830", Text: name, Value: day}
			for _, b := range w.boards {
				if _, err := b.Handle(t.Context(), ev); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.clock.set(tuesday(8, 15))
		lacks("2026-11-24", "beller:1", "Joke")
		lacks("2026-11-24", "beller:2", "Truus")
		w.works(w.boards...)
		all := w.alarms()
		if len(all) != 2 || all[0].Cause.Kind() != chat.CauseList || all[0].Repeated+all[1].Repeated != 0 {
			t.Fatalf("people see %+v", all)
		}
		said := strings.Join(w.arrived("anja"), "\n")
		if !strings.Contains(said, "Joke heeft nog geen bellijst (belcirkel Noord)") || !strings.Contains(said, "Truus belt vandaag, en heeft daar nog geen bellijst voor.") {
			t.Errorf("who looks after the circle reads %q", said)
		}
		for _, a := range all {
			w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, Author: enroller})
		}
		lacks("2026-11-24", "beller:1", "Joke")
		if n := len(w.alarms()); n != 0 {
			t.Errorf("%d stand after somebody ended them", n)
		}
		w.clock.set(tuesday(8, 15).AddDate(0, 0, 1))
		lacks("2026-11-25", "beller:1", "Joke")
		if n := len(w.alarms()); n != 1 {
			t.Errorf("the day after: %d", n)
		}
		if reached, err := w.boards[0].Reaches(t.Context(), "anja"); err != nil || !reached {
			t.Errorf("Anja has a chat: %v, %v", reached, err)
		}
		if reached, err := w.boards[0].Reaches(t.Context(), "els"); err != nil || reached {
			t.Errorf("nobody is els: %v, %v", reached, err)
		}
	})
}

func TestLaw1_WhileNobodyKnowsWhoseChatItIsNothingIsTaken(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		dark := &dark{Store: w.over(w.stores[0])}
		board := w.board(dark, pushed{w.platform})
		ev := chat.Event{ID: "e", Kind: chat.Said, From: own("anja"), Author: person, Text: "hoi"}
		if _, err := board.Handle(t.Context(), ev); err == nil {
			t.Error("it was acknowledged")
		}
		dark.Store, dark.lit = w.over(w.stores[0]), true
		if _, err := board.Handle(t.Context(), ev); err != nil {
			t.Error(err)
		}
	})
}

// dark is a store that cannot tell whose chats are coordinators'.
type dark struct {
	switchboard.Store
	lit bool
}

func (d *dark) Watchers(ctx context.Context) ([]chat.WatcherChat, error) {
	if !d.lit {
		return nil, chat.ErrDown
	}
	return d.Store.Watchers(ctx)
}
