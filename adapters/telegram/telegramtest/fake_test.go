package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// reader is a test whose failures are read.
type reader struct {
	testing.TB
	mu   sync.Mutex
	said []string
}

func (r *reader) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

// take gives what failed since it was last asked.
func (r *reader) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	said := strings.Join(r.said, "\n")
	r.said = nil
	return said
}

// bot is a bot by hand.
type bot struct {
	*Fake
	t *reader
}

func newBot(t *testing.T) bot {
	r := &reader{TB: t}
	b := bot{New(r), r}
	t.Cleanup(func() {
		if said := r.take(); said != "" {
			t.Errorf("the fake failed the test: %s", said)
		}
	})
	return b
}

// answered is what a method answers.
type answered struct {
	status      int
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Description string          `json:"description"`
	Parameters  struct {
		Retry int `json:"retry_after"`
	} `json:"parameters"`
}

// ask calls a method with parameters, name and value in turn.
func (b bot) ask(method string, params ...string) (a answered, err error) {
	form := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		form.Set(params[i], params[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.PostForm(b.URL+"/bot"+b.Token+"/"+method, form)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	a.status = resp.StatusCode
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(body, &a)
}

// updates are the ids that getUpdates gives.
func (b bot) updates(params ...string) (ids []int64) {
	a, err := b.ask("getUpdates", params...)
	if err != nil || !a.OK {
		b.t.TB.Errorf("getUpdates: %d %s %v", a.status, a.Description, err)
	}
	var updates []struct {
		ID int64 `json:"update_id"`
	}
	_ = json.Unmarshal(a.Result, &updates)
	for _, u := range updates {
		ids = append(ids, u.ID)
	}
	return ids
}

// TestTheOracleRefuses shows that the description bites: each of these requests
// is wrong in one way.
func TestTheOracleRefuses(t *testing.T) {
	if os.Getenv("OMZIEN_ORACLES") == "" {
		if os.Getenv("OMZIEN_TEST_ALL") == "1" {
			t.Fatal("OMZIEN_ORACLES is not set")
		}
		t.Skip("SKIPPED: OMZIEN_ORACLES is not set, so nothing was held against Telegram's own description")
	}
	b := newBot(t)
	b.Person(5).Meet()
	keyboard := func(k string) []string {
		return []string{"sendMessage", "chat_id", "5", "text", "hoi", "reply_markup", k}
	}
	tests := []struct {
		call []string
		want string // empty: it is right
	}{
		{[]string{"sendMessage", "chat_id", "5", "text", "hoi"}, ""},
		{[]string{"sendMessage", "chat_id", "5", "text", strings.Repeat("😀", 2048)}, ""},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja","callback_data":"t:0"}],[]]}`), ""},
		{keyboard(`{"keyboard":[[{"text":"Ja"}]],"resize_keyboard":true,"one_time_keyboard":true}`), ""},
		{[]string{"getUpdates", "limit", "100", "timeout", "0", "allowed_updates", `["message"]`}, ""},
		{[]string{"sendMesage", "chat_id", "5"}, "no method"},
		{[]string{"sendMessage", "chat_id", "5"}, "text is missing"},
		{[]string{"sendMessage", "chat_id", "5", "text", ""}, "0 characters"},
		{[]string{"sendMessage", "chat_id", "5", "text", strings.Repeat("😀", 2049)}, "4098 characters"},
		{[]string{"sendMessage", "chat_id", "5", "text", "hoi", "silent", "true"}, "does not have"},
		{[]string{"sendMessage", "chat_id", "5", "text", "hoi", "protect_content", "ja"}, "true or false"},
		{[]string{"sendMessage", "chat_id", "5", "text", "hoi", "link_preview_options", `{"is_disabled":"true"}`}, "true or false"},
		{keyboard(`{"inline_keyboard":[{"text":"Ja","callback_data":"t"}]}`), "list"},
		{keyboard(`{"inline_keyboard":[[{"callback_data":"t"}]]}`), "text is missing"},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja"}]]}`), "does 0 things"},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja","callback_data":"t","url":"https://example.nl"}]]}`), "does 2 things"},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja","callback_data":""}]]}`), "0 bytes"},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja","callback_data":"` + strings.Repeat("é", 33) + `"}]]}`), "66 bytes"},
		{keyboard(`{"inline_keyboard":[[{"text":"Ja","data":"t"}]]}`), "does not know"},
		{keyboard(`"Ja"`), "InlineKeyboardMarkup"},
		{[]string{"answerCallbackQuery", "callback_query_id", "1", "text", strings.Repeat("a", 201)}, "201 characters"},
		{[]string{"getUpdates", "limit", "101"}, "1-100"},
		{[]string{"getUpdates", "allowed_updates", `[1]`}, "no text"},
		{[]string{"getUpdates", "offset", "straks"}, "whole number"},
		{[]string{"setWebhook", "url", "https://example.nl", "secret_token", strings.Repeat("a", 257)}, "257 characters"},
		{[]string{"setWebhook", "url", "https://example.nl", "max_connections", "101"}, "1-100"},
		{[]string{"editMessageReplyMarkup", "message_id", "x"}, "whole number"},
	}
	for _, tt := range tests {
		if _, err := b.ask(tt.call[0], tt.call[1:]...); err != nil {
			t.Fatal(err)
		}
		if said := b.t.take(); (said == "") != (tt.want == "") || !strings.Contains(said, tt.want) {
			t.Errorf("%.90q: %q, want %q", tt.call, said, tt.want)
		}
	}
}

func TestAnOffsetConfirms(t *testing.T) {
	b := newBot(t)
	sam := b.Person(5)
	sam.Write("een")
	sam.Write("twee")
	third := b.Push(Update{"message": map[string]any{}})
	one, two := third-2, third-1
	for _, tt := range []struct {
		params []string
		want   []int64
	}{
		{nil, []int64{one, two, third}},
		{[]string{"limit", "2"}, []int64{one, two}},
		{[]string{"offset", fmt.Sprint(two)}, []int64{two, third}},
		{nil, []int64{two, third}},
		{[]string{"offset", fmt.Sprint(third + 1)}, nil},
		{[]string{"offset", fmt.Sprint(one)}, nil},
	} {
		if got := b.updates(tt.params...); !slices.Equal(got, tt.want) {
			t.Errorf("getUpdates %q gave %d, want %d", tt.params, got, tt.want)
		}
	}
}

func TestALongPollWaitsForWords(t *testing.T) {
	b := newBot(t)
	got := make(chan []int64)
	go func() { got <- b.updates("timeout", "50") }()
	b.Until(t.Context(), b.Polling)
	last := b.Push(Update{"message": map[string]any{}})
	if ids := <-got; !slices.Equal(ids, []int64{last}) {
		t.Errorf("got %d", ids)
	}
}

func TestTwoPollersAreOneTooMany(t *testing.T) {
	b := newBot(t)
	first := make(chan answered)
	go func() { a, _ := b.ask("getUpdates", "timeout", "50"); first <- a }()
	b.Until(t.Context(), b.Polling)
	second := make(chan []int64)
	go func() { second <- b.updates("timeout", "50") }()
	if a := <-first; a.status != 409 || !strings.Contains(a.Description, "terminated by other getUpdates") {
		t.Errorf("the first: %d %s", a.status, a.Description)
	}
	b.Push(Update{"message": map[string]any{}})
	if ids := <-second; len(ids) != 1 {
		t.Errorf("the second got %d", ids)
	}
	b.Hook("http://127.0.0.1:1/", "")
	if a, _ := b.ask("getUpdates"); a.status != 409 {
		t.Errorf("beside a webhook: %d", a.status)
	}
}

func TestAfterADayAnUpdateIsGone(t *testing.T) {
	b := newBot(t)
	var mu sync.Mutex
	now := time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC)
	b.Clock(func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	b.Person(5).Write("hoort iemand mij?")
	pass(23 * time.Hour)
	b.Person(5).Write("hallo?")
	pass(59 * time.Minute)
	if ids := b.updates(); len(ids) != 2 {
		t.Errorf("just before a day: %d", ids)
	}
	pass(time.Minute)
	if ids := b.updates(); len(ids) != 1 {
		t.Errorf("after a day: %d", ids)
	}
}

func TestASilenceIsMeant(t *testing.T) {
	b := newBot(t)
	b.Person(5).Meet()
	b.Limit(3 * time.Second)
	if a, _ := b.ask("sendMessage", "chat_id", "5", "text", "hoi"); a.status != 429 || a.Parameters.Retry != 3 {
		t.Errorf("%d, retry after %d", a.status, a.Parameters.Retry)
	}
	if said := b.t.take(); said != "" {
		t.Errorf("the first one is nobody's fault: %s", said)
	}
	if a, _ := b.ask("sendMessage", "chat_id", "5", "text", "hoi"); a.status != 429 {
		t.Errorf("%d", a.status)
	}
	if said := b.t.take(); !strings.Contains(said, "before retry_after") {
		t.Errorf("the second one failed nothing: %q", said)
	}
	b.Clock(func() time.Time { return time.Now().Add(time.Minute) })
	if a, _ := b.ask("sendMessage", "chat_id", "5", "text", "hoi"); a.status != 200 {
		t.Errorf("afterwards: %d", a.status)
	}
}

func TestALostAnswerArrived(t *testing.T) {
	b := newBot(t)
	sam := b.Person(5).Meet()
	b.Lose(2)
	for i := range 3 {
		_, err := b.ask("sendMessage", "chat_id", "5", "text", fmt.Sprint("bericht ", i))
		if (err != nil) != (i < 2) {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if n := len(sam.Screen()); n != 3 {
		t.Errorf("%d messages are on the screen, want 3", n)
	}
}

func TestTheWebhookIsCalledUntilItAnswers(t *testing.T) {
	b := newBot(t)
	type request struct{ secret, body string }
	requests := make(chan request, 100)
	var mu sync.Mutex
	fails := 3
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- request{r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), string(body)}
		mu.Lock()
		defer mu.Unlock()
		if bytes.Contains(body, []byte("twee")) && fails > 0 {
			fails--
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	if a, err := b.ask("setWebhook", "url", server.URL, "secret_token", "geheim"); err != nil || !a.OK {
		t.Fatal(a, err)
	}
	for _, words := range []string{"een", "twee", "drie"} {
		b.Person(5).Write(words)
	}
	ctx, done := context.WithTimeout(t.Context(), patience)
	defer done()
	if !b.Until(ctx, func() bool { return b.Unconfirmed() == 0 }) {
		t.Fatal("not all was brought")
	}
	var order []string
	for len(requests) > 0 {
		r := <-requests
		if r.secret != "geheim" {
			t.Errorf("the secret was %q", r.secret)
		}
		for _, words := range []string{"een", "twee", "drie"} {
			if strings.Contains(r.body, `"text":"`+words+`"`) {
				order = append(order, words)
			}
		}
	}
	if !slices.Equal(order, []string{"een", "twee", "twee", "twee", "twee", "drie"}) {
		t.Errorf("brought %q", order)
	}
}
