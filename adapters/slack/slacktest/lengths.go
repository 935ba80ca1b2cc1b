package slacktest

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// length is one row of Slack's lengths: how much the field of this object may
// hold. Text counts in UTF-16 units, a text object by its text, a list by its
// elements.
type length struct {
	of, field string // of: the object's type; "*" is any
	most      int
	word      string // the refusal's, where it is not invalid_blocks
}

// lengths is Slack's table, from its reference pages. They stand in no schema.
// An object without a type has the name of the place where it stands: "message",
// "option", "confirm", "fields[]".
var lengths = [...]length{
	{"message", "text", 4000, "msg_too_long"},
	{"message", "markdown_text", 12000, "msg_too_long"},
	{"message", "blocks", 50, "invalid_blocks"},
	{"message", "attachments", 100, "too_many_attachments"},
	{"*", "block_id", 255, ""},
	{"*", "action_id", 255, ""},
	{"*", "placeholder", 150, ""},
	{"section", "text", 3000, ""},
	{"section", "fields", 10, ""},
	{"fields[]", "text", 2000, ""},
	{"header", "text", 150, ""},
	{"context", "elements", 10, ""},
	{"plain_text", "text", 3000, ""},
	{"mrkdwn", "text", 3000, ""},
	{"actions", "elements", 25, ""},
	{"button", "text", 75, ""},
	{"button", "value", 2000, ""},
	{"button", "url", 3000, ""},
	{"button", "accessibility_label", 75, ""},
	{"static_select", "options", 100, ""},
	{"multi_static_select", "options", 100, ""},
	{"radio_buttons", "options", 10, ""},
	{"checkboxes", "options", 10, ""},
	{"overflow", "options", 5, ""},
	{"option", "text", 75, ""},
	{"option", "value", 150, ""},
	{"option", "description", 75, ""},
	{"confirm", "title", 100, ""},
	{"confirm", "text", 300, ""},
	{"confirm", "confirm", 30, ""},
	{"confirm", "deny", 30, ""},
	{"input", "label", 2000, ""},
	{"input", "hint", 2000, ""},
	{"plain_text_input", "initial_value", 3000, ""},
	{"image", "alt_text", 2000, ""},
	{"image", "image_url", 3000, ""},
	{"modal", "title", 24, "invalid_arguments"},
	{"modal", "submit", 24, "invalid_arguments"},
	{"modal", "close", 24, "invalid_arguments"},
	{"modal", "private_metadata", 3000, "invalid_arguments"},
	{"modal", "callback_id", 255, "invalid_arguments"},
	{"modal", "external_id", 255, "invalid_arguments"},
	{"modal", "blocks", 100, "invalid_arguments"},
	{"home", "blocks", 100, "invalid_arguments"},
	{"home", "private_metadata", 3000, "invalid_arguments"},
	{"home", "callback_id", 255, "invalid_arguments"},
}

// most characters of all blocks of a message together.
const allBlocks = 13200

// fault is something that Slack would not take, or that we promised not to send.
type fault struct{ word, what string }

// measure compares an object, which is of this type, and all within it with the
// table.
func measure(of string, v object) []fault {
	m := measurer{blockIDs: map[string]bool{}}
	m.object(of, v)
	if blocks := array(v["blocks"]); of == "message" && spelled(blocks) > allBlocks {
		m.found = append(m.found, fault{"msg_blocks_too_long", fmt.Sprintf("%d characters in all blocks", spelled(blocks))})
	}
	return m.found
}

type measurer struct {
	found    []fault
	blockIDs map[string]bool
}

func (m *measurer) add(word, format string, args ...any) {
	if word == "" {
		word = "invalid_blocks"
	}
	m.found = append(m.found, fault{word, fmt.Sprintf(format, args...)})
}

var opaque = regexp.MustCompile(`^[A-Za-z0-9_:.~-]*$`)

func (m *measurer) object(of string, v object) {
	kind := of
	if t, _ := v["type"].(string); t != "" {
		kind = t
	}
	for _, row := range lengths {
		if row.of != kind && row.of != of && row.of != "*" {
			continue
		}
		if value, is := v[row.field]; is && size(value) > row.most {
			m.add(row.word, "%s.%s holds %d, at most %d", row.of, row.field, size(value), row.most)
		}
	}
	switch kind {
	case "plain_text", "mrkdwn", "text":
		if str(v, "text") == "" {
			m.add("", "an empty %s", kind)
		}
	case "button":
		if !opaque.MatchString(str(v, "value")) || !opaque.MatchString(str(v, "action_id")) {
			m.add("", "a button's value and action_id are no opaque words")
		}
	case "actions", "context", "rich_text", "rich_text_section", "rich_text_quote", "rich_text_list":
		if len(array(v["elements"])) == 0 {
			m.add("", "a %s without elements", kind)
		}
	}
	if kind == "mrkdwn" && isRaw(str(v, "text")) {
		m.add("", "a mrkdwn text holds < > or & unescaped")
	}
	if kind == "actions" {
		seen := map[string]bool{}
		for _, b := range buttons(v["elements"]) {
			if id := str(b, "action_id"); id == "" || seen[id] {
				m.add("", "an action_id that is missing or stands there twice")
			} else {
				seen[id] = true
			}
		}
	}
	if id := str(v, "block_id"); id != "" {
		if m.blockIDs[id] {
			m.add("", "a block_id stands there twice")
		}
		m.blockIDs[id] = true
	}
	for key, inner := range v {
		m.inner(key, inner)
	}
}

// inner looks at what stands in a field. Metadata is looked at elsewhere.
func (m *measurer) inner(key string, v any) {
	place := key
	switch key {
	case "options", "initial_options":
		place = "option"
	case "fields":
		place = "fields[]"
	case "metadata":
		return
	}
	switch v := v.(type) {
	case object:
		if key == "initial_option" {
			place = "option"
		}
		m.object(place, v)
	case []any:
		for _, e := range v {
			if o, is := e.(object); is {
				m.object(place, o)
			}
		}
	}
}

// isRaw tells whether a text holds markup, or an & that begins no entity of
// Slack's.
func isRaw(text string) bool {
	return strings.ContainsAny(entities.Replace(text), "<>&")
}

var entities = strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "")

func size(v any) int {
	switch v := v.(type) {
	case string:
		return len(utf16.Encode([]rune(v)))
	case []any:
		return len(v)
	case object:
		return size(str(v, "text"))
	}
	return 0
}

// spelled counts the characters that a reader would see in all of it.
func spelled(v any) int {
	n := 0
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			n += spelled(e)
		}
	case object:
		for key, e := range v {
			if s, is := e.(string); is && (key == "text" || key == "alt_text" || key == "url") {
				n += size(s)
			} else if key != "value" {
				n += spelled(e)
			}
		}
	}
	return n
}
