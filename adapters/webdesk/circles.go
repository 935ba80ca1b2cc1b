package webdesk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// mostAlarms is how many alarms about members a page shows with all that helps to
// reach them; of more it says where they stand.
const mostAlarms = 30

// circlesView is what the page of circles shows: what somebody must look at, how today
// goes, and who is on duty.
type circlesView struct {
	shown
	Alone   bool // one alarm alone
	Today   string
	Short   string // all of it in one line
	Alarms  []missedView
	More    []linkView // alarms that are on a page of their own only
	Days    []circleDayView
	Callers []callersDay
	Duty    []dutyView
	Empty   []string // where nobody is on duty tomorrow
}

type linkView struct{ To, Label string }

// circleDayView is one circle's one day.
type circleDayView struct {
	Round, Title, Short string
	Open, Drill         bool
	Turns               []turnView
	Soft                []softView // who is worth a look, and no alarm
	NoDrill             bool       // there was none for a month
}

// softView is a member who is worth a look.
type softView struct{ Member, Name, About string }

// turnView is one member's turn in it.
type turnView struct {
	Member, Name, Stand, About string
	Alarmed, Well              bool
}

// dutyView is who is on duty for a circle on the next days.
type dutyView struct {
	Title string
	Days  []dutyDay
}

type dutyDay struct {
	Name, On string
	Empty    bool
}

// showCircles draws the page of circles; with ?melding= one alarm alone.
func (d *Desk) showCircles(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := circlesView{shown: d.about(who)}
		if err := d.fillCircles(r.Context(), &v, r.URL.Query().Get("melding")); err != nil {
			return "down.html", v.shown
		}
		return "belcirkels.html", v
	})
}

func (d *Desk) fillCircles(ctx context.Context, v *circlesView, only string) error {
	now := d.now()
	today := dayOf(now)
	v.Today = adapters.DayInWords(today)
	if err := d.fillAlarms(ctx, v, only, now); err != nil {
		return err
	}
	if v.Alone = only != ""; v.Alone {
		return nil
	}
	days, err := d.circles.CircleDays(ctx, today)
	if err != nil {
		return err
	}
	programmes := d.known()
	for _, day := range days {
		if day.Broadcast != nil { // on a page of its own
			continue
		}
		one := circleDayOf(day, programmes)
		soft, err := adapters.LookSoftly(ctx, d.circles, day.Programme, day.Circle, day.Members, now)
		if err == nil {
			one.Soft = softly(soft)
			one.NoDrill, err = adapters.NoDrill(ctx, d.circles, day.Programme, day.Circle, now)
		}
		if err != nil {
			return err
		}
		v.Days = append(v.Days, one)
	}
	asked := len(v.Days)
	if err := d.fillResting(ctx, v, programmes, today); err != nil {
		return err
	}
	if err := d.fillCallers(ctx, v, now); err != nil {
		return err
	}
	v.fillDuty(programmes)
	v.Short = adapters.Counted(asked, "cirkel vandaag", "cirkels vandaag") + " · " + adapters.Counted(len(v.Alarms)+len(v.More), "melding", "meldingen")
	return nil
}

// fillResting adds the circles that have members and ask nobody today: a drill can be
// held on any day.
func (d *Desk) fillResting(ctx context.Context, v *circlesView, programmes []adapters.Programme, today string) error {
	all, err := d.circles.Enrolled(ctx, "", "")
	if err != nil {
		return err
	}
	for _, p := range programmes {
		for _, c := range p.Circles {
			id := chat.RoundID(p.Name, c.Name, today, p.Slot)
			there := slices.ContainsFunc(all, func(m chat.Member) bool { return m.Programme == p.Name && m.Circle == c.Name })
			if len(c.Duty) == 0 || !there || slices.ContainsFunc(v.Days, func(day circleDayView) bool { return day.Round == id }) {
				continue
			}
			v.Days = append(v.Days, circleDayView{Round: id, Title: circleTitle(programmes, p.Name, c.Name), Short: restingWords})
		}
	}
	return nil
}

// restingWords stand where a circle asks nobody today.
const restingWords = "Vandaag wordt er niets gevraagd."

// fillAlarms reads what stands open about members. Those that a combined alarm names
// stand with it.
func (d *Desk) fillAlarms(ctx context.Context, v *circlesView, only string, now time.Time) error {
	alarms, err := d.record.Alarms(ctx)
	if err != nil {
		return err
	}
	open := map[string]bool{}
	for _, a := range alarms {
		open[a.ID] = a.Cause == chat.CauseMany
	}
	alarms = slices.DeleteFunc(alarms, func(a chat.Alarm) bool {
		switch {
		case a.Cause.Arranges():
			return only != "" && a.ID != only
		case a.Check == nil || a.Armed(now):
			return true
		case only != "":
			return a.ID != only
		}
		return open[a.Check.Within]
	})
	for i, a := range alarms {
		if i >= mostAlarms {
			v.More = append(v.More, linkView{alarmPage(a.ID), adapters.AlarmInWords(a) + ": " + cmp.Or(a.Alias, "zonder naam")})
			continue
		}
		m, err := d.missed(ctx, a, now)
		if err != nil {
			return err
		}
		v.Alarms = append(v.Alarms, m)
	}
	return nil
}

// missed reads an alarm with its members. One whose members nobody knows any more is
// shown as it stands in the list.
func (d *Desk) missed(ctx context.Context, a chat.Alarm, now time.Time) (missedView, error) {
	page := chat.MissedPage{Alarm: a}
	if a.Check != nil {
		read, err := d.circles.Missed(ctx, a.ID)
		switch {
		case err == nil:
			page = read
		case !errors.Is(err, chat.ErrUnknown):
			return missedView{}, err
		}
	}
	m := missedOf(page, now)
	if len(page.Members) == 1 {
		turns, err := d.circles.Weeks(ctx, page.Members[0].ID, weekBegin(now).AddDate(0, 0, -7*weeksShown))
		if err != nil {
			return missedView{}, err
		}
		picture := weeks(turns, now)
		m.Weeks = &picture
	}
	return m, nil
}

// circleDayOf is how a circle's day is shown.
func circleDayOf(day chat.CircleDay, programmes []adapters.Programme) circleDayView {
	t := adapters.Tallied(day)
	v := circleDayView{Round: day.ID, Title: circleTitle(programmes, day.Programme, day.Circle), Short: t.InShort(), Open: day.Open(), Drill: t.Drill}
	switch {
	case t.All == 0: // a drill was held
		v.Short = restingWords
	case !day.RoundAt.IsZero():
		v.Short += " · cirkel rond " + adapters.TimeInWords(day.RoundAt)
	case t.All > 0 && len(t.Waiting)+len(t.Alarmed) == 0:
		v.Short += " · cirkel rond"
	}
	for _, o := range day.Occurrences {
		if o.Stand == chat.StandDropped {
			continue
		}
		m := adapters.MemberOf(day.Members, o.Member)
		turn := turnView{
			Member: m.ID, Name: called(m), Stand: adapters.TurnInWords(o),
			Alarmed: o.Stand.Alarmed(), Well: o.Stand == chat.StandWell, About: turnInWords(o),
		}
		v.Turns = append(v.Turns, turn)
	}
	// Who somebody must look at stands first; all others as in the circle.
	slices.SortStableFunc(v.Turns, func(a, b turnView) int { return order(b.Alarmed) - order(a.Alarmed) })
	return v
}

func softly(all []adapters.Soft) (views []softView) {
	for _, s := range all {
		views = append(views, softView{s.Member.ID, called(s.Member), strings.Join(s.Words, " ")})
	}
	return views
}

// called is how the desk calls a member.
func called(m chat.Member) string { return cmp.Or(m.Name, m.Initials, "iemand (gewist)") }

func order(first bool) int {
	if first {
		return 1
	}
	return 0
}

// turnInWords is what is known of a turn besides how far it is.
func turnInWords(o chat.Occurrence) string {
	switch {
	case o.Stand.Alarmed() && len(o.Log) > 0:
		last := o.Log[len(o.Log)-1]
		return "sinds " + adapters.TimeInWords(last.At) + by(last)
	case (o.Stand == chat.StandWell || o.Stand == chat.StandResolved) && len(o.Log) > 0 && o.Log[len(o.Log)-1].By.Name != "":
		last := o.Log[len(o.Log)-1]
		return "om " + adapters.TimeInWords(last.At) + by(last)
	case !o.Heard.IsZero():
		return "om " + adapters.TimeInWords(o.Heard)
	case o.Stand == chat.StandPlanned && !o.At.IsZero():
		return "om " + adapters.TimeInWords(o.At)
	case o.Stand == chat.StandAsked && o.Asked > 1 && !o.Phone:
		return adapters.Counted(o.Asked, "keer", "keer")
	}
	return ""
}

// by says which human did it; empty where none did.
func by(m chat.Moved) string {
	if m.By.Role != chat.RoleWorker || m.By.Name == "" {
		return ""
	}
	return ", " + m.By.Name
}

func (v *circlesView) fillDuty(programmes []adapters.Programme) {
	for _, p := range programmes {
		for _, c := range p.Circles {
			if len(c.Duty) == 0 {
				continue
			}
			row := dutyView{Title: circleTitle(programmes, p.Name, c.Name)}
			for i, day := range c.Duty {
				on := dutyDay{Name: adapters.DayInWords(day.Day), Empty: day.Empty()}
				switch {
				case day.Rest:
					on.On = "vraagt niemand"
				case on.Empty:
					on.On = "niemand"
				default:
					on.On = adapters.Row(day.On)
				}
				if i == 1 && on.Empty {
					v.Empty = append(v.Empty, row.Title)
				}
				row.Days = append(row.Days, on)
			}
			v.Duty = append(v.Duty, row)
		}
	}
}

// circleTitle is how a circle is called: "Belcirkel Noord".
func circleTitle(programmes []adapters.Programme, programme, circle string) string {
	for _, p := range programmes {
		for _, c := range p.Circles {
			if p.Name == programme && c.Name == circle {
				return adapters.Headed(cmp.Or(c.Label, c.Name))
			}
		}
	}
	return programme + ", " + circle
}

// known are the programmes as they are now.
func (d *Desk) known() []adapters.Programme {
	if d.programmes == nil {
		return nil
	}
	return d.programmes()
}

// dayOf is the local day of a moment, as 2026-11-22.
func dayOf(t time.Time) string { return t.In(chat.Amsterdam).Format(chat.DateLayout) }
