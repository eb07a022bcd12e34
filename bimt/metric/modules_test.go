package metric_test

import (
	"reflect"
	"testing"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"gorgonia.org/tensor"
)

func TestModules(t *testing.T) {
	n := chain(tensor.Float64, 2, 4, 3)
	check(t, n.err)
	check(t, n.params.Get("weight0").Set([]float64{1, 0, 0, 0, 0, 0, 0, 0.5}))
	check(t, n.params.Get("weight1").Set([]float64{1, 0, 0, 0, 0, -1, 1, 0, 0, 0.1, 0, 1}))
	// nodes: inputs 0 1, hidden 2 3 4 5, outputs 6 7 8
	for _, c := range []struct {
		threshold float64
		axes      []*bimt.Axis
		want      [][]int
	}{
		{0, nil, [][]int{{1, 3, 4, 5, 7, 8}, {0, 2, 6}}},
		{0.1, nil, [][]int{{0, 2, 6}, {1, 5, 8}, {3, 4, 7}}},
		{0.5, nil, [][]int{{0, 2, 6}, {3, 4, 7}, {5, 8}}},
		{0, n.Axes()[:2], [][]int{{0, 2}, {1, 5}}},
		{0, n.Axes()[:1], nil},
		{1, nil, nil},
	} {
		if got := metric.Modules(must(n.Graph(c.threshold))(t), c.axes...); !reflect.DeepEqual(got, c.want) {
			t.Errorf("threshold %v, %d axes: %v, want %v", c.threshold, len(c.axes), got, c.want)
		}
	}
}
