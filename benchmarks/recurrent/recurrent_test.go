package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

// Two partitions that are one agree whatever their names, others by chance not at all.
func TestAgreement(t *testing.T) {
	if a := agreement([]int{0, 0, 1, 1, 2, 2}, []int{5, 5, 0, 0, 3, 3}); a != 1 {
		t.Errorf("one partition: %v", a)
	}
	// Hubert and Arabie's index by hand: 2 pairs together in both, of 3 and 3 of 15.
	if a := agreement([]int{0, 0, 0, 1, 2, 3}, []int{0, 0, 1, 1, 2, 3}); math.Abs(a-(1-3.0*2/15)/(2.5-3.0*2/15)) > 1e-12 {
		t.Errorf("by hand: %v", a)
	}
	if a := agreement([]int{-1, -1, -1, -1}, []int{0, 0, 0, 0}); a != 0 {
		t.Errorf("neurons on their own beside one cluster: %v", a)
	}
	c := make([]int, 60)
	for i := range c {
		c[i] = i / 20
	}
	p, mean := chance(c, random(), func(s []int) float64 { return agreement(s, c) })
	if math.Abs(mean) > 0.01 || p > 0.002 {
		t.Errorf("a planted partition: p = %v, by chance %v", p, mean)
	}
}

// Neurons that vary in tasks of their own, and are wired among themselves, are found by both ways.
func TestPlantedModules(t *testing.T) {
	const n, modules = 30, 3
	rng := random()
	v, wires, all := make([][]float64, n), make([]float64, n*n), make([]int, n)
	for i := range n {
		all[i] = i
		for task := range 6 {
			x := 0.05 * rng.Float64()
			if task/2 == i%modules {
				x++
			}
			v[i] = append(v[i], x)
		}
		for j := range n {
			if wires[i*n+j] = 0.01 * rng.Float64(); i%modules == j%modules {
				wires[i*n+j] = 1
			}
		}
	}
	f, err := functional(v, all, rng)
	if err != nil {
		t.Fatal(err)
	}
	a, err := anatomical(wires, n, all, rng)
	if err != nil {
		t.Fatal(err)
	}
	if s := agreement(f, a); s != 1 {
		t.Errorf("agreement %v of %v and %v", s, f, a)
	}
	if got := voiced([][]float64{{1, 0}, {0, 1e-5}, {0, 0.5}}); len(got) != 2 {
		t.Errorf("not silent: %v", got)
	}
}

// Clustering, efficiency and rewiring of small graphs.
func TestGraphs(t *testing.T) {
	const n = 6
	edges := make([]bool, n*n)
	for i := range n { // two triangles, joined
		for j := range n {
			edges[i*n+j] = i != j && (i/3 == j/3 || i+j == 5 && max(i, j) == 3)
		}
	}
	if c := clustering(n, edges); math.Abs(c-(4+2.0/3)/6) > 1e-12 {
		t.Errorf("clustering %v", c)
	}
	if e := efficiency(n, edges); math.Abs(e-(7+4*0.5+4.0/3)/15) > 1e-12 {
		t.Errorf("efficiency %v", e)
	}
	q, err := modularity(n, edges, random())
	if err != nil || math.Abs(q-(6.0/7-0.5)) > 1e-12 {
		t.Errorf("modularity %v, %v", q, err)
	}
	for range 20 {
		r := rewired(n, edges, random())
		for i := range n {
			before, after := 0, 0
			for j := range n {
				before, after = before+int(yes(edges[i*n+j])), after+int(yes(r[i*n+j]))
			}
			if before != after || r[i*n+i] {
				t.Errorf("node %d had %d edges, now %d, to itself: %v", i, before, after, r[i*n+i])
			}
		}
	}
}

// What is asked is what is answered: targets are right by the measure of accuracy.
func TestRows(t *testing.T) {
	for task := range cognitiveTasks {
		r := cognitiveRows(random(), 40, task)
		if right := cognitiveRight(r.y, r); right != 1 {
			t.Errorf("%s: targets are right in %v", cognitiveTasks[task].name, right)
		}
	}
	r := mazeRows(random(), 40, false)
	logits := make([]float64, 40*mazeOutputs)
	for i, a := range r.answers {
		logits[i*mazeOutputs+a] = 1
		seen := 0
		for k, v := range r.x[mazeSteps-1][i*mazeInputs:][:mazeInputs] {
			if v > 0 && k < 4 {
				t.Errorf("the goal is seen at the end")
			}
			seen += int(v)
		}
		if seen != 2 || r.x[mazeSteps-1][i*mazeInputs+4+a] != 1 {
			t.Errorf("maze %d: %d directions, the right one is seen: %v", i, seen, r.x[mazeSteps-1][i*mazeInputs+4+a])
		}
	}
	if right := mazeRight(logits, r); right != 1 {
		t.Errorf("the right answers are right in %v", right)
	}
}

// A short training lowers the loss, the same seed gives the same bits, and relocation keeps the answers.
func TestTrain(t *testing.T) {
	s := shape{time: 4, inputs: mazeInputs, hidden: 12, outputs: mazeOutputs, layout: cube(3, 2, 2), gain: 1}
	short := func(rng *rand.Rand) rows {
		r := mazeRows(rng, 16, true)
		r.x = [][]float64{r.x[0], r.x[20], r.x[40], r.x[49]}
		return r
	}
	var losses []float64
	for range 2 {
		n, err := train(t.Context(), s, method{lambda: 1e-3, local: true, swaps: true}, schooling{steps: 150, batch: 16, rate: 1e-2, draw: short}, 1)
		if err != nil {
			t.Fatal(err)
		}
		out, states, err := n.run(short(random()))
		if err != nil || len(states) != 4 {
			t.Fatal(len(states), err)
		}
		losses = append(losses, n.session.Scalar(n.loss))
		if right := mazeRight(out, short(random())); right < 0.9 {
			t.Errorf("right in %v", right)
		}
	}
	if losses[0] != losses[1] {
		t.Errorf("losses %v of one seed", losses)
	}
}
