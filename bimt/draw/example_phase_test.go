package draw_test

import (
	"log"

	"github.com/gobimt/bimt/bimt/draw"
)

// How many weights stay, over the price of connections and how often neurons may move, of three
// seeds each.
func ExamplePhase() {
	f := draw.Phase{
		Title: "independence", XLabel: "λ", YLabel: "swap_every", Label: "active weights",
		Caption: "The median of three seeds, and below it the least and the greatest.",
		Cols:    []string{"1e-4", "1e-3", "1e-2"}, Rows: []string{"never", "200"},
		Values: [][][]float64{
			{{61, 58, 70}, {30, 27, 33}, {12, 12, 15}},
			{{55, 51, 60}, {22, 20, 24}, {11, 10, 14}},
		},
	}
	if err := draw.Save(f, "phase.svg"); err != nil {
		log.Fatal(err)
	}
}
