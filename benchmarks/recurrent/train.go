package main

import (
	"context"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
)

// method is a way to train.
type method struct {
	name, says string
	lambda     float64 // at the end
	local      bool    // wires are charged for their length
	swaps      bool
	prices     []bimt.PenaltyOption
}

// schooling is how long, and on what.
type schooling struct {
	steps, batch int
	rate         float64
	draw         func(rng *rand.Rand) rows
}

// swapEvery is in steps of training.
const swapEvery = 50

// secondBeta is Adam's β₂. With the usual 0.999, the large gradients of a long unrolled network at the
// start keep its steps small for a thousand more, and a price of 1e-3 hardly moves a weight.
const secondBeta = 0.9

// train makes a network and trains it. λ is 0 for a fifth of the run, in which the task is learned, then rises
// evenly to its value at the end.
func train(ctx context.Context, s shape, m method, how schooling, seed uint64) (*network, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	n, err := newNetwork(s, how.batch, rng, m.prices...)
	if err != nil {
		return nil, err
	}
	n.seed = seed
	adam, err := nn.NewAdamW(n.params.All(), nn.AdamWConfig{Beta2: secondBeta})
	if err != nil {
		return nil, err
	}
	t := nn.Trainer{Session: n.session, Loss: n.loss, Optimizer: adam, Rate: nn.Constant(how.rate), Steps: how.steps}
	locality := 0.0
	if m.local {
		locality = 1
	}
	t.Before(nn.Always, func(step *nn.Step) error {
		lambda := m.lambda * max(0, float64(5*step.Index-step.Steps)/float64(4*step.Steps))
		if err := n.penalty.Set(lambda, locality, false); err != nil {
			return err
		}
		return n.feed(how.draw(rng))
	})
	if m.swaps {
		t.After(nn.Every(swapEvery), func(*nn.Step) error {
			_, err := n.space.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
			return err
		})
	}
	_, err = t.Run(ctx)
	return n, err
}
