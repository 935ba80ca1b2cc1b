package slack

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// deskBase is a database with talks in it, and the teams that have them.
type deskBase struct {
	t     *testing.T
	store *storage.Store
	now   time.Time
	n     int
}

func newDesk(t *testing.T) *deskBase {
	return &deskBase{t: t, store: storagetest.SQLite(t).Open(t), now: time.Now().Truncate(time.Second)}
}

// config gives the adapter the database, and a desk for each of two teams.
func (d *deskBase) config(b *scene, c *Config) {
	b.NewChannel("C0WIJK", "wijkteam")
	c.Channels = append(c.Channels, "C0WIJK")
	c.Board, c.DeskURL = d.store.Record(), "https://omzien.voorbeeld.nl/desk"
	c.Teams = func() []adapters.Team {
		return []adapters.Team{
			{Name: "jongerenwerk", Label: "het jongerenwerk", Channel: "C0DESK", Open: true, Night: d.now.Add(-12 * time.Hour), Today: d.now.Add(time.Hour)},
			{Name: "wijkteam", Label: "het wijkteam", Channel: "C0WIJK", Opens: d.now.Add(time.Hour), Backup: true, Night: d.now.Add(-12 * time.Hour)},
		}
	}
}

// talk puts a talk into the database: of somebody who said something that may
// stand in no list, as the change leaves it.
func (d *deskBase) talk(change func(c *chat.Conversation, w *chat.Change)) (id string) {
	d.t.Helper()
	d.n++
	at := chat.Address{Adapter: "webchat", Chat: fmt.Sprintf("bladzijde-%d", d.n)}
	err := d.store.Update(d.t.Context(), func(tx *storage.Tx) error {
		c, err := tx.Meet(at, d.now)
		if err != nil {
			return err
		}
		id = c.ID
		c.Nickname = fmt.Sprintf("Sam%d", d.n)
		c.Handoff = chat.Handoff{State: chat.Waiting, Team: "jongerenwerk", Urgency: chat.Normal, Since: d.now.Add(-time.Hour),
			Card: []chat.CardFact{{Label: "waarover", Text: "Thuis", Chosen: true}, {Label: "verhaal", Text: "mijn geheim"}}}
		w := chat.Change{Event: chat.Event{ID: fmt.Sprintf("e%d", d.n), At: d.now}, Conversation: &c, Lines: []chat.Line{{
			ID: fmt.Sprintf("l%d", d.n), Conversation: c.ID, N: c.Turn * chat.LinesPerTurn, Kind: chat.LinePerson, At: d.now, Text: "mijn geheim"}}}
		if change != nil {
			change(&c, &w)
		}
		return tx.Write(w)
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *deskBase) of(worker string) func(*chat.Conversation, *chat.Change) {
	return func(c *chat.Conversation, _ *chat.Change) {
		c.Epoch++
		c.Handoff.State, c.Handoff.Claimed = chat.Talking, d.now
		c.Handoff.Worker = chat.Author{Role: chat.RoleWorker, ID: workerID(worker), Name: "Naam-" + worker}
	}
}

// alarm raises an alarm about the talk.
func alarm(urgency chat.Urgency) func(*chat.Conversation, *chat.Change) {
	return func(c *chat.Conversation, w *chat.Change) {
		w.Open = []chat.Alarm{{ID: "a" + c.ID + "/crisis", Cause: chat.CauseCrisis, About: chat.Subject{Kind: chat.SubjectConversation, ID: c.ID},
			Urgency: urgency, Team: c.Handoff.Team, Alias: c.Name(), Opened: w.Event.At, Why: "schreef: mijn geheim"}}
	}
}

// elsewhere lets the other team have the talk, with an alarm.
func elsewhere(c *chat.Conversation, w *chat.Change) {
	c.Handoff.Team = "wijkteam"
	alarm(chat.Danger)(c, w)
}

// hurried is config, with Homes that do not rest between two drawings.
func (d *deskBase) hurried(b *scene, c *Config) {
	d.config(b, c)
	c.HomeRest = time.Millisecond
}

func TestHome_ShowsMineTheQueueAndTheAlarms(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	d.talk(func(c *chat.Conversation, _ *chat.Change) { c.Handoff.Urgency = chat.Danger })
	d.talk(d.of("U0NOOR"))
	d.talk(d.of("U0BAS"))
	d.talk(elsewhere)
	d.talk(alarm(chat.Danger))
	b := newScene(t, "socket", d.config)
	b.noor.OpenHome().Await()
	home := b.noor.AwaitHome("something", func(slacktest.View) bool { return true })
	t.Logf("the Home:\n%s", home.Text)
	at := -1
	for _, words := range []string{
		"Mijn gesprekken (1)", "Sam3 · ", "Wachten op iemand (3)", "▲ Gevaar", "Sam2 · ", "● Vandaag", "Sam", "Thuis",
		"Meldingen (1)", "Gevaar", "Sam6 · ", "3 wachten (waarvan 1 met spoed) · 1 is van jou · 1 is van een collega · 1 melding",
	} {
		next := strings.Index(home.Text[at+1:], words)
		if next < 0 {
			t.Errorf("%q does not stand where it should", words)
			continue
		}
		at += next
	}
	// Law 15: no word of a person; and nothing of a team whose desk is another.
	for _, words := range []string{"geheim", "Sam5", "wijkteam", "U0BAS"} {
		if strings.Contains(home.Text, words) {
			t.Errorf("it says %q", words)
		}
	}
	if want := []string{"Volgende", "Nieuwe aanmelding", "Ik ben even weg", "Oppakken", "Oppakken", "Oppakken"}; !slices.Equal(home.Buttons, want) {
		t.Errorf("buttons %q", home.Buttons)
	}
}

// Long lists fit into what Slack takes, and say how many more there are.
func TestHome_SaysHowManyMore(t *testing.T) {
	d := newDesk(t)
	for range 40 {
		d.talk(alarm(chat.Normal))
		d.talk(d.of("U0NOOR"))
	}
	b := newScene(t, "http", d.config)
	b.noor.OpenHome().Await()
	home := b.noor.AwaitHome("something", func(slacktest.View) bool { return true })
	for _, words := range []string{"Wachten op iemand (40)", "Mijn gesprekken (40)", "Meldingen (40)", "En nog 10.", "En nog 25.", "Alles staat op de webdesk"} {
		if !strings.Contains(home.Text, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if n := strings.Count(home.Text, "En nog 10."); n != 2 {
		t.Errorf("%d lists have ten more, want two", n)
	}
}

// Whoever is no worker sees nothing of the desk.
func TestHome_IsForWorkers(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	b := newScene(t, "http", d.config)
	for _, who := range []*slacktest.Worker{b.Worker("U0ANDER", "Ander"), b.Worker("U0GAST", "Gast").Join(b.desk).Guest()} {
		who.OpenHome().Await()
		home := who.AwaitHome("words", func(v slacktest.View) bool { return strings.Contains(v.Text, textNotYours) })
		if len(home.Buttons) > 0 || strings.Contains(home.Text, "Sam") {
			t.Errorf("%s sees %+v", who.Name, home)
		}
		who.PressHomeValue("V1", homeNext, "next").Await()
		who.Command(b.desk, "/omzien", "wachtrij").Await()
		if told := who.AwaitTold("that it is the team's", func(s string) bool { return true }); !strings.Contains(told, textNotYours) {
			t.Errorf("%s is told %q", who.Name, told)
		}
	}
	b.none("a press of somebody who is no worker")
	// The app's own messages are no Home.
	b.noor.OpenMessages().Await()
	b.noor.OpenHome().Await()
	b.noor.AwaitHome("something", func(slacktest.View) bool { return true })
	if n := b.noor.Published(); n != 1 {
		t.Errorf("drawn %d times", n)
	}
}

// Presses on a Home are events with ids of their own; what comes of one stands on
// the Home.
func TestHome_PressesAreEvents(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	items, err := d.store.Record().Queue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			b := newScene(t, way, func(b *scene, c *Config) {
				d.hurried(b, c)
				b.noor.Join(b.Channel("C0WIJK"))
			})
			b.answer(func(ev chat.Event) (chat.Answer, error) {
				return chat.Answer{Text: "Gedaan: " + string(ev.Kind)}, nil
			})
			b.noor.OpenHome().Await()
			b.noor.AwaitHome("who waits", func(v slacktest.View) bool { return slices.Contains(v.Buttons, "Oppakken") })
			self := chat.Subject{Kind: chat.SubjectWorker, ID: "slack:U0NOOR"}
			for _, tt := range []struct {
				button string
				want   chat.Event
			}{
				{"Oppakken", chat.Event{Kind: chat.Claimed, Token: items[0].Token}},
				{"Volgende", chat.Event{Kind: chat.Next, Form: map[string]string{chat.AlsoAt: "C0DESK C0WIJK"}}},
				{"Ik ben even weg", chat.Event{Kind: chat.Away, Subject: self}},
			} {
				press := b.noor.PressHome(tt.button, 0).Await()
				ev := b.one()
				if ev.Kind != tt.want.Kind || ev.Token != tt.want.Token || ev.Subject != tt.want.Subject || fmt.Sprint(ev.Form) != fmt.Sprint(tt.want.Form) ||
					ev.Author != (chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}) || ev.From.Thread != "" || ev.Sent.IsZero() {
					t.Errorf("%s: %+v", tt.button, ev)
				}
				b.noor.AwaitHome("what came of it", func(v slacktest.View) bool { return strings.Contains(v.Text, "Gedaan: "+string(tt.want.Kind)) })
				b.Again(press).Await()
				if again := b.one(); again.ID != ev.ID {
					t.Errorf("%s, brought again, is %s and %s", tt.button, ev.ID, again.ID)
				}
			}
		})
	}
}

// While somebody may have their Home before them it follows what changes, and no
// longer.
func TestHome_FollowsWhatChanges(t *testing.T) {
	d := newDesk(t)
	b := newScene(t, "http", d.hurried)
	b.noor.OpenHome().Await()
	b.noor.AwaitHome("nobody", func(v slacktest.View) bool { return strings.Contains(v.Text, "Er wacht niemand.") })
	d.talk(nil)
	b.noor.OpenHome().Await() // wakes it, however slow this machine is
	b.noor.AwaitHome("somebody", func(v slacktest.View) bool { return strings.Contains(v.Text, "Wachten op iemand (1)") })
	before := b.noor.Published()
	b.noor.OpenHome().Await()
	bas := b.Worker("U0BAS", "Bas").Join(b.desk)
	bas.OpenHome().Await()
	bas.AwaitHome("somebody", func(v slacktest.View) bool { return strings.Contains(v.Text, "Wachten op iemand (1)") })
	if n := b.noor.Published(); n != before {
		t.Errorf("what did not change was drawn %d times more", n-before)
	}
}

// Of many changes each Home is drawn once in a while; one that somebody asked for
// goes first; and one that nobody looks at is not drawn.
func TestHomes_RestBetweenDrawings(t *testing.T) {
	const rest = 10 * time.Second
	now := time.Unix(1_764_000_000, 0)
	var h homes
	h.ask("noor", "gedaan", now)
	h.ask("bas", "", now)
	drawn := func() (all []string) {
		for user, notice, ok := h.next(now, rest); ok; user, notice, ok = h.next(now, rest) {
			all = append(all, strings.TrimSpace(user+" "+notice))
		}
		slices.Sort(all)
		return all
	}
	for _, step := range []struct {
		name string
		do   func()
		want string
	}{
		{"both asked", func() {}, "[bas noor gedaan]"},
		{"nothing changed", func() { h.change(false, now) }, "[]"},
		{"changed at once", func() { h.change(true, now) }, "[]"},
		{"changed many times, a little later", func() {
			for range 100 {
				now = now.Add(rest / 200)
				h.change(true, now)
			}
		}, "[]"},
		{"rested", func() { now = now.Add(rest) }, "[bas noor]"},
		{"asked while it rests", func() { h.change(true, now); h.ask("bas", "", now) }, "[bas]"},
		{"left", func() { now = now.Add(homeLasts); h.change(true, now); now = now.Add(time.Second); h.change(true, now) }, "[]"},
	} {
		step.do()
		if got := fmt.Sprint(drawn()); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	if h.change(true, now.Add(time.Hour)) || len(h.open) > 0 {
		t.Error("a Home that nobody looks at is remembered")
	}
	h.ask("slow", "", now)
	h.change(true, now)
	h.open["slow"].asked, h.open["slow"].drawn = false, time.Time{}
	h.ask("asked", "", now)
	if user, _, _ := h.next(now, rest); user != "asked" {
		t.Errorf("%s is drawn before who asked", user)
	}
}

// Slack wants fewer calls: the Home is drawn when it may be.
func TestHome_WaitsWhereSlackIsBusy(t *testing.T) {
	d := newDesk(t)
	b := newScene(t, "http", d.hurried)
	b.Refuse("views.publish", "internal_error")
	b.noor.OpenHome().Await()
	b.await(func() bool { return b.counted["home_not_drawn"] > 0 })
	b.Refuse("views.publish", "")
	b.noor.AwaitHome("something", func(slacktest.View) bool { return true })
}
