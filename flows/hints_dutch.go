package flows

// dutchHints has the Dutch of every phrase that hints are made of.
var dutchHints = map[string]string{
	"this question has %[1]d answers to choose from":                                                                 "bij deze vraag zijn er %[1]d antwoorden om uit te kiezen",
	"Up to ten can be taken in. Make two questions of it: first the subject, then what exactly.":                     "Tot tien is te overzien. Maak er twee vragen van: eerst het onderwerp, dan wat precies.",
	"after this question the talk can end without a word":                                                            "na deze vraag kan het gesprek zomaar ophouden",
	"Let somebody know (notify or handoff), or say goodbye: - say: Dank je wel. Je kunt hier altijd weer schrijven.": "Laat iemand het weten (notify of handoff), of neem afscheid: - say: Dank je wel. Je kunt hier altijd weer schrijven.",
	"with a picture or file this text is too long for Telegram: %[1]d characters":                                    "met een foto of bestand erbij is deze tekst te lang voor Telegram: %[1]d tekens",
	"Keep it under 1024, or say part of it in a step of its own.":                                                    "Houd het onder 1024 tekens, of zet een deel in een eigen stap.",
	"Telegram cuts this button off: it has %[1]d characters":                                                         "Telegram kort deze knop af: er staan %[1]d tekens op",
	"Keep it under 64, and better under 40.":                                                                         "Houd het onder 64 tekens, en liever onder 40.",
	"this is long for a button: %[1]d characters":                                                                    "dit is lang voor een knop: %[1]d tekens",
	"Keep it under 40, so that a phone shows it whole.":                                                              "Houd het onder 40 tekens. Dan past het op een telefoon.",
	"a long sentence of %[1]d words: %[2]q":                                                                          "een lange zin van %[1]d woorden: %[2]q",
	"Make two sentences of it, of at most 15 words each.":                                                            "Maak er twee zinnen van, van hoogstens 15 woorden.",
	"a long word: %[1]q": "een lang woord: %[1]q",
	"Is there a shorter word, or can it be said in two?":              "Is er een korter woord? Of kun je het in twee woorden zeggen?",
	"nobody does anything here: %[1]q ... %[2]q, in %[3]q":            "hier staat niet wie iets doet: %[1]q ... %[2]q, in %[3]q",
	"Say who does it: not \"Je wordt gebeld\" but \"Wij bellen je\".": "Schrijf wie het doet. Niet \"Je wordt gebeld\", maar \"Wij bellen je\".",
	"nobody said when they dialled %[1]q":                             "niemand schreef op wanneer %[1]q is gebeld",
	"%[1]q was last dialled on %[2]s":                                 "%[1]q is voor het laatst gebeld op %[2]s",
	"Dial it, and write the date at checked.":                         "Bel het nummer, en schrijf de datum achter checked.",
	"1 text has no translation: %[1]s":                                "1 tekst is niet vertaald: %[1]s",
	"It is said as it is until somebody translates it.":               "Zolang niemand hem vertaalt, staat hij er in het Nederlands.",
	"%[1]d texts have no translation: %[2]s":                          "%[1]d teksten zijn niet vertaald: %[2]s",
	"They are said as they are until somebody translates them.":       "Zolang niemand ze vertaalt, staan ze er in het Nederlands.",
}
