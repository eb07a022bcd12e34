package onnx

import (
	"fmt"
	"math"
	"slices"

	"gorgonia.org/gorgonia"
)

func (u *Units) check(n *gorgonia.Node) error {
	columns := n.Shape()[n.Dims()-1]
	if len(u.Mean) != columns || len(u.Std) != columns || u.Log != nil && len(u.Log) != columns {
		return fmt.Errorf("units of %d means, %d deviations and %d logarithms: there are %d columns", len(u.Mean), len(u.Std), len(u.Log), columns)
	}
	if slices.Contains(u.Std, 0) {
		return fmt.Errorf("a column's deviation is 0")
	}
	return nil
}

// toNetwork is (x − mean)/std, of log₁₀ x for some columns.
func (b *builder) toNetwork(x string, n *gorgonia.Node, u *Units) (string, error) {
	if err := u.check(n); err != nil {
		return "", err
	}
	x = b.where(u.Log, x, func() string { return b.add("Div", b.add("Log", x), b.scalar(n, math.Ln10)) }, n)
	x = b.add("Sub", x, b.floats("mean", n, u.Mean, len(u.Mean)))
	return b.add("Div", x, b.floats("std", n, u.Std, len(u.Std))), nil
}

// fromNetwork undoes toNetwork.
func (b *builder) fromNetwork(y string, n *gorgonia.Node, u *Units) (string, error) {
	if err := u.check(n); err != nil {
		return "", err
	}
	y = b.add("Mul", y, b.floats("std", n, u.Std, len(u.Std)))
	y = b.add("Add", y, b.floats("mean", n, u.Mean, len(u.Mean)))
	return b.where(u.Log, y, func() string { return b.add("Exp", b.add("Mul", y, b.scalar(n, math.Ln10))) }, n), nil
}

// where puts other columns in the place of some of x, which keep what they have.
func (b *builder) where(some []bool, x string, other func() string, n *gorgonia.Node) string {
	if !slices.Contains(some, true) {
		return x
	}
	if !slices.Contains(some, false) {
		return other()
	}
	y, columns := other(), make([]string, len(some))
	for i, is := range some {
		from := x
		if is {
			from = y
		}
		columns[i] = b.addWith("Gather", []string{from, b.ints(i)}, attribute{"axis", n.Dims() - 1})
	}
	return b.addWith("Concat", columns, attribute{"axis", n.Dims() - 1})
}
