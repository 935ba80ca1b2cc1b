package main

import (
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/flows"
	"omzien/storage/storagetest"
)

// Two days of a coordinator. On Monday Noor enrols three people with a printed card and
// one by telephone. On Tuesday two of them answer, one is silent, one is rung by Anja
// from her own phone; she sees to the alarm, is called away, and Piet goes on. When
// the answer comes after all everybody hears it. Then a drill is held, and at four the
// rooster of tomorrow is empty.
func TestStoryOfACoordinatorsDay(t *testing.T) {
	t.Parallel()
	for name, base := range map[string]func(testing.TB) *storagetest.Base{"sqlite": storagetest.SQLite, "postgres": storagetest.Durable} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && name != "sqlite" {
				t.Skip("what it finds of races it finds on one database")
			}
			c := coordinatorsDay(t, base(t))
			c.enrolment()
			c.morning()
			c.silence()
			c.drill()
			c.looksBack()
		})
	}
}

// enrolment is Monday afternoon at Noor's desk, and with three people at home.
func (c *circleDay) enrolment() {
	t := c.t
	c.enrols(map[string]string{"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw De Wit", "naam": "Riet de Wit", "telefoon1": "0612345678", "adres": "Kade 3, Waterkant", "kanaal": "telegram"})
	c.enrols(map[string]string{
		"kring": "belcirkel/noord", "aanspreeknaam": "meneer Bos", "naam": "Kees Bos", "telefoon1": "0612345679", "telefoon2": "0201234567", "adres": "Kade 5, Waterkant",
		"toegang": "Hoort slecht. De achterdeur is open.", "huisarts": "Dokter Smit, 020 765 43 21", "kanaal": "telegram",
		"naaste1naam": "Els", "naaste1relatie": "dochter", "naaste1telefoon": "06 23456789", "naaste1sleutel": "ja",
	})
	c.enrols(map[string]string{"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw Yilmaz", "naam": "Fatma Yilmaz", "telefoon1": "0612345670", "adres": "Kade 7, Waterkant", "kanaal": "telegram"})
	c.noor.reads("Kaart om te printen")
	c.pictures(c.noor, "1-enrolled")
	c.enrols(map[string]string{
		"kring": "belcirkel/noord", "aanspreeknaam": "meneer Smit", "naam": "Jan Smit", "telefoon1": "0201234568", "adres": "Kade 9, Waterkant", "kanaal": "telefoon",
		"beller": "Anja Bakker", "jaop": "2026-11-23", "gevraagddoor": "Noor",
	})
	c.noor.reads("Doet mee.")

	c.noor.goes(c.desk + "/belcirkels/deelnemers")
	c.noor.eval("could open the cards", `const a = [...document.querySelectorAll('a')].find(a => a.innerText.includes('Kaarten met de uitnodiging')); a?.click(); return !!a`)
	c.noor.reads("Voor mevrouw Yilmaz")
	c.pictures(c.noor, "2-cards")
	for who, name := range map[*telegramtest.Person]string{c.riet: "mevrouw De Wit", c.bos: "meneer Bos", c.fatma: "mevrouw Yilmaz"} {
		who.Start(c.scanned(name))
		c.sees(who, "Om 8.30 uur vraag ik of alles goed met u is.")
		who.Press("Ja, ik doe mee")
		c.sees(who, "De eerste keer dat ik u schrijf: morgen om 8.30 uur.")
	}

	// Piet wants to be told on Telegram, too.
	c.noor.goes(c.desk + "/belcirkels/deelnemers")
	c.piet.Start(c.given("piet", "telegram"))
	c.sees(c.piet, "Vanaf nu krijg je hier meldingen van de belcirkel.")
	if screen := screenOf(c.piet); strings.Contains(screen, "chatbot van het jongerenwerk") {
		t.Errorf("a coordinator is taken for a young person:\n%s", screen)
	}
	c.pictures(c.noor, "3-members")
}

// morning is what goes well on Tuesday.
func (c *circleDay) morning() {
	c.until(tuesday(8, 16))
	list := c.letter("anja", "Vandaag bel je 1 persoon.")
	c.until(tuesday(8, 30).Add(time.Second))
	for _, who := range []*telegramtest.Person{c.riet, c.bos, c.fatma} {
		c.sees(who, "Is alles goed met u?")
	}
	c.riet.Press("Ja, alles goed")
	c.sees(c.riet, "Fijn, dank u. Tot morgen.")
	c.fatma.Write("prima hoor, dank u")
	c.sees(c.fatma, "Fijn, dank u. Tot morgen.")
	c.board("2/4")

	c.anja.goes(list)
	c.anja.reads("Nog 1 persoon te bellen.")
	c.pictures(c.anja, "4-calls")
	c.anja.presses("Gesproken, gaat goed")
	c.anja.reads("Je hebt iedereen gehad. Dank je wel.")
	c.pictures(c.anja, "5-called")
	c.board("3/4")
}

// silence is that nothing is heard of meneer Bos.
func (c *circleDay) silence() {
	t := c.t
	for n, at := range []time.Time{tuesday(9, 0), tuesday(9, 30)} {
		c.until(at.Add(time.Second))
		c.seesTimes(c.bos, "Ik hoorde nog niets van u.", n+1)
	}
	c.until(tuesday(10, 0).Add(20 * time.Second))
	page := c.letter("anja", "Nog niet gehoord: K.B. (belcirkel Noord)")
	c.alert("Nog niet gehoord: K.B.")
	c.board("1 nog niet gehoord")
	c.shows("/belcirkels", "meneer Bos")
	c.pictures(c.noor, "6-alarm-desk")

	c.anja.goes(page)
	for _, words := range []string{"meneer Bos", "06 12345679", "020", "Els", "heeft een sleutel", "Kade 5", "Hoort slecht", "Dokter Smit", "Ga niet alleen"} {
		c.anja.reads(words)
	}
	c.pictures(c.anja, "7-alarm-phone")
	c.anja.presses("Ik pak dit op")
	c.anja.reads("Jij hebt dit opgepakt.")
	c.anja.presses("Niet bereikt")
	c.anja.reads("Anja Bakker: niet bereikt")
	c.pictures(c.anja, "8-taken-phone")
	if said := screenOf(c.piet); strings.Contains(said, "K.B.") {
		t.Errorf("Piet is woken while Anja has it:\n%s", said)
	}

	// She is called away: after half an hour she is asked, then Piet, who goes.
	c.board("K.B.: Anja Bakker is ermee bezig")
	c.until(tuesday(10, 31).Add(time.Minute))
	c.letter("anja", "Anja Bakker had dit opgepakt. Sindsdien hoorden we niets. Wie kijkt?")
	c.board("K.B.: nog niet gehoord")
	c.until(tuesday(10, 43))
	c.sees(c.piet, "Nog niet gehoord: K.B.")
	c.onPiet.goes(c.linkOf(c.piet))
	c.onPiet.presses("Ik ga erheen")
	c.onPiet.reads("Piet Visser: gaat erheen")
	c.pictures(c.onPiet, "9-going-phone")
	c.letter("anja", "Piet Visser gaat erheen: Nog niet gehoord: K.B.")

	c.bos.Press("Ja, alles goed")
	c.sees(c.bos, "Fijn dat u zich meldt.")
	c.letter("anja", "K.B. heeft toch geantwoord: alles is goed.")
	c.sees(c.piet, "K.B. heeft toch geantwoord: alles is goed.")
	c.alert("K.B.", "toch gehoord")
	c.onPiet.goes(c.linkOf(c.piet))
	c.onPiet.reads("Er is nu gehoord dat alles goed is.")
	c.pictures(c.onPiet, "10-clear-phone")
	c.onPiet.presses("Bereikt")
	c.onPiet.reads("Deze melding is afgerond")
	c.pictures(c.onPiet, "11-over-phone")
	c.board("cirkel rond")
}

// drill is an exercise from its beginning to its end.
func (c *circleDay) drill() {
	c.until(tuesday(11, 0))
	c.slackNoor.Command(c.channel, "/omzien", "oefening belcirkel noord")
	c.slackNoor.AwaitTold("that it began", func(s string) bool { return strings.Contains(s, "De oefening is begonnen") })
	page := c.letter("anja", "OEFENING. Er is niets aan de hand.")
	post := c.alert("OEFENING")
	if post.Has("Oppakken") {
		c.t.Error("a drill looks like somebody who waits")
	}
	c.shows("/belcirkels", "OEFENING")
	c.pictures(c.noor, "12-drill-desk")
	c.anja.goes(page)
	c.anja.reads("Doe alsof er nog geen antwoord is.")
	c.pictures(c.anja, "13-drill-phone")
	c.anja.presses("Niet bereikt")
	c.anja.reads("Anja Bakker: niet bereikt")
	c.until(tuesday(11, 12))
	c.sees(c.piet, "OEFENING. Er is niets aan de hand.")
	c.anja.presses("Bereikt")
	c.anja.reads("Deze melding is afgerond")
	c.pictures(c.anja, "14-drill-over-phone")
	c.sees(c.piet, "Anja Bakker heeft contact gehad: OEFENING (belcirkel Noord). Er is nu niets meer nodig.")
	for _, member := range []*telegramtest.Person{c.riet, c.bos, c.fatma} {
		if screen := screenOf(member); strings.Contains(screen, "OEFENING") {
			c.t.Errorf("a member hears of a drill:\n%s", screen)
		}
	}
}

// looksBack is what stands at the desks at the end of the day.
func (c *circleDay) looksBack() {
	c.until(tuesday(16, 0).Add(time.Minute))
	c.alert("Niemand heeft dienst")
	c.letter("anja", "Niemand heeft dienst")
	c.shows("/belcirkels", "Morgen heeft niemand dienst")
	c.pictures(c.noor, "15-rooster-desk")
	c.noor.eval("could open his page", `const a = [...document.querySelectorAll('a')].find(a => a.innerText === 'meneer Bos'); a?.click(); return !!a`)
	c.noor.reads("De laatste zes weken: 1 keer moest iemand kijken.")
	c.noor.reads("afgehandeld, om 10:")
	c.noor.reads(", Piet Visser")
	c.pictures(c.noor, "16-weeks-desk")
	c.t.Logf("in Slack:\n%s", c.slack.Dump())
	c.t.Logf("Piet's screen:\n%s", screenOf(c.piet))
	c.t.Logf("the letters:\n%s", strings.Join(c.letters(), "\n=====\n"))
	c.secretive(append(c.telegramSecrets(), "De Wit", "Kees", "Kade 5", "0612345679", "Els", "prima hoor", "anja@waterkant"))
	for _, secret := range []string{"Kees", "De Wit", "0612345679", "Kade 5", "Els", "Dokter Smit"} { // law 15
		if request := c.heard.Find(secret); request != "" {
			c.t.Errorf("Law 15: %q reached Slack in %s", secret, request)
		}
		for _, letter := range c.letters() {
			if strings.Contains(letter, secret) {
				c.t.Errorf("%q stands in a mail:\n%s", secret, letter)
			}
		}
	}
	if doubles := c.slack.Doubles(); len(doubles) > 0 {
		c.t.Errorf("posted more than once in Slack: %q", doubles)
	}
}

func tuesday(hour, minute int) time.Time {
	return time.Date(2026, 11, 24, hour, minute, 0, 0, flows.Amsterdam)
}

// alert waits for an alarm in the channel that says all of this.
func (c *circleDay) alert(words ...string) slacktest.Post {
	c.t.Helper()
	return c.channel.Await("an alarm: "+strings.Join(words, ", "), func(p slacktest.Post) bool {
		for _, w := range words {
			if !strings.Contains(p.Text, w) {
				return false
			}
		}
		return p.ThreadTS == "" && !strings.Contains(p.Text, "/4")
	})
}

// board waits until the circle's board says this.
func (c *circleDay) board(words string) {
	c.t.Helper()
	c.channel.Await("a board with "+words, func(p slacktest.Post) bool {
		return p.ThreadTS == "" && strings.Contains(p.Text, "elcirkel Noord") && strings.Contains(p.Text, "/4") && strings.Contains(p.Text, words)
	})
}
