package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one call of the Web API: its arguments as JSON would carry them.
type call struct {
	method string
	args   map[string]any
}

func (c call) text(name string) string {
	switch v := c.args[name].(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	}
	return ""
}

func (c call) list(name string) []any {
	list, _ := c.args[name].([]any)
	return list
}

func (c call) is(name string) bool { v := c.text(name); return v == "true" || v == "1" }

// object is a JSON object.
type object = map[string]any

// method is one method of the Web API.
type method struct {
	scope string   // what it needs; "read" and "history" stand for the channel's own
	app   bool     // wants the app's token
	form  bool     // takes no JSON, as Slack's reading methods
	says  bool     // says something that people read
	args  []string // it takes, besides the token
	do    func(*Fake, call) (answer object, word string)
}

var posting = []string{"channel", "text", "blocks", "attachments", "thread_ts", "reply_broadcast", "metadata", "mrkdwn",
	"unfurl_links", "unfurl_media", "username", "icon_emoji", "icon_url", "link_names", "parse", "as_user", "markdown_text"}

// methods are those that this workspace answers.
var methods = map[string]method{
	"auth.test":             {do: (*Fake).authTest},
	"apps.connections.open": {app: true, do: (*Fake).connectionsOpen},
	"chat.postMessage":      {scope: "chat:write", says: true, args: posting, do: (*Fake).postMessage},
	"chat.postEphemeral": {scope: "chat:write", says: true, do: (*Fake).postEphemeral,
		args: []string{"channel", "user", "text", "blocks", "attachments", "thread_ts", "link_names", "parse", "username", "icon_emoji", "icon_url", "as_user"}},
	"chat.update": {scope: "chat:write", says: true, do: (*Fake).updateMessage,
		args: []string{"channel", "ts", "text", "blocks", "attachments", "metadata", "link_names", "parse", "reply_broadcast", "as_user", "file_ids", "markdown_text"}},
	"chat.delete":        {scope: "chat:write", args: []string{"channel", "ts", "as_user"}, do: (*Fake).deleteMessage},
	"conversations.info": {scope: "read", form: true, args: []string{"channel", "include_locale", "include_num_members"}, do: (*Fake).channelInfo},
	"conversations.members": {scope: "read", form: true, args: []string{"channel", "cursor", "limit"},
		do: (*Fake).channelMembers},
	"conversations.history": {scope: "history", form: true, do: (*Fake).history,
		args: []string{"channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest"}},
	"conversations.replies": {scope: "history", form: true, do: (*Fake).replies,
		args: []string{"channel", "ts", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest"}},
	"files.getUploadURLExternal":   {scope: "files:write", form: true, args: []string{"filename", "length", "alt_txt", "snippet_type"}, do: (*Fake).uploadURL},
	"files.completeUploadExternal": {scope: "files:write", says: true, args: []string{"files", "channel_id", "channels", "thread_ts", "initial_comment", "blocks"}, do: (*Fake).completeUpload},
	"files.info":                   {scope: "files:read", form: true, args: []string{"file", "count", "page", "cursor", "limit"}, do: (*Fake).fileInfo},
	"files.delete":                 {scope: "files:write", args: []string{"file"}, do: (*Fake).deleteFile},
	"users.info":                   {scope: "users:read", form: true, args: []string{"user", "include_locale"}, do: (*Fake).userInfo},
	"users.list":                   {scope: "users:read", form: true, args: []string{"cursor", "limit", "include_locale", "team_id"}, do: (*Fake).userList},
	"views.open":                   {args: []string{"trigger_id", "interactivity_pointer", "view"}, do: (*Fake).openView},
	"views.publish":                {args: []string{"user_id", "view", "hash"}, do: (*Fake).publishView},
	"views.update":                 {args: []string{"view", "view_id", "external_id", "hash"}, do: (*Fake).updateView},
}

// serveAPI answers one call.
func (f *Fake) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	known, is := methods[name]
	if !is {
		f.t.Errorf("slacktest: %s is a method that this workspace does not know", name)
		answer(w, refusal("unknown_method"))
		return
	}
	c, token, word := f.read(r, name, known)
	f.hears(name, c.args)
	f.mu.Lock()
	f.calls[name]++
	failure, refused, revoked := f.failure, f.refusals[name], f.lost
	scopes := strings.Join(f.scopes, ",")
	watch := f.watch
	f.touch()
	f.mu.Unlock()
	if known.says && word == "" {
		word = f.check(c)
		if watch != nil {
			watch(f.shown(c))
		}
	}
	switch failure {
	case "silent":
		<-r.Context().Done()
		return
	case "dropped":
		cut(w, "")
		return
	case "broken":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<html><body>Bad Gateway</body></html>")
		return
	case "busy":
		limited(w, busy)
		return
	case "rejecting":
		if known.says {
			answer(w, refusal("invalid_blocks"))
			return
		}
	}
	if wait := f.throttle(name, c.text("channel")); wait > 0 {
		limited(w, wait)
		return
	}
	w.Header().Set("X-OAuth-Scopes", scopes)
	result := refusal(word)
	switch {
	case token == "":
		result = refusal("not_authed")
	case known.app && token == botToken, !known.app && token == appToken:
		result = refusal("not_allowed_token_type")
	case token != botToken && token != appToken:
		result = refusal("invalid_auth")
	case revoked != "":
		result = refusal(revoked)
	case refused != "":
		result = refusal(refused)
	case word != "":
	default:
		if missing := f.missing(known.scope, c.text("channel")); missing != "" {
			result = object{"ok": false, "error": "missing_scope", "needed": missing, "provided": scopes}
			break
		}
		done, word := known.do(f, c)
		if word != "" {
			result = refusal(word)
			break
		}
		done["ok"] = true
		result = done
	}
	f.mu.Lock()
	f.answered[name]++
	f.touch()
	lost := f.lose > 0 && result["ok"] == true && known.says
	if lost {
		f.lose--
	}
	f.mu.Unlock()
	switch {
	case lost:
		cut(w, "")
	case failure == "half":
		cut(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"ok\":tr")
	default:
		answer(w, result)
	}
}

// read takes the arguments out of a request. A word other than "" says what is
// wrong with it.
func (f *Fake) read(r *http.Request, name string, known method) (c call, token, word string) {
	c = call{method: name, args: object{}}
	token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if r.Method == http.MethodGet && !known.form || r.Method != http.MethodGet && r.Method != http.MethodPost {
		f.t.Errorf("slacktest: %s by %s", name, r.Method)
		return c, token, "invalid_arguments"
	}
	r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		decoder := json.NewDecoder(r.Body)
		decoder.UseNumber()
		if err := decoder.Decode(&c.args); err != nil && err != io.EOF {
			return c, token, "invalid_json"
		}
		if c.args["token"] != nil {
			f.t.Errorf("slacktest: %s: a token in a JSON body is not read", name)
		}
		if known.form && len(c.args) > 0 {
			f.t.Errorf("slacktest: %s takes no JSON", name)
			return c, token, "invalid_arguments"
		}
	} else {
		if err := r.ParseForm(); err != nil {
			return c, token, "invalid_form_data"
		}
		for key, values := range r.Form {
			if len(values) != 1 {
				f.t.Errorf("slacktest: %s: %d times %s", name, len(values), key)
				return c, token, "invalid_arguments"
			}
			v, err := typed(key, values[0])
			if err != nil {
				f.t.Errorf("slacktest: %s: %s is no JSON", name, key)
				return c, token, "invalid_arguments"
			}
			c.args[key] = v
		}
		if t := c.text("token"); t != "" {
			token = t
		}
		if r.URL.Query().Has("token") {
			f.t.Errorf("slacktest: %s: the token stands in the URL", name)
		}
		delete(c.args, "token")
	}
	for key := range c.args {
		if !slices.Contains(known.args, key) {
			f.t.Errorf("slacktest: %s does not take %s", name, key)
			return c, token, "invalid_arguments"
		}
	}
	return c, token, ""
}

// typed reads a form's value as what it stands for.
func typed(key, value string) (any, error) {
	switch key {
	case "blocks", "attachments", "metadata", "view", "files":
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.UseNumber()
		var v any
		if err := decoder.Decode(&v); err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		return v, nil
	case "unfurl_links", "unfurl_media", "mrkdwn", "as_user", "reply_broadcast", "link_names", "inclusive", "include_all_metadata":
		switch value {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
	}
	return value, nil
}

// missing names the scope that is needed and not there.
func (f *Fake) missing(scope, channel string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if scope == "read" || scope == "history" {
		kind := "channels:"
		if c := f.channels[channel]; c == nil || !c.public {
			kind = "groups:"
		}
		scope = kind + scope
	}
	if scope == "" || slices.Contains(f.scopes, scope) {
		return ""
	}
	return scope
}

// throttle says how long the caller must wait, if so, and fails the test where
// it was told before and did not listen.
func (f *Fake) throttle(name, channel string) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if c := f.channels[channel]; c != nil && f.every > 0 && name == "chat.postMessage" {
		if wait := c.posted.Add(f.every).Sub(now); wait > 0 {
			return wait
		}
		c.posted = now
	}
	if until := f.until[name]; now.Before(until) {
		f.t.Errorf("slacktest: %s was called %v before Retry-After had passed", name, until.Sub(now))
		return until.Sub(now)
	}
	if most := f.allowed[name]; most > 0 {
		f.recent[name] = slices.DeleteFunc(f.recent[name], func(t time.Time) bool { return now.Sub(t) >= time.Minute })
		if calls := f.recent[name]; len(calls) >= most {
			f.until[name] = calls[len(calls)-most].Add(time.Minute)
			return f.until[name].Sub(now)
		}
		f.recent[name] = append(f.recent[name], now)
	}
	if f.limit == 0 {
		return 0
	}
	f.limit--
	f.until[name] = now.Add(f.after)
	return f.after
}

func refusal(word string) object { return object{"ok": false, "error": word} }

func answer(w http.ResponseWriter, what object) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(what)
}

func limited(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusTooManyRequests)
	json.NewEncoder(w).Encode(refusal("ratelimited"))
}

// cut writes this and ends the connection.
func cut(w http.ResponseWriter, first string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	io.WriteString(conn, first)
	conn.Close()
}
