package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
	"github.com/urfave/cli/v2"
)

// runWriter opens a run: the model that it left in the form it began with, if it left one, by
// the tokenizer of its settings; else its own network.
func runWriter(c *cli.Context, path string) (*writer, error) {
	cfg, err := run.ReadConfig(path)
	if err != nil {
		return nil, err
	}
	model := filepath.Join(path, run.ElsewhereFolder)
	if file := filepath.Join(model, filepath.Base(cfg.Init)); cfg.Init != "" && there(file) {
		model = file
	}
	tokenizer, _ := settings.Get[string](cfg, "tokenizer")
	of := cfg.NamedFiles()["tokenizer"] // empty for bytes and characters, which a model does not know
	switch {
	case !there(model):
	case c.IsSet("tokenizer"):
		return pretrainedWriter(c, model, c.String("tokenizer"))
	case of != "" && !there(of):
		return pretrainedWriter(c, model, "") // a copy is beside the model
	case of != "" || tokenizer == asNumbers:
		return pretrainedWriter(c, model, tokenizer)
	}
	if c.IsSet("tokenizer") {
		return nil, fmt.Errorf("sample: --tokenizer: %s has the tokenizer that it was trained with: leave it out", path)
	}
	r, err := run.Open(c.Context, path)
	if err != nil {
		return nil, err
	}
	if r.Data.Encode == nil {
		return nil, fmt.Errorf("sample: %s: %w: its data are no text", path, run.ErrNoText)
	}
	w := &writer{tokens: r.Data.Tokens, prepare: func(int) error { return nil }}
	w.vocabulary = vocabulary{encode: r.Data.Encode, decode: r.Data.Decode, begin: []int{r.FirstToken()}}
	w.goOn = func(ctx context.Context, tokens []int, n int, temperature float64, rng *rand.Rand) ([]int, error) {
		more, err := r.Continue(ctx, rng, tokens, n, temperature, r.Data.Ends)
		return append(tokens[:len(tokens):len(tokens)], more...), err
	}
	return w, nil
}

func there(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
