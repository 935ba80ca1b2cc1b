package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// call is one conversation with the mail server.
type call struct {
	*smtp.Client
	ctx     context.Context // of this call; when it ends the line is cut
	hangUp  func()
	beyond  bool // the message is on its way: QUIT now would end it in the middle
	goodbye bool // the server listens, and wants to be told that we go
}

// politeness is how long the server may take to answer a QUIT.
const politeness = 2 * time.Second

var (
	errNoTLS  = errors.New("the server offers no STARTTLS, so a password and a message would travel in the clear")
	errNoAuth = errors.New("the server offers no way to sign in that we know (PLAIN, LOGIN)")
	errUTF8   = errors.New("the server takes no address with such letters")
)

// open connects, greets, secures the line and signs in. Its error has its mark.
func (a *Adapter) open(ctx context.Context) (*call, error) {
	s := a.server
	conn, err := a.Dial(ctx, "tcp", net.JoinHostPort(s.host, s.port))
	if err != nil {
		return nil, judge(ctx, dialling, err)
	}
	// The line is cut when ctx ends, whatever waits on it; no deadline of the
	// client's own is needed.
	unwatch := context.AfterFunc(ctx, func() { conn.Close() })
	c := &call{ctx: ctx, hangUp: func() { unwatch(); conn.Close() }}
	if err := c.begin(conn, s, &tls.Config{ServerName: s.host, RootCAs: a.Roots, MinVersion: tls.VersionTLS12}); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// begin is all of a conversation that comes before a message.
func (c *call) begin(conn net.Conn, s server, secret *tls.Config) error {
	if s.wrapped {
		wrapped := tls.Client(conn, secret)
		if err := wrapped.HandshakeContext(c.ctx); err != nil {
			return judge(c.ctx, securing, err)
		}
		conn = wrapped
	}
	client, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return judge(c.ctx, greeting, err)
	}
	c.Client = client
	if err := c.Hello(s.domain()); err != nil {
		return c.fails(greeting, err)
	}
	c.goodbye = true
	if !s.wrapped && !s.local {
		if offered, _ := c.Extension("STARTTLS"); !offered {
			return c.fails(securing, errNoTLS)
		}
		if err := c.StartTLS(secret); err != nil {
			return c.fails(securing, err)
		}
	}
	if s.name == "" {
		return nil
	}
	_, offered := c.Extension("AUTH")
	auth := s.signIn(offered)
	if auth == nil {
		return c.fails(signing, errNoAuth)
	}
	if err := c.Auth(auth); err != nil {
		c.goodbye = false // said already
		return c.fails(signing, err)
	}
	return nil
}

// signIn chooses how to prove who we are from what the server offers; nil: no
// way that we know. By then the line is secure, or does not leave the machine.
func (s server) signIn(offered string) smtp.Auth {
	can := map[string]bool{}
	for _, way := range strings.Fields(strings.ToUpper(offered)) {
		can[way] = true
	}
	switch {
	case can["PLAIN"]:
		return smtp.PlainAuth("", s.name, s.password, s.host, s.local)
	case can["LOGIN"]:
		return smtp.LoginAuth(s.name, s.password, s.host, s.local)
	default:
		return nil
	}
}

// hand gives the letter to the server. A nil error means that it has it.
func (c *call) hand(l letter) error {
	wide := strings.ContainsFunc(l.from+l.to, func(r rune) bool { return r >= 0x80 })
	if offered, _ := c.Extension("SMTPUTF8"); wide && !offered {
		return c.fails(recipient, errUTF8)
	}
	// Asked for where it is not needed, the next server on the way might refuse.
	c.SkipSMTPUTF8(!wide)
	if err := c.Mail(l.from); err != nil {
		return c.fails(sender, err)
	}
	if err := c.Rcpt(l.to); err != nil {
		return c.fails(recipient, err)
	}
	w, err := c.Data()
	if err != nil {
		return c.fails(announcing, err)
	}
	c.beyond = true
	if _, err := w.Write(l.bytes); err != nil {
		return c.fails(handing, err)
	}
	if err := w.Close(); err != nil {
		return c.fails(handing, err)
	}
	c.beyond = false
	return nil
}

// fails judges an error. After an answer the server still listens; after
// anything else there is nobody to say goodbye to.
func (c *call) fails(at step, err error) error {
	if _, answered := codeOf(err); answered {
		c.beyond = false
	} else if !errors.Is(err, errNoTLS) && !errors.Is(err, errNoAuth) && !errors.Is(err, errUTF8) {
		c.goodbye = false
	}
	return judge(c.ctx, at, err)
}

// close says goodbye where that is fitting, and hangs up. Whether the server
// answers changes nothing about what it took.
func (c *call) close() {
	if c.goodbye && !c.beyond && c.UpdateDeadline(politeness) == nil {
		_ = c.Quit() // see above
	}
	c.hangUp()
}
