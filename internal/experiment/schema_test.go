package experiment

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/gobimt/bimt/internal/task"
)

// A network built from the description of the data is that of the data.
func TestSchemaIsEnough(t *testing.T) {
	for _, w := range [][]string{
		{"independence"}, {"two-moons"}, {"digits"}, {"s4"}, {"modular-addition-transformer"}, {"in-context", "train_rows=100"},
		{"table", "path=" + cars, carInputs, "outputs=[Origin]"}, {"table", "path=" + cars, carInputs, "outputs=[Miles_per_Gallon]"},
	} {
		c := loaded(t, w[0], w[1:]...)
		d := data(t, c)
		b, err := json.Marshal(d.Schema)
		if err != nil {
			t.Fatal(err)
		}
		var s task.Schema
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		e, err := s.Data()
		if err != nil {
			t.Errorf("%v: %v\n%s", w, err, b)
			continue
		}
		if !reflect.DeepEqual(e.Schema, s) || !reflect.DeepEqual(d.InScale, e.InScale) {
			t.Errorf("%v: the description changed:\n%s", w, b)
		}
		have, err := c.NewNetwork(e)
		if err != nil {
			t.Fatal(err)
		}
		want, err := c.NewNetwork(d)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range want.Params.All() {
			if q := have.Params.All()[i]; !reflect.DeepEqual(p.Float64s(), q.Float64s()) || p.Name() != q.Name() {
				t.Errorf("%v: %s differs from %s", w, q.Name(), p.Name())
			}
		}
	}
}
