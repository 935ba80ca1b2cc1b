package adaptertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// poster is a page that is pushed to: a small right Sender and Finder, or one
// that is wrong in one way.
type poster struct {
	page
	api    string
	client http.Client
}

// saying is what the wire carries to the platform.
type saying struct {
	Key    string   `json:"key"`
	Chat   string   `json:"chat"`
	Text   string   `json:"text"`
	Labels []string `json:"labels"`
}

func (p *poster) Limits() adapters.Limits {
	l := adapters.Limits{Text: longest, Choices: 8, Label: 40, Initiates: true}
	if p.bad == "promises longer texts than the platform takes" {
		l.Text = 2 * longest
	}
	l.Files, l.Links = p.bad == "forgets the picture", p.bad == "forgets the link"
	return l
}

func (p *poster) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	s := saying{Key: m.ID, Chat: m.To.Chat, Text: m.Text}
	for _, c := range m.Choices {
		s.Labels = append(s.Labels, c.Label)
	}
	switch p.bad {
	case "shortens":
		s.Text = s.Text[:min(len(s.Text), 1000)]
	case "forgets the buttons":
		if len(s.Labels) == 2 && s.Labels[0] == "Ja" {
			s.Labels = nil
		}
	}
	r, err := p.call(ctx, "/say", s)
	if p.bad == "tries again by itself" && errors.Is(err, errBroken) {
		r, err = p.call(ctx, "/say", s)
	}
	switch {
	case err == nil:
		return r, nil
	case p.bad == "quotes the words":
		return r, fmt.Errorf("say %q: %w", m.Text, err)
	case p.bad == "quotes the address":
		return r, fmt.Errorf("say to %s: %w", m.To.Chat, err)
	case p.bad == "shows its token":
		return r, fmt.Errorf("say with %s: %w", token, err)
	}
	return r, fmt.Errorf("say: %w", err)
}

func (p *poster) Find(ctx context.Context, m chat.Message, _ time.Time) (chat.Receipt, bool, error) {
	s := saying{Key: m.ID}
	if p.bad == "finds by words" {
		s = saying{Text: m.Text}
	}
	r, err := p.call(ctx, "/find", s)
	switch {
	case p.bad == "finds nothing" && err == nil:
		return chat.Receipt{}, false, nil
	case err != nil && p.bad == "takes silence for absence":
		return chat.Receipt{}, false, nil
	case err != nil:
		return chat.Receipt{}, false, fmt.Errorf("find: %w", err)
	}
	return r, r.ID != "", nil
}

var (
	errBroken  = errors.New("the platform broke")
	errBlocked = errors.New("blocked")
	errRefused = errors.New("refused")
	errBusy    = errors.New("too many calls")
	errNet     = errors.New("the connection failed")
	errAnswer  = errors.New("the answer cannot be read")
)

// call makes one call; the error has its mark.
func (p *poster) call(ctx context.Context, path string, s saying) (chat.Receipt, error) {
	body, _ := json.Marshal(s)
	req, err := http.NewRequestWithContext(ctx, "POST", p.api+path, bytes.NewReader(body))
	if err != nil {
		return chat.Receipt{}, adapters.Permanent(errRefused)
	}
	req.Header.Set("Authorization", token)
	resp, err := p.client.Do(req)
	var dial *net.OpError
	switch {
	case errors.As(err, &dial) && dial.Op == "dial" && p.bad != "calls nothing written uncertain":
		return chat.Receipt{}, adapters.Unwritten(errNet)
	case err != nil && ctx.Err() != nil && p.bad == "calls a timeout unwritten":
		return chat.Receipt{}, adapters.Unwritten(errNet)
	case err != nil && ctx.Err() == nil && p.bad == "calls a cut connection unwritten":
		return chat.Receipt{}, adapters.Unwritten(errNet)
	case err != nil:
		return chat.Receipt{}, adapters.Uncertain(errNet)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		var r chat.Receipt
		if err := json.NewDecoder(resp.Body).Decode(&r); err != nil && (p.bad != "calls half an answer sent" || path != "/say") {
			return r, adapters.Uncertain(errAnswer)
		}
		return r, nil
	case http.StatusForbidden:
		if p.bad == "calls blocked refused" {
			return chat.Receipt{}, adapters.Permanent(errBlocked)
		}
		return chat.Receipt{}, adapters.Gone(errBlocked)
	case http.StatusTooManyRequests:
		if p.bad == "does not say how long to wait" {
			return chat.Receipt{}, adapters.Unwritten(errBusy)
		}
		wait, _ := time.ParseDuration(resp.Header.Get("Retry-After") + "s")
		return chat.Receipt{}, adapters.RetryAfter(wait, errBusy)
	case http.StatusBadRequest:
		if p.bad == "calls refused uncertain" {
			return chat.Receipt{}, errRefused
		}
		return chat.Receipt{}, adapters.Permanent(errRefused)
	default:
		if p.bad == "calls a 5xx refused" {
			return chat.Receipt{}, adapters.Permanent(errBroken)
		}
		return chat.Receipt{}, adapters.Uncertain(errBroken)
	}
}

// postBench makes a Sender that is bad in this way.
func postBench(bad string) func(testing.TB, Setup) Bench {
	return func(t testing.TB, s Setup) Bench {
		b := pageBench(bad)(t, s)
		b.Adapter.(*page).bad = bad
		platform := newPlatform(t)
		p := &poster{api: "http://" + platform.addr, client: http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
		p.page.bad, p.base, p.log, p.keys = bad, s.Base, s.Log, b.Adapter.(*page).keys
		b.Adapter, b.World.(*visitor).page = p, &p.page
		b.Platform, b.Close = platform, platform.close
		keys := b.Secrets
		b.Secrets = func() []string { return append(keys(), token, strings.TrimPrefix(token, "Bearer ")) }
		return b
	}
}
