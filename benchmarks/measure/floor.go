package main

import (
	"math"
	"slices"
	"time"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
)

// operations counts the floating-point operations of the matrix products that a step
// can't do without: for every layer of n rows, 2·n·in·out forward, as many for the
// gradient of its weights, and for that of its inputs unless they are data. Tokens that an
// MLP embeds are multiplied once each, however many rows they are in. Attention adds
// 2·2·rows·seen·width for each block, three times, with seen the pairs of places of which
// one sees the other.
func operations(r *run.Run) float64 {
	c, d := r.Config, r.Data
	rows, length, read := float64(c.Batch), 1.0, 1.0
	if c.Batch == 0 {
		rows = float64(d.Train.Rows)
	}
	total := 0.0
	transformer := c.Model == "transformer"
	if transformer {
		length, read = float64(d.Train.XShape[0]), float64(d.Length)
		seen := length * length
		if c.Causal {
			seen = length * (length + 1) / 2
		}
		total += 3 * 4 * rows * seen * float64(c.Width*c.Depth)
	}
	wires := 0
	for _, w := range r.Network.Space.Connections() {
		if w.IsWire() {
			wires++
		}
	}
	i := 0
	for _, w := range r.Network.Space.Connections() {
		if !w.IsWire() {
			continue
		}
		n, products := rows*length, 3.0
		switch {
		case i == 0 && d.Tokens > 0 && !transformer:
			n = float64(d.Tokens)
		case i == 0 && d.Tokens == 0:
			products = 2
		case i == wires-1:
			n = rows * read
		}
		total += products * 2 * n * float64(len(w.Lengths()))
		i++
	}
	return total
}

// products are the most operations a second that square products of the step's own type
// reach with all workers, and what half of them reach.
func products(dtype string) (best, usual float64) {
	for _, n := range []int{512, 1024} {
		b, u := 0.0, 0.0
		if dtype == "float32" {
			b, u = productRates[float32](n)
		} else {
			b, u = productRates[float64](n)
		}
		best, usual = max(best, b), max(usual, u)
	}
	return best, usual
}

func productRates[T blas.Float](n int) (best, usual float64) {
	a, b, c := make([]T, n*n), make([]T, n*n), make([]T, n*n)
	for i := range a {
		a[i], b[i] = T(i%7), T(i%5)
	}
	seconds := make([]float64, 30)
	for i := range seconds {
		start := time.Now()
		blas.Gemm(false, false, n, n, n, 1, a, n, b, n, 0, c, n)
		seconds[i] = time.Since(start).Seconds()
	}
	slices.Sort(seconds)
	work := 2 * math.Pow(float64(n), 3)
	return work / seconds[0], work / seconds[len(seconds)/2]
}
