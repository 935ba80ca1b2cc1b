package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"omzien/storage"
)

// state is how serious a finding is.
type state string

const (
	sound state = "ok"
	look  state = "look" // it runs, but should not stay so
	wrong state = "wrong"
)

// finding is one thing that doctor looked at.
type finding struct {
	state  state
	what   string
	remedy string // empty where it is sound
}

// patience is how long doctor waits for a database or a port. How long a platform
// may take is for its adapter.
const patience = 5 * time.Second

// doctor looks at everything that a start needs, and writes each finding with
// its remedy. It changes nothing, and nobody sees anything of it; with post it
// also has a drill arrive wherever the team is told of things. errShown where
// something is wrong.
func doctor(ctx context.Context, out io.Writer, getenv func(string) string, names []string, now time.Time, post bool) error {
	cfg, err := readConfig(getenv)
	findings := lookAtConfig(err, names)
	findings = append(findings, lookHere(ctx, cfg, now)...)
	findings = append(findings, lookAtTelegram(ctx, cfg)...)
	if book, err := loadPlaybook(cfg.Playbook); err == nil {
		findings = append(findings, lookAtSlack(ctx, cfg, book, post)...)
	}
	findings = append(findings, lookAtMail(ctx, cfg, now, post)...)

	bad := 0
	for _, f := range findings {
		fmt.Fprintf(out, "%-6s %s\n", f.state, f.what)
		if f.remedy != "" {
			fmt.Fprintf(out, "       -> %s\n", f.remedy)
		}
		if f.state == wrong {
			bad++
		}
	}
	if bad > 0 {
		fmt.Fprintf(out, "\n%s to mend before people can rely on it.\n", count(bad, "thing"))
		return errShown
	}
	fmt.Fprint(out, "\nNothing is wrong.\n")
	if !post && (cfg.Slack.Token != "" || cfg.Mail.URL != "") {
		fmt.Fprint(out, "To see that a drill arrives where the team looks: go run ./bot doctor --post\n")
	}
	return nil
}

// lookHere looks at what this machine has: playbook, key, database, address.
func lookHere(ctx context.Context, cfg Config, now time.Time) []finding {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	findings := lookAtPlaybook(cfg.Playbook, now)
	if _, _, err := storage.Kind(cfg.Database); err == nil {
		findings = append(findings, lookAtKey(cfg.storage())...)
		findings = append(findings, lookAtDatabase(ctx, cfg.storage())...)
		findings = append(findings, lookAtCircles(ctx, cfg)...)
	}
	return append(findings, lookAtAddress(ctx, cfg)...)
}

// lookAtConfig reports what readConfig said, and variables that look as if they
// were meant for us.
func lookAtConfig(err error, names []string) []finding {
	var found []finding
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			what, remedy, _ := strings.Cut(line, ": ")
			found = append(found, finding{wrong, what + " is not right", remedy})
		}
	} else {
		found = append(found, finding{sound, "configuration", ""})
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		known := slices.ContainsFunc(variables(), func(v variable) bool { return v.name == name })
		if strings.HasPrefix(name, "OMZIEN_") && !known && !slices.Contains(ofTests(), name) {
			found = append(found, finding{look, name + " is set, and means nothing to Omzien", "compare it with the names in .env.example"})
		}
	}
	return found
}

// ofTests are the variables that only the project's own tests read.
func ofTests() []string { return []string{"OMZIEN_TEST_ALL", "OMZIEN_TEST_CHILD", "OMZIEN_ORACLES"} }

func lookAtPlaybook(dir string, now time.Time) []finding {
	book, err := loadPlaybook(dir)
	if err != nil {
		return []finding{{wrong, err.Error(), "the command check shows every mistake with its place"}}
	}
	found := []finding{{sound, "playbook of " + book.Organisation.Name, ""}}
	if dir == "" {
		found = []finding{{look, "the built-in playbook speaks, of an organisation that does not exist", "copy flows/playbook, make it yours, and name its folder in OMZIEN_PLAYBOOK"}}
	}
	for _, h := range book.Hints(now) {
		if h.Line == 0 { // of a file as a whole: what is about a text is for its author
			found = append(found, finding{look, h.File + ": " + h.What, h.Remedy})
		}
	}
	return found
}

// lookAtKey looks at the key file itself; that it fits is for lookAtDatabase.
func lookAtKey(cfg storage.Config) []finding {
	kind, database, err := storage.Kind(cfg.URL)
	if err != nil {
		return nil
	}
	path := cfg.KeyFile
	if path == "" {
		if kind != storage.SQLite {
			return nil // readConfig said so
		}
		path = filepath.Join(filepath.Dir(database), "omzien.key")
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && kind == storage.SQLite:
		return []finding{{sound, "key file " + path + " is not there yet: the first start makes it", ""}}
	case err != nil:
		return []finding{{wrong, "key file " + path + " cannot be read", "put the key of this database there, readable by Omzien only, or name it in OMZIEN_KEY_FILE"}}
	case info.Mode().Perm()&0o077 != 0:
		return []finding{{wrong, fmt.Sprintf("others on this machine may read the key file %s (mode %04o)", path, info.Mode().Perm()), "chmod 600 " + path}}
	}
	found := []finding{{sound, "key file " + path, ""}}
	if kind == storage.SQLite && sameFolder(path, database) {
		found = append(found, finding{look, "the key lies beside the database: who copies the folder can read all of it",
			"move it elsewhere, name it in OMZIEN_KEY_FILE, and keep a copy in a third place"})
	}
	return found
}

func sameFolder(a, b string) bool {
	x, errX := filepath.Abs(filepath.Dir(a))
	y, errY := filepath.Abs(filepath.Dir(b))
	return errX == nil && errY == nil && x == y
}

// lookAtDatabase opens it for reading and reports what a start would meet.
func lookAtDatabase(ctx context.Context, cfg storage.Config) []finding {
	kind, path, err := storage.Kind(cfg.URL)
	if err != nil {
		return nil
	}
	var found []finding
	if kind == storage.SQLite {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return []finding{{sound, "database " + path + " is not there yet: the first start makes it", ""}}
		}
		switch used, err := storage.InUse(path); {
		case err != nil:
			found = append(found, finding{wrong, "the lock file beside " + path + " cannot be used", "let Omzien's own account own the folder"})
		case used:
			found = append(found, finding{look, "an Omzien runs on " + path, "a second one would refuse to start; this look did not disturb it"})
		}
	}
	store, err := storage.OpenRead(ctx, cfg)
	if err != nil {
		return append(found, finding{wrong, err.Error(), remedyFor(err)})
	}
	defer store.Close(ctx)
	in, err := store.Inspect(ctx)
	if err != nil {
		return append(found, finding{wrong, err.Error(), remedyFor(err)})
	}
	found = append(found, finding{sound, "database: " + in.Version + ", and the key fits", ""})
	if in.Schema < in.Wanted {
		found = append(found, finding{look, fmt.Sprintf("its tables are of version %d, this program's of %d", in.Schema, in.Wanted), "back it up, then start Omzien once"})
	} else if in.Schema > in.Wanted {
		found = append(found, finding{wrong, fmt.Sprintf("its tables are of version %d, this program's of %d", in.Schema, in.Wanted), "run the newer program that made them"})
	}
	if !in.Writable {
		found = append(found, finding{wrong, "the database cannot be written", "let Omzien's own account own the file and its folder, or be allowed to write to the tables; a standby cannot be written"})
	}
	return found
}

// remedyFor is what to do about an error of the database.
func remedyFor(err error) string {
	switch {
	case errors.Is(err, storage.ErrSchema):
		return "start Omzien once on it"
	case errors.Is(err, storage.ErrKeyOpen):
		return "chmod 600 on the key file"
	case errors.Is(err, storage.ErrKeyWrong), errors.Is(err, storage.ErrKeyBroken), errors.Is(err, storage.ErrKeyMissing):
		return "without the right key nothing in the database can be read: restore it from its copy"
	case errors.Is(err, storage.ErrInsecure):
		return "add ?sslmode=verify-full to DATABASE_URL"
	case errors.Is(err, storage.ErrUnsafe):
		return "a message that was confirmed must not be lost: change the setting it names"
	}
	return "see that the database runs, and that DATABASE_URL has its name, account and password"
}

// lookAtAddress looks where people find us.
func lookAtAddress(ctx context.Context, cfg Config) []finding {
	if checkListen(cfg.Listen) != nil {
		return nil
	}
	var found []finding
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cfg.Listen)
	switch {
	case err == nil:
		l.Close()
		found = append(found, finding{sound, cfg.Listen + " is free", ""})
	case answers(ctx, cfg.Listen):
		found = append(found, finding{sound, "an Omzien answers at " + cfg.Listen, ""})
	default:
		found = append(found, finding{wrong, "cannot listen on " + cfg.Listen, "stop the program that has it, or set OMZIEN_LISTEN to another address, as in 127.0.0.1:8081"})
	}
	public, err := url.Parse(cfg.publicURL())
	if err != nil {
		return found
	}
	here := loopback(public.Hostname())
	switch {
	case public.Scheme != "https" && !here:
		found = append(found, finding{wrong, "people would write to us over http, where others can read along", "put a proxy with a certificate in front, and write https:// in OMZIEN_PUBLIC_URL"})
	case here:
		found = append(found, finding{look, "only this machine reaches " + cfg.publicURL(), "set OMZIEN_PUBLIC_URL to the address that people see"})
	default:
		found = append(found, finding{sound, "people find us at " + cfg.publicURL(), ""})
		if host, _, _ := net.SplitHostPort(cfg.Listen); loopback(host) && len(cfg.Proxies) == 0 {
			found = append(found, finding{look, "a proxy stands in front, and none is named: all visitors seem to be one", "name it in OMZIEN_PROXIES, as in 127.0.0.1"})
		}
	}
	return found
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// answers tells whether an Omzien is the one that has the address.
func answers(ctx context.Context, listen string) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	at := Config{Listen: listen}.publicURL() + "/healthz"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return false
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 16))
	return err == nil && resp.StatusCode == http.StatusOK && strings.TrimSpace(string(body)) == "ok"
}
