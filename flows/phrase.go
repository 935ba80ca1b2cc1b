package flows

import (
	"fmt"
	"strings"
)

// phrase is a part of a mistake's words that is Omzien's own and not the
// author's: it fills a place of a wording like any other argument, in the
// language that the wording is said in. Its English is its key in dutchPhrases,
// or in dutchHints.
type phrase struct {
	english string
	args    []any
}

// phrased is the phrase with these words; %[n] are the arguments. One without
// arguments may end with a name of the author's: "the variable leeftijd".
func phrased(english string, args ...any) phrase { return phrase{english, args} }

// in says the phrase. One that has no Dutch is said in English.
func (p phrase) in(dutch bool) string {
	words, name := p.english, ""
	if dutch {
		words, name = dutchOf(p.english, len(p.args) == 0)
	}
	if len(p.args) == 0 {
		return words + name
	}
	return fill(words, p.args, dutch)
}

// dutchOf finds the Dutch of a phrase, or of its longest beginning that has any
// where a name may follow.
func dutchOf(english string, named bool) (words, name string) {
	for end := len(english); end > 0; end = strings.LastIndexByte(english[:end], ' ') {
		for _, table := range [...]map[string]string{dutchPhrases, dutchHints} {
			if d, ok := table[english[:end]]; ok {
				return d, english[end:]
			}
		}
		if !named {
			break
		}
	}
	return english, ""
}

// fill is Sprintf for wordings, which need not use every argument.
func fill(format string, args []any, dutch bool) string {
	if !strings.Contains(format, "%") {
		return format
	}
	said := make([]any, len(args))
	for i, a := range args {
		if p, ok := a.(phrase); ok {
			a = p.in(dutch)
		}
		said[i] = a
	}
	return fmt.Sprintf(format, said...)
}

// dutchPhrases has the Dutch of every phrase that mistakes are made of.
var dutchPhrases = map[string]string{
	// What the author may have meant.
	"Did you mean %[1]q?":                     "Bedoel je %[1]q?",
	"There is none to choose from.":           "Er is er geen om uit te kiezen.",
	"There are %[1]d to choose from.":         "Er zijn er %[1]d om uit te kiezen.",
	"Known here: %[1]s.":                      "Dit kan hier wel: %[1]s.",
	"Beside it may stand: %[1]s.":             "Dit mag er wel bij: %[1]s.",
	"Declare it under data.":                  "Zet het bovenaan onder data, met een type.",
	"Call it %[1]s.":                          "Noem het %[1]s.",
	"Move it to %[1]s.":                       "Zet het in %[1]s.",
	"; here: %[1]s":                           "; hier: %[1]s",
	"line %[1]d":                              "regel %[1]d",
	"%[1]s, line %[2]d":                       "%[1]s, regel %[2]d",
	"the same list":                           "dezelfde lijst",
	"the same card":                           "dezelfde kaart",
	", - or _":                                ", - en _",
	" or _":                                   " en _",
	"Write a number, such as \"- 7: Zeven\".": "Schrijf een getal, zoals: - 7: Zeven",
	"Write ja or nee.":                        "Schrijf ja of nee.",

	// Questions and their answers.
	"Declare it as text, story, number, date, time, phone, email or neighbourhood, or use choose.":        "Maak er onder data type: text, story, number, date, time, phone, email of neighbourhood van. Of vraag het met choose.",
	"Declare it as choice, several, number or yesno, or as entry where it is chosen from what was found.": "Maak er onder data type: choice, several, number of yesno van. Of entry, als iemand kiest uit wat er gevonden is.",
	"Count a number, several or found.":                   "Tel een gegeven met \"type: number\", \"type: several\" of \"type: found\".",
	"Declare it as number.":                               "Maak er onder data type: number van.",
	"Declare it as yesno.":                                "Maak er onder data type: yesno van.",
	"Declare it as choice.":                               "Maak er onder data \"type: choice\" van.",
	"Declare it as found.":                                "Maak er onder data \"type: found\" van.",
	"Declare it as several: more than one may be chosen.": "Maak er onder data type: several van. Iemand mag hier meer kiezen.",
	"Add \"several: ja\", or declare it as choice.":       "Zet er \"several: ja\" bij, of maak er onder data type: choice van.",
	"Write it without a comma.":                           "Schrijf het zonder komma.",
	"any words are an answer to this question":            "bij deze vraag past elk antwoord",
	"Remove it, or save the answer as number, date, time, phone, email or neighbourhood.": "Haal het weg. Of maak van het gegeven onder data type: number, date, time, phone, email of neighbourhood.",
	"only a story has an end":                                                    "alleen een verhaal (type: story) heeft een eind",
	"Remove it, or declare the variable as story.":                               "Haal het weg, of maak er onder data type: story van.",
	"one answer needs no end":                                                    "wie één antwoord geeft, is meteen klaar",
	"Remove it, or add \"several: ja\".":                                         "Haal het weg, of zet er \"several: ja\" bij.",
	"nothing saves what was chosen":                                              "wat iemand kiest, wordt nergens bewaard",
	"Add save, with a variable of type several.":                                 "Zet er save bij, met een gegeven van type: several.",
	"Add from, with the variable in which a find saves what it found.":           "Zet er from bij, met het gegeven waarin find bewaart wat er gevonden is.",
	"Name a variable of type several or found.":                                  "Noem een gegeven met \"type: several\" of \"type: found\".",
	"What is chosen from several is a choice, and from what was found an entry.": "Wie kiest uit several, krijgt type: choice. Wie kiest uit wat er gevonden is, krijgt type: entry.",
	"more than one may be chosen":                                                "iemand mag hier meer kiezen",
	"Remove it, and use when in the steps that follow.":                          "Haal het weg, en gebruik when bij de stappen die volgen.",

	"Declare it as date or entry, or write a time of day: \"9:00\".":     "Maak er onder data type: date of entry van. Of schrijf hoe laat: \"9:00\".",
	"Write a number, such as 3 or 2,5.":                                  "Schrijf een getal, zoals 3 of 2,5.",
	"Write year, month, day: \"2026-11-27\".":                            "Schrijf jaar, maand, dag: \"2026-11-27\".",
	"Write it as \"09:30\".":                                             "Schrijf het zo: \"09:30\".",
	"Write values that a choose offers, with commas and no blanks: a,b.": "Schrijf antwoorden die een vraag heeft, met een komma en zonder spaties: a,b.",
	"Take it over from another variable: \"= other\".":                   "Neem het over van een ander gegeven: \"= ander\".",

	// What an author may do with a file in media, and what is wrong with it.
	"This is a GIF. Save it as PNG, or as MP4 if it moves.":                  "Dit is een GIF. Bewaar het als PNG, of als MP4 als het beweegt.",
	"This is an SVG drawing. Save it as PNG.":                                "Dit is een SVG-tekening. Bewaar die als PNG.",
	"This is a web page. Save it as PDF, or make it a link.":                 "Dit is een webpagina. Bewaar die als PDF, of maak er een link van.",
	"This is a QuickTime video. Save it as MP4.":                             "Dit is een QuickTime-video. Bewaar die als MP4.",
	"This is a HEIC or AVIF photo. Save it as JPEG.":                         "Dit is een HEIC- of AVIF-foto. Bewaar die als JPEG.",
	"This may be a Word document. Save it as PDF.":                           "Is dit een Word-document? Bewaar het als PDF.",
	"Save it as JPEG or PNG (picture), MP4 (video) or PDF (document).":       "Bewaar een foto als JPEG of PNG, een video als MP4 en een document als PDF.",
	"it moves, and nobody could stop it":                                     "de foto beweegt, en niemand kan dat stoppen",
	"it ends before the picture does":                                        "het bestand is niet heel",
	"it cannot be read as a picture":                                         "het is niet als foto te lezen",
	"it has %[1]d by %[2]d pixels, and both together must not be over %[3]d": "de foto is %[1]d bij %[2]d beeldpunten, en samen mogen die niet meer zijn dan %[3]d",
	"with %[1]d by %[2]d pixels it is too narrow":                            "met %[1]d bij %[2]d beeldpunten is de foto te smal",
	"the picture":  "de foto",
	"the document": "het document",
	"the video":    "de video",

	// Things in a playbook; a name may follow.
	"the organisation":       "de organisatie",
	"the numbers":            "de lijst met nummers",
	"a number":               "een hulpnummer",
	"the number":             "het nummer",
	"the team":               "het team",
	"a team":                 "een team",
	"the flow":               "het gesprek",
	"a flow":                 "een gesprek",
	"the folder of flows":    "de map flows",
	"a start":                "een manier om te beginnen",
	"the deeplink":           "de link",
	"the word":               "het woord",
	"the default":            "de default",
	"the variable":           "het gegeven",
	"a variable":             "een gegeven",
	"step":                   "stap",
	"a step":                 "een stap",
	"the id":                 "de id",
	"an option":              "een antwoord",
	"the option":             "het antwoord",
	"the value":              "de korte naam",
	"the value of an option": "de korte naam van een antwoord",
	"a key":                  "een woord voor de dubbele punt",

	"the appointments":  "het bestand met afspraken",
	"places":            "de plekken",
	"times":             "de tijden",
	"the place":         "de plek",
	"a place":           "een plek",
	"the programmes":    "het bestand met programma's",
	"the programme":     "het programma",
	"a programme":       "een programma",
	"the circle":        "de cirkel",
	"a circle":          "een cirkel",
	"the coordinator":   "de coördinator",
	"a coordinator":     "een coördinator",
	"the directory":     "de gids",
	"the texts":         "het bestand met teksten",
	"the text":          "de tekst",
	"the theme":         "het thema",
	"a theme":           "een thema",
	"the neighbourhood": "de buurt",
	"a neighbourhood":   "een buurt",
	// Things in the directory.
	"an entry":                           "iets in de gids",
	"a text":                             "een tekst",
	"the entry":                          "in de gids",
	"Declare it as one of these: %[1]s.": "Maak er onder data een van deze types van: %[1]s.",

	// What stands where something else belongs.
	"a group of keys": "een groepje woorden met een dubbele punt",
	"a list":          "een lijst",
	"empty":           "niets",
	"the text %[1]q":  "de tekst %[1]q",
	"something else":  "iets anders",
	"tagged %[1]q":    "iets met %[1]q ervoor",
	"%[1]d keys":      "%[1]d keer een woord met een dubbele punt",
	"%[1]d keys (indent %[2]s below the value, or use braces)": "%[1]d keer een woord met een dubbele punt (zet %[2]s verder naar rechts, of gebruik accolades: {label: Nee, %[2]s: ...})",
	"none at all":      "niets",
	"a dot or bracket": "een punt of een haak",
	"this":             "dit",
	// What PO files have wrong.
	"a text without a keyword":                                                  "een tekst zonder woord ervoor",
	"Put msgid or msgstr before it.":                                            "Zet er msgid of msgstr voor.",
	"msgstr without a msgid":                                                    "msgstr zonder msgid",
	"Put the Dutch text above it as msgid.":                                     "Zet de Nederlandse tekst erboven, achter msgid.",
	"unknown keyword %[1]q":                                                     "het woord %[1]q hoort hier niet",
	"%[1]s stands here twice":                                                   "%[1]s staat hier twee keer",
	"Put an empty line between two texts, and give each its msgstr.":            "Zet een lege regel tussen twee teksten. Geef elke tekst een eigen msgstr.",
	"this text has no msgstr":                                                   "bij deze tekst staat geen msgstr",
	"Add it; an empty one means: not translated yet.":                           "Zet msgstr \"\" erbij. Leeg betekent: nog niet vertaald.",
	"msgid_plural without a msgid":                                              "msgid_plural zonder msgid",
	"Put the Dutch text for one above it as msgid.":                             "Zet de Nederlandse tekst voor één erboven, achter msgid.",
	"msgstr without a number below a msgid_plural":                              "msgstr zonder nummer onder een msgid_plural",
	"Write msgstr[0], msgstr[1] and so on.":                                     "Schrijf msgstr[0], msgstr[1] enzovoort.",
	"%[1]s without a msgid_plural":                                              "%[1]s zonder msgid_plural",
	"Write msgstr, or put the Dutch text for several above it as msgid_plural.": "Schrijf msgstr. Of zet de Nederlandse tekst voor meer dan één erboven, achter msgid_plural.",
	"%[1]s follows too early":                                                   "%[1]s komt te vroeg",
	"Write msgstr[0], msgstr[1] and so on, in this order.":                      "Schrijf msgstr[0], msgstr[1] enzovoort, in deze volgorde.",
	"a text without quotes":                                                     "een tekst zonder aanhalingstekens",
	"Put double quotes around it.":                                              "Zet er dubbele aanhalingstekens omheen.",
	"a quote in the middle of a text":                                           "een aanhalingsteken midden in een tekst",
	`Write it as \".`:                                                           `Schrijf het als \".`,
	"an unknown sign after a backslash":                                         "een vreemd teken na een \\",
	`Write \\ for a backslash, \n for a new line.`:                              `Schrijf \\ voor een gewone \, en \n voor een nieuwe regel.`,
	"the closing quote is missing":                                              "het aanhalingsteken aan het eind mist",
	"Put a double quote at the end.":                                            "Zet een dubbel aanhalingsteken aan het eind.",

	// What transcripts have wrong.
	"this is not a moment":                            "dit is geen moment",
	"Write it as @ 2026-11-23 14:00.":                 "Schrijf het zo: @ 2026-11-23 14:00.",
	"this is not how long something takes":            "dit zegt niet hoe lang iets duurt",
	"Write it as + 6m, + 2h30m, + 90s, + 2d or + 1w.": "Schrijf het zo: + 6m, + 2h30m, + 90s, + 2d of + 1w.",
	"nothing is expected here":                        "hier staat niet wat er moet komen",
	"Write what the person reads, behind the sign.":   "Schrijf achter het teken wat iemand leest.",
	"no line of a transcript begins like this":        "zo begint geen regel van een proefgesprek",
	"Begin with >, <, !, +, @, #, desk>, desk<, or a name and > or <, and a space; go on with two spaces.": "Begin met >, <, !, +, @, #, desk>, desk<, of een naam en > of <, en een spatie. Gaat de tekst verder op de volgende regel? Begin die met twee spaties.",
	"this is not one choice": "dit is niet één knop",
	"Write its label between brackets: > [Ja]; a bracket in a text gets a backslash.": "Zet de woorden van de knop tussen haken: > [Ja]. Staat er een haak in een tekst? Zet er een \\ voor.",
	"this cannot be expected": "dit kan hier niet staan",
	"Write ! handoff TEAM, URGENCY, ! alarm CAUSE, URGENCY, ! over or ! erased.": "Schrijf ! handoff TEAM, HOE DRINGEND, of ! alarm WAAROM, HOE DRINGEND, of ! over, of ! erased.",
	"one word, a comma and an urgency are needed here":                           "hier horen één woord, een komma en hoe dringend het is",
	"The urgency is quiet, normal, urgent or danger.":                            "Hoe dringend: quiet, normal, urgent of danger.",
	"nobody is named here":                      "hier staat geen naam",
	"Write the name first: desk> Noor pakt op.": "Schrijf eerst de naam: desk> Noor pakt op.",
	"Write whom it is about behind the colon: ! alarm missed, urgent: mevrouw De Wit.": "Schrijf achter de dubbele punt over wie het gaat: ! alarm missed, urgent: mevrouw De Wit.",
	"a worker cannot do this": "dit kan een medewerker niet doen",
	"Write: pakt op, verstuurt, bewaart, terug naar bot, rondt af, laat los, draagt over aan TEAM, draagt warm over aan TEAM, vraagt NAME, gaat alleen verder, sluit CAUSE, overleg klaar, notitie: words, in overleg: words, houdt tegen: words, schrijft NAME in bij PROGRAMME/CIRCLE, schrijft NAME uit, meldt NAME af tot DATE, oefent met PROGRAMME/CIRCLE, drukt bij NAME op [BUTTON], or a colon and words.": "Schrijf: pakt op, verstuurt, bewaart, terug naar bot, rondt af, laat los, draagt over aan TEAM, draagt warm over aan TEAM, vraagt NAAM, gaat alleen verder, sluit WAAROM, overleg klaar, notitie: woorden, in overleg: woorden, houdt tegen: woorden, schrijft NAAM in bij PROGRAMMA/CIRKEL, schrijft NAAM uit, meldt NAAM af tot DATUM, oefent met PROGRAMMA/CIRKEL, drukt bij NAAM op [KNOP], bekijkt het wijkbeeld, vertelt over BUURT: woorden, of een dubbele punt en woorden.",

	// What the parsers of others found.
	"it holds nothing": "er staat niets in",
	"mapping values are not allowed in this context":               "hier mag geen dubbele punt staan. Zet een tekst met een dubbele punt tussen aanhalingstekens",
	"did not find expected key":                                    "deze regel staat te ver naar links of naar rechts, of er mist iets op de regel erboven",
	"did not find expected '-' indicator":                          "hier wordt een streepje verwacht",
	"did not find expected ',' or ']'":                             "hier wordt een komma of ] verwacht",
	"did not find expected ',' or '}'":                             "hier wordt een komma of } verwacht",
	"did not find expected node content":                           "hier wordt een tekst verwacht",
	"could not find expected ':'":                                  "hier mist een dubbele punt",
	"found character that cannot start any token":                  "met dit teken mag een tekst niet beginnen. Zet de tekst tussen aanhalingstekens",
	"found a tab character where an indentation space is expected": "hier staat een tab. Gebruik spaties",
	"found a tab character that violates indentation":              "hier staat een tab. Gebruik spaties",
	"found unexpected end of stream":                               "het aanhalingsteken dat hier begint, gaat nergens dicht",
	"found unexpected document indicator":                          "hier begint een tweede document (---), terwijl er nog iets open staat",
	"found unknown escape character":                               "na \\ staat een teken dat hier niet kan. Schrijf \\\\ voor een gewone \\",
	"block sequence entries are not allowed in this context":       "een streepje kan hier niet. Zet het op een eigen regel",
	"mapping keys are not allowed in this context":                 "een woord met een dubbele punt kan hier niet",
	"did not find expected alphabetic or numeric character":        "na & of * hoort een naam. Zet een tekst die zo begint tussen aanhalingstekens",
	"unexpected token":                                             "dit staat hier niet goed:",
	"unexpected end of expression":                                 "er mist nog iets aan het eind",
	"unrecognized character:":                                      "dit teken kan hier niet:",
	"literal not terminated":                                       "een aanhalingsteken gaat niet dicht",
	"expected %[1]s, but got %[2]s":                                "er moet %[1]s uit komen, en dit is %[2]s",
	"it is too long":                                               "hij is te lang",
	"invalid operation: %[1]s (mismatched types %[2]s and %[3]s)":  "%[2]s en %[3]s passen niet bij elkaar (%[1]s)",
	"float64":                            "een getal",
	"string":                             "een tekst",
	"bool":                               "ja of nee",
	"control characters are not allowed": "er staat een onzichtbaar teken in. Typ de regel opnieuw",
	"expected single document, found multiple": "er staan twee documenten in dit bestand (---). Laat er één over",
}
