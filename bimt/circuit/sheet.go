package circuit

import (
	"fmt"
	"io"
	"strings"
)

// maxCell is the longest formula that Excel takes; LibreOffice and Google take longer ones.
const maxCell = 8192

// sheetRow is where the first row of inputs stands: under the row of names.
const sheetRow = "2"

// Sheet prints one formula an output, for a table whose columns A, B, … are the inputs,
// with their names in row 1: paste it beside row 2 and fill down. A formula too long for a cell is
// written with LET (Excel 2021, Google, LibreOffice 24.8), which writes each neuron once.
// The self-test is a table to paste at A1, with the wanted outputs in its last columns.
func Sheet(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err != nil {
		return err
	}
	p.line("%s: inputs in columns A to %s, from row %s on.", comment(name), column(len(c.Inputs)-1), sheetRow)
	for i, o := range c.Outputs {
		cell := c.cell(&c.Outputs[i])
		if len(cell) > maxCell {
			cell = c.let(i)
		}
		if len(cell) > maxCell {
			return fmt.Errorf("output %s takes a formula of %d signs, a cell holds %d: prune more, or export to another format", o.Name, len(cell), maxCell)
		}
		p.line("\n%s\n%s", comment(o.Name), cell)
	}
	p.line("\nSelf-test: %d inputs, then the wanted outputs, tab by tab.", len(c.Inputs))
	var names []string
	for _, in := range c.Inputs {
		names = append(names, tabless(in.Name))
	}
	for _, o := range c.Outputs {
		names = append(names, tabless(o.Name))
	}
	p.line("%s", strings.Join(names, "\t"))
	for _, k := range p.cases {
		p.line("%s\t%s", list(k.In, "\t"), list(k.Out, "\t"))
	}
	return p.to(w)
}

func tabless(name string) string { return strings.ReplaceAll(comment(name), "\t", " ") }

// column is the letters of column i: A, B, …, Z, AA.
func column(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

func (c *Circuit) sheetDialect() *dialect { return &dialect{exp: "EXP", tanh: "TANH", max: "MAX"} }

// cell writes every neuron where it is read; it stops growing once it is too long.
func (c *Circuit) cell(o *Output) string {
	d := c.sheetDialect()
	size := 0
	d.value = func(v int) string {
		if v < len(c.Inputs) {
			return c.columnValue(v)
		}
		if size > maxCell {
			return ""
		}
		n := &c.Neurons[v-len(c.Inputs)]
		text := "(" + d.activate(n.Activation, "("+d.sum(n)+")") + ")"
		size = max(size, len(text))
		return text
	}
	cell := "=" + o.written(d.value(o.From))
	if size > maxCell {
		return strings.Repeat(" ", maxCell+1)
	}
	return cell
}

func (c *Circuit) columnValue(i int) string {
	if s := c.Inputs[i].scaled(column(i) + sheetRow); s != column(i)+sheetRow {
		return "(" + s + ")"
	}
	return column(i) + sheetRow
}

// let names every neuron once. A name such as n1 would be a cell's: they are called n_1.
func (c *Circuit) let(output int) string {
	d := c.sheetDialect()
	d.value = func(v int) string {
		if v < len(c.Inputs) {
			return c.columnValue(v)
		}
		return fmt.Sprintf("n_%d", v-len(c.Inputs))
	}
	var b strings.Builder
	b.WriteString("=LET(")
	for _, i := range c.Cone(output).Neurons {
		n := &c.Neurons[i]
		fmt.Fprintf(&b, "z_%d, %s, n_%d, %s, ", i, d.sum(n), i, d.activate(n.Activation, fmt.Sprintf("z_%d", i)))
	}
	o := &c.Outputs[output]
	fmt.Fprintf(&b, "%s)", o.written(d.value(o.From)))
	return b.String()
}
