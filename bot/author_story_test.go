package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// ourFlow is a flow that an author writes; its goto leads to the step with this id.
func ourFlow(id string) string {
	return `flow: fiets
title: Vraag over een fiets
language: nl
form: je
starts: [{deeplink: fiets}]
data:
  soort: {type: choice, about: soort fiets}
  uitleg: {type: text, about: in eigen woorden}
steps:
  - choose: Wat voor fiets zoek je?
    save: soort
    options:
      - kind: Een kinderfiets
      - groot: Een grote fiets
      - liever: {label: Zeg ik liever niet, goto: ` + id + `}
  - ask: Wil je er nog iets over vertellen?
    save: uitleg
    skip: Nee hoor
  - handoff: jongerenwerk
    id: vraag
    card: [soort, uitleg]
    say: Ik vraag {team} om je hier te antwoorden.
  - say: Dag!
`
}

// drops lets go of a file above the page.
func (b *tab) drops(name, content string) {
	b.t.Helper()
	quote := func(s string) string { q, _ := json.Marshal(s); return string(q) }
	b.eval("could drop "+name, fmt.Sprintf(`
		if (!document.querySelector('#drop')) return false;
		const carried = new DataTransfer();
		carried.items.add(new File([%s], %s));
		document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: carried}));
		return true;`, quote(content), quote(name)))
}

// The author's story, in a real browser: a broken file shows its mistake in Dutch
// at its line; the mended one is played, by the person and by the worker, and
// drawn. Nothing of it goes live.
func TestAuthorsPage(t *testing.T) {
	in := browser(t)
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(size.name, func(t *testing.T) {
			p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
			author := newTab(t, in, "author", size.width, size.height)
			author.goes(p.signIn())
			author.types("#name", "Noor")
			author.presses("Aanmelden")
			author.eval("found the page", `const a = document.querySelector('a[href="/desk/draaiboek"]'); if (!a?.offsetParent) return false; a.click(); return true`)
			author.reads("Er staan geen fouten in")
			author.reads("Hoi! Ik ben de chatbot")
			author.shot("1-begin")
			author.eval("watches its own rules", `window.broken = []; document.addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective)); return true`)

			author.drops("fiets.yaml", ourFlow("vrag"))
			author.reads("1 fout.")
			author.reads("flows/fiets.yaml, regel 15")
			author.reads(`Er is geen stap die "vrag" heet`)
			author.reads(`Bedoel je "vraag"?`)
			author.eval("saw the place", `return document.querySelector('.remarks mark')?.textContent === 'vrag}'`)
			author.eval("was offered nothing to play", `return document.querySelector('#try').hidden`)
			author.shot("2-mistake")

			author.drops("fiets.yaml", ourFlow("vraag"))
			author.reads("Geen fouten.")
			author.eval("has its own flow chosen", `return document.querySelector('#flow').value === 'fiets'`)
			author.reads("Wat voor fiets zoek je?")
			author.presses("Een grote fiets")
			author.reads("Wil je er nog iets over vertellen?")
			author.types("#words", "Die van mij is gestolen.")
			author.presses("Stuur")
			author.reads("Ik vraag het jongerenwerk om je hier te antwoorden.")
			author.presses("Als medewerker")
			author.presses("Oppakken")
			author.reads("Noor praat met")
			author.types("#words", "Hoi, ik ben Noor.")
			author.presses("Antwoord als Noor")
			author.eval("read the answer", `return [...document.querySelectorAll('#lines .worker')].some(l => l.innerText.includes('Hoi, ik ben Noor.'))`)
			author.eval("saw the card", `return document.querySelector('#card').innerText.includes('Die van mij is gestolen.')`)
			author.eval("showed the phone", `document.querySelector('#play').scrollIntoView(); return true`)
			author.shot("3-played")
			author.presses("Stap terug")
			author.eval("took a step back", `return ![...document.querySelectorAll('#lines .worker')].some(l => l.innerText.includes('Hoi, ik ben Noor.'))`)
			author.presses("Een uur later")
			author.presses("Opnieuw")
			author.eval("began again", `return document.querySelector('#undo').disabled`)

			author.presses("Teken het")
			author.eval("saw it drawn", `const svg = document.querySelector('#drawing svg'); return svg && svg.getBoundingClientRect().width > 100 &&
				document.querySelector('#drawing').textContent.includes('Een kinderfiets') && getComputedStyle(document.querySelector('#drawing .ask .shape')).fill !== 'rgb(0, 0, 0)'`)
			author.eval("sticks out nowhere", `return [...document.querySelectorAll('body *')].every(e => !e.checkVisibility() || e.closest('.canvas, .hidden, .skip, .lines') || e.getBoundingClientRect().right <= innerWidth + 1)`)
			author.shot("4-drawn")
			dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
			if _, err := chromedp.Call(author.ctx, emulation.SetEmulatedMedia, dark); err != nil {
				t.Fatal(err)
			}
			author.shot("5-dark")
			author.presses("Speel het na")
			author.reads("Wat voor fiets zoek je?")
			author.shot("6-dark-played")
			// S22: it asks nobody else, breaks none of its rules, and keeps nothing in the browser.
			author.eval("kept its rules", `return broken.length === 0 && localStorage.length + sessionStorage.length === 0 &&
				performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin + '/desk/'))`)

			person := newTab(t, in, "person", 390, 844)
			person.goes(p.base + "/?start=fiets")
			person.reads("vrij praten") // the page's own flow: what was tried out is nowhere
			if strings.Contains(person.page(), "fiets") {
				t.Error("what was tried out went live")
			}
		})
	}
}
