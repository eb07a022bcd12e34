package draw

import (
	"math"
	"strings"
	"testing"
)

// scatter is a ring of 59 numbers and one of 59 that goes around seven times.
func scatter() Scatter {
	f := Scatter{Title: "rings", Columns: 2, Caption: "Each point is a number modulo 59."}
	for _, k := range []int{1, 7} {
		q := ScatterPanel{Name: "frequency " + map[int]string{1: "1", 7: "7"}[k], XLabel: "component 1 (51%)", YLabel: "component 2 (49%)"}
		for t := range 59 {
			s, c := math.Sincos(2 * math.Pi * float64(k*t) / 59)
			q.X, q.Y, q.Path = append(q.X, c), append(q.Y, s), append(q.Path, t)
		}
		f.Panels = append(f.Panels, q)
	}
	return f
}

func TestScatterErrors(t *testing.T) {
	for want, q := range map[string]ScatterPanel{
		"0 and 0 coordinates":    {},
		"1 and 2 coordinates":    {X: []float64{1}, Y: []float64{1, 2}},
		"point 0 is at (NaN, 1)": {X: []float64{math.NaN()}, Y: []float64{1}},
		"goes through point 1":   {X: []float64{1}, Y: []float64{1}, Path: []int{1}},
	} {
		if _, err := (Scatter{Panels: []ScatterPanel{q}}).Picture(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := (Scatter{}).Picture(); err == nil {
		t.Error("a scatter of no panels is drawn")
	}
}
