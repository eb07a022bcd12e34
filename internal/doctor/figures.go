package doctor

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/run"
)

// figure is a short training with the loss it ends with.
type figure struct {
	settings string // the experiment and what is changed
	loss     float64
}

// known were computed by this program on a machine on which its tests reproduce the figures
// of the published code to 1e-9. Each moves neurons once.
var known = []figure{
	{"independence steps=20 swap_every=10", 1.2600070943073245},
	{"two-moons steps=20 swap_every=10", 0.60722092991638865},
	{"in-context steps=10 swap_every=5 train_rows=200 test_rows=50", 1.1105974969426922},
	{"s4 steps=10 swap_every=5", 3.2157071028027873},
}

// tolerance of a loss, relative: kernels of other processors round otherwise.
const tolerance = 1e-9

// figures computes known losses again, with each way to compute products.
func figures(ctx context.Context, _ string) (string, error) {
	defer blas.Use("go")
	start, count, worst := time.Now(), 0, 0.
	for _, choice := range []string{"go", "openblas"} {
		if err := blas.Use(choice); err != nil {
			continue // products says so
		}
		for _, f := range known {
			got, err := f.compute(ctx)
			if err != nil {
				return "", err
			}
			off := math.Abs(got-f.loss) / math.Abs(f.loss)
			if !(off <= tolerance) {
				return "", fmt.Errorf("%s with %s ends with a loss of %.17g in place of %.17g", f.settings, blas.Name(), got, f.loss)
			}
			count, worst = count+1, max(worst, off)
		}
	}
	return fmt.Sprintf("%d short trainings end as they should, within %.1g, in %.1f s", count, worst, time.Since(start).Seconds()), nil
}

// compute is the loss on the test rows after the training.
func (f figure) compute(ctx context.Context) (float64, error) {
	words := strings.Fields(f.settings)
	c, err := run.Load(words[0])
	if err == nil {
		err = c.Set(words[1:]...)
	}
	if err != nil {
		return 0, err
	}
	r, err := run.New(ctx, c)
	if err == nil {
		err = r.Train(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", f.settings, err)
	}
	return r.Loss()
}

// workers trains with one worker and with several: the bits are the same.
func workers(ctx context.Context, _ string) (string, error) {
	defer graph.SetWorkers(graph.Workers())
	all := max(2, graph.Workers())
	var losses []float64
	for _, n := range []int{1, all} {
		graph.SetWorkers(n)
		loss, err := figure{settings: "modular-addition-transformer steps=3 swap_every=2"}.compute(ctx)
		if err != nil {
			return "", err
		}
		losses = append(losses, loss)
	}
	if losses[0] != losses[1] {
		return "", fmt.Errorf("1 worker ends with a loss of %.17g, %d with %.17g", losses[0], all, losses[1])
	}
	return fmt.Sprintf("1 and %d give the same bits", all), nil
}
