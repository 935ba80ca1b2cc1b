// Package drawing shows a flow as what leads to what: as Mermaid text, and as a
// page that opens without a network. It draws for the flow's author, in Dutch.
package drawing

import (
	"cmp"
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// diagram is a flow as boxes and arrows.
type diagram struct {
	flow   *flows.Flow
	boxes  []box
	arrows []arrow
}

// box is a step, or the end to which one leads.
type box struct {
	kind  flows.StepKind
	head  string // what it does, in a word or two
	id    string // the name by which a goto knows it; empty where the author gave none
	when  string // on what condition; empty: always
	words string // all that it says
}

// arrow leads from one box to another, by their indices.
type arrow struct {
	from, to int
	answers  []string // what is chosen or happens; none: it just goes on
	aside    bool     // not the way that the talk means to go: a condition that fails, people who give back
}

const noBox = -1

// draw makes the diagram of a flow of the playbook.
func draw(book *flows.Playbook, flow *flows.Flow) diagram {
	d := diagram{flow: flow}
	at := make([]int, len(flow.Steps)) // step -> box
	for i := range flow.Steps {
		at[i] = noBox
		if s := &flow.Steps[i]; !passedBy(s) {
			at[i] = len(d.boxes)
			d.boxes = append(d.boxes, boxOf(book, s))
		}
	}
	for i := range flow.Steps {
		if at[i] == noBox {
			continue
		}
		end := noBox
		for _, way := range flow.Ways(i) {
			to := noBox
			if step := landing(flow, way.To); step != flows.End {
				to = at[step]
			} else {
				if end == noBox { // an end of its own keeps the arrows short
					end = len(d.boxes)
					d.boxes = append(d.boxes, box{kind: flows.StepEnd, head: "einde"})
				}
				to = end
			}
			d.lead(arrow{from: at[i], to: to, aside: aside(way.Kind)}, answerOf(&flow.Steps[i], way))
		}
	}
	return d
}

// stepBack is the kind of a box that stands for one drawn elsewhere.
const stepBack flows.StepKind = "back"

// unrolled is the diagram without circles: where an arrow would lead back up,
// or to the box that it leaves, it leads to a sign that names the box.
func (d diagram) unrolled() diagram {
	var links []link
	for _, a := range d.arrows {
		links = append(links, link{from: a.from, to: a.to})
	}
	back := upward(len(d.boxes), links)
	all := diagram{flow: d.flow, boxes: slices.Clone(d.boxes), arrows: slices.Clone(d.arrows)}
	for i := range all.arrows {
		if !back[i] {
			continue
		}
		a := &all.arrows[i]
		to := d.boxes[a.to]
		sign := box{kind: stepBack, head: "↑ naar " + to.id}
		if to.id == "" {
			sign.head, sign.words = "↑ naar", clip(cmp.Or(to.words, to.head), boxChars)
		}
		a.to = len(all.boxes)
		all.boxes = append(all.boxes, sign)
	}
	return all
}

// passedBy tells whether the step is a mere sign to another.
func passedBy(s *flows.Step) bool { return s.Kind == flows.StepGoto && s.When == nil }

// landing is the step to which a talk that goes to step i comes.
func landing(flow *flows.Flow, i int) int {
	for range flow.Steps { // what the loader accepts does not go round
		if i == flows.End || !passedBy(&flow.Steps[i]) {
			return i
		}
		i = flow.Steps[i].Goto
	}
	return flows.End
}

// lead adds an arrow; ways between the same boxes share one.
func (d *diagram) lead(a arrow, answer string) {
	at := noBox
	for i, o := range d.arrows {
		if o.from == a.from && o.to == a.to && o.aside == a.aside {
			at = i
		}
	}
	if at == noBox {
		at = len(d.arrows)
		d.arrows = append(d.arrows, a)
	}
	if answer != "" {
		d.arrows[at].answers = append(d.arrows[at].answers, answer)
	}
}

// aside tells whether the way is not the one that the talk means to go.
func aside(k flows.WayKind) bool {
	switch k {
	case flows.WayPast, flows.WayBack, flows.WayGiveUp:
		return true
	}
	return false
}

func answerOf(s *flows.Step, way flows.Way) string {
	switch way.Kind {
	case flows.WayAnswer:
		return way.Answer.In("")
	case flows.WayBack:
		return "het team geeft terug"
	case flows.WayPast:
		return "anders"
	case flows.WayNone:
		return "niets gevonden"
	case flows.WayUnable:
		return "kan hier niet"
	case flows.WayGiveUp:
		return "na " + long(s.GiveUp.After) + " geen antwoord"
	}
	if s.Kind == flows.StepAsk && !s.Skip.Empty() {
		return "(eigen woorden)"
	}
	return ""
}

func boxOf(book *flows.Playbook, s *flows.Step) box {
	b := box{kind: s.Kind, head: headOf(book, s), words: wordsOf(book, s)}
	if !strings.Contains(s.ID, ":") { // others are made up by the loader
		b.id = s.ID
	}
	if s.When != nil {
		b.when = s.When.String()
	}
	return b
}

func urgent(u chat.Urgency) string {
	switch {
	case u >= chat.Danger:
		return ", gevaar"
	case u == chat.Urgent:
		return ", dringend"
	case u == chat.Quiet:
		return ", rustig"
	}
	return ""
}

// clip cuts a text to its first words, on one line.
func clip(text string, most int) string {
	words := strings.Fields(text)
	var b strings.Builder
	n := 0
	for i, w := range words {
		long := len([]rune(w))
		if i > 0 && n+1+long > most {
			b.WriteString(" …")
			return b.String()
		}
		if i > 0 {
			b.WriteByte(' ')
			n++
		}
		b.WriteString(w)
		n += long
	}
	return b.String()
}

// broken cuts a text into lines of about most characters, between words.
func broken(text string, most int) []string {
	var lines []string
	line, n := "", 0
	for _, w := range strings.Fields(text) {
		long := len([]rune(w))
		switch {
		case n == 0:
		case n+1+long > most:
			lines = append(lines, line)
			line, n = "", 0
		default:
			line, n = line+" ", n+1
		}
		for ; long > most; long -= most { // an address, say
			runes := []rune(w)
			lines, w = append(lines, string(runes[:most])), string(runes[most:])
		}
		line, n = line+w, n+long
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}
