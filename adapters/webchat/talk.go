package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// talk is a part of a talk as the page reads it: new lines, and how it stands.
type talk struct {
	Lines []line `json:"lines"`
	Now   int64  `json:"now"` // milliseconds UTC: the page tells by it how long ago things were
	standing
}

// standing is what can change without a new line.
type standing struct {
	Begun   bool   `json:"begun"`             // there is a conversation
	Lang    string `json:"lang,omitempty"`    // the page's language for this talk; empty where it does not speak it
	Over    bool   `json:"over,omitempty"`    // the last one was rounded off
	Worker  string `json:"worker,omitempty"`  // who has it
	Read    int64  `json:"read,omitempty"`    // the person's last line that a worker had on screen
	Cleared int64  `json:"cleared,omitempty"` // lines up to this one are no longer shown
	More    bool   `json:"more,omitempty"`    // ask again: there are more lines
}

// line is one line on the page.
type line struct {
	N       int64         `json:"n"`
	Who     chat.LineKind `json:"who"`            // person, bot or worker
	Name    string        `json:"name,omitempty"` // a worker's
	Text    string        `json:"text"`
	At      int64         `json:"at"`            // milliseconds UTC
	Ref     string        `json:"ref,omitempty"` // of the person's: the page's own number, "tab:n"
	Choices []choice      `json:"choices,omitempty"`
	Files   []file        `json:"files,omitempty"`
	Link    *chat.Link    `json:"link,omitempty"`
	Later   chat.Later    `json:"later,omitempty"` // its words were changed since, or taken away
	Of      int64         `json:"of,omitempty"`    // no line of its own: the one with this number says so from now on, and Later tells how
}

// choice is a button that can be pressed now.
type choice struct {
	Label string `json:"label"`
	Token string `json:"token"`
}

// mostLines is how many lines a Record gives at once.
const mostLines = 200

// read reads what is new after the given line.
func (a *Adapter) read(ctx context.Context, at chat.Address, after int64) (talk, error) {
	t, err := a.Record.Talk(ctx, at, after)
	if err != nil && !errors.Is(err, chat.ErrUnknown) {
		return talk{}, fmt.Errorf("read the talk: %w", err)
	}
	out := talk{Lines: make([]line, 0, len(t.Lines)), Now: a.Now().UnixMilli(), standing: standing{
		Begun: t.Conversation != "", Lang: a.language(t.Lang), Over: t.Over, Worker: t.Worker, Read: t.ReadByDesk,
		Cleared: t.Cleared, More: len(t.Lines) >= mostLines,
	}}
	prefix := idPrefix(at.Chat)
	for _, l := range t.Lines {
		if l.N > after && l.Kind.ForPerson() {
			out.Lines = append(out.Lines, a.shown(l, prefix))
		}
	}
	return out, nil
}

func (a *Adapter) shown(l chat.ShownLine, prefix string) line {
	out := line{N: l.N, Who: l.Kind, Text: l.Text, At: l.At.UnixMilli(), Link: l.Link, Later: l.Later, Of: l.Of}
	if l.Of > 0 {
		if out.Later = chat.LaterEdited; l.Gone {
			out.Later = chat.LaterGone
		}
	}
	a.show(&out, l)
	switch l.Kind {
	case chat.LinePerson:
		if ref, ours := strings.CutPrefix(l.ID, prefix); ours {
			out.Ref = ref
		}
	case chat.LineWorker:
		out.Name = l.Author.Name
	}
	if l.Token != "" && l.Answered == "" {
		for i, c := range l.Choices {
			out.Choices = append(out.Choices, choice{c.Label, l.Token + ":" + strconv.Itoa(i)})
		}
	}
	return out
}

// after reads the number of the last line that the page has.
func after(r *http.Request) (int64, bool) {
	s := r.URL.Query().Get("after")
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0
}

// serveTalk answers with the lines after ?after=.
func (a *Adapter) serveTalk(w http.ResponseWriter, r *http.Request, v visit) {
	n, ok := after(r)
	if !ok {
		a.refuse(w, http.StatusBadRequest, badForm)
		return
	}
	t, err := a.read(r.Context(), address(v.Session), n)
	if err != nil {
		a.refuse(w, http.StatusServiceUnavailable, down)
		return
	}
	reply(w, http.StatusOK, t)
}

// mostStreams is how many streams one talk may have open: its tabs and devices.
const mostStreams = 8

// serveStream sends a talk whenever something changed, as server-sent events:
// "talk" with the news, "typing" while the worker who has it writes, "beat" now and
// then, "gone" when the session ended. It
// ends by itself after a while, and when Run ends; the page comes back.
func (a *Adapter) serveStream(w http.ResponseWriter, r *http.Request, v visit) {
	n, ok := after(r)
	if !ok {
		a.refuse(w, http.StatusBadRequest, badForm)
		return
	}
	if !a.streams.enter(v.Chat, mostStreams) {
		a.later(w, time.Second, tooMany)
		return
	}
	defer a.streams.leave(v.Chat)
	rang, stop := a.Bell.Listen(v.Chat)
	defer stop()
	typing, stopTyping := a.Bell.Listen(adapters.TypingTo(v.Chat))
	defer stopTyping()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy shall pass each event on at once
	(&stream{Adapter: a, visit: v, after: n, rang: rang, typing: typing, out: w, conn: http.NewResponseController(w)}).run(r)
}

// stream is one open page.
type stream struct {
	*Adapter
	visit
	after int64
	told  standing
	begun bool // something was sent
	rang  <-chan struct{}
	out   http.ResponseWriter
	conn  *http.ResponseController

	typing <-chan struct{} // the worker is
}

// run sends until the page goes away, the stream is old, or Run ends.
func (s *stream) run(r *http.Request) {
	look, beat := time.NewTicker(s.pace.look), time.NewTicker(s.pace.beat)
	defer look.Stop()
	defer beat.Stop()
	old := time.NewTimer(s.pace.life)
	defer old.Stop()
	for {
		more, err := s.news(r.Context())
		if err != nil {
			return
		}
		if more {
			continue
		}
		select {
		case <-s.rang:
		case <-s.typing:
			if s.writes(r.Context()) != nil {
				return
			}
		case <-look.C:
		case <-beat.C:
			if !s.alive(r) {
				return
			}
		case <-old.C:
			return
		case <-s.closing:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// news sends what changed since the last time; the first time also that nothing did.
func (s *stream) news(ctx context.Context) (more bool, err error) {
	t, err := s.read(ctx, address(s.Session), s.after)
	if err != nil {
		return false, err
	}
	if s.begun && len(t.Lines) == 0 && t.standing == s.told {
		return false, nil
	}
	if len(t.Lines) > 0 {
		select { // that they were being typed is old
		case <-s.typing:
		default:
		}
	}
	if err := s.send("talk", t); err != nil {
		return false, err
	}
	s.begun, s.told = true, t.standing
	if len(t.Lines) > 0 {
		s.after = t.Lines[len(t.Lines)-1].N
	}
	return t.More && len(t.Lines) > 0, nil
}

// alive tells the page that we are there, or that its session is not any more.
func (s *stream) alive(r *http.Request) bool {
	if _, err := s.visitor(r); errors.Is(err, chat.ErrUnknown) {
		_ = s.send("gone", struct{}{})
		return false
	}
	return s.send("beat", struct{}{}) == nil
}

func (s *stream) send(event string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", event, err)
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := fmt.Fprintf(s.out, "event: %s\ndata: %s\n\n", event, body); err != nil {
		return err
	}
	return s.conn.Flush()
}
