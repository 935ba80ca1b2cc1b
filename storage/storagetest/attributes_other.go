//go:build !linux

package storagetest

import "syscall"

// Elsewhere the sweep alone stops the server, and tests do not run as root.
func attributes(*identity) *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
func outliving(*identity) *syscall.SysProcAttr  { return &syscall.SysProcAttr{} }

func memory() string { return "" }
