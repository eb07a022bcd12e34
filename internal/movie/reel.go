// Package movie shows how the network of a run came to be: as a page that plays, and as an
// animated picture.
//
//	reel, err := movie.Open(ctx, "runs/independence-bimt-seed0")
//	view, err := reel.View()                 // the data of a page, see package page
//	b, err := reel.GIF(movie.Options{})
//
// What moves comes from the snapshots that training keeps; a run without any is shown as it
// ended. Guarantees: equal runs give equal bytes; a neuron keeps its number through all frames,
// so that it can be followed to the places it moves to.
package movie

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/internal/measure"
	"github.com/gobimt/bimt/internal/run"
)

// Reel is a run with what was kept of its training.
type Reel struct {
	Run     *run.Run         // as it ended, but while Each is at work; with its log, without rows
	Summary *measure.Summary // nil if there is none
	Film    *run.Film        // nil if there is none
}

// Open opens the run of a folder.
func Open(ctx context.Context, folder string) (*Reel, error) {
	r := &Reel{}
	var err error
	if r.Run, err = run.Open(ctx, folder, run.WithoutRows); err != nil {
		return nil, err
	}
	if r.Run.Lines, err = run.ReadLines(folder); err != nil {
		return nil, err
	}
	if r.Summary, err = measure.Read(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if r.Film, err = run.ReadSnapshots(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return r, nil
}

// Moment is a frame of a reel.
type Moment struct {
	Step  int
	Ended bool // the network as the run ended, cut and refitted after its last step
}

// Moments are the frames of a reel in their order: the snapshots, and where the network was cut
// and refitted after the last step, what came of it.
func (r *Reel) Moments() (all []Moment) {
	if r.Film != nil {
		for _, step := range r.Film.Steps {
			all = append(all, Moment{Step: step})
		}
	}
	if len(all) == 0 || r.Run.Config.Finish > 0 && r.Summary != nil && r.Summary.Finished {
		all = append(all, Moment{Step: r.Run.Done, Ended: true})
	}
	return all
}

// Each brings the network of the run to each moment in turn, and back to how it ended.
func (r *Reel) Each(do func(i int, m Moment) error) error {
	back := r.remember()
	for i, m := range r.Moments() {
		err := back()
		if !m.Ended {
			err = r.Film.Show(r.Run, i)
		}
		if err == nil {
			err = do(i, m)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("step %d: %w", m.Step, err), back())
		}
	}
	return back()
}

// remember gives what brings the network back to how it is now.
func (r *Reel) remember() func() error {
	n := r.Run.Network
	values, orders := map[*graph.Param][]float64{}, map[*bimt.Axis][]int{}
	for _, p := range n.Params.All() {
		values[p] = p.Float64s()
	}
	for _, a := range n.Space.Axes() {
		orders[a] = a.Order()
	}
	return func() error {
		for _, p := range n.Params.All() {
			if err := p.Set(values[p]); err != nil {
				return err
			}
		}
		if err := n.Space.SetOrders(clone(orders)); err != nil {
			return err
		}
		return n.Space.Settle()
	}
}

func clone(orders map[*bimt.Axis][]int) map[*bimt.Axis][]int {
	out := map[*bimt.Axis][]int{}
	for a, o := range orders {
		out[a] = slices.Clone(o)
	}
	return out
}

// line is the last line of the log up to a step; nil before the first.
func (r *Reel) line(step int) *run.Line {
	i, found := slices.BinarySearchFunc(r.Run.Lines, step, func(l run.Line, step int) int { return l.Step - step })
	if !found {
		i--
	}
	if i < 0 {
		return nil
	}
	return &r.Run.Lines[i]
}
