package circuit

import (
	"io"
	"strconv"
)

// SymPy prints a Python file: symbols for the columns, an expression for each neuron, a
// dictionary outputs from names to expressions in the columns' own units, and a self-test
// that runs when the file does.
func SymPy(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err != nil {
		return err
	}
	p.line("# %s: %d inputs, %d outputs, %d neurons, %d weights.", comment(name), len(c.Inputs), len(c.Outputs), len(c.Neurons), c.Wires())
	p.line("from sympy import Max, Symbol, exp, tanh\n\ncolumns = [")
	for _, in := range c.Inputs {
		p.line("    Symbol(%s, real=True),", strconv.QuoteToASCII(in.Name))
	}
	p.line("]")
	for i, in := range c.Inputs {
		p.line("x%d = %s", i, in.scaled("columns["+c.index(i)+"]"))
	}
	p.neurons(&dialect{exp: "exp", tanh: "tanh", max: "Max", assign: " = ", value: c.variable}, "", "", "# ", "")
	p.line("outputs = {")
	for _, o := range c.Outputs {
		p.line("    %s: %s,", strconv.QuoteToASCII(o.Name), o.written(c.variable(o.From)))
	}
	p.line("}\ncases = [")
	for _, k := range p.cases {
		p.line("    ([%s], [%s]),", list(k.In, ", "), list(k.Out, ", "))
	}
	p.line(`]

if __name__ == "__main__":
    for row, wanted in cases:
        values = dict(zip(columns, row))
        for expression, want in zip(outputs.values(), wanted):
            got = float(expression.subs(values)) if hasattr(expression, "subs") else expression
            assert abs(got - want) <= 1e-9 * (1 + abs(want)), (row, got, want)`)
	return p.to(w)
}
