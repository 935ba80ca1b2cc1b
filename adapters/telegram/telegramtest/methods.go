package telegramtest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ServeHTTP is the Bot API: /bot<token>/<method>.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !f.enter() {
		return
	}
	defer f.busy.Done()
	if rest, is := strings.CutPrefix(r.URL.Path, "/file/bot"); is {
		f.serveFile(w, r, rest)
		return
	}
	token, method, found := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if !found || !strings.HasPrefix(r.URL.Path, "/bot") {
		f.t.Errorf("a request to %q is none to the Bot API", r.Method)
		refuse(w, http.StatusNotFound, "Not Found", nil)
		return
	}
	f.mu.Lock()
	revoked := f.revoked
	f.mu.Unlock()
	if token != f.Token || revoked {
		refuse(w, http.StatusUnauthorized, "Unauthorized", nil)
		return
	}
	call, err := read(r, method)
	if err != nil {
		select {
		case <-r.Context().Done(): // the bot gave up while it uploaded
		default:
			f.t.Errorf("%s: the form cannot be read: %v", method, err)
		}
		refuse(w, http.StatusBadRequest, "Bad Request: cannot parse the form", nil)
		return
	}
	if f.oracle != nil {
		if err := f.oracle.check(call); err != nil {
			f.t.Errorf("the Bot API would not take this: %v", err)
			refuse(w, http.StatusBadRequest, "Bad Request: not in the description", nil)
			return
		}
	}
	f.do(func() {
		if f.keep {
			f.calls = append(f.calls, call)
		}
		f.watch(call)
	})
	deed := func(w http.ResponseWriter) { f.serve(w, r, call) }
	if !f.fails(w, r, method, deed) {
		deed(w)
	}
}

// enter counts a request that is being served; false: the fake has ended.
func (f *Fake) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.closing:
		return false
	default:
		f.busy.Add(1)
		return true
	}
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, c Call) {
	switch c.Method {
	case "getMe":
		answer(w, map[string]any{"id": int64(Bot), "is_bot": true, "first_name": "Proefbot", "username": "proef_bot"})
	case "getUpdates":
		f.getUpdates(w, r, c)
	case "getWebhookInfo":
		answer(w, f.webhookInfo())
	case "setWebhook":
		f.setWebhook(w, c)
	case "deleteWebhook":
		f.do(func() { f.hook = hook{} })
		answer(w, true)
	case "sendMessage", "sendPhoto", "sendVideo", "sendVoice", "sendDocument":
		f.send(w, c)
	case "getFile":
		f.getFile(w, c)
	case "editMessageReplyMarkup", "editMessageText":
		f.edit(w, c)
	case "deleteMessage":
		f.remove(w, c)
	case "answerCallbackQuery":
		f.answerCallback(w, c)
	case "sendChatAction":
		f.showAction(w, c)
	default:
		f.t.Errorf("the fake does not know %s", c.Method)
		refuse(w, http.StatusNotFound, "Not Found: method not found", nil)
	}
}

// markup is a keyboard of either kind.
type markup struct {
	Inline [][]button `json:"inline_keyboard"`
	Reply  [][]button `json:"keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
	URL  string `json:"url"`
}

func (m markup) links() (all []string) {
	for _, b := range slices.Concat(m.Inline...) {
		if b.URL != "" {
			all = append(all, b.URL)
		}
	}
	return all
}

func (m markup) labels() (all []string) {
	for _, b := range slices.Concat(append(m.Inline, m.Reply...)...) {
		all = append(all, b.Text)
	}
	return all
}

// Labels are those of the buttons that a call brings, in reading order; links are
// not among them.
func (c Call) Labels() (all []string) {
	for _, b := range c.buttons() {
		if b.URL == "" {
			all = append(all, b.Text)
		}
	}
	return all
}

// Links are the addresses behind the buttons that a call brings.
func (c Call) Links() (all []string) {
	for _, b := range c.buttons() {
		if b.URL != "" {
			all = append(all, b.URL)
		}
	}
	return all
}

func (c Call) buttons() []button {
	var m markup
	_ = json.Unmarshal([]byte(c.Params["reply_markup"]), &m)
	return slices.Concat(append(m.Inline, m.Reply...)...)
}

// reachable is the person with the id, whom the bot may write to. Where it may not,
// Telegram's refusal is the answer, and the person nil. f.mu is held.
func (f *Fake) reachable(w http.ResponseWriter, id int64) *Person {
	p := f.people[id]
	switch {
	case p == nil:
		refuse(w, http.StatusBadRequest, "Bad Request: chat not found", nil)
	case p.blocks:
		refuse(w, http.StatusForbidden, "Forbidden: bot was blocked by the user", nil)
	case !p.met:
		refuse(w, http.StatusForbidden, "Forbidden: bot can't initiate conversation with a user", nil)
	default:
		return p
	}
	return nil
}

// send is each of the methods that say something.
func (f *Fake) send(w http.ResponseWriter, c Call) {
	text, most := c.Text(), 4096
	if c.File != nil {
		most = 1024
	}
	switch {
	case c.Method == "sendMessage" && strings.TrimSpace(text) == "":
		refuse(w, http.StatusBadRequest, "Bad Request: message text is empty", nil)
		return
	case !utf8.ValidString(text):
		refuse(w, http.StatusBadRequest, "Bad Request: strings must be encoded in UTF-8", nil)
		return
	case units(text) > most:
		refuse(w, http.StatusBadRequest, "Bad Request: message is too long", nil)
		return
	}
	if why := c.badFile(); why != "" {
		refuse(w, http.StatusBadRequest, "Bad Request: "+why, nil)
		return
	}
	var keyboard markup
	if raw := c.Params["reply_markup"]; raw != "" && json.Unmarshal([]byte(raw), &keyboard) != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: can't parse reply keyboard markup JSON object", nil)
		return
	}
	for _, b := range slices.Concat(keyboard.Inline...) {
		if b.URL != "" {
			if u, err := url.Parse(b.URL); err != nil || u.Host == "" {
				refuse(w, http.StatusBadRequest, "Bad Request: BUTTON_URL_INVALID", nil)
				return
			}
			continue
		}
		if len(b.Data) < 1 || len(b.Data) > 64 {
			refuse(w, http.StatusBadRequest, "Bad Request: BUTTON_DATA_INVALID", nil)
			return
		}
	}
	id, _ := strconv.ParseInt(c.Params["chat_id"], 10, 64)

	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.reachable(w, id)
	if p == nil {
		return
	}
	f.messages++
	p.action = time.Time{}
	date := f.now().Unix()
	if f.keep {
		p.screen = append(p.screen, &line{id: f.messages, at: f.now(), text: text, file: c.File, keyboard: keyboard, old: keyboard})
	}
	f.tell()
	answer(w, map[string]any{
		"message_id": f.messages, "date": date, "text": text,
		"from": map[string]any{"id": int64(Bot), "is_bot": true, "first_name": "Proefbot"},
		"chat": map[string]any{"id": id, "type": "private", "first_name": p.First},
	})
}

func (f *Fake) edit(w http.ResponseWriter, c Call) {
	var keyboard markup
	if raw := c.Params["reply_markup"]; raw != "" && json.Unmarshal([]byte(raw), &keyboard) != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: can't parse reply keyboard markup JSON object", nil)
		return
	}
	chat, _ := strconv.ParseInt(c.Params["chat_id"], 10, 64)
	id, _ := strconv.Atoi(c.Params["message_id"])
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.people[chat]
	if p == nil {
		refuse(w, http.StatusBadRequest, "Bad Request: chat not found", nil)
		return
	}
	l := p.find(id)
	if l == nil {
		refuse(w, http.StatusBadRequest, "Bad Request: message to edit not found", nil)
		return
	}
	text := l.text
	if c.Method == "editMessageText" {
		text = c.Params["text"]
	}
	if text == l.text && slices.Equal(keyboard.labels(), l.keyboard.labels()) {
		refuse(w, http.StatusBadRequest, "Bad Request: message is not modified", nil)
		return
	}
	l.text, l.keyboard = text, keyboard
	f.tell()
	answer(w, map[string]any{"message_id": id, "date": f.now().Unix(), "text": text, "chat": map[string]any{"id": chat, "type": "private"}})
}

func (f *Fake) answerCallback(w http.ResponseWriter, c Call) {
	f.mu.Lock()
	defer f.mu.Unlock()
	press := f.presses[c.Params["callback_query_id"]]
	if press == nil {
		refuse(w, http.StatusBadRequest, "Bad Request: query is too old and response timeout expired or query ID is invalid", nil)
		return
	}
	press.answered = true
	if text := c.Params["text"]; text != "" && press.by != nil {
		press.by.told = append(press.by.told, text)
	}
	f.tell()
	answer(w, true)
}
