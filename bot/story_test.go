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
	t.Parallel()
	in := browser(t)
	t.Run("sqlite, both on a phone", func(t *testing.T) {
		p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
		story(t, newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 390, 844), p, p, nil)
	})
	t.Run("sqlite, at a desk's width, killed in the middle", func(t *testing.T) {
		p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
		story(t, newTab(t, in, "person", 1280, 800), newTab(t, in, "worker", 1280, 800), p, p, func() {
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
	worker.eval("fills in what it was", `const all = [...document.querySelectorAll('dialog.form input[value=zelf], dialog.form input[value="0"]')];
		all.forEach(i => i.click());
		return all.length === 2`)
	worker.presses("Afronden")
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

// A person comes back on another device with four words, and finds the talk and
// the worker's answer; a stranger's guess finds nothing.
func TestComingBackWithTheCode(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	person := newTab(t, in, "person", 390, 844)
	person.goes(p.base + "/?start=wijk")
	person.reads("U hoeft uw echte naam niet te zeggen")
	person.writes("mens")
	person.reads("Hoe kunt u ons antwoord lezen")
	person.presses("Ik kom terug met mijn code")
	person.reads("code is:")
	code, err := chromedp.Run(person.ctx, chromedp.Evaluate[string](`document.body.innerText.match(/[a-z]+-[a-z]+-[a-z]+-[a-z]+/)[0]`))
	if err != nil {
		t.Fatalf("no code on the page: %v\n%s", err, person.page())
	}

	worker := newTab(t, in, "worker", 1280, 800)
	worker.goes(p.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.presses("het wijkteam")
	worker.presses("Oppakken")
	worker.types("textarea.answer", "Dag, komt u woensdag langs?")
	worker.presses("Stuur naar")

	other := newTab(t, in, "other", 390, 844)
	other.goes(p.base + "/")
	other.reads("vrij praten")
	enter := func(words string) {
		other.eval("could enter a code", `const more = document.querySelector('#more'); more.open = true; return document.querySelector('#code')?.offsetParent`)
		other.eval("cleared the field", `document.querySelector('#code').value = ''; return true`)
		other.types("#code", words)
		other.eval("sent the code", `document.querySelector('#return').requestSubmit(); return true`)
	}
	enter("appel boom fiets vuur")
	other.eval("was told that it opens nothing", `return document.querySelector('#said').innerText !== ''`)
	if strings.Contains(other.page(), "woensdag") {
		t.Error("a guess opened the talk")
	}
	enter(strings.ReplaceAll(code, "-", " "))
	other.reads("Dag, komt u woensdag langs?")
	other.writes("Ja, graag.")
	worker.reads("Ja, graag.")
}

// The button for danger: the numbers at once, an alarm at the desk that stands
// until a named human ends it.
func TestDangerReachesTheDesk(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	worker := newTab(t, in, "worker", 1280, 800)
	worker.goes(p.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.reads("Er wacht niemand")
	person := newTab(t, in, "person", 390, 844)
	person.goes(p.base + "/")
	person.reads("vrij praten")
	person.presses("Ik heb nu hulp nodig")
	person.reads("112")
	person.reads("Ik ben een chatbot")
	person.shot("1-danger")
	worker.presses("Open gesprek")
	worker.reads("eeft nu hulp nodig")
	worker.shot("1-alarm")
	worker.presses("Oppakken")
	worker.presses("Ik heb gekeken")
	worker.eval("sees the alarm ended", `return !document.body.innerText.includes('Ik heb gekeken')`)
	person.reads("Noor")
}
