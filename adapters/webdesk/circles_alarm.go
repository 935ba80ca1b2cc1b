package webdesk

import (
	"cmp"
	"html/template"
	"net/url"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// missedView is an alarm about members, with all that helps to reach them.
type missedView struct {
	ID, Title, Circle, Since string
	State, Why               string
	Urgency                  chat.Urgency
	Drill, Many, Bare        bool // Bare: it is about nobody who could be rung
	Duty                     bool // ... but about something to be arranged, such as who is on duty
	Written                  bool // ... but about what a coordinator wrote
	Take, Well               bool // nobody has it; all is well after all, and a human has yet to say so
	People                   []personView
	Did                      []string
	Weeks                    *weeksView
}

// personView is somebody who is to be reached. Alarm is what a press is about.
type personView struct {
	ID, Alarm, Name, Full string
	Done                  string // of many: how it ended for this one; empty: somebody must look
	Phones                []numberView
	Contacts              []contactView
	Home, Access          string
	Doctor                numberView
	Notes                 []string // what colleagues wrote down of how they are
}

type numberView struct {
	Text string
	To   template.URL // rings it; empty where that cannot be
}

type contactView struct {
	Name, Relation string
	Key            bool
	Number         numberView
}

// missedOf is how an alarm is shown.
func missedOf(page chat.MissedPage, now time.Time) missedView {
	v := missedView{
		ID: page.ID, Urgency: page.Urgency, Why: page.Why, Since: howLong(now.Sub(page.Opened)),
		Title: adapters.AlarmInWords(page.Alarm), Many: page.Cause == chat.CauseMany, Bare: page.Check == nil,
	}
	if v.Duty = page.Cause.Arranges(); v.Duty {
		v.Bare = true
		if page.Check != nil {
			v.Circle = page.Check.Label
		}
		return v
	}
	if page.Check == nil {
		return v
	}
	if v.Written = page.Cause.Kind() == chat.CauseUnread; v.Written {
		v.Bare, v.Circle = true, page.Check.Label
		return v
	}
	k := page.Check
	v.Drill, v.Circle, v.Well = k.Drill, k.Label, k.Stand == chat.StandWell
	v.Take = k.Taken.Name == "" && !v.Well
	switch {
	case v.Well:
		v.State = "Er kwam toch bericht: alles is goed. Kijk het even na, en sluit dan de melding."
	case k.Taken.Name != "":
		v.State = k.Taken.Name + " heeft dit opgepakt."
	default:
		v.State = "Nog niemand heeft dit opgepakt."
	}
	for _, m := range page.Members {
		p := personOf(m)
		p.Alarm = page.ID
		if v.Many {
			p.Alarm = chat.AlarmID(chat.OccurrenceID(k.Round, m.ID), chat.CauseMissed)
			p.Done = endedFor(k, m.ID)
		}
		for _, o := range page.Occurrences {
			if o.Member == m.ID {
				p.Notes = notesOf(o)
			}
		}
		v.People = append(v.People, p)
	}
	v.Bare = len(v.People) == 0 && !v.Drill
	for _, m := range k.Did {
		words := didInWords(m)
		if m.Member != "" { // of many
			words += " (" + called(adapters.MemberOf(page.Members, m.Member)) + ")"
		}
		v.Did = append(v.Did, words)
	}
	return v
}

// endedFor is how a combined alarm ended for one of those whom it names.
func endedFor(k *chat.Check, member string) string {
	for _, one := range k.Done {
		if one == member {
			return "bereikt"
		}
	}
	for _, one := range k.Heard {
		if one == member {
			return "toch gehoord: alles goed"
		}
	}
	return ""
}

func personOf(m chat.Member) personView {
	p := personView{
		ID: m.ID, Name: cmp.Or(m.Name, m.Full, m.Initials, "iemand (gewist)"), Full: m.Full, Home: m.Home, Access: m.Access, Doctor: numberOf(m.Doctor),
	}
	for _, n := range m.Phones {
		p.Phones = append(p.Phones, numberOf(n))
	}
	for _, c := range m.Contacts {
		p.Contacts = append(p.Contacts, contactView{c.Name, c.Relation, c.Key, numberOf(c.Phone)})
	}
	return p
}

// notesOf are what colleagues wrote down in a turn of how the member is, each with who
// and when.
func notesOf(o chat.Occurrence) (notes []string) {
	for _, m := range o.Notes() {
		notes = append(notes, adapters.TimeInWords(m.At)+" "+m.By.Name+" schreef op: "+m.How)
	}
	return notes
}

// numberOf makes a number of a text that holds one, such as "dr. Jansen, 030 123 45 67".
func numberOf(text string) numberView {
	return numberView{Text: text, To: template.URL(adapters.Dials(text))}
}

// didInWords is one thing that somebody did about an alarm.
func didInWords(m chat.Moved) string {
	words := adapters.TimeInWords(m.At) + " "
	switch {
	case m.By.Role == chat.RolePerson:
		return words + cmp.Or(m.By.Name, "een naaste") + ": " + cmp.Or(m.How, adapters.StandInWords(m.To))
	case m.By.Role == chat.RoleWorker && m.By.Name != "":
		return words + m.By.Name + ": " + cmp.Or(m.How, adapters.StandInWords(m.To))
	case m.To == chat.StandWell:
		return words + "toch gehoord: alles is goed"
	}
	return words + cmp.Or(m.How, adapters.StandInWords(m.To))
}

// alarmPage is where one alarm stands alone.
func alarmPage(id string) string { return "/desk/belcirkels?melding=" + url.QueryEscape(id) }
