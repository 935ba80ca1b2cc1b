package storage_test

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

func TestOpen_BadInput(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		ok(t, os.WriteFile(path, []byte(text), mode))
		ok(t, os.Chmod(path, mode))
		return path
	}
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	good := file("good.key", key+"\n", 0o600)
	const secret = "geheim123"
	cases := []struct {
		name   string
		cfg    storage.Config
		want   error
		remedy string
	}{
		{"unknown scheme", storage.Config{URL: "mysql://u:" + secret + "@h/db"}, storage.ErrScheme, "postgres://"},
		{"not an address", storage.Config{URL: "postgres://u:" + secret + "@h:port/db", KeyFile: good}, storage.ErrScheme, "postgres://"},
		{"remote without TLS", storage.Config{URL: "postgres://u:" + secret + "@db.example.org/o", KeyFile: good}, storage.ErrInsecure, "verify-full"},
		{"remote with weak TLS", storage.Config{URL: "postgres://u:" + secret + "@10.0.0.5/o?sslmode=require", KeyFile: good}, storage.ErrInsecure, "verify-full"},
		{"one remote of two", storage.Config{URL: "postgres://u@localhost,db.example.org/o", KeyFile: good}, storage.ErrInsecure, "verify-full"},
		{"remote as a parameter", storage.Config{URL: "postgres:///o?host=db.example.org", KeyFile: good}, storage.ErrInsecure, "verify-full"},
		{"PostgreSQL without a key", storage.Config{URL: "postgres://u@localhost/o", KeyFile: filepath.Join(dir, "none")}, storage.ErrKeyMissing, "OMZIEN_KEY_FILE"},
		{"key that others read", storage.Config{URL: "sqlite:" + filepath.Join(dir, "a.db"), KeyFile: file("open.key", key, 0o640)}, storage.ErrKeyOpen, "chmod 600"},
		{"key that is none", storage.Config{URL: "sqlite:" + filepath.Join(dir, "b.db"), KeyFile: file("bad.key", "hallo", 0o600)}, storage.ErrKeyBroken, "base64"},
		{"database is down", storage.Config{URL: "postgres://u:" + secret + "@127.0.0.1:1/o", KeyFile: good}, chat.ErrDown, "password"},
		{"no such folder", storage.Config{URL: "sqlite:" + filepath.Join(dir, "none", "o.db"), KeyFile: good}, os.ErrNotExist, "folder"},
		{"file is something else", storage.Config{URL: "sqlite:" + file("text.db", strings.Repeat("geen database ", 100), 0o600), KeyFile: good}, chat.ErrDown, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := storage.Open(t.Context(), c.cfg)
			if err == nil {
				s.Close(t.Context())
				t.Fatal("it opened")
			}
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), c.remedy) {
				t.Errorf("no remedy in %q", err)
			}
			if strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "\n") {
				t.Errorf("not one clean line: %q", err)
			}
		})
	}
}

func TestOpen_SafeAddresses(t *testing.T) {
	for _, address := range []string{
		"postgres://u@localhost/o", "postgres://u@127.0.0.1:5432/o", "postgres://u@[::1]:5432/o", "postgresql:///o?host=/run/postgresql",
		"postgres://u@db.example.org/o?sslmode=verify-full",
	} {
		if err := storage.CheckAddress(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestOpen_AKeyOfAnotherDatabaseIsRefused(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		ok(t, s.Close(t.Context()))
		cfg := b.Config()
		cfg.KeyFile = filepath.Join(t.TempDir(), "other.key")
		ok(t, os.WriteFile(cfg.KeyFile, []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))), 0o600))
		for name, open := range map[string]func(context.Context, storage.Config) (*storage.Store, error){"Open": storage.Open, "OpenRead": storage.OpenRead} {
			if _, err := open(t.Context(), cfg); !errors.Is(err, storage.ErrKeyWrong) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestOpen_MakesTheKeyOnceAndKeepsItClosed(t *testing.T) {
	dir := t.TempDir()
	cfg := storage.Config{URL: "sqlite:" + filepath.Join(dir, "omzien.db")}
	var before []byte
	for range 2 {
		s, err := storage.Open(t.Context(), cfg)
		ok(t, err)
		ok(t, s.Close(t.Context()))
		key, err := os.ReadFile(filepath.Join(dir, "omzien.key"))
		ok(t, err)
		if before != nil && string(before) != string(key) {
			t.Error("the key changed")
		}
		before = key
	}
	for _, name := range []string{"omzien.key", "omzien.db"} {
		info, err := os.Stat(filepath.Join(dir, name))
		ok(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

func TestOpen_ALostKeyIsNotReplaced(t *testing.T) {
	b := storagetest.SQLite(t)
	ok(t, b.Open(t).Close(t.Context()))
	ok(t, os.Remove(b.KeyFile))
	if _, err := storage.Open(t.Context(), b.Config()); !errors.Is(err, storage.ErrKeyMissing) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(b.KeyFile); err == nil {
		t.Error("a new key stands where the lost one belongs")
	}
}

func TestR19_ASecondProcessOnAFileIsRefused(t *testing.T) {
	b := storagetest.SQLite(t)
	s := b.Open(t)
	if _, err := storage.Open(t.Context(), b.Config()); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("a second one: %v", err)
	}
	r, err := storage.OpenRead(t.Context(), b.Config())
	ok(t, err)
	if err := r.Update(t.Context(), seen("x")); err == nil {
		t.Error("a store for reading wrote")
	}
	if _, err := r.Record().Queue(t.Context()); err != nil {
		t.Errorf("reading beside the one who writes: %v", err)
	}
	ok(t, r.Close(t.Context()))
	ok(t, s.Update(t.Context(), seen("x")))
}

func TestR19_APostgresThatForgetsIsRefused(t *testing.T) {
	b := storagetest.Postgres(t)
	cfg := b.Config()
	cfg.AllowUnsafe = false
	if os.Getenv("TEST_DATABASE_URL") != "" {
		t.Skip("the given server is not known to have fsync off")
	}
	if _, err := storage.Open(t.Context(), cfg); !errors.Is(err, storage.ErrUnsafe) {
		t.Errorf("fsync=off: %v", err)
	}
}

func TestClose_LeavesNothingBehind(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		before := goleak.IgnoreCurrent()
		s, err := storage.Open(t.Context(), b.Config())
		ok(t, err)
		ok(t, s.Update(t.Context(), seen("e1")))
		_, err = s.Record().Queue(t.Context())
		ok(t, err)
		ok(t, s.Close(t.Context()))
		ok(t, s.Close(t.Context()))
		for err, tries := goleak.Find(before), 0; err != nil; err = goleak.Find(before) { // each looks for half a second
			if tries++; tries > 100 {
				t.Fatal(err)
			}
		}
		if err := s.Update(t.Context(), seen("e2")); !errors.Is(err, chat.ErrDown) {
			t.Errorf("a closed store wrote: %v", err)
		}
		if _, err := s.Record().Queue(t.Context()); !errors.Is(err, chat.ErrDown) {
			t.Errorf("a closed store read: %v", err)
		}
	})
}

func TestOpenRead_AnEmptyPlaceIsLeftEmpty(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "k")
	ok(t, os.WriteFile(key, []byte(base64.StdEncoding.EncodeToString(make([]byte, 32))), 0o600))
	_, err := storage.OpenRead(t.Context(), storage.Config{URL: "sqlite:" + filepath.Join(dir, "omzien.db"), KeyFile: key})
	if !errors.Is(err, storage.ErrSchema) {
		t.Errorf("got %v", err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("it made files: %v", files)
	}
}

func TestOpen_SeveralStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	b := storagetest.Postgres(t)
	raw := b.Raw(t)
	_, err := raw.Exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	ok(t, err)
	done := make(chan error)
	for range 4 {
		go func() {
			s, err := storage.Open(t.Context(), b.Config())
			if err == nil {
				err = errors.Join(s.Ping(t.Context()), s.Close(t.Context()))
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
