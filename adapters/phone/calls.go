package phone

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// checkin begins the step of a message that is a circle's question.
const checkin = "checkin:"

// What may be pressed on a caller's page, as the form says it.
const (
	pressWell    = "goed"
	pressNotWell = "niet-goed"
	pressMissed  = "niet-bereikt"
	pressTold    = "gezegd"
)

// caller is who a list of calls was made for, and of which day.
func (a *Adapter) caller(w http.ResponseWriter, r *http.Request) (s chat.Session, ok bool) {
	token := r.PathValue("token")
	if !tokenForm.MatchString(token) {
		a.refuse(w, r, http.StatusNotFound, badToken)
		return s, false
	}
	s, err := a.Sessions.Session(r.Context(), token, a.Now())
	switch {
	case errors.Is(err, chat.ErrUnknown) || err == nil && (s.Kind != chat.SessionCalls || s.Name == "" || s.ID == ""):
		a.refuse(w, r, http.StatusNotFound, badToken)
		return s, false
	case err != nil:
		a.refuse(w, r, http.StatusServiceUnavailable, down)
		return s, false
	}
	return s, true
}

// turn is one member's turn that somebody rings for.
type turn struct {
	Round  chat.Round
	Member chat.Member
	chat.Occurrence
}

// turns are those whom the caller rings on the day, in the order of their time.
func (a *Adapter) turns(ctx context.Context, caller, day string) ([]turn, error) {
	days, err := a.Circles.CircleDays(ctx, day)
	if err != nil {
		return nil, err
	}
	var all []turn
	for _, t := range a.rung(days, day) {
		if t.who.ID == caller {
			all = append(all, t.turn)
		}
	}
	slices.SortStableFunc(all, func(x, y turn) int { return x.At.Compare(y.At) })
	return all, nil
}

// showCalls is the page of one caller's one day.
func (a *Adapter) showCalls(w http.ResponseWriter, r *http.Request) {
	s, ok := a.caller(w, r)
	if !ok {
		return
	}
	v, err := a.list(r.Context(), s)
	if err != nil {
		a.refuse(w, r, http.StatusServiceUnavailable, down)
		return
	}
	a.draw(w, http.StatusOK, "calls", v)
}

// takeCalls takes one press: how a member is who was rung, or that words were passed
// on. Whatever came of it, the page says how it stands then.
func (a *Adapter) takeCalls(handle adapters.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s, ok := a.caller(w, r)
		if !ok {
			return
		}
		form, ok := a.form(w, r)
		if !ok {
			return
		}
		turns, err := a.turns(r.Context(), s.ID, s.Chat)
		if err != nil {
			a.refuse(w, r, http.StatusServiceUnavailable, down)
			return
		}
		who := chat.Author{Role: chat.RoleWorker, ID: s.ID, Name: s.Name}
		i := slices.IndexFunc(turns, func(t turn) bool { return t.id() == form.Get("wie") })
		if n, err := strconv.ParseInt(form.Get("beurt"), 10, 64); i < 0 || err != nil || n < 0 {
			a.refuse(w, r, http.StatusBadRequest, badForm)
			return
		}
		done := errors.New("nobody could have pressed that")
		if item := form.Get("boodschap"); item != "" {
			done = a.passedOn(r.Context(), turns[i], item, form.Get("doe"), who)
		} else if ev, ok := rang(turns[i], form.Get("doe"), form.Get("beurt"), who); ok {
			ev.Sent = a.Now()
			if _, done = handle(r.Context(), ev); done != nil {
				done = fmt.Errorf("handle: %w", chat.ErrDown)
			}
		}
		switch {
		case errors.Is(done, chat.ErrDown):
			a.refuse(w, r, http.StatusServiceUnavailable, down)
		case done != nil:
			a.refuse(w, r, http.StatusBadRequest, badForm)
		default:
			http.Redirect(w, r, "/bel/"+r.PathValue("token")+"#"+anchor(i), http.StatusSeeOther)
		}
	}
}

// rang is what a caller says of a member: how they are, or that nobody answered. Its
// id says on which turn of the round the page was drawn. False: nobody could have
// pressed that.
func rang(t turn, deed, drawn string, who chat.Author) (chat.Event, bool) {
	ev := chat.Event{
		ID:      fmt.Sprintf("telefoon:%s:%s:%s:%s", t.id(), who.ID, drawn, deed),
		Kind:    chat.CheckedIn,
		Subject: chat.Subject{Kind: chat.SubjectRound, ID: t.Round.ID},
		Ref:     t.Occurrence.Member,
		Author:  who,
	}
	switch deed {
	case pressWell:
		ev.Value = string(chat.StandWell)
	case pressNotWell:
		ev.Value = string(chat.StandNotWell)
	case pressMissed:
		ev.Kind, ev.Value = chat.Rang, chat.CallMissed
	default:
		return chat.Event{}, false
	}
	return ev, true
}

// passedOn writes down what became of words for the member. Words to somebody else
// cannot be pressed here.
func (a *Adapter) passedOn(ctx context.Context, t turn, item, deed string, who chat.Author) error {
	how := map[string]string{pressTold: chat.CallSpoken, pressMissed: chat.CallMissed}[deed]
	call, err := a.Calls.Call(ctx, item)
	switch {
	case errors.Is(err, chat.ErrUnknown):
		return err
	case err != nil:
		return fmt.Errorf("read a call: %w", chat.ErrDown)
	case how == "" || call.Member != t.Member.ID || strings.HasPrefix(call.Step, checkin):
		return errors.New("not a call of this list")
	}
	if err := a.Calls.CallDone(ctx, item, who, how, a.Now()); err != nil {
		return fmt.Errorf("write down how a call went: %w", chat.ErrDown)
	}
	return nil
}

func (t turn) id() string { return chat.OccurrenceID(t.Round.ID, t.Member.ID) }

// anchor is where the i-th call stands on the page.
func anchor(i int) string { return "bel" + strconv.Itoa(i+1) }

// callsView is what a caller's page is drawn from.
type callsView struct {
	Title, Reader, Day string
	Left               int // who is still to be rung
	Calls              []callView
}

// callView is one member to be rung.
type callView struct {
	Anchor, ID string
	Turn       int64
	Drill      bool
	Name, Full string
	Circle     string
	Access     string
	Phones     []number
	Ask        string // the question, as it was said
	Fine       string // what the button for an answer that needs nobody says
	Worse      string // ... for one that people are to know of
	Waits      bool   // it cannot be pressed yet
	State      string
	Todo       bool // is to be rung
	Changes    bool // was rung, and what was said of it can be changed
	Told       []toldView
}

// toldView are words to pass on.
type toldView struct {
	Item, From, Text, Choices string
	Missed                    bool
}

// list reads a caller's day.
func (a *Adapter) list(ctx context.Context, s chat.Session) (callsView, error) {
	now := a.Now()
	day, err := time.ParseInLocation(time.DateOnly, s.Chat, chat.Amsterdam)
	if err != nil {
		return callsView{}, errors.New("a list without a day")
	}
	v := callsView{Title: a.Title, Reader: s.Name, Day: dayWords(day)}
	turns, err := a.turns(ctx, s.ID, s.Chat)
	if err != nil || len(turns) == 0 {
		return v, err
	}
	var members []string
	for _, t := range turns {
		members = append(members, t.Member.ID)
	}
	items, err := a.Calls.Calls(ctx, members, day.AddDate(0, 0, -6))
	if err != nil {
		return v, err
	}
	shown := map[string]bool{} // whose words stand on the page already
	for i, t := range turns {
		c := callView{
			Anchor: anchor(i), ID: t.id(), Turn: t.Round.Turn, Drill: t.Drill, Access: t.Member.Access,
			Fine: labelFine, Worse: labelWorse,
			Name: cmp.Or(t.Member.Name, t.Member.Full, t.Member.Initials), Full: t.Member.Full,
		}
		if c.Full == c.Name {
			c.Full = ""
		}
		c.State, c.Todo, c.Changes = standing(t.Occurrence, now)
		for n, written := range t.Member.Phones {
			c.Phones = append(c.Phones, dialled([]string{"Bel", "Ander nummer"}[min(n, 1)], written))
		}
		for _, item := range items {
			switch {
			case item.Member != t.Member.ID:
			case item.Step == checkin+t.Round.ID:
				c.Ask = item.Text
				if t.Round.Talk && len(item.Labels) == 2 {
					c.Fine, c.Worse = item.Labels[0], item.Labels[1]
				}
			case item.Done.IsZero() && !shown[item.Member] && !strings.HasPrefix(item.Step, checkin):
				c.Told = append(c.Told, toldView{Item: item.ID, From: item.Speaker.Name, Text: item.Text, Choices: strings.Join(item.Labels, ", "), Missed: item.How == chat.CallMissed})
			}
		}
		if t.Round.Talk {
			c.State, c.Todo, c.Changes = talked(t.Occurrence, now, c.Fine, c.Worse)
		}
		if c.Todo {
			v.Left++
		}
		c.Waits = t.Round.Talk && c.Todo && t.Early.After(now)
		shown[t.Member.ID] = true
		v.Calls = append(v.Calls, c)
	}
	return v, nil
}

// What stands on the buttons of a call, where the question has no answers of its own.
const (
	labelFine  = "Gesproken, gaat goed"
	labelWorse = "Niet zo goed"
)

// talked is standing of a turn in which a programme asks how it goes: nobody is missed
// there, and who was not reached is left to the team. fine and worse are what stands on
// the buttons: who pressed reads which of them it was, and can still say that it does not
// go so well.
func talked(o chat.Occurrence, now time.Time, fine, worse string) (words string, todo, changes bool) {
	switch o.Stand {
	case chat.StandPlanned, chat.StandAsked:
		text, _, _ := standing(o, now)
		if n := len(o.Log); n > 0 && o.Log[n-1].How == chat.CallMissed {
			text = "Om " + clock(o.Log[n-1].At) + " niet bereikt. " + text
		}
		return text, true, false
	case chat.StandAnswered, chat.StandWell:
		pressed := ""
		if n := len(o.Log); n > 0 {
			pressed = o.Log[n-1].How
		}
		switch pressed {
		case string(chat.StandWell):
			return spoken(fine) + by(o) + ".", false, true
		case string(chat.StandNotWell):
			return spoken(worse) + by(o) + ". Er is een melding gemaakt.", false, false
		}
		return "Gesproken" + by(o) + ".", false, false
	case chat.StandPaused:
		return standing(o, now)
	}
	return "Niet gesproken. Het team belt zelf nog eens.", false, false
}

// spoken is what was pressed about somebody who was spoken to.
func spoken(label string) string {
	if label == labelFine || label == labelWorse {
		return label
	}
	return "Gesproken: " + label
}

// by is who moved the turn last, and when.
func by(o chat.Occurrence) string {
	if n := len(o.Log); n > 0 && o.Log[n-1].By.Name != "" {
		return " (" + o.Log[n-1].By.Name + ", " + clock(o.Log[n-1].At) + ")"
	}
	return ""
}

// standing is how a turn stands for whoever rings, whether they are to be rung, and
// whether what was said can still be changed: nothing that people took up can.
func standing(o chat.Occurrence, now time.Time) (words string, todo, changes bool) {
	said := by(o)
	switch o.Stand {
	case chat.StandPlanned, chat.StandAsked:
		if o.At.After(now) {
			return "Bel vanaf " + clock(o.At) + ".", true, false
		}
		return "Bel vóór " + clock(o.Due) + ".", true, false
	case chat.StandWell:
		return "Gesproken, gaat goed" + said + ".", false, true
	case chat.StandNotWell:
		return "Niet zo goed" + said + ". Er is een melding gemaakt.", false, false
	case chat.StandPaused:
		return "Is afgemeld. Je hoeft niet te bellen.", false, false
	case chat.StandDropped:
		return "Doet niet meer mee.", false, false
	case chat.StandResolved:
		return "Afgehandeld" + said + ".", false, false
	case chat.StandWith, chat.StandContact, chat.StandAccepted:
		return "Er is een melding, en iemand is ermee bezig.", true, false
	default:
		return "Nog niet gesproken. Er is een melding gemaakt.", true, false
	}
}
