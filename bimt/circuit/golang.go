package circuit

import (
	"bytes"
	"fmt"
	"go/format"
	"io"
	"strconv"
)

// Go prints a package called name with Predict(in []float64) []float64, in the columns'
// own order and units; PredictInto, which allocates nothing; and SelfTest, the greatest
// error over the rows of its table, relative to 1 + |wanted|. It imports math only.
func Go(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err == nil {
		err = identifier(name)
	}
	if err != nil {
		return err
	}
	p.line("// Package %s computes %d outputs from %d inputs, with %d neurons and %d weights.\npackage %s\n", name, len(c.Outputs), len(c.Inputs), len(c.Neurons), c.Wires(), name)
	p.line("import \"math\"\n")
	p.line("// Predict is the outputs for one row of inputs, in the columns' own units.")
	p.line("func Predict(in []float64) []float64 {\nout := make([]float64, %d)\nPredictInto(out, in)\nreturn out\n}\n", len(c.Outputs))
	p.line("// PredictInto writes the outputs to out and allocates nothing.\nfunc PredictInto(out, in []float64) {")
	p.line("_, _ = in[%d], out[%d]", len(c.Inputs)-1, len(c.Outputs)-1)
	d := dialect{exp: "math.Exp", tanh: "math.Tanh", max: "max", assign: " := ", value: c.variable}
	used := c.readers()
	for i, in := range c.Inputs {
		if used[i] {
			p.line("x%d := %s // %s", i, in.scaled("in["+c.index(i)+"]"), comment(in.Name))
		}
	}
	p.neurons(&d, "", "", "// ", "")
	for i, o := range c.Outputs {
		p.line("out[%d] = %s // %s", i, o.written(c.variable(o.From)), comment(o.Name))
	}
	p.line("}\n")
	p.goTest()
	text, err := format.Source(p.Bytes())
	if err != nil {
		return fmt.Errorf("the Go that was printed does not parse: %w", err)
	}
	_, err = io.Copy(w, bytes.NewReader(text))
	return err
}

func (c *Circuit) index(i int) string { return strconv.Itoa(i) }

// neurons prints a line for each neuron that is read: its sum, then its activation of it.
func (p *page) neurons(d *dialect, declare, end, open, closing string) {
	used := p.c.readers()
	for i := range p.c.Neurons {
		n, v := &p.c.Neurons[i], len(p.c.Inputs)+i
		if !used[v] {
			continue
		}
		name, text := d.value(v), d.sum(n)
		if n.Activation != identity {
			p.line("%sz%d%s%s%s", declare, i, d.assign, text, end)
			text = d.activate(n.Activation, "z"+strconv.Itoa(i))
		}
		p.line("%s%s%s%s%s %s%s%s", declare, name, d.assign, text, end, open, comment(n.Name), closing)
	}
}

func (p *page) goTest() {
	p.line("var cases = []struct{ in, out []float64 }{")
	for _, k := range p.cases {
		p.line("{[]float64{%s}, []float64{%s}},", list(k.In, ", "), list(k.Out, ", "))
	}
	p.line("}\n\n// SelfTest is the greatest error over the table of cases, relative to 1 + |wanted|.")
	p.line(`func SelfTest() float64 {
		worst := 0.0
		for _, k := range cases {
			for j, got := range Predict(k.in) {
				worst = max(worst, math.Abs(got-k.out[j])/(1+math.Abs(k.out[j])))
			}
		}
		return worst
	}`)
}
