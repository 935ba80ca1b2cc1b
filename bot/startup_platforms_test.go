package main

import (
	"path/filepath"
	"strings"
	"testing"

	"omzien/adapters/adaptertest/ports"
	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
)

// With neither platform, with one, with the other, and with both: each starts,
// says what is off, and no more than that.
func TestStartsWithWhateverIsSwitchedOn(t *testing.T) {
	const telegramOff, slackOff, mailOff = "Telegram, for people", "Slack, for the team", "alarms by e-mail"
	ofTelegram := func(f *telegramtest.Fake) []string {
		return []string{"TELEGRAM_BOT_TOKEN=" + f.Token, "TELEGRAM_API_URL=" + f.URL}
	}
	ofSlack := func(f *slacktest.Fake) []string {
		f.NewChannel("C0DESK", "jongerenwerk")
		return []string{"SLACK_BOT_TOKEN=" + f.Token(), "SLACK_APP_TOKEN=" + f.AppToken(), "SLACK_API_URL=" + f.API(), "SLACK_CHANNEL=C0DESK"}
	}
	for _, c := range []struct {
		name            string
		telegram, slack bool
	}{
		{"neither", false, false}, {"only Telegram", true, false}, {"only Slack", false, true}, {"both", true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			people, team := telegramtest.New(t), slacktest.New(t)
			env := []string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "omzien.db")}
			if c.telegram {
				env = append(env, ofTelegram(people)...)
			}
			if c.slack {
				env = append(env, ofSlack(team)...)
			}
			p := start(t, env...)
			p.signIn()
			p.until("it said all that is off", func() bool { return strings.Contains(p.out.String(), mailOff) }) // the last
			for what, on := range map[string]bool{telegramOff: c.telegram, slackOff: c.slack} {
				if strings.Contains(p.out.String(), what) == on {
					t.Errorf("%q is wrong in\n%s", what, p.out)
				}
			}
			if c.telegram && !people.Until(t.Context(), func() bool { return len(people.Calls("getUpdates")) > 0 }) {
				t.Error("it fetches nothing from Telegram")
			}
			if c.slack {
				team.Connected(1)
			}
			if n := len(people.Calls()); !c.telegram && n > 0 {
				t.Errorf("%d calls to Telegram, which is off", n)
			}
			if !c.slack && team.Sockets() > 0 {
				t.Error("a socket to Slack, which is off")
			}
			p.kill()
			for _, secret := range append(team.Secrets(), people.Token, "AAGeheim") {
				if strings.Contains(p.out.String(), secret) {
					t.Error("law 17: a token was printed")
				}
			}
		})
	}
}

// A token that the platform does not take is no reason not to start: the other
// places still work, and the desk is told.
func TestStartsWithATokenThatWasTakenBack(t *testing.T) {
	people := telegramtest.New(t)
	people.Revoke()
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"), "TELEGRAM_BOT_TOKEN="+people.Token, "TELEGRAM_API_URL="+people.URL)
	p.until("it said what is wrong", func() bool { return strings.Contains(p.out.String(), "telegram answered 401") })
	if strings.Contains(p.out.String(), "AAGeheim") {
		t.Error("law 17: the token was printed")
	}
}

// Variables of the platforms that cannot be right: one line under the variable's
// own name, with its remedy, and exit code 1.
func TestAStartWithAWrongVariableOfAPlatformSaysWhy(t *testing.T) {
	const (
		telegramToken = "TELEGRAM_BOT_TOKEN=4711000815:AAGeheim"
		bot, app      = "SLACK_BOT_TOKEN=xoxb-geheim", "SLACK_APP_TOKEN=xapp-geheim"
		desk          = "SLACK_CHANNEL=C0DESK"
	)
	for _, c := range []struct {
		name string
		env  []string
		line string // how the line begins
		says string // what it must hold besides: the remedy
	}{
		{"a Telegram token of no form", []string{"TELEGRAM_BOT_TOKEN=geheim"}, "TELEGRAM_BOT_TOKEN: is no bot's token", "write it as BotFather"},
		{"a secret without a token", []string{"TELEGRAM_WEBHOOK_SECRET=geheim"}, "TELEGRAM_BOT_TOKEN: TELEGRAM_WEBHOOK_SECRET is set", "write the bot's token"},
		{"a secret with a space", []string{telegramToken, "TELEGRAM_WEBHOOK_SECRET=geheim woord", "OMZIEN_PUBLIC_URL=https://chat.example.nl"}, "TELEGRAM_WEBHOOK_SECRET: is no webhook secret", "A-Z, a-z"},
		{"a secret without a public address", []string{telegramToken, "TELEGRAM_WEBHOOK_SECRET=geheim"}, "OMZIEN_PUBLIC_URL: Telegram cannot bring messages", "write the https address"},
		{"a webhook over http", []string{telegramToken, "TELEGRAM_WEBHOOK_SECRET=geheim", "OMZIEN_PUBLIC_URL=http://chat.example.nl"}, "OMZIEN_PUBLIC_URL: Telegram cannot bring messages to http://chat.example.nl", "write the https address"},
		{"a webhook on a port that Telegram does not call", []string{telegramToken, "TELEGRAM_WEBHOOK_SECRET=geheim", "OMZIEN_PUBLIC_URL=https://chat.example.nl:8080"}, "OMZIEN_PUBLIC_URL: Telegram brings messages to the ports", "write an address"},
		{"Telegram over http", []string{telegramToken, "TELEGRAM_API_URL=http://api.example.nl"}, "TELEGRAM_API_URL: is not the address of an API", "https://api.telegram.org"},

		{"a Slack bot token alone", []string{bot}, "SLACK_APP_TOKEN: Slack cannot be heard", "write the app-level token"},
		{"a Slack app token alone", []string{app}, "SLACK_BOT_TOKEN: other SLACK variables are set", "write the bot's token"},
		{"a Slack channel alone", []string{desk}, "SLACK_BOT_TOKEN: other SLACK variables are set", "write the bot's token"},
		{"a Slack bot token of no form", []string{"SLACK_BOT_TOKEN=geheim", app, desk}, "SLACK_BOT_TOKEN: is no bot token", "begins with xoxb-"},
		{"a Slack app token of no form", []string{bot, "SLACK_APP_TOKEN=geheim", desk}, "SLACK_APP_TOKEN: is no app-level token", "begins with xapp-"},
		{"the two Slack tokens exchanged", []string{"SLACK_BOT_TOKEN=xapp-geheim", "SLACK_APP_TOKEN=xoxb-geheim", desk}, "SLACK_BOT_TOKEN: is no bot token", "it belongs in SLACK_APP_TOKEN"},
		{"a token for a signing secret", []string{bot, "SLACK_SIGNING_SECRET=xoxb-geheim", desk, "OMZIEN_PUBLIC_URL=https://chat.example.nl"}, "SLACK_SIGNING_SECRET: is a token", "Basic Information"},
		{"a signing secret without a public address", []string{bot, "SLACK_SIGNING_SECRET=geheim", desk}, "OMZIEN_PUBLIC_URL: Slack cannot bring anything", "SLACK_APP_TOKEN"},
		{"a channel's name for its id", []string{bot, app, "SLACK_CHANNEL=#jongerenwerk"}, "SLACK_CHANNEL: is no channel's id", "C0123456789"},
		{"no channel for any team", []string{bot, app}, "SLACK_CHANNEL: Slack is on, and no team has a channel", "write the id"},
		{"Slack over http", []string{bot, app, desk, "SLACK_API_URL=http://slack.example.nl/api/"}, "SLACK_API_URL: is not the address of an API", "https://slack.com/api/"},

		{"nobody who gets the alarms", []string{"SMTP_URL=smtp://geheim:geheim@mail.example.nl"}, "ALARM_EMAIL: SMTP_URL is set", "write their addresses"},
		{"no server for the alarms", []string{"ALARM_EMAIL=geheim@example.nl"}, "SMTP_URL: ALARM_EMAIL is set", "write one"},
		{"a mail server of another kind", []string{"SMTP_URL=imap://geheim:geheim@mail.example.nl", "ALARM_EMAIL=geheim@example.nl"}, "SMTP_URL: is not right: the URL must begin with smtp://", "smtps://"},
		{"an address that is none", []string{"SMTP_URL=smtp://geheim:geheim@mail.example.nl", "ALARM_EMAIL=geheim"}, "ALARM_EMAIL: is no list of e-mail addresses", "team@example.nl"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, code := try(t, t.TempDir(), nil, append(c.env, "OMZIEN_LISTEN="+ports.Free(t))...)
			if code != 1 {
				t.Errorf("exit code %d", code)
			}
			found := false
			for line := range strings.Lines(out) {
				line = strings.TrimPrefix(line, "omzien: ")
				found = found || strings.HasPrefix(line, c.line) && strings.Contains(line, c.says)
			}
			if !found {
				t.Errorf("no line that begins with %q and says %q in\n%s", c.line, c.says, out)
			}
			if strings.Contains(strings.ToLower(out), "geheim") || strings.Contains(out, "goroutine") {
				t.Errorf("it says too much:\n%s", out)
			}
		})
	}

	t.Run("a channel's name in the playbook", func(t *testing.T) {
		book := playbook(t, "organisation.yaml", "label: het wijkteam", "label: het wijkteam\n    channel: wijkteam")
		out, code := try(t, t.TempDir(), nil, bot, app, desk, "OMZIEN_PLAYBOOK="+book, "OMZIEN_LISTEN="+ports.Free(t))
		if code != 1 || !strings.Contains(out, "omzien: organisation.yaml: the channel of the team wijkteam is no channel's id: write it as in C0123456789") {
			t.Errorf("exit code %d\n%s", code, out)
		}
	})
}
