package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// Run is one experiment, built and ready to train.
type Run struct {
	Config  *Config
	Data    *task.Data
	Network *Network

	x, y, loss *gorgonia.Node
	penalty    *bimt.Penalty
	session    *graph.Session
	adam       *nn.AdamW
	test       *Predictor
	batches    *rand.Rand
	order      []int // of the rows in batches
	rows       []int // of this batch
	fill       filling
}

// New makes the data and the network of a checked configuration, and has all matrix
// products of the program computed as it says.
func New(ctx context.Context, c *Config) (*Run, error) {
	if err := blas.Use(c.BLAS); err != nil {
		return nil, fmt.Errorf("blas: %w", err)
	}
	return Build(ctx, c)
}

// building is held while a graph is made or differentiated: Gorgonia has constants
// that all graphs share, and writes their hashes into them.
var building sync.Mutex

// Build is New with matrix products left to who computes them now. It may be called,
// and runs trained, on several goroutines at once: no run's bits change.
func Build(ctx context.Context, c *Config) (*Run, error) {
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, err
	}
	building.Lock()
	defer building.Unlock()
	n, err := c.NewNetwork(d)
	if err != nil {
		return nil, err
	}
	if err := c.initialise(n); err != nil {
		return nil, err
	}
	r := &Run{Config: c, Data: d, Network: n, batches: c.stream(batchStream)}
	if err := r.compile(); err != nil {
		return nil, err
	}
	return r, r.firstBatch()
}

// compile adds data, loss, cost and test branch to the network's graph.
func (r *Run) compile() error {
	c, n := r.Config, r.Network
	rows := c.Batch
	if rows == 0 {
		rows = r.Data.Train.Rows
	}
	g, dt := n.Params.Graph(), n.Params.DType()
	var err error
	if r.x, err = graph.Input(g, dt, "x", append([]int{rows}, r.Data.Train.XShape...)...); err != nil {
		return err
	}
	if r.y, err = graph.Input(g, dt, "y", append([]int{rows}, r.Data.Train.YShape...)...); err != nil {
		return err
	}
	out, err := n.Apply(r.x)
	if err != nil {
		return err
	}
	if err := n.Space.Check(n.Params.All()...); err != nil {
		return err
	}
	if r.loss, err = r.Data.LossNode(out, r.y); err != nil {
		return err
	}
	if r.penalty, err = n.Space.Penalize(r.loss, c.penalty()...); err != nil {
		return err
	}
	if r.test, err = n.NewPredictor("test x", max(r.Data.Test.Rows, r.Data.Train.Rows), r.Data.Test.XShape); err != nil {
		return err
	}
	if r.adam, err = nn.NewAdamW(n.Params.All(), nn.AdamWConfig{Decay: c.WeightDecay}); err != nil {
		return err
	}
	r.session, err = graph.Compile(graph.Program{Loss: r.penalty.Total, Params: n.Params.All(), Outputs: []*gorgonia.Node{r.penalty.Cost}, Lean: true})
	return err
}

// firstBatch feeds all rows once if every step uses them all.
func (r *Run) firstBatch() error {
	if r.Config.Batch > 0 {
		return nil
	}
	if err := graph.Feed(r.x, r.Data.Train.AppendX(nil, 0, r.Data.Train.Rows)...); err != nil {
		return err
	}
	return graph.Feed(r.y, r.Data.Train.Y...)
}

// prepare sets the prices of a step and its batch.
func (r *Run) prepare(s *nn.Step) error {
	c := r.Config
	biases := c.BiasesFrom < 1 && s.Index >= int(float64(s.Steps)*c.BiasesFrom)
	if err := r.penalty.Set(c.lambda().Value(s.Index, s.Steps), c.locality(), biases); err != nil {
		return err
	}
	if c.Batch > 0 {
		return r.nextBatch()
	}
	return nil
}

// Scores evaluates the network as it is on training and test data.
func (r *Run) Scores() (train, test task.Score, err error) {
	for _, e := range []struct {
		set  task.Set
		into *task.Score
	}{{r.Data.Train, &train}, {r.Data.Test, &test}} {
		out, err := r.test.PredictSet(e.set)
		if err != nil {
			return train, test, err
		}
		*e.into = r.Data.Score(e.set, out)
	}
	return train, test, nil
}

// clock adds up the time spent in parts of a run.
type clock struct{ relocating, looking time.Duration }

// Predict computes the outputs of the network as it is for any rows.
func (r *Run) Predict(x []float64) ([]float64, error) { return r.test.Predict(x) }

// PredictTest computes the outputs of the network as it is on the test data.
func (r *Run) PredictTest() ([]float64, error) { return r.test.PredictSet(r.Data.Test) }
