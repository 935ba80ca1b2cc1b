package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// told waits until the worker is told once more than before, and gives what.
func (b *scene) told(w *slacktest.Worker, before int) string {
	b.t.Helper()
	b.Wait(w.Name+" is told", func() bool { return len(w.Told()) > before })
	return w.Told()[before]
}

// Each word has its Dutch and its English, in any capitals; what says something is
// an event, what asks is answered from the database; any other word is explained.
func TestCommand_IsAnsweredOrAnEvent(t *testing.T) {
	d := newDesk(t)
	d.talk(nil)
	d.talk(d.of("U0NOOR"))
	d.talk(func(c *chat.Conversation, _ *chat.Change) { c.Handoff.Since = d.now.Add(-3 * time.Hour) })
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			b := newScene(t, way, d.config)
			b.answer(func(ev chat.Event) (chat.Answer, error) {
				return chat.Answer{Text: fmt.Sprint("Gedaan: ", ev.Kind, ev.Form)}, nil
			})
			self := chat.Subject{Kind: chat.SubjectWorker, ID: "slack:U0NOOR"}
			for typed, want := range map[string]string{
				"wachtrij": "Wachten op iemand (2)\n• ● Vandaag  Sam3 · ", "Queue": "Sam1 · ", "rij": "Thuis",
				"mijn": "Mijn gesprekken (1)\n• ● Vandaag  Sam2 · ", "MINE": "Sam2 · ",
				"stand": "Wie het langst wacht: Sam3 · ", "status": "2 wachten · 1 is van jou · 0 zijn van collega’s · 0 meldingen",
				"achterwacht": "het jongerenwerk is nu open. Er is geen achterwacht", "oncall": "het jongerenwerk is nu open.",
				"weg": "Gedaan: awaymap[]", " weg  tot  15:30 ": "Gedaan: awaymap[until:tot  15:30]", "away 2h": "Gedaan: awaymap[until:2h]",
				"terug": "Gedaan: heremap[]", "back": "Gedaan: heremap[]", "volgende": "Gedaan: nextmap[]", "next": "Gedaan: nextmap[]",
			} {
				before := len(b.noor.Told())
				command := b.noor.Command(b.desk, "/omzien", typed).Await()
				if command.Body() != "" && command.Body() != "{}" && strings.Contains(command.Body(), "text") {
					t.Errorf("%q is answered at once with %s", typed, command.Body())
				}
				got := b.told(b.noor, before)
				if !strings.Contains(got, want) || strings.Contains(got, "geheim") {
					t.Errorf("%q is answered %q, want %q", typed, got, want)
				}
				if !strings.HasPrefix(want, "Gedaan") {
					b.none(typed)
					continue
				}
				ev := b.one()
				if ev.Author.ID != "slack:U0NOOR" || ev.Kind != chat.Next && ev.Subject != self || ev.Kind == chat.Next && ev.From.Chat != "C0DESK" {
					t.Errorf("%q is %+v", typed, ev)
				}
				b.Again(command).Await()
				if again := b.one(); again.ID != ev.ID {
					t.Errorf("%q, brought again, is %s and %s", typed, ev.ID, again.ID)
				}
				b.told(b.noor, before+1)
			}
			for _, typed := range []string{"", "help", "hulp", "?", "koffie", "weg-ermee"} {
				if got := b.noor.Command(b.desk, "/omzien", typed).Await().Body(); !strings.Contains(got, "Zo werkt Omzien in Slack") {
					t.Errorf("%q is answered %q", typed, got)
				}
			}
			b.none("asking for help")
		})
	}
}

// held is a database that answers when the test says so.
type held struct {
	adapters.Board
	open chan struct{}
}

func (h held) Standing(ctx context.Context, adapter string) ([]chat.Item, error) {
	select {
	case <-h.open:
		return h.Board.Standing(ctx, adapter)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// What asks is acknowledged before anything is read: a slow database costs nobody
// their answer.
func TestCommand_IsAcknowledgedBeforeItIsRead(t *testing.T) {
	d := newDesk(t)
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			slow := make(chan struct{})
			b := newScene(t, way, func(b *scene, c *Config) {
				d.config(b, c)
				c.Board = held{c.Board, slow}
			})
			b.noor.Command(b.desk, "/omzien", "wachtrij").Await()
			if told := b.noor.Told(); len(told) > 0 {
				t.Errorf("told %q while nothing was read", told)
			}
			close(slow)
			if got := b.told(b.noor, 0); !strings.Contains(got, "Er wacht niemand.") {
				t.Errorf("told %q", got)
			}
		})
	}
}

// Law 1: what says something and cannot be stored is not acknowledged, and nobody
// is told that it was done.
func TestLaw1_ACommandIsStoredBeforeItIsAcknowledged(t *testing.T) {
	d := newDesk(t)
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			b := newScene(t, way, d.config)
			b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
			command := b.refused(func() *slacktest.Delivery { return b.noor.Command(b.desk, "/omzien", "weg") })
			if command.Acked() || len(b.noor.Told()) > 0 {
				t.Errorf("acknowledged %v, told %q", command.Acked(), b.noor.Told())
			}
		})
	}
}

// broken is a database that cannot be read.
type broken struct{ adapters.Board }

func (broken) Standing(context.Context, string) ([]chat.Item, error) { return nil, errors.New("away") }

func TestCommand_SaysWhereNothingCanBeRead(t *testing.T) {
	d := newDesk(t)
	b := newScene(t, "http", func(b *scene, c *Config) {
		d.config(b, c)
		c.Board = broken{c.Board}
	})
	b.noor.Command(b.desk, "/omzien", "mijn").Await()
	if got := b.told(b.noor, 0); got != textNoHome {
		t.Errorf("told %q", got)
	}
	b.noor.OpenHome().Await()
	b.noor.AwaitHome("that it cannot be read", func(v slacktest.View) bool { return v.Text == textNoHome })
	receipt, err := b.a.Send(t.Context(), morningOf("jongerenwerk", ""))
	if outcome, _ := adapters.Judge(err); outcome != adapters.NotYet || receipt.ID != "" {
		t.Errorf("a morning that cannot be read: %+v, %v", receipt, err)
	}
}

// One worker, two desks: a link to the web desk is made for whoever asks, as who they
// are here; for nobody who is no worker; and it comes to them alone.
func TestCommand_TheWebDesk(t *testing.T) {
	d := newDesk(t)
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			var made []chat.Author
			var mu sync.Mutex
			fails := false
			b := newScene(t, way, func(b *scene, c *Config) {
				d.config(b, c)
				c.SignIn = func(_ context.Context, who chat.Author) (string, error) {
					mu.Lock()
					defer mu.Unlock()
					made = append(made, who)
					if fails {
						return "", errDown
					}
					return "https://omzien.voorbeeld.nl/desk/in#geheim", nil
				}
			})
			stranger := b.Worker("U0GAST", "Gast")
			ask := func(w *slacktest.Worker) string {
				before := len(w.Told())
				w.Command(b.desk, "/omzien", "webdesk").Await()
				return b.told(w, before)
			}
			if got := ask(b.noor); !strings.Contains(got, "één keer, tien minuten lang") || !slices.Equal(b.noor.ToldLinks(), []string{"https://omzien.voorbeeld.nl/desk/in#geheim"}) {
				t.Errorf("told %q with %q", got, b.noor.ToldLinks())
			}
			if got := ask(stranger); got != textNotYours || len(stranger.ToldLinks()) > 0 {
				t.Errorf("who is no worker is told %q with %q", got, stranger.ToldLinks())
			}
			mu.Lock()
			fails = true
			mu.Unlock()
			if got := ask(b.noor); got != textNoLink {
				t.Errorf("where none can be made they are told %q", got)
			}
			mu.Lock()
			noor := chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}
			if !slices.Equal(made, []chat.Author{noor, noor}) {
				t.Errorf("made for %+v", made)
			}
			mu.Unlock()
			b.none("asking for a link")
			if log := b.log.String(); strings.Contains(log, "geheim") {
				t.Errorf("the log holds the link: %s", log)
			}
		})
	}
}
