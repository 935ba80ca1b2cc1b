package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// desked lets each team have a desk of its own, and operations a second route.
func desked(_ *world, cfg *switchboard.Config) {
	cfg.Desks = func(team string) []chat.Address { return []chat.Address{{Adapter: "pushed", Chat: "balie-" + team}} }
	cfg.Second = []chat.Address{{Adapter: "pushed", Chat: "beheer"}}
}

// initialsAt tells whether initials of a member stand at that chat.
func (w *world) initialsAt(at string) bool {
	w.t.Helper()
	return slices.ContainsFunc(w.said(chat.Address{Adapter: "pushed", Chat: at}), func(m chat.Message) bool {
		return strings.Contains(m.Text, "L0.") || m.Alert != nil && strings.Contains(m.Alert.Title+strings.Join(m.Alert.Who, " "), "L0.")
	})
}

// Laws 10 and 15: what the playbook says of a circle's team, name and ladder counts for
// alarms that are armed already, of those too who were asked today.
func TestLaw10_AnEditedTeamGetsTheAlarmsThatAreArmed(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Own(t), desked)
		w.joins(0)
		w.plans()
		w.until(tuesday(8, 31), w.boards...)
		book := flowstest.Own(t)
		p := book.Programme("belcirkel")
		p.Team, p.Climb = "jongerenwerk", []time.Duration{3 * time.Minute}
		p.Circle("noord").Label = "belcirkel Noorderzon"
		w.uses(book)
		if n := w.count("SELECT COUNT(*) FROM alarm WHERE is_open AND team <> 'jongerenwerk'"); n != 0 {
			t.Errorf("%d alarms are armed for the team that it was", n)
		}
		w.until(tuesday(10, 1), w.boards...)
		if w.initialsAt("balie-wijkteam") || !w.initialsAt("balie-jongerenwerk") {
			t.Errorf("it stands at the desk of the team that it was, or not at the new one")
		}
		all := slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Armed(w.clock.Now()) })
		if len(all) != 1 || all[0].Check.Label != "belcirkel Noorderzon" || !slices.Equal(all[0].Check.Climb, p.Climb) {
			t.Errorf("people see %+v", all)
		}
	})
}

// Law 15: an alarm that rings already, of a team whose key the playbook has no more, is
// no other team's: operations hear of it, and no desk.
func TestLaw15_AnAlarmFallsBackToNoOtherTeam(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Own(t), desked)
		w.joins(0)
		w.plans()
		w.until(tuesday(9, 59), w.boards...)
		book := flowstest.Own(t)
		for i := range book.Organisation.Teams {
			if book.Organisation.Teams[i].Name == "wijkteam" {
				book.Organisation.Teams[i].Name = "buurtteam"
			}
		}
		book.Programmes = slices.DeleteFunc(book.Programmes, func(p flows.Programme) bool { return p.Name == "belcirkel" }) // its alarm of today stays
		w.uses(book)
		w.until(tuesday(10, 1), w.boards...)
		if w.initialsAt("balie-jongerenwerk") || w.initialsAt("balie-buurtteam") || w.initialsAt("balie-wijkteam") {
			t.Error("initials stand at the desk of another team")
		}
		if !w.initialsAt("beheer") {
			t.Error("operations hear of nobody")
		}
	})
}
