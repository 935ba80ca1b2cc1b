package storage_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"omzien/storage"
	"omzien/storage/storagetest"
)

// BenchmarkReply is a person's words and the bot's answer on the web, in one
// transaction, by 32 persons at once; floor is the same with three inserts.
func BenchmarkReply(b *testing.B) {
	for kind, base := range map[string]func(testing.TB) *storagetest.Base{"sqlite": storagetest.SQLite, "postgres": storagetest.Postgres} {
		run := func(name string, fn func(s *storage.Store, person, i int) func(*storage.Tx) error) {
			b.Run(kind+"/"+name, func(b *testing.B) {
				s := base(b).Open(b)
				var people atomic.Int64
				b.SetParallelism(16) // times GOMAXPROCS
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					person := int(people.Add(1))
					for i := 0; pb.Next(); i++ {
						if err := s.Update(b.Context(), fn(s, person, i)); err != nil {
							b.Error(err)
							return
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
			})
		}
		run("reply", func(s *storage.Store, person, i int) func(*storage.Tx) error {
			return said(s, page(person), fmt.Sprintf("web:%d:%d", person, i), "Ik wil graag even praten over thuis.")
		})
		run("floor", func(s *storage.Store, person, i int) func(*storage.Tx) error {
			return storage.Floor(fmt.Sprintf("web:%d:%d", person, i), noon.UnixMilli())
		})
	}
}
