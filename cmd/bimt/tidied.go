package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	core "github.com/gobimt/bimt/bimt" // the tests have a function bimt
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// tidied is relocate.json of a transformer from elsewhere.
type tidied struct {
	Source    string   `json:"source"`
	Form      string   `json:"form"`
	Weights   int      `json:"weights"`
	Strategy  string   `json:"strategy"`
	Only      []string `json:"only,omitempty"` // what may move
	Locality  float64  `json:"locality"`       // A
	Reduction string   `json:"reduction"`
	LeastGain float64  `json:"least_gain,omitempty"` // of a sweep, a part of the wires' cost

	CostBefore     run.Number `json:"cost_before"`
	CostAfter      run.Number `json:"cost_after"` // of the relocation alone
	WireCostBefore run.Number `json:"wire_cost_before"`
	WireCostAfter  run.Number `json:"wire_cost_after"`
	MeanWireBefore run.Number `json:"mean_wire_before"` // Σ d·|w| / Σ|w|
	MeanWireAfter  run.Number `json:"mean_wire_after"`
	Rotated        *rotated   `json:"rotated,omitempty"` // with --rotate, after the relocation
	// LargestOutputChange is that of any logit of some random tokens, over the largest.
	LargestOutputChange run.Number `json:"largest_output_change"`
	// WrittenChange is the same of the file that was written, in its type of numbers.
	WrittenChange *run.Number `json:"written_change,omitempty"`

	Moved   int     `json:"moved"` // neurons
	Sweeps  int     `json:"sweeps"`
	Seconds float64 `json:"seconds"` // of moving and rotating alone
	DType   string  `json:"dtype"`
	Version string  `json:"version"`
}

// rotated is what rotations, in turn with relocations, came to.
type rotated struct {
	Cost     run.Number        `json:"cost"`
	WireCost run.Number        `json:"wire_cost"`
	MeanWire run.Number        `json:"mean_wire"`
	Rounds   int               `json:"rounds"`
	Turns    int               `json:"turns"`  // of two neurons
	Scaled   int               `json:"scaled"` // neurons
	Left     map[string]string `json:"left,omitempty"`
}

// tidy relocates a network, rotates it too if that is wanted, and measures it.
func tidy(n *pretrained.Network, how core.Relocation, rotate bool, say func(doing string)) (*tidied, error) {
	t := &tidied{
		Source: n.Path, Form: string(n.Form), Weights: n.Weights(), Strategy: string(how.Strategy), Only: how.Only, Locality: how.Locality, LeastGain: how.LeastGain,
		Reduction: string(n.Space.Reduction()), DType: n.Params.DType().String(), Version: run.Version(), CostBefore: run.Number(n.Space.ConnectionCost(how.Locality)),
	}
	before, err := metric.Wiring(n.Space)
	if err != nil {
		return nil, err
	}
	first, err := n.Probe()
	if err != nil {
		return nil, err
	}
	say(fmt.Sprintf("relocates %d weights, strategy %s", t.Weights, t.Strategy))
	start := time.Now()
	moves, _, err := n.Relocate(how)
	if err != nil {
		return nil, err
	}
	after, err := metric.Wiring(n.Space)
	if err != nil {
		return nil, err
	}
	t.CostAfter, t.WireCostBefore, t.WireCostAfter = run.Number(n.Space.ConnectionCost(how.Locality)), run.Number(moves.Before), run.Number(moves.After)
	t.MeanWireBefore, t.MeanWireAfter, t.Moved, t.Sweeps = run.Number(before.Mean), run.Number(after.Mean), moves.Moved, moves.Sweeps
	if rotate {
		if err := t.rotate(n, how, say); err != nil {
			return nil, err
		}
	}
	t.Seconds = time.Since(start).Seconds()
	last, err := n.Probe()
	t.LargestOutputChange = run.Number(pretrained.Apart(first, last))
	return t, err
}

// mostRounds is how often a network is rotated and relocated in turn, and leastGain the part
// of the cost that a round must gain for another; a sweep of a large network too.
const (
	mostRounds = 10
	leastGain  = 1e-4
)

// rotate rotates and relocates in turn until little is gained.
func (t *tidied) rotate(n *pretrained.Network, how core.Relocation, say func(doing string)) error {
	r := &rotated{Left: map[string]string{}}
	if how.Strategy != core.Greedy { // from where neurons stand: spectral has had its say
		how.Strategy = core.Assignment
	}
	for cost := n.Space.ConnectionCost(how.Locality); r.Rounds < mostRounds; {
		r.Rounds++
		say(fmt.Sprintf("rotates and relocates, round %d of %d at the most: connection cost %.5g", r.Rounds, mostRounds, cost))
		turned, _, err := n.Rotate(transformer.Rotation{Locality: how.Locality})
		if err != nil {
			return err
		}
		moves, _, err := n.Relocate(how)
		if err != nil {
			return err
		}
		r.Turns, r.Scaled, r.WireCost = r.Turns+turned.Turns, r.Scaled+turned.Scaled, run.Number(moves.After)
		for f, why := range turned.Left {
			r.Left[string(f)] = why
		}
		t.Moved += moves.Moved
		last := cost
		if cost = n.Space.ConnectionCost(how.Locality); !(cost < last-leastGain*last) {
			break
		}
	}
	wiring, err := metric.Wiring(n.Space)
	r.Cost, r.MeanWire = run.Number(n.Space.ConnectionCost(how.Locality)), run.Number(wiring.Mean)
	t.Rotated = r
	return err
}

func tidyRows(t *tidied) [][2]string {
	relocation := fmt.Sprintf("%s at A = %v", t.Strategy, t.Locality)
	if t.Only != nil {
		relocation += ", only " + strings.Join(t.Only, ", ")
	}
	rows := [][2]string{
		{"model", fmt.Sprintf("%s, %d weights, in %s", t.Form, t.Weights, t.DType)},
		{"relocation", relocation},
		{"connection cost", fall(t.CostBefore, t.CostAfter) + " (" + t.Reduction + ")"},
		{"wires", fall(t.WireCostBefore, t.WireCostAfter)},
		{"mean wire", fall(t.MeanWireBefore, t.MeanWireAfter)},
	}
	if r := t.Rotated; r != nil {
		rows = append(rows,
			[2]string{"rotated too", fmt.Sprintf("%d turns of two neurons, %d scaled, in %d rounds with relocations", r.Turns, r.Scaled, r.Rounds)},
			[2]string{"connection cost", fall(t.CostBefore, r.Cost)},
			[2]string{"wires", fall(t.WireCostBefore, r.WireCost)},
			[2]string{"mean wire", fall(t.MeanWireBefore, r.MeanWire)},
		)
		for _, f := range slices.Sorted(maps.Keys(r.Left)) {
			rows = append(rows, [2]string{"not rotated", f + ": " + r.Left[f]})
		}
	}
	rows = append(rows, [2]string{"logits", fmt.Sprintf("changed by at most %.2g of the largest", float64(t.LargestOutputChange))})
	if t.WrittenChange != nil {
		rows = append(rows, [2]string{"as written", fmt.Sprintf("by %.2g: rounded to the numbers of the file", float64(*t.WrittenChange))})
	}
	return append(rows, [2]string{"moved", movedRow(t.Moved, t.Sweeps, t.LeastGain, t.Seconds)})
}
