package flows

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// atOnce reads files side by side, as many as there are processors, and gives
// what each became, in their order. So are the mistakes: each file has a report
// of its own until all are read.
func atOnce[T any](r *report, names []string, read func(own *report, name string) T) []T {
	all, reports := make([]T, len(names)), make([]report, len(names))
	var next atomic.Int64
	var readers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		readers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(names); i = int(next.Add(1)) - 1 {
				reports[i].lenient = r.lenient
				all[i] = read(&reports[i], names[i])
			}
		})
	}
	readers.Wait()
	for i := range reports {
		r.found = append(r.found, reports[i].found...)
	}
	return all
}
