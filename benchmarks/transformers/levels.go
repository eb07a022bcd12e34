package main

import (
	"fmt"
	"path"
	"path/filepath"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/transformer"
	"github.com/gobimt/bimt/transformer/pretrained"
)

// parts are the levels of a transformer's symmetry, by the names of axes and splits.
var parts = []struct {
	name string
	of   []string
}{
	{"residual stream", []string{"residual"}},
	{"hidden neurons", []string{"block*.hidden"}},
	{"heads, or groups that share keys", []string{"block[0-9]", "block[0-9][0-9]"}},
	{"query heads inside a group", []string{"block*.sharing"}},
	{"value dimensions inside a head", []string{"block*.values", "block*.v"}},
	{"query and key dimensions inside a head", []string{"block*.dims", "block*.qk"}},
	{"places of rotary queries and keys", []string{"block*.q", "block*.k"}},
}

// way is something that is done to a model.
type way struct {
	name string
	do   func(n *pretrained.Network) error
}

// ways are all that apply to a model.
func ways(n *pretrained.Network) []way {
	var all []way
	for _, p := range parts {
		if only := matching(n.Space, p.of); len(only) > 0 {
			all = append(all, way{p.name, relocation(bimt.Relocation{Strategy: bimt.Assignment, Only: only})})
		}
	}
	all = append(all,
		way{"all together, by assignment", relocation(bimt.Relocation{Strategy: bimt.Assignment})},
		way{"all together, by spectral", relocation(bimt.Relocation{Strategy: bimt.Spectral})},
	)
	for _, f := range transformer.Freedoms() {
		all = append(all, way{"rotated alone: " + string(f), rotation(f)})
	}
	return append(all,
		way{"rotated alone: all", rotation(transformer.Freedoms()...)},
		way{"spectral, then rotated", both(1)},
		way{"spectral, then rotated and relocated in turn", both(5)},
	)
}

func relocation(r bimt.Relocation) func(*pretrained.Network) error {
	r.Locality = 1
	return func(n *pretrained.Network) error {
		_, _, err := n.Relocate(r)
		return err
	}
}

func rotation(f ...transformer.Freedom) func(*pretrained.Network) error {
	return func(n *pretrained.Network) error {
		t, _, err := n.Rotate(transformer.Rotation{Locality: 1, Freedoms: f})
		if why := t.Left[f[0]]; err == nil && why != "" && len(f) == 1 {
			return leftError(why)
		}
		return err
	}
}

func both(rounds int) func(*pretrained.Network) error {
	return func(n *pretrained.Network) error {
		err := relocation(bimt.Relocation{Strategy: bimt.Spectral})(n)
		for i := 0; i < rounds && err == nil; i++ {
			if err = rotation(transformer.Freedoms()...)(n); err == nil && rounds > 1 {
				err = relocation(bimt.Relocation{Strategy: bimt.Assignment})(n)
			}
		}
		return err
	}
}

// leftError is why a model lacks a freedom.
type leftError string

func (e leftError) Error() string { return string(e) }

// matching are the patterns that some axis or split of a space has.
func matching(s *bimt.Space, patterns []string) (found []string) {
	has := func(pattern string) bool {
		for _, a := range s.Axes() {
			names := []string{a.Name()}
			for _, h := range a.Symmetry().Splits() {
				names = append(names, h.Name())
			}
			for _, name := range names {
				if ok, _ := path.Match(pattern, name); ok && !a.IsFixed() {
					return true
				}
			}
		}
		return false
	}
	for _, p := range patterns {
		if has(p) {
			found = append(found, p)
		}
	}
	return found
}

// levels prints what each way is worth, of each model.
func levels(models []string) error {
	if len(models) == 0 {
		return fmt.Errorf("levels: name some models")
	}
	for _, model := range models {
		first, err := pretrained.Load(model, false)
		if err != nil {
			return err
		}
		cost := first.Space.ConnectionCost(1)
		wires := cost - first.Space.ConnectionCost(0)
		fmt.Printf("\n%s (%d weights): wires Σ|w|·d = %.5g, connection cost Σ|w|·(d + ½) = %.5g\n\n", filepath.Base(model), first.Weights(), wires, cost)
		fmt.Println("| what | wires | connection cost | logits, float64 | logits, float32 |\n|---|---|---|---|---|")
		for _, w := range ways(first) {
			if err := row(model, w, cost, wires); err != nil {
				return err
			}
		}
	}
	return nil
}

// row prints one way; logits are compared with those before it.
func row(model string, w way, cost, wires float64) error {
	cells := fmt.Sprintf("| %s |", w.name)
	var changes string
	for _, single := range []bool{false, true} {
		n, err := pretrained.Load(model, single)
		if err != nil {
			return err
		}
		before, err := n.Probe()
		if err != nil {
			return err
		}
		err = w.do(n)
		if left, ok := err.(leftError); ok {
			fmt.Printf("| %s | – | – | not free: %s | |\n", w.name, left)
			return nil
		} else if err != nil {
			return err
		}
		after, err := n.Probe()
		if err != nil {
			return err
		}
		if !single {
			now := n.Space.ConnectionCost(1)
			cells += fmt.Sprintf(" %+.2f %% | %+.2f %% |", 100*((now-n.Space.ConnectionCost(0))/wires-1), 100*(now/cost-1))
		}
		changes += fmt.Sprintf(" %.1g |", pretrained.Apart(before, after))
	}
	fmt.Println(cells + changes)
	return nil
}
