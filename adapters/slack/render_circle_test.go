package slack

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

const noord = "belcirkel|noord|2026-11-22|0830"

// circleOf is a circle in which the members' turns are as told, in their order.
func circleOf(stands ...chat.Stand) *adaptertest.Circles {
	r := chat.Round{ID: noord, Programme: "belcirkel", Circle: "noord", Day: "2026-11-22", Slot: "0830"}
	c := &adaptertest.Circles{}
	for i, s := range stands {
		id := fmt.Sprintf("m%d", i)
		c.Members = append(c.Members, chat.Member{
			ID: id, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Name: "mevrouw Geheim", Full: "Ria Geheim",
			Initials: fmt.Sprintf("R%d.W.", i), Phones: []string{"0612345678"}, Home: "Dorpsstraat 1", Access: "sleutel bij de buren",
		})
		r.Occurrences = append(r.Occurrences, chat.Occurrence{Member: id, Stand: s})
	}
	c.Rounds = []chat.Round{r}
	return c
}

func board(edits, place string) chat.Message {
	m := chat.Message{
		ID: "bord/0", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: noord, Class: chat.Prompt, Speaker: chat.Program,
		Text: "belcirkel Noord", Board: &chat.Board{Round: noord},
	}
	if edits != "" {
		m.ID, m.Edits, m.Place = "bord/1", edits, place
	}
	return m
}

// noSecrets fails where more of a member stands there than initials.
func noSecrets(t *testing.T, p slacktest.Post) {
	t.Helper()
	for _, secret := range []string{"Geheim", "Ria", "mevrouw", "0612345678", "Dorpsstraat", "sleutel bij", "m0", "belcirkel|"} {
		if strings.Contains(p.Text+p.Fallback, secret) {
			t.Errorf("law 15: %q is shown to Slack:\n%s", secret, p.Text)
		}
	}
}

// A circle's day stands at the channel's root, once, and is edited in place; of those
// who are not well it has initials, and of nobody anything else.
func TestLaw15_ACirclesDayHoldsInitialsAlone(t *testing.T) {
	c := circleOf(chat.StandWell, chat.StandPaused, chat.StandOverdue, chat.StandAsked)
	b := newScene(t, "http", func(_ *scene, cf *Config) { cf.Circles = c })
	receipt, err := b.a.Send(t.Context(), board("", ""))
	if err != nil {
		t.Fatal(err)
	}
	post := b.desk.Await("the board", func(p slacktest.Post) bool { return p.TS == receipt.ID })
	if post.ThreadTS != "" || receipt.Thread != receipt.ID || post.Fallback != "Belcirkel Noord zondag 22 november" {
		t.Errorf("it stands in thread %q, with the notification %q", post.ThreadTS, post.Fallback)
	}
	for _, words := range []string{"Belcirkel Noord, zondag 22 november", "1/4 · 1 afgemeld · 1 nog niet gehoord · 1 nog te gaan", "R2.W.: nog niet gehoord", "Nog te gaan: R3.W."} {
		if !strings.Contains(post.Text, words) {
			t.Errorf("it does not say %q:\n%s", words, post.Text)
		}
	}
	if strings.Contains(post.Text, "R0.W.") || strings.Contains(post.Text, "rond") {
		t.Errorf("who is well is named, or the circle is round:\n%s", post.Text)
	}
	noSecrets(t, post)
	if found, ok, err := b.a.Find(t.Context(), board("", ""), time.Now().Add(-time.Minute)); err != nil || !ok || found.ID != receipt.ID {
		t.Errorf("looked up: %+v %v %v", found, ok, err)
	}

	c.Do(func(c *adaptertest.Circles) {
		r := &c.Rounds[0]
		r.Occurrences[2].Move(chat.StandWith, time.Now(), chat.Author{Role: chat.RoleWorker, Name: "Anja"}, "")
		r.Occurrences[3].Stand = chat.StandWell
	})
	before := len(b.desk.Posts())
	if _, err := b.a.Send(t.Context(), board("bord/0", receipt.ID)); err != nil {
		t.Fatal(err)
	}
	post = b.desk.Await("the edit", func(p slacktest.Post) bool { return p.TS == receipt.ID && strings.Contains(p.Text, "2/4") })
	if len(b.desk.Posts()) != before || !strings.Contains(post.Text, "Anja is ermee bezig") {
		t.Errorf("%d messages instead of %d:\n%s", len(b.desk.Posts()), before, post.Text)
	}
	c.Do(func(c *adaptertest.Circles) {
		c.Rounds[0].Occurrences[2].Stand = chat.StandResolved
		c.Rounds[0].RoundAt = time.Date(2026, 11, 22, 8, 20, 0, 0, time.UTC)
	})
	if _, err := b.a.Send(t.Context(), board("bord/0", receipt.ID)); err != nil {
		t.Fatal(err)
	}
	b.desk.Await("the circle is round", func(p slacktest.Post) bool {
		return p.TS == receipt.ID && strings.Contains(p.Text, "2/4 · 1 afgehandeld · 1 afgemeld · cirkel rond ")
	})
}

// What cannot be read is not sent, and comes again; a round that is gone does not. A
// board that somebody took away needs no edit any more.
func TestACirclesDayThatCannotBeRead(t *testing.T) {
	c := circleOf(chat.StandWell)
	b := newScene(t, "http", func(_ *scene, cf *Config) { cf.Circles = c })
	judged := func(err error) adapters.Outcome {
		t.Helper()
		if err == nil {
			t.Fatal("it was sent")
		}
		outcome, _ := adapters.Judge(err)
		return outcome
	}
	before := len(b.desk.Posts())
	c.Do(func(c *adaptertest.Circles) { c.Broken = errors.New("de naam is Geheim") })
	_, err := b.a.Send(t.Context(), board("", ""))
	if got := judged(err); got != adapters.NotYet {
		t.Errorf("what could not be read is %v", got)
	}
	c.Do(func(c *adaptertest.Circles) { c.Broken, c.Rounds = nil, nil })
	_, err = b.a.Send(t.Context(), board("", ""))
	if got := judged(err); got != adapters.Refused {
		t.Errorf("a round that is gone is %v", got)
	}
	if n := len(b.desk.Posts()); n != before {
		t.Errorf("%d messages more", n-before)
	}
	*c = *circleOf(chat.StandWell)
	if _, err := b.a.Send(t.Context(), board("bord/0", "1700000000.000001")); err != nil {
		t.Errorf("an edit of a board that is gone: %v", err)
	}
	d := newScene(t, "http", nil)
	_, err = d.a.Send(t.Context(), board("", ""))
	if got := judged(err); got != adapters.Refused {
		t.Errorf("without circles it is %v", got)
	}
}

func alertOf(change func(*chat.Alert)) chat.Message {
	al := &chat.Alert{
		Alarm: noord + "#m0/missed", Title: "Nog niet gehoord: R0.W.", Who: []string{"R0.W."}, State: chat.StandOverdue,
		Lines: []string{"Gevraagd om 08:30, 09:00 en 09:30.", "Bel eerst. Ga niet alleen."},
	}
	if change != nil {
		change(al)
	}
	return chat.Message{
		ID: "melding/0", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: al.Alarm, Class: chat.Crisis, Speaker: chat.Program, Alert: al, Token: "opaak",
		Choices: []chat.Choice{{Label: "Ik pak dit op", Verb: chat.Taken, Style: "primary"}, {Label: "Niet bereikt", Verb: chat.Tried},
			{Label: "Ik ga erheen", Verb: chat.Going}, {Label: "Bereikt", Verb: chat.Reached}},
	}
}

// An alarm about a member is a message at the channel's root, edited in place as people
// take it up; its buttons carry an opaque token and name what was pressed.
func TestLaw15_AnAlarmAboutAMemberIsInitialsAndTokens(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		receipt, err := b.a.Send(t.Context(), alertOf(nil))
		if err != nil {
			t.Fatal(err)
		}
		post := b.desk.Await("the alarm", func(p slacktest.Post) bool { return p.TS == receipt.ID })
		for _, words := range []string{"Nog niet gehoord: R0.W.", "Nog door niemand opgepakt", "Gevraagd om 08:30", "Ga niet alleen", "Alleen het team leest het"} {
			if !strings.Contains(post.Text, words) {
				t.Errorf("it does not say %q:\n%s", words, post.Text)
			}
		}
		noSecrets(t, post)
		if post.ThreadTS != "" || receipt.Thread != receipt.ID || len(post.Buttons) != 4 {
			t.Errorf("in thread %q, with %d buttons", post.ThreadTS, len(post.Buttons))
		}
		for i, press := range []string{"Ik pak dit op", "Niet bereikt", "Ik ga erheen", "Bereikt"} {
			b.noor.Press(b.desk, post.TS, press).Await()
			ev := b.one()
			if ev.Token != fmt.Sprintf("opaak:%d", i) || ev.Author.Name != "Noor" || ev.From.Thread != post.TS {
				t.Errorf("%s: %+v", press, ev)
			}
		}
		taken := alertOf(func(al *chat.Alert) { al.State, al.By = chat.StandWith, "Anja Bakker" })
		taken.ID, taken.Edits, taken.Place = "melding/1", "melding/0", receipt.ID
		if _, err := b.a.Send(t.Context(), taken); err != nil {
			t.Fatal(err)
		}
		b.desk.Await("who has it", func(p slacktest.Post) bool {
			return p.TS == receipt.ID && strings.Contains(p.Text, "Anja Bakker heeft dit opgepakt")
		})
		over := alertOf(func(al *chat.Alert) { al.State, al.By, al.Over = chat.StandResolved, "Anja Bakker", true })
		over.ID, over.Edits, over.Place, over.Choices = "melding/2", "melding/0", receipt.ID, nil
		if _, err := b.a.Send(t.Context(), over); err != nil {
			t.Fatal(err)
		}
		b.desk.Await("its end", func(p slacktest.Post) bool {
			return p.TS == receipt.ID && strings.Contains(p.Text, "Afgesloten door Anja Bakker") && len(p.Buttons) == 0
		})
	})
}

// Only an alarm that says so calls everybody in the channel; a drill never does, and
// nothing that stands in its words.
func TestS7_OnlyAnAlarmCallsEverybody(t *testing.T) {
	calls := func(change func(*chat.Alert)) int {
		n := 0
		each(wire(t, alertOf(change)).blocks, func(o map[string]any) {
			if o["type"] == "broadcast" && o["range"] == "channel" {
				n++
			}
		})
		return n
	}
	if calls(func(al *chat.Alert) { al.Calls = true }) != 1 {
		t.Error("an alarm that calls calls nobody")
	}
	b := newScene(t, "http", nil)
	receipt, err := b.a.Send(t.Context(), alertOf(func(al *chat.Alert) { al.Calls = true }))
	if err != nil {
		t.Fatal(err)
	}
	b.desk.Await("the call", func(p slacktest.Post) bool { return p.TS == receipt.ID && strings.Contains(p.Text, slacktest.Mention) })
	for name, change := range map[string]func(*chat.Alert){
		"one that does not":  func(al *chat.Alert) { al.Lines = []string{"<!channel> @channel"} },
		"a drill":            func(al *chat.Alert) { al.Calls, al.Drill = true, true },
		"one that was ended": func(al *chat.Alert) { al.Calls, al.Over = true, true },
	} {
		if calls(change) != 0 {
			t.Errorf("%s calls everybody", name)
		}
	}
}

// Words in the alarm's thread come in with the thread, and with nothing that would send
// them anywhere; somebody who is no member of the team presses for nothing.
func TestLaw7_WordsInAnAlarmsThreadNameTheThread(t *testing.T) {
	b := newScene(t, "http", nil)
	receipt, err := b.a.Send(t.Context(), alertOf(nil))
	if err != nil {
		t.Fatal(err)
	}
	b.noor.Reply(b.desk, receipt.ID, "ik sta voor de deur").Await()
	if ev := b.one(); ev.Kind != chat.Answered || ev.From.Thread != receipt.ID || ev.Subject.ID != "" || ev.Token != "" {
		t.Errorf("the words are %+v", ev)
	}
	guest := b.Worker("U0GAST", "Gast").Join(b.desk).Guest()
	guest.Press(b.desk, receipt.ID, "Bereikt").Await()
	b.none("a guest's press")
	guest.AwaitTold("that it is not theirs", func(text string) bool { return strings.Contains(text, textNotYours) })
}

// An alarm that is gone from the channel is Misplaced: it begins anew, and is not lost.
func TestLaw3_AnAlarmThatWasDeletedIsMisplaced(t *testing.T) {
	b := newScene(t, "http", nil)
	m := alertOf(nil)
	m.ID, m.Edits, m.Place = "melding/1", "melding/0", "1700000000.000001"
	_, err := b.a.Send(t.Context(), m)
	if outcome, _ := adapters.Judge(err); err == nil || outcome != adapters.NoThread {
		t.Errorf("the edit of an alarm that is gone: %v", err)
	}
}

// A drill says so on its first line, in its notification, and on the board.
func TestADrillSaysThatItIsOne(t *testing.T) {
	drill := func(al *chat.Alert) { al.Drill = true }
	fallback, blocks := render(alertOf(drill))
	if raw := fmt.Sprint(fallback, wire(t, alertOf(drill)).raw); strings.Count(raw, "OEFENING: Nog niet gehoord") != 1 || !strings.HasPrefix(fallback, "OEFENING ") || len(blocks) == 0 {
		t.Errorf("a drill reads %s", raw)
	}
	twice, _ := render(alertOf(func(al *chat.Alert) { al.Drill, al.Title = true, "OEFENING: "+al.Title }))
	if strings.Count(twice, "OEFENING") != 1 {
		t.Errorf("it says so twice: %s", twice)
	}
	if real, _ := render(alertOf(nil)); strings.Contains(real, "OEFENING") {
		t.Error("what is no drill says that it is")
	}
}

// Five hundred at once, and whatever stands in a line, fit into one message, and say
// where the rest is.
func TestLengths_AnAlarmAndABoardFit(t *testing.T) {
	var who []string
	for i := range 500 {
		who = append(who, fmt.Sprintf("R%d.W.", i))
	}
	many := wire(t, alertOf(func(al *chat.Alert) { al.Who = who }))
	if !strings.Contains(many.raw, "R0.W., R1.W.") || !strings.Contains(many.raw, "R499.W.") {
		t.Error("law 3: not all of five hundred are named")
	}
	word := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringN(0, 40, -1), rapid.Just(strings.Repeat("lang ", 900)))
	rapid.Check(t, func(rt *rapid.T) {
		m := alertOf(func(al *chat.Alert) {
			al.Title, al.By = word.Draw(rt, "title"), word.Draw(rt, "by")
			al.Lines = rapid.SliceOfN(word, 0, 30).Draw(rt, "lines")
			al.Who = rapid.SliceOfN(word, 0, 600).Draw(rt, "who")
			al.Drill, al.Over = rapid.Bool().Draw(rt, "drill"), rapid.Bool().Draw(rt, "over")
			al.State = rapid.SampledFrom([]chat.Stand{"", chat.StandOverdue, chat.StandWith, chat.StandSign, chat.StandResolved}).Draw(rt, "state")
		})
		s := wire(t, m)
		isInert(t, s)
		measure(rt, s)

		var stands []chat.Stand
		for range rapid.IntRange(0, 200).Draw(rt, "members") {
			stands = append(stands, rapid.SampledFrom([]chat.Stand{chat.StandAsked, chat.StandOverdue, chat.StandWith, chat.StandWell}).Draw(rt, "stand"))
		}
		c := circleOf(stands...)
		for i := range c.Members {
			c.Members[i].Initials = word.Draw(rt, "initials")
			c.Rounds[0].Occurrences[i].Log = []chat.Moved{{To: chat.StandWith, By: chat.Author{Name: word.Draw(rt, "worker")}}}
		}
		day, err := c.CircleDay(t.Context(), noord)
		if err != nil {
			rt.Fatal(err)
		}
		title := label(word.Draw(rt, "board"), "Belcirkel")
		s = onWire(t, posting{channel: channel, id: opaque("x"), fallback: spoken(title, "Belcirkel"), blocks: drawBoard(day, title)})
		isInert(t, s)
		measure(rt, s)
	})
}
