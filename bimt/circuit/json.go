package circuit

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
)

const jsonFormat = "bimt-circuit-1"

type document struct {
	Format string `json:"format"`
	Name   string `json:"name"`
	*Circuit
	Cases []Case `json:"cases"`
}

// JSON prints the circuit itself, by its field names, with its self-test in "cases".
func JSON(w io.Writer, c *Circuit, name string) error {
	cases, err := c.SelfTest()
	if err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(document{jsonFormat, name, c, cases})
}

// Read reads what JSON printed. It fails if the circuit no longer gives the outputs in
// the table that came with it, to 1e-9 of 1 + |wanted|.
func Read(r io.Reader) (*Circuit, error) {
	if r == nil {
		return nil, fmt.Errorf("circuit: there is nothing to read from")
	}
	d := document{Circuit: &Circuit{}}
	if err := json.NewDecoder(r).Decode(&d); err != nil {
		return nil, fmt.Errorf("this is no circuit's JSON: %w", err)
	}
	if d.Format != jsonFormat {
		return nil, fmt.Errorf("the file's format is %q, want %q: export it again", d.Format, jsonFormat)
	}
	e, err := d.Circuit.Evaluator()
	if err != nil {
		return nil, err
	}
	got := make([]float64, len(d.Outputs))
	for i, k := range d.Cases {
		if err := e.Eval(got, k.In); err != nil {
			return nil, fmt.Errorf("case %d: %w", i, err)
		}
		for j, v := range got {
			if j >= len(k.Out) || !(math.Abs(v-k.Out[j]) <= 1e-9*(1+math.Abs(k.Out[j]))) {
				return nil, fmt.Errorf("case %d of the self-test gives %v, the file says %v: it was changed by hand", i, got, k.Out)
			}
		}
	}
	return d.Circuit, nil
}
