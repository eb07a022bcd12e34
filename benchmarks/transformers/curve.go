package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// ended is what is read of a run's summary.json.
type ended struct {
	Method string  `json:"method"`
	Lambda float64 `json:"lambda"`
	Loss   float64 `json:"test_loss"`
	Active float64 `json:"active_weights"`
	All    float64 `json:"total_weights"`
	Cost   float64 `json:"connection_cost"`
	Mean   float64 `json:"mean_wire"`
	Exact  float64 `json:"test_exact"`
}

func readEnded(folder string) (e ended, err error) {
	b, err := os.ReadFile(filepath.Join(folder, run.SummaryFile))
	if err == nil {
		err = json.Unmarshal(b, &e)
	}
	return e, err
}

// curve draws test loss against active weights, and prints both.
func curve(args []string) error {
	flags := flag.NewFlagSet("curve", flag.ContinueOnError)
	out := flags.String("out", "curve.svg", "file of the picture")
	title := flags.String("title", "fine-tuned at equal steps", "its title")
	if err := flags.Parse(args); err != nil {
		return err
	}
	figure := draw.Pareto{Title: *title}
	fmt.Println("| method | λ | test loss | active weights | of | connection cost | mean wire |\n|---|---|---|---|---|---|---|")
	for _, folder := range flags.Args() {
		e, err := readEnded(folder)
		if err != nil {
			return err
		}
		fmt.Printf("| `%s` | %v | %.4g | %.0f | %.0f | %.4g | %.3g |\n", e.Method, e.Lambda, e.Loss, e.Active, e.All, e.Cost, e.Mean)
		i := slices.IndexFunc(figure.Methods, func(m draw.Method) bool { return m.Name == e.Method })
		if i < 0 {
			i, figure.Methods = len(figure.Methods), append(figure.Methods, draw.Method{Name: e.Method})
		}
		figure.Methods[i].Runs = append(figure.Methods[i].Runs, draw.Run{X: e.Active, Y: e.Loss})
	}
	return draw.Save(figure, *out)
}

// layer draws |w| of one weight, both dimensions by place.
func layer(args []string) error {
	flags := flag.NewFlagSet("layer", flag.ContinueOnError)
	out := flags.String("out", "layer.png", "file of the picture")
	weight := flags.String("weight", "block2.mlp.up.weight", "name of the weight")
	if err := flags.Parse(args); err != nil {
		return err
	}
	figure := draw.Heat{Title: *weight, XLabel: "place of what is read", YLabel: "place", Label: "|w|", Columns: 2}
	for _, path := range flags.Args() {
		s, err := spaceOf(path)
		if err != nil {
			return err
		}
		values, err := sizes(s, *weight)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		figure.Panels = append(figure.Panels, draw.HeatPanel{Name: filepath.Base(path), Values: values})
	}
	return draw.Save(figure, *out)
}

// spaceOf is that of a run or of a model from elsewhere.
func spaceOf(path string) (*bimt.Space, error) {
	if _, err := os.Stat(filepath.Join(path, run.ConfigFile)); err == nil {
		r, err := run.Open(context.Background(), path, run.WithoutRows)
		if err != nil {
			return nil, err
		}
		return r.Network.Space, nil
	}
	n, err := pretrained.Load(path, false)
	if err != nil {
		return nil, err
	}
	return n.Space, nil
}

// sizes is |w| of a weight by place: rows, columns.
func sizes(s *bimt.Space, weight string) ([][]float64, error) {
	for _, c := range s.Connections() {
		if c.Param().Name() != weight || !c.IsWire() {
			continue
		}
		from, to := c.Ends()
		values := make([][]float64, to.Len())
		for i := range values {
			values[i] = make([]float64, from.Len())
		}
		for i, w := range c.Magnitudes() {
			values[c.To(i)][c.From(i)] = w
		}
		return values, nil
	}
	return nil, fmt.Errorf("there is no wire %s", weight)
}

// nonzero counts the parameters of runs that are not 0, which is what AdderBoard would count.
func nonzero(folders []string) error {
	for _, folder := range folders {
		r, err := run.Open(context.Background(), folder, run.WithoutRows)
		if err != nil {
			return err
		}
		e, err := readEnded(folder)
		if err != nil {
			return err
		}
		all, left := 0, 0
		for _, p := range r.Network.Params.All() {
			n := 0
			for _, w := range p.Float64s() {
				if w != 0 {
					n++
				}
			}
			fmt.Printf("  %s %v: %d of %d\n", p.Name(), p.Shape(), n, p.Len())
			all, left = all+p.Len(), left+n
		}
		fmt.Printf("%s: %d of %d parameters are not 0, right in %.4f of the rows\n", folder, left, all, e.Exact)
	}
	return nil
}
