package flows

import (
	"slices"
	"strconv"
	"strings"
)

// bytes writes the catalogue. What was read and not changed is written as it was.
func (f poFile) bytes() []byte {
	var b strings.Builder
	if f.header.at.line > 0 || f.header.lines != nil {
		f.header.write(&b)
	}
	for _, e := range f.entries {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		e.write(&b)
	}
	if len(f.tail) > 0 {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		for _, line := range f.tail {
			b.WriteString(line + "\n")
		}
	}
	return []byte(b.String())
}

// write writes the entry with its comments.
func (e entry) write(b *strings.Builder) {
	mark := ""
	if e.gone {
		mark = "#~ "
	}
	for _, line := range e.comments {
		if was, ok := strings.CutPrefix(line, "#|"); ok && e.gone {
			line = "#~|" + was
		}
		b.WriteString(line + "\n")
	}
	lines := e.lines
	if lines == nil {
		lines = e.message()
	}
	for _, line := range lines {
		b.WriteString(mark + line + "\n")
	}
}

// message are the entry's lines but its comments.
func (e entry) message() []string {
	var lines []string
	if e.context != "" {
		lines = append(lines, keyed("msgctxt", e.context)...)
	}
	lines = append(lines, keyed("msgid", e.id)...)
	if e.many == "" {
		return append(lines, keyed("msgstr", e.forms[0])...)
	}
	lines = append(lines, keyed("msgid_plural", e.many)...)
	for i, f := range e.forms {
		lines = append(lines, keyed("msgstr["+strconv.Itoa(i)+"]", f)...)
	}
	return lines
}

// keyed writes a text behind its keyword: one of several lines below it.
func keyed(keyword, text string) []string {
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
	}
	if !strings.Contains(strings.TrimSuffix(text, "\n"), "\n") {
		return []string{keyword + " " + quote(text)}
	}
	lines := []string{keyword + ` ""`}
	for line := range strings.SplitAfterSeq(text, "\n") {
		if line != "" {
			lines = append(lines, quote(line))
		}
	}
	return lines
}

// note sets what the comments say: the translator's own stay, where the text is
// said stands below them, then the marks, then what the text was before.
func (e *entry) note(where, refs, was []string) {
	var own, marks []string
	for _, line := range e.comments {
		switch {
		case strings.HasPrefix(line, "#."), strings.HasPrefix(line, "#:"), strings.HasPrefix(line, "#|"):
		case strings.HasPrefix(line, "#,"):
			for mark := range strings.SplitSeq(line[2:], ",") {
				if mark = strings.TrimSpace(mark); mark != "" && mark != "fuzzy" {
					marks = append(marks, mark)
				}
			}
		default:
			own = append(own, line)
		}
	}
	for _, w := range distinct(where) {
		own = append(own, "#. "+w)
	}
	if refs = distinct(refs); len(refs) > 0 {
		own = append(own, "#: "+strings.Join(refs, " "))
	}
	if e.fuzzy {
		marks = append([]string{"fuzzy"}, marks...)
	}
	if len(marks) > 0 {
		own = append(own, "#, "+strings.Join(marks, ", "))
	}
	if e.fuzzy {
		own = append(own, was...)
	}
	e.comments = own
}

// distinct are the words, each once, in their order.
func distinct(words []string) []string {
	var all []string
	for _, w := range words {
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// before are the lines that say what the entry's text was.
func (e entry) before() []string {
	var lines []string
	if e.context != "" {
		lines = append(lines, keyed("msgctxt", e.context)...)
	}
	lines = append(lines, keyed("msgid", e.id)...)
	if e.many != "" {
		lines = append(lines, keyed("msgid_plural", e.many)...)
	}
	for i, line := range lines {
		lines[i] = "#| " + line
	}
	return lines
}

// previous are the lines of the comments that say what the text was before.
func (e entry) previous() []string {
	return slices.DeleteFunc(slices.Clone(e.comments), func(line string) bool { return !strings.HasPrefix(line, "#|") })
}
