package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/gobimt/bimt/benchmarks/answer"
	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/metric"
)

// study is a task with the methods that are tried on it, and what is measured.
type study struct {
	name, title, why, note string
	base                   string
	methods                []method
	figures                []answer.Figure
	run                    func(ctx context.Context, m method, seed int) (map[string]float64, error)
}

// studies are pages.
var studies = []study{
	{
		name: "cognitive", title: "Do functional and anatomical modules of a recurrent network coincide?",
		why: "The question of Liu, Khona, Fiete and Tegmark's \"Growing Brains\" (2023), on six tasks after Yang and others (2019): go, anti-go, delayed, memory, decision, match. " +
			"One network, 100 ReLU neurons on a grid, h_t = ReLU(W·x_t + b + R·h_{t−1}), learns all six in 4,000 steps of 60 trials; |R| is charged, more as training goes on, and what λ leaves is about 500 weights with every method. " +
			"Functional clusters are communities of the correlations of task variances (the variance of a neuron over trials of a task), anatomical ones communities of |R|, both by Louvain's search, " +
			"over neurons that are not silent.",
		note: "*Agreement* is the adjusted Rand index of the two partitions: 1 if they are one, 0 by chance. *Q of functional clusters* is Newman's modularity of |R| divided by them. *Spread* is the mean distance of two neurons " +
			"of one functional cluster, of that of any two. *Beyond chance* counts seeds where fewer than 5 % of 1,000 shuffles of the functional clusters over the neurons do as well. " +
			"Five seeds can't show a difference by a test of their pairs (the least p is 0.06 before correction): the shuffles are the test.",
		base: "l1",
		methods: []method{
			{name: "none", says: "no price"},
			{name: "l1", says: "λ·y·|w|, λ = 4e-4", lambda: 4e-4},
			{name: "local", says: "λ·|w|·(distance + y), λ = 1e-4", lambda: 1e-4, local: true},
			{name: "bimt", says: "the same, and swaps every 50 steps", lambda: 1e-4, local: true, swaps: true},
		},
		figures: []answer.Figure{
			{Key: "accuracy", Name: "accuracy", Better: 1},
			{Key: "least_accuracy", Name: "of the hardest task"},
			{Key: "active", Name: "recurrent weights above 0.01"},
			{Key: "voiced", Name: "neurons not silent"},
			{Key: "functional", Name: "functional clusters"},
			{Key: "anatomical", Name: "anatomical modules"},
			{Key: "modularity", Name: "Q of |R|", Better: 1},
			{Key: "agreement", Name: "agreement", Better: 1},
			{Key: "agreement_beyond", Name: "beyond chance", Yes: true},
			{Key: "functional_q", Name: "Q of functional clusters", Better: 1},
			{Key: "functional_q_beyond", Name: "beyond chance", Yes: true},
			{Key: "spread", Name: "spread", Better: -1},
			{Key: "spread_beyond", Name: "beyond chance", Yes: true},
		},
		run: cognitiveRun,
	},
	{
		name: "maze", title: "seRNN's maze",
		why: "The task of spatially embedded recurrent networks (Achterberg and others 2023): one of four goals is seen for 20 steps, nothing for 10, two directions for 20; which one leads nearer? " +
			"Their notebook reaches a validation accuracy of 0.614, Q = 0.199 and a small-worldness of 1.227 in ten epochs, at " +
			"λ = 0.5. Here are the same eight mazes, noise, layout (100 ReLU neurons on a grid of 5×5×4) and accuracy (2,560 mazes without noise), in 2,500 steps of 32 mazes, with a price that rises. " +
			"*Q* is that of the graph that the notebook measures: the strongest tenth of the recurrent weights, here of those above 0.01.",
		note: "*Q rewired* is the mean Q of ten copies with the same degrees: what sparsity alone makes. Small-worldness is clustering times efficiency, each divided by that of random graphs of as many edges; without triangles by chance it is no number. " +
			"Seconds are of training, on a machine that did other work.",
		base: "none",
		methods: []method{
			{name: "none", says: "no price"},
			{name: "bimt", says: "λ·|w|·(distance + y), λ = 1.5e-3, and swaps every 50 steps", lambda: 1.5e-3, local: true, swaps: true},
		},
		figures: []answer.Figure{
			{Key: "accuracy", Name: "validation accuracy", Better: 1},
			{Key: "modularity", Name: "Q", Better: 1},
			{Key: "modularity_rewired", Name: "Q rewired"},
			{Key: "reached", Name: "accuracy ≥ 0.95 and Q ≥ 0.4", Yes: true},
			{Key: "small_world", Name: "small-worldness"},
			{Key: "active", Name: "recurrent weights above 0.01", Better: -1, Ratio: true},
			{Key: "seconds", Name: "seconds"},
		},
		run: mazeRun,
	},
}

const hidden = 100

func cognitiveRun(ctx context.Context, m method, seed int) (map[string]float64, error) {
	const batch = 60
	s := shape{
		time: steps, inputs: cognitiveInputs + len(cognitiveTasks), hidden: hidden, outputs: cognitiveOutputs,
		layout: bimt.Grid(10, 10), gain: 0.9, every: true,
	}
	n, err := train(ctx, s, m, schooling{steps: 4000, batch: batch, rate: 2e-3, draw: func(rng *rand.Rand) rows { return cognitiveRows(rng, batch, -1) }}, uint64(seed))
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(uint64(seed), 2))
	figures := map[string]float64{"accuracy": 0, "least_accuracy": 1}
	for task, t := range cognitiveTasks {
		right := 0.0
		const times = 5
		for range times {
			r := cognitiveRows(rng, batch, task)
			out, _, err := n.run(r)
			if err != nil {
				return nil, err
			}
			right += cognitiveRight(out, r) / times
		}
		figures["accuracy "+t.name] = right
		figures["accuracy"] += right / float64(len(cognitiveTasks))
		figures["least_accuracy"] = min(figures["least_accuracy"], right)
	}
	return figures, compareModules(n, rng, figures)
}

// compareModules adds figures of functional clusters beside anatomical ones.
func compareModules(n *network, rng *rand.Rand, figures map[string]float64) error {
	v, err := taskVariance(n, rng)
	if err != nil {
		return err
	}
	neurons, wires := voiced(v), n.wires()
	f, err := functional(v, neurons, rng)
	if err != nil {
		return err
	}
	a, err := anatomical(wires, n.hidden, neurons, rng)
	if err != nil {
		return err
	}
	order := n.axis.Order()
	var places [][]float64
	for _, i := range neurons {
		places = append(places, n.axis.Layout().Point(slices.Index(order, i)))
	}
	part, err := graphOf(n.hidden, wires)
	if err != nil {
		return err
	}
	for name, score := range map[string]func([]int) float64{
		"agreement":    func(c []int) float64 { return agreement(c, a) },
		"functional_q": func(c []int) float64 { return qOf(part, neurons, c) },
		"spread":       func(c []int) float64 { return -spread(c, places) }, // less is better
	} {
		p, mean := chance(f, rand.New(rand.NewPCG(n.seed, 3)), score)
		figures[name], figures[name+"_p"], figures[name+"_chance"], figures[name+"_beyond"] = score(f), p, mean, yes(p < 0.05)
	}
	figures["spread"], figures["spread_chance"] = -figures["spread"], -figures["spread_chance"]
	figures["functional"], figures["anatomical"], figures["voiced"] = float64(slices.Max(f)+1), float64(slices.Max(a)+1), float64(len(neurons))
	figures["active"] = active(wires)
	whole, err := metric.Modularity(part, metric.Restarts, rng)
	figures["modularity"] = whole.Q
	return err
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func active(wires []float64) (n float64) {
	for _, w := range wires {
		if w > 0.01 {
			n++
		}
	}
	return n
}

func mazeRun(ctx context.Context, m method, seed int) (map[string]float64, error) {
	const batch = 32
	began := time.Now()
	s := shape{time: mazeSteps, inputs: mazeInputs, hidden: hidden, outputs: mazeOutputs, layout: cube(5, 5, 4), gain: 1}
	n, err := train(ctx, s, m, schooling{steps: 2500, batch: batch, rate: 1e-3, draw: func(rng *rand.Rand) rows { return mazeRows(rng, batch, true) }}, uint64(seed))
	if err != nil {
		return nil, err
	}
	seconds := time.Since(began).Seconds()
	rng := rand.New(rand.NewPCG(uint64(seed), 2))
	right := 0.0
	const times = 80 // 2,560 mazes, as in the notebook
	for range times {
		r := mazeRows(rng, batch, false)
		out, _, err := n.run(r)
		if err != nil {
			return nil, err
		}
		right += mazeRight(out, r) / times
	}
	wires := n.wires()
	edges := strongest(hidden, wires)
	q, err := modularity(hidden, edges, rng)
	if err != nil {
		return nil, err
	}
	null := 0.0
	for range 10 {
		other, err := modularity(hidden, rewired(hidden, edges, rng), rng)
		if err != nil {
			return nil, err
		}
		null += other / 10
	}
	return map[string]float64{
		"accuracy": right, "modularity": q, "modularity_rewired": null, "small_world": smallWorld(hidden, edges, rng, 20),
		"active": active(wires), "seconds": seconds, "reached": yes(right >= 0.95 && q >= 0.4),
	}, nil
}

// cube lays places on a grid in space, of unit length along its longest side.
func cube(x, y, z int) bimt.Layout {
	var points [][]float64
	side := float64(max(x, y, z))
	for i := range x {
		for j := range y {
			for k := range z {
				points = append(points, []float64{(float64(i) + 0.5) / side, (float64(j) + 0.5) / side, (float64(k) + 0.5) / side})
			}
		}
	}
	return bimt.Points(points)
}
