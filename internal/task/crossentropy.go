package task

import (
	"math"

	"github.com/gobimt/bimt/internal/pool"
)

// crossEntropyShare is how many outputs a worker compares at a time. Small sets are one share: to
// hand one out takes longer.
const crossEntropyShare = 1 << 15

func (p picked) crossEntropy(out, y []float64, _ int) Score {
	c := &compared{picked: p, out: out, y: y, loss: make([]float64, len(y)), right: make([]bool, len(y)), each: max(1, crossEntropyShare/p.width)}
	var queue pool.Queue
	queue.Run(c, (len(y)+c.each-1)/c.each, pool.Workers())
	var loss, right, exact float64
	inRow := 0                 // right places
	for i, l := range c.loss { // in one order, whoever computed them
		loss += l
		if c.right[i] {
			right++
			inRow++
		}
		if i%p.places == p.places-1 {
			if inRow == p.places {
				exact++
			}
			inRow = 0
		}
	}
	s := Score{Loss: loss / float64(len(y)), Accuracy: right / float64(len(y)), Exact: math.NaN()}
	if p.places > 1 {
		s.Exact = exact / float64(p.rows)
	}
	return s
}

// compared are the answers y beside the outputs: −log softmax(outputs)[class], and whether the class's
// output is the largest.
type compared struct {
	picked
	out, y, loss []float64
	right        []bool
	each         int // answers in a task
}

// Do compares the answers of a task.
func (c *compared) Do(_, task int) {
	for i := task * c.each; i < min((task+1)*c.each, len(c.y)); i++ {
		logits := c.out[i*c.width:][:c.width]
		class := int(c.y[i])
		c.loss[i] = logSumExp(logits) - logits[class]
		c.right[i] = Argmax(logits) == class
	}
}

func logSumExp(v []float64) float64 {
	m, sum := v[Argmax(v)], 0.0
	for _, x := range v {
		sum += math.Exp(x - m)
	}
	return m + math.Log(sum)
}
