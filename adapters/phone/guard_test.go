package phone

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

func header(key, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(key, value) }
}

func TestS22_EveryResponseIsGuarded(t *testing.T) {
	r := newRig(t)
	r.circle()
	link := r.callLink("anja")
	for _, path := range []string{alarmLink(alarmOne), link, "/melding/" + strings.Repeat("x", 43), "/bel/kort", "/melding/page/page.css", "/melding/page/geheim", "/melding/", "/bel/"} {
		h := r.ask(http.MethodGet, path, nil).Header()
		for key, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex", "X-Frame-Options": "DENY",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": policy, "Strict-Transport-Security": "max-age=63072000",
		} {
			if h.Get(key) != want {
				t.Errorf("%s: %s is %q", path, key, h.Get(key))
			}
		}
		if h.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

func TestLaw19_WhatAnotherSiteSendsIsRefused(t *testing.T) {
	r := newRig(t)
	r.circle()
	form := url.Values{"doe": {"bereikt"}, "beurt": {"4"}}
	for name, c := range map[string]struct {
		change []func(*http.Request)
		want   int
	}{
		"our page, in a new browser":                {nil, http.StatusSeeOther},
		"our page, in an old one that says nothing": {[]func(*http.Request){func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Del("Origin") }}, http.StatusSeeOther},
		"our page, in an old one that hides where":  {[]func(*http.Request){func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") }}, http.StatusSeeOther},
		"our page, in one that says where":          {[]func(*http.Request){header("Origin", home)}, http.StatusSeeOther},
		"another site":                              {[]func(*http.Request){header("Sec-Fetch-Site", "cross-site")}, http.StatusForbidden},
		"another site beside ours":                  {[]func(*http.Request){header("Sec-Fetch-Site", "same-site")}, http.StatusForbidden},
		"another site, in an old browser":           {[]func(*http.Request){func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") }, header("Origin", "https://elders.example")}, http.StatusForbidden},
		"a body of another kind":                    {[]func(*http.Request){header("Content-Type", "text/plain")}, http.StatusUnsupportedMediaType},
		"a body of many parts":                      {[]func(*http.Request){header("Content-Type", "multipart/form-data; boundary=x")}, http.StatusUnsupportedMediaType},
	} {
		w := r.ask(http.MethodPost, alarmLink(alarmOne), form, c.change...)
		if n := len(r.heard()); w.Code != c.want || (n == 1) != (c.want == http.StatusSeeOther) {
			t.Errorf("%s: %d, %d events", name, w.Code, n)
		}
	}
	for _, bad := range []url.Values{{}, {"doe": {"bereikt"}}, {"doe": {"alles"}, "beurt": {"4"}}, {"doe": {"bereikt"}, "beurt": {"-1"}}, {"doe": {"bereikt"}, "beurt": {"4"}, "wie": {"m2"}}} {
		if w := r.ask(http.MethodPost, alarmLink(alarmOne), bad); w.Code != http.StatusBadRequest || len(r.heard()) > 0 {
			t.Errorf("%v: %d", bad, w.Code)
		}
	}
}

func TestReadingAPageDoesNothing(t *testing.T) {
	r := newRig(t)
	r.circle()
	link := r.callLink("anja")
	for _, path := range []string{alarmLink(alarmOne), alarmLink(alarmOne) + "?doe=bereikt&beurt=4", link, link + "?doe=goed"} {
		r.ask(http.MethodGet, path, nil)
		r.ask(http.MethodHead, path, nil) // as those who look into mails do
	}
	if got := r.heard(); len(got) > 0 {
		t.Errorf("reading did %+v", got)
	}
}

func TestLaw17_NoTokenNameOrNumberReachesTheLog(t *testing.T) {
	r := newRig(t)
	r.circle()
	link := r.callLink("anja")
	token := strings.TrimPrefix(link, "/bel/")
	r.page(alarmLink(alarmOne))
	r.page(link)
	r.ask(http.MethodPost, link, url.Values{"doe": {"goed"}, "wie": {roundID + "#m1"}, "beurt": {"7"}})
	r.locked(func() { r.refuse = chat.ErrDown })
	r.ask(http.MethodPost, link, url.Values{"doe": {"goed"}, "wie": {roundID + "#m1"}, "beurt": {"7"}})
	r.Do(func(c *adaptertest.Circles) { c.Alarms[0].Check = nil; c.Rounds[0].Occurrences[0].Member = token })
	r.ask(http.MethodGet, alarmLink(alarmOne), nil)
	r.ask(http.MethodGet, link, nil)
	for _, secret := range []string{token, alarmOne, "Wit", "Lindelaan", "0101234567", "123 45 67", "Els"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("%q stands in the log: %s", secret, r.log)
		}
	}
}

func TestS_ManyRequestsOfOneClientWait(t *testing.T) {
	r := newRig(t)
	r.circle()
	last := 0
	for range asksPerMinute + 1 {
		last = r.ask(http.MethodGet, alarmLink(alarmOne), nil).Code
	}
	if last != http.StatusTooManyRequests || r.refused[crowded] != 1 {
		t.Fatalf("the last got %d, %v", last, r.refused)
	}
	if w := r.ask(http.MethodGet, alarmLink(alarmOne), nil, func(r *http.Request) { r.RemoteAddr = "198.51.100.9:1" }); w.Code != http.StatusOK {
		t.Errorf("somebody else got %d", w.Code)
	}
	r.locked(func() { r.now = r.now.Add(time.Second) })
	if w := r.ask(http.MethodGet, alarmLink(alarmOne), nil); w.Code != http.StatusOK {
		t.Errorf("a second later: %d", w.Code)
	}
}
