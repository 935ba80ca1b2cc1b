package webdesk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Present tells who is signed in.
type Present interface {
	// SignedIn lists the sessions of one kind that are not over.
	SignedIn(ctx context.Context, kind string, now time.Time) ([]chat.Session, error)
}

// askPushed is how long the page waits to hear who is at pushed desks. Where their
// platform does not answer, nobody can be reached there either.
const askPushed = 3 * time.Second

// colleagueView is a colleague who is there, as the page offers them.
type colleagueView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Talks int    `json:"talks"`           // how many they have now
	At    string `json:"at,omitempty"`    // the pushed desks where they are, with blanks between; empty: at this desk
	Takes bool   `json:"takes,omitempty"` // they can be asked to take over the talk that it is about
}

// showColleagues lists who can be asked now, besides the worker: to take over the
// talk that is asked about (?id=), or into an overleg about it.
func (d *Desk) showColleagues(w http.ResponseWriter, r *http.Request, who worker) {
	all, err := d.colleagues(r.Context(), r.URL.Query().Get("id"), who)
	if err != nil {
		d.down(w)
		return
	}
	d.give(w, http.StatusOK, all)
}

// colleagues are those who are there: signed in here, or at the pushed desk of a
// team that has its hours, and not away. Who merely has a talk may have gone home.
func (d *Desk) colleagues(ctx context.Context, about string, who worker) ([]colleagueView, error) {
	all := []colleagueView{}
	if d.present == nil {
		return all, nil
	}
	here, err := d.present.SignedIn(ctx, kindDesk, d.now())
	if err != nil {
		return nil, err
	}
	items, err := d.record.Queue(ctx)
	if err != nil {
		return nil, err
	}
	var away []chat.Absence
	var teams []adapters.Team
	if d.board != nil {
		if away, err = d.board.Away(ctx, d.now()); err != nil {
			return nil, err
		}
		teams = d.shifts()
	}
	talks, desk := map[string]int{}, ""
	for _, i := range items {
		if i.State == chat.Talking {
			talks[i.Worker.ID]++
		}
		if i.ID == about {
			if t := slices.IndexFunc(teams, func(t adapters.Team) bool { return t.Name == i.Team }); t >= 0 {
				desk = teams[t].Channel
			}
		}
	}
	add := func(c chat.Invitee) {
		not := c.ID == who.ID || slices.ContainsFunc(away, func(a chat.Absence) bool { return a.Worker.ID == c.ID }) ||
			slices.ContainsFunc(all, func(v colleagueView) bool { return v.ID == c.ID })
		if !not {
			all = append(all, colleagueView{c.ID, c.Name, talks[c.ID], strings.Join(c.At, " "), len(c.At) == 0 || slices.Contains(c.At, desk)})
		}
	}
	for _, s := range here {
		add(chat.Invitee{Author: chat.Author{ID: s.ID, Name: s.Name}})
	}
	for _, c := range d.pushed(ctx) {
		if slices.ContainsFunc(teams, func(t adapters.Team) bool { return t.Open && slices.Contains(c.At, t.Channel) }) {
			add(c)
		}
	}
	slices.SortStableFunc(all, func(a, b colleagueView) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

// pushed are the members of pushed desks, as far as their platforms say in time.
func (d *Desk) pushed(ctx context.Context) []chat.Invitee {
	if d.members == nil {
		return nil
	}
	ctx, done := context.WithTimeout(ctx, askPushed)
	defer done()
	all, err := d.members(ctx)
	if err != nil {
		d.log.Warn("webdesk: not all who are at other desks are known")
		d.count("colleagues_unknown")
	}
	return all
}
