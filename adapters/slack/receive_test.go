package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

func TestWordsOfAWorkerComeIn(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		d := b.noor.Reply(b.desk, b.card, "Hoi Sam, hoe gaat het?").Await()
		ev := b.one()
		at, _ := timeOf(d.TS)
		want := chat.Event{
			ID: "slack:" + slacktest.Team + ":C0DESK:" + d.TS + ":answered", Kind: chat.Answered, From: b.address(), Text: "Hoi Sam, hoe gaat het?",
			Author: chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}, Sent: at,
		}
		if ev.ID != want.ID || ev.Kind != want.Kind || ev.From != want.From || ev.Text != want.Text || ev.Author != want.Author ||
			!ev.Sent.Equal(want.Sent) || ev.Sent.IsZero() || ev.Subject != (chat.Subject{}) || ev.Form[chat.OwnThread] == "" {
			t.Errorf("\n got %+v\nwant %+v", ev, want)
		}

		b.noor.Broadcast(b.desk, b.card, "Ook in het kanaal").Await()
		if ev := b.one(); ev.Kind != chat.Answered || ev.Text != "Ook in het kanaal" || ev.From != b.address() {
			t.Errorf("shown in the channel too: %+v", ev)
		}

		b.noor.Share(b.desk, b.card, "", slacktest.File{ID: "F1", Name: "kaartje.png", Mimetype: "image/png", Size: 12},
			slacktest.File{ID: "F2", Name: "brief.pdf", Mimetype: "application/pdf"}, slacktest.File{ID: "F3", Mimetype: "audio/mp4"}).Await()
		ev = b.one()
		if ev.Text != "" || len(ev.Files) != 3 || ev.Files[0] != (chat.File{Kind: "photo", ID: "F1", At: Name, Size: 12}) ||
			ev.Files[1].Kind != "document" || ev.Files[2].Kind != "voice" {
			t.Errorf("files without words: %+v", ev)
		}
	})
}

func TestEditsAndDeletionsNameWhatTheyAreAbout(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		said := b.noor.Reply(b.desk, b.card, "Tot morgen").Await()
		first := b.one()
		b.noor.Unfurl(b.desk, said.TS).Await()
		b.none("a preview")
		b.noor.Edit(b.desk, said.TS, "Tot vrijdag").Await()
		edit := b.one()
		if edit.Kind != chat.Edited || edit.Ref != first.ID || edit.Text != "Tot vrijdag" || edit.From != b.address() || edit.Author != first.Author ||
			!strings.HasPrefix(edit.ID, strings.TrimSuffix(first.ID, "answered")+"edited:") {
			t.Errorf("edit: %+v", edit)
		}
		b.noor.Unfurl(b.desk, said.TS).Await()
		b.none("a preview after an edit")
		b.noor.Edit(b.desk, said.TS, "Tot zaterdag").Await()
		if again := b.one(); again.ID == edit.ID {
			t.Error("two edits have one ID")
		}
		b.noor.Delete(b.desk, said.TS).Await()
		gone := b.one()
		if gone.Kind != chat.Deleted || gone.Ref != first.ID || gone.From != b.address() || gone.Text != "" ||
			gone.ID != strings.TrimSuffix(first.ID, "answered")+"deleted" {
			t.Errorf("deletion: %+v", gone)
		}
	})
}

func TestPressesComeIn(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: "Jij hebt nu Sam <!channel>."}, nil })
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		ev := b.one()
		if ev.Kind != chat.Claimed || ev.Token != "geheim:0" || ev.From != b.address() || ev.Author.ID != "slack:U0NOOR" || ev.Author.Name != "Noor" ||
			ev.Sent.IsZero() || !strings.HasPrefix(ev.ID, "slack:") || !strings.HasSuffix(ev.ID, ":U0NOOR:geheim:0") {
			t.Errorf("press: %+v", ev)
		}
		told := b.noor.AwaitTold("who has it", func(s string) bool { return strings.Contains(s, "Jij hebt nu Sam") })
		if strings.Contains(told, "<MENTION>") {
			t.Errorf("words of a person mention: %q", told)
		}
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		if again := b.one(); again.ID == ev.ID {
			t.Error("two presses have one ID")
		}
	})
}

// Row 14: the cross is shown to whoever wrote, and to nobody else; it costs the
// channel no message, and what came of it stands in its place.
func TestRow14_TheCrossIsForWhoeverWrote(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.answer(func(ev chat.Event) (chat.Answer, error) {
			if ev.Token != "" {
				return chat.Answer{Text: "Tegengehouden. Niet verstuurd."}, nil
			}
			return chat.Answer{Text: "Gaat naar Sam.", Press: chat.Choice{Label: "Niet versturen", Verb: chat.Recalled}, Token: "kruis"}, nil
		})
		posts := b.Calls("chat.postMessage")
		b.noor.Reply(b.desk, b.card, "Dit is voor iemand anders").Await()
		b.one()
		b.noor.AwaitTold("that it goes", func(s string) bool { return strings.HasPrefix(s, "Gaat naar Sam.") })
		b.noor.PressTold("Niet versturen").Await()
		if ev := b.one(); ev.Token != "kruis:0" || ev.From != b.address() || ev.Author.ID != "slack:U0NOOR" {
			t.Errorf("the cross: %+v", ev)
		}
		b.noor.AwaitTold("what came of it", func(s string) bool { return s == "Tegengehouden. Niet verstuurd." })
		if told := b.noor.Told(); len(told) != 1 {
			t.Errorf("she sees %q", told)
		}
		if now := b.Calls("chat.postMessage"); now != posts {
			t.Errorf("%d posts in the channel for it", now-posts)
		}
	})
}

func TestLaw7_WordsThatWereNotKeptAreToldOf(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		lunch := b.noor.Reply(b.desk, "", "Wie luncht er mee?").Await()
		b.noor.Reply(b.desk, lunch.TS, "Ik!").Await()
		if ev := b.one(); ev.Form != nil {
			t.Errorf("in a thread of the team's own: %+v", ev)
		}
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: "Dit gesprek is er niet meer."}, nil })
		b.noor.Reply(b.desk, b.card, "Hallo?").Await()
		b.noor.AwaitTold("the talk is gone", func(s string) bool { return s == "Dit gesprek is er niet meer." })
	})
}

func TestWhatIsNobodysIsPassedOver(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		elsewhere := b.NewChannel("C0ANDERS", "kantine")
		b.noor.Join(elsewhere)
		root := b.noor.Reply(b.desk, "", "Wie heeft dienst?").Await()
		b.none("at the channel's root")
		other := b.noor.Reply(elsewhere, "", "Taart!").Await()
		b.noor.Reply(elsewhere, other.TS, "Lekker").Await()
		b.none("in another channel")
		b.noor.Edit(b.desk, root.TS, "Wie heeft er dienst?").Await()
		b.noor.Delete(b.desk, root.TS).Await()
		b.none("an edited root")
		b.AppUser("U0APP", "Agenda").Join(b.desk).Reply(b.desk, b.card, "Herinnering").Await()
		b.none("another bot")
		for _, inner := range []map[string]any{
			{"type": "message", "subtype": "channel_join", "channel": "C0DESK", "user": "U0NOOR", "ts": "1764000000.000100", "text": "is er"},
			{"type": "message", "subtype": "channel_topic", "channel": "C0DESK", "user": "U0NOOR", "ts": "1764000000.000200", "thread_ts": b.card, "text": "x"},
			{"type": "message", "channel": "C0DESK", "user": slacktest.BotUser, "ts": "1764000000.000300", "thread_ts": b.card, "text": "van ons"},
			{"type": "message", "channel": "C0DESK", "user": "USLACKBOT", "ts": "1764000000.000400", "thread_ts": b.card, "text": "tip"},
			{"type": "message", "subtype": "message_changed", "channel": "C0DESK", "message": map[string]any{"subtype": "tombstone", "user": "U0NOOR",
				"ts": "1764000000.000500", "thread_ts": b.card, "text": "This message was deleted.", "edited": map[string]any{"ts": "1764000000.000600"}}},
			{"type": "message", "subtype": "message_deleted", "channel": "C0DESK", "deleted_ts": "1764000000.000700", "ts": "1764000000.000800"},
			{"type": "message", "channel": "C0DESK", "user": "U0NOOR", "ts": "1764000000.000450", "thread_ts": "1764000000.000450", "text": "begin van een draad"},
			{"type": "message", "channel": "C0DESK", "user": "U0NOOR", "bot_id": "B0ANDERE", "ts": "1764000000.000460", "thread_ts": b.card, "text": "een programma"},
			{"type": "message", "channel": "C0DESK", "user": "U0NOOR", "ts": "vandaag", "thread_ts": b.card, "text": "geen tijd"},
			{"type": "hologram_shared", "channel": map[string]any{"id": "C0DESK"}, "user": []any{1}},
			{"type": "message", "channel": 5, "user": "U0NOOR", "ts": "1764000000.000900"},
			{"type": "channel_archive", "channel": "C0ANDERS", "user": "U0NOOR"},
		} {
			b.Event(inner).Await()
		}
		b.none("what is no word of a worker")
		b.Send("events_api", map[string]any{"type": "hologram", "team_id": slacktest.Team, "api_app_id": slacktest.App}).Await()
		b.Send("interactive", map[string]any{"type": "view_closed", "team": map[string]any{"id": slacktest.Team}, "user": map[string]any{"id": "U0NOOR"}}).Await()
		b.none("a payload that we do not know")
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
		b.one()
		if told := b.noor.Told(); len(told) > 0 || b.count("not_a_member") > 0 {
			t.Errorf("told without need: %q", told)
		}
	})
}

func TestR3_TheSameWordsUnderAnotherEventIDKeepTheirID(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		d := b.noor.Reply(b.desk, b.card, "Hoi").Await()
		b.Double(d).Await()
		b.Again(d).Settled(t.Context())
		press := b.noor.Press(b.desk, b.card, "Oppakken").Await()
		b.Again(press).Settled(t.Context())
		ids := map[string]int{}
		for _, ev := range b.taken() {
			ids[ev.ID]++
		}
		if len(ids) != 2 {
			t.Errorf("two things came under %d IDs: %v", len(ids), ids)
		}
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
		if ev := b.one(); ids[ev.ID] > 0 {
			t.Error("the same words, said again, have the same ID")
		}
	})
}

func TestLaw1_NothingIsAcknowledgedBeforeItIsStored(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		for _, respond := range []func(chat.Event) (chat.Answer, error){
			func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown },
			func(chat.Event) (chat.Answer, error) { panic("Noor schreef: geheim") },
		} {
			b.answer(respond)
			d := b.refused(func() *slacktest.Delivery { return b.noor.Reply(b.desk, b.card, "Ben je daar?") })
			if d.Acked() {
				t.Fatal("acknowledged, and not stored")
			}
			b.answer(nil)
			b.Again(d).Await() // with the headers of a retry
			if ev := b.one(); ev.Text != "Ben je daar?" {
				t.Errorf("came again as %+v", ev)
			}
			b.answer(respond)
			press := b.refused(func() *slacktest.Delivery { return b.noor.Press(b.desk, b.card, "Oppakken") })
			if press.Acked() {
				t.Error("a press was acknowledged, and not stored")
			}
			b.answer(nil)
			b.none("a press that failed")
		}
	})
}
