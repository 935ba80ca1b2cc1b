package main

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"omzien/adapters/mail"
	"omzien/adapters/telegram"
	"omzien/flows"
)

// together says what is wrong between the variables of one platform.
func (c Config) together() (wrong []error) {
	refuse := func(is bool, words string) {
		if is {
			wrong = append(wrong, errors.New(words))
		}
	}
	hooked, signed := c.Telegram.Token != "" && c.Telegram.Secret != "", c.Slack.Token != "" && c.Slack.AppToken == "" && c.Slack.SigningSecret != ""
	refuse(c.Telegram.Token == "" && c.Telegram.Secret != "", "TELEGRAM_BOT_TOKEN: TELEGRAM_WEBHOOK_SECRET is set, but no token: write the bot's token, or leave both empty")
	refuse(hooked && !c.reachable(), "OMZIEN_PUBLIC_URL: Telegram cannot bring messages to "+c.publicURL()+": write the https address that the world sees, or leave TELEGRAM_WEBHOOK_SECRET empty")
	refuse(hooked && c.reachable() && !c.telegramPort(), "OMZIEN_PUBLIC_URL: Telegram brings messages to the ports 443, 80, 88 and 8443 only: write an address with one of them, or leave TELEGRAM_WEBHOOK_SECRET empty")
	s := c.Slack
	refuse(s.Token == "" && (s.AppToken != "" || s.SigningSecret != "" || s.Channel != ""), "SLACK_BOT_TOKEN: other SLACK variables are set, but not this one: write the bot's token (xoxb-...), or leave all of them empty")
	refuse(s.Token != "" && s.AppToken == "" && s.SigningSecret == "", "SLACK_APP_TOKEN: Slack cannot be heard: write the app-level token (xapp-...), or SLACK_SIGNING_SECRET")
	refuse(signed && !c.reachable(), "OMZIEN_PUBLIC_URL: Slack cannot bring anything to "+c.publicURL()+": write the https address that the world sees, or use SLACK_APP_TOKEN")
	refuse(c.Mail.URL == "" && c.Mail.To != "", "SMTP_URL: ALARM_EMAIL is set, but no mail server: write one, as in smtp://name:password@mail.example.nl:587, or leave both empty")
	refuse(c.Mail.URL != "" && c.Mail.To == "", "ALARM_EMAIL: SMTP_URL is set, but nobody gets the alarms: write their addresses, as in team@example.nl, or leave both empty")
	return wrong
}

// reachable tells whether a platform may bring messages to the public address:
// over https, or, for trials, from this machine.
func (c Config) reachable() bool {
	u, err := url.Parse(c.PublicURL)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

// telegramPort tells whether Telegram calls the public address's port.
func (c Config) telegramPort() bool {
	u, err := url.Parse(c.PublicURL)
	return err == nil && (loopback(u.Hostname()) || slices.Contains([]string{"", "443", "80", "88", "8443"}, u.Port()))
}

// The checks below say what is not right about one variable's value, and what
// would be. They never repeat a secret; empty is always right.

func checkTelegramToken(v string) error {
	if v == "" {
		return nil
	}
	if _, err := telegram.New(telegram.Config{Token: v}); err != nil {
		return errors.New("is no bot's token: write it as BotFather on Telegram gave it, as in 4711000815:AAEhB-x0")
	}
	return nil
}

func checkWebhookSecret(v string) error {
	if v != "" && !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(v) {
		return errors.New("is no webhook secret: write 1 to 256 of A-Z, a-z, 0-9, _ and -, made with openssl rand -hex 32")
	}
	return nil
}

// checkAPI lets a token travel over https only, or on this machine.
func checkAPI(v, usual string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return errors.New("is not the address of an API: leave it empty, or write it with https://, as in " + usual)
	}
	return nil
}

func checkSlackToken(v, begin, kind string) error {
	if v == "" || strings.HasPrefix(v, begin) && len(v) > len(begin) {
		return nil
	}
	belongs := ""
	switch {
	case strings.HasPrefix(v, "xoxb-"):
		belongs = " This is a bot token: it belongs in SLACK_BOT_TOKEN."
	case strings.HasPrefix(v, "xapp-"):
		belongs = " This is an app-level token: it belongs in SLACK_APP_TOKEN."
	case strings.HasPrefix(v, "xoxp-"):
		belongs = " This is the token of a user."
	}
	return fmt.Errorf("is no %s token: write the one that begins with %s.%s", kind, begin, belongs)
}

func checkSigningSecret(v string) error {
	if strings.HasPrefix(v, "xox") || strings.HasPrefix(v, "xapp-") {
		return errors.New("is a token: write the Signing Secret, which stands at the app's Basic Information, below App Credentials")
	}
	return nil
}

// whereChannelID is where a channel's id is found.
const whereChannelID = "in Slack, press the channel's name; it stands at the bottom of About"

func channelID(v string) bool { return regexp.MustCompile(`^[CG][A-Z0-9]+$`).MatchString(v) }

func checkChannel(v string) error {
	if v != "" && !channelID(v) {
		return errors.New("is no channel's id: write it as in C0123456789 (" + whereChannelID + ")")
	}
	return nil
}

// checkDesks says what is wrong with the channels where the teams answer; nil
// where Slack is off.
func checkDesks(c Config, book *flows.Playbook) error {
	if c.Slack.Token == "" {
		return nil
	}
	for _, t := range book.Organisation.Teams {
		if checkChannel(t.Channel) != nil {
			return fmt.Errorf("organisation.yaml: the channel of the team %s is no channel's id: write it as in C0123456789 (%s)", t.Name, whereChannelID)
		}
	}
	if len(slackChannels(book, c.Slack.Channel)) == 0 {
		return errors.New("SLACK_CHANNEL: Slack is on, and no team has a channel: write the id of the private channel where the team answers (" + whereChannelID + ")")
	}
	return nil
}

func checkSMTP(v string) error {
	if v == "" {
		return nil
	}
	if _, err := mail.New(mail.Config{URL: v}); err != nil {
		return fmt.Errorf("is not right: %w", errors.Unwrap(err)) // without the adapter's name before it
	}
	return nil
}

func checkMails(v string) error {
	for _, m := range mails(v) {
		if a, err := netmail.ParseAddress(m); err != nil || a.Address != m {
			return errors.New("is no list of e-mail addresses: write them as in team@example.nl,lead@example.nl")
		}
	}
	return nil
}

// mails are the addresses of a list with commas.
func mails(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
}
