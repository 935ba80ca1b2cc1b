package webdesk

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// Of somebody who takes part by telephone a worker writes down that they said yes: to what,
// stands before them before anything is kept, and nothing is kept without their press.
// Whoever is moved to another programme is asked for that one.
func TestStoryOfAYesByTelephone(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+membersPage), chromedp.WaitVisible(chromedp.CSS("[data-do=enrol]")))
	until(t, tab, loaded)
	pressOn(t, tab, `[data-do=enrol]`)
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Iemand inschrijven'`)
	choose(t, tab, "kring", "belcirkel/noord")
	choose(t, tab, "kanaal", "telefoon")
	read[bool](t, tab, `document.querySelectorAll('dialog.form details').forEach(d => { d.open = true; }) || true`)
	for name, value := range map[string]string{
		"aanspreeknaam": "mevrouw Boom", "naam": "Jannie Boom", "telefoon1": "06 12345678", "adres": "Kade 3, Waterkant", "beller": "Piet", "gevraagddoor": "Noor", "jaop": s.clock().Format(chat.DateLayout),
	} {
		do(t, tab, chromedp.SetValue(chromedp.CSS("#form-"+name), value))
	}
	pressButton(t, tab, "dialog.form", "Inschrijven")
	until(t, tab, `document.getElementById('agrees').open`)
	rule := read[string](t, tab, `document.getElementById('agrees').innerText`)
	for _, words := range []string{"Lees dit eerst voor", "belt Piet u", "Dit doen wij elke dag.", "het wijkteam", "vrijwilligers", "Zeg het aan de telefoon."} {
		if !strings.Contains(rule, words) {
			t.Errorf("it says nothing of %q:\n%s", words, rule)
		}
	}
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "afspraak-a.png"))
		do(t, tab, chromedp.EmulateViewport(390, 900))
		shoot(t, tab, filepath.Join(dir, "afspraak-b.png"))
		do(t, tab, chromedp.EmulateViewport(1280, 1400))
	}
	pressButton(t, tab, "#agrees", "Nee, nog niet")
	until(t, tab, `[...document.querySelectorAll('dialog.form .mistake')].some(m => m.textContent.includes('eerst een ja'))`)
	for _, ev := range s.kinds(chat.Enrolled) {
		if ev.Value != chat.EnrolTry {
			t.Fatalf("kept without a yes: %+v", ev)
		}
	}
	pressButton(t, tab, "dialog.form", "Inschrijven")
	until(t, tab, `document.getElementById('agrees').open`)
	pressButton(t, tab, "#agrees", "Ja, opslaan")
	until(t, tab, `document.querySelector('h1')?.textContent === 'mevrouw Boom' && document.readyState === 'complete' && document.getElementById('rule').textContent.includes('Dit doen wij elke dag.')`)
	first := read[string](t, tab, `location.search`)

	// A change that is no other agreement is kept at once; another programme is one.
	pressOn(t, tab, `[data-do=enrol]`)
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Gegevens veranderen'`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#form-adres"), "Kade 4, Waterkant"))
	pressButton(t, tab, "dialog.form", "Bewaren")
	until(t, tab, `!document.querySelector('dialog.form') && document.querySelector('#part-known .told')?.textContent === 'Bewaard: mevrouw Boom.'`)
	pressOn(t, tab, `[data-do=enrol]`)
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Gegevens veranderen'`)
	choose(t, tab, "kring", "belketting/haven")
	pressButton(t, tab, "dialog.form", "Bewaren")
	until(t, tab, `document.getElementById('agrees').open && document.getElementById('agrees').innerText.includes('van maandag tot en met vrijdag') && document.getElementById('agrees').innerText.includes('uw eerste nummer')`)
	pressButton(t, tab, "#agrees", "Ja, opslaan")
	until(t, tab, `document.querySelector('h1')?.textContent === 'mevrouw Boom' && document.readyState === 'complete' && document.querySelector('#part-state').innerText.includes('Belketting Haven')`)
	if now := read[string](t, tab, `location.search`); now == first {
		t.Error("the page is that of the circle that she left")
	}
}

// A list says of each line by telephone what to read out, before anybody is enrolled.
func TestAListSaysWhatToReadOut(t *testing.T) {
	b, _, _ := circlesBench(t)
	const list = "Waarvoor;Hoe spreken we de deelnemer aan;Voornaam en achternaam;Telefoonnummer;Adres;Hoe vragen we het;Wie belt;Wanneer heeft de deelnemer ja gezegd;Wie heeft het gevraagd\n" +
		"Belcirkel Noord;mevrouw Boom;Jannie Boom;06 12345678;Kade 3;telefoon;Piet;1-11-2026;Noor\nBelcirkel Noord;meneer Bos;Ab Bos;06 12345679;Kade 5;Telegram;;;\n"
	w := b.ask("POST", "/desk/belcirkels/lijst/lezen", map[string]any{"data": base64.StdEncoding.EncodeToString([]byte(list)), "as": b.me})
	said := w.Body.String()
	if w.Code != http.StatusOK || strings.Count(said, "Lees dit eerst voor.") != 1 || !strings.Contains(said, "belt Piet u") || !strings.Contains(said, "2 regels kloppen") {
		t.Errorf("%d %s", w.Code, said)
	}
}
