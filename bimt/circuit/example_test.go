package circuit_test

import (
	"fmt"
	"log"
	"os"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/graph/op"
)

// A network that computes x² nearly, from two SiLUs whose linear terms cancel, becomes C.
func Example() {
	layers := []circuit.Layer{
		{Name: "hidden", In: 1, Weight: []float64{0.1, -0.1}, Activation: op.SiLU},
		{Name: "out", In: 2, Weight: []float64{200, 200}, Activation: op.Identity},
	}
	c, err := circuit.FromLayers([]circuit.Input{{Name: "length"}}, layers, []circuit.Output{{Name: "area"}}, 0.01)
	if err != nil {
		log.Fatal(err)
	}
	e, err := c.Evaluator()
	if err != nil {
		log.Fatal(err)
	}
	area := make([]float64, 1)
	if err := e.Eval(area, []float64{0.5}); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f\n", area[0])
	if err := circuit.C(os.Stdout, c, "area"); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 0.2499
	// #ifndef BIMT_area_H
	// #define BIMT_area_H
	//
	// #include <math.h>
	//
	// /* 1 inputs, 1 outputs, 3 neurons, 4 weights. */
	// static inline void area(const double *in, double *out) {
	//   const double x0 = in[0]; /* length */
	//   const double z0 = 0.1*x0;
	//   const double n0 = z0/(1.0 + exp(-z0)); /* hidden[0] */
	//   const double z1 = -0.1*x0;
	//   const double n1 = z1/(1.0 + exp(-z1)); /* hidden[1] */
	//   const double n2 = 200.0*n0 + 200.0*n1; /* out[0] */
	//   out[0] = n2; /* area */
	// }
	//
	// static inline double area_selftest(void) {
	//   static const double ins[5][1] = {
	//     {0.0},
	//     {-1.528},
	//     {0.9443},
	//     {-0.5836},
	//     {1.889},
	//   };
	//   static const double outs[5][1] = {
	//     {0.0},
	//     {2.3302519009062017},
	//     {0.8910404692104272},
	//     {0.34049232554610054},
	//     {3.5577479640848395},
	//   };
	//   double got[1], worst = 0.0;
	//   for (int r = 0; r < 5; r++) {
	//     area(ins[r], got);
	//     for (int j = 0; j < 1; j++) {
	//       worst = fmax(worst, fabs(got[j] - outs[r][j])/(1.0 + fabs(outs[r][j])));
	//     }
	//   }
	//   return worst;
	// }
	//
	// #endif
}
