package storage

import (
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

// batchSizes are the numbers of rows that a batch is prepared for. What is in
// between is filled up with rows of NULL, which match nothing.
var batchSizes = [...]int{1, 8, 64}

// batchMost is how many rows one batch takes at most.
const batchMost = 64

// batch is one statement over a list of rows, once per size, so that each text
// is prepared once per connection.
type batch struct {
	params int // parameters before the rows
	width  int // parameters per row
	texts  [len(batchSizes)]string
}

// newBatch makes the texts. text holds {rows} where the rows of v stand, as in
//
//	WITH v(id, n) AS ({rows}) UPDATE ... FROM v
//
// types are the columns of v: TEXT, BIGINT or BYTEA. Parameters before the rows
// are $1 to $params.
func newBatch(params int, text string, types ...string) batch {
	b := batch{params: params, width: len(types)}
	for i, size := range batchSizes {
		b.texts[i] = strings.Replace(text, "{rows}", batchRows(params, size, types), 1)
	}
	return b
}

// batchRows writes VALUES with size rows of parameters. The row before them
// matches nothing: it tells PostgreSQL the types of the columns, also of those
// for which no cast means the same on both databases.
func batchRows(params, size int, types []string) string {
	typed, n := make([]string, len(types)), params
	for i, t := range types {
		typed[i] = "CAST(NULL AS " + t + ")"
		if t == "BYTEA" {
			typed[i] = "(SELECT key_sealed FROM house WHERE 1 = 0)"
		}
	}
	rows := []string{"(" + strings.Join(typed, ", ") + ")"}
	for range size {
		cells := make([]string, len(types))
		for i, t := range types {
			n++
			cells[i] = "CAST($" + strconv.Itoa(n) + " AS " + t + ")"
			if t == "BYTEA" {
				cells[i] = "$" + strconv.Itoa(n)
			}
		}
		rows = append(rows, "("+strings.Join(cells, ", ")+")")
	}
	return "VALUES " + strings.Join(rows, ", ")
}

// fill picks the size for the rows, of which there are 1 to batchMost, and lays
// the parameters out.
func (b batch) fill(params []any, rows [][]any) (query string, args []any) {
	i := 0
	for batchSizes[i] < len(rows) {
		i++
	}
	args = make([]any, b.params+batchSizes[i]*b.width)
	at := copy(args, params)
	for _, r := range rows {
		at += copy(args[at:], r)
	}
	return b.texts[i], args
}

// change runs a batch over any number of rows and tells how many rows of the
// database it changed.
func (tx *Tx) change(b batch, params []any, rows [][]any) (int64, error) {
	var all int64
	for len(rows) > 0 {
		some := rows[:min(batchMost, len(rows))]
		rows = rows[len(some):]
		query, args := b.fill(params, some)
		n, err := tx.exec(query, args...)
		if err != nil {
			return all, err
		}
		all += n
	}
	return all, nil
}

// gather runs a batch over any number of rows and calls scan for each row that
// comes back. Within scan no other statement may run.
func (tx *Tx) gather(b batch, params []any, rows [][]any, scan func(r *sqlx.Rows) error) error {
	for len(rows) > 0 {
		some := rows[:min(batchMost, len(rows))]
		rows = rows[len(some):]
		query, args := b.fill(params, some)
		if err := tx.each(query, args, scan); err != nil {
			return err
		}
	}
	return nil
}
