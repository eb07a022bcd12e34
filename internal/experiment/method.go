package experiment

import (
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/nn"
)

// Methods lists the ways to train that can be compared (Liu, Gan, Tegmark 2023, table 1,
// and plain L2):
//
//	none   no price on connections
//	l1     |w|, wherever its ends are
//	l2     w²
//	local  |w| by length, neurons stay
//	swap   |w|, neurons move
//	bimt   |w| by length, neurons move
func Methods() []string { return []string{"none", "l1", "l2", "local", "swap", "bimt"} }

// lambda is the price of connections over the run.
func (c *Config) lambda() nn.Schedule {
	if c.Method == "none" {
		return nn.Constant(0)
	}
	return nn.Schedule{Start: c.Lambda, Changes: c.LambdaAt}
}

// locality is A in the loss.
func (c *Config) locality() float64 {
	if c.Method == "local" || c.Method == "bimt" {
		return c.Locality
	}
	return 0
}

// swaps says whether neurons move.
func (c *Config) swaps() bool {
	return (c.Method == "swap" || c.Method == "bimt") && c.SwapEvery > 0
}

// penalty says what is charged.
func (c *Config) penalty() []bimt.PenaltyOption {
	if c.Method == "l2" {
		return []bimt.PenaltyOption{bimt.Squared()}
	}
	return nil
}

// Relocation is how neurons are moved.
func (c *Config) Relocation() bimt.Relocation {
	return bimt.Relocation{
		Strategy: bimt.Strategy(c.SwapStrategy), Locality: c.SwapLocality, TopK: c.TopK, LeaveMemory: c.LeaveMoments,
	}
}
