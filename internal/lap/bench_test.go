package lap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gobimt/bimt/internal/lap"
)

// BenchmarkSolve times every kind of matrix at growing sizes:
//
//	go test -run '^$' -bench 'Solve/uniform' ./internal/lap
func BenchmarkSolve(b *testing.B) {
	for _, m := range matrices {
		for _, n := range []int{64, 256, 1024, 4096} {
			b.Run(fmt.Sprintf("%s/n=%d", m.name, n), func(b *testing.B) {
				cost := m.make(n, rand.New(rand.NewPCG(1, uint64(n))))
				rowToCol := make([]int, n)
				var s lap.Solver
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.Solve(n, cost, rowToCol); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkSolveFrom times a second solution after one weight in a hundred has changed by a tenth.
func BenchmarkSolveFrom(b *testing.B) {
	for _, m := range matrices[:5] {
		for _, n := range []int{256, 1024} {
			b.Run(fmt.Sprintf("%s/n=%d", m.name, n), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, uint64(n)))
				cost := m.make(n, rng)
				rowToCol := make([]int, n)
				var s lap.Solver
				if _, err := s.Solve(n, cost, rowToCol); err != nil {
					b.Fatal(err)
				}
				_, col := s.Prices()
				prices := slices.Clone(col)
				for k := range cost {
					if rng.IntN(100) == 0 {
						cost[k] *= 1.1
					}
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.SolveFrom(prices, n, cost, rowToCol); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
