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

// memory is a folder whose files are in memory, with room for the databases of
// several test binaries; empty where there is none.
func memory() string {
	const folder, tmpfs, room = "/dev/shm", 0x01021994, 2 << 30
	var is syscall.Statfs_t
	if err := syscall.Statfs(folder, &is); err != nil || is.Type != tmpfs || is.Bavail*uint64(is.Bsize) < room {
		return ""
	}
	return folder
}
