package lens

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// GradientPair is the gradient of one output by the embeddings of the two numbers that it
// was computed from.
type GradientPair struct{ A, B []float64 }

// GradientSymmetry is the mean over pairs of the cosine of ∂o_c/∂E_a and ∂o_c/∂E_b (arXiv
// 2306.17844): near 1 where an algorithm sees a and b only through their sum, as the pizza
// does. Pairs of which one is 0 have no cosine: they are left out, and counted. Where a
// network reads the two numbers by weights of their own, a low value proves nothing.
func GradientSymmetry(pairs []GradientPair) (mean float64, left int, err error) {
	for i, p := range pairs {
		if len(p.A) != len(p.B) {
			return 0, 0, fmt.Errorf("lens: gradients of %d and %d numbers in pair %d: give both by one embedding", len(p.A), len(p.B), i)
		}
		size := floats.Norm(p.A, 2) * floats.Norm(p.B, 2)
		if math.IsNaN(size) || math.IsInf(size, 0) {
			return 0, 0, fmt.Errorf("lens: a gradient of pair %d is not finite", i)
		}
		if size == 0 {
			left++
			continue
		}
		mean += floats.Dot(p.A, p.B) / size
	}
	if left == len(pairs) {
		return 0, left, fmt.Errorf("lens: none of %d pairs has two gradients other than 0", len(pairs))
	}
	return mean / float64(len(pairs)-left), left, nil
}

// DistanceIrrelevance is mean_d std_s L[s,d] / std L of the correct logits L of all pairs
// (a, b), by s = a+b and d = a−b mod an odd p; correct[a·p+b] is the logit of a+b mod p in
// row (a, b). It is low where logits depend on the distance of the two numbers, as those of
// the pizza do, and near 1 where they do not (arXiv 2306.17844). Noise is near 1 too: it
// means something only of a network that is right.
func DistanceIrrelevance(correct []float64, p int) (float64, error) {
	if width, err := odd(correct, p); err != nil || width != p {
		return 0, fmt.Errorf("lens: %d correct logits: give one for each of the %d×%d pairs, of an odd p, and finite", len(correct), p, p)
	}
	spread, column := 0.0, make([]float64, p)
	for d := range p {
		for b := range p {
			a := (b + d) % p
			column[b] = correct[a*p+b]
		}
		spread += stat.PopStdDev(column, nil) / float64(p)
	}
	all := stat.PopStdDev(correct, nil)
	if all == 0 {
		return 0, fmt.Errorf("lens: all correct logits are %v: there is no spread to compare", correct[0])
	}
	return spread / all, nil
}

// Algorithm is a verdict on how a network adds.
type Algorithm string

// The verdicts.
const (
	Clock   Algorithm = "clock"   // multiplies waves of the two numbers: logits know only a+b
	Pizza   Algorithm = "pizza"   // adds embeddings: sees a and b only through their sum
	Neither Algorithm = "neither" // of the two, as far as these figures tell
)

// Verdict tells clock from pizza by the means of the published models: pizza-like ones have
// a symmetry of .99 and an irrelevance of .21, clock-like ones .50 and .79 (arXiv
// 2306.17844). The bounds, 0.9 and 0.5 against 0.75 and 0.6, lie between. Of numbers that
// are concatenated symmetry proves nothing, so that there is no verdict: Neither.
func Verdict(symmetry, irrelevance float64, concatenated bool) Algorithm {
	switch {
	case concatenated:
		return Neither
	case symmetry > 0.9 && irrelevance < 0.5:
		return Pizza
	case symmetry < 0.75 && irrelevance > 0.6:
		return Clock
	}
	return Neither
}
