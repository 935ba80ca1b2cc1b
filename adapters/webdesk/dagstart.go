package webdesk

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// morningView is what the page of a team's morning shows: the same as the message
// in the team's channel, with names as the desk has them.
type morningView struct {
	shown
	Team    string
	Teams   []teamLink // empty where there is but one
	Short   string
	Waiting []morningItem
	Live    []morningItem
	Words   []morningItem
	Alarms  []morningItem

	FollowUps []morningItem
	Meets     []morningItem
	Circles   []quietView // what is worth a look about circles, and no alarm
}

// quietView is what is worth a look about one circle.
type quietView struct {
	Title   string
	Soft    []softView
	NoDrill bool
}

type teamLink struct {
	Name, Label string
	Here        bool
}

// morningItem is one line of it; About is all that is said besides who it is.
type morningItem struct {
	ID, Name string
	Themes   []string
	About    string
}

// showMorning draws the morning of the team that is asked for (?team=), or of the
// first.
func (d *Desk) showMorning(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := morningView{shown: d.about(who)}
		teams := d.shifts()
		if len(teams) == 0 {
			return "dagstart.html", v
		}
		m, known, err := adapters.Begin(r.Context(), d.board, Name, cmp.Or(r.URL.Query().Get("team"), teams[0].Name), teams, d.now())
		if err == nil && !known {
			m, _, err = adapters.Begin(r.Context(), d.board, Name, teams[0].Name, teams, d.now())
		}
		if err == nil {
			err = d.fillQuiet(r.Context(), &v, m, teams)
		}
		if err != nil {
			return "down.html", v.shown
		}
		v.fill(m, teams)
		return "dagstart.html", v
	})
}

func (d *Desk) fillQuiet(ctx context.Context, v *morningView, m adapters.Morning, teams []adapters.Team) error {
	if d.circles == nil {
		return nil
	}
	quiet, err := adapters.LookQuietly(ctx, d.circles, d.known(), adapters.Whose(teams, m.Team.Name), d.now())
	for _, q := range quiet {
		v.Circles = append(v.Circles, quietView{adapters.Headed(q.Label), softly(q.Soft), q.NoDrill})
	}
	return err
}

func (v *morningView) fill(m adapters.Morning, teams []adapters.Team) {
	v.Team, v.Short = m.Team.Label, m.InShort()
	for _, t := range teams {
		if len(teams) > 1 {
			v.Teams = append(v.Teams, teamLink{t.Name, t.Label, t.Name == m.Team.Name})
		}
	}
	item := func(i chat.Item, about string) morningItem { return morningItem{i.ID, i.Name, i.Themes, about} }
	for _, i := range m.Waiting {
		about := urgencies[min(max(i.Urgency, 0), chat.Danger)] + ", wacht " + howLong(m.At.Sub(i.Since))
		if i.Adapter == chat.Registry && !i.Since.Before(m.Team.Night) {
			about += ", nieuwe aanmelding"
		}
		v.Waiting = append(v.Waiting, item(i, about))
	}
	for _, i := range m.Live {
		v.Live = append(v.Live, item(i, i.Worker.Name+" heeft het gesprek, al "+howLong(m.At.Sub(i.Since))))
	}
	for _, x := range m.Words {
		v.Words = append(v.Words, item(x.Item, adapters.Counted(x.N, "bericht", "berichten")))
	}
	for _, a := range m.Alarms {
		name, id := cmp.Or(a.Alias, "Over een kanaal"), ""
		if a.About.Kind == chat.SubjectConversation {
			id = a.About.ID
		}
		v.Alarms = append(v.Alarms, morningItem{id, name, nil, adapters.AlarmInWords(a) + ", al " + howLong(m.At.Sub(a.Opened))})
	}
	for _, a := range m.Meets {
		v.Meets = append(v.Meets, morningItem{a.Conversation, a.Name, nil, m.MeetInWords(a)})
	}
	for _, f := range m.FollowUps {
		v.FollowUps = append(v.FollowUps, morningItem{f.Conversation, f.Name, nil, adapters.FollowUpInWords(f)})
	}
}

// urgencies in words, as on the desk's page.
var urgencies = [...]string{"Rustig", "Vandaag", "Dringend", "Gevaar"}

// howLong is a time in words, as on the desk's page.
func howLong(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "minder dan een minuut"
	case d < time.Hour:
		return adapters.Counted(int(d/time.Minute), "minuut", "minuten")
	case d < 48*time.Hour:
		return adapters.Counted(int(d/time.Hour), "uur", "uur")
	}
	return adapters.Counted(int(d/(24*time.Hour)), "dag", "dagen")
}
