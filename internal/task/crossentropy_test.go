package task

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gobimt/bimt/internal/pool"
)

// surprising are random outputs for rows of five places, and classes.
func surprising(rows, classes int) (d *Data, s Set, out []float64) {
	rng := rand.New(rand.NewPCG(1, 2))
	d = &Data{Loss: CrossEntropy}
	d.Length, d.Classes = 5, classes
	s = Set{Rows: rows, Y: make([]float64, rows*d.Length)}
	out = make([]float64, len(s.Y)*classes)
	for i := range s.Y {
		s.Y[i] = float64(rng.IntN(classes))
	}
	for i := range out {
		out[i] = 3 * rng.NormFloat64()
	}
	return d, s, out
}

// The score is that of one answer after the other, to the bit, whatever the number of workers.
func TestCrossEntropyWorkersSameBits(t *testing.T) {
	defer pool.SetWorkers(0)
	d, s, out := surprising(60, 700)
	loss, right := 0.0, 0.0
	for i, y := range s.Y {
		logits := out[i*d.Classes:][:d.Classes]
		loss += logSumExp(logits) - logits[int(y)]
		if Argmax(logits) == int(y) {
			right++
		}
	}
	loss, right = loss/float64(len(s.Y)), right/float64(len(s.Y))
	for _, workers := range []int{1, 2, 8} {
		pool.SetWorkers(workers)
		if got := d.Score(s, out); got.Loss != loss || got.Accuracy != right || math.IsNaN(got.Exact) {
			t.Errorf("%d workers: %+v, want loss %v, accuracy %v", workers, got, loss, right)
		}
	}
}

func BenchmarkCrossEntropy(b *testing.B) {
	d, s, out := surprising(400, 512)
	for b.Loop() {
		d.Score(s, out)
	}
}
