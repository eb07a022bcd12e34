package run

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/task"
)

// Run is one training, before, between and after its steps. It is for one goroutine at a
// time; any number of runs may be at work side by side.
type Run struct {
	Config  *Config
	Data    *task.Data // without rows, if it was opened so
	Network *Network
	Record
	// Err is why the last Train ended before the last step, nil if it did not.
	Err error

	started    time.Time             // of the Train at work, zero outside of it
	training   *training             // nil until it is trained or restored
	safe       []*State              // to rewind to, the last one last
	rows       string                // see rowsSum; empty until asked for
	predictors map[int]*predictor    // by rows
	watchers   map[string]*predictor // of activations, by name
	attention  *attention            // nil until asked for
	flow       *flow.Flow            // nil until asked for
	ablations  int                   // graphs made to take parts away from
	exported   *predictor            // without a session, nil until asked for
}

// Record is how far a run has come, and what was seen on the way.
type Record struct {
	Done        int     // steps
	First       float64 // loss of the first batch, before its update
	Lines       []Line  // of the log
	Relocations int
	Spent       Spent
	Rewinds     []Rewind // after a NaN or an infinity
	Pruning     Pruning
}

// Spent is the time of training, and what parts of it took.
type Spent struct{ Total, Relocating, Looking time.Duration }

// StepMS is the time of a step in milliseconds, without relocations and test; 0 before
// the first.
func (r *Record) StepMS() float64 {
	return each(r.Spent.Total-r.Spent.Relocating-r.Spent.Looking, r.Done)
}

// RelocationMS is the time of a relocation in milliseconds, 0 if there was none.
func (r *Record) RelocationMS() float64 { return each(r.Spent.Relocating, r.Relocations) }

func each(t time.Duration, n int) float64 {
	if n == 0 {
		return 0
	}
	return t.Seconds() * 1e3 / float64(n)
}

// Finished says whether all steps are done.
func (r *Run) Finished() bool { return r.Err == nil && r.Done >= r.Config.Steps }

// New makes the data and the network of checked settings, ready to train.
func New(ctx context.Context, c *Config) (*Run, error) {
	d, err := c.MakeData(ctx)
	if err != nil {
		return nil, err
	}
	r, err := assemble(c, d)
	if err != nil {
		return nil, err
	}
	return r, r.compile()
}

// assemble makes the network, with the weights of the file that the settings name, if any.
func assemble(c *Config, d *task.Data) (*Run, error) {
	if err := c.checkMemory(d); err != nil {
		return nil, err
	}
	r := &Run{Config: c, Data: d, predictors: map[int]*predictor{}, watchers: map[string]*predictor{}}
	err := build(func() (err error) {
		r.Network, err = newNetwork(c, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, r.initialise()
}

var building sync.Mutex

// build does what makes or differentiates a graph, one at a time: Gorgonia has constants
// that all graphs share, and writes their hashes into them. Nothing else may add nodes.
func build(add func() error) error {
	building.Lock()
	defer building.Unlock()
	return add()
}

// The random streams of a run, all from its seed.
const (
	dataStream = iota + 1
	weightStream
	batchStream
	_ // was of models
	measureStream
	sampleStream
	priceStream
	exploreStream
)

func source(c *Config, stream uint64) *rand.PCG { return rand.NewPCG(c.Seed, stream) }

// MeasureRandom is the source of measures that draw at random, anew at each call.
func (r *Run) MeasureRandom() *rand.Rand { return rand.New(source(r.Config, measureStream)) }
