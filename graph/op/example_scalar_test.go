package op_test

import (
	"fmt"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A number computed from a whole tensor in plain Go, with its gradient: here Σ (x_i − x_{i+1})²,
// which charges neighbours for being different.
func ExampleScalar() {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w, _ := params.New("w", 3)
	_ = w.Set([]float64{1, 2, 4})
	price, err := op.Scalar{
		Kind: "differences of neighbours",
		Eval: func(x, grad [][]float64) (sum float64, err error) {
			for _, g := range grad {
				clear(g)
			}
			for i := range len(x[0]) - 1 {
				d := x[0][i] - x[0][i+1]
				sum += d * d
				for _, g := range grad {
					g[i] += 2 * d
					g[i+1] -= 2 * d
				}
			}
			return sum, nil
		},
	}.Node(w.Node())
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := graph.Compile(graph.Program{Loss: price, Params: params.All()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Run(), s.Scalar(price), w.Gradient())
	// Output: <nil> 5 [-2 -2 4]
}
