package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// shownDemo is a demo that runs, as a newcomer started it.
type shownDemo struct {
	t    *testing.T
	url  string
	temp string // where it may leave things while it runs
	cmd  *exec.Cmd
	out  *log
	done chan struct{}
}

// runsDemo starts the built program as a demo and waits until it says where it is.
func runsDemo(t *testing.T, env ...string) *shownDemo {
	t.Helper()
	inFull(t)
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	d := &shownDemo{t: t, temp: t.TempDir(), cmd: exec.Command(path, "demo"), out: &log{}, done: make(chan struct{})}
	d.cmd.Env = append(env, "HOME="+t.TempDir(), "TMPDIR="+d.temp)
	d.cmd.Dir = t.TempDir()
	d.cmd.Stderr = d.out
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	where := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			fmt.Fprintln(d.out, lines.Text())
			for word := range strings.FieldsSeq(lines.Text()) {
				if strings.HasPrefix(word, "http://") {
					where <- word
				}
			}
		}
		d.cmd.Wait()
		close(d.done)
	}()
	t.Cleanup(func() {
		d.cmd.Process.Kill()
		<-d.done
		if t.Failed() {
			t.Logf("the demo printed:\n%s", d.out)
		}
	})
	select {
	case d.url = <-where:
	case <-d.done:
		t.Fatal("the demo ended before it said where it is")
	case <-time.After(2 * time.Minute):
		t.Fatal("the demo never said where it is")
	}
	return d
}

// stops is Ctrl-C: nothing may stay behind.
func (d *shownDemo) stops() {
	d.t.Helper()
	d.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-d.done:
	case <-time.After(time.Minute):
		d.t.Fatal("Ctrl-C does not stop it")
	}
	if code := d.cmd.ProcessState.ExitCode(); code != 0 {
		d.t.Errorf("it ended with %d", code)
	}
	for _, dir := range []string{d.temp, d.cmd.Dir} {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			d.t.Errorf("left behind: %v, %v", left, err)
		}
	}
	if strings.Contains(d.out.String(), "level=") {
		d.t.Error("it has something to complain of")
	}
}

// frame is one of the two pages on the stage.
type frame struct {
	*tab
	id string
}

func (f frame) eval(what, script string) {
	f.t.Helper()
	f.tab.eval(f.id+": "+what, fmt.Sprintf(`const window = globalThis.document.getElementById(%q).contentWindow, document = window.document; %s`, f.id, script))
}

func (f frame) reads(words string) {
	f.t.Helper()
	f.eval("read "+words, fmt.Sprintf(`return document.body.innerText.includes(%q)`, words))
}

func (f frame) presses(label string) {
	f.t.Helper()
	f.eval("could press "+label, fmt.Sprintf(`
		const all = [...document.querySelectorAll('button, a')].filter(x => x.offsetParent && !x.disabled && x.innerText.includes(%q));
		all.at(-1)?.click();
		return all.length > 0;`, label))
}

// fills writes into a field and sends what is there.
func (f frame) fills(selector, words string) {
	f.t.Helper()
	f.eval("could write "+words, fmt.Sprintf(`
		const field = document.querySelector(%q);
		if (!field?.offsetParent) return false;
		field.value = %q;
		field.dispatchEvent(new window.Event('input', {bubbles: true}));
		return true;`, selector, words))
}

func (f frame) writes(words string) {
	f.t.Helper()
	f.fills("#words", words)
	f.eval("could send", `document.querySelector('#words').form.requestSubmit(); return true`)
}

// opensDemo opens the one page in a browser of Amsterdam.
func opensDemo(t *testing.T, d *shownDemo, width, height int64) (stage *tab, phone, desk frame) {
	t.Helper()
	stage = newTab(t, browser(t), "demo", width, height)
	if _, err := chromedp.Call(stage.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/Amsterdam"}); err != nil {
		t.Fatal(err)
	}
	stage.goes(d.url)
	return stage, frame{stage, "phone"}, frame{stage, "desk"}
}

// inLightAndDark shows the page as who prefers light or dark sees it, and keeps both pictures.
func (b *tab) inLightAndDark(name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		look := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, look); err != nil {
			b.t.Fatal(err)
		}
		b.shot(name + "-" + scheme)
	}
}

// marked tells whether OEFENING stands on the stage and on both pages, in view.
func (b *tab) marked() {
	b.t.Helper()
	b.eval("saw OEFENING on all panes", `
		const seen = (e) => e && e.getBoundingClientRect().height > 0;
		const panes = [...document.querySelectorAll('.bar .mark, .pane .mark')];
		return panes.length === 3 && panes.every(seen) && document.title.includes('OEFENING')`)
}

// A newcomer starts it, and sees a girl who writes at night, a circle in the morning and
// an old talk, each with what to try. Afterwards nothing is left.
func TestDemo(t *testing.T) {
	t.Parallel()
	d := runsDemo(t, "TELEGRAM_BOT_TOKEN=4711000815:AAE", "SLACK_BOT_TOKEN=xoxb-1", "SMTP_URL=smtp://mail.example.nl", "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	stage, phone, desk := opensDemo(t, d, 1440, 900)

	stage.reads("23:40")
	stage.reads("Op de webdesk ben jij Noor")
	stage.marked()
	phone.presses("Ja")
	phone.presses("Gewoon praten")
	phone.reads("Wil je er al iets over vertellen")
	phone.writes("Ik kan niet slapen.")
	phone.reads("Hoe mogen we je noemen")
	phone.writes("Sam")
	phone.presses("Ik laat deze pagina open")
	desk.presses("Sam · ")
	desk.reads("Ik kan niet slapen.")
	stage.inLightAndDark("1-night")
	desk.presses("Oppakken")
	desk.fills("article.talk:not([hidden]) textarea.answer", "Hoi Sam, ik ben er.")
	desk.presses("Stuur naar Sam")
	phone.reads("Hoi Sam, ik ben er.")
	stage.presses("Tien minuten later")
	stage.reads("23:5")
	phone.eval("read the time of the scene", `return [...document.querySelectorAll('.said time')].at(-1).innerText.startsWith('23:4')`)

	stage.presses("een cirkel van twaalf")
	stage.reads("8:40")
	stage.marked()
	phone.reads("Goedemorgen mevrouw De Wit. Is alles goed met u?")
	desk.reads("meneer Bos")
	stage.inLightAndDark("2-circle")
	phone.eval("saw the large button", `return document.querySelector('#big button').getBoundingClientRect().height >= 64`)
	phone.presses("Ja, alles goed")
	phone.reads("Tot morgen")
	desk.eval("saw her ticked off", `return [...document.querySelectorAll('li, tr')].some(x => x.innerText.includes('De Wit') && x.innerText.includes('alles goed'))`)
	stage.presses("Een uur later")
	stage.reads("9:4")
	desk.eval("saw the alarm", `return [...document.querySelectorAll('article.missed')].some(x => x.innerText.includes('meneer Bos'))`)
	stage.inLightAndDark("3-alarm")
	phone.eval("could take Anja's phone", `const s = document.querySelector('#who'); s.value = 'anja'; s.dispatchEvent(new window.Event('change')); return true`)
	phone.reads("Nog niet gehoord: H.B.")
	phone.presses("Bekijk de melding")
	phone.reads("meneer Bos")
	stage.inLightAndDark("4-coordinator")
	phone.presses("Ik ga erheen")
	desk.reads("Anja Bakker")

	stage.presses("een gesprek van drie uur oud")
	stage.reads("14:05")
	stage.marked()
	phone.reads("Sorry, mijn mobiel was leeg.")
	desk.presses("Sam · ")
	desk.reads("Sorry, mijn mobiel was leeg.")
	stage.inLightAndDark("5-talk")
	stage.presses("Een uur later")
	desk.reads("Wacht op iemand")
	desk.reads("Oppakken")
	stage.inLightAndDark("6-later")
	d.stops()
	for _, words := range []string{"OEFENING", "Not used, although set: DATABASE_URL, SLACK_BOT_TOKEN, SMTP_URL, TELEGRAM_BOT_TOKEN."} {
		if !strings.Contains(d.out.String(), words) {
			t.Errorf("it does not say %q", words)
		}
	}
}

// On a telephone the two pages stand below each other.
func TestDemo_OnATelephone(t *testing.T) {
	t.Parallel()
	d := runsDemo(t)
	stage, phone, _ := opensDemo(t, d, 390, 844)
	phone.reads("Je hoeft je echte naam niet te zeggen")
	stage.eval("needs no sideways scrolling", `return document.documentElement.scrollWidth <= 390`)
	stage.marked()
	stage.inLightAndDark("1-top")
	stage.eval("scrolled to the phone", `document.querySelector('.phone').scrollIntoView(); return true`)
	stage.shot("2-phone")
	stage.eval("scrolled to the desk", `document.querySelector('.desk').scrollIntoView(); return true`)
	stage.shot("3-desk")
	d.stops()
}

// A demo is of this machine alone: it listens nowhere else, and answers to no other name.
func TestDemo_StaysOnThisMachine(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"": "127.0.0.1:0", "127.0.0.1:8081": "127.0.0.1:8081", "[::1]:8081": "[::1]:8081",
		"0.0.0.0:8080": "", ":8080": "", "192.168.1.4:8080": "", "chat.example.nl:80": "",
	} {
		if got, err := demoListen(0, listen); got != want || (err == nil) != (want != "") {
			t.Errorf("OMZIEN_LISTEN=%s: %q, %v", listen, got, err)
		}
	}
	d := runsDemo(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "rebound.example.nl"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMisdirectedRequest || len(resp.Cookies()) > 0 {
		t.Errorf("another name is answered with %s and %d cookies", resp.Status, len(resp.Cookies()))
	}
	d.stops()
}

// Whoever plays enrols somebody, too, and takes her phone: she opens her invitation, and
// says yes.
func TestDemo_SomebodyIsEnrolled(t *testing.T) {
	t.Parallel()
	d := runsDemo(t)
	stage, phone, desk := opensDemo(t, d, 1440, 900)
	stage.presses("een cirkel van twaalf")
	stage.reads("8:40")
	desk.reads("meneer Bos")
	desk.presses("Deelnemers")
	desk.reads("Wie meedoet, kiest daar zelf voor")
	desk.eval("could open the form", `
		if (!document.querySelector('dialog.form')) [...document.querySelectorAll('button')].find(x => x.innerText.includes('Iemand inschrijven'))?.click();
		return document.querySelector('dialog.form')`) // the page's script may come a moment later
	for field, words := range map[string]string{"aanspreeknaam": "mevrouw Vos", "naam": "Ada Vos", "telefoon1": "010 123 45 99", "adres": "Havenstraat 99, Waterkant"} {
		desk.fills(`[id="form-`+field+`"], [name="form-`+field+`"]`, words)
	}
	desk.eval("could choose the circle and the way", `
		const all = ['belcirkel/noord', 'oefening'].map(v => document.querySelector('input[value="' + v + '"]'));
		all.forEach(x => x?.click());
		return all.every(Boolean)`)
	desk.presses("Inschrijven")
	desk.reads("Is uitgenodigd")
	stage.presses("Naar de berichten")
	phone.eval("could take her phone", `const s = document.querySelector('#who'), o = [...s?.options ?? []].find(x => x.innerText === 'mevrouw Vos');
		if (!o) return false;
		if (document.querySelector('#invited')) return true;
		s.value = o.value;
		s.dispatchEvent(new window.Event('change')); // the page's script may come a moment later
		return false`)
	phone.presses("Open de link van de kaart")
	phone.reads("Doet u mee?")
	stage.inLightAndDark("1-invited")
	phone.presses("Ja, ik doe mee")
	phone.reads("Fijn dat u meedoet")
	d.stops()
}
