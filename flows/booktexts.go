package flows

import "time"

// What somebody hears who makes an appointment, or has one.
const (
	TextBookWhere  TextID = "book_where"
	TextBookWhen   TextID = "book_when"
	TextBookMore   TextID = "book_more" // buttons below the times
	TextBookNone   TextID = "book_none"
	TextBookNot    TextID = "book_not"
	TextBookSearch TextID = "book_search" // {team}: none suits, or there is none
	TextBookTaken  TextID = "book_taken"  // somebody else was first
	TextBookAt     TextID = "book_at"     // {dag} {tijd}

	TextBooked       TextID = "booked"        // {wanneer} {waar}
	TextBookedWord   TextID = "booked_word"   // how to change it
	TextBookedRemind TextID = "booked_remind" // ... where they are reminded
	TextBookMoved    TextID = "book_moved"    // {wanneer} {waar}
	TextBookHave     TextID = "book_have"     // {wanneer} {waar}: asked for by a word
	TextBookRemind   TextID = "book_remind"   // {team} {wanneer} {waar}: the day before
	TextBookCome     TextID = "book_come"     // their buttons
	TextBookMove     TextID = "book_move"
	TextBookCancel   TextID = "book_cancel"
	TextBookKeep     TextID = "book_keep"

	TextBookComing    TextID = "book_coming"
	TextBookCancelled TextID = "book_cancelled"
	TextBookPast      TextID = "book_past" // a button of an appointment that is no more
	TextBookOff       TextID = "book_off"  // {team} {wanneer}: a worker called it off
)

var bookTexts = map[TextID]fixed{
	TextBookWhere: both("Waar spreken we af?"),
	TextBookWhen: {
		je: "Welke tijd past jou?",
		u:  "Welke tijd past u?",
	},
	TextBookMore: both("Andere tijden"),
	TextBookNone: both("Geen tijd past"),
	TextBookNot:  both("Toch geen afspraak"),
	TextBookSearch: {
		je: "Goed. Ik vraag {team} om met jou een tijd te zoeken. Ik weet niet wanneer iemand antwoordt.",
		u:  "Goed. Ik vraag {team} om met u een tijd te zoeken. Ik weet niet wanneer iemand antwoordt.",
	},
	TextBookTaken: {
		je: "Die tijd is net bezet. Je kunt een andere kiezen.",
		u:  "Die tijd is net bezet. U kunt een andere kiezen.",
	},
	TextBookAt: both("{dag} om {tijd}"),

	TextBooked:     both("Afgesproken: {wanneer}. {waar}."),
	TextBookedWord: both("Komt het toch niet uit? Schrijf dan: afspraak."),
	TextBookedRemind: {
		je: "De dag ervoor stuur ik je een bericht.",
		u:  "De dag ervoor stuur ik u een bericht.",
	},
	TextBookMoved: both("Goed. De afspraak is nu: {wanneer}. {waar}."),
	TextBookHave: {
		je: "Je hebt een afspraak: {wanneer}. {waar}. Wat wil je?",
		u:  "U hebt een afspraak: {wanneer}. {waar}. Wat wilt u?",
	},
	TextBookRemind: {
		je: "Je hebt een afspraak met {team}: {wanneer}. {waar}. Kom je?",
		u:  "U hebt een afspraak met {team}: {wanneer}. {waar}. Komt u?",
	},
	TextBookCome:   both("Ik kom"),
	TextBookMove:   both("Andere tijd"),
	TextBookCancel: both("Afzeggen"),
	TextBookKeep:   both("Zo laten"),

	TextBookComing: both("Fijn. Tot dan."),
	TextBookCancelled: {
		je: "Goed, de afspraak is afgezegd. Wil je later een nieuwe? Schrijf dan weer.",
		u:  "Goed, de afspraak is afgezegd. Wilt u later een nieuwe? Schrijf dan weer.",
	},
	TextBookPast: both("Die afspraak is er niet meer."),
	TextBookOff: {
		je: "Je afspraak met {team} gaat niet door: {wanneer}. Wil je een andere tijd? Schrijf het dan hier.",
		u:  "Uw afspraak met {team} gaat niet door: {wanneer}. Wilt u een andere tijd? Schrijf het dan hier.",
	},
}

// MeetAt is a moment as people agree on it: woensdag 25 november om 10 uur.
func (p *Playbook) MeetAt(at time.Time, lang, form string) string {
	const faraway = 7 // days: a date, not "morgen", which somebody may read tomorrow
	day := DayOf(at)
	return p.Say(TextBookAt, lang, form, "dag", p.DayWords(day, day.Add(-faraway), lang, form), "tijd", p.Hour(at, lang, form))
}

// MeetSoon is the same as one says it at another moment: morgen om 10 uur.
func (p *Playbook) MeetSoon(at, now time.Time, lang, form string) string {
	return p.Say(TextBookAt, lang, form, "dag", p.DayWords(DayOf(at), DayOf(now), lang, form), "tijd", p.Hour(at, lang, form))
}

// MeetWhere is a place of the team's calendar as people read it, with its address:
// In het buurthuis, Havenstraat 3. It is the key itself where the calendar does not
// have it any more.
func (p *Playbook) MeetWhere(team, place, lang string) string {
	c := p.Calendar(team)
	if c == nil || c.Place(place) == nil {
		return place
	}
	m := c.Place(place)
	said := p.Translate(lang, "", m.Label)
	if m.Where != "" {
		said += ", " + p.Translate(lang, "", m.Where)
	}
	return said
}

// AsksAppointment tells whether the whole message is the word by which somebody
// changes their appointment.
func AsksAppointment(text string) bool {
	switch Normal(text) {
	case "afspraak", "mijn afspraak", "appointment", "my appointment", "randevu", "موعد", "wizyta", "зустріч":
		return true
	}
	return false
}
