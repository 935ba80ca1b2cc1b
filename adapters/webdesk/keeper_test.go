package webdesk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
	"omzien/bot/checkin"
)

// keeps is the built-in rooster: anja looks after all circles there are in it.
func keeps(key, programme, circle string) bool {
	return circle != "zuid" && checkin.Keeps(book, key, programme, circle)
}

func coordinators() []Coordinator {
	return []Coordinator{{Key: "anja", Name: "Anja Bakker", Mail: "anja@waterkant.example"}, {Key: "piet", Name: "Piet Visser"}}
}

// A coordinator's link opens who is in their own circles. Of the desk they see nothing,
// and of other circles nobody.
func TestS4_ACoordinatorSeesTheirOwnCirclesOnly(t *testing.T) {
	b, round, alarm := circlesBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, 0, "ik durf niet naar huis")
	b.circles.Do(func(c *adaptertest.Circles) {
		for _, m := range []chat.Member{{ID: "m-zuid", Circle: "zuid", Name: "meneer Zuid"}, {ID: "m-noord", Circle: "noord", Name: "mevrouw Noord"}} {
			m.Programme, m.State, m.Channel, m.Invite = "belcirkel", chat.MemberInvited, "telegram", 1
			c.Members = append(c.Members, m)
		}
	})
	noor := b.me
	if w := b.ask("GET", membersPage, nil); !strings.Contains(w.Body.String(), "Anja Bakker") || !strings.Contains(w.Body.String(), "meneer Zuid") {
		t.Errorf("a worker sees %s", w.Body)
	}
	var given struct{ Text, Link string }
	b.into(b.ask("POST", "/desk/belcirkels/coordinator", keeperRequest{"anja", "circles", noor}), &given)
	_, token, ok := strings.Cut(given.Link, "/desk/in#")
	if !ok || !strings.Contains(given.Text, "alleen naar Anja Bakker") {
		t.Fatalf("given: %+v", given)
	}
	for what, in := range map[string]keeperRequest{"for nobody": {"els", "circles", noor}, "to nowhere": {"anja", "desk", noor}, "of somebody else": {"anja", "circles", "piet"}, "by Telegram": {"anja", "telegram", noor}} {
		if w := b.ask("POST", "/desk/belcirkels/coordinator", in); w.Code < 400 {
			t.Errorf("a link %s: %d %s", what, w.Code, w.Body)
		}
	}

	b.cookies = nil // her own phone
	w := b.ask("POST", "/desk/in", signIn{Token: token})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Anja Bakker") {
		t.Fatalf("signing in: %d %s", w.Code, w.Body)
	}
	b.cookies = w.Result().Cookies()
	if again := b.ask("POST", "/desk/in", signIn{Token: token}, stripped); again.Code != http.StatusForbidden {
		t.Errorf("the link works twice: %d", again.Code)
	}
	b.me = chat.CoordinatorID("anja")
	for _, path := range []string{"/desk", "/desk/dagstart", "/desk/belcirkels", alarmPage(alarm), "/desk/draaiboek"} {
		if w := b.ask("GET", path, nil); w.Code != http.StatusSeeOther && w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "vos") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/desk/queue", "/desk/thread?id=c1", "/desk/stream", "/desk/readers?id=c1", "/desk/colleagues", "/desk/here"} {
		if w := b.ask("GET", path, nil); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	page := b.ask("GET", membersPage, nil).Body.String()
	for words, there := range map[string]bool{"mevrouw De Wit": true, "mevrouw Noord": true, "Belcirkel Noord": true, "meneer Zuid": false, "Piet Visser": false, "Terug naar de belcirkels": false} {
		if strings.Contains(page, words) != there {
			t.Errorf("her page says %q: %v", words, !there)
		}
	}
	for path, want := range map[string]int{
		cardPage + "?id=m-noord": 1, cardPage + "?id=m-zuid": 0, cardPage + "?programma=belcirkel&cirkel=zuid": 0,
	} {
		if n := strings.Count(b.ask("GET", path, nil).Body.String(), "<article"); n != want {
			t.Errorf("%s: %d cards", path, n)
		}
	}
	if w := b.ask("GET", qrPage+"?id=m-zuid", nil); w.Code != http.StatusNotFound {
		t.Errorf("the code of another circle: %d", w.Code)
	}
	if page := b.ask("GET", "/desk/belcirkels/deelnemer?id=m-zuid", nil).Body.String(); strings.Contains(page, "Zuid") {
		t.Error("she sees a member of another circle")
	}
	if page := b.ask("GET", "/desk/belcirkels/deelnemer?id="+wit, nil).Body.String(); !strings.Contains(page, "030 123 45 67") || !strings.Contains(page, `class="heard"`) {
		t.Error("of her own member she sees too little")
	}
	south := chat.RoundID("belcirkel", "zuid", dayOf(b.clock()), "0830")
	b.circles.Do(func(c *adaptertest.Circles) {
		c.Rounds = append(c.Rounds, chat.Round{ID: south, Programme: "belcirkel", Circle: "zuid", Day: dayOf(b.clock()), Occurrences: []chat.Occurrence{{Member: "m-zuid", Stand: chat.StandAsked}}})
	})
	spoke := func(round, member string) func(*posted) {
		return func(p *posted) {
			p.Conversation, p.Round, p.Member, p.Value = "", round, member, string(chat.StandWell)
		}
	}
	b.answers([]request{
		{"she spoke to one of another circle", chat.CheckedIn, spoke(south, "m-zuid"), http.StatusForbidden},
		{"... as if she were of her own", chat.CheckedIn, spoke(round, "m-zuid"), http.StatusForbidden},
		{"... in a round that is not", chat.CheckedIn, spoke("belcirkel|noord|2020-01-01|0830", wit), http.StatusForbidden},
		{"she spoke to her own", chat.CheckedIn, spoke(round, wit), http.StatusOK},
		{"a new invitation", chat.Enrolled, func(p *posted) { p.Conversation, p.Member, p.Value = "", "m-noord", chat.EnrolInvite }, http.StatusOK},
		{"a talk", chat.Answered, func(p *posted) { p.Text = "hoi" }, http.StatusForbidden},
		{"a claim", chat.Claimed, nil, http.StatusForbidden},
		{"next", chat.Next, func(p *posted) { p.Conversation = "" }, http.StatusForbidden},
		{"a registration", chat.Asked, func(p *posted) { p.Conversation, p.Value = "", "registered" }, http.StatusForbidden},
		{"a drill", chat.Drills, func(p *posted) { p.Conversation, p.Round = "", round }, http.StatusForbidden},
		{"an alarm", chat.Taken, func(p *posted) { p.Conversation, p.Alarm = "", alarm }, http.StatusForbidden},
	})
	if w := b.ask("POST", "/desk/belcirkels/coordinator", keeperRequest{"piet", "circles", b.me}); w.Code != http.StatusUnauthorized {
		t.Errorf("she makes a link for another: %d", w.Code)
	}
	if ev := b.kinds(chat.Enrolled)[0]; ev.Author.ID != b.me || ev.Author.Name != "Anja Bakker" {
		t.Errorf("by %+v", ev.Author)
	}
	if all := b.kinds(chat.CheckedIn); len(all) != 1 || all[0].Subject.ID != round || all[0].Ref != wit || all[0].Author.ID != b.me {
		t.Errorf("checked in: %+v", all)
	}
}

// A worker makes her link; she uses it on her own, and enrols somebody in her circle.
func TestStoryACoordinatorEnrols(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+membersPage), chromedp.WaitVisible(chromedp.CSS("#keeper-anja")))
	until(t, tab, loaded)
	pressOn(t, tab, `#keeper-anja [data-way=circles]`)
	until(t, tab, `document.querySelector('#keeper-anja .told')?.textContent.includes('/desk/in#')`)
	link := read[string](t, tab, `document.querySelector('#keeper-anja .told').textContent.split(' ').pop()`)

	other := browser(t)
	do(t, other, chromedp.EmulateViewport(390, 844), chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS("#go")))
	pressOn(t, other, "#go")
	until(t, other, `location.pathname === '/desk/belcirkels/deelnemers' && document.readyState === 'complete' && document.body.innerText.includes('mevrouw De Wit')`)
	pressOn(t, other, `[data-do=enrol]`)
	until(t, other, `document.querySelector('dialog.form h2')?.textContent === 'Iemand inschrijven'`)
	for name, value := range map[string]string{"aanspreeknaam": "meneer Mos", "naam": "Teun Mos", "telefoon1": "06 12345678", "adres": "Kade 9"} {
		do(t, other, chromedp.SetValue(chromedp.CSS("#form-"+name), value))
	}
	choose(t, other, "kring", "belcirkel/noord")
	choose(t, other, "kanaal", "telegram")
	pressButton(t, other, "dialog.form", "Inschrijven")
	until(t, other, `document.querySelector('h1')?.textContent === 'meneer Mos' && document.querySelector('.invite img')?.naturalWidth > 300 && document.getElementById('banner').hidden`)
	if ev := s.kinds(chat.Enrolled)[0]; ev.Author.Name != "Anja Bakker" || ev.Author.ID != chat.CoordinatorID("anja") {
		t.Errorf("enrolled by %+v", ev.Author)
	}
}
