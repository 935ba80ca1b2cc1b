package storage

import (
	"strconv"
	"strings"
)

// insertMost is how many rows one INSERT takes.
const insertMost = 16

// inserts are the texts of one multi-row INSERT, by number of rows: each is
// prepared once per connection.
type inserts struct {
	columns int
	text    [insertMost + 1]string
}

// manyRows builds them: head is "INSERT INTO t (a, b)", tail what follows the
// rows.
func manyRows(head string, columns int, tail string) *inserts {
	m := &inserts{columns: columns}
	for n := 1; n <= insertMost; n++ {
		var b strings.Builder
		b.WriteString(head + " VALUES ")
		for row := range n {
			if row > 0 {
				b.WriteString(", ")
			}
			b.WriteByte('(')
			for col := range columns {
				if col > 0 {
					b.WriteString(", ")
				}
				b.WriteByte('$')
				b.WriteString(strconv.Itoa(row*columns + col + 1))
			}
			b.WriteByte(')')
		}
		b.WriteString(" " + tail)
		m.text[n] = b.String()
	}
	return m
}

// insert inserts rows whose values stand one after the other in values.
func (tx *Tx) insert(m *inserts, values []any) error {
	for len(values) > 0 {
		n := min(len(values)/m.columns, insertMost)
		if _, err := tx.exec(m.text[n], values[:n*m.columns]...); err != nil {
			return err
		}
		values = values[n*m.columns:]
	}
	return nil
}
