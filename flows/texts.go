package flows

// TextID names a fixed text of Omzien: what it says by itself, in any flow.
type TextID string

// fixed is a fixed text in Dutch, in both forms of address. Other languages
// come from locales/<lang>/omzien.po.
type fixed struct{ je, u string }

// What Omzien says by itself. A place in braces is filled by whoever says it.
const (
	// Danger.
	TextHelp      TextID = "help"      // {nummers}
	TextHelpBare  TextID = "help_bare" // the same where no number is open now
	TextAutomatic TextID = "automatic" // stands above numbers that a program sends into a worker's talk
	TextBroken    TextID = "broken"    // an event could not be handled

	// Opening hours.
	TextNight     TextID = "night"      // {opent}: nobody reads now
	TextShut      TextID = "shut"       // the same by day
	TextShutLong  TextID = "shut_long"  // the same where no opening is near
	TextTalkNow   TextID = "talk_now"   // {nummers}: follows one of these
	TextOpensAt   TextID = "opens_at"   // {team} {opent}: after a handoff
	TextToday     TextID = "today"      // {tijd}; the values of {opent}
	TextTomorrow  TextID = "tomorrow"   // {tijd}
	TextOnDay     TextID = "on_day"     // {dag} {tijd}
	TextHour      TextID = "hour"       // {uur}; the values of {tijd}
	TextHourHalf  TextID = "hour_half"  // {uur} {minuut}
	TextNumber    TextID = "number"     // {naam} {telefoon}; a line of {nummers}
	TextNumberWeb TextID = "number_web" // {naam} {telefoon} {chat}
	TextSunday    TextID = "sunday"
	TextMonday    TextID = "monday"
	TextTuesday   TextID = "tuesday"
	TextWednesday TextID = "wednesday"
	TextThursday  TextID = "thursday"
	TextFriday    TextID = "friday"
	TextSaturday  TextID = "saturday"

	// Days and times.
	TextClock       TextID = "clock"     // {uur} {minuut}: a time without the word for hours
	TextFromTo      TextID = "from_to"   // {dag} {van} {tot}
	TextUntil       TextID = "until"     // {tot}: it has begun
	TextDayToday    TextID = "day_today" // the values of {dag} there
	TextDayTomorrow TextID = "day_tomorrow"
	TextDayThis     TextID = "day_this" // {dag}: within six days
	TextDayDate     TextID = "day_date" // {dag} {nummer} {maand}
	TextJanuary     TextID = "january"
	TextFebruary    TextID = "february"
	TextMarch       TextID = "march"
	TextApril       TextID = "april"
	TextMay         TextID = "may"
	TextJune        TextID = "june"
	TextJuly        TextID = "july"
	TextAugust      TextID = "august"
	TextSeptember   TextID = "september"
	TextOctober     TextID = "october"
	TextNovember    TextID = "november"
	TextDecember    TextID = "december"

	// The directory.
	TextElsewhere     TextID = "elsewhere"      // a place that is no neighbourhood of ours
	TextByAppointment TextID = "by_appointment" // stands where else a date stands
	TextEntryLine     TextID = "entry_line"     // {naam} {meer}: a line of what was found
	TextEntryCall     TextID = "entry_call"     // {telefoon}: in {meer}
	TextEntryWhen     TextID = "entry_when"     // {tekst}: a line about one entry
	TextEntryWhere    TextID = "entry_where"    // {tekst}
	TextEntryPhone    TextID = "entry_phone"    // {tekst}
	TextEntryWeb      TextID = "entry_web"      // {tekst}
	TextEntryCompany  TextID = "entry_company"

	// The talk with the bot.
	TextThanks   TextID = "thanks"   // {team}: a long opening goes straight to people
	TextMissed   TextID = "missed"   // words that fit no choice, the first time
	TextUnclear  TextID = "unclear"  // {team}: ... the second time: people take over
	TextEmpty    TextID = "empty"    // a message without words
	TextHuman    TextID = "human"    // {team}: asked for a human
	TextPassed   TextID = "passed"   // {team}: words after the flow had ended
	TextAnswered TextID = "answered" // a press on a question that was answered
	TextNoChoice TextID = "nochoice" // ... and no question waits now
	TextStop     TextID = "stop"
	TextWelcome  TextID = "welcome" // thanks, where no question waits
	TextResting  TextID = "resting" // words during a wait
	TextStill    TextID = "still"   // the talk was opened again during a wait
	TextRemind   TextID = "remind"  // stands before a question that is put once more
	TextEnded    TextID = "ended"   // a talk came to its end or to a wait, and its flow said nothing
	TextOver     TextID = "over"    // a press in a conversation that is over

	// Consent.
	TextConsentYes   TextID = "consent_yes"
	TextConsentNo    TextID = "consent_no"
	TextWithdraw     TextID = "withdraw"      // what do you take back?
	TextWithdrawNone TextID = "withdraw_none" // ... there is nothing
	TextWithdrawKeep TextID = "withdraw_keep" // the choice that takes nothing back
	TextWithdrawn    TextID = "withdrawn"     // {waarvoor}
	TextWithdrawKept TextID = "withdraw_kept" // nothing was taken back

	// Questions of Omzien's own.
	TextErase          TextID = "erase"
	TextEraseCircle    TextID = "erase_circle" // behind it, to who takes part in a circle
	TextEraseYes       TextID = "erase_yes"
	TextEraseNo        TextID = "erase_no"
	TextEraseKept      TextID = "erase_kept"
	TextEraseLater     TextID = "erase_later" // a crisis stands open: first a human looks
	TextReach          TextID = "reach"
	TextReachCode      TextID = "reach_code"
	TextReachPage      TextID = "reach_page"
	TextReachNoted     TextID = "reach_noted"
	TextCode           TextID = "code" // {code}
	TextNoCode         TextID = "no_code"
	TextLanguage       TextID = "language"
	TextLanguageChosen TextID = "language_chosen"
	TextLanguageOnly   TextID = "language_only" // {taal}
	TextKnock          TextID = "knock"
	TextKnockYes       TextID = "knock_yes"
	TextKnockLater     TextID = "knock_later"
	TextKnockKept      TextID = "knock_kept"

	// With people.
	TextKept      TextID = "kept"       // {team}: words of one who waits
	TextKeptAgain TextID = "kept_again" // {team}: ... and again
	TextNewsFirst TextID = "news_first" // {team}: after five minutes
	TextNewsLast  TextID = "news_last"  // {team}: after fifteen
	TextStopped   TextID = "stopped"    // {team}: stop, while people have the talk
	TextHere      TextID = "here"       // {medewerker} {team}: somebody picked it up
	TextBack      TextID = "back"       // {medewerker}: the bot goes on

	TextRounded   TextID = "rounded"    // {medewerker}: afgerond
	TextRoundedBy TextID = "rounded_by" // {team}: ... by somebody who never had it
)

// texts are all fixed texts.
var texts = gathered(talkTexts, answerTexts, deskTexts, circleTexts, memberTexts, bookTexts, togetherTexts, broadcastTexts, gatherTexts)

// talkTexts are the fixed texts that are not about an answer.
var talkTexts = map[TextID]fixed{
	TextHelp: {
		je: "Goed dat je het zegt. Ik ben een chatbot.\nIs er gevaar? Bel 112.\nWil je nu met iemand praten?\n{nummers}\nIk heb ons team gewaarschuwd, maar ik weet niet wanneer iemand antwoordt. Je kunt hier blijven schrijven.",
		u:  "Goed dat u het zegt. Ik ben een chatbot.\nIs er gevaar? Bel 112.\nWilt u nu met iemand praten?\n{nummers}\nIk heb ons team gewaarschuwd, maar ik weet niet wanneer iemand antwoordt. U kunt hier blijven schrijven.",
	},
	TextHelpBare: {
		je: "Goed dat je het zegt. Ik ben een chatbot.\nIs er gevaar? Bel 112.\nIk heb ons team gewaarschuwd, maar ik weet niet wanneer iemand antwoordt. Je kunt hier blijven schrijven.",
		u:  "Goed dat u het zegt. Ik ben een chatbot.\nIs er gevaar? Bel 112.\nIk heb ons team gewaarschuwd, maar ik weet niet wanneer iemand antwoordt. U kunt hier blijven schrijven.",
	},
	TextAutomatic: both("(automatisch bericht)"),
	TextBroken: {
		je: "Er ging iets mis bij ons. Dat ligt niet aan jou. Wat je schreef is bewaard, en ons team is gewaarschuwd.\nHeb je nu hulp nodig? Bel 112.",
		u:  "Er ging iets mis bij ons. Dat ligt niet aan u. Wat u schreef is bewaard, en ons team is gewaarschuwd.\nHebt u nu hulp nodig? Bel 112.",
	},

	TextNight: {
		je: "Het is nu nacht. Er leest nu niemand mee. Je mag wel schrijven: {opent} leest iemand van ons het.",
		u:  "Het is nu nacht. Er leest nu niemand mee. U mag wel schrijven: {opent} leest iemand van ons het.",
	},
	TextShut: {
		je: "Wij zijn nu dicht. Er leest nu niemand mee. Je mag wel schrijven: {opent} leest iemand van ons het.",
		u:  "Wij zijn nu dicht. Er leest nu niemand mee. U mag wel schrijven: {opent} leest iemand van ons het.",
	},
	TextShutLong: {
		je: "Wij zijn nu dicht. Er leest nu niemand mee. Je mag wel schrijven. Wat je schrijft, blijft bewaard voor ons team.",
		u:  "Wij zijn nu dicht. Er leest nu niemand mee. U mag wel schrijven. Wat u schrijft, blijft bewaard voor ons team.",
	},
	TextTalkNow: {
		je: "Wil je nu praten?\n{nummers}",
		u:  "Wilt u nu praten?\n{nummers}",
	},
	TextOpensAt: {
		je: "Nu is {team} dicht. {opent} kan iemand je antwoorden.",
		u:  "Nu is {team} dicht. {opent} kan iemand u antwoorden.",
	},
	TextToday:     both("vandaag vanaf {tijd}"),
	TextTomorrow:  both("morgen vanaf {tijd}"),
	TextOnDay:     both("{dag} vanaf {tijd}"),
	TextHour:      both("{uur} uur"),
	TextHourHalf:  both("{uur}.{minuut} uur"),
	TextNumber:    both("{naam}: bel {telefoon}"),
	TextNumberWeb: both("{naam}: bel {telefoon} of chat op {chat}"),
	TextSunday:    both("zondag"),
	TextMonday:    both("maandag"),
	TextTuesday:   both("dinsdag"),
	TextWednesday: both("woensdag"),
	TextThursday:  both("donderdag"),
	TextFriday:    both("vrijdag"),
	TextSaturday:  both("zaterdag"),

	TextClock:       both("{uur}.{minuut}"),
	TextFromTo:      both("{dag} van {van} tot {tot} uur"),
	TextUntil:       both("nu, tot {tot} uur"),
	TextDayToday:    both("vandaag"),
	TextDayTomorrow: both("morgen"),
	TextDayThis:     both("deze {dag}"),
	TextDayDate:     both("{dag} {nummer} {maand}"),
	TextJanuary:     both("januari"),
	TextFebruary:    both("februari"),
	TextMarch:       both("maart"),
	TextApril:       both("april"),
	TextMay:         both("mei"),
	TextJune:        both("juni"),
	TextJuly:        both("juli"),
	TextAugust:      both("augustus"),
	TextSeptember:   both("september"),
	TextOctober:     both("oktober"),
	TextNovember:    both("november"),
	TextDecember:    both("december"),

	TextElsewhere:     both("ergens anders"),
	TextByAppointment: both("op afspraak"),
	TextEntryLine:     both("{naam}: {meer}"),
	TextEntryCall:     both("bel {telefoon}"),
	TextEntryWhen:     both("Wanneer: {tekst}"),
	TextEntryWhere:    both("Waar: {tekst}"),
	TextEntryPhone:    both("Telefoon: {tekst}"),
	TextEntryWeb:      both("Website: {tekst}"),
	TextEntryCompany: {
		je: "Ga je er liever niet alleen heen? De eerste keer kan er iemand met je meegaan.",
		u:  "Gaat u er liever niet alleen heen? De eerste keer kan er iemand met u meegaan.",
	},

	TextThanks: {
		je: "Dank je dat je dit vertelt. Ik geef het door aan {team}.",
		u:  "Dank u dat u dit vertelt. Ik geef het door aan {team}.",
	},
	TextMissed: {
		je: "Dank je. Ik ben een chatbot en begrijp dit niet goed. Ik bewaar wat je schreef. Kun je hieronder kiezen wat past? Wil je liever een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik ben een chatbot en begrijp dit niet goed. Ik bewaar wat u schreef. Kunt u hieronder kiezen wat past? Wilt u liever een mens? Schrijf dan: mens.",
	},
	TextUnclear: {
		je: "Ik begrijp het niet goed. Dat ligt aan mij. Ik geef wat je schreef door aan {team}.",
		u:  "Ik begrijp het niet goed. Dat ligt aan mij. Ik geef wat u schreef door aan {team}.",
	},
	TextEmpty: {
		je: "Ik zie geen tekst. Wil je het nog eens sturen?",
		u:  "Ik zie geen tekst. Wilt u het nog eens sturen?",
	},
	TextHuman: {
		je: "Goed. Ik vraag {team} om je hier te antwoorden. Ik weet nog niet wanneer dat lukt.",
		u:  "Goed. Ik vraag {team} om u hier te antwoorden. Ik weet nog niet wanneer dat lukt.",
	},
	TextPassed: {
		je: "Dank je. Ik geef het door aan {team}.",
		u:  "Dank u. Ik geef het door aan {team}.",
	},
	TextAnswered: {
		je: "Die vraag had je al beantwoord. Dit is de vraag van nu:",
		u:  "Die vraag had u al beantwoord. Dit is de vraag van nu:",
	},
	TextNoChoice: {
		je: "Die vraag had je al beantwoord. Wil je nog iets zeggen? Schrijf het gewoon hier.",
		u:  "Die vraag had u al beantwoord. Wilt u nog iets zeggen? Schrijf het gewoon hier.",
	},
	TextStop: {
		je: "Oké, ik stop. Je mag altijd weer schrijven. In nood bel je 112.",
		u:  "Goed, ik stop. U mag altijd weer schrijven. In nood belt u 112.",
	},
	TextWelcome: {
		je: "Graag gedaan. Je kunt hier altijd weer schrijven.",
		u:  "Graag gedaan. U kunt hier altijd weer schrijven.",
	},
	TextResting: {
		je: "Dank je. Ik ben een chatbot. Ik bewaar wat je schreef. Wil je een mens? Schrijf dan: mens.",
		u:  "Dank u. Ik ben een chatbot. Ik bewaar wat u schreef. Wilt u een mens? Schrijf dan: mens.",
	},
	TextStill: {
		je: "Je hoeft nu niets te doen. Wil je iets kwijt? Schrijf het hier. Wil je een mens? Schrijf dan: mens.",
		u:  "U hoeft nu niets te doen. Wilt u iets kwijt? Schrijf het hier. Wilt u een mens? Schrijf dan: mens.",
	},
	TextRemind: {
		je: "Dit had ik je gevraagd. Je mag antwoorden als het je past.",
		u:  "Dit had ik u gevraagd. U mag antwoorden als het u past.",
	},
	TextEnded: {
		je: "Dank je. Je kunt hier altijd weer schrijven.",
		u:  "Dank u. U kunt hier altijd weer schrijven.",
	},
	TextOver: {
		je: "Dit gesprek is klaar. Wil je weer praten? Schrijf iets, dan beginnen we opnieuw.",
		u:  "Dit gesprek is klaar. Wilt u weer praten? Schrijf iets, dan beginnen we opnieuw.",
	},

	TextConsentYes: both("Ja, dat is goed"),
	TextConsentNo:  both("Nee, liever niet"),
	TextWithdraw: {
		je: "Hier heb je toestemming voor gegeven. Welke wil je intrekken?",
		u:  "Hier hebt u toestemming voor gegeven. Welke wilt u intrekken?",
	},
	TextWithdrawNone: {
		je: "Je hebt hier nergens toestemming voor gegeven. Er is dus niets om in te trekken.",
		u:  "U hebt hier nergens toestemming voor gegeven. Er is dus niets om in te trekken.",
	},
	TextWithdrawKeep: both("Niets intrekken"),
	TextWithdrawn: {
		je: "Goed. Je toestemming is ingetrokken: {waarvoor}.",
		u:  "Goed. Uw toestemming is ingetrokken: {waarvoor}.",
	},
	TextWithdrawKept: {
		je: "Goed. Alles blijft zoals het was.",
		u:  "Goed. Alles blijft zoals het was.",
	},

	TextErase: {
		je: "Wil je echt alles wissen? Wat je hier schreef gaat dan weg, ook bij ons. Wij kunnen je dan niet meer antwoorden.",
		u:  "Wilt u echt alles wissen? Wat u hier schreef gaat dan weg, ook bij ons. Wij kunnen u dan niet meer antwoorden.",
	},
	TextEraseCircle: {
		je: "Wij vragen dan ook niet meer elke dag hoe het met je gaat. Wie voor je cirkel zorgt, hoort dat.",
		u:  "Wij vragen dan ook niet meer elke dag hoe het met u gaat. Wie voor uw cirkel zorgt, hoort dat.",
	},
	TextEraseYes: both("Ja, wis alles"),
	TextEraseNo:  both("Nee"),
	TextEraseKept: {
		je: "Goed. Alles blijft staan.",
		u:  "Goed. Alles blijft staan.",
	},
	TextEraseLater: {
		je: "Goed. Alles wordt gewist zodra een mens van ons heeft gekeken.",
		u:  "Goed. Alles wordt gewist zodra een mens van ons heeft gekeken.",
	},
	TextReach: {
		je: "Hoe kun je ons antwoord lezen?",
		u:  "Hoe kunt u ons antwoord lezen?",
	},
	TextReachCode: both("Ik kom terug met mijn code"),
	TextReachPage: both("Ik laat deze pagina open"),
	TextReachNoted: {
		je: "Goed. Ons antwoord komt hier te staan. Moet je toch weg? Schrijf dan: code. Dan krijg je een code om terug te komen.",
		u:  "Goed. Ons antwoord komt hier te staan. Moet u toch weg? Schrijf dan: code. Dan krijgt u een code om terug te komen.",
	},
	TextCode: {
		je: "Je code is: {code}\nSchrijf hem op, en laat hem aan niemand zien. Met deze code lees je later op deze website ons antwoord.",
		u:  "Uw code is: {code}\nSchrijf hem op, en laat hem aan niemand zien. Met deze code leest u later op deze website ons antwoord.",
	},
	TextNoCode: {
		je: "Hier heb je geen code nodig. Je vindt dit gesprek hier vanzelf terug.",
		u:  "Hier hebt u geen code nodig. U vindt dit gesprek hier vanzelf terug.",
	},
	TextLanguage: {
		je: "In welke taal wil je praten?",
		u:  "In welke taal wilt u praten?",
	},
	TextLanguageChosen: both("Goed. We gaan verder in deze taal."),
	TextLanguageOnly: {
		je: "Ik kan hier alleen deze taal: {taal}. Je mag wel in je eigen taal schrijven. Wil je een mens? Schrijf dan: mens.",
		u:  "Ik kan hier alleen deze taal: {taal}. U mag wel in uw eigen taal schrijven. Wilt u een mens? Schrijf dan: mens.",
	},
	TextKnock: {
		je: "Hoi, past het nu?",
		u:  "Goedendag, past het nu?",
	},
	TextKnockYes:   both("Ja"),
	TextKnockLater: both("Later"),
	TextKnockKept: {
		je: "Goed, later. Schrijf iets als het past.",
		u:  "Goed, later. Schrijf iets als het past.",
	},

	TextKept: {
		je: "Dank je. Je bericht staat bij {team}. Als iemand het oppakt, lees je dat hier.",
		u:  "Dank u. Uw bericht staat bij {team}. Als iemand het oppakt, leest u dat hier.",
	},
	TextKeptAgain: {
		je: "Ook dit staat bij {team}. Schrijf gerust verder. In nood bel je 112.",
		u:  "Ook dit staat bij {team}. Schrijf gerust verder. In nood belt u 112.",
	},
	TextNewsFirst: {
		je: "Nog niemand heeft je bericht opgepakt. Het staat nog steeds bij {team}. Je hoeft niets te doen.",
		u:  "Nog niemand heeft uw bericht opgepakt. Het staat nog steeds bij {team}. U hoeft niets te doen.",
	},
	TextNewsLast: {
		je: "Het duurt lang, dat is niet fijn. Je bericht blijft bij {team} staan tot iemand het oppakt. Ik weet niet wanneer dat is. Kan het niet wachten? Schrijf dan: nood.",
		u:  "Het duurt lang, dat is niet fijn. Uw bericht blijft bij {team} staan tot iemand het oppakt. Ik weet niet wanneer dat is. Kan het niet wachten? Schrijf dan: nood.",
	},
	TextStopped: {
		je: "Goed. Ik laat {team} weten dat je wilt stoppen. Je mag altijd weer schrijven.",
		u:  "Goed. Ik laat {team} weten dat u wilt stoppen. U mag altijd weer schrijven.",
	},
	TextHere: {
		je: "{medewerker} van {team} is er nu voor je.",
		u:  "{medewerker} van {team} is er nu voor u.",
	},
	TextBack: {
		je: "{medewerker} heeft dit gesprek teruggegeven. Je praat nu weer met de chatbot. Wil je weer een mens? Schrijf dan: mens.",
		u:  "{medewerker} heeft dit gesprek teruggegeven. U praat nu weer met de chatbot. Wilt u weer een mens? Schrijf dan: mens.",
	},
	TextRounded: {
		je: "{medewerker} rondt dit gesprek nu af. Je mag altijd weer schrijven. In nood bel je 112.",
		u:  "{medewerker} rondt dit gesprek nu af. U mag altijd weer schrijven. In nood belt u 112.",
	},
	TextRoundedBy: {
		je: "Iemand van {team} rondt dit gesprek nu af. Je mag altijd weer schrijven. In nood bel je 112.",
		u:  "Iemand van {team} rondt dit gesprek nu af. U mag altijd weer schrijven. In nood belt u 112.",
	},
}

// both is a text that is the same in both forms of address.
func both(text string) fixed { return fixed{text, text} }
