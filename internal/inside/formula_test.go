package inside

import (
	"testing"

	"github.com/gobimt/bimt/bimt/circuit"
	"github.com/gobimt/bimt/bimt/formula"
)

// Columns get Go identifiers, each its own.
func TestGoNames(t *testing.T) {
	c := &circuit.Circuit{}
	for _, name := range []string{"engine size", "engine_size", "2nd", "func", "math", "größe"} {
		c.Inputs = append(c.Inputs, circuit.Input{Name: name})
	}
	e := formula.Add(formula.Var("engine size"), formula.Var("engine_size"), formula.Var("2nd"), formula.Var("func"), formula.Var("math"), formula.Var("größe"))
	if got, want := e.Substitute(goNames(c)).Go(), "engine_size + engine_size_2 + x_2nd + x_func + math_2 + größe"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
