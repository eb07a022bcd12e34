package dataset

import (
	"math"
	"testing"
)

func TestTwoMoonsWithoutNoise(t *testing.T) {
	for _, n := range []int{2, 3, 200, 201} {
		m, err := TwoMoons(newRand(3), n, 0)
		if err != nil {
			t.Fatal(err)
		}
		count := [2]int{}
		for i, class := range m.Labels {
			count[class]++
			x, y := m.X.Row(i)[0], m.X.Row(i)[1]
			if class == 1 { // back to the outer circle: its own centre is (1, ½), upside down
				x, y = 1-x, 0.5-y
			}
			if math.Abs(math.Hypot(x, y)-1) > 1e-12 || y < -1e-12 {
				t.Fatalf("n=%d: point %d of class %d is off its half circle: (%v, %v)", n, i, class, x, y)
			}
		}
		if count[0] != n/2 || count[1] != n-n/2 {
			t.Errorf("n=%d: %v points a class", n, count)
		}
	}
}

func TestMoonsAreShuffledAndSeeded(t *testing.T) {
	a, _ := TwoMoons(newRand(1), 200, 0.1)
	b, _ := TwoMoons(newRand(1), 200, 0.1)
	changes := 0
	for i := range a.Labels {
		if a.Labels[i] != b.Labels[i] || a.X.Data[i] != b.X.Data[i] {
			t.Fatal("the same seed gave other points")
		}
		if i > 0 && a.Labels[i] != a.Labels[i-1] {
			changes++
		}
	}
	if changes < 50 {
		t.Errorf("classes change %d times in 200 rows: not shuffled", changes)
	}
}

func TestMoonsNoise(t *testing.T) {
	m, err := TwoMoons(newRand(5), 20000, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	// Noise moves a point along the radius by a normal variable of the same deviation.
	var square float64
	count := 0
	for i, class := range m.Labels {
		x, y := m.X.Row(i)[0], m.X.Row(i)[1]
		if class == 0 && y > 0.5 {
			d := math.Hypot(x, y) - 1
			square += d * d
			count++
		}
	}
	if sd := math.Sqrt(square / float64(count)); math.Abs(sd-0.1) > 0.005 {
		t.Errorf("noise has deviation %v, want 0.1", sd)
	}
}

func TestThreeMoonsInterleaveAtHalf(t *testing.T) {
	m, err := ThreeMoons(newRand(3), 600, 0)
	if err != nil {
		t.Fatal(err)
	}
	count := make([]int, 3)
	gap := math.Inf(1)
	for i, a := range m.Labels {
		count[a]++
		for j, b := range m.Labels[:i] {
			if a != b {
				p, q := m.X.Row(i), m.X.Row(j)
				gap = math.Min(gap, math.Hypot(p[0]-q[0], p[1]-q[1]))
			}
		}
	}
	if count[0] != 200 || count[1] != 200 || count[2] != 200 {
		t.Errorf("%v points a class", count)
	}
	if math.Abs(gap-0.5) > 1e-3 {
		t.Errorf("closest points of two classes are %v apart, want ½", gap)
	}
}

func TestMoonsErrors(t *testing.T) {
	for _, tt := range []struct {
		n     int
		noise float64
	}{{1, 0.1}, {0, 0.1}, {-4, 0.1}, {math.MaxInt, 0.1}, {10, -1}, {10, math.NaN()}, {10, math.Inf(1)}} {
		if _, err := TwoMoons(newRand(1), tt.n, tt.noise); err == nil {
			t.Errorf("TwoMoons(%d, %v): no error", tt.n, tt.noise)
		}
	}
	if _, err := ThreeMoons(newRand(1), 2, 0); err == nil {
		t.Error("ThreeMoons of 2 points: no error")
	}
}
