package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"omzien/storage/storagetest"
)

// The story of the product, on the built program, in a real browser: a person
// walks through the intake to the handoff, a worker picks it up and answers,
// the person answers, the worker rounds off.
func TestStory(t *testing.T) {
	in := browser(t)
	t.Run("sqlite, at a desk's width", func(t *testing.T) {
		p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
		story(t, newTab(t, in, "person", 1280, 800), newTab(t, in, "worker", 1280, 800), p, p, nil)
	})
	t.Run("sqlite, both on a phone", func(t *testing.T) {
		p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
		story(t, newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 390, 844), p, p, nil)
	})
	t.Run("sqlite, killed in the middle", func(t *testing.T) {
		p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
		story(t, newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 1280, 800), p, p, func() {
			p.kill()
			p.again()
		})
	})
	t.Run("postgres, two instances", func(t *testing.T) {
		base := storagetest.Durable(t)
		env := []string{"DATABASE_URL=" + base.TCP, "OMZIEN_KEY_FILE=" + base.KeyFile}
		one, two := start(t, env...), start(t, env...)
		story(t, newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 1280, 800), one, two, func() {
			one.kill()
			one.again()
		})
	})
}

// story plays it; meanwhile, where given, happens between two sentences.
func story(t *testing.T, person, worker *tab, hers, his *program, meanwhile func()) {
	person.goes(hers.base + "/")
	person.reads("Je hoeft je echte naam niet te zeggen")
	person.shot("1-start")
	person.presses("Ja")
	person.presses("Thuis")
	person.reads("Wil je er al iets over vertellen")
	person.writes("Mijn vader is heel boos en ik durf niet naar huis.")
	person.reads("Hoe mogen we je noemen")
	person.writes("Sam")
	person.reads("Hoe kun je ons antwoord lezen")
	person.shot("2-handoff")
	person.presses("Ik laat deze pagina open")

	worker.goes(his.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.reads("Sam · ")
	worker.shot("1-queue")
	worker.presses("Sam · ")
	worker.reads("ik durf niet naar huis")
	worker.presses("Oppakken")
	person.reads("Noor")
	if meanwhile != nil {
		meanwhile()
	}
	worker.eval("could write", `return document.querySelector('textarea.answer')?.offsetParent`)
	worker.types("textarea.answer", "Hoi Sam, ik ben Noor. Wat is er gebeurd?")
	worker.presses("Stuur naar Sam")
	person.reads("Hoi Sam, ik ben Noor. Wat is er gebeurd?")
	person.writes("Hij heeft tegen mij geschreeuwd.")
	if meanwhile != nil {
		meanwhile()
	}
	worker.reads("Hij heeft tegen mij geschreeuwd.")
	worker.shot("2-thread")
	person.shot("3-live")
	person.writes("Ben je er nog?")
	worker.reads("Ben je er nog?")
	worker.types("textarea.answer", "Ja, ik ben er. Ik bel je straks.")
	worker.presses("Stuur naar Sam")
	person.reads("Ik bel je straks.")

	person.do(chromedp.Reload())
	person.reads("Ik bel je straks.")
	worker.presses("Afronden")
	worker.presses("Ja, afronden")
	person.eval("reads that it is over", `return !document.querySelector('.choices') && document.querySelectorAll('article.bot').length > 2`)
	worker.reads("afgerond")
	person.shot("4-closed")
	worker.shot("3-closed")
	for _, words := range []string{"Mijn vader is heel boos", "Wat is er gebeurd?", "Hij heeft tegen mij geschreeuwd.", "Ben je er nog?", "Ik bel je straks."} {
		if n := person.count(words); n != 1 {
			t.Errorf("the person's page says %q %d times:\n%s", words, n, person.page())
		}
	}
	if strings.Contains(person.page(), "niet verstuurd") {
		t.Errorf("something was not sent:\n%s", person.page())
	}
}
