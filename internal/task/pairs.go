package task

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() {
	register("modular-addition", &ModularAddition{})
	register("permutations", &Permutations{})
}

// ModularAddition is all pairs (a, b) with a + b mod p.
type ModularAddition struct {
	Modulus       int     `yaml:"modulus,omitempty" about:"p of a + b mod p" min:"0"`
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of the rows to train on; the others are for the test" min:"0" max:"1"`
}

// Make implements Source.
func (m *ModularAddition) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	p, err := dataset.ModularAddition(m.Modulus)
	if err != nil {
		return nil, err
	}
	var names []string
	for i := range m.Modulus {
		names = append(names, fmt.Sprint(i))
	}
	return pairs(p, names, m.TrainFraction, rng)
}

// Permutations is all products of two permutations of a few things.
type Permutations struct {
	Group         int     `yaml:"group,omitempty" about:"n of the permutations of n things" min:"0"`
	TrainFraction float64 `yaml:"train_fraction,omitempty" about:"part of the rows to train on; the others are for the test" min:"0" max:"1"`
}

// Make implements Source.
func (p *Permutations) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	table, err := dataset.PermutationProducts(p.Group)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, perm := range dataset.Permutations(p.Group) {
		names = append(names, strings.ReplaceAll(strings.Trim(fmt.Sprint(perm), "[]"), " ", ""))
	}
	return pairs(table, names, p.TrainFraction, rng)
}

// pairs splits the whole multiplication table into training and test.
func pairs(p dataset.Pairs, names []string, fraction float64, rng *rand.Rand) (*Data, error) {
	train, test, err := dataset.Split(rng, p.Rows(), fraction)
	if err != nil {
		return nil, fmt.Errorf("train_fraction: %w", err)
	}
	set := func(rows []int) Set {
		q := p.Select(rows)
		return Set{Rows: q.Rows(), X: floats(q.Tokens), Y: floats(q.Labels), XShape: []int{2}}
	}
	return &Data{
		Schema: Schema{Inputs: []string{"a", "b"}, Outputs: names, Tokens: p.Vocabulary, Classes: p.Vocabulary},
		Train:  set(train), Test: set(test),
	}, nil
}
