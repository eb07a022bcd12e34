package benchmarks

import (
	"context"
	"testing"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
)

// published are the experiments whose step is measured.
var published = []string{"independence", "sharing", "composition", "two-moons", "s4", "modular-addition", "in-context"}

// BenchmarkStep is one whole training step: data, forward, backward, cost, AdamW.
func BenchmarkStep(b *testing.B) {
	for _, name := range published {
		b.Run(name, func(b *testing.B) { benchmarkStep(b, load(b, name)) })
	}
}

func benchmarkStep(b *testing.B, c *run.Config) {
	c.SwapEvery = 0
	c.Steps = 20
	if err := start(b, c).Train(context.Background()); err != nil { // buffers grow once
		b.Fatal(err)
	}
	c.Steps, c.LogEvery = b.N, 1<<30
	r := start(b, c)
	b.ReportAllocs()
	b.ResetTimer()
	if err := r.Train(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(r.StepMS()*1e6, "ns/step")
}

// BenchmarkRelocate is one relocation, as the experiment has it, of a network trained
// for a few steps.
func BenchmarkRelocate(b *testing.B) {
	for _, name := range published {
		b.Run(name, func(b *testing.B) {
			c := load(b, name)
			c.Steps, c.SwapEvery = 50, 0
			r := start(b, c)
			if err := r.Train(context.Background()); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Network.Space.Relocate(run.Relocation(c)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func load(b *testing.B, name string) *run.Config {
	b.Helper()
	c, err := run.Load(name)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func start(b *testing.B, c *run.Config) *run.Run {
	b.Helper()
	if err := blas.Use(c.BLAS); err != nil {
		b.Fatal(err)
	}
	r, err := run.New(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	return r
}
