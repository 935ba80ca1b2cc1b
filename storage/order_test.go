package storage_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// claimSeen is one claim as a worker had it, and what became of it.
type claimSeen struct {
	chat.Claim
	now    int64 // by whose clock it was claimed, in milliseconds
	had    int   // when it was claimed: its place among all that happened
	marked int   // when its mark was sent off; 0: never. From then on others may have the lane
	state  chat.State
	taken  bool // the mark was accepted
}

// deliveries are all claims of a test.
type deliveries struct {
	t    testing.TB
	mu   sync.Mutex
	step int
	all  []*claimSeen
}

func (d *deliveries) claimed(c chat.Claim, now int64) *claimSeen {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step++
	seen := &claimSeen{Claim: c, now: now, had: d.step}
	d.all = append(d.all, seen)
	return seen
}

func (d *deliveries) marking(c *claimSeen, s chat.State) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step++
	c.marked, c.state = d.step, s
}

// judge replays each lane in the order of its leases: every claim must have
// been of the row whose turn it was.
func (d *deliveries) judge(said map[string][]chat.Message) (rows int) {
	lanes := map[string][]*claimSeen{}
	for _, c := range d.all {
		lanes[c.Lane] = append(lanes[c.Lane], c)
	}
	for _, claims := range lanes {
		slices.SortFunc(claims, func(a, b *claimSeen) int { return cmp.Compare(a.Lease, b.Lease) })
		line := slices.Clone(said[claims[0].Message.Talk])
		doubt := map[string]bool{}
		for i, c := range claims {
			if i > 0 {
				p := claims[i-1]
				if p.Lease == c.Lease || (p.marked == 0 || p.marked > c.had) && c.now < p.Until.UnixMilli() {
					d.t.Errorf("%s was claimed while %s was being sent", c.Message.ID, p.Message.ID)
				}
			}
			at := slices.IndexFunc(line, func(m chat.Message) bool { return m.ID == c.Message.ID })
			if at < 0 {
				d.t.Fatalf("%s was claimed after it was done", c.Message.ID)
			}
			for _, before := range line[:at] {
				if c.Message.Class != chat.Crisis || before.Class <= chat.Live {
					d.t.Errorf("%s (class %d) passed %s (class %d)", c.Message.ID, c.Message.Class, before.ID, before.Class)
				}
			}
			if doubt[c.Message.ID] != c.Uncertain {
				d.t.Errorf("%s: uncertain is %v, want %v", c.Message.ID, c.Uncertain, !c.Uncertain)
			}
			doubt[c.Message.ID] = !c.taken || c.state == chat.Uncertain
			if c.taken && (c.state == chat.Sent || c.state == chat.Dead) {
				line = slices.Delete(line, at, at+1)
				rows++
			}
		}
		if len(line) > 0 {
			d.t.Errorf("%d rows are stuck", len(line))
		}
	}
	return rows
}

func TestR6_OrderHoldsOnThreeInstances(t *testing.T) {
	const workers = 8
	talks, rows := 20, 40
	if testing.Short() {
		talks, rows = 8, 20
	}
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 3)
		o := outbox{stores[0], t}
		said := map[string][]chat.Message{}
		random := rand.New(rand.NewPCG(6, 20261121))
		for i := range talks {
			talk := o.talk(fmt.Sprint("t", i))
			for j := range rows {
				said[talk] = append(said[talk], words(talk, chat.Key(talk, j), chat.Class(random.IntN(4))))
			}
		}
		d := &deliveries{t: t}
		var clock, done atomic.Int64
		clock.Store(noon.UnixMilli())
		var all sync.WaitGroup
		for _, line := range said {
			all.Go(func() { // the words come while others are being sent
				for some := range slices.Chunk(line, 4) {
					if err := o.write(chat.Change{Event: chat.Event{At: noon}}, some...); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for i, s := range stores {
			for j := range workers {
				fate := rand.New(rand.NewPCG(uint64(i), uint64(j)))
				o := outbox{s, t}
				all.Go(func() {
					for int(done.Load()) < talks*rows && !t.Failed() {
						now := time.UnixMilli(clock.Load())
						claims, err := o.Claim(t.Context(), "tele", chat.Rate{}, now, lease, 1+fate.IntN(8))
						if err != nil {
							t.Error(err)
							return
						}
						if len(claims) == 0 {
							clock.Add(int64(fate.IntN(2000)))
						}
						for _, c := range claims {
							done.Add(o.live(d, d.claimed(c, now.UnixMilli()), fate, &clock))
						}
					}
				})
			}
		}
		all.Wait()
		if n := d.judge(said); n != talks*rows {
			t.Errorf("%d rows were done, want %d", n, talks*rows)
		}
		if b.Kind == "postgres" {
			t.Logf("%d claims, %d deadlocks", len(d.all), count(t, b, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
		}
	})
}

// live does to a claim what may happen: it tells how many rows came to an end.
func (o outbox) live(d *deliveries, c *claimSeen, fate *rand.Rand, clock *atomic.Int64) int64 {
	mark := chat.Mark{Claim: c.Claim}
	switch n := fate.IntN(20); {
	case n == 0:
		return 0 // the instance dies
	case n == 1:
		clock.Add(2 * lease.Milliseconds()) // it freezes, and its lease lapses
		mark.State = chat.Sent
	case n < 5:
		mark.State, mark.NotBefore = chat.Retry, time.UnixMilli(clock.Load()+int64(fate.IntN(3000)))
	case n < 7:
		mark.State, mark.NotBefore = chat.Uncertain, time.UnixMilli(clock.Load()+int64(fate.IntN(3000)))
	case n == 7:
		mark.State, mark.Reason = chat.Dead, "refused"
	default:
		mark.State = chat.Sent
	}
	d.marking(c, mark.State)
	refused, err := o.Mark(o.t.Context(), time.UnixMilli(clock.Load()), []chat.Mark{mark})
	if err != nil {
		o.t.Error(err)
		return 0
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	c.taken = refused == 0
	if c.taken && (mark.State == chat.Sent || mark.State == chat.Dead) {
		return 1
	}
	return 0
}
