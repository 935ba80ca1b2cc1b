package slack

import (
	"context"
	"fmt"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	// lookBack is how far back a thread is read, however far it was read before: for
	// words that were changed or deleted since. Where a workspace throws messages
	// away, it keeps them for a day at least: what is gone that is younger, somebody
	// deleted.
	lookBack = 20 * time.Hour
	// overlap is read once more: Slack may show an older message after a newer one.
	overlap = time.Minute
	// settled is how old something is that Slack shows to everybody alike.
	settled = time.Minute
	// doubts is how many deletions are looked into each time.
	doubts = 5
)

// read reads one thread, and hands in what was not heard: words, changes of them,
// deletions, that the thread is gone, that its owner is no worker any more. An error
// means that it is to be read again.
func (a *Adapter) read(ctx context.Context, w chat.Watched, handle adapters.Handler) error {
	me, err := a.self(ctx)
	if err != nil {
		return err
	}
	from := a.from(w)
	all, err := a.thread(ctx, w.At.Chat, w.At.Thread, from)
	switch {
	case refused(err) == "thread_not_found":
		all, w.Gone = nil, true
	case isFinal(err):
		a.Count("not_read") // for this thread it will say so each time
		return a.looked(ctx, w)
	case err != nil:
		return err
	}
	f := finder{Adapter: a, w: w, team: me.TeamID, from: from}
	if w.Gone || f.stump(all) {
		if err := f.uprooted(ctx); err != nil {
			return err
		}
	}
	if err := f.words(ctx, all); err != nil {
		return err
	}
	if !w.Gone {
		if err := f.deleted(ctx, all); err != nil {
			return err
		}
	}
	f.owner(ctx)
	if err := a.handIn(ctx, w, me.TeamID, f.acts, handle); err != nil {
		return err
	}
	for _, m := range all {
		w.Mark = max(w.Mark, m.TS)
	}
	return a.looked(ctx, w)
}

// isFinal tells whether Slack refuses this, and would each time.
func isFinal(err error) bool {
	outcome, _ := adapters.Judge(err)
	return outcome == adapters.Refused
}

// from is the ts from which on a thread is read; empty: from its beginning.
func (a *Adapter) from(w chat.Watched) string {
	if w.Mark == "" {
		return ""
	}
	return min(stamp(clock(w.Mark).Add(-overlap)), stamp(a.Now().Add(-lookBack)))
}

// handIn hands in what was found, in the thread's turn.
func (a *Adapter) handIn(ctx context.Context, w chat.Watched, team string, acts []act, handle adapters.Handler) error {
	if len(acts) == 0 {
		return nil
	}
	b := brought{team: team, thread: w.At.Chat + "/" + w.At.Thread, acts: acts}
	tell, err := a.carry(ctx, b, a.inbound.turns.join(b.thread), handle)
	if err != nil {
		return fmt.Errorf("hand in what was found in a thread: %w", err)
	}
	a.tell(tell)
	for _, one := range acts {
		a.Count("found_" + string(one.event.Kind))
		if one.event.Kind != chat.Answered { // of words the record knows: they may be nobody's
			a.inbound.reader.remember(one.event.ID)
		}
	}
	return a.losing(ctx, acts, handle)
}

// finder looks for what was not heard in one thread.
type finder struct {
	*Adapter
	w    chat.Watched
	team string
	from string
	acts []act
}

// stump tells whether the thread's root was deleted.
func (f *finder) stump(all []standing) bool {
	return len(all) > 0 && all[0].TS == f.w.At.Thread && all[0].Subtype == "tombstone"
}

// unheard tells which of the events did not come in yet.
func (f *finder) unheard(ctx context.Context, events ...string) (map[string]bool, error) {
	var ask []string
	for _, id := range events {
		if !f.inbound.reader.done[id] {
			ask = append(ask, id)
		}
	}
	ids, err := f.Threads.Unheard(ctx, ask)
	new := make(map[string]bool, len(ids))
	for _, id := range ids {
		new[id] = true
	}
	return new, err
}

// uprooted finds that the thread's root is gone.
func (f *finder) uprooted(ctx context.Context) error {
	one := uprooted(f.team, f.w.At, f.Now())
	new, err := f.unheard(ctx, one.event.ID)
	if new[one.event.ID] {
		f.acts = append(f.acts, one)
	}
	return err
}

// words finds what workers wrote, and how they changed it. What was changed before
// it was heard stands there only as it is now: then the change says nothing more.
func (f *finder) words(ctx context.Context, all []standing) error {
	type pair struct{ said, changed act }
	var pairs []pair
	var ids []string
	for _, m := range all {
		ev := messageEvent{message: m.message, Channel: f.w.At.Chat}
		said, is := f.readMessage(f.team, ev)
		if !is {
			continue
		}
		p := pair{said: said}
		ids = append(ids, said.event.ID, overheardID(said.event.ID))
		if m.Edited.TS != "" {
			p.changed, _ = f.readMessage(f.team, messageEvent{message: message{Subtype: "message_changed"}, Channel: f.w.At.Chat, Message: m.message})
			ids = append(ids, p.changed.event.ID)
		}
		pairs = append(pairs, p)
	}
	new, err := f.unheard(ctx, ids...)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		said, changed := p.said.event.ID, p.changed.event.ID
		switch {
		case new[said] && new[overheardID(said)]:
			if changed != "" && new[changed] {
				if err := f.Threads.PassOver(ctx, changed, f.Now()); err != nil {
					return err
				}
			}
			f.acts = append(f.acts, p.said)
		case !new[said] && new[changed]:
			f.acts = append(f.acts, p.changed)
		}
	}
	return nil
}

// deleted finds what workers wrote and took away: the record has it, and the
// thread does not. It may stand in an earlier thread of the talk, so Slack is asked.
func (f *finder) deleted(ctx context.Context, all []standing) error {
	there := make(map[string]bool, len(all))
	for _, m := range all {
		there[m.TS] = true
	}
	now := f.Now()
	typed, err := f.Threads.Typed(ctx, f.w.Talk, f.w.Consult, now.Add(-lookBack))
	if err != nil {
		return err
	}
	oldest := max(f.from, f.w.At.Thread, stamp(now.Add(-lookBack)))
	asked := 0
	for _, t := range typed {
		ts, is := f.tsOf(t.Event)
		if !is || there[ts] || ts <= oldest || clock(ts).Add(settled).After(now) || f.inbound.reader.done[t.Event] {
			continue
		}
		gone := f.deletion(ts, t)
		new, err := f.unheard(ctx, gone.event.ID)
		if err != nil {
			return err
		}
		if !new[gone.event.ID] {
			continue
		}
		if asked++; asked > doubts {
			return nil
		}
		stands, err := f.stands(ctx, f.w.At.Chat, ts)
		if err != nil {
			return err
		}
		if stands { // in another thread
			f.inbound.reader.remember(t.Event)
			continue
		}
		f.acts = append(f.acts, gone)
	}
	return nil
}

// deletion is what Slack would have said of a reply that was deleted.
func (f *finder) deletion(ts string, t chat.Typed) act {
	gone := messageEvent{message: message{Subtype: "message_deleted", TS: stamp(f.Now())}, Channel: f.w.At.Chat, Deleted: ts}
	gone.Previous = message{User: strings.TrimPrefix(t.By.ID, Name+":"), TS: ts, ThreadTS: f.w.At.Thread}
	one, _ := f.readMessage(f.team, gone)
	return one
}

// tsOf is the ts of the words that an event of ours brought; false where they were
// not typed in this channel.
func (f *finder) tsOf(event string) (ts string, is bool) {
	rest, is := strings.CutPrefix(event, eventID(f.team, f.w.At.Chat, ""))
	ts, what, _ := strings.Cut(rest, ":")
	return ts, is && what == "answered"
}

// owner finds that whoever has the talk is no worker any more: deactivated, made a
// guest, or in none of the desks' channels.
func (f *finder) owner(ctx context.Context) {
	user, is := strings.CutPrefix(f.w.Owner.ID, Name+":")
	if !is {
		return
	}
	for _, channel := range f.Channels {
		if _, may, err := f.worker(ctx, f.team, channel, user); may || err != nil {
			return // or it cannot be asked now: nothing is guessed
		}
	}
	now := f.Now() // who comes back and goes again within the hour is an exception
	f.acts = append(f.acts, left(f.team, user, f.w.Owner.Name, fmt.Sprintf("%s:%d", f.w.Talk, now.Unix()/3600), now))
}

// remembered is how many things are remembered at most.
const remembered = 10_000

func (r *reader) remember(id string) {
	if r.done == nil || len(r.done) >= remembered {
		r.done = map[string]bool{}
	}
	r.done[id] = true
}
