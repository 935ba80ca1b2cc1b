package main

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// TestS11NoFileGetsAPublicLink: whoever has such a link sees the file, signed in or not.
func TestS11NoFileGetsAPublicLink(t *testing.T) {
	banned := [][]byte{[]byte("shared" + "PublicURL"), []byte("Share" + "FilePublicURL"), []byte("files.remote" + ".add"), []byte("permalink" + "_public")}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && name != ".":
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go" && path.Ext(name) != ".js" && path.Ext(name) != ".yaml":
			return nil
		}
		source, err := os.ReadFile(path.Join("..", name))
		for _, word := range banned {
			if bytes.Contains(source, word) {
				t.Errorf("%s: %s", name, word)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
