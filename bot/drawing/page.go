package drawing

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"omzien/flows"
)

// Page writes a page on which each of the flows is drawn. It is whole: it asks
// nothing of any network, and runs no script. made is a line at its foot.
func Page(w io.Writer, book *flows.Playbook, made string, all ...*flows.Flow) error {
	page := struct {
		Organisation, Made string
		Style              template.CSS
		Flows              []picture
	}{book.Organisation.Name, made, template.CSS(Style), nil}
	for _, flow := range all {
		page.Flows = append(page.Flows, pictureOf(draw(book, flow)))
	}
	if err := pageTemplate.ExecuteTemplate(w, "page.html", page); err != nil {
		return fmt.Errorf("write the drawing: %w", err)
	}
	return nil
}

// Figure writes the drawing of one flow, with what its signs mean: the inner part
// of a page whose style sheet is Style, for an element of the class drawing.
func Figure(w io.Writer, book *flows.Playbook, flow *flows.Flow) error {
	var whole bytes.Buffer
	err := pageTemplate.ExecuteTemplate(&whole, "figure", pictureOf(draw(book, flow)))
	if err == nil {
		err = pageTemplate.ExecuteTemplate(&whole, "legend", nil)
	}
	if err == nil {
		_, err = whole.WriteTo(w)
	}
	if err != nil {
		return fmt.Errorf("write the drawing: %w", err)
	}
	return nil
}

// Style is the style sheet of figures.
//
//go:embed figure.css
var Style string

//go:embed page.html figure.html
var pageSources embed.FS

var pageTemplate = template.Must(template.ParseFS(pageSources, "page.html", "figure.html"))

// picture is a flow as the page draws it. Numbers are pixels.
type picture struct {
	Name, Title, Starts string
	Width               float64
	Bands               []band
}

// band is a part of a picture, as wide as the whole, that paper does not cut.
type band struct {
	Y, H   float64
	Boxes  []shownBox
	Arrows []shownArrow // those that are seen in it
	Labels []shownArrow // those whose label stands in it
}

type shownBox struct {
	Kind       string // of a step; the style knows it
	X, Y, W, H float64
	Outline    string  // a path; none for a box
	Radius     float64 // of the box's corners
	Inside     string  // a path that is drawn inside; or none
	Lines      []shownLine
	Full       string // all that it says, for whoever points at it
}

type shownLine struct {
	X, Y        float64
	Class, Text string
}

type shownArrow struct {
	Path   string
	Aside  bool
	X, Y   float64 // of its label's upper left corner
	W, H   float64 // none where it has no label
	Answer []shownLine
}

// How texts are set, in pixels and characters. A character is as wide as most
// letters are; the style sets letters that fit.
const (
	charW          = 7.3
	lineH          = 18.0
	boxChars       = 34 // in a line of a box
	boxWords       = 100
	labelChars     = 28
	padX, padY     = 16.0, 10.0
	separateLabels = 4 // beyond that answers share lines
)

func pictureOf(d diagram) picture {
	p := picture{Name: d.flow.Name, Title: d.flow.Title, Starts: startsOf(d.flow)}
	d = d.unrolled()
	var links []link
	var labels [][]string
	for _, a := range d.arrows {
		label := labelOf(a.answers)
		labels, links = append(labels, label), append(links, link{a.from, a.to, sizeOf(label, 6, 3)})
	}
	var texts [][]shownLine
	var sizes []size
	for _, x := range d.boxes {
		lines := linesOf(x)
		texts, sizes = append(texts, lines), append(sizes, roomOf(lines))
	}
	s := arrange(sizes, links)
	p.Width = s.w
	for i, from := range append([]float64{0}, s.cuts...) {
		to := s.h
		if i < len(s.cuts) {
			to = s.cuts[i]
		}
		p.Bands = append(p.Bands, band{Y: from, H: to - from})
	}
	for i, x := range d.boxes {
		b := shownBox{Kind: string(x.kind), X: s.boxes[i].x - sizes[i].w/2, Y: s.boxes[i].y, W: sizes[i].w, H: sizes[i].h, Lines: texts[i], Full: x.words}
		b.Outline, b.Inside, b.Radius = outline(x.kind, b.W, b.H)
		for j := range b.Lines {
			b.Lines[j].X, b.Lines[j].Y = b.W/2, padY+lineH*(float64(j)+0.72)
		}
		at := p.at(b.Y)
		at.Boxes = append(at.Boxes, b)
	}
	for i, a := range d.arrows {
		shown := arrowOf(a, labels[i], links[i].label, s.labels[i], s.paths[i])
		first, last := s.paths[i][0].y, s.paths[i][len(s.paths[i])-1].y
		for j := range p.Bands {
			if b := &p.Bands[j]; min(first, last) <= b.Y+b.H && max(first, last) >= b.Y {
				b.Arrows = append(b.Arrows, shown)
			}
		}
		if len(shown.Answer) > 0 {
			at := p.at(shown.Y)
			at.Labels = append(at.Labels, shown)
		}
	}
	return p
}

// at is the band at this height.
func (p *picture) at(y float64) *band {
	for i := range p.Bands {
		if b := &p.Bands[i]; y < b.Y+b.H {
			return b
		}
	}
	return &p.Bands[len(p.Bands)-1]
}

// startsOf says how the flow begins.
func startsOf(flow *flows.Flow) string {
	var all []string
	for _, s := range flow.Starts {
		switch {
		case s.Deeplink != "":
			all = append(all, "met de link "+s.Deeplink)
		case s.Default != "":
			all = append(all, "vanzelf op "+s.Default)
		default:
			all = append(all, "met de woorden: "+strings.Join(s.Words, ", "))
		}
	}
	return strings.Join(all, "; ")
}

func linesOf(x box) []shownLine {
	var all []shownLine
	add := func(class, text string) {
		for _, l := range broken(text, boxChars) {
			all = append(all, shownLine{Class: class, Text: l})
		}
	}
	head := x.head
	switch {
	case x.id == "":
	case utf8.RuneCountInString(head+" · "+x.id) <= boxChars:
		head += " · " + x.id
	default:
		head += "\n" + x.id
	}
	for line := range strings.SplitSeq(head, "\n") {
		add("head", line)
	}
	if x.when != "" {
		add("when", "als "+x.when)
	}
	add("words", clip(x.words, boxWords))
	return all
}

// labelOf sets what stands on an arrow: each answer on a line of its own, or
// many of them together.
func labelOf(answers []string) []string {
	if len(answers) > separateLabels {
		return packed(answers)
	}
	var all []string
	for _, a := range answers {
		all = append(all, broken(clip(a, 2*labelChars), labelChars)...)
	}
	return all
}

// packed sets as many answers on a line as it holds.
func packed(answers []string) []string {
	const dot = " · "
	var all []string
	for _, a := range answers {
		a = clip(a, labelChars)
		if n := len(all); n > 0 && utf8.RuneCountInString(all[n-1]+dot+a) <= labelChars {
			all[n-1] += dot + a
			continue
		}
		all = append(all, a)
	}
	return all
}

// sizeOf is how much room lines take, with that much around them; none for none.
func sizeOf(lines []string, x, y float64) size {
	if len(lines) == 0 {
		return size{}
	}
	widest := 0
	for _, l := range lines {
		widest = max(widest, utf8.RuneCountInString(l))
	}
	return size{float64(widest)*charW + 2*x, float64(len(lines))*lineH + 2*y}
}

// roomOf is how large a box must be for its lines. A head is in bold letters.
func roomOf(lines []shownLine) size {
	room := size{}
	for _, l := range lines {
		w := charW
		if l.Class == "head" {
			w *= 1.12
		}
		room.w = max(room.w, float64(utf8.RuneCountInString(l.Text))*w)
	}
	return size{math.Ceil(room.w) + 2*padX, lineH*float64(len(lines)) + 2*padY}
}

// outline draws the shape of a step: a path, or none for a box with corners as
// round as radius says; and what is drawn inside it.
func outline(kind flows.StepKind, w, h float64) (path, inside string, radius float64) {
	const corner, notch = 9, 12
	switch kind {
	case flows.StepChoose, flows.StepScale, flows.StepConsent, flows.StepGoto: // a lozenge with long sides
		return fmt.Sprintf("M%d 0H%.0fL%.0f %.0fL%.0f %.0fH%dL0 %.0fZ", notch, w-notch, w, h/2, w-notch, h, notch, h/2), "", 0
	case flows.StepHandoff: // a box in a box
		return "", fmt.Sprintf("M4 4H%.0fV%.0fH4Z", w-4, h-4), 0
	case flows.StepNotify: // a sheet with a folded corner
		return fmt.Sprintf("M0 0H%.0fL%.0f %dV%.0fH0Z", w-notch, w, notch, h), fmt.Sprintf("M%.0f 0V%dH%.0f", w-notch, notch, w), 0
	case flows.StepEnd, stepBack:
		return "", "", min(h/2, 14)
	case flows.StepAsk:
		return "", "", 0
	}
	return "", "", corner
}

// arrowOf draws a path: straight down, or else in a curve that begins and ends
// straight down.
func arrowOf(a arrow, label []string, room size, at point, path []point) shownArrow {
	s := shownArrow{Aside: a.aside, W: room.w, H: room.h, X: at.x - room.w/2, Y: at.y}
	var b strings.Builder
	fmt.Fprintf(&b, "M%.1f %.1f", path[0].x, path[0].y)
	for i := 1; i < len(path); i++ {
		from, to := path[i-1], path[i]
		if from.x == to.x {
			fmt.Fprintf(&b, "L%.1f %.1f", to.x, to.y)
			continue
		}
		middle := (from.y + to.y) / 2
		fmt.Fprintf(&b, "C%.1f %.1f %.1f %.1f %.1f %.1f", from.x, middle, to.x, middle, to.x, to.y)
	}
	s.Path = b.String()
	for i, l := range label {
		s.Answer = append(s.Answer, shownLine{X: at.x, Y: at.y + 3 + lineH*(float64(i)+0.72), Text: l})
	}
	return s
}
