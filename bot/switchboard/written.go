package switchboard

import (
	"slices"

	"omzien/bot/chat"
)

// watchShared is what a coordinator reads who writes while an alarm is open that they
// know of.
const watchShared = "Dit staat nu bij het team. De anderen bij deze melding krijgen bericht dat je iets schreef. Ik weet niet wanneer iemand het leest. Wat je doet met een melding, druk je achter de link in die melding. Is er gevaar? Bel 112."

// shared lets what a coordinator writes reach those who look after the same alarm: at its
// desk, and whoever else was told of it; up the ladder until somebody read it. False
// where no alarm is open that they were told of, or alarms of several circles are. One in earnest goes before an exercise;
// of several it is the newest.
func shared(tx Tx, w *chat.Alarm, ev chat.Event) (bool, error) {
	open, err := tx.Ringing(ev.At)
	if err != nil {
		return false, err
	}
	knows := func(to chat.Watcher) bool { return to.Who.ID == w.About.ID }
	var of *chat.Alarm
	for i := range open {
		a := &open[i]
		if !slices.ContainsFunc(a.Check.Told, knows) && !slices.ContainsFunc(a.Check.Did, func(m chat.Moved) bool { return m.By.ID == w.About.ID }) {
			continue
		}
		if of != nil && (of.Check.Programme != a.Check.Programme || of.Check.Label != a.Check.Label) {
			return false, nil // of which circle it is, only people can tell
		}
		if of == nil || of.Check.Drill && !a.Check.Drill || of.Check.Drill == a.Check.Drill && a.Opened.After(of.Opened) {
			of = a
		}
	}
	if of == nil {
		return false, nil
	}
	k := of.Check
	w.Team, w.TellAt = of.Team, ev.At
	w.Check = &chat.Check{Programme: k.Programme, Label: k.Label, Round: k.Round, Climb: k.Climb, What: chat.StandOverdue}
	for _, to := range k.Told {
		if to.Who.Role == chat.RoleWorker && !knows(to) {
			w.Check.Told = append(w.Check.Told, to)
		}
	}
	return true, nil
}
