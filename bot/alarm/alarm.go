// Package alarm decides how an alarm goes on: a promise that a human will look.
// It stands at the desk until a human with a name ends it; nothing else ever
// does. Where a desk is pushed to, it is shown there too. What cannot wait for
// somebody to look there also goes by the second route, an e-mail: that a way to
// people is closed, that somebody is in danger, and that somebody cannot wait
// while nobody is there. One about members of a circle climbs a ladder of people
// (ladder).
package alarm

import (
	"time"

	"omzien/bot/chat"
)

// again is how long until the second route says once more that a way is closed.
const again = time.Hour

// Step decides about one event of an alarm. It is total: any event in any state
// gives a decision.
func Step(a chat.Alarm, f chat.Facts, ev chat.Event) chat.Decision {
	if a.Check != nil {
		return watch(a, f, ev)
	}
	d := chat.Decision{Alarm: &a}
	switch ev.Kind {
	case chat.Ended:
		end(&a, &d, ev)
	case chat.Woke:
		climb(&a, &d, f, ev)
	}
	return d
}

// end lets a named human end the alarm.
func end(a *chat.Alarm, d *chat.Decision, ev chat.Event) {
	who := ev.Author
	switch {
	case who.Role != chat.RoleWorker || who.Name == "":
		d.Answer.Text = "Alleen een medewerker met een naam kan een melding afsluiten."
	case !a.Open():
		d.Answer.Text = a.EndedBy.Name + " heeft deze melding al afgesloten."
	default:
		a.EndedAt, a.EndedBy = ev.At, who
		d.Answer.Text = "Afgesloten: je hebt gekeken."
		if a.About.Kind == chat.SubjectConversation {
			d.Then = []chat.Event{{
				ID: chat.Key(ev.ID, 0), Kind: chat.AlarmEnded, Subject: a.About,
				Author: who, Ref: a.ID, Value: string(a.Cause), At: ev.At,
			}}
		}
	}
}

// climb takes the rung that is due. A timer that was moved since does nothing.
// On the first, the conversation that it is about shows it at its pushed desks.
func climb(a *chat.Alarm, d *chat.Decision, f chat.Facts, ev chat.Event) {
	if !a.Open() || a.TellAt.IsZero() || a.TellAt.After(ev.At) {
		return
	}
	a.TellAt = time.Time{}
	a.Rung++
	if a.Rung == 1 && a.About.Kind == chat.SubjectConversation && len(f.Desks) > 0 {
		d.Then = []chat.Event{{
			ID: chat.Key(ev.ID, 0), Kind: chat.Raised, Subject: a.About, Author: chat.Program,
			Ref: a.ID, Value: string(a.Cause), Text: a.Why, At: ev.At,
		}}
		if a.Cause.Kind() == chat.CauseNotice && a.Team != "" { // of a programme, while another team has the talk
			d.Then[0].Form = map[string]string{chat.ForTeam: a.Team}
		}
	}
	var text string
	switch a.Cause {
	case chat.CauseCrisis:
		text = a.Alias + " heeft nu hulp nodig\n\n" + a.Why + "\nWat er staat, lees je in Omzien."
	case chat.CauseNight:
		text = a.Alias + " kan niet wachten\n\n" + a.Why + "\nWat er staat, lees je in Omzien."
	case chat.CauseRoute:
		text = "Berichten komen niet door: " + a.About.ID + "\n\n" + a.Why
		a.TellAt = ev.At.Add(again)
	default:
		return
	}
	text += "\n\nSluit de melding daar af als je hebt gekeken"
	if f.DeskURL != "" {
		text += ": " + f.DeskURL
	} else {
		text += "."
	}
	for i, to := range f.Second {
		if a.About.Kind == chat.SubjectRoute && a.About.ID == to.Adapter {
			continue // what is closed cannot say so itself
		}
		d.Say = append(d.Say, chat.Message{
			ID: chat.Key(ev.ID, i), To: to, Class: chat.Crisis, Speaker: chat.Program, Text: text,
		})
	}
}
