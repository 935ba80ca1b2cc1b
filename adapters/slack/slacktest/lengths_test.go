package slacktest

import (
	"slices"
	"strings"
	"testing"
)

// holding makes an object in which the row's field holds n.
func holding(row length, n int) (of string, v object) {
	letters := strings.Repeat("a", n)
	var value any = letters
	switch row.field {
	case "blocks":
		value = slices.Repeat([]any{object{"type": "divider"}}, n)
	case "attachments":
		value = slices.Repeat([]any{object{}}, n)
	case "fields":
		value = slices.Repeat([]any{object{"type": "plain_text", "text": "a"}}, n)
	case "options":
		value = slices.Repeat([]any{object{"text": object{"type": "plain_text", "text": "a"}, "value": "a"}}, n)
	case "elements":
		value = slices.Repeat([]any{object{"type": "image", "alt_text": "a"}}, n)
	case "text", "title", "submit", "close", "label", "hint", "placeholder", "description", "confirm", "deny":
		if row.of != "message" && row.of != "plain_text" && row.of != "mrkdwn" && row.of != "fields[]" {
			value = object{"type": "plain_text", "text": letters}
		}
	}
	v = object{row.field: value}
	switch row.of {
	case "message":
		return "message", v
	case "*":
		v["type"] = "static_select"
		return "elements", v
	case "option":
		return "elements", object{"type": "static_select", "options": []any{v}}
	case "confirm":
		return "elements", object{"type": "button", "confirm": v}
	case "fields[]":
		v["type"] = "mrkdwn"
		return "blocks", object{"type": "section", "fields": []any{v}}
	case "mrkdwn", "plain_text":
		v["type"] = row.of
		return "elements", v
	}
	v["type"] = row.of
	return "blocks", v
}

// Every row of the table takes what it says, and not one more.
func TestLengths(t *testing.T) {
	for _, row := range lengths {
		t.Run(row.of+"."+row.field, func(t *testing.T) {
			if found := measure(holding(row, row.most)); len(found) != 0 {
				t.Errorf("%d: %v", row.most, found)
			}
			found := measure(holding(row, row.most+1))
			// A text object has a row of its own, which may say so too.
			if !slices.ContainsFunc(found, func(f fault) bool { return strings.HasPrefix(f.what, row.of+"."+row.field+" ") }) {
				t.Errorf("%d: %v", row.most+1, found)
			}
		})
	}
}

// An emoji is two of Slack's characters.
func TestLengthsCountUTF16(t *testing.T) {
	if found := measure("message", object{"text": strings.Repeat("😀", 2000)}); len(found) != 0 {
		t.Errorf("got %v", found)
	}
	if found := measure("message", object{"text": strings.Repeat("😀", 2001)}); len(found) != 1 {
		t.Errorf("got %v", found)
	}
}

func TestAllBlocksTogether(t *testing.T) {
	blocks := func(last int) object {
		section := func(n int) any {
			return object{"type": "section", "text": object{"type": "plain_text", "text": strings.Repeat("a", n)}}
		}
		return object{"blocks": []any{section(3000), section(3000), section(3000), section(3000), section(last)}}
	}
	if found := measure("message", blocks(1200)); len(found) != 0 {
		t.Errorf("got %v", found)
	}
	if found := measure("message", blocks(1201)); len(found) != 1 || found[0].word != "msg_blocks_too_long" {
		t.Errorf("got %v", found)
	}
}

func TestRawMarkup(t *testing.T) {
	tests := map[string]bool{
		"gewoon":                       false,
		"a &amp; b &lt;c&gt;":          false,
		"<!channel>":                   true,
		"a < b":                        true,
		"a > b":                        true,
		"a & b":                        true,
		"aan het eind &":               true,
		"&a":                           true,
		"&am":                          true,
		"&quot;":                       true,
		"&lt":                          true,
		"&amplitude":                   true,
		"&gt;&lt;&amp;":                false,
		"&gt":                          true,
		"&amp;lt;!channel&amp;gt; hoi": false,
	}
	for text, want := range tests {
		if got := isRaw(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
