package flows

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
		"themes": themes,
	})
}
