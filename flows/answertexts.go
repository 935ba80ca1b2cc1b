package flows

// What Omzien says about an answer.
const (
	// An answer that does not fit, by what was asked for.
	TextNoNumber   TextID = "no_number"
	TextNoScale    TextID = "no_scale" // {van} {tot}
	TextNoDate     TextID = "no_date"
	TextNoSuchDay  TextID = "no_such_day"
	TextNoTime     TextID = "no_time"
	TextNoPhone    TextID = "no_phone"
	TextPhoneShort TextID = "phone_short"
	TextPhoneLong  TextID = "phone_long"
	TextNoEmail    TextID = "no_email"
	TextEmailWrong TextID = "email_wrong"
	TextNoPlace    TextID = "no_place" // a postcode, or the name of a neighbourhood

	// One that fits more than once, or takes more than one.
	TextWhich      TextID = "which"       // {keuzes}: words that mean two choices
	TextOr         TextID = "or"          // {een} {ander}; the last two of {keuzes} there
	TextPicked     TextID = "picked"      // {keuzes} {klaar}
	TextPickedNone TextID = "picked_none" // {klaar}: all taken back
	TextStory      TextID = "story"       // {klaar}: the first words of a story
	TextStoryOn    TextID = "story_on"    // {klaar}: ... and each further ones
	TextDone       TextID = "done"        // the label of "that was all"; {klaar}

	TextFlood TextID = "flood" // so many messages that each cannot have its answer
)

// answerTexts are the fixed texts about answers.
var answerTexts = map[TextID]fixed{
	TextNoNumber: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik lees er geen getal in. Kun je het zo schrijven: 3 of 12? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik lees er geen getal in. Kunt u het zo schrijven: 3 of 12? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoScale: {
		je: "Dank je. Ik bewaar wat je schreef. Kun je er een cijfer bij kiezen van {van} tot en met {tot}? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef. Kunt u er een cijfer bij kiezen van {van} tot en met {tot}? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoDate: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik lees er geen dag in. Kun je het zo schrijven: morgen, vrijdag of 27 november? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik lees er geen dag in. Kunt u het zo schrijven: morgen, vrijdag of 27 november? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoSuchDay: {
		je: "Dank je. Ik bewaar wat je schreef. Die dag vind ik niet in de kalender. Kun je het zo schrijven: 27 november? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef. Die dag vind ik niet in de kalender. Kunt u het zo schrijven: 27 november? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoTime: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik lees er geen tijd in. Kun je het zo schrijven: 9.30 uur of half tien? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik lees er geen tijd in. Kunt u het zo schrijven: 9.30 uur of half tien? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoPhone: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik herken er geen telefoonnummer in. Kun je het zo schrijven: 06 12345678? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik herken er geen telefoonnummer in. Kunt u het zo schrijven: 06 12345678? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextPhoneShort: {
		je: "Dank je. Ik bewaar wat je schreef. Dit nummer is te kort: een nummer heeft tien cijfers, zoals 06 12345678. Wil je het nog eens schrijven? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef. Dit nummer is te kort: een nummer heeft tien cijfers, zoals 06 12345678. Wilt u het nog eens schrijven? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextPhoneLong: {
		je: "Dank je. Ik bewaar wat je schreef. Dit nummer is te lang: een nummer heeft tien cijfers, zoals 06 12345678. Wil je het nog eens schrijven? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef. Dit nummer is te lang: een nummer heeft tien cijfers, zoals 06 12345678. Wilt u het nog eens schrijven? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoEmail: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik zie er geen e-mailadres in. Er staat altijd een @ in, zoals in naam@voorbeeld.nl. Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik zie er geen e-mailadres in. Er staat altijd een @ in, zoals in naam@voorbeeld.nl. Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextEmailWrong: {
		je: "Dank je. Ik bewaar wat je schreef. Er klopt iets niet aan dit e-mailadres. Kijk je nog eens naar het stuk na de @? Zo kan het: naam@voorbeeld.nl. Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef. Er klopt iets niet aan dit e-mailadres. Kijkt u nog eens naar het stuk na de @? Zo kan het: naam@voorbeeld.nl. Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextNoPlace: {
		je: "Dank je. Ik bewaar wat je schreef, maar ik weet niet welke buurt dat is. Kun je je postcode schrijven, zoals 1234 AB? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik bewaar wat u schreef, maar ik weet niet welke buurt dat is. Kunt u uw postcode schrijven, zoals 1234 AB? Wilt u liever een mens? Schrijf dan: mens.",
	},

	TextWhich: {
		je: "Bedoel je {keuzes}? Past iets anders beter? Dan mag je dat ook schrijven.",
		u:  "Bedoelt u {keuzes}? Past iets anders beter? Dan mag u dat ook schrijven.",
	},
	TextOr: both("{een} of {ander}"),
	TextPicked: {
		je: "Gekozen: {keuzes}. Wil je er nog iets bij? Of is dit het? Kies dan: {klaar}.",
		u:  "Gekozen: {keuzes}. Wilt u er nog iets bij? Of is dit het? Kies dan: {klaar}.",
	},
	TextPickedNone: {
		je: "Er is nu niets gekozen. Kies wat past. Past er niets? Kies dan: {klaar}.",
		u:  "Er is nu niets gekozen. Kies wat past. Past er niets? Kies dan: {klaar}.",
	},
	TextStory: {
		je: "Dank je dat je dit vertelt. Schrijf gerust verder. Was dit het? Kies dan: {klaar}.",
		u:  "Dank u dat u dit vertelt. Schrijf gerust verder. Was dit het? Kies dan: {klaar}.",
	},
	TextStoryOn: both("Dit staat er ook bij. Schrijf gerust verder, of kies: {klaar}."),
	TextDone:    both("Klaar"),

	TextFlood: {
		je: "Je schrijft veel. Dat mag. Ik bewaar alles, en zo stel ik mijn vraag nog een keer. Is er gevaar? Bel 112, of schrijf: nood.",
		u:  "U schrijft veel. Dat mag. Ik bewaar alles, en zo stel ik mijn vraag nog een keer. Is er gevaar? Bel 112, of schrijf: nood.",
	},
}

// gathered are the texts of several tables.
func gathered(tables ...map[TextID]fixed) map[TextID]fixed {
	all := map[TextID]fixed{}
	for _, table := range tables {
		for id, text := range table {
			all[id] = text
		}
	}
	return all
}
