package inside

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// Verdict is what a control says.
type Verdict string

// The verdicts.
const (
	Holds         Verdict = "holds"
	DoesNotHold   Verdict = "does not hold"
	CantBeTold    Verdict = "can't be told"
	NotApplicable Verdict = "not applicable"
)

// Control is a row of the table: a figure of the network beside what it is where there is
// nothing to be read.
type Control struct {
	Name    string     `json:"control"`
	What    string     `json:"figure"` // what Value and Null are of
	Value   run.Number `json:"value"`
	Null    run.Number `json:"null"` // of several: their mean
	P       run.Number `json:"p"`    // one-sided, by chance; null of a control without chance
	Verdict Verdict    `json:"verdict"`
	Why     string     `json:"why"`

	basic  bool // without it, there is nothing to read
	figure bool // it says what a figure is worth, not what the network does
}

// Check is check.json.
type Check struct {
	Threshold float64   `json:"threshold"`
	Rows      int       `json:"rows"` // of the test data
	Controls  []Control `json:"controls"`
	Story     Verdict   `json:"story"`
	Sentence  string    `json:"sentence"`
}

// CheckOptions says how much is done.
type CheckOptions struct {
	Threshold float64 // weights of |w| ≤ it count as 0
	Draws     int     // random draws of each control that is cheap; 0: 199
	Retrain   bool    // train the same network on shuffled labels too
	Weights   int     // controls that build many networks are left out of larger ones; 0: of none
	Say       func(doing string)
}

// checker is a check under way.
type checker struct {
	CheckOptions
	ctx      context.Context
	r        *run.Run
	flow     *flow.Flow
	rng      *rand.Rand
	train    task.Score
	test     task.Score
	constant task.Score // of the best constant answers, on the test rows
	nulls    []*run.Run // networks never trained
	found    []Control
}

// controls are all there are, the cheap ones first.
var controls = []struct {
	name  string
	do    func(*checker) error
	costs bool // of a large network it takes minutes
}{
	{"held-out rows", (*checker).heldOut, false},
	{"shuffled labels", (*checker).shuffledLabels, false},
	{"wider range", (*checker).stretched, false},
	{"moved inputs", (*checker).moved, false},
	{"random weights kept", (*checker).randomWeights, false},
	{"modules", (*checker).modules, false},
	{"never trained", (*checker).untrained, true},
	{"rewired copies", (*checker).rewired, true},
	{Retrained, (*checker).retrained, false},
}

// Retrained is the name of the control that trains a network.
const Retrained = "trained on shuffled labels"

// CheckStory puts what one might read from a network beside controls in which there is
// nothing to read: does it hold for rows not seen, for the labels that there are, outside of
// the range; do its modules do what they seem to; is it more than what a network never
// trained, or trained on shuffled labels, shows. The network is left as it was.
func CheckStory(ctx context.Context, r *run.Run, o CheckOptions) (*Check, error) {
	if r.Data.Test.Rows == 0 {
		return nil, fmt.Errorf("the run was opened without its rows")
	}
	if o.Draws == 0 {
		o.Draws = 199
	}
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	c := &checker{CheckOptions: o, ctx: ctx, r: r, flow: f, rng: r.MeasureRandom()}
	if c.train, c.test, err = r.Scores(); err != nil {
		return nil, err
	}
	if math.IsNaN(c.test.Loss) || math.IsInf(c.test.Loss, 0) {
		return nil, fmt.Errorf("the test loss is %v: the network has diverged, there is nothing to check", c.test.Loss)
	}
	c.constant = r.Data.Score(r.Data.Test, r.Data.Constant(r.Data.Test))
	if err := c.all(); err != nil {
		return nil, err
	}
	check := &Check{Threshold: o.Threshold, Rows: r.Data.Test.Rows, Controls: c.found}
	check.Story, check.Sentence = sentence(c.found)
	return check, nil
}

// all does what is not left out. What is done depends on the network, never on the time it
// takes: the same run has the same controls on any machine.
func (c *checker) all() error {
	_, weights := run.ActiveWeights(c.r.Network.Space, 0)
	for _, k := range controls {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if k.costs && c.Weights > 0 && weights > c.Weights {
			c.add(Control{Name: k.name, Verdict: CantBeTold, Why: fmt.Sprintf("not measured of more than %d weights: bimt check does", c.Weights)})
			continue
		}
		if c.Say != nil {
			c.Say(k.name + " …")
		}
		if err := k.do(c); err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
	}
	return nil
}

func (c *checker) add(k Control) {
	for _, v := range []*run.Number{&k.Value, &k.Null, &k.P} {
		if k.What == "" { // nothing was measured
			*v = run.Number(math.NaN())
		}
	}
	c.found = append(c.found, k)
}

// sentence sums up.
func sentence(found []Control) (Verdict, string) {
	var failed, worthless, untold []string
	held, applied, basic := 0, 0, false
	for _, k := range found {
		switch k.Verdict {
		case Holds:
			held++
		case DoesNotHold:
			if k.figure {
				worthless = append(worthless, k.Name)
			} else {
				failed = append(failed, k.Name)
			}
			basic = basic || k.basic
		case CantBeTold:
			untold = append(untold, k.Name)
		case NotApplicable:
			continue
		}
		applied++
	}
	failed = shortened(failed)
	text := fmt.Sprintf("%d of %d controls that apply hold", held, applied)
	if len(worthless) > 0 {
		text += "; no better than chance: " + strings.Join(worthless, ", ")
	}
	if len(untold) > 0 {
		text += "; it can't be told of: " + strings.Join(untold, ", ")
	}
	switch {
	case basic:
		return DoesNotHold, fmt.Sprintf("There is no story to read: the network fails at %s (%s).", strings.Join(failed, ", "), text)
	case len(failed) > 0:
		return DoesNotHold, fmt.Sprintf("The readable story does not hold in full: the network fails at %s (%s).", strings.Join(failed, ", "), text)
	case held == 0:
		return CantBeTold, fmt.Sprintf("Whether the readable story holds can't be told (%s).", text)
	}
	return Holds, fmt.Sprintf("The readable story holds (%s).", text)
}

// shortened counts modules, where several are named.
func shortened(names []string) (short []string) {
	for _, kind := range []string{"module ", "community "} {
		of := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, kind) })
		if len(of) > 1 {
			names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, kind) })
			short = append(short, fmt.Sprintf("%d knock-outs (%s)", len(of), strings.Join(of, "; ")))
		}
	}
	return append(names, short...)
}
