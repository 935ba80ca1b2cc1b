package webdesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	lookEvery = 2 * time.Second        // how often a stream looks at the record by itself
	hurryTo   = 100 * time.Millisecond // ... after a hint
	calm      = 500 * time.Millisecond // between two pictures of the queue, however much happens
	beatEvery = 10 * time.Second       // how often it shows that it is alive
	writeIn   = 10 * time.Second       // how long a browser may take to read
)

// stream tells a page what changed, as server-sent events:
//
//	desk    the queue as GET /desk/queue gives it; first of all, and after a change
//	thread  the id of the open conversation (?thread=): read it again; at first,
//	        and whenever it changed
//	typing  the id of the open conversation: its person is typing, and this worker
//	        has it
//	beat    nothing; a page that hears none for 30 s connects again
//	over    the session ended; the stream ends, too
//
// It ends when the record cannot be read: the page comes back by itself.
func (d *Desk) stream(w http.ResponseWriter, r *http.Request, who worker) {
	ctx, end := context.WithCancel(r.Context())
	defer end()
	go func() {
		select {
		case <-d.stopping:
			end()
		case <-ctx.Done():
		}
	}()
	thread := r.URL.Query().Get("thread")
	out := http.NewResponseController(w)
	// The server's limit on how long a request may take to come in ends here:
	// it came in, and its answer goes on for as long as the page is open.
	if err := out.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		d.down(w)
		return
	}
	say := func(event string, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("encode a stream's event: %w", err)
		}
		if err := out.SetWriteDeadline(time.Now().Add(writeIn)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return fmt.Errorf("set a stream's deadline: %w", err)
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return fmt.Errorf("write to a stream: %w", err)
		}
		return out.Flush()
	}

	// The marks are read before what they mark: a change in between is told twice
	// rather than never.
	desk, err := d.record.Mark(ctx, "")
	if err != nil {
		d.down(w)
		return
	}
	var talk string
	if thread != "" {
		if talk, err = d.record.Mark(ctx, thread); err != nil && !errors.Is(err, chat.ErrUnknown) {
			d.down(w)
			return
		}
	}
	queue, err := d.queue(ctx, who)
	if err != nil {
		d.down(w)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	// What happened while this page had no stream is told at once: the marks above
	// are new to it, however short the break was.
	if say("desk", queue) != nil || thread != "" && say("thread", thread) != nil {
		return
	}

	var rang, typing <-chan struct{}
	if d.bell != nil {
		hint, stop := d.bell.Listen("")
		defer stop()
		rang = hint
		if thread != "" {
			hint, stop := d.bell.Listen(adapters.TypingAt(thread, who.ID))
			defer stop()
			typing = hint
		}
	}
	look, beat := time.NewTicker(lookEvery), time.NewTicker(beatEvery)
	defer look.Stop()
	defer beat.Stop()
	hurried, shown := false, time.Now() // many hints are one look
	for {
		alive := false
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			alive = true
		case <-rang:
			if !hurried {
				hurried = true
				look.Reset(max(hurryTo, time.Until(shown.Add(calm))))
			}
			continue
		case <-typing:
			if _, err := d.find(ctx, who.token, kindDesk); err == nil && say("typing", thread) != nil {
				return
			}
			continue
		case <-look.C:
			if hurried {
				hurried = false
				look.Reset(lookEvery)
			}
		}
		deskNow, err := d.record.Mark(ctx, "")
		if err != nil {
			return
		}
		talkNow := talk
		if thread != "" {
			if talkNow, err = d.record.Mark(ctx, thread); err != nil && !errors.Is(err, chat.ErrUnknown) {
				return
			}
		}
		if !alive && deskNow == desk && talkNow == talk {
			continue
		}
		// Nothing is shown to a session that ended meanwhile.
		if _, err := d.find(ctx, who.token, kindDesk); err != nil {
			if errors.Is(err, chat.ErrUnknown) && say("over", struct{}{}) != nil {
				d.log.Debug("webdesk: a stream was gone before it ended")
			}
			return
		}
		if deskNow != desk {
			if queue, err = d.queue(ctx, who); err != nil || say("desk", queue) != nil {
				return
			}
			shown = time.Now()
		}
		if talkNow != talk && say("thread", thread) != nil {
			return
		}
		if alive && say("beat", struct{}{}) != nil {
			return
		}
		desk, talk = deskNow, talkNow
	}
}
