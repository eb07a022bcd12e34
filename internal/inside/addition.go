package inside

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
	"gonum.org/v1/gonum/floats"
)

// AdditionReport is how a network adds modulo p.
type AdditionReport struct {
	Modulus  int        `json:"modulus"`
	Accuracy run.Number `json:"accuracy"` // on all pairs
	Figures  []Figure   `json:"figures"`
	Rings    []Ring     `json:"rings"`
	// Spectrum is the share of each frequency from 1 on in the variance of the embedding;
	// Frequencies are those with more than chance gives any, the largest first.
	Spectrum     []float64      `json:"spectrum"`
	NullSpectrum []float64      `json:"spectrum_null"`
	Frequencies  []int          `json:"frequencies"`
	Concatenated bool           `json:"concatenated"` // the two numbers are read by weights of their own
	Verdict      lens.Algorithm `json:"verdict"`
	Why          string         `json:"why"`
}

// Ring is a principal component of the embedding.
type Ring struct {
	Variance    run.Number `json:"variance"`
	Frequency   int        `json:"frequency"`
	Circularity run.Number `json:"circularity"`
	Values      []float64  `json:"values"` // by number
}

const (
	components = 8   // principal components that are shown
	published  = 4   // of which circularity is the mean
	triples    = 500 // of gradients
)

// addition looks at the embedding, the gradients and the logits of a network that adds.
func addition(r *run.Run) (*AdditionReport, error) {
	p := r.Data.Tokens
	a := &AdditionReport{Modulus: p, Concatenated: r.Network.Transformer == nil}
	if err := a.embedding(r); err != nil {
		return nil, err
	}
	fresh, err := r.Untrained(nullSeed)
	if err != nil {
		return nil, err
	}
	symmetry, err := symmetryOf(r)
	if err != nil {
		return nil, err
	}
	symmetryNull, err := symmetryOf(fresh)
	if err != nil {
		return nil, err
	}
	irrelevance, accuracy, err := irrelevanceOf(r)
	if err != nil {
		return nil, err
	}
	irrelevanceNull, _, err := irrelevanceOf(fresh)
	if err != nil {
		return nil, err
	}
	a.Accuracy = run.Number(accuracy)
	a.Figures = append(a.Figures,
		Figure{"gradient symmetry", run.Number(symmetry), run.Number(symmetryNull), "the network untrained"},
		Figure{"distance irrelevance", run.Number(irrelevance), run.Number(irrelevanceNull), "the network untrained"})
	a.judge(symmetry, irrelevance)
	return a, nil
}

// embedding fills in what the table of numbers shows.
func (a *AdditionReport) embedding(r *run.Run) error {
	values, _ := tokenTable(r)
	null := normal(nullRandom(), values)
	rings, err := lens.Rings(values, a.Modulus, components)
	if err != nil {
		return err
	}
	nullRings, err := lens.Rings(null, a.Modulus, published)
	if err != nil {
		return err
	}
	for _, g := range rings {
		a.Rings = append(a.Rings, Ring{run.Number(g.Variance), g.Frequency, run.Number(g.Circularity), g.Values})
	}
	a.Figures = append(a.Figures, Figure{"circularity", run.Number(lens.Circularity(rings[:min(published, len(rings))])), run.Number(lens.Circularity(nullRings)), "a random table"})
	if a.Spectrum, err = lens.Spectrum(values, a.Modulus); err != nil {
		return err
	}
	if a.NullSpectrum, err = lens.Spectrum(null, a.Modulus); err != nil {
		return err
	}
	left, chance := append([]float64(nil), a.Spectrum...), floats.Max(a.NullSpectrum)
	a.Frequencies = []int{}
	for f := floats.MaxIdx(left); left[f] > chance; f = floats.MaxIdx(left) {
		a.Frequencies = append(a.Frequencies, f+1)
		left[f] = 0
	}
	a.Figures = append(a.Figures, Figure{"share of the strongest frequency", run.Number(floats.Max(a.Spectrum)), run.Number(chance), "a random table"})
	return nil
}

// symmetryOf is the gradient symmetry over seeded triples with a ≠ b, whose gradients are
// those of different rows of the table.
func symmetryOf(r *run.Run) (float64, error) {
	g, err := r.TableGradients()
	if err != nil {
		return 0, err
	}
	p, width := r.Data.Tokens, r.Network.Table().Shape()[1]
	rng := rand.New(rand.NewPCG(nullSeed, 1))
	var pairs []lens.GradientPair
	for range triples {
		a := rng.IntN(p)
		b := (a + 1 + rng.IntN(p-1)) % p
		grad, err := g.Of([]float64{float64(a), float64(b)}, rng.IntN(p))
		if err != nil {
			return 0, err
		}
		pairs = append(pairs, lens.GradientPair{A: append([]float64(nil), grad[a*width:(a+1)*width]...), B: append([]float64(nil), grad[b*width:(b+1)*width]...)})
	}
	mean, _, err := lens.GradientSymmetry(pairs)
	return mean, err
}

// irrelevanceOf is the distance irrelevance, with the accuracy on all pairs.
func irrelevanceOf(r *run.Run) (irrelevance, accuracy float64, err error) {
	p := r.Data.Tokens
	var x, correct []float64
	for a := range p {
		for b := range p {
			x = append(x, float64(a), float64(b))
		}
	}
	out, err := r.Predict(x)
	if err != nil {
		return 0, 0, err
	}
	if len(out) != p*p*p {
		return 0, 0, errors.New("the network does not give one logit for each number")
	}
	for i := range p * p {
		logits, sum := out[i*p:(i+1)*p], (i/p+i%p)%p
		correct = append(correct, logits[sum])
		if floats.MaxIdx(logits) == sum {
			accuracy += 1 / float64(p*p)
		}
	}
	irrelevance, err = lens.DistanceIrrelevance(correct, p)
	return irrelevance, accuracy, err
}

// rightEnough is the accuracy from which logits mean something.
const rightEnough = 0.95

// judge says clock, pizza or neither, and why.
func (a *AdditionReport) judge(symmetry, irrelevance float64) {
	a.Verdict = lens.Verdict(symmetry, irrelevance, a.Concatenated)
	switch {
	case float64(a.Accuracy) < rightEnough:
		a.Verdict = lens.Neither
		a.Why = fmt.Sprintf("it is right in only %.3g%% of all pairs, and a network that does not add has no way of adding", 100*float64(a.Accuracy))
	case a.Concatenated:
		a.Why = "it reads the two numbers by weights of their own, so that gradient symmetry cannot tell clock from pizza"
		switch {
		case irrelevance < 0.5:
			a.Why += "; like a pizza's, its logits depend on the distance between the numbers"
		case irrelevance > 0.6:
			a.Why += "; like a clock's, its logits hardly depend on the distance between the numbers"
		}
	case a.Verdict == lens.Pizza:
		a.Why = "it sees the two numbers through their sum alone, and its logits depend on the distance between them"
	case a.Verdict == lens.Clock:
		a.Why = "it sees each number by itself, and its logits hardly depend on the distance between them"
	default:
		a.Why = "symmetry and irrelevance do not both say clock, nor both pizza"
	}
}
