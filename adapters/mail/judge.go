package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"time"

	"omzien/adapters"
)

// step is what a conversation was at when it failed, in words for whoever runs
// Omzien.
type step string

const (
	dialling   step = "reach the mail server"
	securing   step = "secure the line to the mail server"
	greeting   step = "greet the mail server"
	signing    step = "sign in at the mail server"
	sender     step = "name ourselves as the sender"
	recipient  step = "name the recipient"
	announcing step = "announce the text"
	handing    step = "hand over the text"
)

// pause is how long a server is left alone that cannot take mail now. SMTP has
// no word for how long it would like.
const pause = time.Minute

// judge gives an error its mark: what is known about the message. What the
// server said is not repeated but for its numbers; it likes to quote addresses.
//
//	                     4xx          5xx                      the line broke
//	before the sender    RetryAfter   RouteClosed              Unwritten
//	the sender           RetryAfter   RouteClosed              Unwritten
//	the recipient        Unwritten    Permanent, 5.1.1: Gone   Unwritten
//	announcing           RetryAfter   Permanent                Unwritten
//	handing over         RetryAfter   Permanent                Uncertain
//
// A 4xx about one recipient (a full mailbox, greylisting) must not keep the
// others waiting, so it is no RetryAfter. What is wrong with TLS, with what the
// server offers, or with its being a mail server at all, is RouteClosed.
func judge(ctx context.Context, at step, err error) error {
	told := fmt.Errorf("%s: %w", at, inWords(ctx, err))
	code, answered := codeOf(err)
	switch {
	case at == handing && code < 400:
		return adapters.Uncertain(told)
	case answered && code >= 400 && code < 500:
		if at == recipient && code != 421 { // 421: the server is closing, whatever was asked
			return adapters.Unwritten(told)
		}
		return adapters.RetryAfter(pause, told)
	case at == recipient && gone(err):
		return adapters.Gone(told)
	case at == recipient && code == 530: // sign in first
		return adapters.RouteClosed(told)
	case at == recipient && (answered || errors.Is(err, errUTF8)), (at == announcing || at == handing) && answered:
		return adapters.Permanent(told)
	case at == dialling, broke(ctx, err):
		return adapters.Unwritten(told)
	default:
		return adapters.RouteClosed(told)
	}
}

// codeOf is the number of the server's answer; false: it did not answer.
func codeOf(err error) (int, bool) {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return 0, false
	}
	return answer.Code, true
}

// gone tells whether the server knows no such mailbox.
func gone(err error) bool {
	var answer *textproto.Error
	return errors.As(err, &answer) && answer.Code == 550 && detail(answer.Msg) == "5.1.1"
}

// broke tells whether the line broke, rather than that something was wrong
// with what came over it.
func broke(ctx context.Context, err error) bool {
	var errno syscall.Errno
	return ctx.Err() != nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &errno)
}

// inWords says what went wrong in words of our own: no name, address or text
// that the error might carry.
func inWords(ctx context.Context, err error) error {
	var (
		answer   *textproto.Error
		nonsense textproto.ProtocolError
		errno    syscall.Errno
		unknown  *net.DNSError
		stranger x509.UnknownAuthorityError
		other    x509.HostnameError
		invalid  x509.CertificateInvalidError
		garbled  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &answer):
		return errors.New(strings.TrimSpace(fmt.Sprintf("it answered %d %s", answer.Code, detail(answer.Msg))))
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errNoTLS), errors.Is(err, errNoAuth), errors.Is(err, errUTF8):
		return err
	case errors.As(err, &stranger):
		return errors.New("its certificate is signed by nobody whom this machine trusts")
	case errors.As(err, &other):
		return errors.New("its certificate is of another host")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return errors.New("its certificate has run out, or the clock of this machine is wrong")
	case errors.As(err, &invalid):
		return errors.New("its certificate is not valid")
	case errors.As(err, &garbled):
		return errors.New("what it answers is not TLS; smtps:// is for port 465, smtp:// for 587")
	case errors.As(err, &nonsense):
		return errors.New("what it answers is not SMTP")
	case errors.As(err, &unknown):
		return errors.New("no host of that name is found")
	case errors.As(err, &errno):
		return errno
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return errors.New("it hung up")
	default:
		return errors.New("the two sides do not understand each other")
	}
}

// detail is the three-part number with which an answer begins, as in 5.1.1;
// empty where there is none.
func detail(answer string) string {
	word, _, _ := strings.Cut(answer, " ")
	if strings.Count(word, ".") == 2 && strings.Trim(word, "0123456789.") == "" && len(word) <= len("5.123.123") {
		return word
	}
	return ""
}
