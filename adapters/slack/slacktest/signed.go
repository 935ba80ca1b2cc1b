package slacktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DeliverTo makes payloads go to these base URLs over signed HTTP, in turn;
// without any, they go through Socket Mode.
func (f *Fake) DeliverTo(bases ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.bases = bases
}

// Sign is the signature of a body that is sent at this time.
func (f *Fake) Sign(at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%d:", at.Unix())
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// Request is the signed request that would bring this delivery to a base URL.
// It is for tests that change something about it.
func (f *Fake) Request(base string, d *Delivery) *http.Request {
	f.t.Helper()
	body, form := d.Payload(), d.kind != events
	switch d.kind {
	case interactive:
		body = []byte(url.Values{"payload": {string(body)}}.Encode())
	case commands:
		values := url.Values{}
		var fields object
		json.Unmarshal(body, &fields)
		for key, v := range fields {
			values.Set(key, fmt.Sprint(v))
		}
		body = []byte(values.Encode())
	}
	return f.Signed(base+d.kind.path, form, body)
}

// Signed is a signed request with this body: a form, or JSON.
func (f *Fake) Signed(target string, form bool, body []byte) *http.Request {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		f.t.Fatalf("slacktest: request: %v", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if form {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	at := f.now()
	req.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("X-Slack-Signature", f.Sign(at, body))
	return req
}

// client keeps no connection open, so that nothing runs on after a test.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}

// bring brings a delivery over signed HTTP: for the n-th time again, for this
// reason.
func (f *Fake) bring(base string, d *Delivery, retry int, reason string) {
	req := f.Request(base, d)
	if retry > 0 && d.kind.repeats {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(retry))
		req.Header.Set("X-Slack-Retry-Reason", reason)
	}
	resp, err := client().Do(req)
	var body []byte
	status := 0
	if err == nil {
		body, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		status = resp.StatusCode
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	d.status = status
	if err == nil && status >= 200 && status < 300 {
		d.ack(string(body))
		if d.kind == commands && len(body) > 0 {
			f.commandAnswered(d, body)
		}
		return
	}
	d.settle()
	f.touch()
}

// commandAnswered shows the answer to a command to whoever gave it.
func (f *Fake) commandAnswered(d *Delivery, body []byte) {
	var said object
	if json.Unmarshal(body, &said) != nil {
		said = object{"text": string(body)}
	}
	if w := f.users[str(d.payload, "user_id")]; w != nil {
		w.tell(str(said, "text"), array(said["blocks"]))
	}
}

// VerifyURL asks the app to repeat a challenge, as Slack does when its URL is
// set; an error says what was wrong with the answer.
func (f *Fake) VerifyURL(base string) error {
	challenge := "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
	body := encode(object{"token": "legacy", "challenge": challenge, "type": "url_verification"})
	resp, err := client().Do(f.Signed(base+events.path, false, body))
	if err != nil {
		return fmt.Errorf("verify the url: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("verify the url: %w", err)
	}
	var said struct{ Challenge string }
	if json.Unmarshal(answer, &said) != nil {
		said.Challenge = strings.TrimSpace(string(answer))
	}
	if resp.StatusCode != http.StatusOK || said.Challenge != challenge {
		return fmt.Errorf("verify the url: status %d, and not the challenge", resp.StatusCode)
	}
	return nil
}
