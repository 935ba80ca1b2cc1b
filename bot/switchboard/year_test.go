package switchboard_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// Goal M10, the whole product: a year of two circles, a ster and a keten, on a real
// database. The process dies at any point and is started again, machines are down for
// hours, platforms fail and come back. Each occurrence of each day ends in exactly one
// of three ways. The two halves of the year run beside one another, each from its
// beginning; PostgreSQL gets a week. The whole year takes a minute of two cores that
// have nothing else to do:
//
//	go test ./bot/switchboard -run M10_AYear -days 365 -v
func TestM10_AYearOfTheWholeProduct(t *testing.T) {
	autumn := flows.Day{Year: 2026, Month: time.September, Day: 1}
	for _, c := range []struct {
		name string
		on   func(testing.TB) *storagetest.Base
		from flows.Day
		days int
	}{
		{"sqlite, autumn and winter", storagetest.SQLite, autumn, *yearDays / 2},
		{"sqlite, spring and summer", storagetest.SQLite, autumn.Add(182), *yearDays - *yearDays/2},
		{"postgres, the end of summer time", storagetest.Postgres, autumn.Add(50), 7}, // until the day after
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() {
				c.days = min(c.days, 7)
			}
			seed := rand.Uint64()
			if *yearSeed != 0 {
				seed = *yearSeed
			}
			t.Logf("seed %d", seed)
			y := newYear(t, c.on(t), seed, c.from)
			for day := c.from; day.Before(c.from.Add(c.days)); day = day.Add(1) {
				y.live(day.Add(1).At(5 * 60))
				y.judge(day)
				y.tidy()
				if t.Failed() {
					t.Log("that day:\n" + strings.Join(y.trace, "\n"))
					return
				}
				y.trace = nil
			}
			t.Logf("%d days: %d answered in time, %d a human was told, %d cancelled; %d crashes, %d times down", c.days, y.answered, y.told, y.cancelled, y.crashes, len(y.downs)-y.crashes)
			if c.days > 100 && (y.answered == 0 || y.told == 0 || y.cancelled == 0 || y.crashes == 0) {
				t.Error("something never happened: this proves nothing")
			}
		})
	}
}

var yearDays = flag.Int("days", 40, "how many days of a year are lived on SQLite")

// yearSeed lets a year be lived once more. What happens at the same moment may then
// happen in another order.
var yearSeed = flag.Uint64("year", 0, "the seed of a year that failed")

// year is the world around one instance that is started again and again.
type year struct {
	t      *testing.T
	random *rand.Rand
	base   *storagetest.Base
	clock  *clock
	places []*place
	dying  *dying
	ctx    context.Context // of the process
	store  *storage.Store
	board  *switchboard.Switchboard

	deeds   []deed // what people will do
	n       int
	started time.Time
	breaks  time.Time // when the machine is down next
	planned flows.Day
	downs   []gap
	heard   map[string]time.Time // alarm, and whom of many it names -> when the first human heard

	trace []string // what happened since the day began

	answered, told, cancelled, crashes int
}

func (y *year) say(format string, args ...any) {
	y.trace = append(y.trace, y.clock.Now().In(flows.Amsterdam).Format("02 15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// gap is a time in which nothing of ours ran.
type gap struct{ from, to time.Time }

// deed is what somebody does at a time; sent is when they did, where it comes later.
type deed struct {
	at, sent time.Time
	ev       chat.Event
	backlog  bool // it lies at the platform
}

// the circles of the built-in playbook, and who is in them.
var yearCircles = []struct {
	programme, circle, slot string
	members                 int
}{{"belcirkel", "noord", "0830", 4}, {"belketting", "haven", "0900", 3}}

func yearMember(circle string, i int) string { return fmt.Sprintf("%s-%d", circle, i) }

func yearInitials(circle string, i int) string {
	return fmt.Sprintf("%s%d.", strings.ToUpper(circle[:1]), i)
}

func newYear(t *testing.T, b *storagetest.Base, seed uint64, from flows.Day) *year {
	y := &year{t: t, random: rand.New(rand.NewPCG(seed, 10)), base: b, clock: &clock{now: from.Add(-1).At(12 * 60)}, heard: map[string]time.Time{}}
	y.places = []*place{{y: y, name: "tele"}, {y: y, name: "desk"}, {y: y, name: "mail"}}
	b.Desk = y.clock.Now
	y.start()
	var all []chat.Member
	for _, c := range yearCircles {
		for i := range c.members {
			id := yearMember(c.circle, i)
			all = append(all, chat.Member{
				ID: id, Programme: c.programme, Circle: c.circle, Place: int64(i), State: chat.MemberActive, Channel: "tele",
				Name: "mevrouw " + id, Initials: yearInitials(c.circle, i), Phones: []string{"0515123456"},
				Address: chat.Address{Adapter: "tele", Chat: id}, Changed: y.clock.Now(), Agreed: y.clock.Now(),
			})
		}
	}
	err := y.store.Update(t.Context(), func(tx *storage.Tx) error {
		return tx.Write(chat.Change{Event: chat.Event{ID: "enrol", At: y.clock.Now()}, Members: all})
	})
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// start starts an instance on the database as it was left.
func (y *year) start() {
	store, err := storage.Open(y.t.Context(), y.base.Config())
	if err != nil {
		y.t.Fatal(err)
	}
	var all []adapters.Adapter
	for _, p := range y.places {
		all = append(all, p)
	}
	ctx, gone := context.WithCancel(y.t.Context())
	y.t.Cleanup(gone)
	y.ctx, y.store = ctx, store
	y.dying = &dying{Store: switchboard.Over(store), gone: gone, after: 1 + y.random.IntN(2000), how: y.random.IntN(4)}
	y.board = switchboard.New(switchboard.Config{
		Store: y.dying, Book: flowstest.BuiltIn(y.t), Clock: y.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.DiscardHandler),
		Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: all, MailBy: "mail", PublicURL: "https://omzien.voorbeeld.nl",
		Desks: func(string) []chat.Address { return []chat.Address{{Adapter: "desk", Chat: "C1"}} },
	})
	y.started, y.planned = y.clock.Now(), flows.Day{}
	y.breaks = y.started.Add(time.Duration(1+y.random.IntN(14*24*60)) * time.Minute)
}

func (y *year) within(d time.Duration) time.Duration { return time.Duration(y.random.Int64N(int64(d))) }

// stop lets the process be gone for a while.
func (y *year) stop(long time.Duration) {
	if err := y.store.Close(y.t.Context()); err != nil {
		y.t.Fatal(err)
	}
	now := y.clock.Now()
	y.downs = append(y.downs, gap{now, now.Add(long)})
	y.say("down for %s", long)
	y.clock.set(now.Add(long))
	for i := range y.deeds { // what was done meanwhile lies at the platform
		if d := &y.deeds[i]; d.at.Before(y.clock.Now()) {
			d.at, d.backlog = y.clock.Now().Add(y.within(40*time.Second)), true
		}
	}
	y.start()
}

// live lets the time pass until then, from one thing that happens to the next.
func (y *year) live(until time.Time) {
	for !y.t.Failed() {
		if now := y.clock.Now(); !now.Before(until) && now.After(y.started.Add(2*time.Minute)) {
			return
		}
		if !y.work() {
			y.crashes++
			y.stop(time.Second + y.within(20*time.Second))
			continue
		}
		next := y.clock.Now().Add(time.Hour)
		soonest, err := y.store.Soonest(y.t.Context(), "")
		if err != nil {
			y.t.Fatal(err)
		}
		for _, at := range append(y.soon(), soonest, flows.DayOf(y.clock.Now()).Add(1).At(0), y.breaks) {
			if !at.IsZero() && at.Before(next) {
				next = at
			}
		}
		now := y.clock.Now()
		if y.planned == (flows.Day{}) || now.Before(y.started.Add(70*time.Second)) { // alarms may wait for what lay at platforms: it looks each second
			next = now.Add(time.Second)
		}
		if next.Before(now.Add(500 * time.Millisecond)) {
			next = now.Add(500 * time.Millisecond)
		}
		if !next.Before(y.breaks) {
			y.stop(y.outage())
			continue
		}
		y.clock.set(next.Add(time.Millisecond)) // the database keeps whole ones
	}
}

// outage is how long the machine is down: mostly minutes, now and then a day and more.
func (y *year) outage() time.Duration {
	switch x := y.random.IntN(10); {
	case x < 5:
		return y.within(20 * time.Minute)
	case x < 9:
		return y.within(8 * time.Hour)
	}
	return y.within(44 * time.Hour)
}

// soon is when people do something next.
func (y *year) soon() (all []time.Time) {
	for _, d := range y.deeds {
		all = append(all, d.at)
	}
	return all
}

// work does all that is to be done now. False: the process died.
func (y *year) work() bool {
	ctx := y.ctx
	if today := flows.DayOf(y.clock.Now()); today != y.planned {
		if y.board.PlanNow(ctx) != nil {
			return y.alive()
		}
		y.planned = today
	}
	for i := 0; i < len(y.deeds); i++ {
		d := y.deeds[i]
		if d.at.After(y.clock.Now()) {
			continue
		}
		d.ev.Sent = d.sent
		if d.ev.Kind == chat.Pauses { // it is planned anew as soon as that is known
			y.planned = flows.Day{}
		}
		y.say("%s %s %s %q by %q", d.ev.Kind, d.ev.Subject.ID, d.ev.From.Chat, d.ev.Text, d.ev.Author.Name)
		if _, err := y.board.Handle(ctx, d.ev); err != nil && y.dying.dead() {
			y.deeds[i].at = y.clock.Now().Add(time.Minute) // the platform brings it again
			return false
		} else if err != nil {
			y.t.Fatalf("handle %s: %v", d.ev.Kind, err)
		}
		y.deeds = append(y.deeds[:i], y.deeds[i+1:]...)
		i--
	}
	for range 200 {
		worked, err := y.board.WorkNow(ctx)
		switch {
		case y.dying.dead():
			return false
		case err != nil:
			y.t.Fatalf("work: %v", err)
		case !worked:
			return true
		}
	}
	y.t.Fatalf("%s: it never rests", y.clock.Now())
	return false
}

// alive fails the test where what went wrong was no crash of ours.
func (y *year) alive() bool {
	if !y.dying.dead() {
		y.t.Fatal("planning failed")
	}
	return false
}

// tidy is a worker in the early morning: whoever waits for people is spoken with, and
// the bot has the talk again; now and then somebody is written down as away.
func (y *year) tidy() {
	items, err := y.store.Queue(y.t.Context())
	if err != nil {
		y.t.Fatal(err)
	}
	if c := yearCircles[y.random.IntN(len(yearCircles))]; y.random.IntN(10) == 0 { // somebody is away for a few days
		y.does(y.clock.Now().Add(time.Minute), chat.Event{
			Kind: chat.Pauses, Author: noor, Value: flows.DayOf(y.clock.Now()).Add(1 + y.random.IntN(5)).String(),
			Subject: chat.Subject{Kind: chat.SubjectMember, ID: yearMember(c.circle, y.random.IntN(c.members))},
		})
	}
	for _, item := range items {
		talk := chat.Subject{Kind: chat.SubjectConversation, ID: item.ID}
		if item.State == chat.Waiting {
			y.does(y.clock.Now().Add(time.Minute), chat.Event{Kind: chat.Claimed, Author: noor, Subject: talk})
		}
		if item.State != chat.NoHandoff {
			y.does(y.clock.Now().Add(2*time.Minute), chat.Event{Kind: chat.HandedBack, Author: noor, Subject: talk})
		}
	}
}

// judge says how each occurrence of the day ended.
func (y *year) judge(day flows.Day) {
	for _, c := range yearCircles {
		p := flowstest.BuiltIn(y.t).Programme(c.programme)
		if !p.Asks(day) {
			continue
		}
		id := chat.RoundID(c.programme, c.circle, day.String(), c.slot)
		r, err := y.store.Record().CircleDay(y.t.Context(), id)
		if err != nil {
			y.t.Errorf("%s was never planned: %v", id, err)
			continue
		}
		for i := range c.members {
			y.judgeOne(&r.Round, yearMember(c.circle, i))
		}
	}
}

func (y *year) judgeOne(r *chat.Round, member string) {
	id := checkin.AlarmOf(r.ID, member)
	o := r.Of(member)
	if o != nil && o.Stand == chat.StandPaused {
		y.cancelled++ // it may have been planned so, with no alarm
		return
	}
	a, err := y.store.Record().Missed(y.t.Context(), id)
	if o == nil || err != nil {
		y.t.Errorf("%s: nothing was planned: %v", id, err)
		return
	}
	told, heard := y.heard[id]
	if at, names := y.heard[chat.AlarmID(r.ID, chat.CauseMany)+" "+member]; names && (!heard || at.Before(told)) {
		told, heard = at, true
	}
	switch {
	case heard:
		y.told++
		if latest := y.latest(o.Due); told.After(latest) && !y.endedBefore(o, told) {
			y.t.Errorf("%s: a human was told at %s, and not until %s: %+v", id, told, latest, o.Log)
		}
	case a.Open():
		y.t.Errorf("%s: nobody was told, and it stands open as %s; alarm wakes %s", id, o.Stand, a.WakeAt())
	case o.Stand == chat.StandWell && !o.Heard.After(o.Due):
		y.answered++
	case o.Stand == chat.StandDropped || a.EndedBy.Role == chat.RoleWorker && a.EndedBy.Name != "":
		y.cancelled++
	default:
		y.t.Errorf("%s: nobody was told, and it stands as %s: %+v", id, o.Stand, o.Log)
	}
}

// endedBefore tells whether it had ended before people were told: that was news.
func (y *year) endedBefore(o *chat.Occurrence, told time.Time) bool {
	for _, m := range o.Log {
		if m.To.Closed() && m.At.Before(told) && !m.At.After(o.Due) {
			return true
		}
	}
	return false
}

// latest is until when a human must have been told of what was due then: the process
// was up for 60 s.
func (y *year) latest(due time.Time) time.Time {
	for _, d := range y.downs {
		if d.to.After(due) && !d.from.After(due.Add(time.Minute)) {
			due = d.to
		}
	}
	return due.Add(time.Minute)
}
