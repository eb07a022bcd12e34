package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// killed is what is killed: arguments of the program, but for where to write to.
type killed struct {
	name string
	args []string
}

// cases are one experiment of every kind: formulas, classes, a table, tokens, a
// transformer, text, images, with the ways to train among them.
func cases(dir, mnist string) ([]killed, error) {
	table, text := filepath.Join(dir, "points.csv"), filepath.Join(dir, "text.txt")
	if err := os.WriteFile(table, []byte(points()), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(text, []byte(strings.Repeat("now is the winter of our discontent\n", 40)), 0o644); err != nil {
		return nil, err
	}
	all := []killed{
		{"independence", strings.Fields("independence --steps 2500")},
		{"sharing, float32 batches", strings.Fields("sharing --no-pictures --steps 4000 --set batch=7 --set dtype=float32 --set weight_decay=0.1")},
		{"composition, --finish", strings.Fields("composition --no-pictures --steps 1500 --finish --set finish=300")},
		{"two-moons, swap", strings.Fields("two-moons --no-pictures --steps 1500 --method swap --set swap_strategy=assignment")},
		{"sharing, rewound at NaNs, diverges", strings.Fields("sharing --no-pictures --steps 3000 --set learning_rate=4e6 --set dtype=float32 --on-nan rewind")},
		{"a table", append(strings.Fields("--no-pictures --steps 1500 --outputs y --categorical kind --set batch=16"), "--data", table)},
		{"modular-addition", strings.Fields("modular-addition --no-pictures --steps 150 --set modulus=7 --set width=20")},
		{"s4", strings.Fields("s4 --no-pictures --steps 400 --set group=3 --set width=30")},
		{"in-context, a transformer", strings.Fields("in-context --no-pictures --steps 80 --set width=16 --set heads=2 --set train_rows=200 --set test_rows=50 --set swap_every=40 --set batch=16")},
		{"shakespeare, a transformer", append(strings.Fields("shakespeare --no-pictures --steps 80 --set width=16 --set heads=2 --set length=12 --set batch=8 --set sample_length=100 --set swap_every=40 --set log_every=20"), "--data", text)},
		{"digits, images", strings.Fields("digits --steps 250 --set width=9 --set train_rows=400 --set test_rows=100")},
	}
	if mnist != "" {
		all = append(all, killed{"mnist, images", append(strings.Fields("mnist --steps 100 --set width=16 --set train_rows=500 --set test_rows=200 --no-pictures"), "--data", mnist)})
	}
	return all, nil
}

// points is a table of two numbers and a word.
func points() string {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	b.WriteString("a,b,kind,y\n")
	for range 120 {
		x, z, kind := rng.NormFloat64(), 100*rng.NormFloat64(), rng.IntN(2)
		fmt.Fprintf(&b, "%.5g,%.5g,%s,%.5g\n", x, z, []string{"red", "blue"}[kind], math.Sin(x)+z/100+float64(kind))
	}
	return b.String()
}

// comparison is what is killed of bimt compare.
func comparison() killed {
	return killed{"compare, 4 runs", strings.Fields("sharing --methods l1,bimt --seeds 2 --jobs 2 --steps 600")}
}
