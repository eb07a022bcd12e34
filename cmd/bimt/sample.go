package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

func sampleCommand() *cli.Command {
	return &cli.Command{
		Name:      "sample",
		Usage:     "have a language model, from elsewhere or of a run, write text",
		ArgsUsage: "FOLDER|FILE|RUN",
		Description: "  bimt sample stories260K.bin --prompt \"Once upon a time\"\n" +
			"  bimt sample FOLDER --prompt \"Once upon a time\" --tokens 20\n" +
			"  bimt sample FOLDER --tokenizer numbers --prompt \"17 4 9\"\n" +
			"  bimt sample stories260K.bin --tokens 200 --samples 500 --temperature 1 > text.txt\n\n" +
			"Reads Hugging Face's GPT-2 and Llama (a folder), minGPT's .json, llama2.c's .bin, and runs\n" +
			"of texts. The tokenizer is the one in the folder (tokenizer.json or tokenizer.model of the\n" +
			"kind BPE, or vocab.json with merges.txt), beside the .bin (tok512.bin or tokenizer.bin), or\n" +
			"the run's. Without one, a prompt is numbers of tokens, and so is what is written. A text\n" +
			"ends at a token that the folder's files say ends one (eos_token).",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "prompt", Usage: "`TEXT` to go on from"},
			&cli.IntFlag{Name: "tokens", Value: 100, Usage: "write up to `N` tokens"},
			&cli.IntFlag{Name: "samples", Value: 1, Usage: "write `N` texts, one after the other"},
			&cli.Float64Flag{Name: "temperature", Value: 0.8, Usage: "divides the logits by `T`; 0: the likeliest token each time"},
			&cli.Uint64Flag{Name: "seed", Usage: "of the draws: `N`"},
			&cli.StringFlag{Name: "tokenizer", Usage: "the tokenizer in a `FILE|FOLDER`, or numbers: of tokens (the model's own, if not given)"},
		},
		Action: sample,
	}
}

// writer goes on with tokens.
type writer struct {
	vocabulary
	tokens int // that there are
	// prepare makes room for texts of a length.
	prepare func(length int) error
	goOn    func(ctx context.Context, tokens []int, n int, temperature float64, rng *rand.Rand) ([]int, error)
}

func sample(c *cli.Context) error {
	switch {
	case c.NArg() != 1:
		return usage(errors.New("sample: name the folder or the file of one model, or one run"))
	case c.Int("samples") < 1:
		return usage(fmt.Errorf("sample: --samples %d: give at least 1", c.Int("samples")))
	case c.Int("tokens") < 0 || !(c.Float64("temperature") >= 0):
		return usage(fmt.Errorf("sample: %d tokens at temperature %v: give numbers of at least 0", c.Int("tokens"), c.Float64("temperature")))
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	w, err := writerOf(c, c.Args().First())
	if err != nil {
		return usage(err)
	}
	prompt, err := w.prompt(c.String("prompt"))
	if err != nil {
		return usage(err)
	}
	if err := w.prepare(len(prompt) + c.Int("tokens")); err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(c.Uint64("seed"), 0))
	for range c.Int("samples") {
		all, err := w.goOn(c.Context, prompt, c.Int("tokens"), c.Float64("temperature"), rng)
		if err != nil {
			return err
		}
		text, err := w.decode(all)
		if err != nil {
			return err
		}
		if _, err = fmt.Fprintln(c.App.Writer, text); err != nil {
			return err
		}
	}
	return nil
}

// prompt is the tokens to go on from.
func (w *writer) prompt(text string) ([]int, error) {
	tokens, err := w.encode(text)
	if err != nil {
		return nil, fmt.Errorf("sample: --prompt: %w", err)
	}
	if len(tokens) == 0 {
		tokens = w.begin
	}
	if len(tokens) == 0 {
		return nil, errors.New("sample: --prompt: give some text to go on from: no token is known that begins one")
	}
	for _, id := range tokens {
		if id < 0 || id >= w.tokens {
			return nil, fmt.Errorf("sample: --prompt: there is no token %d: give numbers below %d", id, w.tokens)
		}
	}
	return tokens, nil
}

// writerOf opens what a path names.
func writerOf(c *cli.Context, path string) (*writer, error) {
	if isRun(path) {
		return runWriter(c, path)
	}
	return pretrainedWriter(c, path, c.String("tokenizer"))
}

// pretrainedWriter loads a transformer from elsewhere.
func pretrainedWriter(c *cli.Context, path, tokenizer string) (*writer, error) {
	n, err := pretrained.Load(path, false)
	if err != nil {
		return nil, err
	}
	w := &writer{tokens: n.Config.Tokens}
	if w.vocabulary, err = wordsOf(n.File, tokenizer); err != nil {
		return nil, err
	}
	var g *pretrained.Generator
	w.prepare = func(length int) (err error) {
		g, err = pretrained.NewGenerator(n.Model, n.Params, min(n.Context, length))
		return err
	}
	w.goOn = func(ctx context.Context, tokens []int, most int, temperature float64, rng *rand.Rand) ([]int, error) {
		return g.Continue(ctx, tokens, most, temperature, w.ends, rng)
	}
	return w, nil
}
