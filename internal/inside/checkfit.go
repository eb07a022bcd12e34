package inside

import (
	"fmt"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/task"
)

// skill is the share of the loss of constant answers that is gone: 1 of perfect answers.
func skill(loss, constant float64) float64 { return 1 - loss/constant }

// How much of the skill must be left where a control compares two.
const (
	most = 0.9
	half = 0.5
)

// against compares the skill that is left with what there was.
func against(left, was float64) Verdict {
	switch {
	case was <= 0.1 || left < half*was:
		return DoesNotHold
	case left >= most*was:
		return Holds
	}
	return CantBeTold
}

// heldOut compares the loss on rows that were not trained on with that of constant answers.
func (c *checker) heldOut() error {
	k := Control{Name: "held-out rows", What: "test loss, and of constant answers", Value: run.Number(c.test.Loss), Null: run.Number(c.constant.Loss), P: nan, basic: true}
	onTrain := c.r.Data.Score(c.r.Data.Train, c.r.Data.Constant(c.r.Data.Train))
	was, left := skill(c.train.Loss, onTrain.Loss), skill(c.test.Loss, c.constant.Loss)
	k.Verdict = against(left, was)
	k.Why = fmt.Sprintf("%s of a constant's loss is gone, on the rows trained on %s", percent(left), percent(was))
	c.add(k)
	return nil
}

// shuffledLabels judges the answers by labels dealt to other rows.
func (c *checker) shuffledLabels() error {
	test := c.r.Data.Test
	out, err := c.r.PredictSet(test)
	if err != nil {
		return err
	}
	sum, below := 0.0, 0
	for range c.Draws {
		s := c.r.Data.Score(test.Shuffled(c.rng), out)
		sum += s.Loss
		if s.Loss <= c.test.Loss {
			below++
		}
	}
	k := Control{Name: "shuffled labels", What: "test loss, and by labels of other rows", Value: run.Number(c.test.Loss), Null: run.Number(sum / float64(c.Draws)), basic: true}
	k.P = run.Number(float64(1+below) / float64(1+c.Draws))
	k.Verdict = byChance(k.P)
	k.Why = fmt.Sprintf("%d of %d deals fit as well", below, c.Draws)
	c.add(k)
	return nil
}

// level is the largest P that counts as more than chance.
const level = 0.05

func byChance(p run.Number) Verdict {
	if p <= level {
		return Holds
	}
	return DoesNotHold
}

// stretched asks outside of the range trained on: by new rows where the data are made by a
// law, else by the rows at its edge.
func (c *checker) stretched() error {
	const factor, rows = 1.2, 1000
	k := Control{Name: "wider range", P: nan}
	d := c.r.Data
	law, is := c.r.Config.Data.Of.(task.Stretcher)
	if !is {
		return c.edges(k)
	}
	s, what, err := law.Stretch(c.ctx, c.rng, factor, rows)
	if err != nil || s.Rows == 0 {
		k.Verdict, k.Why = CantBeTold, fmt.Sprintf("no rows outside of the range: %v", err)
		c.add(k)
		return nil
	}
	outside, err := c.scoreOf(s)
	if err != nil {
		return err
	}
	constant := d.Score(s, d.Constant(s))
	k.What, k.Value, k.Null = "loss outside, and inside", run.Number(outside.Loss), run.Number(c.test.Loss)
	left, was := skill(outside.Loss, constant.Loss), skill(c.test.Loss, c.constant.Loss)
	k.Verdict = against(left, was)
	k.Why = fmt.Sprintf("%s: %s of a constant's loss is gone, inside %s", what, percent(left), percent(was))
	c.add(k)
	return nil
}

// edges compares the rows at the edge of the range with the others.
func (c *checker) edges(k Control) error {
	const share, least = 0.1, 10
	edge, inner := c.r.Data.Edge(share)
	k.Name = "edge of the range"
	if min(edge.Rows, inner.Rows) < least {
		k.Verdict, k.Why = NotApplicable, "the inputs have no range"
		if edge.Rows+inner.Rows > 0 {
			k.Verdict, k.Why = CantBeTold, fmt.Sprintf("only %d test rows are at the edge of the range and %d are not", edge.Rows, inner.Rows)
		}
		c.add(k)
		return nil
	}
	at, err := c.scoreOf(edge)
	if err != nil {
		return err
	}
	in, err := c.scoreOf(inner)
	if err != nil {
		return err
	}
	d := c.r.Data
	k.What, k.Value, k.Null = "loss at the edge, and further in", run.Number(at.Loss), run.Number(in.Loss)
	left, was := skill(at.Loss, d.Score(edge, d.Constant(edge)).Loss), skill(in.Loss, d.Score(inner, d.Constant(inner)).Loss)
	k.Verdict = against(left, was)
	k.Why = fmt.Sprintf("test rows with an input in the outermost 10%%: %s of a constant's loss is gone, further in %s; beyond, the answers are not known", percent(left), percent(was))
	c.add(k)
	return nil
}

// moved asks for rows whose inputs are moved by a tenth of their standard deviation, or
// images by a pixel.
func (c *checker) moved() error {
	const part = 0.1
	k := Control{Name: "moved inputs", P: nan}
	s, ok := c.r.Data.Shifted(c.r.Data.Test, part, c.rng)
	if !ok {
		k.Verdict, k.Why = NotApplicable, "tokens can't be moved a little"
		c.add(k)
		return nil
	}
	after, err := c.scoreOf(s)
	if err != nil {
		return err
	}
	by := "every input by a tenth of its standard deviation, the answers left"
	if c.r.Data.Image[0] > 0 {
		by = "every image by a pixel"
	}
	left, was := skill(after.Loss, c.constant.Loss), skill(c.test.Loss, c.constant.Loss)
	k.What, k.Value, k.Null = "loss moved, and not", run.Number(after.Loss), run.Number(c.test.Loss)
	k.Verdict = against(left, was)
	if c.r.Data.Classes > 0 {
		k.What, k.Value, k.Null = "accuracy moved, and not", run.Number(after.Accuracy), run.Number(c.test.Accuracy)
	}
	k.Why = fmt.Sprintf("%s: %s of a constant's loss is gone, before %s", by, percent(left), percent(was))
	c.add(k)
	return nil
}

func (c *checker) scoreOf(s task.Set) (task.Score, error) {
	out, err := c.r.PredictSet(s)
	if err != nil {
		return task.Score{}, err
	}
	return c.r.Data.Score(s, out), nil
}

func percent(v float64) string {
	if v < 0 {
		return "none"
	}
	return fmt.Sprintf("%.3g%%", 100*v)
}
