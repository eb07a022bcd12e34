package circuit

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// LaTeX prints an align* environment with one equation a neuron; σ is the logistic
// function. The self-test stands in comments.
func LaTeX(w io.Writer, c *Circuit, name string) error {
	p, err := newPage(c)
	if err != nil {
		return err
	}
	p.line("%% %s: %d inputs, %d outputs, %d neurons, %d weights. Needs amsmath.", comment(name), len(c.Inputs), len(c.Outputs), len(c.Neurons), c.Wires())
	p.rows("% ", "")
	p.line("\\begin{align*}")
	used, last := c.readers(), len(c.Outputs)-1
	for i, in := range c.Inputs {
		if used[i] {
			p.line("x_{%d} &= %s \\\\", i, texNumbers(in.scaled(texName(in.Name))))
		}
	}
	for i := range c.Neurons {
		if used[len(c.Inputs)+i] {
			p.line("n_{%d} &= %s \\\\", i, texNeuron(c, &c.Neurons[i]))
		}
	}
	for i, o := range c.Outputs {
		end := " \\\\"
		if i == last {
			end = ""
		}
		p.line("%s &= %s%s", texName(o.Name), texNumbers(o.written(texValue(c, o.From))), end)
	}
	p.line("\\end{align*}")
	return p.to(w)
}

func texNeuron(c *Circuit, n *Neuron) string {
	d := dialect{value: func(v int) string { return texValue(c, v) }}
	sum := texNumbers(d.sum(n))
	switch n.Activation {
	case identity:
		return sum
	case silu:
		return fmt.Sprintf("z\\,\\sigma(z),\\quad z = %s", sum)
	case relu:
		return fmt.Sprintf("\\max(0, %s)", sum)
	case tanh:
		return fmt.Sprintf("\\tanh\\left(%s\\right)", sum)
	}
	return fmt.Sprintf("\\operatorname{GELU}_{\\tanh}\\left(%s\\right)", sum)
}

func texValue(c *Circuit, v int) string {
	if v < len(c.Inputs) {
		return "x_{" + strconv.Itoa(v) + "}"
	}
	return "n_{" + strconv.Itoa(v-len(c.Inputs)) + "}"
}

// texName sets a column's name as text.
func texName(name string) string {
	return "\\text{" + strings.NewReplacer("\\", "\\textbackslash{}", "_", "\\_", "%", "\\%", "&", "\\&", "#", "\\#", "$", "\\$", "{", "\\{", "}", "\\}", "^", "\\^{}", "~", "\\~{}", "\n", " ").Replace(name) + "}"
}

// texNumbers writes products as TeX does and 1.5e-07 as a power of ten.
func texNumbers(s string) string {
	words := strings.Split(s, " ")
	for i, word := range words {
		mantissa, rest, ok := strings.Cut(word, "e")
		exponent, tail, _ := strings.Cut(rest, "*")
		if n, err := strconv.Atoi(exponent); ok && err == nil {
			words[i] = fmt.Sprintf("%s \\cdot 10^{%d}", mantissa, n)
			if tail != "" {
				words[i] += "*" + tail
			}
		}
	}
	return strings.ReplaceAll(strings.Join(words, " "), "*", "\\,")
}
