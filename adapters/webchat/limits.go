package webchat

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// bucket lets perMinute things pass a minute, as many at once. The zero time is
// long ago: a new bucket is full. Safe for concurrent use.
type bucket struct {
	perMinute int

	mu   sync.Mutex
	free time.Time // when it would be full again, were nothing taken any more
}

// take tells whether one more may pass, and if not, after how long.
func (b *bucket) take(now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	each := time.Minute / time.Duration(b.perMinute)
	if b.free.Before(now) {
		b.free = now
	}
	if over := b.free.Add(each).Sub(now) - time.Minute; over > 0 {
		return over, false
	}
	b.free = b.free.Add(each)
	return 0, true
}

// full tells whether nothing was taken lately.
func (b *bucket) full(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.free.After(now)
}

// perClient has a bucket for each client. It forgets clients whose bucket is
// full, so that it holds those of the last minute only.
type perClient struct {
	perMinute int

	mu      sync.Mutex
	buckets map[netip.Prefix]*bucket
	swept   time.Time
}

func newPerClient(perMinute int) *perClient {
	return &perClient{perMinute: perMinute, buckets: make(map[netip.Prefix]*bucket)}
}

func (p *perClient) take(from netip.Prefix, now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	if now.Sub(p.swept) > time.Minute {
		for k, b := range p.buckets {
			if b.full(now) {
				delete(p.buckets, k)
			}
		}
		p.swept = now
	}
	b := p.buckets[from]
	if b == nil {
		b = &bucket{perMinute: p.perMinute}
		p.buckets[from] = b
	}
	p.mu.Unlock()
	return b.take(now)
}

// client is who asks, as far as limits are concerned: the connection's address,
// or, where that is one of our proxies, the nearest address that is not. An IPv6
// network of 64 bits counts as one, as it is given to one household.
func (a *Adapter) client(r *http.Request) netip.Prefix {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{} // no TCP connection: all share one bucket
	}
	from := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.trusts(from); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap()
	}
	bits := 32
	if from.Is6() {
		bits = 64
	}
	network, err := from.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return network
}

func (a *Adapter) trusts(at netip.Addr) bool {
	for _, p := range a.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

// counter counts what is open at once, by key. Safe for concurrent use.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func newCounter() *counter { return &counter{n: make(map[string]int)} }

// enter counts one more, unless most are open already.
func (c *counter) enter(key string, most int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n[key] >= most {
		return false
	}
	c.n[key]++
	return true
}

func (c *counter) leave(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n[key]--; c.n[key] <= 0 {
		delete(c.n, key)
	}
}
