package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"omzien/adapters/adaptertest"
	"omzien/adapters/adaptertest/ports"
)

// built is the program, built once as anybody would build it.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "omzien-program-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "omzien")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// atOnce is how many of the stories that say so are played at once: they wait for
// platforms that take one message a second, not for this machine.
const atOnce = "8"

// TestMain takes the built program away again.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.parallel", atOnce)
	code := m.Run()
	if os.Getenv("OMZIEN_TEST_CHILD") == "" {
		if path, err := built(); err == nil {
			os.RemoveAll(filepath.Dir(path))
		}
	}
	os.Exit(code)
}

// program is one running instance of Omzien, as an operator starts it.
type program struct {
	t    *testing.T
	env  []string
	base string // http://127.0.0.1:port
	cmd  *exec.Cmd
	link chan string // sign-in links that it printed
	out  *log
	done chan struct{}
}

// log keeps what a program printed, for when a test fails.
type log struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// inFull leaves the test out where time is short: it plays in a browser or on the
// built program, for long, in processes of their own, of whose races -race sees nothing.
func inFull(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("plays in processes of their own")
	}
}

// start starts the program on a free port and waits until it is ready. The
// environment is empty but for env.
func start(t *testing.T, env ...string) *program {
	t.Helper()
	inFull(t)
	address := ports.Free(t)
	p := &program{t: t, base: "http://" + address, env: append(env, "OMZIEN_LISTEN="+address, "HOME="+t.TempDir(), "TMPDIR="+os.TempDir())}
	p.again()
	return p
}

// again starts it once more, after a kill, at the same address.
func (p *program) again() {
	p.t.Helper()
	path, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd = exec.Command(path)
	p.cmd.Env = p.env
	p.cmd.Dir = p.t.TempDir()
	p.out, p.link, p.done = &log{}, make(chan string, 8), make(chan struct{})
	p.cmd.Stderr = p.out
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	cmd, done, link, out := p.cmd, p.done, p.link, p.out
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			fmt.Fprintln(out, lines.Text())
			for _, word := range strings.Fields(lines.Text()) {
				if strings.Contains(word, "/desk/in#") {
					link <- word
				}
			}
		}
		cmd.Wait()
		close(done)
	}()
	p.t.Cleanup(func() {
		p.kill()
		if p.t.Failed() {
			p.t.Logf("the program at %s printed:\n%s", p.base, out)
		}
	})
	p.until("it is ready", func() bool {
		resp, err := http.Get(p.base + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

// until waits, without a promise about speed.
func (p *program) until(what string, ready func() bool) {
	p.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(2 * time.Minute)
	for !ready() {
		select {
		case <-tick.C:
		case <-p.done:
			p.t.Fatalf("waiting until %s: the program ended", what)
		case <-limit:
			p.t.Fatalf("waiting until %s: it never was", what)
		}
	}
}

// kill is kill -9.
func (p *program) kill() {
	p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.done
}

// signIn is the link of a worker.
func (p *program) signIn() string {
	p.t.Helper()
	select {
	case l := <-p.link:
		return l
	case <-time.After(time.Minute):
		p.t.Fatal("no link to the desk was printed")
		return ""
	}
}

// browser starts Chromium with a first tab, which keeps it open.
func browser(t *testing.T) context.Context {
	t.Helper()
	inFull(t)
	ctx, stop := chromedp.NewContext(adaptertest.Chromium(t))
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return ctx
}

// tab is one person's or worker's browser, with cookies of its own.
type tab struct {
	t   *testing.T
	ctx context.Context
	who string
}

func newTab(t *testing.T, in context.Context, who string, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(in, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t, ctx, who}
	b.do(chromedp.EmulateViewport(width, height))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.shot("failed")
		b.t.Fatalf("%s: %v", b.who, err)
	}
}

// goes opens an address.
func (b *tab) goes(url string) { b.t.Helper(); b.do(chromedp.Navigate(url)) }

// eval runs a script that gives true once what it does is done, until it is.
func (b *tab) eval(what, script string) {
	b.t.Helper()
	limit := time.After(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean((() => {"+script+"})())")); err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			b.shot("failed")
			b.t.Fatalf("%s never %s; on the page:\n%s", b.who, what, b.page())
		}
	}
}

// presses presses the last visible button that says so.
func (b *tab) presses(label string) {
	b.t.Helper()
	b.eval("could press "+label, fmt.Sprintf(`
		const all = [...document.querySelectorAll('button')].filter(x => x.offsetParent && !x.disabled && x.innerText.includes(%q));
		const button = all.at(-1);
		if (!button) return false;
		button.click();
		return true;`, label))
}

// reads waits until the page says so.
func (b *tab) reads(words string) {
	b.t.Helper()
	b.eval("read "+words, fmt.Sprintf(`return document.body.innerText.includes(%q)`, words))
}

// count is how often the visible talk says so.
func (b *tab) count(words string) int { return strings.Count(b.page(), words) }

func (b *tab) page() string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[document, ...[...document.querySelectorAll('iframe')].map(f => f.contentDocument)].map(d => d?.body?.innerText ?? '').join('\n---\n')`))
	if err != nil {
		return err.Error()
	}
	return text
}

// types writes into a field, key by key. Not with SendKeys: in this version it
// reads a node while the browser changes it, which the race detector sees.
func (b *tab) types(selector, words string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(selector), chromedp.Focus(selector), chromedp.KeyEvent(words))
}

// writes sends words on the chat page.
func (b *tab) writes(words string) {
	b.t.Helper()
	b.types("#words", words)
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		enter := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter"}
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, enter); err != nil {
			b.t.Fatal(err)
		}
	}
}

// shot keeps a picture where OMZIEN_SCREENSHOTS names a folder.
func (b *tab) shot(name string) {
	dir := os.Getenv("OMZIEN_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("screenshot: %v", err)
		return
	}
	file := strings.ReplaceAll(b.t.Name()+"-"+b.who+"-"+name+".png", "/", "-")
	if err := os.WriteFile(filepath.Join(dir, file), png, 0o600); err != nil {
		b.t.Logf("screenshot: %v", err)
	}
}
