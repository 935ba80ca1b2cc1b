package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/storage/storagetest"
)

// What went wrong elsewhere between a chat and Slack, made to happen to the program
// as it runs: what the person and the worker wrote outlives it. The names are those
// of known_test.go.
func TestKnown(t *testing.T) {
	t.Parallel()
	p := knownOn(t)
	t.Run("side by side", func(t *testing.T) {
		for i, tt := range []struct {
			ref string
			run func(t *testing.T, k *talking)
		}{
			{"agent-os_1543", repliesOfMany},
			{"dam_2956", repliesOfMany},
			{"openclaw_14258", aPictureWithoutTheScope},
			{"matterbridge_1959", aRootThatIsDeleted},
			{"papercups_977", aRootThatIsDeletedUnseen},
		} {
			t.Run(tt.ref, func(t *testing.T) {
				t.Parallel()
				tt.run(t, p.picked(t, i))
			})
		}
	})
	for i, tt := range []struct {
		ref string
		run func(t *testing.T, p *platforms, k *talking)
	}{
		{"chatwoot_8670", anArchivedChannel},
		{"papercups_190", takenOutOfTheChannel},
		{"hermes-agent_100408", theFirstPressAfterARestart},
		{"papercups_61", anotherChannel}, // the last: all that follows is there
	} {
		t.Run(tt.ref, func(t *testing.T) {
			k := p.waits(t, 100+i)
			tt.run(t, k.platforms, k)
		})
	}
	if doubles := p.slack.Doubles(); len(doubles) > 0 {
		t.Errorf("posted more than once: %q", doubles)
	}
	p.secretive(append(p.telegramSecrets(), "knikker"))
}

// repliesOfMany has many replies in several threads at once: none lands in another.
func repliesOfMany(t *testing.T, k *talking) {
	for i := range 4 {
		k.noor.Reply(k.channel, k.card.TS, fmt.Sprintf("%s vraag %d", k.word, i))
		k.sam.Write(fmt.Sprintf("%s antwoord %d", k.word, i))
	}
	k.reads(k.word + " vraag 3")
	k.thread(k.card.TS, k.word+" antwoord 3")
	order(t, k.screen(), k.word+" vraag 0", k.word+" vraag 1", k.word+" vraag 2", k.word+" vraag 3")
	order(t, k.talk(k.card.TS), k.word+" antwoord 0", k.word+" antwoord 1", k.word+" antwoord 2", k.word+" antwoord 3")
	for _, text := range []string{k.talk(k.card.TS), k.screen()} {
		if n, mine := strings.Count(text, "knikker"), strings.Count(text, k.word); n != mine {
			t.Errorf("words of another talk:\n%s", text)
		}
	}
}

// aPictureWithoutTheScope is a worker's picture where the app may not read files:
// the person gets nothing that is none, nor words about it, and the worker is told.
func aPictureWithoutTheScope(t *testing.T, k *talking) {
	k.slack.DropScope("files:read")
	k.noor.Share(k.channel, k.card.TS, k.word+" kijk eens", slacktest.File{ID: "F1", Name: "foto.png", Mimetype: "image/png", Size: 3})
	told := k.thread(k.card.TS, "Niet verstuurd naar")
	if !strings.Contains(told.Text, k.word+" kijk eens") {
		t.Errorf("the worker is told %q", told.Text)
	}
	k.answers("Het lukt zo niet")
	k.never("kijk eens")
	k.never("foto.png")
	k.never("html")
}

// aRootThatIsDeleted is a card that somebody deletes while its thread has words: no
// word is said again, and the talk goes on below another card.
func aRootThatIsDeleted(t *testing.T, k *talking) {
	k.answers("Hoi")
	k.writes("Hallo")
	k.noor.Delete(k.channel, k.card.TS)
	k.standsAnew()
	k.answers("Ben je er nog?")
	k.writes("Ja hoor")
	for _, words := range []string{"Hoi", "Ben je er nog?"} {
		if n := strings.Count(k.screen(), k.word+" "+words); n != 1 {
			t.Errorf("%q stands %d times on the screen:\n%s", words, n, k.screen())
		}
	}
	k.never("aangepast")
}

// aRootThatIsDeletedUnseen is the same where Slack does not tell us: the person's
// next words find no thread, and begin another.
func aRootThatIsDeletedUnseen(t *testing.T, k *talking) {
	k.channel.Vanish(k.card.TS)
	k.sam.Write(k.word + " ben je er nog?")
	k.standsAnew()
	k.thread(k.card.TS, k.word+" ben je er nog?")
	k.answers("Ja, ik ben er")
	for _, root := range k.channel.Roots() {
		if strings.Contains(root.Text, "ben je er nog?") {
			t.Errorf("words at the channel's root: %s", root.Text)
		}
	}
}

// anArchivedChannel has people wait for a channel that is closed: somebody is told,
// and what was said meanwhile comes when it is open again, in order.
func anArchivedChannel(t *testing.T, p *platforms, k *talking) {
	p.noor.Press(p.channel, k.card.TS, "Oppakken")
	k.reads("Noor van het jongerenwerk is er nu voor je.")
	p.channel.Archive()
	for i := range 3 {
		p.sam.Write(fmt.Sprintf("%s nummer %d", k.word, i))
	}
	p.programs[0].until("it is known that the channel is closed", func() bool {
		return strings.Contains(p.programs[0].out.String(), "group_archive")
	})
	p.channel.Unarchive()
	k.thread(k.card.TS, k.word+" nummer 2")
	order(t, k.talk(k.card.TS), k.word+" nummer 0", k.word+" nummer 1", k.word+" nummer 2")
	k.answers("Daar ben ik weer")
}

// takenOutOfTheChannel is the same where the app is removed, and words are typed
// while it is: they are read when it is back.
func takenOutOfTheChannel(t *testing.T, p *platforms, k *talking) {
	p.noor.Press(p.channel, k.card.TS, "Oppakken")
	k.reads("Noor van het jongerenwerk is er nu voor je.")
	p.channel.RemoveApp()
	p.slack.Drop(true) // whoever is not in a channel hears nothing of it
	p.sam.Write(k.word + " hoor je mij?")
	p.noor.Reply(p.channel, k.card.TS, k.word+" waar ben je?")
	p.programs[0].until("it is known that we are not in the channel", func() bool {
		return strings.Contains(p.programs[0].out.String(), "group_left")
	})
	p.slack.Drop(false)
	p.channel.AddApp()
	p.slack.CutSockets() // as after a while: a new socket, and all threads are read
	k.reads(k.word + " waar ben je?")
	k.thread(k.card.TS, k.word+" hoor je mij?")
}

// theFirstPressAfterARestart counts, and so does who pressed before it.
func theFirstPressAfterARestart(t *testing.T, p *platforms, k *talking) {
	action, value := p.channel.Button(k.card.TS, "Oppakken")
	p.programs[0].kill()
	p.programs[0].again()
	p.slack.Connected(1)
	p.noor.Press(p.channel, k.card.TS, "Oppakken")
	k.reads("Noor van het jongerenwerk is er nu voor je.")
	p.programs[0].kill()
	p.programs[0].again()
	p.slack.Connected(1)
	p.bas.PressValue(p.channel, k.card.TS, action, value) // on a screen that was not drawn anew
	p.bas.AwaitTold("who has it", func(words string) bool { return strings.Contains(words, "Noor") })
}

// anotherChannel is one that the operator chose in the settings while talks run: they
// go on there, and whoever types in the old thread is told.
func anotherChannel(t *testing.T, p *platforms, k *talking) {
	p.noor.Press(p.channel, k.card.TS, "Oppakken")
	k.reads("Noor van het jongerenwerk is er nu voor je.")
	k.answers("Hoi")
	old, thread := k.channel, k.card.TS
	k.channel = p.slack.NewChannel("C0NIEUW", "jongerenwerk-nieuw")
	p.noor.Join(k.channel)
	one := p.programs[0]
	one.kill()
	one.env = append(one.env, "SLACK_CHANNEL=C0NIEUW") // the last one counts
	one.again()
	p.slack.Connected(1)
	p.noor.Reply(old, thread, k.word+" dit gaat nergens heen")
	old.Await("that it was not sent", func(c slacktest.Post) bool {
		return c.ThreadTS == thread && strings.HasPrefix(c.Text, "Niet verstuurd: ")
	})
	p.sam.Write(k.word + " ben je er nog?")
	k.standsAnew()
	k.thread(k.card.TS, k.word+" ben je er nog?")
	k.answers("Ja, hier ben ik")
	k.never("nergens heen")
}

// R14, as a story: Slack brings nothing, however long, while workers go on typing.
// When it is back each word is there, once and in order, with the changes.
func TestR14_WhatWorkersTypedWhileNothingWasBrought(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		instances int
	}{{"sqlite", 1}, {"postgres, three instances", 3}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := []string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "omzien.db")}
			if tt.instances > 1 {
				base := storagetest.Durable(t)
				env = []string{"DATABASE_URL=" + base.TCP, "OMZIEN_KEY_FILE=" + base.KeyFile}
			}
			p := platformsOn(t)
			p.starts(tt.instances, false, env...)
			k, other := p.picked(t, 1), p.picked(t, 2)
			k.answers("Hoi")
			p.slack.Drop(true)
			for i := range 3 {
				p.noor.Reply(p.channel, k.card.TS, fmt.Sprintf("%s vraag %d", k.word, i))
			}
			taken := p.noor.Reply(p.channel, k.card.TS, k.word+" dit toch niet")
			p.noor.Delete(p.channel, taken.TS)
			p.bas.Reply(p.channel, other.card.TS, other.word+" ken jij haar?")
			p.noor.Reply(p.channel, other.card.TS, other.word+" ik ken haar wel")
			other.sam.Write(other.word + " is daar iemand?")
			other.thread(other.card.TS, other.word+" is daar iemand?")
			for _, words := range []string{"vraag", "ken jij haar", "ik ken haar"} {
				k.never(words)
				other.never(words)
			}
			p.slack.Drop(false)
			p.slack.CutSockets()
			k.reads(k.word + " vraag 2")
			order(t, k.screen(), "vraag 0", "vraag 1", "vraag 2")
			if n := strings.Count(k.screen(), "vraag"); n != 3 {
				t.Errorf("%d of 3 words on the screen:\n%s", n, k.screen())
			}
			other.thread(other.card.TS, "hiervoor staat een notitie van een collega")
			k.answers("Tot zo")
			for _, words := range []string{"dit toch niet", "ken jij haar", "ik ken haar"} {
				k.never(words)
				other.never(words)
			}
		})
	}
}
