package bimt_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func init() {
	if err := bimt.Register("turn round", turnRound); err != nil {
		log.Fatal(err)
	}
}

// turnRound would have the neurons of every axis that may move stand the other way round.
func turnRound(s *bimt.Space, _ bimt.Relocation) (map[*bimt.Axis][]int, error) {
	orders := map[*bimt.Axis][]int{}
	for _, a := range s.Axes() {
		if a.IsFixed() || a.Heads() != nil {
			continue
		}
		order := a.Order()
		for place := range order {
			orders[a] = append(orders[a], order[len(order)-1-place])
		}
	}
	return orders, nil
}

// A strategy of one's own is a function that gives the new order of each axis. Relocate
// knows it by its name, and moves neurons as it says where that lowers the cost.
func ExampleRegister() {
	space, params := bimt.NewSpace(), graph.NewParams(gorgonia.NewGraph(), tensor.Float64)
	x, h := space.Axis("x", bimt.Line(3), bimt.Fixed()), space.Axis("h", bimt.Line(3))
	w, err := params.New("w", 3, 3)
	if err == nil {
		err = errors.Join(w.Set([]float64{0, 0, 1, 0, 1, 0, 1, 0, 0}), space.Connect(w, h, x))
	}
	if err != nil {
		log.Fatal(err)
	}
	for range 2 { // the second time it would cost more
		m, err := space.Relocate(bimt.Relocation{Strategy: "turn round", Locality: 1})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%d neurons moved, cost %.2f to %.2f\n", m.Moved, m.Before, m.After)
	}
	// Output:
	// 2 neurons moved, cost 1.33 to 0.00
	// 0 neurons moved, cost 0.00 to 0.00
}
