// Package mail is the second route: e-mail that says what must not wait for
// Slack or Telegram to deliver again. It only sends; nothing comes in by it.
//
// One message is one conversation with one mail server, which the organisation
// names. That server takes the message or says why not; what becomes of it
// afterwards, a full mailbox or a spam filter, is not seen here.
package mail

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses. Address.Chat is an e-mail address.
const Name = "mail"

// Config is what the adapter needs of elsewhere. URL is required.
type Config struct {
	// URL names the mail server, and who we are there:
	//
	//	smtp://name:password@mail.example.nl:587?from=omzien@example.nl
	//	smtps://name:password@mail.example.nl:465
	//
	// smtp begins in the clear and must turn to TLS (STARTTLS) before anything
	// else is said, unless the host is this machine. smtps is TLS from the first
	// byte. Without a port it is 587 or 465; without a name there is no sign-in.
	// Without from it is the name, where that is an address, else omzien@host.
	// Characters that mean something in a URL are written as %40.
	URL string

	Log *slog.Logger     // nil: silent
	Now func() time.Time // nil: time.Now

	Roots *x509.CertPool // who may sign the server's certificate; nil: whom this machine trusts
	// Dial reaches the server; nil: over the network.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Adapter sends e-mail. It implements adapters.Sender.
type Adapter struct {
	Config
	server server
}

var _ adapters.Sender = (*Adapter)(nil)

// limit is how long one conversation may take, from the first packet on.
const limit = 30 * time.Second

// New reads the configuration. Its error says what is not right about the URL,
// and repeats nothing of it.
func New(c Config) (*Adapter, error) {
	s, err := readURL(c.URL)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	return &Adapter{c, s}, nil
}

// Name is "mail".
func (a *Adapter) Name() string { return Name }

// Limits: a text of any length, and nothing to press. We can always speak first.
// Servers that look for spam take long to say that they have a letter.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{Initiates: true, Patience: limit}
}

// Run waits until ctx ends: nothing comes in by mail.
func (a *Adapter) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}

// Send hands m to the mail server, in one conversation of at most 30 seconds.
// Sent again, it has the same Message-ID, by which many readers show it once.
// The receipt's ID is that Message-ID, without its brackets.
func (a *Adapter) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	now := a.Now()
	l, err := write(m, a.server.from, now)
	if err != nil {
		return chat.Receipt{}, adapters.Permanent(fmt.Errorf("write a mail: %w", err))
	}
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	c, err := a.open(ctx)
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("send a mail: %w", err)
	}
	defer c.close()
	if err := c.hand(l); err != nil {
		return chat.Receipt{}, fmt.Errorf("send a mail: %w", err)
	}
	a.Log.Debug("the mail server took a mail", "class", m.Class)
	return chat.Receipt{ID: l.id, At: now}, nil
}

// Check finds out whether the mail server would take mail from us: it connects,
// secures the connection, signs in and says goodbye. The error is in words, for
// whoever runs Omzien.
func (a *Adapter) Check(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	c, err := a.open(ctx)
	if err != nil {
		return fmt.Errorf("try the mail server: %w", err)
	}
	c.close()
	return nil
}
