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
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"

	"github.com/prometheus/client_golang/prometheus"
)

// withDesks makes the world's instances anew, with a pushed desk for each team. The
// day of the first begins at nine.
func withDesks(t *testing.T, b *storagetest.Base, n int) *world {
	w := newWorld(t, b, n)
	w.boards = nil
	book := *flowstest.BuiltIn(t)
	book.Organisation.Teams = slices.Clone(book.Organisation.Teams)
	book.Organisation.Teams[0].Dagstart = 9 * 60
	for _, store := range w.stores {
		w.boards = append(w.boards, switchboard.New(switchboard.Config{
			Store: w.over(store), Book: &book, Clock: w.clock, Bell: &switchboard.Bell{},
			Log: w.slog(), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
			Desks: func(team string) []chat.Address { return []chat.Address{{Adapter: "pushed", Chat: "desk-" + team}} },
		}))
	}
	return w
}

// days are the mornings that were posted: team and date of each.
func (w *world) days() (all []string) {
	for _, m := range w.platform.all() {
		if m.Day != nil {
			all = append(all, m.To.Chat+" "+m.Day.Date)
		}
	}
	return all
}

// settled waits until nothing is due at this time, and all was sent.
func (w *world) settled() bool {
	now := w.clock.Now().UnixMilli()
	return w.count(fmt.Sprintf("SELECT COUNT(*) FROM due WHERE at <= %d", now)) == 0 &&
		w.count("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'") == 0
}

// A team's day begins once: with three instances, after a restart, and late where
// nobody was running at its time, but not after noon.
func TestLaw11_AMorningComesOnce(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := withDesks(t, b, 3)
		at := func(s string) {
			now, err := time.ParseInLocation("2006-01-02 15:04", s, flows.Amsterdam)
			if err != nil {
				t.Fatal(err)
			}
			w.clock.set(now)
		}
		planned := func() bool { return w.count("SELECT COUNT(*) FROM due WHERE subject_kind = 'team'") == 1 }
		first := "desk-jongerenwerk 2026-11-23"

		at("2026-11-22 23:00") // a Sunday: nothing yet, and Monday stands in what is due
		w.run(planned)
		if got := w.days(); len(got) != 0 {
			t.Fatalf("on Sunday night: %q", got)
		}
		at("2026-11-23 08:59")
		w.run(planned)
		if got := w.days(); len(got) != 0 {
			t.Fatalf("before its time: %q", got)
		}
		at("2026-11-23 09:00")
		w.run(func() bool { return len(w.days()) > 0 && w.settled() })
		at("2026-11-23 11:00") // started again: it finds this morning begun
		w.run(func() bool { return w.settled() && w.count("SELECT COUNT(*) FROM event WHERE id LIKE 'day:%'") == 1 })
		if got := fmt.Sprint(w.days()); got != "["+first+"]" {
			t.Fatalf("on Monday: %s", got)
		}
		// The playbook says another time now: this morning has begun all the same.
		later := *w.boards[0].Book()
		later.Organisation.Teams = slices.Clone(later.Organisation.Teams)
		later.Organisation.Teams[0].Dagstart = 11*60 + 10
		for _, board := range w.boards {
			if err := board.Use(t.Context(), &later); err != nil {
				t.Fatal(err)
			}
		}
		at("2026-11-23 11:15")
		w.run(func() bool { return w.settled() && w.count("SELECT COUNT(*) FROM event WHERE id LIKE 'day:%'") == 2 })
		if got := fmt.Sprint(w.days()); got != "["+first+"]" {
			t.Fatalf("after another time was chosen: %s", got)
		}
		at("2026-11-24 11:30") // nobody was running at nine
		w.run(func() bool { return len(w.days()) > 1 && w.settled() })
		at("2026-11-25 08:00")
		w.run(func() bool {
			return w.count("SELECT COUNT(*) FROM due WHERE id LIKE 'day:jongerenwerk:2026-11-25:%'") == 1
		})
		at("2026-11-25 12:00") // it was due at nine, and comes too late
		w.run(func() bool {
			return w.settled() && w.count("SELECT COUNT(*) FROM due WHERE id LIKE 'day:jongerenwerk:2026-11-26:%'") == 1
		})
		if got := fmt.Sprint(w.days()); got != "["+first+" desk-jongerenwerk 2026-11-24]" {
			t.Fatalf("by Wednesday: %s", got)
		}
		for _, m := range w.platform.all() {
			if m.Talk != "" || strings.Contains(fmt.Sprintf("%+v", m), "Sam") {
				t.Errorf("a row holds more than the day: %+v", m)
			}
		}
	})
}

// Law 19, law 8: what a list offers picks up the conversation that it was shown
// for. Who comes late is told who has it; nobody else's press does anything.
func TestLaw19_AListsPressPicksUpOnce(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		w.says("ali", "mens")
		items, err := w.stores[0].Record().Queue(t.Context())
		if err != nil || len(items) != 2 {
			t.Fatalf("the queue: %+v %v", items, err)
		}
		press := func(name, token string, role chat.Role) chat.Answer {
			return w.handle(chat.Event{ID: w.id(name), Kind: chat.Claimed, Token: token, From: chat.Address{Adapter: "pushed"},
				Author: chat.Author{Role: role, ID: "w-" + name, Name: name}})
		}
		if a := press("sam", items[0].Token, chat.RolePerson); a.Text != "Deze knop is niet (meer) van jou." {
			t.Errorf("a person is told %q", a.Text)
		}
		if a := press("Noor", chat.PickToken+"AAAAAAAAAAAAAAAAAAAAAAAA", chat.RoleWorker); !strings.Contains(a.Text, "wacht niet meer") {
			t.Errorf("a token of nobody: %q", a.Text)
		}
		if n := w.count("SELECT COUNT(*) FROM conversation WHERE desk = 'live'"); n != 0 {
			t.Fatalf("%d were picked up", n)
		}
		if a := press("Noor", items[0].Token, chat.RoleWorker); a.Text != "Jij hebt nu "+items[0].Name+"." {
			t.Errorf("Noor is told %q", a.Text)
		}
		if a := press("Bas", items[0].Token, chat.RoleWorker); a.Text != "Noor praat met "+items[0].Name+"." {
			t.Errorf("Bas is told %q", a.Text)
		}
		now, err := w.stores[0].Record().Queue(t.Context())
		if err != nil || now[0].State == now[1].State {
			t.Errorf("the queue afterwards: %+v %v", now, err)
		}
	})
}

func TestAWorkerIsAwayAndBack(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		noor := chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		says := func(kind chat.Kind, about string) string {
			return w.handle(chat.Event{ID: w.id("Noor"), Kind: kind, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: about}, Author: noor}).Text
		}
		away := func() int {
			all, err := w.stores[0].Record().Away(t.Context(), w.clock.Now())
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if got := says(chat.Away, "w-Bas"); !strings.Contains(got, "Alleen jij zelf") || away() != 0 {
			t.Errorf("for Bas: %q, %d away", got, away())
		}
		if got := says(chat.Away, noor.ID); !strings.Contains(got, "tot 22:00") || away() != 1 {
			t.Errorf("away: %q, %d away", got, away())
		}
		if got := says(chat.Here, noor.ID); got != "Je bent er weer." || away() != 0 {
			t.Errorf("back: %q, %d away", got, away())
		}
		if got := says(chat.Here, noor.ID); got != "Je was niet weg." {
			t.Errorf("back again: %q", got)
		}
		says(chat.Away, noor.ID)
		w.clock.add(chat.AwayMost)
		if away() != 0 {
			t.Error("away for ever")
		}
	})
}

// Words below a message that is about no talk are the team's own: nobody is told
// that they were not sent, and they do not come again.
func TestLaw7_BelowAMorningTheTeamTalksAmongThemselves(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		for _, ts := range []string{"17.1", "18.1"} { // two mornings, in one lane
			desk := chat.Address{Adapter: "pushed", Chat: "desk"}
			if err := w.stores[0].Update(t.Context(), func(tx *storage.Tx) error {
				return tx.Write(chat.Change{Event: chat.Event{At: monday}, Rows: []chat.Row{{Message: chat.Message{ID: "day " + ts, To: desk, Day: &chat.Day{}}}}})
			}); err != nil {
				t.Fatal(err)
			}
			claims, err := w.stores[0].Claim(t.Context(), "pushed", chat.Rate{}, monday, time.Minute, 1)
			if err != nil || len(claims) != 1 {
				t.Fatal(claims, err)
			}
			if _, err := w.stores[0].Mark(t.Context(), monday, []chat.Mark{{Claim: claims[0], State: chat.Sent, Receipt: chat.Receipt{ID: ts, Thread: ts}}}); err != nil {
				t.Fatal(err)
			}
			desk.Thread = ts
			a := w.handle(chat.Event{ID: w.id("Noor"), Kind: chat.Answered, Text: "ik pak Sam", From: desk, Sent: monday.Add(-time.Hour), Form: map[string]string{chat.OwnThread: "U0"},
				Author: chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}})
			if a.Text != "" {
				t.Errorf("below %s they are told %+v", ts, a)
			}
		}
	})
}

// Who is away is given nobody, and is told so; a colleague gets them.
func TestNextGivesNobodyToWhoIsAway(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.says("sam", "mens")
		noor := chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}
		w.handle(chat.Event{ID: w.id("Noor"), Kind: chat.Away, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: noor.ID}, Author: noor})
		if a, err := w.wants("Noor", 0); err != nil || !strings.HasPrefix(a.Text, "Je bent weg tot 22:00.") || w.thread("sam").State != chat.Waiting {
			t.Errorf("Noor is told %q, %v; Sam is %s", a.Text, err, w.thread("sam").State)
		}
		if a, err := w.wants("Bas", 0); err != nil || !strings.HasPrefix(a.Text, "Jij hebt nu ") {
			t.Errorf("Bas is told %q, %v", a.Text, err)
		}
		w.handle(chat.Event{ID: w.id("Noor"), Kind: chat.Here, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: noor.ID}, Author: noor})
		if a, err := w.wants("Noor", 0); err != nil || a.Text != "Niemand wacht op je team." {
			t.Errorf("Noor is told %q, %v", a.Text, err)
		}
	})
}

// A worker of several desks wants the next one of any of them.
func TestNextIsOfAllDesksWhereAWorkerIs(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := withDesks(t, b, 1)
		w.says("sam", "mens") // for the first team, het jongerenwerk
		ev := chat.Event{Kind: chat.Next, From: chat.Address{Adapter: "pushed", Chat: "desk-wijkteam"}, Author: chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}}
		for also, want := range map[string]string{"": "Niemand wacht", "desk-familieteam": "Niemand wacht"} {
			ev.ID, ev.Form = w.id("Noor"), map[string]string{chat.AlsoAt: also}
			if a := w.handle(ev); !strings.HasPrefix(a.Text, want) {
				t.Errorf("also at %q: %q", also, a.Text)
			}
		}
		ev.ID, ev.Form = w.id("Noor"), map[string]string{chat.AlsoAt: "desk-familieteam desk-jongerenwerk"}
		if a := w.handle(ev); !strings.HasPrefix(a.Text, "Jij hebt nu ") {
			t.Errorf("of both: %q", a.Text)
		}
	})
}
