package slacktest

import (
	"context"
	"encoding/json"
	"slices"
)

// kind is a kind of payload.
type kind struct {
	envelope string // its type in Socket Mode
	path     string // its place over HTTP
	repeats  bool   // Slack brings it again where it was not acknowledged
}

var (
	events      = kind{"events_api", "/slack/events", true}
	interactive = kind{"interactive", "/slack/interactivity", false}
	commands    = kind{"slash_commands", "/slack/commands", false}
)

// Delivery is one payload on its way to the app, over whichever transport.
type Delivery struct {
	TS string // of the message that it is about, where it is about one

	f       *Fake
	kind    kind
	thread  string // what is delivered one after the other over HTTP
	payload object

	// Guarded by f.mu.
	attempts int
	acked    bool          // ever
	latest   bool          // ... and in the latest attempt
	settled  chan struct{} // closed when the latest attempt is decided
	over     bool          // it is closed
	socket   *socket       // of the latest attempt
	status   int           // HTTP: of the latest answer, 0 where there was none
	body     string        // what the app answered with
}

// Acked tells whether the app acknowledged it, in whichever attempt.
func (d *Delivery) Acked() bool {
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return d.acked
}

// Settled waits until the latest attempt is decided, and tells whether this one
// was acknowledged: the answer came, or, in Socket Mode, the acknowledgement did
// or the socket is gone. It gives up when ctx ends.
func (d *Delivery) Settled(ctx context.Context) bool {
	d.f.mu.Lock()
	settled := d.settled
	d.f.mu.Unlock()
	select {
	case <-settled:
	case <-ctx.Done():
	}
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return d.latest
}

// Await waits until it is acknowledged; after Again, until it is so once more.
func (d *Delivery) Await() *Delivery {
	d.f.t.Helper()
	d.f.Wait("a payload is acknowledged", func() bool {
		d.f.mu.Lock()
		defer d.f.mu.Unlock()
		return d.latest
	})
	return d
}

// Status is the latest HTTP status, 0 in Socket Mode and where none came.
func (d *Delivery) Status() int {
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return d.status
}

// Body is what the app sent back with its acknowledgement.
func (d *Delivery) Body() string {
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return d.body
}

// Attempts is how often it was sent.
func (d *Delivery) Attempts() int {
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return d.attempts
}

// Payload is its JSON, as HTTP carries it for events and Socket Mode for all.
func (d *Delivery) Payload() []byte {
	d.f.mu.Lock()
	defer d.f.mu.Unlock()
	return encode(d.payload)
}

// Event sends an event of this inner form. Any type will do: the app must not
// stumble over one that it does not know. One that it has not subscribed to is
// not sent, and counts as acknowledged.
func (f *Fake) Event(inner map[string]any) *Delivery {
	name := str(inner, "type")
	if name == "message" {
		name += "." + str(inner, "channel_type") + "s"
	}
	if f.subs != nil && !slices.Contains(f.subs, name) {
		d := &Delivery{f: f, kind: events, payload: f.callback(inner), settled: make(chan struct{}), over: true, acked: true, latest: true}
		close(d.settled)
		return d
	}
	return f.deliver(events, place(inner), f.callback(inner))
}

// place is the thread that an event belongs to.
func place(inner object) string {
	message := inner
	for _, key := range []string{"message", "previous_message"} {
		if m, is := inner[key].(object); is {
			message = m
			break
		}
	}
	thread := str(message, "thread_ts")
	if thread == "" {
		thread = str(message, "ts")
	}
	return str(inner, "channel") + " " + thread
}

// callback puts an inner event in its envelope.
func (f *Fake) callback(inner object) object {
	f.mu.Lock()
	defer f.mu.Unlock()
	if inner["event_ts"] == nil {
		inner["event_ts"] = f.stamp()
	}
	return object{"type": "event_callback", "token": "legacy", "team_id": Team, "context_team_id": Team, "api_app_id": App,
		"event": inner, "event_id": f.id("Ev"), "event_time": f.now().Unix(), "is_ext_shared_channel": false,
		"event_context":  f.id("4-ctx"),
		"authorizations": []any{object{"enterprise_id": nil, "team_id": Team, "user_id": BotUser, "is_bot": true, "is_enterprise_install": false}}}
}

// Again brings a payload once more, as Slack does where it heard nothing: the
// same payload, marked as a retry.
func (f *Fake) Again(d *Delivery) *Delivery {
	f.attempt(d)
	return d
}

// Double brings an event once more as if it were another: with an event_id of
// its own, and no mark of a retry.
func (f *Fake) Double(d *Delivery) *Delivery {
	inner, _ := d.payload["event"].(object)
	double := f.deliver(events, d.thread, f.callback(inner))
	double.TS = d.TS
	return double
}

// Send sends any payload: "events_api", "interactive" or "slash_commands". It is
// for what no workspace of ours would send, such as another's events.
func (f *Fake) Send(envelope string, payload map[string]any) *Delivery {
	f.t.Helper()
	for _, k := range []kind{events, interactive, commands} {
		if k.envelope == envelope {
			return f.deliver(k, "", payload)
		}
	}
	f.t.Fatalf("slacktest: there is no envelope %s", envelope)
	return nil
}

// Foreign brings the payload as if it were from another workspace, where the
// same app is not ours.
func (f *Fake) Foreign(d *Delivery) *Delivery {
	var payload object
	json.Unmarshal(d.Payload(), &payload)
	payload["api_app_id"] = "A0VREEMD"
	if d.kind == events {
		payload["team_id"], payload["context_team_id"] = Other, Other
		payload["authorizations"] = []any{object{"team_id": Other, "user_id": BotUser, "is_bot": true}}
	} else if d.kind == commands {
		payload["team_id"] = Other
	} else {
		payload["team"] = object{"id": Other, "domain": "elders"}
	}
	return f.deliver(d.kind, d.thread, payload)
}

// Redeliver brings every event again that was not acknowledged: Slack's time
// for it is over. It gives how many.
func (f *Fake) Redeliver() int {
	f.mu.Lock()
	var late []*Delivery
	for _, d := range f.deliveries {
		if d.kind.repeats && !d.acked {
			late = append(late, d)
		}
	}
	f.mu.Unlock()
	for _, d := range late {
		f.attempt(d)
	}
	return len(late)
}

// Unacked counts the events that were not acknowledged.
func (f *Fake) Unacked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, d := range f.deliveries {
		if d.kind.repeats && !d.acked {
			n++
		}
	}
	return n
}

// Settle waits until every event is acknowledged.
func (f *Fake) Settle() {
	f.t.Helper()
	f.Wait("every event is acknowledged", func() bool { return f.Unacked() == 0 })
}

// deliver makes a delivery and sends it.
func (f *Fake) deliver(k kind, thread string, payload object) *Delivery {
	d := &Delivery{f: f, kind: k, thread: thread, payload: payload, settled: make(chan struct{}), over: true}
	close(d.settled)
	f.mu.Lock()
	if f.deaf {
		d.acked, d.latest = true, true
		f.mu.Unlock()
		return d
	}
	f.deliveries = append(f.deliveries, d)
	f.mu.Unlock()
	f.attempt(d)
	return d
}

// attempt sends a delivery, once more perhaps.
func (f *Fake) attempt(d *Delivery) {
	f.mu.Lock()
	if f.closed {
		f.mu.Unlock()
		return
	}
	d.latest = false // also where nobody listens
	if len(f.bases) > 0 {
		reason := "http_error"
		if d.status == 0 {
			reason = "http_timeout"
		}
		d.begin(nil)
		base := f.bases[f.turn%len(f.bases)]
		f.turn++
		before, done := f.tails[d.thread], make(chan struct{})
		if d.thread != "" {
			f.tails[d.thread] = done
		}
		retry := d.attempts - 1
		f.wg.Add(1)
		f.mu.Unlock()
		go func() {
			defer f.wg.Done()
			defer close(done)
			if before != nil {
				<-before
			}
			f.bring(base, d, retry, reason)
		}()
		return
	}
	f.mu.Unlock()
	f.sending.Lock()
	defer f.sending.Unlock()
	f.envelope(d)
}

// begin starts an attempt. f.mu is held.
func (d *Delivery) begin(s *socket) {
	d.settle()
	d.attempts++
	d.settled, d.over, d.socket, d.status = make(chan struct{}), false, s, 0
}

// settle ends the latest attempt. f.mu is held.
func (d *Delivery) settle() {
	if !d.over {
		d.over = true
		close(d.settled)
	}
}

// ack notes the acknowledgement. f.mu is held.
func (d *Delivery) ack(body string) {
	d.acked, d.latest, d.body = true, true, body
	d.f.submitted(d.payload, body)
	d.settle()
	d.f.touch()
}

// forget ends the attempts that wait on a socket that is gone. f.mu is held.
func (f *Fake) forget(s *socket) {
	for _, d := range f.deliveries {
		if d.socket == s && !d.acked {
			d.socket = nil
			d.settle()
		}
	}
	f.sockets = slices.DeleteFunc(slices.Clone(f.sockets), func(o *socket) bool { return o == s })
	f.touch()
}

func encode(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}
