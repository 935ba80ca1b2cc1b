package checkin

import (
	"fmt"
	"strconv"

	"omzien/bot/chat"
	"omzien/flows"
)

// The fields of an enrolment.
const (
	fieldCircle   = "kring"
	fieldName     = "aanspreeknaam"
	fieldFull     = "naam"
	fieldInitials = "initialen"
	fieldHome     = "adres"
	fieldAccess   = "toegang"
	fieldDoctor   = "huisarts"
	fieldTime     = "tijd"
	fieldChannel  = "kanaal"
	fieldCaller   = "beller"
	fieldAgreedOn = "jaop"
	fieldAskedBy  = "gevraagddoor"
)

// ... of each of those close to the member.
const (
	mostContacts    = 3
	contactName     = "naam"
	contactRelation = "relatie"
	contactPhone    = "telefoon"
	contactMail     = "mail"
	contactKey      = "sleutel"
	contactAgreed   = "akkoord"
)

const yes, no = "ja", "nee"

func contactField(i int, name string) string { return "naaste" + strconv.Itoa(i+1) + name }

// phoneFields are those of the member's own numbers, in the order in which they are rung.
func phoneFields() []string { return []string{"telefoon1", "telefoon2", "telefoon3"} }

// form is what is filled in about a member, with what stands there already.
func (p place) form() chat.Form {
	form := chat.Form{
		Kind: chat.Enrolled, Title: "Iemand inschrijven", Send: "Inschrijven",
		Intro: "Voor wie meedoet aan een belcirkel, of aan iets anders dat vanzelf vraagt hoe het gaat. Wat je hier invult, zien alleen medewerkers op de webdesk, en wie bij een melding gaat kijken. Bellen de deelnemers elkaar? Dan krijgt wie belt ook de naam en het eerste nummer.",
		Fields: []chat.Field{
			{Name: fieldCircle, Label: "Waarvoor?", Kind: chat.FieldChoice, Required: true, Options: p.circles()},
			{Name: fieldName, Label: "Hoe spreken we de deelnemer aan?", Kind: chat.FieldText, Required: true, Hint: "Zoals: mevrouw De Wit. Zo begint elke vraag."},
			{Name: fieldFull, Label: "Voornaam en achternaam", Kind: chat.FieldText, Required: true, Hint: "Voor wie aan de deur staat."},
			{Name: fieldInitials, Label: "Initialen", Kind: chat.FieldText, Hint: "Zo staat de deelnemer in Slack. Leeg: wij maken ze van de naam."},
			{Name: phoneFields()[0], Label: "Telefoonnummer", Kind: chat.FieldText, Hint: "Dit nummer bellen we het eerst. In een belketting krijgt ook een andere deelnemer het."},
			{Name: phoneFields()[1], Label: "Tweede nummer", Kind: chat.FieldText, Part: "Meer nummers"},
			{Name: phoneFields()[2], Label: "Derde nummer", Kind: chat.FieldText, Part: "Meer nummers"},
			{Name: fieldHome, Label: "Adres", Kind: chat.FieldText, Required: true, Hint: "Straat en nummer, plaats."},
			{Name: fieldAccess, Label: "Goed om te weten bij de deur", Kind: chat.FieldWords, Hint: "Zoals: achterdeur, hond, hoort slecht."},
			{Name: fieldDoctor, Label: "Huisarts", Kind: chat.FieldText, Hint: "Naam en nummer."},
			{Name: fieldTime, Label: "Eigen tijd van de vraag", Kind: chat.FieldText, Hint: "Zoals 9:15. Leeg: de tijd van de cirkel."},
			{Name: fieldChannel, Label: "Hoe vragen we het?", Kind: chat.FieldChoice, Required: true, Options: p.ways()},
			{Name: fieldCaller, Label: "Wie belt?", Kind: chat.FieldText, Hint: "Alleen als we bellen.", Part: "Wie per telefoon meedoet"},
			{Name: fieldAgreedOn, Label: "Wanneer heeft de deelnemer ja gezegd?", Kind: chat.FieldDate, Hint: "Vertel eerst wat we doen als er geen antwoord komt.", Part: "Wie per telefoon meedoet"},
			{Name: fieldAskedBy, Label: "Wie heeft het gevraagd?", Kind: chat.FieldText, Hint: "Alleen als we bellen.", Part: "Wie per telefoon meedoet"},
		},
	}
	for i := range mostContacts {
		who := "Naaste " + strconv.Itoa(i+1)
		form.Fields = append(form.Fields,
			chat.Field{Name: contactField(i, contactName), Label: who + ": naam", Kind: chat.FieldText, Part: who},
			chat.Field{Name: contactField(i, contactRelation), Label: who + ": wie is het?", Kind: chat.FieldText, Part: who, Hint: "Zoals: dochter, buurman."},
			chat.Field{Name: contactField(i, contactPhone), Label: who + ": telefoonnummer", Kind: chat.FieldText, Part: who},
			chat.Field{Name: contactField(i, contactMail), Label: who + ": e-mailadres", Kind: chat.FieldText, Part: who},
			chat.Field{Name: contactField(i, contactKey), Label: who + ": heeft een sleutel", Kind: chat.FieldChoice, Part: who, Options: yesOrNo()},
			chat.Field{Name: contactField(i, contactAgreed), Label: who + ": Omzien mag deze naaste schrijven", Kind: chat.FieldChoice, Part: who, Options: yesOrNo()},
		)
	}
	if p.m.Name == "" {
		if all := p.circles(); len(all) == 1 {
			form.Fields[0].Value = all[0].Value
		}
		return form
	}
	form.Title, form.Send = "Gegevens veranderen", "Bewaren"
	stands := valuesOf(p.m)
	for i := range form.Fields {
		form.Fields[i].Value = stands[form.Fields[i].Name]
	}
	return form
}

func yesOrNo() []chat.Option {
	return []chat.Option{{Value: yes, Label: "Ja"}, {Value: no, Label: "Nee"}}
}

// circles are those of all programmes that have any; a coordinator's own ones.
func (p place) circles() (all []chat.Option) {
	for _, programme := range p.book.Programmes {
		for _, c := range programme.Circles {
			if !programme.Kind.News() && p.mayKeep(programme.Name, c.Name) { // people choose for themselves what they hear of
				all = append(all, chat.Option{Value: programme.Name + "/" + c.Name, Label: flows.Sentence(c.Label)})
			}
		}
	}
	return all
}

// ways are all channels that people have with us. One on which we cannot speak first
// is among them, so that whoever chooses it reads why it does not do.
func (p place) ways() (all []chat.Option) {
	for _, c := range p.f.Channels {
		all = append(all, chat.Option{Value: c.Name, Label: flows.Sentence(c.Label)})
	}
	return all
}

// valuesOf is a member as the form shows them.
func valuesOf(m chat.Member) map[string]string {
	values := map[string]string{
		fieldCircle: m.Programme + "/" + m.Circle, fieldName: m.Name, fieldFull: m.Full, fieldInitials: m.Initials,
		fieldHome: m.Home, fieldAccess: m.Access, fieldDoctor: m.Doctor, fieldChannel: m.Channel, fieldCaller: m.Caller, fieldAskedBy: m.Asked,
	}
	for i, n := range m.Phones[:min(len(m.Phones), len(phoneFields()))] {
		values[phoneFields()[i]] = n
	}
	if m.Prompt > 0 {
		values[fieldTime] = fmt.Sprintf("%d:%02d", m.Prompt/60, m.Prompt%60)
	}
	if m.Asked != "" {
		values[fieldAgreedOn] = flows.DayOf(m.Agreed).String()
	}
	answer := func(is bool) string {
		if is {
			return yes
		}
		return no
	}
	for i, c := range m.Contacts[:min(len(m.Contacts), mostContacts)] {
		values[contactField(i, contactName)], values[contactField(i, contactRelation)] = c.Name, c.Relation
		values[contactField(i, contactPhone)], values[contactField(i, contactMail)] = c.Phone, c.Email
		values[contactField(i, contactKey)], values[contactField(i, contactAgreed)] = answer(c.Key), answer(!c.Agreed.IsZero())
	}
	return values
}

// CircleOf is the circle that a form of an enrolment names; empty where it names none
// that the playbook has.
func CircleOf(book *flows.Playbook, form map[string]string) (programme, circle string) {
	for _, p := range book.Programmes {
		for _, c := range p.Circles {
			if p.Name+"/"+c.Name == form[fieldCircle] {
				return p.Name, c.Name
			}
		}
	}
	return "", ""
}
