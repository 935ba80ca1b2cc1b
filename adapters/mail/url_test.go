package mail

import (
	"errors"
	"strings"
	"testing"
)

func TestURLs(t *testing.T) {
	for text, want := range map[string]struct {
		host, port, name, password, from string
		wrapped, local                   bool
	}{
		"smtp://omzien%40example.nl:" + encoded + "@post.example.nl:587": {host: "post.example.nl", port: "587", name: name, password: password, from: name},
		"smtp://post.example.nl":                                    {host: "post.example.nl", port: "587", from: "omzien@post.example.nl"},
		"smtp://u:p@post.example.nl/":                               {host: "post.example.nl", port: "587", name: "u", password: "p", from: "omzien@post.example.nl"},
		"smtps://u:p@post.example.nl?from=a@b.nl":                   {host: "post.example.nl", port: "465", name: "u", password: "p", from: "a@b.nl", wrapped: true},
		"smtps://post.example.nl:2465/?from=Welzijn%20%3Ca@b.nl%3E": {host: "post.example.nl", port: "2465", from: "a@b.nl", wrapped: true},
		"smtp://localhost:1025":                                     {host: "localhost", port: "1025", from: "omzien@localhost", local: true},
		"smtp://[::1]:25?from=a@b.nl":                               {host: "::1", port: "25", from: "a@b.nl", local: true},
		"smtp://192.0.2.1?from=a@b.nl":                              {host: "192.0.2.1", port: "587", from: "a@b.nl"},
	} {
		s, err := readURL(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if s.host != want.host || s.port != want.port || s.name != want.name || s.password != want.password ||
			s.from.Address != want.from || s.wrapped != want.wrapped || s.local != want.local {
			t.Errorf("%s: read as %+v", text, s)
		}
	}
	if s, _ := readURL("smtp://localhost?from=Welzijn%20%3Ca@b.nl%3E"); s.from.Name != "Welzijn" {
		t.Errorf("name %q", s.from.Name)
	}
}

func TestLaw17NoErrorOfAURLShowsIt(t *testing.T) {
	for text, want := range map[string]error{
		"":                                                  errScheme,
		"post.example.nl:587":                               errScheme,
		"https://u:geheim@post.example.nl":                  errScheme,
		"smtp://":                                           errHost,
		"smtp://u:geheim@":                                  errHost,
		"smtp://u:geheim@:587":                              errHost,
		"smtp://u:ge#heim@post.example.nl":                  errURL,
		"smtp://u:ge/heim@post.example.nl":                  errURL,
		"smtp://u:ge%heim@post.example.nl":                  errURL,
		"smtp://u:geheim@post.example.nl:0":                 errPort,
		"smtp://u:geheim@post.example.nl:99999":             errPort,
		"smtp://u:geheim@post.example.nl:smtp":              errURL,
		"smtp://u:geheim@post.example.nl/in":                errPath,
		"smtp://u:geheim@post.example.nl?to=x":              errPath,
		"smtp://u:geheim@post.example.nl#x":                 errPath,
		"smtp://u@post.example.nl":                          errName,
		"smtp://:geheim@post.example.nl":                    errName,
		"smtp://u:geheim%0A@post.example.nl":                errName,
		"smtp://post.example.nl?from=geheim":                errFrom,
		"smtp://post.example.nl?from=a@b.nl,c@d.nl":         errFrom,
		"smtp://post.example.nl?from=a@b.nl%0D%0ABcc:c@d.e": errFrom,
		"smtp://u:geheim@192.0.2.1":                         errFromNone,
	} {
		_, err := New(Config{URL: text})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "heim") {
			t.Errorf("the error %q shows the password", err)
		}
	}
}
