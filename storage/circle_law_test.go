package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// button is what may be pressed about an alarm, made for somebody.
func button(id, about string, who chat.Author) chat.Line {
	kind := chat.LineButton
	if who.Role == chat.RolePerson {
		kind = chat.LineBot
	}
	return chat.Line{ID: id, Conversation: about, Kind: kind, At: noon, Author: who, Choices: chat.PageChoices(who.Role)}
}

var (
	anja = chat.Author{Role: chat.RoleWorker, ID: "coordinator:anja", Name: "Anja Bakker"}
	els  = chat.Author{Role: chat.RolePerson, ID: "contact:0", Name: canary}
)

// taken presses what a token opens.
func taken(t *testing.T, s *storage.Store, token string, choice int) (p chat.Pressed, known bool) {
	t.Helper()
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) (err error) {
		p, known, err = tx.Pressed(token, choice)
		return err
	}))
	return p, known
}

// Law 19: a personal link opens one alarm for one named human; a press tells which
// alarm it is about, for whom it was made and what was pressed there before.
func TestLaw19_AButtonAboutAnAlarmIsBoundToItAndToWhoItWasMadeFor(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		r, alarms := plan(t, s, circle(t, s, "noord", 2), noon)
		id := alarms[1].ID
		write(t, s, chat.Change{Event: chat.Event{At: noon}, Buttons: []chat.Line{button("b1", id, anja), button("b2", r.ID, anja), button("b3", "noord-00", anja)}})
		token := s.Token("b1")
		alarm, who, err := s.Record().Opens(ctx, token)
		if err != nil || alarm != id || who != anja {
			t.Errorf("it opens %q for %+v: %v", alarm, who, err)
		}
		for _, no := range []string{s.Token("b2"), "guessed", ""} {
			if alarm, _, err := s.Record().Opens(ctx, no); !errors.Is(err, chat.ErrUnknown) {
				t.Errorf("%q opens %q, %v", no, alarm, err)
			}
		}
		if _, known := taken(t, s, token, len(chat.PageChoices(anja.Role))); known {
			t.Error("there is one choice too many")
		}
		p, known := taken(t, s, token, 1)
		if !known || p.Used || p.For != anja || p.Audience != chat.RoleWorker || p.Choice.Verb != chat.Tried || p.Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: id}) {
			t.Errorf("pressed is %+v", p)
		}
		if p, _ := taken(t, s, token, 3); !p.Used || p.Choice.Verb != chat.Reached {
			t.Errorf("pressed again: %+v", p)
		}
		ok(t, s.Update(ctx, func(tx *storage.Tx) error { return tx.Unpress(token) }))
		if p, _ := taken(t, s, token, 0); p.Used {
			t.Error("what was taken back is used")
		}
		for token, want := range map[string]chat.Subject{s.Token("b2"): {Kind: chat.SubjectRound, ID: r.ID}, s.Token("b3"): {Kind: chat.SubjectMember, ID: "noord-00"}} {
			if p, known := taken(t, s, token, 0); !known || p.Subject != want {
				t.Errorf("pressed is %+v, want %+v", p, want)
			}
		}
		if err := s.Update(ctx, func(tx *storage.Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Buttons: []chat.Line{button("b4", "nothing", anja)}})
		}); err == nil {
			t.Error("a button about nothing was kept")
		}
	})
}

// everywhere writes the canary wherever something of a member may stand, and gives
// the round. The first member is asked at the address.
func everywhere(t *testing.T, s *storage.Store, at chat.Address) chat.Round {
	t.Helper()
	ok(t, s.Update(t.Context(), said(s, at, "web:a:1", canary)))
	c := circle(t, s, "noord", 2)
	m := c.Members[0]
	m.Address, m.Full, m.Phones, m.Home, m.Access, m.Doctor = at, canary, []string{canary}, canary, canary, canary
	m.Contacts = []chat.Contact{{Name: canary, Phone: canary, Email: canary}}
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
		if _, err := tx.Members([]string{m.ID}); err != nil {
			return err
		}
		return tx.Write(chat.Change{Event: chat.Event{At: noon}, Members: []chat.Member{m}})
	}))
	r, alarms := planned(c, noon)
	r.Occurrences[0].Move(chat.StandSign, noon, anja, canary)
	for i := range alarms {
		alarms[i].Why = canary
		alarms[i].Check.Told = []chat.Watcher{{Who: anja, At: page(8)}, {Who: els, At: page(9)}}
		alarms[i].Check.Cleared = slices.Clone(alarms[i].Check.Told)
		alarms[i].Check.Did = []chat.Moved{{To: chat.StandWith, By: anja, How: canary}}
	}
	write(t, s, chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}, Open: alarms,
		Buttons: []chat.Line{button("b1", alarms[0].ID, anja), button("b2", alarms[0].ID, els), button("b3", m.ID, anja)},
		Due:     []chat.Event{{ID: "p/0", Kind: chat.Prompts, Subject: chat.Subject{Kind: chat.SubjectMember, ID: m.ID}, Text: canary}}})
	ok(t, s.KeepCall(t.Context(), chat.CallItem{ID: "c1", Member: m.ID, At: noon, Text: canary}))
	ok(t, s.KeepWatcher(t.Context(), chat.WatcherChat{Coordinator: "anja", At: chat.Address{Adapter: "tele", Chat: canary}, Since: noon}))
	return r
}

// Law 16: of members, their alarms, what is said to them by telephone and whoever
// looks after them nothing can be read from the database.
func TestLaw16_NothingOfACircleCanBeReadFromTheDatabase(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		r := everywhere(t, s, chat.Address{Adapter: "webchat", Chat: canary})
		if found := holds(t, b.Raw(t), b.Kind, canary); len(found) > 0 {
			t.Errorf("found in %v", found)
		}
		day, err := s.Record().CircleDay(t.Context(), r.ID)
		ok(t, err)
		page, err := s.Record().Missed(t.Context(), r.ID+"#noord-00/missed")
		ok(t, err)
		if len(day.Members) != 2 || day.Members[0].Contacts[0].Phone != canary || page.Why != canary || page.Members[0].Home != canary || page.Occurrences[0].Stand != chat.StandSign {
			t.Errorf("whoever has the key reads %+v and %+v", day, page)
		}
	})
}

// Law 16: who is erased goes from their circle, with all that was noted of them. The
// alarm about them stays open, and whoever has its link can end it.
func TestLaw16_WhoIsErasedIsInNoCircle(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		watch(b)
		s, ctx, at := b.Open(t), t.Context(), page(1)
		r := everywhere(t, s, at)
		c := met(t, s, at)
		if !slices.Equal(c.Kept.Circles, []string{"noord-00"}) {
			t.Errorf("whose member they are: %q", c.Kept.Circles)
		}
		decide(t, s, c.ID, func(*chat.Conversation) chat.Change { return chat.Change{Forget: true} })
		if n := count(t, b, "SELECT (SELECT COUNT(*) FROM member WHERE id = 'noord-00') + (SELECT COUNT(*) FROM call) + (SELECT COUNT(*) FROM person WHERE id = $1)", c.Person); n != 0 {
			t.Errorf("%d things are left of them", n)
		}
		for _, table := range []string{"alarm", "due", "button", "member", "call"} {
			if n := count(t, b, "SELECT COUNT(*) FROM "+table+" WHERE person_id = $1", c.Person); n != 0 {
				t.Errorf("%d rows of %s are theirs", n, table)
			}
		}
		day, err := s.Record().CircleDay(ctx, r.ID)
		ok(t, err)
		if m := day.Members[0]; m.ID != "noord-00" || m.Name != "" || day.Members[1].Name == "" || strings.Contains(fmt.Sprint(day.Round), canary) {
			t.Errorf("their circle shows %+v", day)
		}
		gone, err := s.Record().Missed(ctx, r.ID+"#noord-00/missed")
		ok(t, err)
		if !gone.Open() || gone.Why != "" || gone.Alias != canary || len(gone.Check.Told) != 1 || len(gone.Check.Cleared) != 1 || gone.Check.Did[0].How != "" || gone.Members[0].Name != "" {
			t.Errorf("the alarm about them is %+v", gone)
		}
		if alarm, who, err := s.Record().Opens(ctx, s.Token("b1")); err != nil || who != anja || alarm != gone.ID {
			t.Errorf("whoever has the link sees %q, %v", alarm, err)
		}
		for _, no := range []string{"b2", "b3"} {
			if _, known := taken(t, s, s.Token(no), 0); known {
				t.Errorf("%s can be pressed", no)
			}
		}
		if err := s.KeepCall(ctx, chat.CallItem{ID: "c2", Member: "noord-00", At: noon}); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("they are to be rung: %v", err)
		}
	})
}

// Law 16: somebody who takes an invitation may be known to us already. From then on
// one key seals them, so that one erasure takes all; and the one that was made for the
// invitation goes.
func TestLaw16_WhoTakesAnInvitationHasOneKey(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx, at := b.Open(t), t.Context(), page(1)
		ok(t, s.Update(ctx, said(s, at, "web:a:1", "hoi")))
		m := chat.Member{ID: "0198-invited", Programme: "belcirkel", Circle: "noord", State: chat.MemberInvited, Name: canary}
		write(t, s, chat.Change{Event: chat.Event{At: noon}, Members: []chat.Member{m}, Buttons: []chat.Line{button("b", m.ID, anja)},
			Due: []chat.Event{{ID: "p/0", Kind: chat.Prompts, Subject: chat.Subject{Kind: chat.SubjectMember, ID: m.ID}, Text: canary}}})
		if n := count(t, b, "SELECT COUNT(*) FROM person"); n != 2 {
			t.Fatalf("%d people are known", n)
		}
		var c chat.Conversation
		ok(t, s.Update(ctx, func(tx *storage.Tx) (err error) {
			if c, err = tx.Meet(at, noon); err != nil {
				return err
			}
			all, err := tx.Members([]string{m.ID})
			if err != nil {
				return err
			}
			now := all[0]
			now.Address, now.State = at, chat.MemberActive
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c, Members: []chat.Member{now}})
		}))
		if n := count(t, b, "SELECT COUNT(*) FROM person"); n != 1 {
			t.Errorf("%d people are known", n)
		}
		now := met(t, s, at)
		ok(t, s.Update(ctx, func(tx *storage.Tx) error {
			all, err := tx.MembersAt(at)
			if err == nil && (len(all) != 1 || all[0].Name != canary || all[0].Person != now.Person || all[0].Address != at || !slices.Equal(now.Kept.Circles, []string{m.ID})) {
				t.Errorf("at the address are %+v, of %+v", all, now)
			}
			return err
		}))
		if p, known := taken(t, s, s.Token("b"), 0); !known || p.Subject.ID != m.ID {
			t.Errorf("the button about them: %+v", p)
		}
		events, err := s.Due(ctx, noon, lease, 10)
		ok(t, err)
		if !slices.ContainsFunc(events, func(ev chat.Event) bool { return ev.ID == "p/0" && ev.Text == canary }) {
			t.Errorf("what was to be asked of them is not to be read: %+v", events)
		}
	})
}

// Law 16: who is a member, and writes to us for the first time, is the same person.
func TestLaw16_AMembersFirstTalkIsSealedWithTheirKey(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := circle(t, s, "noord", 2)
		for range 2 {
			ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
				talk, err := tx.Meet(c.Members[1].Address, noon)
				if err == nil && (talk.Person != c.Members[1].Person || !slices.Equal(talk.Kept.Circles, []string{"noord-01"})) {
					t.Errorf("%+v talks, who is %+v", talk, c.Members[1])
				}
				return err
			}))
		}
	})
}

// Law 20: ninety days on a round goes, with its alarms and all that was posted about
// both; not before people have ended it.
func TestLaw20_ARoundGoesWithWhatWasPostedAboutIt(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		watch(b)
		s, ctx := b.Open(t), t.Context()
		o := outbox{s, t}
		r, alarms := plan(t, s, circle(t, s, "noord", 2), noon)
		later, _ := plan(t, s, circle(t, s, "zuid", 1), noon.AddDate(0, 0, 3))
		desk, mail := chat.Address{Adapter: "desk", Chat: "C1"}, chat.Address{Adapter: "mail", Chat: "a@b.nl"}
		write(t, s, chat.Change{Event: chat.Event{At: noon}, Buttons: []chat.Line{button("b1", alarms[0].ID, anja)}, Rows: []chat.Row{
			{Message: chat.Message{ID: "board", To: desk, Talk: r.ID, Board: &chat.Board{Round: r.ID}}},
			{Message: chat.Message{ID: "alert", To: desk, Talk: alarms[0].ID, Report: true, Alert: &chat.Alert{Alarm: alarms[0].ID, Title: canary}}},
			{Message: chat.Message{ID: "mail", To: mail, Talk: alarms[0].ID, Text: canary}},
		}})
		send := func(adapter string) (got []chat.Message) {
			claims, err := s.Claim(ctx, adapter, chat.Rate{}, noon, lease, 10)
			ok(t, err)
			for _, c := range claims {
				got = append(got, c.Message)
				o.mark(noon, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "at " + c.Message.ID, Thread: c.Message.ID}})
			}
			return got
		}
		past := func() int {
			n, err := s.ExpireRounds(ctx, noon.AddDate(0, 0, 2))
			ok(t, err)
			return n
		}
		end := func(which string) {
			b.Raw(t).MustExec("UPDATE "+which+" SET is_open = $1", false)
			b.Raw(t).MustExec("UPDATE round SET is_open = $1 WHERE id = $2", true, later.ID)
		}
		ok(t, s.Update(ctx, func(tx *storage.Tx) error {
			r, _, err := tx.Round(r.ID)
			if err != nil {
				return err
			}
			for i := range r.Occurrences {
				r.Occurrences[i].Move(chat.StandResolved, noon, anja, "")
			}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}})
		}))
		if past() != 0 {
			t.Error("it goes, and alarms about it are open")
		}
		end("alarm")
		if past() != 0 {
			t.Error("it goes, and something is on its way")
		}
		if len(send("desk")) != 2 || len(send("mail")) != 1 {
			t.Fatal("not all was posted")
		}
		events, err := s.Due(ctx, noon, lease, 20)
		ok(t, err)
		if i := slices.IndexFunc(events, func(ev chat.Event) bool { return ev.Kind == chat.Delivered }); i < 0 || events[i].Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: alarms[0].ID}) || events[i].Ref != "alert" {
			t.Errorf("the alarm does not hear that it stands there: %+v", events)
		}
		if n := past(); n != 1 {
			t.Errorf("%d rounds went", n)
		}
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM round":                       1,
			"SELECT COUNT(*) FROM alarm":                       1,
			"SELECT COUNT(*) FROM button":                      0,
			"SELECT COUNT(*) FROM outbox WHERE id IN ('mail')": 0,
			"SELECT COUNT(*) FROM due WHERE subject_id <> '" + later.ID + "' AND subject_kind = 'round'": 0,
		} {
			if n := count(t, b, query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
		if len(send("mail")) != 0 {
			t.Error("a mail tells that a mail is gone")
		}
		taken := send("desk")
		slices.SortFunc(taken, func(a, b chat.Message) int { return strings.Compare(a.Edits, b.Edits) })
		if len(taken) != 2 || taken[0].Edits != "alert" || !taken[0].Emptied || taken[0].Place != "at alert" || taken[1].Edits != "board" || strings.Contains(fmt.Sprint(taken), canary) {
			t.Errorf("at the desk is done: %+v", taken)
		}
		if past() != 0 {
			t.Error("it goes once more")
		}
	})
}

// Law 20: rounds that stay, for nobody ended the alarms about them, keep no later one.
func TestLaw20_RoundsThatStayKeepNoOtherOne(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		watch(b)
		s := b.Open(t)
		c := circle(t, s, "noord", 1)
		var last string
		for day := range 103 {
			r, alarms := planned(c, noon.AddDate(0, 0, day))
			r.Occurrences[0].Move(chat.StandWell, noon, chat.Program, "")
			last = alarms[0].ID
			write(t, s, chat.Change{Event: chat.Event{ID: "plan:" + r.ID, Kind: chat.Planned, At: noon}, Rounds: []chat.Round{r}, Open: alarms})
		}
		b.Raw(t).MustExec("UPDATE alarm SET is_open = $1 WHERE id = $2", false, last)
		n, err := s.ExpireRounds(t.Context(), noon.AddDate(1, 0, 0))
		ok(t, err)
		if left := count(t, b, "SELECT COUNT(*) FROM round"); n != 1 || left != 102 {
			t.Errorf("%d rounds went, %d are left", n, left)
		}
	})
}

// Law 20: who left goes ninety days on, with their calls and their key.
func TestLaw20_WhoLeftGoes(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		circle(t, s, "noord", 2)
		ok(t, s.KeepCall(ctx, chat.CallItem{ID: "c1", Member: "noord-00", At: noon, Text: canary}))
		ok(t, s.Update(ctx, func(tx *storage.Tx) error {
			all, err := tx.Members([]string{"noord-00"})
			if err != nil {
				return err
			}
			all[0].State = chat.MemberLeft
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Members: all})
		}))
		left := func(before time.Time) (n int) {
			_, err := s.ExpireRounds(ctx, before)
			ok(t, err)
			return count(t, b, "SELECT (SELECT COUNT(*) FROM member) + (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM call)")
		}
		if n := left(noon); n != 5 {
			t.Errorf("before their time %d things are left", n)
		}
		if n := left(noon.Add(time.Second)); n != 2 {
			t.Errorf("%d things are left", n)
		}
	})
}
