package flows

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// atOnce reads files side by side, as many as there are processors, and hands on
// what each became, in their order, while others are still being read. So are
// the mistakes: each file has a report of its own until its turn has come.
func atOnce[T any](r *report, names []string, read func(own *report, name string) T, use func(i int, read T)) {
	all, reports, done := make([]T, len(names)), make([]report, len(names)), make([]chan struct{}, len(names))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var next atomic.Int64
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		readers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				reports[i].lenient = r.lenient
				all[i] = read(&reports[i], names[i])
				close(done[i])
			}
		})
	}
	for i := range names {
		<-done[i]
		r.found = append(r.found, reports[i].found...)
		use(i, all[i])
	}
	readers.Wait()
}
