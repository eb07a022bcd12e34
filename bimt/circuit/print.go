package circuit

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Format is one way to print a circuit.
type Format struct {
	Name  string // as a user types it
	File  string // what follows the circuit's name in a file's name
	About string // what it is, in a few words
	Print func(w io.Writer, c *Circuit, name string) error
}

// Formats are all printers of this package.
func Formats() []Format {
	return []Format{
		{"c", ".h", "one C header that needs math.h only", C},
		{"go", ".go", "a Go package that imports math only", Go},
		{"json", ".json", "for programs, and for Read", JSON},
		{"sympy", ".py", "Python's computer algebra", SymPy},
		{"latex", ".tex", "equations", LaTeX},
		{"sheet", ".txt", "one formula an output, for a spreadsheet", Sheet},
		{"csv", ".csv", "a line for each wire", CSV},
		{"dot", ".dot", "a drawing by Graphviz", DOT},
	}
}

// page collects what is printed, so that nothing is written unless all of it can be.
type page struct {
	bytes.Buffer
	c     *Circuit
	cases []Case
}

func newPage(c *Circuit) (*page, error) {
	cases, err := c.SelfTest()
	return &page{c: c, cases: cases}, err
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *page) to(w io.Writer) error {
	_, err := w.Write(p.Bytes())
	return err
}

// rows writes the self-test as lines that start with prefix: for formats that hold no table.
func (p *page) rows(prefix, suffix string) {
	p.line("%sSelf-test, inputs => outputs:%s", prefix, suffix)
	for _, k := range p.cases {
		p.line("%s%s => %s%s", prefix, list(k.In, ", "), list(k.Out, ", "), suffix)
	}
}

// number is the shortest text that reads back as v, and reads as a float everywhere.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

func list(v []float64, separator string) string {
	s := make([]string, len(v))
	for i := range v {
		s[i] = number(v[i])
	}
	return strings.Join(s, separator)
}

// dialect is how a language writes what a neuron needs.
type dialect struct {
	exp, tanh, max string
	assign         string             // between a new name and its value
	value          func(v int) string // how value v is called
}

// scaled is the input's value, from what its column is called.
func (in *Input) scaled(column string) string {
	s := column
	if in.Mean != 0 {
		s = "(" + s + " - " + number(in.Mean) + ")"
	}
	if scale(in.Std) != 1 {
		s += "/" + number(in.Std)
	}
	return strings.ReplaceAll(s, "- -", "+ ")
}

// written is the output's column, from what its value is called.
func (o *Output) written(value string) string {
	if s := scale(o.Std); s != 1 {
		value = number(s) + "*" + value
	}
	if o.Mean != 0 {
		value += plus(o.Mean)
	}
	return value
}

func plus(v float64) string {
	if v < 0 {
		return " - " + number(-v)
	}
	return " + " + number(v)
}

// sum is Bias + Σ Weight·value.
func (d *dialect) sum(n *Neuron) string {
	var b strings.Builder
	if n.Bias != 0 || len(n.Terms) == 0 {
		b.WriteString(number(n.Bias))
	}
	for _, t := range n.Terms {
		if b.Len() == 0 {
			b.WriteString(number(t.Weight))
		} else {
			b.WriteString(plus(t.Weight))
		}
		b.WriteString("*" + d.value(t.From))
	}
	return b.String()
}

// activate is act(z); z is a name or stands in brackets, for it is written more than once.
func (d *dialect) activate(act Activation, z string) string {
	switch act {
	case silu:
		return fmt.Sprintf("%s/(1.0 + %s(-%s))", z, d.exp, z)
	case gelu:
		return fmt.Sprintf("0.5*%s*(1.0 + %s(%s*(%s + %s*%s*%s*%s)))", z, d.tanh, number(geluScale), z, number(geluCubic), z, z, z)
	case relu:
		return fmt.Sprintf("%s(%s, 0.0)", d.max, z)
	case tanh:
		return fmt.Sprintf("%s(%s)", d.tanh, z)
	}
	return z
}

// variable calls input i x<i> and neuron i n<i>: column names need not be identifiers.
func (c *Circuit) variable(v int) string {
	if v < len(c.Inputs) {
		return "x" + strconv.Itoa(v)
	}
	return "n" + strconv.Itoa(v-len(c.Inputs))
}

// identifier reports a name that no language takes.
func identifier(name string) error {
	for i, r := range name {
		if r != '_' && !(r >= 'a' && r <= 'z') && !(r >= 'A' && r <= 'Z') && (i == 0 || r < '0' || r > '9') {
			return fmt.Errorf("%q cannot be the name of a function: use letters a–z, digits and _, a letter first", name)
		}
	}
	if name == "" {
		return fmt.Errorf("the function needs a name")
	}
	return nil
}

// comment is a name that ends no comment and no line.
func comment(name string) string {
	return strings.NewReplacer("*/", "* /", "/*", "/ *", "\n", " ", "\r", " ", "\\", "/").Replace(name)
}
