package graph_test

import (
	"slices"
	"testing"

	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
	"pgregory.net/rapid"
)

func TestParamsRefuse(t *testing.T) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	must(params.New("linear0.weight", 2, 3))(t)
	must(graph.Input(g, tensor.Float64, "x", 2, 3))(t)
	for _, c := range []struct {
		what  string
		name  string
		shape []int
		words []string
	}{
		{"a name in use", "linear0.weight", []int{2, 3}, []string{"linear0.weight", "already"}},
		{"a name in use, another shape", "linear0.weight", []int{4}, []string{"linear0.weight", "already"}},
		{"the name of an input", "x", []int{2, 3}, []string{`x`, "already"}},
		{"no name", "", []int{2}, []string{"no name"}},
		{"no dimension", "a", nil, []string{"a", "at least 1"}},
		{"size 0", "b", []int{2, 0}, []string{"b", "[2 0]"}},
		{"negative size", "c", []int{-1}, []string{"c", "[-1]"}},
	} {
		_, err := params.New(c.name, c.shape...)
		t.Run(c.what, func(t *testing.T) { wantError(t, err, c.words...) })
	}
	if n := len(params.All()); n != 1 {
		t.Errorf("%d parameters after refusals, want 1", n)
	}
	_, err := graph.NewParams(g, tensor.Int).New("whole", 2)
	wantError(t, err, "float64 or float32", "int")
	_, err = graph.NewParams(g, tensor.Float64).New("linear0.weight", 2, 3)
	wantError(t, err, "linear0.weight", "already")
}

func TestParams(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w := must(params.New("w", 2, 3))(t)
	b := must(params.New("b", 4))(t)
	if params.Get("w") != w || params.Get("b") != b || params.Get("c") != nil {
		t.Error("Get does not find parameters by name")
	}
	if !slices.Equal(params.All(), []*graph.Param{w, b}) || params.Len() != 10 {
		t.Errorf("All is %v of %d elements, want w, b of 10", params.All(), params.Len())
	}
	if w.Gradient() != nil || graph.Gradients[float64](w) != nil {
		t.Error("there is a gradient before the first run")
	}
}

func TestParamSet(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		p := must(graph.NewParams(gorgonia.NewGraph(), dtype).New("w", 3))(t)
		check(t, p.Set([]float64{1, 2, 0.1}))
		want := []float64{1, 2, 0.1}
		if dtype == tensor.Float32 {
			want[2] = float64(float32(0.1))
		}
		if got := p.Float64s(); !slices.Equal(got, want) {
			t.Errorf("%v: %v after Set, want %v", dtype, got, want)
		}
		if (graph.Values[float64](p) != nil) != (dtype == tensor.Float64) || (graph.Values[float32](p) != nil) != (dtype == tensor.Float32) {
			t.Errorf("%v: Values of the wrong type", dtype)
		}
		p.Float64s()[0] = 9
		if p.Float64s()[0] != 1 {
			t.Error("Float64s is no copy")
		}
		wantError(t, p.Set([]float64{1}), "w", "3 elements", "given 1")
	}
}

func TestPermuteKnown(t *testing.T) {
	data := []string{"a0", "a1", "a2", "b0", "b1", "b2"} // (2, 3)
	check(t, graph.Permute(data, []int{2, 3}, 1, []int{2, 0, 1}))
	if want := []string{"a2", "a0", "a1", "b2", "b0", "b1"}; !slices.Equal(data, want) {
		t.Errorf("columns: %v, want %v", data, want)
	}
	check(t, graph.Permute(data, []int{2, 3}, 0, []int{1, 0}))
	if want := []string{"b2", "b0", "b1", "a2", "a0", "a1"}; !slices.Equal(data, want) {
		t.Errorf("rows: %v, want %v", data, want)
	}
}

func TestPermuteRefuses(t *testing.T) {
	p := must(graph.NewParams(gorgonia.NewGraph(), tensor.Float32).New("w", 2, 3))(t)
	check(t, p.Set([]float64{1, 2, 3, 4, 5, 6}))
	for _, c := range []struct {
		dim   int
		order []int
	}{{2, []int{0, 1}}, {-1, []int{0, 1}}, {0, []int{0, 1, 2}}, {1, []int{0, 1}}, {1, []int{0, 1, 1}}, {1, []int{0, 1, 3}}, {1, []int{-1, 0, 1}}} {
		wantError(t, p.Permute(c.dim, c.order), "parameter w")
	}
	if got := p.Float64s(); !slices.Equal(got, []float64{1, 2, 3, 4, 5, 6}) {
		t.Errorf("a refused order changed the value to %v", got)
	}
}

// Memories are zeros at first, live, and move with the value unless it is moved alone.
func TestMemory(t *testing.T) {
	for _, dtype := range []tensor.Dtype{tensor.Float64, tensor.Float32} {
		p := must(graph.NewParams(gorgonia.NewGraph(), dtype).New("w", 2, 2))(t)
		if p.HasMemory("m") || p.MemoryFloat64s("m") != nil || p.Memories() != nil {
			t.Error("a new parameter remembers something")
		}
		if is64 := dtype == tensor.Float64; (graph.Memory[float64](p, "m") != nil) != is64 || (graph.Memory[float32](p, "m") != nil) == is64 {
			t.Errorf("%v: Memory of the wrong type", dtype)
		}
		if got := p.MemoryFloat64s("m"); !slices.Equal(got, make([]float64, 4)) {
			t.Errorf("memory %v at first use, want zeros", got)
		}
		check(t, p.SetMemory("m", []float64{1, 2, 3, 4}))
		check(t, p.SetMemory("mask", []float64{0, 1, 1, 1}))
		check(t, p.Set([]float64{5, 6, 7, 8}))
		check(t, p.Permute(1, []int{1, 0}))
		check(t, p.PermuteValue(0, []int{1, 0}))
		for name, want := range map[string][]float64{"m": {2, 1, 4, 3}, "mask": {1, 0, 1, 1}} {
			if got := p.MemoryFloat64s(name); !slices.Equal(got, want) {
				t.Errorf("%v: memory %s is %v, want %v", dtype, name, got, want)
			}
		}
		if got := p.Float64s(); !slices.Equal(got, []float64{8, 7, 6, 5}) {
			t.Errorf("%v: value %v", dtype, got)
		}
		if got := p.Memories(); !slices.Equal(got, []string{"m", "mask"}) {
			t.Errorf("memories %q", got)
		}
		if m := graph.Memory[float64](p, "m"); m != nil {
			if m[0] = 9; p.MemoryFloat64s("m")[0] != 9 {
				t.Error("Memory is not live")
			}
		}
		p.Forget("m")
		if got := p.Memories(); !slices.Equal(got, []string{"mask"}) {
			t.Errorf("after forgetting m: memories %q", got)
		}
		wantError(t, p.SetMemory("m", []float64{1}), "w", "4 elements", "given 1", "m")
	}
}

// Element by element, what stood at order[i] stands at i; the inverse order restores.
func TestPermuteLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 4).Draw(t, "shape")
		dim := rapid.IntRange(0, len(shape)-1).Draw(t, "dim")
		order := rapid.Permutation(upTo(shape[dim])).Draw(t, "order")
		size := 1
		for _, n := range shape {
			size *= n
		}
		data := upTo(size)
		if err := graph.Permute(data, shape, dim, order); err != nil {
			t.Fatal(err)
		}
		inner := 1
		for _, n := range shape[dim+1:] {
			inner *= n
		}
		for i, from := range data {
			place := i / inner % shape[dim]
			if want := i + (order[place]-place)*inner; from != want {
				t.Fatalf("element %d came from %d, want %d", i, from, want)
			}
		}
		inverse := make([]int, len(order))
		for i, o := range order {
			inverse[o] = i
		}
		if err := graph.Permute(data, shape, dim, inverse); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(data, upTo(size)) {
			t.Fatalf("the inverse of %v does not restore: %v", order, data)
		}
	})
}

func upTo(n int) []int {
	v := make([]int, n)
	for i := range v {
		v[i] = i
	}
	return v
}
