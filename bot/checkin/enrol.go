package checkin

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"omzien/bot/chat"
	"omzien/flows"
)

// enrol takes what was filled in about a member. What is wrong comes back with the
// form: all of it at once, in words.
func (p place) enrol() chat.Decision {
	if p.m.State == chat.MemberLeft { // the form was opened before they did
		return refused(p.stopped())
	}
	form, ok := p.form().Filled(p.ev.Form)
	e := enrolment{place: p, values: form.Values(), form: form, ok: ok}
	e.begin()
	m := e.read()
	if !e.ok {
		return chat.Decision{Refused: true, Answer: chat.Answer{Form: &e.form, Ref: e.there}}
	}
	words := m.Name + " is ingeschreven bij " + p.circleLabel(m) + "."
	switch {
	case p.m.Name != "" && e.was == nil:
		words = "Bewaard: " + m.Name + "."
	case m.State == chat.MemberInvited:
		words += " Geef nu de kaart met de uitnodiging."
	}
	if e.was == nil {
		return p.becomes(m, words)
	}
	was := left(p.m)
	was.Changed = p.ev.At
	var say []chat.Message
	if asked := p.m.State == chat.MemberActive || p.m.State == chat.MemberPaused; asked {
		words += " " + flows.Sentence(p.circleLabel(p.m)) + " vraagt niets meer. Meldingen die nog openstaan, blijven staan."
		say = p.tells(p.m.Initials + " gaat van " + p.circleLabel(p.m) + " naar " + p.circleLabel(m) + ". Dat schreef " + p.ev.Author.Name + " op. " +
			flows.Sentence(p.circleLabel(p.m)) + " vraagt vanaf nu niet meer hoe het gaat.")
	}
	d := p.becomes(m, words)
	d.Moved, d.Say = []chat.Member{was}, say
	return d
}

// try says what would become of the form; nothing of it is kept. Where a worker says that
// the member agreed, the rule stands below it: to be read out before it is kept.
func (p place) try() chat.Decision {
	d := p.enrol()
	if d.Member == nil {
		return d
	}
	words := d.Member.Name + " kan worden ingeschreven bij " + p.circleLabel(*d.Member) + "."
	if d.Member.Rule != "" && d.Member.Rule != p.m.Rule {
		words += "\n" + d.Member.Rule
	}
	return chat.Decision{Answer: chat.Answer{Text: words}}
}

// enrolment is a form in the reading.
type enrolment struct {
	place
	values map[string]string
	form   chat.Form
	ok     bool
	there  string       // the member who is the same person in the same circle, if any
	was    *chat.Member // who they were in another programme, which they leave by this
}

// begin tells apart what changes about a member and who begins in another programme. To
// that they said no yes yet: they leave the one, and are enrolled in the other.
func (e *enrolment) begin() {
	programme, _, _ := strings.Cut(e.values[fieldCircle], "/")
	if e.m.State == "" || e.m.Programme == programme {
		return
	}
	was := e.m
	sum := sha256.Sum256([]byte(was.ID + "|" + e.ev.ID))
	e.was, e.m = &was, chat.Member{ID: uuidOf(sum[:]), Person: was.Person, Contacts: was.Contacts}
}

// uuidOf writes the first 16 bytes as ids of members are written.
func uuidOf(sum []byte) string {
	s := hex.EncodeToString(sum[:16])
	return strings.Join([]string{s[:8], s[8:12], s[12:16], s[16:20], s[20:]}, "-")
}

// wrong puts words at a field, where none stand there yet.
func (e *enrolment) wrong(field, words string) {
	e.ok = false
	if i := slices.IndexFunc(e.form.Fields, func(f chat.Field) bool { return f.Name == field }); i < 0 || e.form.Fields[i].Error == "" {
		e.form = e.form.Wrong(field, words)
	}
}

// read gives the member as they shall be.
func (e *enrolment) read() chat.Member {
	m := e.m
	m.By = cmp.Or(m.By, e.ev.Author)
	programme, circle, _ := strings.Cut(e.values[fieldCircle], "/")
	moved := m.Programme != programme || m.Circle != circle
	m.Programme, m.Circle = programme, circle
	m.Name, m.Full = e.values[fieldName], e.values[fieldFull]
	m.Home, m.Access, m.Doctor = e.values[fieldHome], e.values[fieldAccess], e.values[fieldDoctor]
	m.Phones = nil
	for _, field := range phoneFields() {
		if n := e.phone(field); n != "" && !slices.Contains(m.Phones, n) {
			m.Phones = append(m.Phones, n)
		}
	}
	m.Contacts = e.contacts()
	if len(m.Phones) == 0 && !slices.ContainsFunc(m.Contacts, func(c chat.Contact) bool { return c.Phone != "" }) {
		e.wrong(phoneFields()[0], "Vul een telefoonnummer in, of anders dat van een naaste. Anders kan niemand bellen als het nodig is.")
	}
	m.Prompt = e.prompt(programme)
	m.Initials = e.initials(m)
	if p := e.book.Programme(programme); p != nil && p.Kind == flows.ProgrammeChain && len(m.Phones) == 0 {
		e.wrong(phoneFields()[0], "In deze cirkel bellen de deelnemers elkaar: er is een nummer van de deelnemer zelf nodig.")
	}
	if i := slices.IndexFunc(e.f.Circle, func(o chat.Member) bool { return o.ID != m.ID && Same(o, m) }); i >= 0 {
		e.there = e.f.Circle[i].ID
		e.wrong(fieldFull, AlreadyThere)
	}
	if moved || m.State == "" {
		m.Place = behind(e.f.Circle)
	}
	e.reached(&m)
	return m
}

// AlreadyThere is what stands at the name of somebody who is in the circle already.
const AlreadyThere = "Deze persoon staat al in deze cirkel."

// Same tells whether two members are the same person in the same circle: by their
// full name, and a number that both have. Of two without a number the name is enough.
func Same(a, b chat.Member) bool {
	if a.Programme != b.Programme || a.Circle != b.Circle || flows.Normal(a.Full) != flows.Normal(b.Full) {
		return false
	}
	return len(a.Phones) == 0 && len(b.Phones) == 0 ||
		slices.ContainsFunc(a.Phones, func(n string) bool { return slices.Contains(b.Phones, n) })
}

// behind is the place behind the last of a circle.
func behind(circle []chat.Member) (place int64) {
	for _, m := range circle {
		place = max(place, m.Place)
	}
	return place + 1
}

// reached is where the member is asked, and whether they agreed to it.
func (e *enrolment) reached(m *chat.Member) {
	channel, known := e.channel(e.values[fieldChannel])
	switch {
	case !known: // the form says so
		return
	case !channel.First:
		e.wrong(fieldChannel, "Via "+channel.Label+" kunnen wij niet als eerste schrijven. Kies een andere weg, zoals "+e.wayThatWorks()+".")
		return
	}
	m.Channel = channel.Name
	fresh := m.State == ""
	if channel.Invites {
		if fresh || m.Address.Adapter != channel.Name && e.m.Channel != channel.Name {
			m.Invite++
			m.Opened, m.Declined = time.Time{}, time.Time{}
		}
		if fresh {
			m.State, m.Address, m.Agreed, m.Rule, m.Asked = chat.MemberInvited, chat.Address{}, time.Time{}, "", ""
		}
		return
	}
	m.Caller, m.Asked = e.values[fieldCaller], e.values[fieldAskedBy]
	if m.Caller == "" {
		e.wrong(fieldCaller, "Vul in wie belt.")
	}
	if m.Asked == "" {
		e.wrong(fieldAskedBy, "Vul in wie het heeft gevraagd.")
	}
	day, ok := flows.ParseDay(e.values[fieldAgreedOn])
	switch {
	case !ok:
		e.wrong(fieldAgreedOn, "Vul in wanneer de deelnemer ja heeft gezegd.")
	case flows.DayOf(e.ev.At).Before(day):
		e.wrong(fieldAgreedOn, "Deze dag is nog niet geweest.")
	case e.was != nil && e.was.Asked != "" && day == flows.DayOf(e.was.Agreed) && day != flows.DayOf(e.ev.At): // it stood there already
		e.wrong(fieldAgreedOn, "Dit is een andere afspraak. Vertel wat we doen als er geen antwoord komt, en vul in wanneer de deelnemer daar ja op zei.")
	}
	if !e.ok {
		return
	}
	if on := day.At(0); fresh || m.State == chat.MemberInvited || m.Address.Adapter != channel.Name || !on.Equal(m.Agreed) {
		m.Agreed, m.Rule = on, RuleOf(e.book, *m, "", e.ev.At)
	}
	if fresh || m.State == chat.MemberInvited {
		m.State = chat.MemberActive
	}
	if e.was != nil && e.was.State == chat.MemberPaused {
		m.State, m.Until, m.Away = e.was.State, e.was.Until, e.was.Away
	}
	m.Address = chat.Address{Adapter: channel.Name, Chat: m.ID}
}

// wayThatWorks names a way on which we can speak first.
func (e *enrolment) wayThatWorks() string {
	for _, c := range e.f.Channels {
		if c.First {
			return c.Label
		}
	}
	return "de telefoon"
}

func (p place) channel(name string) (chat.Channel, bool) {
	i := slices.IndexFunc(p.f.Channels, func(c chat.Channel) bool { return c.Name == name })
	if i < 0 {
		return chat.Channel{}, false
	}
	return p.f.Channels[i], true
}

// contacts are those close to the member, in their order. Who stays as they were
// agreed when they did.
func (e *enrolment) contacts() (all []chat.Contact) {
	for i := range mostContacts {
		field := func(name string) string { return contactField(i, name) }
		c := chat.Contact{
			Name: e.values[field(contactName)], Relation: e.values[field(contactRelation)],
			Phone: e.phone(field(contactPhone)), Email: e.email(field(contactMail)), Key: e.values[field(contactKey)] == yes,
		}
		agreed := e.values[field(contactAgreed)] == yes
		if c == (chat.Contact{}) && e.values[field(contactPhone)] == "" && !agreed {
			continue
		}
		if c.Name == "" {
			e.wrong(field(contactName), "Vul de naam van deze naaste in.")
		}
		if c.Phone == "" {
			e.wrong(field(contactPhone), "Vul het nummer van deze naaste in.")
		}
		if agreed && c.Email == "" {
			e.wrong(field(contactMail), "Vul een e-mailadres in. Anders kan Omzien deze naaste niet schrijven.")
		}
		if agreed {
			c.Agreed = e.ev.At
			if j := slices.IndexFunc(e.m.Contacts, func(o chat.Contact) bool { return o.Email == c.Email && !o.Agreed.IsZero() }); j >= 0 {
				c.Agreed = e.m.Contacts[j].Agreed
			}
		}
		all = append(all, c)
	}
	return all
}

// home is where telephone numbers without a country are from.
const home = "NL"

// phone reads a telephone number, as it is dialled from here: "06 12345678".
func (e *enrolment) phone(field string) string {
	text := e.values[field]
	if text == "" {
		return ""
	}
	n, err := phonenumbers.Parse(flows.Figures(text), home)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		e.wrong(field, "Dit is geen telefoonnummer dat bestaat. Schrijf het zo: 06 12345678.")
		return ""
	}
	if phonenumbers.GetRegionCodeForNumber(n) == home {
		return phonenumbers.Format(n, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

func (e *enrolment) email(field string) string {
	text := e.values[field]
	if text == "" {
		return ""
	}
	at, err := mail.ParseAddress(text)
	if err != nil || at.Address != text || !strings.Contains(text[strings.LastIndex(text, "@"):], ".") {
		e.wrong(field, "Dit is geen e-mailadres. Schrijf het zo: naam@voorbeeld.nl.")
		return ""
	}
	return at.Address
}

// prompt reads the member's own time, in minutes after midnight.
func (e *enrolment) prompt(programme string) int {
	text := e.values[fieldTime]
	if text == "" {
		return 0
	}
	p := e.book.Programme(programme)
	if p != nil && p.Kind == flows.ProgrammeChain {
		e.wrong(fieldTime, "In deze cirkel heeft niemand een eigen tijd: de deelnemers bellen elkaar na elkaar.")
		return 0
	}
	hour, minute, _ := strings.Cut(strings.NewReplacer(".", ":", " uur", "", "u", ":").Replace(text), ":")
	h, err := strconv.Atoi(strings.TrimSpace(hour))
	n, wrong := strconv.Atoi(cmp.Or(strings.TrimSpace(minute), "0"))
	if err != nil || wrong != nil || h < 0 || h > 23 || n < 0 || n > 59 {
		e.wrong(fieldTime, "Schrijf een tijd, zoals 9:15.")
		return 0
	}
	at := h*60 + n
	day := flows.DayOf(e.ev.At)
	if p != nil && !p.Times(day, at).At.Equal(day.At(at)) {
		e.wrong(fieldTime, "Tussen 21:00 en 7:30 vragen wij niets. Kies een andere tijd.")
		return 0
	}
	return at
}

// initials are how desks show the member: as they were filled in, or made of the full
// name, and of no other in the circle.
func (e *enrolment) initials(m chat.Member) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(e.f.Circle, func(o chat.Member) bool { return o.ID != m.ID && strings.EqualFold(o.Initials, s) })
	}
	if typed := e.values[fieldInitials]; typed != "" {
		switch {
		case utf8.RuneCountInString(typed) > mostInitials || strings.ContainsFunc(typed, unicode.IsSpace):
			e.wrong(fieldInitials, "Alleen letters en punten, zoals R.W. Ze staan ook in Slack.")
		case taken(typed):
			e.wrong(fieldInitials, "Zo heet al iemand in deze cirkel. Maak ze anders, zoals "+typed+"2.")
		}
		return typed
	}
	made := Initials(m.Full)
	unique := made
	for n := 2; taken(unique); n++ {
		unique = made + strconv.Itoa(n)
	}
	return unique
}

const mostInitials = 8

// Initials are those of a full name, without the small words in it: "Riet de Wit" is
// R.W.
func Initials(full string) string {
	var b strings.Builder
	words := strings.FieldsFunc(full, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-'‘’\"()", r) })
	small := func(w string) bool { r, _ := utf8.DecodeRuneInString(w); return unicode.IsLower(r) }
	if all := slices.DeleteFunc(slices.Clone(words), small); len(all) > 0 {
		words = all
	}
	for i, w := range words {
		if i == 3 {
			break
		}
		if strings.HasPrefix(w, "IJ") {
			b.WriteString("IJ.")
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToUpper(r))
			b.WriteByte('.')
		}
	}
	return b.String()
}
