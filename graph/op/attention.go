package op

import (
	"fmt"
	"math"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Attention says how a sequence attends to itself.
type Attention struct {
	// Heads is how many equal blocks the width of the queries is cut into; each block
	// attends by itself.
	Heads int
	// Causal lets a place see itself and the places before it only.
	Causal bool
	// Rate blends softmax with a plain sum: the weights are rate·softmax + (1 − rate)
	// on every place seen (Zhong, Liu, Tegmark and Andreas 2023, arXiv 2306.17844). 1
	// is ordinary attention; at 0 every place has weight 1.
	Rate float64
}

// Attend is attention with heads (Vaswani et al. 2017, section 3.2), for each sequence
// and head
//
//	out = pattern·V,  pattern = rate·softmax(Q·Kᵀ/√d) + (1 − rate),
//
// with d the width of a query in one head. q and k are (batch, time, width), v (batch,
// time, values); out is (batch, time, values); pattern, the weight of each place (last)
// seen from each place, is (batch, heads, time, time) and can be read after a run.
//
// Where k is n times narrower than q, each n query heads in turn share one head of keys and
// of values (Ainslie et al. 2023, arXiv 2305.13245): with g = heads/n of these, k is (batch,
// time, g·d), v (batch, time, g·e) and out (batch, time, heads·e). Nothing is repeated.
func Attend(q, k, v *gorgonia.Node, a Attention) (out, pattern *gorgonia.Node, err error) {
	defer guard(&err, KindAttentionPattern, q, k, v)
	if q.Dtype() == tensor.Float32 {
		return attend[float32](q, k, v, a)
	}
	return attend[float64](q, k, v, a)
}

func attend[T Float](q, k, v *gorgonia.Node, a Attention) (out, pattern *gorgonia.Node, err error) {
	if !(a.Rate >= 0 && a.Rate <= 1) {
		return nil, nil, fmt.Errorf("op: attention rate %v: want 0 to 1", a.Rate)
	}
	if pattern, err = attentionPattern[T](q, k, a); err != nil {
		return nil, nil, err
	}
	out, err = attentionMix[T](pattern, v, MixAttrs{Share: q.Shape()[2] / k.Shape()[2], Causal: a.Causal})
	return out, pattern, err
}

// attentionPattern is rate·softmax(Q·Kᵀ/√d) + (1 − rate): (batch, heads, time, time).
func attentionPattern[T Float](q, k *gorgonia.Node, a Attention) (*gorgonia.Node, error) {
	shape, err := a.patternShape([]tensor.Shape{q.Shape(), k.Shape()})
	if err != nil {
		return nil, fmt.Errorf("op: %s: %w", Info{KindAttentionPattern, a}, err)
	}
	var keeps []int // the softmax before it is blended; at rate 1 it is the pattern
	if a.Rate != 1 {
		keeps = []int{perRow(shape)}
	}
	return Apply(Kernel[T]{
		Kind:  KindAttentionPattern,
		Attrs: a,
		Shape: a.patternShape,
		Wrt:   []bool{true, true},
		Cut:   allCut(2),
		Work:  perRow(q.Shape()),
		Keeps: keeps,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			attentionWeights(a, out, in[0], in[1], b)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return patternTwin(in[0], in[1], a) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			ds, err := scoreGrad[T](a, out, grad)
			if err != nil {
				return nil, err
			}
			scale := scoreScale(in[0].Shape(), a.Heads)
			share := in[0].Shape()[2] / in[1].Shape()[2]
			dq, err := headProduct[T](ds, in[1], headProductAttrs{scale, false, share, a.Causal})
			if err != nil {
				return nil, err
			}
			dk, err := headProduct[T](ds, in[0], headProductAttrs{scale, true, share, a.Causal})
			return gorgonia.Nodes{dq, dk}, err
		},
	}, q, k)
}

// scoreScale is 1/√d.
func scoreScale(q tensor.Shape, heads int) float64 { return 1 / math.Sqrt(float64(q[2]/heads)) }

func attentionWeights[T Float](a Attention, out, q, k Array[T], b Block[T]) {
	soft := out
	if kept := b.kept(0); kept != nil {
		soft.Data = kept
	}
	scale, time, width := T(scoreScale(q.Shape, a.Heads)), q.Shape[1], q.Shape[2]
	eachHead(soft, q.Shape, k.Shape, func(s, at, kv int) {
		score := soft.Data[s : s+time*time]
		crossRows(score, block[T]{q.Data[at:], width}, block[T]{k.Data[kv:], k.Shape[2]}, time, width/a.Heads, scale, a.Causal)
		softmaxSeen(a, score, time)
	})
	if a.Rate != 1 {
		blend(out.Data, soft.Data, time, a)
	}
}

// seen is how many places, of time in all, place i sees: the first ones.
func (a Attention) seen(i, time int) int {
	if a.Causal {
		return i + 1
	}
	return time
}

// softmaxSeen turns the scores of one head into weights, row by row; what is not seen
// gets 0.
func softmaxSeen[T Float](a Attention, s []T, time int) {
	for i := range time {
		row, seen := s[i*time:(i+1)*time], a.seen(i, time)
		clear(row[seen:])
		if seen == 1 {
			row[0] = one(row[0])
			continue
		}
		vec.Softmax(row[:seen], row[:seen])
	}
}

// one is the softmax of a single score: 1, or NaN if it is not finite.
func one[T Float](score T) T { return 1 + (score - score) }

// blend is rate·soft + (1 − rate) on what is seen, 0 elsewhere.
func blend[T Float](out, soft []T, time int, a Attention) {
	rate, rest := T(a.Rate), T(1-a.Rate)
	for r := 0; r < len(out); r += time {
		seen := a.seen(r/time%time, time)
		for j := range seen {
			out[r+j] = rate*soft[r+j] + rest
		}
		clear(out[r+seen : r+time])
	}
}

// attentionMix is pattern·V for each sequence and head, heads side by side again:
// (batch, time, share·values).
func attentionMix[T Float](pattern, v *gorgonia.Node, a MixAttrs) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:  KindAttentionMix,
		Attrs: a,
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return spreadShape(in, a.Share) },
		Wrt:   []bool{true, true},
		Cut:   allCut(2),
		Work:  perRow(v.Shape()) * a.Share,
		Run: func(out Array[T], in []Array[T], _ Block[T]) error {
			spreadHeads(out, in[0], in[1], 1, a.Causal)
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return mixTwin(in[0], in[1], a.Share) },
		Grad: func(in gorgonia.Nodes, _, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			dp, err := patternGrad[T](grad, in[1], in[0].Shape(), a)
			if err != nil {
				return nil, err
			}
			dv, err := headProduct[T](in[0], grad, headProductAttrs{1, true, a.Share, a.Causal})
			return gorgonia.Nodes{dp, dv}, err
		},
	}, pattern, v)
}
