package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	netmail "net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"omzien/adapters/adaptertest"
	"omzien/adapters/adaptertest/ports"
	"omzien/bot/chat"
)

const (
	host     = "post.example.nl"
	name     = "omzien@example.nl"
	password = "geheim:9d/2@f"
	// encoded is the password as a URL wants it.
	encoded = "geheim%3A9d%2F2%40f"
)

// office is a true SMTP server, that can fail in every way SMTP knows.
type office struct {
	t       testing.TB
	addr    string
	tls     *tls.Config
	roots   *x509.CertPool
	plain   bool // takes sign-ins without TLS
	wrapped bool // TLS from the first byte

	mu      sync.Mutex
	server  *smtp.Server
	failure adaptertest.Failure
	refuse  refusals
	seen    func(adaptertest.Posted)
	got     []delivery
	login   bool // offers LOGIN only
}

// refusals are answers to the steps of a conversation; nil: takes it.
type refusals struct{ auth, mail, rcpt, data *smtp.SMTPError }

// delivery is one mail that was taken.
type delivery struct {
	from, to string
	raw      []byte
	secured  bool
	user     string
	utf8     bool // SMTPUTF8 was asked for
}

func newOffice(t testing.TB, how ...func(*office)) *office {
	o := &office{t: t, failure: adaptertest.Fine, seen: func(adaptertest.Posted) {}}
	o.tls, o.roots = certificate(t, host)
	for _, f := range how {
		f(o)
	}
	o.start()
	t.Cleanup(o.stop)
	return o
}

func (o *office) start() {
	l := ports.Listen(o.t, o.addr)
	o.addr = l.Addr().String()
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &visit{o: o, conn: c}, nil
	}))
	s.Domain, s.TLSConfig, s.AllowInsecureAuth = host, o.tls, o.plain
	s.EnableSMTPUTF8 = true
	s.ErrorLog = log.New(io.Discard, "", 0)
	if o.wrapped {
		l = tls.NewListener(l, o.tls)
	}
	o.server = s
	go s.Serve(l)
	// Served before it is used, so that closing it closes the listener.
	conn, err := net.Dial("tcp", o.addr)
	if err == nil {
		conn.Close()
	}
}

func (o *office) stop() {
	if o.server != nil {
		o.server.Close()
		o.server = nil
	}
}

// mails gives what was taken.
func (o *office) mails() []delivery {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.got
}

// adapter makes an adapter that finds the office under its public name.
func (o *office) adapter(t testing.TB, url string, c Config) *Adapter {
	t.Helper()
	c.URL, c.Roots = url, o.roots
	c.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, o.addr)
	}
	a, err := New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return a
}

func (o *office) Address(n int) chat.Address {
	return chat.Address{Adapter: Name, Chat: fmt.Sprintf("achterwacht-%d@team.example.nl", n)}
}

// Fail knows no Busy: SMTP has no word for how long to wait. What is done then
// is tested by itself.
func (o *office) Fail(f adaptertest.Failure) bool {
	var refuse refusals
	switch f {
	case adaptertest.Busy:
		o.Fail(adaptertest.Fine)
		return false
	case adaptertest.Blocked:
		refuse.rcpt = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<achterwacht-0@team.example.nl>: no such mailbox"}
	case adaptertest.Rejecting:
		refuse.data = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "not this: kanarie-9c1e"}
	}
	o.mu.Lock()
	o.failure, o.refuse = f, refuse
	o.mu.Unlock()
	if f == adaptertest.Closed {
		o.stop()
	} else if o.server == nil {
		o.start()
	}
	return true
}

func (o *office) Watch(seen func(adaptertest.Posted)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = seen
}

// visit is one conversation.
type visit struct {
	o    *office
	conn *smtp.Conn
	d    delivery
}

func (v *visit) answer(e *smtp.SMTPError) error {
	if e == nil {
		return nil
	}
	return e
}

func (v *visit) AuthMechanisms() []string {
	if v.o.login {
		return []string{sasl.Login, "XOAUTH2"}
	}
	return []string{sasl.Login, sasl.Plain}
}

func (v *visit) Auth(way string) (sasl.Server, error) {
	check := func(_, user, pass string) error {
		v.o.mu.Lock()
		defer v.o.mu.Unlock()
		if v.o.refuse.auth != nil {
			return v.o.refuse.auth
		}
		if user != name || pass != password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: user + ", that is not your password: " + pass}
		}
		v.d.user = user
		return nil
	}
	switch {
	case way == sasl.Plain && !v.o.login:
		return sasl.NewPlainServer(check), nil
	case way == sasl.Login && v.o.login:
		return &login{check: check}, nil
	default:
		return nil, smtp.ErrAuthUnknownMechanism
	}
}

// login is the server's half of LOGIN: it asks for the name, then the password.
type login struct {
	check sasl.PlainAuthenticator
	said  []string
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	if response != nil {
		l.said = append(l.said, string(response))
	}
	switch len(l.said) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check("", l.said[0], l.said[1])
	}
}

func (v *visit) Mail(from string, opts *smtp.MailOptions) error {
	v.o.mu.Lock()
	defer v.o.mu.Unlock()
	v.d.from, v.d.utf8 = from, opts.UTF8
	return v.answer(v.o.refuse.mail)
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.o.mu.Lock()
	defer v.o.mu.Unlock()
	v.d.to = to
	return v.answer(v.o.refuse.rcpt)
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.d.raw = raw
	_, v.d.secured = v.conn.TLSConnectionState()
	read, err := open(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "cannot be read"}
	}
	v.o.mu.Lock()
	v.o.seen(adaptertest.Posted{Text: read.text})
	failure := v.o.failure
	if failure == adaptertest.Fine || failure == adaptertest.Half {
		v.o.got = append(v.o.got, v.d)
	}
	refused := v.o.refuse.data
	v.o.mu.Unlock()
	switch failure {
	case adaptertest.Silent:
		io.Copy(io.Discard, v.conn.Conn()) // until the other side hangs up
		return errors.New("nobody waits any more")
	case adaptertest.Dropped:
		v.conn.Conn().Close()
	case adaptertest.Broken:
		io.WriteString(v.conn.Conn(), "panic: runtime error\r\n")
		v.conn.Conn().Close()
	case adaptertest.Half:
		io.WriteString(v.conn.Conn(), "25")
		v.conn.Conn().Close()
	}
	return v.answer(refused)
}

func (v *visit) Reset() { v.d = delivery{user: v.d.user} }

func (v *visit) Logout() error { return nil }

// certificate makes one for a host, that nobody else has signed.
func certificate(t testing.TB, host string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(signed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}

// opened is a mail as its reader sees it.
type opened struct {
	netmail.Header
	subject, text string
}
