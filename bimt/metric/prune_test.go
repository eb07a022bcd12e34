package metric_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

// bits is the bits of all parameters.
func (n *network) bits() (all []uint64) {
	for _, p := range n.params.All() {
		for _, v := range graph.Values[float64](p) {
			all = append(all, math.Float64bits(v))
		}
		for _, v := range graph.Values[float32](p) {
			all = append(all, uint64(math.Float32bits(v)))
		}
	}
	return all
}

// alive counts weights of wires that are not 0.
func (n *network) alive() (alive int) {
	for _, c := range n.Connections() {
		for _, v := range c.Param().Float64s() {
			if c.IsWire() && v != 0 {
				alive++
			}
		}
	}
	return alive
}

// solid is a network none of whose weights is 0.
func solid(dtype tensor.Dtype, seed uint64, widths ...int) (*network, int) {
	n, total, rng := chain(dtype, widths...), 0, source(seed)
	for _, c := range n.Connections() {
		v := make([]float64, c.Param().Len())
		for i := range v {
			v[i] = math.Copysign(rng.ExpFloat64()+1e-3, rng.Float64()-0.5)
		}
		n.note(c.Param().Set(v))
		if c.IsWire() {
			total += len(v)
		}
	}
	return n, total
}

func TestPrune(t *testing.T) {
	n := chain(tensor.Float32, 2, 2, 1)
	check(t, n.err)
	w0, w1, b := n.params.Get("weight0"), n.params.Get("weight1"), n.params.Get("bias0")
	check(t, w0.Set([]float64{0.5, -2, 0.25, 0.5}))
	check(t, w1.Set([]float64{-0.5, 3}))
	check(t, b.Set([]float64{1e-9, 1}))
	for keep, want := range [][]float64{5: {0.5, -2, 0, 0.5, -0.5, 3}, 4: {0.5, -2, 0, 0.5, 0, 3}, 3: {0.5, -2, 0, 0, 0, 3}, 2: {0, -2, 0, 0, 0, 3}, 0: make([]float64, 6)} {
		check(t, w0.Set([]float64{0.5, -2, 0.25, 0.5}))
		check(t, w1.Set([]float64{-0.5, 3}))
		check(t, metric.Prune(n.Space, keep))
		if got := append(w0.Float64s(), w1.Float64s()...); want != nil && !slices.Equal(got, want) {
			t.Errorf("%d kept: %v, want %v", keep, got, want)
		}
	}
	if got := b.Float64s(); got[1] != 1 || got[0] == 0 {
		t.Errorf("biases %v were pruned", got)
	}
	if err := metric.Prune(n.Space, 7); err == nil || !strings.Contains(err.Error(), "7 of 6") {
		t.Errorf("error %v, want one with 7 of 6", err)
	}
}

// TestPruningCurve has a loss that shows what was kept: what the network lost of Σw².
func TestPruningCurve(t *testing.T) {
	n, total := solid(tensor.Float64, 1, 5, 6, 4)
	check(t, n.err)
	energy := func() (e float64, sizes []float64) {
		for _, c := range n.Connections() {
			if c.IsWire() {
				sizes = append(sizes, c.Param().Float64s()...)
			}
		}
		slices.SortFunc(sizes, func(a, b float64) int { return int(math.Copysign(1, math.Abs(b)-math.Abs(a))) })
		for _, w := range sizes {
			e += w * w
		}
		return e, sizes
	}
	whole, sizes := energy()
	loss := func() (float64, error) {
		e, _ := energy()
		return 1 + whole - e, nil
	}
	before := n.bits()
	o := metric.PruneOptions{Controls: 2, Tolerance: 3}
	p := must(metric.PruningCurve(n.Space, loss, o, source(1)))(t)
	if !slices.Equal(before, n.bits()) {
		t.Error("the weights were not restored")
	}
	if p.Weights != total || total != 54 || p.Loss != 1 || p.Target != 3 || !p.Exact || len(p.Random) != 2 || len(p.Shuffled) != 2 {
		t.Errorf("%d weights, loss %v, target %v, exact %v", p.Weights, p.Loss, p.Target, p.Exact)
	}
	kept, fewest := 0.0, -1
	for k, at := 0, 0; k <= total; k++ {
		want := 1 + whole - kept
		if fewest < 0 && want <= 3 {
			fewest = k
		}
		if p.Curve[at].Weights == k {
			if math.Abs(p.Curve[at].Loss-want) > 1e-9 || math.Abs(p.Shuffled[0][at].Loss-want) > 1e-9 {
				t.Errorf("%d kept: %v, shuffled %v, want %v", k, p.Curve[at], p.Shuffled[0][at], want)
			}
			if r := p.Random[1][at]; r.Weights != k || r.Loss < want-1e-9 || (k > 0 && k < total && r.Loss == p.Random[0][at].Loss) {
				t.Errorf("%d kept at random: %v and %v, at best %v", k, r, p.Random[0][at], want)
			}
			at++
		}
		if k < total {
			kept += sizes[k] * sizes[k]
		}
	}
	if p.Fewest != fewest {
		t.Errorf("K = %d, want %d", p.Fewest, fewest)
	}
	var grid []int
	for _, c := range p.Curve {
		grid = append(grid, c.Weights)
	}
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 22, 27, 33, 41, 51, 54}; !slices.Equal(grid, want) {
		t.Errorf("grid %v, want %v", grid, want)
	}
	o.Grid = []int{54, 3, 3}
	if q := must(metric.PruningCurve(n.Space, loss, o, source(1)))(t); q.Curve[0] != p.Curve[3] || len(q.Curve) != 2 || q.Fewest != fewest {
		t.Errorf("own grid: %+v", q)
	}
	if again := must(metric.PruningCurve(n.Space, loss, metric.PruneOptions{Controls: 2, Tolerance: 3}, source(1)))(t); !reflect.DeepEqual(p, again) {
		t.Errorf("%+v, and again %+v", p, again)
	}
}

// A shuffled network has other weights in other places, and each kept value once.
func TestShuffledControl(t *testing.T) {
	n, total := solid(tensor.Float32, 1, 3, 4, 3)
	check(t, n.err)
	values := func() (all [2][]float64) {
		for i := range all {
			all[i] = n.params.Get(fmt.Sprintf("weight%d", i)).Float64s()
		}
		return all
	}
	first, calls := values(), 0
	loss := func() (float64, error) {
		if calls++; calls == 4 { // after the network itself, K = 0, and all weights kept at random
			v := values()
			for i := range v {
				if slices.Equal(v[i], first[i]) {
					t.Errorf("weight%d is not shuffled", i)
				}
				slices.Sort(v[i])
				if want := slices.Sorted(slices.Values(first[i])); !slices.Equal(v[i], want) {
					t.Errorf("weight%d holds %v, want %v", i, v[i], want)
				}
			}
		}
		return 0, nil
	}
	must(metric.PruningCurve(n.Space, loss, metric.PruneOptions{Grid: []int{total}, Controls: 1, ExactUpTo: -1}, source(1)))(t)
	if calls != 4 {
		t.Errorf("%d losses, want 4", calls)
	}
}

// TestFewest has losses that go up and down with the number of weights.
func TestFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, total := solid(tensor.Float64, rapid.Uint64().Draw(t, "seed"), 4, 5, 3)
		losses := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(i int) float64 { return float64(i) }), total+1, total+1).Draw(t, "losses")
		if rapid.Bool().Draw(t, "falling") {
			slices.SortFunc(losses, func(a, b float64) int { return int(b - a) })
		}
		loss := func() (float64, error) { return losses[n.alive()], nil }
		last, lastHalved := total+1, total+1
		for target := slices.Min(losses); target < 9; target++ {
			k, exact, err := metric.FewestWeights(n.Space, loss, target, 0)
			if want := slices.IndexFunc(losses, func(v float64) bool { return v <= target }); err != nil || k != want || !exact || k > last {
				t.Fatalf("K(%v) = %d, %v, %v; want %d", target, k, exact, err, want)
			}
			last = k
			halved, exact, err := metric.FewestWeights(n.Space, loss, target, -1)
			if losses[total] > target && err != nil {
				continue
			}
			if err != nil || exact || losses[halved] > target || halved > lastHalved || (slices.IsSortedFunc(losses, func(a, b float64) int { return int(b - a) }) && halved != k) {
				t.Fatalf("by halving K(%v) = %d, %v, %v; exact %d, last %d", target, halved, exact, err, k, lastHalved)
			}
			lastHalved = halved
		}
	})
}

// TestRestored stops the loss at any call, in every way there is.
func TestRestored(t *testing.T) {
	broken := errors.New("disk full")
	stops := map[string]func() (float64, error){
		"disk full":   func() (float64, error) { return 0, broken },
		"panic: boom": func() (float64, error) { panic("boom") },
		"is NaN":      func() (float64, error) { return math.NaN(), nil },
		"goexit":      func() (float64, error) { runtime.Goexit(); return 0, nil },
	}
	rapid.Check(t, func(t *rapid.T) {
		n, err := architecture(rapid.SampledFrom(names()).Draw(t, "architecture"), rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		c := n.Connections()[1]
		v := c.Param().Float64s()
		v[0] = math.Copysign(0, -1)
		if err := c.Param().Set(v); err != nil {
			t.Fatal(err)
		}
		before := n.bits()
		want := rapid.SampledFrom([]string{"disk full", "panic: boom", "is NaN", "goexit", ""}).Draw(t, "stop")
		calls, last := 0, rapid.IntRange(1, 60).Draw(t, "call")
		loss := func() (float64, error) {
			if calls++; calls == last && want != "" {
				return stops[want]()
			}
			return float64(calls % 3), nil
		}
		call := rapid.SampledFrom([]func() error{
			func() error {
				_, err := metric.PruningCurve(n.Space, loss, metric.PruneOptions{Controls: 2}, source(1))
				return err
			},
			func() error { _, _, err := metric.FewestWeights(n.Space, loss, 0, 0); return err },
			func() error { last = min(last, 2); _, err := metric.AblateWeight(n.Space, loss, c, 1); return err },
			func() error {
				last = min(last, 2)
				_, err := metric.AblateNeuron(n.Space, loss, n.Axes()[1], 1)
				return err
			},
		}).Draw(t, "measure")
		done := make(chan error)
		go func() {
			defer close(done)
			done <- call()
		}()
		err = <-done
		for range done {
		}
		if !slices.Equal(before, n.bits()) {
			t.Fatal("the weights were not restored")
		}
		if want != "" && want != "goexit" && calls >= last && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Fatalf("error %v, want one with %q", err, want)
		}
		if want == "disk full" && err != nil && !errors.Is(err, broken) {
			t.Fatalf("error %v does not wrap its cause", err)
		}
	})
}

func TestPruningErrors(t *testing.T) {
	n, total := solid(tensor.Float64, 1, 3, 3, 2)
	check(t, n.err)
	const all = 1
	fine := func() (float64, error) { return all, nil }
	nan := func() (float64, error) {
		if n.alive() == 0 {
			return math.NaN(), nil
		}
		return all, nil
	}
	curve := func(l metric.Loss, o metric.PruneOptions) error {
		_, err := metric.PruningCurve(n.Space, l, o, nil)
		return err
	}
	_, _, unreached := metric.FewestWeights(n.Space, fine, 0.5, 0)
	_, _, halved := metric.FewestWeights(n.Space, fine, 0.5, -1)
	_, _, noTarget := metric.FewestWeights(n.Space, fine, math.NaN(), 0)
	_, noWires := metric.PruningCurve(bimt.NewSpace(), fine, metric.PruneOptions{}, nil)
	for want, err := range map[string]error{
		"0 of 15 weights kept, the largest is NaN": curve(nan, metric.PruneOptions{}),
		"(no weight is left in weight0, weight1)":  curve(nan, metric.PruneOptions{}),
		"no function":                                 curve(nil, metric.PruneOptions{}),
		"tolerance 0.9":                               curve(fine, metric.PruneOptions{Tolerance: 0.9}),
		"1 copies of each control":                    curve(fine, metric.PruneOptions{Controls: 1}),
		"[0 16] leaves 0 … 15":                        curve(fine, metric.PruneOptions{Grid: []int{0, 16}}),
		"no number of weights brings the loss to 0.5": unreached,
		"all 15 give 1":                               halved,
		"target loss is NaN":                          noTarget,
		"no wires":                                    noWires,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if total != 15 {
		t.Errorf("%d weights, want 15", total)
	}
}
