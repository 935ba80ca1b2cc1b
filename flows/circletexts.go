package flows

import "time"

// What a member of a circle hears.
const (
	// The prompt, {naam}, with its two buttons.
	TextCheckMorning TextID = "check_morning" // CheckPrompt says which of the three
	TextCheckMidday  TextID = "check_midday"
	TextCheckEvening TextID = "check_evening"
	TextCheckAgain   TextID = "check_again" // {naam}: they did not answer yet
	TextCheckYes     TextID = "check_yes"
	TextCheckRing    TextID = "check_ring"

	// What is said to an answer.
	TextCheckThanks  TextID = "check_thanks"   // all is well, and they are asked tomorrow
	TextCheckNext    TextID = "check_next"     // ... or on a later day
	TextCheckEarly   TextID = "check_early"    // ... before they were asked
	TextCheckLate    TextID = "check_late"     // {team}: ... when people were alarmed already
	TextCheckSign    TextID = "check_sign"     // {team}: words that do not tick them off; the buttons follow
	TextCheckNotWell TextID = "check_not_well" // {team}: not well, or wants to be rung
	TextCheckBody    TextID = "check_body"     // {team}: words about the body
	TextCheckKnown   TextID = "check_known"    // they had said so
	TextCheckPast    TextID = "check_past"     // a press on the question of an earlier day

	// A keten: who is asked rings another.
	TextChainCall    TextID = "chain_call"    // {naam} {ander} {telefoon}
	TextChainAgain   TextID = "chain_again"   // {ander} {telefoon}: they did not say yet how it went
	TextChainNext    TextID = "chain_next"    // {ander} {telefoon}: after somebody who was not reached
	TextChainSpoken  TextID = "chain_spoken"  // the three buttons
	TextChainWorse   TextID = "chain_worse"   // ... spoken, but not so well
	TextChainMissed  TextID = "chain_missed"  // ... not reached
	TextChainThanks  TextID = "chain_thanks"  // spoken
	TextChainWorried TextID = "chain_worried" // {ander} {team}: not so well
	TextChainUnheard TextID = "chain_unheard" // {ander} {team}: not reached
	TextChainRound   TextID = "chain_round"   // the last one was spoken to, and nobody is open

	// Away for a while, and stopping.
	TextPaused      TextID = "paused"       // {dag}
	TextPauseEnds   TextID = "pause_ends"   // {programma} {tijd}: the evening before
	TextPauseRight  TextID = "pause_right"  // its two buttons
	TextPauseWrong  TextID = "pause_wrong"  //
	TextPauseChange TextID = "pause_change" // {team}: ... to the second
	TextCircleStop  TextID = "circle_stop"  // {programma} {team}: people are told, and the alarm of today stays
	TextStopsToo    TextID = "stops_too"    // {wat}: what ended with the word stop, besides

	TextDrill TextID = "drill" // stands above every text of a drill
)

// CheckPrompt is the prompt that fits the time of day.
func CheckPrompt(at time.Time) TextID {
	switch hour := at.In(Amsterdam).Hour(); {
	case hour < 12:
		return TextCheckMorning
	case hour < 18:
		return TextCheckMidday
	}
	return TextCheckEvening
}

var circleTexts = map[TextID]fixed{
	TextCheckMorning: {
		je: "Goedemorgen {naam}. Is alles goed met je?",
		u:  "Goedemorgen {naam}. Is alles goed met u?",
	},
	TextCheckMidday: {
		je: "Goedemiddag {naam}. Is alles goed met je?",
		u:  "Goedemiddag {naam}. Is alles goed met u?",
	},
	TextCheckEvening: {
		je: "Goedenavond {naam}. Is alles goed met je?",
		u:  "Goedenavond {naam}. Is alles goed met u?",
	},
	TextCheckAgain: {
		je: "Dag {naam}. Ik hoorde nog niets van je. Is alles goed met je?",
		u:  "Dag {naam}. Ik hoorde nog niets van u. Is alles goed met u?",
	},
	TextCheckYes:  both("Ja, alles goed"),
	TextCheckRing: both("Bel mij"),

	TextCheckThanks: {
		je: "Fijn, dank je. Tot morgen.",
		u:  "Fijn, dank u. Tot morgen.",
	},
	TextCheckNext: {
		je: "Fijn, dank je. Tot de volgende keer.",
		u:  "Fijn, dank u. Tot de volgende keer.",
	},
	TextCheckEarly: {
		je: "Fijn, dank je. Dan vraag ik het vandaag niet meer.",
		u:  "Fijn, dank u. Dan vraag ik het vandaag niet meer.",
	},
	TextCheckLate: {
		je: "Fijn dat je je meldt. Ik laat {team} weten dat alles goed is. Misschien belt er toch nog iemand.",
		u:  "Fijn dat u zich meldt. Ik laat {team} weten dat alles goed is. Misschien belt er toch nog iemand.",
	},
	TextCheckSign: {
		je: "Dank je. Ik ben een chatbot en begrijp dit niet goed. Ik geef het door aan {team}. Is alles goed met je?",
		u:  "Dank u. Ik ben een chatbot en begrijp dit niet goed. Ik geef het door aan {team}. Is alles goed met u?",
	},
	TextCheckNotWell: {
		je: "Goed dat je het zegt. Ik vraag {team} om je te bellen. Ik weet niet hoe snel dat lukt. Is er haast bij? Bel 112.",
		u:  "Goed dat u het zegt. Ik vraag {team} om u te bellen. Ik weet niet hoe snel dat lukt. Is er haast bij? Bel 112.",
	},
	TextCheckBody: {
		je: "Dat klinkt niet goed. Heb je snel hulp nodig? Bel 112. Ik heb {team} gewaarschuwd, maar ik weet niet wanneer iemand je belt.",
		u:  "Dat klinkt niet goed. Hebt u snel hulp nodig? Bel 112. Ik heb {team} gewaarschuwd, maar ik weet niet wanneer iemand u belt.",
	},
	TextCheckKnown: {
		je: "Dank je, dat had je al laten weten.",
		u:  "Dank u, dat had u al laten weten.",
	},
	TextCheckPast: both("Die vraag was van een eerdere dag. Is er nu iets? Schrijf het gerust hier."),

	TextChainCall: {
		je: "Dag {naam}. Je belt vandaag {ander}. Het nummer is {telefoon}.",
		u:  "Dag {naam}. U belt vandaag {ander}. Het nummer is {telefoon}.",
	},
	TextChainAgain: {
		je: "Heb je {ander} al gesproken? Het nummer is {telefoon}.",
		u:  "Hebt u {ander} al gesproken? Het nummer is {telefoon}.",
	},
	TextChainNext: {
		je: "Wil je nu {ander} bellen? Het nummer is {telefoon}.",
		u:  "Wilt u nu {ander} bellen? Het nummer is {telefoon}.",
	},
	TextChainSpoken: both("Gesproken"),
	TextChainWorse:  both("Niet zo goed"),
	TextChainMissed: both("Niet bereikt"),
	TextChainThanks: {
		je: "Fijn, dank je. De cirkel gaat verder.",
		u:  "Fijn, dank u. De cirkel gaat verder.",
	},
	TextChainWorried: {
		je: "Goed dat je het zegt. Ik laat {team} weten dat het met {ander} niet zo goed gaat. Is er gevaar? Bel 112.",
		u:  "Goed dat u het zegt. Ik laat {team} weten dat het met {ander} niet zo goed gaat. Is er gevaar? Bel 112.",
	},
	TextChainUnheard: {
		je: "Dank je. Ik laat {team} weten dat {ander} niet is bereikt. Ga er niet alleen heen.",
		u:  "Dank u. Ik laat {team} weten dat {ander} niet is bereikt. Ga er niet alleen heen.",
	},
	TextChainRound: {
		je: "Fijn, dank je. De cirkel is rond.",
		u:  "Fijn, dank u. De cirkel is rond.",
	},

	TextPaused: {
		je: "Goed, je bent afgemeld. De eerste dag dat ik je weer iets vraag: {dag}.",
		u:  "Goed, u bent afgemeld. De eerste dag dat ik u weer iets vraag: {dag}.",
	},
	TextPauseEnds: {
		je: "Morgen begint {programma} weer voor je. Ik schrijf je dan om {tijd}. Klopt dat?",
		u:  "Morgen begint {programma} weer voor u. Ik schrijf u dan om {tijd}. Klopt dat?",
	},
	TextPauseRight: both("Ja, dat klopt"),
	TextPauseWrong: both("Nee, nog niet"),
	TextPauseChange: {
		je: "Goed. Ik vraag {team} om een andere dag met je af te spreken.",
		u:  "Goed. Ik vraag {team} om een andere dag met u af te spreken.",
	},
	TextCircleStop: {
		je: "Goed. Ik laat {team} weten dat je wilt stoppen met {programma}. Misschien belt iemand je vandaag nog.",
		u:  "Goed. Ik laat {team} weten dat u wilt stoppen met {programma}. Misschien belt iemand u vandaag nog.",
	},
	TextStopsToo: {
		je: "Dit stopt nu ook: {wat}. Wil je iets daarvan houden? Schrijf dan: mens.",
		u:  "Dit stopt nu ook: {wat}. Wilt u iets daarvan houden? Schrijf dan: mens.",
	},

	TextDrill: both("OEFENING. Er is niets aan de hand."),
}
