package draw

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

var nan, inf = math.NaN(), math.Inf(1)

func TestFigureErrors(t *testing.T) {
	line := func(x, y []float64) Curves { return Curves{Lines: []Line{{Name: "train", X: x, Y: y}}} }
	classifier := func(change func(*Boundary)) Boundary { f := moons(2); change(&f); return f }
	for _, c := range []struct {
		want   string
		figure Figure
	}{
		{"there are no lines", Curves{}},
		{`line 0 ("train") has 2 X and 1 Y`, line([]float64{1, 2}, []float64{1})},
		{`line 0 ("train") has 0 X and 0 Y`, line(nil, nil)},
		{`line 0 ("train"): X[1] is NaN`, line([]float64{1, nan}, []float64{1, 2})},
		{`line 0 ("train"): X[1] is 0, less than 1 before it`, line([]float64{1, 0}, []float64{1, 2})},
		{`mark 0 ("λ") is at +Inf`, Curves{Lines: []Line{{X: []float64{1}, Y: []float64{1}}}, Marks: []Mark{{inf, "λ"}}}},
		{`line 0 (""): X[0] is -1`, Pruning{Lines: []Line{{X: []float64{-1}, Y: []float64{1}}}}},
		{`line 0 ("a") is of "cost"`, Pruning{Lines: []Line{{Name: "a", Axis: "cost"}}}},
		{"there are no lines", Pruning{Factor: 1.05}},
		{"there are no lines", Ranks{}},
		{`layer 0 ("l") has no weights`, Ranks{Layers: []RankLayer{{Name: "l"}}}},
		{`layer 0 ("l"): weight 1 is +Inf`, Ranks{Layers: []RankLayer{{Name: "l", Weights: []float64{1, inf}}}}},
		{"there are no outputs", Fit{}},
		{`output 0 ("y"): it has 1 true and 0 predicted`, Fit{Outputs: []Output{{"y", []float64{1}, nil}}}},
		{`output 0 ("y"): example 1 is 2, predicted NaN`, Fit{Outputs: []Output{{"y", []float64{1, 2}, []float64{1, nan}}}}},
		{"there are 0 methods", Pareto{}},
		{"there are 43 methods", Pareto{Methods: make([]Method, 43)}},
		{`run 0 of "l1" is at X = -1`, Pareto{Methods: []Method{{"l1", []Run{{-1, 1}}}}}},
		{"there are 1 methods and 0 metrics", Spread{Methods: []string{"l1"}}},
		{`metric 0 ("Q") has values of 0 methods, but there are 1`, Spread{Methods: []string{"l1"}, Metrics: []Metric{{Name: "Q"}}}},
		{"there are 0 columns", Methods{}},
		{`row 0 ("l1") has 0 cells, but there are 1 columns`, Methods{Columns: []string{"a"}, Rows: []MethodRow{{Name: "l1"}}}},
		{"there are no panels", Heat{}},
		{`panel 0 ("h"): it has no values`, Heat{Panels: []HeatPanel{{Name: "h", Values: [][]float64{{}}}}}},
		{"row 1 has 1 values, but row 0 has 2", Heat{Panels: []HeatPanel{{Values: [][]float64{{1, 2}, {1}}}}}},
		{"it has 1 names of rows, but 2 rows", Heat{Panels: []HeatPanel{{Rows: []string{"a"}, Values: [][]float64{{1}, {1}}}}}},
		{"it has 2 names of columns, but 1 columns", Heat{Panels: []HeatPanel{{Cols: []string{"a", "b"}, Values: [][]float64{{1}}}}}},
		{"the value at row 0, column 1 is NaN", Heat{Panels: []HeatPanel{{Values: [][]float64{{1, nan}}}}}},
		{"there are 0 rows and 0 columns", Phase{}},
		{"there are 0 rows of values for 1 names", Phase{Rows: []string{"a"}, Cols: []string{"b"}}},
		{`row 0 ("a") has 2 cells, but there are 1 columns`, Phase{Rows: []string{"a"}, Cols: []string{"b"}, Values: [][][]float64{{{1}, {2}}}}},
		{"there are 1 axes", Parallel{Axes: make([]ParallelAxis, 1)}},
		{"coloured by axis 2 of 2", Parallel{Axes: make([]ParallelAxis, 2), By: 2}},
		{`axis 1 ("b") has 0 values, but axis 0 has 1`, Parallel{Axes: []ParallelAxis{{Name: "a", Values: []float64{1}}, {Name: "b"}}}},
		{`axis 0 ("a"): run 0 has the value 1.5`, Parallel{Axes: []ParallelAxis{{"a", []float64{1.5}, []string{"x", "y"}}, {"b", []float64{1}, nil}}}},
		{"there are no tiles", Images{}},
		{`tile 0 ("7"): it has 3 values in rows of 2`, Images{Tiles: []Tile{{Title: "7", Width: 2, Values: make([]float64, 3)}}}},
		{"the value at row 1, column 0 is +Inf", Images{Tiles: []Tile{{Width: 1, Values: []float64{1, inf}}}}},
		{"there are 0 classes", Boundary{}},
		{"there are 2 classes and the logits of 1", classifier(func(f *Boundary) { f.Logits = f.Logits[:1] })},
		{"the grid reaches from (-1.5, -1.2) to (-1.5, 1.7)", classifier(func(f *Boundary) { f.XMax = f.XMin })},
		{`logits of class 1 ("moon 1"): the value at row 2, column 3 is NaN`, classifier(func(f *Boundary) { f.Logits[1][2][3] = nan })},
		{`logits of class 1 ("moon 1") are on a grid of 1×60`, classifier(func(f *Boundary) { f.Logits[1] = f.Logits[1][:1] })},
		{"point 4 is (NaN, 0) of class 0", classifier(func(f *Boundary) { f.Points[4] = Point{X: nan} })},
		{"of class 2; give finite places and one of the 2 classes", classifier(func(f *Boundary) { f.Points[0].Class = 2 })},
	} {
		_, err := c.figure.Picture()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: the error is %v, want one with %q", c.figure, err, c.want)
		}
	}
}

// Figures of nothing, of one value, and of values that no axis has are drawn, and
// say what is missing.
func TestScantFigures(t *testing.T) {
	one := []float64{1}
	for _, c := range []struct {
		want   string
		figure Figure
	}{
		{"2 values have no place on these axes (not finite, or not positive) and are not drawn.",
			Curves{Lines: []Line{{X: []float64{1, 2, 3}, Y: []float64{0, nan, 1}}}}},
		{"3 values have no place on these axes (not finite, or not positive) and are not drawn.",
			Curves{Lines: []Line{{X: []float64{1, 2, 3}, Y: []float64{-1, nan, inf}}}}},
		{"", Curves{LinearY: true, Lines: []Line{{X: []float64{1, 1}, Y: []float64{0, 0}}}}},
		{"", Curves{Lines: []Line{{X: one, Y: []float64{1e-310}}, {X: one, Y: []float64{1.7e308}}}}},
		{"R² undefined", Fit{Outputs: []Output{{"", one, one}}}},
		{"y\u00a0\u00a0\u00a0R² = −8", Fit{Outputs: []Output{{"y", []float64{0, 1, 2}, []float64{3, -2, 2}}}}},
		{"Runs without finite values, not drawn: l1 1.", Pareto{Methods: []Method{{"l1", []Run{{nan, 1}}}}}},
		{"l1", Pareto{Methods: []Method{{"l1", []Run{{0, 0}}}}}},
		{"Runs without finite values, not drawn: Q 2.", Spread{Methods: []string{"a"}, Metrics: []Metric{{Name: "Q", Values: [][]float64{{nan, inf}}}}}},
		{"2 weights are zero and have no place on these axes.", Ranks{Layers: []RankLayer{{"a", []float64{0, 0}}}}},
		{"h", Heat{Panels: []HeatPanel{{Name: "h", Values: [][]float64{{0}}}}}},
		{"t", Images{Shared: true, Tiles: []Tile{{Title: "t", Width: 1, Values: []float64{0}}}}},
		{"2 labels of inner layers are not drawn.", Network{Layers: []Layer{row("a", 1), row("b", 3, "x", "y"), row("c", 1)}}},
		{"no network", Methods{Columns: []string{"a"}, Rows: []MethodRow{{"b", []MethodCell{{}}}}}},
	} {
		p, err := c.figure.Picture()
		if err != nil {
			t.Errorf("%T: %v", c.figure, err)
			continue
		}
		s := spyOn(t, p)
		s.checkTexts(t)
		if c.want != "" && !s.has(c.want) {
			t.Errorf("%T lacks the text %q", c.figure, c.want)
		}
	}
}

// Ticks lie on the axis, in order, and their labels name their values.
func TestTicks(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 5).Draw(r, "values")
		log := rapid.Bool().Draw(r, "log")
		if log {
			for i, v := range values {
				values[i] = math.Pow(10, v/1e5)
			}
		}
		size := rapid.SampledFrom([]float64{1, 1e-300, 1e-9, 1e9, 1e290}).Draw(r, "size")
		shift := rapid.SampledFrom([]float64{0, 1e7, 1e10, 1e13, 1e22}).Draw(r, "shift")
		for i := range values {
			values[i] = (values[i] + shift) * size
		}
		s := fitScale(values, log, 0.05)
		n := rapid.IntRange(1, 8).Draw(r, "n")
		last, labels := math.Inf(-1), map[string]bool{}
		for _, tick := range s.ticks(n) {
			if at := s.at(tick.value); at < -1e-6 || at > 1+1e-6 || tick.value <= last {
				r.Fatalf("the tick %v after %v is at %v of the axis", tick.value, last, at)
			}
			last = tick.value
			if labels[tick.label] && tick.label != "" {
				r.Fatalf("two ticks have the label %q", tick.label)
			}
			labels[tick.label] = true
		}
		delete(labels, "")
		if len(labels) > 3*n+1 {
			r.Fatalf("%d labels, asked for %d", len(labels), n)
		}
		for _, v := range values {
			if !s.shows(v) {
				continue
			}
			if at := s.at(v); at < 0 || at > 1 {
				r.Fatalf("the value %v is at %v of its axis", v, at)
			}
		}
	})
}

// Thousands are written alike on even and on logarithmic axes.
func TestTicksOfThousands(t *testing.T) {
	for v, want := range map[float64]string{0.002: "0.002", 500: "500", 2000: "2000", 20e3: "20k", 500e3: "500k", 2e6: "2e6"} {
		found := false
		for _, tick := range logTicks(v/4, v*4, 5, 0) {
			found = found || tick.value == v && tick.label == want
		}
		if !found {
			t.Errorf("%v is not labelled %s: %v", v, want, logTicks(v/4, v*4, 5, 0))
		}
	}
}

// Of crowded ticks, only labels that keep apart stay.
func TestClearTicks(t *testing.T) {
	var ts []scaleTick
	for i := range 11 {
		ts = append(ts, scaleTick{float64(i), "12345"})
	}
	wide := func(string) vg.Length { return 24 }
	s := scale{hi: 10}
	for _, c := range []struct {
		length vg.Length
		labels int
	}{{1000, 11}, {150, 6}, {29, 2}, {1, 1}} {
		labels := 0
		for _, tick := range clearTicks(slices.Clone(ts), s, c.length, wide) {
			if tick.label != "" {
				labels++
			}
		}
		if labels != c.labels {
			t.Errorf("on %v points %d labels stay, want %d", c.length, labels, c.labels)
		}
	}
}

// Thinning keeps the ends, the extremes and the order of a line.
func TestThin(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 20000).Draw(r, "n")
		k := rapid.Float64Range(1e-3, 10).Draw(r, "k")
		pts := make([]vg.Point, n)
		for i := range pts {
			pts[i] = vg.Point{X: vg.Length(i), Y: vg.Length(math.Sin(k * float64(i) * float64(i)))}
		}
		kept := thin(pts)
		byY := func(a, b vg.Point) int { return compare(a.Y, b.Y) }
		switch {
		case len(kept) > 2*mostPoints:
			r.Fatalf("%d points are left of %d", len(kept), n)
		case kept[0] != pts[0] || kept[len(kept)-1] != pts[n-1]:
			r.Fatal("the line lost an end")
		case slices.MinFunc(kept, byY).Y != slices.MinFunc(pts, byY).Y || slices.MaxFunc(kept, byY).Y != slices.MaxFunc(pts, byY).Y:
			r.Fatal("the line lost an extreme")
		case !slices.IsSortedFunc(kept, func(a, b vg.Point) int { return compare(a.X, b.X) }):
			r.Fatal("the points are out of order")
		}
	})
}

func TestR2(t *testing.T) {
	for _, c := range []struct {
		o    Output
		want float64
		ok   bool
	}{
		{Output{True: []float64{0, 1, 2}, Predicted: []float64{0, 1, 2}}, 1, true},
		{Output{True: []float64{0, 1, 2}, Predicted: []float64{1, 1, 1}}, 0, true},
		{Output{True: []float64{0, 1, 2}, Predicted: []float64{0, 1, 3}}, 0.5, true},
		{Output{True: []float64{1, 1}, Predicted: []float64{1, 2}}, 0, false},
	} {
		if got, ok := c.o.R2(); ok != c.ok || ok && got != c.want {
			t.Errorf("R² of %v is %v, %v; want %v, %v", c.o, got, ok, c.want, c.ok)
		}
	}
}

// The ranks of all weights above a size are kept where the line crosses it, to a
// hundredth of a rank.
func TestRankLine(t *testing.T) {
	sizes := make([]float64, 50000)
	for i := range sizes {
		sizes[i] = 1 / float64((i*7919)%50000+1)
	}
	l := rankLine("", "", sizes)
	if len(l.X) > 1000 {
		t.Errorf("%d points are kept", len(l.X))
	}
	for i, x := range l.X {
		if want := 1 / x; math.Abs(l.Y[i]-want) > 1e-12 {
			t.Fatalf("the weight of rank %v is %v, want %v", x, l.Y[i], want)
		}
	}
	if last := l.X[len(l.X)-1]; last != 50000 {
		t.Errorf("the last rank is %v, want 50000", last)
	}
}

// A ramp passes through its colours, and does not change when asked outside.
func TestRamps(t *testing.T) {
	for _, c := range []struct {
		r    ramp
		t    float64
		want int
	}{{viridis, -1, 0}, {viridis, 0, 0}, {viridis, 0.5, 4}, {viridis, 1, 8}, {viridis, 7, 8}, {diverging, 0.5, 3}} {
		if got := c.r.at(c.t); got != c.r[c.want] {
			t.Errorf("at %v the colour is %v, want %v", c.t, got, c.r[c.want])
		}
	}
	if zero := diverging.at(0.5); zero != paper {
		t.Errorf("zero is drawn as %v, want white", zero)
	}
}
