package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestSchemaIsPrinted(t *testing.T) {
	in := t.TempDir()
	for _, kind := range []string{"flow", "organisation", "numbers", "directory", "programmes", "appointments", "texts"} {
		said, wrong, ok := runs(t, in, nil, "schema", kind)
		var document struct {
			Type       string
			Properties map[string]struct{ Description string }
			Each       json.RawMessage `json:"additionalProperties"` // of programmes: their names are the author's
		}
		if err := json.Unmarshal([]byte(said), &document); !ok || err != nil || document.Type != "object" || len(document.Properties) == 0 && string(document.Each) == "false" {
			t.Errorf("%s: %v %s\n%s", kind, err, wrong, said)
		}
	}
	for kind, want := range map[string]string{"po": "there are flow, organisation, numbers, directory, programmes, appointments, texts", "flows": "write schema flow"} {
		if said, wrong, ok := runs(t, in, nil, "schema", kind); ok || said != "" || !strings.Contains(wrong, want) {
			t.Errorf("%s: %q, %q", kind, said, wrong)
		}
	}
}

// What it says without a word is done as it says, in a copy of the built-in
// playbook; then check is content.
func TestSchemaIsUsedAsItSays(t *testing.T) {
	in := t.TempDir()
	if said, wrong, ok := runs(t, in, nil, "init", "DIR"); !ok {
		t.Fatal(said, wrong)
	}
	guide, _, ok := runs(t, in, nil, "schema")
	commands := regexp.MustCompile(`go run \./bot (schema \w+) >(\S+)`).FindAllStringSubmatch(guide, -1)
	lines := regexp.MustCompile(`(?m)^  (# yaml-language-server: \$schema=(\S+))$`).FindAllStringSubmatch(guide, -1)
	if !ok || len(commands) != 7 || len(lines) != 2 {
		t.Fatalf("it says\n%s", guide)
	}
	for _, c := range commands {
		said, wrong, ok := runs(t, in, nil, strings.Fields(c[1])...)
		if !ok {
			t.Fatal(wrong)
		}
		if err := os.WriteFile(filepath.Join(in, c[2]), []byte(said), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, file := range []string{"DIR/flows/jongeren.yaml", "DIR/organisation.yaml"} {
		path := filepath.Join(in, file)
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append([]byte(lines[i][1]+"\n"), source...), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), lines[i][2])); err != nil {
			t.Errorf("the line in %s leads nowhere: %v", file, err)
		}
	}
	if said, wrong, ok := runs(t, in, nil, "check", "DIR"); !ok || !strings.Contains(said, "No mistakes") {
		t.Errorf("check says\n%s%s", said, wrong)
	}
}
