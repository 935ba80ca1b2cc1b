package slacktest

import (
	"encoding/json"
	"net/http"
	"time"
)

// trigger lets the app open one modal, soon after somebody pressed.
type trigger struct {
	by   *Worker
	at   time.Time
	used bool
}

// view is a modal that somebody looks at.
type view struct {
	id, hash string
	by       *Worker
	content  object
	errors   map[string]string
}

// View is a modal, as the worker who looks at it sees it.
type View struct {
	ID, Title, Text string
	About           string            // its private_metadata, which nobody sees
	Submit          string            // what stands on its button; empty: it has none
	Fields          []string          // its fields, by block_id
	Buttons         []string          // of a Home: the labels of its buttons
	Errors          map[string]string // what Slack shows below fields after it was sent in
}

// newTrigger gives a trigger_id. f.mu is held.
func (f *Fake) newTrigger(by *Worker) string {
	id := f.id("1333.4444.")
	f.triggers[id] = &trigger{by: by, at: f.now()}
	return id
}

func (f *Fake) openView(c call) (object, string) {
	if word := f.checkView(c); word != "" {
		return nil, word
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.triggers[c.text("trigger_id")]
	switch {
	case t == nil:
		return nil, "invalid_trigger_id"
	case t.used:
		return nil, "exchanged_trigger_id"
	case f.now().Sub(t.at) > f.trigger:
		return nil, "expired_trigger_id"
	}
	t.used = true
	content, _ := c.args["view"].(object)
	v := &view{id: f.id("V"), hash: f.stamp(), by: t.by, content: content}
	f.views[v.id] = v
	f.touch()
	return object{"view": v.wire()}, ""
}

func (f *Fake) updateView(c call) (object, string) {
	if word := f.checkView(c); word != "" {
		return nil, word
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.views[c.text("view_id")]
	if external := c.text("external_id"); v == nil && external != "" {
		for _, other := range f.views {
			if str(other.content, "external_id") == external {
				v = other
			}
		}
	}
	switch hash := c.text("hash"); {
	case v == nil:
		return nil, "not_found"
	case hash != "" && hash != v.hash:
		return nil, "hash_conflict"
	}
	v.content, _ = c.args["view"].(object)
	v.hash, v.errors = f.stamp(), nil
	f.touch()
	return object{"view": v.wire()}, ""
}

func (v *view) wire() object {
	w := object{"id": v.id, "hash": v.hash, "team_id": Team, "app_id": App, "bot_id": Bot, "root_view_id": v.id}
	for key, value := range v.content {
		w[key] = value
	}
	return w
}

// responseURL is where the app may answer to what somebody pressed.
type responseURL struct {
	to   *Worker
	of   string // ts of the ephemeral message that was pressed; empty: anything else
	at   time.Time
	uses int
}

// newResponse gives a response_url. f.mu is held.
func (f *Fake) newResponse(to *Worker) string { return f.responseTo(to, "") }

func (f *Fake) responseTo(to *Worker, whisper string) string {
	id := f.id("R")
	f.answers[id] = &responseURL{to: to, of: whisper, at: f.now()}
	return "http://" + f.addr + "/response/" + id
}

// serveResponse takes an answer to a press.
func (f *Fake) serveResponse(w http.ResponseWriter, r *http.Request) {
	c := call{method: "response_url", args: object{}}
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	decoder.UseNumber()
	if decoder.Decode(&c.args) != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	f.hears("response", c.args)
	word := f.check(c)
	f.mu.Lock()
	pressed := f.answers[r.PathValue("id")]
	f.mu.Unlock()
	for _, name := range []string{"replace_original", "delete_original"} {
		if c.is(name) && (pressed == nil || pressed.of == "" || name == "delete_original") {
			f.t.Errorf("slacktest: response_url: %s would change what stands there for everybody", name)
		}
	}
	if kind := c.text("response_type"); kind != "" && kind != "ephemeral" {
		f.t.Errorf("slacktest: response_url: a %s answer stands there for everybody", kind)
	}
	f.mu.Lock()
	failure := f.failure
	to := f.answers[r.PathValue("id")]
	switch {
	case to == nil:
		word = "invalid_url"
	case to.uses == 5:
		word = "used_url"
	case f.now().Sub(to.at) > 30*time.Minute:
		word = "expired_url"
	}
	if word == "" && (failure == "" || failure == "fine") {
		to.uses++
		if c.is("replace_original") {
			to.to.retell(to.of, f.read1(c.text("text"), c.list("blocks")), c.list("blocks"))
		} else {
			to.to.tell(c.text("text"), c.list("blocks"))
		}
	}
	f.mu.Unlock()
	switch {
	case failure == "silent":
		<-r.Context().Done()
	case failure == "dropped", failure == "half":
		cut(w, "")
	case failure == "broken":
		http.Error(w, "", http.StatusBadGateway)
	case word == "":
		w.Write([]byte("ok"))
	default:
		http.Error(w, word, http.StatusNotFound)
	}
}
