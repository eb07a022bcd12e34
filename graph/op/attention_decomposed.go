package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// AttendDecomposed is Attend made of stock Gorgonia nodes: slices, products and sums of
// one head of one sequence at a time, with the places seen as a matrix of zeros and
// ones. It gives what is read from each head of each sequence, (time, values/heads), by
// sequence and then head.
func AttendDecomposed(q, k, v *gorgonia.Node, a Attention) (out [][]*gorgonia.Node, err error) {
	defer recoverInto(&err, "attention")
	time, width, values := q.Shape()[1], q.Shape()[2], v.Shape()[2]
	seen, err := seenPlaces(q, time, a.Causal)
	if err != nil {
		return nil, err
	}
	scale := scoreScale(q.Shape(), a.Heads)
	for b := range q.Shape()[0] {
		out = append(out, nil)
		for h := range a.Heads {
			part := func(n *gorgonia.Node, width int) *gorgonia.Node {
				d := width / a.Heads
				return gorgonia.Must(gorgonia.Slice(n, gorgonia.S(b), nil, gorgonia.S(h*d, h*d+d)))
			}
			scores := gorgonia.Must(gorgonia.Mul(part(q, width), gorgonia.Must(gorgonia.Transpose(part(k, width)))))
			e := gorgonia.Must(gorgonia.Exp(gorgonia.Must(gorgonia.HadamardProd(scores, konst(q, scale)))))
			e = gorgonia.Must(gorgonia.HadamardProd(e, seen))
			p := gorgonia.Must(gorgonia.BroadcastHadamardDiv(e, gorgonia.Must(gorgonia.Sum(e, 1)), nil, []byte{1}))
			p = gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.HadamardProd(p, konst(q, a.Rate))),
				gorgonia.Must(gorgonia.HadamardProd(seen, konst(q, 1-a.Rate)))))
			out[b] = append(out[b], gorgonia.Must(gorgonia.Mul(p, part(v, values))))
		}
	}
	return out, nil
}

// seenPlaces is 1 where a place (row) sees another (column).
func seenPlaces(q *gorgonia.Node, time int, causal bool) (*gorgonia.Node, error) {
	ones := make([]float64, time*time)
	for i := range ones {
		if !causal || i%time <= i/time {
			ones[i] = 1
		}
	}
	return array(q, fmt.Sprintf("%d places seen, causal=%v", time, causal), ones, time, time)
}
