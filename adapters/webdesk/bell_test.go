package webdesk

// Listen is adapters.Bell.
func (m *memory) Listen(key string) (<-chan struct{}, func()) {
	ear := make(chan struct{}, 1)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ears[ear] = key
	return ear, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.ears, ear)
	}
}

// ring is the bell's; the caller holds the lock.
func (m *memory) ring(key string) {
	for ear, of := range m.ears {
		if of != key {
			continue
		}
		select {
		case ear <- struct{}{}:
		default:
		}
	}
}
