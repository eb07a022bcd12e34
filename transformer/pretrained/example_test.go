package pretrained_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// A language model is relocated, written as it came, read again, and writes the same.
func ExampleLoad() {
	model, err := pretrained.Load("testdata/stories260K.bin", false)
	if err != nil {
		log.Fatal(err)
	}
	moves, _, err := model.Relocate(bimt.Relocation{Strategy: bimt.Assignment, Locality: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d weights, wires %.0f → %.0f\n", model.Weights(), moves.Before, moves.After)
	dir, err := os.MkdirTemp("", "tidied")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := model.Save(dir, model.Model); err != nil {
		log.Fatal(err)
	}
	again, err := pretrained.Load(dir+"/stories260K.bin", false)
	if err != nil {
		log.Fatal(err)
	}
	words, err := again.Tokenizer()
	if err != nil {
		log.Fatal(err)
	}
	g, err := pretrained.NewGenerator(again.Model, again.Params, 20)
	if err != nil {
		log.Fatal(err)
	}
	prompt, err := words.Encode("Once upon a time")
	if err != nil {
		log.Fatal(err)
	}
	tokens, err := g.Continue(context.Background(), prompt, 11, 0, words.Ends(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(words.Decode(tokens))
	// Output:
	// 260032 weights, wires 10046 → 9253
	// Once upon a time, there was a little girl named Lily. <nil>
}
