package inside

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/internal/run"
)

var nan = run.Number(math.NaN())

// copies is how many random copies a control takes that looks for communities: fewer of
// large networks, whose figures hardly scatter.
func (c *checker) copies() int {
	switch _, all := run.ActiveWeights(c.r.Network.Space, 0); {
	case all <= 2000:
		return 19
	case all <= 20000:
		return 5
	}
	return 2
}

// randomWeights keeps as many weights as are above the threshold, drawn by chance.
func (c *checker) randomWeights() error {
	k := Control{Name: "random weights kept", P: nan}
	kept, all := run.ActiveWeights(c.r.Network.Space, c.Threshold)
	if kept == all {
		k.Verdict, k.Why = NotApplicable, fmt.Sprintf("all %d weights are above %v: nothing is left out", all, c.Threshold)
		c.add(k)
		return nil
	}
	const draws = 19
	p, err := metric.PruningCurve(c.r.Network.Space, c.r.Loss, metric.PruneOptions{Grid: []int{kept}, Controls: draws, Tolerance: 1e9, ExactUpTo: -1}, c.rng)
	if err != nil {
		return err
	}
	below, sum := 0, 0.0
	for _, x := range p.Random {
		sum += x[0].Loss / draws
		if x[0].Loss <= p.Curve[0].Loss {
			below++
		}
	}
	k.What, k.Value, k.Null = fmt.Sprintf("test loss with %d of %d weights", kept, all), run.Number(p.Curve[0].Loss), run.Number(sum)
	k.P = run.Number(float64(1+below) / (1 + draws))
	k.Verdict = byChance(k.P)
	k.Why = fmt.Sprintf("%s of a constant's loss is gone with those above %v, %s with as many by chance", percent(skill(p.Curve[0].Loss, c.constant.Loss)), c.Threshold, percent(skill(sum, c.constant.Loss)))
	if k.Verdict == Holds && against(skill(p.Curve[0].Loss, c.constant.Loss), skill(c.test.Loss, c.constant.Loss)) != Holds {
		k.Verdict, k.Why = DoesNotHold, k.Why+": the weights left out, each small, matter together"
	}
	c.add(k)
	return nil
}

// untrained compares fit and build with those of networks with the same settings that were
// never trained.
func (c *checker) untrained() error {
	n := c.copies()
	cfg := *c.r.Config
	for k := range n {
		cfg.Seed = c.r.Config.Seed + uint64(k) + 1
		twin, err := run.NewOn(&cfg, c.r.Data)
		if err != nil {
			return err
		}
		c.nulls = append(c.nulls, twin)
	}
	if err := c.compareBuild("never trained: loss", "test loss", false, func(r *run.Run) (float64, error) { return r.Loss() }); err != nil {
		return err
	}
	if err := c.compareBuild("never trained: weights", fmt.Sprintf("weights above %v", c.Threshold), false, func(r *run.Run) (float64, error) {
		n, _ := run.ActiveWeights(r.Network.Space, c.Threshold)
		return float64(n), nil
	}); err != nil {
		return err
	}
	if err := c.compareBuild("never trained: reading effort", "wires to trace and crossings", false, func(r *run.Run) (float64, error) {
		f, err := r.Flow()
		if err != nil {
			return 0, err
		}
		e, err := metric.ReadingEffort(f, c.Threshold)
		return e.Effort, err
	}); err != nil {
		return err
	}
	if err := c.compareBuild("never trained: wire length", "length beside random places", false, func(r *run.Run) (float64, error) {
		w, err := metric.Wiring(r.Network.Space)
		return w.Relative, err
	}); err != nil {
		return err
	}
	return c.untrainedModularity()
}

// untrainedModularity tells nothing between a sparse network and dense ones: weights of a
// sparse one, shuffled, fall into many pieces, which raises Q shuffled.
func (c *checker) untrainedModularity() error {
	if err := c.compareBuild("never trained: modularity", "Q − Q shuffled", true, excess); err != nil {
		return err
	}
	active, _ := run.ActiveWeights(c.r.Network.Space, c.Threshold)
	others, _ := run.ActiveWeights(c.nulls[0].Network.Space, c.Threshold)
	if k := &c.found[len(c.found)-1]; 2*active < others {
		k.Verdict = CantBeTold
		k.Why = fmt.Sprintf("they have %d weights above %v and this has %d, and sparsity alone moves Q − Q shuffled: see rewired", others, c.Threshold, active)
	}
	return nil
}

// excess is Q less that of copies with shuffled weights, from a random source of its own.
func excess(r *run.Run) (float64, error) {
	rng := r.MeasureRandom()
	g, err := r.Network.Space.Graph(0)
	if err != nil {
		return 0, err
	}
	p, err := metric.Modularity(g, metric.Restarts, rng)
	if err != nil {
		return 0, err
	}
	shuffled, err := metric.ShuffledModularity(r.Network.Space, 0, 2, metric.Restarts, rng)
	return p.Q - shuffled.Mean, err
}

// compareBuild is a control with the networks never trained; more says that the story wants
// more of the figure.
func (c *checker) compareBuild(name, what string, more bool, of func(*run.Run) (float64, error)) error {
	own, err := of(c.r)
	if err != nil {
		return err
	}
	k := Control{Name: name, What: what + ", and without training", Value: run.Number(own)}
	sum, reached := 0.0, 0
	least, largest := math.Inf(1), math.Inf(-1)
	for _, r := range c.nulls {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		v, err := of(r)
		if err != nil {
			return err
		}
		sum += v
		least, largest = min(least, v), max(largest, v)
		if v == own || (v > own) == more {
			reached++
		}
	}
	n := len(c.nulls)
	k.Null, k.P = run.Number(sum/float64(n)), run.Number(float64(1+reached)/float64(1+n))
	k.Why = fmt.Sprintf("%d of %d networks never trained reach it (%.3g … %.3g)", reached, n, least, largest)
	k.decide(own, least, largest, reached, n)
	c.add(k)
	return nil
}

// decide says what n random networks show, of which some reach the figure. Few of them are
// enough only where they scatter little.
func (k *Control) decide(own, least, largest float64, reached, n int) {
	k.figure = true
	switch {
	case reached > 0:
		k.Verdict = DoesNotHold
	case float64(n+1)*level >= 1-1e-9 || math.Abs(own-float64(k.Null)) > 3*(largest-least):
		k.Verdict = Holds
	default:
		k.Verdict, k.Why = CantBeTold, k.Why+": too few to be sure"
	}
}

// rewired compares modularity and the effort of reading with those of copies in which every
// neuron keeps as many weights above the threshold in and out.
func (c *checker) rewired() error {
	s, n := c.r.Network.Space, c.copies()
	g, err := s.Graph(0)
	if err != nil {
		return err
	}
	p, err := metric.Modularity(g, metric.Restarts, c.rng)
	if err != nil {
		return err
	}
	copies, err := metric.RewiredModularity(s, c.Threshold, n, metric.Restarts, c.rng)
	if err != nil {
		return err
	}
	c.beside("rewired: modularity", "Q, and of rewired copies", p.Q, copies.Q, true)
	own, err := metric.ReadingEffort(c.flow, c.Threshold)
	if err != nil {
		return err
	}
	var efforts []float64
	for range n {
		e, err := metric.RewiredEffort(c.flow, c.Threshold, 1, c.rng)
		if err != nil {
			return err
		}
		efforts = append(efforts, e)
	}
	c.beside("rewired: reading effort", "wires to trace and crossings, and rewired", own.Effort, efforts, false)
	return nil
}

// beside is a control with copies changed by chance.
func (c *checker) beside(name, what string, own float64, copies []float64, more bool) {
	k := Control{Name: name, What: what, Value: run.Number(own)}
	reached, sum, moved := 0, 0.0, false
	for _, v := range copies {
		sum += v / float64(len(copies))
		moved = moved || math.Abs(v-own) > 1e-9
		if math.Abs(v-own) <= 1e-9 || (v > own) == more {
			reached++
		}
	}
	k.Null, k.P = run.Number(sum), run.Number(float64(1+reached)/float64(1+len(copies)))
	k.Why = fmt.Sprintf("%d of %d copies in which neurons keep their numbers of weights reach it", reached, len(copies))
	k.decide(own, slices.Min(copies), slices.Max(copies), reached, len(copies))
	if !moved {
		k.Verdict, k.Why = CantBeTold, "rewiring changes nothing: the network is too dense or too small"
	}
	c.add(k)
}

// retrained trains the same network on shuffled labels, as many steps.
func (c *checker) retrained() error {
	k := Control{Name: Retrained, P: nan}
	if !c.Retrain {
		k.Verdict, k.Why = CantBeTold, "not trained: --retrain does it, and takes as long as the training did"
		c.add(k)
		return nil
	}
	twin, err := run.NewOn(c.r.Config, c.r.Data.Shuffled(rand.New(rand.NewPCG(c.r.Config.Seed, 77))))
	if err != nil {
		return err
	}
	if err := twin.Train(c.ctx); err != nil {
		return err
	}
	if twin.Config.Finish > 0 {
		if _, err := twin.Finish(c.ctx, nil); err != nil {
			return err
		}
	}
	loss, err := twin.LossOf(twin.Data.Train)
	if err != nil {
		return err
	}
	onTrain := c.r.Data.Score(c.r.Data.Train, c.r.Data.Constant(c.r.Data.Train))
	was, null := skill(c.train.Loss, onTrain.Loss), skill(loss, onTrain.Loss)
	weights, _ := run.ActiveWeights(c.r.Network.Space, c.Threshold)
	nullWeights, _ := run.ActiveWeights(twin.Network.Space, c.Threshold)
	k.What, k.Value, k.Null = "train loss, and with shuffled labels", run.Number(c.train.Loss), run.Number(loss)
	k.Why = fmt.Sprintf("%s of a constant's loss is gone with %d weights, with shuffled labels %s with %d (one network)", percent(was), weights, percent(null), nullWeights)
	switch {
	case null < half*was:
		k.Verdict = Holds
	case nullWeights >= 2*weights:
		k.Verdict, k.Why = Holds, k.Why+": nonsense takes more"
	case null >= most*was && nullWeights <= weights:
		k.Verdict, k.Why = DoesNotHold, k.Why+": nonsense is fitted as well by as few weights"
	default:
		k.Verdict, k.Why = CantBeTold, k.Why+": nonsense is fitted too, so the fit alone says little"
	}
	c.add(k)
	return nil
}
