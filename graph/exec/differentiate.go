package exec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
)

// Differentiate adds the backward pass to the graph and gives the gradient of loss by
// each node. A graph can be differentiated once.
func Differentiate(loss *gorgonia.Node, by gorgonia.Nodes) (gorgonia.Nodes, error) {
	behind := map[*gorgonia.Node]bool{}
	reach(loss, behind)
	for _, n := range loss.Graph().AllNodes() {
		if behind[n] && n.Deriv() != nil {
			return nil, fmt.Errorf("the loss needs the gradient of %s, which was taken already: a graph can be differentiated once", Describe(n))
		}
	}
	for _, n := range by {
		if !behind[n] {
			return nil, fmt.Errorf("the loss does not depend on %s: leave it out of the program, or use it", what(n))
		}
	}
	if err := refuseGradients(loss, behind, by); err != nil {
		return nil, err
	}
	grads, err := gradients(loss, by)
	if err != nil {
		return nil, fmt.Errorf("gradient of %s: %w", Describe(loss), err)
	}
	return grads, nil
}

// gradients is gorgonia.Grad, which takes inputs alone, for nodes that are computed too.
func gradients(loss *gorgonia.Node, by gorgonia.Nodes) (gorgonia.Nodes, error) {
	if !slices.ContainsFunc(by, func(n *gorgonia.Node) bool { return n.Op() != nil }) {
		return gorgonia.Grad(loss, by...)
	}
	if !loss.IsScalar() {
		return nil, fmt.Errorf("want a scalar, have %v", loss.Shape())
	}
	one := gorgonia.NewConstant(1.0)
	if loss.Dtype() == gorgonia.Float32 {
		one = gorgonia.NewConstant(float32(1))
	}
	return gorgonia.Backpropagate(gorgonia.Nodes{loss}, gorgonia.Nodes{loss.Graph().AddNode(one)}, by)
}

// reach collects n and all it is computed from.
func reach(n *gorgonia.Node, into map[*gorgonia.Node]bool) {
	if into[n] {
		return
	}
	into[n] = true
	for _, c := range op.Children(n) {
		reach(c, into)
	}
}

// what is a parameter or an operation, for a person.
func what(n *gorgonia.Node) string {
	if n.Op() == nil {
		return "parameter " + n.Name()
	}
	return Describe(n)
}

// Describe names a node for a person: a parameter or input by its name, an operation
// by what it does to which named nodes.
func Describe(n *gorgonia.Node) string {
	if n == nil {
		return "a node that is missing"
	}
	if n.Op() == nil {
		return n.Name()
	}
	const most = 8 // names
	of, more := "", 0
	for _, c := range op.Children(n) {
		switch {
		case c.Op() != nil || c.Name() == "":
		case strings.Count(of, " ") < most:
			of += " " + c.Name()
		default:
			more++
		}
	}
	if more > 0 {
		of += fmt.Sprintf(" and %d more", more)
	}
	text := operation(n.Op()) + " of" + of
	if n.IsScalar() {
		return text
	}
	return fmt.Sprintf("%s %v", text, n.Shape())
}

// operation is what an operation is called, without attributes that fill a line: Gorgonia's
// own of two operands print as a sign and a truth value.
func operation(o gorgonia.Op) string {
	const long = 60
	text := fmt.Sprint(o)
	if kind, _, _ := strings.Cut(text, " {"); len(text) > long {
		text = kind
	}
	sign, _, _ := strings.Cut(text, " ")
	name, ok := map[string]string{"⊙": "product", "*": "product", "+": "sum", "-": "difference", "÷": "quotient", "^": "power"}[sign]
	if !ok {
		return text
	}
	return name
}
