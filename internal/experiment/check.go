package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/nn"
)

// Check reports the first setting that can't be.
func (c *Config) Check() error {
	if strings.TrimSpace(c.Experiment) == "" || strings.ContainsAny(c.Experiment, "/\\\x00") {
		return fmt.Errorf("experiment: %q is no name for a folder", c.Experiment)
	}
	for _, check := range []func() error{c.checkChoices, c.checkSizes, c.checkNumbers, c.checkUse} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkChoices looks at the settings that are one of a few words.
func (c *Config) checkChoices() error {
	var acts []string
	for _, a := range op.Activations() {
		acts = append(acts, string(a))
	}
	for _, w := range []struct {
		key, value string
		choices    []string
	}{
		{"data", c.Data, dataNames()},
		{"model", c.Model, []string{"mlp", "transformer"}},
		{"activation", c.Activation, acts},
		{"method", c.Method, Methods()},
		{"loss", c.Loss, []string{"auto", "mse", "cross-entropy"}},
		{"dtype", c.DType, []string{"float64", "float32"}},
		{"blas", c.BLAS, []string{"auto", "go", "openblas"}},
		{"geometry", c.Geometry, []string{"line", "grid"}},
		{"reduction", c.Reduction, []string{"sum", "mean"}},
		{"swap_strategy", c.SwapStrategy, Strategies()},
		{"task", c.Task, []string{"", "regression", "classification"}},
	} {
		if !slices.Contains(w.choices, w.value) {
			return nearest.Unknown(w.key, w.value, w.choices)
		}
	}
	return nil
}

// checkSizes looks at the whole numbers.
func (c *Config) checkSizes() error {
	for _, n := range []struct {
		key        string
		value, min int
	}{
		{"steps", c.Steps, 1}, {"width", c.Width, 1}, {"depth", c.Depth, 0}, {"batch", c.Batch, 0},
		{"log_every", c.LogEvery, 1}, {"swap_every", c.SwapEvery, 0}, {"top_k", c.TopK, 0},
		{"train_rows", c.TrainRows, 0}, {"test_rows", c.TestRows, 0}, {"embedding_width", c.EmbeddingWidth, 0},
		{"modulus", c.Modulus, 0}, {"group", c.Group, 0}, {"dims", c.Dims, 0}, {"examples", c.Examples, 0},
		{"length", c.Length, 0}, {"sample_length", c.SampleLength, 0}, {"heads", c.Heads, 0}, {"mlp_factor", c.MLPFactor, 0},
	} {
		if n.value < n.min {
			return fmt.Errorf("%s: %d is too small: give at least %d", n.key, n.value, n.min)
		}
	}
	const widest, deepest = 1 << 20, 1000 // a deeper one would be compiled for hours
	for _, n := range []struct {
		key         string
		value, most int
	}{{"width", c.Width, widest}, {"embedding_width", c.EmbeddingWidth, widest}, {"depth", c.Depth, deepest}} {
		if n.value > n.most {
			return fmt.Errorf("%s: %d is too large: give at most %d", n.key, n.value, n.most)
		}
	}
	return nil
}

// checkNumbers looks at the real numbers.
func (c *Config) checkNumbers() error {
	for _, v := range []struct {
		key             string
		value, min, max float64
	}{
		{"learning_rate", c.LearningRate, 0, math.MaxFloat64}, {"weight_decay", c.WeightDecay, 0, math.MaxFloat64},
		{"lambda", c.Lambda, 0, math.MaxFloat64}, {"locality", c.Locality, 0, math.MaxFloat64},
		{"layer_distance", c.LayerDistance, 0, math.MaxFloat64}, {"swap_locality", c.SwapLocality, 0, math.MaxFloat64},
		{"charge_biases_from", c.BiasesFrom, 0, 1}, {"noise", c.Noise, 0, math.MaxFloat64},
		{"sample_temperature", c.SampleTemperature, 0, math.MaxFloat64}, {"train_fraction", c.TrainFraction, 0, 1}, {"attention_rate", c.AttentionRate, 0, 1},
	} {
		if !(v.value >= v.min && v.value <= v.max) {
			if v.max == 1 {
				return fmt.Errorf("%s: %v: give a number from %v to 1", v.key, v.value, v.min)
			}
			return fmt.Errorf("%s: %v: give a number of at least %v", v.key, v.value, v.min)
		}
	}
	if err := (nn.Schedule{Changes: c.LambdaAt}).Check(); err != nil {
		return fmt.Errorf("lambda_changes: %w", err)
	}
	return nil
}
