package bimt_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// wantError wants an error that has every one of the words.
func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %v", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not mention %q", err, w)
		}
	}
}

// A mistake in a space or an axis is reported by whatever is asked for next.
func TestSpaceReportsAxes(t *testing.T) {
	line := bimt.Line(2)
	for name, c := range map[string]struct {
		space func() *bimt.Space
		words []string
	}{
		"two axes of one name": {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", line); s.Axis("h", line); return s }, []string{`axis "h"`, "already"}},
		"no places":            {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Line(0)); return s }, []string{"axis h", "at least one place"}},
		"a negative line":      {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Line(-3)); return s }, []string{"axis h", "at least one place"}},
		"a grid of no height":  {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Grid(3, 0)); return s }, []string{"axis h", "at least one place"}},
		"no points":            {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Points(nil)); return s }, []string{"axis h", "at least one place"}},
		"an empty point":       {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Points([][]float64{{}})); return s }, []string{"axis h", "place 0", "0 coordinates"}},
		"points of two kinds":  {func() *bimt.Space { s := bimt.NewSpace(); s.Axis("h", bimt.Points([][]float64{{1}, {1, 2}})); return s }, []string{"axis h", "place 1", "2 coordinates"}},
		"a point nowhere": {func() *bimt.Space {
			s := bimt.NewSpace()
			s.Axis("h", bimt.Points([][]float64{{1}, {math.NaN()}}))
			return s
		}, []string{"axis h", "place 1", "NaN"}},
		"heads that don't fit": {func() *bimt.Space {
			s := bimt.NewSpace()
			s.Axis("h", bimt.Line(7), bimt.InHeads(bimt.NewHeads("a", 2)))
			return s
		}, []string{"axis h", "7 neurons", "2 heads", "multiple"}},
		"no heads": {func() *bimt.Space {
			s := bimt.NewSpace()
			s.Axis("h", line, bimt.InHeads(bimt.NewHeads("a", 0)))
			return s
		}, []string{"axis h", "0 heads"}},
		"rigid without heads": {func() *bimt.Space {
			s := bimt.NewSpace()
			s.Axis("h", line, bimt.WithSymmetry(bimt.Symmetry{Rigid: true}))
			return s
		}, []string{"axis h", "rigid", "heads"}},
		"a negative distance":   {func() *bimt.Space { return bimt.NewSpace(bimt.LayerDistance(-1)) }, []string{"layer distance -1", "0 or more"}},
		"a distance of NaN":     {func() *bimt.Space { return bimt.NewSpace(bimt.LayerDistance(math.NaN())) }, []string{"layer distance NaN"}},
		"an infinite distance":  {func() *bimt.Space { return bimt.NewSpace(bimt.LayerDistance(math.Inf(1))) }, []string{"layer distance +Inf"}},
		"an unknown reduction":  {func() *bimt.Space { return bimt.NewSpace(bimt.Reduce("median")) }, []string{"median", "sum", "mean"}},
		"the first of mistakes": {func() *bimt.Space { s := bimt.NewSpace(bimt.Reduce("median")); s.Axis("h", bimt.Line(0)); return s }, []string{"median"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.space()
			params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
			w := must(params.New("w", 2, 2))(t)
			x := s.Axis("x", line)
			wantError(t, s.Connect(w, x, x), c.words...)
			_, err := s.Relocate(bimt.Relocation{Strategy: bimt.Greedy})
			wantError(t, err, c.words...)
			loss := must(graph.Input(params.Graph(), tensor.Float64, "loss"))(t)
			_, err = s.Penalize(loss)
			wantError(t, err, c.words...)
		})
	}
}

func TestConnectRefuses(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w, v, deep := must(params.New("w", 4, 3))(t), must(params.New("v", 4))(t), must(params.New("deep", 4, 3, 2))(t)
	s, other := bimt.NewSpace(), bimt.NewSpace()
	x, y := s.Axis("x", bimt.Line(3)), s.Axis("y", bimt.Line(4))
	stranger := other.Axis("stranger", bimt.Line(3))
	split := bimt.NewHeads("split", 2)
	a, b, half := s.Axis("a", bimt.Line(4), bimt.InHeads(split)), s.Axis("b", bimt.Line(4), bimt.InHeads(split)), s.Axis("half", bimt.Line(2), bimt.InHeads(split))
	square := must(params.New("square", 4, 4))(t)
	for name, c := range map[string]struct {
		err   error
		words []string
	}{
		"rows and columns swapped":    {s.Connect(w, x, y), []string{"dimension 0 of w", "size 4", "3 neurons", "axis x"}},
		"an axis of another space":    {s.Connect(w, y, stranger), []string{"w", "axis stranger", "another space"}},
		"an unknown bias axis":        {s.Bias(v, stranger), []string{"v", "axis stranger", "another space"}},
		"a vector as a weight":        {s.Connect(v, y, x), []string{"v", "two dimensions"}},
		"a matrix as a bias":          {s.Bias(w, y), []string{"w", "2 dimensions", "1 axes"}},
		"too few axes":                {s.ConnectDims(deep, []*bimt.Axis{y, x}), []string{"deep", "3 dimensions", "2 axes"}},
		"one axis":                    {s.ConnectDims(deep, []*bimt.Axis{y, nil, nil}), []string{"deep", "connects 1 axes", "want 2"}},
		"no axis for rows":            {s.Connect(w, nil, x), []string{"w", "connects 1 axes"}},
		"three axes":                  {s.ConnectDims(deep, []*bimt.Axis{y, x, half}), []string{"deep", "connects 3 axes"}},
		"two axes of one split":       {s.Connect(square, a, b), []string{"square", "axes a and b", "one split"}},
		"copies of heads":             {s.Connect(square, y, half), []string{"dimension 1 of square", "copies", "half"}},
		"a bias of another size":      {s.Bias(v, x), []string{"dimension 0 of v", "axis x"}},
		"an embedding of other width": {s.Embed(w, y), []string{"dimension 1 of w", "axis y"}},
		"a missing weight":            {s.Connect(nil, y, x), []string{"missing"}},
		"a missing bias":              {s.Bias(nil, y), []string{"missing"}},
		"a bias without an axis":      {s.Bias(v, nil), []string{"v", "no axis"}},
		"a negative mean":             {s.Connect(w, y, x, bimt.MeanOver(-2)), []string{"w", "-2"}},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.err, c.words...) })
	}
	if n := len(s.Connections()); n != 0 {
		t.Errorf("%d connections after refusals", n)
	}
	check(t, s.Connect(w, y, x))
	wantError(t, s.Attach(w, y, x), "w", "already")
}

func TestRelocateRefuses(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	w := must(params.New("w", 2, 3))(t)
	s := bimt.NewSpace()
	check(t, s.Connect(w, s.Axis("y", bimt.Line(2)), s.Axis("x", bimt.Line(3))))
	for name, c := range map[string]struct {
		weight float64
		r      bimt.Relocation
		words  []string
	}{
		"unknown strategy":   {1, bimt.Relocation{Strategy: "guess", Locality: 1}, []string{"guess", "greedy", "assignment"}},
		"no strategy":        {1, bimt.Relocation{Locality: 1}, []string{`""`, "greedy"}},
		"negative locality":  {1, bimt.Relocation{Strategy: bimt.Greedy, Locality: -1}, []string{"locality -1", "at least 0"}},
		"locality NaN":       {1, bimt.Relocation{Strategy: bimt.Greedy, Locality: math.NaN()}, []string{"locality NaN"}},
		"infinite locality":  {1, bimt.Relocation{Strategy: bimt.Greedy, Locality: math.Inf(1)}, []string{"locality +Inf"}},
		"least gain of all":  {1, bimt.Relocation{Strategy: bimt.Assignment, Locality: 1, LeastGain: 1}, []string{"less than 1 of the cost", "at least 0"}},
		"least gain NaN":     {1, bimt.Relocation{Strategy: bimt.Assignment, Locality: 1, LeastGain: math.NaN()}, []string{"less than NaN"}},
		"negative top k":     {1, bimt.Relocation{Strategy: bimt.Greedy, Locality: 1, TopK: -1}, []string{"top k -1"}},
		"a weight of NaN":    {math.NaN(), bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}, []string{"relocate", "w", "NaN", "element 4"}},
		"an infinite weight": {math.Inf(-1), bimt.Relocation{Strategy: bimt.Greedy, Locality: 1}, []string{"relocate", "w", "Inf", "element 4"}},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, w.Set([]float64{1, 2, 3, 4, c.weight, 6}))
			_, err := s.Relocate(c.r)
			wantError(t, err, c.words...)
		})
	}
}

func TestPenaltyRefuses(t *testing.T) {
	params := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	loss := must(graph.Input(params.Graph(), tensor.Float64, "loss"))(t)
	s := bimt.NewSpace()
	_, err := s.Penalize(loss)
	wantError(t, err, "nothing to charge")

	s = bimt.NewSpace()
	check(t, s.Connect(must(params.New("w", 2, 3))(t), s.Axis("y", bimt.Line(2)), s.Axis("x", bimt.Line(3))))
	_, err = s.Penalize(nil)
	wantError(t, err, "penalty", "no loss")
	other := graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	must(graph.Input(other.Graph(), tensor.Float64, "lambda"))(t)
	_, err = s.Penalize(must(graph.Input(other.Graph(), tensor.Float64, "loss"))(t))
	wantError(t, err, "penalty", "lambda", "already")
}
