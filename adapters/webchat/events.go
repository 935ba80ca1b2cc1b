package webchat

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// intake is the way in: what the page sends becomes events.
type intake struct {
	*Adapter
	handle adapters.Handler
}

// sent is one thing that the person did, as the page numbers it: tab names one
// loading of the page, n counts from 1 within it.
type sent struct {
	Tab   string `json:"tab"`
	N     int64  `json:"n"`
	Kind  string `json:"kind"`            // started, said or chose
	Text  string `json:"text,omitempty"`  // the words; of started: the deep link's payload
	Token string `json:"token,omitempty"` // of chose: which button
	Lang  string `json:"lang,omitempty"`  // of started: the page's language
}

const largestNumber = 1<<53 - 1 // that a browser counts exactly

var (
	tabForm     = regexp.MustCompile(`^[A-Za-z0-9_-]{16,64}$`)
	buttonForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,120}:[0-9]{1,4}$`)
	payloadForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)
)

// ref is how the page finds its own thing again in the record.
func (s sent) ref() string { return s.Tab + ":" + strconv.FormatInt(s.N, 10) }

// idPrefix begins the ids of all events of a chat. It names the chat by its
// hash: ids are kept and logged in the clear, and a chat's id is not.
func idPrefix(chatID string) string {
	sum := sha256.Sum256([]byte("omzien web event " + chatID))
	return "web:" + base64.RawURLEncoding.EncodeToString(sum[:15]) + ":"
}

// event makes the event; ok is false where the page never sends such a thing.
func (i intake) event(s chat.Session, in sent) (ev chat.Event, ok bool) {
	if !tabForm.MatchString(in.Tab) || in.N < 1 || in.N > largestNumber {
		return ev, false
	}
	now := i.Now()
	ev = chat.Event{
		ID: idPrefix(s.Chat) + in.ref(), Kind: chat.Kind(in.Kind), From: address(s),
		Author: chat.Author{Role: chat.RolePerson}, Sent: now, At: now,
	}
	switch ev.Kind {
	case chat.Started:
		ev.Text, ev.Lang = in.Text, i.language(in.Lang)
		return ev, in.Token == "" && payloadForm.MatchString(in.Text)
	case chat.Said:
		ev.Text = in.Text
		return ev, in.Token == "" && strings.TrimSpace(in.Text) != ""
	case chat.Chose:
		ev.Token = in.Token
		return ev, in.Text == "" && buttonForm.MatchString(in.Token)
	}
	return ev, false
}

// takeEvent takes one thing in and answers once it is stored.
func (i intake) takeEvent(w http.ResponseWriter, r *http.Request, v visit) {
	var in sent
	if !i.decode(w, r, largest, &in) {
		return
	}
	ev, ok := i.event(v.Session, in)
	if !ok {
		i.refuse(w, http.StatusBadRequest, badForm)
		return
	}
	answer, ok := i.take(w, r, ev)
	switch {
	case !ok:
	case ev.Kind == chat.Chose && answer.Line == 0 && answer.Text != "" && !answer.Seen:
		// The button is not this person's: said in words, and counted there.
		reply(w, http.StatusForbidden, map[string]string{"error": badToken})
	default:
		reply(w, http.StatusOK, map[string]int64{"line": answer.Line})
	}
}

// take hands the event to the switchboard. Words that reached us are stored also
// when the person closes the page meanwhile.
func (i intake) take(w http.ResponseWriter, r *http.Request, ev chat.Event) (chat.Answer, bool) {
	ctx, done := context.WithTimeout(context.WithoutCancel(r.Context()), 15*time.Second)
	defer done()
	answer, err := i.handle(ctx, ev)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		i.refuse(w, http.StatusForbidden, badToken)
	case err != nil:
		i.refuse(w, http.StatusServiceUnavailable, down)
	}
	return answer, err == nil
}

// takeSeen takes in how far the page came: the last line that it holds, and the
// last one that stood on a visible screen. 0: nothing new.
func (i intake) takeSeen(w http.ResponseWriter, r *http.Request, v visit) {
	var in struct {
		Got  int64 `json:"got"`
		Read int64 `json:"read"`
	}
	if !i.decode(w, r, largest, &in) {
		return
	}
	if min(in.Got, in.Read) < 0 || max(in.Got, in.Read) > largestNumber {
		i.refuse(w, http.StatusBadRequest, badForm)
		return
	}
	for _, mark := range [...]struct {
		kind chat.Kind
		line int64
	}{{chat.Got, in.Got}, {chat.Read, in.Read}} {
		if mark.line == 0 {
			continue
		}
		line, now := strconv.FormatInt(mark.line, 10), i.Now()
		_, ok := i.take(w, r, chat.Event{
			ID: idPrefix(v.Chat) + string(mark.kind) + ":" + line, Kind: mark.kind, From: address(v.Session),
			Author: chat.Author{Role: chat.RolePerson}, Ref: line, Sent: now, At: now,
		})
		if !ok {
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// leave is the quick exit: it stores what the page had not sent yet, ends the
// session, and tells the browser to forget us. Whoever asks is forgotten; a page
// that leaves waits for no answer.
func (i intake) leave(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Unsent []sent `json:"unsent"`
	}
	if !i.decode(w, r, 4*largest, &in) {
		return
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(r.Context()), 15*time.Second)
	defer done()
	v, err := i.visitor(r.WithContext(ctx))
	if err == nil {
		err = i.part(ctx, v, in.Unsent)
	}
	if err != nil && !errors.Is(err, chat.ErrUnknown) {
		i.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	i.setCookie(w, "", -time.Second)
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	w.WriteHeader(http.StatusNoContent)
}

// part ends the session and then stores the last words. That it ends matters
// most: it comes first, and words that cannot be stored change nothing about it.
func (i intake) part(ctx context.Context, v visit, unsent []sent) error {
	ended := i.Sessions.EndSession(ctx, v.token)
	for _, in := range unsent {
		if ev, ok := i.event(v.Session, in); ok {
			i.last(ctx, ev)
		}
	}
	now := i.Now()
	i.last(ctx, chat.Event{
		ID: idPrefix(v.Chat) + "left:" + strconv.FormatInt(v.Since.UnixMilli(), 10), Kind: chat.Left,
		From: address(v.Session), Author: chat.Author{Role: chat.RolePerson}, Sent: now, At: now,
	})
	return ended
}

// last takes in what nobody will bring again.
func (i intake) last(ctx context.Context, ev chat.Event) {
	if _, err := i.handle(ctx, ev); err != nil {
		i.Count(down)
	}
}
