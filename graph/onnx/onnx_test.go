package onnx_test

import (
	"bytes"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/onnx"
	"github.com/gobimt/bimt/graph/onnx/onnxtest"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const rows = 5

// network is an expression graph with an input and random parameters.
type network struct {
	g     *gorgonia.ExprGraph
	dtype tensor.Dtype
	rng   *rand.Rand
	x     *gorgonia.Node
	n     int
}

func (n *network) param(shape ...int) *gorgonia.Node {
	n.n++
	p, err := graph.Input(n.g, n.dtype, fmt.Sprint("parameter ", n.n), shape...)
	if err == nil {
		err = graph.Feed(p, n.normal(tensor.Shape(shape).TotalSize())...)
	}
	return must(p, err)
}

func (n *network) normal(count int) []float64 {
	v := make([]float64, count)
	for i := range v {
		v[i] = n.rng.NormFloat64()
	}
	return v
}

func must(n *gorgonia.Node, err error) *gorgonia.Node {
	if err != nil {
		panic(err)
	}
	return n
}

func (n *network) attend(heads, kv, width int, a op.Attention) *gorgonia.Node {
	a.Heads = heads
	q := must(op.Affine(n.x, n.param(width, 8), nil, op.Identity))
	k := must(op.Affine(n.x, n.param(width*kv/heads, 8), nil, op.Identity))
	v := must(op.Affine(n.x, n.param(2*width*kv/heads, 8), nil, op.Identity))
	out, _, err := op.Attend(q, k, v, a)
	return must(out, err)
}

var networks = []struct {
	name  string
	shape []int // of a row
	most  int   // tokens; 0: numbers
	of    func(n *network) *gorgonia.Node
}{
	{"affine", []int{4}, 0, func(n *network) *gorgonia.Node {
		x := n.x
		for _, act := range []op.Activation{op.SiLU, op.GELU, op.ReLU, op.Tanh, op.Identity} {
			x = must(op.Affine(x, n.param(4, 4), n.param(4), act))
		}
		return x
	}},
	{"affine of sequences", []int{3, 4}, 0, func(n *network) *gorgonia.Node {
		return must(op.Affine(must(op.Affine(n.x, n.param(5, 4), n.param(5), op.SiLU)), n.param(2, 5), nil, op.Identity))
	}},
	{"norms", []int{3, 8}, 0, func(n *network) *gorgonia.Node {
		return must(op.RMSNorm(must(op.LayerNorm(n.x, n.param(8), n.param(8), 1e-3)), n.param(8), 1e-2))
	}},
	{"attention", []int{6, 8}, 0, func(n *network) *gorgonia.Node { return n.attend(4, 4, 8, op.Attention{Causal: true, Rate: 1}) }},
	{"attention that sums", []int{6, 8}, 0, func(n *network) *gorgonia.Node { return n.attend(2, 2, 8, op.Attention{Rate: 0.25}) }},
	{"causal attention that sums", []int{6, 8}, 0, func(n *network) *gorgonia.Node { return n.attend(2, 2, 8, op.Attention{Causal: true, Rate: 0.25}) }},
	{"shared keys", []int{6, 8}, 0, func(n *network) *gorgonia.Node { return n.attend(4, 2, 8, op.Attention{Causal: true, Rate: 1}) }},
	{"rope", []int{6, 8}, 0, func(n *network) *gorgonia.Node {
		return must(op.Rope(must(op.Rope(n.x, op.Rotary{Heads: 2, Base: 100, Pairing: op.Halves})), op.Rotary{Heads: 2, Base: 10000, Pairing: op.Interleaved}))
	}},
	{"tokens", []int{2}, 7, func(n *network) *gorgonia.Node { return must(op.Tokens(n.param(7, 3), n.x)) }},
	{"sum of tokens", []int{2}, 7, func(n *network) *gorgonia.Node {
		return must(op.TokenAffine(n.param(7, 3), n.x, n.param(4, 6), n.param(4), op.SiLU))
	}},
	{"positions and places", []int{6}, 7, func(n *network) *gorgonia.Node {
		x := must(op.Reshape(must(op.Tokens(n.param(7, 3), n.x)), rows, 6, 3))
		x = must(op.AddPositions(x, n.param(9, 3)))
		x = must(op.Pick(x, 1, 5, 0, 2))
		order := op.NewOrder("of three", 3)
		copy(order.At, []int{1, 2, 0})
		return must(op.Reorder(must(op.Reorder(x, order, op.ToPlaces)), &op.Order{Name: "another", At: []int{2, 1, 0}}, op.FromPlaces))
	}},
	{"rows in order", []int{3}, 0, func(n *network) *gorgonia.Node {
		w := must(op.ReorderRows(n.param(3, 3), &op.Order{Name: "rows", At: []int{2, 0, 1}}, op.FromPlaces))
		return must(op.Affine(n.x, w, nil, op.Identity))
	}},
	{"stock", []int{4}, 0, func(n *network) *gorgonia.Node {
		z := must(gorgonia.Mul(n.x, must(gorgonia.Transpose(n.param(6, 4)))))
		z = must(gorgonia.BroadcastAdd(z, n.param(6), nil, []byte{0}))
		half := must(gorgonia.Slice(z, nil, gorgonia.S(3, 6)))
		z = must(gorgonia.HadamardProd(must(gorgonia.Tanh(half)), must(gorgonia.Square(must(gorgonia.Slice(z, nil, gorgonia.S(0, 3)))))))
		return must(gorgonia.Concat(1, z, must(gorgonia.Exp(must(gorgonia.Neg(half))))))
	}},
	{"a sum over columns", []int{4}, 0, func(n *network) *gorgonia.Node {
		e := must(gorgonia.Exp(n.x))
		return must(gorgonia.BroadcastHadamardDiv(e, must(gorgonia.Sum(e, 1)), nil, []byte{1}))
	}},
	{"softmax", []int{4}, 0, func(n *network) *gorgonia.Node { return must(gorgonia.SoftMax(n.x)) }},
}

// A file computes what the session does, for more rows than the graph has and for fewer, in both
// number types.
func TestTheFileComputesTheSame(t *testing.T) {
	for _, c := range networks {
		for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
			t.Run(fmt.Sprint(c.name, " ", dtype), func(t *testing.T) {
				n := &network{g: gorgonia.NewGraph(), dtype: dtype, rng: rand.New(rand.NewPCG(1, 2))}
				n.x = must(graph.Input(n.g, dtype, "x", append([]int{rows}, c.shape...)...))
				y := c.of(n)
				file := written(t, onnx.Model{
					Inputs:  []onnx.Input{{Name: "x", Node: n.x, Tokens: c.most > 0}},
					Outputs: []onnx.Output{{Name: "y", Node: y}},
				})
				s, err := graph.Compile(graph.Program{Outputs: []*gorgonia.Node{y}})
				if err != nil {
					t.Fatal(err)
				}
				x := n.normal(n.x.Shape().TotalSize())
				for i := range x {
					if c.most > 0 {
						x[i] = float64(n.rng.IntN(c.most))
					}
				}
				if err := graph.Feed(n.x, x...); err != nil {
					t.Fatal(err)
				}
				if err := s.Run(); err != nil {
					t.Fatal(err)
				}
				want, err := s.Float64s(y)
				if err != nil {
					t.Fatal(err)
				}
				for _, some := range []int{rows, 2, 3 * rows} {
					compare(t, file, some, c.shape, x, want, map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 2e-5}[dtype])
				}
			})
		}
	}
}

func written(t *testing.T, m onnx.Model) *onnxtest.Model {
	t.Helper()
	var b bytes.Buffer
	if err := onnx.Write(&b, m); err != nil {
		t.Fatal(err)
	}
	file, err := onnxtest.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if file.IRVersion != 7 || file.Opset != 13 {
		t.Errorf("IR version %d, opset %d", file.IRVersion, file.Opset)
	}
	return file
}

// compare runs a file on so many of the rows, from the first again after the last.
func compare(t *testing.T, file *onnxtest.Model, some int, shape []int, x, want []float64, most float64) {
	t.Helper()
	in := &onnxtest.Tensor{Dims: append([]int{some}, shape...)}
	width, out := len(x)/rows, len(want)/rows
	for i := range some {
		in.Data = append(in.Data, x[i%rows*width:][:width]...)
	}
	got, err := file.Run(map[string]*onnxtest.Tensor{"x": in})
	if err != nil {
		t.Fatal(err)
	}
	y := got["y"]
	if y.Dims[0] != some || len(y.Data) != some*out {
		t.Fatalf("the answer to %d rows has shape %v", some, y.Dims)
	}
	for i, v := range y.Data {
		if w := want[i%len(want)]; !(math.Abs(v-w) <= most*max(1, math.Abs(w))) {
			t.Fatalf("of %d rows, element %d is %v, want %v", some, i, v, w)
		}
	}
}

// Columns keep their units.
func TestUnits(t *testing.T) {
	n := &network{g: gorgonia.NewGraph(), dtype: tensor.Float64, rng: rand.New(rand.NewPCG(3, 4))}
	n.x = must(graph.Input(n.g, n.dtype, "x", rows, 2))
	same := must(op.Affine(n.x, n.param(2, 2), nil, op.Identity))
	if err := graph.Feed(op.Children(same)[1], 1.0, 0, 0, 1); err != nil {
		t.Fatal(err)
	}
	file := written(t, onnx.Model{
		Inputs:   []onnx.Input{{Name: "x", Node: n.x, Units: &onnx.Units{Mean: []float64{1, 2}, Std: []float64{3, 4}, Log: []bool{false, true}}}},
		Outputs:  []onnx.Output{{Name: "y", Node: same, Units: &onnx.Units{Mean: []float64{5, 6}, Std: []float64{7, 8}, Log: []bool{true, false}}}},
		Metadata: map[string]string{"about": "two columns"},
	})
	got, err := file.Run(map[string]*onnxtest.Tensor{"x": {Dims: []int{1, 2}, Data: []float64{2.5, 10}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{math.Pow(10, 5+7*(2.5-1)/3), 6 + 8*(1-2)/4.0}
	for i, w := range want {
		if v := got["y"].Data[i]; math.Abs(v-w) > 1e-12*math.Abs(w) {
			t.Errorf("column %d is %v, want %v", i, v, w)
		}
	}
	if file.Metadata["about"] != "two columns" {
		t.Errorf("the metadata are %v", file.Metadata)
	}
}

// What has no form is named, and so is what depends on the number of rows.
func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		of   func(n *network) *gorgonia.Node
		want string
	}{
		"no form":   {func(n *network) *gorgonia.Node { return must(gorgonia.Log1p(must(gorgonia.Lt(n.x, n.x, true)))) }, "has no form in ONNX"},
		"a row":     {func(n *network) *gorgonia.Node { return must(gorgonia.Slice(n.x, gorgonia.S(1))) }, "number, which is free"},
		"over rows": {func(n *network) *gorgonia.Node { return must(gorgonia.Sum(n.x, 0)) }, "over the rows"},
		"flipped":   {func(n *network) *gorgonia.Node { return must(gorgonia.Transpose(n.x)) }, "do not stay the first"},
		"no rows":   {func(n *network) *gorgonia.Node { return n.param(rows, 2) }, "no row for each row"},
		"another one": {func(n *network) *gorgonia.Node {
			return gorgonia.NewMatrix(n.g, n.dtype, gorgonia.WithName("unset"), gorgonia.WithShape(rows, 2))
		}, "unset has no value"},
	} {
		t.Run(name, func(t *testing.T) {
			n := &network{g: gorgonia.NewGraph(), dtype: tensor.Float64, rng: rand.New(rand.NewPCG(3, 4))}
			n.x = must(graph.Input(n.g, n.dtype, "x", rows, 2))
			var b bytes.Buffer
			err := onnx.Write(&b, onnx.Model{Inputs: []onnx.Input{{Name: "x", Node: n.x}}, Outputs: []onnx.Output{{Name: "y", Node: c.of(n)}}})
			if err == nil || !strings.Contains(err.Error(), c.want) || b.Len() > 0 {
				t.Errorf("the error is %v after %d bytes, want %q", err, b.Len(), c.want)
			}
		})
	}
}

// A network is written, and read back by a program that knows nothing of Gorgonia.
func ExampleWrite() {
	g := gorgonia.NewGraph()
	x, err := graph.Input(g, tensor.Float64, "x", 1, 2)
	if err != nil {
		log.Fatal(err)
	}
	w, err := graph.Input(g, tensor.Float64, "w", 1, 2)
	if err != nil {
		log.Fatal(err)
	}
	if err := graph.Feed(w, 2.0, -1.0); err != nil {
		log.Fatal(err)
	}
	y, err := op.Affine(x, w, nil, op.ReLU)
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer // or os.Create("law.onnx")
	model := onnx.Model{Inputs: []onnx.Input{{Name: "x", Node: x}}, Outputs: []onnx.Output{{Name: "y", Node: y}}}
	if err := onnx.Write(&file, model); err != nil {
		log.Fatal(err)
	}
	read, err := onnxtest.Decode(file.Bytes())
	if err != nil {
		log.Fatal(err)
	}
	for _, n := range read.Nodes {
		fmt.Println(n.Operator, n.Inputs)
	}
	answers, err := read.Run(map[string]*onnxtest.Tensor{"x": {Dims: []int{3, 2}, Data: []float64{1, 0, 0, 1, 3, 2}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answers["y"].Data)
	// Output:
	// Gemm [x w]
	// Relu [gemm]
	// Identity [relu]
	// [2 0 4]
}
