package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
)

func init() {
	makers["modular-addition"] = func(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		p, err := dataset.ModularAddition(c.Modulus)
		if err != nil {
			return nil, err
		}
		var names []string
		for i := range c.Modulus {
			names = append(names, fmt.Sprint(i))
		}
		return pairData(c, p, names, rng)
	}
	makers["permutations"] = func(_ context.Context, c *Config, rng *rand.Rand) (*Data, error) {
		p, err := dataset.PermutationProducts(c.Group)
		if err != nil {
			return nil, err
		}
		var names []string
		for _, perm := range dataset.Permutations(c.Group) {
			names = append(names, strings.ReplaceAll(strings.Trim(fmt.Sprint(perm), "[]"), " ", ""))
		}
		return pairData(c, p, names, rng)
	}
}

// pairData splits the whole multiplication table into training and test.
func pairData(c *Config, p dataset.Pairs, names []string, rng *rand.Rand) (*Data, error) {
	train, test, err := dataset.Split(rng, p.Rows(), c.TrainFraction)
	if err != nil {
		return nil, fmt.Errorf("train_fraction: %w", err)
	}
	set := func(rows []int) Set {
		q := p.Select(rows)
		return Set{Rows: q.Rows(), X: floats(q.Tokens), Y: floats(q.Labels), XShape: []int{2}}
	}
	d := &Data{Inputs: []string{"a", "b"}, Tokens: p.Vocabulary, Classes: p.Vocabulary, Train: set(train), Test: set(test), Outputs: names}
	if c.Model == "transformer" { // the answer is read at the last place
		d.Length, d.Read = 1, []int{-1}
		d.Train.YShape, d.Test.YShape = []int{1}, []int{1}
	}
	return d, nil
}
