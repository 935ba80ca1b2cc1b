//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// reloadSignal asks to read the playbook again.
func reloadSignal() os.Signal { return syscall.SIGHUP }

// linkSignal asks for a fresh link to the desk.
func linkSignal() (os.Signal, string) {
	return syscall.SIGUSR1, fmt.Sprintf("; a new link: kill -USR1 %d", os.Getpid())
}
