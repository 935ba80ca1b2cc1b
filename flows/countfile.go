package flows

// Counts is what the neighbourhood picture counts of a talk in this flow: themes of
// directory.yaml, and where. The zero Counts counts nothing.
type Counts struct {
	Themes        []string // variables whose values are themes; a value that is none counts nothing
	Always        []string // themes of every such talk in which somebody wrote or pressed
	Neighbourhood string   // the variable that holds the neighbourhood; empty: this flow does not know it
}

// Any tells whether anything is counted.
func (c Counts) Any() bool { return len(c.Themes)+len(c.Always) > 0 }

// countUse is what a flow says of counting, with where it says so.
type countUse struct {
	at             place
	always, themes []countedWord
}

// countedWord is a theme, or a variable with the values that the flow itself offers
// for it.
type countedWord struct {
	word   string
	at     place
	values []string
}

// counting reads what the neighbourhood picture counts of the flow's talks. It comes
// after the steps: they say which answers there are.
func (b *flowDraft) counting(f fields) {
	n := f.vals["counts"]
	if n == nil {
		return
	}
	own := b.mapping(n, "counts", countsKeys)
	use := countUse{at: b.at(n)}
	seen := map[string]place{}
	for _, v := range b.items(own.vals["themes"], "themes") {
		name := b.text(v, "themes")
		if name == "" {
			continue
		}
		b.once(seen, name, "the variable", name, b.at(v))
		if kind, ok := b.declared(name, b.at(v)); ok && kind.Type != "" && kind.Type != VarChoice && kind.Type != VarSeveral {
			b.add(b.at(v), mistyped, name, string(kind.Type), phrased("Declare it as one of these: %[1]s.", "choice, several"))
		}
		b.flow.Counts.Themes = append(b.flow.Counts.Themes, name)
		use.themes = append(use.themes, countedWord{name, b.at(v), b.offers[name]})
	}
	for _, v := range b.items(own.vals["always"], "always") {
		theme := b.text(v, "always")
		if theme == "" {
			continue
		}
		b.flow.Counts.Always = append(b.flow.Counts.Always, theme)
		use.always = append(use.always, countedWord{word: theme, at: b.at(v)})
	}
	if v := own.vals["neighbourhood"]; v != nil {
		name := b.text(v, "neighbourhood")
		if kind, ok := b.declared(name, b.at(v)); ok && kind.Type != "" && kind.Type != VarNeighbourhood {
			b.add(b.at(v), mistyped, name, string(kind.Type), phrased("Declare it as one of these: %[1]s.", string(VarNeighbourhood)))
		}
		b.flow.Counts.Neighbourhood = name
	}
	if own.vals["themes"] == nil && own.vals["always"] == nil {
		b.add(b.at(n), countsNothing)
	}
	b.c.counts = append(b.c.counts, use)
}

// checkCounts reports what flows count and the directory does not have.
func (p *Playbook) checkCounts(r *report, there bool, counts []countUse) {
	for _, use := range counts {
		if !there {
			r.add(use.at, countsNowhere)
			continue
		}
		for _, w := range use.always {
			if !among(w.word, p.Directory.Themes) {
				r.add(w.at, unknownTheme, clip(w.word), meant(w.word, p.Directory.Themes))
			}
		}
		for _, w := range use.themes {
			if len(w.values) > 0 && !anyAmong(w.values, p.Directory.Themes) {
				r.add(w.at, countsNoTheme, w.word, meant("", p.Directory.Themes))
			}
		}
	}
}

func countsSchema() schema {
	s := countsKeys.object(nil, map[string]schema{
		"themes": listOf(shaped(variableShape.String())), "always": listOf(anyText()), "neighbourhood": shaped(variableShape.String()),
	})
	s["anyOf"] = []schema{{"required": []string{"themes"}}, {"required": []string{"always"}}}
	return s
}

func anyAmong(words, known []string) bool {
	for _, w := range words {
		if among(w, known) {
			return true
		}
	}
	return false
}
