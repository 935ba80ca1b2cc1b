package flows

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
)

// Schemas names the kinds of files of a playbook that Schema describes.
func Schemas() []string {
	return []string{"flow", "organisation", "numbers", "directory", "programmes", "appointments", "texts"}
}

// Schema describes one kind of file of a playbook for editors, as a JSON Schema
// (draft 7) with Dutch descriptions; false where there is no such kind. It is
// made of what the loader reads with. It accepts what Load accepts (but for
// blanks that somebody put at the ends of a name in quotes), and does not see
// every mistake: where a goto leads, or what a condition says, only Load knows.
func Schema(kind string) ([]byte, bool) {
	var s schema
	switch kind {
	case "flow":
		s = flowSchema().about("Een gesprek van de chatbot.")
	case "organisation":
		s = organisationSchema().about("Jullie organisatie en haar teams.")
	case "numbers":
		s = numbersSchema().about("De hulpnummers.")
	case "directory":
		s = directorySchema().about("De gids: wat er in de buurt is.")
	case "programmes":
		s = programmesSchema().about("De programma's: wat vanzelf naar mensen toe gaat.")
	case "appointments":
		s = appointmentsSchema().about("Afspraken: waar en wanneer een team met mensen afspreekt.")
	case "texts":
		s = cannedSchema().about("De teksten waaruit medewerkers kiezen.")
	default:
		return nil, false
	}
	s["$schema"], s["title"] = "http://json-schema.org/draft-07/schema#", "Omzien: "+kind
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(s) // texts, numbers, lists and maps of them: it cannot fail
	return out.Bytes(), true
}

// schema is a node of a JSON Schema.
type schema map[string]any

func (s schema) about(words string) schema {
	s = maps.Clone(s)
	s["description"] = words
	return s
}

// object is a mapping with these keys and no others. A key without a schema of
// its own holds a text.
func (ks keys) object(required []string, own map[string]schema) schema {
	properties := schema{}
	for _, k := range ks {
		value, ok := own[k.name]
		if !ok {
			value = anyText()
		}
		properties[k.name] = value.about(k.about)
	}
	s := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// anyText is what the loader takes as a text: a number without quotes is one,
// what YAML reads as true, false or nothing is not.
func anyText() schema { return schema{"type": []string{"string", "number"}, "pattern": `\S`} }

// saidText is a text that a person reads. Signs beyond the first plane count as
// two for the loader, so that this is never stricter.
func saidText() schema {
	s := anyText()
	s["maxLength"] = longest
	return s
}

func shaped(pattern string) schema { return schema{"type": "string", "pattern": pattern} }

func oneWordOf(words ...string) schema { return schema{"type": "string", "enum": words} }

func listOf(item schema) schema { return schema{"type": "array", "minItems": 1, "items": item} }

func either(all ...schema) schema { return schema{"anyOf": all} }

func flowSchema() schema {
	variable := variableKeys.object([]string{"type"}, map[string]schema{"type": oneWordOf(varTypes[:]...), "keep": oneWordOf(keepers[:]...)})
	variable["dependencies"] = schema{"keep": []string{"purpose"}, "purpose": []string{"keep"}}
	start := startKeys.object(nil, map[string]schema{
		"deeplink": {"type": []string{"string", "number"}, "pattern": payloadShape.String()},
		"words":    listOf(anyText()),
		"default":  shaped(adapterShape.String()),
	})
	start["minProperties"] = 1
	return flowKeys.object([]string{"flow", "title", "language", "form", "starts", "steps"}, map[string]schema{
		"flow":     shaped(nameShape.String()),
		"language": shaped(tagShape.String()),
		"form":     oneWordOf(forms[:]...),
		"buttons":  oneWordOf("big"),
		"waiting":  oneWordOf(waitings[:]...),
		"starts":   listOf(start),
		"data": {"type": "object", "additionalProperties": variable, "propertyNames": schema{
			"pattern": variableShape.String(), "not": schema{"enum": taken}}},
		"counts": countsSchema(),
		"steps":  listOf(stepSchema()),
	})
}

// stepSchema is one of the kinds of steps, each with the keys that may stand in it.
func stepSchema() schema {
	skip := skipKeys.object([]string{"label"}, map[string]schema{"label": saidText()})
	option := optionKeys.object([]string{"label"}, map[string]schema{"label": saidText(), "also": listOf(anyText())})
	options := listOf(schema{"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": either(saidText(), option)})
	plural := countedKeys.object(countedKeys.names(), map[string]schema{
		"count": shaped(variableShape.String()), "one": saidText(), "other": saidText(),
	})
	texts := listOf(saidText())
	texts["maxItems"] = mostTexts
	rest := shaped(durationPattern())
	remind := remindKeys.object([]string{"after"}, map[string]schema{"after": rest, "say": saidText()})
	giveUp := giveUpKeys.object([]string{"after"}, map[string]schema{"after": rest, "say": saidText()})
	wait := waitKeys.object([]string{"until"}, map[string]schema{
		"at": shaped(clockShape.String()), "before": {"type": []string{"string", "integer"}, "pattern": "^[0-9]{1,3}$", "minimum": 0, "maximum": 366}})
	handed := schema{"type": "object", "minProperties": 1, "additionalProperties": anyText()}
	own := map[string]schema{
		"say": either(saidText(), texts, plural), "closed": saidText(), "consent": saidText(), "for": saidText(), "about": saidText(),
		"link":    linkKeys.object([]string{"label", "to"}, map[string]schema{"label": saidText(), "to": shaped("^https://[^/]")}),
		"remind":  either(rest, remind),
		"give_up": either(rest, giveUp),
		"wait":    either(rest, wait),
		"set":     handed, "with": handed, "back": handed,
		"ask": saidText(), "choose": saidText(),
		"end":     {"enum": []any{true, "true"}},
		"id":      {"type": "string", "pattern": nameShape.String(), "not": schema{"const": "end"}},
		"skip":    either(saidText(), skip),
		"options": options,
		"buttons": oneWordOf("big"),
		"scale":   saidText(), "again": saidText(), "done": saidText(),
		"several": oneWordOf(yesNo[:]...), "returning": oneWordOf(yesNo[:]...),
		"as":      oneWordOf(scales[:]...),
		"card":    listOf(anyText()),
		"urgency": oneWordOf(urgencyWords[:]...),
		"enrol":   shaped(nameShape.String()), "leave": shaped(nameShape.String()),
	}
	own["card"]["uniqueItems"] = true
	own["find"] = either(oneWordOf(append([]string{anyKind}, entryKinds[:]...)...), listOf(oneWordOf(entryKinds[:]...)))
	own["most"] = either(schema{"type": "integer", "minimum": 1, "maximum": longestFind}, shaped(`^\s*([1-9]|10)\s*$`))
	var kinds []schema
	for _, d := range &deeds {
		var of keys
		for _, k := range stepKeys {
			if k.name == string(d.kind) || among(k.name, d.beside) {
				of = append(of, k)
			}
		}
		required, values := []string{string(d.kind)}, own
		passing := d.kind == StepNotify || d.kind == StepHandoff
		if passing { // a say beside these is one message
			values = maps.Clone(own)
			values["say"] = either(saidText(), plural)
		}
		if d.kind == StepConsent {
			required = append(required, "for")
		}
		one := of.object(required, values)
		if passing {
			one["dependencies"] = schema{"closed": []string{"say"}}
		}
		if d.kind == StepChoose {
			one["anyOf"] = []schema{
				{"required": []string{"options"}, "properties": schema{"options": schema{"minItems": 2}.about("Ten minste twee antwoorden.")}},
				{"required": []string{"from"}},
			}
		}
		if d.kind == StepFind {
			one["required"] = []string{string(StepFind), "save"}
		}
		one["title"] = string(d.kind)
		kinds = append(kinds, one)
	}
	return either(kinds...)
}

func organisationSchema() schema {
	tag := shaped(tagShape.String())
	team := teamKeys.object([]string{"label", "achterwacht", "hours"}, map[string]schema{
		"achterwacht": oneWordOf(yesNo[:]...), "hours": hoursSchema(),
		"holidays": oneWordOf(teamHolidays[:]...), "closed": closedSchema(),
		"dagstart": shaped(morningShape.String()),
	})
	return organisationKeys.object([]string{"name", "language", "teams"}, map[string]schema{
		"language": tag, "languages": listOf(tag), "holidays": holidaysSchema(),
		"retention":    retentionKeys.object(nil, map[string]schema{"talks": shaped(keptPattern())}),
		"coordinators": coordinatorsSchema(),
		"limits": limitKeys.object(nil, map[string]schema{
			"talk": shaped(durationPattern()), "talks": schema{"type": "integer", "minimum": 1, "maximum": 999}, "undo": either(shaped(undoPattern()), schema{"const": 0}),
		}),
		"teams": {"type": "object", "minProperties": 1, "additionalProperties": team, "propertyNames": schema{"pattern": nameShape.String()}},
	})
}

func numbersSchema() schema {
	number := numberKeys.object([]string{"name", "phone", "for", "hours", "owner"}, map[string]schema{
		"phone": shaped(phoneShape.String()),
		"chat":  shaped(`^https://`),
		"for":   listOf(oneWordOf(purposes[:]...)),
		"hours": hoursSchema(),
		// A number: -18 without quotes.
		"ages":    {"type": []string{"string", "integer"}, "pattern": `[0-9].*-|-.*[0-9]`, "maximum": -1},
		"checked": shaped(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`),
	})
	return numbersKeys.object([]string{"numbers"}, map[string]schema{"numbers": listOf(number)})
}

// hoursSchema is opening hours: one text, or several.
func hoursSchema() schema {
	var days []string
	for _, word := range dayWords {
		days = append(days, anyCase(word))
	}
	day := `\s*(` + strings.Join(days, "|") + `)\s*`
	span := day + "(-" + day + ")?"
	clock := "(" + strings.Trim(clockShape.String(), "^$") + ")"
	one := shaped(`^\s*(` + anyCase(always) + "|" + span + "(," + span + `)*\s` + clock + "-" + clock + `)\s*$`)
	return either(one, listOf(one))
}

// anyCase matches the word in small letters and in capitals: editors' patterns
// have no switch for that.
func anyCase(word string) string {
	var b strings.Builder
	for _, r := range word {
		b.WriteString("[" + string(r) + strings.ToUpper(string(r)) + "]")
	}
	return b.String()
}
