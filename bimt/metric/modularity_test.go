package metric_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// club is W. W. Zachary's karate club (Journal of Anthropological Research 33, 1977,
// 452–473): for each member, the acquaintances of higher number, from 1.
var club = [][]int{
	1: {2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32}, 2: {3, 4, 8, 14, 18, 20, 22, 31},
	3: {4, 8, 9, 10, 14, 28, 29, 33}, 4: {8, 13, 14}, 5: {7, 11}, 6: {7, 11, 17}, 7: {17}, 9: {31, 33, 34},
	10: {34}, 14: {34}, 15: {33, 34}, 16: {33, 34}, 19: {33, 34}, 20: {34}, 21: {33, 34}, 23: {33, 34},
	24: {26, 28, 30, 33, 34}, 25: {26, 28, 32}, 26: {32}, 27: {30, 34}, 28: {34}, 29: {32, 34}, 30: {33, 34},
	31: {33, 34}, 32: {33, 34}, 33: {34},
}

// undirected is a network of one axis with a weight of 1 for each given edge.
func undirected(t *testing.T, n int, edges [][2]int) *bimt.Graph {
	t.Helper()
	net := newNetwork(tensor.Float64)
	a := net.Axis("members", bimt.Line(n))
	w := net.connect("w", a, a)
	v := make([]float64, n*n)
	for _, e := range edges {
		v[e[0]*n+e[1]] += 1
	}
	check(t, net.err)
	check(t, w.Set(v))
	return must(net.Graph(0))(t)
}

func TestKnownModularity(t *testing.T) {
	var karate, cliques, ring [][2]int
	for i, to := range club {
		for _, j := range to {
			karate = append(karate, [2]int{i - 1, j - 1})
		}
	}
	for i := range 5 {
		for j := range i {
			cliques = append(cliques, [2]int{i, j}, [2]int{5 + i, 5 + j})
		}
	}
	for i := range 10 { // ten triangles
		k := 3 * i
		ring = append(ring, [2]int{k, k + 1}, [2]int{k + 1, k + 2}, [2]int{k + 2, k}, [2]int{k, (k + 3) % 30})
	}
	if len(karate) != 78 {
		t.Fatalf("%d acquaintances, want 78", len(karate))
	}
	loops := [][2]int{{0, 0}, {1, 1}}
	for _, c := range []struct {
		name        string
		nodes       int
		edges       [][2]int
		q           float64
		communities int
	}{
		{"karate club", 34, karate, 0.419789611, 4}, // the greatest there is: Brandes et al., IEEE TKDE 20 (2008) 172
		{"two cliques", 10, append(cliques, [2]int{0, 5}), 20.0/21 - 0.5, 2},
		{"two cliques, apart", 12, cliques, 0.5, 2},
		{"ring of triangles", 30, ring, 35.0/40 - 1.0/5, 5}, // in pairs: one by one they give 30/40 − 1/10 only
		{"one edge", 2, [][2]int{{0, 1}}, 0, 1},
		{"two loops", 2, loops, 0.5, 2},
		{"two loops, joined", 2, append(loops, [2]int{0, 1}), 4.0/6 - 0.5, 2},
		{"nothing", 3, nil, 0, 0},
	} {
		g := undirected(t, c.nodes, c.edges)
		p := must(metric.Modularity(g, 0, source(1)))(t)
		if math.Abs(p.Q-c.q) > 1e-8 || p.Communities != c.communities || g.Weight() != float64(len(c.edges)) {
			t.Errorf("%s: Q %v, %d communities, weight %v; want %v, %d, %d", c.name, p.Q, p.Communities, g.Weight(), c.q, c.communities, len(c.edges))
		}
	}
}

// asGonum gives a graph to gonum, without loops.
func asGonum(g *bimt.Graph) *simple.WeightedUndirectedGraph {
	u := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range g.Len() {
		u.AddNode(simple.Node(i))
	}
	for i := range g.Len() {
		for _, k := range g.Links(i) {
			u.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(i), T: simple.Node(k.Node), W: k.Weight})
		}
	}
	return u
}

// TestQ compares Q with its definition, and with gonum's where there are no loops.
func TestQ(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names()).Draw(t, "architecture")
		net, err := architecture(name, rapid.Uint64().Draw(t, "seed"))
		g, err2 := net.Graph(rapid.SampledFrom([]float64{0, 1e-3, 0.5, 1e9}).Draw(t, "threshold"))
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		c := rapid.SliceOfN(rapid.IntRange(-1, 3), g.Len(), g.Len()).Draw(t, "communities")
		q, err := metric.Q(g, c)
		if err != nil || math.Abs(q-definition(g, c)) > 1e-12 || q < -0.5 || q >= 1 {
			t.Fatalf("Q = %v, %v; definition %v", q, err, definition(g, c))
		}
		if name == "recurrent" || g.Weight() == 0 {
			return
		}
		if want := community.Q(asGonum(g), groups(c), 1); math.Abs(q-want) > 1e-12 {
			t.Fatalf("Q = %v, gonum %v", q, want)
		}
	})
}

func definition(g *bimt.Graph, c []int) float64 {
	q, m2 := 0.0, 2*g.Weight()
	for i := range g.Len() {
		a := make([]float64, g.Len())
		a[i] = g.Strength(i)
		for _, k := range g.Links(i) {
			a[k.Node] += k.Weight
			a[i] -= k.Weight // what is left is the loop
		}
		for j := range a {
			if (i == j || c[i] == c[j] && c[i] >= 0) && m2 > 0 {
				q += (a[j] - g.Strength(i)*g.Strength(j)/m2) / m2
			}
		}
	}
	return q
}

func groups(c []int) [][]gonum.Node {
	groups := make([][]gonum.Node, 5)
	for i, x := range c {
		if x < 0 {
			groups = append(groups, []gonum.Node{simple.Node(i)})
		} else {
			groups[x] = append(groups[x], simple.Node(i))
		}
	}
	return groups
}

// TestPartition checks what holds for any network.
func TestPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		net, err := architecture(rapid.SampledFrom(names()).Draw(t, "architecture"), rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		g, err := net.Graph(rapid.SampledFrom([]float64{0, 0.1, 1}).Draw(t, "threshold"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := metric.Modularity(g, 0, source(1))
		again, err2 := metric.Modularity(g, 0, source(1))
		if err != nil || err2 != nil || !reflect.DeepEqual(p, again) {
			t.Fatalf("%v, %v: %+v and again %+v", err, err2, p, again)
		}
		q, err := metric.Q(g, p.Community)
		if err != nil || math.Abs(q-p.Q) > 1e-12 || q < -1e-12 || q > 1 || slices.Max(p.Community)+1 != p.Communities {
			t.Fatalf("Q %v, %v of %+v", q, err, p)
		}
		for i, c := range p.Community {
			if (c < 0) != (g.Strength(i) == 0) {
				t.Fatalf("node %d of strength %v is in community %d", i, g.Strength(i), c)
			}
		}
	})
}

// TestPartitionOfGonum holds the search against gonum's, started as often.
func TestPartitionOfGonum(t *testing.T) {
	for _, name := range []string{"chain", "folded", "convolution", "attention"} {
		for seed := range uint64(12) {
			g := must(must(architecture(name, seed))(t).Graph(0))(t)
			p := must(metric.Modularity(g, 0, source(1)))(t)
			u, rng, most := asGonum(g), source(2), 0.0
			for range metric.Restarts {
				most = max(most, community.Q(u, community.Modularize(u, 1, rng).Communities(), 1))
			}
			if p.Q < most-1e-9 {
				t.Errorf("%s, seed %d: Q %v, gonum finds %v", name, seed, p.Q, most)
			}
		}
	}
}

func TestShuffledModularity(t *testing.T) {
	n := chain(tensor.Float64, 8, 8, 8)
	for _, p := range []string{"weight0", "weight1"} { // two halves
		v := make([]float64, 64)
		for i := range v {
			if i/8/4 == i%8/4 {
				v[i] = 1 + float64(i%3)
			}
		}
		check(t, n.params.Get(p).Set(v))
	}
	check(t, n.err)
	before := n.params.Get("weight0").Float64s()
	got := must(metric.ShuffledModularity(n.Space, 0, 5, 0, source(1)))(t)
	if q := must(metric.Modularity(must(n.Graph(0))(t), 0, source(1)))(t); q.Q < 0.49 || got.Mean > 0.35 || len(got.Q) != 5 || !(got.SD > 0) {
		t.Errorf("Q %v, shuffled %+v", q.Q, got)
	}
	if again := must(metric.ShuffledModularity(n.Space, 0, 5, 0, source(1)))(t); !reflect.DeepEqual(got, again) {
		t.Errorf("%+v and again %+v", got, again)
	}
	if one := must(metric.ShuffledModularity(n.Space, 0, 1, 0, source(1)))(t); one.SD != 0 || one.Mean != one.Q[0] || one.Q[0] != got.Q[0] {
		t.Errorf("one copy: %+v", one)
	}
	if !slices.Equal(before, n.params.Get("weight0").Float64s()) {
		t.Error("the weights were touched")
	}
}

func TestMetricErrors(t *testing.T) {
	n := must(architecture("chain", 1))(t)
	g := must(n.Graph(0))(t)
	v := n.params.Get("weight1").Float64s()
	v[5] = math.NaN()
	_, noRNG := metric.Modularity(g, 0, nil)
	_, short := metric.Q(g, []int{1})
	_, noCopies := metric.ShuffledModularity(n.Space, 0, 0, 0, source(1))
	_, negative := metric.Throughput(n.Space, 0.1, -1)
	check(t, n.params.Get("weight1").Set(v))
	_, graph := n.Graph(0)
	_, wiring := metric.Wiring(n.Space)
	_, shuffled := metric.ShuffledModularity(n.Space, 0, 1, 0, source(1))
	_, activity := metric.Throughput(n.Space)
	v[5], v[6] = math.MaxFloat64, math.MaxFloat64
	check(t, n.params.Get("weight1").Set(v))
	_, large := n.Graph(0)
	for want, errs := range map[string][]error{
		"random source":                  {noRNG, noCopies},
		"1 communities for 20":           {short},
		"threshold -1":                   {negative},
		"weight1 holds NaN at element 5": {graph, wiring, shuffled, activity},
		"infinity":                       {large},
	} {
		for _, err := range errs {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want one with %q", err, want)
			}
		}
	}
}

func BenchmarkModularity(b *testing.B) {
	for _, widths := range [][]int{{4, 20, 20, 2}, {64, 50, 50, 59}, {784, 100, 100, 10}} {
		b.Run(fmt.Sprint(widths), func(b *testing.B) {
			n := chain(tensor.Float64, widths...)
			n.fill(source(1))
			for b.Loop() {
				g, err := n.Graph(0)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := metric.Modularity(g, 0, source(1)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
