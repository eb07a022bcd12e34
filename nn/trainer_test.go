package nn_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/tensor"
)

// diary is an optimizer that writes down what happens, beside hooks that do.
type diary struct {
	lines []string
	fail  error
}

func (d *diary) Step(rate float64) error {
	d.lines = append(d.lines, fmt.Sprintf("step at %v", rate))
	return d.fail
}

func (d *diary) hook(name string, err error) nn.Hook {
	return func(s *nn.Step) error {
		d.lines = append(d.lines, fmt.Sprintf("%s %d/%d", name, s.Index, s.Steps))
		return err
	}
}

// newTrainer trains one number with gradient 1.
func newTrainer(t *testing.T, steps int) (*nn.Trainer, *prescribed, *diary) {
	t.Helper()
	n := newPrescribed(t, tensor.Float64, map[string][]int{"w": {1}}, "w")
	check(t, graph.Feed(n.gradient[n.params.Get("w")], 1.0))
	d := &diary{}
	return &nn.Trainer{Session: n.Session, Loss: n.loss, Optimizer: d, Rate: nn.Constant(0.5), Steps: steps}, n, d
}

func TestTrainerOrder(t *testing.T) {
	tr, _, d := newTrainer(t, 2)
	tr.Rate.Changes = []nn.Change{{At: 0.5, Factor: 2}}
	tr.After(nn.Always, d.hook("after a", nil))
	tr.Before(nn.Always, d.hook("before a", nil))
	tr.Before(nn.Every(2), d.hook("before b", nil))
	tr.After(nn.Always, d.hook("after b", nil))
	done, err := tr.Run(context.Background())
	check(t, err)
	want := []string{
		"before a 0/2", "step at 0.5", "after a 0/2", "after b 0/2",
		"before a 1/2", "before b 1/2", "step at 1", "after a 1/2", "after b 1/2",
	}
	if done != 2 || !slices.Equal(d.lines, want) {
		t.Errorf("%d steps:\n%s\nwant\n%s", done, strings.Join(d.lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestTrainerLoss(t *testing.T) {
	tr, n, _ := newTrainer(t, 3)
	w := n.params.Get("w")
	tr.Before(nn.Always, func(s *nn.Step) error {
		if !math.IsNaN(s.Loss) {
			t.Errorf("step %d has the loss %v before its run, want NaN", s.Index, s.Loss)
		}
		return w.Set([]float64{float64(10 + s.Index)})
	})
	tr.After(nn.Always, func(s *nn.Step) error {
		if s.Loss != float64(10+s.Index) || s.Rate != 0.5 || s.Last() != (s.Index == 2) {
			t.Errorf("hook sees %+v, last %v", *s, s.Last())
		}
		return nil
	})
	_, err := tr.Run(context.Background())
	check(t, err)
}

func TestWhen(t *testing.T) {
	for _, c := range []struct {
		name string
		when nn.When
		want []int
	}{
		{"every 3", nn.Every(3), []int{2, 5}},
		{"every 1", nn.Every(1), []int{0, 1, 2, 3, 4, 5, 6}},
		{"every 0", nn.Every(0), nil},
		{"every −1", nn.Every(-1), nil},
		{"every 3 and last", nn.EveryAndLast(3), []int{2, 5, 6}},
		{"every 7 and last", nn.EveryAndLast(7), []int{6}},
		{"always", nn.Always, []int{0, 1, 2, 3, 4, 5, 6}},
	} {
		var got []int
		for i := range 7 {
			if c.when(&nn.Step{Index: i, Steps: 7}) {
				got = append(got, i)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// done counts updates: a run that ends before the update of its step does not count it.
func TestTrainerEnds(t *testing.T) {
	broken := errors.New("disk full")
	third := func(s *nn.Step) bool { return s.Index == 2 }
	for _, c := range []struct {
		name    string
		arrange func(tr *nn.Trainer, d *diary)
		done    int
		want    error
		step    int // of the *StepError, −1 for none
	}{
		{"stopped after", func(tr *nn.Trainer, d *diary) { tr.After(third, d.hook("", nn.ErrStop)) }, 3, nil, -1},
		{"stopped before", func(tr *nn.Trainer, d *diary) { tr.Before(third, d.hook("", nn.ErrStop)) }, 2, nil, -1},
		{"stopped with a reason", func(tr *nn.Trainer, d *diary) { tr.After(third, d.hook("", fmt.Errorf("good enough: %w", nn.ErrStop))) }, 3, nil, -1},
		{"failed after", func(tr *nn.Trainer, d *diary) { tr.After(third, d.hook("", broken)) }, 3, broken, 2},
		{"failed before", func(tr *nn.Trainer, d *diary) { tr.Before(third, d.hook("", broken)) }, 2, broken, 2},
		{"failed in the update", func(tr *nn.Trainer, d *diary) {
			tr.Before(third, func(*nn.Step) error { d.fail = broken; return nil })
		}, 2, broken, 2},
		{"no steps", func(tr *nn.Trainer, d *diary) { tr.Steps = 0 }, 0, nil, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr, _, d := newTrainer(t, 5)
			c.arrange(tr, d)
			done, err := tr.Run(context.Background())
			if done != c.done || !errors.Is(err, c.want) {
				t.Errorf("%d steps, error %v; want %d, %v", done, err, c.done, c.want)
			}
			var at *nn.StepError
			if errors.As(err, &at) != (c.step >= 0) || (at != nil && at.Step != c.step) {
				t.Errorf("error %v, want one of step %d", err, c.step)
			}
		})
	}
}

// A cancelled context ends the run after a whole step.
func TestTrainerCancel(t *testing.T) {
	tr, _, d := newTrainer(t, 5)
	ctx, cancel := context.WithCancel(context.Background())
	tr.Before(nn.Every(2), func(*nn.Step) error { cancel(); return nil })
	tr.After(nn.Always, d.hook("after", nil))
	done, err := tr.Run(ctx)
	if done != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d steps, error %v; want 2, cancelled", done, err)
	}
	if last := d.lines[len(d.lines)-1]; last != "after 1/5" {
		t.Errorf("the last thing done was %q, want the hook after the second step", last)
	}
}

// A NaN is reported with its step and tensor before the optimizer takes it in.
func TestTrainerNaN(t *testing.T) {
	tr, n, d := newTrainer(t, 5)
	tr.Before(nn.Every(3), func(*nn.Step) error { return n.params.Get("w").Set([]float64{math.NaN()}) })
	done, err := tr.Run(context.Background())
	var bad *graph.NonFiniteError
	if !errors.As(err, &bad) || bad.Tensor != "w" || done != 2 {
		t.Errorf("%d steps, error %v; want 2 and a *NonFiniteError of w", done, err)
	}
	wantError(t, err, "step 2", "w holds NaN")
	if len(d.lines) != 2 {
		t.Errorf("the optimizer did %v, want two steps", d.lines)
	}
}

func TestTrainerRefuses(t *testing.T) {
	for word, spoil := range map[string]func(*nn.Trainer){
		"session":       func(tr *nn.Trainer) { tr.Session = nil },
		"optimizer":     func(tr *nn.Trainer) { tr.Optimizer = nil },
		"-1 steps":      func(tr *nn.Trainer) { tr.Steps = -1 },
		"learning rate": func(tr *nn.Trainer) { tr.Rate = nn.Constant(math.NaN()) },
	} {
		tr, _, _ := newTrainer(t, 5)
		spoil(tr)
		done, err := tr.Run(context.Background())
		wantError(t, err, "trainer", word)
		if done != 0 {
			t.Errorf("%s: %d steps done", word, done)
		}
	}
}
