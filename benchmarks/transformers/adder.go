package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/run"
)

// adder prints a row for each run of the experiment adder: what is left of its parameters, tables
// and biases among them, and how many rows of AdderBoard's test are right. With -out it draws the
// test loss against the weights that are left, at each line of the log.
func adder(args []string) error {
	flags := flag.NewFlagSet("adder", flag.ContinueOnError)
	out := flags.String("out", "", "file of the picture; empty for none")
	if err := flags.Parse(args); err != nil {
		return err
	}
	fmt.Println("| seed | parameters that are not 0 | of | right in all digits | test loss |\n|---|---|---|---|---|")
	figure := draw.Pareto{Title: "sums of ten digits, while they are pruned"}
	for _, folder := range flags.Args() {
		r, err := run.Open(context.Background(), folder)
		if err != nil {
			return err
		}
		_, test, err := r.Scores()
		if err != nil {
			return err
		}
		left, all := parametersLeft(r)
		fmt.Printf("| %d | %d | %d | %.2f %% | %.4f |\n", r.Config.Seed, left, all, 100*test.Exact, test.Loss)
		log, err := run.ReadLines(folder)
		if err != nil {
			return err
		}
		lines := draw.Method{Name: fmt.Sprintf("seed %d", r.Config.Seed)}
		for _, l := range log {
			if float64(l.Step) >= r.Config.PruneFrom*float64(r.Config.Steps) {
				lines.Runs = append(lines.Runs, draw.Run{X: float64(l.Active), Y: l.TestLoss})
			}
		}
		figure.Methods = append(figure.Methods, lines)
	}
	if *out != "" {
		return draw.Save(figure, *out)
	}
	return nil
}

// parametersLeft counts the parameters that are not 0, which is what AdderBoard would count.
func parametersLeft(r *run.Run) (left, all int) {
	for _, p := range r.Network.Params.All() {
		for _, w := range p.Float64s() {
			if w != 0 {
				left++
			}
		}
		all += p.Len()
	}
	return left, all
}
