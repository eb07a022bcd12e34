package nn_test

import (
	"fmt"
	"log"
	"slices"

	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/nn"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A run is saved after five steps and taken up again: weights, their memories, and the
// number of steps. The weights come out to the bit as without the break.
func ExampleAdamW_SetSteps() {
	w, session, adam := fitting()
	train(session, adam, 5)
	saved := map[string][]float64{"value": w.Float64s()}
	for _, name := range w.Memories() {
		saved[name] = w.MemoryFloat64s(name)
	}
	steps := adam.Steps()
	train(session, adam, 5)

	again, session, resumed := fitting()
	end(again.Set(saved["value"]))
	for _, name := range []string{nn.FirstMoment, nn.SecondMoment} {
		end(again.SetMemory(name, saved[name]))
	}
	end(resumed.SetSteps(steps))
	train(session, resumed, 5)
	fmt.Println(resumed.Steps(), slices.Equal(w.Float64s(), again.Float64s()))
	// Output: 10 true
}

// fitting is three weights that are drawn towards 1, −2 and 3.
func fitting() (*graph.Param, *graph.Session, *nn.AdamW) {
	g := gorgonia.NewGraph()
	params := graph.NewParams(g, tensor.Float64)
	w, err := params.New("w", 3)
	end(err)
	target, err := graph.Input(g, tensor.Float64, "target", 3)
	end(err)
	end(graph.Feed(target, 1.0, -2, 3))
	loss, err := op.MSE(w.Node(), target)
	end(err)
	session, err := graph.Compile(graph.Program{Loss: loss, Params: params.All()})
	end(err)
	adam, err := nn.NewAdamW(params.All(), nn.AdamWConfig{})
	end(err)
	return w, session, adam
}

func train(session *graph.Session, o nn.Optimizer, steps int) {
	for range steps {
		end(session.Run())
		end(o.Step(0.1))
	}
}

func end(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
