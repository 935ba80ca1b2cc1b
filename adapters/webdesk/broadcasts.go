package webdesk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// broadcastsPage is where workers write to all who chose to hear from a programme.
const broadcastsPage = "/desk/berichten"

// broadcastsShown is how long what was written stands there.
const broadcastsShown = 90 * 24 * time.Hour

// broadcastsView is that page.
type broadcastsView struct {
	shown
	Lists []listOfPeople
	Sent  []broadcastView // the newest first
}

// listOfPeople is a list that somebody can be on: how many chose it, and no names.
type listOfPeople struct {
	Value, Label string
	People       string // "14 mensen"
	Window       string // when its messages go out
	Group        bool   // an invitation: with when and where
}

// broadcastView is what became of a broadcast: in numbers alone.
type broadcastView struct {
	Round, Title, List string
	Text               []string // its paragraphs, and of an invitation when and where
	Link               *chat.Link
	Picture            string // in words
	By                 string
	Stand              string   // how it goes, in one line
	Parts              []string // in numbers
	Stops              bool     // it did not go to all yet
}

// showBroadcasts draws the page.
func (d *Desk) showBroadcasts(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := broadcastsView{shown: d.about(who)}
		if err := d.fillBroadcasts(r.Context(), &v); err != nil {
			return "down.html", v.shown
		}
		return "berichten.html", v
	})
}

func (d *Desk) fillBroadcasts(ctx context.Context, v *broadcastsView) error {
	now := d.now()
	var rounds []chat.Round
	labels := map[string]string{}
	for _, p := range d.known() {
		for _, c := range p.Circles {
			if !p.News {
				continue
			}
			past, err := d.circles.Past(ctx, p.Name, c.Name, now.Add(-broadcastsShown))
			if err != nil {
				return err
			}
			for _, one := range past {
				if one.Broadcast != nil {
					rounds = append(rounds, one)
				}
			}
			labels[p.Name+"/"+c.Name] = c.Label
			members, err := d.circles.Enrolled(ctx, p.Name, c.Name)
			if err != nil {
				return err
			}
			members = slices.DeleteFunc(members, func(m chat.Member) bool { return m.State != chat.MemberActive })
			label := adapters.Headed(c.Label)
			if p.Group > 0 { // fewer are not shown to anybody: they could be told apart
				if label = "Uitnodiging: " + c.Label; c.Offers || len(members) < p.Group {
					continue
				}
			}
			v.Lists = append(v.Lists, listOfPeople{p.Name + "/" + c.Name, label, adapters.Counted(len(members), "persoon", "mensen"), p.Window, p.Group > 0})
		}
	}
	slices.SortStableFunc(rounds, func(a, b chat.Round) int { return ordered(b).Compare(ordered(a)) })
	for _, r := range rounds {
		v.Sent = append(v.Sent, broadcastOf(r, adapters.Headed(labels[r.Programme+"/"+r.Circle]), now))
	}
	return nil
}

// ordered is when a broadcast was written.
func ordered(r chat.Round) (at time.Time) {
	for _, o := range r.Occurrences {
		if len(o.Log) > 0 && (at.IsZero() || o.Log[0].At.Before(at)) {
			at = o.Log[0].At
		}
	}
	return at
}

// broadcastOf is what became of a broadcast.
func broadcastOf(r chat.Round, list string, now time.Time) broadcastView {
	b := r.Broadcast
	v := broadcastView{Round: r.ID, Title: b.Title, List: list, Text: strings.Split(b.Text, "\n"), Link: b.Link}
	for _, f := range b.Files {
		v.Picture = f.Plain()
	}
	var got, waits, onWay, replied, stopped, busy, left, unreached int
	var at, until time.Time
	for _, o := range r.Occurrences {
		if at.IsZero() || o.At.Before(at) {
			at, until = o.At, o.Until
		}
		if !o.Heard.IsZero() {
			replied++
		}
		switch {
		case !o.SentAt.IsZero():
			got++
		case o.Stand == chat.StandPlanned:
			waits++
		case o.Stand == chat.StandAsked:
			onWay++
		case len(o.Log) > 0:
			switch o.Log[len(o.Log)-1].How {
			case chat.BroadcastStopped:
				stopped++
			case chat.BroadcastBusy:
				busy++
			case chat.BroadcastLeft:
				left++
			default:
				unreached++
			}
		}
	}
	if b.When != "" {
		v.Text = append(v.Text, "Wanneer: "+b.When, "Waar: "+b.Where)
	}
	v.By = b.By.Name
	if wrote := ordered(r); !wrote.IsZero() {
		v.By += ", " + adapters.DayInWords(dayOf(wrote)) + " " + adapters.TimeInWords(wrote)
	}
	v.Stops = waits > 0 && b.Ended.At.IsZero()
	switch {
	case !b.Ended.At.IsZero():
		v.Stand = "Tegengehouden door " + b.Ended.By.Name + " om " + adapters.TimeInWords(b.Ended.At)
	case waits > 0 && now.Before(at):
		v.Stand = "Wordt verstuurd op " + adapters.DayInWords(dayOf(at)) + " vanaf " + adapters.TimeInWords(at)
	case waits > 0:
		v.Stand = "Wordt nu verstuurd. Dat kan tot " + adapters.TimeInWords(until)
	default:
		v.Stand = "Verstuurd op " + adapters.DayInWords(dayOf(at))
	}
	for _, part := range []struct {
		n         int
		one, many string
	}{
		{got, "persoon kreeg het", "mensen kregen het"},
		{replied, "persoon schreef terug", "mensen schreven terug"},
		{onWay, "bericht is onderweg", "berichten zijn onderweg"},
		{waits, "persoon krijgt het nog", "mensen krijgen het nog"},
		{stopped, "persoon krijgt het niet", "mensen krijgen het niet"},
		{busy, "persoon had de hele tijd een ander gesprek", "mensen hadden de hele tijd een ander gesprek"},
		{left, "persoon wilde geen berichten meer", "mensen wilden geen berichten meer"},
		{unreached, "persoon niet bereikt", "mensen niet bereikt"},
	} {
		if part.n > 0 {
			v.Parts = append(v.Parts, adapters.Counted(part.n, part.one, part.many))
		}
	}
	return v
}

// ofBroadcast makes the event of what a worker wrote to a list, or stopped. known is
// false where it is something else; ok, where the page sends nothing like it.
func (p posted) ofBroadcast(ev *chat.Event) (known, ok bool) {
	rest := p.Conversation + p.Ref + p.TakeOver + p.Consult + p.Alarm + p.Text + p.Member
	switch p.Kind {
	case chat.Broadcasts:
		ev.Value, ev.Form = p.Value, p.Form
		ok = p.Round == "" && p.Form != nil && fits(p.Form) && (p.Value == "" || p.Value == chat.BroadcastTry)
	case chat.BroadcastEnds:
		ok = p.Round != "" && len(p.Round) <= 300 && p.Form == nil && p.Value == ""
	default:
		return false, false
	}
	ev.Subject = chat.Subject{Kind: chat.SubjectRound, ID: p.Round}
	return true, ok && rest == ""
}
