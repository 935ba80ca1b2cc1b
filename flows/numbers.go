package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// purposes are what a number can be for.
var purposes = [...]string{"suicide", "violence", "sexual", "body", "money", "child", "worried", "anything"}

// byNight are the purposes for which a number must be open day and night; for
// the others a number for anything stands in.
var byNight = [...]string{"suicide", "violence", "sexual", "child", "anything"}

// readNumbers reads numbers.yaml. The document may be nil or empty.
func readNumbers(r *report, d *document) []Number {
	if d == nil || d.root == nil {
		return nil
	}
	f := d.mapping(d.root, "the numbers", numbersKeys)
	var all []Number
	names := map[string]int{}
	served := map[string]bool{}
	for _, n := range d.items(f.need("numbers"), "numbers") {
		x := d.number(n)
		if line, ok := names[x.Name]; ok && x.Name != "" {
			d.add(d.at(n), doubled, phrased("the number"), x.Name, phrased("line %[1]d", line))
		}
		names[x.Name] = n.Line
		for _, purpose := range x.For {
			if len(x.Hours) == 0 && x.Ages == [2]int{} {
				served[purpose] = true
			}
		}
		all = append(all, x)
	}
	for _, purpose := range byNight {
		if !served[purpose] && len(all) > 0 {
			d.add(d.at(d.root), noHelpByNight, purpose)
		}
	}
	return all
}

var phoneShape = regexp.MustCompile(`^\+?[0-9][0-9 -]*[0-9]$`)

func (d *document) number(n *yaml.Node) Number {
	f := d.mapping(n, "a number", numberKeys)
	f.need("name")
	f.need("owner")
	x := Number{Name: f.text("name"), Region: f.text("region"), Owner: f.text("owner")}
	if v := f.need("phone"); v != nil {
		x.Phone = d.phone(v)
	}
	if v := f.vals["chat"]; v != nil {
		x.Chat = d.page(v, "chat")
	}
	for _, v := range d.items(f.need("for"), "for") {
		switch purpose := d.text(v, "for"); {
		case purpose == "":
		case !among(purpose, purposes[:]):
			d.add(d.at(v), badPurpose, purpose, meant(purpose, purposes[:]))
		default:
			x.For = append(x.For, purpose)
		}
	}
	if v := f.need("hours"); v != nil && !(v.Kind == yaml.ScalarNode && strings.EqualFold(strings.TrimSpace(v.Value), always)) {
		x.Hours = d.hours(v)
	}
	if v := f.vals["ages"]; v != nil {
		x.Ages = d.ages(v)
	}
	if v := f.vals["checked"]; v != nil {
		s := d.text(v, "checked")
		day, err := time.ParseInLocation(time.DateOnly, s, Amsterdam)
		if err != nil && s != "" {
			d.add(d.at(v), badDate, clip(s))
		}
		x.Checked = day
	}
	return x
}

func (d *document) phone(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Tag != "!!str" && n.Value != "" && unquoted(n) {
		d.add(d.at(n), phoneTrap, n.Value)
		return n.Value
	}
	s := d.text(n, "phone")
	if s != "" && !phoneShape.MatchString(s) {
		d.add(d.at(n), badPhone, clip(s))
	}
	return s
}

// ages reads "8-18", "18-" (and older) or "-18" (up to).
func (d *document) ages(n *yaml.Node) [2]int {
	s := d.text(n, "ages")
	from, to, ok := strings.Cut(s, "-")
	ages := [2]int{0, 200}
	for i, part := range []string{strings.TrimSpace(from), strings.TrimSpace(to)} {
		if part == "" {
			continue
		}
		age, err := strconv.Atoi(part)
		ok = ok && err == nil && age >= 0 && age <= 200
		ages[i] = age
	}
	if s != "" && (!ok || ages[0] > ages[1] || ages == [2]int{0, 200}) {
		d.add(d.at(n), badAges, clip(s))
		return [2]int{}
	}
	return ages
}
