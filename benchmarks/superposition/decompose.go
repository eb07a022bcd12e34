package main

import (
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
	"github.com/gobimt/bimt/graph"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// active is what a weight must exceed to be one.
const active = 0.01

// measure adds the figures of a matrix w (features, neurons).
func measure(w [][]float64, rng *rand.Rand, figures map[string]float64) error {
	components, err := decompose(w, rng)
	if err != nil {
		return err
	}
	stored := storedFeatures(w)
	figures["modules"], figures["stored"] = float64(len(components)), float64(len(stored))/float64(len(w))
	for _, column := range w {
		for _, v := range column {
			if v > active || v < -active {
				figures["weights"]++
			}
		}
	}
	figures["mmcs"], figures["ml2r"] = match(w, stored, components)
	const copies = 20
	for range copies {
		s := shuffled(w, rng)
		c, err := decompose(s, rng)
		if err != nil {
			return err
		}
		cos, _ := match(s, storedFeatures(s), c)
		figures["mmcs_shuffled"] += cos / copies
	}
	return nil
}

// storedFeatures are those whose column is at least a tenth of the largest, and a weight at all.
func storedFeatures(w [][]float64) (all []int) {
	most := 0.0
	for _, column := range w {
		most = max(most, floats.Norm(column, 2))
	}
	for i, column := range w {
		if n := floats.Norm(column, 2); n > max(0.1*most, active) {
			all = append(all, i)
		}
	}
	return all
}

// decompose divides w in the weights inside each community of its graph, features and neurons together.
func decompose(w [][]float64, rng *rand.Rand) (components [][][]float64, err error) {
	params, space := graph.NewParams(gorgonia.NewGraph(), tensor.Float64), bimt.NewSpace()
	p, err := params.New("w", len(w), len(w[0]))
	if err != nil {
		return nil, err
	}
	if err := p.Set(slices.Concat(w...)); err != nil {
		return nil, err
	}
	if err := space.Connect(p, space.Axis("features", bimt.Line(len(w))), space.Axis("neurons", bimt.Line(len(w[0])))); err != nil {
		return nil, err
	}
	g, err := space.Graph(active)
	if err != nil {
		return nil, err
	}
	found, err := metric.Modularity(g, metric.Restarts, rng)
	if err != nil {
		return nil, err
	}
	for c := range found.Communities {
		component := make([][]float64, len(w))
		for i, column := range w {
			component[i] = make([]float64, len(column))
			for n, v := range column {
				if found.Community[i] == c && found.Community[len(w)+n] == c {
					component[i][n] = v
				}
			}
		}
		components = append(components, component)
	}
	return components, nil
}

// match gives MMCS and ML2R: for each feature the component of largest cosine with the matrix that has the feature's
// column alone, and the component's size by the column's.
func match(w [][]float64, features []int, components [][][]float64) (mmcs, ml2r float64) {
	for _, i := range features {
		best, size := 0.0, 0.0
		for _, c := range components {
			norm := floats.Norm(slices.Concat(c...), 2)
			if norm == 0 {
				continue
			}
			column := floats.Norm(w[i], 2)
			if cos := floats.Dot(c[i], w[i]) / (norm * column); cos > best {
				best, size = cos, norm/column
			}
		}
		mmcs += best / float64(len(features))
		ml2r += size / float64(len(features))
	}
	return mmcs, ml2r
}

// shuffled has the same weights in other places.
func shuffled(w [][]float64, rng *rand.Rand) [][]float64 {
	all := slices.Concat(w...)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return slices.Collect(slices.Chunk(all, len(w[0])))
}
