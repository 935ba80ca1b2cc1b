package switchboard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
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
	"omzien/bot/switchboard/crashtest"
	"omzien/storage/storagetest"
)

// atOnce is how many children are killed at once: what takes their time is leases
// that must lapse, not this machine.
const atOnce = "6"

func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", atOnce)
	os.Exit(m.Run())
}

// R1, laws 1 and 2: a kill -9 at any point loses nothing. What goes out doubles
// never where the platforms can be asked, and at most once where they cannot.
// That holds for the person and for the desk, a channel with cards and threads, so
// slow that words wait there and go together.
func TestR1_KillAtEveryPoint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, can := range []bool{true, false} {
		for _, at := range []struct {
			point string
			nth   []int
		}{
			{crashtest.BeforeCommit, []int{1, 2, 5}},
			{crashtest.BeforeAck, []int{1, 2, 5}},
			{crashtest.BeforeSend, []int{1, 2, 5}},
			{crashtest.BeforeMark, []int{1, 2, 5}},
			{crashtest.BeforeSendTogether, []int{1}},
			{crashtest.BeforeMarkTogether, []int{1}},
		} {
			for _, nth := range at.nth {
				t.Run(fmt.Sprintf("%s/%d/find=%v", at.point, nth, can), func(t *testing.T) {
					t.Parallel()
					storagetest.Each(t, func(t *testing.T, b *storagetest.Base) { killAt(t, b, at.point, nth, can) })
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
		last := sentences(6)[5]
		return slices.Contains(p.texts("pushed", noor.Name), last) && slices.Contains(p.texts(team.Adapter, noor.Name), last)
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
	for at, reader := range map[string]string{"pushed": "the person", team.Adapter: "the desk"} {
		got := p.texts(at, noor.Name)
		if !slices.Equal(once(got), sentences(6)) {
			t.Errorf("%s read %q", reader, got)
		}
		if doubles, allowed := p.doubles(at), map[bool]int{true: 0, false: 1}[can]; doubles > allowed {
			t.Errorf("%s: %d doubles; at most %d", reader, doubles, allowed)
		}
	}
	if got := p.texts(team.Adapter, x.talkAlias()); !slices.Equal(once(got), story[1:]) { // the first is on the card
		t.Errorf("of the person's words the desk read %q", got)
	}
	if !p.together() {
		t.Error("no words went together: of that this proves nothing")
	}
	p.oneThread(t)
	if x.kills != 1 {
		t.Errorf("the child was killed %d times: the point was never reached", x.kills)
	}
	x.c.stop(t)
}

// talkAlias is how the desk knows the person.
func (x *crash) talkAlias() string {
	x.t.Helper()
	for _, m := range x.p.all() {
		if m.Card != nil {
			return m.Card.Alias
		}
	}
	x.t.Fatal("no card was posted")
	return ""
}

// outside are the platforms, in the parent: they survive the children.
type outside struct {
	*httptest.Server
	find  bool
	mu    sync.Mutex
	posts []posted
}

// posted is a message as it travels to a platform, and where it stands there.
type posted struct {
	chat.Message
	With    []chat.Message `json:"with"` // Together
	Place   string         `json:"place"`
	Receipt chat.Receipt   `json:"receipt"`
}

func newOutside(t *testing.T, find bool) *outside {
	p := &outside{find: find}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		var m posted
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			http.Error(w, "what?", http.StatusBadRequest)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		m.Receipt = chat.Receipt{ID: fmt.Sprint("post", len(p.posts)), Thread: m.To.Thread}
		switch {
		case m.Place != "":
			m.Receipt.ID = m.Place
		case m.Card != nil:
			m.Receipt.Thread = m.Receipt.ID
		}
		p.posts = append(p.posts, m)
		json.NewEncoder(w).Encode(m.Receipt)
	})
	mux.HandleFunc("GET /find", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		i := slices.IndexFunc(p.posts, func(m posted) bool { return m.ID == r.FormValue("id") })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		json.NewEncoder(w).Encode(p.posts[i].Receipt)
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *outside) all() []posted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.posts)
}

// texts are the words of the speaker that stand at the adapter.
func (p *outside) texts(adapter, speaker string) (all []string) {
	for _, m := range p.all() {
		for _, m := range m.said() {
			if m.To.Adapter == adapter && m.Speaker.Name == speaker {
				all = append(all, m.Text)
			}
		}
	}
	return all
}

// said are the messages in the post.
func (p posted) said() []chat.Message {
	if len(p.With) > 0 {
		return p.With
	}
	return []chat.Message{p.Message}
}

// once leaves out a post that stands there twice, with all that it says: the one
// double that a platform may have which cannot be asked.
func once(texts []string) []string {
	for n := 1; n <= len(texts)/2; n++ {
		for i := 0; i+2*n <= len(texts); i++ {
			if slices.Equal(texts[i:i+n], texts[i+n:i+2*n]) {
				return slices.Delete(slices.Clone(texts), i, i+n)
			}
		}
	}
	return texts
}

// together tells whether some post says several messages.
func (p *outside) together() bool {
	return slices.ContainsFunc(p.all(), func(m posted) bool { return len(m.With) > 1 })
}

// doubles are posts of what stands there already. To edit twice changes nothing.
func (p *outside) doubles(adapter string) (n int) {
	ids := map[string]bool{}
	for _, m := range p.all() {
		twice := slices.ContainsFunc(m.said(), func(m chat.Message) bool { return ids[m.ID] })
		if m.To.Adapter == adapter && m.Place == "" && twice {
			n++
		}
		for _, m := range m.said() {
			ids[m.ID] = true
		}
	}
	return n
}

// oneThread looks that one card stands at the desk, edited in place, and that all
// words stand below it. The one double that a platform may have, which cannot be
// asked, may be of the card.
func (p *outside) oneThread(t *testing.T) {
	t.Helper()
	cards := map[string]bool{}
	for _, m := range p.all() {
		if m.Card != nil {
			cards[m.Receipt.ID] = true
		}
	}
	if len(cards) > 1+p.doubles(team.Adapter) {
		t.Errorf("%d cards stand at the desk", len(cards))
	}
	for _, m := range p.all() {
		if m.To.Adapter == team.Adapter && m.Card == nil && !cards[m.To.Thread] {
			t.Errorf("%q stands in thread %q", m.Text, m.To.Thread)
		}
	}
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
		t.Fatal("the child is silent, but lives")
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
		return errNo
	}
	return nil
}

func (c *child) talk(a chat.Address) (talk chat.Talk, err error) {
	resp, err := http.Get(c.base + "/talk?adapter=" + a.Adapter + "&chat=" + a.Chat)
	if err != nil {
		return talk, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return talk, errNo
	}
	return talk, json.NewDecoder(resp.Body).Decode(&talk)
}
