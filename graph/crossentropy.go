package graph

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// CrossEntropy is the mean over rows of −log softmax(logits)[class], in nats. logits
// is (…, classes); class is (…), one class number for each row, held as a float. A
// class out of range is an error of the run.
func CrossEntropy(logits, class *gorgonia.Node) (*gorgonia.Node, error) {
	if logits.Dtype() == tensor.Float32 {
		return crossEntropy[float32](logits, class)
	}
	return crossEntropy[float64](logits, class)
}

func crossEntropy[T Float](logits, class *gorgonia.Node) (*gorgonia.Node, error) {
	var p []T // softmax of every row, kept for the backward pass
	return Apply(Kernel[T]{
		Name: "cross-entropy",
		Shape: func(in []tensor.Shape) (tensor.Shape, error) {
			n := len(in[0]) - 1
			if n < 1 || !in[0][:n].Eq(in[1]) {
				return nil, fmt.Errorf("want logits (…, classes) and class (…), have %v and %v", in[0], in[1])
			}
			return tensor.Shape{}, nil
		},
		Wrt: []bool{true, false},
		Run: func(out Array[T], in []Array[T]) error {
			x, rows, cols := in[0].Data, in[0].Rows(), in[0].Cols()
			if len(p) != len(x) {
				p = make([]T, len(x))
			}
			var s T
			for i := range rows {
				c, err := classAt(in[1].Data, i, cols)
				if err != nil {
					return err
				}
				row := x[i*cols : (i+1)*cols]
				s += vec.SoftmaxRow(p[i*cols:(i+1)*cols], row) - row[c]
			}
			out.Data[0] = s / T(rows)
			return nil
		},
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := crossEntropyGrad(&p, in[0], in[1], out, grad)
			return gorgonia.Nodes{d, nil}, err
		},
	}, logits, class)
}

// crossEntropyGrad is grad · (softmax − one-hot)/rows.
func crossEntropyGrad[T Float](p *[]T, logits, class, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Name:  "cross-entropy gradient",
		Shape: func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Run: func(out Array[T], in []Array[T]) error {
			rows, cols := in[0].Rows(), in[0].Cols()
			c := in[3].Data[0] / T(rows)
			for i, v := range *p {
				out.Data[i] = c * v
			}
			for i := range rows {
				k, err := classAt(in[1].Data, i, cols)
				if err != nil {
					return err
				}
				out.Data[i*cols+k] -= c
			}
			return nil
		},
	}, logits, class, out, grad)
}

func classAt[T Float](class []T, row, classes int) (int, error) {
	c := int(class[row])
	if T(c) != class[row] || c < 0 || c >= classes {
		return 0, fmt.Errorf("row %d has class %v, want a whole number from 0 to %d", row, class[row], classes-1)
	}
	return c, nil
}

// CrossEntropyDecomposed is CrossEntropy made of stock Gorgonia nodes; oneHot is
// (rows, classes).
func CrossEntropyDecomposed(logits, oneHot *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer recoverInto(&err, "cross-entropy")
	e := gorgonia.Must(gorgonia.Exp(logits))
	lse := gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sum(e, 1))))
	right := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(logits, oneHot)), 1))
	return gorgonia.Mean(gorgonia.Must(gorgonia.Sub(lse, right)))
}
