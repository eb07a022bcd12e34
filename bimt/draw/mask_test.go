package draw

import (
	"strings"
	"testing"
)

// Masked cells have a look of their own, which the legend names, and no part in the scale.
func TestMaskedCells(t *testing.T) {
	f := Heat{Panels: []HeatPanel{{Name: "head", Values: [][]float64{{1, 0}, {0.75, 0.9}}, Masked: [][]bool{{false, true}, {false, false}}}}, MaskLabel: "later"}
	draw := func() *spy {
		p, err := f.Picture()
		if err != nil {
			t.Fatal(err)
		}
		return spyOn(t, p)
	}
	with := draw()
	f.Panels[0].Masked = nil
	without := draw()
	if !with.has("later") || without.has("later") {
		t.Error("the legend names masked cells where there are none, or not where there are")
	}
	if strings.Contains(with.caption(), "0.2") || !strings.Contains(without.caption(), "0.2") {
		t.Errorf("the scale reaches to the masked 0: %q", with.caption())
	}
	if got := with.lines[paper] - without.lines[paper]; got != 2 { // one in the legend
		t.Errorf("%d strokes through masked cells, want 2", got)
	}
	for _, masked := range [][][]bool{{{false, true}}, {{true}, {true}}} {
		f.Panels[0].Masked = masked
		if _, err := f.Picture(); err == nil {
			t.Errorf("masks %v of 2×2 values: no error", masked)
		}
	}
}

// Long names are shortened in their middle, and are in full in the caption.
func TestLongNamesInFull(t *testing.T) {
	long := "sqrt((x1-x2)^2+(x3-x4)^2)*exp(-x5^2)*sin(2*pi*x6)+x7/(1+x8^2)-1"
	n := Network{Layers: []Layer{row("in", 2, "x1", "x2"), row("out", 2, long, "y")}}
	f := Fit{Outputs: []Output{{Name: long + long, True: []float64{1, 2}, Predicted: []float64{1, 2}}}}
	for _, fig := range []Figure{n, Stack{n}, f} {
		p, err := fig.Picture()
		if err != nil {
			t.Fatal(err)
		}
		s := spyOn(t, p)
		all := strings.ReplaceAll(s.caption(), " ", "")
		if !strings.Contains(all, "Infull:"+long) {
			t.Errorf("%T: the caption has not the whole name: %q", fig, all)
		}
		if !strings.Contains(s.caption(), "…") {
			t.Errorf("%T: the name was not shortened", fig)
		}
	}
	l := lettering{size: textSize}
	if s := l.shorten(long, 150); !strings.HasPrefix(s, "sqrt((x1") || !strings.HasSuffix(s, "x8^2)-1") || l.width(s) > 150 {
		t.Errorf("shortened to %q", s)
	}
}
