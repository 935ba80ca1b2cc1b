package webdesk

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/chromedp/chromedp"
	"golang.org/x/text/encoding/charmap"

	"omzien/bot/chat"
	"omzien/bot/checkin"
)

func enrolForm() chat.Form {
	return *checkin.Place(book, chat.Member{ID: "m"}, chat.Facts{Channels: ways}, chat.Event{Kind: chat.Asked, Value: string(chat.Enrolled)}).Answer.Form
}

// threePeople are a good line, one with mistakes, and a good one.
const threePeople = "Waarvoor;Hoe spreken we de deelnemer aan;Voornaam en achternaam;Telefoonnummer;Adres;kanaal;Wie belt;Wanneer heeft de deelnemer ja gezegd;gevraagddoor;Schoenmaat\r\n" +
	"Noord;mevrouw Boom;Jannie Boom;612345678;\"Kade 3; achterom\";Telegram;;;;38\r\n" +
	";;;;;;;;;\r\n" +
	"Oost;meneer Kees;Kees Kees;012;Kade 4;de website;;;;\r\n" +
	"belcirkel zuid;meneer Ünlü;Ali Ünlü;06 23456789;Kade 5;telefoon;Piet;20-11-2026;Noor;\r\n"

func TestLists_AreReadAsSpreadsheetsWriteThem(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String(threePeople)
	if err != nil {
		t.Fatal(err)
	}
	var wide []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + threePeople)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, tt := range map[string]struct {
		data  string
		first int // the number of the first line with a person
	}{
		"semicolons":   {threePeople, 2},
		"UTF-8, said":  {"\ufeff" + threePeople, 2},
		"Windows-1252": {latin, 2},
		"UTF-16":       {string(wide), 2},
		"sep=":         {"sep=;\r\n" + threePeople, 3},
		"commas":       {strings.ReplaceAll(strings.ReplaceAll(threePeople, "3; achter", "3| achter"), ";", ","), 2},
		"tabs":         {strings.ReplaceAll(strings.ReplaceAll(threePeople, "3; achter", "3| achter"), ";", "\t"), 2},
		"old Mac":      {strings.ReplaceAll(threePeople, "\r\n", "\r"), 2},
	} {
		list, err := readList([]byte(tt.data), enrolForm())
		if err != nil || len(list.Lines) != 3 || !slices.Equal(list.Unknown, []string{"Schoenmaat"}) || len(list.Missing) > 0 {
			t.Errorf("%s: %+v, %v", name, list, err)
			continue
		}
		jannie, kees, ali := list.Lines[0], list.Lines[1], list.Lines[2]
		if jannie.N != tt.first || kees.N != tt.first+2 || jannie.Name != "mevrouw Boom" || jannie.Values["kring"] != "belcirkel/noord" || !strings.HasSuffix(jannie.Values["adres"], " achterom") || len(jannie.Wrong) > 0 {
			t.Errorf("%s: %+v", name, jannie)
		}
		if len(kees.Wrong) != 1 || !strings.Contains(kees.Wrong["kring"], "Belcirkel Noord") {
			t.Errorf("%s: %+v", name, kees)
		}
		if ali.Values["naam"] != "Ali Ünlü" || ali.Values["jaop"] != "2026-11-20" || ali.Values["kring"] != "belcirkel/zuid" || ali.Values["kanaal"] != chat.AdapterPhone {
			t.Errorf("%s: %+v", name, ali)
		}
	}
	for what, tt := range map[string]struct{ data, words string }{
		"nothing":          {"", "leeg"},
		"a workbook":       {"PK\x03\x04", "Excel"},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00", "geen lijst"},
		"a column twice":   {"naam;Voornaam en achternaam\nx;y", "twee keer"},
		"other columns":    {"schoenmaat;kleur\n38;rood", "geen kolom die wij kennen"},
		"more than a list": {"naam\n" + strings.Repeat("x\n", mostLines+1), "300 mensen"},
	} {
		if _, err := readList([]byte(tt.data), enrolForm()); err == nil || !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%s: %v", what, err)
		}
	}
	list, err := readList([]byte("naam;adres\nJannie;Kade;te veel"), enrolForm())
	if err != nil || !slices.Contains(list.Missing, "Waarvoor") || !strings.Contains(list.Lines[0].Wrong[""], "meer kolommen") {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := readList(emptyList(enrolForm()), enrolForm()); err != nil || len(list.Lines)+len(list.Unknown)+len(list.Missing) > 0 {
		t.Errorf("the empty list: %+v, %v", list, err)
	}
}

// TestLaw1_AListEnrolsNobodyTwice: nothing is stored by reading; a wrong line stops the
// good ones only where the worker wants so; a press whose answer was lost, and the same
// file once more, enrol nobody twice.
func TestLaw1_AListEnrolsNobodyTwice(t *testing.T) {
	b, _, _ := circlesBench(t)
	send := func(path string, more map[string]any) (report listReport) {
		t.Helper()
		body := map[string]any{"data": base64.StdEncoding.EncodeToString([]byte(threePeople + threePeople[strings.LastIndex(threePeople, "belcirkel zuid"):])), "as": b.me}
		for k, v := range more {
			body[k] = v
		}
		w := b.ask("POST", "/desk/belcirkels/lijst/"+path, body)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &report); err != nil {
			t.Fatal(err)
		}
		return report
	}
	stands := func(r listReport) (all []listStand) {
		for _, l := range r.Lines {
			all = append(all, l.Stand)
		}
		return all
	}
	members := func() int {
		all, err := b.circles.Enrolled(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := members()
	r := send("lezen", nil)
	if !slices.Equal(stands(r), []listStand{listGood, listWrong, listGood, listWrong}) || r.Text != "2 regels kloppen, 2 regels kloppen niet." || members() != before {
		t.Fatalf("%+v, %d members", r, members()-before)
	}
	said := strings.Join(r.Lines[1].Words, "\n")
	for _, words := range []string{"Waarvoor: “Oost” kennen we niet.", "Telefoonnummer: Dit is geen telefoonnummer", "Hoe vragen we het: Via de website kunnen wij niet als eerste schrijven."} {
		if !strings.Contains(said, words) {
			t.Errorf("of a wrong line it does not say %q:\n%s", words, said)
		}
	}
	if !slices.Equal(r.Lines[3].Words, []string{textListTwice}) {
		t.Errorf("twice in the list: %q", r.Lines[3].Words)
	}
	if r = send("inschrijven", map[string]any{"tab": "abcdefgh", "n": 1, "all": true}); r.Text != textListWrong || members() != before {
		t.Fatalf("%q, and %d members", r.Text, members()-before)
	}
	for range 2 { // the answer to the first was lost
		r = send("inschrijven", map[string]any{"tab": "abcdefgh", "n": 1})
		if !slices.Equal(stands(r), []listStand{listDone, listWrong, listDone, listWrong}) || members() != before+2 {
			t.Fatalf("%+v, %d members", r, members()-before)
		}
	}
	if r = send("inschrijven", map[string]any{"tab": "abcdefgh", "n": 2}); members() != before+2 || r.Lines[0].Stand != listThere || r.Lines[0].Ref == "" || r.Lines[2].Stand != listThere {
		t.Errorf("the same file: %+v", r)
	}
	for _, ev := range b.kinds(chat.Enrolled) {
		if ev.Author.Name != "Noor" || ev.Author.Role != chat.RoleWorker {
			t.Errorf("enrolled by %+v", ev.Author)
		}
	}
	for what, body := range map[string]map[string]any{
		"of somebody else":      {"as": "piet"},
		"enrolled without a n":  {"as": b.me, "tab": "abcdefgh"},
		"enrolled without tab":  {"as": b.me, "n": 1},
		"a field that is none":  {"as": b.me, "tab": "abcdefgh", "n": 1, "x": 1},
		"nothing that is known": {"as": b.me, "tab": "abcdefgh", "n": 1, "data": "eA=="},
	} {
		if w := b.ask("POST", "/desk/belcirkels/lijst/inschrijven", body); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
	if w := b.ask("POST", "/desk/belcirkels/lijst/lezen", map[string]any{"data": strings.Repeat("a", maxList), "as": b.me}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a list without an end: %d", w.Code)
	}
	b.locked(func() { b.broken = chat.ErrDown })
	if w := b.ask("POST", "/desk/belcirkels/lijst/lezen", map[string]any{"data": "eA==", "as": b.me}, stripped); w.Code == http.StatusOK {
		t.Errorf("a stranger's list: %d", w.Code)
	}
}

// In a browser: the empty list is taken along, a filled one is read line by line, and
// only *Inschrijven* enrols anybody.
func TestStoryAListOfPeople(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels/lijst"), chromedp.WaitVisible(chromedp.CSS("#file")))
	until(t, tab, loaded)
	columns := read[string](t, tab, `document.querySelector('.columns').textContent`)
	for _, words := range []string{"Waarvoor moet", "Schrijf: Belcirkel Noord, Belcirkel Zuid, Belketting Haven, ", "Schrijf: Ja of Nee.", "Naaste 3: heeft een sleutel"} {
		if !strings.Contains(columns, words) {
			t.Errorf("of the columns it does not say %q:\n%s", words, columns)
		}
	}
	if empty := read[string](t, tab, `(() => { const r = new XMLHttpRequest(); r.open('GET', document.querySelector('a[download]').href, false); r.send(); return r.responseText; })()`); !strings.Contains(empty, "Waarvoor;Hoe spreken we de deelnemer aan;") {
		t.Errorf("the empty list is %q", empty)
	}
	carried := func(text string) string {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		return `const all = new DataTransfer(); all.items.add(new File([` + string(quoted) + `], 'mensen.csv', {type: 'text/csv'}));`
	}
	choose := func(text string) {
		read[bool](t, tab, `(() => { `+carried(text)+` const at = document.getElementById('file'); at.files = all.files; return at.dispatchEvent(new Event('change', {bubbles: true})); })()`)
	}
	read[bool](t, tab, `(() => { `+carried("dit is geen lijst")+` document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: all, bubbles: true, cancelable: true})); return true; })()`)
	until(t, tab, `document.getElementById('trouble').textContent.includes('geen kolom die wij kennen') && document.getElementById('read').hidden`)
	choose(threePeople)
	until(t, tab, `document.getElementById('summed').textContent === '2 regels kloppen, 1 regel klopt niet.' && document.getElementById('enrol').textContent === 'Inschrijven: 2 mensen'`)
	until(t, tab, `document.activeElement.id === 'third' && document.querySelectorAll('.report > li').length === 3 && document.querySelector('.report .wrong').innerText.includes('regel 4') && document.getElementById('about').textContent.includes('Schoenmaat')`)
	shots := func(name string) {
		if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
			shoot(t, tab, filepath.Join(dir, name))
		}
	}
	for _, width := range []int64{1280, 390, 320} {
		do(t, tab, chromedp.EmulateViewport(width, 1400))
		read[bool](t, tab, `document.querySelectorAll('details').forEach(d => { d.open = true; }) || true`)
		if read[bool](t, tab, `document.documentElement.scrollWidth > innerWidth + 1`) {
			t.Errorf("%d wide: sticks out at the side", width)
		}
		if small := read[[]string](t, tab, `[...document.querySelectorAll('main button, main summary, .touch, #file, #go .check')].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 44).map(b => b.textContent)`); len(small) > 0 {
			t.Errorf("%d wide: too small to touch: %q", width, small)
		}
		read[bool](t, tab, `document.querySelectorAll('details').forEach(d => { d.open = false; }) || true`)
		shots("lijst-" + string(rune('a'+width/400)) + ".png")
	}
	if n := len(s.kinds(chat.Enrolled)); n == 0 || slices.ContainsFunc(s.kinds(chat.Enrolled), func(ev chat.Event) bool { return ev.Value != chat.EnrolTry }) {
		t.Fatal("reading a list is more than trying it")
	}
	pressOn(t, tab, `#enrol`)
	until(t, tab, `document.getElementById('summed').textContent === '2 mensen zijn ingeschreven, 1 regel klopt niet.' && document.getElementById('go').hidden && document.querySelectorAll('.report .done a').length === 2`)
	shots("lijst-klaar.png")
	choose(threePeople)
	until(t, tab, `document.getElementById('summed').textContent === '2 mensen staan er al in, 1 regel klopt niet.' && document.getElementById('go').hidden`)
}
