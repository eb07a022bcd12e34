package circuit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"pgregory.net/rapid"
)

// Many rows at once are answered as one by one, of columns and of tokens.
func TestBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		tokens := rapid.SampledFrom([]int{0, 3}).Draw(t, "tokens")
		c := skipping(rng, tokens)
		b, err := c.Batch(tokens)
		if err != nil {
			t.Fatal(err)
		}
		e, err := c.Evaluator()
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(0, 150).Draw(t, "rows")
		width := len(c.Inputs) / max(1, tokens)
		rows, got := rowsOf(rng, n*width, tokens), make([]float64, n*len(c.Outputs))
		if err := b.Eval(got, rows); err != nil {
			t.Fatal(err)
		}
		want, row := make([]float64, len(c.Outputs)), make([]float64, len(c.Inputs))
		for r := range n {
			if copy(row, rows[r*width:]); tokens > 0 {
				clear(row)
				for k, v := range rows[r*width:][:width] {
					row[k*tokens+int(v)] = 1
				}
			}
			if err := e.Eval(want, row); err != nil {
				t.Fatal(err)
			}
			for j, w := range want {
				if v := got[r*len(want)+j]; math.Abs(v-w) > 1e-12*(1+math.Abs(w)) {
					t.Fatalf("row %d, output %d is %v, one by one %v", r, j, v, w)
				}
			}
		}
	})
}

// Modules side by side give the bits that one worker gives.
func TestBatchOnWorkers(t *testing.T) {
	defer graph.SetWorkers(0)
	rng := rand.New(rand.NewPCG(4, 4))
	c := skipping(rng, 0)
	for len(c.Modules()) < 2 || c.Wires() < 10 {
		c = skipping(rng, 0)
	}
	b, err := c.Batch(0)
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(rng, 20000*len(c.Inputs), 0) // enough to be shared
	var answers [2][]float64
	for k := range answers {
		graph.SetWorkers(1 + 2*k)
		answers[k] = make([]float64, 20000*len(c.Outputs))
		if err := b.Eval(answers[k], rows); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(answers[0], answers[1]) {
		t.Error("the answers depend on the number of workers")
	}
}

func rowsOf(rng *rand.Rand, n, tokens int) []float64 {
	rows := make([]float64, n)
	for i := range rows {
		if rows[i] = rng.NormFloat64(); tokens > 0 {
			rows[i] = float64(rng.IntN(tokens))
		}
	}
	return rows
}

// skipping is a circuit of some layers that may be skipped, some of whose neurons are dead.
func skipping(rng *rand.Rand, tokens int) *circuit.Circuit {
	c := &circuit.Circuit{}
	for i := range max(1, tokens) * (1 + rng.IntN(3)) {
		in := circuit.Input{Name: fmt.Sprint("x", i)}
		if tokens == 0 {
			in.Mean, in.Std = rng.NormFloat64(), 1+rng.Float64()
		}
		c.Inputs = append(c.Inputs, in)
	}
	for i := range rng.IntN(20) {
		n := circuit.Neuron{Name: fmt.Sprint("h", i), Bias: rng.NormFloat64(), Activation: op.Activations()[rng.IntN(5)]}
		for range rng.IntN(4) {
			n.Terms = append(n.Terms, circuit.Term{From: rng.IntN(len(c.Inputs) + i), Weight: rng.NormFloat64()})
		}
		c.Neurons = append(c.Neurons, n)
	}
	for j := range 1 + rng.IntN(4) {
		c.Outputs = append(c.Outputs, circuit.Output{Name: fmt.Sprint("y", j), From: rng.IntN(len(c.Inputs) + len(c.Neurons)), Mean: rng.NormFloat64(), Std: 2})
	}
	return c
}

func TestBatchOfMistakes(t *testing.T) {
	c := skipping(rand.New(rand.NewPCG(1, 1)), 3)
	if _, err := c.Batch(len(c.Inputs) + 1); err == nil {
		t.Error("inputs that are no whole operands are taken")
	}
	b, err := c.Batch(3)
	if err != nil {
		t.Fatal(err)
	}
	row := make([]float64, len(c.Inputs)/3)
	for _, bad := range []float64{3, -1, math.NaN()} {
		row[0] = bad
		if err := b.Eval(make([]float64, len(c.Outputs)), row); err == nil {
			t.Errorf("%v is taken for a token", bad)
		}
	}
	if err := b.Eval(nil, row[:0]); err != nil {
		t.Errorf("no rows: %v", err)
	}
	if err := b.Eval(make([]float64, len(c.Outputs)+1), row); err == nil {
		t.Error("answers of the wrong size are taken")
	}
}
