package doctor

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
)

// Products of square matrices: side is large enough for the speed of wide layers.
const (
	side   = 512
	atMost = 150 * time.Millisecond // for one speed
)

// products measures who computes them, how fast, and checks each against a sum of its own.
func products(ctx context.Context, _ string) (string, error) {
	defer blas.Use("go")
	defer graph.SetWorkers(graph.Workers())
	all := graph.Workers()
	var found []string
	for _, choice := range []string{"go", "openblas"} {
		if err := blas.Use(choice); err != nil {
			found = append(found, "no OpenBLAS, which large networks gain from (Debian: apt-get install libopenblas0-pthread)")
			continue
		}
		name := blas.Name()
		var speeds []float64
		for _, n := range []int{1, all} {
			graph.SetWorkers(n)
			single, err := speed[float32](ctx)
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
			double, err := speed[float64](ctx)
			if err != nil {
				return "", fmt.Errorf("%s: %w", name, err)
			}
			speeds = append(speeds, single, double)
		}
		found = append(found, fmt.Sprintf("%s: float32 %.0f and float64 %.0f GFLOP/s on one core, %.0f and %.0f on %d",
			name, speeds[0], speeds[1], speeds[2], speeds[3], all))
	}
	if err := blas.Use("auto"); err == nil {
		found = append(found, "auto is "+blas.Name())
	}
	return strings.Join(found, "; "), nil
}

// speed of a product in 10⁹ operations a second: the best of what fits in the time.
func speed[T blas.Float](ctx context.Context) (float64, error) {
	a, b, c := make([]T, side*side), make([]T, side*side), make([]T, side*side)
	for i := range a {
		a[i], b[i] = T(i%7)-3, T(i%5)-2 // sums of whole numbers are exact
	}
	best := math.Inf(1)
	for start := time.Now(); time.Since(start) < atMost && ctx.Err() == nil; {
		one := time.Now()
		blas.Gemm(false, false, side, side, side, 1, a, side, b, side, 0, c, side)
		best = min(best, time.Since(one).Seconds())
	}
	for _, at := range []int{0, side + 1, side*side - 1} {
		var want T
		for k := range side {
			want += a[at/side*side+k] * b[k*side+at%side]
		}
		if c[at] != want && ctx.Err() == nil {
			return 0, fmt.Errorf("a product came out as %v in place of %v", c[at], want)
		}
	}
	return 2 * side * side * side / best / 1e9, nil
}
