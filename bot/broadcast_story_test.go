package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The built program, in a real browser: Sam chose on Telegram to hear of vlogs, and Noor
// writes with a picture. It stands ready for the next window, and can be stopped.
func TestStoryOfAMessageToAList(t *testing.T) {
	t.Parallel()
	in := browser(t)
	p := platformsOn(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	p.sam.Start("vlogs")
	p.presses("Ja, leuk")
	p.presses("Ja, dat is goed")
	p.reads("Leuk! Je hoort van me.")
	worker := newTab(t, in, "worker", 1280, 900)
	worker.goes(p.programs[0].signIn())
	worker.types("#name", "Noor")
	worker.presses("Aanmelden")
	worker.reads("Belcirkels")
	worker.goes(p.programs[0].base + "/desk/berichten")
	worker.reads("1 persoon")
	worker.types("#titel", "Film van het plein")
	worker.types("#tekst", "GEHEIME-WOORDEN over het plein")
	worker.types("#foto", "een rode deur")
	worker.chooses("#bestand", "deur.jpg", snapshot(t, "+52.3702+004.8952/"))
	worker.presses("Bekijk hoe het wordt")
	worker.reads("Dit gaat naar 1 persoon, ")
	worker.eval("drew the picture", `const c = document.getElementById('preview-picture'); return !c.hidden && c.width === 320`)
	worker.shot("broadcast-preview")
	worker.presses("Versturen")
	worker.reads("Klaargezet voor 1 persoon")
	worker.reads("1 persoon krijgt het nog")
	worker.eval("says what is on the picture", `document.querySelector('.sent details').open = true; return document.body.innerText.includes('(foto: een rode deur)')`)
	worker.shot("broadcast-ready")
	worker.presses("Tegenhouden")
	worker.reads("1 persoon krijgt het niet")
	worker.chooses("#bestand", "brief.pdf", []byte("%PDF-1.4"))
	worker.types("#titel", "Brief")
	worker.types("#tekst", "Lees dit")
	worker.presses("Bekijk hoe het wordt")
	worker.reads("Dit bestand is geen foto")
	worker.goes(p.programs[0].base + "/desk/onderzoek")
	worker.reads("Het onderzoek op het Havenplein")
	worker.reads("?start=plein")
	worker.eval("draws the code", `return document.querySelector('.invite img').naturalWidth > 100`)
	if strings.Contains(p.programs[0].out.String(), "GEHEIME-WOORDEN") {
		t.Error("Law 17: what was written stands in the log")
	}
}
