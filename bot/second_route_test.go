package main

import (
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
)

// E3, law 3: Slack lets us in no more. People hear it by mail and at the web
// desk, which goes on with the same handoff; once Slack is mended, the card that
// waited comes.
func TestE3_SlackRefusesUsAndPeopleHearIt(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p, mail := platformsOn(t), newOffice(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"), "SMTP_URL="+mail.url, "ALARM_EMAIL="+alarmAddress)
	one := p.programs[0]
	p.slack.Revoke()
	p.sam.Start("jongeren")
	p.reads("Kun je nu vrij praten")
	p.sam.Write("mens")
	one.until("a mail about Slack is there", func() bool { return strings.Contains(strings.Join(mail.taken(), "\n"), "slack") })

	worker := newTab(t, in, "worker", 1280, 800)
	worker.goes(one.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.reads("Een kanaal werkt niet")
	worker.shot("1-route")
	worker.presses("het jongerenwerk")
	worker.presses("Oppakken")
	p.reads("Noor van het jongerenwerk is er nu voor je.")
	worker.types("textarea.answer", "Hoi, ik schrijf je van ergens anders.")
	worker.presses("Stuur naar")
	p.reads("Hoi, ik schrijf je van ergens anders.")

	p.slack.Reinstall()
	card := p.channel.Await("the card that waited", func(c slacktest.Post) bool { return c.Has("Afronden") })
	p.thread(card.TS, "Hoi, ik schrijf je van ergens anders.")
	if n := len(mail.taken()); n != 1 {
		t.Errorf("%d mails about one closed route", n)
	}
	if doubles := p.slack.Doubles(); len(doubles) > 0 {
		t.Errorf("posted more than once: %q", doubles)
	}
}

// Laws 3 to 5: what nobody has read yet stands in the channel too, not at the web
// desk alone; there a named human says that they looked.
func TestLaw4_AQuietItemStandsInTheChannel(t *testing.T) {
	t.Parallel()
	p := platformsOn(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	p.sam.Start("jongeren")
	p.reads("Kun je nu vrij praten")
	p.sam.Write("Daan is weer boos.") // fits no answer, and nothing follows
	p.reads("Ik bewaar wat je schreef")
	p.sam.Write("stop")
	card := p.channel.Await("a card", func(c slacktest.Post) bool { return c.ThreadTS == "" && c.Text != "" })
	if !strings.Contains(card.Text, "Daan is weer boos.") {
		t.Errorf("the card does not say what was written:\n%s", card.Text)
	}
	item := p.thread(card.TS, "Nog niemand heeft het gelezen")
	p.bas.Press(p.channel, item.TS, "Ik heb gekeken")
	done := p.channel.Await("that Bas looked", func(c slacktest.Post) bool { return c.TS == item.TS && len(c.Buttons) == 0 })
	if !strings.Contains(done.Text, "Bas heeft gekeken") {
		t.Errorf("it says %q", done.Text)
	}
}

// Law 5, law 15: a crisis also goes by the second route: that there is one, and
// nothing of what was said.
func TestLaw5_ACrisisAlsoGoesByMail(t *testing.T) {
	t.Parallel()
	p, mail := platformsOn(t), newOffice(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"), "SMTP_URL="+mail.url, "ALARM_EMAIL="+alarmAddress)
	p.sam.Start("jongeren")
	p.reads("Kun je nu vrij praten")
	p.sam.Write("Mijn broer heeft een mes.")
	p.sam.Write("nood")
	p.reads("Bel 112")
	p.channel.Await("a card that is urgent", func(c slacktest.Post) bool {
		return c.Has("Oppakken") && strings.Contains(c.Text, "heeft nu hulp nodig")
	})
	p.programs[0].until("a mail is there", func() bool { return len(mail.taken()) == 1 })
	text := mail.taken()[0]
	if !strings.Contains(text, "heeft nu hulp nodig") || !strings.Contains(text, p.programs[0].base+"/desk") {
		t.Errorf("the mail does not say who, and where to look:\n%s", text)
	}
	for _, m := range append(p.telegramSecrets(), "een mes") {
		if strings.Contains(text, m) {
			t.Errorf("Law 15: %q stands in the mail", m)
		}
	}
}
