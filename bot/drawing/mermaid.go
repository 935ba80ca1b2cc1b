package drawing

import (
	"fmt"
	"strings"

	"omzien/flows"
)

// Mermaid gives flows of the playbook as one Mermaid flowchart, the language in
// which GitHub and many editors draw. Each flow is a frame of its own.
func Mermaid(book *flows.Playbook, all ...*flows.Flow) string {
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for n, flow := range all {
		d := draw(book, flow)
		name := func(i int) string { return fmt.Sprintf("f%ds%d", n+1, i+1) }
		fmt.Fprintf(&b, "  subgraph f%d[%s]\n", n+1, quoted(flow.Name+": "+flow.Title))
		for i, x := range d.boxes {
			open, shut := shape(x.kind)
			fmt.Fprintf(&b, "    %s%s%s%s\n", name(i), open, quoted(x.lines(mermaidWords)...), shut)
		}
		for _, a := range d.arrows {
			line := "-->"
			if a.aside {
				line = "-.->"
			}
			if len(a.answers) > 0 {
				line += "|" + quoted(a.answers...) + "|"
			}
			fmt.Fprintf(&b, "    %s %s %s\n", name(a.from), line, name(a.to))
		}
		b.WriteString("  end\n")
	}
	return b.String()
}

// mermaidWords is how many characters of a text are shown.
const mermaidWords = 60

// lines are what stands in the box, with that many characters of its words.
func (x box) lines(words int) []string {
	head := x.head
	if x.id != "" {
		head += " · " + x.id
	}
	all := []string{head}
	if x.when != "" {
		all = append(all, "als "+x.when)
	}
	if x.words != "" {
		all = append(all, clip(x.words, words))
	}
	return all
}

// shape is the shape of a step in Mermaid, with which it begins and ends.
func shape(k flows.StepKind) (open, shut string) {
	switch k {
	case flows.StepSay:
		return "(", ")"
	case flows.StepChoose, flows.StepScale, flows.StepConsent, flows.StepGoto:
		return "{{", "}}"
	case flows.StepHandoff:
		return "[[", "]]"
	case flows.StepNotify:
		return ">", "]"
	case flows.StepEnd:
		return "([", "])"
	}
	return "[", "]"
}

// quoted makes a text of Mermaid, in which no sign has a meaning.
func quoted(lines ...string) string {
	plain := strings.NewReplacer(`"`, "#quot;", "#", "#35;", "<", "#lt;", ">", "#gt;", "&", "#amp;", "`", "#96;", "\n", " ")
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = plain.Replace(l)
	}
	return `"` + strings.Join(all, "<br>") + `"`
}
