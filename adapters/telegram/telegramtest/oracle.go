package telegramtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// oracle is Telegram's own description of the Bot API: every method and type.
type oracle struct {
	Methods map[string]thing `json:"methods"`
	Types   map[string]thing `json:"types"`
}

type thing struct {
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required"`
	Description string   `json:"description"`
}

func readOracle(folder string) (*oracle, error) {
	raw, err := os.ReadFile(filepath.Join(folder, "telegram-bot-api.json"))
	if err != nil {
		return nil, fmt.Errorf("read it: %w", err)
	}
	o := &oracle{}
	if err := json.Unmarshal(raw, o); err != nil {
		return nil, fmt.Errorf("decode it: %w", err)
	}
	return o, nil
}

// check tells what is wrong with a request; nil where nothing is.
func (o *oracle) check(c Call) error {
	method, known := o.Methods[c.Method]
	if !known {
		return fmt.Errorf("the Bot API has no method %q", c.Method)
	}
	left := len(c.Params)
	if c.File != nil {
		left++
	}
	for _, f := range method.Fields {
		if c.File != nil && c.File.Field == f.Name {
			if !contains(f.Types, "InputFile") {
				return fmt.Errorf("%s: %s is no file", c.Method, f.Name)
			}
			left--
			continue
		}
		value, there := c.Params[f.Name]
		if !there {
			if f.Required {
				return fmt.Errorf("%s: %s is missing", c.Method, f.Name)
			}
			continue
		}
		left--
		if err := o.any(f, func(of string) error { return o.param(of, value, f) }); err != nil {
			return fmt.Errorf("%s: %s: %w", c.Method, f.Name, err)
		}
	}
	if left > 0 {
		return fmt.Errorf("%s: a parameter that it does not have, among %q", c.Method, keys(c.Params))
	}
	return nil
}

// any tells whether a value is of one of the field's types.
func (o *oracle) any(f field, is func(of string) error) error {
	var first error
	for _, of := range f.Types {
		err := is(of)
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// param checks a parameter as a form carries it: text, where nested values are JSON.
func (o *oracle) param(of, value string, f field) error {
	switch of {
	case "String":
		return long(value, f)
	case "Integer", "Boolean", "Float":
		return o.value(of, json.RawMessage(value), f)
	}
	return o.value(of, json.RawMessage(value), f)
}

// value checks one JSON value.
func (o *oracle) value(of string, raw json.RawMessage, f field) error {
	if inner, is := strings.CutPrefix(of, "Array of "); is {
		var all []json.RawMessage
		if json.Unmarshal(raw, &all) != nil || all == nil {
			return fmt.Errorf("is no list of %s", inner)
		}
		for i, one := range all {
			if err := o.value(inner, one, field{}); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}
	switch of {
	case "String":
		var s *string
		if json.Unmarshal(raw, &s) != nil || s == nil {
			return fmt.Errorf("is no text")
		}
		return long(*s, f)
	case "Integer":
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			return fmt.Errorf("is no whole number")
		}
		return between(n, "are accepted", f)
	case "Float":
		if _, err := strconv.ParseFloat(string(raw), 64); err != nil {
			return fmt.Errorf("is no number")
		}
		return nil
	case "Boolean", "True":
		if s := string(raw); s != "true" && (s != "false" || of == "True") {
			return fmt.Errorf("is not true or false")
		}
		return nil
	}
	return o.object(of, raw)
}

func (o *oracle) object(of string, raw json.RawMessage) error {
	typ, known := o.Types[of]
	if !known {
		return fmt.Errorf("the description has no type %q", of)
	}
	if len(typ.Subtypes) > 0 {
		return o.any(field{Types: typ.Subtypes}, func(of string) error { return o.object(of, raw) })
	}
	var values map[string]json.RawMessage
	if json.Unmarshal(raw, &values) != nil || values == nil {
		return fmt.Errorf("is no %s", of)
	}
	left := len(values)
	for _, f := range typ.Fields {
		value, there := values[f.Name]
		if !there {
			if f.Required {
				return fmt.Errorf("%s.%s is missing", of, f.Name)
			}
			continue
		}
		left--
		if err := o.any(f, func(t string) error { return o.value(t, value, f) }); err != nil {
			return fmt.Errorf("%s.%s: %w", of, f.Name, err)
		}
	}
	if left > 0 {
		return fmt.Errorf("%s has a field that it does not know, among %q", of, keys(values))
	}
	if of == "InlineKeyboardButton" {
		return oneAction(values)
	}
	return nil
}

// oneAction: a button says in exactly one way what it does.
func oneAction(values map[string]json.RawMessage) error {
	n := 0
	for name := range values {
		if name != "text" && name != "style" && name != "icon_custom_emoji_id" {
			n++
		}
	}
	if n != 1 {
		return fmt.Errorf("InlineKeyboardButton does %d things, want 1", n)
	}
	return nil
}

// lengths are stated in the descriptions' own words.
var lengths = regexp.MustCompile(`(\d+)-(\d+) (characters|bytes)`)

func long(s string, f field) error {
	m := lengths.FindStringSubmatch(f.Description)
	if m == nil {
		return nil
	}
	n := len(s)
	if m[3] == "characters" {
		n = units(s)
	}
	least, _ := strconv.Atoi(m[1])
	most, _ := strconv.Atoi(m[2])
	if n < least || n > most {
		return fmt.Errorf("has %d %s, want %s", n, m[3], m[0])
	}
	return nil
}

var ranges = regexp.MustCompile(`(\d+)-(\d+)`)

func between(n int64, said string, f field) error {
	m := ranges.FindStringSubmatch(f.Description)
	if m == nil || !strings.Contains(f.Description, said) && f.Name != "max_connections" {
		return nil
	}
	least, _ := strconv.ParseInt(m[1], 10, 64)
	most, _ := strconv.ParseInt(m[2], 10, 64)
	if n < least || n > most {
		return fmt.Errorf("is %d, want %s", n, m[0])
	}
	return nil
}

// units is a text's length as Telegram counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func keys[V any](m map[string]V) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	return all
}
