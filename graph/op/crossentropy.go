package op

import (
	"fmt"

	"github.com/gobimt/bimt/graph/vec"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// CrossEntropy is the mean over rows of −log softmax(logits)[class], in nats. logits
// is (…, classes); class is (…), one class number for each row, held as a float. A
// class out of range is an error of the run.
func CrossEntropy(logits, class *gorgonia.Node) (out *gorgonia.Node, err error) {
	defer guard(&err, KindCrossEntropy, logits, class)
	if logits.Dtype() == tensor.Float32 {
		return crossEntropy[float32](logits, class)
	}
	return crossEntropy[float64](logits, class)
}

func crossEntropy[T Float](logits, class *gorgonia.Node) (*gorgonia.Node, error) {
	each, err := rowEntropy[T](logits, class)
	if err != nil {
		return nil, err
	}
	return meanOf[T](each)
}

// rowEntropy is −log softmax(logits)[class] of every row, in the shape of class.
func rowEntropy[T Float](logits, class *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:    KindCrossEntropy,
		Shape:   entropyShape,
		Wrt:     []bool{true, false},
		Cut:     allCut(2),
		Keeps:   []int{perRow(logits.Shape())}, // the softmax
		Scratch: true,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			x, cols, p := in[0].Data, in[0].Cols(), b.kept(0)
			for i := range out.Data {
				c, err := classAt(in[1], i, cols, b)
				if err != nil {
					return err
				}
				row := x[i*cols : (i+1)*cols]
				out.Data[i] = vec.SoftmaxRow(p[i*cols:(i+1)*cols], row) - row[c]
			}
			return nil
		},
		Twin: func(in gorgonia.Nodes) (*gorgonia.Node, error) { return entropyTwin(in[0], in[1]) },
		Grad: func(in gorgonia.Nodes, out, grad *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := rowEntropyGrad[T](in[0], in[1], out, grad)
			return gorgonia.Nodes{d, nil}, err
		},
	}, logits, class)
}

// rowEntropyGrad is grad · (softmax − one-hot) of every row.
func rowEntropyGrad[T Float](logits, class, out, grad *gorgonia.Node) (*gorgonia.Node, error) {
	return Apply(Kernel[T]{
		Kind:   KindCrossEntropy.Gradient("logits"),
		Shape:  func(in []tensor.Shape) (tensor.Shape, error) { return in[0].Clone(), nil },
		Cut:    allCut(4),
		KeptBy: out,
		Run: func(out Array[T], in []Array[T], b Block[T]) error {
			cols, p := in[0].Cols(), b.Keep[0]
			for i, g := range in[3].Data {
				k, err := classAt(in[1], i, cols, b)
				if err != nil {
					return err
				}
				row, p := out.Data[i*cols:][:cols], p[i*cols:][:cols]
				for j, v := range p {
					row[j] = g * v
				}
				row[k] -= g
			}
			return nil
		},
	}, logits, class, out, grad)
}

func entropyShape(in []tensor.Shape) (tensor.Shape, error) {
	n := len(in[0]) - 1
	if n < 1 || !in[0][:n].Eq(in[1]) {
		return nil, fmt.Errorf("want logits (…, classes) and class (…), have %v and %v", in[0], in[1])
	}
	return in[1].Clone(), nil
}

func classAt[T Float](class Array[T], i, classes int, b Block[T]) (int, error) {
	v := class.Data[i]
	c := int(v)
	if T(c) != v || c < 0 || c >= classes {
		row := b.First*(len(class.Data)/class.Shape[0]) + i
		return 0, fmt.Errorf("row %d has class %v, want a whole number from 0 to %d", row, v, classes-1)
	}
	return c, nil
}
