package adapters

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// Board is the read-only view of what desks show at a glance. Storage implements
// it; main hands it to a desk in its Config. Safe for concurrent use.
type Board interface {
	// Standing is the Record's Queue, each item with the thread in which it stands
	// at a desk of this adapter, and its open overleggen with theirs.
	Standing(ctx context.Context, adapter string) ([]chat.Item, error)
	// Alarms lists the open alarms, most urgent first, then oldest.
	Alarms(ctx context.Context) ([]chat.Alarm, error)
	// Away lists who is away at this time, by name.
	Away(ctx context.Context, at time.Time) ([]chat.Absence, error)
	// FollowUps lists what somebody is to look after by then, the oldest first.
	FollowUps(ctx context.Context, until time.Time) ([]chat.FollowUp, error)
	// Heard counts the lines that people wrote since then, by open conversation.
	Heard(ctx context.Context, since time.Time) (map[string]int, error)
	// Mark changes whenever any of this did. The conversation is "".
	Mark(ctx context.Context, conversation string) (string, error)
}

// Team is a team as its desks know it, at this moment.
type Team struct {
	Name, Label string
	Channel     string    // the Chat of its pushed desk; empty: the web desk alone
	Open        bool      // it has its opening hours
	Opens       time.Time // when it next opens; zero where it is open, or does not within four weeks
	Backup      bool      // somebody is called when nobody is on shift
	Night       time.Time // since when nobody was there before today
	Today       time.Time // when today ends

	Places map[string]string // where it meets people, by what an appointment calls it
}

// Glance is what one worker sees at a glance.
type Glance struct {
	At      time.Time
	Teams   []Team            // whose desk the worker is at
	Mine    []chat.Item       // whom the worker has, who waits longest first
	Waiting []chat.Item       // of these teams, as they come in the queue
	Others  int               // how many their colleagues have
	Overleg []Aside           // that are open and concern the worker: those in which they are named first, then the oldest
	Alarms  []chat.Alarm      // about these teams' conversations and circles, and those that are everybody's
	Away    []chat.Absence    // colleagues
	Self    time.Time         // until when the worker is away; zero: they are there
	Labels  map[string]string // of all teams, by name; empty where the worker is of one team
}

// Aside is an overleg in a list, and about whom it is.
type Aside struct {
	chat.Consult
	Name  string       // "Sam · blauwe vos"
	Named bool         // the worker is asked by name
	At    chat.Address // its thread, where the worker is; zero: it stands nowhere there
}

// Look reads what a worker with this id sees at a glance, at a desk of the adapter.
// all are all teams; whatever belongs to none of them belongs to the first. at tells
// at whose desk the worker is.
func Look(ctx context.Context, b Board, adapter, worker string, all []Team, at func(Team) bool, now time.Time) (Glance, error) {
	items, err := b.Standing(ctx, adapter)
	if err != nil {
		return Glance{}, err
	}
	alarms, err := b.Alarms(ctx)
	if err != nil {
		return Glance{}, err
	}
	away, err := b.Away(ctx, now)
	return Glanced(items, alarms, away, worker, all, at, now), err
}

// Glanced is what Look makes of what it read.
func Glanced(items []chat.Item, alarms []chat.Alarm, away []chat.Absence, worker string, all []Team, at func(Team) bool, now time.Time) Glance {
	g := Glance{At: now, Labels: map[string]string{}}
	mine := map[string]bool{}
	for _, t := range all {
		g.Labels[t.Name] = t.Label
		if at(t) {
			g.Teams, mine[t.Name] = append(g.Teams, t), true
		}
	}
	if len(g.Teams) < 2 {
		clear(g.Labels)
	}
	for _, i := range items {
		switch {
		case i.State == chat.Talking && i.Worker.ID == worker:
			g.Mine = append(g.Mine, i)
		case !mine[teamOf(all, i.Team)]:
		case i.State == chat.Waiting:
			g.Waiting = append(g.Waiting, i)
		case i.State == chat.Talking:
			g.Others++
		}
	}
	g.aside(items, worker, all, mine)
	slices.SortStableFunc(g.Mine, func(a, b chat.Item) int { return min(1, b.Unread) - min(1, a.Unread) })
	for _, a := range alarms {
		if !a.Armed(now) && (!ofTeam(a) || mine[teamOf(all, a.Team)]) {
			g.Alarms = append(g.Alarms, a)
		}
	}
	for _, x := range away {
		if x.Worker.ID == worker {
			g.Self = x.Until
		} else {
			g.Away = append(g.Away, x)
		}
	}
	return g
}

// aside lists the overleggen that the worker asked for, is asked into by name, or
// that their team is.
func (g *Glance) aside(items []chat.Item, worker string, all []Team, mine map[string]bool) {
	for _, i := range items {
		for _, k := range i.Consults {
			a := Aside{Consult: k, Name: i.Name, Named: k.Invites(worker)}
			team := slices.ContainsFunc(k.Teams, func(t string) bool { return mine[teamOf(all, t)] })
			if !a.Named && !team && k.By.ID != worker {
				continue
			}
			for _, at := range i.Asides[k.ID] {
				if slices.ContainsFunc(g.Teams, func(t Team) bool { return t.Channel == at.Chat }) {
					a.At = at
					break
				}
			}
			g.Overleg = append(g.Overleg, a)
		}
	}
	slices.SortStableFunc(g.Overleg, func(a, b Aside) int {
		if a.Named != b.Named {
			return map[bool]int{true: -1, false: 1}[a.Named]
		}
		return a.Since.Compare(b.Since)
	})
}

// InShort is how the desk stands, in one line: the same on every desk.
func (g Glance) InShort() string {
	urgent := 0
	for _, i := range g.Waiting {
		if i.Urgency >= chat.Urgent {
			urgent++
		}
	}
	waiting := Counted(len(g.Waiting), "wacht", "wachten")
	if urgent > 0 {
		waiting += " (waarvan " + strconv.Itoa(urgent) + " met spoed)"
	}
	parts := []string{
		waiting, Counted(len(g.Mine), "is van jou", "zijn van jou"), Counted(g.Others, "is van een collega", "zijn van collega’s"),
		Counted(len(g.Alarms), "melding", "meldingen"),
	}
	var away []string
	for _, x := range g.Away {
		away = append(away, x.Worker.Name)
	}
	if len(away) > 0 {
		parts = append(parts, "weg: "+strings.Join(away, ", "))
	}
	return strings.Join(parts, middot)
}

// Counted is how many of something there are, in words for one and for more.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// ofTeam tells whether the alarm is one team's: about a talk, or about a circle. All
// others are everybody's.
func ofTeam(a chat.Alarm) bool {
	switch a.About.Kind {
	case chat.SubjectConversation, chat.SubjectOccurrence, chat.SubjectRound:
		return true
	}
	return false
}

// Whose tells of a team's name whether what belongs to it is this team's.
func Whose(all []Team, team string) func(name string) bool {
	return func(name string) bool { return teamOf(all, name) == team }
}

// teamOf is the name of the team that something belongs to.
func teamOf(all []Team, name string) string {
	if len(all) > 0 && !slices.ContainsFunc(all, func(t Team) bool { return t.Name == name }) {
		return all[0].Name
	}
	return name
}

// FollowUpInWords is who rounded the talk off, and what was agreed.
func FollowUpInWords(f chat.FollowUp) string {
	words := "afgerond door " + cmp.Or(f.Worker.Name, "een collega")
	if f.Promise == "" {
		return words
	}
	const most = 200 // characters
	agreed := []rune(f.Promise)
	if len(agreed) > most {
		agreed = append(agreed[:most:most], '…')
	}
	return words + ". Afgesproken: " + string(agreed)
}

// Morning is what a team finds when its day begins.
type Morning struct {
	Team    Team
	At      time.Time
	Waiting []chat.Item             // who waits for somebody, as they come in the queue
	Live    []chat.Item             // whom workers have, who was claimed first first
	Wrote   int                     // how many people wrote in the night
	Words   []Words                 // those of them whose words nobody answered
	New     []chat.Item             // registered in the night, and waiting
	Alarms  []chat.Alarm            // that stand open about them and their circles, and those that are everybody's
	Threads map[string]chat.Address // of all of them, by conversation: where they stand at the desk

	FollowUps []chat.FollowUp // that are due
	Meets     []chat.Booked   // whom the team meets today, by the time
}

// Diary is a Board that knows whom teams meet.
type Diary interface {
	// Appointments lists the team's appointments that begin in this time, in their order.
	Appointments(ctx context.Context, team string, from, to time.Time) ([]chat.Booked, error)
}

// InShort is the morning in one line: the same on every desk.
func (m Morning) InShort() string {
	if len(m.Waiting)+len(m.Live)+len(m.Alarms)+len(m.FollowUps)+len(m.Meets)+m.Wrote == 0 {
		return "Goedemorgen. Er staat niets open."
	}
	parts := []string{
		Counted(len(m.Waiting), "wacht op iemand", "wachten op iemand"), Counted(len(m.Live), "heeft iemand", "hebben iemand"),
		Counted(m.Wrote, "schreef vannacht", "schreven vannacht"), Counted(len(m.Alarms), "melding", "meldingen"),
	}
	if len(m.Meets) > 0 {
		parts = append(parts, Counted(len(m.Meets), "afspraak", "afspraken"))
	}
	if len(m.New) > 0 {
		parts = append(parts, Counted(len(m.New), "nieuwe aanmelding", "nieuwe aanmeldingen"))
	}
	return "Goedemorgen. " + strings.Join(parts, middot)
}

// Words is how much somebody wrote.
type Words struct {
	chat.Item
	N int // lines
}

// Begin reads what the team with this name finds, at a desk of the adapter. False:
// there is no such team.
func Begin(ctx context.Context, b Board, adapter, name string, all []Team, now time.Time) (Morning, bool, error) {
	i := slices.IndexFunc(all, func(t Team) bool { return t.Name == name })
	if i < 0 {
		return Morning{}, false, nil
	}
	m := Morning{Team: all[i], At: now, Threads: map[string]chat.Address{}}
	items, err := b.Standing(ctx, adapter)
	if err != nil {
		return m, true, err
	}
	heard, err := b.Heard(ctx, m.Team.Night)
	if err != nil {
		return m, true, err
	}
	for _, item := range items {
		if teamOf(all, item.Team) != name {
			continue
		}
		m.Threads[item.ID] = item.Thread
		switch item.State {
		case chat.Waiting:
			m.Waiting = append(m.Waiting, item)
			if item.Adapter == chat.Registry && !item.Since.Before(m.Team.Night) {
				m.New = append(m.New, item)
			}
		case chat.Talking:
			m.Live = append(m.Live, item)
		}
		if n := heard[item.ID]; n > 0 {
			m.Wrote++
			if item.Unread > 0 {
				m.Words = append(m.Words, Words{item, n})
			}
		}
	}
	slices.SortStableFunc(m.Live, func(a, b chat.Item) int { return a.Since.Compare(b.Since) })
	alarms, err := b.Alarms(ctx)
	if err != nil {
		return m, true, err
	}
	for _, a := range alarms {
		if !a.Armed(now) && (!ofTeam(a) || teamOf(all, a.Team) == name) {
			m.Alarms = append(m.Alarms, a)
		}
	}
	if diary, knows := b.(Diary); knows {
		if m.Meets, err = diary.Appointments(ctx, name, now, m.Team.Today); err != nil {
			return m, true, err
		}
	}
	follow, err := b.FollowUps(ctx, m.Team.Today)
	for _, f := range follow {
		if teamOf(all, f.Team) == name {
			m.FollowUps = append(m.FollowUps, f)
		}
	}
	return m, true, err
}

// Alias is what of a person's name may stay where others read it later: without
// the name that the person chose.
func Alias(name string) string {
	if i := strings.LastIndex(name, middot); i >= 0 {
		return name[i+len(middot):]
	}
	return name
}

const middot = " · "

// AlarmInWords is why this alarm stands open, for workers. One about a member says how
// they stand, which is more than that it is late; and a drill says that it is one.
func AlarmInWords(a chat.Alarm) string {
	words := CauseInWords(a.Cause)
	if a.Check == nil {
		return words
	}
	switch a.Check.What {
	case chat.StandNotWell, chat.StandSign, chat.StandUnreachable, chat.StandNotAsked:
		if words = StandInWords(a.Check.What); a.Cause == chat.CauseMany {
			words = "velen: " + words
		}
		words = Headed(words)
	}
	if a.Check.Drill {
		words = Drill + middot + words
	}
	return words
}

// MeetInWords is one of the Meets, besides with whom it is: "14.45 uur, Samen wandelen
// (komt)". A place that is no more goes by what it was called.
func (m Morning) MeetInWords(a chat.Booked) string {
	words := a.Start.In(chat.Amsterdam).Format("15.04") + " uur, " + cmp.Or(m.Team.Places[a.Place], a.Place)
	if a.Sure {
		words += " (komt)"
	}
	return words
}
