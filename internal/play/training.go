package play

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"time"

	"github.com/gobimt/bimt/bimt/checkpoint"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/scene"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
)

// SettingsFile is the name that errors give to the settings of a page.
const SettingsFile = "page.yaml"

// Training is one network in training. It is for one goroutine.
type Training struct {
	run     *run.Run
	live    Live
	loss    float64 // of the last step's batch, before its update; NaN before the first
	moves   Moves   // of the last relocation
	history history
	net     *scene.Network  // as it is drawn
	out     map[neuron]bool // neurons that are knocked out
	held    bool            // some weight is held
}

// Moves is what a relocation did to the cost of wires, Σ|w|·A·d.
type Moves struct {
	At     int     `json:"at"` // step
	Before float64 `json:"before"`
	After  float64 `json:"after"`
	Moved  int     `json:"moved"` // neurons
}

// New makes the data and the network of settings in YAML or JSON, which may extend an experiment. own is the
// CSV of a table's settings, nil of others.
func New(ctx context.Context, settings string, own []byte) (*Training, error) {
	c, err := run.Decode([]byte(settings), SettingsFile)
	if err != nil {
		return nil, err
	}
	if t, is := c.Data.Of.(*task.Table); is {
		if len(own) == 0 {
			return nil, fmt.Errorf("data: a table needs its rows: open a CSV file or draw some points")
		}
		t.Hold(own)
	}
	r, err := run.New(ctx, c)
	if err != nil {
		return nil, err
	}
	t := &Training{run: r, live: liveOf(c), loss: math.NaN(), out: map[neuron]bool{}}
	if err := t.history.keep(r); err != nil {
		return nil, err
	}
	return t, t.lookAt()
}

// Train trains for a time by the clock, for one step at least, and says how many steps were
// made. It makes none when the run is at its end.
func (t *Training) Train(ctx context.Context, d time.Duration) (steps int, err error) {
	end := time.Now().Add(d)
	return t.train(ctx, func() bool { return !time.Now().Before(end) })
}

// Steps trains for some steps, fewer at the end of the run.
func (t *Training) Steps(ctx context.Context, n int) (steps int, err error) {
	if n < 1 {
		return 0, nil
	}
	return t.train(ctx, func() bool { n--; return n <= 0 })
}

func (t *Training) train(ctx context.Context, enough func() bool) (int, error) {
	first := t.run.Done
	if first >= t.run.Config.Steps {
		return 0, nil
	}
	t.history.cut(first)
	err := t.run.Train(ctx, func(r *run.Run, trainer *nn.Trainer) {
		trainer.After(nn.Always, func(s *nn.Step) error {
			t.loss = s.Loss
			if err := t.holdOn(); err != nil {
				return err
			}
			if err := t.history.after(r); err != nil {
				return err
			}
			if enough() {
				return nn.ErrStop
			}
			return nil
		})
	})
	return t.run.Done - first, err
}

// Relocate moves neurons now, whatever the method: the function stays, the cost of wires falls.
func (t *Training) Relocate() (Moves, error) {
	how := run.Relocation(t.run.Config)
	if how.Locality == 0 {
		how.Locality = 1
	}
	m, err := t.run.Network.Space.Relocate(how)
	if err != nil {
		return Moves{}, err
	}
	t.moves = Moves{t.run.Done, m.Before, m.After, m.Moved}
	return t.moves, t.changed()
}

// Finish cuts small weights and fits the others without a price; see run.Run.Finish.
func (t *Training) Finish(ctx context.Context) (run.Finish, error) {
	if t.run.Config.Finish == 0 {
		t.run.Config.Finish = 1000
	}
	f, err := t.run.Finish(ctx, nil)
	if err != nil {
		return f, err
	}
	return f, t.changed()
}

// Save is the network in the safetensors format, as `bimt train` leaves it.
func (t *Training) Save() ([]byte, error) {
	var b bytes.Buffer
	err := checkpoint.Write(&b, t.run.Network.Params.All(), t.run.Network.Space, map[string]string{"experiment": t.run.Config.Experiment, "version": run.Version()})
	return b.Bytes(), err
}

// changed takes over what was done by hand at a step as the state of that step.
func (t *Training) changed() error {
	t.history.cut(t.run.Done - 1)
	return t.history.keep(t.run)
}
