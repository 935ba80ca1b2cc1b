package main

import (
	"bytes"
	"image/png"
	"testing"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// TestPagesAndPlatformsGetTheMediaOfThePlaybook: by the ID that a message names.
func TestPagesAndPlatformsGetTheMediaOfThePlaybook(t *testing.T) {
	book := flowstest.BuiltIn(t)
	o := &omzien{book: book}
	door, there := book.Media["deur-inloop.png"]
	if !there {
		t.Fatal("the built-in playbook has lost its door")
	}
	content, name, mime, ok := o.media(chat.MediaID(door.Sum))
	if !ok || name != "deur-inloop.png" || mime != "image/png" {
		t.Errorf("%q, %q, %v", name, mime, ok)
	}
	if _, err := png.Decode(bytes.NewReader(content)); err != nil {
		t.Errorf("it is no picture: %v", err)
	}
	for _, id := range []string{door.Sum, "media:", "media:../numbers.yaml", ""} {
		if _, _, _, ok := o.media(id); ok {
			t.Errorf("%q gives something", id)
		}
	}
}
