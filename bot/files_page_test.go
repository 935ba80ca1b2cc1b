package main

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"net/http"
	"path/filepath"
	"testing"
)

// chooses puts a file into the page's own field for one, as choosing it does.
func (b *tab) chooses(field, name string, content []byte) {
	b.t.Helper()
	b.eval("chose a file", `const input = document.querySelector('`+field+`');
		if (!input) return false;
		const all = new DataTransfer();
		all.items.add(new File([Uint8Array.from(atob('`+base64.StdEncoding.EncodeToString(content)+`'), c => c.charCodeAt(0))], '`+name+`'));
		input.files = all.files;
		return input.dispatchEvent(new Event('change', {bubbles: true}));`)
}

// sees waits until a picture of this width is on the page.
func (b *tab) sees(width string) {
	b.t.Helper()
	b.eval("sees a picture", `return [...document.querySelectorAll('img')].some(i => i.complete && i.naturalWidth === `+width+`)`)
}

// TestS11FilesOnThePages, in a real browser: a photo from the person to the desk and
// one back, and what does not pass.
func TestS11FilesOnThePages(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p := start(t, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	picture := func(width int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 90))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	person, worker := newTab(t, in, "person", 390, 844), newTab(t, in, "worker", 1280, 800)
	person.goes(p.base + "/")
	person.presses("Ja")
	person.presses("Gewoon praten")
	person.reads("Wil je er al iets over vertellen")
	person.chooses("#file", "brief van school.png", picture(123))
	person.reads("brief van school.png") // to be looked at before it goes
	person.writes("Dit kreeg ik.")
	person.sees("123")
	person.reads("Hoe mogen we je noemen")
	person.writes("Sam")
	person.presses("Ik laat deze pagina open")

	worker.goes(p.signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.presses("Sam · ")
	worker.reads("Dit kreeg ik.")
	worker.sees("123")
	worker.presses("Oppakken")
	worker.eval("could write", `return document.querySelector('textarea.answer')?.offsetParent`)
	worker.chooses(".composer input[type=file]", "onze deur.png", picture(234))
	worker.reads("onze deur.png")
	worker.shot("files-chosen")
	worker.presses("Stuur naar Sam")
	worker.sees("234")
	person.sees("234")
	person.shot("files-talk")

	person.chooses("#file", "pagina.png", []byte("<html><script>alert(1)</script></html>"))
	person.eval("sent it", `document.getElementById('composer').requestSubmit(); return true`)
	person.reads("Dit soort bestand kunnen we niet openen.")
	worker.reads("wilde een bestand sturen")
	worker.chooses(".composer input[type=file]", "brief.docx", []byte("PK\x03\x04"))
	worker.presses("Stuur naar Sam")
	worker.reads("Bewaar een ander bestand als pdf")
	worker.shot("files-thread")
	for _, at := range []string{"/webchat/files/1024/0", "/desk/files/x/1024/0"} { // who is not signed in sees none
		answer, err := http.Get(p.base + at)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s answers a stranger with %d", at, answer.StatusCode)
		}
	}
	for _, page := range []*tab{person, worker} {
		page.eval("shows no name of the other's file", `return !document.querySelector('#talk').innerText.includes('`+map[*tab]string{person: "onze deur", worker: "brief van school"}[page]+`')`)
	}
}
