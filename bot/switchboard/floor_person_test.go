package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// standing brings a person to each state that a talk can be in.
var standing = map[string]func(f *floor){
	"bot":     func(f *floor) { f.writes("sam", "hoi") },
	"waiting": func(f *floor) { f.waits("sam") },
	"live":    func(f *floor) { f.press("Noor", f.waits("sam"), "Oppakken") },
	"over": func(f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		f.rounds("Noor", f.card("sam"))
	},
	"nobody yet": func(*floor) {},
}

func (f *floor) causes() (causes []chat.Cause) {
	for _, a := range f.alarms() {
		causes = append(causes, a.Cause)
	}
	slices.Sort(causes)
	return causes
}

// record is all that the desk can read of the newest talk.
func (f *floor) record(who string) (text string) {
	f.t.Helper()
	th, err := f.stores[0].Record().Thread(f.t.Context(), f.conversationAt(away(who)), 0)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, l := range th.Lines {
		text += string(l.Kind) + ": " + l.Text + "\n"
	}
	return text
}

// Law 4: what a person makes of earlier words reaches people, wherever their talk
// is; it answers nothing, and nobody answers it.
func TestLaw4_ChangedWordsReachPeople(t *testing.T) {
	for state, stand := range standing {
		t.Run(state, func(t *testing.T) {
			onFloor(t, 1, func(t *testing.T, f *floor) {
				stand(f)
				f.settle()
				before := len(f.platform.all())
				f.person(chat.Edited, "sam", "eigenlijk durf ik niet naar huis")
				f.settle()
				if said := f.platform.all()[before:]; len(said) != 0 {
					t.Errorf("the person is told %+v", said)
				}
				if got := f.record("sam"); !strings.Contains(got, "person: (aangepast) eigenlijk durf ik niet naar huis") {
					t.Errorf("the record says\n%s", got)
				}
				switch state {
				case "waiting", "live":
					if got := f.inThread(f.card("sam")); !slices.Contains(got, "(aangepast) eigenlijk durf ik niet naar huis") {
						t.Errorf("the thread says %q", got)
					}
				default: // nobody has it: it stands at the desk as an item, in time
					f.clock.add(11 * time.Minute)
					f.settle()
					if got := f.causes(); !slices.Contains(got, chat.CauseUnread) {
						t.Errorf("alarms: %q", got)
					}
				}
			})
		})
	}
}

// Law 4: words that no step understood stand at the desk within a minute, also
// where the person changes them meanwhile.
func TestLaw4_AChangeDoesNotPutTheLookOff(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.writes("sam", "hoi")
		f.writes("sam", "kweenie")
		f.clock.add(30 * time.Second)
		f.person(chat.Edited, "sam", "ik weet het niet")
		f.clock.add(31 * time.Second)
		f.settle()
		if got := f.causes(); !slices.Equal(got, []chat.Cause{chat.CauseUnread}) {
			t.Errorf("after a minute the alarms are %q", got)
		}
	})
}

// Law 5: the word nood counts in changed words as well, in any state: the alarm
// at once, and the numbers; where the worker wrote just now, first a moment.
func TestLaw5_NoodInChangedWords(t *testing.T) {
	for state, stand := range standing {
		t.Run(state, func(t *testing.T) {
			onFloor(t, 1, func(t *testing.T, f *floor) {
				stand(f)
				f.settle()
				before := len(f.platform.all())
				f.person(chat.Edited, "sam", "NOOD")
				f.settle()
				numbers := func() bool {
					return slices.ContainsFunc(f.platform.all()[before:], func(m chat.Message) bool {
						return m.Class == chat.Crisis && strings.Contains(m.Text, "112")
					})
				}
				if !slices.Contains(f.causes(), chat.CauseCrisis) || !numbers() {
					t.Errorf("alarms %q, said %+v", f.causes(), f.platform.all()[before:])
				}
				if c := f.card("sam"); c.Card.Urgency != chat.Danger {
					t.Errorf("the card says %+v", c.Card)
				}
				if letters := f.post.about("heeft nu hulp nodig"); letters != 1 {
					t.Errorf("%d letters", letters)
				}
			})
		})
	}
}

// Law 3: whoever blocks us, and takes that back, is heard wherever their talk is;
// nothing begins by it, and nothing is said to them.
func TestLaw3_BlockedAndBack(t *testing.T) {
	for state, stand := range standing {
		t.Run(state, func(t *testing.T) {
			onFloor(t, 1, func(t *testing.T, f *floor) {
				stand(f)
				f.settle()
				talks, before := f.count("SELECT COUNT(*) FROM conversation"), len(f.platform.all())
				f.person(chat.Blocked, "sam", "")
				f.settle()
				open := state != "over" && state != "nobody yet"
				if got := f.causes(); slices.Contains(got, chat.CauseUnreachable) != open {
					t.Errorf("alarms: %q", got)
				}
				if state == "waiting" || state == "live" {
					f.said(f.card("sam"), "is hier niet meer bereikbaar")
				}
				f.person(chat.Back, "sam", "")
				f.settle()
				if state == "waiting" || state == "live" {
					f.said(f.card("sam"), "is weer bereikbaar")
				}
				if state == "live" {
					f.types("Noor", f.card("sam"), "fijn dat je er weer bent")
					f.said(f.card("sam"), "Verstuurd naar")
					before++
				}
				if f.count("SELECT COUNT(*) FROM conversation") != talks || len(f.platform.all()) != before {
					t.Errorf("%d talks of %d, said %+v", f.count("SELECT COUNT(*) FROM conversation"), talks, f.platform.all()[before:])
				}
				if open && !slices.Contains(f.causes(), chat.CauseUnreachable) {
					t.Error("an alarm went away by itself")
				}
			})
		})
	}
}
