package flows

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"go.yaml.in/yaml/v4"
)

// Compute evaluates what a set step computes over a conversation's data, and
// gives it as it is kept. It is total: what is no value, a number beyond all
// numbers say, is not given.
func (c *Condition) Compute(data map[string]string) string {
	switch v := c.run(data).(type) {
	case bool:
		if v {
			return yesNo[0]
		}
		return yesNo[1]
	case float64:
		s := strconv.FormatFloat(v, 'f', -1, 64)
		if _, ok := parseNumber(s); !ok {
			return ""
		}
		return s
	case string:
		return strings.ToValidUTF8(v[:min(len(v), longestData)], "")
	}
	return ""
}

// longestData is how much a computed text may hold, in bytes: a long story.
const longestData = 32 << 10

// expression compiles what is set to a variable of this type. Where it is not
// right it was reported.
func (b *flowDraft) expression(n *yaml.Node, t VarType, source string) *Condition {
	tree, uses, ok := b.looked(n, source)
	if !ok {
		return &Condition{}
	}
	as := expr.AsKind(reflect.String)
	switch t {
	case VarNumber:
		as = expr.AsFloat64()
	case VarYesNo:
		as = expr.AsBool()
	case VarText, VarStory:
	default: // what is no text, number or yes can only be taken over
		id, alone := tree.Node.(*ast.IdentifierNode)
		if !alone || b.flow.Data[id.Value].Type != t {
			b.add(b.at(n), onlyTakenOver, string(t))
			return &Condition{}
		}
	}
	return b.program(n, source, uses, as)
}
