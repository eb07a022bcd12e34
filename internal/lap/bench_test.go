package lap_test

import (
	"fmt"
	"math/rand/v2"
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
