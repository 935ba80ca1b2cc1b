package mail

import (
	"errors"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
)

// server is what a URL says: where it is, and who we are there.
type server struct {
	host, port     string
	wrapped        bool // TLS from the first byte
	local          bool // on this machine: what is said there nobody else hears
	name, password string
	from           netmail.Address
}

// domain is the part of our own address behind the @. The server is greeted
// with it, and our Message-IDs end in it.
func (s server) domain() string { return domain(s.from.Address) }

// What can be wrong with the URL. None repeats it: it holds a password, and a
// URL that cannot be read may hold it anywhere.
var (
	errURL      = errors.New("the URL cannot be read; it must be like smtp://name:password@mail.example.nl:587, with special characters in the name and password written as %40")
	errScheme   = errors.New("the URL must begin with smtp:// or smtps://")
	errHost     = errors.New("the URL names no mail server; it must be like smtp://name:password@mail.example.nl:587")
	errPort     = errors.New("the URL's port must be a number from 1 to 65535")
	errPath     = errors.New("behind the URL's port only ?from=omzien@example.nl may follow")
	errName     = errors.New("the URL has a name without a password, or a password without a name")
	errFrom     = errors.New("the URL's from must be one e-mail address, like ?from=omzien@example.nl")
	errFromNone = errors.New("the URL must say from which address we write: add ?from=omzien@example.nl")
)

// readURL reads an SMTP URL.
func readURL(text string) (server, error) {
	u, err := url.Parse(text)
	if err != nil {
		return server{}, errURL
	}
	s := server{host: u.Hostname(), port: u.Port()}
	switch u.Scheme {
	case "smtp":
		s.port = first(s.port, "587")
	case "smtps":
		s.port, s.wrapped = first(s.port, "465"), true
	default:
		return server{}, errScheme
	}
	if s.host == "" {
		return server{}, errHost
	}
	if n, err := strconv.Atoi(s.port); err != nil || n < 1 || n > 65535 {
		return server{}, errPort
	}
	query, err := url.ParseQuery(u.RawQuery)
	if _, from := query["from"]; err != nil || len(query) > 1 || len(query) == 1 && !from ||
		u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return server{}, errPath
	}
	ip := net.ParseIP(s.host)
	s.local = s.host == "localhost" || ip.IsLoopback()
	s.name = u.User.Username()
	s.password, _ = u.User.Password()
	if (s.name == "") != (s.password == "") || strings.ContainsAny(s.name+s.password, "\x00\r\n") {
		return server{}, errName
	}

	switch from := query.Get("from"); {
	case from != "":
		err = s.read(from)
	case s.read(s.name) == nil:
	case s.local:
		err = s.read("omzien@localhost")
	case ip != nil:
		return server{}, errFromNone
	default:
		err = s.read("omzien@" + s.host)
	}
	return s, err
}

// read takes our own address from a text, "omzien@example.nl" or
// "Omzien <omzien@example.nl>".
func (s *server) read(text string) error {
	address, err := readAddress(text)
	if err != nil {
		return errFrom
	}
	s.from = netmail.Address{Name: first(address.Name, "Omzien"), Address: address.Address}
	return nil
}

// first is a, unless that is empty.
func first(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
