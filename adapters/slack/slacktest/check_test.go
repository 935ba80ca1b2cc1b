package slacktest_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
)

// Whatever we promised not to send fails the test of whoever sends it.
func TestPromises(t *testing.T) {
	const calm = `"unfurl_links":false,"unfurl_media":false,`
	block := func(b string) string { return calm + `"blocks":[` + b + `]` }
	metadata := func(m string) string { return calm + `"text":"hoi","metadata":` + m }
	tests := []struct{ name, body, word, complaint string }{
		{"a sound post", calm + `"text":"hoi"`, "", ""},
		{"previews", `"text":"hoi"`, "invalid_arguments", "unfurl_links"},
		{"link_names", calm + `"text":"hoi","link_names":true`, "invalid_arguments", "link_names"},
		{"parse", calm + `"text":"hoi","parse":"full"`, "invalid_arguments", "parse"},
		{"markup in the text", calm + `"text":"<!channel>"`, "invalid_arguments", "unescaped"},
		{"markup in a section", block(`{"type":"section","text":{"type":"mrkdwn","text":"a & b"}}`), "invalid_blocks", "unescaped"},
		{"too long", calm + `"text":"` + strings.Repeat("a", 4001) + `"`, "msg_too_long", "message.text holds 4001"},
		{"an empty text element", block(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}`), "invalid_blocks", "empty text"},
		{"nothing in a context", block(`{"type":"context","elements":[]}`), "invalid_blocks", "without elements"},
		{"a block_id twice", block(`{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}`), "invalid_blocks", "block_id"},
		{"an action_id twice", block(`{"type":"actions","elements":[{"type":"button","action_id":"a","value":"x","text":{"type":"plain_text","text":"A"}},{"type":"button","action_id":"a","value":"y","text":{"type":"plain_text","text":"B"}}]}`), "invalid_blocks", "action_id"},
		{"a value that says something", block(`{"type":"actions","elements":[{"type":"button","action_id":"a","value":"Sam de Vries","text":{"type":"plain_text","text":"A"}}]}`), "invalid_blocks", "opaque"},
		{"attachments", calm + `"text":"hoi","attachments":[]`, "invalid_arguments", "attachments"},
		{"metadata with a random id", metadata(`{"event_type":"omzien","event_payload":{"id":"9f1c2b7ad03e4856b1"}}`), "", ""},
		{"metadata with more", metadata(`{"event_type":"omzien","event_payload":{"id":"9f1c2b7ad03e4856b1","alias":"Sam"}}`), "invalid_metadata_format", "one id"},
		{"metadata with a name", metadata(`{"event_type":"omzien","event_payload":{"id":"Sam"}}`), "invalid_metadata_format", "random"},
		{"metadata with a number", metadata(`{"event_type":"omzien","event_payload":{"id":"0612345678061234"}}`), "", ""},
		{"metadata of one letter", metadata(`{"event_type":"omzien","event_payload":{"id":"aaaaaaaaaaaaaaaaaa"}}`), "invalid_metadata_format", "random"},
		{"metadata without a type", metadata(`{"event_payload":{"id":"9f1c2b7ad03e4856b1"}}`), "invalid_metadata_format", "event_type"},
		{"an unknown argument", calm + `"text":"hoi","icon":"x"`, "invalid_arguments", "does not take icon"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			note := &complaints{TB: t}
			f := slacktest.New(note)
			f.NewChannel("C0DESK", "jongerenwerk")
			got := ask(t, f, "chat.postMessage", `{"channel":"C0DESK",`+tt.body+`}`)
			all := strings.Join(note.take(), "\n")
			if (tt.word == "") != (all == "") || !strings.Contains(all, tt.complaint) {
				t.Errorf("complaints %q", all)
			}
			if word, _ := got["error"].(string); word != tt.word || (got["ok"] == true) != (tt.word == "") {
				t.Errorf("answered %v", got)
			}
		})
	}
}

// What is no Slack type is seen where the published types are there.
func TestPublishedTypes(t *testing.T) {
	if os.Getenv("OMZIEN_ORACLES") == "" {
		if os.Getenv("OMZIEN_TEST_ALL") == "1" {
			t.Fatal("OMZIEN_ORACLES is not set")
		}
		t.Skip("SKIPPED: OMZIEN_ORACLES is not set")
	}
	tests := []struct{ name, blocks string }{
		{"a header in mrkdwn", `{"type":"header","text":{"type":"mrkdwn","text":"Kaart"}}`},
		{"a wrong key", `{"type":"section","txt":{"type":"plain_text","text":"Kaart"}}`},
		{"a wrong style", `{"type":"actions","elements":[{"type":"button","style":"groen","action_id":"a","text":{"type":"plain_text","text":"Ja"}}]}`},
		{"a block that is none", `{"type":"kaart"}`},
		{"text outside a section", `{"type":"rich_text","elements":[{"type":"text","text":"hoi"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			note := &complaints{TB: t}
			f := slacktest.New(note)
			f.NewChannel("C0DESK", "jongerenwerk")
			got := ask(t, f, "chat.postMessage", `{"channel":"C0DESK","unfurl_links":false,"unfurl_media":false,"text":"Kaart","blocks":[`+tt.blocks+`]}`)
			if all := note.take(); len(all) == 0 || got["error"] != "invalid_blocks" {
				t.Errorf("answered %v, complaints %q", got, all)
			}
		})
	}
}

func TestRequests(t *testing.T) {
	note := &complaints{TB: t}
	f := slacktest.New(note)
	f.NewChannel("C0DESK", "jongerenwerk")
	tests := []struct{ name, method, body, word string }{
		{"an unknown method", "files.upload", `{}`, "unknown_method"},
		{"JSON where none is read", "conversations.info", `{"channel":"C0DESK"}`, "invalid_arguments"},
		{"a token in JSON", "chat.delete", `{"token":"x","channel":"C0DESK"}`, "invalid_arguments"},
		{"the wrong token", "apps.connections.open", `{}`, "not_allowed_token_type"},
		{"nothing to delete", "chat.delete", `{"channel":"C0DESK","ts":"1.2"}`, "message_not_found"},
		{"no such channel", "chat.delete", `{"channel":"C0WEG","ts":"1.2"}`, "channel_not_found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ask(t, f, tt.method, tt.body); got["error"] != tt.word {
				t.Errorf("got %v", got)
			}
		})
	}
	form := url.Values{"channel": {"C0DESK", "C0DESK"}, "ts": {"1.2"}}
	req, _ := http.NewRequestWithContext(t.Context(), "POST", f.API()+"chat.delete", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+f.Token())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); !strings.Contains(string(body), "invalid_arguments") {
		t.Errorf("a field that stands there twice: %s", body)
	}
	if all := note.take(); len(all) != 5 {
		t.Errorf("complaints %q", all)
	}
}
