package switchboard_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// deaf lets the platform take nothing for members until it is told otherwise.
func (w *world) deaf(until time.Time) {
	w.platform.mu.Lock()
	defer w.platform.mu.Unlock()
	w.platform.fail = func(m chat.Message) (bool, error) {
		if strings.Contains(m.To.Chat, "lid-") && w.clock.Now().Before(until) {
			return false, adapters.Unwritten(errors.New("the platform is down"))
		}
		return true, nil
	}
}

// unasked looks that none of so many was ever asked, and that all stand on one list.
func (w *world) unasked(members int) {
	w.t.Helper()
	r := w.roundOf()
	for i := range members {
		for _, m := range w.said(own(memberID(i))) {
			if len(m.Choices) > 0 {
				w.t.Errorf("%s is asked behind the window: %q", memberID(i), m.Text)
			}
		}
		if o := r.Of(memberID(i)); o.Stand != chat.StandNotAsked {
			w.t.Errorf("%s stands %s", memberID(i), o.Stand)
		}
	}
	alerts := w.alertsAt()
	if len(alerts) == 0 || len(alerts[0].Alert.Who) != members {
		w.t.Fatalf("at the desk stand %d alarms, and not one with all names", len(alerts))
	}
	for _, m := range alerts { // once more for each rung
		if m.Talk != alerts[0].Talk {
			w.t.Errorf("besides stands %s", m.Talk)
		}
	}
}

// M9, law 11: the platform is down from 8:29 to noon, or the process died with the
// questions in its outbox. Nobody is asked at noon how their morning is.
func TestLaw11_AQuestionThatWaitedIsNotSaidBehindItsWindow(t *testing.T) {
	onEachCircle(t, 1, 3, func(t *testing.T, w *world) {
		w.plans()
		w.deaf(tuesday(12, 0))
		w.until(tuesday(13, 0), w.boards[0])
		w.unasked(3)
	})
}

// mondays is a moment of the day before tuesday.
func mondays(hour, minute int) time.Time { return tuesday(hour, minute).AddDate(0, 0, -1) }

const eveningCircle = `belcirkel: {label: de avond, kind: ster, form: u, team: wijkteam, days: elke dag, circles: {noord: {label: belcirkel Noord}}, at: "20:15", until: "21:00"}
`

// Law 11, M9: an evening's question that was never said before its window was over goes
// to people once that shows, and not to the member in the night.
func TestM9_AnEveningsQuestionThatNeverWentOutIsTold(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		book := flowstest.Book(t, map[string]string{"programmes.yaml": eveningCircle,
			"organisation.yaml": "name: W\nlanguage: nl\nholidays: {country: nl}\nteams:\n  wijkteam: {label: de wijk, achterwacht: nee, hours: altijd}\n",
			"flows/x.yaml":      "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n"})
		w := newWorldWith(t, b, 1, book, around)
		for i := range 3 {
			w.joins(i)
		}
		w.plans()
		w.deaf(mondays(21, 10))
		w.until(mondays(21, 40), w.boards[0]) // their deadline is at 21:45
		w.unasked(3)
		for _, o := range w.roundOf().Occurrences {
			if at := o.Log[len(o.Log)-1].At; at.After(mondays(21, 30)) {
				t.Errorf("people hear of %s at %s", o.Member, at)
			}
		}
	})
}

// Law 11: a talk that a programme begins has the same end as a check-in. One that never
// began waits for no answer.
func TestLaw11_ATalkThatWaitedDoesNotBeginBehindItsWindow(t *testing.T) {
	book := flowstest.BuiltIn(t)
	day := flows.Day{Year: 2026, Month: time.November, Day: 23}
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive, Agreed: day.Add(-28).At(12 * 60)}
	p := book.Programme(m.Programme)
	rounds := checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, day.At(0), day.Add(1).At(0))
	r, o := &rounds[0], &rounds[0].Occurrences[0]
	ask := checkin.Step(book, *r, chat.Facts{}, chat.Event{ID: "woke", Kind: chat.Woke, At: o.At})
	r, o = ask.Round, &ask.Round.Occurrences[0]
	read := func(string) chat.Facts {
		return chat.Facts{CanReach: true, Members: []chat.Member{m}, Rounds: []chat.Round{*r}}
	}
	c := chat.Conversation{ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, Alias: "blauwe vos"}
	prompt := ask.Then[0]
	prompt.At = o.At
	d := switchboard.Decide(book, c, read, prompt)
	if len(d.Say) == 0 || d.Conversation.Step == "" {
		t.Fatalf("nothing began: %+v", d.Say)
	}
	for _, said := range d.Say {
		if !said.Until.Equal(o.Until) {
			t.Errorf("%q may be said until %v", said.Text, said.Until)
		}
	}
	late := chat.Event{ID: "late", Kind: chat.Failed, Author: chat.Program, Ref: d.Say[0].ID, Value: chat.TooLate, From: c.Address, At: o.Until.Add(time.Hour)}
	d = switchboard.Decide(book, *d.Conversation, read, late)
	if d.Conversation.Step != "" {
		t.Error("it waits for the answer to a question that nobody read")
	}
	if len(d.Then) != 1 || d.Then[0].Kind != chat.PromptLost {
		t.Fatalf("the round hears %+v", d.Then)
	}
	d.Then[0].At = late.At
	if told := checkin.Step(book, *r, chat.Facts{}, d.Then[0]).Then; len(told) != 1 || told[0].Kind != chat.Unheard || told[0].Value != "fault" {
		t.Errorf("people hear %+v", told)
	}
}
