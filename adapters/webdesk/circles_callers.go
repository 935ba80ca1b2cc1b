package webdesk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// callersDay are those who ring others on one day.
type callersDay struct {
	Title, Day string
	Lists      []callerView
}

// callerView is one of them, and whether they have the list.
type callerView struct {
	ID, Name  string
	Calls     string // "belt 3 mensen, vanaf 08:30"
	Stand     string // whether they have the list
	Has, Lack bool   // they have it; they need it today, and nobody sends it to them
}

// fillCallers reads who rings others today and tomorrow.
func (d *Desk) fillCallers(ctx context.Context, v *circlesView, now time.Time) error {
	if d.callLists == nil {
		return nil
	}
	for i, title := range []string{"Vandaag", "Morgen"} {
		day := dayAfter(now, i)
		lists, err := d.callLists.CallLists(ctx, day)
		if err != nil {
			return err
		}
		if len(lists) == 0 {
			continue
		}
		one := callersDay{Title: title, Day: day}
		for _, l := range lists {
			one.Lists = append(one.Lists, callerOf(l, i == 0))
		}
		v.Callers = append(v.Callers, one)
	}
	return nil
}

// callerOf is how one caller's list is shown: of today, or of tomorrow.
func callerOf(l adapters.CallList, today bool) callerView {
	v := callerView{
		ID: l.Who.ID, Name: l.Who.Name, Has: !l.Since.IsZero(),
		Calls: "belt " + adapters.Counted(l.Calls, "persoon", "mensen") + ", vanaf " + adapters.TimeInWords(l.First),
	}
	switch {
	case v.Has && l.By == "":
		v.Stand = "kreeg de lijst om " + adapters.TimeInWords(l.Since) + " vanzelf"
	case v.Has:
		v.Stand = "heeft een link, gemaakt door " + l.By + " (" + sinceInWords(l) + ")"
	case l.Hears:
		v.Stand = "krijgt de lijst vanzelf, een kwartier voor het eerste telefoontje"
	default:
		v.Stand, v.Lack = "heeft nog geen bellijst", today
	}
	return v
}

// sinceInWords is when a link was made, with the day where that was before the list's.
func sinceInWords(l adapters.CallList) string {
	if dayOf(l.Since) == l.Day {
		return adapters.TimeInWords(l.Since)
	}
	return adapters.DayInWords(dayOf(l.Since)) + " " + adapters.TimeInWords(l.Since)
}

// dayAfter is the local day n days after that of now.
func dayAfter(now time.Time, n int) string {
	local := now.In(chat.Amsterdam)
	return time.Date(local.Year(), local.Month(), local.Day()+n, 12, 0, 0, 0, time.UTC).Format(chat.DateLayout)
}

// listAsked is what a worker wants for a caller.
type listAsked struct {
	Day    string `json:"day"`
	Caller string `json:"caller"`
	As     string `json:"as"`
}

// giveCallList makes the link to a caller's list; a worker hands it on.
func (d *Desk) giveCallList(w http.ResponseWriter, r *http.Request, who worker) {
	var in listAsked
	if !d.take(w, r, &in) {
		return
	}
	now := d.now()
	switch {
	case in.As != who.ID:
		d.refuse(w, http.StatusConflict, "other_worker", textOther)
		return
	case in.Day != dayAfter(now, 0) && in.Day != dayAfter(now, 1):
		d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
		return
	}
	list, link, err := d.callLists.GiveCallList(r.Context(), in.Day, in.Caller, cmp.Or(who.Name, who.ID))
	switch {
	case errors.Is(err, chat.ErrUnknown):
		d.refuse(w, http.StatusUnprocessableEntity, "caller", "Deze beller hoeft die dag niemand (meer) te bellen.")
		return
	case err != nil:
		d.log.Warn("webdesk: the link to a list of calls could not be made")
		d.down(w)
		return
	}
	d.keep(r.Context(), who)
	words := "Geef deze link alleen aan " + list.Who.Name + ". Daar staan namen en nummers voor " + adapters.DayInWords(in.Day) + ". "
	if !list.Since.IsZero() {
		words += "De vorige link werkt nu niet meer. "
	}
	d.give(w, http.StatusOK, map[string]string{"text": words, "link": link})
}
