package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
)

// Law 15: an item of a programme's team stands at its own desk while another team has the
// talk, and shows nothing of that talk there.
func TestLaw15_AnItemOfAnotherTeamBringsNoTalkWithIt(t *testing.T) {
	book := flowstest.BuiltIn(t)
	desks := func(team string) chat.Facts {
		return chat.Facts{CanReach: true, Desks: []chat.Address{{Adapter: "slack", Chat: team}}}
	}
	c := chat.Conversation{
		ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, Alias: "blauwe vos", Told: []chat.Told{{Text: "Mijn moeder drinkt"}},
		Handoff: chat.Handoff{State: chat.Talking, Team: "jongerenwerk", Worker: chat.Author{ID: "n", Name: "Noor", Role: chat.RoleWorker}},
	}
	raised := chat.Event{
		ID: "r", Kind: chat.Raised, Author: chat.Program, Ref: "a", Value: string(chat.CauseNotice), Text: "Bel even.",
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: "c"}, Form: map[string]string{chat.ForTeam: "wijkteam"},
	}
	d := switchboard.Decide(book, c, desks, raised)
	if len(d.Say) != 1 || d.Say[0].To.Chat != "wijkteam" || !strings.Contains(d.Say[0].Text, "Bel even.") || d.Say[0].Card != nil {
		t.Errorf("%+v", d.Say)
	}
	if h := d.Conversation.Handoff; h.Team != "jongerenwerk" || len(h.Posted) != 0 || len(d.Conversation.Raised) != 1 {
		t.Errorf("%+v", h)
	}
	raised.Form[chat.ForTeam] = "jongerenwerk"
	if d = switchboard.Decide(book, c, desks, raised); len(d.Say) != 2 || d.Say[0].To.Chat != "jongerenwerk" || d.Say[0].Card == nil {
		t.Errorf("its own: %+v", d.Say)
	}
}
