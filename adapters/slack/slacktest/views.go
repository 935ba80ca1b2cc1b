package slacktest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
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
}

// View is a modal, as the worker who looks at it sees it.
type View struct {
	ID, Title, Text string
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
	case f.now().Sub(t.at) > 3*time.Second:
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
	v.hash = f.stamp()
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

// Views are the modals that the worker has open, the oldest first.
func (w *Worker) Views() []View {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	var views []View
	for _, v := range w.f.views {
		if v.by == w {
			r := renderer{f: w.f, marks: true}
			views = append(views, View{ID: v.id, Title: r.textObject(v.content["title"]), Text: r.blocks(array(v.content["blocks"]))})
		}
	}
	slices.SortFunc(views, func(a, b View) int { return strings.Compare(w.f.views[a.ID].hash, w.f.views[b.ID].hash) })
	return views
}

// Submit sends a modal in, with values by block_id and action_id.
func (w *Worker) Submit(viewID string, values map[string]map[string]string) *Delivery {
	w.f.t.Helper()
	w.f.mu.Lock()
	v := w.f.views[viewID]
	if v == nil || v.by != w {
		w.f.mu.Unlock()
		w.f.t.Fatalf("slacktest: %s has no modal %s", w.Name, viewID)
	}
	state := object{}
	for block, actions := range values {
		inner := object{}
		for action, value := range actions {
			inner[action] = object{"type": "plain_text_input", "value": value}
		}
		state[block] = inner
	}
	content := v.wire()
	content["state"] = object{"values": state}
	payload := object{"type": "view_submission", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App,
		"token": "legacy", "trigger_id": w.f.newTrigger(w), "view": content, "response_urls": []any{}}
	w.f.mu.Unlock()
	return w.f.deliver(interactive, "", payload)
}

// responseURL is where the app may answer to what somebody pressed.
type responseURL struct {
	to   *Worker
	at   time.Time
	uses int
}

// newResponse gives a response_url. f.mu is held.
func (f *Fake) newResponse(to *Worker) string {
	id := f.id("R")
	f.answers[id] = &responseURL{to: to, at: f.now()}
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
	word := f.check(c)
	for _, name := range []string{"replace_original", "delete_original"} {
		if c.is(name) {
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
		to.to.tell(f.read1(c.text("text"), c.list("blocks")))
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
