package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// grid is a layer of side×side neurons on a square.
func grid(name string, side int) Layer {
	l := Layer{Name: name}
	for y := range side {
		for x := range side {
			l.Neurons = append(l.Neurons, Neuron{X: (float64(x) + 0.5) / float64(side), Y: (float64(y) + 0.5) / float64(side)})
		}
	}
	return l
}

// ring is a layer of labelled classes on a circle of radius ¼.
func ring(name string, labels ...string) Layer {
	l := Layer{Name: name}
	for i, s := range labels {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(labels)))
		l.Neurons = append(l.Neurons, Neuron{X: 0.5 + cos/4, Y: 0.5 + sin/4, Label: s})
	}
	return l
}

// mnist is a trained image network: local and sparse.
func mnist(classes ...string) Stack {
	rng := rand.New(rand.NewPCG(13, 14))
	n := Network{Title: "mnist, bimt", Layers: []Layer{grid("pixels 28×28", 28), grid("hidden 1", 10), grid("hidden 2", 10), ring("classes", classes...)}}
	for l := range 3 {
		full(&n, l, l+1, func(i, j int) float64 {
			a, b := n.Layers[l].Neurons[i], n.Layers[l+1].Neurons[j]
			d := math.Abs(a.X-b.X) + math.Abs(a.Y-b.Y)
			r := math.Hypot(a.X-0.5, a.Y-0.5)
			if l == 0 && r > 0.36 || l < 2 && d > 0.25 || rng.Float64() > 0.22 {
				return 1e-4 * rng.NormFloat64()
			}
			return 0.4 * rng.NormFloat64() * math.Exp(-4*d)
		})
	}
	n.markDead()
	return Stack{n}
}

var methodNames = []string{"none", "l1", "local", "swap", "bimt"}

func pareto() Pareto {
	rng := rand.New(rand.NewPCG(15, 16))
	f := Pareto{Title: "independence, 10 seeds at each of 4 λ"}
	for i, name := range methodNames {
		m := Method{Name: name}
		for _, lambda := range []float64{0, 1, 2, 3} {
			for range 10 {
				active := 512 * math.Exp(-1.1*lambda-0.15*float64(i)) * math.Exp(0.15*rng.NormFloat64())
				loss := 7e-4 * math.Exp(1.3*lambda-0.1*float64(i)) * math.Exp(0.3*rng.NormFloat64())
				if name == "none" {
					active, loss = 510, 7e-4*math.Exp(0.3*rng.NormFloat64())
				}
				m.Runs = append(m.Runs, Run{math.Round(active), loss})
			}
		}
		f.Methods = append(f.Methods, m)
	}
	f.Methods[4].Runs = append(f.Methods[4].Runs, Run{0, 0.4}, Run{30, math.NaN()})
	return f
}

func spreads() Spread {
	rng := rand.New(rand.NewPCG(17, 18))
	f := Spread{Title: "independence, seeds 0–9", Methods: methodNames}
	for _, m := range []struct {
		name, unit string
		mid        []float64
		spread     float64
	}{
		{"test loss", "mean squared error", []float64{7.2e-4, 9e-4, 1.2e-3, 1e-3, 1.25e-3}, 0.4},
		{"active weights", "weights", []float64{512, 26.5, 24, 27, 21}, 0.1},
		{"connection cost", "at A = 1", []float64{81, 14.3, 8.4, 6.8, 6.4}, 0.15},
		{"modularity Q − Q shuffled", "", []float64{0.05, 0.2, 0.22, 0.2, 0.25}, 0.1},
		{"locality ratio", "1 is random", []float64{0.95, 0.9, 0.35, 0.3, 0.2}, 0.12},
		{"time", "s", []float64{4.1, 4.2, 4.3, 5.0, 5.1}, 0.03},
	} {
		metric := Metric{Name: m.name, Unit: m.unit}
		for _, mid := range m.mid {
			var vs []float64
			for range 10 {
				v := mid * math.Exp(m.spread*rng.NormFloat64())
				if m.unit == "weights" {
					v = math.Round(v)
				}
				vs = append(vs, v)
			}
			metric.Values = append(metric.Values, vs)
		}
		f.Metrics = append(f.Metrics, metric)
	}
	return f
}

func methods() Methods {
	f := Methods{Title: "five ways of training, median seed", Columns: []string{"independence", "sharing", "composition"}}
	for _, name := range methodNames {
		r := MethodRow{Name: name}
		for k := range f.Columns {
			n := trees()
			if name == "none" {
				n = dense(4, 20, 20, 2)
				n.Layers[0], n.Layers[3] = trees().Layers[0], trees().Layers[3]
			}
			r.Cells = append(r.Cells, MethodCell{&n, []string{fmt.Sprintf("test MSE %.1e, 21 active", 1e-3*float64(k+1)), "Q 0.57 (shuffled 0.41), cost 6.4"}})
		}
		f.Rows = append(f.Rows, r)
	}
	f.Rows[4].Cells[2] = MethodCell{Lines: []string{"every run diverged"}}
	return f
}

// beforeAfter is a transformer as it was and as it was relocated.
func beforeAfter() Methods {
	a, b := transformer(), transformer()
	a.Edges = a.Edges[:len(a.Edges)/2]
	return Methods{Title: "relocated after training", Columns: []string{"before", "after"}, Rows: []MethodRow{
		{Cells: []MethodCell{{&a, []string{"connection cost 812"}}, {&b, []string{"connection cost 644"}}}},
	}}
}

func attention(tokens []string, layers, heads int) Heat {
	rng := rand.New(rand.NewPCG(19, 20))
	f := Heat{Title: "attention on one example", XLabel: "key", YLabel: "query", Label: "attention", Columns: heads}
	for l := range layers {
		for h := range heads {
			p := HeatPanel{Name: fmt.Sprintf("layer %d, head %d", l, h), Rows: tokens, Cols: tokens}
			for q := range tokens {
				row := make([]float64, len(tokens))
				sum := 0.0
				for k := range q + 1 {
					row[k] = math.Exp(2*rng.NormFloat64() - 0.3*float64(q-k))
					sum += row[k]
				}
				for k := range row {
					row[k] /= sum
				}
				p.Values = append(p.Values, row)
			}
			f.Panels = append(f.Panels, p)
		}
	}
	return f
}

func features(shared bool) Images {
	rng := rand.New(rand.NewPCG(21, 22))
	f := Images{Title: "weights of the most important neurons of the first layer", Shared: shared}
	for i := range 20 {
		t := Tile{Title: fmt.Sprint(i * 37 % 100), Value: fmt.Sprintf("%.1f", 30/float64(i+2)), Width: 28}
		cx, cy := 8+12*rng.Float64(), 8+12*rng.Float64()
		for y := range 28 {
			for x := range 28 {
				d := math.Hypot(float64(x)-cx, float64(y)-cy)
				v := math.Exp(-d*d/18) * math.Sin(float64(x)-cx+float64(i))
				if math.Abs(v) < 0.05 {
					v = 0
				}
				t.Values = append(t.Values, v/float64(i+1))
			}
		}
		f.Tiles = append(f.Tiles, t)
	}
	return f
}

func ranks() Ranks {
	rng := rand.New(rand.NewPCG(23, 24))
	f := Ranks{Title: "mnist, bimt: weights by rank", Active: 0.01}
	for l, n := range []int{78400, 10000, 1000} {
		r := RankLayer{Name: fmt.Sprintf("layer %d → %d", l, l+1)}
		for i := range n {
			w := math.Pow(float64(i+1), -0.8) * math.Exp(0.1*rng.NormFloat64())
			if i > n/8 {
				w *= 1e-3
			}
			if i > n-n/5 {
				w = 0
			}
			r.Weights = append(r.Weights, w)
		}
		f.Layers = append(f.Layers, r)
	}
	return f
}

func moons(classes int) Boundary {
	rng := rand.New(rand.NewPCG(25, 26))
	f := Boundary{Title: "two-moons, bimt", XLabel: "x1", YLabel: "x2", XMin: -1.5, XMax: 2.5, YMin: -1.2, YMax: 1.7}
	for k := range classes {
		f.Classes = append(f.Classes, fmt.Sprintf("moon %d", k))
		var g [][]float64
		for r := range 60 {
			var row []float64
			for c := range 60 {
				x, y := -1.5+4*float64(c)/59, -1.2+2.9*float64(r)/59
				v := 6 * (y - 0.25 - 0.35*math.Cos(2.2*x-1))
				if k == 1 {
					v = 0
				}
				if k == 2 {
					v = 4 * (x - 1.8)
				}
				row = append(row, v)
			}
			g = append(g, row)
		}
		f.Logits = append(f.Logits, g)
	}
	for i := range 200 {
		t := math.Pi * rng.Float64()
		x, y := math.Cos(t), math.Sin(t)
		if i%2 == 0 {
			x, y = 1-x, 0.5-y
		}
		f.Points = append(f.Points, Point{x + 0.1*rng.NormFloat64(), y + 0.1*rng.NormFloat64(), (i + 1) % 2})
	}
	return f
}

func pruning() Pruning {
	f := Pruning{Title: "independence: loss of the pruned network", YLabel: "test loss", Factor: 1.05, Limit: 1.31e-3, Kept: 26}
	kept, random, shuffled := Line{Name: "largest kept"}, Line{Name: "random kept", Control: true}, Line{Name: "weights shuffled", Control: true}
	for _, n := range []float64{0, 1, 2, 3, 5, 8, 10, 13, 16, 19, 22, 26, 40, 80, 160, 320, 520} {
		kept.X, kept.Y = append(kept.X, n), append(kept.Y, 1.25e-3+1.3*math.Exp(-n/2.6))
		random.X, random.Y = append(random.X, n), append(random.Y, 1.25e-3+1.3*(1-n/520))
		shuffled.X, shuffled.Y = append(shuffled.X, n), append(shuffled.Y, 1.5+n/900)
	}
	f.Lines = []Line{kept, random, shuffled}
	return f
}

var (
	digits  = []string{"7", "2", "1", "0", "4", "9", "5", "6", "3", "8"}
	clothes = []string{"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}
	letters = []string{"F", "i", "r", "s", "t", "\n", "C", "i", "t", "i", "z", "e", "n", ":", " ", "B"}
)

// manyMethods has nine methods: more than there are colours or markers.
func manyMethods() (Pareto, Spread) {
	p, s := pareto(), spreads()
	names := append([]string(nil), methodNames...)
	for i, name := range []string{"l2", "spectral", "masks", "dropout"} {
		names = append(names, name)
		m := Method{Name: name}
		for _, r := range p.Methods[i+1].Runs {
			m.Runs = append(m.Runs, Run{X: 1.3 * r.X, Y: 1.4 * r.Y})
		}
		p.Methods = append(p.Methods, m)
		for k := range s.Metrics {
			s.Metrics[k].Values = append(s.Metrics[k].Values, s.Metrics[k].Values[i])
		}
	}
	s.Methods = names
	return p, s
}
