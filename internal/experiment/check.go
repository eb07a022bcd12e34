package experiment

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/gobimt/bimt/graph/op"

	"github.com/gobimt/bimt/internal/settings"
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
)

// Choices lists the words that some settings can be, for package settings.
func (c *Config) Choices(key string) []string {
	switch key {
	case "activation":
		var names []string
		for _, a := range op.Activations() {
			names = append(names, string(a))
		}
		return names
	case "method":
		return Methods()
	case "loss":
		return task.LossNames()
	case "swap_strategy":
		return Strategies()
	}
	return nil
}

// Check reports the first setting that can't be.
func (c *Config) Check() error {
	name := strings.TrimSpace(c.Experiment)
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`) || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("experiment: %q is no name for a folder", c.Experiment)
	}
	if err := settings.Check(c); err != nil {
		return err
	}
	if err := (nn.Schedule{Changes: c.LambdaAt}).Check(); err != nil {
		return fmt.Errorf("lambda_changes: %w", err)
	}
	for _, change := range c.LambdaAt {
		if change.Factor < 0 {
			return fmt.Errorf("lambda_changes: a factor of %v: give at least 0", change.Factor)
		}
	}
	return c.checkMemory()
}

// mostWeights is the most of a network: each takes up to 32 bytes in training, with its gradient and two moments.
const mostWeights = 1 << 28

// checkMemory refuses networks that would take too much memory, before any is asked for.
func (c *Config) checkMemory() error {
	w, layers := float64(c.Width), float64(c.Depth-1) // between hidden ones; those at the ends are smaller
	layer := w * w
	if c.Model == "transformer" {
		layer, layers = layer*(4+2*float64(c.MLPFactor)), float64(c.Depth)
	}
	if n := layer * layers; n > mostWeights {
		return fmt.Errorf("width: %d layers of %d neurons have some %.2g weights, which take %s of memory in training: give less width or depth",
			c.Depth, c.Width, n, task.Bytes(32*n))
	}
	return nil
}
