package switchboard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// The points at which a child process kills itself, each at its n-th passing.
const (
	beforeCommit = "before commit"     // the transaction was written, not committed
	beforeAck    = "commit, no answer" // committed; whoever sent the event does not know
	beforeSend   = "claimed, not sent"
	beforeMark   = "sent, not marked"
)

// R1, laws 1 and 2: a kill -9 at any point loses nothing. What goes out doubles
// never where the platform can be asked, and at most once where it cannot.
func TestR1_KillAtEveryPoint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, can := range []bool{true, false} {
		for _, point := range []string{beforeCommit, beforeAck, beforeSend, beforeMark} {
			for _, nth := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s/%d/find=%v", point, nth, can), func(t *testing.T) {
					storagetest.Each(t, func(t *testing.T, b *storagetest.Base) { killAt(t, b, point, nth, can) })
				})
			}
		}
	}
}

func killAt(t *testing.T, b *storagetest.Base, point string, nth int, can bool) {
	p := newOutside(t, can)
	x := &crash{t: t, b: b, p: p, c: startChild(t, b, p, fmt.Sprintf("%s|%d", point, nth), 0)}
	story := []string{"mens", "ik ben er", "hallo?", "kan dat vandaag?", "ok dan wacht ik", "tot zo"}
	from := chat.Address{Adapter: "pushed", Chat: "sam"}
	for i, text := range story {
		x.send(chat.Event{ID: fmt.Sprintf("crash:%d", i), Kind: chat.Said, From: from, Author: person, Text: text})
	}
	it := chat.Subject{Kind: chat.SubjectConversation, ID: x.talk(from).Conversation}
	x.send(chat.Event{ID: "crash:claim", Kind: chat.Claimed, Author: noor, Subject: it})
	for i, text := range sentences(6) {
		x.send(chat.Event{ID: fmt.Sprintf("crash:a%d", i), Kind: chat.Answered, Author: noor, Text: text, Subject: it})
	}
	eventually(t, func() bool {
		if x.c.dead() { // it died while delivering
			x.revive()
		}
		return slices.Contains(p.texts(noor.Name), sentences(6)[5])
	})
	var said []string
	for _, l := range x.talk(from).Lines {
		if l.Kind == chat.LinePerson {
			said = append(said, l.Text)
		}
	}
	if !slices.Equal(said, story) {
		t.Errorf("of the person's words there stand %q", said)
	}
	got := p.texts(noor.Name)
	if once := slices.Compact(slices.Clone(got)); !slices.Equal(once, sentences(6)) {
		t.Errorf("the person read %q", got)
	}
	doubles := p.doubles()
	if allowed := map[bool]int{true: 0, false: 1}[can]; doubles > allowed {
		t.Errorf("%d doubles; at most %d", doubles, allowed)
	}
	if x.kills != 1 {
		t.Errorf("the child was killed %d times: the point was never reached", x.kills)
	}
	x.c.stop(t)
}

// crash is a talk with a child that dies once.
type crash struct {
	t     *testing.T
	b     *storagetest.Base
	p     *outside
	c     *child
	kills int
}

// revive starts a second child, at a time when the first one's leases are over.
func (x *crash) revive() {
	x.t.Helper()
	if x.kills++; x.kills > 1 {
		x.t.Fatal("the second child died too")
	}
	x.c.wait(x.t)
	x.c = startChild(x.t, x.b, x.p, "", time.Minute)
}

// send brings the event until a child has acknowledged it.
func (x *crash) send(ev chat.Event) {
	x.t.Helper()
	for x.c.handle(ev) != nil {
		x.revive()
	}
}

func (x *crash) talk(from chat.Address) chat.Talk {
	x.t.Helper()
	for {
		talk, err := x.c.talk(from)
		if err == nil {
			return talk
		}
		x.revive()
	}
}

// outside is the platform, in the parent: it survives the children.
type outside struct {
	*httptest.Server
	find  bool
	mu    sync.Mutex
	posts []chat.Message
}

func newOutside(t *testing.T, find bool) *outside {
	p := &outside{find: find}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		var m chat.Message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			http.Error(w, "what?", http.StatusBadRequest)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.posts = append(p.posts, m)
	})
	mux.HandleFunc("GET /find", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !slices.ContainsFunc(p.posts, func(m chat.Message) bool { return m.ID == r.FormValue("id") }) {
			http.NotFound(w, r)
		}
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *outside) texts(speaker string) (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.posts {
		if m.Speaker.Name == speaker {
			all = append(all, m.Text)
		}
	}
	return all
}

func (p *outside) doubles() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids := map[string]bool{}
	for _, m := range p.posts {
		ids[m.ID] = true
	}
	return len(p.posts) - len(ids)
}

// child is a process with a whole switchboard in it.
type child struct {
	cmd  *exec.Cmd
	base string
	done chan struct{}
}

func startChild(t *testing.T, b *storagetest.Base, p *outside, point string, ahead time.Duration) *child {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), "CRASH_URL="+b.URL, "CRASH_KEY="+b.KeyFile, "CRASH_AT="+point,
		"CRASH_PLATFORM="+p.URL, fmt.Sprintf("CRASH_FIND=%v", p.find), "CRASH_AHEAD="+ahead.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, done: make(chan struct{})}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if addr, ok := strings.CutPrefix(lines.Text(), "listening "); ok {
			c.base = "http://" + addr
			break
		}
	}
	if c.base == "" {
		t.Fatal("the child did not start")
	}
	go func() { // the process is reaped here, once
		for lines.Scan() {
		}
		cmd.Wait()
		close(c.done)
	}()
	t.Cleanup(func() {
		if !c.dead() {
			cmd.Process.Kill()
			<-c.done
		}
	})
	return c
}

func (c *child) dead() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

func (c *child) wait(t *testing.T) {
	t.Helper()
	select {
	case <-c.done:
	case <-time.After(time.Minute):
		t.Fatal("the child refuses events, but lives")
	}
}

func (c *child) stop(t *testing.T) {
	c.cmd.Process.Signal(syscall.SIGTERM)
	c.wait(t)
}

func (c *child) handle(ev chat.Event) error {
	body, err := json.Marshal(ev)
	if err != nil {
		return err
	}
	resp, err := http.Post(c.base+"/event", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	return nil
}

func (c *child) talk(a chat.Address) (talk chat.Talk, err error) {
	resp, err := http.Get(c.base + "/talk?adapter=" + a.Adapter + "&chat=" + a.Chat)
	if err != nil {
		return talk, err
	}
	defer resp.Body.Close()
	return talk, json.NewDecoder(resp.Body).Decode(&talk)
}
