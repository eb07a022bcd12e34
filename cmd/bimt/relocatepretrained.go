package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	core "github.com/gobimt/bimt/bimt" // the tests have a function bimt
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

// mostDouble is the most weights that are relocated in float64; more are in float32.
const mostDouble = 1 << 22

// tidied is relocate.json of a transformer from elsewhere.
type tidied struct {
	Source    string  `json:"source"`
	Form      string  `json:"form"`
	Weights   int     `json:"weights"`
	Strategy  string  `json:"strategy"`
	Locality  float64 `json:"locality"` // A
	Reduction string  `json:"reduction"`

	CostBefore     run.Number `json:"cost_before"`
	CostAfter      run.Number `json:"cost_after"`
	WireCostBefore run.Number `json:"wire_cost_before"`
	WireCostAfter  run.Number `json:"wire_cost_after"`
	MeanWireBefore run.Number `json:"mean_wire_before"` // Σ d·|w| / Σ|w|
	MeanWireAfter  run.Number `json:"mean_wire_after"`
	// LargestOutputChange is that of any logit of some random tokens, over the largest.
	LargestOutputChange run.Number `json:"largest_output_change"`

	Moved   int     `json:"moved"` // neurons
	Sweeps  int     `json:"sweeps"`
	Seconds float64 `json:"seconds"` // of the relocation alone
	DType   string  `json:"dtype"`
	Version string  `json:"version"`
}

// relocatePretrained relocates a transformer from elsewhere and writes it in its form.
func relocatePretrained(c *cli.Context, path string) error {
	for _, flag := range []string{"mapping", "data", "set"} {
		if c.IsSet(flag) {
			return usage(fmt.Errorf("relocate: --%s is for networks of an experiment, and %s is a transformer that says itself what it is", flag, path))
		}
	}
	how := run.Move{Strategy: c.String("strategy"), Locality: 1}
	if c.IsSet("locality") {
		how.Locality = c.Float64("locality")
	}
	if err := how.Check(); err != nil {
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
	n, err := file.Load(file.Weights() > mostDouble)
	if err != nil {
		return usage(err)
	}
	folder, err := run.Create(out, c.Bool("force"))
	if err != nil {
		return usage(err)
	}
	defer folder.Close() // nothing is written to the lock
	t, err := tidy(n, how)
	if err != nil {
		return err
	}
	if err := n.Save(out, n.Model); err != nil {
		return err
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
	fmt.Fprintf(c.App.Writer, "%s: the model, as it came\n", out)
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

// tidy relocates a network and measures it before and after.
func tidy(n *pretrained.Network, how run.Move) (*tidied, error) {
	t := &tidied{
		Source: n.Path, Form: string(n.Form), Weights: n.Weights(), Strategy: how.Strategy, Locality: how.Locality, Reduction: string(n.Space.Reduction()),
		DType: n.Params.DType().String(), Version: run.Version(), CostBefore: run.Number(n.Space.ConnectionCost(how.Locality)),
	}
	before, err := metric.Wiring(n.Space)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	moves, change, err := n.Relocate(core.Relocation{Strategy: core.Strategy(how.Strategy), Locality: how.Locality})
	if err != nil {
		return nil, err
	}
	t.Seconds = time.Since(start).Seconds()
	after, err := metric.Wiring(n.Space)
	if err != nil {
		return nil, err
	}
	t.CostAfter, t.LargestOutputChange = run.Number(n.Space.ConnectionCost(how.Locality)), run.Number(change)
	t.WireCostBefore, t.WireCostAfter, t.Moved, t.Sweeps = run.Number(moves.Before), run.Number(moves.After), moves.Moved, moves.Sweeps
	t.MeanWireBefore, t.MeanWireAfter = run.Number(before.Mean), run.Number(after.Mean)
	return t, nil
}

func tidyRows(t *tidied) [][2]string {
	return [][2]string{
		{"model", fmt.Sprintf("%s, %d weights, in %s", t.Form, t.Weights, t.DType)},
		{"relocation", fmt.Sprintf("%s at A = %v", t.Strategy, t.Locality)},
		{"connection cost", fall(t.CostBefore, t.CostAfter) + " (" + t.Reduction + ")"},
		{"wires", fall(t.WireCostBefore, t.WireCostAfter)},
		{"mean wire", fall(t.MeanWireBefore, t.MeanWireAfter)},
		{"logits", fmt.Sprintf("changed by at most %.2g of the largest", float64(t.LargestOutputChange))},
		{"moved", fmt.Sprintf("%d neurons in %d sweeps, %.2f s", t.Moved, t.Sweeps, t.Seconds)},
	}
}
