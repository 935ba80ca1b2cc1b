package webdesk

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"omzien/adapters"
	"omzien/bot/chat"
)

// memberView is the page of one member of a circle.
type memberView struct {
	shown
	Unknown       bool
	ID, Called    string
	Full, Circle  string
	State         string
	Paused, There bool // There: they take part, and can be paused
	Person        personView
	Weeks         weeksView
	Turns         []ownTurn
	First, Last   string // between which days a pause can end
	Rung          bool   // by telephone: nobody asks them whether it begins again

	Invited      bool   // they have an invitation that opens something
	Card, Image  string // where their card stands, and its QR code
	Agreed, Rule string // when they said yes and who asked, and to what; empty: they did not
}

// agreedInWords says when a member said yes, and to whom; empty where they did not.
func agreedInWords(m chat.Member) string {
	if m.Agreed.IsZero() {
		return ""
	}
	words := "Zei ja op " + adapters.DayInWords(dayOf(m.Agreed))
	if m.Asked != "" {
		words += ", aan " + m.Asked
	}
	return words + "."
}

// ownTurn is a turn of theirs of today.
type ownTurn struct {
	Round, Stand, About string
	Open                bool // somebody may say how they are
	Notes               []string
}

// showMember draws the page of the member who is asked for (?id=).
func (d *Desk) showMember(w http.ResponseWriter, r *http.Request) {
	d.showToKeeper(w, r, func(who worker) (string, any) {
		v := memberView{shown: d.about(who)}
		if err := d.fillMember(r.Context(), &v, who, r.URL.Query().Get("id")); err != nil {
			return "down.html", v.shown
		}
		return "deelnemer.html", v
	})
}

func (d *Desk) fillMember(ctx context.Context, v *memberView, who worker, id string) error {
	all, err := d.enrolled(ctx, who)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(m chat.Member) bool { return m.ID == id })
	if v.Unknown = i < 0; v.Unknown {
		return nil
	}
	m, now := all[i], d.now()
	v.ID, v.Called, v.Full, v.Circle = m.ID, cmp.Or(m.Name, m.Full, m.Initials), m.Full, circleTitle(d.known(), m.Programme, m.Circle)
	v.Person = personOf(m)
	v.First, v.Last = pauseBounds(now)
	v.Rung = m.Channel == chat.Telefoon
	v.State, v.Paused, v.There = memberInWords(m), m.State == chat.MemberPaused, m.State == chat.MemberActive
	if v.Invited = d.invitation != nil && m.InvitationID() != ""; v.Invited {
		v.Card = cardPage + "?" + url.Values{"id": {m.ID}}.Encode()
		v.Image = qrPage + "?" + url.Values{"id": {m.ID}, "keer": {strconv.Itoa(m.Invite)}}.Encode()
	}
	v.Rule, v.Agreed = m.Rule, agreedInWords(m)
	turns, err := d.circles.Weeks(ctx, m.ID, weekBegin(now).AddDate(0, 0, -7*weeksShown))
	if err != nil {
		return err
	}
	v.Weeks = weeks(turns, now)
	days, err := d.circles.CircleDays(ctx, dayOf(now))
	if err != nil {
		return err
	}
	for _, day := range days {
		if o := day.Of(m.ID); o != nil && o.Stand != chat.StandDropped && day.Broadcast == nil {
			v.Turns = append(v.Turns, ownTurn{day.ID, adapters.TurnInWords(*o), turnInWords(*o), !o.Stand.Closed(), notesOf(*o)})
		}
	}
	return nil
}
