package engine_test

import (
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/engine"
	"omzien/bot/handoff"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// BenchmarkIntake is the youth intake of the built-in playbook, from opening
// the page to the handoff, with the state to bytes and back at each event.
func BenchmarkIntake(b *testing.B) {
	book := flowstest.BuiltIn(b)
	at := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
	press := func(step, value, label string) chat.Event {
		return chat.Event{Kind: chat.Chose, Step: step, Value: value, Text: label}
	}
	talk := []chat.Event{
		{Kind: chat.Started, Text: "jongeren"},
		press("choose:vrij", "ja", "Ja"),
		press("choose:thema", "school", "School of werk"),
		{Kind: chat.Said, Text: "Ik word elke dag uitgescholden in de app van de klas."},
		{Kind: chat.Said, Text: "Sam"},
	}
	address := chat.Address{Adapter: "webchat", Chat: "a"}
	for i := range talk {
		ev := &talk[i]
		ev.ID, ev.From, ev.Author = fmt.Sprintf("web:a:b:%d", i), address, chat.Author{Role: chat.RolePerson}
		ev.At = at.Add(time.Duration(i) * 20 * time.Second)
	}
	facts := chat.Facts{ReturnCode: "appel-boom-fiets-zee"}
	var state []byte
	var c chat.Conversation
	b.ReportAllocs()
	for b.Loop() {
		state = nil
		for _, ev := range talk {
			c = chat.Conversation{ID: "c1", Person: "p1", Address: address, Alias: "blauwe vos", Turn: c.Turn + 1}
			if state != nil {
				if err := c.UnmarshalState(state); err != nil {
					b.Fatal(err)
				}
			}
			d := engine.Step(book, c, facts, ev)
			for _, then := range d.Then {
				d = handoff.Relay(book, *d.Conversation, facts, then)
			}
			state = d.Conversation.MarshalState()
		}
		c.Turn = 0
	}
	if err := c.UnmarshalState(state); err != nil || c.Handoff.State != chat.Waiting || c.Nickname != "Sam" {
		b.Fatalf("the intake did not reach people: %+v, %v", c, err)
	}
}
