package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// curve draws test loss against active weights, and prints both.
func curve(args []string) error {
	flags := flag.NewFlagSet("curve", flag.ContinueOnError)
	out := flags.String("out", "curve.svg", "file of the picture")
	title := flags.String("title", "fine-tuned at equal steps", "its title")
	if err := flags.Parse(args); err != nil {
		return err
	}
	figure := draw.Pareto{Title: *title}
	fmt.Println("| method | λ, or part kept | steps | test loss | active weights | of | mean wire |\n|---|---|---|---|---|---|---|")
	for _, folder := range flags.Args() {
		c, last, err := lastLine(folder)
		if err != nil {
			return err
		}
		s, err := spaceOf(folder)
		if err != nil {
			return err
		}
		wiring, err := metric.Wiring(s)
		if err != nil {
			return err
		}
		_, all := run.ActiveWeights(s, 0)
		price := "–"
		switch method := run.MethodOf(c.Method); {
		case method.Keeps:
			price = fmt.Sprint(c.Keep)
		case method.Charges:
			price = fmt.Sprint(c.Lambda)
		}
		fmt.Printf("| `%s` | %s | %d | %.4g | %d | %d | %.3g |\n", c.Method, price, last.Step, last.TestLoss, last.Active, all, wiring.Mean)
		i := slices.IndexFunc(figure.Methods, func(m draw.Method) bool { return m.Name == c.Method })
		if i < 0 {
			i, figure.Methods = len(figure.Methods), append(figure.Methods, draw.Method{Name: c.Method})
		}
		figure.Methods[i].Runs = append(figure.Methods[i].Runs, draw.Run{X: float64(last.Active), Y: last.TestLoss})
	}
	return draw.Save(figure, *out)
}

// lastLine is the settings of a run and the last line of its log.
func lastLine(folder string) (*run.Config, run.Line, error) {
	c, err := run.ReadConfig(folder)
	if err != nil {
		return nil, run.Line{}, err
	}
	lines, err := run.ReadLines(folder)
	if err == nil && len(lines) == 0 {
		err = fmt.Errorf("%s: its log has no line yet", folder)
	}
	if err != nil {
		return nil, run.Line{}, err
	}
	return c, lines[len(lines)-1], nil
}

// layer draws |w| of one weight, both dimensions by place.
func layer(args []string) error {
	flags := flag.NewFlagSet("layer", flag.ContinueOnError)
	out := flags.String("out", "layer.png", "file of the picture")
	weight := flags.String("weight", "block2.mlp.up.weight", "name of the weight")
	if err := flags.Parse(args); err != nil {
		return err
	}
	figure := draw.Heat{Title: *weight, XLabel: "place of what is read", YLabel: "place", Label: "|w|", Columns: 3}
	for _, path := range flags.Args() {
		s, err := spaceOf(path)
		if err != nil {
			return err
		}
		values, err := sizes(s, *weight)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		figure.Panels = append(figure.Panels, draw.HeatPanel{Name: strings.TrimSuffix(filepath.Base(path), ".bin"), Values: values})
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
		for _, p := range r.Network.Params.All() {
			n := 0
			for _, w := range p.Float64s() {
				if w != 0 {
					n++
				}
			}
			fmt.Printf("  %s %v: %d of %d\n", p.Name(), p.Shape(), n, p.Len())
		}
		left, all := parametersLeft(r)
		fmt.Printf("%s: %d of %d parameters are not 0\n", folder, left, all)
	}
	return nil
}
