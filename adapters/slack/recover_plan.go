package slack

import (
	"cmp"
	"slices"
	"time"

	"omzien/bot/chat"
)

// How often a thread is read where nothing seems to be missing. One that was
// missed in an open crisis is found within a minute, in others within five.
const (
	everyCrisis = 40 * time.Second
	everyOpen   = 4 * time.Minute
	everyClosed = 20 * time.Minute

	closedFor = 48 * time.Hour // a talk that was rounded off is looked after for so long
)

// Slack lets an app call each of the two reading methods some 50 times a minute.
// What is left of that is for the outbox, which looks up there what it sent.
const (
	readsPerMinute = 40
	readsAtOnce    = 6
)

// rank orders threads by how much somebody there may need an answer.
func rank(w chat.Watched) int {
	switch {
	case w.Over:
		return 4
	case w.Urgency >= chat.Danger:
		return 0
	case w.State == chat.Talking:
		return 1
	case w.State == chat.Waiting:
		return 2
	}
	return 3
}

// due is when the thread is to be read next.
func due(w chat.Watched) time.Time {
	switch {
	case w.Looked.IsZero():
		return time.Time{}
	case w.Over:
		return w.Looked.Add(everyClosed)
	case w.Urgency >= chat.Danger:
		return w.Looked.Add(everyCrisis)
	}
	return w.Looked.Add(everyOpen)
}

// glimpse is what a channel's history tells of its threads, without reading them:
// which stand there, and when somebody last wrote in each.
type glimpse struct {
	at    time.Time
	from  string            // the ts from which on it is complete; empty: it tells nothing
	last  map[string]string // a thread's root -> ts of the newest message; the root's own where there is no other
	stump map[string]bool   // roots that were deleted, and leave their thread
}

// covers tells whether the glimpse is complete where the root stands.
func (g glimpse) covers(root string) bool { return g.from != "" && root >= g.from }

// missing tells whether the root should stand there and does not.
func (g glimpse) missing(root string) bool {
	return g.covers(root) && (g.last[root] == "" || g.stump[root])
}

// fresh tells whether somebody may have written in the thread since it was read.
func (g glimpse) fresh(w chat.Watched) bool {
	return !g.covers(w.At.Thread) || g.last[w.At.Thread] > max(w.Mark, w.At.Thread)
}

// next is the thread that is to be read now; false where none is. A crisis goes
// first, and a card that is gone; then where somebody wrote, by rank; then the
// others, for what a glimpse does not show: words that were changed or deleted. Of
// equals the one whose last turn is longest ago: where all are to be read anew
// again and again, each has its turn.
func next(all []chat.Watched, glimpses map[string]glimpse, had map[chat.Address]time.Time, now time.Time) (chat.Watched, bool) {
	group := func(w chat.Watched) int {
		g := glimpses[w.At.Chat]
		switch {
		case rank(w) == 0, g.missing(w.At.Thread) && !w.Over:
			return 0
		case g.fresh(w):
			return 1
		}
		return 2
	}
	waits := slices.DeleteFunc(slices.Clone(all), func(w chat.Watched) bool { return due(w).After(now) })
	if len(waits) == 0 {
		return chat.Watched{}, false
	}
	return slices.MinFunc(waits, func(a, b chat.Watched) int {
		return cmp.Or(cmp.Compare(group(a), group(b)), cmp.Compare(rank(a), rank(b)), had[a.At].Compare(had[b.At]), a.Looked.Compare(b.Looked), cmp.Compare(a.At.Thread, b.At.Thread))
	}), true
}

// soonest is how long until one of the threads is due, and no longer than most.
func soonest(all []chat.Watched, now time.Time, most time.Duration) time.Duration {
	wait := most
	for _, w := range all {
		wait = min(wait, due(w).Sub(now))
	}
	return max(wait, 0)
}

// allowance is how often something may be done: so often a minute, and a few times
// at once. The zero value is full.
type allowance struct {
	spent float64 // what is not made up for yet
	at    time.Time
}

// wait is how long until it may be done once more.
func (b *allowance) wait(now time.Time) time.Duration {
	b.spent = max(0, b.spent-now.Sub(b.at).Minutes()*readsPerMinute)
	b.at = now
	return max(0, time.Duration((b.spent-readsAtOnce+1)/readsPerMinute*float64(time.Minute)))
}

func (b *allowance) spend() { b.spent++ }
