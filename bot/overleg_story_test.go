package main

import (
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
)

// Rows 15 and 31, and law 7, in Slack: Noor asks Bas about a person, in a thread of
// its own. Whatever is typed there, in whatever state, also after its root
// was deleted and after the end, never reaches the person.
func TestStoryOfAnOverlegInSlack(t *testing.T) {
	t.Parallel()
	p := platformsOn(t)
	p.slack.Worker("U0WEG", "Weggegaan") // of the workspace, in no channel of ours
	p.starts(1, false, "OMZIEN_PLAYBOOK="+bookWith(t, "teams:  ", "limits: {undo: 0 s}\nteams:  "), "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	k := p.picked(t, 1)
	k.writes("mijn broer is weg")
	k.answers("Hoi")

	open := func(values map[string]string) {
		p.noor.Press(p.channel, k.card.TS, "Overleg…")
		form := p.noor.AwaitView("the form of an overleg", func(v slacktest.View) bool { return v.Submit == "Vraag overleg" })
		if strings.Contains(form.Text, "mijn broer") {
			t.Errorf("the form holds the person's words:\n%s", form.Text)
		}
		p.noor.Submit(form.ID, values).Await()
	}
	open(map[string]string{"vraag": "Ken jij zijn broer?", "collegas": "U0WEG"})
	form := p.noor.AwaitView("who cannot be reached", func(v slacktest.View) bool {
		return strings.Contains(v.Errors["collegas"], "Weggegaan is niet in een kanaal")
	})
	p.noor.Submit(form.ID, map[string]string{"vraag": "Ken jij zijn broer?", "collegas": "U0BAS"}).Await()
	root := p.channel.Await("the root of the overleg", func(c slacktest.Post) bool {
		return c.ThreadTS == "" && strings.Contains(c.Text, "Overleg over ") && c.Has("Overleg klaar")
	})
	for _, words := range []string{"Ken jij zijn broer?", "@Bas<MENTION>", "gaat nooit naar"} {
		if !strings.Contains(root.Text, words) {
			t.Errorf("the root does not say %q:\n%s", words, root.Text)
		}
	}
	if strings.Contains(root.Text, "mijn broer is weg") {
		t.Errorf("the root copies the person's words:\n%s", root.Text)
	}

	k.types(p.bas, root, "broer ken ik")
	k.types(p.noor, root, "wat weet je?")
	edited := k.types(p.noor, root, "hij drinkt")
	p.noor.Edit(p.channel, edited.TS, k.word+" hij dronk")
	k.answers("Vertel eens") // in the talk: sent, and not asked about

	p.noor.Delete(p.channel, root.TS)
	again := p.channel.Await("another root", func(c slacktest.Post) bool {
		return c.ThreadTS == "" && c.TS != root.TS && strings.Contains(c.Text, "Overleg over ") && c.Has("Overleg klaar")
	})
	k.types(p.bas, again, "hier verder")
	p.bas.Press(p.channel, again.TS, "Overleg klaar")
	p.slack.Wait("Bas hears that it is Noor's to end", func() bool {
		return strings.Contains(strings.Join(p.bas.Told(), "\n"), "kan alleen Noor")
	})
	p.noor.Press(p.channel, again.TS, "Overleg klaar")
	k.thread(again.TS, "Noor sluit dit overleg af.")
	k.types(p.noor, again, "nog even onder ons")
	k.thread(again.TS, "Dit overleg is klaar. Wat je schreef, is bewaard")
	k.answers("Tot morgen")
	for _, words := range []string{"broer ken ik", "wat weet je", "hij drinkt", "hij dronk", "hier verder", "onder ons", "Overleg"} {
		k.never(words)
	}
	if doubles := p.slack.Doubles(); len(doubles) > 0 {
		t.Errorf("posted more than once: %q", doubles)
	}
	p.secretive(append(p.telegramSecrets(), "knikker", "zijn broer", "U0BAS"))
}

// types lets a worker write in the thread of a root, until it is stored: where its
// receipt is not written down yet, Slack brings the words again.
func (k *talking) types(who *slacktest.Worker, root slacktest.Post, words string) *slacktest.Delivery {
	k.t.Helper()
	said, looks := who.Reply(k.channel, root.TS, k.word+" "+words), 0
	k.programs[0].until("what "+who.Name+" wrote is stored", func() bool {
		if looks++; looks%100 == 0 {
			k.slack.Redeliver()
		}
		return said.Acked()
	})
	return said
}
