package adapters

import (
	"context"
	"slices"
	"strconv"
	"time"

	"omzien/bot/chat"
)

// What is worth a look, and no alarm: nobody is told of it but who reads the desk, and
// it says nothing of why.

const (
	lateIn      = 7 * 24 * time.Hour // so many late answers within it are worth a look
	lateTimes   = 3
	driftTurns  = 5                // so many answers in a row, each later than the one before
	driftLeast  = 20 * time.Minute // ... and the last so much later than the first
	signalDays  = 14               // turns before then say nothing of now
	drillDays   = 31               // without a drill for so long somebody is reminded
	drillMargin = 7                // days before those that are looked at, to tell a circle that is new
)

// Soft is a member who is worth a look, and what was seen, for workers.
type Soft struct {
	Member chat.Member
	Words  []string
}

// Quiet is what is worth a look about one circle.
type Quiet struct {
	Label   string // of the circle
	Soft    []Soft
	NoDrill bool // there was no drill for a month
}

// Empty tells whether there is nothing to be told.
func (q Quiet) Empty() bool { return len(q.Soft) == 0 && !q.NoDrill }

// Signals is what somebody might see in a member's turns, in any order: that they answer
// later each time, or often after a reminder only. Turns that others answered, or of
// which others ring, say nothing of them.
func Signals(turns []chat.Occurrence, now time.Time) []string {
	turns = slices.Clone(turns)
	slices.SortStableFunc(turns, func(a, b chat.Occurrence) int { return a.At.Compare(b.At) })
	late := 0
	var waits []time.Duration
	var own []chat.Occurrence
	for _, o := range turns {
		wait, ok := waited(o)
		if !ok || now.Sub(o.At) > signalDays*24*time.Hour {
			continue
		}
		waits, own = append(waits, wait), append(own, o)
		if now.Sub(o.At) < lateIn && answeredLate(o) {
			late++
		}
	}
	var words []string
	if late >= lateTimes {
		words = append(words, "In zeven dagen kwam er "+strconv.Itoa(late)+" keer pas antwoord na een herinnering.")
	}
	if from := len(waits) - driftTurns; from >= 0 && drifts(waits[from:]) {
		first, last := own[from], own[len(own)-1]
		words = append(words, "De laatste "+strconv.Itoa(driftTurns)+" keer kwam het antwoord steeds later: eerst om "+
			TimeInWords(answeredAt(first))+", nu om "+TimeInWords(answeredAt(last))+".")
	}
	return words
}

// drifts tells whether each is longer than the one before, and the last much longer
// than the first.
func drifts(waits []time.Duration) bool {
	for i := 1; i < len(waits); i++ {
		if waits[i] <= waits[i-1] {
			return false
		}
	}
	return waits[len(waits)-1]-waits[0] >= driftLeast
}

// waited is how long after their first prompt they answered themselves that all is
// well. False: they did not, or it says nothing of them.
func waited(o chat.Occurrence) (time.Duration, bool) {
	at := answeredAt(o)
	if o.Stand != chat.StandWell || o.Phone || o.Drill || o.Rings != "" || at.IsZero() {
		return 0, false
	}
	for _, m := range o.Log {
		if m.By.Role == chat.RoleWorker { // somebody looked, or spoke on their behalf
			return 0, false
		}
	}
	asked := o.At
	if o.Asked == 1 && o.SentAt.After(asked) { // what we sent late is no delay of theirs
		asked = o.SentAt
	}
	return at.Sub(asked), true
}

// answeredAt is when they answered; zero where nobody knows.
func answeredAt(o chat.Occurrence) time.Time {
	for _, m := range o.Log {
		if m.To == chat.StandWell {
			return m.At
		}
	}
	return o.Heard
}

// answeredLate tells whether the answer came after a reminder, or when people were
// alarmed already.
func answeredLate(o chat.Occurrence) bool {
	return o.Asked > 1 || slices.ContainsFunc(o.Log, func(m chat.Moved) bool { return m.To == chat.StandOverdue })
}

// SoftOf lists those of a circle's members who are worth a look, in its order. In a
// keten people ring people: when one answers says nothing of them.
func SoftOf(rounds []chat.Round, members []chat.Member, now time.Time) []Soft {
	turns := map[string][]chat.Occurrence{}
	for _, r := range rounds {
		if r.Chain {
			continue
		}
		for _, o := range r.Occurrences {
			turns[o.Member] = append(turns[o.Member], o)
		}
	}
	var all []Soft
	for _, m := range members {
		if words := Signals(turns[m.ID], now); len(words) > 0 {
			all = append(all, Soft{m, words})
		}
	}
	return all
}

// LookSoftly reads which of these members of a circle are worth a look.
func LookSoftly(ctx context.Context, c Circles, programme, circle string, members []chat.Member, now time.Time) ([]Soft, error) {
	rounds, err := c.Past(ctx, programme, circle, now.AddDate(0, 0, -signalDays))
	return SoftOf(rounds, members, now), err
}

// LookQuietly reads what is worth a look about each circle of the programmes whose team
// it is; circles of which there is nothing are left out.
func LookQuietly(ctx context.Context, c Circles, programmes []Programme, whose func(team string) bool, now time.Time) ([]Quiet, error) {
	var all []Quiet
	for _, p := range programmes {
		for _, circle := range p.Circles {
			if !whose(p.Team) || p.Group > 0 { // who wants something together is asked nothing
				continue
			}
			members, err := c.Enrolled(ctx, p.Name, circle.Name)
			if err != nil {
				return nil, err
			}
			if len(members) == 0 {
				continue
			}
			q := Quiet{Label: circle.Label}
			if q.Soft, err = LookSoftly(ctx, c, p.Name, circle.Name, members, now); err != nil {
				return nil, err
			}
			if q.NoDrill, err = NoDrill(ctx, c, p.Name, circle.Name, now); err != nil {
				return nil, err
			}
			if !q.Empty() {
				all = append(all, q)
			}
		}
	}
	return all, nil
}

// NoDrill tells whether a circle that has asked its members for a month had no drill in
// that time.
func NoDrill(ctx context.Context, c Circles, programme, circle string, now time.Time) (bool, error) {
	month := now.AddDate(0, 0, -drillDays)
	first, last, err := c.Drilled(ctx, programme, circle, month.AddDate(0, 0, -drillMargin))
	began := first != "" && first <= month.In(chat.Amsterdam).Format(chat.DateLayout)
	return began && last.Before(month), err
}

// NoDrillInWords reminds of a drill.
const NoDrillInWords = "Er is al een maand geen oefening gehouden."
