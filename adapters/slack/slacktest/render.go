package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Marks stand in a rendered text where Slack shows something that is more than
// letters.
const (
	Mention = "<MENTION>"
	Link    = "<LINK>"
	Emoji   = "<EMOJI>" // made from :a_name: that somebody typed
)

// Post is what stands in a channel, as a reader sees it.
type Post struct {
	TS, ThreadTS string // ThreadTS: the root's, for a reply
	Channel      string
	User         string // who wrote it; BotUser is us
	Text         string // all of it, line by line, buttons as [Label]
	Words        string // the same without buttons and the marks of quotes and lists
	Fallback     string // what a notification shows
	Buttons      []string
	Metadata     string // the id in it
	Edited       bool
	Ephemeral    bool
	Subtype      string
}

// Has tells whether it shows all of these: words, or labels of buttons.
func (p Post) Has(all ...string) bool {
	for _, what := range all {
		if !strings.Contains(p.Text, what) && !slices.Contains(p.Buttons, what) {
			return false
		}
	}
	return true
}

// Roots are the posts at the channel's root, the oldest first.
func (c *Channel) Roots() []Post {
	return c.posts(func(m *message) bool { return m.thread == "" || m.broadcast })
}

// Thread is the root with that ts and its replies, the oldest first.
func (c *Channel) Thread(ts string) []Post {
	return c.posts(func(m *message) bool { return m.ts == ts || m.thread == ts })
}

// Posts is all that stands in the channel, the oldest first.
func (c *Channel) Posts() []Post { return c.posts(func(*message) bool { return true }) }

func (c *Channel) posts(which func(*message) bool) []Post {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	var posts []Post
	for _, m := range c.messages {
		if which(m) {
			posts = append(posts, c.f.post(c.ID, m))
		}
	}
	return posts
}

// Await waits until a post like this stands in the channel, and gives it.
func (c *Channel) Await(what string, is func(Post) bool) Post {
	c.f.t.Helper()
	var found Post
	c.f.Wait(what, func() bool {
		posts := c.Posts()
		i := slices.IndexFunc(posts, is)
		if i >= 0 {
			found = posts[i]
		}
		return i >= 0
	})
	return found
}

// post shows a message. f.mu is held.
func (f *Fake) post(channel string, m *message) Post {
	p := Post{TS: m.ts, ThreadTS: m.thread, Channel: channel, User: m.user, Edited: m.edited != "",
		Metadata: metadataID(m.metadata), Subtype: m.subtype, Buttons: labels(m.blocks)}
	p.Text = f.read1(m.text, m.blocks)
	bare := renderer{f: f}
	p.Fallback = bare.mrkdwn(m.text)
	p.Words = p.Fallback
	if len(m.blocks) > 0 {
		p.Words = strings.TrimSpace(bare.blocks(m.blocks))
	}
	for _, file := range m.files {
		p.Text += "\n[" + str(file, "name") + "]"
	}
	return p
}

// shown is a call that says something, as a reader would see it.
func (f *Fake) shown(c call) Post {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.post(c.text("channel"), &message{ts: c.text("ts"), thread: c.text("thread_ts"), user: BotUser,
		text: c.text("text"), blocks: c.list("blocks"), metadata: c.args["metadata"]})
	p.Edited, p.Ephemeral = c.method == "chat.update", c.method == "chat.postEphemeral"
	return p
}

// labels are the words on the buttons.
func labels(blocks []any) []string {
	var all []string
	for _, b := range buttons(blocks) {
		all = append(all, str(b["text"], "text"))
	}
	return all
}

// buttons are all buttons, in their order.
func buttons(v any) []object {
	var all []object
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			all = append(all, buttons(x)...)
		}
	case object:
		if v["type"] == "button" {
			return []object{v}
		}
		all = append(all, buttons(v["elements"])...)
		all = append(all, buttons(v["accessory"])...)
	}
	return all
}

// renderer writes blocks as a reader sees them. f.mu is held while it works.
type renderer struct {
	f     *Fake
	marks bool // buttons, quotes and lists too
}

func (r renderer) blocks(blocks []any) string {
	var lines []string
	for _, b := range blocks {
		block, _ := b.(object)
		switch block["type"] {
		case "header":
			lines = append(lines, r.textObject(block["text"]))
		case "section":
			if block["text"] != nil {
				lines = append(lines, r.textObject(block["text"]))
			}
			for _, field := range array(block["fields"]) {
				lines = append(lines, r.textObject(field))
			}
			lines = append(lines, r.elements(block["accessory"])...)
		case "context":
			var words []string
			for _, e := range array(block["elements"]) {
				words = append(words, r.textObject(e))
			}
			lines = append(lines, strings.Join(words, " "))
		case "divider":
			if r.marks {
				lines = append(lines, "———")
			}
		case "actions":
			if line := strings.Join(r.elements(block["elements"]), " "); line != "" {
				lines = append(lines, line)
			}
		case "rich_text":
			lines = append(lines, strings.TrimSuffix(r.rich(block["elements"]), "\n"))
		case "input":
			lines = append(lines, r.textObject(block["label"]))
		default:
			lines = append(lines, fmt.Sprintf("<%v>", block["type"]))
		}
	}
	return strings.Join(lines, "\n")
}

// elements writes what can be pressed.
func (r renderer) elements(v any) []string {
	var all []string
	if !r.marks {
		return nil
	}
	for _, b := range buttons(v) {
		label := "[" + r.textObject(b["text"]) + "]"
		if b["url"] != nil {
			label += Link
		}
		all = append(all, label)
	}
	return all
}

func (r renderer) textObject(v any) string {
	text := str(v, "text")
	o, _ := v.(object)
	switch {
	case str(v, "type") == "mrkdwn":
		return r.mrkdwn(text)
	case o["emoji"] != false:
		return emojiName.ReplaceAllString(text, Emoji)
	}
	return text
}

// rich writes the parts of a rich text, each on lines of its own.
func (r renderer) rich(v any) string {
	var b strings.Builder
	for _, e := range array(v) {
		part, _ := e.(object)
		text := r.inline(part["elements"])
		switch part["type"] {
		case "rich_text_quote":
			if r.marks {
				text = "> " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n> ")
			}
		case "rich_text_list":
			var items []string
			for i, item := range array(part["elements"]) {
				o, _ := item.(object)
				mark := ""
				if r.marks {
					mark = "• "
					if part["style"] == "ordered" {
						mark = strconv.Itoa(i+1) + ". "
					}
				}
				items = append(items, mark+r.inline(o["elements"]))
			}
			text = strings.Join(items, "\n")
		}
		b.WriteString(strings.TrimSuffix(text, "\n") + "\n")
	}
	return b.String()
}

func (r renderer) inline(v any) string {
	var b strings.Builder
	for _, e := range array(v) {
		o, _ := e.(object)
		switch o["type"] {
		case "text":
			b.WriteString(str(o, "text"))
		case "link":
			text := str(o, "text")
			if text == "" {
				text = str(o, "url")
			}
			b.WriteString(text + Link)
		case "user":
			b.WriteString("@" + r.f.nameOf(str(o, "user_id")) + Mention)
		case "broadcast":
			b.WriteString("@" + str(o, "range") + Mention)
		case "usergroup":
			b.WriteString("@" + str(o, "usergroup_id") + Mention)
		case "channel":
			b.WriteString("#" + str(o, "channel_id") + Mention)
		case "emoji":
			b.WriteString(emoji(o))
		case "date":
			b.WriteString(r.date(number(o["timestamp"]), str(o, "format"), str(o, "fallback")))
		case "color":
			b.WriteString(str(o, "value"))
		default:
			fmt.Fprintf(&b, "<%v>", o["type"])
		}
	}
	return b.String()
}

// date writes a moment as Slack's clients do, in its reader's time zone.
func (r renderer) date(seconds int64, format, fallback string) string {
	if seconds == 0 {
		return fallback
	}
	at := time.Unix(seconds, 0).UTC()
	if zone, err := time.LoadLocation("Europe/Amsterdam"); err == nil {
		at = at.In(zone)
	}
	ago := r.f.now().Sub(at)
	words := "zojuist"
	switch {
	case ago >= 48*time.Hour:
		words = fmt.Sprintf("%d dagen geleden", int(ago.Hours()/24))
	case ago >= 2*time.Hour:
		words = fmt.Sprintf("%d uur geleden", int(ago.Hours()))
	case ago >= time.Minute:
		words = fmt.Sprintf("%d min. geleden", int(ago.Minutes()))
	}
	day := at.Format("2-1-2006")
	return strings.NewReplacer("{ago}", words, "{time}", at.Format("15:04"), "{time_secs}", at.Format("15:04:05"), "{date_num}", at.Format("2006-01-02"),
		"{date}", day, "{date_short}", day, "{date_long}", day, "{date_pretty}", day, "{date_short_pretty}", day, "{date_long_pretty}", day,
		"{day_divider_pretty}", day).Replace(format)
}

// nameOf is the name of somebody. f.mu is held.
func (f *Fake) nameOf(id string) string {
	if w := f.users[id]; w != nil {
		return w.Name
	}
	return id
}

var (
	emojiName = regexp.MustCompile(`:[a-z+][a-z0-9_+'-]*:`)
	reference = regexp.MustCompile(`<([^<>\n]+)>`)
	bareLink  = regexp.MustCompile(`(?:https?|mailto):[^\s<>|]+`)
	styled    = [...]*regexp.Regexp{regexp.MustCompile(`(^|[\s(>])\*(\S|\S[^*\n]*\S)\*`), regexp.MustCompile(`(^|[\s(>])_(\S|\S[^_\n]*\S)_`),
		regexp.MustCompile(`(^|[\s(>])~(\S|\S[^~\n]*\S)~`), regexp.MustCompile("(^|[\\s(>])`([^`\n]+)`"), regexp.MustCompile("(`)``([^`]+)```")}
	quoted   = regexp.MustCompile(`(?m)^&gt; ?`)
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
)

// mrkdwn writes Slack's own markup as a reader sees it: what it makes of words is
// gone from the text, or marked.
func (r renderer) mrkdwn(text string) string {
	text = quoted.ReplaceAllString(text, "")
	var kept []string // what nothing below may touch
	keep := func(s string) string {
		kept = append(kept, s)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x00"
	}
	text = reference.ReplaceAllStringFunc(text, func(s string) string {
		target, label, _ := strings.Cut(s[1:len(s)-1], "|")
		switch {
		case strings.HasPrefix(target, "!date^"):
			p := strings.SplitN(target, "^", 4)
			if len(p) >= 3 {
				seconds, _ := strconv.ParseInt(p[1], 10, 64)
				return keep(r.date(seconds, p[2], label))
			}
			return keep(label)
		case strings.HasPrefix(target, "@"):
			return keep("@" + r.f.nameOf(target[1:]) + Mention)
		case strings.HasPrefix(target, "!"), strings.HasPrefix(target, "#"):
			return keep("@" + target[1:] + Mention)
		case label != "":
			return keep(label + Link)
		}
		return keep(target + Link)
	})
	text = bareLink.ReplaceAllStringFunc(text, func(s string) string { return keep(s + Link) })
	for _, style := range styled {
		text = style.ReplaceAllString(text, "$1$2")
	}
	text = unescape.Replace(emojiName.ReplaceAllString(text, Emoji))
	for i := len(kept) - 1; i >= 0; i-- {
		text = strings.ReplaceAll(text, "\x00"+strconv.Itoa(i)+"\x00", kept[i])
	}
	return text
}

// emoji writes an emoji as its picture where it has one.
func emoji(o object) string {
	var b strings.Builder
	for _, code := range strings.Split(str(o, "unicode"), "-") {
		if n, err := strconv.ParseInt(code, 16, 32); err == nil {
			b.WriteRune(rune(n))
		}
	}
	if b.Len() == 0 {
		return ":" + str(o, "name") + ":"
	}
	return b.String()
}

func array(v any) []any { list, _ := v.([]any); return list }

func str(v any, key string) string {
	o, _ := v.(object)
	s, _ := o[key].(string)
	return s
}

func number(v any) int64 {
	switch v := v.(type) {
	case json.Number:
		n, _ := v.Int64()
		return n
	case float64:
		return int64(v)
	case int:
		return int64(v)
	case int64:
		return v
	}
	return 0
}
