package flows

import "strings"

// appointmentsSchema describes appointments.yaml.
func appointmentsSchema() schema {
	clock := shaped(`^\s*` + strings.Trim(clockShape.String(), "^$") + `\s*$`)
	long := shaped(durationPattern())
	meeting := meetingKeys.object([]string{"label", "kind"}, map[string]schema{
		"kind": oneWordOf(meetingKinds[:]...), "free": oneWordOf(yesNo[:]...),
	})
	shift := shiftKeys.object([]string{"days", "from", "to", "length"}, map[string]schema{
		"days": shaped(weekdayPattern()), "from": clock, "to": clock, "length": long,
	})
	calendar := calendarKeys.object([]string{"places", "times"}, map[string]schema{
		"places": {"type": "object", "minProperties": 1, "additionalProperties": meeting,
			"propertyNames": schema{"pattern": nameShape.String()}},
		"times": listOf(shift),
		"ahead": long, "notice": long, "remind": clock,
		"most": {"type": "integer", "minimum": 1, "maximum": mostSeats},
	})
	return schema{"type": "object", "additionalProperties": calendar, "propertyNames": schema{"pattern": nameShape.String()}}
}

var (
	calendarKeys = keys{
		{"places", "Waar jullie afspreken. Elke plek heeft een korte naam (kleine letters)."},
		{"times", "Wanneer jullie afspreken. Op feestdagen en dagen dat het team dicht is, kan niemand een afspraak maken."},
		{"ahead", "Hoe ver vooruit iemand kan afspreken. Gewoon is 2 weken, hoogstens 13 weken."},
		{"notice", "Hoelang van tevoren iemand moet afspreken. Gewoon is 1 dag: dan kan het op zijn vroegst morgen om deze tijd."},
		{"most", "Met hoeveel mensen tegelijk jullie kunnen afspreken. Gewoon is 1."},
		{"remind", "Hoe laat de bot iemand de dag ervoor aan de afspraak herinnert. Gewoon is \"10:00\". Niet in de nacht."},
	}
	meetingKeys = keys{
		{"label", "Hoe mensen deze plek lezen, op een knop: In het buurthuis."},
		{"kind", "Wat het is: thuis, plek, wandeling of telefoon."},
		{"where", "Het adres, of waar de wandeling begint."},
		{"free", "ja als deze plek alleen is voor wie vrij kan praten. Bij thuis is dat altijd zo."},
	}
	shiftKeys = keys{
		{"days", "Op welke dagen: ma-vr, of di, do."},
		{"from", "Hoe laat de eerste afspraak begint: \"13:00\"."},
		{"to", "Hoe laat de laatste afspraak klaar is: \"17:00\"."},
		{"length", "Hoelang een afspraak duurt: 45 min."},
	}
)
