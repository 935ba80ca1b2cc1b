package switchboard

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/files"
	"omzien/bot/turn"
	"omzien/flows"
)

// Content fetches what a file of this conversation holds, from where it was sent,
// and makes it fit to be shown. why is empty, or why it does not pass (chat.FileKind
// and the like): that is so each time. An error is marked as one of
// adapters.Opener: it may be otherwise the next time.
func (s *Switchboard) Content(ctx context.Context, conversation string, f chat.File) (content chat.Content, why string, err error) {
	switch {
	case !f.Opens():
		return content, chat.FileKind, nil
	case f.Size > chat.FileMost:
		return content, chat.FileLarge, nil
	}
	key := conversation + "\x00" + f.At + "\x00" + f.ID
	if content, found := s.opened.find(key, s.clock.Now()); found {
		return content, "", nil
	}
	if f.At == chat.InStore {
		content, known, err := s.store.Upload(ctx, conversation, f.ID)
		if err == nil && !known {
			why = chat.FileGone
		}
		return content, why, err
	}
	from, can := s.adapters[f.At].(adapters.Opener)
	if !can {
		return content, chat.FileGone, nil
	}
	raw, err := from.Open(ctx, f)
	switch outcome, _ := adapters.Judge(err); {
	case errors.Is(err, adapters.ErrLarge):
		return content, chat.FileLarge, nil
	case outcome == adapters.Refused || outcome == adapters.Unreachable:
		s.log.Warn("a file cannot be fetched", "adapter", f.At, "err", err)
		return content, chat.FileGone, nil
	case err != nil:
		return content, "", err
	}
	if content, why = s.opened.fit(raw); why == "" {
		s.opened.keep(key, content, s.clock.Now())
	}
	return content, why, nil
}

// fetchTries is how often a file is fetched before it counts as gone: words wait
// behind it.
const fetchTries = 4

// bring gives the claimed row's message with what its file holds. ready is false
// where nothing is to be sent now; then m is what became of the row.
//
// Where the file does not pass, whoever sent it is told. At a desk the message
// stands there without it, and says so; to a person nothing is sent at all, for the
// words beside a file are about it.
func (s *Switchboard) bring(ctx context.Context, c chat.Claim) (message chat.Message, m chat.Mark, ready bool) {
	message = c.Message
	if len(message.Files) == 0 || !message.Files[0].Opens() {
		return message, m, true
	}
	f := message.Files[0]
	content, why, err := s.Content(ctx, message.Talk, f)
	switch {
	case err != nil && c.Attempt < fetchTries:
		return message, s.unfetched(c, f, err), false
	case err != nil:
		s.log.Warn("a file cannot be fetched; it is given up", "adapter", f.At, "err", err)
		why = chat.FileGone
	case why == "":
		message.Content = &content
		return message, m, true
	}
	if err := s.TellUnfit(ctx, message, why); err != nil {
		return message, s.later(c, s.clock.Now().Add(backoff(c.Attempt))), false
	}
	if message.To.Thread == "" { // threads stand at desks only
		return message, chat.Mark{Claim: c, State: chat.Superseded}, false
	}
	words := message.Plain()
	if message.Speaker.Role == chat.RolePerson {
		words = turn.Words(chat.Event{Text: message.Text, Files: message.Files})
	}
	message.Text, message.Files = words+"\nHet bestand is hier niet te zien: "+flows.Unfit(why), nil
	return message, m, true
}

// unfetched is the outcome where the file could not be fetched this time.
func (s *Switchboard) unfetched(c chat.Claim, f chat.File, err error) chat.Mark {
	s.log.Warn("a file could not be fetched", "adapter", f.At, "attempt", c.Attempt, "err", err)
	now := s.clock.Now()
	outcome, after := adapters.Judge(err)
	m := s.later(c, now.Add(max(backoff(c.Attempt), min(after, time.Minute))))
	m.Alarm = nil
	if outcome == adapters.NoRoute {
		m.Alarm = aboutRoute(c, f.At, now, "Bestanden die in "+f.At+" zijn gestuurd, kunnen we niet ophalen: "+f.At+" laat ons er niet bij."+
			" De beheerder kan kijken of we daar bestanden mogen lezen (omzien doctor zegt wat eraan scheelt).")
	}
	return m
}

// Fit is files.Fit, for one file at a time: it takes memory.
func (s *Switchboard) Fit(raw []byte) (content chat.Content, why string) { return s.opened.fit(raw) }

// TellUnfit lets the conversation hear, once, that the message's file does not pass.
func (s *Switchboard) TellUnfit(ctx context.Context, m chat.Message, why string) error {
	_, err := s.Handle(ctx, chat.Event{
		ID: m.ID + "/unfit", Kind: chat.Unfit, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: m.Talk}, Author: chat.Program,
		From: m.To, Ref: m.ID, Text: m.Text, Files: m.Files, Value: why, Form: map[string]string{chat.SpeakerRole: string(m.Speaker.Role)},
	})
	return err
}

// opened keeps for a moment what files hold: a page asks for a video in pieces, and
// what took long to fetch is sent in the next attempt. The zero value is empty. Safe
// for concurrent use.
type opened struct {
	mu   sync.Mutex
	kept []openedFile // oldest first
	size int          // bytes

	fitting sync.Mutex // one picture at a time: it takes memory
}

type openedFile struct {
	key     string
	content chat.Content
	at      time.Time
}

const (
	openedMost = 64 << 20    // bytes
	openedFor  = time.Minute // as long as a person's key
)

// fit is files.Fit; a panic there is a broken file.
func (o *opened) fit(raw []byte) (content chat.Content, why string) {
	o.fitting.Lock()
	defer o.fitting.Unlock()
	defer func() {
		if recover() != nil {
			content, why = chat.Content{}, chat.FileBroken
		}
	}()
	return files.Fit(raw)
}

func (o *opened) find(key string, now time.Time) (chat.Content, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drop(now)
	i := slices.IndexFunc(o.kept, func(f openedFile) bool { return f.key == key })
	if i < 0 {
		return chat.Content{}, false
	}
	return o.kept[i].content, true
}

func (o *opened) keep(key string, c chat.Content, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept, o.size = append(o.kept, openedFile{key, c, now}), o.size+len(c.Bytes)
	o.drop(now)
}

// drop forgets what is old, and the oldest of what is too much.
func (o *opened) drop(now time.Time) {
	for len(o.kept) > 0 && (o.size > openedMost || now.Sub(o.kept[0].at) > openedFor) {
		o.size -= len(o.kept[0].content.Bytes)
		o.kept = slices.Delete(o.kept, 0, 1)
	}
}
