package storage_test

import (
	"context"
	"strings"
	"testing"

	"omzien/storage"
	"omzien/storage/storagetest"
)

func TestInspect(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		ctx := context.Background()
		b.Open(t)
		cfg := storage.Config{URL: b.URL, KeyFile: b.KeyFile, AllowUnsafe: true}
		read, err := storage.OpenRead(ctx, cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer read.Close(ctx)
		in, err := read.Inspect(ctx)
		if err != nil {
			t.Fatal(err)
		}
		name := map[string]string{"sqlite": "SQLite 3.", "postgres": "PostgreSQL "}[b.Kind]
		if !strings.HasPrefix(in.Version, name) || in.Schema != in.Wanted || in.Wanted < 1 || !in.Writable {
			t.Errorf("got %+v", in)
		}
	})
}

func TestInUse(t *testing.T) {
	ctx := context.Background()
	b := storagetest.SQLite(t)
	path := strings.TrimPrefix(b.URL, "sqlite:")
	says := func(want bool) {
		t.Helper()
		if used, err := storage.InUse(path); err != nil || used != want {
			t.Errorf("got %v, %v; want %v", used, err, want)
		}
	}
	says(false)
	store, err := storage.Open(ctx, storage.Config{URL: b.URL, KeyFile: b.KeyFile})
	if err != nil {
		t.Fatal(err)
	}
	says(true)
	if err := store.Close(ctx); err != nil {
		t.Fatal(err)
	}
	says(false)
}
