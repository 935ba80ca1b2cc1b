//go:build linux || darwin

package main

import (
	"os"
	"syscall"
	"unsafe"
)

// columns is how many characters a line of the terminal holds; 0 where the file
// is no terminal.
func columns(f *os.File) int {
	var size struct{ rows, columns, width, height uint16 }
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TIOCGWINSZ, uintptr(unsafe.Pointer(&size))); failed != 0 {
		return 0
	}
	return int(size.columns)
}
