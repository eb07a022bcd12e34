package main_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/ablation"
	"github.com/gobimt/bimt/bimt/align"
	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/bimt/formula"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/bimt/runs"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/onnx"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// public are the functions of the library by name, but for the kernels, whose panics are
// documented, and what sets something for the whole process.
var public = map[string]any{
	"graph.Input": graph.Input, "graph.NewParams": graph.NewParams, "graph.Compile": graph.Compile, "graph.Float64s": graph.Float64s,
	"graph.Feed": graph.Feed[float64], "graph.Elements": graph.Elements[float32], "graph.Permute": graph.Permute[float64],
	"graph.Values": graph.Values[float64], "graph.Memory": graph.Memory[float64], "graph.Gradients": graph.Gradients[float32],

	"op.Affine": op.Affine, "op.AddPositions": op.AddPositions, "op.Attend": op.Attend, "op.Cost": op.Cost, "op.CrossEntropy": op.CrossEntropy,
	"op.Dropout": op.Dropout, "op.LayerNorm": op.LayerNorm, "op.MSE": op.MSE, "op.Pick": op.Pick, "op.RMSNorm": op.RMSNorm, "op.Reorder": op.Reorder,
	"op.ReorderRows": op.ReorderRows, "op.Reshape": op.Reshape, "op.Rope": op.Rope, "op.TokenAffine": op.TokenAffine, "op.Tokens": op.Tokens, "op.Twin": op.Twin,

	"nn.NewAdamW": nn.NewAdamW, "nn.NewEmbedding": nn.NewEmbedding, "nn.NewGatedMLP": nn.NewGatedMLP, "nn.NewLayerNorm": nn.NewLayerNorm,
	"nn.NewLinear": nn.NewLinear, "nn.NewMLP": nn.NewMLP, "nn.NewRMSNorm": nn.NewRMSNorm, "nn.Uniform": nn.Uniform, "nn.Normal": nn.Normal,
	"nn.Fill": nn.Fill, "nn.FirstNonFinite": nn.FirstNonFinite, "nn.Every": nn.Every, "nn.EveryAndLast": nn.EveryAndLast, "nn.Constant": nn.Constant,

	"bimt.NewSpace": bimt.NewSpace, "bimt.Line": bimt.Line, "bimt.Ring": bimt.Ring, "bimt.Grid": bimt.Grid, "bimt.Points": bimt.Points,
	"bimt.NewHeads": bimt.NewHeads, "bimt.CityBlock": bimt.CityBlock, "bimt.MeanOver": bimt.MeanOver, "bimt.InHeads": bimt.InHeads,
	"bimt.LayerDistance": bimt.LayerDistance, "bimt.WithDistance": bimt.WithDistance, "bimt.Reduce": bimt.Reduce,

	"flow.Read": flow.Read, "flow.Check": flow.Check,
	"metric.AblateNeuron": metric.AblateNeuron, "metric.AblateWeight": metric.AblateWeight, "metric.FewestWeights": metric.FewestWeights,
	"metric.Modularity": metric.Modularity, "metric.Modules": metric.Modules, "metric.Prune": metric.Prune, "metric.PruningCurve": metric.PruningCurve,
	"metric.Q": metric.Q, "metric.ReadingEffort": metric.ReadingEffort, "metric.RewiredEffort": metric.RewiredEffort,
	"metric.RewiredModularity": metric.RewiredModularity, "metric.ShuffledModularity": metric.ShuffledModularity, "metric.Throughput": metric.Throughput, "metric.Wiring": metric.Wiring,

	"circuit.Apply": circuit.Apply, "circuit.C": circuit.C, "circuit.CSV": circuit.CSV, "circuit.DOT": circuit.DOT, "circuit.Go": circuit.Go,
	"circuit.JSON": circuit.JSON, "circuit.LaTeX": circuit.LaTeX, "circuit.Sheet": circuit.Sheet, "circuit.SymPy": circuit.SymPy,
	"circuit.FromFlow": circuit.FromFlow, "circuit.FromLayers": circuit.FromLayers, "circuit.Read": circuit.Read,

	"formula.Add": formula.Add, "formula.Apply": formula.Apply, "formula.Div": formula.Div, "formula.Exact": formula.Exact, "formula.Mul": formula.Mul,
	"formula.Num": formula.Num, "formula.Parse": formula.Parse, "formula.Pow": formula.Pow, "formula.Score": formula.Score, "formula.Sqrt": formula.Sqrt,
	"formula.Sub": formula.Sub, "formula.Var": formula.Var,

	"bimt.NewPartition": bimt.NewPartition, "nn.KeepLargest": nn.KeepLargest,
	"op.Children": op.Children, "op.Lower": op.Lower, "op.Of": op.Of,
	"metric.AliveGraph": metric.AliveGraph, "metric.Communities": metric.Communities,
	"ablation.NewGraph": ablation.NewGraph, "ablation.NewLayers": ablation.NewLayers, "ablation.Judge": ablation.Judge,
	"align.Activations": align.Activations, "align.Weights": align.Weights, "onnx.Write": onnx.Write,
	"pretrained.NewGenerator": pretrained.NewGenerator, "pretrained.Apart": pretrained.Apart,

	"checkpoint.Write": checkpoint.Write, "draw.Difference": draw.Difference, "draw.NewPicture": draw.NewPicture,
	"checkpoint.Load": checkpoint.Load, "runs.Open": runs.Open, "draw.FromFlow": draw.FromFlow, "transformer.New": transformer.New,
}

// FuzzLibrary calls every public function with arguments of the right type and any value:
// nil, negative, NaN, empty, overflowing. Each gives an error or a value. So do methods that
// may give an error.
func FuzzLibrary(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		a := newArguments(t, seed)
		for _, name := range slices.Sorted(maps.Keys(public)) { // in order: a seed repeats its calls
			for range 3 {
				a.call(name, reflect.ValueOf(public[name]))
			}
		}
		for _, of := range a.types {
			for _, v := range a.fixed[of] {
				if of != reflect.TypeFor[*draw.Picture]() || seed%8 == 0 { // slow
					a.callMethods(v)
				}
			}
		}
	})
}

// callMethods calls what may give an error, but for what writes a file.
func (a *arguments) callMethods(v reflect.Value) {
	for i := range v.NumMethod() {
		m, name := v.Method(i), v.Type().Method(i).Name
		if n := m.Type().NumOut(); ours(v.Type()) && n > 0 && m.Type().Out(n-1) == reflect.TypeFor[error]() && name != "Save" {
			a.call(fmt.Sprintf("method %v.%s", v.Type(), name), m)
		}
	}
}

// counted are functions that do something as often as they are told to.
var counted = regexp.MustCompile(`^(metric|formula|draw|ablation|method )`)

// arguments draws values of any type.
type arguments struct {
	t     *testing.T
	rng   *rand.Rand
	most  int64                            // of whole numbers
	fixed map[reflect.Type][]reflect.Value // of types that have no use when they are made up
	types []reflect.Type                   // of fixed, in the order kept
}

func newArguments(t *testing.T, seed uint64) *arguments {
	a := &arguments{t: t, rng: rand.New(rand.NewPCG(seed, 1)), fixed: map[reflect.Type][]reflect.Value{}}
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	space := bimt.NewSpace()
	in, hidden, out := space.Axis("in", bimt.Line(2)), space.Axis("hidden", bimt.Line(3)), space.Axis("out", bimt.Ring(2))
	mlp, err := nn.NewMLP(params, "linear", []int{2, 3, 2}, op.SiLU, a.rng)
	must(t, err)
	must(t, space.Connect(mlp.Layers[0].Weight, hidden, in))
	must(t, space.Bias(mlp.Layers[0].Bias, hidden))
	must(t, space.Connect(mlp.Layers[1].Weight, out, hidden))
	must(t, space.Bias(mlp.Layers[1].Bias, out))
	x, err := graph.Input(g, tensor.Float64, "x", 4, 2)
	must(t, err)
	must(t, graph.Feed(x, 1., 2, 3, 4, 5, 6, 7, 8))
	y, err := mlp.Apply(x)
	must(t, err)
	loss, err := op.MSE(y, x)
	must(t, err)
	single, err := graph.Input(g, tensor.Float32, "single", 3)
	must(t, err)
	cube, err := graph.Input(gorgonia.NewGraph(), tensor.Float64, "elsewhere", 2, 3, 4)
	must(t, err)
	read, err := flow.Read(space, y)
	must(t, err)
	wires, err := space.Graph(0)
	must(t, err)
	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
	must(t, err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	must(t, err)
	cuts, err := ablation.NewGraph(space, x, y)
	must(t, err)
	network, err := draw.FromFlow(read, 0, "network", nil)
	must(t, err)
	picture, err := network.Picture()
	must(t, err)
	config := transformer.Default()
	config.Tokens, config.Outputs, config.Width, config.Heads, config.Layers = 3, 3, 4, 2, 1
	model, err := transformer.New(graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace(), config, a.rng)
	must(t, err)
	trainer := &nn.Trainer{Session: session, Optimizer: adam, Loss: loss, Rate: nn.Constant(0.1), Steps: 2}
	trainer.After(nil, nil)
	a.keep(session, adam, cuts, &network, picture, model, trainer, read.Stages[0])
	c, err := circuit.FromFlow(circuit.Flow{Flow: read}, 0)
	if err == nil {
		a.keep(c)
	}
	expr, err := formula.Parse("x1^2 + sin(x2)/3")
	must(t, err)
	a.keep(g, gorgonia.NewGraph(), params, space, bimt.NewSpace(), in, hidden, out, bimt.NewSpace().Axis("other", bimt.Line(3)), mlp, x, y, loss, single, cube, read, wires, expr,
		params.All()[0], params.All()[1], space.Connections()[0], a.rng, tensor.Float64, tensor.Float32, nn.NewTrace(), &op.Order{})
	return a
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (a *arguments) keep(values ...any) {
	for _, v := range values {
		of := reflect.ValueOf(v)
		if a.fixed[of.Type()] == nil {
			a.types = append(a.types, of.Type())
		}
		a.fixed[of.Type()] = append(a.fixed[of.Type()], of)
	}
}

// call calls a function with arguments that are drawn, and reports a panic.
func (a *arguments) call(name string, f reflect.Value) {
	a.most = math.MaxInt64
	if counted.MatchString(name) {
		a.most = 7
	}
	var in []reflect.Value
	for i := range f.Type().NumIn() {
		in = append(in, a.draw(f.Type().In(i), 0))
	}
	defer func() {
		if p := recover(); p != nil {
			a.t.Errorf("%s(%s) panics: %v", name, written(in), p)
		}
	}()
	if f.Type().IsVariadic() {
		f.CallSlice(in)
		return
	}
	f.Call(in)
}

func written(in []reflect.Value) (text string) {
	for _, v := range in {
		one := fmt.Sprintf("%v", v.Type())
		switch v.Kind() {
		case reflect.Pointer, reflect.Func, reflect.Interface, reflect.Map:
			if v.IsNil() {
				one += " nil"
			}
		default:
			one += fmt.Sprintf(" %v", v)
		}
		text += one + "; "
	}
	return text
}

// open says whether a struct can be made by hand: one with hidden fields comes from its
// constructor, or is nil.
func open(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if !t.Field(i).IsExported() {
			return false
		}
	}
	return true
}

// ours says whether a type is the library's.
func ours(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return len(t.PkgPath()) > 22 && t.PkgPath()[:22] == "github.com/gobimt/bimt"
}

var (
	ints   = []int64{0, -1, 1, 2, 3, 4, 7, math.MinInt64, math.MaxInt64, math.MaxInt64 / 2}
	floats = []float64{0, 1, -1, 0.5, 1e-300, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), 3}
	words  = []string{"", "x", "x1", "linear", "linear0.weight", "silu", "relu", "greedy", "assignment", "spectral", "a b", "\x00", "%s", "x1^2+", "../x", "mean"}
)

// draw gives a value of a type; depth is that of what it is a part of.
func (a *arguments) draw(t reflect.Type, depth int) reflect.Value {
	if all := a.fixed[t]; len(all) > 0 && a.rng.IntN(8) > 0 {
		return all[a.rng.IntN(len(all))]
	}
	v := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		v.SetBool(a.rng.IntN(2) > 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(min(ints[a.rng.IntN(len(ints))], a.most))
	case reflect.Int8, reflect.Int16, reflect.Int32:
		v.SetInt(int64(a.rng.IntN(9) - 2))
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint8:
		v.SetUint(uint64(a.rng.IntN(9)))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(floats[a.rng.IntN(len(floats))])
	case reflect.String:
		v.SetString(words[a.rng.IntN(len(words))])
	case reflect.Interface:
		switch t {
		case reflect.TypeFor[context.Context]():
			return reflect.ValueOf(context.Background())
		case reflect.TypeFor[io.Writer]():
			return reflect.ValueOf(io.Discard)
		}
		for _, of := range a.types {
			if of.Implements(t) && a.rng.IntN(2) > 0 {
				return a.fixed[of][0]
			}
		}
	case reflect.Slice:
		n := a.rng.IntN(5) - 1
		if n < 0 || depth > 3 {
			return v
		}
		v = reflect.MakeSlice(t, n, n)
		for i := range n {
			v.Index(i).Set(a.draw(t.Elem(), depth+1))
		}
	case reflect.Array:
		for i := range t.Len() {
			v.Index(i).Set(a.draw(t.Elem(), depth+1))
		}
	case reflect.Map:
		if a.rng.IntN(3) > 0 && depth < 4 {
			v = reflect.MakeMap(t)
			v.SetMapIndex(a.draw(t.Key(), depth+1), a.draw(t.Elem(), depth+1))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() && depth < 4 {
				v.Field(i).Set(a.draw(t.Field(i).Type, depth+1))
			}
		}
	case reflect.Pointer:
		if a.rng.IntN(3) > 0 && depth < 4 && ours(t) && open(t.Elem()) {
			v = reflect.New(t.Elem())
			v.Elem().Set(a.draw(t.Elem(), depth+1))
		}
	case reflect.Func:
		if a.rng.IntN(3) > 0 {
			return reflect.MakeFunc(t, func([]reflect.Value) (out []reflect.Value) {
				for i := range t.NumOut() {
					out = append(out, reflect.Zero(t.Out(i)))
				}
				return out
			})
		}
	}
	return v
}
