package run

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/flow"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
)

// training is what a run needs for its steps alone.
type training struct {
	loss    *gorgonia.Node
	penalty *bimt.Penalty
	session *graph.Session
	adam    *nn.AdamW
	batches *Batches

	lambda, locality float64 // of this step
}

// compile adds batch, loss and cost to the network's graph and differentiates it, once.
func (r *Run) compile() error {
	if r.training != nil {
		return nil
	}
	t := &training{}
	if err := build(func() error { return r.addTraining(t) }); err != nil {
		return err
	}
	r.training = t
	if r.Config.FreezeZeros {
		return r.HoldZeros()
	}
	return nil
}

func (r *Run) addTraining(t *training) error {
	c, n := r.Config, r.Network
	var err error
	if t.batches, err = newBatches(c, r.Data, n.Params); err != nil {
		return err
	}
	out, err := n.apply(t.batches.x)
	if err != nil {
		return err
	}
	if err := n.Space.Check(n.Params.All()...); err != nil {
		return err
	}
	if err := flow.Check(n.Space, out); err != nil {
		return err
	}
	if t.loss, err = r.Data.LossNode(out, t.batches.y); err != nil {
		return err
	}
	if t.penalty, err = n.Space.Penalize(t.loss, n.penalty...); err != nil {
		return err
	}
	if _, err := r.addPredictor(r.rowsAtOnce()); err != nil {
		return err
	}
	if t.adam, err = nn.NewAdamW(n.Params.All(), nn.AdamWConfig{Decay: c.WeightDecay, Factors: n.rates}); err != nil {
		return err
	}
	t.session, err = graph.Compile(graph.Program{Loss: t.penalty.Total, Params: n.Params.All(), Outputs: []*gorgonia.Node{t.penalty.Cost}, Lean: true})
	return err
}

// prepare sets the prices of a step and its batch.
func (r *Run) prepare(s *nn.Step) error {
	c, by, lambda := r.Config, MethodOf(r.Config.Method), nn.Constant(0)
	if by.Charges {
		lambda = nn.Schedule{Start: c.Lambda, Changes: c.LambdaAt}
	}
	locality := 0.0
	if by.Local {
		locality = c.Locality
	}
	biases := c.BiasesFrom < 1 && s.Index >= int(float64(s.Steps)*c.BiasesFrom)
	r.training.lambda, r.training.locality = lambda.Value(s.Index, s.Steps), locality
	if err := r.training.penalty.Set(r.training.lambda, locality, biases); err != nil {
		return err
	}
	return r.training.batches.next(float64(s.Index) / float64(s.Steps))
}
