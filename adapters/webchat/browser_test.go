package webchat

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"omzien/adapters/adaptertest"
)

// tab is a tab of a real browser with a fresh profile.
type tab struct {
	testing.TB
	ctx context.Context
}

// openTab starts a browser with one tab.
func openTab(t testing.TB) tab {
	t.Helper()
	return newTab(t, adaptertest.Chromium(t))
}

// newTab opens a tab; from a tab's context it is another one of the same browser.
func newTab(t testing.TB, parent context.Context) tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(parent)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844)); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	// The page asks before it goes with unsent words; here everybody says yes.
	err := chromedp.Listen(ctx, func(ev any) {
		if _, asks := ev.(*page.EventJavascriptDialogOpening); asks {
			go chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return tab{t, ctx}
}

// do runs steps, each within a generous time.
func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, done := context.WithTimeout(b.ctx, time.Minute)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b tab) open(url string) { b.Helper(); b.do(chromedp.Navigate(url)) }

// until waits until the JavaScript condition holds, or the promise that it is gives so.
func (b tab) until(condition string) {
	b.Helper()
	ctx, done := context.WithTimeout(b.ctx, 90*time.Second)
	defer done()
	look := fmt.Sprintf(`new Promise(r => {
		const look = async () => {
			let is = false;
			try { is = await (%s); } catch { /* what it asks about is not there yet */ }
			is ? r(true) : setTimeout(look, 25);
		};
		look();
	})`, condition)
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](look, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		// The page may be navigating, which ends the evaluation.
		if ctx.Err() != nil {
			b.Fatalf("never came true: %s\nthe page says:\n%s", condition, b.text("body"))
		}
	}
}

// get evaluates a JavaScript expression.
func get[T any](b tab, expression string) T {
	b.Helper()
	ctx, done := context.WithTimeout(b.ctx, time.Minute)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// leaves does what takes the page elsewhere, whose answer may go under with the page:
// what comes of it is waited for.
func (b tab) leaves(expression string) {
	b.Helper()
	ctx, done := context.WithTimeout(b.ctx, time.Minute)
	defer done()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[bool]("("+expression+") ?? true"))
}

func (b tab) text(selector string) string {
	b.Helper()
	return get[string](b, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ''`, selector))
}

// write types words into the composer and sends them with Enter.
func (b tab) write(words string) {
	b.Helper()
	b.until(`(() => { const e = document.querySelector('#words'); e?.focus(); return e && document.activeElement === e; })()`) // the page may be made anew meanwhile
	b.do(chromedp.KeyEvent(words))
	b.key("Enter", "Enter")
}

// press presses the button or link with exactly this label.
func (b tab) press(label string) {
	b.Helper()
	b.until(fmt.Sprintf(`(() => {
		const at = [...document.querySelectorAll('button, a, summary')].find(e => e.innerText.replace(/\s+/g, ' ').trim() === %q);
		at?.click(); // in the moment in which it is found: the page may be drawn anew
		return !!at;
	})()`, label))
}

// key presses a key that writes nothing.
func (b tab) key(key, code string) {
	b.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Code: code}); err != nil {
			b.Fatal(err)
		}
	}
}

// prefer sets what the reader prefers: light or dark, and no motion.
func (b tab) prefer(scheme string) {
	b.Helper()
	look := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, look); err != nil {
		b.Fatal(err)
	}
}
