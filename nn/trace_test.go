package nn_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// doubled is a layer of a user's own: it names what is inside it.
type doubled struct{ inner *nn.MLP }

func (d *doubled) Params() []*graph.Param { return d.inner.Params() }

func (d *doubled) Apply(x *gorgonia.Node) (*gorgonia.Node, error) { return d.ApplyTraced(nil, x) }

func (d *doubled) ApplyTraced(t *nn.Trace, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := t.Apply("inner", d.inner, x)
	if err != nil {
		return nil, err
	}
	sum, err := gorgonia.Add(y, y)
	return t.Keep("sum", sum), err
}

// Every activation of a model has a path name, a user's own layers' too.
func ExampleTrace() {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp, err := nn.NewMLP(params, "linear", []int{2, 3, 1}, op.SiLU, seeded(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	x, err := graph.Input(params.Graph(), tensor.Float64, "x", 5, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	t := nn.NewTrace()
	if _, err := t.Apply("model", &doubled{mlp}, x); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(t.Names())
	hidden, err := t.Lookup("model.inner.hidden0")
	fmt.Println(hidden.Shape(), err)
	_, err = t.Lookup("model.inner.hiden0")
	fmt.Println(err)
	// Output:
	// [model.inner.hidden0 model.inner.out model.inner model.sum model]
	// (5, 3) <nil>
	// nn: unknown activation "model.inner.hiden0" (did you mean "model.inner.hidden0"?)
}

// With a trace and without, a model is the same nodes.
func TestTraceChangesNothing(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	model := &doubled{must(nn.NewMLP(params, "linear", []int{2, 3, 1}, op.SiLU, seeded(1)))(t)}
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 5, 2))(t)
	traced, plain := must(nn.NewTrace().Apply("model", model, x))(t), must(model.Apply(x))(t)
	s := must(graph.Compile(graph.Program{Outputs: []*gorgonia.Node{traced, plain}}))(t)
	check(t, graph.Feed(x, 1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10))
	check(t, s.Run())
	if a, b := must(s.Float64s(traced))(t), must(s.Float64s(plain))(t); !slices.Equal(a, b) {
		t.Errorf("traced %v, plain %v", a, b)
	}
}

func TestTraceRefuses(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	mlp := must(nn.NewMLP(params, "linear", []int{2, 1}, op.SiLU, seeded(1)))(t)
	x := must(graph.Input(params.Graph(), tensor.Float64, "x", 5, 2))(t)
	wide := must(graph.Input(params.Graph(), tensor.Float64, "wide", 5, 3))(t)
	trace := nn.NewTrace()
	_, err := trace.Apply("a", mlp, wide)
	wantError(t, err, "a: ", "a.out: ", "affine")
	must(trace.Scope("b").Apply("mlp", mlp, x))(t)
	_, err = trace.Apply("b.mlp", mlp, x)
	wantError(t, err, "two activations b.mlp.out", "Scope")
	_, err = trace.Lookup("nothing")
	wantError(t, err, "nothing", "b.mlp.out")
}
