package flows

import (
	"strings"
	"unicode/utf8"

	"github.com/vorlif/spreak/catalog/poplural"
)

// A catalogue is read here, and not by a library: those that there are (spreak
// v1.0.0, gotext v1.7.2) stop at the first mistake and say no column, make one
// text of two between which an empty line is missing, and then lose the mark
// fuzzy, so that what waits for a review would be said. Writing back they lose
// what is obsolete and what a text was before. What is hard they do: spreak's
// poplural reads and evaluates rules for plurals. Tests compare what is read
// and written here with what spreak reads.

// poFile is a PO file, with all that a translator wrote in it.
type poFile struct {
	header  entry // its text holds the fields; without a place where there is none
	entries []entry
	tail    []string // comments after the last entry
	rule    *poplural.Rule
}

// entry is one text of a PO file.
type entry struct {
	context, id string
	many        string   // msgid_plural; empty: the text has one form
	forms       []string // the translation: one text, or one for each form of the plural
	fuzzy       bool     // waits for a review: not used
	gone        bool     // obsolete: kept for the translator, and not used
	comments    []string // the lines above it that begin with #, as they are
	lines       []string // its other lines, as they are; nil where they are to be written anew
	at          place
}

// empty tells whether nothing was translated yet.
func (e entry) empty() bool {
	for _, f := range e.forms {
		if f != "" {
			return false
		}
	}
	return true
}

// readPO reads a PO file in the language. Every mistake is reported, and what
// has one is left out.
func readPO(r *report, file, lang string, source []byte) poFile {
	if !utf8.Valid(source) {
		r.add(place{file: file}, notUTF8)
		return poFile{}
	}
	p := poReader{report: r, file: file}
	text := strings.TrimPrefix(string(source), "\ufeff")
	for i, line := range strings.Split(text, "\n") {
		p.line = i + 1
		p.read(strings.TrimRight(line, "\r"))
	}
	p.finish()
	p.out.tail = append(p.out.tail, p.next.comments...)
	p.rule(lang)
	return p.out
}

// poReader is a PO file half read.
type poReader struct {
	*report
	file string
	line int
	out  poFile
	next entry
	into string // the keyword that continued lines belong to
	seen map[string]bool
	bad  bool // the entry has a mistake: it is not kept
}

// wrong reports a mistake in the entry; one in what is obsolete hurts nobody.
func (p *poReader) wrong(column int, what, remedy phrase) {
	if !p.next.gone {
		p.add(place{p.file, p.line, column}, badPO, what, remedy)
	}
	p.bad = true
}

// read takes the next line.
func (p *poReader) read(line string) {
	trimmed := strings.TrimLeft(line, " \t")
	column := utf8.RuneCountInString(line[:len(line)-len(trimmed)]) + 1
	rest, gone := strings.CutPrefix(trimmed, "#~")
	switch {
	case trimmed == "":
		if p.seen["msgid"] || p.seen["msgstr"] || p.bad {
			p.finish()
		}
		return
	case gone && strings.HasPrefix(rest, "|"):
		p.comment("#" + rest)
		return
	case gone && strings.HasPrefix(strings.TrimLeft(rest, " "), "#"):
		p.comment(strings.TrimLeft(rest, " "))
		return
	case !gone && trimmed[0] == '#':
		p.comment(trimmed)
		return
	}
	if gone {
		trimmed = strings.TrimLeft(rest, " \t")
		column = utf8.RuneCountInString(line[:len(line)-len(trimmed)]) + 1
	}
	if p.seen != nil && gone != p.next.gone {
		p.finish()
	}
	if trimmed != "" {
		p.next.gone = gone
		p.message(trimmed, column)
		p.next.lines = append(p.next.lines, trimmed)
	}
}

// comment takes a line of comment. It belongs to the text below it.
func (p *poReader) comment(line string) {
	if p.seen["msgstr"] {
		p.finish()
	}
	if strings.HasPrefix(line, "#,") && strings.Contains(line, "fuzzy") {
		p.next.fuzzy = true
	}
	p.next.comments = append(p.next.comments, strings.TrimRight(line, " \t"))
}

// message takes a line with a keyword and a text, or a text that goes on.
func (p *poReader) message(line string, column int) {
	gone := p.next.gone
	if line[0] == '"' {
		if p.into == "" {
			p.wrong(column, phrased("a text without a keyword"), phrased("Put msgid or msgstr before it."))
			return
		}
		p.append(line, column)
		return
	}
	keyword := line
	if end := strings.IndexAny(line, " \t\""); end >= 0 {
		keyword = line[:end]
	}
	value := strings.TrimLeft(line[len(keyword):], " \t")
	column2 := column + utf8.RuneCountInString(line[:len(line)-len(value)])
	kind, _, _ := strings.Cut(keyword, "[")
	switch {
	case keyword == "msgctxt", keyword == "msgid":
		if p.seen["msgstr"] {
			p.finish()
			p.next.gone = gone
		}
	case keyword == "msgid_plural":
		if !p.seen["msgid"] && !p.bad {
			p.wrong(column, phrased("msgid_plural without a msgid"), phrased("Put the Dutch text for one above it as msgid."))
		}
	case keyword == "msgstr":
		switch {
		case !p.seen["msgid"] && !p.bad:
			p.wrong(column, phrased("msgstr without a msgid"), phrased("Put the Dutch text above it as msgid."))
		case p.seen["msgid_plural"]:
			p.wrong(column, phrased("msgstr without a number below a msgid_plural"), phrased("Write msgstr[0], msgstr[1] and so on."))
		}
	case kind == "msgstr" && formOf(keyword) >= 0:
		switch n := formOf(keyword); {
		case !p.seen["msgid_plural"] && !p.bad:
			p.wrong(column, phrased("%[1]s without a msgid_plural", keyword), phrased("Write msgstr, or put the Dutch text for several above it as msgid_plural."))
		case n > len(p.next.forms) && !p.bad:
			p.wrong(column, phrased("%[1]s follows too early", keyword), phrased("Write msgstr[0], msgstr[1] and so on, in this order."))
		}
	default:
		p.into = ""
		p.wrong(column, phrased("unknown keyword %[1]q", clip(keyword)), meant(keyword, []string{"msgctxt", "msgid", "msgid_plural", "msgstr"}))
		return
	}
	if p.seen[keyword] {
		p.wrong(column, phrased("%[1]s stands here twice", keyword), phrased("Put an empty line between two texts, and give each its msgstr."))
	}
	if p.seen == nil {
		p.seen = map[string]bool{}
		p.next.at = place{p.file, p.line, column}
	}
	if kind == "msgstr" && !p.seen[keyword] {
		p.next.forms = append(p.next.forms, "")
	}
	p.seen[keyword], p.seen[kind], p.into = true, true, keyword
	p.append(value, column2)
}

// formOf is the number in msgstr[2]; -1 where it is not written so.
func formOf(keyword string) int {
	const most = 9
	n := int(keyword[len(keyword)-min(2, len(keyword))] - '0')
	if len(keyword) != len("msgstr[0]") || !strings.HasPrefix(keyword, "msgstr[") || keyword[8] != ']' || n < 0 || n > most {
		return -1
	}
	return n
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
	case "msgid_plural":
		p.next.many += text
	default:
		if n := len(p.next.forms); n > 0 {
			p.next.forms[n-1] += text
		}
	}
}

// finish keeps the entry that was read.
func (p *poReader) finish() {
	e, comments := p.next, []string(nil)
	switch {
	case p.seen == nil && len(e.lines) == 0:
		comments = e.comments // they belong to what follows
	case e.gone && p.bad:
		for _, line := range e.lines {
			p.out.tail = append(p.out.tail, "#~ "+line)
		}
	case p.bad:
	case !p.seen["msgstr"] || !p.seen["msgid"]:
		if !e.gone {
			p.add(e.at, badPO, phrased("this text has no msgstr"), phrased("Add it; an empty one means: not translated yet."))
		}
	case e.id == "" && e.context == "":
		if _, set, ok := strings.Cut(strings.ToLower(e.forms[0]), "charset="); ok && !strings.HasPrefix(set, "utf-8") {
			p.add(e.at, notUTF8)
		}
		p.out.header = e
	case e.context != "" && e.context != "je" && e.context != "u" && !e.gone:
		p.add(e.at, badContext, clip(e.context))
	default:
		e.id, e.many = strings.TrimSpace(e.id), strings.TrimSpace(e.many)
		for i := range e.forms {
			e.forms[i] = strings.TrimSpace(e.forms[i])
		}
		p.out.entries = append(p.out.entries, e)
	}
	p.next, p.seen, p.into, p.bad = entry{comments: comments}, nil, "", false
}

// unquote reads a PO text in quotes. Where it is not one, it says what is wrong
// and after how many characters.
func unquote(s string) (text string, at int, what, remedy string) {
	s = strings.TrimRight(s, " \t")
	if s == "" || s[0] != '"' {
		return "", 0, "a text without quotes", "Put double quotes around it."
	}
	if i := 1 + strings.IndexAny(s[1:], `"\\`); i > 0 && i == len(s)-1 && s[i] == '"' {
		return s[1:i], 0, "", "" // nothing to undo: it stands in the file as it is
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
			j := strings.IndexByte(`nrt"\`, s[i])
			if j < 0 {
				return "", utf8.RuneCountInString(s[:i-1]), "an unknown sign after a backslash", `Write \\ for a backslash, \n for a new line.`
			}
			b.WriteByte("\n\r\t\"\\"[j])
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
