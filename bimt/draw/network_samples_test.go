package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// row is a layer of n neurons at (i+½)/n.
func row(name string, n int, labels ...string) Layer {
	l := Layer{Name: name, Neurons: make([]Neuron, n)}
	for i := range l.Neurons {
		l.Neurons[i].X = (float64(i) + 0.5) / float64(n)
		if i < len(labels) {
			l.Neurons[i].Label = labels[i]
		}
	}
	return l
}

// full connects every neuron of a layer with every one of the next.
func full(n *Network, from, to int, weight func(i, j int) float64) {
	for i := range n.Layers[from].Neurons {
		for j := range n.Layers[to].Neurons {
			n.Edges = append(n.Edges, Edge{FromLayer: from, FromNeuron: i, ToLayer: to, ToNeuron: j, Weight: weight(i, j)})
		}
	}
}

// trees is a 4-20-20-2 network as BIMT leaves it: two separate trees of strong
// weights, and nothing else above a thousandth.
func trees() Network {
	rng := rand.New(rand.NewPCG(1, 2))
	n := Network{Title: "independence, bimt, seed 3", Layers: []Layer{
		row("inputs", 4, "x1", "x3", "x2", "x4"), row("hidden 1", 20), row("hidden 2", 20),
		row("outputs", 2, "(x1+x3)³", "x2²+sin πx4"),
	}}
	for l := range 3 {
		full(&n, l, l+1, func(_, _ int) float64 { return 4e-4 * rng.NormFloat64() })
	}
	n.Edges = append(n.Edges, []Edge{
		{0, 0, 1, 2, 0.61, 0}, {0, 1, 1, 2, 0.63, 0}, {0, 0, 1, 4, -0.72, 0}, {0, 1, 1, 4, -0.7, 0}, {1, 2, 2, 3, 1.8, 0}, {1, 4, 2, 3, -1.1, 0},
		{1, 4, 2, 5, 1.4, 0}, {2, 3, 3, 0, 1.9, 0}, {2, 5, 3, 0, -2.3, 0}, {0, 2, 1, 12, 1.2, 0}, {0, 2, 1, 13, -1.1, 0}, {1, 12, 2, 13, 0.9, 0},
		{1, 13, 2, 13, 0.8, 0}, {0, 3, 1, 16, 1.5, 0}, {0, 3, 1, 17, -0.4, 0}, {1, 16, 2, 16, 1.3, 0}, {1, 17, 2, 16, 0.35, 0}, {2, 13, 3, 1, 1.0, 0}, {2, 16, 3, 1, -1.6, 0},
	}...)
	n.markDead()
	return n
}

// markDead marks as dead all inner neurons without a weight above 0.01 on a side.
func (n *Network) markDead() {
	n.Above = 0.01
	in, out := map[[2]int]bool{}, map[[2]int]bool{}
	for _, e := range n.Edges {
		if math.Abs(e.Weight) > 0.01 {
			out[[2]int{e.FromLayer, e.FromNeuron}] = true
			in[[2]int{e.ToLayer, e.ToNeuron}] = true
		}
	}
	for l := 1; l < len(n.Layers)-1; l++ {
		for i := range n.Layers[l].Neurons {
			read := n.Layers[l].Neurons[i].Group < len(n.Layers[l].Groups)-1 // queries and keys have no weights above
			n.Layers[l].Neurons[i].Dead = !in[[2]int{l, i}] || !out[[2]int{l, i}] && !read
		}
	}
}

// dense is a network as it comes out of training without regularisation.
func dense(sizes ...int) Network {
	rng := rand.New(rand.NewPCG(3, 4))
	n := Network{Title: fmt.Sprint("dense ", sizes)}
	for l, size := range sizes {
		n.Layers = append(n.Layers, row(fmt.Sprintf("layer %d", l), size))
	}
	for l := range len(sizes) - 1 {
		full(&n, l, l+1, func(_, _ int) float64 { return rng.NormFloat64() / math.Sqrt(float64(sizes[l])) })
	}
	return n
}

// table is a network on a user's table: many columns with names of all lengths.
func table(columns int) Network {
	n := dense(columns, 20, 10, 3)
	names := []string{"age", "blood pressure (systolic)", "BMI", "cholesterol", "x", "heart rate at rest, beats per minute"}
	for i := range n.Layers[0].Neurons {
		n.Layers[0].Neurons[i].Label = fmt.Sprintf("%s %d", names[i%len(names)], i)
	}
	for i, name := range []string{"√((x1−x2)²+(x3−x4)²)", "exp(−x5²)·sin(2πx6)+x7", "x1² + x2² + x3² + x4² + x5²"} {
		n.Layers[3].Neurons[i].Label = name
	}
	n.Title = fmt.Sprintf("%d columns of a table", columns)
	return n
}

// grouped puts n neurons of each group at the same places.
func grouped(name string, n int, groups ...string) Layer {
	l := Layer{Name: name, Groups: groups}
	for g := range groups {
		for _, u := range row("", n).Neurons {
			u.Group = g
			l.Neurons = append(l.Neurons, u)
		}
	}
	return l
}

// folded is modular addition: an embedding of 32 columns used by both operands.
func folded() Network {
	rng := rand.New(rand.NewPCG(5, 6))
	n := Network{Title: "modular addition, p = 59", Layers: []Layer{
		grouped("embedding", 32, "operand a", "operand b"), row("hidden 1", 50), row("hidden 2", 50), row("logits", 59),
	}}
	for i := range n.Layers[3].Neurons {
		n.Layers[3].Neurons[i].Label = fmt.Sprint(i * 7 % 59)
	}
	near := func(from, to, fold int) func(i, j int) float64 {
		return func(i, j int) float64 {
			a, b := float64(i%fold)/float64(fold), float64(j)/float64(to)
			if d := math.Abs(a - b); d > 0.15 || rng.Float64() > 0.2 {
				return 0
			}
			return rng.NormFloat64()
		}
	}
	full(&n, 0, 1, near(64, 50, 32))
	full(&n, 1, 2, near(50, 50, 50))
	full(&n, 2, 3, near(50, 59, 50))
	n.markDead()
	return n
}

// transformer is a two-block transformer with its residual stream.
func transformer() Network {
	rng := rand.New(rand.NewPCG(7, 8))
	n := Network{Title: "in-context linear regression", Layers: []Layer{row("input", 2, "x", "y"), row("embed", 32)}}
	sparse := func(p float64) func(i, j int) float64 {
		return func(_, _ int) float64 {
			if rng.Float64() > p {
				return 0.004 * rng.NormFloat64()
			}
			return rng.NormFloat64()
		}
	}
	full(&n, 0, 1, sparse(0.3))
	res := 1
	for b := range 2 {
		qkv := len(n.Layers)
		n.Layers = append(n.Layers, grouped(fmt.Sprintf("attention %d", b), 32, "query", "key", "value"), row("residual", 32),
			row(fmt.Sprintf("MLP %d", b), 128), row("residual", 32))
		full(&n, res, qkv, sparse(0.012))
		for i := range 32 {
			for j := range 32 {
				n.Edges = append(n.Edges, Edge{FromLayer: qkv, FromNeuron: 64 + i, ToLayer: qkv + 1, ToNeuron: j, Weight: sparse(0.02)(i, j)})
			}
		}
		full(&n, qkv+1, qkv+2, sparse(0.008))
		full(&n, qkv+2, qkv+3, sparse(0.008))
		for i := range 32 {
			n.Links = append(n.Links, Link{res, i, qkv + 1, i}, Link{qkv + 1, i, qkv + 3, i})
		}
		res = qkv + 3
	}
	n.Layers = append(n.Layers, row("output", 2, "prediction", "unused"))
	full(&n, res, len(n.Layers)-1, sparse(0.1))
	n.markDead()
	return n
}

func recurrent() Network {
	n := Network{Title: "an axis connected to itself", Layers: []Layer{row("input", 3, "a", "b", "c"), row("state", 8), row("output", 1, "y")}}
	full(&n, 0, 1, func(i, j int) float64 { return math.Sin(float64(3*i + 5*j)) })
	full(&n, 1, 2, func(i, _ int) float64 { return math.Cos(float64(i)) })
	n.Edges = append(n.Edges, []Edge{{1, 0, 1, 2, 1, 0}, {1, 3, 1, 7, -0.8, 0}, {1, 5, 1, 4, 0.5, 0}, {1, 6, 1, 6, 0.9, 0}}...)
	return n
}

func lone() Network {
	return Network{Title: "one neuron", Layers: []Layer{row("x", 1, "x1")}}
}

func zeros() Network {
	n := dense(3, 4, 2)
	for i := range n.Edges {
		n.Edges[i].Weight = 0
	}
	n.Title = ""
	return n
}

func losses() Curves {
	rng := rand.New(rand.NewPCG(9, 10))
	f := Curves{Title: "independence, bimt, seed 3", Marks: []Mark{{5000, "λ ×10"}, {15000, "λ ×0.1, biases cost"}}}
	train, test, cost := Line{Name: "train", Axis: "mean squared error"}, Line{Name: "test", Axis: "mean squared error"}, Line{Name: "connection cost", Axis: "cost"}
	for s := 1.0; s <= 20000; s++ {
		base := 1.2*math.Exp(-s/700) + 1.2e-3
		if s > 5000 && s < 15000 {
			base += 8e-3 * (1 - math.Exp(-(s-5000)/500))
		}
		train.X, train.Y = append(train.X, s), append(train.Y, base*math.Exp(0.08*rng.NormFloat64()))
		if int(s)%200 == 0 {
			test.X, test.Y = append(test.X, s), append(test.Y, base*1.3*math.Exp(0.05*rng.NormFloat64()))
			cost.X, cost.Y = append(cost.X, s), append(cost.Y, 80*math.Exp(-s/900)+6)
		}
	}
	f.Lines = []Line{train, test, cost}
	return f
}

func fits(outputs, n int) Fit {
	rng := rand.New(rand.NewPCG(11, 12))
	f := Fit{Title: "predicted against true, 100 test points"}
	names := []string{"(x1+x3)³", "x2²+sin πx4", "x1² + x2² + x3² + x4² + x5² + x6² + x7²"}
	for o := range outputs {
		out := Output{Name: names[o%len(names)]}
		for range n {
			y := math.Pow(rng.Float64()+rng.Float64()-1, float64(2+o%2)) * math.Pow(4, float64(o))
			out.True = append(out.True, y)
			out.Predicted = append(out.Predicted, y+0.03*rng.NormFloat64())
		}
		f.Outputs = append(f.Outputs, out)
	}
	return f
}
