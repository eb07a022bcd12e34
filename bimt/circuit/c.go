package circuit

import "io"

// C prints name.h: void name(const double *in, double *out), in the columns' own order and
// units, and double name_selftest(void), the greatest error over the rows of its table, relative to 1 + |wanted|.
func C(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err == nil {
		err = identifier(name)
	}
	if err != nil {
		return err
	}
	p.line("#ifndef BIMT_%s_H\n#define BIMT_%s_H\n\n#include <math.h>\n", name, name)
	p.line("/* %d inputs, %d outputs, %d neurons, %d weights. */", len(c.Inputs), len(c.Outputs), len(c.Neurons), c.Wires())
	p.line("static inline void %s(const double *in, double *out) {", name)
	d := dialect{exp: "exp", tanh: "tanh", max: "fmax", assign: " = ", value: c.variable}
	used := c.readers()
	for i, in := range c.Inputs {
		if used[i] {
			p.line("  const double x%d = %s; /* %s */", i, in.scaled("in["+c.index(i)+"]"), comment(in.Name))
		}
	}
	p.neurons(&d, "  const double ", ";", "/* ", " */")
	for i, o := range c.Outputs {
		p.line("  out[%d] = %s; /* %s */", i, o.written(c.variable(o.From)), comment(o.Name))
	}
	p.line("}\n")
	p.cTest(name)
	p.line("\n#endif")
	return p.to(w)
}

func (p *page) cTest(name string) {
	in, out := len(p.c.Inputs), len(p.c.Outputs)
	p.line("static inline double %s_selftest(void) {", name)
	for _, table := range []struct {
		name string
		n    int
		row  func(Case) []float64
	}{{"ins", in, func(k Case) []float64 { return k.In }}, {"outs", out, func(k Case) []float64 { return k.Out }}} {
		p.line("  static const double %s[%d][%d] = {", table.name, len(p.cases), table.n)
		for _, k := range p.cases {
			p.line("    {%s},", list(table.row(k), ", "))
		}
		p.line("  };")
	}
	p.line("  double got[%d], worst = 0.0;", out)
	p.line("  for (int r = 0; r < %d; r++) {\n    %s(ins[r], got);", len(p.cases), name)
	p.line("    for (int j = 0; j < %d; j++) {", out)
	p.line("      worst = fmax(worst, fabs(got[j] - outs[r][j])/(1.0 + fabs(outs[r][j])));")
	p.line("    }\n  }\n  return worst;\n}")
}
