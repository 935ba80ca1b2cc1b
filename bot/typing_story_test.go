package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// watch keeps in the page's seen whatever stands in the element that says that
// somebody types: it may be gone before anybody looks.
func (b *tab) watch(selector string) {
	b.t.Helper()
	b.eval("could watch", `const e = document.querySelector('`+selector+`');
		if (!e) return false;
		window.seen = [];
		new MutationObserver(() => { if (!e.hidden && e.textContent) window.seen.push(e.textContent); }).observe(e, {attributes: true, childList: true, characterData: true, subtree: true});
		return true`)
}

// typesUntil has a page's field say that somebody goes on typing there, until the
// other one sees it: a sign that is lost on a slow machine is followed by the next.
func (b *tab) typesUntil(p *program, field string, other *tab, saw string) {
	b.t.Helper()
	b.eval("could type", `return Boolean(document.querySelector('`+field+`')?.value)`)
	more := chromedp.Evaluate[bool](`document.querySelector('` + field + `').dispatchEvent(new Event('input', {bubbles: true}))`)
	look := chromedp.Evaluate[bool]("window.seen.some(s => s.endsWith('" + saw + "'))")
	p.until("the other one sees it", func() bool {
		if _, err := chromedp.Run(b.ctx, more); err != nil {
			b.t.Fatal(err)
		}
		seen, err := chromedp.Run(other.ctx, look)
		return err == nil && seen
	})
}

// On both pages: the person sees that Noor writes, until her words are there; Noor
// sees that the person types. A note shows nothing, and neither does anything on
// the screen of somebody who said what it is about at home: others may hold it.
func TestTypingShows(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	person, worker := newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 1280, 800)
	person.goes(p.base + "/?start=wijk")
	person.reads("U hoeft uw echte naam niet te zeggen")
	person.writes("mens")
	person.reads("Hoe kunt u ons antwoord lezen")
	worker.goes(p.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.presses("het wijkteam")
	worker.presses("Oppakken")
	worker.eval("could write", `return document.querySelector('textarea.answer')?.offsetParent`)
	person.reads("Noor")
	person.watch("#writing")
	worker.watch("article.talk:not([hidden]) .typing")

	worker.presses("Notitie")
	worker.types("textarea.note", "even nakijken")
	worker.presses("Bewaar als notitie")
	worker.reads("Notitie van Noor")
	worker.presses("Antwoord")
	person.eval("sees nothing of a note", `return window.seen.length === 0`)
	worker.types("textarea.answer", "Dag, ik ben Noor. Komt u woensdag langs?")
	worker.typesUntil(p, "article.talk:not([hidden]) textarea.answer", person, "Noor schrijft…")
	person.shot("typing")
	worker.presses("Stuur naar")
	person.reads("Komt u woensdag langs?")
	person.eval("has the words instead", `return document.querySelector('#writing').hidden`)
	person.eval("heard it once", `return [...document.querySelectorAll('#news p')].filter(p => p.textContent === 'Noor schrijft…').length === 1`)

	person.types("#words", "Ja, graag.")
	person.typesUntil(p, "#words", worker, " typt…")
	worker.shot("typing")
	person.writes(" Hoe laat?")
	worker.reads("Hoe laat?")
	worker.eval("has the words instead", `return document.querySelector('article.talk:not([hidden]) .typing').hidden`)

	home := newTab(t, in, "home", 390, 844)
	home.goes(strings.Replace(p.base, "127.0.0.1", "localhost", 1) + "/") // a telephone of her own: other cookies
	home.presses("Ja")
	home.presses("Thuis")
	home.writes("mens")
	home.reads("Hoe kun je ons antwoord lezen")
	home.watch("#writing")
	worker.presses("jongerenwerk")
	worker.presses("Oppakken")
	worker.eval("could write to her", `return document.querySelector('article.talk:not([hidden]) textarea.answer')?.offsetParent && document.querySelector('article.talk:not([hidden])').dataset.group === 'mine'`)
	worker.types("article.talk:not([hidden]) textarea.answer", "Hoi, ik ben er.")
	worker.presses("Stuur naar")
	home.reads("Hoi, ik ben er.")
	home.eval("saw nobody write", `return window.seen.length === 0`)
	if log := p.out.String(); strings.Contains(log, "typing") {
		t.Errorf("the log tells who types:\n%s", log)
	}
}
