package storage_test

import (
	"context"
	"fmt"
	"testing"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// BenchmarkDeliver is what a message costs the database on its way out, claim
// and mark: one by one from one long lane, and in batches from many lanes.
func BenchmarkDeliver(b *testing.B) {
	for _, base := range []struct {
		name string
		make func(testing.TB) *storagetest.Base
	}{{"sqlite", storagetest.SQLite}, {"postgres", storagetest.Postgres}} {
		for _, shape := range []struct{ lanes, rows int }{{1, 5000}, {1000, 5}} {
			b.Run(fmt.Sprintf("%s/%d lanes of %d", base.name, shape.lanes, shape.rows), func(b *testing.B) {
				o := outbox{base.make(b).Open(b), b}
				var talks []string
				for i := range shape.lanes {
					talks = append(talks, o.talk(fmt.Sprint("t", i)))
				}
				n := 0
				fill := func() {
					for _, talk := range talks {
						var rows []chat.Message
						for range shape.rows {
							n++
							rows = append(rows, words(talk, fmt.Sprint("m", n), chat.Bulk))
						}
						o.say(rows...)
					}
				}
				fill()
				b.ResetTimer()
				for done := 0; done < b.N; {
					claims, err := o.Claim(context.Background(), "tele", chat.Rate{}, noon, lease, 64)
					o.check(err)
					if len(claims) == 0 {
						b.StopTimer()
						fill()
						b.StartTimer()
					}
					marks := make([]chat.Mark, len(claims))
					for i, c := range claims {
						marks[i] = chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "r"}}
					}
					o.mark(noon, marks...)
					done += len(claims)
				}
			})
		}
	}
}
