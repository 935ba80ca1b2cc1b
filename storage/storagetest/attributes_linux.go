package storagetest

import "syscall"

// attributes run a program as who, and stop it when our thread ends.
func attributes(who *identity) *syscall.SysProcAttr {
	a := outliving(who)
	a.Pdeathsig = syscall.SIGQUIT
	return a
}

// outliving runs a program as who, in a group of its own, past our end.
func outliving(who *identity) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true}
	if who != nil {
		a.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
	return a
}
