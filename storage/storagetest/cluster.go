package storagetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// server is a PostgreSQL that tests may make databases on.
type server struct {
	admin func(database string) string // URL of a database, for making others
	tcp   func(database string) string // the same over 127.0.0.1, for tests that put a proxy between
	own   bool                         // ours to throw away: fsync is off, and so is fear of templates
	open  io.Closer                    // keeps the sweep waiting
}

// errNone says that this machine has no PostgreSQL to test with.
var errNone = errors.New("no PostgreSQL: set TEST_DATABASE_URL, or install its initdb and postgres")

// theServer starts the cluster of this test binary, once.
var theServer = sync.OnceValues(func() (*server, error) {
	if given := os.Getenv("TEST_DATABASE_URL"); given != "" {
		return givenServer(given)
	}
	return throwAway(false)
})

// theDurable is one more cluster, for programs that refuse a database without fsync.
var theDurable = sync.OnceValues(func() (*server, error) { return throwAway(true) })

// throwAway makes a cluster in a temporary directory and starts it. It ends
// with this test binary, however that ends: the kernel stops the server, and a
// small shell that waits for our end of a pipe removes the directory. Only a
// durable one writes through to the disk; any other is in memory where it can be:
// to make one more database is three hundred files.
func throwAway(durable bool) (*server, error) {
	initdb, postgres, err := programs()
	if err != nil {
		return nil, err
	}
	who, err := serverUser()
	if err != nil {
		return nil, err
	}
	// Not os.TempDir: a socket's path must stay under 108 bytes.
	place := "/tmp"
	if in := memory(); in != "" && !durable {
		place = in
	}
	dir, err := os.MkdirTemp(place, "omzien-pg-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for PostgreSQL: %w", err)
	}
	if who != nil {
		if err := os.Chown(dir, who.uid, who.gid); err != nil {
			return nil, fmt.Errorf("hand the directory to the server's user: %w", err)
		}
	}
	data := filepath.Join(dir, "data")
	made := exec.Command(initdb, "-D", data, "-U", "omzien", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	made.Dir, made.SysProcAttr = dir, outliving(who)
	if out, err := made.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(dir))
	}
	// Many small ones stand beside each other. A durable one writes as PostgreSQL does by
	// itself: what is measured on it shall hold elsewhere.
	size := []string{"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB", "-c", "max_wal_size=64MB"}
	if durable {
		size = nil
	}
	var port string
	var run *exec.Cmd
	for range 3 { // others look for free ports as well
		if port, err = freePort(); err != nil {
			break
		}
		run = exec.Command(postgres, append([]string{"-D", data, "-p", port, "-k", dir,
			"-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", "lc_messages=C",
			"-c", "wal_level=minimal", "-c", "max_wal_senders=0"}, size...)...)
		run.Dir, run.SysProcAttr = dir, attributes(who)
		if err = start(run); err == nil {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	open, err := sweepAfter(run.Process.Pid, dir, who)
	if err != nil {
		return nil, errors.Join(err, run.Process.Kill())
	}
	return &server{
		own:  true,
		open: open,
		admin: func(database string) string {
			return "postgres://omzien@/" + database + "?host=" + dir + "&port=" + port + "&sslmode=disable"
		},
		tcp: func(database string) string {
			return "postgres://omzien@127.0.0.1:" + port + "/" + database + "?sslmode=disable"
		},
	}, nil
}

// start runs the server and returns once it takes connections.
func start(run *exec.Cmd) error {
	words, err := run.StderrPipe()
	if err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	begun := make(chan error)
	go func() {
		// The kernel's word that stops the server belongs to this thread.
		runtime.LockOSThread()
		begun <- run.Start()
		select {}
	}()
	if err := <-begun; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	lines := bufio.NewScanner(words)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), "ready to accept connections") {
			go io.Copy(io.Discard, words)
			return nil
		}
	}
	return fmt.Errorf("postgres did not start: %s", strings.Join(said, " | "))
}

// sweepAfter leaves a shell behind that waits until this process is gone, then
// for the server's end, and removes its directory. What it returns must be
// kept: a pipe that is collected is closed, and the shell goes to work.
func sweepAfter(pid int, dir string, who *identity) (io.Closer, error) {
	const script = `cat >/dev/null; kill -QUIT "$1" 2>/dev/null
n=0; while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do n=$((n+1)); sleep 0.1; done; rm -rf "$2"`
	shell := exec.Command("/bin/sh", "-c", script, "sweep", strconv.Itoa(pid), dir)
	shell.Dir, shell.SysProcAttr = "/", outliving(who)
	open, err := shell.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the sweep: %w", err)
	}
	if err := shell.Start(); err != nil {
		return nil, fmt.Errorf("start the sweep: %w", err)
	}
	return open, nil
}

func freePort() (string, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// programs finds initdb and postgres on the PATH, or where Debian puts them.
func programs() (initdb, postgres string, err error) {
	if initdb, err = exec.LookPath("initdb"); err == nil {
		if postgres, err = exec.LookPath("postgres"); err == nil {
			return initdb, postgres, nil
		}
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"} {
		folders, err := filepath.Glob(pattern)
		if err != nil || len(folders) == 0 {
			continue
		}
		newest := folders[len(folders)-1]
		return filepath.Join(newest, "initdb"), filepath.Join(newest, "postgres"), nil
	}
	return "", "", errNone
}

// identity is the user that the server runs as; nil is ourselves.
type identity struct{ uid, gid int }

// serverUser picks who runs the server: PostgreSQL refuses to run as root.
func serverUser() (*identity, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(found.Uid)
		if err != nil {
			continue
		}
		gid, err := strconv.Atoi(found.Gid)
		if err != nil {
			continue
		}
		return &identity{uid, gid}, nil
	}
	return nil, fmt.Errorf("%w (as root it needs a user postgres or nobody)", errNone)
}
