package chat

import "time"

// Story is what a worker tells beside the neighbourhood picture of one month: what no
// count says. Nobody reads whose it is; who wrote it can change it and take it back.
type Story struct {
	ID            string    `json:"-"`
	Month         string    `json:"-"`    // MonthLayout
	Neighbourhood string    `json:"-"`    // key in the directory
	By            string    `json:"by"`   // the worker's id
	Text          string    `json:"text"` // empty: it was taken back
	Written       time.Time `json:"-"`
	Changed       time.Time `json:"changed,omitzero"` // when its text was last changed; zero: never
}

// MonthsTold is for how many months, that of today included, stories are kept.
const MonthsTold = 25
