//go:build !unix

package main

import "os"

// reloadSignal: here the folder is only looked at.
func reloadSignal() os.Signal { return nil }

// linkSignal: where a program cannot be sent such a signal, a new start makes a
// fresh link.
func linkSignal() (os.Signal, string) { return nil, "; a new link: start it again" }
