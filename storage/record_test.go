package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

func texts(lines []chat.ShownLine) (t []string) {
	for _, l := range lines {
		t = append(t, l.Text)
	}
	return t
}

// decide reads the conversation and writes what change makes of it.
func decide(t *testing.T, s *storage.Store, id string, change func(c *chat.Conversation) chat.Change) {
	t.Helper()
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
		c, known, err := tx.Conversation(id)
		if err != nil || !known {
			return fmt.Errorf("known %v: %w", known, err)
		}
		w := change(&c)
		w.Conversation, w.Event.At = &c, noon
		return tx.Write(w)
	}))
}

func lineOf(c *chat.Conversation, i int, kind chat.LineKind, text string) chat.Line {
	return chat.Line{ID: fmt.Sprintf("%s:%d/%d", c.ID, c.Turn, i), N: c.Turn*chat.LinesPerTurn + int64(i), Kind: kind, At: noon, Text: text}
}

func pull(c *chat.Conversation, l chat.Line, fenced bool) chat.Row {
	return chat.Row{Message: chat.Message{ID: l.ID, To: c.Address, Talk: c.ID, Class: chat.Live, Fenced: fenced, Epoch: c.Epoch}, Line: l.ID, Pull: true}
}

func TestTalkAndThread(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		r := s.Record()
		empty, err := r.Talk(ctx, page(1), 0)
		ok(t, err)
		if empty.Conversation != "" || len(empty.Lines) != 0 {
			t.Errorf("before the first word: %+v", empty)
		}
		if _, err := r.Thread(ctx, "nobody", 0); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("an unknown thread: %v", err)
		}
		ok(t, s.Update(ctx, said(s, page(1), "web:a:1", "hoi")))
		ok(t, s.Update(ctx, said(s, page(2), "web:b:1", "dag")))
		talk, err := r.Talk(ctx, page(1), 0)
		ok(t, err)
		if got := texts(talk.Lines); len(got) != 2 || got[0] != "hoi" || talk.Lines[1].State != chat.Queued {
			t.Fatalf("talk %q %+v", got, talk)
		}
		if talk.Lines[1].Token != s.Token("web:a:1/1") || talk.Lines[0].Token != "" {
			t.Errorf("tokens %q and %q", talk.Lines[0].Token, talk.Lines[1].Token)
		}
		// A worker picks it up before the page has the bot's line, and notes and writes.
		decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
			c.Epoch++
			c.Handoff = chat.Handoff{State: chat.Talking, Team: "wijkteam", Urgency: chat.Urgent, Moments: chat.Moments{Claimed: noon},
				Worker: chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}}
			note, word := lineOf(c, 0, chat.LineNote, "kent iemand haar"), lineOf(c, 1, chat.LineWorker, "Hoi, ik ben Noor")
			return chat.Change{Lines: []chat.Line{note, word}, Rows: []chat.Row{pull(c, word, false)}}
		})
		talk, err = r.Talk(ctx, page(1), 0)
		ok(t, err)
		if got := texts(talk.Lines); fmt.Sprint(got) != "[hoi Hoi, ik ben Noor]" || talk.Worker != "Noor" {
			t.Errorf("after the claim the person sees %q by %q", got, talk.Worker)
		}
		thread, err := r.Thread(ctx, talk.Conversation, 0)
		ok(t, err)
		if got := texts(thread.Lines); len(got) != 4 || thread.Lines[1].State != chat.Superseded || thread.Unread != 0 {
			t.Errorf("thread %q %+v", got, thread)
		}
		last := talk.Lines[1].N
		more, err := r.Talk(ctx, page(1), last)
		ok(t, err)
		if len(more.Lines) != 0 {
			t.Errorf("nothing is after the last line, got %q", texts(more.Lines))
		}
	})
}

func TestAcknowledge(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		r := s.Record()
		ok(t, s.Update(ctx, said(s, page(1), "web:a:1", "hoi")))
		talk, err := r.Talk(ctx, page(1), 0)
		ok(t, err)
		decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
			c.Epoch++
			word := lineOf(c, 0, chat.LineWorker, "Ik ben er")
			row := pull(c, word, false)
			row.Report = true
			return chat.Change{Lines: []chat.Line{word}, Rows: []chat.Row{row}}
		})
		before, err := r.Mark(ctx, talk.Conversation)
		ok(t, err)
		talk, err = r.Talk(ctx, page(1), 0)
		ok(t, err)
		last := talk.Lines[len(talk.Lines)-1].N
		ok(t, s.Acknowledge(ctx, page(1), last, false, noon))
		got, err := r.Mark(ctx, talk.Conversation)
		ok(t, err)
		if got == before {
			t.Error("the mark did not change")
		}
		ok(t, s.Acknowledge(ctx, page(1), last, true, noon.Add(time.Minute)))
		ok(t, s.Acknowledge(ctx, page(1), last, true, noon.Add(time.Hour)))
		thread, err := r.Thread(ctx, talk.Conversation, 0)
		ok(t, err)
		if l := thread.Lines[1]; l.State != chat.Superseded || !l.ReadAt.IsZero() {
			t.Errorf("the bot's line behind the fence is %q, read %v", l.State, l.ReadAt)
		}
		if l := thread.Lines[2]; l.State != chat.Sent || !l.ReadAt.Equal(noon.Add(time.Minute)) {
			t.Errorf("the worker's line is %q, read %v", l.State, l.ReadAt)
		}
		events, err := s.Due(ctx, noon.Add(time.Hour), time.Minute, 10)
		ok(t, err)
		if len(events) != 1 || events[0].Kind != chat.Delivered || events[0].Ref != thread.Lines[2].ID {
			t.Errorf("reported %+v", events)
		}
		ok(t, s.ReadAtDesk(ctx, talk.Conversation, 1024, noon))
		ok(t, s.ReadAtDesk(ctx, talk.Conversation, 7, noon))
		talk, err = r.Talk(ctx, page(1), 0)
		ok(t, err)
		if talk.ReadByDesk != 1024 {
			t.Errorf("read by the desk up to %d", talk.ReadByDesk)
		}
	})
}

func TestQueueAndAlarms(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		r := s.Record()
		ids := make(map[string]string)
		for i, name := range []string{"bot", "alarm", "later", "sooner", "urgent"} {
			ok(t, s.Update(ctx, said(s, page(i), "web:"+name+":1", name)))
			talk, err := r.Talk(ctx, page(i), 0)
			ok(t, err)
			ids[talk.Conversation] = name
			decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
				waiting := func(u chat.Urgency, since time.Time) {
					c.Handoff = chat.Handoff{State: chat.Waiting, Team: "wijkteam", Urgency: u, Since: since}
				}
				switch name {
				case "urgent":
					waiting(chat.Urgent, noon)
				case "sooner":
					waiting(chat.Normal, noon.Add(-time.Hour))
				case "later":
					waiting(chat.Normal, noon)
				case "alarm":
					about := chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}
					return chat.Change{Open: []chat.Alarm{
						{ID: "x/unread", Cause: chat.CauseUnread, About: about, Urgency: chat.Quiet, Alias: c.Alias, Why: "ongelezen"},
						{ID: "y/unread", Cause: chat.CauseUnread, About: about, Urgency: chat.Normal, Alias: c.Alias, Why: "ongelezen"},
						{ID: "x/crisis", Cause: chat.CauseCrisis, About: about, Urgency: chat.Danger, Alias: c.Alias, Why: "gevaar"},
					}}
				}
				return chat.Change{}
			})
		}
		queue, err := r.Queue(ctx)
		ok(t, err)
		var order []string
		for _, item := range queue {
			order = append(order, ids[item.ID])
		}
		if fmt.Sprint(order) != "[urgent sooner later alarm bot]" {
			t.Errorf("the queue is %v", order)
		}
		if queue[3].Alarms != 2 || queue[0].Unread != 1 {
			t.Errorf("items %+v", queue)
		}
		before, err := r.Mark(ctx, "")
		ok(t, err)
		alarms, err := r.Alarms(ctx)
		ok(t, err)
		if len(alarms) != 2 || alarms[0].Cause != chat.CauseCrisis || alarms[1].Repeated != 1 || alarms[1].Urgency != chat.Normal {
			t.Fatalf("alarms %+v", alarms)
		}
		ok(t, s.Update(ctx, func(tx *storage.Tx) error {
			a, known, err := tx.Alarm("x/crisis")
			if err != nil || !known || a.Why != "gevaar" {
				t.Errorf("read %v %+v", known, a)
				return err
			}
			a.EndedAt, a.EndedBy = noon, chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Alarm: &a, Due: []chat.Event{
				{ID: "e1/0", Kind: chat.AlarmEnded, Subject: a.About, Ref: a.ID}}})
		}))
		alarms, err = r.Alarms(ctx)
		ok(t, err)
		after, err := r.Mark(ctx, "")
		ok(t, err)
		if len(alarms) != 1 || after == before {
			t.Errorf("after one ended: %+v, mark %s then %s", alarms, before, after)
		}
		events, err := s.Due(ctx, noon, time.Minute, 10)
		ok(t, err)
		events = slices.DeleteFunc(events, func(ev chat.Event) bool { return ev.Subject.Kind == chat.SubjectAlarm }) // the other's timer
		if len(events) != 1 || events[0].Kind != chat.AlarmEnded || events[0].Ref != "x/crisis" {
			t.Errorf("due %+v", events)
		}
	})
}

func TestTimers(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		ok(t, s.Update(ctx, said(s, page(1), "web:a:1", "hoi")))
		talk, err := s.Record().Talk(ctx, page(1), 0)
		ok(t, err)
		due := func(at time.Time) []chat.Event {
			events, err := s.Due(ctx, at, 0, 10)
			ok(t, err)
			return events
		}
		for _, wait := range []time.Duration{time.Minute, 2 * time.Minute} {
			decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
				c.UnreadAt = noon.Add(wait)
				return chat.Change{}
			})
		}
		if e := due(noon.Add(time.Minute)); len(e) != 0 {
			t.Errorf("a timer that was moved still rang: %+v", e)
		}
		e := due(noon.Add(2 * time.Minute))
		if len(e) != 1 || e[0].Kind != chat.Woke || e[0].ID != "conversation:"+talk.Conversation+":3" {
			t.Fatalf("rang %+v", e)
		}
		decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
			c.UnreadAt = time.Time{}
			return chat.Change{}
		})
		if e := due(noon.Add(time.Hour)); len(e) != 0 {
			t.Errorf("a timer that was taken away still rang: %+v", e)
		}
	})
}

func TestSessions(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		want := chat.Session{Kind: "desk", Name: "Noor", ID: "w1", Since: noon, Seen: noon, Until: noon.Add(12 * time.Hour), Idle: 30 * time.Minute}
		ok(t, s.OpenSession(ctx, "t1", want))
		got, err := s.Session(ctx, "t1", noon.Add(time.Minute))
		ok(t, err)
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		unknown := func(token string, now time.Time) {
			t.Helper()
			if got, err := s.Session(ctx, token, now); !errors.Is(err, chat.ErrUnknown) {
				t.Errorf("session %+v, %v", got, err)
			}
		}
		unknown("t2", noon)
		unknown("t1", noon.Add(31*time.Minute))
		ok(t, s.KeepSession(ctx, "t1", noon.Add(20*time.Minute), want.Until))
		if _, err := s.Session(ctx, "t1", noon.Add(31*time.Minute)); err != nil {
			t.Errorf("kept, then %v", err)
		}
		unknown("t1", want.Until)
		signedIn := func(at time.Time, names ...string) {
			t.Helper()
			all, err := s.SignedIn(ctx, "desk", at)
			ok(t, err)
			var got []string
			for _, v := range all {
				got = append(got, v.ID+" "+v.Name)
			}
			if slices.Sort(got); !slices.Equal(got, names) {
				t.Errorf("signed in at %s: %q, want %q", at, got, names)
			}
		}
		ok(t, s.OpenSession(ctx, "t3", chat.Session{Kind: "desk", Name: "Bas", ID: "w2", Since: noon, Seen: noon, Until: noon.Add(time.Hour)}))
		ok(t, s.OpenSession(ctx, "badge", chat.Session{Kind: "badge", Name: "Eva", ID: "w3", Since: noon, Seen: noon, Until: noon.Add(time.Hour)}))
		signedIn(noon.Add(50*time.Minute), "w1 Noor", "w2 Bas")
		signedIn(noon.Add(51*time.Minute), "w2 Bas")
		signedIn(noon.Add(time.Hour))
		ok(t, s.OpenSession(ctx, "t4", chat.Session{Kind: "desk", Name: "Piet", ID: "w4", Since: noon, Seen: noon, Until: noon.Add(time.Hour)}))
		ok(t, s.OpenSession(ctx, "link4", chat.Session{Kind: "link", Name: "Piet", ID: "w4", Since: noon, Until: noon.Add(time.Hour)}))
		ok(t, s.SignOut(ctx, "w4"))
		unknown("t4", noon)
		unknown("link4", noon)
		signedIn(noon, "w1 Noor", "w2 Bas")
		ok(t, s.EndSession(ctx, "t1"))
		ok(t, s.EndSession(ctx, "t1"))
		unknown("t1", noon)
		ok(t, s.OpenSession(ctx, "link", chat.Session{Kind: "link", Since: noon, Until: noon.Add(10 * time.Minute)}))
		taken := make(chan error)
		for range 4 {
			go func() {
				_, err := s.TakeSession(ctx, "link", noon)
				taken <- err
			}()
		}
		got1 := 0
		for range 4 {
			if err := <-taken; err == nil {
				got1++
			} else if !errors.Is(err, chat.ErrUnknown) {
				t.Error(err)
			}
		}
		if got1 != 1 {
			t.Errorf("a one-time link opened %d times", got1)
		}
	})
}

// The links to one list end together, and no other of whoever has them.
func TestTheLinksToOneListEndTogether(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		today, tomorrow := noon.Add(16*time.Hour), noon.Add(40*time.Hour)
		for token, v := range map[string]chat.Session{
			"one":      {Kind: chat.SessionCalls, ID: "joke", Until: today},
			"two":      {Kind: chat.SessionCalls, ID: "joke", Until: today},
			"tomorrow": {Kind: chat.SessionCalls, ID: "joke", Until: tomorrow},
			"other":    {Kind: chat.SessionCalls, ID: "anja", Until: today},
			"desk":     {Kind: "desk", ID: "joke", Until: today},
		} {
			v.Name, v.By, v.Chat, v.Since, v.Seen = "Joke", "Noor", "2026-11-23", noon, noon
			ok(t, s.OpenSession(ctx, token, v))
		}
		if v, err := s.Session(ctx, "one", noon); err != nil || v.By != "Noor" {
			t.Errorf("made by %q, %v", v.By, err)
		}
		ok(t, s.EndSessions(ctx, chat.SessionCalls, "joke", today))
		for token, there := range map[string]bool{"one": false, "two": false, "tomorrow": true, "other": true, "desk": true} {
			if _, err := s.Session(ctx, token, noon); errors.Is(err, chat.ErrUnknown) == there {
				t.Errorf("%s: %v", token, err)
			}
		}
	})
}

func TestReturning(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		ok(t, s.Update(ctx, said(s, page(1), "web:a:1", "hoi")))
		code := s.Code(page(1))
		if _, err := s.Returning(ctx, code); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("a code that was never shown opens: %v", err)
		}
		talk, err := s.Record().Talk(ctx, page(1), 0)
		ok(t, err)
		decide(t, s, talk.Conversation, func(*chat.Conversation) chat.Change { return chat.Change{Issued: code} })
		decide(t, s, talk.Conversation, func(*chat.Conversation) chat.Change { return chat.Change{} })
		a, err := s.Returning(ctx, code)
		ok(t, err)
		if a != page(1) {
			t.Error("the code opens another address")
		}
	})
}
