package adaptertest

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// Chromium starts a browser of its own for the test, in Dutch, with a fresh
// profile, and gives the context that its tabs are made from. It ends with the
// test. Where the machine has none the test is skipped, loudly; with
// OMZIEN_TEST_ALL=1 it fails.
func Chromium(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := findChromium()
	if path == "" {
		if os.Getenv("OMZIEN_TEST_ALL") == "1" {
			t.Fatal("no Chromium on this machine: apt-get install chromium")
		}
		t.Skip("SKIPPED: no Chromium on this machine, so nothing was tried in a browser: apt-get install chromium")
	}
	// What it leaves in the folder for temporary files goes with it; the path is
	// short, for sockets lie there.
	temp, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(temp) })
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(temp+"/profile"), chromedp.Env("TMPDIR="+temp),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("lang", "nl"), chromedp.Flag("accept-lang", "nl"))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(options, more...)...)
	t.Cleanup(stop)
	return ctx
}

func findChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
