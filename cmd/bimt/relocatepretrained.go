package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	core "github.com/gobimt/bimt/bimt" // the tests have a function bimt
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

// mostDouble is the most weights that are relocated in float64; more are in float32.
const mostDouble = 1 << 22

// tidied is relocate.json of a transformer from elsewhere.
type tidied struct {
	Source    string   `json:"source"`
	Form      string   `json:"form"`
	Weights   int      `json:"weights"`
	Strategy  string   `json:"strategy"`
	Only      []string `json:"only,omitempty"` // what may move
	Locality  float64  `json:"locality"`       // A
	Reduction string   `json:"reduction"`

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

// relocatePretrained relocates a transformer from elsewhere and writes it in its form.
func relocatePretrained(c *cli.Context, path string) error {
	for _, flag := range []string{"mapping", "data", "set"} {
		if c.IsSet(flag) {
			return usage(fmt.Errorf("relocate: --%s is for networks of an experiment, and %s is a transformer that says itself what it is", flag, path))
		}
	}
	how := core.Relocation{Strategy: core.Strategy(c.String("strategy")), Locality: 1}
	if c.IsSet("locality") {
		how.Locality = c.Float64("locality")
	}
	if c.IsSet("only") {
		how.Only = strings.Split(c.String("only"), ",")
		if !c.IsSet("strategy") {
			how.Strategy = core.Assignment
		}
	}
	if err := (run.Move{Strategy: string(how.Strategy), Locality: how.Locality}).Check(); err != nil {
		return usage(err)
	}
	out, err := outOfPretrained(c, path)
	if err != nil {
		return usage(err)
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	file, err := pretrained.Open(path)
	if err != nil {
		return usage(err)
	}
	if file.Weights() > mostDouble { // memory counts for more than the time to collect it
		defer debug.SetGCPercent(debug.SetGCPercent(20))
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(4 * 4 * int64(file.Weights())))
	}
	n, err := file.Load(file.Weights() > mostDouble)
	if err != nil {
		return usage(err)
	}
	t, err := tidy(n, how, c.Bool("rotate"))
	if err != nil {
		return usage(err)
	}
	folder, err := run.Create(out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	return leaveTidied(c, n, t, folder)
}

// leaveTidied writes a relocated transformer and says what was done.
func leaveTidied(c *cli.Context, n *pretrained.Network, t *tidied, folder *run.Folder) error {
	if n.Weights() > mostDouble {
		debug.FreeOSMemory() // what moving took
	}
	if err := n.Save(folder.Path, n.Model); err != nil {
		return err
	}
	if t.Rotated != nil {
		if err := t.readBack(n, folder.Path); err != nil {
			return err
		}
	}
	b, err := run.JSON(run.RelocateFile, t)
	if err == nil {
		err = folder.Write(run.RelocateFile, b)
	}
	switch {
	case err != nil || c.Bool("quiet") && !c.Bool("json"):
		return err
	case c.Bool("json"):
		_, err = c.App.Writer.Write(b)
		return err
	}
	if err := reportRows(c, tidyRows(t), folder); err != nil {
		return err
	}
	fmt.Fprintf(c.App.Writer, "%s: the model, as it came\n", folder.Path)
	return nil
}

// readBack compares the written model with the one at hand: rotated weights are rounded to
// the type of the file.
func (t *tidied) readBack(n *pretrained.Network, dir string) error {
	path := dir
	if info, err := os.Stat(n.Path); err == nil && !info.IsDir() {
		path = filepath.Join(dir, filepath.Base(n.Path))
	}
	written, err := pretrained.Load(path, t.DType == "float32")
	if err != nil {
		return err
	}
	have, err := n.Probe()
	if err != nil {
		return err
	}
	now, err := written.Probe()
	if err != nil {
		return err
	}
	change := run.Number(pretrained.Apart(have, now))
	t.WrittenChange = &change
	return nil
}

// outOfPretrained is the folder to write to, which is not to hold another model.
func outOfPretrained(c *cli.Context, path string) (string, error) {
	suffix := "-relocated-" + c.String("strategy")
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("relocate: %w", err)
	}
	out, from := path+suffix, path
	if !info.IsDir() {
		out, from = filepath.Join("runs", strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+suffix), filepath.Dir(path)
	}
	if c.IsSet("out") {
		out = c.String("out")
	}
	there, err := os.Stat(out)
	if err != nil {
		return out, nil // it is made
	}
	if source, err := os.Stat(from); err == nil && os.SameFile(there, source) {
		return "", fmt.Errorf("relocate: %s holds the model itself: name another folder with --out", out)
	}
	file := filepath.Join(out, filepath.Base(path))
	if _, err := os.Stat(file); !c.Bool("force") && (pretrained.Recognise(out) || err == nil && !info.IsDir()) {
		return "", fmt.Errorf("relocate: %s holds a model already: choose another folder with --out, or overwrite it with --force", out)
	}
	return out, nil
}

// tidy relocates a network, rotates it too if that is wanted, and measures it.
func tidy(n *pretrained.Network, how core.Relocation, rotate bool) (*tidied, error) {
	t := &tidied{
		Source: n.Path, Form: string(n.Form), Weights: n.Weights(), Strategy: string(how.Strategy), Only: how.Only, Locality: how.Locality,
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
		if err := t.rotate(n, how); err != nil {
			return nil, err
		}
	}
	t.Seconds = time.Since(start).Seconds()
	last, err := n.Probe()
	t.LargestOutputChange = run.Number(pretrained.Apart(first, last))
	return t, err
}

// mostRounds is how often a network is rotated and relocated in turn, and leastGain the part
// of the cost that a round must gain for another.
const (
	mostRounds = 10
	leastGain  = 1e-4
)

// rotate rotates and relocates in turn until little is gained.
func (t *tidied) rotate(n *pretrained.Network, how core.Relocation) error {
	r := &rotated{Left: map[string]string{}}
	if how.Strategy != core.Greedy { // from where neurons stand: spectral has had its say
		how.Strategy = core.Assignment
	}
	for cost := n.Space.ConnectionCost(how.Locality); r.Rounds < mostRounds; {
		r.Rounds++
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
	return append(rows, [2]string{"moved", fmt.Sprintf("%d neurons in %d sweeps, %.2f s", t.Moved, t.Sweeps, t.Seconds)})
}
