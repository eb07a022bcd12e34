package op

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The twins of operations, by stock nodes; [Twin] makes a panic in one an error.

func affineTwin(in gorgonia.Nodes, act Activation) (*gorgonia.Node, error) {
	z := gorgonia.Must(gorgonia.Mul(folded(in[0]), gorgonia.Must(gorgonia.Transpose(in[1]))))
	if len(in) == 3 {
		z = gorgonia.Must(gorgonia.BroadcastAdd(z, in[2], nil, []byte{0}))
	}
	out, err := act.twin(z)
	if err != nil {
		return nil, err
	}
	shape := in[0].Shape().Clone()
	shape[len(shape)-1] = in[1].Shape()[0]
	return shaped(out, shape...), nil
}

// patternTwin takes one head of one sequence at a time, with the places seen as a matrix
// of zeros and ones.
func patternTwin(q, k *gorgonia.Node, a Attention) (*gorgonia.Node, error) {
	batch, time, width := q.Shape()[0], q.Shape()[1], q.Shape()[2]
	ones := make([]float64, time*time)
	for i := range ones {
		if !a.Causal || i%time <= i/time {
			ones[i] = 1
		}
	}
	seen, err := array(q, fmt.Sprintf("%d places seen, causal=%v", time, a.Causal), ones, time, time)
	if err != nil {
		return nil, err
	}
	scale := scoreScale(q.Shape(), a.Heads)
	var patterns gorgonia.Nodes
	for b := range batch {
		for h := range a.Heads {
			scores := gorgonia.Must(gorgonia.Mul(headOf(q, b, h, width/a.Heads), gorgonia.Must(gorgonia.Transpose(headOf(k, b, h*k.Shape()[2]/width, width/a.Heads)))))
			e := gorgonia.Must(gorgonia.Exp(gorgonia.Must(gorgonia.HadamardProd(scores, konst(q, scale)))))
			e = gorgonia.Must(gorgonia.HadamardProd(e, seen))
			p := gorgonia.Must(gorgonia.BroadcastHadamardDiv(e, gorgonia.Must(gorgonia.Sum(e, 1)), nil, []byte{1}))
			p = gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.HadamardProd(p, konst(q, a.Rate))),
				gorgonia.Must(gorgonia.HadamardProd(seen, konst(q, 1-a.Rate)))))
			patterns = append(patterns, p)
		}
	}
	return shaped(joined(0, patterns...), batch, a.Heads, time, time), nil
}

// headOf is what one head of one sequence has of x (batch, time, width): (time, d).
func headOf(x *gorgonia.Node, b, h, d int) *gorgonia.Node {
	return gorgonia.Must(gorgonia.Slice(x, gorgonia.S(b), nil, gorgonia.S(h*d, h*d+d)))
}

func mixTwin(pattern, v *gorgonia.Node, share int) (*gorgonia.Node, error) {
	heads, d := pattern.Shape()[1], v.Shape()[2]*share/pattern.Shape()[1]
	var rows gorgonia.Nodes
	for b := range v.Shape()[0] {
		var blocks gorgonia.Nodes
		for h := range heads {
			square := gorgonia.Must(gorgonia.Slice(pattern, gorgonia.S(b), gorgonia.S(h)))
			blocks = append(blocks, gorgonia.Must(gorgonia.Mul(square, headOf(v, b, h/share, d))))
		}
		rows = append(rows, joined(1, blocks...))
	}
	return shaped(joined(0, rows...), v.Shape()[0], v.Shape()[1], heads*d), nil
}

func normTwin(in gorgonia.Nodes, epsilon float64) (*gorgonia.Node, error) {
	x := folded(in[0])
	hat := gorgonia.Must(gorgonia.BroadcastSub(x, gorgonia.Must(gorgonia.Mean(x, 1)), nil, []byte{1}))
	variance := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(hat)), 1))
	deviation := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(variance, konst(x, epsilon)))))
	hat = gorgonia.Must(gorgonia.BroadcastHadamardDiv(hat, deviation, nil, []byte{1}))
	out := gorgonia.Must(gorgonia.BroadcastHadamardProd(hat, in[1], nil, []byte{0}))
	return shaped(gorgonia.Must(gorgonia.BroadcastAdd(out, in[2], nil, []byte{0})), in[0].Shape().Clone()...), nil
}

func pickTwin(x *gorgonia.Node, dim int, places []int) (*gorgonia.Node, error) {
	out, err := selected(x, places, x.Shape()[dim], tensor.Shape(x.Shape()[dim+1:]).TotalSize())
	if err != nil {
		return nil, err
	}
	shape := x.Shape().Clone()
	shape[dim] = len(places)
	return shaped(out, shape...), nil
}

func positionsTwin(x, table *gorgonia.Node) (*gorgonia.Node, error) {
	batch, time, width := x.Shape()[0], x.Shape()[1], x.Shape()[2]
	if table.Shape()[0] > time {
		table = gorgonia.Must(gorgonia.Slice(table, gorgonia.S(0, time)))
	}
	sum := gorgonia.Must(gorgonia.BroadcastAdd(shaped(x, batch, time*width), shaped(table, 1, time*width), nil, []byte{0}))
	return shaped(sum, batch, time, width), nil
}

func mseTwin(pred, target *gorgonia.Node) (*gorgonia.Node, error) {
	return meanTwin(gorgonia.Must(gorgonia.Square(gorgonia.Must(gorgonia.Sub(pred, target)))))
}

func meanTwin(x *gorgonia.Node) (*gorgonia.Node, error) {
	return gorgonia.Mean(shaped(x, x.Shape().TotalSize()))
}

func entropyTwin(logits, class *gorgonia.Node) (*gorgonia.Node, error) {
	x := folded(logits)
	hot, err := oneHot(class, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	lse := gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Exp(x)), 1))))
	right := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(x, hot)), 1))
	return shaped(gorgonia.Must(gorgonia.Sub(lse, right)), class.Shape().Clone()...), nil
}

// copyOf is the one-hot matrix of the tokens of copy c: (batch, tokens).
func copyOf(id *gorgonia.Node, c, tokens int) (*gorgonia.Node, error) {
	if id.Shape()[1] == 1 {
		return oneHot(id, tokens)
	}
	return oneHot(gorgonia.Must(gorgonia.Slice(id, nil, gorgonia.S(c))), tokens)
}

func tokensTwin(table, id *gorgonia.Node) (*gorgonia.Node, error) {
	var copies gorgonia.Nodes
	for c := range id.Shape()[1] {
		hot, err := copyOf(id, c, table.Shape()[0])
		if err != nil {
			return nil, err
		}
		copies = append(copies, gorgonia.Must(gorgonia.Mul(hot, table)))
	}
	return joined(1, copies...), nil
}

func tokenProductsTwin(in gorgonia.Nodes) (*gorgonia.Node, error) {
	table, w := in[0], in[1]
	width := table.Shape()[1]
	fold := w.Shape()[1] / width
	var products gorgonia.Nodes
	for c := range fold {
		part := w
		if fold > 1 {
			part = gorgonia.Must(gorgonia.Slice(w, nil, gorgonia.S(c*width, (c+1)*width)))
		}
		p := gorgonia.Must(gorgonia.Mul(table, gorgonia.Must(gorgonia.Transpose(shaped(part, w.Shape()[0], width)))))
		if c == 0 && len(in) == 3 {
			p = gorgonia.Must(gorgonia.BroadcastAdd(p, in[2], nil, []byte{0}))
		}
		products = append(products, p)
	}
	return shaped(joined(0, products...), fold, table.Shape()[0], w.Shape()[0]), nil
}

func tokenSumTwin(p, id *gorgonia.Node, act Activation) (*gorgonia.Node, error) {
	var sum *gorgonia.Node
	for c := range p.Shape()[0] {
		hot, err := copyOf(id, c, p.Shape()[1])
		if err != nil {
			return nil, err
		}
		one := gorgonia.Must(gorgonia.Mul(hot, gorgonia.Must(gorgonia.Slice(p, gorgonia.S(c)))))
		if sum != nil {
			one = gorgonia.Must(gorgonia.Add(sum, one))
		}
		sum = one
	}
	return act.twin(sum)
}
