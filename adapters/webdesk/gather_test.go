package webdesk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// together is a programme by which people of one neighbourhood find each other.
var together = adapters.Programme{
	Name: "samen-beginnen", Label: "samen iets beginnen in de buurt", Team: "opbouwwerk", News: true, Group: 5, Window: "10:00 tot 18:00",
	Circles: []adapters.ProgrammeCircle{
		{Name: "oeverwijk.alleen", Label: "mensen ontmoeten, de Oeverwijk"}, {Name: "dorp.alleen", Label: "mensen ontmoeten, het Oude Dorp"},
		{Name: "oeverwijk.vrijwilliger", Label: "aanbod, de Oeverwijk", Offers: true},
	},
}

// wants puts people who agreed to hear of it into a circle.
func (m *memory) wants(circle string, many int) {
	m.circles.Do(func(c *adaptertest.Circles) {
		for i := range many {
			c.Members = append(c.Members, chat.Member{
				ID: fmt.Sprint(circle, i), Programme: together.Name, Circle: circle, State: chat.MemberActive, Name: fmt.Sprint("VERBORGEN", i), Initials: fmt.Sprint("rode das ", i),
				Address: chat.Address{Adapter: "telegram", Chat: fmt.Sprint(i)},
			})
		}
	})
}

// Row 29: a group can be invited once enough people agreed, with when and where it is.
// Where they are fewer nobody sees how many; and nobody is named anywhere.
func TestRow29_AWorkerInvitesOnceTheyAreEnough(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · rode egel", chat.Normal, time.Minute, "hoi")
	s.listens(3) // on another list, where workers see who it is
	s.wants("oeverwijk.alleen", 5)
	s.wants("dorp.alleen", 4)
	s.wants("oeverwijk.vrijwilliger", 6)
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/berichten"), chromedp.WaitVisible(chromedp.CSS("#look")))
	lists := read[[]string](t, tab, `[...document.querySelectorAll('#lijst option')].map(o => o.textContent)`)
	want := []string{"De vlogs van het jongerenwerk · 3 mensen · 15:00 tot 20:00", "Uitnodiging: mensen ontmoeten, de Oeverwijk · 5 mensen · 10:00 tot 18:00"}
	if !slices.Equal(lists, want) {
		t.Fatalf("%q", lists)
	}
	if read[bool](t, tab, `document.getElementById('wanneer').checkVisibility()`) {
		t.Error("when and where belong to an invitation alone")
	}
	do(t, tab, chromedp.SetValue(chromedp.CSS("#lijst"), "samen-beginnen/oeverwijk.alleen"))
	read[bool](t, tab, `document.getElementById('lijst').dispatchEvent(new Event('change', {bubbles: true}))`)
	until(t, tab, `document.getElementById('wanneer').checkVisibility()`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#titel"), "Koffie bij de Steiger"), chromedp.SetValue(chromedp.CSS("#tekst"), "Er zijn meer mensen in uw buurt die anderen willen ontmoeten. Komt u ook?"),
		chromedp.SetValue(chromedp.CSS("#wanneer"), "dinsdag 1 december om 10 uur"))
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('waar-wrong').textContent !== '' && document.activeElement.id === 'waar'`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#waar"), "Buurthuis De Steiger, Oeverlaan 12"))
	looksWhole(t, tab, "uitnodiging", screen{"wide", 1280, 1100}, screen{"phone", 390, 1300})
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('preview').open && document.getElementById('preview-to').textContent.startsWith('Dit gaat naar 5 mensen, ')`)
	shown := read[string](t, tab, `document.querySelector('.bubble').innerText`)
	for _, words := range []string{"Wanneer: dinsdag 1 december om 10 uur\nWaar: Buurthuis De Steiger, Oeverlaan 12", "Ik kom", "Nu niet", "Vraag mij niet meer"} {
		if !strings.Contains(shown, words) {
			t.Errorf("the preview does not say %q:\n%s", words, shown)
		}
	}
	if strings.Contains(shown, "Geen berichten meer") {
		t.Errorf("the preview has the button of a list:\n%s", shown)
	}
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "uitnodiging-voorbeeld.png"))
	}
	pressButton(t, tab, "#preview", "Versturen")
	until(t, tab, `document.querySelectorAll('.sent').length === 1 && document.querySelector('.sent').innerText.includes('5 mensen krijgen het nog')`)
	do(t, tab, chromedp.Navigate(s.url+membersPage), chromedp.WaitVisible(chromedp.CSS("main")))
	if all := read[string](t, tab, `document.body.innerText`); strings.Contains(all, "Oude Dorp") || strings.Contains(all, "de Oeverwijk") || strings.Contains(all, "VERBORGEN") {
		t.Errorf("who wants something together stands on a list:\n%s", all)
	}
}
