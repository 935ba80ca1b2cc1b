package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"omzien/adapters/slack"
	"omzien/adapters/telegram"
	"omzien/storage"
)

// cli is the command line: the subcommands, and what each takes.
type cli struct {
	Serve struct{} `cmd:"" default:"1" help:"Run Omzien. This is what happens without a command."`
	Demo  struct {
		Port int `placeholder:"8080" help:"The port of its page; without it, one that is free."`
	} `cmd:"" help:"See Omzien with made-up people, on one page: a phone beside the desk, and a clock. Keeps and sends nothing."`
	Check struct {
		Dir  string `arg:"" optional:"" help:"The playbook's folder; without it, the one of OMZIEN_PLAYBOOK, or the built-in one."`
		Live bool   `help:"Also tell at which steps somebody is now, and what becomes of them with this playbook. Needs the database and its key."`
		Taal string `placeholder:"nl" help:"The language to speak: nl or en; without it, that of the terminal."`
	} `cmd:"" help:"Read a playbook and show every mistake in it."`
	Init struct {
		Dir string `arg:"" help:"A folder that is new or empty."`
	} `cmd:"" help:"Copy the built-in playbook to a folder, to be changed."`
	Chat struct {
		Flow     string `arg:"" optional:"" help:"The flow's name; without it, the one that the chat page begins with."`
		Playbook string `placeholder:"DIR" help:"The playbook's folder; without it, the one of OMZIEN_PLAYBOOK, or the built-in one."`
		At       string `placeholder:"'2026-11-23 23:40'" help:"When it is, on the clock of Amsterdam; without it, now."`
	} `cmd:"" help:"Play a flow in the terminal, as the person and as the worker. Nothing is kept or sent."`
	Test struct {
		Dir    string `arg:"" optional:"" help:"The playbook's folder; without it, the one of OMZIEN_PLAYBOOK, or the built-in one."`
		Update bool   `help:"Write those that differ anew, as the talks go now."`
	} `cmd:"" help:"Play a playbook's transcripts and show where a talk goes otherwise."`
	Graph struct {
		Flow     string `arg:"" optional:"" help:"The flow's name; without it, all flows."`
		Playbook string `placeholder:"DIR" help:"The playbook's folder; without it, the one of OMZIEN_PLAYBOOK, or the built-in one."`
		HTML     string `name:"html" placeholder:"FILE" help:"Draw on a page in this file, which opens without a network. Without it, Mermaid text is printed."`
	} `cmd:"" help:"Draw a flow: what leads to what."`
	Schema struct {
		Kind string `arg:"" optional:"" help:"flow, organisation or numbers; without it, how to use them."`
	} `cmd:"" help:"Print the JSON Schema of a playbook's files, for an editor."`
	Translate struct {
		Args []string `arg:"" optional:"" name:"dir-and-languages" help:"The playbook's folder (without it, the one of OMZIEN_PLAYBOOK), and tags of languages; without these, those that it has."`
		translating
	} `cmd:"" help:"Write and merge a playbook's translations (locales/<language>/*.po)."`
	Doctor struct {
		Post bool `help:"Also post a drill (OEFENING) in each Slack channel, deleted at once, and mail one to ALARM_EMAIL."`
	} `cmd:"" help:"Look at configuration, key, database, playbook, address, Telegram, Slack and mail, and say what to mend."`
}

// Config is how this instance was set up. Every field has been checked.
type Config struct {
	Database  string         // DATABASE_URL; "": SQLite in omzien.db
	Listen    string         // host:port
	PublicURL string         // scheme and host, without a slash at its end; "": where we listen
	Playbook  string         // folder; "": the built-in one
	KeyFile   string         // "": omzien.key beside the SQLite file
	Log       slog.Level     // what is worth a line
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed
	ExitURL   string         // where a person goes who leaves in a hurry; "": the page's own choice

	Telegram struct{ Token, URL, Secret string }                           // without a token: off
	Slack    struct{ Token, AppToken, SigningSecret, URL, Channel string } // without a token: off
	Mail     struct{ URL, To string }                                      // the second route for alarms; without an URL: off
}

// variable is one environment variable. It stands here once; .env.example shows
// the same, and a test compares them.
type variable struct {
	name, def string
	about     string // for .env.example, in lines
	set       func(c *Config, value string) error
}

func variables() []variable {
	return []variable{
		{"DATABASE_URL", "", `
Where everything is kept. Empty: SQLite in omzien.db, in the folder where Omzien
was started. sqlite:FILE puts it elsewhere. postgres://name:password@host/base
is PostgreSQL; one on another machine needs ?sslmode=verify-full.`,
			func(c *Config, v string) error {
				c.Database = v
				_, _, err := storage.Kind(v)
				if err != nil { // says DATABASE_URL itself, and must not show the password
					return fmt.Errorf("%w: leave it empty for SQLite, or write sqlite:FILE or postgres://name:password@host:5432/database", storage.ErrScheme)
				}
				return nil
			}},
		{"OMZIEN_LISTEN", "127.0.0.1:8080", `
The address and port on which Omzien waits for browsers. :8080 is every address
of this machine.`,
			func(c *Config, v string) error { c.Listen = v; return checkListen(v) }},
		{"OMZIEN_PUBLIC_URL", "", `
The address that people see, as in https://chat.example.nl. Empty: the one of
OMZIEN_LISTEN. Elsewhere than on this machine it must be https.`,
			func(c *Config, v string) (err error) { c.PublicURL, err = readPublicURL(v); return err }},
		{"OMZIEN_PLAYBOOK", "", `
The folder with your organisation's talks, teams and help numbers. Empty: the
built-in example.`,
			func(c *Config, v string) error { c.Playbook = v; return nil }},
		{"OMZIEN_KEY_FILE", "", `
The key without which nothing in the database can be read. Empty: omzien.key
beside the SQLite file, made on the first start. PostgreSQL needs one by name.
Keep a copy of it, and not with the copies of the database.`,
			func(c *Config, v string) error { c.KeyFile = v; return nil }},
		{"OMZIEN_LOG", "info", `
What is worth a line in the log: debug, info, warn or error. No level shows what
people write.`,
			func(c *Config, v string) error { return readLevel(&c.Log, v) }},
		{"OMZIEN_PROXIES", "", `
The reverse proxies in front of Omzien, as addresses or networks with commas
between them: 127.0.0.1, 10.0.0.0/8. Only their X-Forwarded-For is believed.`,
			func(c *Config, v string) (err error) { c.Proxies, err = readProxies(v); return err }},
		{"OMZIEN_EXIT_URL", "", `
Where "Sluit deze website meteen" leads. Empty: https://www.wikipedia.org/.`,
			func(c *Config, v string) error { c.ExitURL = v; return checkExit(v) }},
		{"TELEGRAM_BOT_TOKEN", "", `
The bot's token, from BotFather on Telegram. Empty: nobody writes on Telegram.`,
			func(c *Config, v string) error { c.Telegram.Token = v; return checkTelegramToken(v) }},
		{"TELEGRAM_WEBHOOK_SECRET", "", `
Empty: Omzien asks Telegram for messages, and needs no address of its own. A
secret (A-Z, a-z, 0-9, _ and -): Telegram brings them to /telegram/webhook below
OMZIEN_PUBLIC_URL, and proves with the secret that it is Telegram.`,
			func(c *Config, v string) error { c.Telegram.Secret = v; return checkWebhookSecret(v) }},
		{"TELEGRAM_API_URL", telegram.API, `
Where Telegram is called.`,
			func(c *Config, v string) error { c.Telegram.URL = v; return checkAPI(v, telegram.API) }},
		{"SLACK_BOT_TOKEN", "", `
The token (xoxb-...) of your organisation's own Slack app; the README says how to
make one in ten minutes. Empty: workers answer at /desk only.`,
			func(c *Config, v string) error { c.Slack.Token = v; return checkSlackToken(v, "xoxb-", "bot") }},
		{"SLACK_APP_TOKEN", "", `
The app-level token (xapp-...) with connections:write: Slack is heard over Socket
Mode, and no address of our own is needed.`,
			func(c *Config, v string) error { c.Slack.AppToken = v; return checkSlackToken(v, "xapp-", "app-level") }},
		{"SLACK_SIGNING_SECRET", "", `
Instead of the app token: Slack brings what happens to /slack/events and
/slack/interactivity below OMZIEN_PUBLIC_URL, signed with this secret.`,
			func(c *Config, v string) error { c.Slack.SigningSecret = v; return checkSigningSecret(v) }},
		{"SLACK_CHANNEL", "", `
The id (C...) of the private channel where the team answers. A team may name one
of its own in organisation.yaml (channel).`,
			func(c *Config, v string) error { c.Slack.Channel = v; return checkChannel(v) }},
		{"SLACK_API_URL", slack.API, `
Where Slack is called.`,
			func(c *Config, v string) error { c.Slack.URL = v; return checkAPI(v, slack.API) }},
		{"SMTP_URL", "", `
The mail server for alarms that must not wait until somebody looks:
smtp://name:password@mail.example.nl:587?from=omzien@example.nl, or smtps://
with 465. Empty: no second route.`,
			func(c *Config, v string) error { c.Mail.URL = v; return checkSMTP(v) }},
		{"ALARM_EMAIL", "", `
Who gets them: addresses with commas between them.`,
			func(c *Config, v string) error { c.Mail.To = v; return checkMails(v) }},
	}
}

// readConfig reads every variable, trimmed; an empty one has its default. The
// error names all that is wrong, a line each, with the remedy.
func readConfig(getenv func(string) string) (Config, error) {
	var c Config
	var wrong []error
	for _, v := range variables() {
		value := strings.TrimSpace(getenv(v.name))
		if value == "" {
			value = v.def
		}
		if err := v.set(&c, value); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", v.name, err))
		}
	}
	if kind, _, err := storage.Kind(c.Database); err == nil && kind == storage.Postgres && c.KeyFile == "" {
		wrong = append(wrong, errors.New("OMZIEN_KEY_FILE: PostgreSQL needs one: make it with (umask 077; head -c 32 /dev/urandom | base64 >omzien.key), keep a copy, and name it here"))
	}
	wrong = append(wrong, c.together()...)
	return c, errors.Join(wrong...)
}

func checkListen(v string) error {
	_, port, err := net.SplitHostPort(v)
	if n, e := strconv.Atoi(port); err != nil || e != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is no address with a port: write it as in 127.0.0.1:8080", v)
	}
	return nil
}

func readPublicURL(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil || u.Fragment != "" {
		return "", errors.New("is not the address of a site: write scheme and name only, as in https://chat.example.nl")
	}
	return u.Scheme + "://" + u.Host, nil
}

func readLevel(level *slog.Level, v string) error {
	for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(v, l.String()) {
			*level = l
			return nil
		}
	}
	return fmt.Errorf("%q is no level: write debug, info, warn or error", v)
}

func readProxies(v string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for part := range strings.FieldsFuncSeq(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(part)
		if addr, e := netip.ParseAddr(part); err != nil && e == nil {
			prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no network: write addresses or networks, as in 127.0.0.1, 10.0.0.0/8", part)
		}
		all = append(all, prefix.Masked())
	}
	return all, nil
}

func checkExit(v string) error {
	if v == "" {
		return nil
	}
	if u, err := url.Parse(v); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("is not the address of a page: write it in full, as in https://www.wikipedia.org/")
	}
	return nil
}

// storage is what the database needs to know.
func (c Config) storage() storage.Config {
	return storage.Config{URL: c.Database, KeyFile: c.KeyFile}
}

func (c Config) logLevel() slog.Level { return c.Log }

// publicURL is the address that people see, without a slash at its end.
func (c Config) publicURL() string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if ip, e := netip.ParseAddr(host); err == nil && (host == "" || e == nil && ip.IsUnspecified()) {
		return "http://" + net.JoinHostPort("localhost", port)
	}
	return "http://" + c.Listen
}

// databaseName is the database in words that show no password.
func (c Config) databaseName() string {
	kind, path, _ := storage.Kind(c.Database)
	if kind == storage.SQLite {
		return path + " (SQLite)"
	}
	return "PostgreSQL"
}

// switchedOff lists what this instance does without, and the variable that
// changes it.
func (c Config) switchedOff() []string {
	var off []string
	note := func(is bool, what, variable string) {
		if is {
			off = append(off, fmt.Sprintf("%-52s %s", what, variable))
		}
	}
	kind, _, _ := storage.Kind(c.Database)
	note(kind == storage.SQLite, "several instances beside each other (PostgreSQL)", "DATABASE_URL")
	note(c.Playbook == "", "your own talks and teams (the example speaks)", "OMZIEN_PLAYBOOK")
	note(c.PublicURL == "", "an address for people elsewhere", "OMZIEN_PUBLIC_URL")
	note(c.Telegram.Token == "", "Telegram, for people", "TELEGRAM_BOT_TOKEN")
	note(c.Slack.Token == "", "Slack, for the team", "SLACK_BOT_TOKEN")
	note(c.Mail.URL == "", "alarms by e-mail, when nobody looks", "SMTP_URL")
	return off
}
