// Command cost asks what it costs a training to be safe: whole trainings by the program in turn,
// with nothing kept, with what is kept by default, and with far more checkpoints than that, so
// that what one costs is seen above what two equal trainings differ by:
//
//	go run ./benchmarks/cost -rounds 5 NAME … > cost.md
//
// In every round each of the three is trained once, in an order that turns. Figures are of processor
// time, of the program and of the system for it, on one thread: medians of the ratios in a round,
// their range, and the ratio of the least of all rounds, which other work on the machine changes
// least. Where a published run takes long, a part of its steps is trained, with as many snapshots in
// proportion.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// trained is an experiment and how much of it is trained.
type trained struct {
	name  string
	steps int
	part  float64 // of the published steps
	set   []string
}

var experiments = []trained{
	{name: "independence", steps: 20000, part: 1},
	{name: "composition", steps: 20000, part: 1},
	{name: "two-moons", steps: 10000, part: 1},
	{name: "s4", steps: 2000, part: 0.1},
	{name: "modular-addition", steps: 500, part: 0.025},
	{name: "in-context", steps: 1000, part: 0.025},
	{name: "modular-addition-transformer", steps: 20, part: 0.01},
	{name: "digits", steps: 5000, part: 1},
	{name: "mnist", steps: 2000, part: 0.05},
	{name: "shakespeare", steps: 250, part: 0.05, set: []string{"sample_length=0"}},
}

// kept is a way to train.
type kept struct {
	name  string
	every time.Duration
	films bool
}

func main() {
	rounds := flag.Int("rounds", 5, "how often each is trained")
	often := flag.Duration("every", 200*time.Millisecond, "between checkpoints, where there are many")
	program := flag.String("bimt", "", "the program; built from this folder if not given")
	data := flag.String("mnist", "", "folder with images in IDX files, for mnist")
	text := flag.String("text", "", "file for shakespeare")
	flag.Parse()
	dir, err := os.MkdirTemp("", "cost")
	if err == nil {
		defer os.RemoveAll(dir) // what can't be removed is the system's
		m := &measuring{program: *program, dir: dir, rounds: *rounds, often: *often, data: map[string]string{"mnist": *data, "shakespeare": *text}}
		err = m.all(flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(2)
	}
}

// measuring is one call of the command.
type measuring struct {
	program, dir string
	rounds       int
	often        time.Duration
	data         map[string]string // by experiment, from flags
}

func (m *measuring) all(names []string) error {
	if m.program == "" {
		m.program = filepath.Join(m.dir, "bimt.exe") // an ending that does no harm elsewhere
		if out, err := exec.Command("go", "build", "-o", m.program, "github.com/gobimt/bimt/cmd/bimt").CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w: %s", err, out)
		}
	}
	fmt.Printf("| experiment | steps | processor s, nothing kept | as by default, median | of the least | a checkpoint every %v | of the least | that is, with one every 30 s |\n|---|---|---|---|---|---|---|---|\n", m.often)
	for _, e := range experiments {
		if len(names) > 0 && !slices.Contains(names, e.name) {
			continue
		}
		if err := m.one(e); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return nil
}

// one prints the row of an experiment.
func (m *measuring) one(e trained) error {
	ways := []kept{{name: "nothing"}, {"default", 30 * time.Second, true}, {"often", m.often, true}}
	spent := make([][]float64, len(ways))
	for round := range m.rounds {
		for i := range ways {
			k := (i + round) % len(ways)
			s, err := m.train(e, ways[k])
			if err != nil {
				return err
			}
			spent[k] = append(spent[k], s)
		}
	}
	often := least(spent[2], spent[1])
	fmt.Printf("| %s | %d | %.2f | %s | %+.1f %% | %s | %+.1f %% | %+.2f %% |\n", e.name, e.steps, middle(spent[0]),
		share(ratios(spent[1], spent[0])), least(spent[1], spent[0]), share(ratios(spent[2], spent[1])), often, often*m.often.Seconds()/30)
	return nil
}

// least is how much more the least is than that of others, in percent.
func least(of, to []float64) float64 { return 100 * (slices.Min(of)/slices.Min(to) - 1) }

// train trains once, and gives the processor time in seconds.
func (m *measuring) train(e trained, k kept) (spent float64, err error) {
	films := 0
	if k.films {
		films = int(100*e.part + 0.5)
	}
	args := []string{"train", e.name, "--steps", fmt.Sprint(e.steps), "--no-pictures", "--quiet", "--force", "--out", filepath.Join(m.dir, "run"),
		"--checkpoint-every", k.every.String(), "--snapshots", fmt.Sprint(films)}
	if path := m.data[e.name]; path != "" {
		args = append(args, "--data", path)
	}
	for _, s := range e.set {
		args = append(args, "--set", s)
	}
	c := exec.Command(m.program, args...)
	var said strings.Builder
	c.Stderr = &said
	c.Env = append(os.Environ(), "GOMAXPROCS=1") // workers that wait for each other take time too
	if err := c.Run(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, said.String())
	}
	return (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds(), nil
}

// ratios are those of each round.
func ratios(of, to []float64) []float64 {
	all := make([]float64, len(of))
	for i := range of {
		all[i] = of[i] / to[i]
	}
	return all
}

func middle(v []float64) float64 { return slices.Sorted(slices.Values(v))[len(v)/2] }

// share says how much more some ratios are than 1: the median, least and most.
func share(v []float64) string {
	percent := func(r float64) float64 { return 100 * (r - 1) }
	return fmt.Sprintf("%+.1f %% (%+.1f … %+.1f)", percent(middle(v)), percent(slices.Min(v)), percent(slices.Max(v)))
}
