package flows

import "strings"

// directorySchema describes directory.yaml.
func directorySchema() schema {
	code := `\s*[1-9][0-9]{3}( ?[A-Za-z]{2})?\s*`
	neighbourhood := neighbourhoodKeys.object([]string{"label", "postcodes"}, map[string]schema{
		// A number: four digits without quotes.
		"postcodes": listOf(either(shaped("^"+code+"(-"+code+")?$"), schema{"type": "integer", "minimum": 1000, "maximum": 9999})),
	})
	themes := listOf(shaped(nameShape.String()))
	themes["uniqueItems"] = true
	return directoryKeys.object(nil, map[string]schema{
		"neighbourhoods": {"type": "object", "additionalProperties": neighbourhood,
			"propertyNames": schema{"pattern": nameShape.String(), "not": schema{"const": Elsewhere}}},
		"themes": themes, "returning": listOf(shaped(nameShape.String())),
		"entries": {"type": "object", "additionalProperties": entrySchema(), "propertyNames": schema{"pattern": nameShape.String()}},
	})
}

func entrySchema() schema {
	yes := oneWordOf(yesNo[:]...)
	date := shaped(`^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$`)
	clock := shaped(`^\s*` + strings.Trim(clockShape.String(), "^$") + `\s*$`)
	when := whenKeys.object([]string{"from", "to"}, map[string]schema{
		"from": clock, "to": clock, "start": date,
		"rule": shaped(`^[^\n]*[Ff][Rr][Ee][Qq]=[^\n]*$`),
	})
	when["anyOf"] = []schema{{"required": []string{"rule"}}, {"required": []string{"start"}}}
	short := anyText()
	short["maxLength"] = longestEntry
	return entryKeys.object([]string{"title", "kind"}, map[string]schema{
		"title": short, "what": short, "where": short,
		"kind":           oneWordOf(entryKinds[:]...),
		"neighbourhoods": listOf(anyText()), "themes": listOf(anyText()),
		"ages":      {"type": []string{"string", "integer"}, "pattern": `[0-9].*-|-.*[0-9]`, "maximum": -1},
		"when":      either(when, listOf(when)),
		"holidays":  yes,
		"closed":    closedSchema(),
		"phone":     shaped(phoneShape.String()),
		"web":       shaped(`^https://`),
		"languages": listOf(shaped(tagShape.String())),
		"company":   yes,
	})
}

// closedSchema is a list of days, or of days from one to another.
func closedSchema() schema { return listOf(shaped(spanShape.String())) }

// holidaysSchema is what an organisation says of its holidays.
func holidaysSchema() schema {
	return holidayKeys.object(nil, map[string]schema{
		"country": oneWordOf(countries[:]...), "add": listOf(anyText()), "remove": listOf(anyText()),
	})
}
