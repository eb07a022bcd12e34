package dataset

import (
	"math"
	"slices"
	"testing"
)

func TestInContextPublishedLayout(t *testing.T) {
	s, err := InContext{Dims: 1, Examples: 1}.Sample(newRand(4), 500)
	if err != nil {
		t.Fatal(err)
	}
	if s.Length != 3 || s.Width != 2 || !slices.Equal(s.Places, []int{0, 2}) {
		t.Fatalf("length %d, width %d, places %v", s.Length, s.Width, s.Places)
	}
	for row := range s.Rows {
		x := s.X[row*6 : row*6+6] // (0, x1), (y1, 0), (0, x2)
		y := s.Y[row*2 : row*2+2]
		w := x[2] / x[1]
		if x[0] != 0 || x[3] != 0 || x[4] != 0 || x[1] < 1 || x[1] > 3 || x[5] < 1 || x[5] > 3 || math.Abs(w) > 1 {
			t.Fatalf("row %d is %v", row, x)
		}
		if y[0] != x[2] || math.Abs(y[1]-w*x[5]) > 1e-12 {
			t.Fatalf("row %d: answers %v for %v", row, y, x)
		}
	}
}

// With as many examples as dimensions, the examples determine the answer:
// solving for w (here d = 2, by Cramer's rule) must give it.
func TestInContextDeterminesAnswer(t *testing.T) {
	s, err := InContext{Dims: 2, Examples: 2}.Sample(newRand(9), 200)
	if err != nil {
		t.Fatal(err)
	}
	if s.Length != 5 || s.Width != 3 || !slices.Equal(s.Places, []int{0, 2, 4}) {
		t.Fatalf("length %d, width %d, places %v", s.Length, s.Width, s.Places)
	}
	for row := range s.Rows {
		x1, y1 := s.token(row, 0)[1:], s.token(row, 1)[0]
		x2, y2 := s.token(row, 2)[1:], s.token(row, 3)[0]
		q := s.token(row, 4)[1:]
		det := x1[0]*x2[1] - x1[1]*x2[0]
		w := []float64{(y1*x2[1] - y2*x1[1]) / det, (x1[0]*y2 - x2[0]*y1) / det}
		if got, want := s.Y[row*3+2], w[0]*q[0]+w[1]*q[1]; math.Abs(got-want) > 1e-9/math.Abs(det) {
			t.Fatalf("row %d: answer %v, want %v", row, got, want)
		}
	}
}

func TestInContextErrors(t *testing.T) {
	for _, c := range []InContext{{0, 1}, {1, 0}, {-1, 1}, {1 << 40, 1}, {1, 1 << 40}} {
		if _, err := c.Sample(newRand(1), 1); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
	for _, n := range []int{0, -1, math.MaxInt} {
		if _, err := (InContext{1, 1}).Sample(newRand(1), n); err == nil {
			t.Errorf("%d tasks: no error", n)
		}
	}
}
