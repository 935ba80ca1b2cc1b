package switchboard_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

func route(name string) chat.Subject { return chat.Subject{Kind: chat.SubjectRoute, ID: name} }

// ends is a named human ending the alarm about the subject.
func (f *floor) ends(name string, about chat.Subject) {
	f.t.Helper()
	for _, a := range f.alarms() {
		if a.About == about {
			f.answer(chat.Event{ID: f.id(name), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, Author: colleague(name)})
			return
		}
	}
	f.t.Fatalf("no alarm about %+v", about)
}

// about are the letters that name the route or the person.
func (l *letterbox) about(what string) (n int) {
	for _, text := range l.all() {
		if strings.Contains(text, what) {
			n++
		}
	}
	return n
}

// Law 3, R15: a desk that lets us in no more raises one alarm on the route, at
// once, by the second route too, and each hour until a named human ends it. The
// rows stay, and go in order once it is mended.
func TestLaw3_R15_ARouteThatIsClosed(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		closed := true
		f.desk.fail = func(chat.Message) (bool, error) {
			if closed {
				return false, adapters.RouteClosed(errors.New("token_revoked"))
			}
			return true, nil
		}
		for _, who := range []string{"sam", "eva"} {
			f.writes(who, "mens")
			f.writes(who, "een")
			f.writes(who, "twee")
		}
		f.settle()
		if a := f.alarms(); len(a) != 1 || a[0].Cause != chat.CauseRoute || a[0].About != route("team") {
			t.Fatalf("alarms: %+v", a)
		}
		if letters := f.post.all(); len(letters) != 1 || !strings.Contains(letters[0], "team") || !strings.Contains(letters[0], "https://omzien.voorbeeld.nl/desk") {
			t.Fatalf("letters: %q", letters)
		}
		if n := f.count("SELECT COUNT(*) FROM outbox WHERE state = 'dead'"); n != 0 {
			t.Errorf("%d rows are dead", n)
		}
		for range 10 {
			f.clock.add(time.Minute)
			f.settle()
		}
		if n := len(f.post.all()); n != 1 || f.routes()[0].Repeated == 0 {
			t.Errorf("after ten minutes %d letters, %d times again", n, f.routes()[0].Repeated)
		}
		f.clock.add(50 * time.Minute)
		f.settle()
		if n := len(f.post.all()); n != 2 {
			t.Errorf("after an hour %d letters", n)
		}
		closed = false
		f.clock.add(2 * time.Minute)
		f.settle()
		for _, who := range []string{"sam", "eva"} {
			if got := f.words(who); !slices.Equal(got, []string{"een", "twee"}) {
				t.Errorf("below the card of %s stands %q", who, got)
			}
		}
		f.ends("Noor", route("team"))
		f.clock.add(3 * time.Hour)
		f.settle()
		if n := len(f.post.all()); n != 2 || len(f.routes()) != 0 {
			t.Errorf("a human ended it, and there are %d letters, alarms %+v", n, f.routes())
		}
		closed = true // it fails anew: so does the alarm
		f.writes("sam", "drie")
		f.settle()
		if n := len(f.post.all()); n != 3 || len(f.routes()) != 1 {
			t.Errorf("closed again: %d letters, alarms %+v", n, f.routes())
		}
	})
}

// Law 3: where a human ended the alarm on a route that goes on failing, another
// one comes, from the very rows that failed before.
func TestLaw3_AnAlarmThatWasEndedTooEarlyComesBack(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.desk.fail = func(chat.Message) (bool, error) { return false, adapters.Unwritten(errors.New("refused")) }
		f.writes("sam", "mens")
		for range 2 {
			for range 10 {
				f.settle()
				f.clock.add(time.Minute)
			}
			if a := f.routes(); len(a) != 1 || a[0].About != route("team") {
				t.Fatalf("alarms: %+v", a)
			}
			f.ends("Noor", route("team"))
		}
	})
}

// Law 3: trouble that an adapter tells of raises one alarm, counted; the same
// event again is not counted.
func TestLaw3_TroubleIsOneAlarm(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		for i := range 4 {
			ev := chat.Event{ID: fmt.Sprint("team:trouble:", i), Kind: chat.Trouble, Subject: route("team"), Author: chat.Program, Value: "is_archived", Text: "Het kanaal is gearchiveerd."}
			for _, board := range f.boards {
				if _, err := board.Handle(t.Context(), ev); err != nil {
					t.Fatal(err)
				}
			}
		}
		f.settle()
		if a := f.alarms(); len(a) != 1 || a[0].Cause != chat.CauseRoute || a[0].About != route("team") || a[0].Repeated != 3 || a[0].Why != "Het kanaal is gearchiveerd." {
			t.Errorf("alarms: %+v", a)
		}
		if letters := f.post.all(); len(letters) != 1 || !strings.Contains(letters[0], "Het kanaal is gearchiveerd.") {
			t.Errorf("letters: %q", letters)
		}
	})
}

// Law 5: a crisis goes by the second route at once, and once; no word of the
// person's goes along.
func TestLaw5_ACrisisGoesByTheSecondRouteOnce(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		f.writes("sam", "mijn vader kanarie-77")
		f.writes("sam", "nood")
		f.settle()
		letters := f.post.all()
		if len(letters) != 1 || !strings.Contains(letters[0], f.card("sam").Card.Alias+" heeft nu hulp nodig") || strings.Contains(letters[0], "kanarie") {
			t.Fatalf("letters: %q", letters)
		}
		f.writes("sam", "nood")
		for range 5 {
			f.clock.add(time.Hour)
			f.settle()
		}
		if letters = f.post.all(); len(letters) != 1 || !f.alarms()[0].Open() {
			t.Errorf("after five hours: %q", letters)
		}
	})
}

// Law 3: letters that fail do not tell of themselves by letter, and alarms do
// not make alarms without end.
func TestLaw3_TheSecondRouteDoesNotAlarmAboutItself(t *testing.T) {
	for name, fail := range map[string]error{
		"refused": adapters.Permanent(errors.New("no such box")),
		"closed":  adapters.RouteClosed(errors.New("no relay")),
	} {
		t.Run(name, func(t *testing.T) {
			onFloor(t, 1, func(t *testing.T, f *floor) {
				f.post.fail = fail
				f.handle(chat.Event{ID: "team:trouble:1", Kind: chat.Trouble, Subject: route("team"), Author: chat.Program, Text: "Slack is weg."})
				for range 5 {
					f.settle()
					f.clock.add(time.Hour)
				}
				var about []string
				for _, a := range f.alarms() {
					about = append(about, string(a.Cause)+" "+a.About.ID)
				}
				slices.Sort(about)
				if !slices.Equal(about, []string{"route post", "route team"}) || f.count("SELECT COUNT(*) FROM poison") != 0 {
					t.Errorf("alarms about %q", about)
				}
				f.post.fail = nil
				f.clock.add(2 * time.Hour)
				f.settle()
				if f.post.about("Slack is weg.") == 0 || f.post.about("niet door: post") != 0 {
					t.Errorf("letters: %q", f.post.all())
				}
			})
		})
	}
}

// R7: an alarm whose timer breaks us is poison once, with an alarm that has no
// timer of its own.
func TestR7_AnAlarmThatIsPoisonMakesOneMore(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.handle(chat.Event{ID: "team:trouble:1", Kind: chat.Trouble, Subject: route("team"), Author: chat.Program, Text: "Slack is weg."})
		f.boards = append(f.boards[:0], f.spoil(func() { panic("kapot") }))
		for range 4 {
			f.settle()
			f.clock.add(time.Hour)
		}
		if n := f.count("SELECT COUNT(*) FROM poison"); n != 1 {
			t.Errorf("%d events are poison", n)
		}
		var causes []string
		for _, a := range f.alarms() {
			causes = append(causes, string(a.Cause))
		}
		if slices.Sort(causes); !slices.Equal(causes, []string{"poison", "route"}) {
			t.Errorf("alarms: %q", causes)
		}
	})
}

// Law 3: that a way is closed is told of at once, also where it is the look-up of
// what is in doubt that is refused.
func TestLaw3_AClosedRouteIsToldOfByTheLookUp(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.platform.fail = func(chat.Message) (bool, error) { return false, adapters.Uncertain(errLost) }
		w.instead(interrupted{}, asked{pushed{w.platform}, func() (bool, error) { return false, adapters.RouteClosed(errLost) }})
		id, looked := w.queue("sam", chat.Live), false
		w.run(func() bool {
			if !looked && w.row(id) == chat.Uncertain { // time for one look, no more
				looked = true
				w.clock.add(11 * time.Second)
			}
			return len(w.alarms()) > 0
		})
		if a := w.alarms(); len(a) != 1 || a[0].About != route("pushed") || !strings.Contains(a[0].Why, "laat ons er niet in") {
			t.Errorf("alarms: %+v", a)
		}
	})
}

// routes are the open alarms about a way to people, beside those about whoever
// waits meanwhile.
func (f *floor) routes() []chat.Alarm {
	return slices.DeleteFunc(f.alarms(), func(a chat.Alarm) bool { return a.Cause == chat.CauseWaiting })
}

// words are what stands below the person's card, save that nobody picked them up.
func (f *floor) words(who string) []string {
	return slices.DeleteFunc(f.inThread(f.card(who)), func(text string) bool { return strings.HasPrefix(text, "Melding: Wacht al ") })
}
