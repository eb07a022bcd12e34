package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/graph/blas"
	"github.com/gobimt/bimt/transformer/pretrained"
	"github.com/urfave/cli/v2"
)

func sampleCommand() *cli.Command {
	return &cli.Command{
		Name:      "sample",
		Usage:     "have a language model from elsewhere write text",
		ArgsUsage: "FOLDER|FILE",
		Description: "  bimt sample stories260K.bin --prompt \"Once upon a time\"\n" +
			"  bimt sample FOLDER --prompt \"17 4 9\" --tokens 20\n" +
			"  bimt sample stories260K.bin --tokens 200 --samples 500 --temperature 1 > text.txt\n\n" +
			"Reads Hugging Face's GPT-2 and Llama (a folder), minGPT's .json and llama2.c's .bin. Text\n" +
			"needs a tokenizer of llama2.c, which is found beside a .bin; without one, a prompt is\n" +
			"numbers of tokens, and so is what is written.",
		OnUsageError: usageError,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "prompt", Usage: "`TEXT` to go on from"},
			&cli.IntFlag{Name: "tokens", Value: 100, Usage: "write up to `N` tokens"},
			&cli.IntFlag{Name: "samples", Value: 1, Usage: "write `N` texts, one after the other"},
			&cli.Float64Flag{Name: "temperature", Value: 0.8, Usage: "divides the logits by `T`; 0: the likeliest token each time"},
			&cli.Uint64Flag{Name: "seed", Usage: "of the draws: `N`"},
			&cli.StringFlag{Name: "tokenizer", Usage: "`FILE` of llama2.c's tokenizer (tok512.bin or tokenizer.bin beside a .bin, if not given)"},
		},
		Action: sample,
	}
}

func sample(c *cli.Context) error {
	if c.NArg() != 1 {
		return usage(errors.New("sample: name the folder or the file of one model"))
	}
	if c.Int("samples") < 1 {
		return usage(fmt.Errorf("sample: --samples %d: give at least 1", c.Int("samples")))
	}
	if c.Int("tokens") < 0 || !(c.Float64("temperature") >= 0) {
		return usage(fmt.Errorf("sample: %d tokens at temperature %v: give numbers of at least 0", c.Int("tokens"), c.Float64("temperature")))
	}
	if err := blas.Use("auto"); err != nil {
		return err
	}
	n, err := pretrained.Load(c.Args().First(), false)
	if err != nil {
		return usage(err)
	}
	words, err := wordsOf(c, n.File)
	if err != nil {
		return usage(err)
	}
	prompt, err := words.encode(c.String("prompt"))
	if err != nil {
		return usage(err)
	}
	for _, id := range prompt {
		if id < 0 || id >= n.Config.Tokens {
			return usage(fmt.Errorf("sample: --prompt: there is no token %d: give numbers below %d", id, n.Config.Tokens))
		}
	}
	g, err := pretrained.NewGenerator(n.Model, n.Params, min(n.Context, len(prompt)+c.Int("tokens")))
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(c.Uint64("seed"), 0))
	for range c.Int("samples") {
		all, err := g.Continue(c.Context, prompt, c.Int("tokens"), c.Float64("temperature"), words.end, rng)
		if err != nil {
			return err
		}
		text, err := words.decode(all)
		if err != nil {
			return err
		}
		if _, err = fmt.Fprintln(c.App.Writer, text); err != nil {
			return err
		}
	}
	return nil
}

// vocabulary turns text into tokens and back.
type vocabulary struct {
	encode func(text string) ([]int, error)
	decode func(tokens []int) (string, error)
	end    int // the token that ends a text, −1 for none
}

func wordsOf(c *cli.Context, f *pretrained.File) (vocabulary, error) {
	var t *pretrained.Tokenizer
	var err error
	switch {
	case c.IsSet("tokenizer"):
		t, err = pretrained.OpenTokenizer(c.String("tokenizer"), f.Config.Tokens)
	case f.Form == pretrained.Llama2C:
		t, err = f.Tokenizer()
	default:
		return vocabulary{numbersOf, numbered, -1}, nil
	}
	if err != nil {
		return vocabulary{}, fmt.Errorf("sample: %w; name one with --tokenizer", err)
	}
	return vocabulary{func(text string) ([]int, error) { return t.Encode(text), nil }, t.Decode, 1}, nil
}

// numbersOf reads tokens as numbers.
func numbersOf(text string) (tokens []int, err error) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(w)
		if err != nil {
			return nil, fmt.Errorf("sample: --prompt: %q is no number of a token, which a model without a tokenizer needs: name one with --tokenizer, or give numbers", w)
		}
		tokens = append(tokens, n)
	}
	if len(tokens) == 0 {
		return nil, errors.New("sample: --prompt: give the numbers of some tokens to go on from, or name a tokenizer with --tokenizer")
	}
	return tokens, nil
}

func numbered(tokens []int) (string, error) {
	var all []string
	for _, n := range tokens {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, " "), nil
}
