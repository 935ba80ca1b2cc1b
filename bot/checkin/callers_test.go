package checkin_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// Row 12 by phone: who has no app is rung with the programme's question, inside its
// window; what is not so well, and who was not reached, is for the team, once.
func TestRow12_WhoHasNoAppIsRung(t *testing.T) {
	book := flowstest.BuiltIn(t)
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive, Agreed: monday.Add(-28).At(12 * 60),
		Address: chat.Address{Adapter: chat.AdapterPhone, Chat: "m"}, Promise: "Belt zelf de bank", Initials: "J.B."}
	p := book.Programme(m.Programme)
	anja := chat.Author{Role: chat.RoleWorker, ID: "anja", Name: "Anja"}
	c := chat.Conversation{ID: "c", Address: m.Address, Alias: "blauwe vos"}
	for _, x := range []struct {
		name   string
		press  []chat.Event
		stand  chat.Stand
		at     int // minutes after midnight at which people hear of it; 0: they do not
		heard  string
		urgent chat.Urgency
	}{
		{"well", []chat.Event{{Kind: chat.CheckedIn, Value: string(chat.StandWell), Author: anja}}, chat.StandAnswered, 0, "", 0},
		{"not so well", []chat.Event{{Kind: chat.CheckedIn, Value: string(chat.StandNotWell), Author: anja}, {Kind: chat.CheckedIn, Value: string(chat.StandNotWell), Author: anja}},
			chat.StandAnswered, 11 * 60, "Anja belde: het gaat niet zo goed.", chat.Normal},
		{"a wrong tap first", []chat.Event{{Kind: chat.CheckedIn, Value: string(chat.StandWell), Author: anja}, {Kind: chat.CheckedIn, Value: string(chat.StandNotWell), Author: anja}, {Kind: chat.CheckedIn, Value: string(chat.StandNotWell), Author: anja}},
			chat.StandAnswered, 11 * 60, "Anja belde: het gaat niet zo goed.", chat.Normal},
		{"not reached", []chat.Event{{Kind: chat.Rang, Value: chat.CallMissed, Author: anja}, {Kind: chat.Rang, Value: chat.CallMissed, Author: anja}},
			chat.StandSilent, 17 * 60, ": 2 keer gebeld.", chat.Quiet},
		{"reached the second time", []chat.Event{{Kind: chat.Rang, Value: chat.CallMissed, Author: anja}, {Kind: chat.CheckedIn, Value: string(chat.StandWell), Author: anja}},
			chat.StandAnswered, 0, "", 0},
		{"nobody rang", nil, chat.StandSilent, 17 * 60, "Vandaag niet gesproken aan de telefoon. ", chat.Quiet},
		{"nobody with a name says so", []chat.Event{{Kind: chat.CheckedIn, Value: string(chat.StandWell), Author: chat.Author{Role: chat.RoleWorker}}}, chat.StandSilent, 17 * 60, "Vandaag niet", chat.Quiet},
	} {
		t.Run(x.name, func(t *testing.T) {
			rounds := checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, monday.At(0), monday.Add(1).At(0))
			r := rounds[0]
			var unheard []chat.Event
			at := 0
			step := func(minute int, ev chat.Event) chat.Decision {
				at++
				ev.ID, ev.At = string(rune('a'+at)), monday.At(minute)
				d := checkin.Step(book, r, chat.Facts{Circle: []chat.Member{m}}, ev)
				r = *d.Round
				for _, then := range d.Then {
					if then.Kind == chat.Unheard {
						if minute != x.at {
							t.Errorf("people hear of it at minute %d", minute)
						}
						unheard = append(unheard, then)
					}
				}
				return d
			}
			d := step(10*60, chat.Event{Kind: chat.Woke})
			if len(d.Then) != 1 || d.Then[0].Kind != chat.Prompts {
				t.Fatalf("nobody is rung: %+v", d.Then)
			}
			f := chat.Facts{CanReach: true, Members: []chat.Member{m}, Rounds: []chat.Round{r}}
			said, its := checkin.Relay(book, c, f, d.Then[0])
			if !its || len(said.Say) != 1 || said.Say[0].To != m.Address || !strings.HasPrefix(said.Say[0].Text, "Hoe gaat het nu met u?") || len(said.Say[0].Choices) != 2 {
				t.Fatalf("the call: %+v", said.Say)
			}
			step(10*60, chat.Event{Kind: chat.PromptSent, Ref: "m", Sent: monday.At(10 * 60)})
			for _, ev := range x.press {
				ev.Ref = "m"
				step(11*60, ev)
			}
			for !r.WakeAt().IsZero() {
				minute := int(r.WakeAt().Sub(monday.At(0)).Minutes())
				step(minute, chat.Event{Kind: chat.Woke})
			}
			if got := r.Of("m").Stand; got != x.stand || (len(unheard) > 0) != (x.at > 0) || len(unheard) > 1 {
				t.Fatalf("it stands at %s, and people hear %+v", got, unheard)
			}
			if x.at == 0 {
				return
			}
			told, _ := checkin.Relay(book, c, f, unheard[0])
			if len(told.Alarms) != 1 || told.Alarms[0].Urgency != x.urgent || !strings.Contains(told.Alarms[0].Why, x.heard) || !strings.Contains(told.Alarms[0].Why, "Belt zelf de bank") || !strings.Contains(told.Alarms[0].Why, "Het gaat om J.B.") {
				t.Errorf("the desk reads %+v", told.Alarms)
			}
		})
	}
}
