package main

import (
	"errors"
	"flag"
	"log/slog"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"testing"

	"omzien/storage"
)

var update = flag.Bool("update", false, "write .env.example anew")

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestConfigOfAFreshMachine(t *testing.T) {
	c, err := readConfig(environment())
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Listen: "127.0.0.1:8080"}
	want.Telegram.URL, want.Slack.URL = "https://api.telegram.org", "https://slack.com/api/"
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v", c)
	}
	if c.publicURL() != "http://127.0.0.1:8080" || c.databaseName() != "omzien.db (SQLite)" || len(c.switchedOff()) != 6 {
		t.Errorf("got %q, %q, %q", c.publicURL(), c.databaseName(), c.switchedOff())
	}
}

func TestConfigIsTrimmed(t *testing.T) {
	c, err := readConfig(environment(
		"DATABASE_URL", " sqlite:/var/lib/omzien/o.db\n", "OMZIEN_LISTEN", ":9000 ", "OMZIEN_PUBLIC_URL", "https://chat.example.nl/",
		"OMZIEN_LOG", "Debug", "OMZIEN_PROXIES", "127.0.0.1, 10.1.2.3/8", "OMZIEN_EXIT_URL", "https://example.nl/weer"))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Database: "sqlite:/var/lib/omzien/o.db", Listen: ":9000", PublicURL: "https://chat.example.nl",
		Log:     slog.LevelDebug,
		Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")},
		ExitURL: "https://example.nl/weer"}
	want.Telegram.URL, want.Slack.URL = "https://api.telegram.org", "https://slack.com/api/"
	if !reflect.DeepEqual(c, want) {
		t.Errorf("\n got %+v\nwant %+v", c, want)
	}
}

func TestPublicURLWhereNoneIsSet(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":80": "http://localhost:80", "0.0.0.0:81": "http://localhost:81",
		"[::]:82": "http://localhost:82", "[::1]:83": "http://[::1]:83", "omzien.local:84": "http://omzien.local:84",
	} {
		if got := (Config{Listen: listen}).publicURL(); got != want {
			t.Errorf("%s: got %s, want %s", listen, got, want)
		}
	}
}

func TestConfigNamesEveryMistakeAtOnce(t *testing.T) {
	_, err := readConfig(environment("DATABASE_URL", "mysql://root:geheim@db/x", "OMZIEN_LISTEN", "8080", "OMZIEN_PUBLIC_URL", "chat.example.nl",
		"OMZIEN_LOG", "loud", "OMZIEN_PROXIES", "10.0.0.0/8, proxy", "OMZIEN_EXIT_URL", "wikipedia"))
	if err == nil {
		t.Fatal("all of it was taken")
	}
	lines := strings.Split(err.Error(), "\n")
	for i, name := range []string{"DATABASE_URL", "OMZIEN_LISTEN", "OMZIEN_PUBLIC_URL", "OMZIEN_LOG", "OMZIEN_PROXIES", "OMZIEN_EXIT_URL"} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], name+": ") {
			t.Fatalf("line %d should be about %s: %q", i, name, lines)
		}
		if !strings.Contains(lines[i], "write") {
			t.Errorf("no remedy in %q", lines[i])
		}
	}
	if !errors.Is(err, storage.ErrScheme) {
		t.Error("the scheme's error is not marked")
	}
	if strings.Contains(err.Error(), "geheim") {
		t.Error("Law 17: the password stands in the error")
	}
}

func TestConfigRefuses(t *testing.T) {
	for _, tt := range []struct{ name, value string }{
		{"OMZIEN_LISTEN", "127.0.0.1:http-ish"},
		{"OMZIEN_LISTEN", "127.0.0.1:70000"},
		{"OMZIEN_PUBLIC_URL", "ftp://chat.example.nl"},
		{"OMZIEN_PUBLIC_URL", "https://chat.example.nl/pad"},
		{"OMZIEN_PUBLIC_URL", "https://a:b@chat.example.nl"},
		{"OMZIEN_EXIT_URL", "javascript:alert(1)"},
		{"OMZIEN_PROXIES", "1.2.3"},
		{"DATABASE_URL", "postgres://localhost/omzien"}, // without a key file
	} {
		if _, err := readConfig(environment(tt.name, tt.value)); err == nil {
			t.Errorf("%s=%s was taken", tt.name, tt.value)
		}
	}
}

// TestEnvExample keeps .env.example equal to the variables, both ways.
func TestEnvExample(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Every variable, with its default. Load it with: set -a; . ./.env; set +a\n")
	for _, v := range variables() {
		b.WriteString("\n")
		for line := range strings.SplitSeq(strings.TrimSpace(v.about), "\n") {
			b.WriteString("# " + line + "\n")
		}
		b.WriteString(v.name + "=" + v.def + "\n")
	}
	const path = "../.env.example"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf(".env.example is not what the variables are; run go test ./bot -run TestEnvExample -update\n%s", got)
	}
}
