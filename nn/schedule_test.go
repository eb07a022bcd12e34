package nn_test

import (
	"math"
	"testing"

	"github.com/gobimt/bimt/nn"
)

func TestSchedule(t *testing.T) {
	published := nn.Schedule{Start: 1e-3, Changes: []nn.Change{{At: 0.25, Factor: 10}, {At: 0.75, Factor: 0.1}}}
	for _, c := range []struct {
		name        string
		s           nn.Schedule
		step, steps int
		want        float64
	}{
		{"constant, first", nn.Constant(3), 0, 10, 3},
		{"constant, last", nn.Constant(3), 9, 10, 3},
		{"first", published, 0, 20000, 1e-3},
		{"before the rise", published, 4999, 20000, 1e-3},
		{"at the rise", published, 5000, 20000, 1e-2},
		{"before the fall", published, 14999, 20000, 1e-2},
		{"at the fall", published, 15000, 20000, 1e-3},
		{"fraction of an odd run", published, 1, 7, 1e-2},
		{"before a fraction of an odd run", published, 0, 7, 1e-3},
		{"at the start", nn.Schedule{Start: 2, Changes: []nn.Change{{At: 0, Factor: 5}}}, 0, 4, 10},
		{"at the end: never", nn.Schedule{Start: 2, Changes: []nn.Change{{At: 1, Factor: 5}}}, 3, 4, 2},
		{"to zero", nn.Schedule{Start: 2, Changes: []nn.Change{{At: 0.5, Factor: 0}}}, 2, 4, 0},
		{"one on another", nn.Schedule{Start: 2, Changes: []nn.Change{{At: 0.5, Factor: 3}, {At: 0.5, Factor: 5}}}, 2, 4, 30},
		{"in any order", nn.Schedule{Start: 2, Changes: []nn.Change{{At: 0.75, Factor: 3}, {At: 0.25, Factor: 5}}}, 1, 4, 10},
	} {
		if got := c.s.Value(c.step, c.steps); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s: step %d of %d: %v, want %v", c.name, c.step, c.steps, got, c.want)
		}
	}
}

func TestScheduleCheck(t *testing.T) {
	good := nn.Schedule{Start: 1, Changes: []nn.Change{{At: 0, Factor: 2}, {At: 1, Factor: 0}}}
	check(t, good.Check())
	for _, s := range []nn.Schedule{
		{Changes: []nn.Change{{At: -0.1, Factor: 1}}}, {Changes: []nn.Change{{At: 1.1, Factor: 1}}}, {Changes: []nn.Change{{At: math.NaN(), Factor: 1}}},
		{Changes: []nn.Change{{At: 0.5, Factor: math.Inf(1)}}}, {Start: math.NaN()},
	} {
		wantError(t, s.Check(), "want")
	}
}
