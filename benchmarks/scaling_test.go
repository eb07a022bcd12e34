package benchmarks

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/settings"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// BenchmarkScaling shows how a step and a relocation grow. Every curve changes one thing:
//
//	go test -run=^$ -bench=Scaling -benchtime=1x ./benchmarks
//
// One iteration is as many steps as fit in about a fifth of a second.
func BenchmarkScaling(b *testing.B) {
	b.Run("width", func(b *testing.B) {
		for n := 32; n <= 4096; n *= 2 {
			scaled(b, n, "independence", func(c *experiment.Config) { c.Width, c.DType = n, "float32" })
		}
	})
	b.Run("batch", func(b *testing.B) {
		for n := 16; n <= 16384; n *= 4 {
			scaled(b, n, "independence", func(c *experiment.Config) { set(b, c, "train_rows", n) })
		}
	})
	b.Run("heads", func(b *testing.B) {
		for n := 1; n <= 32; n *= 2 {
			scaled(b, n, "in-context", func(c *experiment.Config) { c.Heads, c.Width = n, 64; set(b, c, "examples", 15) })
		}
	})
	b.Run("length", func(b *testing.B) { // 2·examples + 1 tokens
		for n := 4; n <= 256; n *= 2 {
			scaled(b, n-1, "in-context", func(c *experiment.Config) { c.Batch = 16; set(b, c, "examples", (n-1)/2) })
		}
	})
	b.Run("workers", func(b *testing.B) {
		defer graph.SetWorkers(0)
		for n := 1; n <= 8; n *= 2 {
			graph.SetWorkers(n)
			scaled(b, n, "modular-addition", func(c *experiment.Config) { c.BLAS = "go" })
		}
	})
}

// set changes a setting of the data.
func set(b *testing.B, c *experiment.Config, key string, value int) {
	if err := settings.Put(c, key, value); err != nil {
		b.Fatal(err)
	}
}

// scaled measures a step of an experiment with some settings changed.
func scaled(b *testing.B, n int, name string, change func(*experiment.Config)) {
	b.Run(fmt.Sprint(n), func(b *testing.B) {
		c := load(b, name)
		c.SwapEvery = 0
		if _, ok := settings.Get[int](c, "test_rows"); ok {
			set(b, c, "test_rows", 1)
		}
		if c.Model == "transformer" {
			set(b, c, "train_rows", c.Batch)
		}
		change(c)
		if err := c.Check(); err != nil {
			b.Fatal(err)
		}
		r := start(b, c)
		trainFor(b, r, 2) // buffers grow once
		took := trainFor(b, r, 1)
		steps := min(max(1, int(200/took)), 2000)
		total := 0.0
		b.ResetTimer()
		for range b.N {
			total += trainFor(b, r, steps)
		}
		b.StopTimer()
		b.ReportMetric(0, "ns/op") // of no meaning: an iteration is any number of steps
		b.ReportMetric(total/float64(b.N), "ms/step")
	})
}

// trainFor makes so many steps and says how many milliseconds one took. The run is cut
// short, so that the network is not measured at its end.
func trainFor(b *testing.B, r *experiment.Run, steps int) float64 {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r.Config.Steps, r.Config.LogEvery = steps+1, steps
	res, err := r.Train(ctx, func(experiment.Progress) { cancel() })
	if err != nil || !res.Interrupted() {
		b.Fatal(err, res.Err)
	}
	return res.StepMS
}

// BenchmarkScalingAssignment is the exact assignment of an axis of n neurons, wired at
// random to 64 neurons on either side, which stay; greedy swaps are there to compare.
func BenchmarkScalingAssignment(b *testing.B) {
	for _, s := range []bimt.Strategy{bimt.Assignment, bimt.Greedy} {
		for n := 64; n <= 4096; n *= 4 {
			b.Run(fmt.Sprintf("%s/%d", s, n), func(b *testing.B) {
				var total time.Duration
				for range b.N {
					space := wired(b, n)
					began := time.Now()
					if _, err := space.Relocate(bimt.Relocation{Strategy: s, Locality: 1, TopK: 30}); err != nil {
						b.Fatal(err)
					}
					total += time.Since(began)
				}
				b.ReportMetric(0, "ns/op") // with the making of the network
				b.ReportMetric(total.Seconds()*1e3/float64(b.N), "ms/relocation")
			})
		}
	}
}

// wired is 64 neurons – n neurons – 64 neurons, at random.
func wired(b *testing.B, n int) *bimt.Space {
	b.Helper()
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	space := bimt.NewSpace()
	in := space.Axis("in", bimt.Line(64), bimt.Fixed())
	hidden := space.Axis("hidden", bimt.Line(n))
	out := space.Axis("out", bimt.Line(64), bimt.Fixed())
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	for _, w := range []struct {
		name     string
		to, from *bimt.Axis
	}{{"first", hidden, in}, {"second", out, hidden}} {
		p, err := params.New(w.name, w.to.Len(), w.from.Len())
		if err != nil {
			b.Fatal(err)
		}
		values := make([]float64, w.to.Len()*w.from.Len())
		for i := range values {
			values[i] = rng.NormFloat64()
		}
		if err := p.Set(values); err != nil {
			b.Fatal(err)
		}
		if err := space.Connect(p, w.to, w.from); err != nil {
			b.Fatal(err)
		}
	}
	return space
}
