package turn

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// What somebody chooses who makes an appointment, or has one. A value is one of these
// words with all that it needs behind it: a button of an appointment that is no more
// changes no other.
const (
	bookPlace  = "plek" // plek|place
	bookTime   = "tijd" // tijd|place|start
	bookMore   = "meer" // meer|place|page
	bookNone   = "geen" // no time suits: people look for one
	bookNot    = "niet" // no appointment after all
	bookKeep   = "laat" // laat|start, and so are those below: of the appointment that they have
	bookCome   = "komt" //
	bookMove   = "verzet"
	bookCancel = "af"
	moveTime   = "naar"   // naar|start|new start
	moveMore   = "verder" // verder|start|page
)

// startLayout is how a value names the beginning of an appointment.
const startLayout = "200601021504"

func valueOf(parts ...string) string { return strings.Join(parts, "|") }

func startOf(at time.Time) string { return at.In(flows.Amsterdam).Format(startLayout) }

// Booked is what came of a choice about an appointment.
type Booked int

const (
	BookAsks    Booked = iota // something is asked: Ask and Values
	BookStands                // there is an appointment, and all was said
	BookNowhere               // there is none, as they want it
	BookPeople                // people look for a time; nothing was said
)

// Meeting is what follows: what is asked next, or how it ended.
type Meeting struct {
	Booked
	Ask    string
	Values []string
	Place  string // BookStands: the key of the place
}

// Meet begins an appointment with the team, or asks what shall become of the one that
// the person has.
func (t *Turn) Meet(team string) Meeting {
	if t.C.Kept.Appointment.Coming(t.Now()) {
		return t.have(flows.TextBookHave, bookMove, bookCancel, bookKeep)
	}
	cal := t.Book.Calendar(team)
	if cal == nil {
		return Meeting{Booked: BookPeople}
	}
	places := cal.Offered(Private(*t.C))
	switch len(places) {
	case 0:
		return Meeting{Booked: BookPeople}
	case 1:
		return t.times(team, places[0].Name, 0, "")
	}
	m := Meeting{Ask: t.Text(flows.TextBookWhere)}
	for _, p := range places {
		m.Values = append(m.Values, valueOf(bookPlace, p.Name))
	}
	m.Values = append(m.Values, bookNot)
	return m
}

// have asks about the appointment that the person has.
func (t *Turn) have(text flows.TextID, verbs ...string) Meeting {
	a := t.C.Kept.Appointment
	when := t.Book.MeetAt(a.Start, t.C.Lang, t.C.Form)
	if text == flows.TextBookRemind {
		when = t.Book.MeetSoon(a.Start, t.Now(), t.C.Lang, t.C.Form)
	}
	m := Meeting{Ask: t.Text(text, "team", t.Called(t.Book.Team(a.Team)), "wanneer", when, "waar", t.Book.MeetWhere(a.Team, a.Place, t.C.Lang))}
	for _, verb := range verbs {
		m.Values = append(m.Values, valueOf(verb, startOf(a.Start)))
	}
	return m
}

// times asks which of the team's next times suits. moving is the beginning of the
// appointment that is moved; empty: of none.
func (t *Turn) times(team, place string, page int, moving string) Meeting {
	cal := t.Book.Calendar(team)
	if cal == nil {
		return Meeting{Booked: BookPeople}
	}
	shown, more := t.Book.Page(cal, page, t.Now(), t.taken(team))
	if len(shown) == 0 {
		return Meeting{Booked: BookPeople}
	}
	pick, next, of, out := bookTime, bookMore, place, bookNot
	if moving != "" {
		pick, next, of, out = moveTime, moveMore, moving, valueOf(bookKeep, moving)
	}
	m := Meeting{Ask: t.Text(flows.TextBookWhen)}
	for _, s := range shown {
		m.Values = append(m.Values, valueOf(pick, of, startOf(s.Start)))
	}
	if more {
		m.Values = append(m.Values, valueOf(next, of, strconv.Itoa(page+1)))
	}
	m.Values = append(m.Values, bookNone, out)
	return m
}

// taken are the slots of the team that somebody has. Where they were not read the
// decision is made again with them. Nobody moves an appointment to when it is already.
func (t *Turn) taken(team string) []chat.Slot {
	slots, read := t.F.Taken[team]
	if !read {
		t.d.Lacks = team
	}
	cal, a := t.Book.Calendar(team), t.C.Kept.Appointment
	if cal == nil || a.Team != team || !a.Coming(t.Now()) {
		return slots
	}
	slots = slices.Clone(slots)
	for range cal.Most {
		slots = append(slots, a.Slot)
	}
	return slots
}

// MeetChoices are the choices of these values, as the person reads them.
func (t *Turn) MeetChoices(team string, values []string) []chat.Choice {
	all := make([]chat.Choice, len(values))
	for i, v := range values {
		all[i] = chat.Choice{Value: v, Label: t.MeetLabel(team, v, t.C.Lang)}
	}
	return all
}

// MeetLabel is how a value reads in a language.
func (t *Turn) MeetLabel(team, value, lang string) string {
	part := append(strings.Split(value, "|"), "", "")
	say := func(id flows.TextID) string { return t.Book.Say(id, lang, t.C.Form) }
	switch part[0] {
	case bookPlace:
		if cal := t.Book.Calendar(team); cal != nil && cal.Place(part[1]) != nil {
			return t.Book.Translate(lang, "", cal.Place(part[1]).Label)
		}
	case bookTime, moveTime:
		if at, err := time.ParseInLocation(startLayout, part[2], flows.Amsterdam); err == nil {
			return flows.Sentence(t.Book.MeetAt(at, lang, t.C.Form))
		}
	case bookMore, moveMore:
		return say(flows.TextBookMore)
	case bookNone:
		return say(flows.TextBookNone)
	case bookNot:
		return say(flows.TextBookNot)
	case bookKeep:
		return say(flows.TextBookKeep)
	case bookCome:
		return say(flows.TextBookCome)
	case bookMove:
		return say(flows.TextBookMove)
	case bookCancel:
		return say(flows.TextBookCancel)
	}
	return value
}

// Choose takes a value that was offered about an appointment with the team, says what
// there is to say, and tells what follows.
func (t *Turn) Choose(team, value string) Meeting {
	part := append(strings.Split(value, "|"), "", "")
	page, _ := strconv.Atoi(part[2])
	switch part[0] {
	case bookPlace:
		return t.times(team, part[1], 0, "")
	case bookMore:
		return t.times(team, part[1], page, "")
	case bookTime:
		return t.book(team, part[1], part[2])
	case bookNone:
		return Meeting{Booked: BookPeople}
	case bookNot:
		return Meeting{Booked: BookNowhere}
	}
	a := t.C.Kept.Appointment
	if !a.Coming(t.Now()) || startOf(a.Start) != part[1] {
		t.Tell(chat.Prompt, t.Text(flows.TextBookPast))
		return Meeting{Booked: BookNowhere}
	}
	switch part[0] {
	case bookMove:
		return t.times(a.Team, a.Place, 0, part[1])
	case moveMore:
		return t.times(a.Team, a.Place, page, part[1])
	case moveTime:
		return t.move(part[1], part[2])
	case bookCancel:
		t.CallOff()
		t.Tell(chat.Prompt, t.Text(flows.TextBookCancelled))
		t.noticed("cancelled", "Zei een afspraak af: ", a)
		return Meeting{Booked: BookNowhere}
	case bookCome:
		t.C.Kept.Appointment.Sure = true
		t.Mark(t.C.Name() + " komt: " + t.AppointmentWords() + ".")
		t.Tell(chat.Prompt, t.Text(flows.TextBookComing))
		return Meeting{Booked: BookStands, Place: a.Place}
	}
	t.Tell(chat.Prompt, t.Text(flows.TextBookComing))
	return Meeting{Booked: BookStands, Place: a.Place}
}

// slot is the slot that begins then, where it is still free.
func (t *Turn) slot(team, start string) (chat.Slot, bool) {
	at, err := time.ParseInLocation(startLayout, start, flows.Amsterdam)
	cal := t.Book.Calendar(team)
	if err != nil || cal == nil {
		return chat.Slot{}, false
	}
	return t.Book.FreeAt(cal, at, t.Now(), t.taken(team))
}

// book makes the appointment. Whoever chose a time that somebody else got first is
// told so, and offered others.
func (t *Turn) book(team, place, start string) Meeting {
	slot, free := t.slot(team, start)
	if !free {
		t.Say(t.Text(flows.TextBookTaken))
		return t.times(team, place, 0, "")
	}
	a := chat.Appointment{ID: t.Key(), Team: team, Place: place, Slot: slot, Quiet: Private(*t.C), Lang: t.C.Lang, Form: t.C.Form}
	t.agree(a)
	a = t.C.Kept.Appointment
	text := t.agreed(flows.TextBooked, a) + " " + t.Text(flows.TextBookedWord)
	if a.NextAt.Before(a.Start) && t.F.CanReach && !a.Quiet {
		text += " " + t.Text(flows.TextBookedRemind)
	}
	t.Tell(chat.Prompt, text)
	t.noticed("booked", "Maakte een afspraak: ", a)
	return Meeting{Booked: BookStands, Place: place}
}

// move moves the appointment that the person has.
func (t *Turn) move(from, start string) Meeting {
	a := t.C.Kept.Appointment
	slot, free := t.slot(a.Team, start)
	if !free {
		t.Say(t.Text(flows.TextBookTaken))
		return t.times(a.Team, a.Place, 0, from)
	}
	a.Slot, a.Sure = slot, false
	t.agree(a)
	t.Tell(chat.Prompt, t.agreed(flows.TextBookMoved, t.C.Kept.Appointment))
	t.noticed("moved", "Verzette een afspraak naar: ", t.C.Kept.Appointment)
	return Meeting{Booked: BookStands, Place: a.Place}
}

// agree keeps the appointment, with what is due of it next: the reminder, or where
// nothing is written to the person by itself or it is too late for one, that it is over.
func (t *Turn) agree(a chat.Appointment) {
	a.NextAt = a.End
	if cal := t.Book.Calendar(a.Team); cal != nil {
		if remind := cal.RemindAt(a.Slot, t.Now()); !remind.IsZero() {
			a.NextAt = remind
		}
	}
	t.C.Kept.Appointment = a
}

func (t *Turn) agreed(id flows.TextID, a chat.Appointment) string {
	return t.Text(id, "wanneer", t.Book.MeetAt(a.Start, t.C.Lang, t.C.Form), "waar", t.Book.MeetWhere(a.Team, a.Place, t.C.Lang))
}

// CallOff lets the appointment go: somebody else can have the time.
func (t *Turn) CallOff() {
	t.C.Kept.Appointment, t.C.Choosing = chat.Appointment{}, nil
	if t.C.Pending == Booking {
		t.C.Pending = ""
	}
}

// AppointmentWords is the person's appointment as the desk reads it; empty where they
// have none that is to come.
func (t *Turn) AppointmentWords() string {
	if a := t.C.Kept.Appointment; a.Coming(t.Now()) {
		return t.deskWords(a)
	}
	return ""
}

func (t *Turn) deskWords(a chat.Appointment) string {
	lang := t.Book.Organisation.Language
	words := t.Book.MeetAt(a.Start, lang, "je") + ", " + t.Book.MeetWhere(a.Team, a.Place, lang)
	if a.Sure {
		words += " (komt)"
	}
	return words
}

// noticed lets people of the appointment's team look at what became of it.
func (t *Turn) noticed(what, why string, a chat.Appointment) {
	if !t.C.InHandoff() {
		t.C.Handoff.Team = t.Book.Team(a.Team).Name
	}
	t.Raise(chat.Notice("appointment", what), chat.Normal, why+t.deskWords(a)+".")
	t.Mark(t.C.Name() + ": " + strings.ToLower(why[:1]) + why[1:] + t.deskWords(a) + ".")
}

// AskAppointment asks the person about the appointment that they have, beside any
// flow. False where they have none.
func (t *Turn) AskAppointment() bool {
	if !t.C.Kept.Appointment.Coming(t.Now()) {
		return false
	}
	t.PutMeeting(t.have(flows.TextBookHave, bookMove, bookCancel, bookKeep))
	return true
}

// Remind puts the question of the day before.
func (t *Turn) Remind() {
	t.PutMeeting(t.have(flows.TextBookRemind, bookCome, bookMove, bookCancel))
}

// PutMeeting puts a question about the appointment beside the flow. It is not part of
// the bot's talk: a worker who takes over does not take it back.
func (t *Turn) PutMeeting(m Meeting) {
	t.C.Pending, t.C.Choosing = Booking, m.Values
	t.Post(chat.Message{Class: chat.Prompt, Text: m.Ask, Step: StepOf(Booking), Choices: t.MeetChoices(t.C.Kept.Appointment.Team, m.Values)})
}

// Rebook takes an answer to the question about the appointment that stands beside the
// flow. It tells whether people are to look for a time.
func (t *Turn) Rebook(value string) (people bool) {
	t.C.Pending, t.C.Choosing = "", nil
	team := t.C.Kept.Appointment.Team
	m := t.Choose(team, value)
	if m.Booked == BookAsks {
		t.PutMeeting(m)
	}
	return m.Booked == BookPeople
}

// MeetAgain takes what is due of an appointment, unless it was changed since: it tells
// whether the person is to be reminded of it now. One that is over is forgotten. What
// would fall into the night waits for the morning.
func (t *Turn) MeetAgain() (remind bool) {
	a := &t.C.Kept.Appointment
	switch {
	case !a.Is(t.Ev):
		return false
	case !a.Start.After(t.Now()):
		if a.NextAt = a.End; !a.End.After(t.Now()) {
			t.CallOff()
		}
		return false
	}
	if flows.Night(t.Now()) {
		if a.NextAt = flows.ByDay(t.Now()); !a.NextAt.Before(a.Start) {
			a.NextAt = a.End
		}
		return false
	}
	a.NextAt = a.End
	if t.C.Form == "" { // the talk begins with this
		t.C.Lang, t.C.Form = a.Lang, a.Form
	}
	return true
}

// NotReminded lets the desk know whom it may want to remind itself.
func (t *Turn) NotReminded(why string) {
	a := t.C.Kept.Appointment
	t.Raise(chat.Notice("appointment", "remind"), chat.Normal, "Afspraak: "+t.deskWords(a)+". "+why)
}
