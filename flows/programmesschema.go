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
	programme := programmeKeys.object([]string{"label", "kind", "form", "team", "days", "at", "circles"}, map[string]schema{
		"kind": oneWordOf(programmeKinds[:]...), "form": oneWordOf(forms[:]...), "language": shaped(tagShape.String()),
		"days":   either(shaped(weekdayPattern()), shaped(`^[^\n]*[Ff][Rr][Ee][Qq]=[^\n]*$`)),
		"people": {"type": "integer", "minimum": 1, "maximum": mostPeople},
		"start":  shaped(`^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$`),
		"at":     clock, "until": clock, "early": clock,
		"remind": either(several, schema{"const": yesNo[1]}), "overdue": long, "climb": several, "step": long,
		"holidays": oneWordOf(teamHolidays[:]...),
		"circles": {"type": "object", "minProperties": 1, "additionalProperties": circle,
			"propertyNames": schema{"pattern": nameShape.String()}},
	})
	programme["if"] = schema{"properties": schema{"kind": schema{"const": string(ProgrammeStar)}.about("Bij een ster hoort geen step.")}, "required": []string{"kind"}}
	programme["then"] = schema{"not": schema{"required": []string{"step"}}}
	return schema{"type": "object", "additionalProperties": programme, "propertyNames": schema{"pattern": nameShape.String()}}
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
		{"kind", "ster: de chatbot vraagt iedereen. keten: ieder belt de volgende, en de chatbot zegt wie."},
		{"form", "Spreekt de bot iemand aan met je of met u?"},
		{"language", "De taal waarin de bot vraagt. Laat het weg voor de taal van jullie organisatie."},
		{"team", "Het team dat kijkt als iemand niets laat horen."},
		{"people", "Hoeveel mensen er hoogstens meedoen. check rekent dan na of de bot hen allemaal op tijd kan vragen."},
		{"days", "Op welke dagen: elke dag, of ma-vr, of een regel zoals FREQ=WEEKLY;BYDAY=MO,TH."},
		{"start", "De eerste dag: 2026-12-01. Laat het weg als het al loopt."},
		{"at", "Hoe laat de bot vraagt of alles goed is: \"8:30\". Wie een eigen tijd heeft, krijgt de vraag dan."},
		{"until", "Tot hoe laat de bot nog vraagt. Daarna niet meer, ook niet na een storing: dan kijken mensen. Laat het weg voor tot overdue."},
		{"early", "Vanaf hoe laat een antwoord al telt voor vandaag. Laat het weg voor tweeënhalf uur ervoor."},
		{"remind", "Wanneer de bot het nog eens vraagt, geteld vanaf de eerste vraag: [30 min, 60 min]. nee als dat niet hoeft."},
		{"overdue", "Hoelang na de eerste vraag mensen gaan kijken, als er geen antwoord is: 90 min."},
		{"climb", "Wanneer na het begin van een melding de tweede het hoort, en wanneer iedereen: [10 min, 20 min]."},
		{"step", "Alleen bij een keten: hoeveel tijd iemand heeft om de volgende te bellen. Gewoon is 10 min."},
		{"holidays", "closed als er op feestdagen niemand iets gevraagd wordt. Gewoon is open: ook dan."},
		{"circles", "De cirkels. Wie erin zitten, staat niet hier: dat regel je op de webdesk."},
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
