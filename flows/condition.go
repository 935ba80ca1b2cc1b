package flows

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
	"go.yaml.in/yaml/v4"
)

// Condition is a compiled "when".
type Condition struct {
	program *vm.Program
	data    map[string]Var
	source  string
}

// String is the condition as its author wrote it.
func (c *Condition) String() string { return c.source }

// Holds evaluates the condition over a conversation's data. It is total: data
// that does not fit its type counts as not given. What was not given is an
// empty text, 0 or no; given.name tells it apart.
func (c *Condition) Holds(data map[string]string) bool {
	held, ok := c.run(data).(bool)
	return ok && held
}

// run evaluates the program; nil where that is not possible.
func (c *Condition) run(data map[string]string) any {
	if c.program == nil {
		return nil
	}
	env := make(map[string]any, len(c.data)+1)
	given := make(map[string]any, len(c.data))
	for name, v := range c.data {
		env[name], given[name] = value(v.Type, data[name])
	}
	env["given"] = given
	out, err := expr.Run(c.program, env)
	if err != nil {
		return nil
	}
	return out
}

// value reads kept data as its type.
func value(t VarType, kept string) (v any, given bool) {
	switch t {
	case VarNumber:
		n, ok := parseNumber(kept)
		return n, ok
	case VarYesNo:
		yes := Yes(kept)
		return yes, yes || No(kept)
	case VarSeveral, VarFound:
		return Values(kept), kept != ""
	}
	return kept, kept != ""
}

// parseNumber reads a number, with a comma or a point; 0 where it is none.
func parseNumber(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return 0, false
	}
	return n, true
}

// condition compiles a when. Where it is not right it was reported, and the
// condition is only a sign that the step has one.
func (b *flowDraft) condition(n *yaml.Node) *Condition {
	source := b.text(n, "when")
	if source == "" {
		return &Condition{}
	}
	_, uses, ok := b.looked(n, source)
	if !ok {
		return &Condition{}
	}
	return b.program(n, source, uses, expr.AsBool())
}

// looked parses a source and looks at each of its parts. What is wrong was
// reported; so was one of which nobody could say what it means, and that would
// take its time at each evaluation.
func (b *flowDraft) looked(n *yaml.Node, source string) (tree *parser.Tree, uses map[string]Var, ok bool) {
	const most = 1000 // bytes
	if len(source) > most {
		b.add(b.at(n), badCondition, phrased("it is too long"))
		return nil, nil, false
	}
	tree, err := parser.Parse(source)
	if err != nil {
		b.wrongCondition(n, err)
		return nil, nil, false
	}
	w := &conditionWalk{b: b, n: n, source: source, good: true}
	ast.Walk(&tree.Node, w)
	return tree, w.uses, w.good
}

// program compiles a source whose parts were looked at, over the data that it
// uses: a flow may declare very many.
func (b *flowDraft) program(n *yaml.Node, source string, uses map[string]Var, as expr.Option) *Condition {
	env, given := types.Map{}, types.Map{}
	for name, v := range uses {
		given[name] = types.Bool
		switch v.Type {
		case VarNumber:
			env[name] = types.Float64
		case VarYesNo:
			env[name] = types.Bool
		case VarSeveral, VarFound:
			env[name] = types.Array(types.String)
		default:
			env[name] = types.String
		}
	}
	env["given"] = given
	program, err := expr.Compile(source, expr.Env(env), as, withoutFunctions)
	if err != nil {
		b.wrongCondition(n, err)
		return &Condition{}
	}
	return &Condition{program: program, data: uses, source: source}
}

// withoutFunctions leaves their names to variables. Calls were refused before.
func withoutFunctions(c *conf.Config) { clear(c.Builtins) }

// wrongCondition reports what the expression language found.
func (b *flowDraft) wrongCondition(n *yaml.Node, err error) {
	var at *file.Error
	if errors.As(err, &at) {
		b.add(b.within(n, at.Line, at.Column), badCondition, amiss(at.Message))
		return
	}
	b.add(b.at(n), badCondition, amiss(err.Error()))
}

var (
	otherType  = regexp.MustCompile(`^expected (\w+), but got (\w+)$`)
	otherTypes = regexp.MustCompile(`^invalid operation: (\S+) \(mismatched types (\w+) and (\w+)\)$`)
)

// amiss is what the expression language says of a condition, in our words.
func amiss(message string) phrase {
	message, _, _ = strings.Cut(message, "\n")
	if m := otherType.FindStringSubmatch(message); m != nil {
		return phrased("expected %[1]s, but got %[2]s", phrased(m[1]), phrased(m[2]))
	}
	if m := otherTypes.FindStringSubmatch(message); m != nil {
		return phrased("invalid operation: %[1]s (mismatched types %[2]s and %[3]s)", m[1], phrased(m[2]), phrased(m[3]))
	}
	return phrased(message)
}

// within is a place inside a text that stands on one line; lines from 1,
// columns from 0.
func (b *flowDraft) within(n *yaml.Node, line, column int) place {
	at := b.at(n)
	if line == 1 && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		at.column += column
		if !unquoted(n) {
			at.column++
		}
	}
	return at
}

// conditionWalk checks that a condition uses only what cannot fail at run time.
type conditionWalk struct {
	b      *flowDraft
	n      *yaml.Node
	source string
	uses   map[string]Var
	good   bool
}

var operators = [...]string{"and", "or", "not", "!", "&&", "||", "==", "!=", "<", "<=", ">", ">=",
	"in", "contains", "startsWith", "endsWith", "+", "-", "*"}

// Visit looks at one node of the condition; its parts were seen before it.
func (w *conditionWalk) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		w.identifier(n)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode, *ast.ArrayNode, *ast.ChainNode:
	case *ast.MemberNode:
		base, ok := n.Node.(*ast.IdentifierNode)
		name, named := n.Property.(*ast.StringNode)
		if !ok || base.Value != "given" || !named {
			w.wrong(n, notInConditions, phrased("a dot or bracket"))
			return
		}
		if v, ok := w.b.declared(name.Value, w.place(n.Property)); ok {
			w.use(name.Value, v)
		} else {
			w.good = false
		}
	case *ast.UnaryNode:
		if !among(n.Operator, operators[:]) {
			w.wrong(n, notInConditions, strconv.Quote(n.Operator))
		}
	case *ast.BinaryNode:
		if !among(n.Operator, operators[:]) {
			w.wrong(n, notInConditions, strconv.Quote(n.Operator))
			return
		}
		w.compared(n, n.Left, n.Right)
		if n.Operator != "in" {
			w.compared(n, n.Right, n.Left)
		}
		w.listed(n)
	default:
		w.wrong(n, notInConditions, phrased("this"))
	}
}

func (w *conditionWalk) place(n ast.Node) place {
	return w.b.within(w.n, 1, n.Location().From)
}

func (w *conditionWalk) wrong(n ast.Node, p problem, args ...any) {
	w.b.add(w.place(n), p, args...)
	w.good = false
}

func (w *conditionWalk) use(name string, v Var) {
	if w.uses == nil {
		w.uses = map[string]Var{}
	}
	w.uses[name] = v
}

func (w *conditionWalk) identifier(n *ast.IdentifierNode) {
	if n.Value == "given" {
		return
	}
	v, ok := w.b.declared(n.Value, w.place(n))
	if !ok {
		w.good = false
		return
	}
	w.use(n.Value, v)
}

// compared checks one side of an operator: a choice is compared only with
// values that some choose offers.
func (w *conditionWalk) compared(op *ast.BinaryNode, side, other ast.Node) {
	id, ok := side.(*ast.IdentifierNode)
	if !ok || w.b.flow.Data[id.Value].Type != VarChoice {
		return
	}
	var values []ast.Node
	switch list, isList := other.(*ast.ArrayNode); {
	case op.Operator == "in" && isList:
		values = list.Nodes
	case op.Operator == "==", op.Operator == "!=":
		values = []ast.Node{other}
	default:
		w.wrong(id, choiceCompared, id.Value)
		return
	}
	for _, v := range values {
		if s, ok := v.(*ast.StringNode); ok {
			w.offers(id.Value, s)
		} else {
			w.wrong(v, choiceCompared, id.Value)
		}
	}
}

// offers checks that some choose offers the value for the variable.
func (w *conditionWalk) offers(variable string, value *ast.StringNode) {
	offered := w.b.offered(variable)
	if len(offered) == 0 && w.b.flow.Data[variable].Keep != "" {
		return // another flow asked for it
	}
	if value.Value != "" && !among(value.Value, offered) {
		w.wrong(value, notOffered, clip(value.Value), variable, meant(value.Value, offered))
	}
}

// listed checks a variable that holds several values: all that can be asked is
// whether a value is in it.
func (w *conditionWalk) listed(op *ast.BinaryNode) {
	for _, side := range []ast.Node{op.Left, op.Right} {
		id, ok := side.(*ast.IdentifierNode)
		if !ok {
			continue
		}
		t := w.b.flow.Data[id.Value].Type
		if t != VarSeveral && t != VarFound {
			continue
		}
		value, literal := op.Left.(*ast.StringNode)
		switch {
		case op.Operator != "in" || side != op.Right || !literal:
			w.wrong(id, listCompared, id.Value)
		case t == VarSeveral:
			w.offers(id.Value, value)
		}
	}
}

// Values are the values of a variable that holds several; none where it is empty.
func Values(kept string) []string {
	if kept == "" {
		return nil
	}
	return strings.Split(kept, ",")
}
