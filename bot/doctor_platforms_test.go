package main

import (
	"context"
	"errors"
	"io"
	stdlog "log"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
)

// office is a mail server on this machine.
type office struct {
	url    string
	mu     sync.Mutex
	refuse *smtp.SMTPError // what it says to every recipient; nil: takes them
	texts  []string        // that were taken
}

const (
	mailName     = "omzien@post.example.nl"
	mailPassword = "geheim-wachtwoord"
	alarmAddress = "achterwacht@team.example.nl"
)

func newOffice(t *testing.T) *office {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{url: "smtp://omzien%40post.example.nl:" + mailPassword + "@" + l.Addr().String()}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return visit{o}, nil }))
	s.Domain, s.AllowInsecureAuth, s.ErrorLog = "post.example.nl", true, stdlog.New(io.Discard, "", 0)
	ended := make(chan struct{})
	go func() { s.Serve(l); close(ended) }()
	t.Cleanup(func() { l.Close(); s.Close(); <-ended })
	return o
}

func (o *office) taken() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.texts
}

// visit is one conversation with the office.
type visit struct{ *office }

func (visit) AuthMechanisms() []string { return []string{sasl.Plain} }
func (visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != mailName || password != mailPassword {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: name + " is not " + password}
		}
		return nil
	}), nil
}
func (visit) Mail(string, *smtp.MailOptions) error { return nil }
func (v visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.refuse != nil {
		return v.refuse
	}
	return nil
}
func (v visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.texts = append(v.texts, string(raw))
	return err
}
func (visit) Reset()        {}
func (visit) Logout() error { return nil }

// neighbourhood is a house with both platforms and a mail server around it, all
// of them as they should be.
type neighbourhood struct {
	*house
	telegram *telegramtest.Fake
	slack    *slacktest.Fake
	desk     *slacktest.Channel
	mail     *office
}

func newNeighbourhood(t *testing.T) *neighbourhood {
	n := &neighbourhood{newHouse(t), telegramtest.New(t), slacktest.New(t), nil, newOffice(t)}
	n.desk = n.slack.NewChannel("C0DESK", "jongerenwerk")
	for name, value := range map[string]string{
		"TELEGRAM_BOT_TOKEN": n.telegram.Token, "TELEGRAM_API_URL": n.telegram.URL,
		"SLACK_BOT_TOKEN": n.slack.Token(), "SLACK_APP_TOKEN": n.slack.AppToken(), "SLACK_API_URL": n.slack.API(), "SLACK_CHANNEL": "C0DESK",
		"SMTP_URL": n.mail.url, "ALARM_EMAIL": alarmAddress,
	} {
		n.env[name] = value
	}
	return n
}

// webhooked lets Telegram bring messages.
func (n *neighbourhood) webhooked() {
	n.env["TELEGRAM_WEBHOOK_SECRET"] = "geheim-van-de-webhook"
	n.env["OMZIEN_PUBLIC_URL"] = "http://127.0.0.1:1"
}

const ourWebhook = "http://127.0.0.1:1/telegram/webhook"

func TestDoctorSaysWhatIsOff(t *testing.T) {
	newHouse(t).says(false, "look   Telegram is off", "-> README.md, In tien minuten: Telegram", "look   Slack is off: workers answer at /desk only",
		"look   alarms are not mailed", "-> set SMTP_URL and ALARM_EMAIL", "Nothing is wrong")
}

func TestDoctorFindsBothPlatformsAndMailSound(t *testing.T) {
	n := newNeighbourhood(t)
	n.says(false, "ok     Telegram: people write to @proef_bot", "ok     Telegram: messages are fetched", "ok     Slack: we are @", "ok     Slack: the app has every scope",
		"ok     Slack: the app token may open Socket Mode", "ok     the channel #jongerenwerk (of jongerenwerk, wijkteam, familieteam, opbouwwerk) is private, and we are in it",
		"ok     mail: the server takes mail", "doctor --post")
	if n.slack.Calls("chat.postMessage") != 0 || len(n.mail.taken()) != 0 || n.slack.Sockets() != 0 {
		t.Error("a plain look changed something")
	}
	for _, c := range n.telegram.Calls() {
		if c.Method != "getMe" && c.Method != "getWebhookInfo" {
			t.Errorf("a plain look called %s", c.Method)
		}
	}

	n.webhooked()
	n.telegram.Hook(ourWebhook, "geheim-van-de-webhook")
	n.env["SLACK_APP_TOKEN"], n.env["SLACK_SIGNING_SECRET"] = "", n.slack.SigningSecret()
	n.says(false, "ok     Telegram: messages are brought to OMZIEN_PUBLIC_URL", "ok     Slack brings what workers do to OMZIEN_PUBLIC_URL")
}

func TestDoctorPostsADrillOnlyWhenAsked(t *testing.T) {
	n := newNeighbourhood(t)
	var posted []slacktest.Post
	n.slack.Watch(func(p slacktest.Post) { posted = append(posted, p) })
	n.post = true
	n.says(false, "ok     a drill was posted in the channel #jongerenwerk (of jongerenwerk, wijkteam, familieteam, opbouwwerk), and deleted", "ok     a drill is on its way to address 1 of ALARM_EMAIL")
	if len(posted) != 1 || !strings.Contains(posted[0].Text, "OEFENING") {
		t.Errorf("posted %+v", posted)
	}
	if left := n.desk.Roots(); len(left) != 0 {
		t.Errorf("left behind: %+v", left)
	}
	if mails := n.mail.taken(); len(mails) != 1 || !strings.Contains(mails[0], "OEFENING") {
		t.Errorf("mailed %q", mails)
	}
}

// Each of these is one line with what to do; and, law 17, no line shows a token,
// a password or an address.
func TestLaw17_DoctorFindsWhatIsWrongOutside(t *testing.T) {
	t.Parallel()
	const otherToken, elsewhere = "4711000815:AAVerkeerd-geheim", "http://127.0.0.1:1/van-een-ander/geheim"
	secrets := []string{"geheim", "Geheim", "een-ander", mailName, alarmAddress, "van-een-ander", "achterwacht", "127.0.0.1:1/"}
	tests := []struct {
		name  string
		spoil func(n *neighbourhood)
		fails bool
		want  []string
	}{
		{"a token of Telegram that is not right", func(n *neighbourhood) { n.env["TELEGRAM_BOT_TOKEN"] = otherToken }, true,
			[]string{"wrong  Telegram does not know the bot's token", "-> in Telegram, write /mybots to @BotFather"}},
		{"a token of Telegram of no form", func(n *neighbourhood) { n.env["TELEGRAM_BOT_TOKEN"] = "geheim" }, true,
			[]string{"wrong  TELEGRAM_BOT_TOKEN is not right", "-> is no bot's token: write it as BotFather"}},
		{"Telegram out of reach", func(n *neighbourhood) { n.telegram.Close() }, true,
			[]string{"wrong  Telegram cannot be reached", "-> see that this machine reaches the internet"}},
		{"a webhook that was left behind", func(n *neighbourhood) { n.telegram.Hook(elsewhere, "") }, false,
			[]string{"look   a webhook is set on the bot, though TELEGRAM_WEBHOOK_SECRET is empty", "-> where it is an old one, start Omzien"}},
		{"messages that nobody fetched", func(n *neighbourhood) { n.telegram.Person(1).Start("") }, false,
			[]string{"look   1 message at Telegram not fetched yet", "-> see that Omzien runs"}},
		{"no webhook yet", func(n *neighbourhood) { n.webhooked() }, false,
			[]string{"look   the webhook is not set at Telegram yet", "-> start Omzien"}},
		{"a webhook to another address", func(n *neighbourhood) { n.webhooked(); n.telegram.Hook(elsewhere, "") }, true,
			[]string{"wrong  Telegram brings what people write to another address", "-> start Omzien: it sets the webhook anew"}},
		{"a webhook that fails", func(n *neighbourhood) { n.webhooked(); n.fail() }, true,
			[]string{"wrong  Telegram cannot bring messages to OMZIEN_PUBLIC_URL (connection)", "-> see that Omzien runs"}},

		{"a token of Slack that is not right", func(n *neighbourhood) { n.env["SLACK_BOT_TOKEN"] = "xoxb-een-ander" }, true,
			[]string{"wrong  Slack does not take the bot token (invalid_auth)", "Install App -> Install, or Reinstall"}},
		{"an app that was uninstalled", func(n *neighbourhood) { n.slack.Uninstall() }, true,
			[]string{"wrong  Slack does not take the bot token (account_inactive)", "Install App"}},
		{"Slack out of reach", func(n *neighbourhood) { n.slack.Fail("closed") }, true,
			[]string{"wrong  Slack: Slack cannot be reached", "-> see that this machine reaches the internet"}},
		{"Slack in trouble", func(n *neighbourhood) { n.slack.Fail("broken") }, true,
			[]string{"wrong  Slack: auth.test", "https://status.slack.com"}},
		{"too many questions", func(n *neighbourhood) { n.slack.Limit(1, 9*time.Second) }, false,
			[]string{"look   Slack: Slack wants no question for 9 seconds", "-> ask the doctor again after that"}},
		{"a scope that is missing", func(n *neighbourhood) { n.slack.DropScope("groups:history") }, true,
			[]string{"wrong  the Slack app may not do all that it must: it lacks groups:history", "OAuth & Permissions -> Scopes -> Bot Token Scopes -> Add an OAuth Scope: groups:history", "Reinstall"}},
		{"the scope to look at channels", func(n *neighbourhood) { n.slack.DropScope("groups:read") }, true,
			[]string{"wrong  we may not look at the channel C0DESK", "Add an OAuth Scope: groups:read"}},
		{"an app token that is not right", func(n *neighbourhood) { n.env["SLACK_APP_TOKEN"] = "xapp-een-ander" }, true,
			[]string{"wrong  Slack does not take the app token (invalid_auth)", "Basic Information -> App-Level Tokens", "connections:write"}},
		{"an app token without its scope", func(n *neighbourhood) { n.slack.Refuse("apps.connections.open", "missing_scope") }, true,
			[]string{"wrong  the app token may not open Socket Mode", "connections:write"}},
		{"two ways to hear", func(n *neighbourhood) { n.env["SLACK_SIGNING_SECRET"] = n.slack.SigningSecret() }, false,
			[]string{"look   SLACK_SIGNING_SECRET is not used", "-> leave one of the two empty"}},
		{"a channel without us", func(n *neighbourhood) { n.desk.RemoveApp() }, true,
			[]string{"wrong  Slack shows us no channel C0DESK (of jongerenwerk, wijkteam, familieteam, opbouwwerk)", "-> write /invite @", "SLACK_CHANNEL"}},
		{"a channel that does not exist", func(n *neighbourhood) { n.env["SLACK_CHANNEL"] = "C0NERGENS" }, true,
			[]string{"wrong  Slack shows us no channel C0NERGENS", "at the bottom of About"}},
		{"a channel of the playbook", func(n *neighbourhood) {
			n.env["OMZIEN_PLAYBOOK"] = playbook(n.t, "organisation.yaml", "label: het wijkteam", "label: het wijkteam\n    channel: C0WIJK")
		}, true, []string{"ok     the channel #jongerenwerk (of jongerenwerk, familieteam, opbouwwerk) is private", "wrong  Slack shows us no channel C0WIJK (of wijkteam)", "put the right one in organisation.yaml"}},
		{"a channel's name in the playbook", func(n *neighbourhood) {
			n.env["OMZIEN_PLAYBOOK"] = playbook(n.t, "organisation.yaml", "label: het wijkteam", "label: het wijkteam\n    channel: wijkteam")
		}, true, []string{"wrong  organisation.yaml is not right", "-> the channel of the team wijkteam is no channel's id: write it as in C0123456789"}},
		{"no channel at all", func(n *neighbourhood) { n.env["SLACK_CHANNEL"] = "" }, true,
			[]string{"wrong  SLACK_CHANNEL is not right", "-> Slack is on, and no team has a channel: write the id"}},
		{"a channel that is archived", func(n *neighbourhood) { n.desk.Archive() }, true,
			[]string{"wrong  the channel #jongerenwerk (of jongerenwerk, wijkteam, familieteam, opbouwwerk) is archived", "Settings -> Unarchive"}},
		{"a public channel", func(n *neighbourhood) { n.desk.Public() }, true,
			[]string{"wrong  the channel #jongerenwerk (of jongerenwerk, wijkteam, familieteam, opbouwwerk) is public", "Change to a private channel"}},
		{"a public channel without us", func(n *neighbourhood) { n.desk.Public(); n.desk.RemoveApp() }, true,
			[]string{"does not have us in it", "-> write /invite @"}},
		{"a channel where we may not post", func(n *neighbourhood) { n.post = true; n.slack.Refuse("chat.postMessage", "restricted_action") }, true,
			[]string{"Slack does not let us post (restricted_action)", "Posting permissions"}},
		{"a drill that cannot be deleted", func(n *neighbourhood) { n.post = true; n.slack.Refuse("chat.delete", "cant_delete_message") }, true,
			[]string{"wrong  a drill in the channel #jongerenwerk", "cant_delete_message", "Where the drill still stands there, it may be deleted"}},

		{"a password of the mail server that is not right", func(n *neighbourhood) { n.env["SMTP_URL"] = strings.Replace(n.mail.url, mailPassword, "geheimpje", 1) }, true,
			[]string{"wrong  alarms cannot be mailed: try the mail server: sign in at the mail server: it answered 535 5.7.8", "-> see that SMTP_URL has the server, port, name and password"}},
		{"a mail server that is not there", func(n *neighbourhood) { n.env["SMTP_URL"] = "smtp://127.0.0.1:1" }, true,
			[]string{"wrong  alarms cannot be mailed: try the mail server", "-> see that SMTP_URL"}},
		{"a mail that is refused", func(n *neighbourhood) {
			n.post = true
			n.mail.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: alarmAddress + " is unknown"}
		}, true, []string{"wrong  address 1 of ALARM_EMAIL gets no mail from us: send a mail: name the recipient: it answered 550 5.1.1", "-> write the right address there"}},
		{"a mail that is refused for now", func(n *neighbourhood) {
			n.post = true
			n.mail.refuse = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: alarmAddress + " later"}
		}, true, []string{"wrong  address 1 of ALARM_EMAIL: send a mail", "-> ask the doctor again"}},
		{"an address that is none", func(n *neighbourhood) { n.env["ALARM_EMAIL"] = "achterwacht" }, true,
			[]string{"wrong  ALARM_EMAIL is not right", "write them as in"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := newNeighbourhood(t)
			tt.spoil(n)
			out := n.says(tt.fails, tt.want...)
			for _, secret := range secrets {
				if strings.Contains(out, secret) {
					t.Errorf("%q stands in\n%s", secret, out)
				}
			}
			for line := range strings.Lines(out) {
				if strings.HasPrefix(line, "wrong") && !strings.Contains(out, line+"       -> ") {
					t.Errorf("no remedy for %q", line)
				}
			}
		})
	}
}

// fail lets Telegram try the webhook, where nobody listens.
func (n *neighbourhood) fail() {
	n.telegram.Hook(ourWebhook, "geheim-van-de-webhook")
	n.telegram.Person(1).Start("")
	tried := func() bool {
		var out strings.Builder
		err := doctor(context.Background(), &out, n.getenv, nil, today, false)
		return errors.Is(err, errShown) && strings.Contains(out.String(), "cannot bring messages")
	}
	if !n.telegram.Until(n.t.Context(), tried) {
		n.t.Fatal("the webhook was never tried")
	}
}

// Whoever is sent to a section of the README finds it there.
func TestDoctorSendsPeopleToSectionsThatExist(t *testing.T) {
	var sent []string
	for _, f := range append(lookAtTelegram(t.Context(), Config{}), lookAtSlack(t.Context(), Config{}, nil, false)...) {
		if rest, ok := strings.CutPrefix(f.remedy, "README.md, "); ok {
			heading, _, _ := strings.Cut(rest, ".")
			sent = append(sent, heading)
			if sections(t)[heading] == "" {
				t.Errorf("the README has no section %q", heading)
			}
		}
	}
	if len(sent) != 2 {
		t.Errorf("sent to %q", sent)
	}
}
