package flows

import "slices"

// FewestTogether is how many people of one neighbourhood it takes at the least before a
// team hears that they want the same: fewer could be told apart.
const FewestTogether = 5

// gathering reads what people of one neighbourhood can want together, and how many of
// them it takes.
func (d *document) gathering(f fields, p *Programme) {
	p.Enough = FewestTogether
	if v := f.vals["enough"]; v != nil {
		if p.Enough = d.count(v, "enough", mostPeople); p.Enough > 0 && p.Enough < FewestTogether {
			d.add(d.at(v), fewTogether, FewestTogether)
		}
	}
	v := f.vals["themes"]
	if v == nil {
		return
	}
	themes := d.mapping(v, "themes", nil)
	for _, k := range themes.keys {
		p.Themes = append(p.Themes, Gathering{Theme: k.Value, Label: themes.text(k.Value), at: d.at(k)})
	}
	if len(themes.keys) == 0 {
		d.add(d.at(v), emptyList, "themes")
	}
	if v := f.vals["offers"]; v != nil {
		p.Themes = append(p.Themes, Gathering{Theme: d.text(v, "offers"), Label: "aanbod", Offers: true, at: d.at(v)})
	}
}

// Gathering is something that people of one neighbourhood can want together. Offers:
// who is in it offers something, and wants nothing.
type Gathering struct {
	Theme, Label string
	Offers       bool
	at           place
}

// gatherings makes the circles of programmes by which people of one neighbourhood find
// each other: one for each theme and neighbourhood of the directory.
func (p *Playbook) gatherings(r *report) {
	for i := range p.Programmes {
		one := &p.Programmes[i]
		if one.Kind != ProgrammeGather {
			continue
		}
		one.Circles = nil
		for _, g := range one.Themes {
			if !among(g.Theme, p.Directory.Themes) {
				r.add(g.at, unknownTheme, clip(g.Theme), meant(g.Theme, p.Directory.Themes))
			}
			for _, n := range p.Directory.Neighbourhoods {
				one.Circles = append(one.Circles, ProgrammeCircle{
					Name: n.Key + "." + g.Theme, Label: g.Label + ", " + n.Label, Theme: g.Theme, Place: n.Key, Offers: g.Offers, at: one.at,
				})
			}
		}
	}
}

// Gathers finds the circles of those who want one of these themes in a neighbourhood.
func (p *Programme) Gathers(themes []string, place string) (all []ProgrammeCircle) {
	for _, c := range p.Circles {
		if p.Kind == ProgrammeGather && c.Place == place && slices.Contains(themes, c.Theme) {
			all = append(all, c)
		}
	}
	return all
}
