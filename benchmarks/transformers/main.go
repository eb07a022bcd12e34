// Command transformers makes the evidence of benchmarks/results/transformers.md: what each level of
// a transformer's symmetry is worth, alone and with the others, and what came of fine-tuning.
//
//	go run ./benchmarks/transformers levels stories260K.bin gpt-nano-sort-model.json
//	go run ./benchmarks/transformers curve -out curve.svg RUN…
//	go run ./benchmarks/transformers layer -out layer.png -weight block2.mlp.up.weight BEFORE AFTER…
//	go run ./benchmarks/transformers nonzero RUN…
//	go run ./benchmarks/transformers adder -out adder.png RUN…
//	go run ./benchmarks/transformers random -width 512 DIR
//
// levels prints a table in Markdown; curve draws test loss against active weights of finished runs,
// a method a colour; layer draws the sizes of one weight's elements by place, of a model as it came
// and of runs or models relocated; nonzero counts what of a run's parameters is not 0; adder
// does so for a table, with the rows that are right; random writes a Llama of random weights, 25
// million if nothing else is said.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := command(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "transformers:", err)
		os.Exit(1)
	}
}

func command(args []string) error {
	commands := map[string]func([]string) error{"levels": levels, "curve": curve, "layer": layer, "nonzero": nonzero, "random": random, "adder": adder}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("say one of levels, curve, layer, nonzero, adder and random; the comment of the package has examples")
	}
	return commands[args[0]](args[1:])
}
