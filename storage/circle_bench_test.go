package storage_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// BenchmarkPlan is one round of ten members planned, with the ten alarms that are
// armed with it, by 16 at once; desk is what a desk asks each second, and due what
// the loops ask, while all those alarms are armed:
//
//	go test ./storage -run '^$' -bench Plan -benchtime 10000x
func BenchmarkPlan(b *testing.B) {
	for _, base := range []struct {
		name string
		make func(testing.TB) *storagetest.Base
	}{{"sqlite", storagetest.SQLite}, {"postgres", storagetest.Postgres}} {
		b.Run(base.name, func(b *testing.B) {
			made := base.make(b)
			watch(made)
			s := made.Open(b)
			var circles []chat.Circle
			for i := range 100 {
				circles = append(circles, circle(b, s, fmt.Sprint("c", i), 10))
			}
			var n atomic.Int64
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := int(n.Add(1))
					if err := s.Update(b.Context(), planning(circles[i%100], i/100)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N*10)/b.Elapsed().Seconds(), "occurrences/s")
			for name, ask := range map[string]func() error{
				"desk_ms":    func() error { _, err := s.Record().Mark(b.Context(), ""); return err },
				"list_ms":    func() error { _, err := s.Record().Alarms(b.Context()); return err },
				"queue_ms":   func() error { _, err := s.Record().Queue(b.Context()); return err },
				"soonest_ms": func() error { _, err := s.Soonest(b.Context(), ""); return err },
				"due_ms":     func() error { _, err := s.Due(b.Context(), noon.AddDate(-1, 0, 0), time.Minute, 10); return err },
			} {
				ask()
				began := time.Now()
				for range 10 {
					if err := ask(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(time.Since(began).Seconds()*100, name)
			}
		})
	}
}

// planning is what the switchboard does for one round.
func planning(c chat.Circle, day int) func(tx *storage.Tx) error {
	r, alarms := planned(c, noon.AddDate(0, 0, day))
	return func(tx *storage.Tx) error {
		if seen, err := tx.Seen("plan:"+r.ID, noon); seen || err != nil {
			return err
		}
		if _, _, err := tx.Round(r.ID); err != nil {
			return err
		}
		if _, err := tx.Circle(c.Programme, c.Name); err != nil {
			return err
		}
		return tx.Write(chat.Change{Event: chat.Event{At: noon}, Rounds: []chat.Round{r}, Open: alarms})
	}
}
