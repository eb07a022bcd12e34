package run

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

// longestName is the most bytes of an experiment's name: method and seed follow it in that
// of a folder, for which file systems allow 255.
const longestName = 150

// Check reports the first setting that can't be.
func (c *Config) Check() error {
	name := strings.TrimSpace(c.Experiment)
	if name == "" || name == "." || name == ".." || strings.ContainsAny(name, `/\`) || strings.ContainsFunc(name, unicode.IsControl) {
		return fmt.Errorf("experiment: %q is no name for a folder", c.Experiment)
	}
	if n := len(c.Experiment); n > longestName {
		return fmt.Errorf("experiment: a name of %d bytes is too long for a folder: give at most %d", n, longestName)
	}
	if err := settings.Check(c); err != nil {
		return err
	}
	for key, changes := range map[string][]nn.Change{"lambda_changes": c.LambdaAt, "learning_rate_changes": c.RateAt} {
		if err := (nn.Schedule{Changes: changes}).Check(); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		for _, change := range changes {
			if change.Factor < 0 {
				return fmt.Errorf("%s: a factor of %v: give at least 0", key, change.Factor)
			}
		}
	}
	return c.checkPruning()
}
