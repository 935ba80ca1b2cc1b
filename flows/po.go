package flows

import (
	"strings"
	"unicode/utf8"
)

// entry is one translated text of a PO file.
type entry struct {
	context, id, text string
	fuzzy             bool // waits for a review: not used
	at                place
}

// readPO reads a PO file: msgctxt, msgid and msgstr, comments, and fuzzy marks.
// Plural forms do not occur in a playbook. The header is not an entry.
func readPO(r *report, file string, source []byte) []entry {
	if !utf8.Valid(source) {
		r.add(place{file: file}, notUTF8)
		return nil
	}
	p := poReader{report: r, file: file}
	text := strings.TrimPrefix(string(source), "\ufeff")
	for i, line := range strings.Split(text, "\n") {
		p.line = i + 1
		p.read(strings.TrimRight(line, "\r"))
	}
	p.finish()
	return p.entries
}

// poReader is a PO file half read.
type poReader struct {
	*report
	file    string
	line    int
	entries []entry
	next    entry
	into    string // the keyword that continued lines belong to
	seen    map[string]bool
	bad     bool // the entry has a mistake: it is not kept
}

func (p *poReader) wrong(column int, what, remedy phrase) {
	p.add(place{p.file, p.line, column}, badPO, what, remedy)
	p.bad = true
}

// read takes the next line.
func (p *poReader) read(line string) {
	trimmed := strings.TrimLeft(line, " \t")
	column := utf8.RuneCountInString(line[:len(line)-len(trimmed)]) + 1
	switch {
	case trimmed == "":
		if p.seen["msgid"] || p.seen["msgstr"] {
			p.finish()
		}
		return
	case trimmed[0] == '#':
		if p.seen["msgstr"] {
			p.finish()
		}
		if strings.HasPrefix(trimmed, "#,") && strings.Contains(trimmed, "fuzzy") {
			p.next.fuzzy = true
		}
		return
	case trimmed[0] == '"':
		if p.into == "" {
			p.wrong(column, phrased("a text without a keyword"), phrased("Put msgid or msgstr before it."))
			return
		}
		p.append(trimmed, column)
		return
	}
	keyword, rest, _ := strings.Cut(trimmed, " ")
	value := strings.TrimLeft(rest, " \t")
	column2 := column + utf8.RuneCountInString(trimmed[:len(trimmed)-len(value)])
	switch keyword {
	case "msgctxt", "msgid":
		if p.seen["msgstr"] {
			p.finish()
		}
	case "msgstr":
		if !p.seen["msgid"] && !p.bad {
			p.wrong(column, phrased("msgstr without a msgid"), phrased("Put the Dutch text above it as msgid."))
		}
	default:
		p.into = ""
		p.wrong(column, phrased("unknown keyword %[1]q", clip(keyword)), meant(keyword, []string{"msgctxt", "msgid", "msgstr"}))
		return
	}
	if p.seen[keyword] {
		p.wrong(column, phrased("%[1]s stands here twice", keyword), phrased("Put an empty line between two texts, and give each its msgstr."))
	}
	if p.seen == nil {
		p.seen = map[string]bool{}
		p.next.at = place{p.file, p.line, column}
	}
	p.seen[keyword], p.into = true, keyword
	p.append(value, column2)
}

// append adds a quoted text to the keyword that is being read.
func (p *poReader) append(quoted string, column int) {
	text, at, what, remedy := unquote(quoted)
	if what != "" {
		p.wrong(column+at, phrased(what), phrased(remedy))
		return
	}
	switch p.into {
	case "msgctxt":
		p.next.context += text
	case "msgid":
		p.next.id += text
	case "msgstr":
		p.next.text += text
	}
}

// finish keeps the entry that was read.
func (p *poReader) finish() {
	e := p.next
	if p.seen != nil && !p.bad {
		switch {
		case !p.seen["msgstr"] || !p.seen["msgid"]:
			p.add(e.at, badPO, phrased("this text has no msgstr"), phrased("Add it; an empty one means: not translated yet."))
		case e.id == "" && e.context == "":
			if _, set, ok := strings.Cut(strings.ToLower(e.text), "charset="); ok && !strings.HasPrefix(set, "utf-8") {
				p.add(e.at, notUTF8)
			}
		case e.context != "" && e.context != "je" && e.context != "u":
			p.add(e.at, badContext, clip(e.context))
		default:
			e.id, e.text = strings.TrimSpace(e.id), strings.TrimSpace(e.text)
			p.entries = append(p.entries, e)
		}
	}
	p.next, p.seen, p.into, p.bad = entry{}, nil, "", false
}

// unquote reads a PO text in quotes. Where it is not one, it says what is wrong
// and after how many characters.
func unquote(s string) (text string, at int, what, remedy string) {
	s = strings.TrimRight(s, " \t")
	if s == "" || s[0] != '"' {
		return "", 0, "a text without quotes", "Put double quotes around it."
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && i == len(s)-1:
			return b.String(), 0, "", ""
		case c == '"':
			return "", utf8.RuneCountInString(s[:i]), "a quote in the middle of a text", `Write it as \".`
		case c == '\\' && i+1 < len(s):
			i++
			j := strings.IndexByte(`nt"\`, s[i])
			if j < 0 {
				return "", utf8.RuneCountInString(s[:i-1]), "an unknown sign after a backslash", `Write \\ for a backslash, \n for a new line.`
			}
			b.WriteByte("\n\t\"\\"[j])
		default:
			b.WriteByte(c)
		}
	}
	return "", utf8.RuneCountInString(s), "the closing quote is missing", "Put a double quote at the end."
}

// clip keeps a quoted word short.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
