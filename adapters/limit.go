package adapters

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Bucket lets PerMinute things pass a minute, as many at once. The zero time is
// long ago: a new bucket is full. Safe for concurrent use.
type Bucket struct {
	PerMinute int

	mu   sync.Mutex
	free time.Time // when it would be full again, were nothing taken any more
}

// Take tells whether one more may pass, and if not, after how long.
func (b *Bucket) Take(now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	each := time.Minute / time.Duration(b.PerMinute)
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
func (b *Bucket) full(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.free.After(now)
}

// PerClient has a bucket for each client. It forgets clients whose bucket is
// full, so that it holds those of the last minute only.
type PerClient struct {
	perMinute int

	mu      sync.Mutex
	buckets map[netip.Prefix]*Bucket
	swept   time.Time
}

// NewPerClient lets each client do so many things a minute.
func NewPerClient(perMinute int) *PerClient {
	return &PerClient{perMinute: perMinute, buckets: make(map[netip.Prefix]*Bucket)}
}

// Take is Bucket.Take, of the client's own bucket.
func (p *PerClient) Take(from netip.Prefix, now time.Time) (wait time.Duration, ok bool) {
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
		b = &Bucket{PerMinute: p.perMinute}
		p.buckets[from] = b
	}
	p.mu.Unlock()
	return b.Take(now)
}

// Client is who asks, as far as limits are concerned: the connection's address,
// or, where that is one of our proxies, the nearest address that is not. An IPv6
// network of 64 bits counts as one, as it is given to one household.
func Client(r *http.Request, proxies []netip.Prefix) netip.Prefix {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{} // no TCP connection: all share one bucket
	}
	from := at.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(from, proxies); i-- {
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

func trusted(at netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}
