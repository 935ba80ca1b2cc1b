package slack

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// What stands in a worker's plain text where Slack shows a colleague, everybody,
// a channel or something within Slack: the person must see none of them.
const (
	wordColleague = "@collega"
	wordEveryone  = "@iedereen"
	wordChannel   = "#kanaal"
	wordInside    = "(link)"
)

// plain is the message as a person reads it who has no Slack: its text without
// formatting, and without Slack's ids, the names of colleagues and addresses
// that only work within Slack.
func (m message) plain() string {
	text, ok := fromBlocks(m.Blocks)
	if !ok {
		text = fromMarkup(m.Text)
	}
	return strings.Trim(clean(text), "\n")
}

// element is a part of rich text, of whatever kind.
type element struct {
	Type     string          `json:"type"`
	Text     json.RawMessage `json:"text"` // a string, but for blocks that are not rich text
	URL      string          `json:"url"`
	Name     string          `json:"name"`
	Unicode  string          `json:"unicode"`
	Value    string          `json:"value"`
	Fallback string          `json:"fallback"`
	Style    json.RawMessage `json:"style"` // of a list a string, else an object
	Indent   int             `json:"indent"`
	Offset   int             `json:"offset"`
	Elements []element       `json:"elements"`
}

func (e element) text() string {
	var s string
	if json.Unmarshal(e.Text, &s) != nil {
		return ""
	}
	return s
}

// fromBlocks writes the rich text among the blocks. False: there is none.
func fromBlocks(raw json.RawMessage) (string, bool) {
	var blocks []element
	if len(raw) == 0 || json.Unmarshal(raw, &blocks) != nil {
		return "", false
	}
	var all strings.Builder
	found := false
	for _, b := range blocks {
		if b.Type != "rich_text" {
			continue
		}
		found = true
		for _, part := range b.Elements {
			ownLine(&all)
			part.write(&all)
		}
	}
	return all.String(), found
}

// ownLine ends the line, unless nothing stands on it.
func ownLine(all *strings.Builder) {
	if s := all.String(); s != "" && !strings.HasSuffix(s, "\n") {
		all.WriteByte('\n')
	}
}

// write writes a part of rich text: a paragraph, list, quote or code.
func (e element) write(all *strings.Builder) {
	switch e.Type {
	case "rich_text_list":
		for i, item := range e.Elements {
			ownLine(all)
			all.WriteString(strings.Repeat("  ", min(max(e.Indent, 0), 8)))
			if string(e.Style) == `"ordered"` {
				all.WriteString(strconv.Itoa(e.Offset+i+1) + ". ")
			} else {
				all.WriteString("- ")
			}
			all.WriteString(item.inline())
		}
	case "rich_text_quote":
		text := strings.TrimSuffix(e.inline(), "\n")
		all.WriteString("> " + strings.ReplaceAll(text, "\n", "\n> "))
	default:
		all.WriteString(e.inline())
	}
}

// inline writes what stands in a line.
func (e element) inline() string {
	var line strings.Builder
	for _, part := range e.Elements {
		switch part.Type {
		case "text":
			line.WriteString(part.text())
		case "link":
			line.WriteString(link(part.URL, part.text()))
		case "emoji":
			line.WriteString(emoji(part.Name, part.Unicode))
		case "user", "usergroup":
			line.WriteString(wordColleague)
		case "broadcast", "team":
			line.WriteString(wordEveryone)
		case "channel":
			line.WriteString(wordChannel)
		case "color":
			line.WriteString(part.Value)
		case "date":
			line.WriteString(part.Fallback)
		default: // what Slack will think of: its words are the worker's
			line.WriteString(firstOf(part.text(), part.Fallback))
		}
	}
	return line.String()
}

// link writes an address that a worker sent, with its label where that says
// something else.
func link(url, label string) string {
	if inside(url) {
		url = wordInside
	}
	shown := url
	for _, scheme := range []string{"mailto:", "tel:"} {
		shown = strings.TrimPrefix(shown, scheme)
		label = strings.TrimPrefix(label, scheme)
	}
	label = strings.TrimSpace(label)
	switch {
	case label == "" || label == shown || inside(label):
		return shown
	case "http://"+label == shown || "https://"+label == shown || "http://"+label+"/" == shown || "https://"+label+"/" == shown:
		return shown
	case shown == wordInside:
		return label + " " + wordInside
	}
	return label + " (" + shown + ")"
}

// inside tells whether the address only works for who is in Slack.
func inside(url string) bool {
	if strings.HasPrefix(strings.ToLower(url), "slack://") {
		return true
	}
	if _, rest, found := strings.Cut(url, "://"); found {
		url = rest
	}
	host, _, _ := strings.Cut(strings.ToLower(url), "/")
	host, _, _ = strings.Cut(host, "?")
	host, _, _ = strings.Cut(host, "#")
	host, _, _ = strings.Cut(host, ":")
	for _, own := range [...]string{"slack.com", "slack-gov.com", "slack-files.com", "slack-edge.com", "slack-redir.net"} {
		if host == own || strings.HasSuffix(host, "."+own) {
			return true
		}
	}
	return false
}

// emoji writes an emoji by the characters that it stands for.
func emoji(name, unicode string) string {
	var shown strings.Builder
	for part := range strings.SplitSeq(unicode, "-") {
		r, err := strconv.ParseUint(part, 16, 21)
		if err != nil || r < ' ' || r > 0x10FFFF || r >= 0xD800 && r < 0xE000 {
			return ":" + name + ":"
		}
		shown.WriteRune(rune(r))
	}
	return shown.String()
}

var (
	// address is an address with Slack in it.
	address = regexp.MustCompile(`(?i)slack://[^\s<>|]*|(?:https?://)?[a-z0-9.-]*\bslack[a-z-]*\.(?:com|net)(?::\d+)?(?:[/?#][^\s<>|]*)?`)
	// angled is Slack's markup: <@U1|name>, <#C1|name>, <!here>, <https://nl|label>.
	angled = regexp.MustCompile(`<([^<>|]+)(?:\|([^<>]*))?>`)
	// mention is markup for somebody or something in Slack, as it is in no other text.
	mention = regexp.MustCompile(`<(?:@[UWB][A-Z0-9]+|#[CDG][A-Z0-9]+|!(?:here|channel|everyone|group)|!subteam\^[A-Z0-9]+)(?:\|[^<>]*)?>`)
	// mailing is what stands before an address that a program made a link of.
	mailing = regexp.MustCompile(`(?i)mailto:`)
)

// fromMarkup writes text in which links and mentions are markup.
func fromMarkup(text string) string {
	var all strings.Builder
	last := 0
	for _, at := range angled.FindAllStringSubmatchIndex(text, -1) {
		all.WriteString(unescape(text[last:at[0]]))
		what, label := text[at[2]:at[3]], ""
		if at[4] >= 0 {
			label = unescape(text[at[4]:at[5]])
		}
		switch {
		case what[0] == '@' || strings.HasPrefix(what, "!subteam"):
			all.WriteString(wordColleague)
		case what[0] == '#':
			all.WriteString(wordChannel)
		case strings.HasPrefix(what, "!date"):
			all.WriteString(label)
		case what[0] == '!':
			all.WriteString(wordEveryone)
		default:
			all.WriteString(link(unescape(what), label))
		}
		last = at[1]
	}
	all.WriteString(unescape(text[last:]))
	return all.String()
}

var escapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// unescape undoes the three escapes that Slack's markup has.
func unescape(text string) string {
	return escapes.Replace(text)
}

// clean is the last net: what is Slack's own does not pass, however it came in
// the text.
func clean(text string) string {
	lower := strings.ToLower(text) // most texts have none of it, and searching is slow
	if strings.Contains(text, "<") {
		text = mention.ReplaceAllStringFunc(text, func(m string) string {
			switch {
			case m[1] == '#':
				return wordChannel
			case m[1] == '@' || strings.HasPrefix(m, "<!subteam"):
				return wordColleague
			}
			return wordEveryone
		})
	}
	if strings.Contains(lower, "slack") {
		text = address.ReplaceAllStringFunc(text, func(url string) string {
			if inside(url) {
				return wordInside
			}
			return url
		})
	}
	if strings.Contains(lower, "mailto:") {
		text = mailing.ReplaceAllString(text, "")
	}
	return text
}
