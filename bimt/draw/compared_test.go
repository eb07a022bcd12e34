package draw

import (
	"strings"
	"testing"
)

func (s *spy) caption() string {
	var all []string
	for _, t := range s.texts {
		all = append(all, t.text)
	}
	return strings.Join(all, " ")
}

// The caption speaks of boxes where there are some.
func TestSpreadSaysWhatIsDrawn(t *testing.T) {
	for _, w := range []struct {
		a, b []float64
		want string
	}{
		{[]float64{1, 2, 3}, []float64{2}, "Lines: medians; dots: runs."},
		{[]float64{1, 2, 3, 4}, []float64{2}, "Boxes: quartiles, of 4 runs and more; lines"},
		{[]float64{1, 2, 3, 4}, []float64{2, 3, 4, 5}, "Boxes: quartiles; lines"},
	} {
		p, err := Spread{Methods: []string{"a", "b"}, Metrics: []Metric{{Name: "m", Values: [][]float64{w.a, w.b}}}}.Picture()
		if err != nil {
			t.Fatal(err)
		}
		if got := spyOn(t, p).caption(); !strings.Contains(got, w.want) {
			t.Errorf("%v and %v: %q lacks %q", w.a, w.b, got, w.want)
		}
	}
}

// Counts have ticks at whole numbers; what is 1 always may be a part of a whole.
func TestTicksOfCounts(t *testing.T) {
	for _, w := range []struct {
		values []float64
		whole  bool
	}{{[]float64{4, 4, 4}, true}, {[]float64{0, 1}, true}, {[]float64{3, 5}, true}, {[]float64{0}, true}, {[]float64{2, 2.5}, false}, {[]float64{1, 1}, false}, {[]float64{2, 90}, true}} {
		ticks, labels := spanScale(w.values, false, 0.08).ticks(5), 0
		whole := true
		for _, k := range ticks {
			if k.label != "" {
				whole = whole && !strings.Contains(k.label, ".")
				labels++
			}
		}
		if whole != w.whole || labels == 0 {
			t.Errorf("%v: ticks %v", w.values, ticks)
		}
	}
}

// Runs of two methods at one place are both seen, and others stay where they are.
func TestParetoHidesNone(t *testing.T) {
	same := []Run{{100, 1}, {120, 2}, {140, 3}}
	f := Pareto{Methods: []Method{{"l1", same}, {"swap", same}, {"bimt", []Run{{80, 1}}}}}
	p := &panel{x: scale{lo: 60, hi: 160}, y: scale{lo: 0, hi: 4}}
	p.box.Max.X, p.box.Max.Y = 400, 300
	dots, beside := f.place(p)
	if len(dots) != 7 || !beside {
		t.Fatalf("%d dots, some moved: %v", len(dots), beside)
	}
	seen := map[int]int{}
	for i, a := range dots {
		for _, b := range dots[:i] {
			if near(a.at, b.at, 2*hides) {
				t.Errorf("the dots of %d and %d are at %v and %v", a.method, b.method, a.at, b.at)
			}
		}
		run := f.Methods[a.method].Runs[seen[a.method]]
		if seen[a.method]++; a.method != 1 && a.at != p.at(run.X, run.Y) {
			t.Errorf("dot %d of method %d is at %v", i, a.method, a.at)
		}
	}
	pic, err := f.Picture()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(spyOn(t, pic).caption(), "side by side") {
		t.Error("the caption does not say that dots were moved")
	}
}
