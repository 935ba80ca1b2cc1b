package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"omzien/adapters/adaptertest/ports"
)

// try runs the program with this environment until it ends by itself, and gives
// what it printed and its exit code.
func try(t *testing.T, dir string, args []string, env ...string) (out string, code int) {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = append(env, "HOME="+dir)
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err = cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("the program did not end:\n%s", &b)
	}
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return b.String(), cmd.ProcessState.ExitCode()
}

// Whatever is wrong at a start is one clear line with its remedy, and exit code 1.
func TestAStartThatCannotBeSaysWhy(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := func(t *testing.T, dir, name, content string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const key = "2Jv8oVf8mJ0m5u1w3oQ8m3fHq6J7k9m2n4p6q8r0s2U=\n"
	for _, c := range []struct {
		name  string
		env   func(t *testing.T, dir string) []string
		words []string // that the line must hold
	}{
		{"a playbook that is not there", func(t *testing.T, dir string) []string {
			return []string{"OMZIEN_PLAYBOOK=" + filepath.Join(dir, "nergens")}
		}, []string{"nergens"}},
		{"a playbook with mistakes", func(t *testing.T, dir string) []string {
			file(t, dir, "book/flows/a.yaml", "flow: a\nstaps: []\n", 0o600)
			return []string{"OMZIEN_PLAYBOOK=" + filepath.Join(dir, "book")}
		}, []string{"flows/a.yaml:1:1", "check"}},
		{"an unknown database", func(*testing.T, string) []string {
			return []string{"DATABASE_URL=mysql://geheim@host/x"}
		}, []string{"DATABASE_URL", "postgres://"}},
		{"a database that is down", func(t *testing.T, dir string) []string {
			return []string{"DATABASE_URL=postgres://geheim:geheim@127.0.0.1:1/x", "OMZIEN_KEY_FILE=" + file(t, dir, "key", key, 0o600)}
		}, []string{"database"}},
		{"PostgreSQL far away without its certificate", func(t *testing.T, dir string) []string {
			return []string{"DATABASE_URL=postgres://geheim:geheim@db.example.org/x", "OMZIEN_KEY_FILE=" + file(t, dir, "key", key, 0o600)}
		}, []string{"verify-full"}},
		{"PostgreSQL without a key", func(*testing.T, string) []string {
			return []string{"DATABASE_URL=postgres://127.0.0.1/x"}
		}, []string{"OMZIEN_KEY_FILE"}},
		{"a key that anybody may read", func(t *testing.T, dir string) []string {
			return []string{"OMZIEN_KEY_FILE=" + file(t, dir, "key", key, 0o644)}
		}, []string{"key", "chmod 600"}},
		{"a key that does not fit the database", func(t *testing.T, dir string) []string {
			p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(dir, "omzien.db"))
			p.kill()
			return []string{"DATABASE_URL=sqlite:" + filepath.Join(dir, "omzien.db"), "OMZIEN_KEY_FILE=" + file(t, dir, "other", key, 0o600)}
		}, []string{"key"}},
		{"a port in use", func(*testing.T, string) []string {
			return []string{"OMZIEN_LISTEN=" + taken.Addr().String()}
		}, []string{taken.Addr().String(), "OMZIEN_LISTEN"}},
		{"no port at all", func(*testing.T, string) []string {
			return []string{"OMZIEN_LISTEN=hier"}
		}, []string{"OMZIEN_LISTEN", "127.0.0.1:8080"}},
		{"a second program on the SQLite file", func(t *testing.T, dir string) []string {
			start(t, "DATABASE_URL=sqlite:"+filepath.Join(dir, "omzien.db"))
			return []string{"DATABASE_URL=sqlite:" + filepath.Join(dir, "omzien.db"), "OMZIEN_LISTEN=" + ports.Free(t)}
		}, []string{"omzien.db"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			env := c.env(t, dir)
			if !strings.Contains(strings.Join(env, " "), "OMZIEN_LISTEN") {
				env = append(env, "OMZIEN_LISTEN="+ports.Free(t))
			}
			out, code := try(t, dir, nil, env...)
			if code != 1 {
				t.Errorf("exit code %d", code)
			}
			for _, word := range c.words {
				if !strings.Contains(out, word) {
					t.Errorf("it does not say %q", word)
				}
			}
			if strings.Contains(out, "geheim") || strings.Contains(out, "goroutine") {
				t.Error("it says too much")
			}
			t.Logf("%s", out)
		})
	}
}

// R16: on SIGTERM it stops within 10 s, and leaves nothing in doubt. The bound
// is the harness's: it waits no longer.
func TestR16_StopsOnSIGTERM(t *testing.T) {
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		t.Fatal("it still runs")
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, left := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(strings.TrimPrefix(p.env[0], "DATABASE_URL=sqlite:") + left); err == nil {
			t.Errorf("%s is left: the database was not closed", left)
		}
	}
}

// A worker whose link ran out gets a fresh one without a restart.
func TestAFreshLinkOnASignal(t *testing.T) {
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	first := p.signIn()
	sign, _ := linkSignal()
	if sign == nil {
		t.Skip("this system has no such signal")
	}
	p.cmd.Process.Signal(sign)
	if again := p.signIn(); again == first {
		t.Error("the same link again")
	}
}
