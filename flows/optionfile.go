package flows

import "go.yaml.in/yaml/v4"

// answers reports words by which a choose could not tell its options apart.
func (b *flowDraft) answers(n *yaml.Node, word string, words map[string]int, mine map[string]bool) {
	word = Normal(word)
	if word == "" || mine[word] {
		return
	}
	if line, ok := words[word]; ok {
		b.add(b.at(n), doubleLabel, clip(word), line)
	}
	words[word], mine[word] = n.Line, true
	b.unreserved(n, word)
}

// unreserved reports an answer that never comes through, because it is a
// reserved word.
func (b *flowDraft) unreserved(n *yaml.Node, word string) {
	if n != nil && ReservedWord(word) != NoReserved {
		b.add(b.at(n), reservedLabel, clip(word))
	}
}

// check looks at the flow as a whole.
func (b *flowDraft) check() {
	for _, k := range b.data.keys {
		if !b.saved[k.Value] && b.flow.Data[k.Value].Keep == "" {
			b.c.unsaved = append(b.c.unsaved, unsavedUse{b.flow.Name, k.Value, b.at(k)})
		}
	}
	g := graph(b.flow.Steps)
	reached := g.reached()
	for left := b.guessed; len(left) > 0; left = left[1:] { // a goto that is mended will lead there
		if i := left[0]; i != End && !reached[i] {
			reached[i] = true
			_, after := g.follow(i)
			left = append(left, after...)
		}
	}
	for i, ok := range reached {
		if !ok {
			b.add(b.at(b.steps[i].f.node), unreachable)
		}
	}
}
