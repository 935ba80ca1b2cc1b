package main

import (
	"fmt"

	"omzien/bot/chat"
)

// onWeb is the shift of somebody who works at the web desk, in a browser.
type onWeb struct {
	*day
	noor, bas *tab
}

func onTheWeb(d *day) shift {
	in := browser(d.t)
	return &onWeb{d, newTab(d.t, in, "noor", 1280, 800), newTab(d.t, in, "bas", 1280, 800)}
}

// signsIn brings a worker to the desk. Who was away for long signs in anew.
func (s *onWeb) signsIn(who *tab, name string) {
	s.t.Helper()
	link, err := s.o.places.desk.Link(s.t.Context(), chat.Author{})
	if err != nil {
		s.t.Fatal(err)
	}
	who.goes(link)
	// Once the field is there it may hold who was there last.
	who.eval("has a name's field", fmt.Sprintf(`const f = document.querySelector('#name'); if (!f?.offsetParent) return false; f.value = %q; return true;`, name))
	who.presses("Aanmelden")
	who.reads("Nieuwe aanmelding")
}

// opens shows the talk with this person.
func (s *onWeb) opens(who *tab, name string) {
	s.t.Helper()
	who.eval("could open "+name, fmt.Sprintf(`
		if (document.querySelector('article.talk:not([hidden]) h1')?.innerText.startsWith(%[1]q)) return true;
		[...document.querySelectorAll('button, a')].find(x => x.offsetParent && x.innerText.includes(%[1]q))?.click();`, name+" · "))
}

// field is a field of the talk that is open.
func field(name string) string { return "article.talk:not([hidden]) textarea." + name }

func (s *onWeb) reads(words ...string) {
	s.t.Helper()
	s.signsIn(s.noor, "Noor")
	s.signsIn(s.bas, "Bas")
	s.noor.goes(s.programs[0].base + "/desk/dagstart")
	for _, w := range words {
		s.noor.reads(w)
	}
	s.noor.shot("dagstart")
	s.noor.goes(s.programs[0].base + "/desk")
}

func (s *onWeb) picksUp(name string) {
	s.t.Helper()
	s.noor.reads(name + " · ")
	s.opens(s.noor, name)
	s.noor.presses("Oppakken")
	s.noor.eval("could write", `return document.querySelector('article.talk:not([hidden]) .composer')?.dataset.mode === 'answer'`)
}

func (s *onWeb) writes(name, words string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.types(field("answer"), words)
	s.noor.presses("Stuur naar " + name)
	s.noor.reads("Gaat naar " + name)
}

func (s *onWeb) isAsked(name, words string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.types(field("answer"), words)
	s.noor.presses("Stuur naar " + name)
	s.noor.reads("hiervoor staat een notitie")
	s.noor.eval("reads that it waits", fmt.Sprintf(`return [...document.querySelectorAll('article.talk:not([hidden]) li.held:not(.decided)')].some(x => x.innerText.includes(%q))`, words))
}

func (s *onWeb) keeps(name, words string) {
	s.t.Helper()
	s.noor.presses("Bewaar als notitie")
	s.noor.eval("reads that it did not go", fmt.Sprintf(`return [...document.querySelectorAll('article.talk:not([hidden]) li.held.decided')].some(x => x.innerText.includes(%q))`, words))
	s.noor.eval("reads it as a note", fmt.Sprintf(`return [...document.querySelectorAll('article.talk:not([hidden]) li.note:not(.pending)')].some(x => x.innerText.includes(%q))`, words))
}

func (s *onWeb) takesBack(string) {
	s.t.Helper()
	s.noor.shot("undo")
	s.noor.presses("Ongedaan maken")
	s.noor.reads("Tegengehouden. Niet verstuurd.")
	s.noor.eval("has the words back", `const f = document.querySelector('`+field("answer")+`');
		if (!f.value) return false;
		f.value = '';
		f.dispatchEvent(new Event('input', {bubbles: true}));
		return true;`)
}

func (s *onWeb) changes(name, words, into string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.eval("could change it", fmt.Sprintf(`
		const line = [...document.querySelectorAll('article.talk:not([hidden]) li.worker')].find(x => x.innerText.includes(%q));
		const b = [...line?.querySelectorAll('.amend button') ?? []].find(x => x.innerText === 'Wijzig');
		b?.click();
		const f = line?.querySelector('.amend textarea');
		if (!f) return false;
		f.value = %q;
		return true;`, words, into))
	s.noor.presses("Wijzig bij " + name)
}

func (s *onWeb) looks(name string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.eval("sees the photo", `return document.querySelector('article.talk:not([hidden]) li.person img.shown, article.talk:not([hidden]) li.person .shown img')?.naturalWidth > 0`)
	s.noor.shot("photo")
}

func (s *onWeb) passesWarm(name, team string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.eval("could open Meer", `const m = document.querySelector('article.talk:not([hidden]) details.more'); m.open = true; return true;`)
	s.noor.shot("meer")
	s.noor.presses("Warm overdragen aan " + team)
	s.noor.eval("could say yes", `const b = [...document.querySelectorAll('article.talk:not([hidden]) button')].find(x => x.offsetParent && x.innerText === 'Ja'); b?.click(); return b;`)
	s.noor.reads("Overgedragen aan " + team)
}

func (s *onWeb) fills(values map[string]string, send string) {
	s.t.Helper()
	for name, value := range values {
		s.noor.eval("could fill in "+name, fmt.Sprintf(`
			const all = [...document.querySelectorAll('dialog.form [id="form-%[1]s"], dialog.form [name="form-%[1]s"]')];
			const box = all.find(x => x.type === 'radio' && x.value === %[2]q);
			if (box) { box.click(); return true; }
			if (!all[0] || all[0].type === 'radio') return false;
			all[0].value = %[2]q;
			all[0].dispatchEvent(new Event('input', {bubbles: true}));
			return true;`, name, value))
	}
	s.noor.eval("could send it in", fmt.Sprintf(`
		const b = [...document.querySelectorAll('dialog.form button[type=submit]')].find(x => x.innerText === %q && !x.disabled);
		b?.click();
		return b;`, send))
	s.noor.eval("saw the form go", `return !document.querySelector('dialog.form')`)
}

func (s *onWeb) checks(name, step, date string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.presses("Meldcode")
	s.noor.shot("meldcode")
	s.fills(map[string]string{"stap": step, "dag": date}, "Bewaren")
}

func (s *onWeb) registers(nickname, about string) {
	s.t.Helper()
	s.noor.presses("Nieuwe aanmelding")
	s.fills(phoned(nickname, about), "Aanmelden")
	s.noor.reads(nickname + " · ")
}

func (s *onWeb) roundsOff(name, sort, weeks string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.presses("Afronden")
	s.fills(map[string]string{"soort": sort, "vervolg": weeks}, "Afronden")
}

func (s *onWeb) lost(name string) {
	s.t.Helper()
	s.signsIn(s.noor, "Noor")
	s.opens(s.noor, name)
	s.noor.reads("Oppakken")
	s.noor.reads("De dienst van Noor is voorbij.")
	s.noor.shot("evening")
}

func (s *onWeb) colleagueNotes(name, words string) {
	s.t.Helper()
	s.opens(s.bas, name)
	s.bas.types(field("note"), words)
	s.bas.presses("Bewaar als notitie")
	s.noor.reads(words)
}

func (s *onWeb) confers(name, question string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.presses("Overleg…")
	s.noor.eval("could choose the team", `const b = document.querySelector('dialog.form [name="form-teams"][value=wijkteam]'); b?.click(); return b;`)
	s.fills(map[string]string{"vraag": question}, "Vraag overleg")
	s.readsAside(name, question)
}

func (s *onWeb) readsAside(name, words string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.eval("reads it in the overleg", fmt.Sprintf(`return [...document.querySelectorAll('#known .overleg')].some(x => x.offsetParent && x.innerText.includes(%q))`, words))
}

func (s *onWeb) writesAside(name, words string) {
	s.t.Helper()
	s.opens(s.noor, name)
	s.noor.types("#known .known:not([hidden]) .overleg textarea", words)
	s.noor.presses("Zet in het overleg")
	s.readsAside(name, words)
}
