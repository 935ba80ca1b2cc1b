package switchboard_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

var enroller = chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}

// enrolment is what a worker fills in about somebody.
func enrolment(pairs ...string) map[string]string {
	values := map[string]string{
		"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw De Wit", "naam": "Riet de Wit", "telefoon1": "0612345678",
		"adres": "Kerkstraat 12, Rotterdam", "kanaal": "page",
	}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return values
}

func ofMember(id string) chat.Subject { return chat.Subject{Kind: chat.SubjectMember, ID: id} }

// enrols enrols somebody, and gives the member's id.
func (w *world) enrols(pairs ...string) string {
	w.t.Helper()
	a := w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Enrolled, Subject: ofMember(""), Author: enroller, Form: enrolment(pairs...)})
	if a.Ref == "" {
		w.t.Fatalf("not enrolled: %+v", a)
	}
	return a.Ref
}

// places is a worker doing something about a member's place.
func (w *world) places(kind chat.Kind, member, value string) chat.Answer {
	w.t.Helper()
	return w.handle(chat.Event{ID: w.id("noor"), Kind: kind, Subject: ofMember(member), Author: enroller, Value: value})
}

// member reads one of circle Noord; false where they left.
func (w *world) member(id string) (chat.Member, bool) {
	w.t.Helper()
	all, err := w.stores[0].Record().Enrolled(w.t.Context(), "belcirkel", "noord")
	if err != nil {
		w.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(m chat.Member) bool { return m.ID == id })
	if i < 0 {
		return chat.Member{}, false
	}
	return all[i], true
}

// opens is somebody opening the link with this token.
func (w *world) opens(who, token string) string {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id(who), Kind: chat.Started, From: at(who), Author: person, Text: chat.InvitePrefix + token})
	return w.newest(who).Text
}

// newest is the last that was said to the person.
func (w *world) newest(who string) (last chat.ShownLine) {
	w.t.Helper()
	for _, l := range w.talk(who).Lines {
		if l.Kind == chat.LineBot {
			last = l
		}
	}
	return last
}

// answers is a person pressing the i-th button of the last words.
func (w *world) answers(who string, i string) chat.Answer {
	w.t.Helper()
	return w.handle(chat.Event{ID: w.id(who), Kind: chat.Chose, From: at(who), Author: person, Token: w.newest(who).Token + ":" + i})
}

// standsIn is how the member stands in circle Noord's round of the day; empty where
// there is none.
func (w *world) standsIn(day, member string) chat.Stand {
	w.t.Helper()
	d, err := w.stores[0].Record().CircleDay(w.t.Context(), chat.RoundID("belcirkel", "noord", day, "0830"))
	if errors.Is(err, chat.ErrUnknown) {
		return ""
	}
	if err != nil {
		w.t.Fatal(err)
	}
	if o := d.Of(member); o != nil {
		return o.Stand
	}
	return ""
}

func (w *world) tokenOf(member string) string {
	w.t.Helper()
	m, _ := w.member(member)
	return w.stores[0].Token(m.InvitationID())
}

// TestS4_AnInvitationIsUsedOnceByOne shows that the token of an invitation is bound to
// whoever opened it first, and worth nothing once it was used, replaced, or its member left.
func TestS4_AnInvitationIsUsedOnceByOne(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		member := w.enrols()
		token := w.tokenOf(member)
		said := w.opens("riet", token)
		for _, words := range []string{"mevrouw De Wit", "8.30 uur", "10 uur", "het wijkteam", "stop", "Doet u mee?"} {
			if !strings.Contains(said, words) {
				t.Errorf("the rule says nothing of %q:\n%s", words, said)
			}
		}
		if m, _ := w.member(member); m.State != chat.MemberInvited || m.Opened.IsZero() || m.Address != (chat.Address{}) {
			t.Errorf("before she said yes: %+v", m)
		}
		if said := w.opens("jan", token); !strings.Contains(said, "al een keer gebruikt") {
			t.Errorf("somebody else reads %q", said)
		}
		if w.says("jan", "ja"); w.stateOf(member) != chat.MemberInvited {
			t.Fatal("somebody else said yes for her")
		}
		if said := w.opens("riet", token); !strings.Contains(said, "Doet u mee?") {
			t.Errorf("opened twice by herself: %q", said)
		}
		w.answers("riet", "0")
		m, _ := w.member(member)
		if m.State != chat.MemberActive || m.Address != at("riet") || !m.Agreed.Equal(w.clock.Now()) || !strings.Contains(m.Rule, "10 uur") {
			t.Fatalf("after her yes: %+v", m)
		}
		if said := w.newest("riet").Text; !strings.Contains(said, "morgen om 8.30 uur") {
			t.Errorf("she reads %q", said)
		}
		if said := w.opens("riet", token); !strings.Contains(said, "al mee") {
			t.Errorf("who is in it reads %q", said)
		}
		if said := w.opens("piet", token); !strings.Contains(said, "al een keer gebruikt") || w.stateOf(member) != chat.MemberActive {
			t.Errorf("used up: %q", said)
		}
		told := slices.ContainsFunc(w.alarms(), func(a chat.Alarm) bool {
			return a.Cause.Kind() == chat.CauseNotice && a.Team == "wijkteam" && strings.Contains(a.Why, "R.W.") && !strings.Contains(a.Why, "Wit")
		})
		if !told {
			t.Errorf("nobody hears that somebody else has it: %+v", w.alarms())
		}
		w.places(chat.Leaves, member, "")
		if said := w.opens("riet", token); !strings.Contains(said, "werkt niet meer") {
			t.Errorf("of who left: %q", said)
		}
	})
}

func (w *world) stateOf(member string) chat.MemberState {
	w.t.Helper()
	m, _ := w.member(member)
	return m.State
}

// Only the newest invitation opens anything; one that nobody made says so.
func TestS4_ANewInvitationEndsTheOneBefore(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		member := w.enrols()
		old := w.tokenOf(member)
		w.places(chat.Enrolled, member, chat.EnrolInvite)
		for _, token := range []string{old, "verzonnen", ""} {
			if said := w.opens("riet", token); !strings.Contains(said, "werkt niet meer") {
				t.Errorf("%q opens %q", token, said)
			}
		}
		if said := w.opens("riet", w.tokenOf(member)); !strings.Contains(said, "Doet u mee?") {
			t.Errorf("the new one: %q", said)
		}
		w.says("riet", "Nee, liever niet.")
		if m, _ := w.member(member); m.State != chat.MemberInvited || m.Declined.IsZero() || m.Address != (chat.Address{}) {
			t.Errorf("after her no: %+v", m)
		}
		if said := w.newest("riet").Text; !strings.Contains(said, "het wijkteam weten") {
			t.Errorf("she reads %q", said)
		}
		if n := len(w.alarms()); n != 1 {
			t.Errorf("%d alarms", n)
		}
	})
}

// Whoever opened an invitation before a new one was made says yes to nothing: the card
// had come to the wrong person.
func TestS4_AnOpenedInvitationEndsWithTheNewOne(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		member := w.enrols()
		w.opens("finder", w.tokenOf(member))
		w.opens("talker", w.tokenOf(member))
		w.places(chat.Enrolled, member, chat.EnrolInvite)
		w.answers("finder", "0")
		if said := w.newest("finder").Text; !strings.Contains(said, "werkt niet meer") || w.stateOf(member) != chat.MemberInvited {
			t.Fatalf("who has the old card is in it, and reads %q", said)
		}
		w.opens("riet", w.tokenOf(member))
		w.places(chat.Enrolled, member, chat.EnrolInvite)
		if w.says("riet", "ja"); w.stateOf(member) != chat.MemberInvited || !strings.Contains(w.newest("riet").Text, "werkt niet meer") {
			t.Errorf("by typing she is in it: %q", w.newest("riet").Text)
		}
		w.opens("riet", w.tokenOf(member))
		w.answers("riet", "0")
		if m, _ := w.member(member); m.State != chat.MemberActive || m.Address != at("riet") {
			t.Errorf("%+v", m)
		}
	})
}

// Somebody who looks after circles can be in one, too: in the chat where alarms reach
// them they open their invitation, and answer it.
func TestS4_ACoordinatorCanBeInvited(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		anja := chat.WatcherChat{Coordinator: "anja", At: at("anja"), Since: w.clock.Now()}
		if err := w.stores[0].KeepWatcher(t.Context(), anja); err != nil {
			t.Fatal(err)
		}
		member := w.enrols("naam", "Anja Bakker", "aanspreeknaam", "Anja")
		if said := w.opens("anja", w.tokenOf(member)); !strings.Contains(said, "Doet u mee?") {
			t.Fatalf("she reads %q", said)
		}
		w.answers("anja", "0")
		if m, _ := w.member(member); m.State != chat.MemberActive || m.Address != at("anja") {
			t.Errorf("%+v", m)
		}
	})
}

// The same form, sent twice, makes nobody twice; and nothing of a form with a mistake
// is kept.
func TestLaw1_NobodyIsEnrolledTwice(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		ev := chat.Event{ID: "e", Kind: chat.Enrolled, Subject: ofMember(""), Author: enroller, Form: enrolment()}
		w.handle(ev)
		if again := w.handle(ev); !again.Seen {
			t.Errorf("%+v", again)
		}
		ev.ID = "e2"
		if other := w.handle(ev); other.Form == nil {
			t.Errorf("%+v", other)
		}
		ev.ID, ev.Form = "e3", enrolment("naam", "Ab Bos", "kanaal", "")
		if wrong := w.handle(ev); wrong.Form == nil || wrong.Ref != "" {
			t.Errorf("%+v", wrong)
		}
		all, err := w.stores[0].Record().Enrolled(t.Context(), "", "")
		if err != nil || len(all) != 1 {
			t.Fatalf("%d members, %v", len(all), err)
		}
	})
}

// Trying whether somebody could be enrolled keeps nothing, however often and under
// whatever id; whoever is in the circle already is named.
func TestLaw1_ATrialOfAnEnrolmentKeepsNothing(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		tries := func() chat.Answer {
			return w.handle(chat.Event{ID: "try", Kind: chat.Enrolled, Value: chat.EnrolTry, Subject: ofMember(""), Author: enroller, Form: enrolment()})
		}
		for range 2 {
			if a := tries(); a.Seen || a.Form != nil || !strings.Contains(a.Text, "kan worden ingeschreven") {
				t.Errorf("%+v", a)
			}
		}
		if all, err := w.stores[0].Record().Enrolled(t.Context(), "", ""); err != nil || len(all) != 0 {
			t.Fatalf("%d members, %v", len(all), err)
		}
		member := w.enrols()
		if a := tries(); a.Form == nil || a.Ref != member {
			t.Errorf("of who is there: %+v", a)
		}
	})
}

// A worker moves somebody in a keten: the circle has the new order, and nobody's other
// data change.
func TestEnrolled_TheOrderOfAKeten(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		ids := map[string]string{}
		for i, name := range []string{"Ab", "Bea", "Cor"} {
			ids[name] = w.enrols("kring", "belketting/haven", "naam", name+" Bos", "aanspreeknaam", name, "telefoon1", "061234567"+string(rune('0'+i)))
		}
		order := func() (names []string) {
			all, err := w.stores[0].Record().Enrolled(t.Context(), "belketting", "haven")
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range all {
				names = append(names, m.Name)
				if m.Full != m.Name+" Bos" || m.State != chat.MemberInvited {
					t.Errorf("%+v", m)
				}
			}
			return names
		}
		w.places(chat.Enrolled, ids["Cor"], chat.EnrolEarlier)
		if got := order(); !slices.Equal(got, []string{"Ab", "Cor", "Bea"}) {
			t.Errorf("%q", got)
		}
		w.places(chat.Enrolled, ids["Ab"], chat.EnrolLater)
		w.places(chat.Enrolled, ids["Bea"], chat.EnrolLater)
		if got := order(); !slices.Equal(got, []string{"Cor", "Ab", "Bea"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestE8_AwayWithAnEndDate: she says that she is away and chooses a day; on the evening
// before she is asked whether that is right.
func TestE8_AwayWithAnEndDate(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		member := w.enrols()
		w.opens("riet", w.tokenOf(member))
		w.answers("riet", "0")
		w.says("riet", "Ik ben weg.")
		if said := w.newest("riet"); len(said.Choices) < 5 || said.Choices[3].Value != "2026-11-30" {
			t.Fatalf("she reads %+v", said)
		}
		w.answers("riet", "3")
		w.run(func() bool {
			return w.standsIn("2026-11-24", member) == chat.StandPaused && w.standsIn("2026-11-25", member) == chat.StandPaused
		})
		if m, _ := w.member(member); m.Until != "2026-11-30" {
			t.Errorf("until %q", m.Until)
		}
		w.clock.set(time.Date(2026, 11, 29, 19, 0, 0, 0, flows.Amsterdam))
		w.run(func() bool { return strings.Contains(w.newest("riet").Text, "Morgen begint") })
		w.answers("riet", "1")
		if n := len(w.alarms()); n != 1 {
			t.Errorf("nobody hears that she is not back: %d alarms", n)
		}
	})
}
