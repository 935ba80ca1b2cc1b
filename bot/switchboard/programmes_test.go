package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/flows"
)

// sam writes where he can be written to first.
var sam = chat.Address{Adapter: "pushed", Chat: "chat-sam"}

// samSays is sam writing.
func (w *world) samSays(text string) {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Said, From: sam, Author: person, Text: text})
	w.worksOff()
}

// worksOff does all that is due at this moment.
func (w *world) worksOff() {
	w.t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = w.boards[0].WorkNow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// passTo lets the days go by until this moment, by quarters of a day: each begins with
// a plan, and then what came due happens.
func (w *world) passTo(then time.Time) {
	w.t.Helper()
	for {
		next := w.clock.Now().Truncate(6 * time.Hour).Add(6 * time.Hour)
		if next.After(then) {
			next = then
		}
		w.clock.set(next)
		if err := w.boards[0].PlanNow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		w.worksOff()
		if !next.Before(then) {
			return
		}
	}
}

// read is what was sent to sam, the newest last.
func (w *world) read() (all []string) {
	for _, m := range w.platform.all() {
		if m.To == sam {
			all = append(all, m.Text)
		}
	}
	return all
}

// lastRead tells whether the newest that sam got has these words in it.
func (w *world) lastRead(words string) {
	w.t.Helper()
	all := w.read()
	if len(all) == 0 || !strings.Contains(all[len(all)-1], words) {
		w.t.Fatalf("not %q, but %q", words, all[max(0, len(all)-3):])
	}
}

// enrolled lists who is in the programme.
func (w *world) enrolled(programme string) []chat.Member {
	w.t.Helper()
	all, err := w.stores[0].Record().Enrolled(w.t.Context(), programme, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// onDay is a moment of a day.
func onDay(day string, minute int) time.Time {
	d, _ := flows.ParseDay(day)
	return d.At(minute)
}

// noticed finds the item with these words.
func (w *world) noticed(words string) (chat.Alarm, bool) {
	w.t.Helper()
	all := w.alarms()
	i := slices.IndexFunc(all, func(a chat.Alarm) bool { return strings.Contains(a.Why, words) })
	if i < 0 {
		return chat.Alarm{}, false
	}
	return all[i], true
}

// roundedOff is a talk of sam's that Noor rounded off in this way.
func (w *world) roundedOff(values ...string) {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: sam, Author: person, Text: "wijk"})
	w.samSays("mens")
	id := ""
	if err := w.raw.Get(&id, "SELECT id FROM conversation"); err != nil {
		w.t.Fatal(err)
	}
	subject := chat.Subject{Kind: chat.SubjectConversation, ID: id}
	form := map[string]string{"soort": "zelf"}
	for i := 0; i < len(values); i += 2 {
		form[values[i]] = values[i+1]
	}
	w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: enroller, Subject: subject})
	a := w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Closed, Author: enroller, Subject: subject, Form: form})
	if !strings.HasPrefix(a.Text, "Afgerond") {
		w.t.Fatalf("not rounded off: %+v", a)
	}
	w.worksOff()
}

// Row 12: some weeks after a talk the chatbot asks how it goes, where that was agreed.
// A low score comes back to the team's desk, with what was agreed.
func TestFollowUp_ALowScoreComesBackWithWhatWasAgreed(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.roundedOff("vervolg", "4", "wie", "bot", "afspraak", "Belt zelf de bank")
		all := w.enrolled("hoe-gaat-het-nu")
		if len(all) != 1 || all[0].State != chat.MemberActive || all[0].Address != sam {
			t.Fatalf("%+v", all)
		}
		before := len(w.read())
		if w.passTo(onDay("2026-12-21", 9*60+59)); len(w.read()) != before {
			t.Fatalf("asked too early: %q", w.read()[before:])
		}
		w.passTo(onDay("2026-12-21", 10*60))
		w.lastRead("Hoe gaat het nu met u?")
		w.samSays("3")
		w.lastRead("Mag het wijkteam dit cijfer zien?")
		w.samSays("ja")
		w.lastRead("iets over vertellen")
		w.samSays("Liever niet")
		w.samSays("Ja, graag")
		w.lastRead("Ik geef dit door")
		id := ""
		if err := w.raw.Get(&id, "SELECT id FROM conversation ORDER BY made_at DESC, id DESC LIMIT 1"); err != nil {
			t.Fatal(err)
		}
		th, err := w.stores[0].Record().Thread(t.Context(), id, 0)
		if err != nil || th.Team != "wijkteam" || !slices.Contains(th.Card, chat.CardFact{Label: "cijfer voor hoe het gaat", Text: "3"}) ||
			!slices.Contains(th.Told, chat.Told{Label: "Afgesproken", Text: "Belt zelf de bank", Flow: "vervolg-wijk", Teams: "wijkteam"}) {
			t.Fatalf("%v %+v\n%+v\n%+v", err, th.Team, th.Card, th.Told)
		}
		n := len(w.read())
		w.passTo(onDay("2027-01-18", 12*60))
		if again := strings.Join(w.read()[n:], " "); strings.Contains(again, "Hoe gaat het") {
			t.Errorf("asked again: %q", again)
		}
		if _, told := w.noticed("Niet gehoord"); told {
			t.Error("who answered is said to be silent")
		}
	})
}

// Who does not answer is nobody's alarm, and is not forgotten: people ring, when there
// is time. So it is where the question does not arrive.
func TestFollowUp_SilenceIsAQuietItem(t *testing.T) {
	for _, c := range []struct {
		name, words string
		fail        error
	}{{"silent", "Niet gehoord", nil}, {"blocked", "vraag hoe het gaat komt niet aan", adapters.Gone(errLost)}} {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, 1, func(t *testing.T, w *world) {
				w.roundedOff("vervolg", "1", "wie", "bot", "afspraak", "Belt zelf de bank")
				w.platform.fail = func(m chat.Message) (bool, error) { return c.fail == nil, c.fail }
				w.passTo(onDay("2026-11-30", 18*60))
				if _, told := w.noticed("Niet gehoord"); told {
					t.Error("too early")
				}
				w.passTo(onDay("2026-12-01", 10*60+1))
				a, ok := w.noticed(c.words)
				if !ok || a.Urgency != chat.Quiet || a.Team != "wijkteam" || !strings.Contains(a.Why, "Belt zelf de bank") {
					t.Fatalf("%+v", w.alarms())
				}
				for _, a := range w.alarms() {
					if a.Cause == chat.CauseMissed || a.Cause == chat.CauseMany {
						t.Errorf("somebody is missed: %+v", a)
					}
				}
			})
		})
	}
}

// Without the choice nothing changes: people follow up, as before.
func TestFollowUp_IsForPeopleWhereNobodyChoseTheChatbot(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.roundedOff("vervolg", "4", "afspraak", "Belt zelf de bank, op 06 12345678")
		if all := w.enrolled("hoe-gaat-het-nu"); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		follow, err := w.stores[0].Record().FollowUps(t.Context(), onDay("2026-12-22", 0))
		if err != nil || len(follow) != 1 || !strings.HasPrefix(follow[0].Promise, "Belt zelf de bank") || strings.Contains(follow[0].Promise, "345678") {
			t.Errorf("%+v %v", follow, err)
		}
	})
}

// Who is invited by a worker hears what it is, and when they are really written to.
func TestInvitedIntoAFollowUpHearsWhenItIs(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		for programme, want := range map[string]string{
			"hoe-gaat-het-nu": "21 december om 10 uur", "kleine-stappen": "vandaag om 11 uur", "stil": "U doet al mee met even bellen als het stil is",
		} {
			w.enrols("kring", programme+"/"+programme, "naam", "Riet "+programme)
			all := w.enrolled(programme)
			if len(all) != 1 {
				t.Fatalf("%+v", all)
			}
			who := "riet-" + programme
			said := w.opens(who, w.stores[0].Token(all[0].InvitationID()))
			if !strings.Contains(said, "Doet u mee?") || strings.Contains(said, "waarschuw ik") {
				t.Errorf("%s: the rule says\n%s", programme, said)
			}
			w.answers(who, "0")
			if said := w.newest(who).Text; !strings.Contains(said, want) {
				t.Errorf("%s: %q", programme, said)
			}
		}
	})
}
