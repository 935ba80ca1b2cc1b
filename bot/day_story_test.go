package main

import (
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/flows"
)

// A shift is how Noor works at one of the two desks. People are named by their
// nickname; whatever it does it waits for.
type shift interface {
	reads(words ...string)              // in the morning's overview
	picksUp(name string)                // Oppakken
	writes(name, words string)          // in the talk; it is on its way, and can be taken back
	isAsked(name, words string)         // ... and is held: for whom was it?
	keeps(name, words string)           // as a note after all
	takesBack(name string)              // what was written last there, before it left
	changes(name, words, into string)   // after it left
	passesWarm(name, team string)       // overdracht
	checks(name, step, day string)      // the meldcode
	registers(nickname, about string)   // somebody who phoned
	roundsOff(name, sort, weeks string) // afronden
	lost(name string)                   // the talk is not theirs any more
	colleagueNotes(name, words string)  // Bas, of the same team
	looks(name string)                  // at the photo that they sent
	confers(name, question string)      // an overleg with Bas and the wijkteam
	readsAside(name, words string)      // what colleagues wrote there
	writesAside(name, words string)     // ... and answers there
}

// undoing is how long a text can be taken back in this story: longer than any
// machine takes to do so.
const undoing = time.Minute

// A worker's day, as the issue has it: what came in the night, three people at
// once, an overleg, a colleague's question, a text for the wrong person, a word too many, a
// colleague of another team, a photo, the meldcode, the phone, the end of the shift. At the
// end everybody read what was for them, and nothing else.
func TestStoryOfAWorkersDay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		desk func(d *day) shift
	}{
		{"slack", func(d *day) shift { return &inSlack{day: d, threads: map[string]string{}} }},
		{"webdesk", func(d *day) shift { return onTheWeb(d) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			night := time.Date(2026, 11, 22, 23, 30, 0, 0, flows.Amsterdam) // a Sunday
			d := dayAt(t, night, bookWith(t, `# dagstart: "9:00"`, `dagstart: "9:00"`, "    label: het wijkteam\n", "    label: het wijkteam\n    channel: C0WIJK\n",
				"teams:  ", "limits: {undo: 60 s}\nteams:  "))
			d.workersDay(tt.desk(d))
		})
	}
}

func (d *day) workersDay(noor shift) {
	t := d.t
	eva, daan := d.telegram.Person(samsID+1), d.telegram.Person(samsID+2)
	d.asks(d.sam, "Sam", "Ik kan niet slapen.")
	d.sees(d.sam, "morgen")
	d.until(time.Date(2026, 11, 23, 9, 0, 1, 0, flows.Amsterdam))
	noor.reads("Dagstart van het jongerenwerk", "1 wacht op iemand", "1 schreef vannacht")

	noor.picksUp("Sam")
	d.asks(eva, "Eva", "Ik wil hulp bij mijn geld.")
	noor.picksUp("Eva")
	d.asks(daan, "Daan", "Mijn broer doet raar.")
	noor.picksUp("Daan")
	for _, who := range []*telegramtest.Person{d.sam, eva, daan} {
		d.sees(who, "Noor van het jongerenwerk is er nu voor je.")
	}

	noor.writes("Sam", "Dag Sam, heb je nog geslapen?")
	d.passes(undoing)
	d.sees(d.sam, "Dag Sam, heb je nog geslapen?")
	noor.colleagueNotes("Sam", "Is dit niet de broer van Daan?")
	noor.isAsked("Sam", "Ja, dat dacht ik ook.")
	noor.keeps("Sam", "Ja, dat dacht ik ook.")
	noor.checks("Sam", "1", "2026-11-23")

	noor.confers("Sam", "Weten jullie wie zijn mentor is?")
	root := d.wijk.Await("the overleg at the other team", func(c slacktest.Post) bool {
		return c.ThreadTS == "" && strings.Contains(c.Text, "zijn mentor") && c.Has("Overleg klaar")
	})
	d.passes(time.Second) // it is written down where the overleg stands: before that Slack has to bring words again
	d.piet.Reply(d.wijk, root.TS, "Dat is meester Karel.")
	noor.readsAside("Sam", "Dat is meester Karel.")
	noor.writesAside("Sam", "Dank, ik bel Karel.")
	d.wijk.Await("Noor's words in it", func(c slacktest.Post) bool { return c.ThreadTS == root.TS && strings.Contains(c.Text, "ik bel Karel") })

	noor.writes("Daan", "Dag Eva, welke brief bedoel je?")
	noor.takesBack("Daan")
	noor.writes("Eva", "Dag Eva, welke breif bedoel je?")
	d.passes(undoing)
	d.sees(eva, "Dag Eva, welke breif bedoel je?")
	noor.changes("Eva", "Dag Eva, welke breif bedoel je?", "Dag Eva, welke brief bedoel je?")
	d.sees(eva, "Dag Eva, welke brief bedoel je?")

	eva.SendFile("photo", "Deze.", snapshot(t, "+52.3702+004.8952/"))
	noor.looks("Eva")

	noor.passesWarm("Eva", "het wijkteam")
	d.sees(eva, "Noor vraagt het wijkteam om verder met je te praten.")
	d.pietTakes(eva, "Eva")
	noor.registers("Joop", "Valt vaak, woont alleen.")
	noor.writes("Daan", "Dank je wel, Daan. Tot later.")
	d.passes(undoing)
	d.sees(daan, "Dank je wel, Daan. Tot later.")
	noor.roundsOff("Daan", "ander", "2")
	d.sees(daan, "Noor rondt dit gesprek nu af")

	d.sam.Write("Sorry, ik sliep. Ben je er nog?")
	d.until(time.Date(2026, 11, 23, 21, 15, 1, 0, flows.Amsterdam))
	noor.lost("Sam")
	d.sees(d.sam, "Ik vraag het jongerenwerk opnieuw om je hier te antwoorden.")

	for who, words := range map[*telegramtest.Person][]string{
		d.sam: {"Dag Sam, heb je nog geslapen?"},
		eva:   {"Dag Eva, welke brief bedoel je?", "Hallo Eva, hier Piet van het wijkteam."},
		daan:  {"Dank je wel, Daan. Tot later."},
	} {
		screen := screenOf(who)
		for _, w := range words {
			if n := strings.Count(screen, w); n != 1 {
				t.Errorf("%q stands %d times on the screen:\n%s", w, n, screen)
			}
		}
		for _, w := range []string{"broer van Daan", "dat dacht ik ook", "breif", "Signalen", "Joop", "notitie", "mentor", "Karel", "verleg"} {
			if strings.Contains(screen, w) {
				t.Errorf("%q stands on the screen:\n%s", w, screen)
			}
		}
	}
	if strings.Contains(screenOf(daan), "Dag Eva") {
		t.Errorf("Daan reads what was for Eva:\n%s", screenOf(daan))
	}
	if doubles := d.slack.Doubles(); len(doubles) > 0 {
		t.Errorf("posted more than once in Slack: %q", doubles)
	}
	d.secretive(append(d.telegramSecrets(), "niet slapen", "broer van Daan", "welke brief", "Valt vaak", "U0NOOR", "U0BAS", "U0PIET"))
}

// pietTakes lets Piet, of the other team, go on with the person from Slack.
func (d *day) pietTakes(who *telegramtest.Person, name string) {
	d.t.Helper()
	card := d.wijk.Await(name+"'s card at the other team", func(c slacktest.Post) bool { return c.ThreadTS == "" && c.Has("Oppakken") })
	d.piet.Press(d.wijk, card.TS, "Oppakken")
	d.sees(who, "Piet van het wijkteam is er nu voor je.")
	told := len(d.piet.Told())
	d.piet.Reply(d.wijk, card.TS, "Hallo "+name+", hier Piet van het wijkteam.")
	d.slack.Wait("Piet's words are on their way", func() bool { return len(d.piet.Told()) > told })
	d.passes(undoing)
	d.sees(who, "Hallo "+name+", hier Piet van het wijkteam.")
}

// phoned is the form of somebody who called the youth work.
func phoned(nickname, about string) map[string]string {
	return map[string]string{"bron": "telefoon", "akkoord": "ja", "roepnaam": nickname, "waarover": about, "team": "jongerenwerk", "spoed": "vandaag"}
}
