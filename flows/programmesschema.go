package flows

import "strings"

// programmesSchema describes programmes.yaml.
func programmesSchema() schema {
	clock := shaped(`^\s*` + strings.Trim(clockShape.String(), "^$") + `\s*$`)
	long := shaped(durationPattern())
	several := either(long, listOf(long))
	circle := circleKeys.object([]string{"label"}, map[string]schema{
		"rooster": {"type": "object", "additionalProperties": listOf(anyText()), "propertyNames": schema{"pattern": weekdayPattern()}},
	})
	begun := begunKeys.object([]string{"flow", "at"}, map[string]schema{"at": clock, "until": clock, "flow": shaped(nameShape.String())})
	programme := programmeKeys.object(everyProgramme, map[string]schema{
		"kind": oneWordOf(programmeKinds[:]...), "form": oneWordOf(forms[:]...), "language": shaped(tagShape.String()),
		"days":   either(shaped(weekdayPattern()), shaped(`^[^\n]*[Ff][Rr][Ee][Qq]=[^\n]*$`)),
		"flow":   shaped(nameShape.String()),
		"weeks":  listOf(schema{"type": "integer", "minimum": 1, "maximum": mostWeeks}),
		"enough": {"type": "integer", "minimum": FewestTogether, "maximum": mostPeople}, "offers": shaped(nameShape.String()),
		"themes": {"type": "object", "minProperties": 1, "additionalProperties": anyText(), "propertyNames": schema{"pattern": nameShape.String()}},
		"quiet":  {"type": "integer", "minimum": 1, "maximum": mostQuiet},
		"before": begun, "after": begun,
		"people": {"type": "integer", "minimum": 1, "maximum": mostPeople},
		"start":  shaped(`^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$`),
		"at":     clock, "until": clock, "early": clock,
		"remind": either(several, schema{"const": yesNo[1]}), "overdue": long, "climb": several, "step": long,
		"holidays": oneWordOf(teamHolidays[:]...),
		"circles": {"type": "object", "minProperties": 1, "additionalProperties": circle,
			"propertyNames": schema{"pattern": nameShape.String()}},
	})
	var kinds []schema
	for _, kind := range programmeKinds {
		kinds = append(kinds, ofKindSchema(ProgrammeKind(kind)))
	}
	programme["allOf"] = kinds
	return schema{"type": "object", "additionalProperties": programme, "propertyNames": schema{"pattern": nameShape.String()}}
}

// ofKindSchema says which keys one kind of programme needs, and which are of another.
func ofKindSchema(k ProgrammeKind) schema {
	own, not := ofKind(k), []schema{}
	for _, key := range programmeKeys {
		if !among(key.name, own.all()) {
			not = append(not, schema{"required": []string{key.name}})
		}
	}
	then := schema{"required": own.needs, "not": either(not...)}
	if k == ProgrammeGroup {
		then["anyOf"] = []schema{{"required": []string{"before"}}, {"required": []string{"after"}}}
	}
	return schema{
		"if":   schema{"properties": schema{"kind": schema{"const": string(k)}.about("Wat bij " + string(k) + " hoort.")}, "required": []string{"kind"}},
		"then": then,
	}
}

// coordinatorsSchema describes who looks after circles, in organisation.yaml.
func coordinatorsSchema() schema {
	one := coordinatorKeys.object([]string{"name"}, map[string]schema{"email": shaped(`^\s*[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+\s*$`)})
	return schema{"type": "object", "additionalProperties": one, "propertyNames": schema{"pattern": nameShape.String()}}
}

// weekdayPattern is what weekdaysOf reads, for editors.
func weekdayPattern() string {
	var days []string
	for _, word := range dayWords {
		days = append(days, anyCase(word))
	}
	day := `\s*(` + strings.Join(days, "|") + `)\s*`
	span := day + "(-" + day + ")?"
	first, last, _ := strings.Cut(everyDay, " ")
	return `^(\s*` + anyCase(first) + " " + anyCase(last) + `\s*|` + span + "(," + span + `)*)$`
}

var (
	programmeKeys = keys{
		{"label", "Hoe mensen dit noemen, met lidwoord: de belcirkel."},
		{"kind", "ster: de chatbot vraagt iedereen. keten: ieder belt de volgende, en de chatbot zegt wie. groep: een gesprek voor en na een bijeenkomst. vervolg: een gesprek na een aantal weken. stappen: een gesprek over eigen kleine stappen. stilte: jullie horen het als iemand lang niets liet horen. samen: een gesprek op de dag voor iemand ergens de eerste keer samen heen gaat, en een erna. bericht: wat een medewerker op de webdesk schrijft, gaat naar iedereen die dat koos. onderzoek: de antwoorden van een gesprek worden geteld, en wat eruit komt gaat terug naar wie dat wil. buurt: mensen uit een buurt die hetzelfde willen; zijn het er genoeg, dan krijgt het team het voorstel om een groep te beginnen."},
		{"form", "Spreekt de bot iemand aan met je of met u?"},
		{"language", "De taal waarin de bot vraagt. Laat het weg voor de taal van jullie organisatie."},
		{"team", "Het team dat kijkt als iemand niets laat horen."},
		{"people", "Hoeveel mensen er hoogstens meedoen. check rekent dan na of de bot hen allemaal op tijd kan vragen."},
		{"days", "Op welke dagen: elke dag, of ma-vr, of een regel zoals FREQ=WEEKLY;BYDAY=MO,TH."},
		{"start", "De eerste dag: 2026-12-01. Laat het weg als het al loopt."},
		{"at", "Hoe laat de bot vraagt of alles goed is: \"8:30\". Wie een eigen tijd heeft, krijgt de vraag dan. Bij een bericht: vanaf hoe laat het weggaat."},
		{"flow", "Bij vervolg en stappen: het gesprek dat de chatbot dan begint. Bij een onderzoek: het gesprek waarvan de antwoorden tellen."},
		{"weeks", "Bij een vervolg: na hoeveel weken, geteld vanaf de dag dat iemand begon: [1, 2, 4, 8]."},
		{"before", "Bij een groep: het gesprek voor de bijeenkomst, en hoe laat: {flow: groep-vooraf, at: \"15:00\"}. Bij samen: het gesprek op de dag ervoor."},
		{"after", "Bij een groep: het gesprek na de bijeenkomst, en hoe laat. Bij samen: het gesprek op de eerste dag erna die bij days hoort."},
		{"enough", "Bij buurt: vanaf hoeveel mensen uit een buurt het team het voorstel krijgt. Gewoon is 5, en nooit minder: anders is te zien om wie het gaat."},
		{"themes", "Bij buurt: wat mensen samen kunnen willen. Links het thema uit directory.yaml, rechts hoe jullie het noemen: {alleen: mensen ontmoeten}."},
		{"offers", "Bij buurt: het thema van gesprekken waarin mensen iets aanbieden. Zij staan bij het voorstel."},
		{"quiet", "Bij stilte: na hoeveel dagen zonder een teken iemand van het team even belt."},
		{"until", "Tot hoe laat de bot nog vraagt. Daarna niet meer, ook niet na een storing: dan kijken mensen. Laat het weg voor tot overdue."},
		{"early", "Vanaf hoe laat een antwoord al telt voor vandaag. Laat het weg voor tweeënhalf uur ervoor."},
		{"remind", "Wanneer de bot het nog eens vraagt, geteld vanaf de eerste vraag: [30 min, 60 min]. nee als dat niet hoeft."},
		{"overdue", "Hoelang na de eerste vraag mensen gaan kijken, als er geen antwoord is: 90 min."},
		{"climb", "Wanneer na het begin van een melding de tweede het hoort, en wanneer iedereen: [10 min, 20 min]."},
		{"step", "Alleen bij een keten: hoeveel tijd iemand heeft om de volgende te bellen. Gewoon is 10 min."},
		{"holidays", "closed als er op feestdagen niemand iets gevraagd wordt. Gewoon is open: ook dan."},
		{"circles", "De cirkels of groepen. Nodig bij ster en keten. Wie erin zitten, staat niet hier: dat regel je op de webdesk."},
	}
	begunKeys = keys{
		{"flow", "Het gesprek dat de chatbot dan begint."},
		{"at", "Hoe laat: \"15:00\". Niet in de nacht."},
		{"until", "Tot hoe laat het nog kan beginnen, als het niet eerder lukte. Laat het weg voor acht uur erna."},
	}
	circleKeys = keys{
		{"label", "Hoe de cirkel heet."},
		{"channel", "De id (C...) van een eigen Slack-kanaal. Laat het weg voor dat van het team."},
		{"rooster", "Wie er dienst heeft: per dag of dagen een lijst van coördinatoren. Eerst de eerste, dan de tweede."},
	}
	coordinatorKeys = keys{
		{"name", "Hoe de coördinator heet, voor mensen: Anja Bakker."},
		{"email", "Waar een melding naartoe gaat. Laat het weg als dat alleen met Telegram gaat."},
	}
)
