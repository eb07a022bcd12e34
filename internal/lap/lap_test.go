package lap_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/lap"
	"pgregory.net/rapid"
)

func Example() {
	cost := []float64{
		4, 1, 3,
		2, 0, 5,
		3, 2, 2,
	}
	var s lap.Solver
	rowToCol := make([]int, 3)
	total, err := s.Solve(3, cost, rowToCol)
	fmt.Println(total, rowToCol, err)
	// Output: 5 [1 0 2] <nil>
}

func TestKnown(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		cost []float64
		want []int
	}{
		{"none", 0, nil, []int{}},
		{"one", 1, []float64{-7}, []int{0}},
		{"identity", 2, []float64{0, 1, 1, 0}, []int{0, 1}},
		{"swap", 2, []float64{1, 0, 0, 1}, []int{1, 0}},
		{"negative", 3, []float64{-1, -2, -3, -2, -4, -6, -3, -6, -9}, []int{0, 1, 2}},
		{"greedy is wrong", 3, []float64{1, 2, 9, 1, 4, 9, 9, 9, 3}, []int{1, 0, 2}},
		{"forbidden by size", 3, []float64{1e9, 1, 1e9, 1, 1e9, 1e9, 1e9, 1e9, 5}, []int{1, 0, 2}},
		{"huge", 2, []float64{1e280, -1e280, -1e280, 1e280}, []int{1, 0}},
		{"subnormal", 2, []float64{5e-324, 0, 0, 5e-324}, []int{1, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := make([]int, c.n)
			total, err := new(lap.Solver).Solve(c.n, c.cost, got)
			if err != nil || !slices.Equal(got, c.want) || total != totalOf(c.n, c.cost, c.want) {
				t.Fatalf("got %v, total %v, error %v; want %v", got, total, err, c.want)
			}
		})
	}
}

// drawCost draws costs of several characters: ties, few values, wide ranges, either sign.
func drawCost(t *rapid.T, n int) []float64 {
	value := rapid.SampledFrom([]*rapid.Generator[float64]{
		rapid.Float64Range(-1, 1),
		rapid.Float64Range(-1e12, 1e12),
		rapid.SampledFrom([]float64{0, 1}),
		rapid.SampledFrom([]float64{0.1, 0.2, 0.3, 1e-9}),
		rapid.Map(rapid.IntRange(-5, 5), func(k int) float64 { return float64(k) }),
	}).Draw(t, "kind")
	return rapid.SliceOfN(value, n*n, n*n).Draw(t, "cost")
}

func TestEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 7).Draw(t, "n")
		cost := drawCost(t, n)
		got := solve(t, new(lap.Solver), n, cost)
		if want := bruteForce(n, cost); math.Abs(got-want) > tolerance(n, cost) {
			t.Fatalf("total %v, the best of all permutations has %v", got, want)
		}
	})
}

func TestEqualsHungarian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		var cost []float64
		if kind := rapid.IntRange(-2, len(matrices)-1).Draw(t, "matrix"); kind < 0 {
			cost = drawCost(t, n)
		} else {
			cost = matrices[kind].make(n, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		}
		got := solve(t, new(lap.Solver), n, cost)
		if want := hungarian(n, cost); math.Abs(got-want) > tolerance(n, cost) {
			t.Fatalf("total %v, the Hungarian method has %v", got, want)
		}
	})
}

// TestCertificate proves optimality at sizes beyond the slow methods: solve checks the prices.
func TestCertificate(t *testing.T) {
	var s lap.Solver
	for _, m := range matrices {
		for _, n := range []int{1, 2, 3, 64, 257} {
			t.Run(fmt.Sprintf("%s/n=%d", m.name, n), func(t *testing.T) {
				solve(t, &s, n, m.make(n, rand.New(rand.NewPCG(7, uint64(n)))))
			})
		}
	}
}

func TestSameBitsAndNoAllocation(t *testing.T) {
	const n = 60
	var s lap.Solver
	for _, m := range matrices {
		cost := m.make(n, rand.New(rand.NewPCG(3, 4)))
		first, again := make([]int, n), make([]int, n)
		if _, err := new(lap.Solver).Solve(n, cost, first); err != nil {
			t.Fatal(err)
		}
		solve(t, &s, n, cost)
		if allocations := testing.AllocsPerRun(2, func() { _, _ = s.Solve(n, cost, again) }); allocations != 0 {
			t.Errorf("%s: %v allocations per call, want 0", m.name, allocations)
		}
		if !slices.Equal(first, again) {
			t.Errorf("%s: a used solver gives another assignment than a new one", m.name)
		}
	}
}

func TestErrors(t *testing.T) {
	good := []float64{1, 2, 3, 4}
	with := func(k int, c float64) []float64 { bad := slices.Clone(good); bad[k] = c; return bad }
	for _, c := range []struct {
		name, want string
		n, columns int
		cost       []float64
	}{
		{"negative n", "n is -1", -1, 0, nil},
		{"short cost", "3 costs for n = 2", 2, 2, good[:3]},
		{"n*n overflows", "0 costs for n = 4294967296", 1 << 32, 0, nil},
		{"short rowToCol", "rowToCol has length 1", 2, 1, good},
		{"NaN", "row 1, column 0 is NaN", 2, 2, with(2, math.NaN())},
		{"+Inf", "row 0, column 1 is +Inf", 2, 2, with(1, math.Inf(1))},
		{"-Inf", "row 1, column 1 is -Inf", 2, 2, with(3, math.Inf(-1))},
		{"too large", "row 0, column 0 is 1e+300", 2, 2, with(0, 1e300)},
	} {
		t.Run(c.name, func(t *testing.T) {
			rowToCol := make([]int, c.columns)
			_, err := new(lap.Solver).Solve(c.n, c.cost, rowToCol)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one with %q", err, c.want)
			}
			if slices.ContainsFunc(rowToCol, func(j int) bool { return j != 0 }) {
				t.Fatalf("rowToCol was changed to %v", rowToCol)
			}
		})
	}
}

// fataler is what testing.T, testing.B and rapid.T share.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// solve returns the total after checking that the answer is a permutation and proven optimal by its prices.
func solve(t fataler, s *lap.Solver, n int, cost []float64) float64 {
	t.Helper()
	rowToCol := make([]int, n)
	total, err := s.Solve(n, cost, rowToCol)
	if err != nil {
		t.Fatal(err)
	}
	certify(t, s, n, cost, rowToCol, total, tolerance(n, cost))
	return total
}

// certify checks dual feasibility (u[i]+v[j] <= c[i,j]) and complementary slackness (equal where assigned),
// both within slop.
func certify(t fataler, s *lap.Solver, n int, cost []float64, rowToCol []int, total, slop float64) {
	t.Helper()
	if got := totalOf(n, cost, rowToCol); got != total {
		t.Fatalf("total %v, but the assignment costs %v", total, got)
	}
	u, v := s.Prices()
	taken := make([]bool, n)
	for i, own := range rowToCol {
		if own < 0 || own >= n || taken[own] {
			t.Fatalf("row %d has column %d: not a permutation: %v", i, own, rowToCol)
		}
		taken[own] = true
		if slack := cost[i*n+own] - u[i] - v[own]; math.Abs(slack) > slop {
			t.Fatalf("assigned pair (%d, %d) has slack %v, must be tight", i, own, slack)
		}
		for j := range n {
			if slack := cost[i*n+j] - u[i] - v[j]; slack < -slop {
				t.Fatalf("pair (%d, %d) has slack %v, must not be negative", i, j, slack)
			}
		}
	}
}

// tolerance is what rounding may do to sums of costs and prices of this size.
func tolerance(n int, cost []float64, prices ...float64) float64 {
	largest := 0.0
	for _, c := range slices.Concat(cost, prices) {
		largest = max(largest, math.Abs(c))
	}
	return 1e-13 * float64(n) * largest
}
