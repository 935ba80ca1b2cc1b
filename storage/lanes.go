package storage

import "sync"

// madeLanes remembers lanes that are known to be in the database, so that they
// need not be made again. It may forget: then a lane is made once more, which
// changes nothing.
type madeLanes struct {
	mu  sync.Mutex
	ids map[string]struct{}
}

// lanesKept bounds how many lanes are remembered.
const lanesKept = 20_000

func (m *madeLanes) known(id string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.ids[id]
	return ok
}

func (m *madeLanes) know(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ids == nil || len(m.ids) >= lanesKept {
		m.ids = make(map[string]struct{})
	}
	m.ids[id] = struct{}{}
}
