package transformer_test

import (
	"testing"

	"github.com/gobimt/bimt/bimt"
	"pgregory.net/rapid"
)

func drawTrial(t *rapid.T) *trial {
	reduction := rapid.SampledFrom([]bimt.Reduction{bimt.Sum, bimt.Mean}).Draw(t, "reduction")
	return newTrial(t, drawConfig(t), reduction, rapid.Uint64().Draw(t, "seed"))
}

func TestRelocationKeepsOutputsAndLowersCost(t *testing.T) {
	for _, strategy := range bimt.Strategies() {
		t.Run(string(strategy), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				v := drawTrial(t)
				out, cost := v.output(t), v.space.ConnectionCost(2)
				moves := must(v.space.Relocate(bimt.Relocation{Strategy: strategy, Locality: 2}))(t)
				if d := furthest(out, v.output(t)); d > 1e-11 {
					t.Fatalf("outputs moved by %v", d)
				}
				after := v.space.ConnectionCost(2)
				if after > cost*(1+1e-12) || moves.After > moves.Before*(1+1e-12) {
					t.Fatalf("cost rose from %v to %v (%+v)", cost, after, moves)
				}
				if got, want := cost-after, moves.Before-moves.After; furthest([]float64{got}, []float64{want}) > 1e-11 {
					t.Fatalf("cost fell by %v, the report says %v", got, want)
				}
			})
		})
	}
}

func TestAssignmentTwiceIsNothingMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawTrial(t)
		r := bimt.Relocation{Strategy: bimt.Assignment, Locality: 1}
		must(v.space.Relocate(r))(t)
		if again := must(v.space.Relocate(r))(t); again.Moved != 0 || again.After != again.Before || again.Sweeps != 1 {
			t.Fatalf("the second relocation moved: %+v", again)
		}
	})
}

// Training goes on after a relocation as it would have without, as AdamW treats every
// weight by itself and its moments move along; left behind, they lead elsewhere.
func TestMomentsMoveAlong(t *testing.T) {
	led := 0
	rapid.Check(t, func(t *rapid.T) {
		c, seed := drawConfig(t), rapid.Uint64().Draw(t, "seed")
		run := func(relocate, leave bool) []float64 {
			v := newTrial(t, c, bimt.Sum, seed)
			v.train(t, 5)
			if relocate {
				must(v.space.Relocate(bimt.Relocation{Strategy: bimt.Greedy, Locality: 1, LeaveMemory: leave}))(t)
			}
			v.train(t, 5)
			return v.output(t)
		}
		still := run(false, false)
		if d := furthest(still, run(true, false)); d > 1e-6 {
			t.Fatalf("after a relocation training led elsewhere by %v", d)
		}
		if furthest(still, run(true, true)) > 1e-3 {
			led++
		}
	})
	if led == 0 {
		t.Error("moments left behind made no difference in any trial: the test shows nothing")
	}
}
