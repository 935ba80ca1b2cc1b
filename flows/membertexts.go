package flows

// What somebody hears who is invited into a circle, and what a member hears who is
// away for a while.
const (
	TextRuleAsk     TextID = "rule_ask"     // {programma} {tijd}: the bot asks
	TextRuleRing    TextID = "rule_ring"    // {programma} {tijd}: in a keten
	TextRuleCall    TextID = "rule_call"    // {programma} {tijd} {naam} {laat} {team}: all of it, where somebody rings them
	TextRuleSilence TextID = "rule_silence" // {laat} {team}: what happens on silence
	TextRuleStop    TextID = "rule_stop"    // {team}: how to be away, and to stop

	TextRuleShare    TextID = "rule_share"     // in a keten: who rings them
	TextRuleWho      TextID = "rule_who"       // {programma}: who is told besides, and what they see
	TextRuleStopCall TextID = "rule_stop_call" // rule_stop for who is only rung

	TextRuleDays      TextID = "rule_days"       // {dagen}
	TextRuleOther     TextID = "rule_other"      // on other days nobody looks
	TextRuleFeast     TextID = "rule_feast"      // ... on holidays
	TextRuleOtherDays TextID = "rule_other_days" // ... on both
	TextDaysEvery     TextID = "days_every"      // the values of {dagen}
	TextDaysSpan      TextID = "days_span"       // {eerste} {laatste}
	TextDaysOn        TextID = "days_on"         // {dagen}
	TextDaysAnd       TextID = "days_and"        // {dagen} {laatste}: in {dagen}
	TextDaysSome      TextID = "days_some"       // {dagen}: not each week

	TextRuleTalkCall TextID = "rule_talk_call" // {programma}: rule_talk for who is only rung

	TextRuleTalk  TextID = "rule_talk"  // {programma}: where a programme begins talks
	TextRuleQuiet TextID = "rule_quiet" // {programma} {team}: where people ring whoever was silent for days

	TextEnrolNowhere TextID = "enrol_nowhere" // we cannot speak first there, so that they cannot take part

	TextInviteHello   TextID = "invite_hello" // {naam}: stands above the rule
	TextInviteAsk     TextID = "invite_ask"   // ... and below it; its two buttons
	TextInviteYes     TextID = "invite_yes"
	TextInviteNo      TextID = "invite_no"
	TextInviteIn      TextID = "invite_in"      // {dag} {tijd}: they said yes
	TextInviteOut     TextID = "invite_out"     // {team}: they said no
	TextInviteUnknown TextID = "invite_unknown" // the link opens nothing
	TextInviteUsed    TextID = "invite_used"    // {team}: somebody opened it before
	TextInviteAlready TextID = "invite_already" // {programma}: they are in it

	TextAwayAsk TextID = "away_ask" // until when; its buttons are days, and the one below
	TextAwayNot TextID = "away_not"
	TextAwayNo  TextID = "away_no" // ... what is said to that
)

var memberTexts = map[TextID]fixed{
	TextRuleAsk: {
		je: "Zo gaat {programma}. Om {tijd} vraag ik of alles goed met je is. Je drukt dan op één knop.",
		u:  "Zo gaat {programma}. Om {tijd} vraag ik of alles goed met u is. U drukt dan op één knop.",
	},
	TextRuleRing: {
		je: "Zo gaat {programma}. Iedereen belt de volgende. Rond {tijd} schrijf ik wie jij belt.",
		u:  "Zo gaat {programma}. Iedereen belt de volgende. Rond {tijd} schrijf ik wie u belt.",
	},
	TextRuleCall: {
		je: "Zo gaat {programma}. Rond {tijd} belt {naam} je. Ben je om {laat} nog niet bereikt? Dan waarschuwen wij {team}. De afspraak is: zij bellen je nog eens, en daarna de mensen die je hebt opgegeven. Lukt dat niet, dan gaat er iemand kijken. Ben je een tijd weg, of wil je stoppen? Zeg het aan de telefoon. In nood bel je 112.",
		u:  "Zo gaat {programma}. Rond {tijd} belt {naam} u. Bent u om {laat} nog niet bereikt? Dan waarschuwen wij {team}. De afspraak is: zij bellen u nog eens, en daarna de mensen die u hebt opgegeven. Lukt dat niet, dan gaat er iemand kijken. Bent u een tijd weg, of wilt u stoppen? Zeg het aan de telefoon. In nood belt u 112.",
	},
	TextRuleSilence: {
		je: "Hoor ik om {laat} nog niets? Dan waarschuw ik {team}. De afspraak is: zij bellen je eerst, en daarna de mensen die je hebt opgegeven. Lukt dat niet, dan gaat er iemand kijken.",
		u:  "Hoor ik om {laat} nog niets? Dan waarschuw ik {team}. De afspraak is: zij bellen u eerst, en daarna de mensen die u hebt opgegeven. Lukt dat niet, dan gaat er iemand kijken.",
	},
	TextRuleStop: {
		je: "Ben je een tijd weg? Schrijf: ik ben weg. Wil je stoppen? Schrijf: stop. Ik ben een chatbot. In nood bel je 112.",
		u:  "Bent u een tijd weg? Schrijf: ik ben weg. Wilt u stoppen? Schrijf: stop. Ik ben een chatbot. In nood belt u 112.",
	},

	TextRuleShare: {
		je: "Een andere deelnemer krijgt je naam en je eerste nummer, om je te bellen.",
		u:  "Een andere deelnemer krijgt uw naam en uw eerste nummer, om u te bellen.",
	},
	TextRuleWho: {
		je: "Ook wie voor {programma} zorgt, hoort het dan. Dat zijn vaak vrijwilligers. Zij zien je adres, je nummers, je naasten en wie een sleutel heeft.",
		u:  "Ook wie voor {programma} zorgt, hoort het dan. Dat zijn vaak vrijwilligers. Zij zien uw adres, uw nummers, uw naasten en wie een sleutel heeft.",
	},
	TextRuleStopCall: {
		je: "Ben je een tijd weg, of wil je stoppen? Zeg het aan de telefoon. In nood bel je 112.",
		u:  "Bent u een tijd weg, of wilt u stoppen? Zeg het aan de telefoon. In nood belt u 112.",
	},

	TextRuleDays:      both("Dit doen wij {dagen}."),
	TextRuleOther:     both("Op andere dagen let er niemand op."),
	TextRuleFeast:     both("Op feestdagen let er niemand op."),
	TextRuleOtherDays: both("Op andere dagen, en op feestdagen, let er niemand op."),
	TextDaysEvery:     both("elke dag"),
	TextDaysSpan:      both("van {eerste} tot en met {laatste}"),
	TextDaysOn:        both("op {dagen}"),
	TextDaysAnd:       both("{dagen} en {laatste}"),
	TextDaysSome:      both("{dagen}, maar niet elke week"),

	TextRuleTalkCall: {
		je: "Zo gaat {programma}. Soms belt iemand je, en vraagt hoe het gaat. Opnemen mag, het hoeft niet.",
		u:  "Zo gaat {programma}. Soms belt iemand u, en vraagt hoe het gaat. Opnemen mag, het hoeft niet.",
	},
	TextRuleTalk: {
		je: "Zo gaat {programma}. Soms schrijf ik je, en vraag ik hoe het gaat. Antwoorden mag, het hoeft niet.",
		u:  "Zo gaat {programma}. Soms schrijf ik u, en vraag ik hoe het gaat. Antwoorden mag, het hoeft niet.",
	},
	TextRuleQuiet: {
		je: "Zo gaat {programma}. Laat je een tijd niets van je horen? Dan ziet {team} dat, en belt iemand je even.",
		u:  "Zo gaat {programma}. Laat u een tijd niets van u horen? Dan ziet {team} dat, en belt iemand u even.",
	},

	TextEnrolNowhere: {
		je: "Op deze plek kan ik jou later niet schrijven. Meedoen kan daarom hier niet. Wil je toch meedoen? Schrijf ons op Telegram, of vraag het een medewerker.",
		u:  "Op deze plek kan ik u later niet schrijven. Meedoen kan daarom hier niet. Wilt u toch meedoen? Schrijf ons op Telegram, of vraag het een medewerker.",
	},

	TextInviteHello: both("Dag {naam}."),
	TextInviteAsk: {
		je: "Doe je mee?",
		u:  "Doet u mee?",
	},
	TextInviteYes: both("Ja, ik doe mee"),
	TextInviteNo:  both("Nee, liever niet"),
	TextInviteIn: {
		je: "Fijn dat je meedoet. De eerste keer dat ik je schrijf: {dag} om {tijd}.",
		u:  "Fijn dat u meedoet. De eerste keer dat ik u schrijf: {dag} om {tijd}.",
	},
	TextInviteOut: {
		je: "Goed, je doet niet mee. Ik laat het {team} weten. Wil je later toch? Vraag dan een nieuwe kaart.",
		u:  "Goed, u doet niet mee. Ik laat het {team} weten. Wilt u later toch? Vraag dan een nieuwe kaart.",
	},
	TextInviteUnknown: {
		je: "Deze uitnodiging werkt niet meer. Vraag een nieuwe aan degene die je de kaart gaf.",
		u:  "Deze uitnodiging werkt niet meer. Vraag een nieuwe aan degene die u de kaart gaf.",
	},
	TextInviteUsed: {
		je: "Deze uitnodiging is al een keer gebruikt. Ik laat het {team} weten. Is hij van jou? Vraag dan een nieuwe aan degene die je de kaart gaf.",
		u:  "Deze uitnodiging is al een keer gebruikt. Ik laat het {team} weten. Is hij van u? Vraag dan een nieuwe aan degene die u de kaart gaf.",
	},
	TextInviteAlready: {
		je: "Je doet al mee met {programma}. Je hoeft niets te doen.",
		u:  "U doet al mee met {programma}. U hoeft niets te doen.",
	},

	TextAwayAsk: {
		je: "Wanneer ben je er weer? Vanaf die dag vraag ik weer hoe het gaat.",
		u:  "Wanneer bent u er weer? Vanaf die dag vraag ik weer hoe het gaat.",
	},
	TextAwayNot: both("Ik ben niet weg"),
	TextAwayNo:  both("Goed. Er verandert niets."),
}
