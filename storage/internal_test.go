package storage

import "runtime"

// Broken is the transaction's own first error.
func (tx *Tx) Broken() error {
	tx.exec("SELECT nothing FROM nowhere")
	return nil
}

// Goexit is a function of a transaction that ends its goroutine.
func Goexit(*Tx) error {
	runtime.Goexit()
	return nil
}

// CheckAddress tells what Open says of a PostgreSQL address before it connects.
func CheckAddress(address string) error {
	_, err := postgresDSN(address)
	return err
}
