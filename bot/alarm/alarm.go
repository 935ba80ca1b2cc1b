// Package alarm decides how an alarm goes on: a promise that a human will look.
// The simplest ladder has one rung. The alarm stands at the desk until a human
// with a name ends it; nothing else ever does.
package alarm

import "omzien/bot/chat"

// Step decides about one event of an alarm. It is total: any event in any state
// gives a decision.
func Step(a chat.Alarm, _ chat.Facts, ev chat.Event) chat.Decision {
	d := chat.Decision{Alarm: &a}
	if ev.Kind != chat.Ended {
		return d
	}
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
	return d
}
