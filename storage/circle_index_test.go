package storage_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"omzien/storage"
	"omzien/storage/storagetest"
)

// everything is how a database says that it looks at a whole table of those that
// grow with the circles.
var everything = regexp.MustCompile(`(SCAN|Seq Scan on) (alarm|due|round|member|m|r|lane|outbox|o)( |$)`)

// E9: however many alarms are armed and rounds planned, what desks and loops ask all
// the time looks at those alone that it is about. Each question goes by an index.
func TestE9_WhatIsAskedOftenGoesByAnIndex(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		b.Open(t)
		raw := b.Raw(t)
		raw.SetMaxOpenConns(1)
		explain := "EXPLAIN QUERY PLAN "
		if b.Kind == "postgres" {
			explain = "EXPLAIN "
			raw.MustExec("SET enable_seqscan = off")
			raw.MustExec("SET enable_bitmapscan = off")
		}
		for _, q := range storage.AskedOften() {
			rows, err := raw.Queryx(explain+q.Text, q.Args...)
			ok(t, err)
			var plan []string
			for rows.Next() {
				cells, err := rows.SliceScan()
				ok(t, err)
				if raw, is := cells[len(cells)-1].([]byte); is {
					cells[len(cells)-1] = string(raw)
				}
				plan = append(plan, fmt.Sprint(cells[len(cells)-1]))
			}
			ok(t, rows.Err())
			text := strings.Join(plan, "\n")
			for _, index := range q.Indexes {
				if !strings.Contains(text, index) {
					t.Errorf("%s does not go by %s:\n%s", q.What, index, text)
				}
			}
			for _, line := range plan {
				if everything.MatchString(line) {
					t.Errorf("%s looks at everything:\n%s", q.What, text)
				}
			}
		}
	})
}
