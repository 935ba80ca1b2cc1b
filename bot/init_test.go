package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"omzien/flows"
)

// runs runs the built program in a folder, with nothing in its environment but
// env, and gives what it printed.
func runs(t *testing.T, in string, env []string, args ...string) (stdout, stderr string, ok bool) {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	var out, wrong strings.Builder
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = in, append([]string{"HOME=" + in}, env...), &out, &wrong
	err = cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return out.String(), wrong.String(), err == nil
}

func TestInitMakesAPlaybookThatPassesCheck(t *testing.T) {
	in := t.TempDir()
	said, wrong, ok := runs(t, in, nil, "init", "ons draaiboek")
	if !ok {
		t.Fatalf("%s%s", said, wrong)
	}
	dir := filepath.Join(in, "ons draaiboek")
	for _, want := range []string{"go run ./bot check 'ons draaiboek'", "OMZIEN_PLAYBOOK='" + dir + "'", "LEESMIJ.md"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if said, wrong, ok := runs(t, in, nil, "check", "ons draaiboek"); !ok || !strings.Contains(said, "No mistakes") {
		t.Errorf("check says\n%s%s", said, wrong)
	}
	files := 0
	err := fs.WalkDir(flows.BuiltIn(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o700 != map[bool]fs.FileMode{true: 0o700, false: 0o600}[e.IsDir()] || info.Mode().Perm()&0o022 != 0 {
			t.Errorf("%s has the mode %v", name, info.Mode())
		}
		if e.IsDir() {
			return nil
		}
		files++
		copied, _ := os.ReadFile(path)
		source, _ := fs.ReadFile(flows.BuiltIn(), name)
		if string(copied) != string(source) {
			t.Errorf("%s is not what it was", name)
		}
		return nil
	})
	if err != nil || files < 10 {
		t.Errorf("%d files: %v", files, err)
	}
}

func TestInitOverwritesNothing(t *testing.T) {
	in := t.TempDir()
	for _, dir := range []string{"vol", "leeg", "git/.git"} {
		if err := os.MkdirAll(filepath.Join(in, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mine := filepath.Join(in, "vol", "numbers.yaml")
	if err := os.WriteFile(mine, []byte("van ons"), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, dir, want string }{ // want: "" where it is made
		{"an empty folder", "leeg", ""},
		{"the same once more", "leeg", "name a new folder, or an empty one"},
		{"a folder that git keeps", "git", ""},
		{"a folder with something in it", "vol", "(numbers.yaml), and nothing is overwritten"},
		{"a file", "vol/numbers.yaml", "name a new one"},
		{"a folder nowhere", "weg/draaiboek", "there is no folder weg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said, wrong, ok := runs(t, in, nil, "init", tt.dir)
			if ok != (tt.want == "") || !strings.Contains(wrong, tt.want) || ok == (said == "") {
				t.Errorf("it says %q, %q", said, wrong)
			}
		})
	}
	entries, err := os.ReadDir(filepath.Join(in, "vol"))
	if source, _ := os.ReadFile(mine); err != nil || len(entries) != 1 || string(source) != "van ons" {
		t.Errorf("it changed a folder that it refused: %v, %v", entries, err)
	}
}

func TestInitThatCannotFinishLeavesNothing(t *testing.T) {
	in := t.TempDir()
	dir, kept := filepath.Join(in, "nieuw"), filepath.Join(in, "was er al")
	if err := os.Mkdir(kept, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{dir, kept} {
		if err := copyPlaybook(dir, broken{flows.BuiltIn()}); err == nil {
			t.Fatal("a file that cannot be read was copied")
		}
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the new folder is still there: %v", err)
	}
	if entries, err := os.ReadDir(kept); err != nil || len(entries) > 0 {
		t.Errorf("the folder that was there holds %v, %v", entries, err)
	}
}

// broken is a folder of which one file cannot be read.
type broken struct{ fs.FS }

func (b broken) Open(name string) (fs.File, error) {
	if name == "numbers.yaml" {
		return nil, fs.ErrPermission
	}
	return b.FS.Open(name)
}
