package flows

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// document is one YAML file while it is read. Every method that does not find
// what it looks for reports that and goes on, so that all mistakes of a file
// come out at once.
type document struct {
	*report
	file  string
	lines []string
	root  *yaml.Node // nil where the file is not YAML
}

// open parses a file. It reports what keeps it from being read at all.
func open(r *report, file string, source []byte) *document {
	d := &document{report: r, file: file}
	if !utf8.Valid(source) {
		d.add(place{file: file}, notUTF8)
		return d
	}
	d.lines = strings.Split(string(source), "\n")
	var root yaml.Node
	if err := yaml.Load(source, &root); err != nil {
		d.notYAML(err)
		return d
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		d.add(place{file: file}, notYAML, phrased("it holds nothing"))
		return d
	}
	if d.aliased(&root) {
		return d
	}
	d.root = root.Content[0]
	return d
}

// notYAML reports what the parser found. What is cut off by the end of the
// file is shown where it began.
func (d *document) notYAML(err error) {
	at, what := place{file: d.file}, "it holds nothing"
	var bad *yaml.LoadError
	if errors.As(err, &bad) && !strings.Contains(bad.Message, "no documents") {
		what = strings.TrimPrefix(bad.Message, "yaml: ")
		mark := bad.Mark
		if strings.Contains(what, "end of stream") && bad.ContextMark.Line > 0 {
			mark = bad.ContextMark
		}
		if mark.Line > 0 {
			at.line, at.column = mark.Line, mark.Column
		}
	}
	d.add(at, notYAML, phrased(what))
}

// aliased reports the anchors and aliases below the node. Without them the
// document is a tree, and as small as its file.
func (d *document) aliased(n *yaml.Node) bool {
	found := false
	switch {
	case n.Kind == yaml.AliasNode:
		d.add(d.at(n), anchors, "*"+n.Value)
		return true
	case n.Anchor != "":
		d.add(d.at(n), anchors, "&"+n.Anchor)
		found = true
	}
	for _, c := range n.Content {
		found = d.aliased(c) || found
	}
	return found
}

func (d *document) at(n *yaml.Node) place { return place{d.file, n.Line, n.Column} }

// find is where the words stand in or after the node's first line; the node
// itself where they were written in another way.
func (d *document) find(n *yaml.Node, words string) place {
	for i := max(n.Line-1, 0); i < len(d.lines); i++ {
		line, from := d.lines[i], 0
		if i == n.Line-1 {
			from = runes(line, n.Column-1)
		}
		if j := strings.Index(line[from:], words); j >= 0 {
			return place{d.file, i + 1, utf8.RuneCountInString(line[:from+j]) + 1}
		}
	}
	return d.at(n)
}

// runes is the offset in bytes of the n-th character, at most the length.
func runes(line string, n int) int {
	for i := range line {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(line)
}

// fields are the keys of a mapping with their values.
type fields struct {
	d    *document
	node *yaml.Node
	what string // how mistakes call it
	keys []*yaml.Node
	vals map[string]*yaml.Node
	odd  bool // some keys were not understood
}

// mapping reads a node as a mapping. It takes any key when known is nil.
func (d *document) mapping(n *yaml.Node, what string, known keys) fields {
	f := fields{d: d, node: n, what: what, vals: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		d.add(d.at(n), noMapping, phrased(what), kind(n))
		return f
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			d.add(d.at(k), notText, phrased("a key"), kind(k))
			f.odd = true
			continue
		}
		if line, ok := first[k.Value]; ok {
			d.add(d.at(k), doubleKey, k.Value, line)
			continue
		}
		first[k.Value] = k.Line
		if known != nil && !known.has(k.Value) {
			d.add(d.at(k), unknownKey, clip(k.Value), meant(k.Value, known.names()))
			f.odd = true
			continue
		}
		f.keys = append(f.keys, k)
		f.vals[k.Value] = v
	}
	return f
}

func among(word string, list []string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// need gives the value of a key that must be there; nil, and a mistake, where
// it is not.
func (f fields) need(key string) *yaml.Node {
	v := f.vals[key]
	if v == nil && f.node.Kind == yaml.MappingNode {
		f.d.add(f.d.at(f.node), missingKey, phrased(f.what), key)
	}
	return v
}

// text reads the text under the key; empty where it is absent or wrong.
func (f fields) text(key string) string {
	if v := f.vals[key]; v != nil {
		return f.d.text(v, key)
	}
	return ""
}

// items reads a node as a list that holds something.
func (d *document) items(n *yaml.Node, what string) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind != yaml.SequenceNode:
		d.add(d.at(n), noList, phrased(what), kind(n))
		return nil
	case len(n.Content) == 0:
		d.add(d.at(n), emptyList, phrased(what))
	}
	return n.Content
}

// text reads a node as a text without blanks at its ends. What other readers
// of YAML take for something else must stand in quotes.
func (d *document) text(n *yaml.Node, what string) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.add(d.at(n), notText, phrased(what), kind(n))
		return ""
	case n.Tag == "!!null" && n.Value == "" || n.Tag == "!!str" && strings.TrimSpace(n.Value) == "":
		d.add(d.at(n), noValue, phrased(what))
		return ""
	case unquoted(n) && trap(n.Value):
		d.add(d.at(n), yamlTrap, n.Value)
	case n.Style&yaml.TaggedStyle != 0:
		d.add(d.at(n), notText, phrased(what), phrased("tagged %[1]q", n.Tag))
	}
	return strings.TrimSpace(n.Value)
}

func unquoted(n *yaml.Node) bool {
	return n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// trap tells whether YAML 1.1 reads the word as true, false or nothing.
func trap(word string) bool {
	if len(word) > len("false") {
		return false
	}
	switch strings.ToLower(word) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~":
		return true
	}
	return false
}

// kind says what a node is, in the words of mistakes.
func kind(n *yaml.Node) phrase {
	switch {
	case n.Kind == yaml.MappingNode:
		return phrased("a group of keys")
	case n.Kind == yaml.SequenceNode:
		return phrased("a list")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return phrased("empty")
	case n.Kind == yaml.ScalarNode:
		return phrased("the text %[1]q", n.Value)
	}
	return phrased("something else")
}

// longest is how many UTF-16 units a text may have: what the narrowest
// platform takes as one message.
const longest = 4096

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r) // never -1: s is read as UTF-8
	}
	return n
}
