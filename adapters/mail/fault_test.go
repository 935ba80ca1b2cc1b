package mail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// secrets are what no error may carry.
var secrets = []string{password, encoded, name, "omzien%40", "achterwacht", "team.example.nl", "Blauwe", "127.0.0.1"}

// fails sends one message and wants an outcome, and words in the error.
func fails(t *testing.T, a *Adapter, want adapters.Outcome, after time.Duration, words string) {
	t.Helper()
	_, err := a.Send(t.Context(), chat.Message{ID: "m", Text: "Blauwe vos",
		To: chat.Address{Adapter: Name, Chat: "achterwacht@team.example.nl"}})
	told(t, err, want, after, words)
}

func told(t *testing.T, err error, want adapters.Outcome, after time.Duration, words string) {
	t.Helper()
	got, wait := adapters.Judge(err)
	if got != want || wait != after {
		t.Errorf("judged as %d after %v, want %d after %v: %v", got, wait, want, after, err)
	}
	if err == nil {
		return
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("the error says %q, want %q in it", err, words)
	}
	for _, secret := range secrets {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q carries %q", err, secret)
		}
	}
}

func TestEachAnswerGetsItsMark(t *testing.T) {
	says := func(code int, detail ...int) *smtp.SMTPError {
		e := &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode,
			Message: "<achterwacht@team.example.nl> zegt nee tegen omzien@example.nl, Blauwe"}
		if detail != nil {
			e.EnhancedCode = smtp.EnhancedCode(detail)
		}
		return e
	}
	for _, c := range []struct {
		name  string
		says  refusals
		want  adapters.Outcome
		after time.Duration
		words string
	}{
		{"no such mailbox", refusals{rcpt: says(550, 5, 1, 1)}, adapters.Unreachable, 0, "name the recipient: it answered 550 5.1.1"},
		{"recipient refused", refusals{rcpt: says(550, 5, 7, 1)}, adapters.Refused, 0, "550 5.7.1"},
		{"recipient refused in one number", refusals{rcpt: says(550)}, adapters.Refused, 0, "it answered 550"},
		{"mailbox moved", refusals{rcpt: says(551, 5, 1, 1)}, adapters.Refused, 0, "551"},
		{"sign in first", refusals{rcpt: says(530, 5, 7, 0)}, adapters.NoRoute, 0, "530 5.7.0"},
		{"mailbox full", refusals{rcpt: says(452, 4, 2, 2)}, adapters.NotYet, 0, "452 4.2.2"},
		{"greylisted", refusals{rcpt: says(451, 4, 7, 1)}, adapters.NotYet, 0, "451 4.7.1"},
		{"closing at the recipient", refusals{rcpt: says(421, 4, 3, 2)}, adapters.NotYet, time.Minute, "421"},
		{"sender refused", refusals{mail: says(553, 5, 7, 1)}, adapters.NoRoute, 0, "name ourselves as the sender: it answered 553"},
		{"too many mails", refusals{mail: says(450, 4, 7, 0)}, adapters.NotYet, time.Minute, "450"},
		{"text refused", refusals{data: says(554, 5, 7, 1)}, adapters.Refused, 0, "hand over the text: it answered 554"},
		{"text too long", refusals{data: says(552, 5, 3, 4)}, adapters.Refused, 0, "552 5.3.4"},
		{"disk full", refusals{data: says(452, 4, 3, 1)}, adapters.NotYet, time.Minute, "452"},
		{"sign-in refused", refusals{auth: says(535, 5, 7, 8)}, adapters.NoRoute, 0, "sign in at the mail server: it answered 535 5.7.8"},
		{"sign-in not now", refusals{auth: says(454, 4, 7, 0)}, adapters.NotYet, time.Minute, "454"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t)
			o.refuse = c.says
			a := o.adapter(t, public, Config{})
			o.failure = "refuses" // takes nothing
			fails(t, a, c.want, c.after, c.words)
			o.mu.Lock()
			o.refuse, o.failure = refusals{}, adaptertest.Fine
			o.mu.Unlock()
			fails(t, a, adapters.Arrived, 0, "")
		})
	}
}

func TestWrongPassword(t *testing.T) {
	o := newOffice(t)
	a := o.adapter(t, "smtp://omzien%40example.nl:geheim-fout@"+host, Config{})
	fails(t, a, adapters.NoRoute, 0, "sign in at the mail server: it answered 535 5.7.8")
	err := a.Check(t.Context())
	told(t, err, adapters.NoRoute, 0, "try the mail server: sign in at the mail server: it answered 535")
	if strings.Contains(err.Error(), "geheim") {
		t.Errorf("the error %q carries the password", err)
	}
}

func TestS4NothingIsSaidInTheClear(t *testing.T) {
	t.Run("no STARTTLS", func(t *testing.T) {
		o := newOffice(t, func(o *office) { o.tls, o.plain = nil, true })
		fails(t, o.adapter(t, public, Config{}), adapters.NoRoute, 0, "offers no STARTTLS")
		fails(t, o.adapter(t, "smtp://"+host+"?from=a@b.nl", Config{}), adapters.NoRoute, 0, "offers no STARTTLS")
		if len(o.mails()) != 0 {
			t.Error("a mail travelled in the clear")
		}
	})
	t.Run("this machine", func(t *testing.T) {
		o := newOffice(t, func(o *office) { o.tls, o.plain = nil, true })
		for _, here := range []string{"localhost", "127.0.0.1", "127.8.8.8", "[::1]"} {
			fails(t, o.adapter(t, "smtp://omzien%40example.nl:"+encoded+"@"+here, Config{}), adapters.Arrived, 0, "")
		}
	})
	t.Run("stranger's certificate", func(t *testing.T) {
		o := newOffice(t)
		_, o.roots = certificate(t, host)
		fails(t, o.adapter(t, public, Config{}), adapters.NoRoute, 0, "signed by nobody whom this machine trusts")
	})
	t.Run("another host's certificate", func(t *testing.T) {
		o := newOffice(t)
		fails(t, o.adapter(t, "smtp://"+strings.Replace(host, "post", "ander", 1), Config{}), adapters.NoRoute, 0, "its certificate is of another host")
	})
	t.Run("smtps", func(t *testing.T) {
		o := newOffice(t, func(o *office) { o.wrapped = true })
		fails(t, o.adapter(t, "smtps"+strings.TrimPrefix(public, "smtp"), Config{}), adapters.Arrived, 0, "")
		if !o.mails()[0].secured {
			t.Error("not by TLS")
		}
	})
	t.Run("smtps where there is no TLS", func(t *testing.T) {
		o := newOffice(t)
		fails(t, o.adapter(t, "smtps"+strings.TrimPrefix(public, "smtp"), Config{}), adapters.NoRoute, 0, "smtps:// is for port 465")
	})
}

// theatre is a server that answers from a script: by the first word of a
// command, "" for the greeting and "." for the text. "" as an answer hangs up.
func theatre(t *testing.T, script map[string]string) *Adapter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			play(conn, script)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	a, err := New(Config{URL: "smtp://" + l.Addr().String() + "?from=" + name})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// never is the answer that does not come.
const never = "..."

func play(conn net.Conn, script map[string]string) {
	in := bufio.NewScanner(conn)
	text := false
	for cue := ""; ; {
		answer, known := script[cue]
		switch {
		case known && answer == "":
			return
		case answer == never:
			io.Copy(io.Discard, conn)
			return
		case known:
			fmt.Fprint(conn, answer, "\r\n")
		case cue == "":
			fmt.Fprint(conn, "220 hallo\r\n")
		case cue == "DATA":
			fmt.Fprint(conn, "354 ga je gang\r\n")
		default:
			fmt.Fprint(conn, "250 goed\r\n")
		}
		text = cue == "DATA" && (!known || strings.HasPrefix(answer, "354"))
		for in.Scan() && text && in.Text() != "." {
		}
		if in.Err() != nil || in.Text() == "" {
			return
		}
		cue, _, _ = strings.Cut(in.Text(), " ")
	}
}

func TestEachBreakGetsItsMark(t *testing.T) {
	for _, c := range []struct {
		cue, answer string
		want        adapters.Outcome
		after       time.Duration
		words       string
	}{
		{"", "", adapters.NotYet, 0, "greet the mail server: it hung up"},
		{"", "554 wij nemen niets van 127.0.0.1", adapters.NoRoute, 0, "it answered 554"},
		{"", "421 te druk", adapters.NotYet, time.Minute, "it answered 421"},
		{"", "HTTP/1.1 400 Bad Request", adapters.NoRoute, 0, "what it answers is not SMTP"},
		{"EHLO", "", adapters.NotYet, 0, "it hung up"},
		{"MAIL", "", adapters.NotYet, 0, "it hung up"},
		{"RCPT", "", adapters.NotYet, 0, "it hung up"},
		{"RCPT", "wie?", adapters.NoRoute, 0, "not SMTP"},
		{"DATA", "", adapters.NotYet, 0, "it hung up"},
		{"DATA", "554 geen ontvangers", adapters.Refused, 0, "announce the text: it answered 554"},
		{"DATA", "451 nu niet", adapters.NotYet, time.Minute, "451"},
		{".", "", adapters.Unknown, 0, "hand over the text: it hung up"},
		{".", "354 ga door", adapters.Unknown, 0, "it answered 354"},
		{".", "goed hoor", adapters.Unknown, 0, "not SMTP"},
		{"QUIT", "", adapters.Arrived, 0, ""},
		{"QUIT", "500 blijf", adapters.Arrived, 0, ""},
	} {
		t.Run(c.cue+" "+c.answer, func(t *testing.T) {
			fails(t, theatre(t, map[string]string{c.cue: c.answer}), c.want, c.after, c.words)
		})
	}
}

func TestNobodyThere(t *testing.T) {
	o := newOffice(t)
	o.stop()
	fails(t, o.adapter(t, public, Config{}), adapters.NotYet, 0, "reach the mail server: connection refused")

	a := o.adapter(t, public, Config{})
	a.Dial = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	fails(t, a, adapters.NotYet, 0, "no host of that name is found")
}

func TestARecipientThatIsNone(t *testing.T) {
	o := newOffice(t)
	a := o.adapter(t, public, Config{})
	for _, to := range []string{"", "achterwacht", "a@b.nl, c@d.nl", "Noor <a@b.nl>", "a@b.nl>\r\nRCPT TO:<c@d.nl", "\"a\r\nb\"@c.nl", "<a@b.nl> SIZE=1"} {
		_, err := a.Send(t.Context(), chat.Message{ID: "m", To: chat.Address{Adapter: Name, Chat: to}, Text: "Blauwe vos"})
		told(t, err, adapters.Refused, 0, "the recipient is not an e-mail address")
	}
	if len(o.mails()) != 0 {
		t.Error("something was sent")
	}
}

// silent is a server that takes the line, and says nothing.
func silent(t *testing.T) (a *Adapter, taken chan net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	taken = make(chan net.Conn, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err == nil {
			taken <- conn
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	a, err = New(Config{URL: "smtps://" + l.Addr().String() + "?from=" + name})
	if err != nil {
		t.Fatal(err)
	}
	return a, taken
}

func TestTheCallerMayLoseItsPatienceAtAnyTime(t *testing.T) {
	a, taken := silent(t)
	ctx, stop := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- a.Check(ctx) }()
	conn := <-taken
	defer conn.Close()
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil { // it began to speak TLS
		t.Fatal(err)
	}
	stop()
	err := <-failed
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	told(t, err, adapters.NotYet, 0, "secure the line")
}

func TestNobodyWaitsForEverForAServer(t *testing.T) {
	for _, c := range []struct {
		cue   string
		want  adapters.Outcome
		takes time.Duration
		words string
	}{
		{"", adapters.NotYet, limit, "greet the mail server: context deadline exceeded"},
		{"RCPT", adapters.NotYet, limit, "name the recipient: context deadline exceeded"},
		{".", adapters.Unknown, limit, "hand over the text: context deadline exceeded"},
		{"QUIT", adapters.Arrived, politeness, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			a, err := New(Config{URL: "smtp://localhost?from=" + name})
			if err != nil {
				t.Fatal(err)
			}
			a.Dial = func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go play(theirs, map[string]string{c.cue: never})
				return ours, nil
			}
			began := time.Now()
			fails(t, a, c.want, 0, c.words)
			if took := time.Since(began); took != c.takes {
				t.Errorf("silent at %q: %v, want %v", c.cue, took, c.takes)
			}
		})
	}
}

func TestNothingStaysOpen(t *testing.T) {
	for _, r := range []refusals{{}, {rcpt: &smtp.SMTPError{Code: 550}}, {auth: &smtp.SMTPError{Code: 535}}, {data: &smtp.SMTPError{Code: 554}}} {
		o := newOffice(t)
		o.refuse = r
		a := o.adapter(t, public, Config{})
		dial, closed := a.Dial, make(chan struct{})
		a.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			return &watched{Conn: conn, closed: closed}, err
		}
		a.Send(t.Context(), chat.Message{ID: "m", To: o.Address(0), Text: "hoi"})
		select {
		case <-closed:
		default:
			t.Errorf("%+v: the line is still open", r)
		}
	}
}

// watched is a line of which it is known when it was closed.
type watched struct {
	net.Conn
	closed chan struct{}
	once   bool
}

func (w *watched) Close() error {
	if !w.once {
		w.once = true
		close(w.closed)
	}
	return w.Conn.Close()
}

func TestCheckSaysThatAllIsWell(t *testing.T) {
	o := newOffice(t)
	if err := o.adapter(t, public, Config{}).Check(t.Context()); err != nil {
		t.Error(err)
	}
	if len(o.mails()) != 0 {
		t.Error("a look sent a mail")
	}
}

func TestWaysToSignIn(t *testing.T) {
	o := newOffice(t, func(o *office) { o.login = true })
	fails(t, o.adapter(t, public, Config{}), adapters.Arrived, 0, "")
	if o.mails()[0].user != name {
		t.Error("not signed in")
	}
	fails(t, o.adapter(t, "smtp://u:fout@"+host+"?from=a@b.nl", Config{}), adapters.NoRoute, 0, "sign in at the mail server: it answered 535")

	// One that the theatre offers, and nobody knows.
	a := theatre(t, map[string]string{"EHLO": "250-hallo\r\n250 AUTH NTLM XOAUTH2"})
	a.server.name, a.server.password = name, password
	fails(t, a, adapters.NoRoute, 0, "no way to sign in that we know")
	a = theatre(t, nil) // offers none at all
	a.server.name, a.server.password = name, password
	fails(t, a, adapters.NoRoute, 0, "no way to sign in that we know")
}
