package phone

import (
	"net/http"
	"net/url"
	"testing"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// Row 12 by phone: a follow-up stands on the caller's list beside the circle's calls,
// with its own question and its own answers, from the time on at which it may be asked.
func TestRow12_AFollowUpIsACallOnTheList(t *testing.T) {
	r := newRig(t)
	r.circle()
	const id = "hoe-gaat-het-nu|hoe-gaat-het-nu|" + day + "|1000"
	r.Do(func(c *adaptertest.Circles) {
		c.Members = append(c.Members, chat.Member{ID: "m5", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", Name: "meneer Aydin", Initials: "A.", Phones: []string{"010 555 66 77"}, Caller: "anja"})
		c.Rounds = append(c.Rounds, chat.Round{ID: id, Turn: 3, Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", Day: day, Slot: "1000", Talk: true, Occurrences: []chat.Occurrence{
			{Member: "m5", Stand: chat.StandPlanned, At: at(10, 0), Until: at(17, 0), Due: at(17, 0), Early: at(10, 0), Phone: true}}})
	})
	link := r.callLink("anja")
	r.locked(func() { r.now = at(9, 45) })
	wants(t, r.page(link), []string{"meneer Aydin", "Bel vanaf 10:00."}, "6 tot en met 10", id+"#m5")

	r.locked(func() { r.now = at(10, 5) })
	if _, err := r.a.Send(t.Context(), chat.Message{ID: "q5", To: chat.Address{Adapter: Name, Chat: "m5"}, Speaker: chat.Program, Step: checkin + id,
		Text: "Hoe gaat het nu met u? Kies een cijfer.", Choices: []chat.Choice{{Label: "6 tot en met 10"}, {Label: "0 tot en met 5"}}}); err != nil {
		t.Fatal(err)
	}
	r.Do(func(c *adaptertest.Circles) { c.Rounds[1].Occurrences[0].Stand = chat.StandAsked })
	inOrder(t, r.page(link), "meneer Aydin", "Bel vóór 17:00.", "Vraag: “Hoe gaat het nu met u? Kies een cijfer.”", "6 tot en met 10", "0 tot en met 5", "Niet bereikt")

	if w := r.ask(http.MethodPost, link, url.Values{"doe": {"niet-goed"}, "wie": {id + "#m5"}, "beurt": {"3"}}); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if got := r.heard(); len(got) != 1 || got[0].Kind != chat.CheckedIn || got[0].Value != string(chat.StandNotWell) || got[0].Ref != "m5" || got[0].Subject.ID != id {
		t.Errorf("heard %+v", got)
	}
	for stand, words := range map[chat.Stand]string{chat.StandAnswered: "Gesproken (Anja Bakker, 10:05).", chat.StandSilent: "Niet gesproken. Het team belt zelf nog eens."} {
		r.Do(func(c *adaptertest.Circles) {
			c.Rounds[1].Occurrences[0].Log = nil
			c.Rounds[1].Occurrences[0].Move(stand, at(10, 5), anja, "")
		})
		wants(t, r.page(link), []string{words}, "0 tot en met 5")
	}
	// Which button it was stands there, and a wrong one can be put right.
	pressed := func(how chat.Stand) {
		r.Do(func(c *adaptertest.Circles) {
			c.Rounds[1].Occurrences[0].Log = nil
			c.Rounds[1].Occurrences[0].Move(chat.StandAnswered, at(10, 5), anja, string(how))
		})
	}
	pressed(chat.StandWell)
	wants(t, r.page(link), []string{"Gesproken: 6 tot en met 10 (Anja Bakker, 10:05).", "Toch niet zo goed"}, "0 tot en met 5")
	pressed(chat.StandNotWell)
	wants(t, r.page(link), []string{"Gesproken: 0 tot en met 5 (Anja Bakker, 10:05). Er is een melding gemaakt."}, "6 tot en met 10", "Toch niet zo goed")
	r.Do(func(c *adaptertest.Circles) {
		c.Rounds[1].Occurrences[0].Move(chat.StandAsked, at(10, 5), anja, chat.CallMissed)
	})
	wants(t, r.page(link), []string{"Om 10:05 niet bereikt. Bel vóór 17:00.", "0 tot en met 5"})
}
