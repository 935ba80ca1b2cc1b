//go:build !linux && !darwin

package main

import "os"

// columns is how many characters a line of the terminal holds; 0 where that is
// not known.
func columns(*os.File) int { return 0 }
