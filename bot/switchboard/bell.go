package switchboard

import "sync"

// Bell hints to pages of this instance that something changed. It is an
// adapters.Bell; the zero Bell is ready.
type Bell struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]struct{}
}

// Listen gives a channel that receives after Ring(key). Hints that were not
// read yet melt into one.
func (b *Bell) Listen(key string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners == nil {
		b.listeners = map[string]map[chan struct{}]struct{}{}
	}
	if b.listeners[key] == nil {
		b.listeners[key] = map[chan struct{}]struct{}{}
	}
	b.listeners[key][c] = struct{}{}
	return c, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listeners[key], c)
		if len(b.listeners[key]) == 0 {
			delete(b.listeners, key)
		}
	}
}

// Ring hints everybody who listens to the key.
func (b *Bell) Ring(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.listeners[key] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
