package switchboard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// wantsVlogs lets somebody choose to hear of new vlogs.
func (w *world) wantsVlogs(who string) chat.Address {
	w.t.Helper()
	at := chat.Address{Adapter: "pushed", Chat: "chat-" + who}
	w.handle(chat.Event{ID: w.id(who), Kind: chat.Started, From: at, Author: person, Text: "vlogs"})
	for _, text := range []string{"ja", "ja"} {
		w.handle(chat.Event{ID: w.id(who), Kind: chat.Said, From: at, Author: person, Text: text})
	}
	w.works(w.boards...)
	return at
}

// broadcast is Noor writing to all of them.
func broadcast(id, text string) chat.Event {
	return chat.Event{
		ID: id, Kind: chat.Broadcasts, Author: enroller, Subject: chat.Subject{Kind: chat.SubjectRound},
		Form: map[string]string{chat.BroadcastTo: "vlogs/vlogs", chat.BroadcastTitle: "Vlog over slapen", chat.BroadcastText: text},
	}
}

// broadcasts reads those that stand there, the oldest first.
func (w *world) broadcasts() (all []chat.Round) {
	w.t.Helper()
	rounds, err := w.stores[0].Record().Past(w.t.Context(), "vlogs", "vlogs", monday.AddDate(0, 0, -1))
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(rounds, func(r chat.Round) bool { return r.Broadcast == nil })
}

// got counts how often these words arrived at the address.
func (w *world) got(at chat.Address, words string) (n int) {
	for _, m := range w.said(at) {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// Law 1: one press is one broadcast, however often it arrives and at whichever instance;
// and each who chose it gets it once, also where the answer of the platform is lost.
func TestLaw1_OnePressIsOneBroadcastAndOneMessageEach(t *testing.T) {
	onEach(t, 3, func(t *testing.T, w *world) {
		var all []chat.Address
		for i := range 5 {
			all = append(all, w.wantsVlogs(fmt.Sprint("p", i)))
		}
		ev := broadcast("desk:noor:tab:1", "Nieuwe vlog!")
		for i := range 5 {
			a, err := w.boards[i%3].Handle(t.Context(), ev)
			if err != nil || i == 0 && a.Text != "Klaargezet voor 5 mensen, vandaag vanaf 15:00. Tot dan kun je het tegenhouden." || i > 0 && !a.Seen {
				t.Fatalf("%d: %+v %v", i, a, err)
			}
		}
		if n := len(w.broadcasts()); n != 1 {
			t.Fatalf("%d broadcasts", n)
		}
		lost := map[string]bool{}
		w.platform.fail = func(m chat.Message) (bool, error) {
			if strings.Contains(m.Text, "Nieuwe vlog") && !lost[m.ID] {
				lost[m.ID] = true
				return true, adapters.Uncertain(errLost)
			}
			return true, nil
		}
		w.until(onDay("2026-11-23", 14*60+59), w.boards...)
		for _, at := range all {
			if w.got(at, "Nieuwe vlog") != 0 {
				t.Fatal("before its window")
			}
		}
		w.until(onDay("2026-11-23", 16*60), w.boards...)
		for _, at := range all {
			if n := w.got(at, "Nieuwe vlog"); n != 1 {
				t.Errorf("%s got it %d times", at.Chat, n)
			}
		}
		for _, m := range w.platform.all() {
			if strings.Contains(m.Text, "Nieuwe vlog") && (m.Class != chat.Bulk || len(m.Choices) != 1 || m.Choices[0].Label != "Geen berichten meer") {
				t.Errorf("%+v", m)
			}
		}
	})
}

// Law 11: what is written in the evening goes out in the next window. Whom it does not
// reach within that does not get it later, and the page can say so.
func TestLaw11_ABroadcastGoesInItsWindowOnly(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		here, gone := w.wantsVlogs("hier"), w.wantsVlogs("weg")
		w.platform.fail = func(m chat.Message) (bool, error) {
			if m.To == gone && m.Class == chat.Bulk {
				return false, adapters.RetryAfter(5*time.Minute, errLost)
			}
			return true, nil
		}
		w.clock.set(onDay("2026-11-28", 20*60)) // Saturday: its window is just over, and Sunday has none
		if a := w.handle(broadcast("desk:noor:tab:2", "Zaterdag")); !strings.Contains(a.Text, "op 30-11-2026 vanaf 15:00") {
			t.Fatalf("%+v", a)
		}
		w.until(onDay("2026-11-30", 14*60+59), w.boards...)
		if w.got(here, "Zaterdag") != 0 {
			t.Fatal("outside its window")
		}
		w.until(onDay("2026-12-08", 12*60), w.boards...)
		if w.got(here, "Zaterdag") != 1 || w.got(gone, "Zaterdag") != 0 {
			t.Errorf("%d and %d times", w.got(here, "Zaterdag"), w.got(gone, "Zaterdag"))
		}
		var stands []chat.Stand
		for _, o := range w.broadcasts()[0].Occurrences {
			stands = append(stands, o.Stand)
			if o.At.Before(onDay("2026-11-30", 15*60)) || o.Until.After(onDay("2026-11-30", 20*60)) {
				t.Errorf("%+v", o)
			}
		}
		slices.Sort(stands)
		if !slices.Equal(stands, []chat.Stand{chat.StandDropped, chat.StandSilent}) {
			t.Errorf("%v", stands)
		}
	})
}

// Law 9: a talk with a worker is not broken into. It waits; when the day is over, it is
// dropped for that person.
func TestLaw9_ABroadcastWaitsForATalkWithAWorker(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		at := w.wantsVlogs("sam")
		w.handle(broadcast("desk:noor:tab:3", "Eerste"))
		w.clock.set(onDay("2026-11-23", 14*60+30))
		w.samSays("mens")
		id := ""
		if err := w.raw.Get(&id, "SELECT id FROM conversation"); err != nil {
			t.Fatal(err)
		}
		subject := chat.Subject{Kind: chat.SubjectConversation, ID: id}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: enroller, Subject: subject})
		w.until(onDay("2026-11-24", 9*60), w.boards...)
		if o := w.broadcasts()[0].Occurrences[0]; w.got(at, "Eerste") != 0 || o.Stand != chat.StandDropped || o.Log[len(o.Log)-1].How != chat.BroadcastBusy {
			t.Fatalf("%d times, %+v", w.got(at, "Eerste"), o)
		}
		w.handle(broadcast("desk:noor:tab:4", "Tweede"))
		w.until(onDay("2026-11-24", 16*60), w.boards...)
		a := w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Closed, Author: enroller, Subject: subject, Form: map[string]string{"soort": "verkeerd"}})
		if !strings.HasPrefix(a.Text, "Afgerond") {
			t.Fatalf("%+v", a.Form.Wrongs())
		}
		w.until(onDay("2026-11-24", 17*60), w.boards...)
		if w.got(at, "Tweede") != 1 {
			t.Errorf("%d times after the talk", w.got(at, "Tweede"))
		}
	})
}

// Law 4: what somebody writes back stands at the team's desk, with what it answers. The
// button under it is one press, also while a worker has the talk.
func TestLaw4_AnAnswerToABroadcastStandsAtTheDesk(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		at := w.wantsVlogs("sam")
		w.handle(broadcast("desk:noor:tab:5", "Wat doe jij?"))
		w.until(onDay("2026-11-24", 10*60), w.boards...)
		w.samSays("Ik lees dan een boek")
		w.lastRead("Je bericht staat bij het jongerenwerk")
		a, ok := w.noticed("Antwoord op het bericht: Vlog over slapen.")
		if !ok || a.Urgency != chat.Quiet || a.Team != "jongerenwerk" {
			t.Fatalf("%+v", w.alarms())
		}
		th, err := w.stores[0].Record().Thread(t.Context(), a.About.ID, 0)
		if err != nil || !slices.Contains(th.Told, chat.Told{Label: "Antwoord op: Vlog over slapen", Text: "Ik lees dan een boek", Teams: "jongerenwerk"}) {
			t.Fatalf("%+v %v", th.Told, err)
		}
		if o := w.broadcasts()[0].Occurrences[0]; o.Heard.IsZero() {
			t.Errorf("%+v", o)
		}
		// An answer to another one is an item of its own, though nobody looked at the first.
		next := broadcast("desk:noor:tab:50", "En nu?")
		next.Form[chat.BroadcastTitle] = "Vlog over werk"
		w.handle(next)
		w.until(onDay("2026-11-24", 16*60), w.boards...)
		w.samSays("Werk is leuk")
		if _, ok := w.noticed("Antwoord op het bericht: Vlog over werk."); !ok {
			t.Errorf("%+v", w.alarms())
		}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: enroller, Subject: a.About})
		under := w.said(at)[slices.IndexFunc(w.said(at), func(m chat.Message) bool { return strings.Contains(m.Text, "Wat doe jij?") })]
		w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Chose, From: at, Author: person, Token: under.Token + ":0"})
		w.works(w.boards...)
		if all := w.enrolled("vlogs"); len(all) != 0 {
			t.Errorf("still in it: %+v", all)
		}
		if a := w.handle(broadcast("desk:noor:tab:6", "Nog een")); !strings.HasPrefix(a.Text, "Niemand") {
			t.Errorf("%+v", a)
		}
	})
}

// What somebody told one team, who alone reads it, stands on no other team's card: there
// stands that they told it something. The team that they told it to has all of it.
func TestBroadcast_TheAnswersCardHasNoWordsToldToAnotherTeam(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t), around)
		w.wantsVlogs("sam")
		w.opensFlow("kopp")
		w.chain("Ja", "mama", "Mijn moeder drinkt")
		w.handle(broadcast("desk:noor:tab:7", "Wat doe jij?"))
		w.until(onDay("2026-11-24", 10*60), w.boards...)
		w.samSays("Vet!")
		card := func(team string) (all string) {
			for _, m := range w.said(chat.Address{Adapter: "pushed", Chat: "desk-" + team}) {
				if m.Card != nil {
					all += fmt.Sprintln(m.Card.Facts)
				}
			}
			return all
		}
		if own := card("familieteam"); !strings.Contains(own, "Mijn moeder drinkt") {
			t.Errorf("at the team that she told it: %s", own)
		}
		other := card("jongerenwerk")
		if !strings.Contains(other, "Vet!") || !strings.Contains(other, "Vertelde ook iets aan") || !strings.Contains(other, "familieteam") || strings.Contains(other, "drinkt") || strings.Contains(other, "ouder") {
			t.Errorf("at another: %s", other)
		}
	})
}

// A picture goes along, sealed, to everybody; it goes with the broadcast when its time
// is over.
func TestLaw20_ABroadcastsPictureArrivesAndGoesWithIt(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t), func(w *world, cfg *switchboard.Config) {
			cfg.Adapters = []adapters.Adapter{page{}, &gallery{pushed: pushed{w.platform}}}
		})
		first, second := w.wantsVlogs("a"), w.wantsVlogs("b")
		ev := broadcast("desk:noor:tab:8", "Kijk")
		f := chat.File{Kind: "photo", ID: chat.UploadID(ev.ID, 0), At: chat.InStore}
		ev.Files, ev.Brought = []chat.File{f}, map[string]chat.Content{f.ID: {Kind: "photo", Type: "image/png", Name: "foto.png", Bytes: []byte("PIXELS-VAN-EEN-FOTO")}}
		ev.Form[chat.BroadcastPicture] = "een rode deur"
		w.handle(ev)
		w.until(onDay("2026-11-23", 16*60), w.boards...)
		for _, at := range []chat.Address{first, second} {
			i := slices.IndexFunc(w.said(at), func(m chat.Message) bool { return m.Content != nil })
			if i < 0 || string(w.said(at)[i].Content.Bytes) != "PIXELS-VAN-EEN-FOTO" || w.said(at)[i].Files[0].About != "een rode deur" {
				t.Fatalf("%s: %+v", at.Chat, w.said(at))
			}
		}
		var body []byte
		if err := w.raw.Get(&body, "SELECT body_sealed FROM picture"); err != nil || strings.Contains(string(body), "PIXELS") {
			t.Fatalf("%v, or it stands there as it is", err)
		}
		w.until(onDay("2026-12-05", 12*60), w.boards...)
		if n, err := w.stores[0].ExpireRounds(t.Context(), onDay("2027-03-01", 0)); err != nil || n == 0 {
			t.Fatalf("%d rounds went: %v", n, err)
		}
		left := 0
		if err := w.raw.Get(&left, "SELECT COUNT(*) FROM picture"); err != nil || left != 0 {
			t.Errorf("%d pictures are left: %v", left, err)
		}
	})
}

// Law 16: what a worker writes is sealed.
func TestLaw16_ABroadcastIsSealed(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.wantsVlogs("sam")
		w.handle(broadcast("desk:noor:tab:7", "GEHEIME-WOORDEN"))
		var bodies [][]byte
		if err := w.raw.Select(&bodies, "SELECT body_sealed FROM round"); err != nil || len(bodies) != 1 {
			t.Fatalf("%d rounds: %v", len(bodies), err)
		}
		if strings.Contains(string(bodies[0]), "GEHEIME") || strings.Contains(w.logged(), "GEHEIME") {
			t.Error("it stands there in plain words")
		}
	})
}
